"""What it costs when the state of the loans acts back on risk and lending."""

from __future__ import annotations

from typing import Any

import pytest
from benchmarks import county as w1
from benchmarks.measuring import enough_paths, note, race

import fundsim as fs

STEADY = "lending={mode: steady}"
BREAKER = "breakers={stop: {watch: npl_ratio, at: township, stop_above: 0.05, resume_below: 0.04}}"
CONTAGION = "contagion={township: {strength: 2}}"
CASES = {
    "steady lending": ([STEADY], []),
    "breaker in every township": ([STEADY, BREAKER], [STEADY]),
    "contagion": ([CONTAGION], []),
    "all three": ([STEADY, BREAKER, CONTAGION], []),
}


@pytest.mark.benchmark(group="Feedback: time with it ÷ without it")
@pytest.mark.parametrize("name", CASES)
def bench_feedback(name: str, benchmark: Any) -> None:
    """The same county with and without a feedback."""
    settings, fewer = CASES[name]
    terms, without = w1.scenario(w1.LOANS, *settings), w1.scenario(w1.LOANS, *fewer)
    paths = enough_paths(lambda n: fs.simulate(terms, n, threads=2), 2.0, 1024)
    longer, shorter = race(
        benchmark, lambda: fs.simulate(terms, paths, threads=2), lambda: fs.simulate(without, paths, threads=2)
    )
    base = "steady lending" if fewer else "run-off"
    note(benchmark, feedback=name, **{"without it": base}, ratio=longer / shorter, goal="≤ 3")
