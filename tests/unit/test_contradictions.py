"""Cross checks: blocks that are fine by themselves and cannot hold together."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.unit.example_scenarios import RICH, SMALL, TAPE

from fundsim.errors import ScenarioError
from fundsim.programme.contradictions import cautions, contradictions
from fundsim.programme.industry_matrix import matrix_contradictions
from fundsim.programme.names import unknown_names
from fundsim.programme.roles import reported_fund
from fundsim.scenario_file import parse_scenario


@pytest.fixture
def tape_folder(tmp_path):
    (tmp_path / "loans.csv").write_text("amount,pd,lgd,cover\n1,0.1,0.5,0.8\n")
    return tmp_path


def faults_of(text, overrides, folder="."):
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, overrides, folder)
    return caught.value.faults


SMALL_CASES = YAML(typ="safe", pure=True).load(Path(__file__).with_name("contradiction_cases.yaml"))


@pytest.mark.parametrize("case", SMALL_CASES)
def test_contradictions_name_key_cause_and_remedy(case):
    expected = SMALL_CASES[case]
    faults = faults_of(SMALL, expected["set"])
    assert {fault.key for fault in faults} == {expected["key"]}
    assert expected["message"] in faults[0].message
    assert expected["remedy"] in faults[0].remedy


TAPE_CASES = {
    "rates of no column": (
        ["loans.rate_unit=0.01"],
        "loans.rate_unit",
        "has no effect without `columns.interest_rate`",
    ),
    "no pd column": (
        ["loans.columns.pd=null"],
        "default_probability.from_tape",
        "`loans.columns.pd` is missing",
    ),
    "no lgd column": (
        ["loans.columns.lgd=null"],
        "recovery.hardship.share",
        "`loans.columns.lgd` is missing",
    ),
    "no guarantee column": (
        ["loans.columns.guaranteed_share=null"],
        "layers.guarantee.pays",
        "is a column of a loan tape",
    ),
    "two guarantee columns": (
        ["loans.columns.guaranteed_amount=cover"],
        "loans.columns.guaranteed_amount",
        "cannot go with",
    ),
    "overdue loans made in month 0": (
        ["loans.columns.days_overdue=late", "loans.opening_ages=new"],
        "loans.columns.days_overdue",
        "cannot go with `opening_ages: new`",
    ),
    "term and maturity": (
        ["loans.columns.matures_on=end", "loans.columns.term_months=months"],
        "loans.columns.matures_on",
        "cannot go with `columns.term_months`",
    ),
    "maturity without the date made": (
        ["loans.columns.matures_on=end"],
        "loans.columns.matures_on",
        "gives no term without `columns.made_on`",
    ),
    "tape window": (
        ["loans.made_until=2019-12"],
        "loans.made_until",
        "2019-12 is before `made_from` 2020-01",
    ),
}


@pytest.mark.parametrize("case", TAPE_CASES)
def test_contradictions_with_a_tape(case, tape_folder):
    overrides, key, message = TAPE_CASES[case]
    (fault,) = faults_of(TAPE, overrides, tape_folder)
    assert fault.key == key
    assert message in fault.message


@pytest.mark.parametrize("column", ["guaranteed_amount: cover", "guaranteed_share: cover"])
def test_either_guarantee_column_will_do(tape_folder, column):
    text = TAPE.replace("guaranteed_share: cover", column)
    assert parse_scenario(text, folder=tape_folder).layers[0].pays == "guaranteed_share"


def test_a_default_guarantee_will_do_too(tape_folder):
    overrides = ["loans.columns.guaranteed_share=null", "loans.defaults.guaranteed_share=0.8"]
    assert parse_scenario(TAPE, overrides, tape_folder).loans.defaults.guaranteed_share == 0.8


def test_a_good_grade_by_mistake_is_enough_to_be_admitted():
    changes = ["loans.grades={replace: true, AA: 0, A: 1}", "admission={minimum_grade: AA, rating_error: 0.1}"]
    assert parse_scenario(SMALL, changes).admission.minimum_grade == "AA"


def test_places_of_cross_checks():
    (fault,) = faults_of(SMALL + "stress:\n  frost: {hazard_multiplier: 2,\n          month: 99}\n", [])
    assert (fault.line, fault.column, fault.key) == (29, 11, "stress.frost.month")


def test_the_examples_have_no_contradictions():
    for text in (SMALL, RICH):
        assert contradictions(parse_scenario(text)) == []


def test_a_scenario_built_in_python_is_checked_by_the_same_function():
    scenario = parse_scenario(SMALL)
    changed = scenario.model_copy(update={"layers": (*scenario.layers, scenario.layers[0])})
    assert [fault.key for fault in contradictions(changed)] == ["layers.insurance"]


LOSSES = "regimes.r={states: {a: {loss_given_default: "
REGIME = "regimes.r={states: {a: {extension_failure: 2}}, transition: {a: {a: 1}}}"


@pytest.mark.parametrize(
    ("overrides", "keys"),
    [
        ([], []),
        (["horizon.months=11"], ["horizon.months"]),
        (["horizon.months=12"], []),
        (["lending={mode: plan, amount_per_month: [1, 2, 3]}", "horizon.months=12"], []),
        (
            [
                "lending={mode: plan, amount_per_month: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}",
                "horizon.months=12",
            ],
            ["lending.amount_per_month"],
        ),
        (["lending={mode: plan, amount_per_month: 5}"], []),
        (["loans.townships.East.outstanding=400000"], ["loans.townships"]),
        (["claim.method=net"], []),
        (["claim.method=net", "recovery.hardship={share: 0.5, court_cost: 0.1}"], ["recovery"]),
        (
            ["claim.method=net", "wilful_default.share=0.1", "recovery.wilful={share: 0.5, after_months: 6}"],
            ["recovery"],
        ),
        (["correlation={factor_period: horizon, persistence: frozen}"], ["correlation.persistence"]),
        (["extension={until: 2027-06, cure_per_month: 0.1}"], ["extension.until", "extension.cure_per_month"]),
        (["extension={granted: 0.1, until: 2025-12, cure_per_month: 0.1}"], []),
        (["extension={granted: 0.1, until: 2026-01}"], ["extension.until"]),
        (["layers.county_fund.remove=true"], []),
        (["layers.county_fund.kind=pool"], ["report.discount_rate"]),
        (["layers.county_fund={kind: budget, account: {remove: true}}"], ["report.discount_rate"]),
        (["layers.county_fund.kind=pool", "report.discount_rate=0"], []),
        (
            ["layers.county_fund={kind: pool, account: {remove: true}}", "report.discount_rate=0"],
            ["layers.county_fund"],
        ),
        (["default_probability.due_at_maturity=0.5"], []),
        (
            ["default_probability.due_at_maturity=0.5", "loans.repayment={replace: true, annuity: 1}"],
            ["default_probability.due_at_maturity"],
        ),
        (["renewal.probability=0.5"], []),
        (["renewal.probability=0.5", "loans.repayment={replace: true, annuity: 1}"], ["renewal.probability"]),
        (["shocks.s={rate: 1}"], ["shocks.s"]),
        (["stress.s={month: 3, lasts_months: 2}"], ["stress.s"]),
        (["shocks.s={rate: 1, insured_share: 0.5, insured_multiplier: 1, insured_premium: 0.1}"], []),
        (["shocks.s={rate: 1, immediate_default_probability: 0.1}"], []),
        (["shocks.s={rate: 1, lgd_addition: 0.1}"], ["shocks.s.lgd_addition"]),
        (["shocks.s={rate: 1, lgd_addition: 0.1}", "wilful_default.share=0.1", "recovery.wilful.share=0.1"], []),
        (
            ["shocks.s={rate: 1, lgd_addition: 0.1}", "recovery.downturn={county_factor_above: 1, share: 0.1}"],
            ["recovery.downturn.share"],
        ),
        ([f"{LOSSES}1.5}}}}, transition: {{a: {{a: 1}}}}}}"], ["regimes.r.states.a.loss_given_default"]),
        ([f"{LOSSES}0.5}}}}, transition: {{a: {{a: 1}}}}}}"], []),
        (
            [
                f"{LOSSES}1.5}}}}, transition: {{a: {{a: 1}}}}}}",
                "recovery.hardship.table={values: [0, 1], probabilities: [0.5, 0.5]}",
            ],
            [],
        ),
        (["admission={minimum_grade: AA, changes: {late: {from_month: 2025-12, minimum_grade: A}}}"], []),
        (
            ["admission={minimum_grade: AA, changes: {late: {from_month: 2026-01, minimum_grade: A}}}"],
            ["admission.changes.late.from_month"],
        ),
        ([REGIME], ["regimes.r.states.a.extension_failure"]),
        ([REGIME, "extension={granted: 0.5}"], []),
        (["report.village_failed_at=0.5"], ["report.village_failed_at"]),
        (["breakers={npl: {watch: npl_ratio, stop_above: 1}}"], ["breakers.npl.stop_above"]),
        (["breakers={npl: {watch: npl_ratio, stop_above: 0.99}}"], []),
        (["breakers={ratio: {watch: fund_usage, stop_above: 5}}"], []),
        (
            ["layers.county_fund.suspend_when={watch: overdue_ratio, above: 1}"],
            ["layers.county_fund.suspend_when.above"],
        ),
        (["report.village_failed_at=0.5", "contagion={township: {strength: 1}}"], []),
        (["contagion={township: {strength: 1}, village: {strength: 0}}"], ["contagion.village"]),
        (["correlation={persistence: ar1, autocorrelation: 0.5}"], ["correlation.persistence"]),
        (["correlation={persistence: ar1, autocorrelation: 0.5, county: 0.01}"], []),
        (["correlation={persistence: frozen, copula: t, degrees_of_freedom: 4}"], []),
        (["correlation.persistence=frozen", "recovery.hardship.share=0.5", "recovery.systematic_loading=0.5"], []),
        (["monitoring={detects: 0.3, cures_detected: 0}"], ["monitoring.detects"]),
        (["monitoring={detects: 0.3, cures_detected: 0.5, inspections_per_year: 0}"], ["monitoring.detects"]),
        (["monitoring={detects: 0.3, cures_detected: 0.5}"], []),
        (["claim={covers: principal, interest_days: 60}"], ["claim.interest_days"]),
        (["claim={covers: principal_and_interest, interest_days: 60}"], []),
        (["wilful_default.share=0", "recovery.wilful.share=0.1"], ["recovery.wilful"]),
        (["wilful_default.share=0.1", "recovery.wilful.share=0.1"], []),
        (["extension={granted: 0.5, at_most: 0}"], ["extension.granted"]),
        (["extension={granted: 0.5, at_most_at_once: 0}"], ["extension.granted"]),
        (
            ["recovery={hardship: {share: 0.2}, downturn: {county_factor_above: 1, share: 0.3}}"],
            ["recovery.downturn.share"],
        ),
        (["recovery={hardship: {share: 0.4}, downturn: {county_factor_above: 1, share: 0.3}}"], []),
    ],
)
def test_cautions(overrides, keys):
    assert [caution.key for caution in cautions(parse_scenario(SMALL, overrides))] == keys


def test_admission_does_not_touch_a_tape(tape_folder):
    scenario = parse_scenario(TAPE, ["admission.minimum_grade=A"], tape_folder)
    assert [caution.key for caution in cautions(scenario)] == ["admission.minimum_grade"]


def test_reported_fund():
    assert reported_fund(parse_scenario(SMALL)).name == "county_fund"
    assert reported_fund(parse_scenario(RICH, ["report.fund=pool"])).name == "pool"
    assert reported_fund(parse_scenario(SMALL, ["layers.county_fund.kind=pool"])) is None


def test_names_of_a_data_file_are_checked_when_they_are_known(tape_folder):
    overrides = ["shocks.s={rate: 1, townships: [East], industries: [crop]}", "admission.minimum_grade=A"]
    scenario = parse_scenario(TAPE, overrides, tape_folder)
    assert unknown_names(scenario, "township", ["East"]) == []
    (fault,) = unknown_names(scenario, "township", ["Eastern", "West"])
    assert (fault.key, fault.remedy) == ("shocks.s.townships", "did you mean 'Eastern'?")
    (fault,) = unknown_names(scenario, "industry", [f"i{number}" for number in range(20)])
    assert fault.remedy == "known: i0, i1, i2, i3, i4, i5, i6, i7 ..."
    (fault,) = unknown_names(scenario, "grade", [])
    assert fault.remedy == "known: none"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1, 1).map(lambda value: round(value, 3)), min_size=6, max_size=6))
def test_positive_definite_as_by_eigenvalues(values):
    names = ["a", "b", "c", "d"]
    pairs = [(one, other) for n, one in enumerate(names) for other in names[n + 1 :]]
    matrix = {name: {} for name in names}
    for (one, other), value in zip(pairs, values, strict=True):
        matrix[one][other] = value
    full = np.eye(4) + sum(
        value
        * (
            np.outer(np.eye(4)[names.index(a)], np.eye(4)[names.index(b)])
            + np.outer(np.eye(4)[names.index(b)], np.eye(4)[names.index(a)])
        )
        for (a, b), value in zip(pairs, values, strict=True)
    )
    smallest = np.linalg.eigvalsh(full).min()
    scenario = parse_scenario(SMALL)
    correlation = scenario.correlation.model_copy(update={"industry": 0.1, "industry_matrix": matrix})
    found = list(matrix_contradictions(scenario.model_copy(update={"correlation": correlation})))
    if abs(smallest) > 1e-9:
        assert bool(found) == (smallest < 0)
