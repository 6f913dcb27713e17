"""A fund known only by its claims: what it needs not, what it cannot have, what its law must be."""

from __future__ import annotations

import pytest

from fundsim.errors import Fault, ScenarioError
from fundsim.programme import Scenario
from fundsim.programme.contradictions.aggregate import WITHOUT_LOANS
from fundsim.scenario_file import parse_scenario, resolved_yaml

FUND = """\
name: Claims
horizon: {months: 36}
loans:
  source: aggregate
  claims: {law: gamma, shape: 0.5, scale: 10000}
layers:
  - {name: insurer, kind: insurance, pays: 0.4}
  - {name: fund, kind: fund, account: {initial: 50000}}
"""


def faults_of(*overrides: str) -> list[Fault]:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(FUND, overrides)
    return list(caught.value.faults)


def test_needs_no_default_probability_and_counts_years_from_the_first_month() -> None:
    scenario = parse_scenario(FUND)
    assert scenario.horizon.year_starts == "first_month"
    assert parse_scenario(FUND, ["horizon.year_starts=4"]).horizon.year_starts == 4
    assert parse_scenario(resolved_yaml(scenario)) == scenario


def test_loans_still_need_a_default_probability() -> None:
    loans = "{source: synthetic, townships: {A: {loans: 3}}, size: {law: fixed, amount: 1}, product: {term_months: 6}}"
    (fault,) = faults_of(f"loans={loans}")
    assert fault.key == "default_probability"
    assert "is missing" in fault.message
    assert "`annual`" in fault.remedy
    assert parse_scenario(FUND, [f"loans={loans}", "default_probability.annual=0.1"]).horizon.year_starts == 1


ABOUT_LOANS = {
    "lending.mode=steady": "lending",
    "admission.minimum_grade=A": "admission",
    "default_probability.annual=0.1": "default_probability",
    "correlation.county=0.1": "correlation",
    "shocks={drought: {rate: 1}}": "shocks",
    "stress={drought: {month: 3}}": "stress",
    "regimes={r: {states: {a: {}}, transition: {a: {a: 1}}}}": "regimes",
    "price_cycles={p: {multipliers: [1, 2]}}": "price_cycles",
    "contagion={village: {strength: 1}}": "contagion",
    "credit_villages={share: 0.1, odds: 0.5}": "credit_villages",
    "arrears={cure_per_month: 0.2, default_per_month: 0.1}": "arrears",
    "sampling.method=stratified": "sampling",
    "monitoring.detects=0.5": "monitoring",
    "wilful_default.share=0.1": "wilful_default",
    "extension={granted: 0.5, months: 6, default_at_end: 0.5}": "extension",
    "renewal={probability: 0.5}": "renewal",
    "missed_dues=catch_up": "missed_dues",
    "claim.settled=yearly": "claim",
    "recovery.wilful={share: 0.1}": "recovery.wilful",
    "recovery.systematic_loading=0.1": "recovery.systematic_loading",
    "recovery.downturn={county_factor_above: 1, share: 0.1}": "recovery.downturn",
    "report.npl_until=paid": "report.npl_until",
    "report.write_off_after_months=6": "report.write_off_after_months",
    "layers.fund.covers={months: 6}": "layers.fund.covers",
    "layers.fund.tiers=[{npl_to: 0.1, pays: 1}]": "layers.fund.tiers",
    "layers.insurer.price={rate: 0.1, on: new_lending}": "layers.insurer.price.on",
    "layers.fund.account.provision={rate: 0.1}": "layers.fund.account.provision",
    "layers.fund.account.level=township": "layers.fund.account.level",
    "layers.insurer.suspend_when={watch: npl_ratio, above: 0.1}": "layers.insurer.suspend_when.watch",
    "breakers={b: {watch: npl_ratio, stop_above: 0.1}}": "breakers.b.watch",
    "breakers={b: {watch: fund_usage, stop_above: 0.1}}": "breakers.b.action",
}


@pytest.mark.parametrize("override", ABOUT_LOANS)
def test_terms_about_loans_contradict(override: str) -> None:
    (fault,) = faults_of(override)
    assert fault.key == ABOUT_LOANS[override]
    assert "is about loans" in fault.message


def test_every_block_is_either_about_loans_or_not() -> None:
    blocks = {key.partition(".")[0] for key in ABOUT_LOANS.values()} | set(WITHOUT_LOANS)
    assert set(Scenario.model_fields) <= blocks


@pytest.mark.parametrize(
    ("override", "key"),
    [
        ("layers.insurer={aggregate_limit: 0.1, aggregate_in: outstanding}", "layers.insurer.aggregate_in"),
        ("layers.insurer.price={rate: 0.1}", "layers.insurer.price.on"),
        ("layers.fund.account={replace: true, leverage: 10}", "layers.fund.account.leverage"),
        ("layers.fund.account={replace: true, share_of_loans: 0.1}", "layers.fund.account.share_of_loans"),
        (
            "layers.fund.account.top_up={share_of_gap: 1, target: {outstanding_divided_by: 10}}",
            "layers.fund.account.top_up.target",
        ),
        ("report={ruin: below_ratio, ruin_ratio: 0.1}", "report.ruin"),
    ],
)
def test_what_counts_on_outstanding_needs_it(override: str, key: str) -> None:
    (fault,) = faults_of(override)
    assert fault.key == key
    assert "`loans.outstanding` is not given" in fault.message
    assert parse_scenario(FUND, [override, "loans.outstanding=1000000"]).loans.source == "aggregate"


@pytest.mark.parametrize(
    ("override", "key", "words"),
    [
        ("horizon.months=11", "loans.every_months", "there are no claims"),
        ("loans.counted_in=outstanding", "loans.counted_in", "needs `outstanding`"),
        ("loans.claims={law: gamma, mean: 5}", "loans.claims", "`shape` and `scale` and `mean` given"),
        ("loans.claims={replace: true, law: lognormal, mu: 5}", "loans.claims", "`mu` given"),
        ("loans.claims={replace: true, law: lognormal}", "loans.claims", "no parameter given"),
        ("loans.claims={law: table, amounts: [1, 2], probabilities: [1]}", "loans.claims.probabilities", "are 1 for 2"),
        ("loans.claims={law: table, amounts: [1], probabilities: [0.9]}", "loans.claims.probabilities", "0.9, not 1"),
        ("loans.claims={law: poisson}", "loans.claims.law", "'poisson' is not allowed here"),
        ("loans.regime={states: {a: 1}, transition: {}}", "loans.regime.transition", "no row for state `a`"),
        (
            "loans.regime={states: {a: 1, b: 2}, transition: {a: {a: 1}, b: {b: 1}}}",
            "loans.regime.start", "several stationary laws",
        ),
        (
            "loans.regime={states: {a: 1}, transition: {a: {a: 1}}, start: c}",
            "loans.regime.start", "not one of the `states`",
        ),
        ("loans.regime={states: {a: 1}, transition: {a: {a: 0.5}}}", "loans.regime.transition.a", "0.5, not 1"),
    ],
)  # fmt: skip
def test_laws_and_chains_must_be_whole(override: str, key: str, words: str) -> None:
    faults = faults_of(override)
    assert [fault.key for fault in faults] == [key]
    assert words in faults[0].message
