"""The county of W1: against other ways to simulate it, many fund sizes against one, one thread against two."""

from __future__ import annotations

import os
from functools import cache, partial
from types import ModuleType
from typing import Any

import pytest
from benchmarks import county as w1
from benchmarks import numpy_twin, plain_numba
from benchmarks.measuring import Run, enough_paths, note, race

import fundsim as fs

CHECKED = 1024  # paths on which the answers are compared
TWINS = {"vectorised NumPy": (numpy_twin, "≥ 40"), "plain numba loops": (plain_numba, "")}


@cache
def check_agreement(twin: ModuleType) -> float:
    """Distance of claims, payments and ruin from fundsim's; four standard errors are too far. [standard errors]"""
    ours = w1.outcome(fs.simulate(w1.scenario(), CHECKED, seed=1, threads=2, monthly=False))
    apart = w1.furthest(ours, twin.simulate(w1.county(seed=1), CHECKED, seed=2))
    assert apart < 4.0
    return apart


@pytest.mark.benchmark(group="The same county by other means, two threads")
@pytest.mark.parametrize("name", TWINS)
@pytest.mark.parametrize("monthly", [True, False])
def bench_against(name: str, monthly: bool, benchmark: Any) -> None:
    """Paths a second; without the monthly bands fundsim's results are nearer to what the others keep."""
    (twin, goal), terms, county = TWINS[name], w1.scenario(), w1.county()
    paths = enough_paths(lambda n: fs.simulate(terms, n, threads=2, monthly=monthly), 3.0, 2048)
    theirs = enough_paths(lambda n: twin.simulate(county, n))
    ours, other = race(
        benchmark,
        lambda: fs.simulate(terms, paths, threads=2, monthly=monthly),
        lambda: twin.simulate(county, theirs),
    )
    note(
        benchmark,
        **{
            "compared with": name,
            "monthly results": "yes" if monthly else "no",
            "fundsim [paths/s]": paths / ours,
            "other [paths/s]": theirs / other,
            "ratio": paths / ours / (theirs / other),
            "goal": goal,
            "answers apart [standard errors]": check_agreement(twin),
        },
    )


@pytest.mark.benchmark(group="Fund sizes and threads")
@pytest.mark.parametrize("monthly", [True, False])
def bench_fund_sizes(monthly: bool, benchmark: Any) -> None:
    """Twenty fund sizes against one; monthly results are balances and payments of every size."""
    many, one = w1.scenario(), w1.scenario(w1.LOANS, "report.fund_sizes=[2000000]")
    paths = enough_paths(lambda n: fs.simulate(many, n, threads=2, monthly=monthly), 3.0, 2048)
    twenty, single = race(
        benchmark,
        lambda: fs.simulate(many, paths, threads=2, monthly=monthly),
        lambda: fs.simulate(one, paths, threads=2, monthly=monthly),
    )
    what = f"time with 20 fund sizes ÷ with one, {'with' if monthly else 'without'} monthly results"
    note(benchmark, measure=what, ratio=twenty / single, goal="≤ 1.1")


def on_one_processor(run: Run) -> None:
    """Run on a single processor: what gathers results would otherwise work beside the one thread that simulates."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        run()
    finally:
        os.sched_setaffinity(0, allowed)


@pytest.mark.benchmark(group="Fund sizes and threads")
@pytest.mark.parametrize("alone", [True, False] if hasattr(os, "sched_setaffinity") else [False])
def bench_threads(alone: bool, benchmark: Any) -> None:
    """One thread against two; alone on one processor, or with another one for gathering results."""
    terms = w1.scenario()
    paths = enough_paths(lambda n: fs.simulate(terms, n, threads=1), 8.0, 4096)  # what happens once has one thread

    def single() -> None:
        fs.simulate(terms, paths, threads=1)

    two, one = race(
        benchmark,
        lambda: fs.simulate(terms, paths, threads=2),
        partial(on_one_processor, single) if alone else single,
    )
    what = "time with one thread on one processor ÷ with two on two" if alone else "time with one thread ÷ with two"
    note(benchmark, measure=what, ratio=one / two, goal="≥ 1.9")
