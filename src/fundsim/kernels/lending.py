"""New lending: the course that nothing happens, departures from it, refills, and stops."""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels._jit import kernel
from fundsim.kernels.arrays import EV_MADE, EV_REFUSED, I1, LENDING_LOST, LINE, Log, Model, Outputs
from fundsim.kernels.credit_lines import hold_lines
from fundsim.kernels.distress_dates import (
    NEVER,
    bucket_of,
    distress_month,
    drawn_below,
    intensity_bound,
    outlasts,
    threshold_of,
)
from fundsim.kernels.ledgers import (
    Course,
    add_draws,
    add_exposure,
    add_lending,
    add_performing,
    course_of,
    fresh_course,
    owed_before,
    record,
)
from fundsim.kernels.lifecycle import is_renewed, run_ahead
from fundsim.kernels.random import REFILL_ORDER, exponential, purpose_key, uniform
from fundsim.kernels.references import prefetch
from fundsim.kernels.spells import DISTRESS_EVENT, MATURITY_EVENT, begin_spell, depart, perform, push_event
from fundsim.kernels.state import State

HALF_FEN = 0.005


@kernel
def life_course(model: Model, life: int) -> Course:
    """Terms of a loan that lives as if nothing happens."""
    lives = model.lives
    slot, variant = lives.slot[life], lives.generation[life] % model.loans.principal.shape[1]
    return fresh_course(slot, lives.principal[life], lives.made_in[life], lives.last[life], variant, lives.bucket[life])


@kernel
def new_course(model: Model, slot: int, generation: int, month: int) -> Course:
    """Terms of a loan that is made in a month."""
    variant = generation % model.loans.principal.shape[1]
    principal, last = model.loans.principal[slot, variant], month + model.loans.term[slot] - 1
    return fresh_course(slot, principal, month, last, variant, bucket_of(model, slot, variant, month))


@kernel
def is_new_lending(model: Model, life: int) -> bool:
    """Whether a life's start is a disbursement of its month rather than opening stock."""
    return model.lives.generation[life] > 0 or model.loans.opening[model.lives.slot[life]] == 0


@kernel
def add_life(model: Model, state: State, life: int, sign: float) -> None:
    """Add a whole life (or take it away) in all ledgers."""
    course = life_course(model, life)
    first = max(course.made_in, 0)
    add_performing(model, state, course, sign, first, course.last)
    add_exposure(model, state, course, sign, first, course.last)
    add_draws(model, state, course, sign, first + 1, course.last)
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
    add_performing(model, state, course, -1.0, month, course.last)
    add_exposure(model, state, course, -1.0, month + 1, course.last)
    add_draws(model, state, course, -1.0, month + 1, course.last)
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


@kernel
def has_own_course(model: Model, slot: int, last: int) -> bool:
    """Whether rules of lending act on a slot although nothing happens to its loan."""
    if model.rules.freeze_lines and model.loans.calendar[slot] == LINE:
        return True
    return last < model.clock.months and model.rules.most_lent < math.inf


@kernel
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
def screen_distress(model: Model, state: State, distress_key: np.uint64, life: int) -> bool:
    """See whether a life on its course meets distress, and let it depart if so."""
    course = life_course(model, life)
    first, until = max(course.made_in, 0), min(course.last, model.clock.months - 1)
    if outlasts(model, state, distress_key, course, model.lives.generation[life], first, until):
        return False
    return meets_distress(model, state, distress_key, life, course)


@kernel
def screen_life(model: Model, state: State, key: np.uint64, distress_key: np.uint64, life: int) -> bool:
    """See whether anything happens to a life that starts now, and let it depart if so; most of the time not."""
    lives = model.lives
    slot, last = lives.slot[life], lives.last[life]
    if screen_distress(model, state, distress_key, life):
        return True
    renewable = model.loans.renewable[slot] and last < model.clock.months
    if has_own_course(model, slot, last) or (renewable and is_renewed(model, key, slot, lives.generation[life], 0)):
        leave_for_maturity(model, state, distress_key, life)
        return True
    return False


