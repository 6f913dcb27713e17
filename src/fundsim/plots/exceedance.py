"""How likely a loss is to exceed any amount, on a log scale."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.metrics import Estimates, exceedance_curve, exceedance_thresholds
from fundsim.metrics.estimate import FloatArray, statistics_of
from fundsim.plots.claims import claims_scale
from fundsim.plots.designs import MOST_TOGETHER, Design, Look, designs_of, looks
from fundsim.plots.log_axis import plain_log_ticks
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
from fundsim.texts.formats import Scale, money_scale

QUANTITIES = ("claims", "government_cost", "bank_loss")
"""Losses of which a comparison shows the first that is not the same in all designs."""
_BESIDE_PANELS = 14.0  # distance of the label from panels [points]
_STEPS = 500  # of a curve; probabilities between two differ by 2 % of themselves at 20,000 paths


def exceeded_quantity(ds: xr.Dataset) -> str:
    """The loss whose distribution tells designs apart; the claims of a run."""
    if "design" not in ds.dims:
        return "claims"
    for name in QUANTITIES:
        values = ds[name].transpose("design", "path").values
        if np.isfinite(values).all() and (values != values[0]).any():
            return name
    return "claims"


def plot_exceedance(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Probability that the claims of the horizon exceed an amount, with 95 % Wilson bands.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run or of a comparison.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        A line for each design; a small panel for each where there are more than six. Designs with the same
        claims on every path are compared by government cost, or by the bank's loss.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("exceedance", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        if not float(ds["claims"].max()) > 0.0:
            return empty_chart(ax, ds, lang, "loss", "no_claims")
        quantity = exceeded_quantity(ds)
        scale, label = _scale(ds, quantity, lang)
        shown = designs_of(ds, lang) if "design" in ds.dims or "fund_size" in ds["claims"].dims else [Design("", ds)]
        curves = [_curve(design.ds[quantity], scale.divisor) for design in shown]
        if len(shown) > MOST_TOGETHER:
            _draw_panels(ax, shown, curves)
        else:
            for design, curve, look in zip(shown, curves, looks(len(shown)), strict=True):
                _draw(ax, curve, look, printable(design.name, 60))
            _log_axis(ax)
            if len(shown) > 1:
                legend_below(ax, text("wilson", lang), 2)
        ax.set_xlabel(label)
        # Labels at the ticks of panels are wider than those that the chart itself would have.
        ax.set_ylabel(
            text("exceedance_y", lang), labelpad=points(_BESIDE_PANELS) if len(shown) > MOST_TOGETHER else None
        )
        title = text(f"exceedance_title_{quantity}", lang, horizon=horizon_text(int(ds.attrs["months"]), lang))
        ax.set_title(title, pad=points(TITLE_PAD) if len(shown) > MOST_TOGETHER else None)
        footer(ax, ds, lang)
    return ax


def _scale(ds: xr.Dataset, quantity: str, lang: Language) -> tuple[Scale, str]:
    if quantity == "claims":
        return claims_scale(ds, lang)
    scale = money_scale(float(ds[quantity].max()), ds.attrs["currency"], lang)
    return scale, text(f"exceedance_x_{quantity}", lang, unit=scale.unit)


def exceedance_steps(losses: FloatArray, lowest: float = 0.0) -> tuple[FloatArray, Estimates]:
    """Steps of an exceedance curve, the last one up to the largest loss.

    Parameters
    ----------
    losses : array (path,)
        [any unit]
    lowest : float
        The curve begins at this quantile of the losses. [probability]

    Returns
    -------
    thresholds : array (step + 1,)
        Where each step begins, and where the last one ends. [same unit]
    curve : Estimates
        Probabilities to exceed them, the last one twice: beyond it there is nothing to draw on a log scale. [per cent]
    """
    thresholds = exceedance_thresholds(losses, _STEPS)
    thresholds = thresholds[thresholds >= np.quantile(losses, lowest, method="inverted_cdf")]
    curve = exceedance_curve(losses, thresholds)
    seen = np.flatnonzero(curve.value > 0.0)
    steps = np.append(seen, seen[-1:])
    value, error, lower, upper = (100.0 * np.asarray(part)[steps] for part in statistics_of(curve))
    ends = [losses.max()] if seen.size else []
    return np.append(thresholds[seen], ends), Estimates(value, error, lower, upper)


def _curve(loss: xr.DataArray, divisor: float) -> tuple[FloatArray, Estimates]:
    thresholds, percent = exceedance_steps(np.asarray(loss.values, np.float64))
    return thresholds / divisor, percent


def _draw(ax: Axes, curve: tuple[FloatArray, Estimates], look: Look, label: str) -> None:
    x, percent = curve
    ax.fill_between(x, percent.lower, percent.upper, step="post", color=look.colour, alpha=0.2, linewidth=0)
    ax.step(x, percent.value, where="post", color=look.colour, linestyle=look.dashes, label=label)


def _draw_panels(ax: Axes, shown: list[Design], curves: list[tuple[FloatArray, Estimates]]) -> None:
    for own, panel in enumerate(panels(ax, [design.name for design in shown])):
        for x, percent in curves:
            panel.step(x, percent.value, where="post", color=PALE, linewidth=thickness(0.6))
        _draw(panel, curves[own], Look(BLUE, "-"), "")
        _log_axis(panel)


def _log_axis(ax: Axes) -> None:
    ax.set_yscale("log")
    ax.set_ylim(top=100.0)
    plain_log_ticks(ax.yaxis)
