"""How much a sampling method gains: variance with plain paths over variance with the method, for as many paths."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import fundsim as fs

PATHS, SEEDS = 1024, 24
CASE = "theory/vasicek"
TAIL = 0.999


def figures(method: str, seed: int, bad: float) -> tuple[float, float]:
    """Estimates of the mean loss and of the chance of a loss beyond a bound. [CNY], [1]"""
    scenario = fs.load_scenario(CASE, [f"sampling={{method: {method}}}"])
    ds = fs.simulate(scenario, n_paths=PATHS, seed=seed, threads=2)
    weight = ds.weight.values if "weight" in ds else np.ones(PATHS)
    claims = ds.claims.values
    return float(np.average(claims, weights=weight)), float(np.average(claims > bad, weights=weight))


@pytest.mark.parametrize("method", ["sobol", "stratified", "importance"])
def bench_variance_ratio(method: str, benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Variances over seeds; the time is that of one run."""
    losses = fs.simulate(fs.load_scenario(CASE), n_paths=20_000, seed=99, threads=2).claims
    bad = float(losses.quantile(TAIL, method="inverted_cdf"))
    plain = np.var([figures("plain", seed, bad) for seed in range(SEEDS)], axis=0, ddof=1)
    chosen = np.var([figures(method, seed, bad) for seed in range(SEEDS)], axis=0, ddof=1)
    benchmark.pedantic(figures, (method, 1, bad), rounds=3)
    mean, tail = plain / chosen
    benchmark.extra_info |= {"variance_ratio_mean": mean, "variance_ratio_tail": tail}
    with capsys.disabled():
        print(f"\n{method}: variance ratio {mean:.1f} for the mean, {tail:.1f} for a loss of 1 year in 1,000")
