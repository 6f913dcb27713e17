"""Who bears the claims in the end, in the mean year and in the worst paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import Estimate, conditional_mean, ratio_of_totals
from fundsim.metrics.estimate import within
from fundsim.metrics.tails import worst_paths
from fundsim.plots.needs import required
from fundsim.plots.printable import printable
from fundsim.plots.style import (
    BLUE,
    FAMILIES,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    VERMILLION,
    YELLOW,
    chart_axes,
    chart_style,
    empty_chart,
    footer,
    legend_below,
    points,
    thickness,
)
from fundsim.plots.titles import size_title
from fundsim.programme.roles import is_reguarantor
from fundsim.results import at_fund_size
from fundsim.text_tables import display_width
from fundsim.texts import text
from fundsim.texts.formats import estimate_text, money_scale, percent_scale
from fundsim.texts.names import one_line

_KIND_COLOURS = {
    "insurance": ORANGE,
    "guarantee": GREEN,
    "pool": YELLOW,
    "fund": BLUE,
    "budget": PURPLE,
    "bank": VERMILLION,
}
_HATCHES = ("", "///", "...", "xxx", "\\\\\\", "+++", "ooo", "---")  # tells layers of one kind apart
_WORST = 0.01  # share of paths
_WIDTH = 0.36
_PLACES = (0.0, 1.3)
_BELOW_TICKS = 44.0  # distance of the legend from the axis [points]
_LABEL_GAP = 4.6  # least distance of two labels [% of the axis]


class Party(NamedTuple):
    """One payer of the chart with what it bears on each path."""

    name: str
    colour: str
    hatch: str
    amount: NDArray[np.float64]  # [path] after recoveries [currency]


def plot_who_pays(
    ds: xr.Dataset, ax: Axes | None = None, lang: Language = "en", *, fund_size: float | None = None
) -> Axes:
    """Shares of the claims that each party bears after recoveries, stacked.

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
        Two bars: the mean over all paths, and over the 1 % of paths with the largest claims (at least one).
        Shares are ratios of totals with 95 % intervals, taking as given which paths are the worst.

    Raises
    ------
    DataError
        The chart is drawn from other results; says from which.
    """
    ds = required("who_pays", ds, lang)
    with chart_style():
        ax = chart_axes(ax)
        ds = at_fund_size(ds, fund_size)
        if not float(ds.claims.sum()) > 0.0:
            return empty_chart(ax, ds, lang, "pays_title", "no_claims")
        parties = _parties(ds, lang)
        claims = np.asarray(ds.claims.values, np.float64)
        groups = (np.ones(claims.size), worst_paths(claims, _WORST))
        for place, group in zip(_PLACES, groups, strict=True):
            _stack(ax, place, [_share(party, claims, group) for party in parties], parties, lang)
        _frame(ax, ds, claims, groups, lang)
        legend_below(ax, "", 3, distance=_BELOW_TICKS)  # beside the bars it would leave no room for their labels
        footer(ax, ds, lang)
    return ax


def shares_of_parties(ds: xr.Dataset, lang: Language) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Share of the claims that each party bears after recoveries, in all paths and in the worst 1 % of them.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run at one fund size, with claims.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    tuple of dict
        Name of the party → ratio of totals; taking as given which paths are the worst. [1]
    """
    claims = np.asarray(ds["claims"].values, np.float64)
    parties = _parties(ds, lang)
    average, worst = (
        {party.name: _share(party, claims, group) for party in parties}
        for group in (np.ones(claims.size), worst_paths(claims, _WORST))
    )
    return average, worst


def _parties(ds: xr.Dataset, lang: Language) -> list[Party]:
    """Payers in their order, then what borrowers pay back; those who never bear anything are left out."""
    received, due = ds.recovery, ds.recovery_due
    net = _net_payment(ds)
    names = payer_names(ds, lang)
    found, seen = [], dict.fromkeys(_KIND_COLOURS, 0)
    for layer, kind in enumerate(str(kind) for kind in ds.layer_kind.values):
        hatch = _HATCHES[seen[kind] % len(_HATCHES)]
        seen[kind] += 1
        found.append(Party(printable(names[layer], 30), _KIND_COLOURS[kind], hatch, net.isel(layer=layer).values))
    found.append(Party(text("recovered", lang), PALE, "", received.sum("layer").values))
    found.append(Party(text("recovery_due", lang), "white", "////", due.sum("layer").values))
    return [party for party in found if np.abs(party.amount).sum() > 0.0]


