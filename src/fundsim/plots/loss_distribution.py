"""How large the claims may be: distribution, value at risk, expected shortfall, tail."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimate, expected_shortfall, mean, value_at_risk
from fundsim.plots.claims import claims_scale
from fundsim.plots.exceedance import exceedance_steps
from fundsim.plots.needs import required
from fundsim.plots.style import (
    BLACK,
    BLUE,
    FAMILIES,
    ORANGE,
    SKY,
    VERMILLION,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.titles import size_title
from fundsim.results import at_fund_size
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import Scale, estimate_text, money_scale

FloatArray = NDArray[np.float64]

_FEWEST_FOR_TAIL = 50  # paths: below that a tail on a log scale shows nothing
_TAIL_FROM = 0.9  # quantile at which the tail starts
_TAIL_BOX = (0.63, 0.52, 0.36, 0.4)  # left, bottom, width, height in shares of the axes
_BELOW_TAIL = 0.38  # share of the height that bars and lines may take below the tail


class Measure(NamedTuple):
    """A line of the chart."""

    name: str
    estimate: Estimate  # [currency]
    style: str
    colour: str


def plot_loss_distribution(
    ds: xr.Dataset,
    ax: Axes | None = None,
    lang: Language = "en",
    *,
    level: float = 0.99,
    fund_size: float | None = None,
) -> Axes:
    """Distribution of all claims of the horizon, before recoveries.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.
    level : float
        Level of value at risk and expected shortfall. [probability]
    fund_size : float or None
        Size to show where claims depend on it; None takes the first. [currency]

    Returns
    -------
    Axes
        Histogram in % of the loans outstanding at the start (in money where there were none), lines at mean,
        value at risk and expected shortfall with their 95 % intervals, and the tail on a log scale.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("loss_distribution", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        own = at_fund_size(ds, fund_size)
        ds = own if "fund_size" in ds["claims"].dims else ds  # where the fund acts back on lending
        claims = np.asarray(ds.claims.values, np.float64)
        if not claims.max() > 0.0:
            return empty_chart(ax, ds, lang, "loss", "no_claims")
        unit, label = claims_scale(ds, lang)
        measures = _measures(claims, level, lang)
        # Where the worst tenth of the paths have the same claims, nothing exceeds them.
        shown_from = np.quantile(claims, _TAIL_FROM, method="inverted_cdf")
        with_tail = claims.size >= _FEWEST_FOR_TAIL and claims.max() > shown_from
        bounds = [bound for measure in measures for bound in measure.estimate[2:4] if np.isfinite(bound)]
        _draw_histogram(ax, claims / unit.divisor, max(bounds, default=0.0) / unit.divisor, with_tail)
        _draw_lines(ax, ds, measures, unit, with_tail, lang)
        if with_tail:
            _draw_tail(ax, claims / unit.divisor, measures, unit, lang)
        legend_below(ax, text("interval", lang), 1)
        ax.set_xlabel(label)
        ax.set_ylabel(text("loss_y", lang))
        ax.set_title(size_title(ds, "loss_title", lang, horizon=horizon_text(int(ds.attrs["months"]), lang)))
        footer(ax, ds, lang)
    return ax


def _measures(claims: FloatArray, level: float, lang: Language) -> list[Measure]:
    percent = f"{100 * level:g}"
    return [
        Measure(text("mean", lang), mean(claims), "-", BLACK),
        Measure(text("var", lang, level=percent), value_at_risk(claims, level), "--", ORANGE),
        Measure(text("es", lang, level=percent), expected_shortfall(claims, level), "-.", VERMILLION),
    ]


def _draw_histogram(ax: Axes, claims: FloatArray, widest: float, with_tail: bool) -> None:
    """Bars in % of the paths; where a tail stands above them, those to the right stay low."""
    low, high = float(claims.min()), float(claims.max())
    if high <= low:  # all paths alike
        ax.bar(low, 100.0, 0.04 * low, color=SKY)
        ax.set_xlim(0.0, 2.0 * low)
        return
    counts, edges = np.histogram(claims, int(np.clip(np.sqrt(claims.size), 8, 60)), (low, high))
    heights = counts * (100.0 / claims.size)
    ax.bar(edges[:-1], heights, np.diff(edges), align="edge", color=SKY, edgecolor="white", linewidth=thickness(0.4))
    left = 0.0 if low < 0.35 * high else low - 0.05 * (high - low)
    right = max(high, widest) + 0.03 * (max(high, widest) - left)
    ax.set_xlim(left, right)
    if with_tail:
        beneath = edges[1:] > left + (_TAIL_BOX[0] - 0.08) * (right - left)
        ax.set_ylim(0.0, max(1.08 * float(heights.max()), float(heights[beneath].max()) / _BELOW_TAIL))


def _draw_lines(
    ax: Axes, ds: xr.Dataset, measures: list[Measure], unit: Scale, with_tail: bool, lang: Language
) -> None:
    """Lines with their intervals as whiskers; values in % and in money go to the legend."""
    money = money_scale(measures[-1].estimate.value, ds.attrs["currency"], lang)
    for place, measure in enumerate(measures):
        name, estimate, style, colour = measure
        label = f"{name}{'：' if lang == 'zh' else ': '}{estimate_text(estimate, unit, lang)}"
        if unit.unit == "%":
            label += f" = {estimate_text(estimate, money, lang)}"
        x = estimate.value / unit.divisor
        low, high = ax.get_xlim()
        beneath = with_tail and (x - low) / (high - low) > _TAIL_BOX[0] - 0.08
        top = _BELOW_TAIL if beneath else 0.97
        ax.axvline(x, 0.0, top, color=colour, linestyle=style, label=label, zorder=3)
        whisker = [estimate.lower / unit.divisor, estimate.upper / unit.divisor]
        if np.isfinite(whisker).all():
            height = top - 0.03 - 0.05 * place
            across = ax.get_xaxis_transform()
            look: dict[str, Any] = {"color": colour, "linewidth": thickness(1), "markersize": points(7)}
            ax.plot(whisker, [height, height], "|-", transform=across, **look)


def _draw_tail(ax: Axes, claims: FloatArray, measures: list[Measure], unit: Scale, lang: Language) -> None:
    """Inset: exceedance probability of the worst tenth of the paths, log scale, with Wilson band."""
    inset = ax.inset_axes(_TAIL_BOX)
    x, percent = exceedance_steps(claims, _TAIL_FROM)
    inset.fill_between(x, percent.lower, percent.upper, step="post", color=SKY, alpha=0.4, linewidth=0)
    inset.step(x, percent.value, where="post", color=BLUE, linewidth=thickness(1.2))
    for measure in measures[1:]:
        place = measure.estimate.value / unit.divisor
        inset.axvline(place, color=measure.colour, linestyle=measure.style, linewidth=thickness(1.0))
    inset.set_yscale("log")
    inset.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    inset.yaxis.set_minor_formatter(lambda *_: "")
    inset.tick_params(labelsize=points(6.5), labelfontfamily=FAMILIES)
    inset.set_title(text("tail", lang), fontsize=points(7.5))
