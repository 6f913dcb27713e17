"""Contagion: overdue neighbours raise next month's intensities; villages that fail."""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.arrays import Model, Outputs, State
from fundsim.kernels.arrays.columns import FORBORNE, NPL, NUMBER, OVERDUE, PERFORMING, TOWNSHIP, VILLAGE
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.courses import draw_in_reach, life_course, meets_distress
from fundsim.kernels.loans.distress_dates import (
    NEVER,
    distress_month,
    drawn_below,
    next_above,
)
from fundsim.kernels.loans.ledgers import add_spell, course_of
from fundsim.kernels.loans.spells import DISTRESS_EVENT, pull_event, push_event
from fundsim.kernels.numerics.memory import fill
from fundsim.kernels.risk.hazards import contagion_of

BELOW_ROUNDING = 1.0 - 1e-12


@kernel
def reset_contagion(model: Model, state: State) -> None:
    """No neighbour is overdue, no village has failed."""
    if model.contagion.active:
        fill(state.contagion, 1.0)
        state.exposed_count[0] = 0
        fill(state.next_drawn, 0)  # nothing is known of any run yet
        fill(state.is_exposed, 0)
    fill(state.failed, 0)


@kernel
def count_loans(model: Model, state: State, level: int) -> None:
    """Number of loans overdue, and of all loans, in each area of a level at the last month end."""
    overdue, loans = state.neighbours[0], state.neighbours[1]
    fill(overdue, 0.0)
    fill(loans, 0.0)
    for place in range(state.standing.shape[0]):
        area = model.layers.place_area[level, place]
        standing = state.standing[place]
        late = standing[NUMBER + OVERDUE] + standing[NUMBER + NPL]
        overdue[area] += late
        loans[area] += late + standing[NUMBER + PERFORMING] + standing[NUMBER + FORBORNE]


@kernel
def contagion_multiplier(strength: float, trigger: float, share: float) -> float:
    """Multiplier of the intensity where a share of the loans is overdue, ``exp(κ·max(0, s - trigger))``."""
    return math.exp(strength * max(0.0, share - trigger))


@kernel
def fill_contagion(model: Model, state: State, row: int, level: int, month: int) -> bool:
    """Multipliers of next month from the loans overdue at a month end; whether any is above 1."""
    contagion, spreads = model.contagion, False
    count_loans(model, state, level)
    for area in range(model.layers.areas[level]):
        overdue, loans = state.neighbours[0, area], state.neighbours[1, area]
        if overdue > 0.0:
            multiplier = contagion_multiplier(contagion.strength[row], contagion.trigger[row], overdue / loans)
            state.contagion[row, month + 1, area] = multiplier
            spreads = spreads or multiplier > 1.0
    return spreads


@kernel
def raise_intensities(model: Model, state: State, month: int) -> None:
    """Multiply the intensities of a month, immediate defaults apart, by its contagion."""
    added, cumulative = state.added, state.cumulative
    for bucket in range(added.shape[0]):
        multiplier = contagion_of(model, state, month, bucket)
        own = cumulative[month + 1, bucket] - cumulative[month, bucket]
        added[bucket] = (multiplier - 1.0) * (own - state.immediate[month, model.risk.hit[bucket]])
        if model.ageing.active:
            state.full[month, bucket] *= multiplier
    for later in range(month + 1, model.clock.months + 1):
        for bucket in range(added.shape[0]):
            cumulative[later, bucket] += added[bucket]


@kernel
def is_raised(model: Model, state: State, bucket: int, month: int) -> bool:
    """Whether contagion raises intensities of a month: also what falls due at maturity, whatever the season."""
    return state.added[bucket] > 0.0 or (model.ageing.active > 0 and contagion_of(model, state, month, bucket) > 1.0)


