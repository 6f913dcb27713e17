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
FEW, MANY = 256, 2048
VARIANTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "all": (w1.LOANS, ()),
    "one size": (w1.LOANS, (ONE_SIZE,)),
    "quiet": (w1.LOANS, (QUIET,)),
    "quiet, one size": (w1.LOANS, (QUIET, ONE_SIZE)),
    "quiet, yearly factors": (w1.LOANS, (QUIET, YEARLY)),
    "quiet, four times the loans": (4 * w1.LOANS, (QUIET,)),
}


def times_of_path() -> dict[str, float]:
    """Time of one more path of each variant, on one thread; what a run costs once falls out of the difference. [µs]"""
    runs = {
        (name, paths): partial(fs.simulate, w1.scenario(loans, *settings), paths, threads=1, monthly=False)
        for name, (loans, settings) in VARIANTS.items()
        for paths in (FEW, MANY)
    }
    rounds = [{run: seconds(runs[run]) for run in runs} for _ in range(ROUNDS)]
    best = {run: min(times[run] for times in rounds) for run in runs}
    return {name: 1e6 * (best[name, MANY] - best[name, FEW]) / (MANY - FEW) for name in VARIANTS}


@pytest.mark.benchmark(group="Where the time of a path goes, one thread")
def bench_parts(benchmark: Any) -> None:
    """Differences between variants; `quiet` is a thousandth of the risk."""
    fs.simulate(w1.scenario(), FEW, threads=1)
    cost = times_of_path()
    benchmark.pedantic(fs.simulate, (w1.scenario(), FEW), {"threads": 1}, rounds=1)
    factors = (cost["quiet"] - cost["quiet, yearly factors"]) * 36 / 33  # yearly factors leave 3 of 36 periods
    selection = (cost["quiet, four times the loans"] - cost["quiet"]) / 3
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
