"""A small programme simulated plainly in NumPy and labelled as the results of a run."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.results import CASH_LINES, LINES, MONTHLY, QUANTILES, SAMPLE_PATHS, YEARS, Provenance, ResultAxes, label
from fundsim.results import TOWNSHIPS as TOWNSHIPS_OF
from fundsim.results.coordinates import ACCOUNT_TOTALS
from fundsim.results.ranks import bounding_places

Array = NDArray[Any]

TOWNSHIPS, PARTS = ("阿岗", "九龙", "Laochang"), (0.5, 0.3, 0.2)
INDUSTRIES = ("crop", "pig")
ALL_KINDS = {
    "insurer": "insurance",
    "guarantor": "guarantee",
    "village_pool": "pool",
    "township_pool": "pool",
    "county_fund": "fund",
    "province": "budget",
    "再担保": "guarantee",
    "bank": "bank",
}
SHARES = {
    "insurer": 0.3,
    "guarantor": 0.1,
    "village_pool": 0.05,
    "township_pool": 0.05,
    "province": 0.1,
    "再担保": 0.05,
}
OPENING = 54e6  # outstanding loans [CNY]
RECOVERED, RECOVERY_MONTHS = 0.25, 24


def example_dataset(
    *,
    paths: int = 400,
    months: int = 120,
    layers: tuple[str, ...] = ("county_fund", "bank"),
    kinds: tuple[str, ...] | None = None,
    fund_sizes: tuple[float, ...] = (),
    keep_months: bool = False,
    keep_paths: bool = True,
    claim_rate: float = 0.02,
    currency: str = "CNY",
    title: str = "罗平县 Luoping county, fund 1:10, shares 7:3",
    seed: int = 1,
) -> xr.Dataset:
    """Results with books that balance.

    Claims are Poisson counts under a yearly factor; one fund pays its share while its money lasts and is
    topped up every January; a quarter of what was paid comes back over the next two years. ``keep_paths`` keeps
    townships and account years of every path.
    """
    kinds = tuple(ALL_KINDS[name] for name in layers) if kinds is None else kinds
    fund = kinds.index("fund") if "fund" in kinds else -1
    rng = np.random.default_rng(seed)
    claims = _claims(rng, paths, months, claim_rate)
    sizes = fund_sizes or (OPENING / 10,)
    runs = [_money(claims.sum(2), layers, kinds, fund, size) for size in sizes]
    arrays = {**_portfolio(rng, claims, layers, months), **_stacked(runs, bool(fund_sizes))}
    arrays["balance_sample"] = arrays["balance"][..., :SAMPLE_PATHS, :]
    for name in MONTHLY:
        arrays[f"{name}_deviation"] = arrays[name].std(axis=-2)
        if not keep_months:
            arrays[name] = _bands(arrays[name])
    arrays |= _averages(arrays) | _bad_years(arrays, LINES.index("recoveries"), _whole_years(months))
    if not keep_paths:
        arrays |= {name: np.quantile(arrays[name], QUANTILES, axis=0, method="inverted_cdf") for name in TOWNSHIPS_OF}
        arrays = {name: array for name, array in arrays.items() if name not in YEARS}
    provenance = Provenance(
        title=title,
        currency=currency,
        first_month="2023-11",
        seed=seed,
        fund_layer=layers[fund] if fund >= 0 else "",
        scenario=json.dumps({"name": title, "layers": []}, ensure_ascii=False),
        scenario_hash="0123456789abcdef",
        fundsim_version="0.1.0",
        discount_rate=0.015,
        opening_outstanding=OPENING,
        fund_initial=sizes[0] if fund >= 0 else 0.0,
    )
    axes = ResultAxes(
        paths=range(paths),
        layers=layers,
        layer_kinds=kinds,
        townships=TOWNSHIPS,
        township_outstanding=[part * OPENING for part in PARTS],
        industries=INDUSTRIES,
        dates=_dates(months),
        year_starts=tuple(_dates(months)[m] for m in range(months) if _starts(m)),
        cohorts=_years(months)[-1] + 2,
        age_quarters=-(-months // 3),
        fund_sizes=fund_sizes,
        bad_years=arrays["bad_year_path"].shape[-1],
        sample_paths=range(min(SAMPLE_PATHS, paths)),
    )
    return label(arrays, axes, provenance, keep_months=keep_months, keep_townships=keep_paths)


def _averages(arrays: dict[str, Array]) -> dict[str, Array]:
    """Means, deviations and covariances over paths of what is by township or by year."""
    lines = arrays["account_line"]
    centred = lines - lines.mean(axis=-3, keepdims=True)
    found = {"account_line_covariance": np.einsum("...pyl,...pzl->...yzl", centred, centred) / lines.shape[-3]}
    for name, axis in {**dict.fromkeys(TOWNSHIPS_OF, -2), **dict.fromkeys(YEARS, -3)}.items():
        found |= {f"{name}_mean": arrays[name].mean(axis), f"{name}_deviation": arrays[name].std(axis)}
    late, owed = (arrays[f"township_{name}_average"] for name in ("overdue", "outstanding"))
    ratio = late.mean(0) / owed.mean(0)
    added = {"mean": ratio, "deviation": (late - ratio * owed).std(0) / owed.mean(0)}
    return found | {f"township_overdue_ratio_{name}": values for name, values in added.items()}


def _totals(lines: Array, layers: int, fund: int) -> Array:
    """What each payer's accounts took in, paid and held, from the lines (path, year, line) of the fund's."""
    totals = np.zeros((lines.shape[0], layers, len(ACCOUNT_TOTALS)))
    if fund >= 0:
        flows = dict(zip(LINES, lines.sum(1).T, strict=True))
        paid_in = lines[:, 0, 0] + sum(flows[name] for name in ("appropriation", "provision", "premium", "top_up"))
        moved = [flows[name] for name in ("interest", "recoveries", "payments", "returned")]
        totals[:, fund] = np.stack([paid_in, *moved, lines[:, -1, -1]], axis=-1)
    return totals


def _bad_years(arrays: dict[str, Array], recoveries: int, whole: list[int]) -> dict[str, Array]:
    """The worst 1 % of all whole years by claims, the worst first."""
    payment, lines = arrays["layer_year_payment"], arrays["account_line"]
    runs = [(payment, lines)] if payment.ndim == 3 else list(zip(payment, lines, strict=True))
    found = []
    for paid, line in runs:
        claims = paid.sum(axis=2)[:, whole]
        order = np.argsort(claims, axis=None, kind="stable")[::-1][: max(1, round(0.01 * claims.size))]
        path, place = np.unravel_index(order, claims.shape)
        year = np.array(whole)[place]
        found.append((path, year, paid[path, year], line[path, year, recoveries]))
    columns = [np.stack(column) if payment.ndim == 4 else column[0] for column in zip(*found, strict=True)]
    return dict(zip([f"bad_year_{field}" for field in ("path", "year", "payment", "recovery")], columns, strict=True))


def _whole_years(months: int) -> list[int]:
    counted = np.bincount(_years(months))
    return [int(year) for year in np.flatnonzero(counted == 12)] or list(range(len(counted)))


def _starts(month: int) -> bool:
    return month == 0 or (month + 10) % 12 == 0  # month 0 is November


def _years(months: int) -> list[int]:
    return [int(n) for n in np.cumsum([_starts(m) for m in range(months)]) - 1]


def _dates(months: int) -> tuple[str, ...]:
    return tuple(f"{2023 + (10 + m) // 12}-{(10 + m) % 12 + 1:02d}" for m in range(months))


def _claims(rng: np.random.Generator, paths: int, months: int, rate: float) -> Array:
    """Claims settled (path, month, township) in fen-exact yuan: Poisson counts under a yearly factor."""
    years = months // 12 + 2
    factor = np.exp(0.7 * rng.standard_normal((paths, years)) - 0.245)[:, np.arange(months) // 12]
    mean = rate * OPENING / 12 / 50_000 * factor[:, :, None] * np.array(PARTS)
    return np.round(rng.poisson(mean) * rng.uniform(30_000, 55_000, mean.shape), 2)


def _money(claims: Array, layers: tuple[str, ...], kinds: tuple[str, ...], fund: int, size: float) -> dict[str, Array]:
    """Who pays, month by month, and the fund's account."""
    paths, months = claims.shape
    years = _years(months)
    share = np.array([SHARES.get(name, 0.0) for name in layers])
    if fund >= 0:
        share[fund] = 0.7 * (1.0 - share.sum())
    paid, lines = np.zeros((paths, months, len(layers))), np.zeros((paths, years[-1] + 1, len(LINES)))
    recovered, balance = np.zeros((paths, months, len(layers))), np.full(paths, size if fund >= 0 else 0.0)
    balances, short = np.zeros((paths, months)), np.zeros((paths, months))
    for month in range(months):
        line = lines[:, years[month]]
        if _starts(month) and fund >= 0:
            line[:, 0] = balance
            line[:, LINES.index("top_up")] = 0.3 * np.maximum(size - balance, 0.0) if month else 0.0
            balance = balance + line[:, LINES.index("top_up")]
        asks = claims[:, month, None] * share
        if fund >= 0:
            short[:, month] = np.maximum(asks[:, fund] - balance, 0.0)
            asks[:, fund] -= short[:, month]
        asks[:, -1] = claims[:, month] - asks[:, :-1].sum(1)
        paid[:, month] = asks
        recovered[:, month] = paid[:, max(0, month - RECOVERY_MONTHS) : month].sum(1) * RECOVERED / RECOVERY_MONTHS
        if fund >= 0:
            interest = balance * 0.015 / 12
            balance = balance + interest - asks[:, fund] + recovered[:, month, fund]
            line[:, LINES.index("interest")] += interest
            line[:, LINES.index("payments")] += asks[:, fund]
            line[:, LINES.index("recoveries")] += recovered[:, month, fund]
            line[:, -1] = balance
        balances[:, month] = balance
    by_year = np.zeros((paths, years[-1] + 1, len(layers)))
    np.add.at(by_year, (slice(None), np.array(years)), paid)
    ruined = short > 0.005
    topped = lines[:, :, LINES.index("top_up")].sum(1)
    totals = _totals(lines, len(layers), fund)
    return {
        "payment": paid.sum(1),
        "recovery": recovered.sum(1),
        "recovery_due": RECOVERED * paid.sum(1) - recovered.sum(1),
        "ruin_month": np.where(ruined.any(1), ruined.argmax(1), -1),
        "ruin_month_settle": np.full(paths, -1),
        "shortfall": short.sum(1),
        "min_balance": balances.min(1),
        "closing_balance": balances[:, -1],
        "years_below": (lines[:, :, -1] < lines[:, :1, 0] - 0.005).sum(1),
        "bank_cost": paid[:, :, -1].sum(1),
        **_cash(lines, by_year[:, :, [kind == "budget" for kind in kinds]].sum(2), years, size if fund >= 0 else 0.0),
        "government_cost": (size if fund >= 0 else 0.0) + topped - balances[:, -1] * 0.86,
        "exhausted": np.stack([ruined.sum(1) * (n == fund) for n in range(len(layers))], 1),
        "limit_reached": np.stack([(claims.sum(1) > claims.mean(0).sum()) * (n == 0) for n in range(len(layers))], 1),
        "limit_reached_mean": np.linspace(0.0, 0.2, years[-1] + 1)[:, None] * (np.arange(len(layers)) == 0),
        "layer_shortfall": np.stack([short.sum(1) * (n == fund) for n in range(len(layers))], 1),
        "queue_unpaid": np.zeros((paths, len(layers))),
        "account_line": lines,
        "account_total_mean": totals.mean(0),
        "account_total_deviation": totals.std(0),
        "layer_year_payment": by_year,
        "balance": balances,
        "compensation": paid[:, :, fund] if fund >= 0 else np.zeros((paths, months)),
        "shortfall_mean": short.mean(0),
        "balance_mean": balances.mean(0),
        "compensation_mean": paid[:, :, fund].mean(0) if fund >= 0 else np.zeros(months),
    }


