"""Loans that are overdue (期初逾期) when the simulation begins: they have been in distress for some months."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Log, Model, Outputs, State
from fundsim.kernels.arrays.columns import (
    DISTRESSES,
    EV_DISTRESS,
    EV_MADE,
    EV_WILFUL,
    HARDSHIP_CAUSE,
    WILFUL_CAUSE,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.distress_dates import bucket_of
from fundsim.kernels.loans.ledgers import (
    Course,
    add_renewed,
    add_troubled_exposure,
    fresh_course,
    owed_before,
    part_left,
    record,
)
from fundsim.kernels.loans.lifecycle import run_ahead
from fundsim.kernels.loans.spells import ARREARS_EVENT, depart, push_event
from fundsim.kernels.numerics.purposes import CAUSE
from fundsim.kernels.numerics.random import purpose_key, uniform


@kernel
def overdue_course(model: Model, slot: int) -> Course:
    """Terms of a loan that is overdue when the simulation begins."""
    loans = model.loans
    made_in, bucket = loans.made_in[slot], bucket_of(model, slot, 0, loans.made_in[slot])
    return fresh_course(slot, loans.first_principal[slot], made_in, made_in + loans.term[slot] - 1, 0, bucket)


@kernel
def owed_by_overdue(model: Model, course: Course) -> float:
    """What it owes: its balance before the first due that it missed. [currency]"""
    return owed_before(model, course, -model.loans.overdue[course.slot])


@kernel
def count_overdue(model: Model, state: State) -> None:
    """Count these loans among the opening stock, and in the base of single premiums by what is left of their terms."""
    for place in range(model.lives.overdue.shape[0]):
        slot = model.lives.overdue[place]
        course = overdue_course(model, slot)
        state.made[0] += 1.0
        add_renewed(model, state, slot, owed_by_overdue(model, course) * part_left(model, course), course.made_in, 0)


@kernel
def begin_overdue(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int) -> None:
    """Let a loan begin in distress: its cause is drawn, and its arrears go on, or it defaults, in month 0."""
    course = overdue_course(model, slot)
    owed = owed_by_overdue(model, course)
    depart(state, course, 0)
    state.distress_in[slot], state.owed[slot] = -model.loans.overdue[slot], owed
    wilful = uniform(purpose_key(key, CAUSE), slot, 0, 0) < model.rules.wilful
    state.cause[slot] = WILFUL_CAUSE if wilful else HARDSHIP_CAUSE
    add_troubled_exposure(model, state, course, owed, 0, 0)
    out.counts[row, DISTRESSES] += 1
    record(log, 0, EV_MADE, slot, 0, owed)
    record(log, 0, EV_WILFUL if wilful else EV_DISTRESS, slot, 0, owed)
    push_event(model, state, slot, 0, ARREARS_EVENT)
    run_ahead(model, state, out, log, row, key, slot)


@kernel
def begin_all_overdue(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64) -> None:
    """Let all loans begin in distress that are overdue when the simulation begins."""
    for place in range(model.lives.overdue.shape[0]):
        begin_overdue(model, state, out, log, row, key, model.lives.overdue[place])
