"""How the fund's balance may run: bands over paths and a few of the paths, month by month."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from fundsim.languages import Language
from fundsim.metrics import probability
from fundsim.plots.months import calendar_axis
from fundsim.plots.needs import required
from fundsim.plots.style import (
    BLACK,
    BLUE,
    FAMILIES,
    GREY,
    VERMILLION,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    thickness,
)
from fundsim.plots.titles import size_title
from fundsim.results import at_fund_size, monthly_mean, quantile_over_paths
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import Scale, estimate_text, money_scale, percent_scale

FloatArray = NDArray[np.float64]

_BANDS = ((0.01, 0.99, 0.18), (0.05, 0.95, 0.3), (0.25, 0.75, 0.5))  # lower, upper, opacity
_DARK_BLUE = "#003A5D"  # of sample paths: told from the bands and from the median, in grey too


def plot_balance_fan(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Balance of the reported fund at each month's end, in quantile bands over paths.

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
        Bands, sample paths, median and mean, the line at zero, and the share of paths in ruin with its 95 % interval.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("balance_fan", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        if not ds.attrs["fund_layer"]:
            return empty_chart(ax, ds, lang, "balance_title", "no_fund")
        ds = at_fund_size(ds, fund_size)
        scale = _scale(ds, lang)
        _draw_bands(ax, ds, scale, lang)
        ax.axhline(0.0, color=BLACK, linewidth=thickness(1.0))
        _share_axis(ax, ds, scale, lang)
        calendar_axis(ax, ds, lang)
        ax.set_ylabel(text("balance_y", lang, unit=scale.unit))
        ax.set_title(size_title(ds, "balance_title", lang))
        _ruin_note(ax, ds, lang)
        footer(ax, ds, lang)
    return ax


def _scale(ds: xr.Dataset, lang: Language) -> Scale:
    largest = max(float(quantile_over_paths(ds, "balance", 0.99).max()), float(ds.attrs["fund_initial"]))
    return money_scale(largest, ds.attrs["currency"], lang)


def _from_start(ds: xr.Dataset, values: xr.DataArray, scale: Scale) -> FloatArray:
    """Values at month ends with the opening amount before them."""
    return np.concatenate([[float(ds.attrs["fund_initial"])], values.values]) / scale.divisor


def _draw_bands(ax: Axes, ds: xr.Dataset, scale: Scale, lang: Language) -> None:
    month, clear = np.arange(ds.sizes["month"] + 1), 1.0
    for low, high, opacity in _BANDS:
        lower, upper = (_from_start(ds, quantile_over_paths(ds, "balance", level), scale) for level in (low, high))
        label = text("band", lang, low=f"{100 * low:g}", high=f"{100 * high:g}")
        ax.fill_between(month, lower, upper, color=BLUE, alpha=opacity, linewidth=0)
        clear *= 1.0 - opacity  # a band lies on the wider ones: the legend shows it as it looks there
        ax.fill_between(month[:1], lower[:1], lower[:1], color=BLUE, alpha=1.0 - clear, linewidth=0, label=label)
    _draw_sample_paths(ax, ds, scale, lang)
    median, average = quantile_over_paths(ds, "balance", 0.5), monthly_mean(ds, "balance")
    ax.plot(month, _from_start(ds, median, scale), color=BLACK, label=text("median", lang))
    ax.plot(month, _from_start(ds, average, scale), color=VERMILLION, linestyle="--", label=text("mean", lang))


def _draw_sample_paths(ax: Axes, ds: xr.Dataset, scale: Scale, lang: Language) -> None:
    """A few of the paths that the bands are made of, chosen by number, whatever became of them."""
    if "balance_sample" not in ds:  # results of an earlier version
        return
    sample = ds["balance_sample"].sel(sample_path=ds["sample_path"].isin(ds["path"]))
    month, paths = np.arange(ds.sizes["month"] + 1), sample.sizes["sample_path"]
    for number, path in enumerate(sample):
        label = "" if number else text("sample_path" if paths == 1 else "sample_paths", lang, n=paths)
        ax.plot(month, _from_start(ds, path, scale), color=_DARK_BLUE, linewidth=thickness(0.7), label=label)


def _share_axis(ax: Axes, ds: xr.Dataset, scale: Scale, lang: Language) -> None:
    """Second axis: the balance in % of the opening amount."""
    percent = float(ds.attrs["fund_initial"]) / scale.divisor / 100.0
    if percent <= 0.0:
        return

    def to_percent(amount: ArrayLike) -> FloatArray:
        return np.asarray(amount, np.float64) / percent

    def to_amount(share: ArrayLike) -> FloatArray:
        return np.asarray(share, np.float64) * percent

    right = ax.secondary_yaxis("right", functions=(to_percent, to_amount))
    right.set_ylabel(text("balance_share", lang), color=GREY)
    right.tick_params(labelfontfamily=FAMILIES, colors=GREY)


def _ruin_note(ax: Axes, ds: xr.Dataset, lang: Language) -> None:
    ruined = probability(ds.ruin_month.values >= 0)
    share = estimate_text(ruined, percent_scale(lang), lang)
    horizon, columns = horizon_text(int(ds.attrs["months"]), lang), 3 if "balance_sample" in ds else 5
    legend_below(ax, text(f"ruin_{ds.attrs.get('ruin', 'unpaid_claim')}", lang, horizon=horizon, share=share), columns)
