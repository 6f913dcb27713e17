"""How often limits are reached, payers suspended and lending stopped, and what lending that costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.metrics import Estimate, conditional_mean, probability, ratio_of_totals, share_estimates
from fundsim.metrics.estimate import within
from fundsim.plots.months import account_years, calendar_axis
from fundsim.plots.needs import required
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLUE,
    FAMILIES,
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
    thickness,
)
from fundsim.plots.titles import size_title
from fundsim.plots.who_pays import payer_names
from fundsim.results import at_fund_size
from fundsim.scenario_file import resolved_tree
from fundsim.texts import text
from fundsim.texts.formats import estimate_text, percent_scale

_LOOKS = ((VERMILLION, "o"), (GREEN, "s"), (ORANGE, "^"), (PURPLE, "D"))


def plot_breakers(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Share of paths with lending stopped, by month, with a limit reached, by year; how many have a payer suspended.

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
        A line with its 95 % band and dots with 95 % intervals (all Wilson); the lending that was refused. Results keep
        of suspensions how many months of a path they last, not which: their share of the paths is a number in the
        legend, or the whole chart where there is nothing else.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("breakers", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        ds = at_fund_size(ds, fund_size)
        highest, suspended = _draw(ax, ds, lang), _suspensions(ds, lang)
        if not highest and not suspended:
            return empty_chart(ax, ds, lang, "breakers_title", "no_breakers")
        ax.set_title(size_title(ds, _title(ds), lang))
        if not highest:
            return _as_words(ax, ds, suspended, lang)
        for words in suspended:
            ax.plot([], [], " ", label=words)
        ax.set_ylim(0.0, min(102.0, 1.1 * max(highest)))
        calendar_axis(ax, ds, lang)
        ax.set_ylabel(text("breakers_y", lang))
        lost = estimate_text(lending_refused(ds), percent_scale(lang), lang)
        legend_below(ax, text("lending_lost", lang, share=lost) if lending_stops(ds) else text("wilson", lang), 2)
        footer(ax, ds, lang)
    return ax


def lending_stops(ds: xr.Dataset) -> bool:
    """Whether lending is stopped in some month of some path."""
    return bool(ds["stop_mean"].max() > 0.0)


def limited_layers(ds: xr.Dataset) -> list[int]:
    """Places of the payers whose aggregate limit some path reached."""
    return [int(layer) for layer in np.flatnonzero(ds["limit_reached_mean"].max("year").values > 0.0)]


def suspended_layers(ds: xr.Dataset) -> list[int]:
    """Places of the payers that are suspended on some path."""
    return [int(layer) for layer in np.flatnonzero(ds["suspended_months"].max("path").values > 0.0)]


def suspension(ds: xr.Dataset, layer: int) -> tuple[Estimate, Estimate]:
    """How likely a payer is suspended at some time, and for how many months on average where it is."""
    months = np.asarray(ds["suspended_months"].values[:, layer], np.float64)
    return probability(months > 0.0), conditional_mean(months, months > 0.0)


def where_lending_stops(ds: xr.Dataset, lang: Language) -> str:
    """In what kind of place lending is stopped: the smallest for which there is a breaker."""
    breakers = resolved_tree(str(ds.attrs["scenario"])).get("breakers") or {}
    levels = {breaker["at"] for breaker in breakers.values() if breaker["action"] == "stop_new_lending"}
    smallest = next((level for level in ("village", "township") if level in levels), "county")
    several = smallest != "county" or "township_county" in ds.coords
    return text(f"in_some_{smallest}" if several else "in_the_county", lang)


def lending_refused(ds: xr.Dataset) -> Estimate:
    """Lending refused by breakers, as a share of all that was asked for; nan where nothing was. [1]"""
    lost = np.asarray(ds["lending_lost"].values, np.float64)
    return within(ratio_of_totals(lost, lost + ds["lending"].values), 0.0, 1.0)


def _draw(ax: Axes, ds: xr.Dataset, lang: Language) -> list[float]:
    """Draw what there is; gives the highest points, none where there is nothing."""
    names = [printable(name, 30) for name in payer_names(ds, lang)]
    highest = [_draw_stops(ax, ds, lang)] if lending_stops(ds) else []
    for number, layer in enumerate(limited_layers(ds)):
        label = text("limit_of", lang, layer=names[layer])
        highest.append(_draw_limits(ax, ds, layer, _LOOKS[number % len(_LOOKS)], label))
    return highest


def _title(ds: xr.Dataset) -> str:
    """Key of a title that names what is drawn over time; suspensions alone where nothing is."""
    if lending_stops(ds):
        return "limits_and_stops_title" if limited_layers(ds) else "stops_title"
    return "limits_title" if limited_layers(ds) else "suspensions_title"


def _suspensions(ds: xr.Dataset, lang: Language) -> list[str]:
    """For each payer that is suspended on some path, on how many."""
    names = payer_names(ds, lang)
    found = {printable(names[layer], 30): suspension(ds, layer)[0] for layer in suspended_layers(ds)}
    shares = {name: estimate_text(share, percent_scale(lang), lang) for name, share in found.items()}
    return [text("suspension_of", lang, layer=name, share=share) for name, share in shares.items()]


def _as_words(ax: Axes, ds: xr.Dataset, lines: list[str], lang: Language) -> Axes:
    ax.set_axis_off()
    look: dict[str, Any] = {"ha": "center", "va": "center", "family": FAMILIES, "linespacing": 1.6}
    ax.text(0.5, 0.5, "\n".join(lines), transform=ax.transAxes, **look)
    footer(ax, ds, lang)
    return ax


def _draw_stops(ax: Axes, ds: xr.Dataset, lang: Language) -> float:
    stopped = share_estimates(ds["stop_mean"].values, int(ds.attrs["n_paths"]))
    month = np.arange(ds.sizes["month"] + 1)
    value, lower, upper = (100.0 * np.append(part, part[-1]) for part in (stopped.value, stopped.lower, stopped.upper))
    ax.fill_between(month, lower, upper, step="post", color=BLUE, alpha=0.25, linewidth=0)
    label = text("lending_stopped", lang, where=where_lending_stops(ds, lang))
    ax.step(month, value, where="post", color=BLUE, label=label)
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