def _cash(lines: Array, budget: Array, years: list[int], size: float) -> dict[str, Array]:
    """What the government pays in each year: top-ups, subsidies by the month, inspections, and budget layers."""
    months = np.bincount(years)
    cash = np.zeros((*lines.shape[:2], len(CASH_LINES)))
    cash[:, 0, CASH_LINES.index("opening")] = size
    cash[:, :, CASH_LINES.index("funding")] = lines[:, :, LINES.index("top_up")]
    cash[:, :, CASH_LINES.index("interest_subsidy")] = 0.03 * OPENING / sum(months) * months
    cash[:, :, CASH_LINES.index("monitoring")] = 140_000.0 / sum(months) * months
    cash[:, :, CASH_LINES.index("claims")] = budget
    outlay = cash.sum(2) - cash[:, :, CASH_LINES.index("opening")]
    cash[:, :, CASH_LINES.index("outlay")] = outlay
    cash[:, :, CASH_LINES.index("received")] = RECOVERED * budget
    spans = np.stack([outlay.sum(1) * 12.0 / sum(months), outlay.max(1)], axis=1)
    found = {"government_cash": cash, "outlay_span_mean": spans.mean(0), "outlay_span_deviation": spans.std(0)}
    places = np.array([bounding_places(len(lines), level) for level in QUANTILES]).T.clip(0, len(lines) - 1)
    for name, values in (("outlay_quantile", outlay), ("outlay_span_quantile", spans)):
        ordered = np.sort(values, axis=0)
        found[name] = np.quantile(values, QUANTILES, axis=0, method="inverted_cdf")
        found |= {f"{name}_lower": ordered[places[0]], f"{name}_upper": ordered[places[1]]}
    return found


