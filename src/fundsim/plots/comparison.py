"""Designs side by side: their distributions over one another, and what they differ by."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from fundsim.plots.formats import money_scale
from fundsim.plots.names import printable
from fundsim.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    chart_axes,
    chart_style,
    footer,
    legend_below,
)
from fundsim.plots.texts import Language, horizon_text, text

SHOWN = ("claims", "government_cost", "bank_loss")
"""Quantities of which the first that differs between the designs is drawn."""
_COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)
_STYLES = ("-", "--", "-.", ":")
_NAME = 34  # columns of a design's name


def design_colours(count: int) -> list[str]:
    """Colours of so many designs: told apart by colour-blind readers, or a scale where there are many."""
    if count <= len(_COLOURS):
        return list(_COLOURS[:count])
    return [to_hex(colour) for colour in colormaps["cividis"](np.linspace(0.0, 0.9, count))]


def differing_quantity(ds: xr.Dataset) -> str:
    """Quantity whose distribution says most about the designs: the first that is not the same in all of them."""
    for name in SHOWN:
        values = ds[name].values
        if np.isfinite(values).all() and not (values == values[0]).all():
            return name
    return SHOWN[0]


def plot_distributions(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, quantity: str = "") -> Axes:
    """Probability that an amount is exceeded, one curve for each design.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare``.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.
    quantity : {"claims", "government_cost", "bank_loss", ""}
        What is drawn; empty takes the first that differs between the designs.

    Returns
    -------
    Axes
        Log scale, so that the tail that a fund is made for can be seen.
    """
    name = quantity or differing_quantity(ds)
    with chart_style():
        ax = chart_axes(ax)
        values = np.sort(ds[name].values, axis=1)
        scale = money_scale(float(np.abs(values).max()), ds.attrs["currency"], lang)
        exceeded = 100.0 * (1.0 - np.arange(values.shape[1]) / values.shape[1])
        for number, colour in enumerate(design_colours(values.shape[0])):
            label = printable(str(ds.design.values[number]), _NAME)
            style = _STYLES[number % len(_STYLES)]
            ax.step(values[number] / scale.divisor, exceeded, where="post", color=colour, linestyle=style, label=label)
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        ax.set_xlabel(
            text(f"compare_{name}", lang, horizon=horizon_text(int(ds.attrs["months"]), lang), unit=scale.unit)
        )
        ax.set_ylabel(text("compare_y", lang))
        ax.set_title(text("compare_title", lang))
        legend_below(ax, "", 1 if values.shape[0] <= 6 else 2)
        footer(ax, ds, lang)
    return ax


def plot_differences(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Difference of every key figure to the first design, with 95 % intervals.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare``.
    ax : Axes or None
        Where to draw; None makes a new figure.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    Axes
        In per cent of the first design's figure; hollow where the difference is within noise. Figures that are
        zero in the first design, or alike in all, are left out.
    """
    with chart_style():
        ax = chart_axes(ax)
        shown = shown_figures(ds)
        count = ds.sizes["design"]
        colours = design_colours(count)
        step = 0.7 / max(1, count - 1)
        for row, figure in enumerate(shown):
            own = ds.sel(figure=figure)
            base = abs(float(own.estimate.isel(design=0).sel(statistic="value")))
            for number in range(1, count):
                difference = 100.0 * own.difference.isel(design=number).values / base
                place = row - 0.35 + (number - 0.5) * step
                face = "white" if int(own.within_noise[number]) else colours[number]
                if np.isfinite(difference).all():
                    ax.plot(difference[2:4], [place, place], "-", color=colours[number], linewidth=1.2)
                ax.plot(difference[0], place, "o", color=colours[number], markerfacecolor=face, markersize=4.5)
        ax.axvline(0.0, color=GREY, linewidth=1.0)
        labels = ds.label_zh if lang == "zh" else ds.label_en
        ax.set_yticks(range(len(shown)), [printable(str(labels.sel(figure=figure).values), 60) for figure in shown])
        ax.set_ylim(len(shown) - 0.4, -0.6)
        ax.set_xscale("symlog", linthresh=10.0)
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:+g}" if value else "0")
        ax.set_xlabel(f"{text('differences_x', lang)}\n{text('noise_legend', lang)}")
        ax.set_title(text("differences_title", lang, first=printable(str(ds.design.values[0]), _NAME)))
    return ax


def shown_figures(ds: xr.Dataset) -> list[str]:
    """Key figures that differ somewhere and are not zero in the first design."""
    value = ds.estimate.isel(design=0).sel(statistic="value")
    change = ds.difference.sel(statistic="value").isel(design=slice(1, None))
    differs = (np.abs(change.fillna(0.0)) > 0.0).any("design")
    return [str(name) for name in ds.figure.values[(differs & (np.abs(value.fillna(0.0)) > 0.0)).values]]
