"""What captions say about the fund: its money, its survival, its size, its limits."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import (
    account_estimates,
    mean,
    probability,
    quantile,
    ruined_within,
    share_estimates,
    survival_curve,
)
from fundsim.plots.breakers import (
    lending_refused,
    lending_stops,
    limited_layers,
    suspended_layers,
    suspension,
    where_lending_stops,
)
from fundsim.plots.captions.sentences import amount_text, entry, extremes, fund_of, horizon_of, joined, listed, percent
from fundsim.plots.designs import designs_of
from fundsim.plots.reconciliation import years_a_column
from fundsim.plots.sizing_curve import Needed, sizes_needed, sizing_curves
from fundsim.plots.survival import at_horizon
from fundsim.plots.who_pays import payer_names
from fundsim.results import LINES, at_fund_size
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import Scale, estimate_text, money_scale, number_text

_SAFE = 0.01  # probability of ruin that counts as safe


def balance_fan(ds: xr.Dataset, lang: Language) -> str:
    """Mean closing balance, its 5 % quantile, and the probability of ruin."""
    if not ds.attrs["fund_layer"]:
        return text("no_fund", lang)
    ds = at_fund_size(ds)
    closing, opening = np.asarray(ds["closing_balance"].values, np.float64), float(ds.attrs["fund_initial"])
    currency = str(ds.attrs["currency"])
    ruined = probability(ruined_within(ds["ruin_month"].values, int(ds.attrs["months"])))
    return text(
        "balance_caption", lang, opening=number_text(opening, money_scale(opening, currency, lang)),
        horizon=horizon_of(ds, lang), closing=amount_text(mean(closing), currency, lang),
        low=amount_text(quantile(closing, 0.05), currency, lang),
        ruined=percent(ruined, lang), event=text(f"event_{ds.attrs.get('ruin', 'unpaid_claim')}", lang),
    )  # fmt: skip


def survival(ds: xr.Dataset, lang: Language) -> str:
    """Probability that the fund pays every claim over the horizon, by fund size."""
    if not ds.attrs["fund_layer"]:
        return text("no_fund", lang)
    key = f"survival_caption_{ds.attrs.get('ruin', 'unpaid_claim')}"
    found = []
    for _, own in designs_of(ds, lang):
        curve = at_horizon(survival_curve(own["ruin_month"].values, int(ds.attrs["months"])))
        sentence = text(key, lang, name=fund_of(own, lang), horizon=horizon_of(ds, lang), share=percent(curve, lang))
        found.append((curve.value, sentence))
    return joined([sentence for _, sentence in extremes(found)], lang)


def sizing_curve(ds: xr.Dataset, lang: Language) -> str:
    """The size found for each solvency; of a run with sizes, the smallest one that is safe."""
    needed = [item for item in sizes_needed(ds) if np.isfinite(item.size.value)]
    if needed:
        return _sizes_found(ds, needed, lang)
    curve = sizing_curves(ds)[-1]
    ordered = sorted(zip(curve.sizes, curve.ruin, strict=True))
    safe = [(size, ruin) for size, ruin in ordered if ruin.value <= _SAFE]
    size, ruin = safe[0] if safe else ordered[-1]
    amount = number_text(size, money_scale(size, ds.attrs["currency"], lang))
    key = "sizing_caption" if safe else "sizing_caption_none"
    return text(key, lang, size=amount, horizon=horizon_text(curve.months, lang), ruin=percent(ruin, lang))


def breakers(ds: xr.Dataset, lang: Language) -> str:
    """When lending is stopped most often, what that costs, which limits are reached, and who is suspended."""
    ds = at_fund_size(ds)
    names = payer_names(ds, lang)
    parts = [_most_stops(ds, lang)] if lending_stops(ds) else []
    parts += [_most_limited(ds, layer, names[layer], lang) for layer in limited_layers(ds)]
    parts += [_suspended(ds, layer, names[layer], lang) for layer in suspended_layers(ds)]
    return joined(parts or [text("no_breakers", lang)], lang)


def _most_stops(ds: xr.Dataset, lang: Language) -> str:
    stops = ds["stop_mean"].values
    worst = int(stops.argmax())
    return text(
        "stops_caption", lang, where=where_lending_stops(ds, lang), month=str(ds["date"].values[worst]),
        share=percent(entry(share_estimates(stops, int(ds.attrs["n_paths"])), worst), lang),
        lost=percent(lending_refused(ds), lang),
    )  # fmt: skip


def _most_limited(ds: xr.Dataset, layer: int, name: str, lang: Language) -> str:
    reached = ds["limit_reached_mean"].values[:, layer]
    year = int(reached.argmax())
    share = percent(entry(share_estimates(reached, int(ds.attrs["n_paths"])), year), lang)
    return text("limits_caption", lang, name=name, share=share, year=str(ds["year_start"].values[year]))


def _suspended(ds: xr.Dataset, layer: int, name: str, lang: Language) -> str:
    share, months = suspension(ds, layer)
    shown = estimate_text(months, Scale(1.0, ""), lang)
    return text("suspension_caption", lang, name=name, share=percent(share, lang), months=shown)


def reconciliation(ds: xr.Dataset, lang: Language) -> str:
    """Where the fund starts, what flows in and out, where it ends."""
    if not ds.attrs["fund_layer"]:
        return text("no_fund", lang)
    ds = at_fund_size(ds)
    currency, initial = str(ds.attrs["currency"]), float(ds.attrs["fund_initial"])
    total = account_estimates(ds, [range(ds.sizes["year"])])
    flows = {line: entry(total, 0, place) for place, line in enumerate(LINES[1:-1], 1)}
    named = [
        f"{text(f'line_{line}', lang)} {amount_text(flow, currency, lang)}"
        for line, flow in flows.items()
        if flow.value
    ]
    closing = amount_text(mean(ds["closing_balance"].values), currency, lang)
    opening = number_text(initial, money_scale(initial, currency, lang))
    amounts = {"opening": opening, "closing": closing, "list": listed(named or [text("no_flows", lang)], lang)}
    said = [text("reconciliation_caption", lang, horizon=horizon_of(ds, lang), **amounts)]
    years = years_a_column(ds)
    return joined(said + [text("reconciliation_joined", lang, years=years)] * (years > 1), lang)


def _sizes_found(ds: xr.Dataset, needed: list[Needed], lang: Language) -> str:
    """A sentence for each solvency at the longest horizon."""
    longest = max(item.months for item in needed)
    scale = money_scale(max(item.size.value for item in needed), ds.attrs["currency"], lang)
    found = []
    for item in needed:
        if item.months == longest:
            size, solvency = estimate_text(item.size, scale, lang), f"{100 * item.solvency:g}"
            horizon = horizon_text(longest, lang)
            found.append(text("needed_caption", lang, size=size, horizon=horizon, solvency=solvency))
    return joined(found, lang)
