"""All scenarios of a sweep: a panel for each parameter, with what each of its values does."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.metrics.estimate import statistics_of
from fundsim.plots.needs import required
from fundsim.plots.panels import TITLE_PAD, panels
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLUE,
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
from fundsim.plots.sweeps import (
    Parameter,
    axis_name,
    fifths,
    independent_parameters,
    level_text,
    measure_label,
    measure_scale,
    prepared,
    sweep_estimates,
)
from fundsim.texts import text
from fundsim.texts.formats import Scale
from fundsim.texts.names import wrapped

_MOST_PANELS = 8
_MOST_TICKS = 6
_SPREAD = 0.16  # of the distance between two values


def plot_sweep_panels(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, measure: str = "ruin_probability"
) -> Axes:
    """Every scenario of a sweep as a dot with its 95 % interval, once in the panel of each swept parameter.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a sweep.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.
    measure : str
        What is shown.

    Returns
    -------
    Axes
        Panels of one scale for the first eight parameters; a line joins the means over all other parameters: at each
        listed value, or of fifths of the scenarios where values were sampled.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("sweep_panels", ds, lang, measure=measure)
    with chart_style():
        ax = chart_axes(ax)
        ds = prepared(ds)
        swept, found = independent_parameters(ds)[:_MOST_PANELS], sweep_estimates(ds, measure)
        title = printable(measure_label(measure, lang), 80)
        if not swept:
            return empty_chart(ax, ds, lang, "sweep_title", "nothing_swept")
        finite = [abs(bound) for estimate in found for bound in statistics_of(estimate) if np.isfinite(bound)]
        scale = measure_scale(ds, measure, max(finite, default=0.0), lang)
        names = [axis_name(parameter, ds, lang) for parameter in swept]
        top = 1.08 * max(finite, default=1.0) / scale.divisor
        for parameter, panel in zip(swept, panels(ax, names), strict=True):
            draw = _draw_sampled if parameter.sampled and parameter.numeric else _draw_listed
            draw(panel, parameter, found, scale, lang)
            panel.tick_params(labelbottom=True)
            panel.set_ylim(-0.04 * top, top)
        look: dict[str, Any] = {"markersize": points(3), "linewidth": thickness(0.8)}
        ax.plot([], [], "o-", color=SKY, label=text("one_scenario", lang), **look)
        ax.plot([], [], "o-", color=VERMILLION, label=text("mean_of_scenarios", lang))
        legend_below(ax, "", 2)
        ax.set_ylabel(f"{title} [{scale.unit}]")
        ax.set_title(text("sweep_title", lang), pad=points(TITLE_PAD))
        footer(ax, ds, lang)
    return ax


def _beside(parameter: Parameter) -> NDArray[np.float64]:
    """Places of the dots: those of one value stand side by side around it."""
    places = np.zeros(parameter.values.size)
    for number, level in enumerate(parameter.levels):
        own = np.flatnonzero(parameter.values == level)
        places[own] = number + (np.linspace(-_SPREAD, _SPREAD, own.size) if own.size > 1 else 0.0)
    return places


def _draw_sampled(panel: Axes, parameter: Parameter, found: list[Estimate], scale: Scale, lang: Language) -> None:
    """Dots where their values are; the line joins fifths of them."""
    places = parameter.values.astype(np.float64)
    _draw_dots(panel, places, found, scale)
    values = np.array([estimate.value for estimate in found]) / scale.divisor
    line = [(places[own].mean(), values[own].mean()) for own in fifths(parameter)]
    panel.plot(*zip(*line, strict=True), "o-", color=VERMILLION, markersize=points(3.5))
    panel.locator_params(axis="x", nbins=4)
    panel.xaxis.set_major_formatter(lambda value, _: level_text(value, lang))


def _draw_listed(panel: Axes, parameter: Parameter, found: list[Estimate], scale: Scale, lang: Language) -> None:
    """Dots side by side at each value; the line joins their means."""
    levels = parameter.levels
    _draw_dots(panel, _beside(parameter), found, scale)
    own = ([e.value for e, value in zip(found, parameter.values, strict=True) if value == level] for level in levels)
    means = [float(np.mean(values)) / scale.divisor for values in own]
    panel.plot(range(levels.size), means, "o-", color=VERMILLION, markersize=points(3.5))
    step = -(-levels.size // _MOST_TICKS)
    labels = ["\n".join(wrapped(printable(level_text(level, lang), 24), 12)) for level in levels[::step]]
    panel.set_xticks(range(0, levels.size, step), labels)
    panel.set_xlim(-0.5, levels.size - 0.5)


def _draw_dots(panel: Axes, places: NDArray[np.float64], found: list[Estimate], scale: Scale) -> None:
    for x, estimate in zip(places, found, strict=True):
        bounds = np.array([estimate.lower, estimate.upper]) / scale.divisor
        if np.isfinite(bounds).all():
            panel.plot([x, x], bounds, color=SKY, linewidth=thickness(0.8))
        panel.plot(x, estimate.value / scale.divisor, "o", color=BLUE, markersize=points(2))
