"""Layers that are never asked, second funds, and numbers that look like another unit."""

import pytest

from fundsim.scenario_file import check_scenario

BEFORE = "layers=[{name: insurer, kind: insurance, pays: 0.4}, {name: pool, kind: budget, pays: 0.1}"
FUND = "{name: county_fund, kind: fund, pays: 0.7, account: {leverage: 10}}, {replace: true}]"
INSURED = "layers.insurer={kind: insurance, pays: 0.1, price: {rate: 0.02}, aggregate_in: premium, aggregate_limit: "
BREAKER = "breakers.b={watch: fund_usage, action: stop_paying_excess, stop_above: "
CAUTIONS = {
    "more than a claim": (
        [f"{BEFORE}, {{name: guarantor, kind: guarantee, pays: 0.8, aggregate_limit: 9000}}, {FUND}"],
        "layers.county_fund",
        "is asked only where the layers before it fall short: they pay 0.4 + 0.1 + 0.8 of a claim, all of it",
    ),
    "all of a claim": (
        [f"{BEFORE}, {{name: guarantor, kind: guarantee, pays: 0.5}}, {FUND}"],
        "layers.county_fund",
        "is never asked: the layers before it pay the whole of every claim",
    ),
    "all of what remains": (
        [f"{BEFORE}, {{name: guarantor, kind: guarantee, pays: 1, of: remaining}}, {FUND}"],
        "layers.county_fund",
        "is never asked",
    ),
    "second fund": (
        ["layers.other={kind: fund, account: {initial: 5000000}}"],
        "layers.other",
        "what is reported of the fund is that of `county_fund`, the first",
    ),
    "rate": (["loans.product.interest_rate=0.345"], "loans.product.interest_rate", "0.345 is 34.5 % a year"),
    "limit": ([f"{INSURED}150}}"], "layers.insurer.aggregate_limit", "150 times the premium is hardly ever reached"),
    "usage": ([f"{BREAKER}50}}"], "breakers.b.stop_above", "50 is hardly ever passed: it means 5000 %"),
    "loss ratio": (
        [f"{INSURED}2, suspend_when: {{watch: loss_ratio, above: 150}}}}"],
        "layers.insurer.suspend_when.above",
        "150 is hardly ever passed: it means 15000 %",
    ),
    "ceiling": (
        ["layers.county_fund.account={ceiling: 1000, top_up: {target: 5000}}"],
        "layers.county_fund.account.ceiling",
        "1,000 hands back what is topped up towards the target of 5,000",
    ),
    "yearly interest": (
        ["layers.county_fund.account={yield: 0, interest: yearly}"],
        "layers.county_fund.account.interest",
        "has no effect while `yield` is 0",
    ),
    "recoveries": (
        ["layers.county_fund.account.recoveries=0.5", "claim.method=net", "recovery={replace: true}"],
        "layers.county_fund.account.recoveries",
        "has no effect: nothing is recovered later",
    ),
    "trigger": (
        ["layers.county_fund.account.top_up={target: 5000, trigger: 5000}"],
        "layers.county_fund.account.top_up.trigger",
        "5,000 has no effect: there is no gap above the target, 5,000",
    ),
    "premium of a budget": (
        ["layers.city={kind: budget, pays: 0.1, price: {rate: 0.01}}"],
        "layers.city.price",
        "a budget has no account that its premium could go to",
    ),
    "yearly amount in a short first year": (
        ["layers.county_fund.account.inflows={yearly: {amount: 300000}}"],
        "layers.county_fund.account.inflows.yearly",
        "is paid whole in 2023-11 and again 2 months later: the first account year is short",
    ),
    "share of loans": (
        ["layers.county_fund.account={leverage: {remove: true}, share_of_loans: 0.6}"],
        "layers.county_fund.account.share_of_loans",
        "0.6 opens the account with 60 % of the loans",
    ),
}


@pytest.mark.parametrize("case", CAUTIONS)
def test_cautions_name_key_and_what_is_odd(case):
    overrides, key, message = CAUTIONS[case]
    (caution,) = check_scenario("luoping", overrides).cautions
    assert caution.key == key
    assert message in caution.message
    assert caution.remedy


SILENT = {
    "less than a claim": [f"{BEFORE}, {{name: guarantor, kind: guarantee, pays: 0.4}}, {FUND}"],
    "a backstop": [f"{BEFORE}, {{name: reserve, kind: pool, pays: 1, account: {{initial: 1000000}}}}, {FUND}"],
    "up to a limit": [f"{BEFORE}, {{name: guarantor, kind: guarantee, pays: 0.5, limit: 9000}}, {FUND}"],
    "one industry": [
        f"{BEFORE}, {{name: guarantor, kind: guarantee, pays: 0.8, covers: {{industries: [pig]}}}}, {FUND}"
    ],
    "chosen fund": ["layers.other={kind: fund, account: {initial: 5000000}}", "report.fund=other"],
    "rate": ["loans.product.interest_rate=0.24"],
    "limit": [f"{INSURED}20}}"],
    "usage": [f"{BREAKER}10}}"],
    "share of loans": ["layers.county_fund.account={leverage: {remove: true}, share_of_loans: 0.5}"],
}


@pytest.mark.parametrize("case", SILENT)
def test_what_is_meant_stays_silent(case):
    assert check_scenario("luoping", SILENT[case]).cautions == ()
