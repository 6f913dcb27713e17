"""What a sweep will cost, from short runs of a few of its points."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

import numpy as np

from fundsim.errors import FundsimError
from fundsim.programme import Scenario
from fundsim.simulation import simulate
from fundsim.sweep.plan import Plan
from fundsim.sweep.points import Point
from fundsim.sweep.reducing import Outline, options_of, reduced
from fundsim.sweep.running import outline_of

MOST_PILOT_PATHS = 512
DOUBLE = 8  # bytes


class Cost(NamedTuple):
    """Estimated cost of a sweep.

    Parameters
    ----------
    points : int
        Points that are still to be run.
    seconds : float
        Time of all of them, so many at a time as asked for. [s]
    memory : float
        Of all runs that go on at a time, without the program itself. [bytes]
    disk : float
        Of the store before compression. [bytes]
    pilots, pilot_paths : int
        Points that were timed, and paths of each.
    """

    points: int
    seconds: float
    memory: float
    disk: float
    pilots: int
    pilot_paths: int


class Line(NamedTuple):
    """Cost that grows with the number of paths: ``fixed + slope × paths``."""

    fixed: float
    slope: float

    def at(self, paths: int) -> float:
        """Cost of so many paths."""
        return self.fixed + self.slope * paths


def estimated_cost(plan: Plan, points: int, jobs: int) -> Cost:
    """Time, memory and disk that a sweep will take.

    Parameters
    ----------
    plan : Plan
        The sweep.
    points : int
        Points that are still to be run.
    jobs : int
        Points that run at a time.

    Returns
    -------
    Cost
        From short runs of the first, the middle and the last point, as far as they can be run, by straight lines in
        the number of paths.

    Raises
    ------
    FundsimError
        None of the points can be run.
    """
    outline = outline_of(plan)  # compiles too, so that the pilots are not timed with it
    many = min(plan.paths, MOST_PILOT_PATHS)
    pilots = timed_pilots(plan, many)
    seconds = np.mean([line.at(plan.paths) for _, line in pilots])
    at_a_time = max(1, min(jobs, points))
    return Cost(
        points=points,
        seconds=float(seconds) * points / at_a_time,
        memory=measured_memory(pilots[0][0], many, plan.keep).at(plan.paths) * at_a_time,
        disk=bytes_of_store(plan, outline),
        pilots=len(pilots),
        pilot_paths=many,
    )


def timed_pilots(plan: Plan, many: int) -> list[tuple[Point, Line]]:
    """Points that stand for all, with their times: first, middle and last, or else the first that can be run."""
    valid = [point for point in plan.points if point.scenario is not None]
    chosen = [valid[place] for place in sorted({0, len(valid) // 2, len(valid) - 1})]
    return list(_timed_ones(chosen, many, plan.keep)) or list(islice(_timed_ones(valid, many, plan.keep), 1))


def _timed_ones(points: Iterable[Point], many: int, keep: tuple[str, ...]) -> Iterator[tuple[Point, Line]]:
    for point in points:
        with suppress(FundsimError):  # the point will say so itself when it is run
            yield point, timed(point, many, keep)


def timed(point: Point, many: int, keep: tuple[str, ...]) -> Line:
    """Time of a point, measured with few and with many paths. [s]"""

    def run(paths: int) -> float:
        assert point.scenario is not None
        start = time.perf_counter()
        reduced(simulate(point.scenario, paths, point.seed, 1, **options_of(keep)), keep)
        return time.perf_counter() - start

    return line_through(run, many)


def measured_memory(point: Point, many: int, keep: tuple[str, ...]) -> Line:
    """Memory that a run asks for at its peak, measured with few and with many paths. [bytes]"""

    def run(paths: int) -> float:
        assert isinstance(point.scenario, Scenario)
        tracemalloc.start()
        try:
            simulate(point.scenario, paths, point.seed, 1, **options_of(keep))
            return float(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()

    return line_through(run, many)


def line_through(run: Callable[[int], float], many: int) -> Line:
    """Line through the costs of few and of many paths; flat where the difference is lost in noise."""
    few = max(1, many // 8)
    low, high = run(few), run(many)
    slope = max(0.0, high - low) / max(1, many - few)
    return Line(max(0.0, high - slope * many), slope)


def bytes_of_store(plan: Plan, outline: Outline) -> float:
    """Size of all numbers of a store before compression. [bytes]"""
    sizes = {**outline.labels.sizes, "path": plan.paths}
    numbers = sum(np.prod([sizes[dim] for dim in kept.dims], dtype=float) for kept in outline.variables.values())
    return float(numbers) * DOUBLE * len(plan.points)
