"""Citations that cover no number are told."""

from __future__ import annotations

from pathlib import Path

from tests.unit.example_scenarios import SMALL

from fundsim.scenario_file import check_scenario
from fundsim.scenario_file.loading import parse_scenario
from fundsim.scenario_file.sources import DEFAULT, sources_of_resolved
from fundsim.scenario_file.writing import resolved_yaml, scenario_data


def test_citations_of_keys_that_are_not_written_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "county.yaml"
    file.write_text(
        "extends: luoping\n"
        "name: My county\n"
        "layers: {county_fund: {pays: 0.8}}\n"
        "sources:\n"
        "  layers.county_fund.pays: county rules\n"
        "  layers.county_fnd.account: misspelt\n"
        "  loans.township: misspelt, too\n",
        encoding="utf-8",
    )
    told = [str(caution) for caution in check_scenario(file).cautions]
    assert told == [
        f"{file}:6:3  sources.layers.county_fnd.account: is the source of nothing: the scenario writes no such key; "
        "did you mean 'layers.county_fund.account'?",
        f"{file}:7:3  sources.loans.township: is the source of nothing: the scenario writes no such key; "
        "did you mean 'loans.townships'?",
    ]


def test_citations_of_what_a_file_removes_are_inherited_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "county.yaml"
    file.write_text("extends: luoping\nname: My county\nlayers: {county_fund: {remove: true}}\n", encoding="utf-8")
    assert not [caution for caution in check_scenario(file).cautions if caution.key.startswith("sources")]


def test_the_citation_of_the_rest_does_not_speak_for_defaults() -> None:
    tree = scenario_data(parse_scenario(SMALL, ["sources={'*': assumed, extension.months: our rule}"]))
    found = {item.key: item.source for item in sources_of_resolved(tree)}
    assert found["default_probability.by_industry.crop"] == "assumed"
    assert found["monitoring.detects"] == DEFAULT
    assert found["extension.months"] == "our rule"


CITED_FUND = SMALL.replace("yield: 0.015", "yield: 0").replace("layers.county_fund.pays:", "layers.county_fund:")


def test_the_citation_of_a_block_does_not_speak_for_numbers_that_nobody_wrote() -> None:
    written = parse_scenario(CITED_FUND)
    for scenario in (written, parse_scenario(resolved_yaml(written))):  # where every number is written out
        found = {item.key: item.source for item in sources_of_resolved(scenario_data(scenario))}
        assert found["layers.county_fund.account.leverage"] == "[7]"
        assert found["layers.county_fund.account.recoveries"] == DEFAULT


def test_a_default_that_is_written_has_the_source_of_its_block() -> None:
    found = {item.key: item.source for item in sources_of_resolved(scenario_data(parse_scenario(CITED_FUND)))}
    assert found["layers.county_fund.account.yield"] == "[7]"  # 0, which is also the default
