"""Run a sweep into its store, from the start or from where it was left."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from fundsim.errors import FundsimError
from fundsim.machine import available_threads
from fundsim.simulation import simulate
from fundsim.simulation.in_flight import in_flight
from fundsim.sweep.blocks import Outcome, PointBlock, run_point_block
from fundsim.sweep.engines import Engine, engine_of
from fundsim.sweep.locking import locked
from fundsim.sweep.plan import Plan
from fundsim.sweep.points import Point
from fundsim.sweep.reducing import Outline, joined_outline, options_of, reduced
from fundsim.sweep.resuming import check_same_sweep
from fundsim.sweep.store import (
    DONE,
    FAILED,
    arrays_to_write,
    attributes_of,
    create_store,
    marks_of,
    open_blocks,
    write_block,
)
from fundsim.units import check_whole

OUTLINE_PATHS = 2  # paths that show which variables and labels a point has


class SweepEnd(NamedTuple):
    """How a sweep ended.

    Parameters
    ----------
    done : int
        Points with results, those of earlier sessions included.
    failed : list of str
        Label and message of each point that failed.
    """

    done: int
    failed: list[str]


def run_sweep(
    plan: Plan,
    folder: str | Path,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    keep_going: bool = False,
    force: bool = False,
    progress: Callable[[int], None] | None = None,
) -> SweepEnd:
    """Run all points of a sweep that its store does not hold yet.

    Parameters
    ----------
    plan : Plan
        What to run, as ``plan_sweep`` returns it.
    folder : str or Path
        The Zarr store; made if missing, gone on with if it holds part of the same sweep.
    jobs : int, optional
        Points that run at a time; as many as there are processors when absent.
    cluster : str, optional
        Dask cluster: ``local``, or the address of a scheduler; threads of this process when absent.
    keep_going : bool
        Go on after a point that fails, and record why it did.
    force : bool
        Throw away what another sweep, or another version of this one, left in the folder.
    progress : callable, optional
        Called with the number of points just finished.

    Returns
    -------
    SweepEnd
        Points done and failed.

    Raises
    ------
    OutputError
        The folder holds something else, another sweep is writing there, or it cannot be written.
    FundsimError
        A point failed; those that were finished stay in the store.
    TypeError, ValueError
        No plan, or no job at all.

    Examples
    --------
    >>> from fundsim.sweep import plan_sweep, run_sweep
    >>> run_sweep(plan_sweep("extension_policy", n_paths=100), "policy.zarr")  # doctest: +SKIP
    """
    if not isinstance(plan, Plan):
        raise TypeError(f"{plan!r:.80} is no Plan; plan_sweep makes one of a sweep file")
    if jobs is not None:
        check_whole("jobs", jobs)
    target, tell = Path(folder), progress or (lambda _: None)
    with locked(target):
        if force and target.exists():
            check_replaceable(target)
        outline = outline_of(plan)  # tells whether any point can be run, before anything is thrown away
        if force and target.exists():
            shutil.rmtree(target)
        if target.exists():
            check_same_sweep(target, plan)
        else:
            create_store(target, plan, outline)
        blocks = blocks_of(plan, outline, open_blocks(target), jobs or available_threads())
        if blocks:
            with engine_of(min(jobs or available_threads(), len(blocks)), cluster) as engine:
                run_point_blocks(blocks, engine, target, keep_going=keep_going, progress=tell)
        return SweepEnd(int((marks_of(target, "status") == DONE).sum()), failures_of(plan, target))


def points_to_run(plan: Plan, folder: str | Path) -> int:
    """Number of points that a store does not hold yet.

    Parameters
    ----------
    plan : Plan
        The sweep.
    folder : str or Path
        Its store, which need not exist.

    Returns
    -------
    int
        All of them where there is no store.

    Raises
    ------
    OutputError
        The folder holds something else.
    """
    target = Path(folder)
    if not target.exists():
        return len(plan.points)
    check_same_sweep(target, plan)
    return sum(len(plan.points[number * plan.block : (number + 1) * plan.block]) for number in open_blocks(target))


def check_replaceable(folder: Path) -> None:
    """Let ``--force`` remove stores of sweeps only."""
    if not folder.is_dir() or any(folder.iterdir()):
        attributes_of(folder)


def outline_of(plan: Plan) -> Outline:
    """Variables and labels of all points, from a few paths of the first point of each kind that can be run.

    Parameters
    ----------
    plan : Plan
        The sweep.

    Returns
    -------
    Outline
        Wide enough for every point.

    Raises
    ------
    FundsimError
        No point can be run.
    """
    samples, message = [], "no point is a valid scenario"
    for points in points_by_kind(plan.points):
        for point in points:
            assert point.scenario is not None
            try:
                results = simulate(point.scenario, OUTLINE_PATHS, point.seed, 1, **options_of(plan.keep))
            except FundsimError as error:  # the point will say so itself when it is run
                message = str(error)
            else:
                samples.append(reduced(results, plan.keep))
                break
    if not samples:
        raise FundsimError(f"no point of this sweep can be run: {message}")
    outline = joined_outline(samples)
    if lacking := [name for name in plan.keep if name not in outline.variables]:
        names = "`, `".join(lacking)
        raise FundsimError(f"no point of this sweep has `{names}`, which `keep` names")
    return outline


def points_by_kind(points: tuple[Point, ...]) -> list[list[Point]]:
    """Valid points by kind: those of one kind differ in numbers only.

    Horizon and fund sizes are numbers, but labels of a store, too.
    """
    kinds: dict[str, list[Point]] = {}
    for point in points:
        if (scenario := point.scenario) is not None:
            document = scenario.model_dump(mode="json", exclude={"name", "description", "sources"})
            labels = [document["horizon"], document["report"]["fund_sizes"]]
            kind = json.dumps([_without_numbers(document), labels], sort_keys=True)
            kinds.setdefault(kind, []).append(point)
    return list(kinds.values())


def _without_numbers(node: object) -> object:
    """A document in which every number says only whether it is 0, which may switch something off."""
    if isinstance(node, dict):
        return {key: _without_numbers(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_without_numbers(value) for value in node]
    return node if isinstance(node, bool | str) or node is None else node != 0


def blocks_of(plan: Plan, outline: Outline, numbers: list[int], jobs: int) -> list[PointBlock]:
    """Blocks that are still to be run.

    Parameters
    ----------
    plan : Plan
        The sweep.
    outline : Outline
        Of its store.
    numbers : list of int
        Of the blocks.
    jobs : int
        Points that run at a time; a run gets several threads only where there are fewer points than that.
    """
    threads = max(1, jobs // max(1, len(numbers)))
    return [
        PointBlock(
            number,
            plan.points[number * plan.block : (number + 1) * plan.block],
            plan.paths,
            plan.keep,
            outline,
            plan.versions,
            threads,
        )
        for number in numbers
    ]


def run_point_blocks(
    blocks: list[PointBlock], engine: Engine, folder: Path, *, keep_going: bool, progress: Callable[[int], None]
) -> None:
    """Run blocks and write each as it comes; only this thread writes to the store.

    Parameters
    ----------
    blocks : list of PointBlock
        To run.
    engine : Engine
        Where.
    folder : Path
        The store.
    keep_going : bool
        Go on after a failure.
    progress : callable
        Told the number of points of each finished block.

    Raises
    ------
    FundsimError
        A point failed, and the sweep should not go on.
    """
    store, stop = arrays_to_write(folder), threading.Event()
    try:
        with closing(in_flight(partial(_submitted, engine, stop), blocks, 2 * engine.places)) as batches:
            for batch in batches:
                finished = []
                for block, future in batch:
                    outcomes = outcomes_of(future, block)
                    write_block(store, block.number, outcomes)
                    progress(len(outcomes))
                    finished.append((block, outcomes))
                if not keep_going:  # only now: what was finished beside a failure is kept
                    for block, outcomes in finished:
                        refuse_failures(block, outcomes)
    finally:
        stop.set()


def _submitted(engine: Engine, stop: threading.Event, block: PointBlock) -> Future[list[Outcome]]:
    if engine.threaded:
        return engine.executor.submit(run_point_block, block, stop.is_set)
    return engine.executor.submit(run_point_block, block)


def outcomes_of(future: Future[list[Outcome]], block: PointBlock) -> list[Outcome]:
    """Outcomes of a block; a worker that died too often is a failure of all its points.

    Parameters
    ----------
    future : Future
        Finished.
    block : PointBlock
        What it ran.

    Raises
    ------
    Exception
        A defect of the program is shown as it is.
    """
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, FundsimError) or type(error).__name__ != "KilledWorker":
        raise error
    message = "the workers that ran this point died, one after the other; it may need more memory than they have"
    return [Outcome(None, message) for _ in block.points]


def refuse_failures(block: PointBlock, outcomes: list[Outcome]) -> None:
    """End the sweep at the first point that failed."""
    for point, outcome in zip(block.points, outcomes, strict=True):
        if outcome.arrays is None:
            remedy = "points that were finished are kept; --keep-going would record this one and go on"
            raise FundsimError(f"{point.label}: {outcome.message}\n{remedy}")


def failures_of(plan: Plan, folder: Path) -> list[str]:
    """Label and message of each point that failed."""
    marks = zip(plan.points, marks_of(folder, "status"), marks_of(folder, "message"), strict=True)
    return [f"{point.label}: {message}" for point, status, message in marks if status == FAILED]
