"""Which assumptions matter: how far the answer moves between the low and the high value of each."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.plots.needs import required
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLUE,
    FAMILIES,
    GREY,
    ORANGE,
    PALE,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.sweeps import measure_label, measure_scale, moving_together, prepared
from fundsim.plots.swings import Swing, Tornado, swing_name, tornado_of
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import Scale, estimate_parts, estimate_text, money_scale

_BEYOND = 1.25  # times the largest answer: end of a bar whose answer is infinite


def plot_tornado(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, measure: str = "ruin_probability"
) -> Axes:
    """Bars from the answer at the low to the answer at the high value of each parameter, the widest on top.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a search for the size, or of a sweep.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.
    measure : str
        Of a sweep: the measure.

    Returns
    -------
    Axes
        At most twenty bars around the answer as it is, which carries its 95 % interval; so do the ends of the
        bars where they were estimated with one.

    Raises
    ------
    DataError
        The sweep has no parameter.
    """
    ds = required("tornado", ds, lang, measure=measure)
    with chart_style():
        ax = chart_axes(ax)
        ds = prepared(ds)
        found = tornado_of(ds, measure, lang=lang)
        if not np.isfinite(found.base.value):
            return empty_chart(ax, ds, lang, "tornado_title", "no_size_found")
        scale, label = _scale(ds, found, measure, lang)
        _draw(ax, found, scale, lang)
        ax.set_xlabel(label)
        ax.set_title(text("tornado_title", lang))
        key = "tornado_mean" if np.isnan(found.solvency) else "tornado_base"
        notes = [text(key, lang, amount=estimate_text(found.base, scale, lang))]
        notes += [printable(said, 110) for said in moving_together(ds, lang)]
        legend_below(ax, "\n".join(notes), 2)
        footer(ax, ds, lang)
    return ax


def _scale(ds: xr.Dataset, found: Tornado, measure: str, lang: Language) -> tuple[Scale, str]:
    largest = _largest(found)
    if np.isnan(found.solvency):
        scale = measure_scale(ds, measure, largest, lang)
        return scale, f"{measure_label(measure, lang)} [{scale.unit}]"
    scale = money_scale(largest, ds.attrs["currency"], lang)
    horizon, solvency = horizon_text(found.months, lang), f"{100 * found.solvency:g}"
    return scale, text("tornado_x", lang, horizon=horizon, solvency=solvency, unit=scale.unit)


def _largest(found: Tornado) -> float:
    """Largest answer that is no infinity."""
    ends = [found.base.value, *(end.value for swing in found.swings for end in (swing.low, swing.high))]
    return max((abs(value) for value in ends if np.isfinite(value)), default=0.0)


def _draw(ax: Axes, found: Tornado, scale: Scale, lang: Language) -> None:
    base = found.base.value / scale.divisor
    beyond = _BEYOND * _largest(found) / scale.divisor  # where bars without an end break off
    size = points(7.5 if len(found.swings) <= 12 else 5.5)
    for row, swing in enumerate(found.swings):
        names = (text("low_value", lang), text("high_value", lang)) if row == 0 else (None, None)
        bars = bars_of(swing, row, found.base.value)
        for bar, colour, hatch, name in zip(bars, (BLUE, ORANGE), ("", "///"), names, strict=True):
            width = min(bar.end.value / scale.divisor, beyond) - base
            ax.barh(bar.place, width, bar.height, base, color=colour, hatch=hatch, edgecolor="white", label=name)
            _draw_interval(ax, bar.end, bar.place, scale, beyond)
            _write_end(ax, bar, [other.end for other in bars if other.place == bar.place], scale, size, beyond)
    bounds = np.array([found.base.lower, found.base.upper]) / scale.divisor
    if np.isfinite(bounds).all():
        ax.axvspan(*bounds, color=PALE, alpha=0.4, linewidth=0, zorder=0)
    ax.axvline(base, color=GREY, linewidth=thickness(1))
    if _largest(found) == 0.0:  # no bar has a width
        ax.set_xlim(-0.5, 0.5)
    named = (
        (printable(swing_name(swing, lang), 34), printable(" – ".join(swing.levels), 34)) for swing in found.swings
    )
    labels = ["\n".join(part for part in parts if part) for parts in named]
    ax.set_yticks(range(len(labels)), labels, fontsize=size)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.margins(x=0.16)
    ax.grid(visible=False, axis="y")


class Bar(NamedTuple):
    """One end of a swing: where its bar lies, how high it is, and whether its number stands to the left."""

    end: Estimate
    place: float
    height: float
    to_left: bool


def bars_of(swing: Swing, row: int, base: float) -> tuple[Bar, Bar]:
    """Bars of the low and the high value; one above the other where both lie on the same side of the base."""
    low, high = swing.low, swing.high
    if (low.value - base) * (high.value - base) > 0.0:
        to_left = low.value < base
        return Bar(low, row - 0.16, 0.28, to_left), Bar(high, row + 0.16, 0.28, to_left)
    rises = low.value <= high.value
    return Bar(low, row, 0.6, rises), Bar(high, row, 0.6, not rises)


def _draw_interval(ax: Axes, end: Estimate, row: float, scale: Scale, beyond: float) -> None:
    """Interval of an end; a side that is not bounded is an arrow at the value, an interval without bounds is none."""
    if np.isinf(end.lower) and np.isinf(end.upper):
        return
    look: dict[str, Any] = {"color": "black", "linewidth": thickness(0.8), "markersize": points(4)}
    lower, upper = end.lower / scale.divisor, end.upper / scale.divisor
    value = min(end.value / scale.divisor, beyond)
    known = [bound if np.isfinite(bound) else value for bound in (lower, upper)]
    ax.plot(known, [row, row], "|-", **look)
    for bound, arrow in ((lower, "<"), (upper, ">")):
        if np.isinf(bound):
            ax.plot(value, row, arrow, **look)


def _write_end(ax: Axes, bar: Bar, in_row: list[Estimate], scale: Scale, size: float, beyond: float) -> None:
    """A number at the outer end of its bar, outside all intervals of its row."""
    end = bar.end
    known = [bound for one in in_row for bound in (one.lower, one.upper) if np.isfinite(bound)]
    ends = [min(end.value / scale.divisor, beyond), *(bound / scale.divisor for bound in known)]
    where = min(ends) if bar.to_left else max(ends)
    words = estimate_parts(end, scale)[0].replace("-", "−")  # the digits of the caption
    words += " (?)" if np.isfinite(end.value) and np.isinf(end.lower) and np.isinf(end.upper) else ""
    look: dict[str, Any] = {"fontsize": size if bar.height > 0.5 else 0.8 * size, "family": FAMILIES, "va": "center"}
    side, shift = ("right", -4) if bar.to_left else ("left", 4)
    ax.annotate(words, (where, bar.place), (points(shift), 0), textcoords="offset points", ha=side, **look)
