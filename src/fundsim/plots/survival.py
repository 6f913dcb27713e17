"""How long the fund lasts: the probability that it has paid every claim so far."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimate, Estimates, survival_curve
from fundsim.metrics.estimate import statistics_of
from fundsim.plots.designs import MOST_TOGETHER, Look, designs_of, looks
from fundsim.plots.months import calendar_axis
from fundsim.plots.needs import required
from fundsim.plots.panels import TITLE_PAD, panels
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLUE,
    PALE,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import estimate_text, percent_scale

_HIGHEST_FLOOR = 95.0  # of the axis [%]
_AFTER = 0.02  # of the horizon: how far the last step is drawn beyond it


class Curve(NamedTuple):
    """Survival of one fund size: its name, the probability at the horizon in words, the curve."""

    name: str
    share: str
    survival: Estimates


def plot_survival(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Probability that the fund has not met ruin so far, by month, with 95 % Wilson bands.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        One line for each fund size, with its probability at the horizon; a small panel for each where
        there are more than six.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("survival", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        if not ds.attrs["fund_layer"]:
            return empty_chart(ax, ds, lang, "survival_title", "no_fund")
        curves = _curves(ds, lang)
        if len(curves) > MOST_TOGETHER:
            _draw_panels(ax, ds, curves, lang)
            ax.set_xlabel(text("calendar", lang))
        else:
            for curve, look in zip(curves, looks(len(curves)), strict=True):
                _draw(ax, curve.survival, look, _label(ds, curve, lang))
            _limits(ax, curves)
            calendar_axis(ax, ds, lang)
            _make_room_for_the_end(ax, ds)
            legend_below(ax, text("wilson", lang), 2)
        ax.set_ylabel(text(f"survival_y_{ds.attrs.get('ruin', 'unpaid_claim')}", lang))
        ax.set_title(text("survival_title", lang), pad=points(TITLE_PAD) if len(curves) > MOST_TOGETHER else None)
        footer(ax, ds, lang)
    return ax


def _curves(ds: xr.Dataset, lang: Language) -> list[Curve]:
    months = int(ds.attrs["months"])
    found = []
    for name, own in designs_of(ds, lang):
        survival = survival_curve(own["ruin_month"].values, months)
        found.append(Curve(name, estimate_text(at_horizon(survival), percent_scale(lang), lang), survival))
    return found


def _label(ds: xr.Dataset, curve: Curve, lang: Language) -> str:
    if curve.name:
        return text("survival_size", lang, name=printable(curve.name), share=curve.share)
    return text("survival_line", lang, horizon=horizon_text(int(ds.attrs["months"]), lang), share=curve.share)


def at_horizon(curve: Estimates) -> Estimate:
    """Last point of a curve."""
    return Estimate(*(float(part[-1]) for part in statistics_of(curve)))


def _draw(ax: Axes, curve: Estimates, look: Look, label: str) -> None:
    end = curve.value.size
    month = np.append(np.arange(end + 1), (1.0 + _AFTER) * end)

    def from_start(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return 100.0 * np.concatenate([[1.0], values, values[-1:]])  # at the start the fund has failed nobody

    lower, upper = from_start(curve.lower), from_start(curve.upper)
    ax.fill_between(month, lower, upper, step="post", color=look.colour, alpha=0.2, linewidth=0)
    ax.step(month, from_start(curve.value), where="post", color=look.colour, linestyle=look.dashes, label=label)


def _draw_panels(ax: Axes, ds: xr.Dataset, curves: list[Curve], lang: Language) -> None:
    """A panel for each fund size: its own curve, the others pale behind it."""
    for own, panel in zip(curves, panels(ax, [f"{curve.name}\n{curve.share}" for curve in curves]), strict=True):
        for other in curves:
            panel.plot(100.0 * np.append(1.0, other.survival.value), color=PALE, linewidth=thickness(0.6))
        _draw(panel, own.survival, Look(BLUE, "-"), "")
        _limits(panel, curves)
        calendar_axis(panel, ds, lang, most_ticks=3)
        _make_room_for_the_end(panel, ds)
        panel.set_xlabel("")


def _make_room_for_the_end(ax: Axes, ds: xr.Dataset) -> None:
    """The axis runs on after the last month, so that a fund that fails in it is seen to."""
    ax.set_xlim(right=(1.0 + _AFTER) * float(ds.attrs["months"]))


def _limits(ax: Axes, curves: list[Curve]) -> None:
    """From below the lowest band to 100 %; a safe fund's curve lies near the top."""
    lowest = 100.0 * min(float(curve.survival.lower.min()) for curve in curves)
    low = min(max(-2.0, lowest - 0.15 * (100.0 - lowest)), _HIGHEST_FLOOR)
    ax.set_ylim(low, 100.0 + 0.03 * (100.0 - low))
