"""Rows of a loan tape: only the mapped columns, read piece by piece into numbers and codes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fundsim.errors import DataError
from fundsim.portfolio.files.cells import BLANKS, amount, dated, days_late, months_of_term, share
from fundsim.portfolio.files.tables import PIECE, Table, open_table
from fundsim.portfolio.loan_book import Floats, Integers
from fundsim.portfolio.quality import QualityEntry
from fundsim.portfolio.townships import MAX_LOANS
from fundsim.programme.loans import TapeLoans

TEXTS = ("loan_id", "repayment", "grade", "industry", "township", "village", "product")
DATES = ("made_on", "matures_on")
SHARES = ("interest_rate", "pd", "lgd", "guaranteed_share")
BLANK_CODE = -1


class TapeRows(NamedTuple):
    """Mapped columns of all rows that have as many fields as the header.

    Parameters
    ----------
    lines : array (row,)
        Line of the file on which each row ends.
    numbers : dict of array (row,)
        Amounts, rates, terms; dates as months since year 0 with the part of the month that is over. NaN is blank,
        infinity not readable.
    codes : dict of array (row,)
        Texts as indices into ``names``; -1 is blank.
    names : dict of tuple of str
        Texts in order of first mention.
    entries : list of QualityEntry
        How many rows were read, in which encoding, and how many were misshapen.
    """

    lines: Integers
    numbers: dict[str, Floats]
    codes: dict[str, Integers]
    names: dict[str, tuple[str, ...]]
    entries: list[QualityEntry]


def read_rows(loans: TapeLoans, columns: dict[str, str]) -> TapeRows:
    """Read the mapped columns of a tape; the text of other columns is never kept.

    Parameters
    ----------
    loans : TapeLoans
        File, encoding, sheet.
    columns : dict
        Attribute -> column name.

    Returns
    -------
    TapeRows
        In file order.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, or has too many rows.
    """
    tables: dict[str, dict[str, int]] = {key: {} for key in columns if key in TEXTS}
    lines: list[Integers] = []
    pieces: list[dict[str, Floats | Integers]] = []
    misshapen: list[int] = []
    with open_table(loans, columns) as tape:
        for piece in tape.pieces:
            misshapen += piece.misshapen
            lines.append(np.array(piece.lines, dtype=np.int64))
            pieces.append({key: _parse(key, cells, tables, loans) for key, cells in piece.columns.items()})
            if len(lines) * PIECE > MAX_LOANS:
                raise DataError(f"{loans.file}: more than {MAX_LOANS:,} rows; split the tape or aggregate it")
    arrays = {key: np.concatenate([piece[key] for piece in pieces] or [np.zeros(0)]) for key in columns}
    return TapeRows(
        lines=np.concatenate(lines or [np.zeros(0, dtype=np.int64)]),
        numbers={key: array.astype(np.float64) for key, array in arrays.items() if key not in TEXTS},
        codes={key: array.astype(np.int64) for key, array in arrays.items() if key in TEXTS},
        names={key: tuple(table) for key, table in tables.items()},
        entries=_reading_entries(loans, tape, sum(map(len, lines)), misshapen),
    )


def no_numbers(rows: TapeRows) -> Floats:
    """A column without any number, for one that the tape does not have."""
    return np.full(len(rows.lines), np.nan)


def _reading_entries(loans: TapeLoans, tape: Table, good: int, misshapen: list[int]) -> list[QualityEntry]:
    count = good + len(misshapen)  # those of sums are no loans
    read = QualityEntry(f"rows of {Path(loans.file).name}", count, f"read as {tape.read_as}")
    titles = QualityEntry("rows above the column names", tape.titles, "skipped")
    shape = QualityEntry(
        "rows with more or fewer fields than the header",
        len(misshapen),
        "dropped",
        misshapen[0] if misshapen else 0,
        dropped=True,
    )
    if tape.looks_like_utf8:
        read = read._replace(action=f"read as {tape.read_as} as asked, but they look like utf-8: check the names")
    totals = QualityEntry("rows of sums (合计, 小计)", len(tape.totals), "skipped", next(iter(tape.totals), 0))
    return [read, titles, totals, shape]


def _parse(key: str, texts: list[str], tables: dict[str, dict[str, int]], loans: TapeLoans) -> Floats | Integers:
    """Numbers of one column; texts become numbers of the column's table, which grows."""
    if key in tables:
        table = tables[key]
        for text in dict.fromkeys(texts):
            if text.lower() not in BLANKS:
                table.setdefault(text, len(table))
        return np.array([table.get(text, BLANK_CODE) for text in texts], dtype=np.int64)
    if key in DATES:
        return np.array([dated(text) for text in texts], dtype=np.float64)
    if key in SHARES:
        unit = loans.rate_unit if key == "interest_rate" else 1.0
        return np.array([share(text, unit) for text in texts], dtype=np.float64)
    try:
        return np.array([float(text) for text in texts], dtype=np.float64)
    except ValueError:
        read = {"term_months": months_of_term, "days_overdue": days_late}.get(
            key, partial(amount, unit=loans.amount_unit)
        )
        return np.array([read(text) for text in texts], dtype=np.float64)
