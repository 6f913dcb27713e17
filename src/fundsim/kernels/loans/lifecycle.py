"""A loan's life: what happens to it in a month, until it matures and is renewed or repaid."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Log, Model, Outputs, State
from fundsim.kernels.arrays.columns import EV_RENEWED, EV_REPAID, PERFORMING, RENEWALS
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.distress import (
    IS_SETTLED,
    SEEKS_EXTENSION,
    end_extension,
    go_on_without,
    meet_arrears,
    meet_distress,
    seek_extension,
    share_places,
)
from fundsim.kernels.loans.ledgers import add_renewed, add_state, course_of, record
from fundsim.kernels.loans.spells import ARREARS_EVENT, DISTRESS_EVENT, MATURITY_EVENT, begin_spell, push_vacancy
from fundsim.kernels.numerics.purposes import RENEWAL
from fundsim.kernels.numerics.random import purpose_key, uniform


@kernel
def is_renewed(model: Model, key: np.uint64, slot: int, generation: int, renewals: int) -> bool:
    """Whether a maturing performing loan is renewed (续贷)."""
    rules = model.rules
    if model.loans.renewable[slot] == 0 or renewals >= rules.renewal_at_most:
        return False
    return uniform(purpose_key(key, RENEWAL), slot, generation, renewals) < rules.renewal


@kernel
def mature(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int, month: int) -> None:
    """A performing loan reaches its last due: renewed, or repaid and its slot vacant."""
    generation = state.generation[slot]
    state.performs_from[slot] = -1
    if is_renewed(model, key, slot, generation, state.renewals[slot]):
        state.renewals[slot] += 1
        state.spell[slot] += 1
        state.made_in[slot] = state.booked_in[slot] = month + 1
        state.last[slot] = month + model.loans.term[slot]
        state.extensions[slot] = 0
        state.resumed[slot] = state.frozen[slot] = -1
        principal = course_of(state, slot).principal
        out.counts[row, RENEWALS] += 1
        record(log, month, EV_RENEWED, slot, generation, principal)
        if month + 1 < model.clock.months:
            add_renewed(model, state, slot, principal, month + 1, month + 1)
        add_state(model, state, PERFORMING, slot, principal, month, month)
        begin_spell(model, state, key, slot, month + 1)
    else:
        record(log, month, EV_REPAID, slot, generation, 0.0)
        push_vacancy(model, state, slot, month + 1)


@kernel
def run_event(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int, month: int
) -> None:
    """The event of a slot in a month: distress, maturity, arrears, or the end of an extension."""
    code, comes_next = state.event_code[slot], IS_SETTLED
    state.event_month[slot] = -1
    if code == DISTRESS_EVENT:
        comes_next = meet_distress(model, state, out, log, row, key, slot, month)
    elif code == MATURITY_EVENT:
        mature(model, state, out, log, row, key, slot, month)
    elif code == ARREARS_EVENT:
        comes_next = meet_arrears(model, state, slot, month)
    else:
        comes_next = end_extension(model, state, out, log, row, key, slot, month)
    owed = state.owed[slot]
    if comes_next == SEEKS_EXTENSION and seek_extension(model, state, out, log, row, key, slot, month, owed):
        return
    if comes_next != IS_SETTLED:
        go_on_without(model, state, out, log, row, key, slot, month, owed)


@kernel
def run_ahead(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int) -> None:
    """Let all that happens to a slot's loan happen now, ahead of its months, where it depends on no other loan.

    What is known of one loan then stays in the cache until its life is told; the ledgers take it month by month.
    """
    while model.rules.in_step == 0 and state.event_month[slot] >= 0:
        run_event(model, state, out, log, row, key, slot, state.event_month[slot])


@kernel
def run_events(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, month: int) -> None:
    """Distress, arrears, ends of extensions, defaults, maturities and renewals of a month.

    Where extensions have few places, they are shared out when all of the month's failures are known.
    """
    if model.rules.in_step == 0:
        return
    slot = state.event_head[month]
    while slot >= 0:
        following = state.event_next[slot]
        run_event(model, state, out, log, row, key, slot, month)
        slot = following
    if model.rules.extension_places >= 0:
        share_places(model, state, out, log, row, key, month)
