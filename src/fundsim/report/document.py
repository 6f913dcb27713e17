"""What a report is made of: sections of paragraphs, figures and tables. The writers know nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.report.report_texts import words
from fundsim.texts.formats import Scale, estimate_text, number_text

PictureFormat = Literal["svg", "png"]
LANDSCAPE_FROM = 9  # columns of a table that need a page turned on its side
_NO_NUMBER = ("–", "?")


class Quantity(NamedTuple):
    """A cell with an exact number.

    Parameters
    ----------
    value : float
        [unit]
    scale : Scale
        How documents show it.
    unit : str
        ISO code of a currency, ``1`` for shares, or the name of another unit; workbooks format by it.
    decimals : int or None
        Digits after the point; None shows three significant ones.
    """

    value: float
    scale: Scale
    unit: str
    decimals: int | None = None


class Measured(NamedTuple):
    """A cell with an estimate, which documents show with its interval and workbooks in columns of their own.

    Parameters
    ----------
    estimate : Estimate
        [unit]
    scale : Scale
        How documents show it.
    unit : str
        As in `Quantity`.
    """

    estimate: Estimate
    scale: Scale
    unit: str


class Sum(NamedTuple):
    """A cell that is the sum of other cells of its table: a formula in a workbook.

    Parameters
    ----------
    value : float
        The sum. [unit]
    scale : Scale
        How documents show it.
    unit : str
        As in `Quantity`.
    terms : tuple of (sign, row, column)
        +1 or −1, and the place of a cell from 0.
    """

    value: float
    scale: Scale
    unit: str
    terms: tuple[tuple[int, int, int], ...]


class Marked(NamedTuple):
    """A cell with a text that must catch the eye, such as the word *assumed*."""

    text: str


Cell = str | Quantity | Measured | Sum | Marked


class Column(NamedTuple):
    """A column of a table.

    Parameters
    ----------
    heading : str
        Its name.
    workbook_only : bool
        Whether documents leave it out.
    """

    heading: str
    workbook_only: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a ``label`` heads what follows, an ``answer`` stands out, a ``caution`` has a mark before it."""

    text: str
    kind: Literal["plain", "label", "answer", "caution"] = "plain"


@dataclass(frozen=True)
class Figure:
    """A chart.

    Parameters
    ----------
    title : str
        What it shows: read aloud instead of the picture.
    caption : str
        What it finds.
    draw : callable
        Format → the picture.
    """

    title: str
    caption: str
    draw: Callable[[PictureFormat], bytes]


@dataclass(frozen=True)
class Table:
    """A table.

    Parameters
    ----------
    caption : str
        What it shows.
    columns : tuple of Column
        Its columns; the first names the rows.
    rows : tuple of tuple of Cell
        As many cells each as there are columns.
    sheet : str
        Name of its sheet in a workbook.
    most_rows : int
        Rows that documents show; 0 for a table that only workbooks hold.
    note : str
        What documents say below it.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sheet: str
    most_rows: int = 400
    note: str = ""


Block = Paragraph | Figure | Table


@dataclass(frozen=True)
class Section:
    """A part of a report; its key is the anchor that links point to."""

    key: str
    heading: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Report:
    """A report.

    Parameters
    ----------
    title, subtitle : str
        Its head.
    lang : {"en", "zh"}
        Its language.
    sections : tuple of Section
        Its parts, in order.
    """

    title: str
    subtitle: str
    lang: Language
    sections: tuple[Section, ...]


def cell_text(cell: Cell, lang: Language) -> str:
    """A cell as documents show it.

    Examples
    --------
    >>> cell_text(Quantity(0.7, Scale(0.01, "%"), "1"), "en"), cell_text(Marked("assumed"), "en")
    ('70.0 %', 'assumed')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Marked):
        return cell.text
    if isinstance(cell, Measured):
        return estimate_text(cell.estimate, cell.scale, lang)
    decimals = 2 if isinstance(cell, Sum) else cell.decimals
    return number_text(cell.value, cell.scale, decimals).replace("-", "−")


def tables_of(report: Report) -> Iterator[Table]:
    """Tables of a report in order."""
    return (block for section in report.sections for block in section.blocks if isinstance(block, Table))


def shown_columns(table: Table) -> list[int]:
    """Places of the columns that documents show."""
    return [place for place, column in enumerate(table.columns) if not column.workbook_only]


def is_numeric(table: Table, place: int) -> bool:
    """Whether a column holds nothing but numbers, and marks where there is none."""
    return all(not isinstance(row[place], str | Marked) or row[place] in _NO_NUMBER for row in table.rows)


def numbered(report: Report) -> Iterator[tuple[Section, list[tuple[Block, str]]]]:
    """What documents show: each section with its blocks and their names, *Figure 1*, *Table 1*, none for paragraphs."""
    counts = {"figure": 0, "table": 0}
    for section in report.sections:
        found: list[tuple[Block, str]] = []
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found.append((block, ""))
            elif isinstance(block, Figure) or block.most_rows:
                kind = "figure" if isinstance(block, Figure) else "table"
                counts[kind] += 1
                found.append((block, f"{words(kind, report.lang)} {counts[kind]}"))
        yield section, found


def left_out(table: Table, lang: Language) -> str:
    """What documents say below a table, of what only the workbook holds; empty where they show all."""
    if len(table.rows) <= table.most_rows:
        return table.note
    cut = words("more_rows", lang, shown=table.most_rows, all=len(table.rows))
    return ("" if lang == "zh" else " ").join(filter(None, [table.note, cut]))
