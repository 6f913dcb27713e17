"""How long the fund lasts: the probability that it has paid every claim so far."""

from __future__ import annotations

from itertools import cycle

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from fundsim.metrics import Estimate, Estimates, survival_curve
from fundsim.plots.formats import estimate_text, money_scale, number_text, percent_scale
from fundsim.plots.months import calendar_axis
from fundsim.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
)
from fundsim.plots.texts import Language, horizon_text, text
from fundsim.results import at_fund_size

_COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)


def plot_survival(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Probability that the fund has not met ruin so far, by month, with 95 % Wilson bands.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        One line for each fund size that the run compares; the legend states the probability at the horizon.
    """
    with chart_style():
        ax = chart_axes(ax)
        if not ds.attrs["fund_layer"]:
            return empty_chart(ax, ds, lang, "survival_title", "no_fund")
        curves = _curves(ds, lang)
        styles = cycle(("-", "--", "-.", ":"))
        for (label, curve), colour in zip(curves, _colours(len(curves)), strict=True):
            _draw(ax, curve, colour, next(styles), label)
        _limits(ax, [curve for _, curve in curves])
        calendar_axis(ax, ds, lang)
        ax.set_ylabel(text(f"survival_y_{ds.attrs.get('ruin', 'unpaid_claim')}", lang))
        ax.set_title(text("survival_title", lang))
        _legend(ax, len(curves), lang)
        footer(ax, ds, lang)
    return ax


def _curves(ds: xr.Dataset, lang: Language) -> list[tuple[str, Estimates]]:
    """Label and survival curve for each fund size."""
    months, horizon = int(ds.attrs["months"]), horizon_text(int(ds.attrs["months"]), lang)
    if "fund_size" not in ds.dims:
        curve = survival_curve(ds.ruin_month.values, months)
        return [(text("survival_line", lang, horizon=horizon, share=_at_horizon(curve, lang)), curve)]
    sizes = [float(size) for size in ds.fund_size.values]
    scale = money_scale(max(sizes), ds.attrs["currency"], lang)
    found = []
    for size in sizes:
        curve = survival_curve(at_fund_size(ds, size).ruin_month.values, months)
        label = text("survival_size", lang, size=number_text(size, scale), share=_at_horizon(curve, lang))
        found.append((label, curve))
    return found


def _at_horizon(curve: Estimates, lang: Language) -> str:
    last = Estimate(*(float(part[-1]) for part in curve[:4]))
    return estimate_text(last, percent_scale(lang), lang)


def _colours(count: int) -> list[str]:
    if count <= len(_COLOURS):
        return list(_COLOURS[:count])
    return [to_hex(colour) for colour in colormaps["cividis"](np.linspace(0.0, 0.9, count))]


def _draw(ax: Axes, curve: Estimates, colour: str, style: str, label: str) -> None:
    month = np.arange(curve.value.size + 1)

    def from_start(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return 100.0 * np.concatenate([[1.0], values])  # at the start the fund has failed nobody

    lower, upper = from_start(curve.lower), from_start(curve.upper)
    ax.fill_between(month, lower, upper, step="post", color=colour, alpha=0.2, linewidth=0)
    ax.step(month, from_start(curve.value), where="post", color=colour, linestyle=style, label=label)


def _limits(ax: Axes, curves: list[Estimates]) -> None:
    """From below the lowest band, with room for a legend, to 100 %."""
    lowest = 100.0 * min(float(curve.lower.min()) for curve in curves)
    ax.set_ylim(max(-2.0, lowest - 0.15 * (100.0 - lowest)), 100.0 + 0.03 * (100.0 - lowest))


def _legend(ax: Axes, count: int, lang: Language) -> None:
    title = text("wilson", lang)
    if count > 2:
        legend_below(ax, title, 2)
        return
    ax.legend(loc="lower left", title=title, title_fontsize=points(8), alignment="left")
