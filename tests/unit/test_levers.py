"""Levers: what is on changes the programme and costs money, what is off changes nothing and is checked all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.example_scenarios import SMALL as EXAMPLE
from tests.unit.kernel_runs import variables

from fundsim.errors import Fault, ScenarioError
from fundsim.portfolio import build_loan_book
from fundsim.programme.contradictions import cautions
from fundsim.scenario_file import check_scenario, lever_changes, parse_scenario, resolved_yaml, sources_of
from fundsim.show import scenario_text, sourcing_of

SMALL = EXAMPLE.partition("sources:")[0]
LEVERS = """
levers:
  visits:
    set:
      monitoring.detects: 0.9
      layers.county_fund.pays: 0.6
    cost_per_year: 24000
  courts:
    on: true
    set: {wilful_default: {share: 0.1}}
    cost_per_year: 12000
sources:
  levers: a study
  levers.courts: another study
"""


def faults_of(text: str, *overrides: str) -> list[Fault]:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(SMALL + text, overrides)
    return list(caught.value.faults)


def line_of(text: str, words: str) -> int:
    """Line of the whole file in which some words stand."""
    return next(number for number, line in enumerate((SMALL + text).splitlines(), 1) if words in line)


def test_only_what_is_on_changes_the_programme() -> None:
    plain, scenario = parse_scenario(SMALL), parse_scenario(SMALL + LEVERS)
    assert scenario.wilful_default.share == 0.1
    assert scenario.monitoring == plain.monitoring
    assert scenario.layers == plain.layers


def test_set_switches_a_lever_on_and_comes_before_it() -> None:
    scenario = parse_scenario(SMALL + LEVERS, ["levers.visits.on=true", "monitoring.detects=0.2"])
    assert scenario.monitoring.detects == 0.9
    assert [layer.pays for layer in scenario.layers if layer.name == "county_fund"] == [0.6]
    changed = parse_scenario(SMALL + LEVERS, ["levers.visits.on=true", "levers.visits.set.monitoring.detects=0.3"])
    assert changed.monitoring.detects == 0.3
    off = parse_scenario(SMALL + LEVERS, ["levers.courts.on=false"])
    assert off.wilful_default == parse_scenario(SMALL).wilful_default


def test_the_later_of_two_levers_holds_and_is_noted() -> None:
    text = (
        "\nlevers:\n  first: {on: true, set: {monitoring.detects: 0.4}}\n"
        "  second: {on: true, set: {monitoring.detects: 0.6}}\n"
    )
    scenario = parse_scenario(SMALL + text)
    assert scenario.monitoring.detects == 0.6
    notes = [fault for fault in cautions(scenario) if fault.key.startswith("levers")]
    assert [fault.key for fault in notes] == ["levers.second.set.monitoring.detects"]
    assert "lever `first`" in notes[0].message


@pytest.mark.parametrize("on", ["true", "false"])
@pytest.mark.parametrize(
    ("setting", "key", "words"),
    [
        ("monitoring.detcts: 0.9", "monitoring.detcts", "did you mean 'detects'"),
        ("monitoring: {detcts: 0.9}", "monitoring.detcts", "did you mean 'detects'"),
        ("monitoring.detects: 1.9", "monitoring.detects", "from 0 to 1"),
        ("layers.county_fnd.pays: 0.9", "layers.county_fnd.pays", "did you mean 'county_fund'"),
        ("breakers: {remove: true}", "breakers", "takes nothing away"),
        ("moniter.detects: 0.9", "moniter", "did you mean 'monitoring'"),
        ("levers.visits.on: true", "levers.visits.set", "nothing that a lever can change"),
    ],
)
def test_wrong_settings_are_faults_at_their_place_whether_on_or_off(
    on: str, setting: str, key: str, words: str
) -> None:
    text = f"\nlevers:\n  visits:\n    on: {on}\n    set:\n      {setting}\n"
    faults = faults_of(text)
    assert [fault.key for fault in faults] == [key]
    assert words in str(faults[0])
    expected = "    set:" if "can change" in words else setting
    assert faults[0].line == line_of(text, expected)
    assert faults[0].column > 0


def test_contradictions_wait_until_the_lever_is_on() -> None:
    text = "\nlevers:\n  visits: {set: {report.fund: nobody}}\n"
    assert parse_scenario(SMALL + text).report.fund is None
    assert {fault.key for fault in faults_of(text, "levers.visits.on=true")} == {"report.fund"}


def test_resolved_scenario_is_the_same_scenario() -> None:
    scenario = parse_scenario(SMALL + LEVERS, ["levers.visits.on=true"])
    assert parse_scenario(resolved_yaml(scenario)) == scenario


def test_changes_are_told_from_what_to_what_with_cost_and_source(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL + LEVERS, encoding="utf-8")
    checked = check_scenario(file)
    changes = lever_changes(checked.before_levers, checked.document)
    plain = parse_scenario(SMALL)
    assert [(change.lever, change.key, change.after) for change in changes] == [
        ("visits", "monitoring.detects", 0.9),
        ("visits", "layers.county_fund.pays", 0.6),
        ("courts", "wilful_default", {"share": 0.1}),
    ]
    assert changes[0].before == plain.monitoring.detects
    assert changes[2].before == {"share": plain.wilful_default.share}
    book = build_loan_book(checked.scenario, seed=1)
    text = " ".join(scenario_text(checked.scenario, book, sourcing_of(checked), changes).split())
    assert (
        f"Lever courts is on. It sets `wilful_default.share` from {plain.wilful_default.share:g} to 0.1. It costs the "
        "government 12,000 CNY a year. [source: another study]"
    ) in text
    assert "Lever visits is off. It would set `monitoring.detects`" in text
    assert "and cost the government 24,000 CNY a year." in text
    number = {item.key: item.source for item in sources_of(checked.document, checked.scenario.sources)}
    assert number["wilful_default.share"] == "lever courts: another study"


def results(*overrides: str) -> dict[str, Any]:
    scenario = parse_scenario(SMALL + LEVERS, ["horizon.months=18", *overrides])
    return variables(scenario, build_loan_book(scenario, seed=1), 5)


def test_cost_is_paid_by_the_government_a_twelfth_a_month() -> None:
    """18 months of 1,000 for courts; visits, which here change nothing else, add 2,000 a month."""
    costs = (
        "levers.visits.set.monitoring.detects=0",
        "monitoring.detects=0",
        "levers.visits.set.layers.county_fund.pays=0.3",
    )
    one, two = results(*costs), results(*costs, "levers.visits.on=true")
    np.testing.assert_allclose(one["lever_cost"], 18_000.0)
    np.testing.assert_allclose(two["lever_cost"], 54_000.0)
    paid = sum(2_000.0 * 1.015 ** (-(month + 1) / 12.0) for month in range(18))  # discounted at the fund's yield
    np.testing.assert_allclose(two["government_cost"] - one["government_cost"], paid)
    assert not results("levers.courts.on=false")["lever_cost"].any()
