"""Run blocks of paths, one state a thread; a block's results do not depend on who runs it or when."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

import numpy as np

from fundsim.kernels import arrays as columns
from fundsim.kernels.arrays import Log, Model, Outputs
from fundsim.kernels.paths import simulate_block
from fundsim.kernels.references import pack
from fundsim.kernels.state import State, new_state

BLOCK = 256


class Block(NamedTuple):
    """Results of consecutive paths."""

    first: int
    outputs: Outputs


def age_quarters(model: Model) -> int:
    """Quarters since disbursement that a loan can live to see."""
    return -(-model.clock.end // 3)


def fund_accounts(model: Model) -> int:
    """Number of accounts of the reported fund; 0 without a fund that has money of its own."""
    fund, layers = model.accounts.fund, model.layers
    held = fund >= 0 and layers.account_first[fund] >= 0
    return int(layers.areas[layers.account_level[fund]]) if held else 0


def new_outputs(model: Model, paths: int, *, flows: bool = False) -> Outputs:
    """Zeroed results of so many paths; ``flows`` makes room for the monthly flows of the reported fund."""
    layers, sizes, months = model.layers.share.shape[0], model.accounts.sizes, model.clock.months
    years = int(model.clock.year[-1]) + 1
    townships, industries = model.risk.townships, model.risk.industries

    def floats(*shape: int) -> columns.F4:
        return np.zeros((paths, *shape))

    def integers(*shape: int) -> columns.I3:
        return np.zeros((paths, *shape), np.int64)

    return Outputs(
        counts=integers(columns.COUNTS),
        amount=floats(columns.AMOUNTS),
        fund=floats(sizes, columns.FUND_FIGURES),
        ruin=integers(sizes, 2),
        payment=floats(sizes, layers + 1),
        recovery=floats(sizes, layers + 1),
        recovery_due=floats(sizes, layers + 1),
        queue_unpaid=floats(sizes, layers),
        layer_shortfall=floats(sizes, layers),
        premium=floats(layers),
        premium_party=floats(3),
        limit_reached=integers(layers),
        limit_year=integers(years, layers),
        exhausted=integers(sizes, layers),
        suspended=integers(layers),
        cover_premium=floats(3),
        failed_villages=np.zeros(paths if model.contagion.villages else 0, np.int64),
        township_claims=floats(townships),
        township_defaults=integers(townships),
        industry_claims=floats(industries),
        cohort_defaults=integers(years + 1),
        cohort_loans=integers(years + 1),
        cohort_age_defaults=integers(years + 1, age_quarters(model)),
        account_line=floats(sizes, years, columns.LINES),
        layer_year_payment=floats(sizes, years, layers + 1),
        balance=floats(sizes, months),
        compensation=floats(sizes, months),
        shortfall_month=floats(sizes, months),
        monthly=np.zeros((columns.MONTHLY, paths, months)),
        flows=floats(fund_accounts(model) if flows else 0, months if flows else 0, columns.FLOWS),
    )


def new_log(capacity: int) -> Log:
    """Event log with room for so many events."""
    month, code, slot, generation = np.zeros((4, capacity), np.int64)
    return Log(month, code, slot, generation, np.zeros(capacity), np.zeros(1, np.int64))


def run_block(
    model: Model,
    seed: int,
    first: int,
    leading: columns.F2,
    states: queue.SimpleQueue[State],
    log: Log,
    flows: bool = False,
    check: Callable[[Block], None] | None = None,
) -> Block:
    """Simulate and check one block with a borrowed state; ``leading`` has a row for each of its paths."""
    paths = leading.shape[0]
    outputs, state = new_outputs(model, paths, flows=flows), states.get()
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
    progress: Callable[[int], None],
    first: int = 0,
    block: int = BLOCK,
    flows: bool = False,
    leading: columns.F2 | None = None,
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
    flows : bool
        Keep the monthly flows of the reported fund's accounts.
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
    starts = iter(range(first, first + n_paths, block))
    pending: set[Future[Block]] = set()
    with ThreadPoolExecutor(threads) as pool:
        try:
            while True:
                while len(pending) < 2 * threads and (start := next(starts, None)) is not None:
                    given = leading[start - first : start - first + block]
                    pending.add(pool.submit(run_block, model, seed, start, given, states, new_log(0), flows, check))
                if not pending:
                    return
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    progress(result.outputs.counts.shape[0])
                    yield result
        except BaseException:
            for future in pending:
                future.cancel()
            raise
