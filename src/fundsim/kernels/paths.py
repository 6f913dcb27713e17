"""The month loop: one path after another, each in the order of the clock."""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.aggregate import draw_scales, file_aggregate_claims
from fundsim.kernels.arrays import (
    Accounts,
    Ageing,
    Aggregate,
    Baseline,
    Breakers,
    Clock,
    Contagion,
    Cover,
    Layers,
    Lives,
    Loans,
    Log,
    Model,
    Outputs,
    PriceCycles,
    Regimes,
    Risk,
    Rules,
    Shocks,
    State,
)
from fundsim.kernels.arrays.codes import AFTER_CLAIMS, AT_OPENING
from fundsim.kernels.arrays.columns import LENDING, MIN_BALANCE
from fundsim.kernels.closing import close_books
from fundsim.kernels.compiling.jit import entry_kernel, kernel
from fundsim.kernels.compiling.references import Words, reader
from fundsim.kernels.loans.contagion import reset_contagion, spread_contagion
from fundsim.kernels.loans.courses import add_life, is_new_lending, life_course
from fundsim.kernels.loans.distress_dates import draw_lives
from fundsim.kernels.loans.ledgers import add_renewed, open_exposures, owed_before, part_left
from fundsim.kernels.loans.lending import lend
from fundsim.kernels.loans.lifecycle import run_events
from fundsim.kernels.loans.opening import begin_all_overdue, count_overdue
from fundsim.kernels.loans.ratios import take_ratios
from fundsim.kernels.numerics.memory import fill
from fundsim.kernels.numerics.purposes import DISTRESS
from fundsim.kernels.numerics.random import path_key, purpose_key
from fundsim.kernels.payers.accounts import (
    account_sizes,
    accrue_interest,
    apply_ceilings,
    open_accounts,
    open_year,
    pay_inflows,
)
from fundsim.kernels.payers.breakers import count_suspensions, run_breakers, run_stops, run_suspensions
from fundsim.kernels.payers.fund import close_month, note_emptiness, note_openings
from fundsim.kernels.payers.premiums import collect_premiums, note_units, pay_provisions
from fundsim.kernels.payers.queues import can_pay_queued
from fundsim.kernels.payers.recoveries import first_payee, past_payee, receive_recoveries
from fundsim.kernels.payers.running_costs import pay_running_costs
from fundsim.kernels.payers.top_ups import decide_top_ups, pay_top_ups
from fundsim.kernels.payers.waterfall import settle_claims
from fundsim.kernels.resets import reset_loans, reset_money
from fundsim.kernels.risk.conditions import run_conditions
from fundsim.kernels.risk.factors import draw_factors
from fundsim.kernels.risk.hazards import fill_hazards

for nested in (
    Clock, Loans, Lives, Risk, Shocks, Regimes, PriceCycles, Ageing, Contagion, Cover, Rules, Layers, Accounts,
    Breakers, Aggregate, Baseline,
):  # fmt: skip
    reader(nested, constant=True)
read_model = reader(Model, constant=True)
read_outputs, read_state, read_log = reader(Outputs), reader(State), reader(Log)


@entry_kernel
def build_baseline(arrays: Words, scratch: Words) -> None:
    """Write the course on which nothing happens into the ledgers of ``scratch``, to be copied from there.

    Parameters
    ----------
    arrays : packed Model
        Its own baseline is not read.
    scratch : packed State
        Zeroed ledgers; filled on return.
    """
    model, state = read_model(arrays), read_state(scratch)
    for life in range(model.lives.slot.shape[0]):
        add_life(model, state, life, 1.0)
        if not is_new_lending(model, life):
            course = life_course(model, life)
            owed = owed_before(model, course, 0)
            add_renewed(model, state, course.slot, owed * part_left(model, course), course.made_in, 0)
    count_overdue(model, state)