@kernel
def disbursed(model: Model, slot: int, generation: int, month: int) -> float:
    """What a loan made in a month pays out: its principal, or the first draw of a credit line. [currency]"""
    return owed_before(model, new_course(model, slot, generation, month), month)


@kernel
def refuse(
    model: Model, state: State, out: Outputs, log: Log, row: int, slot: int, generation: int, month: int
) -> None:
    """Count a loan that a stop refuses, once."""
    if state.refused[slot] == 0:
        amount = disbursed(model, slot, generation, month)
        state.refused[slot] = 1
        out.amount[row, LENDING_LOST] += amount
        record(log, month, EV_REFUSED, slot, generation, amount)


@kernel
def refuse_life(model: Model, state: State, out: Outputs, log: Log, row: int, life: int, month: int) -> None:
    """A stop refuses a loan that was due on the course: it waits in steady lending, else it is lost."""
    course, generation = life_course(model, life), model.lives.generation[life]
    add_life(model, state, life, -1.0)
    leave_later_lives(model, state, life)
    depart(state, course, generation - 1)
    refuse(model, state, out, log, row, course.slot, generation, month)
    if model.rules.steady:
        state.vacancy_next[course.slot] = state.waiting[0]
        state.waiting[0] = course.slot


@kernel
def start_life(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, distress_key: np.uint64, life: int,
    month: int,
) -> None:  # fmt: skip
    """Start one loan that is on its course, unless lending is stopped where it is."""
    lives, slot = model.lives, model.lives.slot[life]
    if state.departed[slot]:
        return
    if state.stopped[model.loans.place[slot]] and is_new_lending(model, life):
        refuse_life(model, state, out, log, row, life, month)
        return
    if log.month.shape[0] > 0:
        amount = owed_before(model, life_course(model, life), max(lives.made_in[life], 0))
        record(log, month, EV_MADE, slot, lives.generation[life], amount)
    if screen_life(model, state, key, distress_key, life):
        run_ahead(model, state, out, log, row, key, slot)


@kernel
def fetch_ahead(model: Model, state: State, met: I1, position: int, found: int) -> None:
    """Ask the memory for what the lives of the next loans need, while that of one loan is told."""
    if position + 4 < found:
        prefetch(model.lives.slot, met[position + 4])
    if position + 2 < found:
        slot = model.lives.slot[met[position + 2]]
        prefetch(model.loans.township, slot)  # of each table the first column of a line
        prefetch(model.loans.conversion, slot)
        prefetch(state.generation, slot)
        prefetch(state.renewals, slot)


@kernel
def screen_run(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, distress_key: np.uint64, run: int
) -> None:
    """See which lives of a run meet distress, when nothing else can happen to them now."""
    lives, met = model.lives, state.met
    first, past = lives.run_first[run], lives.run_first[run + 1]
    course = life_course(model, first)
    until = min(course.last, model.clock.months - 1)
    bound = intensity_bound(model, state, course, max(course.made_in, 0), until)
    found = drawn_below(state, threshold_of(bound), first, past)
    for position in range(found):
        fetch_ahead(model, state, met, position, found)
        life = met[position]
        course = life_course(model, life)
        slot = course.slot
        if state.departed[slot] == 0 and meets_distress(model, state, distress_key, life, course):
            run_ahead(model, state, out, log, row, key, slot)


@kernel
def is_stopped_anywhere(state: State) -> bool:
    """Whether new lending is stopped in some place."""
    for place in range(state.stopped.shape[0]):
        if state.stopped[place]:
            return True
    return False


@kernel
def start_lives(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, distress_key: np.uint64, month: int
) -> None:
    """Start the loans of a month that are on their course; those of a quiet run are screened together."""
    lives, one_by_one = model.lives, log.month.shape[0] > 0 or is_stopped_anywhere(state)
    for run in range(lives.month_first[month], lives.month_first[month + 1]):
        if lives.run_quiet[run] and not one_by_one:
            screen_run(model, state, out, log, row, key, distress_key, run)
        else:
            for life in range(lives.run_first[run], lives.run_first[run + 1]):
                start_life(model, state, out, log, row, key, distress_key, life, month)


