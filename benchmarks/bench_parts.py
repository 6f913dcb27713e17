"""Where the time of a path goes: W1 with parts of it taken away."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from benchmarks import county as w1
from benchmarks.bench_scale import riskier
from benchmarks.measuring import ROUNDS, note, seconds

import fundsim as fs

QUIET, ONE_SIZE, YEARLY = riskier(1e-3), "report.fund_sizes=[2000000]", "correlation.factor_period=12"
FEW, MANY = 256, 1024
VARIANTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "all": (w1.LOANS, ()),
    "one size": (w1.LOANS, (ONE_SIZE,)),
    "quiet": (w1.LOANS, (QUIET,)),
    "quiet, one size": (w1.LOANS, (QUIET, ONE_SIZE)),
    "quiet, yearly factors": (w1.LOANS, (QUIET, YEARLY)),
    "quiet, half the loans": (w1.LOANS // 2, (QUIET,)),
}


def time_of_path(scenario: fs.Scenario) -> float:
    """Time of one more path, on one thread; what a run costs once falls out of the difference. [µs]"""
    few, many = (
        min(seconds(partial(fs.simulate, scenario, paths, threads=1, monthly=False)) for _ in range(ROUNDS))
        for paths in (FEW, MANY)
    )
    return 1e6 * (many - few) / (MANY - FEW)


@pytest.mark.benchmark(group="Where the time of a path goes, one thread")
def bench_parts(benchmark: Any) -> None:
    """Differences between variants; `quiet` is a thousandth of the risk."""
    fs.simulate(w1.scenario(), FEW, threads=1)
    cost = {name: time_of_path(w1.scenario(loans, *settings)) for name, (loans, settings) in VARIANTS.items()}
    benchmark.pedantic(fs.simulate, (w1.scenario(), FEW), {"threads": 1}, rounds=1)
    factors = (cost["quiet"] - cost["quiet, yearly factors"]) * 36 / 33  # yearly factors leave 3 of 36 periods
    selection = 2.0 * (cost["quiet"] - cost["quiet, half the loans"])
    sizes = (cost["quiet"] - cost["quiet, one size"]) * 20 / 19
    waterfall = (cost["all"] - cost["one size"]) * 20 / 19 - sizes
    parts = {
        "factors and hazards, drawn every month": factors,
        "choosing the loans in distress": selection,
        "accounts of 20 fund sizes": sizes,
        "claims and recoveries of 20 fund sizes": waterfall,
        "loans in distress, their claims through the other layers": cost["all"] - cost["quiet"] - waterfall,
    }
    parts["the rest: months, ratios, resetting"] = cost["all"] - sum(parts.values())
    for name, value in (parts | {"all": cost["all"]}).items():
        note(benchmark, part=name, **{"µs": value, "share [%]": 100.0 * value / cost["all"]})
    benchmark.extra_info["remark"] = "By taking parts away: parts that hide behind others show as less than they are."
