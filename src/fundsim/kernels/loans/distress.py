"""Loans that cannot pay, month by month: cause, monitoring, extension, arrears."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Log, Model, Outputs, State
from fundsim.kernels.arrays.columns import (
    CURES,
    DISTRESSES,
    EV_CURED,
    EV_DISTRESS,
    EV_EXTENSION_FAILED,
    EV_EXTENSION_OK,
    EV_SHOCK_DEFAULT,
    EV_WILFUL,
    EXTENSION_FAILURES,
    FORBORNE,
    HARDSHIP_CAUSE,
    PERFORMING,
    WILFUL_CAUSE,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.arrears import roll
from fundsim.kernels.loans.defaults import default_loan
from fundsim.kernels.loans.distress_dates import is_shock_default
from fundsim.kernels.loans.extensions import draw_lots, grant_extension, is_approved, is_failure
from fundsim.kernels.loans.ledgers import add_state, course_of, owed_by, record
from fundsim.kernels.loans.spells import EXTENSION_END_EVENT, resume
from fundsim.kernels.numerics.purposes import CAUSE, CURE, DETECTION
from fundsim.kernels.numerics.random import purpose_key, uniform

IS_SETTLED, SEEKS_EXTENSION, GOES_ON_WITHOUT = range(3)  # what comes next to a loan in trouble


@kernel
def is_cured(model: Model, key: np.uint64, slot: int, generation: int, spell: int) -> bool:
    """Whether monitoring (贷后管理) detects coming distress and cures it at once."""
    rules = model.rules
    if rules.detected <= 0.0 or rules.cured <= 0.0:
        return False
    detected = uniform(purpose_key(key, DETECTION), slot, generation, spell) < rules.detected
    return detected and uniform(purpose_key(key, CURE), slot, generation, spell) < rules.cured


@kernel
def go_on_without(
    model: Model,
    state: State,
    out: Outputs,
    log: Log,
    row: int,
    key: np.uint64,
    slot: int,
    month: int,
    owed: float,
) -> None:
    """A loan that gets no extension: it rolls on in arrears, or defaults if its last extension has just failed."""
    extended = state.event_code[slot] >= EXTENSION_END_EVENT  # it ends now, or by a monthly exit
    if not extended and not roll(model, state, out, log, row, key, slot, month, owed):
        return
    waits_from = month if extended or model.rules.claim_waits_from_default else state.distress_in[slot]
    default_loan(model, state, out, log, row, key, slot, month, waits_from, owed)


@kernel
def seek_extension(
    model: Model,
    state: State,
    out: Outputs,
    log: Log,
    row: int,
    key: np.uint64,
    slot: int,
    month: int,
    owed: float,
) -> bool:
    """Whether a loan in hardship may get an extension: granted at once, or a candidate where places are few."""
    if not is_approved(model, state, key, slot, month):
        return False
    if model.rules.extension_places >= 0:
        state.candidates[state.candidate_count[0]] = slot
        state.candidate_count[0] += 1
    else:
        grant_extension(model, state, out, log, row, key, slot, month, owed)
    return True


@kernel
def share_places(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, month: int) -> None:
    """Give each county's free places for extensions to the month's candidates by lot; the others go on without."""
    draw_lots(state, key)
    for position in range(state.candidate_count[0]):
        slot = state.candidates[position]
        owed = state.owed[slot]
        if state.in_extension[model.loans.county[slot]] < model.rules.extension_places:
            grant_extension(model, state, out, log, row, key, slot, month, owed)
        else:
            go_on_without(model, state, out, log, row, key, slot, month, owed)
    state.candidate_count[0] = 0
    for county in range(state.in_extension.shape[0]):
        state.in_extension[county] -= state.leaving_extension[county]  # forborne at this month's end, not at the next
        state.leaving_extension[county] = 0


@kernel
def meet_distress(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int, month: int
) -> int:
    """A loan misses its due: cause and monitoring; what comes next."""
    generation, spell = state.generation[slot], state.spell[slot]
    state.distress_in[slot] = month
    course, first = course_of(state, slot), state.performs_from[slot]
    by_shock = is_shock_default(model, state, course, first, month, state.budget[slot])
    state.performs_from[slot] = -1
    owed = owed_by(model, state, slot, month)
    state.owed[slot] = owed
    wilful = not by_shock and uniform(purpose_key(key, CAUSE), slot, generation, spell) < model.rules.wilful
    state.cause[slot] = WILFUL_CAUSE if wilful else HARDSHIP_CAUSE
    out.counts[row, DISTRESSES] += 1
    event = EV_SHOCK_DEFAULT if by_shock else EV_WILFUL if wilful else EV_DISTRESS
    record(log, month, event, slot, generation, owed)
    if wilful:
        return GOES_ON_WITHOUT
    if not is_cured(model, key, slot, generation, spell):
        return SEEKS_EXTENSION
    out.counts[row, CURES] += 1
    record(log, month, EV_CURED, slot, generation, owed)
    add_state(model, state, PERFORMING, slot, owed, month, month)
    resume(model, state, key, slot, month + 1)
    return IS_SETTLED


@kernel
def meet_arrears(model: Model, state: State, slot: int, month: int) -> int:
    """Another month of an overdue loan: extension while its claim is not due, else it rolls.

    Without roll rates only loans come here that are overdue when the simulation begins: they have defaulted.
    """
    young = model.rules.rolls and month - state.distress_in[slot] < model.rules.wait
    return SEEKS_EXTENSION if young and state.cause[slot] == HARDSHIP_CAUSE else GOES_ON_WITHOUT


@kernel
def end_extension(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int, month: int
) -> int:
    """An extension ends: the loan fails (and may be extended again) or performs from the next month."""
    generation, county = state.generation[slot], model.loans.county[slot]
    owed = state.owed[slot]
    if is_failure(model, state, key, slot, month):
        out.counts[row, EXTENSION_FAILURES] += 1
        record(log, month, EV_EXTENSION_FAILED, slot, generation, owed)
        state.in_extension[county] -= 1
        return SEEKS_EXTENSION
    record(log, month, EV_EXTENSION_OK, slot, generation, owed)
    state.leaving_extension[county] += 1
    add_state(model, state, FORBORNE, slot, owed, month, month)
    resume(model, state, key, slot, month + 1)
    return IS_SETTLED
