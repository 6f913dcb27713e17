"""New lending: loans that start on their course, refills of vacant slots, and stops."""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.arrays import I1, Log, Model, Outputs, State
from fundsim.kernels.arrays.columns import EV_MADE, EV_REFUSED, LENDING_LOST, LINE
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.courses import (
    add_life,
    draw_in_reach,
    is_new_lending,
    leave_for_maturity,
    leave_later_lives,
    life_course,
    meets_distress,
    screen_distress,
)
from fundsim.kernels.loans.credit_lines import hold_lines
from fundsim.kernels.loans.distress_dates import (
    bucket_of,
    drawn_below,
)
from fundsim.kernels.loans.ledgers import (
    Course,
    add_lending,
    course_of,
    fresh_course,
    owed_before,
    record,
    variant_of,
)
from fundsim.kernels.loans.lifecycle import is_renewed, run_ahead
from fundsim.kernels.loans.spells import begin_spell, depart
from fundsim.kernels.numerics.memory import prefetch
from fundsim.kernels.numerics.purposes import REFILL_ORDER
from fundsim.kernels.numerics.random import purpose_key, uniform
from fundsim.kernels.numerics.sorting import sort_by_keys


@kernel
def new_course(model: Model, slot: int, generation: int, month: int) -> Course:
    """Terms of a loan that is made in a month."""
    variant = variant_of(model, generation)
    principal, last = model.loans.principal[slot, variant], month + model.loans.term[slot] - 1
    return fresh_course(slot, principal, month, last, variant, bucket_of(model, slot, variant, month))


@kernel
def has_own_course(model: Model, slot: int, last: int) -> bool:
    """Whether rules of lending act on a slot although nothing happens to its loan."""
    if model.rules.freeze_lines and model.loans.calendar[slot] == LINE:
        return True
    return last < model.clock.months and model.rules.most_lent < math.inf


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
    if position + 6 < found:
        prefetch(model.lives.slot, met[position + 6])
    if position + 3 < found:
        slot = model.lives.slot[met[position + 3]]
        prefetch(model.loans.township, slot)  # the first column of the line that every loan in distress needs
        prefetch(state.generation, slot)  # and of both lines of what is known of it
        prefetch(state.renewals, slot)


@kernel
def list_run(model: Model, state: State, run: int, listed: int) -> int:
    """List the lives of a run that may meet distress behind those listed already, and return their number."""
    lives, first = model.lives, model.lives.run_first[run]
    threshold = draw_in_reach(model, state, life_course(model, first))
    return drawn_below(state, threshold, first, lives.run_first[run + 1], listed)


@kernel
def start_listed(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, distress_key: np.uint64, found: int
) -> None:
    """See which of the lives listed meet distress, when nothing else can happen to them now."""
    met = state.met
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
    """Start the loans of a month that are on their course.

    Quiet runs are screened together, so that the memory can be asked for their loans in good time.
    """
    lives, one_by_one = model.lives, log.month.shape[0] > 0 or is_stopped_anywhere(state)
    past, listed = lives.month_first[month + 1], 0
    for run in range(lives.month_first[month], past):
        together = lives.run_quiet[run] and not one_by_one
        if together:
            listed = list_run(model, state, run, listed)
        if not together or run + 1 == past:
            start_listed(model, state, out, log, row, key, distress_key, listed)
            listed = 0
        if not together:
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
    sort_by_keys(state.turn, state.line_up, start, count)
    state.waiting[0], state.lined_up[0] = -1, count


@kernel
def serve_in_turn(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, month: int) -> None:
    """Lend to the slots that wait, in their turn, until the next loan would exceed the month's limit (限额).

    Slots in places where lending is stopped are passed over and keep their turn, also behind that loan.
    """
    left, ended = 0, False
    for turn in range(state.lined_up[0]):
        slot = state.line_up[turn]
        generation = state.generation[slot] + 1
        if state.stopped[model.loans.place[slot]]:
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