@kernel
def make_loan(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int, month: int
) -> None:
    """Lend again in a vacant slot: its next generation."""
    generation = state.generation[slot] + 1
    depart(state, new_course(model, slot, generation, month), generation)
    amount = disbursed(model, slot, generation, month)
    add_lending(model, state, course_of(state, slot), amount, month)
    out.cohort_loans[row, 1 + model.clock.year[month]] += 1
    record(log, month, EV_MADE, slot, generation, amount)
    begin_spell(model, state, key, slot, month)
    run_ahead(model, state, out, log, row, key, slot)


@kernel
def join_waiting(state: State, month: int) -> None:
    """Let the slots that fall vacant in a month wait for lending."""
    slot = state.vacancy_head[month]
    while slot >= 0:
        following = state.vacancy_next[slot]
        state.vacancy_next[slot] = state.waiting[0]
        state.waiting[0] = slot
        slot = following


@kernel
def refill(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, month: int) -> None:
    """Lend to the slots that wait, unless a stop is in force where they are."""
    slot, state.waiting[0] = state.waiting[0], -1
    while slot >= 0:
        following = state.vacancy_next[slot]
        if state.stopped[model.loans.place[slot]]:
            refuse(model, state, out, log, row, slot, state.generation[slot] + 1, month)
            state.vacancy_next[slot] = state.waiting[0]
            state.waiting[0] = slot
        else:
            make_loan(model, state, out, log, row, key, slot, month)
        slot = following


@kernel
def line_up(state: State, key: np.uint64) -> None:
    """Let the slots that began to wait this month queue up behind the others, in an order that is drawn."""
    start, slot = state.lined_up[0], state.waiting[0]
    count, order_key = start, purpose_key(key, REFILL_ORDER)
    while slot >= 0:
        state.line_up[count] = slot
        state.turn[count] = uniform(order_key, slot, state.generation[slot] + 1, 0)
        slot, count = state.vacancy_next[slot], count + 1
    order = np.argsort(state.turn[start:count])
    ordered = state.line_up[start:count][order]
    for turn in range(count - start):
        state.line_up[start + turn] = ordered[turn]
    state.waiting[0], state.lined_up[0] = -1, count


@kernel
def serve_in_turn(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, month: int) -> None:
    """Lend to the slots that wait, in their turn, until the next loan would exceed the month's limit (限额).

    Slots in places where lending is stopped are passed over and keep their turn.
    """
    left, ended = 0, False
    for turn in range(state.lined_up[0]):
        slot = state.line_up[turn]
        generation = state.generation[slot] + 1
        if not ended and state.stopped[model.loans.place[slot]]:
            refuse(model, state, out, log, row, slot, generation, month)
        elif not ended:
            lent = state.lending[month] + disbursed(model, slot, generation, month)
            ended = lent > model.rules.most_lent + HALF_FEN
            if not ended:
                make_loan(model, state, out, log, row, key, slot, month)
                continue
        state.line_up[left] = slot
        left += 1
    state.lined_up[0] = left


@kernel
def lend(
    model: Model,
    state: State,
    out: Outputs,
    log: Log,
    row: int,
    key: np.uint64,
    distress_key: np.uint64,
    month: int,
) -> None:
    """New lending of a month: loans on their course and draws on credit lines first, then those that wait."""
    start_lives(model, state, out, log, row, key, distress_key, month)
    if model.rules.freeze_lines:
        hold_lines(model, state, month)
    join_waiting(state, month)
    if model.rules.most_lent < math.inf:
        line_up(state, key)
        if month % model.rules.refill_every == 0:
            serve_in_turn(model, state, out, log, row, key, month)
    elif state.waiting[0] >= 0 and month % model.rules.refill_every == 0:
        refill(model, state, out, log, row, key, month)
