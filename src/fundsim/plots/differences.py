"""What a change of design buys: differences to the first one on the same random numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from fundsim.decisions.figures import BY_PAYER, payer_figure
from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.metrics.estimate import STATISTICS, statistics_of
from fundsim.plots.needs import required
from fundsim.plots.panels import MOST_LINES, panels, title_pad
from fundsim.plots.printable import printable
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
from fundsim.plots.who_pays import payer_names
from fundsim.text_tables import display_width
from fundsim.texts import text
from fundsim.texts.formats import Scale, estimate_text, money_scale
from fundsim.texts.names import one_line, shorten, wrapped

SHOWN = (
    "ruin_probability", "mean_government_cost", "mean_bank_loss", "expected_loss", "expected_shortfall_99",
    "mean_lending",
)  # fmt: skip
"""Figures of the chart, in order; those that a comparison does not hold are left out."""
_MOST_DESIGNS, _MOST_WITH_NUMBERS = 12, 4
_TITLE = 36  # columns of text across a panel


class Difference(NamedTuple):
    """A key figure of a design less that of the first one.

    Parameters
    ----------
    design, figure : str
        Which.
    estimate : Estimate
        Paired difference. [unit of the figure]
    """

    design: str
    figure: str
    estimate: Estimate


def differences_of(ds: xr.Dataset) -> list[Difference]:
    """Differences of the shown figures, figure by figure.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a comparison: ``difference(design, figure, statistic)``.

    Returns
    -------
    list of Difference
        All designs but the first, in their order; figures in which no design differs are left out.
    """
    known = [str(name) for name in ds["figure"].values]
    table = ds["difference"].sel(statistic=list(STATISTICS)).transpose("design", "figure", "statistic").values
    designs = [str(name) for name in ds["design"].values]
    return [
        Difference(design, figure, Estimate(*(float(part) for part in table[row, known.index(figure)])))
        for figure in SHOWN
        if figure in known and np.nan_to_num(table[:, known.index(figure), 0]).any()
        for row, design in enumerate(designs)
        if row > 0 and np.isfinite(table[row, known.index(figure), 0])
    ]


def is_of_payer(figure: str) -> bool:
    """Whether a figure of a comparison is what one payer pays."""
    return figure.startswith(payer_figure("mean_payment", ""))


def figure_label(ds: xr.Dataset, figure: str, lang: Language) -> str:
    """A figure of a comparison in words that name the payer as readers do."""
    measure, of_payer, _ = figure.partition(":")
    if of_payer:
        payers = ds.isel(figure=ds["layer"].values != "")
        name = dict(zip(payers["figure"].values, payer_names(payers, lang), strict=True))[figure]
        label = BY_PAYER[measure].label_zh if lang == "zh" else BY_PAYER[measure].label_en
        return label.format(layer=name)
    return one_line(str(ds["label_zh" if lang == "zh" else "label_en"].sel(figure=figure).item()))


def figure_scale(ds: xr.Dataset, figure: str, largest: float, lang: Language) -> Scale:
    """Unit in which to show differences of a figure, up to a largest number."""
    unit = str(ds["unit"].sel(figure=figure).item())
    if unit == "1":
        return Scale(0.01, text("percentage_points", lang), "" if lang == "zh" else " ")
    times = {"year": "unit_years", "month": "unit_months"}
    return Scale(1.0, text(times[unit], lang)) if unit in times else money_scale(largest, unit, lang)


def signed_text(estimate: Estimate, scale: Scale, lang: Language) -> str:
    """A difference with its sign and interval; in words where the designs do not differ on any path."""
    if not any(statistics_of(estimate)):
        return text("same", lang)
    return f"{'+' if estimate.value > 0.0 else ''}{estimate_text(estimate, scale, lang)}"


def plot_differences(ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en") -> Axes:
    """Paired differences to the first design, a panel for each key figure.

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
        Dots with 95 % intervals, filled where the interval does not hold zero, crosses where the paths give none; of
        up to four designs the numbers too, of more the first twelve without.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("differences", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        found = differences_of(ds)
        if not found:
            return empty_chart(ax, ds, lang, "no_difference_title", "no_difference")
        figures = list(dict.fromkeys(difference.figure for difference in found))
        told = {difference.design for difference in found}
        designs = [name for name in map(str, ds["design"].values) if name in told][:_MOST_DESIGNS]
        by_figure = {figure: {own.design: own for own in found if own.figure == figure} for figure in figures}
        scales = {figure: _scale(ds, own, lang) for figure, own in by_figure.items()}
        titles = [_title(figure_label(ds, figure, lang), f"[{scale.unit}]") for figure, scale in scales.items()]
        for figure, panel, title in zip(figures, panels(ax, titles, columns=3), titles, strict=True):
            _draw(panel, designs, by_figure[figure], scales[figure], lang)
            panel.set_title(title, fontsize=points(7), family=FAMILIES)  # narrow panels have room for a whole line
        reference = printable(str(ds["design"].values[0]), 70)
        ax.set_title(text("paired_title", lang, design=reference), pad=points(title_pad(titles)))
        footer(ax, ds, lang)
    return ax


def _scale(ds: xr.Dataset, own: dict[str, Difference], lang: Language) -> Scale:
    """Unit of a figure's panel."""
    figure = next(iter(own.values())).figure
    return figure_scale(ds, figure, max(abs(row.estimate.value) for row in own.values()), lang)


def _draw(panel: Axes, designs: list[str], own: dict[str, Difference], scale: Scale, lang: Language) -> None:
    """A row for each design, the same in all panels; empty where a design does not have the figure."""
    numbered = len(designs) <= _MOST_WITH_NUMBERS
    panel.axvline(0.0, color=BLACK, linewidth=thickness(0.8))
    for place, design in enumerate(designs):
        if design not in own:
            continue
        _draw_one(panel, place, own[design].estimate, scale)
    panel.margins(x=0.15)
    if numbered:
        for design, row in own.items():
            words = signed_text(row.estimate, scale._replace(unit="", gap=""), lang)
            _write(panel, designs.index(design), row.estimate.value / scale.divisor, words)
    lines = 2 if numbered else 1
    panel.set_yticks(range(len(designs)), ["\n".join(wrapped(printable(name, 22 * lines), 22)) for name in designs])
    panel.tick_params(labelbottom=True)
    panel.set_ylim(len(designs) - 0.4, -0.7)
    panel.locator_params(axis="x", nbins=5)
    panel.grid(visible=False, axis="y")


def _draw_one(panel: Axes, place: int, estimate: Estimate, scale: Scale) -> None:
    clear = estimate.lower > 0.0 or estimate.upper < 0.0
    colour = VERMILLION if clear else GREY
    value = estimate.value / scale.divisor
    bounds = np.array([estimate.lower, estimate.upper]) / scale.divisor
    if not np.isfinite(bounds).all():  # no dot, which would say whether the interval holds zero
        panel.plot(value, place, "x", color=GREY, markersize=points(4.5))
        return
    panel.plot(bounds, [place, place], "|-", color=colour, linewidth=thickness(1.2), markersize=points(4))
    fill = colour if clear else "white"
    panel.plot(value, place, "o", color=colour, markerfacecolor=fill, markersize=points(4.5))


def _write(panel: Axes, place: int, value: float, words: str) -> None:
    """A number above its dot, written inwards from the dot where that lies near an edge of the panel."""
    left, right = panel.get_xlim()
    side = ("left", "center", "right")[int(np.clip(3.0 * (value - left) / (right - left), 0.0, 2.0))]
    look: dict[str, Any] = {"fontsize": points(5.5), "family": FAMILIES, "ha": side, "va": "bottom"}
    look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": points(0.6)}  # no line runs through them
    panel.annotate(words, (value, place), (0, points(5)), textcoords="offset points", **look)


def _title(words: str, unit: str) -> str:
    """A figure and its unit on three lines at most; the unit is never broken."""
    lines = wrapped(words, _TITLE)
    if len(lines) < MOST_LINES and display_width(f"{lines[-1]} {unit}") > _TITLE:
        return "\n".join([*lines, unit])
    *above, last = [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])] if len(lines) >= MOST_LINES else lines
    return "\n".join([*above, f"{shorten(last, _TITLE - display_width(unit) - 1)} {unit}"])
