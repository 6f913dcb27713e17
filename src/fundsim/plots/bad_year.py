"""One bad year step by step: from what failed to what fund and budget have to find."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimate, ratio_of_totals
from fundsim.metrics.estimate import within
from fundsim.plots.needs import required
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLUE,
    FAMILIES,
    GREEN,
    GREY,
    ORANGE,
    VERMILLION,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    points,
    thickness,
)
from fundsim.plots.titles import size_title
from fundsim.plots.who_pays import payer_names
from fundsim.results import at_fund_size
from fundsim.texts import text
from fundsim.texts.formats import Scale, estimate_parts, money_scale
from fundsim.texts.names import wrapped
from fundsim.units import year_month_number

_PUBLIC = ("fund", "budget")
_COLOURS = {"total": BLUE, "borne": ORANGE, "recovered": GREEN, "net": VERMILLION}
_WIDTH = 0.62


class Step(NamedTuple):
    """One step of the waterfall.

    Parameters
    ----------
    name : str
        For readers.
    amount : Estimate
        Mean over the bad years. [currency]
    kind : {"total", "borne", "recovered", "net"}
        Totals and the net amount stand on the ground, the others take from what is left.
    """

    name: str
    amount: Estimate
    kind: Literal["total", "borne", "recovered", "net"]


def has_whole_year(ds: xr.Dataset) -> bool:
    """Whether an account year of twelve months lies within the horizon."""
    starts = [year_month_number(str(start)) for start in ds["year_start"].values]
    starts.append(starts[0] + int(ds.attrs["months"]))
    return bool((np.diff(starts) >= 12).any())


def bad_year_steps(ds: xr.Dataset, lang: Language) -> list[Step]:
    """Mean of the worst 1 % of all years of all paths, by claims.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run at one fund size.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    list of Step
        Claims paid in the year; less what others than funds and budgets bear; what these pay, if there are any; less
        what the reported fund recovers in the same year, and what is left, if it has an account. Intervals take as
        given which years are the worst.
    """
    paid = ds["bad_year_payment"].transpose("bad_year", "layer").values
    paths, known = np.searchsorted(ds["path"].values, ds["bad_year_path"].values), ds.sizes["path"]
    number = np.bincount(paths, minlength=known)

    def estimate(amounts: NDArray[np.float64], lowest: float = 0.0) -> Estimate:
        return within(ratio_of_totals(np.bincount(paths, amounts, known), number), lowest)

    names, kinds = payer_names(ds, lang), [str(kind) for kind in ds["layer_kind"].values]
    public = [place for place, kind in enumerate(kinds) if kind in _PUBLIC]
    ever = ds["layer_year_payment_mean"].sum("year").values > 0.0
    others = [place for place in range(len(kinds)) if place not in public and ever[place]]
    steps = [Step(text("claims_of_year", lang), estimate(paid.sum(axis=1)), "total")]
    steps += [Step(_capitalised(names[place]), estimate(paid[:, place]), "borne") for place in others]
    if not public:
        return steps
    left = paid[:, public].sum(axis=1)
    steps.append(Step(text("public_pays", lang, payers=public_payers(ds, lang)), estimate(left), "total"))
    if not ds.attrs["fund_layer"]:  # nobody keeps an account of what is recovered
        return steps
    recovered = ds["bad_year_recovery"].values
    recovers = text("recovered_by", lang, fund=recovering_fund(ds, lang))
    steps.append(Step(recovers, estimate(recovered), "recovered"))
    return [*steps, Step(text("public_net", lang), estimate(left - recovered, -np.inf), "net")]


def recovering_fund(ds: xr.Dataset, lang: Language) -> str:
    """The fund whose recoveries are known; of several its name, since the account of one alone is reported."""
    if [str(kind) for kind in ds["layer_kind"].values].count("fund") <= 1:
        return text("the_fund", lang)
    reported = [str(layer) for layer in ds["layer"].values].index(str(ds.attrs["fund_layer"]))
    return payer_names(ds, lang)[reported]


def public_payers(ds: xr.Dataset, lang: Language) -> str:
    """Names of the funds and budgets that have ever paid, or words for them."""
    ever = ds["layer_year_payment_mean"].sum("year").values > 0.0
    kinds = [str(kind) for kind in ds["layer_kind"].values]
    names = [
        name for name, kind, pays in zip(payer_names(ds, lang), kinds, ever, strict=True) if kind in _PUBLIC and pays
    ]
    return ("、" if lang == "zh" else ", ").join(names) or text("public_payers", lang)


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def plot_bad_year(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """The worst 1 % of years, on average: claims, who bears them, what fund and budget have to find.

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
        A waterfall of means over the worst 1 % of all years of all paths (at least one), with 95 % intervals.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("bad_year", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        ds = at_fund_size(ds, fund_size)
        if not float(ds["layer_year_payment_mean"].max()) > 0.0:
            return empty_chart(ax, ds, lang, "bad_year_title", "no_claims")
        steps = bad_year_steps(ds, lang)
        scale = money_scale(steps[0].amount.value, ds.attrs["currency"], lang)
        _draw(ax, steps, scale)
        ax.set_ylabel(text("bad_year_y", lang, unit=scale.unit))
        ax.set_title(size_title(ds, "bad_year_title" if has_whole_year(ds) else "bad_part_title", lang))
        footer(ax, ds, lang)
    return ax


def _draw(ax: Axes, steps: list[Step], scale: Scale) -> None:
    left, tallest = 0.0, 0.0
    for place, (_, amount, kind) in enumerate(steps):
        value = amount.value / scale.divisor
        grounded = kind in ("total", "net")
        bottom = 0.0 if grounded else left - value
        ax.bar(place, value, _WIDTH, bottom, color=_COLOURS[kind], hatch="" if grounded else "///", edgecolor="white")
        if place:
            ax.plot([place - 1 + _WIDTH / 2, place + _WIDTH / 2], [left, left], color=GREY, linewidth=thickness(0.6))
        top = bottom + value
        bounds = np.array([amount.lower, amount.upper]) / scale.divisor + bottom
        if np.isfinite(bounds).all():
            whisker: dict[str, Any] = {"color": "black", "linewidth": thickness(1), "markersize": points(8)}
            ax.plot([place, place], bounds, "_-", **whisker)
            top = max(top, bounds[1])
        ax.annotate(
            _amount_text(amount, scale), (place, top), (0, points(3)), textcoords="offset points",
            ha="center", va="bottom", fontsize=points(7.5), family=FAMILIES, linespacing=1.1,
        )  # fmt: skip
        left = value if grounded else bottom
        tallest = max(tallest, top)
    ax.set_ylim(min(0.0, *(step.amount.value / scale.divisor for step in steps)), 1.18 * tallest)
    width = 84 // len(steps)
    ax.set_xticks(range(len(steps)), [_broken(step.name, width) for step in steps])
    ax.set_xlim(-0.6, len(steps) - 0.4)
    ax.grid(visible=False, axis="x")
    ax.tick_params(axis="x", length=0)


def _broken(name: str, width: int) -> str:
    """A name in lines of a width that end where its own lines do, so that Chinese words stay whole."""
    return "\n".join(line for part in name.split("\n") for line in wrapped(printable(part, 40), width))


def _amount_text(amount: Estimate, scale: Scale) -> str:
    value, low, high = estimate_parts(amount, scale)
    return f"{value}\n({low}–{high})" if low else value
