"""How large the fund must be: probability of ruin over its size."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.languages import Language
from fundsim.metrics import Estimate, probability, ruined_within
from fundsim.metrics.estimate import STATISTICS
from fundsim.plots.designs import looks
from fundsim.plots.log_axis import plain_log_ticks
from fundsim.plots.needs import has_loans, required
from fundsim.plots.style import (
    FAMILIES,
    GREY,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import Scale, estimate_text, money_scale, percent_scale

_MOST_LINES = 5
_BAR, _BAR_ALPHA = 7, 0.35  # width [points] and opacity of bars over draws of parameters
_NEAREST = 0.07  # of the width: ticks of the upper axis do not run into one another
_ABOVE_LEVERAGES = 35  # distance of the title from the curve [points]
_LEVERAGES = (2, 3, 5, 8, 10, 15, 20, 30, 50, 100, 200)


class SizingCurve(NamedTuple):
    """Ruin over fund size for one horizon.

    Parameters
    ----------
    months : int
        Horizon.
    sizes : tuple of float
        Opening amounts of the fund. [currency]
    ruin : tuple of Estimate
        Probability of ruin within the horizon, by size.
    """

    months: int
    sizes: tuple[float, ...]
    ruin: tuple[Estimate, ...]


class Needed(NamedTuple):
    """The smallest fund that survives the horizon with a stated probability.

    Parameters
    ----------
    months : int
        Horizon.
    solvency : float
        Probability.
    size : Estimate
        Opening amount. [currency]
    over_draws : tuple of float
        5 % and 95 % quantiles of the size over draws of uncertain parameters; empty without draws. [currency]
    """

    months: int
    solvency: float
    size: Estimate
    over_draws: tuple[float, ...] = ()


def sizing_curves(ds: xr.Dataset) -> list[SizingCurve]:
    """Ruin by size, one curve for each horizon.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run with several fund sizes, or of a search for the size.

    Returns
    -------
    list of SizingCurve
        Shortest horizon first.
    """
    if "solvency" not in ds.dims:
        sizes, months = tuple(float(size) for size in ds["fund_size"].values), int(ds.attrs["months"])
        ruined = ds["ruin_month"].transpose("fund_size", "path").values
        return [SizingCurve(months, sizes, tuple(probability(ruined_within(own, months)) for own in ruined))]
    sizes = tuple(float(size) for size in ds["size"].values)
    table = ds["ruin_probability"].sel(statistic=list(STATISTICS)).transpose("horizon", "size", "statistic")
    return [
        SizingCurve(int(months), sizes, tuple(Estimate(*map(float, row)) for row in rows))
        for months, rows in zip(ds["horizon"].values, table.values, strict=True)
    ]


def sizes_needed(ds: xr.Dataset) -> list[Needed]:
    """Sizes that a search found; empty for a run.

    Parameters
    ----------
    ds : xarray.Dataset
        As for `sizing_curves`.

    Returns
    -------
    list of Needed
        For each horizon and solvency.
    """
    if "solvency" not in ds.dims:
        return []
    table = ds["fund_size"].sel(statistic=list(STATISTICS)).transpose("horizon", "solvency", "statistic")
    solvencies = [float(level) for level in ds["solvency"].values]
    return [
        Needed(int(months), solvency, Estimate(*map(float, row)), _over_draws(ds, months, solvency))
        for months, rows in zip(ds["horizon"].values, table.values, strict=True)
        for solvency, row in zip(solvencies, rows, strict=True)
    ]


def _over_draws(ds: xr.Dataset, months: int, solvency: float) -> tuple[float, ...]:
    if "parameter_band" not in ds:
        return ()
    band = ds["parameter_band"].sel(horizon=months, solvency=solvency)
    return float(band.sel(band=band.band.min())), float(band.sel(band=band.band.max()))


def plot_sizing_curve(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Probability of ruin over the opening amount of the fund, on a log scale, with 95 % bands.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run with several fund sizes, or of a search for the size.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        A line for each horizon (of many, evenly spread ones). A triangle pointing down stands at the upper bound
        where no path was ruined. Crosses with 95 % intervals are the sizes that a search found; broad bars behind
        them hold nine in ten draws of uncertain parameters. Where the loans at the start are known the size is in %
        of them, and the ratio fund to loans stands above, as far as usual ones lie on the axis.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("sizing_curve", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        curves = sizing_curves(ds)
        curves = curves[:: -(-len(curves) // _MOST_LINES)]
        if not any(estimate.upper > 0.0 for curve in curves for estimate in curve.ruin):
            return empty_chart(ax, ds, lang, "sizing_title", "no_claims")
        if max(curves[0].sizes) <= 0.0:
            return empty_chart(ax, ds, lang, "sizing_title", "no_size_found")
        scale, label = _size_scale(ds, curves, lang)
        if any(estimate.value == 0.0 for curve in curves for estimate in curve.ruin):
            ax.plot([], [], "v", color=GREY, fillstyle="none", markersize=points(5), label=text("upper_bound", lang))
        for curve, look in zip(curves, looks(len(curves)), strict=True):
            name = text("within", lang, horizon=horizon_text(curve.months, lang))
            _draw(ax, curve, scale, look.colour, look.dashes, name)
            needed = [own for own in sizes_needed(ds) if own.months == curve.months and np.isfinite(own.size.value)]
            _draw_over_draws(ax, needed, scale, look.colour)
            _draw_needed(ax, ds, needed, scale, look.colour, lang)
        if any(own.over_draws for own in sizes_needed(ds)):
            ax.plot([], [], color=GREY, alpha=_BAR_ALPHA, linewidth=thickness(_BAR), label=text("over_draws_90", lang))
        ax.set_yscale("log")
        plain_log_ticks(ax.yaxis)
        ax.set_xlabel(label)
        ax.set_ylabel(text("sizing_y", lang))
        leverages = _shown_leverages(*ax.get_xlim()) if scale.unit == "%" and has_loans(ds) else []
        ax.set_title(text("sizing_title", lang), pad=points(_ABOVE_LEVERAGES) if leverages else None)
        if leverages:
            _leverage_axis(ax, leverages, lang)
        legend_below(ax, text("interval_95", lang), 2)
        footer(ax, ds, lang)
    return ax


def _size_scale(ds: xr.Dataset, curves: list[SizingCurve], lang: Language) -> tuple[Scale, str]:
    outstanding = float(ds.attrs.get("opening_outstanding", 0.0))
    if outstanding > 0.0:
        percent = percent_scale(lang)
        return percent._replace(divisor=outstanding * percent.divisor), text(
            "size_x" if has_loans(ds) else "size_x_stated", lang
        )
    scale = money_scale(max(curves[0].sizes), ds.attrs["currency"], lang)
    return scale, text("size_x_money", lang, unit=scale.unit)


def _draw(ax: Axes, curve: SizingCurve, scale: Scale, colour: str, dashes: str, label: str) -> None:
    x = np.array(curve.sizes) / scale.divisor
    value, lower, upper = _percent(curve)
    seen = value > 0.0
    floor = min(*value[seen], *upper[upper > 0.0]) / 10.0  # below all that is drawn: a log scale has no zero
    ax.fill_between(x, np.maximum(lower, floor), upper, color=colour, alpha=0.2, linewidth=0)
    ax.plot(x[seen], value[seen], color=colour, linestyle=dashes, marker="o", markersize=points(3.5), label=label)
    ax.plot(x[~seen], upper[~seen], "v", color=colour, fillstyle="none", markersize=points(5))


def _percent(curve: SizingCurve) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = 100.0 * np.array([(estimate.value, estimate.lower, estimate.upper) for estimate in curve.ruin]).T
    return table[0], table[1], table[2]


def _draw_over_draws(ax: Axes, needed: list[Needed], scale: Scale, colour: str) -> None:
    """What is not known of the parameters, as far as no draw is beyond all sizes, behind what chance leaves open."""
    for own in needed:
        bounds = np.array(own.over_draws) / scale.divisor
        if bounds.size and np.isfinite(bounds).all():
            height = 100.0 * (1.0 - own.solvency)
            ax.plot(
                bounds,
                [height, height],
                color=colour,
                alpha=_BAR_ALPHA,
                linewidth=thickness(_BAR),
                solid_capstyle="butt",
            )


def _draw_needed(ax: Axes, ds: xr.Dataset, needed: list[Needed], scale: Scale, colour: str, lang: Language) -> None:
    for _, solvency, size, _ in needed:
        bounds = np.array([size.lower, size.upper]) / scale.divisor
        height = 100.0 * (1.0 - solvency)
        if np.isfinite(bounds).all():
            ax.plot(bounds, [height, height], "|-", color=colour, linewidth=thickness(1.2), markersize=points(6))
        amount = estimate_text(size, money_scale(size.value, ds.attrs["currency"], lang), lang)
        label = text("needed", lang, solvency=f"{100 * solvency:g}", size=amount)
        ax.plot(size.value / scale.divisor, height, "x", color=colour, markersize=points(6), label=label)


def _apart(leverages: list[int], least: float) -> list[int]:
    """Leverages, the largest fund first, of which no two stand nearer than so many per cent of the loans."""
    kept: list[int] = []
    for leverage in leverages:
        if not kept or 100.0 / kept[-1] - 100.0 / leverage >= least:
            kept.append(leverage)
    return kept


def _shown_leverages(low: float, high: float) -> list[int]:
    """Leverages to name above an axis that runs over these shares of the loans; none where all lie outside. [%]"""
    return _apart([leverage for leverage in _LEVERAGES if low <= 100.0 / leverage <= high], _NEAREST * (high - low))


def _leverage_axis(ax: Axes, leverages: list[int], lang: Language) -> None:
    """Second axis above: loans at the start as a multiple of the fund, each over the share of the loans that it is."""
    top = ax.secondary_xaxis("top")
    top.set_xticks([100.0 / leverage for leverage in leverages], [f"1:{leverage}" for leverage in leverages])
    top.tick_params(labelfontfamily=FAMILIES, colors=GREY)
    top.set_xlabel(text("leverage_x", lang), color=GREY)
