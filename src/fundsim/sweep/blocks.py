"""Run the points of a block: a plain function that a thread or a Dask worker calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fundsim.errors import FundsimError
from fundsim.simulation import simulate
from fundsim.sweep.plan import versions_here
from fundsim.sweep.points import Point
from fundsim.sweep.reducing import Arrays, Outline, aligned, options_of, reduced

DECISIVE = ("fundsim", "rules")
"""Versions that must be the same wherever points of one sweep are run."""


class PointBlock(NamedTuple):
    """Consecutive points with all that a worker needs to run them.

    Parameters
    ----------
    number : int
        Of the block: its chunk in the store.
    points : tuple of Point
        At least one.
    paths : int
        Histories of each.
    keep : tuple of str
        Variables kept for every path.
    outline : Outline
        Of the store.
    versions : dict of str
        Of the process that wrote the plan.
    threads : int
        Threads of each run.
    """

    number: int
    points: tuple[Point, ...]
    paths: int
    keep: tuple[str, ...]
    outline: Outline
    versions: dict[str, str]
    threads: int


class Outcome(NamedTuple):
    """What came of a point: arrays, or a message where it failed."""

    arrays: Arrays | None
    message: str = ""


class Stopped(Exception):
    """The sweep ends, and this point is not needed any more."""


def run_point_block(block: PointBlock, stopped: Callable[[], bool] | None = None) -> list[Outcome]:
    """Run all points of a block.

    Parameters
    ----------
    block : PointBlock
        What to run.
    stopped : callable, optional
        Asked now and then whether to give up.

    Returns
    -------
    list of Outcome
        One for each point; a point that fails does not keep the others from running.

    Raises
    ------
    FundsimError
        This worker has another version of fundsim.
    """
    here = versions_here()
    for name in DECISIVE:
        if here[name] != block.versions[name]:
            found = f"{here[name]} here, {block.versions[name]} where the sweep was started"
            raise FundsimError(
                f"a worker has another version of fundsim ({name}: {found}); install the same everywhere"
            )
    return [run_point(point, block, stopped) for point in block.points]


def run_point(point: Point, block: PointBlock, stopped: Callable[[], bool] | None = None) -> Outcome:
    """Simulate one point and keep what the sweep keeps; a fault of the point becomes its message."""
    if point.scenario is None:
        return Outcome(None, "; ".join(str(fault) for fault in point.faults))

    def look_up(_: int) -> None:
        if stopped is not None and stopped():
            raise Stopped

    try:
        options = options_of(block.keep)
        results = simulate(point.scenario, block.paths, point.seed, block.threads, progress=look_up, **options)
        return Outcome(aligned(reduced(results, block.keep), block.outline, block.paths))
    except FundsimError as error:
        return Outcome(None, str(error))
    except MemoryError:
        return Outcome(None, f"there is not enough memory for {block.paths:,} paths of this point")
