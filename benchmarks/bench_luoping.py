"""Time of the county baseline: paths simulated, laid out and labelled, as a user runs them."""

from __future__ import annotations

from typing import Any

import fundsim as fs

PATHS = 1000


def bench_simulate_luoping(benchmark: Any) -> None:
    """A thousand paths of ten years on two threads."""
    scenario = fs.load_scenario("luoping")
    results = benchmark(fs.simulate, scenario, PATHS, seed=1, threads=2)
    assert results.sizes["path"] == PATHS
