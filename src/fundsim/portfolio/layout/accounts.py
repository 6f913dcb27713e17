"""Accounts of the layers as kernel arrays: opening amounts, inflows, top-ups, ceilings."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Accounts, Clock
from fundsim.kernels.arrays.codes import (
    AFTER_CLAIMS,
    AT_OPENING,
    BELOW_RATIO,
    EMPTY_FUND,
    INITIAL_TARGET,
    LEVERAGE_TARGET,
    NO_TOP_UP,
    STATED_TARGET,
    UNPAID_CLAIM,
)
from fundsim.portfolio.balances import opening_balances, seasons_of, share_owed
from fundsim.portfolio.layout.clock import calendar_months, interval_starts
from fundsim.portfolio.layout.layers import LEVEL, PARTIES, account_firsts, flags, integers, numbers
from fundsim.portfolio.layout.loans import areas_of_villages
from fundsim.portfolio.loan_book import Integers, LoanBook
from fundsim.programme import Scenario
from fundsim.programme.layers import TargetRatio, TopUp, opening_amount
from fundsim.programme.roles import discount_rate, fund_layer

Floats = NDArray[np.float64]
OCCASION = {"opening": AT_OPENING, "after_claims": AFTER_CLAIMS}
RUIN = {"unpaid_claim": UNPAID_CLAIM, "empty": EMPTY_FUND, "below_ratio": BELOW_RATIO}


def stock_by_loan(book: LoanBook) -> Floats:
    """Opening balances of the loans; what they draw in the first year where there is no opening stock. [currency]"""
    balances = opening_balances(book)
    if balances.sum() > 0.0:
        return balances
    first_year = book.new_lending & (book.made_in < 12)
    young = np.zeros_like(book.made_in)
    drawn = share_owed(book.schedule, book.term, book.instalment_every, book.rate, young, seasons_of(book))
    return np.where(first_year, book.principal[:, 0] * drawn, 0.0)


def stock_by_area(book: LoanBook, stock: Floats, level: int) -> Floats:
    """Stock of loans by area. [currency]"""
    areas = areas_of_villages(book)[level]
    return np.asarray(np.bincount(areas[book.village], stock, minlength=int(areas.max()) + 1), np.float64)


def area_weights(stock: Floats) -> Floats:
    """Share of each account in its layer's amounts: by stock, equal without any."""
    return stock / stock.sum() if stock.sum() > 0.0 else np.full(len(stock), 1.0 / len(stock))


def opening_amounts(scenario: Scenario, book: LoanBook) -> tuple[Floats, Floats, Floats]:
    """Opening amount [account, size], share of its layer [account], opening outstanding [account]."""
    sizes = scenario.report.fund_sizes or (None,)
    by_loan, outstanding = stock_by_loan(book), opening_balances(book).sum()
    amounts, weights, stocks = [], [], []
    for number, layer in enumerate(scenario.layers):
        if layer.account is not None:
            stock = stock_by_area(book, by_loan, LEVEL[layer.account.level])
            total, weight = opening_amount(layer.account, float(stock.sum())), area_weights(stock)
            own = [total if size is None or number != fund_layer(scenario) else size for size in sizes]
            amounts.append(weight[:, None] * np.array(own)[None, :])
            weights.append(weight)
            stocks.append(stock if outstanding > 0.0 else 0.0 * stock)
    if not amounts:
        return np.zeros((0, len(sizes))), np.zeros(0), np.zeros(0)
    return np.concatenate(amounts), np.concatenate(weights), np.concatenate(stocks)


def inflow_table(scenario: Scenario, months: int, at: str) -> Floats:
    """Regular inflows: [layer, month, party]. [currency]"""
    table = np.zeros((len(scenario.layers), months, len(PARTIES)))
    for row, layer in enumerate(scenario.layers):
        for inflow in layer.account.inflows.values() if layer.account is not None else ():
            if inflow.at == at:
                starts = interval_starts(scenario, months + 1, inflow.every_months)
                paid = starts[:-1] if at == "start" else starts[1:]
                table[row, :, PARTIES.index(inflow.paid_by)] += inflow.amount * paid
    return table


def decision_months(scenario: Scenario, top_up: TopUp | None, clock: Clock) -> NDArray[np.uint8]:
    """Months in which a top-up is decided."""
    if top_up is None:
        return np.zeros(clock.months, np.uint8)
    if top_up.at == "after_claims":
        return np.asarray(clock.year_end[: clock.months])
    return np.asarray(calendar_months(scenario, clock.months) == top_up.decided_in, np.uint8)


