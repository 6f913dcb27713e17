"""A report as one HTML file that needs nothing else: for phones, screens and A4 paper."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import partial

from fundsim.errors import OutputError, install_extra
from fundsim.report.document import (
    LANDSCAPE_FROM,
    Cell,
    Figure,
    Marked,
    Paragraph,
    Report,
    Table,
    cell_text,
    is_numeric,
    left_out,
    numbered,
    shown_columns,
)
from fundsim.report.report_texts import words

COLOURS = {
    "paper": "#FFFFFF", "ink": "#1A1A1A", "quiet": "#555555", "accent": "#0B4A75", "shade": "#EEF4F8",
    "rule": "#C8D0D6", "warning": "#B45309", "highlight": "#FFE9A8",
}  # fmt: skip
"""What the style sheet uses."""
TEXT_ON = (
    ("ink", "paper"), ("quiet", "paper"), ("accent", "paper"), ("ink", "shade"), ("paper", "accent"),
    ("ink", "highlight"),
)  # fmt: skip
"""Colours of texts and what they stand on."""


def html(report: Report) -> bytes:
    """A report as HTML.

    Parameters
    ----------
    report : Report
        The content.

    Returns
    -------
    bytes
        One file: pictures are inside, nothing is loaded, no script runs.

    Raises
    ------
    OutputError
        jinja2 is missing.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise OutputError(f"HTML reports need jinja2: {install_extra('report')}") from error
    environment = Environment(loader=PackageLoader("fundsim.report"), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("report.html.jinja").render(
        COLOURS,
        report=report,
        sections=numbered(report),
        words=partial(words, lang=report.lang),
        is_paragraph=lambda block: isinstance(block, Paragraph),
        is_figure=lambda block: isinstance(block, Figure),
        is_wide=lambda table: len(shown_columns(table)) >= LANDSCAPE_FROM,
        picture=_picture,
        headings=_headings,
        rows=lambda table: _rows(table, report),
        left_out=lambda table: left_out(table, report.lang),
    )
    return page.encode()


def _picture(figure: Figure) -> str:
    """An address that holds the picture itself; as an image, no script in it would run."""
    return f"data:image/svg+xml;base64,{base64.b64encode(figure.draw('svg')).decode()}"


def _headings(table: Table) -> list[tuple[str, str]]:
    """Text and kind of the headings that are shown; the first column names the rows."""
    shown = shown_columns(table)
    return [(table.columns[place].heading, _kind("", place > 0 and is_numeric(table, place))) for place in shown]


def _rows(table: Table, report: Report) -> Iterator[list[tuple[str, str]]]:
    """Text and kind of the cells that are shown."""
    shown = [(place, is_numeric(table, place)) for place in shown_columns(table)]
    for row in table.rows[: table.most_rows]:
        yield [(cell_text(row[place], report.lang), _kind(row[place], numeric)) for place, numeric in shown]


def _kind(cell: Cell, numeric: bool) -> str:
    if isinstance(cell, Marked):
        return "marked"
    return "number" if numeric else "text"
