"""Layers and breakers as kernel arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Breakers, Layers
from fundsim.kernels.arrays.codes import (
    IN_CURRENCY,
    IN_LENDING,
    IN_OUTSTANDING,
    IN_PREMIUM,
    INSURER_EXIT,
    NO_PRICE,
    ON_MONTHLY_BALANCE,
    ON_NEW_LENDING,
    ON_OUTSTANDING,
    SINCE_START,
    STOP_NEW_LENDING,
    STOP_PAYING_EXCESS,
    TWELVE_MONTHS,
    WATCH_FUND_USAGE,
    WATCH_LOSS_RATIO,
    WATCH_NOTHING,
    WATCH_NPL,
    WATCH_OVERDUE,
    YEAR_TO_DATE,
)
from fundsim.kernels.arrays.columns import COUNTY, PROVINCE, TOWNSHIP, VILLAGE
from fundsim.portfolio.layer_shares import covered_slots
from fundsim.portfolio.layout.loans import areas_of_villages, places_of
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.breakers import Breaker
from fundsim.programme.layers import Cover, Layer, TargetRatio
from fundsim.programme.roles import target_layer, watched_layer
from fundsim.units import months_after

LEVEL = {"village": VILLAGE, "township": TOWNSHIP, "county": COUNTY, "province": PROVINCE}
PARTIES = ("government", "bank", "borrower")
AGGREGATE_IN = {"currency": IN_CURRENCY, "premium": IN_PREMIUM, "lending": IN_LENDING, "outstanding": IN_OUTSTANDING}
PRICE_ON = {"outstanding": ON_OUTSTANDING, "new_lending": ON_NEW_LENDING, "monthly_balance": ON_MONTHLY_BALANCE}
PERIODS = {"year_to_date": YEAR_TO_DATE, "12_months": TWELVE_MONTHS, "since_start": SINCE_START}
WATCHED = {
    "overdue_ratio": WATCH_OVERDUE, "npl_ratio": WATCH_NPL,
    "loss_ratio": WATCH_LOSS_RATIO, "fund_usage": WATCH_FUND_USAGE,
}  # fmt: skip
ACTIONS = {
    "stop_new_lending": STOP_NEW_LENDING, "insurer_exit": INSURER_EXIT, "stop_paying_excess": STOP_PAYING_EXCESS,
}  # fmt: skip
FOREVER = 1_000_000


def integers(values: Iterable[int | bool]) -> NDArray[np.int64]:
    """Integer array, also of nothing."""
    return np.array(list(values), np.int64)


def flags(values: Iterable[int | bool]) -> NDArray[np.uint8]:
    """Flag array, also of nothing."""
    return np.array(list(values), np.uint8)


def numbers(values: Iterable[float]) -> NDArray[np.float64]:
    """Float array, also of nothing."""
    return np.array(list(values), np.float64)


def bands_of(layer: Layer) -> list[tuple[float, float]]:
    """Aggregate terms as (upper end, share paid): the general form of deductible and limit."""
    if layer.bands:
        return [(math.inf if band.to is None else band.to, band.pays) for band in layer.bands]
    start, limit = layer.aggregate_deductible, layer.aggregate_limit
    if start == 0.0 and limit is None:
        return []
    return [(start, 0.0), (math.inf if limit is None else start + limit, 1.0)]


def tiers_of(layer: Layer) -> list[tuple[float, float]]:
    """Tiers as (upper end, share paid)."""
    return [(math.inf if tier.npl_to is None else tier.npl_to, tier.pays) for tier in layer.tiers]


def table_of(rows: list[list[tuple[float, float]]], column: int) -> NDArray[np.float64]:
    """One column of ragged tables, padded with zeros."""
    width = max([1, *(len(row) for row in rows)])
    return np.array([[row[k][column] if k < len(row) else 0.0 for k in range(width)] for row in rows]).reshape(
        len(rows), width
    )


def needs_base(layer: Layer) -> bool:
    """Whether a layer's covered outstanding and lending must be kept."""
    provision = layer.account is not None and layer.account.provision is not None
    return layer.price is not None or provision or layer.aggregate_in in ("lending", "outstanding")


