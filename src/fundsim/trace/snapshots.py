"""One path, stopped at the end of any month: what is known there is what the whole run knows of that month.

A path up to month ``t`` is the same whatever comes later. So a month's flows are the totals up to its end less those
up to the end of the month before, and rules and accounts can be looked at as they stand: nothing needs to be kept
in the kernels for the sake of a trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from fundsim.errors import Fault, ScenarioError
from fundsim.kernels.arrays import Log, Model, Outputs, State
from fundsim.kernels.arrays.allocating import new_state
from fundsim.kernels.arrays.outputs import new_log, new_outputs
from fundsim.kernels.compiling.references import pack
from fundsim.kernels.paths import simulate_block
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.layout import lay_out
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.roles import with_fund_sizes
from fundsim.simulation.redrawing import redraws_portfolio


class Snapshot(NamedTuple):
    """Results and working memory at the end of a month; valid until the next snapshot is taken.

    Parameters
    ----------
    month : int
        Last month that was run.
    outputs : Outputs
        Totals up to then, of one path and one fund size.
    state : State
        Ledgers, accounts and rules as they stand.
    """

    month: int
    outputs: Outputs
    state: State


class PathRunner(NamedTuple):
    """A scenario laid out for following one path.

    Parameters
    ----------
    scenario : Scenario
        With one fund size.
    book : LoanBook
        Its loans.
    model : Model
        Arrays with room for settling, whether or not the scenario settles.
    state : State
        Working memory.
    seed, path : int
        Which path.
    months : int
        Months of the path, those of settling included.
    held : mapping
        (loan, month) -> balance of a credit line that a stop of new lending holds. [currency]
    """

    scenario: Scenario
    book: LoanBook
    model: Model
    state: State
    seed: int
    path: int
    months: int
    held: Mapping[tuple[int, int], float]


def in_step(model: Model) -> Model:
    """Let loans go through the months together, so that a path can be stopped and its events come in their order."""
    return model._replace(rules=model.rules._replace(in_step=1))


def path_runner(scenario: Scenario, path: int, seed: int) -> PathRunner:
    """Lay a scenario out for following one path.

    Parameters
    ----------
    scenario : Scenario
        Programme; of several fund sizes the first is followed.
    path, seed : int
        Path of a run with this seed.

    Returns
    -------
    PathRunner
        Ready to be stopped at any month.

    Raises
    ------
    ScenarioError
        Its paths are not sampled plainly: then a path depends on the others of its run.
    """
    if scenario.sampling.method != "plain":
        message = f"a path of a run with `{scenario.sampling.method}` cannot be followed alone"
        remedy = "follow a plain one: --set sampling={replace: true, method: plain}"
        raise ScenarioError([Fault("sampling.method", message, remedy=remedy)])
    if len(scenario.report.fund_sizes) > 1:
        scenario = with_fund_sizes(scenario, scenario.report.fund_sizes[:1])
    book = build_loan_book(scenario, seed=seed, path=path if redraws_portfolio(scenario) else None)
    settling = scenario.horizon.model_copy(update={"settle": True})
    model = in_step(lay_out(scenario.model_copy(update={"horizon": settling}), book))
    runner = PathRunner(scenario, book, model, new_state(model), seed, path, model.clock.months, {})
    if scenario.horizon.settle:
        runner = runner._replace(months=_months_with_settling(runner))
    return runner._replace(held=dict(_held(runner))) if scenario.lending.freeze_lines else runner


def snapshot(runner: PathRunner, month: int, log: Log | None = None, fund: int | None = None) -> Snapshot:
    """Run the path from the start to the end of a month.

    Parameters
    ----------
    runner : PathRunner
        The path.
    month : int
        Last month to run.
    log : Log, optional
        Receives the events.
    fund : int, optional
        Layer whose account is reported; the scenario's when absent.

    Returns
    -------
    Snapshot
        As the path stands at the end of the month.
    """
    model, clock = runner.model, runner.model.clock._replace(provides=0)  # accounts as they stand
    if month < clock.months:
        clock = clock._replace(months=month + 1, settle=0)
    else:
        clock = clock._replace(stop=month + 1)
    accounts = model.accounts if fund is None else model.accounts._replace(fund=fund)
    outputs, events = new_outputs(model, 1), log or new_log(0)
    stopped = model._replace(clock=clock, accounts=accounts)
    simulate_block(pack(stopped), pack(runner.state), pack(outputs), pack(events), runner.seed, runner.path, 1)
    return Snapshot(month, outputs, runner.state)


def logged_events(runner: PathRunner, capacity: int = 10_000) -> Log:
    """Event log of the whole path.

    Parameters
    ----------
    runner : PathRunner
        The path.
    capacity : int
        Room for so many events at first; it grows until all have room.
    """
    while True:
        log = new_log(capacity)
        snapshot(runner, runner.months - 1, log)
        if log.used[0] < capacity:
            return log
        capacity *= 4


def _held(runner: PathRunner) -> Iterator[tuple[tuple[int, int], float]]:
    """Balances of the credit lines that stops of new lending hold, by loan and month."""
    for month in range(runner.scenario.horizon.months):
        state = snapshot(runner, month).state
        for slot in np.flatnonzero((state.departed == 1) & (state.held_in == month)).tolist():
            yield (slot, month), float(state.held[slot])


def _months_with_settling(runner: PathRunner) -> int:
    """Months until nothing is open any more, at most those that settling may take."""
    return int(snapshot(runner, runner.model.clock.end - 1).state.ended_in[0])
