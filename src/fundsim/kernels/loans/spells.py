"""Spells of performing: what ends them, how they begin anew, and the calendar of events to come."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Model, State
from fundsim.kernels.arrays.columns import LINE
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.distress_dates import NEVER, distress_month
from fundsim.kernels.loans.ledgers import (
    Course,
    add_lending,
    add_spell,
    course_of,
    owed_before,
)
from fundsim.kernels.numerics.purposes import DISTRESS
from fundsim.kernels.numerics.random import exponential, purpose_key

(
    DISTRESS_EVENT, MATURITY_EVENT, ARREARS_EVENT,
    EXTENSION_END_EVENT, EXTENSION_CURE_EVENT, EXTENSION_DEFAULT_EVENT,
) = range(6)  # fmt: skip


@kernel
def line_up_event(state: State, slot: int, month: int) -> None:
    """Let the other events of a month come after that of a slot."""
    following = state.event_head[month]
    state.event_next[slot], state.event_previous[slot] = following, -1
    if following >= 0:
        state.event_previous[following] = slot


@kernel
def push_event(model: Model, state: State, slot: int, month: int, code: int) -> None:
    """Put the next event of a slot into the calendar; events after the end never happen."""
    if month < (model.clock.end if model.clock.settle else model.clock.months):
        state.event_code[slot], state.event_month[slot] = code, month
        if model.rules.in_step:
            line_up_event(state, slot, month)
        state.event_head[month] = slot


@kernel
def pull_event(state: State, slot: int) -> None:
    """Take a slot's pending event off the calendar."""
    before, following, month = state.event_previous[slot], state.event_next[slot], state.event_month[slot]
    if before >= 0:
        state.event_next[before] = following
    else:
        state.event_head[month] = following
    if following >= 0:
        state.event_previous[following] = before
    state.event_month[slot] = -1


@kernel
def push_vacancy(model: Model, state: State, slot: int, month: int) -> None:
    """Let a slot wait for a new loan from a month on, in steady lending."""
    if model.rules.steady and month < model.clock.months:
        state.vacancy_next[slot] = state.vacancy_head[month]
        state.vacancy_head[month] = slot


@kernel
def depart(state: State, course: Course, generation: int) -> None:
    """Take a slot off the course that nothing happens; its loan is as fresh as on the course."""
    slot, made_in = course.slot, course.made_in
    state.departed[slot] = 1
    state.variant[slot], state.bucket[slot], state.principal[slot] = course.variant, course.bucket, course.principal
    state.generation[slot] = generation
    state.spell[slot] = 0
    state.made_in[slot] = made_in
    state.booked_in[slot] = made_in
    state.last[slot] = course.last
    state.extensions[slot] = 0
    state.extension_draws[slot] = 0
    state.disbursed_in[slot] = made_in
    state.renewals[slot] = 0
    state.resumed[slot] = -1
    state.frozen[slot] = -1
    state.refused[slot] = 0
    state.performs_from[slot] = state.performs_until[slot] = state.event_month[slot] = -1
    state.held_in[slot] = -1


@kernel
def spell_budget(state: State, key: np.uint64, slot: int) -> float:
    """Unit-exponential budget of a departed loan's spell."""
    return exponential(purpose_key(key, DISTRESS), slot, state.generation[slot], state.spell[slot])


@kernel
def perform(model: Model, state: State, course: Course, first: int, until: int) -> None:
    """Keep the months of a departed slot's spell, for contagion and for stops of lending."""
    slot = course.slot
    state.performs_from[slot], state.performs_until[slot] = first, until
    if model.contagion.active and state.is_exposed[slot] == 0:
        state.is_exposed[slot] = 1
        state.exposed[state.exposed_count[0]] = slot
        state.exposed_count[0] += 1


@kernel
def draw_again(model: Model, state: State, slot: int, owed: float, month: int) -> None:
    """Let a credit line that performs again draw up to its schedule; what it owes above that it repays at once."""
    course = course_of(state, slot)
    scheduled = owed_before(model, course, month)
    if scheduled > owed:
        add_lending(model, state, course, scheduled - owed, month)
    state.resumes_with[slot] = min(owed, scheduled)
    if model.rules.catch_up and owed < scheduled:
        state.held[slot], state.held_in[slot] = owed, month - 1  # a stop held it back before it got into distress


@kernel
def begin_spell(model: Model, state: State, key: np.uint64, slot: int, first: int) -> None:
    """Let a departed slot's loan perform from a month on, and schedule what ends the spell."""
    if first >= model.clock.months:
        return
    course = course_of(state, slot)
    state.budget[slot] = spell_budget(state, key, slot)
    month = distress_month(model, state, course, first, min(course.last, model.clock.months - 1), state.budget[slot])
    in_distress = month != NEVER
    until = month if in_distress else course.last
    if until < model.clock.months:
        push_event(model, state, slot, until, DISTRESS_EVENT if in_distress else MATURITY_EVENT)
    add_spell(model, state, course, 1.0, first, first, until, in_distress)
    perform(model, state, course, first, until)


@kernel
def resume(model: Model, state: State, key: np.uint64, slot: int, month: int) -> None:
    """Let a loan perform again from a month on, its missed dues shifted or caught up."""
    missed = month - state.distress_in[slot]
    owed = state.owed[slot]
    if model.rules.catch_up:
        if state.frozen[slot] < 0 or state.distress_in[slot] != state.resumed[slot]:
            state.frozen[slot] = state.distress_in[slot] - state.made_in[slot]
        state.last[slot] = max(state.last[slot], month)
    else:
        state.made_in[slot] += missed
        state.last[slot] += missed
    state.resumed[slot] = month
    state.spell[slot] += 1
    if model.loans.calendar[slot] == LINE and month < model.clock.months:
        draw_again(model, state, slot, owed, month)
    begin_spell(model, state, key, slot, month)
