"""The tables of a report as an Excel workbook: numbers in full with formats, sums as formulas."""

from __future__ import annotations

import math
import re
from io import BytesIO
from typing import Any, NamedTuple

from fundsim.errors import OutputError, install_extra
from fundsim.languages import Language, unit_word
from fundsim.metrics.estimate import statistics_of
from fundsim.report.document import Cell, Marked, Measured, Paragraph, Report, Sum, Table, tables_of
from fundsim.report.exports import finite, put_text
from fundsim.report.report_texts import words
from fundsim.report.table_texts import SHEETS_ZH
from fundsim.text_tables import display_width

_FIRST_ROW = 4  # of the cells below title, blank line and headings
_STATISTICS = ("estimate", "standard_error", "lower", "upper", "unit")
_FORMATS = {
    "1": "0.00%",
    "month": "0.0",
    "year": "0.0",
    "years": "0.0",
    "loans": "#,##0.0",
    "ratio": "0.0",
    "number": "General",
}
_MONEY = "#,##0.00"
_BRACKET = re.compile(r"\s*[（(][^（(]*[）)]$")
_WIDEST, _NARROWEST, _OVERVIEW = 60, 13, 110  # widths of columns [columns of text]
_LINE = 16  # height of a line [points]
_HEAD, _HEAD_TEXT, _HIGHLIGHT = "FF0B4A75", "FFFFFFFF", "FFFFE9A8"


class Place(NamedTuple):
    """Where a column of a table stands in a sheet, from 1, and whether it takes a column for each statistic."""

    column: int
    measured: bool