def _net_payment(ds: xr.Dataset) -> xr.DataArray:
    """What each payer bears after recoveries, those due later included.

    Claims left in a queue are the bank's at the end, and so is what will be recovered on them, though it is due to the
    layer that owes them.
    """
    net = ds["payment"] - ds["recovery"] - ds["recovery_due"]
    beyond = (-net).clip(min=0.0)
    is_bank = ds["layer_kind"] == "bank"
    return (net + beyond).where(~is_bank, net - beyond.where(~is_bank, 0.0).sum("layer"))


def payer_names(ds: xr.Dataset, lang: Language) -> list[str]:
    """Names of the payers of results for readers; as `names_of_payers`.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run, or the payers of a comparison: ``layer`` and ``layer_kind``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of str
        One for each layer, in order.
    """
    return names_of_payers([str(name) for name in ds.layer.values], [str(kind) for kind in ds.layer_kind.values], lang)


def names_of_payers(payers: Sequence[str], kinds: Sequence[str], lang: Language) -> list[str]:
    """Names of payers for readers: in Chinese the kind, with the name where a kind occurs twice.

    Parameters
    ----------
    payers, kinds : sequence of str
        Names and kinds of the layers; the bank is a kind of its own.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of str
        One for each layer, in order.

    Examples
    --------
    >>> names_of_payers(["county_fund", "bank"], ["fund", "bank"], "en")
    ['county fund', 'bank']
    """
    told = ["reguarantor" if is_reguarantor(name, kind) else kind for name, kind in zip(payers, kinds, strict=True)]
    shown = []
    for name, kind in zip(payers, told, strict=True):
        plain = one_line(name.replace("_", " "))
        chinese = display_width(name) > len(name)
        if lang == "en" or chinese:
            shown.append(plain)
        else:
            word = text(kind, lang)
            shown.append(word if told.count(kind) == 1 else f"{word} {plain}")
    return shown


def _share(party: Party, claims: NDArray[np.float64], group: NDArray[np.float64]) -> Estimate:
    return within(ratio_of_totals(party.amount * group, claims * group), 0.0, 1.0)


def _stack(ax: Axes, place: float, shares: list[Estimate], parties: list[Party], lang: Language) -> None:
    bottom, middles = 0.0, []
    for share, party in zip(shares, parties, strict=True):
        height = max(100.0 * share.value, 0.0)
        label = party.name if place == _PLACES[0] else None
        outline = GREY if party.colour == "white" else "white"
        ax.bar(
            place,
            height,
            _WIDTH,
            bottom,
            color=party.colour,
            hatch=party.hatch,
            edgecolor=outline,
            label=label,
        )
        middles.append(bottom + height / 2.0)
        bottom += height
    for share, middle, height in zip(shares, middles, _spread(middles), strict=True):
        edge = place + _WIDTH / 2.0
        ax.plot([edge, edge + 0.03, edge + 0.06], [middle, middle, height], color=GREY, linewidth=thickness(0.6))
        label = estimate_text(share, percent_scale(lang), lang)
        ax.text(edge + 0.075, height, label, va="center", fontsize=points(7.5), family=FAMILIES)


def _spread(middles: list[float]) -> list[float]:
    """Heights of labels near their segments and never closer than a line of text."""
    placed = [max(middles[0], _LABEL_GAP / 2.0), *middles[1:]]
    for n in range(1, len(placed)):
        placed[n] = max(placed[n], placed[n - 1] + _LABEL_GAP)
    overshoot = max(0.0, placed[-1] - 100.0)
    placed[-1] -= overshoot
    for n in range(len(placed) - 2, -1, -1):
        placed[n] = min(placed[n], placed[n + 1] - _LABEL_GAP)
    return placed


def _frame(
    ax: Axes,
    ds: xr.Dataset,
    claims: NDArray[np.float64],
    groups: tuple[NDArray[np.float64], ...],
    lang: Language,
) -> None:
    yearly = claims * 12.0 / float(ds.attrs["months"])
    totals = [conditional_mean(yearly, group) for group in groups]
    scale = money_scale(max(total.value for total in totals), ds.attrs["currency"], lang)
    names = (text("pays_mean", lang), text("pays_worst", lang))
    amounts = (text("a_year", lang, amount=estimate_text(total, scale, lang)) for total in totals)
    ax.set_xticks(_PLACES, [f"{name}\n{amount}" for name, amount in zip(names, amounts, strict=True)])
    ax.set_xlim(-0.28, 2.15)
    ax.set_ylim(0.0, 100.0)
    ax.grid(visible=False, axis="x")
    ax.tick_params(axis="x", length=0)
    ax.set_ylabel(text("pays_y", lang))
    ax.set_title(size_title(ds, "pays_title", lang))