def _portfolio(rng: np.random.Generator, claims: Array, layers: tuple[str, ...], months: int) -> dict[str, Array]:
    """What does not depend on the fund's size."""
    paths = claims.shape[0]
    total, township = claims.sum((1, 2)), claims.sum(1)
    counts = (claims > 0).sum(1)
    cohorts = _years(months)[-1] + 2
    cohort_defaults = np.zeros((paths, cohorts), int)
    cohort_defaults[:, 0], cohort_defaults[:, -1] = counts.sum(1) // 2, counts.sum(1) - counts.sum(1) // 2
    outstanding = np.full((paths, months), OPENING) - claims.sum(2)
    owed = (OPENING * np.array(PARTS) - claims).mean(1)
    late = (3.0 * claims[:, :, [2, 0, 1]] * outstanding[:, :, None] / OPENING).mean(1)  # not where claims are highest
    overdue = claims.sum(2) * 3 / OPENING
    lending = np.full((paths, months), OPENING / 36)
    premium = np.zeros((paths, len(layers)))
    premium[:, 0] = 0.01 * OPENING if layers[0] == "insurer" else 0.0
    months_of = {
        "outstanding": outstanding,
        "overdue_ratio": overdue,
        "npl_ratio": overdue / 2,
        "npl_forborne_ratio": overdue * 0.8,
        "overdue_ratio_number": overdue * 1.1,
        "npl_ratio_number": overdue * 0.6,
        "npl_forborne_ratio_number": overdue * 0.9,
        "claims_paid": claims.sum(2),
        "lending_month": lending,
    }
    return {
        "claims": total,
        "claims_open": claims[:, -1].sum(1) * 2,
        "court_cost": 0.01 * total,
        "defaults": counts.sum(1),
        "distress": counts.sum(1) * 2,
        "cures": counts.sum(1) // 3,
        "arrears_cures": counts.sum(1) // 4,
        "extensions": counts.sum(1) // 3,
        "extension_failures": counts.sum(1) // 6,
        "renewals": counts.sum(1) * 0,
        "wilful": counts.sum(1) // 5,
        "exposure_at_default": 0.99 * total,
        "recovery_at_default": RECOVERED * total,
        "lending": lending.sum(1),
        "lending_lost": 0.02 * total,
        "breaker_months": counts.sum(1) % 7,
        "npl_ratio_average": (overdue / 2 * outstanding).sum(1) / outstanding.sum(1),
        "overdue_average": late.sum(1),
        "outstanding_average": owed.sum(1),
        "npl_ratio_highest": overdue.max(1) / 2,
        "overdue_ratio_highest": overdue.max(1),
        "township_claims": township,
        "township_defaults": counts,
        "township_overdue_average": late,
        "township_outstanding_average": owed,
        "township_overdue_ratio": late / owed,
        "industry_claims": np.stack([0.7 * total, total - 0.7 * total], 1),
        "cohort_defaults": cohort_defaults,
        "cohort_loans": np.full((paths, cohorts), 1048),
        **_vintages(cohorts, months),
        "premium": premium,
        "premium_paid": premium.sum(1)[:, None] * np.array([0.5, 0.0, 0.5]),
        "interest_subsidy": np.full(paths, 0.03 * OPENING),
        "inspection_cost": np.full(paths, 80_000.0),
        "lever_cost": np.full(paths, 60_000.0),
        "borrower_cover_premium": np.outer(counts.sum(1), [40.0, 0.0, 10.0]),
        "failed_villages": (counts.sum(1) > 2).astype(int),
        "suspended_months": np.zeros((paths, len(layers)), int),
        "stop_mean": np.full(months, 0.01),
        **months_of,
        **{f"{name}_mean": array.mean(0) for name, array in months_of.items()},
    }


def _vintages(cohorts: int, months: int) -> dict[str, Array]:
    """Cumulative default rates that rise for three years; later cohorts fail more."""
    age = np.minimum(3.0 * np.arange(1, -(-months // 3) + 1), 36.0)
    rate = 0.0005 * age * (1.0 + 0.05 * np.arange(cohorts))[:, None]
    return {"cohort_default_rate": rate, "cohort_default_rate_deviation": 0.4 * rate}


def _stacked(runs: list[dict[str, Array]], several: bool) -> dict[str, Array]:
    return {name: np.stack([run[name] for run in runs]) if several else runs[0][name] for name in runs[0]}


def _bands(array: Array) -> Array:
    """(.., path, month) to (.., quantile, month)."""
    bands = np.quantile(array, QUANTILES, axis=-2, method="inverted_cdf")
    return np.moveaxis(bands, 0, -2)
