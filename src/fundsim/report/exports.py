"""Tables on disk: CSV, Excel, LaTeX, Markdown; whatever a user's names hold, it stays text."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path
from typing import Any, TypeGuard

import pandas as pd

from fundsim.errors import OutputError, install_extra
from fundsim.languages import Language
from fundsim.report.cell_words import with_words
from fundsim.report.csv_files import write_csv
from fundsim.report.headings import heading, rounded
from fundsim.results import write_whole
from fundsim.text_tables import display_width
from fundsim.texts.names import one_line

ENDINGS = {"csv": "csv", "xlsx": "xlsx", "latex": "tex", "md": "md"}
"""Formats of tables and the endings of their files."""
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "[": "{[}", "]": "{]}", "∞": r"$\infty$",
}  # fmt: skip
_MARKDOWN = {**{sign: f"\\{sign}" for sign in "\\`*_[]|~#"}, "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_WIDEST = 60  # columns of text in a column of a workbook
_LONGEST = 32_767  # signs that a cell holds


def write_table(
    table: pd.DataFrame, path: str | Path, kind: str, currency: str, lang: Language = "en", title: str = ""
) -> Path:
    """Write a table.

    Parameters
    ----------
    table : pandas.DataFrame
        One of the tables of this package.
    path : str or Path
        File to write.
    kind : {"csv", "xlsx", "latex", "md"}
        CSV has its English and Chinese headings in one line, the others those of the language.
    currency : str
        ISO code for the headings.
    lang : {"en", "zh"}
        Language of the headings.
    title : str
        Stands above the table in Markdown, as a caption in LaTeX, as the sheet's heading in Excel.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        The file cannot be written, or Excel files need a package that is missing.
    """
    if kind == "csv":
        return write_csv(table, path, currency, lang)
    shown = with_words(rounded(table), lang)
    headings = [heading(column, currency, lang) for column in shown]
    rows = [list(row) for row in shown.itertuples(index=False)]
    if kind == "xlsx":
        return write_whole(path, workbook(headings, rows, title))
    text = latex(headings, rows, title) if kind == "latex" else markdown(headings, rows, title)
    return write_whole(path, text.encode())


def workbook(headings: list[str], rows: list[list[object]], title: str) -> bytes:
    """An Excel workbook with one sheet: numbers as numbers, every text as text, never as a formula.

    Raises
    ------
    OutputError
        openpyxl is missing.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise OutputError(f"Excel files need openpyxl: {install_extra('report')}") from error
    book = Workbook()
    sheet = book.active
    lines: list[list[object]] = [[title], [*headings], *rows]
    for number, row in enumerate(lines, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = finite(value)
    for place, name in enumerate(headings, start=1):
        widest = max([display_width(name), *(display_width(str(row[place - 1])) for row in rows)])
        sheet.column_dimensions[get_column_letter(place)].width = min(widest, _WIDEST) + 2
    sheet.freeze_panes = "A3"
    image = BytesIO()
    book.save(image)
    return image.getvalue()


def put_text(cell: Any, value: str) -> None:
    """Write a text into a cell of a workbook, cut to what a cell can hold.

    Parameters
    ----------
    cell : openpyxl.cell.Cell
        Where to.
    value : str
        Any text; it stays text also when a reader edits the cell.
    """
    cell.value = one_line(value)[:_LONGEST]
    cell.data_type = "s"  # else a leading = would make it a formula
    cell.quotePrefix = True


def latex(headings: list[str], rows: list[list[object]], title: str) -> str:
    """A table for LaTeX with the package booktabs; Chinese needs XeLaTeX or LuaLaTeX with ctex."""
    numeric = [all(not isinstance(row[place], str) for row in rows) for place in range(len(headings))]
    lines = [
        " & ".join(_escaped(_plain(cell), _LATEX) for cell in row) + r" \\" for row in _with_headings(headings, rows)
    ]
    return "\n".join(
        [
            r"\begin{table}",
            rf"\caption{{{_escaped(one_line(title), _LATEX)}}}",
            rf"\begin{{tabular}}{{{''.join('r' if number else 'l' for number in numeric)}}}",
            r"\toprule", lines[0], r"\midrule", *lines[1:], r"\bottomrule",
            r"\end{tabular}", r"\end{table}", "",
        ]
    )  # fmt: skip


def markdown(headings: list[str], rows: list[list[object]], title: str) -> str:
    """A table for Markdown; no text is taken for markup or HTML."""
    lines = [
        "| " + " | ".join(_escaped(_plain(cell), _MARKDOWN) for cell in row) + " |"
        for row in _with_headings(headings, rows)
    ]
    rule = "|" + "|".join(" --- " for _ in headings) + "|"
    return "\n".join([f"**{_escaped(one_line(title), _MARKDOWN)}**", "", lines[0], rule, *lines[1:], ""])


def _with_headings(headings: list[str], rows: list[list[object]]) -> list[list[object]]:
    return [[*headings], *rows]


def _is_infinite(cell: object) -> TypeGuard[float]:
    """Whether a number is beyond what the paths, or the horizon, can tell; unlike one that is not known."""
    return isinstance(cell, float) and math.isinf(cell)


def _plain(cell: object) -> str:
    if isinstance(cell, str):
        return one_line(cell)
    if _is_infinite(cell):
        return "∞" if cell > 0 else "-∞"
    value = finite(cell)
    return "" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def finite(cell: object) -> float | int | None:
    """A number as Python has it; nothing for one that is not known."""
    value = cell.item() if hasattr(cell, "item") else cell
    if not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def _escaped(words: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in words)
