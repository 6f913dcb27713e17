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
from fundsim.plots.breakers import lending_refused, limited_layers
from fundsim.plots.captions.sentences import amount_text, entry, extremes, fund_of, horizon_of, joined, percent
from fundsim.plots.designs import designs_of
from fundsim.plots.sizing_curve import Needed, sizes_needed, sizing_curves
from fundsim.plots.survival import at_horizon
from fundsim.plots.who_pays import payer_names
from fundsim.results import LINES, at_fund_size
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import estimate_text, money_scale, number_text

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
    """When lending is stopped most often, what that costs, and which limit is reached most often."""
    ds = at_fund_size(ds)
    stops, limited = ds["stop_mean"].values, limited_layers(ds)
    if not (stops.max() > 0.0 or limited):
        return text("no_breakers", lang)
    paths, worst = int(ds.attrs["n_paths"]), int(stops.argmax())
    share = entry(share_estimates(stops, paths), worst)
    parts = [
        text("stops_caption", lang, share=percent(share, lang), month=str(ds["date"].values[worst]),
             lost=percent(lending_refused(ds), lang))
    ] if stops.max() > 0.0 else []  # fmt: skip
    for layer in limited:
        reached = ds["limit_reached_mean"].values[:, layer]
        year = int(reached.argmax())
        limit = percent(entry(share_estimates(reached, paths), year), lang)
        name, start = payer_names(ds, lang)[layer], str(ds["year_start"].values[year])
        parts.append(text("limits_caption", lang, name=name, share=limit, year=start))
    return joined(parts, lang)


def reconciliation(ds: xr.Dataset, lang: Language) -> str:
    """Where the fund starts, what flows in and out, where it ends."""
    if not ds.attrs["fund_layer"]:
        return text("no_fund", lang)
    ds = at_fund_size(ds)
    currency, initial = str(ds.attrs["currency"]), float(ds.attrs["fund_initial"])
    total = account_estimates(ds, [range(ds.sizes["year"])])
    flows = {
        line: amount_text(entry(total, 0, LINES.index(line)), currency, lang)
        for line in ("payments", "recoveries", "top_up", "interest")
    }
    closing = amount_text(mean(ds["closing_balance"].values), currency, lang)
    opening = number_text(initial, money_scale(initial, currency, lang))
    return text("reconciliation_caption", lang, horizon=horizon_of(ds, lang), opening=opening, closing=closing, **flows)


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
