"""How often limits are reached and lending is stopped, and what lending that costs."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.metrics import Estimate, ratio_of_totals, share_estimates
from fundsim.plots.months import account_years, calendar_axis
from fundsim.plots.needs import required
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    VERMILLION,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    size_title,
    thickness,
)
from fundsim.plots.who_pays import payer_names
from fundsim.results import at_fund_size
from fundsim.texts import text
from fundsim.texts.formats import estimate_text, percent_scale

_LOOKS = ((VERMILLION, "o"), (GREEN, "s"), (ORANGE, "^"), (PURPLE, "D"))


def plot_breakers(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Share of paths with lending stopped, by month, and with the limit of a payer reached, by year.

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
        A line with its 95 % band, and dots with 95 % intervals (both Wilson), and the lending that was refused.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("breakers", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        ds = at_fund_size(ds, fund_size)
        if not (float(ds["stop_mean"].max()) > 0.0 or limited_layers(ds)):
            return empty_chart(ax, ds, lang, "breakers_title", "no_breakers")
        highest = [_draw_stops(ax, ds, lang)]
        names = payer_names(ds, lang)
        for number, layer in enumerate(limited_layers(ds)):
            label = text("limit_of", lang, layer=printable(names[layer], 30))
            highest.append(_draw_limits(ax, ds, layer, _LOOKS[number % len(_LOOKS)], label))
        ax.set_ylim(0.0, min(102.0, 1.1 * max(highest)))
        calendar_axis(ax, ds, lang)
        ax.set_ylabel(text("breakers_y", lang))
        ax.set_title(size_title(ds, "breakers_title", lang))
        lost = estimate_text(lending_refused(ds), percent_scale(lang), lang)
        legend_below(ax, text("lending_lost", lang, share=lost), 2)
        footer(ax, ds, lang)
    return ax


def limited_layers(ds: xr.Dataset) -> list[int]:
    """Places of the payers whose aggregate limit some path reached."""
    return [int(layer) for layer in np.flatnonzero(ds["limit_reached_mean"].max("year").values > 0.0)]


def lending_refused(ds: xr.Dataset) -> Estimate:
    """Lending refused by breakers, as a share of all that was asked for; nan where nothing was. [1]"""
    lost = np.asarray(ds["lending_lost"].values, np.float64)
    return ratio_of_totals(lost, lost + ds["lending"].values)


def _draw_stops(ax: Axes, ds: xr.Dataset, lang: Language) -> float:
    stopped = share_estimates(ds["stop_mean"].values, int(ds.attrs["n_paths"]))
    month = np.arange(ds.sizes["month"] + 1)
    value, lower, upper = (100.0 * np.append(part, part[-1]) for part in (stopped.value, stopped.lower, stopped.upper))
    ax.fill_between(month, lower, upper, step="post", color=BLUE, alpha=0.25, linewidth=0)
    ax.step(month, value, where="post", color=BLUE, label=text("lending_stopped", lang))
    return float(upper.max())


def _draw_limits(ax: Axes, ds: xr.Dataset, layer: int, look: tuple[str, str], label: str) -> float:
    reached = share_estimates(ds["limit_reached_mean"].values[:, layer], int(ds.attrs["n_paths"]))
    middle = np.array([(first + after) / 2.0 for first, after in account_years(ds)])
    value, lower, upper = (100.0 * part for part in (reached.value, reached.lower, reached.upper))
    colour, marker = look
    ax.errorbar(
        middle, value, [value - lower, upper - value], fmt=marker, color=colour, label=label,
        capsize=points(2), elinewidth=thickness(1), markersize=points(5),
    )  # fmt: skip
    return float(upper.max())
