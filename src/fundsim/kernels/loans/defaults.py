"""Defaults: the loan is overdue, then non-performing, and its claim is filed."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Log, Model, Outputs, State
from fundsim.kernels.arrays.columns import DEFAULTS, EV_DEFAULT, EV_FILED, NPL, OVERDUE, WILFUL, WILFUL_CAUSE
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.claims import file_claim
from fundsim.kernels.loans.ledgers import add_state, add_troubled_exposure, course_of, exposure_at_default, record
from fundsim.kernels.loans.recovered_shares import recovered_share
from fundsim.kernels.loans.spells import push_vacancy


@kernel
def last_npl_month(model: Model, cause: int, npl_from: int, settled: int, recovered: float) -> int:
    """Last month end at which a defaulted loan of which so much is recovered counts as non-performing."""
    rules = model.rules
    if rules.npl_until_paid:
        return settled - 1
    written_off = npl_from + rules.write_off_after - 1
    if rules.net or recovered * (1.0 - rules.court_cost[cause]) <= 0.0:
        return written_off
    return min(written_off, settled + model.rules.last_part[cause])


@kernel
def count_default(model: Model, state: State, out: Outputs, row: int, slot: int, month: int) -> None:
    """Count a default by cause, township and year of disbursement."""
    loans = model.loans
    out.counts[row, DEFAULTS] += 1
    out.counts[row, WILFUL] += state.cause[slot] == WILFUL_CAUSE
    out.township_defaults[row, loans.township[slot]] += 1
    opening = state.generation[slot] == 0 and loans.opening[slot] == 1
    cohort = 0 if opening else 1 + model.clock.year[state.disbursed_in[slot]]
    out.cohort_defaults[row, cohort] += 1
    out.cohort_age_defaults[row, cohort, (month - max(state.disbursed_in[slot], 0)) // 3] += 1


@kernel
def default_loan(
    model: Model,
    state: State,
    out: Outputs,
    log: Log,
    row: int,
    key: np.uint64,
    slot: int,
    month: int,
    waits_from: int,
    owed: float,
) -> None:
    """Let a loan default: overdue until its claim has waited from ``waits_from`` on, then non-performing."""
    rules, generation, cause = model.rules, state.generation[slot], state.cause[slot]
    course = course_of(state, slot)
    owed = exposure_at_default(model, course, owed)
    share = recovered_share(model, state, key, slot, generation, cause, month)
    default_in = state.distress_in[slot] if rules.rolls == 0 and state.distress_in[slot] < 0 else month
    npl_from = max(waits_from + rules.wait, month)  # of a loan overdue for longer when the simulation begins: at once
    settled = file_claim(model, state, out, row, course, generation, cause, default_in, npl_from, owed, share)
    add_state(model, state, OVERDUE, slot, owed, month, npl_from - 1)
    add_state(model, state, NPL, slot, owed, npl_from, last_npl_month(model, cause, npl_from, settled, share * owed))
    add_troubled_exposure(model, state, course, owed, month + 1, npl_from)
    push_vacancy(model, state, slot, settled + 1 if rules.refill_after_payment else month + 1)
    count_default(model, state, out, row, slot, month)
    record(log, month, EV_DEFAULT, slot, generation, owed)
    if npl_from < model.clock.end:
        record(log, npl_from, EV_FILED, slot, generation, owed)