@kernel
def flows_at_start(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Inflows at the start of a month: appropriations, provisions, premiums, top-ups that are due."""
    pay_inflows(model, state, out, row, model.accounts.inflow_start, month, month)
    pay_provisions(model, state, out, row, month)
    collect_premiums(model, state, out, row, month)
    pay_top_ups(model, state, out, row, month, month)
    note_units(model, state, month)


@kernel
def flows_at_end(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Inflows at the end of a month, after-claims top-ups, ceilings."""
    pay_inflows(model, state, out, row, model.accounts.inflow_end, month, month + 1)
    decide_top_ups(model, state, out, row, month, AFTER_CLAIMS)
    pay_top_ups(model, state, out, row, month, month + 1)
    apply_ceilings(model, state, out, row, month)


@kernel
def run_month(
    model: Model,
    state: State,
    out: Outputs,
    log: Log,
    row: int,
    key: np.uint64,
    distress_key: np.uint64,
    month: int,
) -> None:
    """One month of the horizon, in the order of the clock."""
    note_openings(model, state, out, row, month)
    open_year(model, state, month)
    decide_top_ups(model, state, out, row, month, AT_OPENING)
    lend(model, state, out, log, row, key, distress_key, month)
    open_exposures(state, month)
    flows_at_start(model, state, out, row, month)
    accrue_interest(model, state, out, row, month)
    run_events(model, state, out, log, row, key, month)
    file_aggregate_claims(model, state, log, key, month)
    settle_claims(model, state, out, log, row, month)
    note_emptiness(model, state)
    receive_recoveries(model, state, out, row, month)
    take_ratios(model, state, out, row, month)
    flows_at_end(model, state, out, row, month)
    spread_contagion(model, state, out, row, distress_key, month)
    pay_running_costs(model, state, out, row, month)
    run_breakers(model, state, month)
    count_suspensions(state, out, row)
    run_suspensions(model, state, month)
    run_stops(model, state, out, row, month)
    close_month(model, state, out, row, month)


@kernel
def settle_month(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, month: int) -> None:
    """One month after the horizon: only what is in the pipeline goes on."""
    note_openings(model, state, out, row, month)
    accrue_interest(model, state, out, row, month)
    run_events(model, state, out, log, row, key, month)
    settle_claims(model, state, out, log, row, month)
    note_emptiness(model, state)
    receive_recoveries(model, state, out, row, month)
    close_month(model, state, out, row, month)


@kernel
def is_pending(model: Model, state: State, month: int) -> bool:
    """Whether any event, claim or recovery is still to come from a month on, or a queue to be paid."""
    if can_pay_queued(model, state):
        return True
    for later in range(month, model.clock.end):
        if state.event_head[later] >= 0 or state.claim_head[later] >= 0 or state.future_court[later] > 0.0:
            return True
        for layer in range(model.layers.share.shape[0] + 1):
            for payee in range(first_payee(model, layer), past_payee(model, layer)):
                for size in range(account_sizes(model, layer)):
                    if state.future[later, payee, size] > 0.0:
                        return True
    return False


@kernel
def run_path(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64) -> None:
    """One path from month 0 to the end of settling."""
    reset_loans(model, state)
    reset_money(model, state)
    reset_contagion(model, state)
    fill(out.ruin[row], -1)
    fill(out.fund[row, MIN_BALANCE], math.inf)
    draw_factors(key, model.risk, state, row)
    run_conditions(key, model, state)
    fill_hazards(model, state)
    draw_scales(key, model.aggregate, state)
    open_accounts(model, state, out, row)
    distress_key = purpose_key(key, DISTRESS)
    draw_lives(model, state, distress_key)
    begin_all_overdue(model, state, out, log, row, key)
    for month in range(model.clock.months):
        run_month(model, state, out, log, row, key, distress_key, month)
    month = model.clock.months
    if model.clock.settle:
        while month < model.clock.stop and is_pending(model, state, month):
            settle_month(model, state, out, log, row, key, month)
            month += 1
    state.ended_in[0] = month
    for t in range(model.clock.months):
        out.amount[row, LENDING] += state.lending[t]
    for cohort in range(state.made.shape[0]):
        out.cohort_loans[row, cohort] += round(state.made[cohort])
    close_books(model, state, out, row, month)


@entry_kernel
def simulate_block(
    arrays: Words, scratch: Words, results: Words, events: Words, seed: int, first: int, paths: int
) -> None:
    """Simulate consecutive paths.

    Parameters
    ----------
    arrays : packed Model
        Arrays of the scenario.
    scratch : packed State
        Working memory of this thread; what it holds before does not matter.
    results : packed Outputs
        Results, zeroed; row 0 is path ``first``.
    events : packed Log
        Event log; capacity 0 for none.
    seed, first, paths : int
        Seed of the run, first path, number of paths.
    """
    model, state, out, log = read_model(arrays), read_state(scratch), read_outputs(results), read_log(events)
    for row in range(paths):
        run_path(model, state, out, log, row, path_key(seed, first + row))
