"""Townships in order, as dots with intervals whose area is the township's loans."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.plots.printable import printable
from fundsim.plots.style import BLUE, GREY, PALE, VERMILLION, legend_below, points, thickness
from fundsim.texts import text
from fundsim.texts.formats import Scale, money_scale, number_text

MOST_ROWS = 30
LOW, HIGH = 0.05, 0.95  # range of the thin lines over paths
_LARGEST_DOT = 11.0  # diameter [points]


class Township(NamedTuple):
    """What a chart shows of a township.

    Parameters
    ----------
    place : int
        Its place in the results.
    name : str
        As the scenario has it; in Chinese where its file of townships says so.
    outstanding : float
        Loans at the start. [currency]
    mean : Estimate
        What it is ranked by, over all paths. [any unit]
    low, high : float
        5 % and 95 % quantile over paths, same unit.
    reported : float
        What the table of townships reports, same unit; nan where nothing.
    """

    place: int
    name: str
    outstanding: float
    mean: Estimate
    low: float
    high: float
    reported: float = math.nan


def township_names(ds: xr.Dataset, lang: Language) -> list[str]:
    """Names in the order of the results, in Chinese where they are known and asked for."""
    return [str(name) for name in ds["township_zh" if lang == "zh" and "township_zh" in ds else "township"].values]


def opening_loans(ds: xr.Dataset) -> np.ndarray:
    """Loans of each township at the start, 0 where the results do not say. [currency]"""
    if "township_outstanding" not in ds.coords:
        return np.zeros(ds.sizes["township"])
    return np.asarray(ds["township_outstanding"].values, np.float64)


def draw_townships(ax: Axes, ranked: list[Township], scale: Scale, *, line: float | None = None) -> None:
    """A row for each of the first townships: mean, interval, range over paths.

    Parameters
    ----------
    ax : Axes
        The chart.
    ranked : list of Township
        The first in the top row.
    scale : Scale
        Unit of the horizontal axis.
    line : float or None
        Where a vertical line shows all townships together. [unit of the means]
    """
    if line is not None:
        ax.axvline(line / scale.divisor, **_line_of_all())
    drawn = ranked[:MOST_ROWS]
    largest = max(township.outstanding for township in drawn)
    for row, township in enumerate(drawn):
        ax.plot(np.array([township.low, township.high]) / scale.divisor, [row, row], color=PALE, linewidth=thickness(1))
        bounds = np.array([township.mean.lower, township.mean.upper]) / scale.divisor
        if np.isfinite(bounds).all():
            ax.plot(bounds, [row, row], "|-", color=BLUE, linewidth=thickness(1.6), markersize=points(5))
        dot = _LARGEST_DOT * np.sqrt(township.outstanding / largest) if largest > 0.0 else _LARGEST_DOT / 2
        look: dict[str, Any] = {"markersize": points(max(dot, 2.0)), "color": BLUE, "alpha": 0.55}
        ax.plot(township.mean.value / scale.divisor, row, "o", **look)
        ax.plot(township.reported / scale.divisor, row, **_look_of_reported())
    size: dict[str, Any] = {"fontsize": points(8.0 if len(drawn) <= 20 else 5.5)}
    ax.set_yticks(range(len(drawn)), [printable(township.name, 26) for township in drawn], **size)
    ax.set_ylim(len(drawn) - 0.4, -0.6)
    ax.set_xlim(left=0.0)
    ax.grid(visible=False, axis="y")


def townships_legend(
    ax: Axes, ds: xr.Dataset, ranked: list[Township], note: str, lang: Language, *, line: str = ""
) -> None:
    """What dots, intervals and pale lines are; how many of the townships are drawn.

    Parameters
    ----------
    ax : Axes
        The chart.
    ds : xarray.Dataset
        Results of a run.
    ranked : list of Township
        All of them.
    note : str
        Key of the text that says by what the drawn ones are the first.
    lang : {"en", "zh"}
        Language.
    line : str
        What the vertical line is; empty without one.
    """
    largest = max(township.outstanding for township in ranked[:MOST_ROWS])
    ax.plot([], [], "|-", color=BLUE, linewidth=thickness(1.6), markersize=points(5), label=text("mean_interval", lang))
    ax.plot([], [], color=PALE, linewidth=thickness(1), label=text("path_range", lang, low="5", high="95"))
    if largest > 0.0:
        amount = number_text(largest, money_scale(largest, ds.attrs["currency"], lang))
        ax.plot([], [], "o", color=BLUE, alpha=0.55, markersize=points(8), label=text("dot_size", lang, amount=amount))
    if any(math.isfinite(township.reported) for township in ranked[:MOST_ROWS]):
        ax.plot([], [], label=text("reported_ratio", lang), **_look_of_reported())
    if line:
        ax.plot([], [], label=line, **_line_of_all())
    shown = min(len(ranked), MOST_ROWS)
    legend_below(ax, text(note, lang, shown=shown, all=len(ranked)) if shown < len(ranked) else "", 2)
    legend = ax.get_legend()
    assert legend is not None
    legend.get_title().set_color(GREY)


def _look_of_reported() -> dict[str, Any]:
    return {
        "marker": "x", "linestyle": "none", "color": VERMILLION, "markersize": points(6), "zorder": 3,
        "markeredgewidth": thickness(1.8),
    }  # fmt: skip


def _line_of_all() -> dict[str, Any]:
    return {"color": GREY, "linewidth": thickness(0.9), "linestyle": "--", "zorder": 1.5}
