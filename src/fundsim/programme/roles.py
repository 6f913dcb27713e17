"""Which layer plays which part: the reported fund, what a breaker watches, what it acts on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fundsim.programme.breakers import Breaker
from fundsim.programme.layers import Account, Layer, Payer
from fundsim.programme.scenario import Scenario


def reported_fund(scenario: Scenario) -> Layer | None:
    """Layer whose solvency is reported: the one named, else the first fund with an account; None without."""
    named, moneyed = scenario.report.fund, [layer for layer in scenario.layers if layer.account is not None]
    candidates = [layer for layer in moneyed if (layer.name == named if named else layer.kind == "fund")]
    return candidates[0] if candidates else None


def fund_layer(scenario: Scenario) -> int:
    """Index of the reported fund; -1 without."""
    fund = reported_fund(scenario)
    return -1 if fund is None else [layer.name for layer in scenario.layers].index(fund.name)


def with_fund_sizes(scenario: Scenario, sizes: Sequence[float]) -> Scenario:
    """Scenario that compares so many opening amounts of its reported fund, all accounts together. [currency]"""
    report = scenario.report.model_copy(update={"fund_sizes": tuple(float(size) for size in sizes)})
    return scenario.model_copy(update={"report": report})


def has_compared_sizes(scenario: Scenario, account: Account) -> bool:
    """Whether an account is that of the reported fund, and several opening amounts of it are compared."""
    fund = reported_fund(scenario)
    return bool(scenario.report.fund_sizes) and fund is not None and fund.account is account


def discount_rate(scenario: Scenario) -> float:
    """Yearly discount rate: the stated one, else the reported fund's yield, else 0."""
    if scenario.report.discount_rate is not None:
        return scenario.report.discount_rate
    fund = reported_fund(scenario)
    return fund.account.yield_ if fund is not None and fund.account is not None else 0.0


def banks_pay_in(scenario: Scenario) -> bool:
    """Whether banks pay into an account of some layer, and so own a part of its balance."""
    return any("bank" in _paying_in(layer) for layer in scenario.layers if layer.account is not None)


def _paying_in(layer: Layer) -> Iterator[Payer]:
    """Who pays into the account of a layer."""
    account, price = layer.account, layer.price
    if account is None:
        return
    yield account.initial_paid_by
    yield from (inflow.paid_by for inflow in account.inflows.values())
    yield from (payment.paid_by for payment in (account.provision, account.top_up) if payment is not None)
    yield from (payer for payer, share in (price.paid_by if price else {}).items() if share > 0.0)


def _named_or_first(scenario: Scenario, breaker: Breaker, able: list[bool]) -> int:
    """Layer that a breaker names, else the first able one."""
    if breaker.layer is not None:
        return [layer.name for layer in scenario.layers].index(breaker.layer)
    return able.index(True) if True in able else -1


def has_loss_ratio(layer: Layer, breaker: Breaker) -> bool:
    """Whether a breaker that names no layer can watch the loss ratio of this one."""
    return layer.price is not None and (breaker.action != "insurer_exit" or layer.kind == "insurance")


def may_leave(layer: Layer, breaker: Breaker) -> bool:
    """Whether a breaker that names no layer can let this one leave."""
    return layer.kind == "insurance" and (breaker.watch != "loss_ratio" or layer.price is not None)


def is_watched_together(scenario: Scenario, breaker: Breaker) -> bool:
    """Whether a breaker watches a ratio of a layer whose account is the province's: that of all counties."""
    if breaker.watch not in ("loss_ratio", "fund_usage"):
        return False
    account = scenario.layers[watched_layer(scenario, breaker)].account
    return account is not None and account.level == "province"


def watched_layer(scenario: Scenario, breaker: Breaker) -> int:
    """Layer whose loss ratio or usage a breaker watches; an insurer that is to leave is watched itself."""
    if breaker.watch == "loss_ratio":
        return _named_or_first(scenario, breaker, [has_loss_ratio(layer, breaker) for layer in scenario.layers])
    return fund_layer(scenario) if breaker.layer is None else _named_or_first(scenario, breaker, [])


def target_layer(scenario: Scenario, breaker: Breaker) -> int:
    """Layer on which a breaker acts."""
    if breaker.action == "insurer_exit":
        return _named_or_first(scenario, breaker, [may_leave(layer, breaker) for layer in scenario.layers])
    return fund_layer(scenario) if breaker.layer is None else _named_or_first(scenario, breaker, [])


def is_reguarantor(name: str, kind: str) -> bool:
    """Whether a guarantor is one behind another (再担保), by its name: for words only, its terms are a guarantor's.

    Examples
    --------
    >>> [is_reguarantor(name, "guarantee") for name in ("reguarantor", "省再担保", "guarantor")]
    [True, True, False]
    """
    plain = re.sub(r"[\s_-]", "", name.lower())
    return kind == "guarantee" and ("reguarant" in plain or "再担保" in plain)
