"""How the estimate of a rare loss settles as paths are added."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimates, value_at_risk
from fundsim.metrics.estimate import statistics_of
from fundsim.plots.claims import claims_scale
from fundsim.plots.log_axis import plain_log_ticks
from fundsim.plots.needs import required
from fundsim.plots.style import (
    BLUE,
    GREY,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    thickness,
)
from fundsim.plots.titles import variable_title
from fundsim.results import at_fund_size
from fundsim.texts import text
from fundsim.texts.formats import estimate_text

FloatArray = NDArray[np.float64]
_LEVELS = ((1500, 0.995), (400, 0.99), (150, 0.95), (70, 0.9))  # fewest paths that bound the level
_STEPS = 40
_FIRST = 20  # paths of the first point


def plot_convergence(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Value at risk of the claims as estimated from the first paths, more and more of them.

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
        The estimate with its 95 % interval over the number of paths, and the last estimate as a line. The level
        is 99.5 %, lower where the run has too few paths to bound that; of fewer than 70 paths there is no tail.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("convergence", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        whole, ds = ds, at_fund_size(ds, fund_size)
        claims = np.asarray(ds["claims"].values, np.float64)
        level = convergence_level(claims.size)
        if not level:
            return empty_chart(ax, ds, lang, "convergence_title", "few_paths")
        scale, label = claims_scale(ds, lang)
        counts, found = _estimates(claims, level)
        value, lower, upper = (part / scale.divisor for part in (found.value, found.lower, found.upper))
        bounded = np.isfinite(lower) & np.isfinite(upper)
        look: dict[str, Any] = {"color": BLUE, "alpha": 0.25, "linewidth": 0, "label": text("interval_95", lang)}
        ax.fill_between(counts[bounded], lower[bounded], upper[bounded], **look)
        ax.plot(counts, value, color=BLUE, marker=".", label=text("estimate", lang))
        ax.axhline(value[-1], color=GREY, linewidth=thickness(0.8), linestyle="--")
        ax.set_xscale("log")
        ax.set_xlim(counts[0], counts[-1])
        plain_log_ticks(ax.xaxis, ",")
        ax.set_xlabel(text("paths_x", lang))
        ax.set_ylabel(label)
        ax.set_title(variable_title(whole, ds, "claims", "convergence_title", lang))
        last = estimate_text(value_at_risk(claims, level), scale, lang)
        legend_below(ax, text("convergence_last", lang, level=f"{100 * level:g}", amount=last), 2)
        footer(ax, ds, lang)
    return ax


def convergence_level(paths: int) -> float:
    """The highest level whose value at risk so many paths bound well; 0 where they bound none. [probability]"""
    return next((level for fewest, level in _LEVELS if paths >= fewest), 0.0)


def paths_for(claims: FloatArray, level: float, error: float) -> float:
    """Number of paths after which the whole 95 % interval stays as near to the estimate as is wanted.

    Parameters
    ----------
    claims : array (path,)
        [any unit]
    level : float
        Of the value at risk. [probability]
    error : float
        Wanted distance of the farther bound, as a share of the estimate. [1]

    Returns
    -------
    float
        Read off the band of the chart where the run has them; else its last width falls on with the square root of
        their number. 0 where nothing scatters, inf where the run does not bound the error. [paths]
    """
    counts, found = _estimates(claims, level)
    farther = np.maximum(found.upper - found.value, found.value - found.lower)
    relative = np.divide(farther, np.abs(found.value), out=np.full(farther.size, np.inf), where=found.value != 0.0)
    if claims.min() == claims.max():
        return 0.0
    if relative[-1] > error:
        return float(claims.size * (relative[-1] / error) ** 2)
    wide = np.flatnonzero(~(relative <= error))
    return float(counts[wide[-1] + 1 if wide.size else 0])


def _estimates(claims: FloatArray, level: float) -> tuple[NDArray[np.int64], Estimates]:
    counts = np.unique(np.geomspace(_FIRST, claims.size, _STEPS).astype(int))
    found = np.array([statistics_of(value_at_risk(claims[:count], level)) for count in counts]).T
    return counts, Estimates(*found)
