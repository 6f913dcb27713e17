"""Townships ranked by their claims, as dots with intervals."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.metrics import Estimate, township_estimates
from fundsim.metrics.estimate import statistics_of
from fundsim.plots.needs import required
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLUE,
    GREY,
    PALE,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.titles import variable_title
from fundsim.results import at_fund_size, quantile_over_paths
from fundsim.texts import text
from fundsim.texts.formats import Scale, money_scale, number_text, percent_scale

MOST_ROWS = 30
_LARGEST_DOT = 11.0  # diameter [points]
_LOW, _HIGH = 0.05, 0.95  # range of the thin lines over paths


class Township(NamedTuple):
    """Claims of a township.

    Parameters
    ----------
    name : str
        As the scenario has it; in Chinese where its file of townships says so.
    outstanding : float
        Loans at the start. [currency]
    claims : Estimate
        Mean claims a year, as a share of the loans at the start where every township has any, else in money.
        [1/year or currency/year]
    low, high : float
        5 % and 95 % quantile over paths, same unit.
    """

    name: str
    outstanding: float
    claims: Estimate
    low: float
    high: float


def ranked_townships(ds: xr.Dataset, lang: Language = "en") -> tuple[list[Township], bool]:
    """Townships by their mean claims, the largest first.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run at one fund size.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    tuple of list and bool
        Townships, and whether their claims are shares of the loans at the start (else money).
    """
    outstanding = np.zeros(ds.sizes["township"])
    if "township_outstanding" in ds.coords:
        outstanding = np.asarray(ds["township_outstanding"].values, np.float64)
    as_share = bool((outstanding > 0.0).all())
    divisor = outstanding if as_share else np.ones_like(outstanding)
    yearly = 12.0 / float(ds.attrs["months"]) / divisor
    claims = np.array(statistics_of(township_estimates(ds))) * yearly
    low, high = (quantile_over_paths(ds, "township_claims", level).values * yearly for level in (_LOW, _HIGH))
    columns = zip(township_names(ds, lang), outstanding, claims.T.tolist(), low, high, strict=True)
    found = [Township(name, float(stock), Estimate(*own), float(a), float(b)) for name, stock, own, a, b in columns]
    return sorted(found, key=lambda township: -township.claims.value), as_share


def township_names(ds: xr.Dataset, lang: Language) -> list[str]:
    """Names in the order of the results, in Chinese where they are known and asked for."""
    return [str(name) for name in ds["township_zh" if lang == "zh" and "township_zh" in ds else "township"].values]


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
            scale = money_scale(ranked[0].claims.value, ds.attrs["currency"], lang)
        _draw(ax, ranked[:MOST_ROWS], scale)
        ax.set_xlim(left=0.0)
        ax.set_xlabel(text("townships_x" if as_share else "townships_x_money", lang, unit=scale.unit))
        ax.set_title(variable_title(whole, ds, "township_claims_mean", "townships_title", lang))
        _legend(ax, ds, ranked, lang)
        footer(ax, ds, lang)
    return ax


def _draw(ax: Axes, ranked: list[Township], scale: Scale) -> None:
    largest = max(township.outstanding for township in ranked)
    for row, township in enumerate(ranked):
        ax.plot(np.array([township.low, township.high]) / scale.divisor, [row, row], color=PALE, linewidth=thickness(1))
        bounds = np.array([township.claims.lower, township.claims.upper]) / scale.divisor
        if np.isfinite(bounds).all():
            ax.plot(bounds, [row, row], "|-", color=BLUE, linewidth=thickness(1.6), markersize=points(5))
        dot = _LARGEST_DOT * np.sqrt(township.outstanding / largest) if largest > 0.0 else _LARGEST_DOT / 2
        look: dict[str, Any] = {"markersize": points(max(dot, 2.0)), "color": BLUE, "alpha": 0.55}
        ax.plot(township.claims.value / scale.divisor, row, "o", **look)
    size: dict[str, Any] = {"fontsize": points(8.0 if len(ranked) <= 20 else 5.5)}
    ax.set_yticks(range(len(ranked)), [printable(township.name, 26) for township in ranked], **size)
    ax.set_ylim(len(ranked) - 0.4, -0.6)
    ax.grid(visible=False, axis="y")


def _legend(ax: Axes, ds: xr.Dataset, ranked: list[Township], lang: Language) -> None:
    largest = max(township.outstanding for township in ranked)
    ax.plot([], [], "|-", color=BLUE, linewidth=thickness(1.6), markersize=points(5), label=text("mean_interval", lang))
    ax.plot([], [], color=PALE, linewidth=thickness(1), label=text("path_range", lang, low="5", high="95"))
    if largest > 0.0:
        amount = number_text(largest, money_scale(largest, ds.attrs["currency"], lang))
        ax.plot([], [], "o", color=BLUE, alpha=0.55, markersize=points(8), label=text("dot_size", lang, amount=amount))
    shown = min(len(ranked), MOST_ROWS)
    note = text("townships_of", lang, shown=shown, all=len(ranked)) if shown < len(ranked) else ""
    legend_below(ax, note, 2)
    legend = ax.get_legend()
    assert legend is not None
    legend.get_title().set_color(GREY)
