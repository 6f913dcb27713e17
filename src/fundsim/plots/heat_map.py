"""A measure over two swept parameters, as colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize, to_rgb
from numpy.typing import NDArray

from fundsim.errors import DataError
from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.plots.needs import required
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLACK,
    FAMILIES,
    VERMILLION,
    chart_axes,
    chart_style,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.sweeps import (
    FloatArray,
    Parameter,
    axis_name,
    independent_parameters,
    level_text,
    measure_label,
    measure_scale,
    moving_together,
    prepared,
    sweep_estimates,
)
from fundsim.texts import text
from fundsim.texts.formats import Scale, estimate_parts
from fundsim.texts.names import wrapped

_THRESHOLD = 0.01  # of the line
_MOST_CELLS_WITH_NUMBERS = 80
_MOST_ACROSS_IN_FULL_SIZE = 6


def plot_heat_map(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, measure: str = "ruin_probability"
) -> Axes:
    """A measure over the first two parameters with listed values, with a line where it passes 1 %.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a sweep.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.
    measure : str
        What the colours show.

    Returns
    -------
    Axes
        Cells with their numbers and 95 % intervals; where further parameters were
        swept, means over them, but of named scenarios, which are different worlds, the first alone. The line is drawn
        for the probability of ruin, between the cells above 1 % and the others.

    Raises
    ------
    DataError
        Fewer than two parameters have listed values.
    """
    ds = required("heat_map", ds, lang, measure=measure)
    with chart_style():
        ax = chart_axes(ax)
        ds, variant = of_one_variant(prepared(ds))
        across, along, cells = grid_of(ds, measure)
        values = cells[0]
        scale = measure_scale(ds, measure, float(np.nanmax(values)), lang)
        _draw(ax, cells, scale)
        ax.set_xticks(range(across.levels.size), [level_text(level, lang) for level in across.levels])
        ax.set_yticks(range(along.levels.size), [level_text(level, lang) for level in along.levels])
        ax.set_xlabel(printable(axis_name(across, ds, lang), 60))
        ax.set_ylabel("\n".join(wrapped(printable(axis_name(along, ds, lang), 80), 40)))
        ax.grid(visible=False)
        if measure == "ruin_probability":
            _draw_boundary(ax, values, lang)
        further = [own.name(lang) for own in independent_parameters(ds) if own.key not in (across.key, along.key)]
        notes = [text("of_variant", lang, name=printable(variant, 60))] if variant else []
        notes += [text("mean_over", lang, names=printable(", ".join(further), 90))] if further else []
        notes += [printable(said, 110) for said in moving_together(ds, lang)]
        legend_below(ax, "\n".join(notes), 1)
        ax.set_title(f"{printable(measure_label(measure, lang), 80)} [{scale.unit}]")
        footer(ax, ds, lang)
    return ax


def of_one_variant(ds: xr.Dataset) -> tuple[xr.Dataset, str]:
    """The first named scenario of a sweep and its name, where cells would mix several; else all, and no name."""
    swept = independent_parameters(ds)
    axes = [own.key for own in swept if not own.sampled][:2]
    if not any(own.key == "variant" for own in swept) or "variant" in axes:
        return ds, ""
    names = ds["variant"].values
    return ds.isel(scenario=np.flatnonzero(names == names[0])), str(names[0])


def grid_of(ds: xr.Dataset, measure: str) -> tuple[Parameter, Parameter, FloatArray]:
    """A measure over the first two swept parameters whose values are listed, not sampled.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a sweep.
    measure : str
        Name of the measure.

    Returns
    -------
    tuple
        Parameter across, parameter along, and (part, along, across) value, lower and upper bound of the 95 %
        interval: means over whatever else was swept, nan where no scenario was run. As all scenarios share their
        random numbers, the bounds of a mean are taken as the means of the bounds. [unit of the measure]

    Raises
    ------
    DataError
        Fewer than two parameters have listed values.
    """
    ds = prepared(ds)
    swept = [own for own in independent_parameters(ds) if not own.sampled]
    if len(swept) < 2:
        raise DataError(f"a heat map needs two parameters with listed values, this sweep has {len(swept)}")
    across, along = swept[:2]
    found = sweep_estimates(ds, measure)
    cells = np.full((3, along.levels.size, across.levels.size), np.nan)
    for row, column in np.ndindex(cells.shape[1:]):
        chosen = (along.values == along.levels[row]) & (across.values == across.levels[column])
        own = [estimate for estimate, inside in zip(found, chosen, strict=True) if inside]
        if own:
            parts = [(estimate.value, estimate.lower, estimate.upper) for estimate in own]
            cells[:, row, column] = np.mean(parts, axis=0)
    return across, along, cells


def cell_estimate(cells: FloatArray, row: int, column: int) -> Estimate:
    """Estimate of one cell of a grid."""
    value, lower, upper = map(float, cells[:, row, column])
    return Estimate(value, (upper - lower) / 2.0, lower, upper)


def _draw(ax: Axes, cells: FloatArray, scale: Scale) -> None:
    values = cells[0] / scale.divisor
    colours, limits = colormaps["cividis_r"], Normalize(0.0, float(np.nanmax(values)) or 1.0)
    image = ax.imshow(values, cmap=colours, norm=limits, origin="lower", aspect="auto", interpolation="nearest")
    figure = ax.get_figure(root=True)
    assert figure is not None
    bar = figure.colorbar(image, cax=ax.inset_axes((1.015, 0.0, 0.02, 1.0)))
    bar.ax.tick_params(labelsize=points(7), labelfontfamily=FAMILIES)
    bar.outline.set_visible(False)
    if values.size > _MOST_CELLS_WITH_NUMBERS:
        return
    size = points(7.0 if values.shape[1] <= _MOST_ACROSS_IN_FULL_SIZE else 5.5)
    for (row, column), value in np.ndenumerate(values):
        if np.isnan(value):
            continue
        shade = colours(limits(value))
        shown, low, high = estimate_parts(cell_estimate(cells, row, column), scale)
        look: dict[str, Any] = {"fontsize": size, "family": FAMILIES, "linespacing": 1.1}
        ax.text(
            column, row, f"{shown}\n({low}–{high})", ha="center", va="center",
            color="white" if sum(to_rgb(shade)) < 1.4 else BLACK, **look,
        )  # fmt: skip


def _draw_boundary(ax: Axes, values: FloatArray, lang: Language) -> None:
    """A line along the edges between cells above the threshold and the others; it crosses no number."""
    above = values > _THRESHOLD
    edges = [((column + 0.5, row - 0.5), (column + 0.5, row + 0.5)) for row, column in _changes(above, values, 1)]
    edges += [((column - 0.5, row + 0.5), (column + 0.5, row + 0.5)) for row, column in _changes(above, values, 0)]
    if edges:
        lines = LineCollection(edges, colors=VERMILLION, linewidths=thickness(2.5), capstyle="round")
        ax.add_collection(lines, autolim=False)
        ax.plot([], [], color=VERMILLION, linewidth=thickness(2.5), label=text("boundary", lang))


def _changes(above: NDArray[np.bool_], values: FloatArray, axis: int) -> list[tuple[int, int]]:
    """Cells after which the next one along an axis lies on the other side of the threshold; both are known."""
    known = np.isfinite(np.diff(values, axis=axis))
    return [(int(row), int(column)) for row, column in np.argwhere(np.diff(above, axis=axis) & known)]
