"""A report says how its paths were drawn, where not plainly."""

from __future__ import annotations

import pytest
from tests.unit.test_quality_of_answers import cautions_of

import fundsim as fs


@pytest.mark.parametrize(
    ("method", "said"),
    [("plain", ""), ("importance", "importance sampling. Tables"), ("sobol", "drawn by sobol sampling")],
)
def test_how_paths_were_drawn_is_a_caution(method: str, said: str) -> None:
    ds = fs.simulate(fs.load_scenario("luoping", [f"sampling.method={method}", "horizon.months=24"]), 64)
    cautions = cautions_of(ds)
    assert any("sampling" in caution for caution in cautions) is bool(said)
    assert any(said in caution for caution in cautions)
    if method == "importance":
        assert any(f"only the {int(ds['usual'].sum()):,} that" in caution for caution in cautions)
