"""Changes given in Python: texts as on the command line, or keys with their values."""

from __future__ import annotations

import numpy as np
import pytest

import fundsim as fs

CHANGES = {
    "horizon.months": 12,
    "layers.county_fund.pays": np.float64(0.5),
    "report.fund_sizes": np.array([1e6, 2e6]),
    "lending": {"mode": "run_off"},
    "horizon.settle": True,
    "name": "罗平 = half",
}


def test_keys_with_values_are_the_same_as_texts() -> None:
    texts = [
        "horizon.months=12", "layers.county_fund.pays=0.5", "report.fund_sizes=[1000000, 2000000]",
        "lending={mode: run_off}", "horizon.settle=true", "name=罗平 = half",
    ]  # fmt: skip
    scenario = fs.load_scenario("luoping", CHANGES)
    assert scenario == fs.load_scenario("luoping", texts)
    assert scenario.layers[0].pays == 0.5
    assert scenario.report.fund_sizes == (1e6, 2e6)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ("horizon.months=12", "is one text; give a list of changes"),
        ([("horizon.months", 12)], "is no text; write .* or give a mapping"),
        ({"horizon.months": object()}, "is no number, text, truth value, list or block"),
    ],
)
def test_other_forms_are_refused_with_a_remedy(overrides: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        fs.load_scenario("luoping", overrides)


@pytest.mark.parametrize("source", [None, ["luoping"], 3])
def test_a_source_that_is_no_file_is_refused(source: object) -> None:
    with pytest.raises(TypeError, match="neither a file nor the name of a scenario"):
        fs.load_scenario(source)


def test_a_value_that_is_not_allowed_is_told_by_its_key() -> None:
    with pytest.raises(fs.ScenarioError, match=r"layers\.county_fund\.pays.*1\.5"):
        fs.load_scenario("luoping", {"layers.county_fund.pays": 1.5})
