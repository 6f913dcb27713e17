"""The payers in plain words: what each pays, from which money, at which price, and when it stops."""

from __future__ import annotations

from fundsim.programme import Scenario
from fundsim.programme.layers import Account, Cover, Layer, Price, Suspension, TargetRatio, TopUp
from fundsim.programme.roles import has_compared_sizes
from fundsim.show.english.wording import (
    and_list,
    calendar_month,
    count_of,
    every,
    money,
    month_name,
    percent,
    sentences,
)
from fundsim.show.numbers import plain_number

KINDS = {
    "insurance": "loan guarantee insurance",
    "guarantee": "guarantor",
    "pool": "reserve pool",
    "fund": "fund",
    "budget": "government budget",
}
RATIO_WORDS = {
    "npl_ratio": "NPL ratio",
    "overdue_ratio": "overdue ratio",
    "loss_ratio": "loss ratio (claims paid over premium)",
    "fund_usage": "use of the fund (payments of the year over opening balance and inflows)",
}
PERIODS = {
    "year_to_date": "since the start of the year",
    "12_months": "over twelve months",
    "since_start": "since the start",
}


def layer_words(scenario: Scenario, layer: Layer, opened: float | None) -> str:
    """One payer by name; parameters as for `terms_words`."""
    return sentences(f"{layer.name} ({KINDS[layer.kind]}):", terms_words(scenario, layer, opened))


def terms_words(scenario: Scenario, layer: Layer, opened: float | None) -> str:
    """What a payer pays of claims, when it stops, what it charges, from which money, and what happens without any.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    layer : Layer
        The payer.
    opened : float or None
        What its accounts are opened with, together; None where that is not known. [currency]
    """
    parts = [_claim_terms(scenario, layer)]
    if layer.account is not None:
        parts += [_account(scenario, layer.account, opened), _unpaid(layer)]
    elif layer.kind != "budget":
        parts.append("Its money is never short.")
    return sentences(*parts)


def _claim_terms(scenario: Scenario, layer: Layer) -> str:
    """What a payer pays of claims, when it stops, and what it charges."""
    parts = [
        _pays(layer, scenario.currency),
        _aggregate(layer, scenario.currency),
        _tiers(layer),
        _cover(scenario, layer.covers),
    ]
    parts += [_suspension(layer.suspend_when)] if layer.suspend_when is not None else []
    parts += [_price(layer.price)] if layer.price is not None else []
    return sentences(*parts)


def _pays(layer: Layer, currency: str) -> str:
    share = "the share that the loan tape gives" if isinstance(layer.pays, str) else percent(layer.pays)
    base = "each claim" if layer.of == "claim" else "what is still unpaid of each claim"
    above = f" above {money(layer.deductible, currency)}" if layer.deductible else ""
    limit = f", counting at most {money(layer.limit, currency)} of a claim" if layer.limit is not None else ""
    return f"pays {share} of {base}{above}{limit}."


def _aggregate(layer: Layer, currency: str) -> str:
    unit = {
        "currency": "", "premium": " times the premium", "lending": " times lending to date",
        "outstanding": " times the outstanding amount at the year's start",
    }[layer.aggregate_in]  # fmt: skip

    def amount(value: float) -> str:
        return money(value, currency) if layer.aggregate_in == "currency" else f"{plain_number(value)}{unit}"

    if layer.bands:
        bands = [
            f"{percent(band.pays)} {'of the rest' if band.to is None else f'up to {amount(band.to)}'}"
            for band in layer.bands
        ]
        terms = f"Of the sum of these amounts it pays {', then '.join(bands)}"
    elif layer.aggregate_limit is not None:
        above = f" above {amount(layer.aggregate_deductible)}" if layer.aggregate_deductible else ""
        terms = f"In sum it pays at most {amount(layer.aggregate_limit)}{above}"
    elif layer.aggregate_deductible:
        terms = f"It pays only what the sum exceeds {amount(layer.aggregate_deductible)} by"
    else:
        return ""
    over = "in each account year" if layer.aggregate_over == "year" else "over the whole term"
    counted = "" if layer.aggregate_year_of == "payment" else ", a claim counting in the year of its default"
    net = ", recoveries making room again" if layer.aggregate_net_of_recoveries else ""
    return f"{terms}, {over}, by {layer.aggregate_level}{counted}{net}."


def _tiers(layer: Layer) -> str:
    if not layer.tiers:
        return ""
    bands = [
        f"{percent(tier.pays)} {'beyond' if tier.npl_to is None else f'up to {percent(tier.npl_to)}'}"
        for tier in layer.tiers
    ]
    how = "the whole claim" if layer.tiers_apply == "whole" else "each part of the ratio by itself"
    return f"It bears a part of that by the NPL ratio of the last month end: {', '.join(bands)} (for {how})."


def _cover(scenario: Scenario, covers: Cover) -> str:
    terms = [
        f"{word} {and_list(names)}"
        for word, names in (
            ("product", covers.products),
            ("industry", covers.industries),
            ("township", covers.townships),
        )
        if names is not None
    ]
    for word, bound in (("made from", covers.made_from), ("made until", covers.made_until)):
        if bound is not None:
            terms.append(f"{word} {calendar_month(scenario.horizon.first_month, bound)}")
    if covers.months is not None:
        terms.append(f"defaulting in their first {count_of(covers.months, 'month')}")
    return f"It serves only loans: {', '.join(terms)}." if terms else ""