def account_firsts(scenario: Scenario, areas: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """First account of every layer (-1 without), and the number of all accounts."""
    firsts, used = [], 0
    for layer in scenario.layers:
        firsts.append(-1 if layer.account is None else used)
        used += 0 if layer.account is None else int(areas[LEVEL[layer.account.level]])
    return integers(firsts), used


def window_end(scenario: Scenario, month: int | str | None, default: int) -> int:
    """Month of an origination window's end, or the default."""
    return default if month is None else months_after(scenario.horizon.first_month, month)


def suspension_thresholds(layer: Layer) -> tuple[int, float, float, int, bool]:
    """Watch, threshold, resumption, period, for good; watches nothing without a rule."""
    rule = layer.suspend_when
    if rule is None:
        return WATCH_NOTHING, 0.0, 0.0, YEAR_TO_DATE, False
    resume = rule.above if rule.resume_below is None else rule.resume_below
    return WATCHED[rule.watch], rule.above, resume, PERIODS[rule.over], rule.for_good


def lay_out_layers(scenario: Scenario, book: LoanBook) -> Layers:
    """Arrays of the layers in order."""
    layers = scenario.layers
    areas = integers([len(book.villages), len(book.townships), len(book.counties), 1])
    bands, tiers = [bands_of(layer) for layer in layers], [tiers_of(layer) for layer in layers]
    needed = np.array([needs_base(layer) for layer in layers], bool)
    suspensions = [suspension_thresholds(layer) for layer in layers]
    prices = [layer.price for layer in layers]
    return Layers(
        share=numbers(0.0 if isinstance(layer.pays, str) else layer.pays for layer in layers),
        share_from_tape=flags(isinstance(layer.pays, str) for layer in layers),
        of_remaining=flags(layer.of == "remaining" for layer in layers),
        deductible=numbers(layer.deductible for layer in layers),
        limit=numbers(math.inf if layer.limit is None else layer.limit for layer in layers),
        bands=integers(len(row) for row in bands),
        band_to=table_of(bands, 0),
        band_pays=table_of(bands, 1),
        aggregate_in=integers(AGGREGATE_IN[layer.aggregate_in] for layer in layers),
        aggregate_term=flags(layer.aggregate_over == "term" for layer in layers),
        aggregate_level=integers(LEVEL[layer.aggregate_level] for layer in layers),
        aggregate_default_year=flags(layer.aggregate_year_of == "default" for layer in layers),
        aggregate_net=flags(layer.aggregate_net_of_recoveries for layer in layers),
        tiers=integers(len(row) for row in tiers),
        tier_to=table_of(tiers, 0),
        tier_pays=table_of(tiers, 1),
        tier_marginal=flags(layer.tiers_apply == "marginal" for layer in layers),
        budget=flags(layer.kind == "budget" for layer in layers),
        queue=flags(layer.unpaid == "queue" for layer in layers),
        covered=np.array([covered_slots(layer, book) for layer in layers], np.uint8).reshape(
            len(layers), len(book.made_in)
        ),
        covers_all=flags(layer.covers == Cover() for layer in layers),
        made_from=integers(window_end(scenario, layer.covers.made_from, -FOREVER) for layer in layers),
        made_until=integers(window_end(scenario, layer.covers.made_until, FOREVER) for layer in layers),
        cover_months=integers(layer.covers.months or FOREVER for layer in layers),
        base=np.where(needed, np.cumsum(needed) - 1, -1).astype(np.int64),
        with_base=np.flatnonzero(needed),
        account_first=account_firsts(scenario, areas)[0],
        account_level=integers(COUNTY if layer.account is None else LEVEL[layer.account.level] for layer in layers),
        price_rate=numbers(0.0 if price is None else price.rate for price in prices),
        price_on=integers(NO_PRICE if price is None else PRICE_ON[price.on] for price in prices),
        price_party=np.array(
            [
                [0.0 if price is None else price.paid_by.get(party, 0.0) for party in PARTIES]  # type: ignore[call-overload]
                for price in prices
            ]
        ).reshape(len(layers), 3),
        suspend_watch=integers(item[0] for item in suspensions),
        suspend_above=numbers(item[1] for item in suspensions),
        suspend_resume=numbers(item[2] for item in suspensions),
        suspend_over=integers(item[3] for item in suspensions),
        suspend_for_good=flags(item[4] for item in suspensions),
        area=areas_of_villages(book),
        place_area=places_of(scenario, book)[1],
        areas=areas,
    )


def resumption(breaker: Breaker) -> float:
    """Threshold below which a breaker ends; an insurer that left never returns unless the rule says so."""
    if breaker.resume_below is not None:
        return breaker.resume_below
    return -math.inf if breaker.action == "insurer_exit" else breaker.stop_above


def breaker_areas(scenario: Scenario, book: LoanBook) -> NDArray[np.uint8]:
    """Areas in which each breaker is in force: all of its level, or only (or all but) the credit villages."""
    villages = np.arange(max(len(book.villages), len(book.townships), len(book.counties)))
    credit = np.isin(villages, book.credit_villages)
    chosen = {"all": np.ones_like(credit), "credit": credit, "other": ~credit}
    rows = [chosen[breaker.villages] for breaker in scenario.breakers.values()]
    return np.array(rows, np.uint8).reshape(len(rows), len(villages))


def lay_out_breakers(scenario: Scenario, book: LoanBook) -> Breakers:
    """Arrays of the circuit breakers, and the levels at which ratios are needed."""
    breakers = list(scenario.breakers.values())
    levels = np.zeros(4, np.uint8)
    levels[PROVINCE] = 1
    levels[COUNTY] = any(layer.tiers or layer.suspend_when is not None for layer in scenario.layers)
    levels[[LEVEL[breaker.at] for breaker in breakers]] = 1
    for layer in scenario.layers:
        top_up = layer.account.top_up if layer.account is not None else None
        if layer.account is not None and top_up is not None and isinstance(top_up.target, TargetRatio):
            levels[LEVEL[layer.account.level]] = 1
    return Breakers(
        watch=integers(WATCHED[breaker.watch] for breaker in breakers),
        level=integers(LEVEL[breaker.at] for breaker in breakers),
        area=breaker_areas(scenario, book),
        layer=integers(watched_layer(scenario, breaker) for breaker in breakers),
        target=integers(target_layer(scenario, breaker) for breaker in breakers),
        stop=numbers(breaker.stop_above for breaker in breakers),
        resume=numbers(resumption(breaker) for breaker in breakers),
        action=integers(ACTIONS[breaker.action] for breaker in breakers),
        over=integers(PERIODS[breaker.over] for breaker in breakers),
        levels=levels,
    )