def target_terms(top_up: TopUp | None) -> tuple[int, float]:
    """Kind of target, and its number."""
    if top_up is None or top_up.target == "initial":
        return INITIAL_TARGET, 0.0
    if isinstance(top_up.target, TargetRatio):
        return LEVERAGE_TARGET, top_up.target.outstanding_divided_by
    return STATED_TARGET, float(top_up.target)


def ceilings(scenario: Scenario, initial: Floats, weight: Floats, firsts: NDArray[np.int64]) -> Floats:
    """Ceiling of every account and size; infinite without one. [currency]"""
    ceiling = np.full_like(initial, math.inf)
    for row, layer in enumerate(scenario.layers):
        if layer.account is not None:
            later = [first for first in firsts[row + 1 :] if first >= 0]
            own = slice(firsts[row], later[0] if later else len(weight))
            if layer.account.ceiling is not None:
                ceiling[own] = (layer.account.ceiling * weight[own])[:, None]
            elif layer.account.ceiling_share_of_initial is not None:
                ceiling[own] = layer.account.ceiling_share_of_initial * initial[own]
    return ceiling


def county_of_accounts(scenario: Scenario, book: LoanBook) -> Integers:
    """County of each account; 0 for those of the province."""
    of_level = {"village": book.township_county[book.village_township], "township": book.township_county}
    of_level |= {"county": np.arange(len(book.counties)), "province": np.zeros(1, np.int64)}
    held = [of_level[layer.account.level] for layer in scenario.layers if layer.account is not None]
    return np.concatenate([np.zeros(0, np.int64), *held])


def or_infinite(value: float | None) -> float:
    """A bound, infinite when there is none."""
    return math.inf if value is None else value


def lay_out_accounts(scenario: Scenario, book: LoanBook, clock: Clock) -> Accounts:
    """Arrays of all accounts."""
    layers, report = scenario.layers, scenario.report
    held = [layer.account for layer in layers]
    top_ups = [None if account is None else account.top_up for account in held]
    provisions = [None if account is None else account.provision for account in held]
    initial, weight, stock = opening_amounts(scenario, book)
    firsts, count = account_firsts(scenario, integers([len(book.villages), len(book.townships), len(book.counties), 1]))
    targets = [target_terms(top_up) for top_up in top_ups]
    return Accounts(
        initial=initial,
        weight=weight,
        initial_party=integers(0 if account is None else PARTIES.index(account.initial_paid_by) for account in held),
        yield_month=numbers(0.0 if account is None else account.yield_ / 12.0 for account in held),
        interest_yearly=flags(account is not None and account.interest == "yearly" for account in held),
        keeps_recoveries=numbers(0.0 if account is None else account.recoveries for account in held),
        inflow_start=inflow_table(scenario, clock.months, "start"),
        inflow_end=inflow_table(scenario, clock.months, "end"),
        provision=numbers(0.0 if item is None else item.rate for item in provisions),
        provision_party=integers(0 if item is None else PARTIES.index(item.paid_by) for item in provisions),
        top_up=integers(NO_TOP_UP if item is None else OCCASION[item.at] for item in top_ups),
        top_up_decides=np.array([decision_months(scenario, item, clock) for item in top_ups], np.uint8).reshape(
            len(layers), clock.months
        ),
        top_up_share=numbers(0.0 if item is None else item.share_of_gap for item in top_ups),
        top_up_lag=integers(0 if item is None else item.paid_after_months for item in top_ups),
        top_up_cap=numbers(math.inf if item is None else or_infinite(item.cap) for item in top_ups),
        top_up_target=integers(item[0] for item in targets),
        top_up_amount=numbers(item[1] for item in targets),
        top_up_trigger=numbers(math.inf if item is None else or_infinite(item.trigger) for item in top_ups),
        top_up_trigger_share=numbers(
            math.inf if item is None else or_infinite(item.trigger_share_of_target) for item in top_ups
        ),
        top_up_party=integers(0 if item is None else PARTIES.index(item.paid_by) for item in top_ups),
        ceiling=ceilings(scenario, initial, weight, firsts),
        opening_outstanding=stock,
        county=county_of_accounts(scenario, book),
        fund=fund_layer(scenario),
        ruin=RUIN[report.ruin],
        ruin_ratio=report.ruin_ratio or 0.0,
        absorbing=int(report.after_ruin == "absorbing"),
        discount=(1.0 + discount_rate(scenario)) ** (-np.arange(clock.end + 2) / 12.0),
        sizes=max(1, len(report.fund_sizes)),
        common=fund_layer(scenario) + 1 if scenario.recovery.split == "pro_rata" else 0,
        accounts=count,
    )
