"""A portfolio of its own for every path: the risk that the portfolio one happens to draw is not a typical one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import NamedTuple

import numpy as np

from fundsim.kernels.arrays import Model
from fundsim.kernels.arrays.allocating import new_state
from fundsim.kernels.arrays.model import opening_amount
from fundsim.kernels.arrays.outputs import NO_DETAILS, Details, new_log, new_outputs
from fundsim.kernels.compiling.references import pack
from fundsim.kernels.paths import simulate_block
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.layout import lay_out
from fundsim.programme import Scenario
from fundsim.programme.loans import SyntheticLoans
from fundsim.simulation.blocks import Block, Progress
from fundsim.simulation.collecting import Collector, Kept, details_of
from fundsim.simulation.in_flight import in_flight
from fundsim.simulation.rows import Arrays

LARGER = 64.0  # bound of amounts over that of one portfolio: others may be larger


class Opening(NamedTuple):
    """Opening figures of a run, means over paths where each has a portfolio of its own. [currency]"""

    outstanding: float
    fund: float


def redraws_portfolio(scenario: Scenario) -> bool:
    """Whether every path has a portfolio of its own."""
    return isinstance(scenario.loans, SyntheticLoans) and scenario.loans.redraw_portfolio


def opening_of(model: Model) -> Opening:
    """Opening outstanding, and opening balance of the reported fund."""
    return Opening(model.baseline.opening, opening_amount(model, model.accounts.fund))


def own_portfolio_blocks(
    scenario: Scenario,
    n_paths: int,
    seed: int,
    threads: int,
    *,
    changed: Callable[[Model], Model] | None = None,
    details: Details = NO_DETAILS,
) -> Iterator[tuple[Block, Model]]:
    """Simulate every path on a portfolio of its own; paths come in the order in which they are ready.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    n_paths, seed, threads : int
        Paths, seed of the run, threads.
    changed : callable, optional
        What is done to the arrays of each path before it is simulated.
    details : Details
        What to keep by month.

    Yields
    ------
    block : Block
        Results of one path.
    model : Model
        Its arrays.
    """

    def simulated(path: int) -> tuple[Block, Model]:
        model = lay_out(scenario, build_loan_book(scenario, seed=seed, path=path))
        model = model if changed is None else changed(model)
        outputs = new_outputs(model, 1, details)
        simulate_block(pack(model), pack(new_state(model)), pack(outputs), pack(new_log(0)), seed, path, 1)
        return Block(path, outputs), model

    def submit(path: int) -> Future[tuple[Block, Model]]:
        return pool.submit(simulated, path)

    with ThreadPoolExecutor(threads) as pool, closing(in_flight(submit, range(n_paths), 2 * threads)) as batches:
        for batch in batches:
            for _, future in batch:
                yield future.result()


def run_redrawn(
    scenario: Scenario,
    model: Model,
    n_paths: int,
    seed: int,
    threads: int,
    kept: Kept,
    progress: Progress,
) -> tuple[Arrays, Opening]:
    """Run all paths, each on its own portfolio: a portfolio is drawn and laid out a path, which takes its time.

    Parameters
    ----------
    scenario : Scenario
        Programme with one fund size, or sizes evaluated side by side.
    model : Model
        Arrays of one portfolio, for their shapes and the bounds of monthly amounts.
    n_paths, seed, threads : int
        Paths, seed of the run, threads.
    kept : Kept
        What to keep of every path.
    progress : callable
        Told of each finished path.

    Returns
    -------
    arrays : dict
        All variables of the run.
    opening : Opening
        Means over paths.
    """
    collector = Collector(model, n_paths, kept, LARGER)
    openings = np.zeros((n_paths, len(Opening._fields)))
    for block, own in own_portfolio_blocks(scenario, n_paths, seed, threads, details=details_of(kept)):
        openings[block.first] = opening_of(own)
        collector.check(block)
        collector.add(block)
        progress(1)
    return collector.arrays(), Opening(*(openings.sum(axis=0) / n_paths).tolist())
