"""Overdue and non-performing loans, with and without those whose trouble an extension hides."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.metrics import Estimates, monthly_estimates
from fundsim.plots.months import calendar_axis
from fundsim.plots.needs import required
from fundsim.plots.style import (
    BLUE,
    ORANGE,
    SKY,
    VERMILLION,
    chart_axes,
    chart_style,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.titles import variable_title
from fundsim.results import at_fund_size, quantile_over_paths
from fundsim.texts import text

_LINES = (("overdue_ratio", BLUE, "-"), ("npl_ratio", VERMILLION, "--"), ("npl_forborne_ratio", ORANGE, "-."))
_APART = 4  # months between the intervals of two lines


def plot_overdue(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Ratios of overdue, of non-performing, and of non-performing and forborne loans by month.

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
        Means with 95 % intervals once a year, the gap that forborne loans make, and the range of the overdue ratio from
        the 5 % to the 95 % path.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("overdue", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        whole, ds = ds, at_fund_size(ds, fund_size)
        month = np.arange(1, ds.sizes["month"] + 1)
        low, high = (100.0 * quantile_over_paths(ds, "overdue_ratio", level) for level in (0.05, 0.95))
        range_name = text("overdue_range", lang)
        ax.fill_between(month, low, high, color=SKY, alpha=0.18, linewidth=0, label=range_name)
        _draw_gap(ax, ds, month, lang)
        for number, (name, colour, dashes) in enumerate(_LINES):
            mean = monthly_estimates(ds, name)
            ax.plot(month, 100.0 * mean.value, color=colour, linestyle=dashes, label=text(f"{name}_line", lang))
            _draw_intervals(ax, month, mean, colour, _APART * number)
        ax.set_ylim(bottom=0.0)
        calendar_axis(ax, ds, lang)
        ax.set_ylabel(text("ratio_y", lang))
        ax.set_title(variable_title(whole, ds, "overdue_ratio_mean", "overdue_title", lang))
        legend_below(ax, text("mean_at_times", lang), 2)
        footer(ax, ds, lang)
    return ax


def _draw_intervals(ax: Axes, month: np.ndarray, mean: Estimates, colour: str, before_end: int) -> None:
    """Whiskers once a year, each line in another month: bands of lines that lie close would cover one another."""
    places = np.arange(month.size - 1 - before_end, -1, -12)
    for place in places[np.isfinite(mean.lower[places])]:
        bounds = 100.0 * np.array([mean.lower[place], mean.upper[place]])
        look: dict[str, Any] = {"color": colour, "linewidth": thickness(1.2), "markersize": points(4)}
        ax.plot([month[place]] * 2, bounds, "_-", **look)


def _draw_gap(ax: Axes, ds: xr.Dataset, month: np.ndarray, lang: Language) -> None:
    """What non-performing loans would be more if forborne loans were counted."""
    without, within = (monthly_estimates(ds, name).value for name in ("npl_ratio", "npl_forborne_ratio"))
    label = text("forborne_gap", lang)
    look: dict[str, Any] = {"color": ORANGE, "alpha": 0.25, "hatch": "//", "linewidth": 0, "label": label}
    ax.fill_between(month, 100.0 * without, 100.0 * within, **look)
