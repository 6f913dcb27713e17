"""The course of a loan to which nothing happens: what it adds to the ledgers, and how a slot departs from it."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Model, State
from fundsim.kernels.compiling.jit import kernel, written_out
from fundsim.kernels.loans.distress_dates import (
    NEVER,
    distress_month,
    intensity_bound,
    threshold_of,
)
from fundsim.kernels.loans.ledgers import (
    Course,
    add_lending,
    add_spell,
    fresh_course,
    owed_before,
    variant_of,
)
from fundsim.kernels.loans.spells import DISTRESS_EVENT, MATURITY_EVENT, depart, perform, push_event
from fundsim.kernels.numerics.random import exponential


@kernel
def life_course(model: Model, life: int) -> Course:
    """Terms of a loan that lives as if nothing happens."""
    lives = model.lives
    slot, variant = lives.slot[life], variant_of(model, lives.generation[life])
    return fresh_course(slot, lives.principal[life], lives.made_in[life], lives.last[life], variant, lives.bucket[life])


@kernel
def is_new_lending(model: Model, life: int) -> bool:
    """Whether a life's start is a disbursement of its month rather than opening stock."""
    return model.lives.generation[life] > 0 or model.loans.opening[model.lives.slot[life]] == 0


@kernel
def add_life(model: Model, state: State, life: int, sign: float) -> None:
    """Add a whole life (or take it away) in all ledgers."""
    course = life_course(model, life)
    first = max(course.made_in, 0)
    add_spell(model, state, course, sign, first, first, course.last, False)
    new = is_new_lending(model, life)
    state.made[1 + model.clock.year[first] if new else 0] += sign
    if new:
        add_lending(model, state, course, sign * owed_before(model, course, course.made_in), course.made_in)


@kernel
def leave_later_lives(model: Model, state: State, life: int) -> None:
    """Take the lives after this one off the ledgers: their dates now depend on the path."""
    later = model.lives.following[life]
    while later >= 0:
        add_life(model, state, later, -1.0)
        later = model.lives.following[later]


@kernel
def leave_for_distress(model: Model, state: State, life: int, course: Course, month: int, budget: float) -> None:
    """Let a slot depart from its course: its loan meets distress in a month."""
    depart(state, course, model.lives.generation[life])
    add_spell(model, state, course, -1.0, month, month + 1, course.last, False)
    perform(model, state, course, max(course.made_in, 0), month)
    leave_later_lives(model, state, life)
    state.budget[course.slot] = budget
    push_event(model, state, course.slot, month, DISTRESS_EVENT)


@kernel
def leave_for_maturity(model: Model, state: State, distress_key: np.uint64, life: int) -> None:
    """Let a slot depart from its course: what comes after its loan's maturity depends on the path."""
    course = life_course(model, life)
    depart(state, course, model.lives.generation[life])
    perform(model, state, course, max(course.made_in, 0), course.last)
    state.budget[course.slot] = exponential(distress_key, course.slot, model.lives.generation[life], 0)
    leave_later_lives(model, state, life)
    if course.last < model.clock.months:
        push_event(model, state, course.slot, course.last, MATURITY_EVENT)


@written_out
def meets_distress(model: Model, state: State, distress_key: np.uint64, life: int, course: Course) -> bool:
    """Whether a life on its course meets distress; if so, it departs."""
    first, until = max(course.made_in, 0), min(course.last, model.clock.months - 1)
    budget = exponential(distress_key, course.slot, model.lives.generation[life], 0)
    month = distress_month(model, state, course, first, until, budget)
    if month == NEVER:
        return False
    leave_for_distress(model, state, life, course, month, budget)
    return True


@kernel
def draw_in_reach(model: Model, state: State, course: Course) -> int:
    """Draw below which the budget of a life may be spent before it ends; alike for lives of one run."""
    first, until = max(course.made_in, 0), min(course.last, model.clock.months - 1)
    return threshold_of(intensity_bound(model, state, course, first, until))


@kernel
def screen_distress(model: Model, state: State, distress_key: np.uint64, life: int) -> bool:
    """See whether a life on its course meets distress, and let it depart if so; most of the time its draw tells."""
    course = life_course(model, life)
    near = state.drawn[life] < draw_in_reach(model, state, course)
    return near and meets_distress(model, state, distress_key, life, course)