@kernel
def is_out_of_reach(model: Model, state: State, slot: int, until: int, month: int) -> bool:
    """Whether one comparison tells that the raised intensities of a month leave a departed loan's end as it is."""
    bucket, first = state.bucket[slot], state.performs_from[slot]
    spent = state.cumulative[until + 1, bucket] - state.cumulative[first, bucket]
    lasts = not model.ageing.active and spent < state.budget[slot] * BELOW_ROUNDING
    return lasts or not is_raised(model, state, bucket, month)


@kernel
def bring_forward(model: Model, state: State, slot: int, raised_in: int) -> None:
    """See whether a departed loan's distress comes earlier by what a month was raised; correct calendar and ledgers."""
    pending = state.event_month[slot]
    in_distress = pending >= 0 and state.event_code[slot] == DISTRESS_EVENT
    until = pending - 1 if in_distress else min(state.last[slot], model.clock.months - 1)
    if is_out_of_reach(model, state, slot, until, raised_in):
        return
    course = course_of(state, slot)
    month = distress_month(model, state, course, state.performs_from[slot], until, state.budget[slot])
    if month == NEVER:
        return
    if pending >= 0:
        pull_event(state, slot)
    push_event(model, state, slot, month, DISTRESS_EVENT)
    add_spell(model, state, course, -1.0, month, month + 1, pending if in_distress else course.last, in_distress)
    state.performs_until[slot] = month


@kernel
def expose_departed(model: Model, state: State, month: int) -> None:
    """Let the raised intensities of a month act on the loans that have left their course and perform."""
    for position in range(state.exposed_count[0]):
        slot = state.exposed[position]
        if state.performs_from[slot] >= 0:
            bring_forward(model, state, slot, month)


@kernel
def expose_run(model: Model, state: State, distress_key: np.uint64, run: int) -> None:
    """Let raised intensities act on the lives of a run that are still on their course.

    Most of the time none is near enough: what they add is less than what the next draw has left.
    """
    lives, first = model.lives, model.lives.run_first[run]
    threshold = draw_in_reach(model, state, life_course(model, first))
    if state.next_drawn[run] >= threshold:
        return
    past = lives.run_first[run + 1]
    nearest = next_above(state, threshold, first, past)
    for position in range(drawn_below(state, threshold, first, past, 0)):
        life = state.met[position]
        on_course = state.departed[lives.slot[life]] == 0
        if on_course and not meets_distress(model, state, distress_key, life, life_course(model, life)):
            nearest = min(nearest, state.drawn[life])
    state.next_drawn[run] = nearest


@kernel
def expose_courses(model: Model, state: State, distress_key: np.uint64, month: int) -> None:
    """Let the raised intensities of a month act on the lives on their course that began before it."""
    lives = model.lives
    for run in range(lives.month_first[month]):
        if lives.last[lives.run_first[run]] >= month and is_raised(model, state, lives.run_bucket[run], month):
            expose_run(model, state, distress_key, run)


@kernel
def count_failed_villages(model: Model, state: State, out: Outputs, row: int) -> None:
    """Count the villages that fail at a month end: so many of their loans are overdue for the first time."""
    count_loans(model, state, VILLAGE)
    for village in range(state.failed.shape[0]):
        overdue, loans = state.neighbours[0, village], state.neighbours[1, village]
        if state.failed[village] == 0 and loans > 0.0 and overdue / loans >= model.contagion.failed_at:
            state.failed[village] = 1
            out.failed_villages[row] += 1


@kernel
def spread_contagion(model: Model, state: State, out: Outputs, row: int, distress_key: np.uint64, month: int) -> None:
    """Let the loans overdue at a month end act on their neighbours in the next month, and count failed villages."""
    contagion = model.contagion
    if contagion.villages:
        count_failed_villages(model, state, out, row)
    if not contagion.active or month + 1 >= model.clock.months:
        return
    spreads = fill_contagion(model, state, 0, VILLAGE, month)
    if fill_contagion(model, state, 1, TOWNSHIP, month) or spreads:
        raise_intensities(model, state, month + 1)
        expose_departed(model, state, month + 1)
        expose_courses(model, state, distress_key, month + 1)
