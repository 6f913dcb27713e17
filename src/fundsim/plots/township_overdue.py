"""Townships ranked by their overdue ratio, as dots with intervals, and the ratio of all of them together."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimate, ratio_of_totals, township_estimates, township_overdue_ratios
from fundsim.metrics.estimate import statistics_of, within
from fundsim.plots.needs import lacking, required
from fundsim.plots.ranked_townships import (
    HIGH,
    LOW,
    Township,
    draw_townships,
    opening_loans,
    township_names,
    townships_legend,
)
from fundsim.plots.style import chart_axes, chart_style, empty_chart, footer
from fundsim.plots.titles import variable_title
from fundsim.results import at_fund_size, quantile_over_paths
from fundsim.texts import text
from fundsim.texts.formats import estimate_text, percent_scale


def ranked_by_overdue(ds: xr.Dataset, lang: Language = "en") -> list[Township]:
    """Townships by their overdue ratio, the highest first; those that never have loans are left out.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run at one fund size.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    list of Township
        Overdue and non-performing over outstanding loans, all month ends and paths together; the range is that of the
        paths' ratios. Beside it stands what the file of townships reports. [1]
    """
    ratios = np.array(statistics_of(township_overdue_ratios(ds)))
    low, high = (quantile_over_paths(ds, "township_overdue_ratio", level).values for level in (LOW, HIGH))
    named = zip(township_names(ds, lang), opening_loans(ds), strict=True)
    columns = zip(named, ratios.T.tolist(), low, high, reported_ratios(ds), strict=True)
    found = [
        Township(place, name, float(stock), Estimate(*own), float(a), float(b), float(reported))
        for place, ((name, stock), own, a, b, reported) in enumerate(columns)
        if np.isfinite(own[0])
    ]
    return sorted(found, key=lambda township: -township.mean.value)


def reported_ratios(ds: xr.Dataset) -> NDArray[np.float64]:
    """Overdue share of each township's loans as its file reports it, nan where it does not. [1]"""
    if "township_overdue_reported" not in ds.coords:
        return np.full(ds.sizes["township"], np.nan)
    return np.asarray(ds["township_overdue_reported"].values, np.float64)


def overdue_of_townships(ds: xr.Dataset) -> list[tuple[Estimate, Estimate]]:
    """Overdue ratio and overdue amount of each township, for tables.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run at one fund size.

    Returns
    -------
    list of tuple of Estimate
        In the order of the results; the ratio of a township without loans is nan. Empty where the chart cannot be
        drawn. [1, currency]
    """
    if lacking("township_overdue", ds):
        return []
    ratios, amounts = township_overdue_ratios(ds), township_estimates(ds, "township_overdue_average")
    columns = (np.array(statistics_of(part)).T.tolist() for part in (ratios, amounts))
    return [(Estimate(*ratio), Estimate(*amount)) for ratio, amount in zip(*columns, strict=True)]


def overdue_of_all(ds: xr.Dataset) -> Estimate:
    """Overdue ratio of all townships together, all month ends and paths; nan without loans. [1]"""
    late, owed = (np.asarray(ds[f"{name}_average"].values, np.float64) for name in ("overdue", "outstanding"))
    return within(ratio_of_totals(late, owed), 0.0, 1.0)


def plot_township_overdue(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Overdue ratio by township with 95 % intervals, ranked; the size of a dot is the township's loans.

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
        A row for each township with loans, the thirty with the highest ratios where there are more, and a line at the
        ratio of all of them together; a cross at the ratio that the file of townships reports of a single day, where it
        does.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("township_overdue", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        whole, ds = ds, at_fund_size(ds, fund_size)
        if not float(ds["overdue_average"].max()) > 0.0:
            return empty_chart(ax, ds, lang, "township_overdue_title", "never_overdue")
        ranked, scale, together = ranked_by_overdue(ds, lang), percent_scale(lang), overdue_of_all(ds)
        draw_townships(ax, ranked, scale, line=together.value)
        ax.set_xlabel(text("township_overdue_x", lang))
        ax.set_title(variable_title(whole, ds, "township_overdue_ratio_mean", "township_overdue_title", lang))
        shown = text("all_townships", lang, ratio=estimate_text(together, scale, lang))
        townships_legend(ax, ds, ranked, "township_overdue_of", lang, line=shown)
        footer(ax, ds, lang)
    return ax