def excel(report: Report) -> bytes:
    """The tables of a report as a workbook.

    Parameters
    ----------
    report : Report
        The content.

    Returns
    -------
    bytes
        An overview with the sentences of the summary, then a sheet for each table. Texts are texts, whatever they
        hold, and never formulas; estimates have standard error, interval and unit in columns of their own.

    Raises
    ------
    OutputError
        openpyxl is missing.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise OutputError(f"Excel reports need openpyxl: {install_extra('report')}") from error
    book = Workbook()
    tables = list(tables_of(report))
    names = _sheet_names(tables, report.lang)
    _overview(book.active, report, dict(zip(names, tables, strict=True)))
    for name, table in zip(names, tables, strict=True):
        _write_sheet(book.create_sheet(name), table, report.lang)
    book.properties.title = report.title
    book.properties.creator = "fundsim"
    image = BytesIO()
    book.save(image)
    return image.getvalue()


def _sheet_names(tables: list[Table], lang: Language) -> list[str]:
    """Names of the sheets; a number behind those that come again."""
    found: list[str] = []
    for table in tables:
        sheet = SHEETS_ZH[table.sheet] if lang == "zh" else table.sheet
        number = sum(name.partition(" (")[0] == sheet for name in found) + 1
        found.append(f"{sheet} ({number})" if number > 1 else sheet)
    return found


def _overview(sheet: Any, report: Report, tables: dict[str, Table]) -> None:
    """Title, sentences of the summary, list of the sheets."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet.title = words("sheet_overview", report.lang)
    summary = [block.text for block in report.sections[0].blocks if isinstance(block, Paragraph)]
    lines = [report.title, report.subtitle, "", *summary, words("sheet_note", report.lang), ""]
    for number, line in enumerate(lines, start=1):
        cell = sheet.cell(number, 1)
        put_text(cell, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = _LINE * _lines(line, _OVERVIEW)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for number, (name, table) in enumerate(tables.items(), start=len(lines) + 1):
        cell = sheet.cell(number, 1)
        put_text(cell, f"{name}: {table.caption}")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
        cell.font = Font(color=_HEAD, underline="single")
    sheet.column_dimensions["A"].width = _OVERVIEW
    _fit_to_page(sheet)


def _write_sheet(sheet: Any, table: Table, lang: Language) -> None:
    """A table with its caption above it."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    places = _places(table)
    headings = _headings(table, places, lang)
    put_text(sheet.cell(1, 1), table.caption)
    sheet.cell(1, 1).font = Font(bold=True, size=12)
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(_FIRST_ROW - 1, column)
        put_text(cell, heading)
        cell.font, cell.fill = Font(bold=True, color=_HEAD_TEXT), PatternFill("solid", _HEAD, _HEAD)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(table.rows, start=_FIRST_ROW):
        for place, content in zip(places, row, strict=True):
            _write_cell(sheet, number, place, content, places, lang)
    deepest = 1
    for column, heading in enumerate(headings, start=1):
        width = _column_width(sheet, column)
        sheet.column_dimensions[get_column_letter(column)].width = width
        deepest = max(deepest, _lines(heading, width - 2))
    sheet.row_dimensions[_FIRST_ROW - 1].height = _LINE * deepest
    sheet.freeze_panes = sheet.cell(_FIRST_ROW, 2)
    _fit_to_page(sheet)
    sheet.print_title_rows = f"{_FIRST_ROW - 1}:{_FIRST_ROW - 1}"


def _fit_to_page(sheet: Any) -> None:
    """Print the sheet as wide as a page of A4 on its side."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _places(table: Table) -> list[Place]:
    """Columns of the sheet: those with estimates take five."""
    found, column = [], 1
    for place in range(len(table.columns)):
        measured = any(isinstance(row[place], Measured) for row in table.rows)
        found.append(Place(column, measured))
        column += len(_STATISTICS) if measured else 1
    return found


def _headings(table: Table, places: list[Place], lang: Language) -> list[str]:
    found: list[str] = []
    several = sum(place.measured for place in places) > 1
    for column, place in zip(table.columns, places, strict=True):
        if not place.measured:
            found.append(column.heading)
            continue
        of = f"{_BRACKET.sub('', column.heading)}{'：' if lang == 'zh' else ': '}" if several else ""
        found += [column.heading, *(f"{of}{words(key, lang)}" for key in _STATISTICS[1:])]
    return found


def _write_cell(sheet: Any, number: int, place: Place, content: Cell, places: list[Place], lang: Language) -> None:
    cell = sheet.cell(number, place.column)
    if isinstance(content, str | Marked):
        _write_text(cell, content)
    elif isinstance(content, Measured):
        for offset, value in enumerate(statistics_of(content.estimate)):
            _write_number(sheet.cell(number, place.column + offset), value, content.unit)
        put_text(sheet.cell(number, place.column + len(_STATISTICS) - 1), unit_word(content.unit, lang))
    elif isinstance(content, Sum):
        cell.value, cell.number_format = _formula(sheet, content, places), _format(content.unit)
    else:
        _write_number(cell, content.value, content.unit)


def _write_text(cell: Any, content: str | Marked) -> None:
    from openpyxl.styles import PatternFill

    put_text(cell, content if isinstance(content, str) else content.text)
    if isinstance(content, Marked):
        cell.fill = PatternFill("solid", _HIGHLIGHT, _HIGHLIGHT)


def _write_number(cell: Any, value: float, unit: str) -> None:
    cell.value, cell.number_format = finite(value), _format(unit)


def _format(unit: str) -> str:
    return _FORMATS.get(unit, _MONEY)


def _formula(sheet: Any, content: Sum, places: list[Place]) -> str:
    """The sum as a formula, to the fen."""
    terms = "".join(
        f"{'+' if sign > 0 else '-'}{sheet.cell(_FIRST_ROW + row, places[column].column).coordinate}"
        for sign, row, column in content.terms
    )
    return f"=ROUND({terms.removeprefix('+')},2)"


def _column_width(sheet: Any, column: int) -> int:
    """Width that shows what stands in a column, headings on several lines."""
    cells = [sheet.cell(number, column) for number in range(_FIRST_ROW, sheet.max_row + 1)]
    longest = max((display_width(_shown(cell.value)) for cell in cells), default=0)
    return min(max(longest, _NARROWEST), _WIDEST) + 2


def _lines(line: str, width: int) -> int:
    """Lines that a text takes in a column; words leave some room at the ends of lines."""
    return max(1, math.ceil(1.15 * display_width(line) / width))


def _shown(value: object) -> str:
    """About what a reader sees of a cell."""
    if isinstance(value, int | float):
        return f"{value:,.2f}"
    return "" if value is None else "9,999,999.99" if str(value).startswith("=ROUND(") else str(value)
