"""The fund's account year by year, as a table whose columns add up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimates, account_estimates
from fundsim.plots.months import account_years, year_name
from fundsim.plots.needs import required
from fundsim.plots.style import chart_axes, chart_style, empty_chart, footer
from fundsim.plots.table_chart import draw_table, heading
from fundsim.plots.titles import size_title
from fundsim.results import LINES, at_fund_size
from fundsim.texts import text
from fundsim.texts.formats import money_scale

FloatArray = NDArray[np.float64]
_BALANCES = ("opening", "closing")  # lines that stand in every table
_SIGNS = np.array([-1.0 if line in ("payments", "returned") else 1.0 for line in LINES[1:-1]])  # of the flows
_FIXED = np.array([line == "appropriation" for line in LINES[1:-1]])
_FEW = 2.0  # of the largest unit
_SIZES = (10_000.0, 100.0, 20.0)  # of the largest amount, below each of which another decimal is shown
_MOST_PERIODS = 12


class Account(NamedTuple):
    """The reported fund's account over consecutive periods.

    Parameters
    ----------
    periods : list of str
        Account years by their first month, or spans of years.
    lines : Estimates
        Arrays (period, line): opening, flows and closing of each period, and of the whole time as a last one.
        [currency]
    months : list of int
        Length of each period.
    """

    periods: list[str]
    lines: Estimates
    months: list[int]


def plot_reconciliation(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Table of the fund's account by year: means over paths, years that add up as they are printed.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.
    fund_size : float or None
        Size to show where the run compares several; None takes the first. [currency]

    Returns
    -------
    Axes
        A column for each account year, or for spans of years where there are more than twelve, and a total, rounded
        by itself; under each mean half the width of its 95 % interval.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("reconciliation", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        if not ds.attrs["fund_layer"]:
            return empty_chart(ax, ds, lang, "reconciliation_title", "no_fund")
        ds = at_fund_size(ds, fund_size)
        account = account_by_period(ds)
        largest = max(float(np.abs(account.lines.value).max()), float(ds.attrs["fund_initial"]))
        scale = money_scale(largest, ds.attrs["currency"], lang)
        if largest < _FEW * scale.divisor:  # small lines of the account would show but zeros
            scale = money_scale(largest / 100.0, ds.attrs["currency"], lang)
        decimals = sum(largest / scale.divisor < size for size in _SIZES)
        means = _printed_means(account, scale.divisor, decimals)
        rows = _rows(account, means, scale.divisor, decimals, lang)
        total = "total" if _adds_up(means[-1], decimals) else "total_rounded"
        names = [text("reconciliation_unit", lang, unit=scale.unit), *_period_names(account, lang), text(total, lang)]
        draw_table(ax, [heading(name, 14) for name in names], rows, shaded=(0, len(rows) - 1))
        years = years_a_column(ds)
        key = "reconciliation_title_joined" if years > 1 else "reconciliation_title"
        ax.set_title(size_title(ds, key, lang, years=str(years)))
        footer(ax, ds, lang)
    return ax


def account_by_period(ds: xr.Dataset, most: int = _MOST_PERIODS) -> Account:
    """Account years, joined to spans of equal length where there are too many.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run at one fund size.
    most : int
        Most periods; where there are more years they are joined.

    Returns
    -------
    Account
        Of each span the opening of its first year, the flows of all, the closing of its last.
    """
    starts = [str(start) for start in ds["year_start"].values]
    length = years_a_column(ds, most)
    groups = [range(first, min(first + length, len(starts))) for first in range(0, len(starts), length)]
    lines = account_estimates(ds, [*groups, range(len(starts))])
    years = account_years(ds)
    months = [years[group[-1]][1] - years[group[0]][0] for group in groups]
    return Account([_joined(starts[group[0]], starts[group[-1]]) for group in groups], lines, months)


def years_a_column(ds: xr.Dataset, most: int = _MOST_PERIODS) -> int:
    """Account years that are joined where there are more of them than columns."""
    return -(-ds.sizes["year"] // most)


def _joined(first: str, last: str) -> str:
    """Account years from one to another by their first months, a single one as it is."""
    if first == last:
        return first
    if first.endswith("-01"):
        return f"{first[:4]}–{last[2:4]}"
    return f"{first}–\n{year_name(last)}"


def account_by_year(ds: xr.Dataset) -> Account:
    """Account years, however many; parameters and result as for `account_by_period`."""
    return account_by_period(ds, ds.sizes["year"])


def adding_up(means: FloatArray, decimals: int) -> FloatArray:
    """Means rounded so that every period adds up as printed, with a total below.

    Parameters
    ----------
    means : array (period, line)
        Opening, flows and closing.
    decimals : int
        Digits after the point.

    Returns
    -------
    array (period + 1, line)
        Balances are rounded; what rounding leaves over goes to the largest flow of the period that is not fixed
        beforehand, as appropriations are.
    """
    table = np.round(means, decimals)
    table[1:, 0] = table[:-1, -1]
    for period in table:
        movable = np.abs(period[1:-1]) * ~_FIXED
        largest = 1 + int((movable if movable.any() else np.abs(period[1:-1])).argmax())
        period[largest] = np.round(period[largest] + _SIGNS[largest - 1] * _left_over(period), decimals)
    total = [table[0, 0], *table[:, 1:-1].sum(axis=0), table[-1, -1]]
    return np.vstack([table, np.round(total, decimals)])


def _left_over(period: FloatArray) -> float:
    """What closing is above opening and flows."""
    return float(period[-1] - period[0] - (_SIGNS * period[1:-1]).sum())


def _adds_up(period: FloatArray, decimals: int) -> bool:
    return abs(_left_over(period)) < 0.5 * 10.0**-decimals


def _printed_means(account: Account, divisor: float, decimals: int) -> FloatArray:
    """Years that add up, and totals rounded by themselves, as captions and summaries give them."""
    years, total = account.lines.value[:-1] / divisor, account.lines.value[-1:] / divisor
    return np.vstack([adding_up(years, decimals)[:-1], np.round(total, decimals)])


def _period_names(account: Account, lang: Language) -> list[str]:
    """Years and spans of years, those with a part of a year with their months."""
    names = []
    for period, months in zip(account.periods, account.months, strict=True):
        name = period if "–" in period else year_name(period)
        names.append(f"{name}\n{text('part_year', lang, months=months)}" if months % 12 else name)
    return names


def _rows(account: Account, means: FloatArray, divisor: float, decimals: int, lang: Language) -> list[list[str]]:
    halves = (account.lines.upper - account.lines.lower) / 2.0 / divisor
    rows = []
    for place, line in enumerate(LINES):
        if line not in _BALANCES and not account.lines.value[:, place].any():
            continue
        cells = []
        for value, half in zip(means[:, place], halves[:, place], strict=True):
            known = f"\n±{half:,.{decimals}f}" if 0.0 < half < np.inf else "\n"
            cells.append(f"{value:,.{decimals}f}{known}")
        rows.append([text(f"line_{line}", lang), *cells])
    return rows
