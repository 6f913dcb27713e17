"""Vintage curves: how many loans of each year of disbursement have failed by which age."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from fundsim.languages import Language
from fundsim.metrics import Estimates, cohort_default_rates
from fundsim.plots.needs import required
from fundsim.plots.style import BLACK, chart_axes, chart_style, empty_chart, footer, legend_below, size_title
from fundsim.results import at_fund_size
from fundsim.texts import text

_DASHES = ("-", "--", "-.", ":")
_MOST_LINES = 12
_SHORTEST = 2  # points of a curve


def plot_vintages(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Cumulative default rate by months since disbursement, one line for each cohort.

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
        Each line, with its 95 % band, ends at the age that all loans of the cohort reached. The opening stock
        is counted from the start of the run. Of many cohorts every second, third ... is drawn.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("vintages", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        ds = at_fund_size(ds, fund_size)
        rates, age = cohort_default_rates(ds), ds["age"].values
        drawn = drawn_cohorts(rates)
        if not drawn:
            return empty_chart(ax, ds, lang, "vintages_title", "no_vintages")
        for cohort, colour in zip(drawn, _colours(drawn), strict=True):
            _draw(ax, rates, age, cohort, colour, cohort_name(ds, cohort, lang))
        ax.set_xlim(left=0.0)
        ax.set_ylim(bottom=0.0)
        ax.set_xlabel(text("vintages_x", lang))
        ax.set_ylabel(text("vintages_y", lang))
        ax.set_title(size_title(ds, "vintages_title", lang))
        legend_below(ax, text("vintages_legend", lang), 4)
        footer(ax, ds, lang)
    return ax


def drawn_cohorts(rates: Estimates) -> list[int]:
    """Cohorts with at least two points; of many, evenly spread ones."""
    known = [cohort for cohort, row in enumerate(rates.value) if np.isfinite(row).sum() >= _SHORTEST]
    return known[:: -(-len(known) // _MOST_LINES)] if known else []


def cohort_name(ds: xr.Dataset, cohort: int, lang: Language) -> str:
    """Opening stock, or the account year of disbursement by its first month.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    cohort : int
        Place on the axis of cohorts.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        The name.
    """
    if cohort == 0:
        return text("opening_stock", lang)
    start = str(ds["year_start"].values[cohort - 1])
    return start[:4] if start.endswith("-01") else start


def _colours(cohorts: list[int]) -> list[str]:
    """Black for the opening stock, then from dark to light by year."""
    made_later = [cohort for cohort in cohorts if cohort > 0]
    shades = np.linspace(0.0, 0.85, max(len(made_later), 1))
    scale = [to_hex(colormaps["viridis"](shade)) for shade in shades[: len(made_later)]]
    return [BLACK, *scale] if 0 in cohorts else scale


def _draw(ax: Axes, rates: Estimates, age: np.ndarray, cohort: int, colour: str, label: str) -> None:
    value, lower, upper = (100.0 * part[cohort] for part in (rates.value, rates.lower, rates.upper))
    seen = np.isfinite(value)
    x = np.concatenate([[0.0], age[seen]])  # nobody has failed on the day of disbursement
    low, middle, high = (np.concatenate([[0.0], part[seen]]) for part in (lower, value, upper))
    if np.isfinite(low).all():
        ax.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)
    ax.plot(x, middle, color=colour, linestyle=_DASHES[cohort % len(_DASHES)], label=label)
