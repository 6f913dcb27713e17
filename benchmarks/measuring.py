"""How times are compared: contenders run in turn, several rounds, and the quickest round of each counts."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

ROUNDS = 3
Run = Callable[[], object]
RunPaths = Callable[[int], object]


def seconds(run: Run) -> float:
    """Wall time of one run. [s]"""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def enough_paths(run: RunPaths, least: float = 0.5, paths: int = 64) -> int:
    """Number of paths, doubled until a run takes a while; what has to be compiled is compiled on the way."""
    run(paths)
    while seconds(partial(run, paths)) < least:
        paths *= 2
    return paths


def race(benchmark: Any, run: Run, rival: Run, rounds: int = ROUNDS) -> tuple[float, float]:
    """Quickest round of a run and of its rival, which has its turn before each round. [s]"""
    times: list[float] = []

    def rivals_turn() -> None:
        times.append(seconds(rival))

    benchmark.pedantic(run, setup=rivals_turn, rounds=rounds)
    return benchmark.stats.stats.min, min(times)


def note(benchmark: Any, **row: object) -> None:
    """Keep a row of the group's table in ``results.md``; names of the columns are as printed."""
    benchmark.extra_info.setdefault("rows", []).append(row)
