"""Vintage curves: how many loans of each year of disbursement have failed by which age."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patheffects import withStroke

from fundsim.languages import Language
from fundsim.metrics import Estimates, cohort_default_rates
from fundsim.plots.months import year_name
from fundsim.plots.needs import required
from fundsim.plots.style import (
    BLACK,
    FAMILIES,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.titles import variable_title
from fundsim.results import at_fund_size
from fundsim.texts import text

_MOST_LINES = 12
SHORTEST = 2  # points of a curve
_CLOSE = (0.2, 0.06)  # of the longest and of the highest line: ends whose names would cover one another
_LEAST = 1e-9


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
        Each line ends at the age that all loans of the cohort reached. The opening stock, counted from the start of
        the run, the first and the last year have names and 95 % bands; lines between them are thin, from dark to light.
        Of many cohorts every second, third ... is drawn, as the legend says.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("vintages", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        whole, ds = ds, at_fund_size(ds, fund_size)
        rates, age = cohort_default_rates(ds), ds["age"].values
        drawn, step = drawn_cohorts(rates)
        if not drawn:
            return empty_chart(ax, ds, lang, "vintages_title", "no_vintages")
        for cohort, colour in zip(drawn, _colours(drawn), strict=True):
            _draw(ax, rates, age, cohort, colour, cohort_name(ds, cohort, lang) if cohort in _named(drawn) else "")
        _name_ends(ax)
        ax.set_xlim(0.0, 1.12 * ax.dataLim.x1)  # room for names at the ends of lines
        ax.set_ylim(bottom=0.0)
        ax.set_xlabel(text("vintages_x", lang))
        ax.set_ylabel(text("vintages_y", lang))
        ax.set_title(variable_title(whole, ds, "cohort_default_rate", "vintages_title", lang))
        some = [text("vintages_some", lang, step=step)] if step > 1 else []
        legend_below(ax, "\n".join([text("vintages_legend", lang), *some]), 4)
        footer(ax, ds, lang)
    return ax


def drawn_cohorts(rates: Estimates) -> tuple[list[int], int]:
    """Cohorts with at least two points, of many every second, third ..., and which."""
    known = [cohort for cohort, row in enumerate(rates.value) if np.isfinite(row).sum() >= SHORTEST]
    step = max(-(-len(known) // _MOST_LINES), 1)
    return known[::step], step


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
    return year_name(str(ds["year_start"].values[cohort - 1]))


def _colours(cohorts: list[int]) -> list[str]:
    """Black for the opening stock, then from dark to light by year."""
    made_later = [cohort for cohort in cohorts if cohort > 0]
    shades = np.linspace(0.0, 0.75, max(len(made_later), 1))
    scale = [to_hex(colormaps["viridis"](shade)) for shade in shades[: len(made_later)]]
    return [BLACK, *scale] if 0 in cohorts else scale


def _named(drawn: list[int]) -> list[int]:
    """Opening stock, first and last year: lines between them lie too close to be told apart by a legend."""
    years = [cohort for cohort in drawn if cohort > 0]
    return [cohort for cohort in drawn if cohort == 0 or cohort in (years[0], years[-1])]


def _draw(ax: Axes, rates: Estimates, age: np.ndarray, cohort: int, colour: str, label: str) -> None:
    value, lower, upper = (100.0 * part[cohort] for part in (rates.value, rates.lower, rates.upper))
    seen = np.isfinite(value)
    x = np.concatenate([[0.0], age[seen]])  # nobody has failed on the day of disbursement
    low, middle, high = (np.concatenate([[0.0], part[seen]]) for part in (lower, value, upper))
    if label and np.isfinite(low).all():
        ax.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)
    ax.plot(x, middle, color=colour, linewidth=thickness(1.8 if label else 0.9), label=label)
    ax.plot(x[-1], middle[-1], "o", color=colour, markersize=points(4.0 if label else 2.5))


def _name_ends(ax: Axes) -> None:
    """Names at the ends of lines; of two ends that lie close the name of the higher one stands above it."""
    lines = [line for line in ax.get_lines() if not str(line.get_label()).startswith("_")]
    ends = np.array([(line.get_xdata()[-1], line.get_ydata()[-1]) for line in lines])  # type: ignore[index]
    apart = np.abs(ends[:, None] - ends) / ends.max(axis=0, initial=_LEAST)
    for place, (line, end) in enumerate(zip(lines, ends, strict=True)):
        close = (apart[place] < _CLOSE).all(axis=1) & (np.arange(len(ends)) != place)
        above = any((ends[other, 1], other) < (end[1], place) for other in np.flatnonzero(close))
        look: dict[str, Any] = {"fontsize": points(7.5), "family": FAMILIES, "color": line.get_color()}
        look |= {"va": "bottom" if above else "top"}
        look["path_effects"] = [withStroke(linewidth=points(2.5), foreground="white")]  # other lines may run through it
        shift = (points(4), points(2 if above else -2))
        ax.annotate(str(line.get_label()), end, shift, textcoords="offset points", **look)