def _suspension(rule: Suspension) -> str:
    period = f" {PERIODS[rule.over]}" if rule.watch == "loss_ratio" else ""
    end = (
        "for good"
        if rule.for_good
        else "until it is no more"
        if rule.resume_below is None
        else (f"until it is below {percent(rule.resume_below)}")
    )
    return (
        f"It stops paying and writing premium once the county's {RATIO_WORDS[rule.watch]}{period} is above "
        f"{percent(rule.above)}, {end}."
    )


def _price(price: Price) -> str:
    on = {
        "outstanding": "a year of the outstanding amount at the start of each account year",
        "new_lending": "once of each new loan (of the opening loans for the rest of their term)",
        "monthly_balance": "a year of the balance, a twelfth each month",
    }[price.on]
    payers = and_list(f"{payer} {percent(share)}" for payer, share in price.paid_by.items() if share > 0.0)
    return f"It charges {percent(price.rate)} {on}; paid by: {payers}."


def _opened(scenario: Scenario, account: Account, opened: float | None) -> str:
    """What an account is opened with; that of the reported fund, with the sizes that are compared."""
    in_all = "" if account.level in ("county", "province") else " in all"
    amounts = [] if opened is None else [f"{money(opened, scenario.currency)}{in_all}"]
    if account.leverage is not None:
        amounts.append(f"one part in {plain_number(account.leverage)} of the opening loans")
    elif account.share_of_loans is not None:
        amounts.append(f"{percent(account.share_of_loans)} of the opening loans")
    if not has_compared_sizes(scenario, account):
        return f", {'opened with ' if opened is not None else ''}{', '.join(amounts)}" if amounts else ""
    sizes = and_list(money(size, scenario.currency) for size in scenario.report.fund_sizes)
    return f", opened with one of the sizes that are compared ({sizes}) instead of {', '.join(amounts)}"


def _account(scenario: Scenario, account: Account, opened: float | None) -> str:
    currency, opening = scenario.currency, _opened(scenario, account, opened)
    where = f"for {'the' if account.level in ('county', 'province') else 'each'} {account.level}"
    inflows = [
        f"{name}: {money(flow.amount, currency)} {every(flow.every_months)}, by the {flow.paid_by} at its {flow.at}"
        for name, flow in account.inflows.items()
    ]
    return sentences(
        f"It pays from money of its own, an account {where}{opening}, paid by the {account.initial_paid_by}.",
        f"The balance earns {percent(account.yield_)} a year, credited {account.interest}."
        if account.yield_
        else "It earns no interest.",
        f"{percent(account.recoveries)} of its recoveries go back into the account."
        if account.recoveries < 1.0
        else "",
        f"Paid in regularly: {'; '.join(inflows)}." if inflows else "",
        _provision(account),
        _top_up(account.top_up, currency) if account.top_up is not None else "It is never topped up.",
        _ceiling(account, currency),
    )


def _provision(account: Account) -> str:
    if account.provision is None:
        return ""
    return f"The {account.provision.paid_by} pays in {percent(account.provision.rate)} of each month's new lending."


def _top_up(top_up: TopUp, currency: str) -> str:
    when = (
        f"each {month_name(top_up.decided_in)}, before claims"
        if top_up.at == "opening"
        else "at the end of each account year, after claims"
    )
    target = top_up.target
    if isinstance(target, TargetRatio):
        goal = f"the outstanding loans divided by {plain_number(target.outstanding_divided_by)}"
    else:
        goal = "the opening amount" if target == "initial" else money(float(target), currency)
    lag = f"{count_of(top_up.paid_after_months, 'month')} later" if top_up.paid_after_months else "at once"
    cap = f", at most {money(top_up.cap, currency)}" if top_up.cap is not None else ""
    trigger = ""
    if top_up.trigger is not None:
        trigger = f", only while the balance is below {money(top_up.trigger, currency)}"
    elif top_up.trigger_share_of_target is not None:
        trigger = f", only while the balance is below {percent(top_up.trigger_share_of_target)} of that"
    return (
        f"Top-up: {when}, {percent(top_up.share_of_gap)} of what is missing to {goal} is granted{cap}{trigger} and "
        f"paid {lag} by the {top_up.paid_by}."
    )


def _ceiling(account: Account, currency: str) -> str:
    if account.ceiling is not None:
        above = money(account.ceiling, currency)
    elif account.ceiling_share_of_initial is not None:
        above = f"{plain_number(account.ceiling_share_of_initial)} times the opening amount"
    else:
        return ""
    return f"What exceeds {above} at month end goes back to those who paid in."


def _unpaid(layer: Layer) -> str:
    if layer.unpaid == "queue":
        return "What its money does not cover waits until there is money."
    return "What its money does not cover falls to the next payer."


def bank_words() -> str:
    """The last payer."""
    return "bank: bears whatever is left."
