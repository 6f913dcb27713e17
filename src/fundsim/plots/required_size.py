"""How large the fund must be: the whole curve, and how the answer moves with the assumptions."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.metrics import Estimate
from fundsim.plots.comparison import design_colours
from fundsim.plots.formats import Scale, estimate_text, money_scale, number_text, percent_scale
from fundsim.plots.names import printable
from fundsim.plots.style import BLACK, BLUE, GREY, VERMILLION, chart_axes, chart_style, footer, legend_below
from fundsim.plots.texts import Language, case_text, horizon_text, text

LOWEST = 0.01  # [%] foot of the axis on which no ruin is drawn


def plot_required_size(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Ruin probability against the size of the fund, with the answers marked.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size``.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        One curve with its 95 % band for each horizon; a marker with a whisker for each answer and its interval.
    """
    with chart_style():
        ax = chart_axes(ax)
        scale = money_scale(float(ds["size"].max()), ds.attrs["currency"], lang)
        sizes = ds["size"].values / scale.divisor
        foot = max(LOWEST, 100.0 / int(ds.attrs["n_paths"]))
        for number, colour in enumerate(design_colours(ds.sizes["horizon"])):
            own = ds.isel(horizon=number)
            value, _, lower, upper = 100.0 * own.ruin_probability.transpose("statistic", "size").values
            label = text("size_line", lang, horizon=horizon_text(int(own.horizon), lang))
            ax.fill_between(
                sizes, np.maximum(lower, foot), np.maximum(upper, foot), color=colour, alpha=0.2, linewidth=0
            )
            ax.plot(sizes, np.where(value > 0.0, value, np.nan), color=colour, label=label)
            _draw_answers(ax, own, scale, colour, lang)
        ax.set_yscale("log")
        ax.set_ylim(0.7 * foot, 130.0)
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        ax.set_xlabel(text("size_amount_x", lang, unit=scale.unit))
        ax.set_ylabel(text("size_y", lang))
        ax.set_title(text("size_title", lang))
        legend_below(ax, text("interval", lang), 1)
        footer(ax, ds, lang)
    return ax


def _draw_answers(ax: Axes, ds: xr.Dataset, scale: Scale, colour: str, lang: Language) -> None:
    for target in ds.solvency.values:
        answer = Estimate(*(float(number) for number in ds.fund_size.sel(solvency=target).values))
        allowed = 100.0 * (1.0 - float(target))
        ax.axhline(allowed, color=GREY, linewidth=0.7, linestyle=":")
        if not np.isfinite(answer.value):
            continue
        shown = text("size_target", lang, target=_percent(target, lang), answer=estimate_text(answer, scale, lang))
        ax.plot(answer.value / scale.divisor, allowed, "o", color=colour, markersize=5, label=shown, zorder=4)
        bounds = [answer.lower / scale.divisor, answer.upper / scale.divisor]
        if np.isfinite(bounds).all():
            ax.plot(bounds, [allowed, allowed], "|-", color=colour, linewidth=1.4, markersize=8, zorder=3)


def plot_sensitivity(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """The strictest answer over the longest horizon, and what it becomes when assumptions are a little off.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size`` with sensitivity.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        One point with its interval for each case.
    """
    with chart_style():
        ax = chart_axes(ax)
        own = ds.isel(horizon=-1, solvency=-1)
        rows = [(text("as_it_is", lang), own.fund_size.values)]
        rows += [(case_text(str(case), lang), own.changed_size.sel(case=case).values) for case in ds.case.values]
        finite = [float(number) for _, values in rows for number in values[[0, 2, 3]] if np.isfinite(number)]
        scale = money_scale(max(finite, default=0.0), ds.attrs["currency"], lang)
        for place, (_, values) in enumerate(rows):
            colour = BLACK if place == 0 else VERMILLION if values[0] > rows[0][1][0] else BLUE
            if np.isfinite(values[2:4]).all():
                ax.plot(values[2:4] / scale.divisor, [place, place], "|-", color=colour, linewidth=1.4, markersize=8)
            if np.isfinite(values[0]):
                ax.plot(values[0] / scale.divisor, place, "o", color=colour, markersize=5)
        if np.isfinite(rows[0][1][0]):
            ax.axvline(rows[0][1][0] / scale.divisor, color=GREY, linewidth=1.0)
        ax.set_yticks(range(len(rows)), [name for name, _ in rows])
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_xlabel(text("sensitivity_x", lang, unit=scale.unit))
        horizon, target = horizon_text(int(own.horizon), lang), _percent(float(own.solvency), lang)
        ax.set_title(text("sensitivity_title", lang, target=target, horizon=horizon))
    return ax


def plot_solvency(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Solvency at the values of a key that were tried, with the answer.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``solve``.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        Points with their 95 % intervals, the target, and the answer where there is one.
    """
    with chart_style():
        ax = chart_axes(ax)
        value, _, lower, upper = 100.0 * ds.solvency.transpose("statistic", "tried").values
        ax.fill_between(ds.tried.values, lower, upper, color=BLUE, alpha=0.2, linewidth=0)
        ax.plot(ds.tried.values, value, ".-", color=BLUE, markersize=5, linewidth=1.0)
        ax.axhline(100.0 * float(ds.attrs["target"]), color=GREY, linewidth=0.9, linestyle=":")
        answer, _, low, high = ds.answer.values
        if np.isfinite(answer):
            ends = np.clip([low, high], ds.tried.values[0], ds.tried.values[-1])
            ax.axvspan(*ends, color=VERMILLION, alpha=0.12, linewidth=0)
            ax.axvline(answer, color=VERMILLION, label=f"{answer:.4g}")
            ax.legend(loc="best")
        lever = printable(str(ds.attrs["key"]), 60)
        ax.set_xlabel(text("solve_x", lang, lever=lever))
        ax.set_ylabel(text("solve_y", lang))
        ax.set_title(text("solve_title", lang, lever=lever))
        footer(ax, ds, lang)
    return ax


def _percent(target: float, lang: Language) -> str:
    digits = next(n for n in range(8) if abs(round(100.0 * target, n) - 100.0 * target) < 1e-9)
    return number_text(target, percent_scale(lang), digits)
