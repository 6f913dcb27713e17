"""Cost against solvency: the designs of a grid, and those that no other one beats."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.plots.formats import money_scale
from fundsim.plots.names import printable
from fundsim.plots.style import BLUE, PALE, chart_axes, chart_style, footer, legend_below
from fundsim.plots.texts import Language, horizon_text, text

MOST_NAMED = 8  # designs of the frontier that are named in the chart


def plot_frontier(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Mean cost and ruin probability of every design with 95 % intervals; the frontier is joined by a line.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``frontier``.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        Beaten designs are pale.
    """
    with chart_style():
        ax = chart_axes(ax)
        scale = money_scale(float(ds.cost.sel(statistic="value").max()), ds.attrs["currency"], lang)
        cost = ds.cost.transpose("statistic", "design").values / scale.divisor
        ruin = 100.0 * ds.ruin_probability.transpose("statistic", "design").values
        efficient = ds.efficient.values == 1
        for chosen, colour, label in ((~efficient, PALE, "beaten"), (efficient, BLUE, "efficient")):
            if chosen.any():
                x, y = cost[:, chosen], ruin[:, chosen]
                ax.hlines(y[0], x[2], x[3], color=colour, linewidth=0.9)
                ax.vlines(x[0], y[2], y[3], color=colour, linewidth=0.9)
                ax.plot(x[0], y[0], "o", color=colour, markersize=4.5, label=text(label, lang))
        order = np.flatnonzero(efficient)[np.argsort(cost[0, efficient])]
        ax.step(cost[0, order], ruin[0, order], where="post", color=BLUE, linewidth=1.0)
        middle = 0.5 * (cost[0].min() + cost[0].max())
        for place in order[:: max(1, -(-order.size // MOST_NAMED))]:
            name = printable(str(ds.design.values[place]), 44)
            left = cost[0, place] <= middle  # names stay inside the frame
            offset, side = ((4, 4), "left") if left else ((-4, -9), "right")
            point = (cost[0, place], ruin[0, place])
            ax.annotate(name, point, offset, textcoords="offset points", fontsize=6.5, ha=side)
        ax.set_xlabel(text("frontier_x", lang, horizon=horizon_text(int(ds.attrs["months"]), lang), unit=scale.unit))
        ax.set_ylabel(text("frontier_y", lang))
        ax.set_ylim(bottom=min(0.0, float(ruin[2].min())))
        ax.set_title(text("frontier_title", lang))
        legend_below(ax, "", 2)
        footer(ax, ds, lang)
    return ax
