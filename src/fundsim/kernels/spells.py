"""Spells of performing: what ends them, how they begin anew, and the calendar of events to come."""

from __future__ import annotations

import numpy as np

from fundsim.kernels._jit import kernel
from fundsim.kernels.arrays import Model
from fundsim.kernels.hazards import first_month_above
from fundsim.kernels.ledgers import add_exposure, add_performing, course_of
from fundsim.kernels.random import DISTRESS, exponential, purpose_key
from fundsim.kernels.state import State

(
    DISTRESS_EVENT, MATURITY_EVENT, ARREARS_EVENT,
    EXTENSION_END_EVENT, EXTENSION_CURE_EVENT, EXTENSION_DEFAULT_EVENT,
) = range(6)  # fmt: skip


@kernel
def push_event(model: Model, state: State, slot: int, month: int, code: int) -> None:
    """Put the next event of a slot into the calendar; events after the end never happen."""
    if month < model.clock.end:
        state.event_code[slot] = code
        state.event_next[slot] = state.event_head[month]
        state.event_head[month] = slot


@kernel
def push_vacancy(model: Model, state: State, slot: int, month: int) -> None:
    """Let a slot wait for a new loan from a month on, in steady lending."""
    if model.rules.steady and month < model.clock.months:
        state.vacancy_next[slot] = state.vacancy_head[month]
        state.vacancy_head[month] = slot


@kernel
def depart(state: State, slot: int, generation: int, made_in: int, last: int) -> None:
    """Take a slot off the course that nothing happens; its loan is as fresh as on the course."""
    state.departed[slot] = 1
    state.generation[slot] = generation
    state.spell[slot] = 0
    state.made_in[slot] = made_in
    state.booked_in[slot] = made_in
    state.last[slot] = last
    state.extensions[slot] = 0
    state.extension_draws[slot] = 0
    state.disbursed_in[slot] = made_in
    state.renewals[slot] = 0
    state.resumed[slot] = -1
    state.frozen[slot] = -1
    state.refused[slot] = 0


@kernel
def distress_threshold(
    model: Model, state: State, key: np.uint64, slot: int, generation: int, spell: int, first: int
) -> float:
    """Cumulated intensity at which a spell that starts in ``first`` has spent its exponential budget: distress."""
    bucket = model.loans.bucket[slot, generation % model.loans.bucket.shape[1]]
    return state.cumulative[first, bucket] + exponential(purpose_key(key, DISTRESS), slot, generation, spell)


@kernel
def begin_spell(model: Model, state: State, key: np.uint64, slot: int, first: int) -> None:
    """Let a departed slot's loan perform from a month on, and schedule what ends the spell."""
    if first >= model.clock.months:
        return
    generation, last = state.generation[slot], state.last[slot]
    course = course_of(model, state, slot)
    bucket = model.loans.bucket[slot, generation % model.loans.bucket.shape[1]]
    threshold = distress_threshold(model, state, key, slot, generation, state.spell[slot], first)
    until = min(last, model.clock.months - 1)
    if state.cumulative[until + 1, bucket] >= threshold:
        month = first_month_above(state.cumulative, bucket, threshold, first, until)
        state.threshold[slot] = threshold
        push_event(model, state, slot, month, DISTRESS_EVENT)
        add_performing(model, state, course, 1.0, first, month - 1)
        add_exposure(model, state, course, 1.0, first, month)
    else:
        if last < model.clock.months:
            push_event(model, state, slot, last, MATURITY_EVENT)
        add_performing(model, state, course, 1.0, first, last)
        add_exposure(model, state, course, 1.0, first, last)


@kernel
def resume(model: Model, state: State, key: np.uint64, slot: int, month: int) -> None:
    """Let a loan perform again from a month on, its missed dues shifted or caught up."""
    missed = month - state.distress_in[slot]
    if model.rules.catch_up:
        if state.frozen[slot] < 0 or state.distress_in[slot] != state.resumed[slot]:
            state.frozen[slot] = state.distress_in[slot] - state.made_in[slot]
        state.last[slot] = max(state.last[slot], month)
    else:
        state.made_in[slot] += missed
        state.last[slot] += missed
    state.resumed[slot] = month
    state.spell[slot] += 1
    begin_spell(model, state, key, slot, month)
