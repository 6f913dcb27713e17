"""What the government pays out in cash, year by year: by purpose, with the range over paths."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import (
    Estimates,
    government_cash_estimates,
    outlay_quantiles,
    outlay_span_estimates,
    outlay_span_quantiles,
)
from fundsim.metrics.estimate import statistics_of
from fundsim.plots.months import account_years, year_name
from fundsim.plots.needs import required
from fundsim.plots.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.titles import size_title
from fundsim.results import CASH_LINES, OUTLAY_SPANS, OUTLAYS, at_fund_size
from fundsim.texts import text
from fundsim.texts.formats import Scale, money_scale, number_text

LOW, HIGH = 0.05, 0.95  # range over paths
YEARLY = OUTLAYS[1:]
"""Purposes that come back every year; opening amounts are paid once."""
_LOOKS: dict[str, tuple[str, str]] = {
    "interest_subsidy": (SKY, ""),
    "premium": (ORANGE, "///"),
    "monitoring": (GREEN, "..."),
    "funding": (BLUE, ""),
    "claims": (PURPLE, "xxx"),
}  # from the bottom, the steadiest first
_WIDTH = 0.62
_LEAST, _SHARE = 1.5, 0.12  # distance of what stands beside the years: at least, and of all of them
_MOST_NAMED = 8  # years
_BELOW_TICKS = 48.0  # distance of the legend from the axis [points]


def plot_yearly_outlay(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Cash that the government pays in each account year, by purpose, in an average year and in the highest one.

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
        A bar for each account year, stacked from means by purpose, with the 95 % interval of their sum and the range of
        paths from 5 to 95 %; beside them the average year of a path and its highest one. Opening amounts, which are
        paid once, are told in the legend. Amounts are not discounted.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("yearly_outlay", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        ds = at_fund_size(ds, fund_size)
        cash = government_cash_estimates(ds)
        outlay = _line(cash, "outlay")
        if not float(outlay.value.max()) > 0.0:
            return empty_chart(ax, ds, lang, "yearly_outlay_title", "no_outlay")
        low, high = (
            np.append(outlay_quantiles(ds, level).value, outlay_span_quantiles(ds, level).value)
            for level in (LOW, HIGH)
        )
        scale = money_scale(float(high.max()), ds.attrs["currency"], lang)
        years = np.arange(ds.sizes["year"], dtype=np.float64)
        beside = _places_beside(years.size)
        places = np.append(years, beside)
        _stack(ax, years, cash, scale, lang)
        ax.vlines(places, low / scale.divisor, high / scale.divisor, **_range_look())
        _means(ax, places, outlay, outlay_span_estimates(ds), scale)
        _frame(ax, ds, years, beside, lang)
        ax.set_ylabel(text("yearly_outlay_y", lang, unit=scale.unit))
        ax.set_title(size_title(ds, "yearly_outlay_title", lang))
        _legend(ax, float(_line(cash, "opening").value.sum()), str(ds.attrs["currency"]), lang)
        footer(ax, ds, lang)
    return ax


def years_with_parts(ds: xr.Dataset, lang: Language) -> list[str]:
    """Account years by their first month; those that the horizon cuts say how many months they have."""
    names = []
    for start, (first, after) in zip(ds["year_start"].values, account_years(ds), strict=True):
        part = "" if after - first == 12 else f"\n{text('part_year', lang, months=after - first)}"
        names.append(f"{year_name(str(start))}{part}")
    return names


def has_parts_of_years(ds: xr.Dataset) -> bool:
    """Whether the horizon cuts some account year."""
    return any(after - first != 12 for first, after in account_years(ds))


def _places_beside(years: int) -> NDArray[np.float64]:
    """Where the average and the highest year stand, with room for their names however many years there are."""
    apart = max(_LEAST, _SHARE * years)
    return np.asarray(years - 1.0 + apart * (1.0 + np.arange(len(OUTLAY_SPANS))))


def _line(cash: Estimates, line: str) -> Estimates:
    place = CASH_LINES.index(line)
    value, error, lower, upper = (part[:, place] for part in statistics_of(cash))
    return Estimates(value, error, lower, upper, cash.confidence)


def _stack(ax: Axes, years: NDArray[np.float64], cash: Estimates, scale: Scale, lang: Language) -> None:
    bottom = np.zeros(years.size)
    for line, (colour, hatch) in _LOOKS.items():
        height = _line(cash, line).value / scale.divisor
        if height.any():
            look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "white"}
            ax.bar(years, height, _WIDTH, bottom, label=text(f"cash_{line}", lang), **look)
            bottom += height


def _range_look() -> dict[str, Any]:
    return {"color": "black", "linewidth": thickness(0.8), "zorder": 3}


def _means(ax: Axes, places: NDArray[np.float64], years: Estimates, spans: Estimates, scale: Scale) -> None:
    """Means with their 95 % intervals; an interval that is not known is not drawn."""
    value, lower, upper = (
        np.append(*both) / scale.divisor
        for both in ((years.value, spans.value), (years.lower, spans.lower), (years.upper, spans.upper))
    )
    known = np.isfinite(lower) & np.isfinite(upper)
    ax.plot(places, value, "D", color="black", markersize=points(3.2), zorder=4)
    for place, low, high in zip(places[known], lower[known], upper[known], strict=True):
        ax.plot(
            [place, place], [low, high], "_-", color="black", linewidth=thickness(1.6), markersize=points(7), zorder=4
        )


def _frame(ax: Axes, ds: xr.Dataset, years: NDArray[np.float64], beside: NDArray[np.float64], lang: Language) -> None:
    step = -(-years.size // _MOST_NAMED)
    names = [name if place % step == 0 else "" for place, name in enumerate(years_with_parts(ds, lang))]
    names += [text(f"outlay_{span}", lang) for span in OUTLAY_SPANS]
    ax.set_xticks(np.append(years, beside), names)
    ax.axvline(float(years[-1] + beside[0]) / 2.0, color=GREY, linewidth=thickness(0.6), linestyle=":")
    ax.set_xlim(-0.7, float(beside[-1]) + 0.7)
    ax.set_ylim(bottom=0.0)
    ax.grid(visible=False, axis="x")
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(text("account_year_x", lang))


def _legend(ax: Axes, opening: float, currency: str, lang: Language) -> None:
    look: dict[str, Any] = {"color": "black", "linewidth": thickness(1.6), "markersize": points(5)}
    ax.plot([], [], "D-", label=text("mean_interval", lang), **look)
    ax.plot([], [], label=text("path_range", lang, low="5", high="95"), **_range_look())
    legend_below(ax, opening_apart(opening, currency, lang, drawn=True), 3, distance=_BELOW_TICKS)


def opening_apart(opening: float, currency: str, lang: Language, *, drawn: bool = False) -> str:
    """That opening amounts come on top of what a chart draws, or a table lists; empty where there are none."""
    if not opening > 0.0:
        return ""
    amount = number_text(opening, money_scale(opening, currency, lang))
    return text("opening_not_drawn" if drawn else "opening_not_listed", lang, amount=amount)
