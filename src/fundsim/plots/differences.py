"""What a change of design buys: differences to the first design on the same random numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.metrics import Estimate
from fundsim.plots.formats import Scale, estimate_text
from fundsim.plots.names import one_line, printable, wrapped
from fundsim.plots.panels import TITLE_PAD, panels
from fundsim.plots.style import (
    BLACK,
    FAMILIES,
    GREY,
    VERMILLION,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    points,
    thickness,
)
from fundsim.plots.sweeps import measure_label, measure_scale
from fundsim.plots.texts import Language, text

SHOWN = (
    "ruin_probability", "mean_government_cost", "mean_bank_loss", "mean_claims", "expected_shortfall_99_claims",
    "mean_lending",
)  # fmt: skip
"""Measures of the chart, in order; those that a comparison does not hold are left out."""
_STATISTICS = ("value", "standard_error", "lower", "upper")
_MOST_DESIGNS, _MOST_WITH_NUMBERS = 12, 4


class Difference(NamedTuple):
    """A measure of a design less that of the reference.

    Parameters
    ----------
    design, measure : str
        Which.
    estimate : Estimate
        Paired difference. [unit of the measure]
    """

    design: str
    measure: str
    estimate: Estimate


def reference_design(ds: xr.Dataset) -> str:
    """Name of the design that the others are compared with: the one whose differences are all zero.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a comparison.

    Returns
    -------
    str
        The first design where no other is marked by its zeros.
    """
    names = [str(name) for name in ds["design"].values]
    values = ds["difference"].sel(statistic="value").transpose("design", "measure").values
    still = [name for name, row in zip(names, values, strict=True) if not np.nan_to_num(row).any()]
    return still[0] if still else names[0]


def differences_of(ds: xr.Dataset) -> list[Difference]:
    """Differences of the shown measures, measure by measure.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a comparison: ``difference(design, measure, statistic)``.

    Returns
    -------
    list of Difference
        All designs but the reference, in their order; measures in which no design differs are left out.
    """
    reference, known = reference_design(ds), [str(name) for name in ds["measure"].values]
    table = ds["difference"].sel(statistic=list(_STATISTICS)).transpose("design", "measure", "statistic").values
    designs = [str(name) for name in ds["design"].values]
    return [
        Difference(design, measure, Estimate(*(float(part) for part in table[row, known.index(measure)])))
        for measure in SHOWN
        if measure in known and np.nan_to_num(table[:, known.index(measure), 0]).any()
        for row, design in enumerate(designs)
        if design != reference
    ]


def plot_differences(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Paired differences to the reference design, a panel for each measure.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a comparison.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        Dots with 95 % intervals, filled where the interval does not hold zero; of up to four designs the numbers
        too, of more the first twelve without.
    """
    with chart_style():
        ax = chart_axes(ax)
        found = differences_of(ds)
        if not found:
            return empty_chart(ax, ds, lang, "no_difference_title", "no_difference")
        measures = list(dict.fromkeys(difference.measure for difference in found))
        for measure, panel in zip(measures, panels(ax, [""] * len(measures), columns=3), strict=True):
            _draw(panel, ds, [difference for difference in found if difference.measure == measure], lang)
        reference = printable(one_line(reference_design(ds)), 70)
        ax.set_title(text("differences_title", lang, design=reference), pad=points(TITLE_PAD))
        footer(ax, ds, lang)
    return ax


def _draw(panel: Axes, ds: xr.Dataset, rows: list[Difference], lang: Language) -> None:
    rows = rows[:_MOST_DESIGNS]
    scale = measure_scale(ds, rows[0].measure, max(abs(row.estimate.value) for row in rows), lang)
    panel.axvline(0.0, color=BLACK, linewidth=thickness(0.8))
    for place, row in enumerate(rows):
        _draw_one(panel, place, row.estimate, scale)
        if len(rows) <= _MOST_WITH_NUMBERS:
            _write(panel, place, row.estimate, scale, lang)
    words = measure_label(rows[0].measure, lang)
    title = "\n".join(wrapped(f"{words} [{scale.unit}]", 36)[:2])
    panel.set_title(title, fontsize=points(7), family=FAMILIES)
    lines = 2 if len(rows) <= _MOST_WITH_NUMBERS else 1
    names = ["\n".join(wrapped(printable(row.design, 22 * lines), 22)) for row in rows]
    panel.set_yticks(range(len(rows)), names)
    panel.tick_params(labelbottom=True)
    panel.set_ylim(len(rows) - 0.4, -0.7)
    panel.margins(x=0.15)
    panel.grid(visible=False, axis="y")


def _draw_one(panel: Axes, place: int, estimate: Estimate, scale: Scale) -> None:
    clear = estimate.lower > 0.0 or estimate.upper < 0.0
    colour = VERMILLION if clear else GREY
    value = estimate.value / scale.divisor
    bounds = np.array([estimate.lower, estimate.upper]) / scale.divisor
    if np.isfinite(bounds).all():
        panel.plot(bounds, [place, place], "|-", color=colour, linewidth=thickness(1.2), markersize=points(4))
    fill = colour if clear else "white"
    panel.plot(value, place, "o", color=colour, markerfacecolor=fill, markersize=points(4.5))


def _write(panel: Axes, place: int, estimate: Estimate, scale: Scale, lang: Language) -> None:
    words = estimate_text(estimate, scale._replace(unit="", gap=""), lang)
    look: dict[str, Any] = {"fontsize": points(5.5), "family": FAMILIES, "ha": "center", "va": "bottom"}
    at = (estimate.value / scale.divisor, place)
    panel.annotate(words, at, (0, points(4)), textcoords="offset points", **look)
