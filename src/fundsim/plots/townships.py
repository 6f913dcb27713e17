"""Townships ranked by their claims, as dots with intervals."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.metrics import Estimate, township_estimates
from fundsim.metrics.estimate import statistics_of
from fundsim.plots.needs import required
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
from fundsim.texts.formats import money_scale, percent_scale


def ranked_townships(ds: xr.Dataset, lang: Language = "en") -> tuple[list[Township], bool]:
    """Townships by their mean claims a year, the largest first.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run at one fund size.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    tuple of list and bool
        Townships, and whether their claims are shares of the loans at the start, as where every township has any
        [1/year], or money [currency/year].
    """
    outstanding = opening_loans(ds)
    as_share = bool((outstanding > 0.0).all())
    divisor = outstanding if as_share else np.ones_like(outstanding)
    yearly = 12.0 / float(ds.attrs["months"]) / divisor
    claims = np.array(statistics_of(township_estimates(ds))) * yearly
    low, high = (quantile_over_paths(ds, "township_claims", level).values * yearly for level in (LOW, HIGH))
    columns = zip(township_names(ds, lang), outstanding, claims.T.tolist(), low, high, strict=True)
    found = [
        Township(place, name, float(stock), Estimate(*own), float(a), float(b))
        for place, (name, stock, own, a, b) in enumerate(columns)
    ]
    return sorted(found, key=lambda township: -township.mean.value), as_share


def plot_townships(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Mean claims a year by township with 95 % intervals, ranked; the size of a dot is the township's loans.

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
        A row for each township, the thirty with the largest claims where there are more.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("townships", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        whole, ds = ds, at_fund_size(ds, fund_size)
        if not float(ds["claims"].max()) > 0.0:
            return empty_chart(ax, ds, lang, "townships_title", "no_claims")
        ranked, as_share = ranked_townships(ds, lang)
        scale = percent_scale(lang)
        if not as_share:
            scale = money_scale(ranked[0].mean.value, ds.attrs["currency"], lang)
        draw_townships(ax, ranked, scale)
        ax.set_xlabel(text("townships_x" if as_share else "townships_x_money", lang, unit=scale.unit))
        ax.set_title(variable_title(whole, ds, "township_claims_mean", "townships_title", lang))
        townships_legend(ax, ds, ranked, "townships_of", lang)
        footer(ax, ds, lang)
    return ax
