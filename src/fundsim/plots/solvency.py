"""What moving a number of the scenario buys: the probability that the fund survives, by the values that were tried."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.plots.parameter_units import with_unit
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLUE,
    GREY,
    SKY,
    VERMILLION,
    chart_axes,
    chart_style,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.sweeps import level_text
from fundsim.texts import text


def plot_solvency(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Solvency at the values of a key that were tried, with the answer.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``solve``.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        Points with their 95 % intervals, the target, and the answer where there is one. Dashes join the points
        without a band: between two of them nothing was simulated.
    """
    with chart_style():
        ax = chart_axes(ax)
        _draw_tried(ax, ds, lang)
        target = 100.0 * float(ds.attrs["target"])
        goal = text("solve_target", lang, target=f"{target:g}")
        ax.axhline(target, color=GREY, linewidth=0.9, linestyle=":", label=goal)
        answer, _, low, high = ds.answer.values
        if np.isfinite(answer):
            ends = np.clip([low, high], ds.tried.values[0], ds.tried.values[-1])
            ax.axvspan(*ends, color=VERMILLION, alpha=0.12, linewidth=0)
            shown = level_text(float(f"{answer:.4g}"), lang)
            ax.axvline(answer, color=VERMILLION, label=text("solve_answer", lang, answer=shown))
        legend_below(ax, "", 1)
        key = str(ds.attrs["key"])
        ax.set_xlabel(printable(with_unit(key, key, str(ds.attrs["currency"]), lang), 70))
        ax.xaxis.set_major_formatter(lambda value, _: level_text(value, lang))
        ax.set_ylabel(text("solve_y", lang))
        ax.set_title(text("solve_title", lang, moved=printable(key, 60)))
        footer(ax, ds, lang)
    return ax


def _draw_tried(ax: Axes, ds: xr.Dataset, lang: Language) -> None:
    """Values that were simulated, each with its interval, and pale dashes that lead from one to the next."""
    value, _, lower, upper = 100.0 * ds.solvency.transpose("statistic", "tried").values
    ax.plot(ds.tried.values, value, "--", color=SKY, linewidth=thickness(0.8), zorder=1)
    bounds = [np.maximum(value - lower, 0.0), np.maximum(upper - value, 0.0)]
    ax.errorbar(
        ds.tried.values, value, bounds, fmt="o", color=BLUE, label=text("solve_tried", lang),
        capsize=points(2), elinewidth=thickness(1), markersize=points(4),
    )  # fmt: skip
