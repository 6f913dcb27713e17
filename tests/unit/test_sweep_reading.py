"""Sweep files: faults at their place, and which points a file means."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from scipy import stats
from tests.unit.sweep_files import SMALL, TINY, small_plan, write_sweep

from fundsim.errors import ScenarioError
from fundsim.scenario_file import shipped_folder
from fundsim.scenario_file.shipped import shipped_sweeps
from fundsim.scenario_file.sources import DEFAULT, sources_of_resolved
from fundsim.sweep import plan_sweep
from fundsim.sweep.design import Sample
from fundsim.sweep.laws import sampled_values
from fundsim.sweep.reading import check_sweep
from fundsim.sweep.schema import SCHEMA_FILE, sweep_json_schema

HEAD = "name: Broken\nbase: luoping\n"
FAULTS = {
    "grdi: {a: [1]}": "bad.yaml:3:1  grdi: unknown key; did you mean 'grid'?",
    "paths: 0": "bad.yaml:3:8  paths: 0 is too small; allowed: a whole number from 1 up",
    "grid: {layers.county_fund.pays: []}": "bad.yaml:3:8  grid.layers.county_fund.pays: the list has no items",
    "grid: {correlation.county: 0.1}": "grid.correlation.county: 0.1 is a number, not a list",
    "grid: {correlation.county: [1.5]}": "bad.yaml:3:29  correlation.county: 1.5 is too large",
    "grid: {correlation.conty: [0.1]}": "correlation.conty: unknown key; did you mean 'county'?",
    "grid: {layers.county_found.pays: [0.1]}": "there is no `county_found` in `layers`; did you mean 'county_fund'?",
    "grid: {correlation.county: [0.5], correlation.township: [0.5]}": "below 1; so at the point: county 0.5",
    "zip: {correlation.county: [0.1], correlation.township: [0.1, 0.2]}": "has 2 values, the list before it 1",
    "grid: {correlation: [{county: 0.1}]}\nzip: {correlation.county: [0.1]}": "changes what `grid` changes already",
    "keep: [claim]": "keep.1: 'claim' is no variable by path; did you mean 'claims'?",
    "keep: [balance]": "`balance` is always there, over all paths",
    "keep: [balance_sample]": "'balance_sample' is no variable by path; the output reference lists them",
    "scenarios: {thin: 3}": "scenarios.thin: holds no block of changes",
    "scenarios: {thin: {corelation: {county: 0.1}}}": "corelation: unknown key; did you mean 'correlation'?",
    "sample: {points: 10, method: sobol, of: {a: {law: uniform, low: 0, high: 1}}}": "use 8 or 16",
    "sample: {points: 8, of: {a: {law: unifrom, low: 0, high: 1}}}": "did you mean 'uniform'?",
    "sample: {points: 8, of: {a: {law: uniform, low: 2, high: 1}}}": "sample.of.a.high: 1 is not above `low`",
    "sample: {points: 8, of: {a: {law: beta, mean: 0.5, standard_deviation: 0.6}}}": "give a smaller one",
    "sample: {points: 8, of: {a: {law: triangular, low: 0, mode: 3, high: 1}}}": "order the three: low, mode, high",
}


@pytest.mark.parametrize("text", FAULTS)
def test_faults_are_shown_at_their_place(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_sweep(tmp_path, HEAD + text, "bad.yaml")
    with pytest.raises(ScenarioError) as error:
        plan_sweep("bad.yaml")
    assert FAULTS[text] in str(error.value)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = "name: 3\nbase: luopin\npaths: 0\ngrid: {a: 1}\n"
    with pytest.raises(ScenarioError, match="4 faults in the sweep") as error:
        check_sweep(write_sweep(tmp_path, text))
    assert "did you mean 'luoping'?" in str(error.value)


def test_a_misspelt_shipped_sweep_is_recognised() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'extension_policy'"):
        check_sweep("extension_polic")


def test_points_are_all_combinations_with_the_seed_of_their_repetition(tmp_path: Path) -> None:
    plan = small_plan(
        tmp_path, SMALL + "replications: 2\nseed: 7\nscenarios: {as_is: {}, long: {horizon: {months: 24}}}\n"
    )
    assert len(plan.points) == 2 * 3 * 2 * 2
    first, second, third = plan.points[:3]
    assert (first.label, first.seed) == ("as_is, county 0.1, annual 0.05, filed_after_days 0, replication 0", 7)
    assert (second.replication, second.seed) == (1, 8)
    assert third.values == {"county": 0.1, "annual": 0.1, "filed_after_days": 30}
    assert third.scenario is not None
    assert third.scenario.claim.filed_after_days == 30
    assert {point.scenario.horizon.months for point in plan.points[12:] if point.scenario} == {24}


def test_overrides_paths_and_seed_replace_those_of_the_files(tmp_path: Path) -> None:
    plan = plan_sweep(write_sweep(tmp_path), ["horizon.months=7"], n_paths=3, seed=9)
    assert plan.points[0].scenario is not None
    assert (plan.paths, plan.points[0].seed, plan.points[0].scenario.horizon.months) == (3, 9, 7)


def test_the_hash_sees_numbers_and_no_texts(tmp_path: Path) -> None:
    plan = small_plan(tmp_path)
    assert small_plan(tmp_path, SMALL.replace("Small", "Other")).sweep_hash == plan.sweep_hash
    for changed in (SMALL.replace("0.3]", "0.31]"), SMALL.replace("paths: 8", "paths: 9"), SMALL + "seed: 2\n"):
        assert small_plan(tmp_path, changed).sweep_hash != plan.sweep_hash


@pytest.mark.parametrize("method", ["latin_hypercube", "sobol"])
def test_sampled_values_follow_their_laws(method: str) -> None:
    laws = {
        "uniform": ({"low": 2.0, "high": 4.0}, stats.uniform(2.0, 2.0)),
        "log_uniform": ({"low": 0.01, "high": 1.0}, stats.loguniform(0.01, 1.0)),
        "triangular": ({"low": 0.0, "mode": 1.0, "high": 4.0}, stats.triang(0.25, 0.0, 4.0)),
        "normal": ({"mean": 3.0, "standard_deviation": 2.0}, stats.norm(3.0, 2.0)),
        "beta": ({"mean": 0.25, "standard_deviation": 0.25}, stats.beta(0.5, 1.5)),
    }
    of = {name: {"law": name, **terms} for name, (terms, _) in laws.items()}
    of["lognormal"] = {"law": "lognormal", "mean": 2.0, "standard_deviation": 1.0}
    of["whole_numbers"] = {"law": "whole_numbers", "low": 1, "high": 4}
    values = sampled_values(Sample.model_validate({"method": method, "points": 256, "of": of}), seed=1)
    for name, (_, law) in laws.items():
        # One point in each of 256 slices: the distribution functions differ by at most one slice.
        assert stats.kstest(values[name], law.cdf).statistic <= 1.0 / 256.0 + 1e-9, name
    assert np.mean(values["lognormal"]) == pytest.approx(2.0, rel=0.01)
    assert np.std(values["lognormal"]) == pytest.approx(1.0, rel=0.1)
    assert [values["whole_numbers"].count(number) for number in (1, 2, 3, 4)] == [64] * 4


@pytest.mark.parametrize("name", ["fund_size_by_leverage_and_share", "correlation_and_pd", "extension_policy"])
def test_shipped_sweeps_are_in_order(name: str) -> None:
    plan = plan_sweep(name)
    assert plan.description
    assert len(plan.points) >= 25


# ---------------------------------------------------------------- schema for editors


def fits_the_schema(text: str) -> bool:
    return Draft7Validator(sweep_json_schema()).is_valid(YAML(typ="safe", pure=True).load(text))


def test_the_shipped_schema_of_sweeps_is_a_schema() -> None:
    Draft7Validator.check_schema(sweep_json_schema())


@pytest.mark.parametrize("path", [sweep.path for sweep in shipped_sweeps()], ids=lambda path: path.stem)
def test_editors_find_the_schema_of_a_shipped_sweep_and_accept_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    modeline = text.splitlines()[0]
    assert modeline.startswith("# yaml-language-server: $schema=")
    if shipped_folder().name == "scenarios":  # an installed package has the schema elsewhere
        assert (path.parent / modeline.partition("=")[2]).resolve() == SCHEMA_FILE.resolve()
    assert fits_the_schema(text)


@pytest.mark.parametrize("text", [SMALL, TINY])
def test_the_schema_accepts_sweeps_that_run(text: str) -> None:
    assert fits_the_schema(text)


@pytest.mark.parametrize(
    "fault",
    [
        "grdi: {a: [1]}",
        "paths: 0",
        "grid: {correlation.county: 0.1}",
        "grid: {layers.county_fund.pays: []}",
        "keep: [claim]",
        "keep: [balance]",
        "scenarios: {thin: 3}",
        "sample: {points: 8, of: {a: {law: unifrom, low: 0, high: 1}}}",
    ],
)
def test_the_schema_refuses_what_is_misspelt_or_misplaced(fault: str) -> None:
    assert fault in FAULTS
    assert fits_the_schema(HEAD)
    assert not fits_the_schema(HEAD + fault)


def test_uncertain_parameters_of_the_base_stand_at_their_means_and_are_told(tmp_path: Path) -> None:
    base = "extends: thin_fund\nname: base\ndefault_probability: {annual: {normal: {mean: 0.05, sd: 0.01}}}\n"
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    text = "name: pays\nbase: base.yaml\ngrid: {layers.county_fund.pays: [0.5, 0.6]}\n"
    (tmp_path / "sweep.yaml").write_text(text, encoding="utf-8")
    plan = plan_sweep(tmp_path / "sweep.yaml")
    assert {point.scenario.default_probability.annual for point in plan.points} == {0.05}
    assert ["uncertain" in str(caution) for caution in plan.cautions] == [True]
    text = "name: risk\nbase: base.yaml\ngrid: {default_probability.annual: [0.03, 0.06]}\n"
    (tmp_path / "sweep.yaml").write_text(text, encoding="utf-8")
    plan = plan_sweep(tmp_path / "sweep.yaml")
    assert {point.scenario.default_probability.annual for point in plan.points} == {0.03, 0.06}
    assert plan.cautions == ()


def test_the_base_of_a_plan_cites_no_source_for_what_nobody_wrote() -> None:
    found = {item.key: item.source for item in sources_of_resolved(json.loads(plan_sweep("extension_policy").base))}
    assert found["recovery.hardship.court_cost"] == DEFAULT
    assert found["layers.county_fund.pays"] not in (None, DEFAULT)
