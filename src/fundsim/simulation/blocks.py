"""Run blocks of paths, one state a thread; a block's results do not depend on who runs it or when."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import NamedTuple

import numpy as np

from fundsim.kernels.arrays import F2, Log, Model, Outputs, State
from fundsim.kernels.arrays.allocating import new_state
from fundsim.kernels.arrays.outputs import NO_DETAILS, Details, new_log, new_outputs
from fundsim.kernels.compiling.references import pack
from fundsim.kernels.paths import simulate_block
from fundsim.simulation.in_flight import in_flight

BLOCK = 256
Progress = Callable[[int], None]
"""Called with the number of paths just finished."""


class Block(NamedTuple):
    """Results of consecutive paths."""

    first: int
    outputs: Outputs


def run_block(
    model: Model,
    seed: int,
    first: int,
    leading: F2,
    states: queue.SimpleQueue[State],
    log: Log,
    details: Details = NO_DETAILS,
    check: Callable[[Block], None] | None = None,
) -> Block:
    """Simulate and check one block with a borrowed state; ``leading`` has a row for each of its paths."""
    paths = leading.shape[0]
    outputs, state = new_outputs(model, paths, details), states.get()
    state.leading[:paths] = leading
    try:
        simulate_block(pack(model), pack(state), pack(outputs), pack(log), seed, first, paths)
    finally:
        states.put(state)
    block = Block(first, outputs)
    if check is not None:
        check(block)
    return block


def run_blocks(
    model: Model,
    n_paths: int,
    seed: int,
    threads: int,
    progress: Progress,
    first: int = 0,
    block: int = BLOCK,
    details: Details = NO_DETAILS,
    leading: F2 | None = None,
    check: Callable[[Block], None] | None = None,
) -> Iterator[Block]:
    """Simulate paths block by block on several threads; blocks come in the order in which they are ready.

    Parameters
    ----------
    model : Model
        Arrays of the scenario.
    n_paths, seed, threads : int
        Paths, seed of the run, threads.
    progress : callable
        Told the number of paths of each finished block.
    first : int
        Number of the first path.
    block : int
        Paths of a block; results do not depend on it.
    details : Details
        What to keep by month.
    leading : array (n_paths, periods), optional
        Draws of the leading factor, where they do not come from the path's key. [1]
    check : callable, optional
        Sees each block on the thread that simulated it, and may raise an error.

    Yields
    ------
    Block
        Results; at most two blocks a thread are held at a time.
    """
    leading = np.empty((n_paths, 0)) if leading is None else leading
    states: queue.SimpleQueue[State] = queue.SimpleQueue()
    for _ in range(threads):
        states.put(new_state(model, min(block, n_paths), leading.shape[1]))

    def submit(start: int) -> Future[Block]:
        given = leading[start - first : start - first + block]
        return pool.submit(run_block, model, seed, start, given, states, new_log(0), details, check)

    with (
        ThreadPoolExecutor(threads) as pool,
        closing(in_flight(submit, range(first, first + n_paths, block), 2 * threads)) as batches,
    ):
        for batch in batches:
            for _, future in batch:
                result = future.result()
                progress(result.outputs.counts.shape[0])
                yield result
