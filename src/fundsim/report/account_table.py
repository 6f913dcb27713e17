"""The fund's account by year as cells that are computed from one another, so that a workbook adds up live."""

from __future__ import annotations

import re

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.plots.reconciliation import account_by_year, adding_up
from fundsim.report.document import Cell, Column, Quantity, Sum, Table
from fundsim.report.report_texts import words
from fundsim.report.run_tables import columns_of
from fundsim.results import LINES, at_fund_size
from fundsim.texts.formats import Scale, money_scale

_OUTFLOWS = ("payments", "returned")
_FLOWS = range(2, len(LINES))  # columns: year, opening, flows, closing
_CLOSING = len(LINES)


def account_tables(ds: xr.Dataset, lang: Language) -> list[Table]:
    """The account with formulas, and the half widths of its intervals; of several fund sizes at the first.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run with a fund.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of Table
        Opening of each year is the closing of the year before, closing is opening plus flows, the total sums the
        years; beside it stands the closing balance as simulated, and the difference, which must be nothing.
        [currency]
    """
    ds = at_fund_size(ds)
    currency = str(ds.attrs["currency"])
    account = account_by_year(ds)
    means, halves = adding_up(account.lines.value[:-1], 2), (account.lines.upper - account.lines.lower) / 2.0
    names = [*account.periods, words("total", lang)]
    rows = tuple((name, *_row(means, place, currency)) for place, name in enumerate(names))
    empty = _empty_lines(means)
    headings = _without(empty, columns_of(("year", *LINES), lang))
    checks = tuple(Column(words(key, lang), workbook_only=True) for key in ("closing_simulated", "closing_difference"))
    unit = money_scale(1.0, currency, lang).unit
    lines = Table(words("account", lang, unit=unit), headings + checks, rows, "account", note=_note(empty, lang))
    widths = tuple((name, *_half_widths(half, currency)) for name, half in zip(names, halves, strict=True))
    return [lines, Table(words("account_errors", lang, unit=unit), headings, widths, "account intervals")]


def _empty_lines(means: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[str]:
    """Flows that are nothing, to the fen, in every year."""
    return [LINES[column - 1] for column in _FLOWS if not means[:, column - 1].any()]


def _without(empty: list[str], headings: tuple[Column, ...]) -> tuple[Column, ...]:
    """Columns of which documents leave out those without any flow; workbooks compute with them."""
    places = {LINES.index(line) + 1 for line in empty}
    return tuple(own._replace(workbook_only=place in places) for place, own in enumerate(headings))


def _note(empty: list[str], lang: Language) -> str:
    """Which columns documents leave out, and why; empty where there are none."""
    if not empty:
        return ""
    names = [re.sub(r"\s*[(（].*", "", column.heading) for column in columns_of(empty, lang)]  # without (−)
    return words("empty_columns", lang, names=("、" if lang == "zh" else ", ").join(names))


def _row(means: np.ndarray[tuple[int, int], np.dtype[np.float64]], place: int, currency: str) -> list[Cell]:
    """Cells of a year, or of the total in the last row."""
    scale, total = Scale(1.0, ""), place == len(means) - 1
    values = [float(value) for value in means[place]]

    def amount(column: int, *terms: tuple[int, int, int]) -> Cell:
        value = values[column - 1]
        return Sum(value, scale, currency, terms) if terms else Quantity(value, scale, currency, 2)

    before = () if place == 0 else ((1, 0, 1),) if total else ((1, place - 1, _CLOSING),)
    cells = [amount(1, *before)]
    years = range(place) if total else range(0)
    cells += [amount(column, *((1, year, column) for year in years)) for column in _FLOWS]
    signs = ((-1 if LINES[column - 1] in _OUTFLOWS else 1, place, column) for column in _FLOWS)
    cells.append(amount(_CLOSING, (1, place, 1), *signs))
    simulated = Quantity(values[-1], scale, currency, 2)
    difference = Sum(0.0, scale, currency, ((1, place, _CLOSING), (-1, place, _CLOSING + 1)))
    return [*cells, simulated, difference]


def _half_widths(halves: np.ndarray[tuple[int], np.dtype[np.float64]], currency: str) -> list[Cell]:
    """Half widths of the intervals of a year's lines."""
    return [Quantity(float(half), Scale(1.0, ""), currency, 2) if np.isfinite(half) else "?" for half in halves]
