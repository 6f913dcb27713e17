"""Credit lines (授信额度) where a stop of new lending freezes them: they draw no more until it ends."""

from __future__ import annotations

from fundsim.kernels.arrays import Model, State
from fundsim.kernels.arrays.columns import LINE
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ledgers import (
    Course,
    add_lending,
    course_of,
    is_covered,
    owed_after,
    owed_before,
)
from fundsim.kernels.loans.spells import DISTRESS_EVENT


@kernel
def correct_exposure(model: Model, state: State, course: Course, amount: float, month: int) -> None:
    """Correct the covered outstanding at the start of a month."""
    for row in range(model.layers.with_base.shape[0]):
        layer = model.layers.with_base[row]
        if is_covered(model, layer, course.slot, course.booked_in, month):
            state.exposure[row, model.loans.place[course.slot], month] += amount


@kernel
def correct_subsidies(model: Model, state: State, course: Course, amount: float, month: int) -> None:
    """Correct what is paid on the balance of a performing line: subsidised interest, premiums of borrowers' cover."""
    loans, slot = model.loans, course.slot
    state.subsidy[month] += loans.rate[slot] / 12.0 * loans.subsidy[slot] * amount
    if model.cover.premium.shape[1] > 0:
        for party in range(model.cover.premium.shape[0]):
            state.cover_premium[party, month] += model.cover.premium[party, slot, course.variant] * amount


@kernel
def hold_line(model: Model, state: State, slot: int, month: int) -> None:
    """Correct one line's month: under a stop it owes at most what it owed before, after one it draws up again.

    A line that catches up keeps what it owed through its first month.
    """
    course, resumes = course_of(state, slot), state.resumed[slot] == month
    keeps = state.stopped[model.loans.place[slot]] or (resumes and model.rules.catch_up)
    scheduled = owed_before(model, course, month)
    ended = state.resumes_with[slot] if resumes else owed_after(model, course, month - 1)
    held = min(state.held[slot] if state.held_in[slot] == month - 1 else ended, scheduled)
    balance = held if keeps else scheduled
    add_lending(model, state, course, (balance - held) - (scheduled - ended), month)
    correct_exposure(model, state, course, balance - scheduled, month)
    if not (state.event_month[slot] == month and state.event_code[slot] == DISTRESS_EVENT):
        correct_subsidies(model, state, course, balance - scheduled, month)
    if month < state.performs_until[slot]:
        left = min(balance, owed_before(model, course, month + 1))
        state.scheduled[model.loans.place[slot], month] += left - owed_after(model, course, month)
    state.held[slot], state.held_in[slot] = balance, month if keeps else -1


@kernel
def hold_lines(model: Model, state: State, month: int) -> None:
    """Hold the performing credit lines of all places where lending is stopped, and release those held until now."""
    for slot in range(model.loans.calendar.shape[0]):
        performs = state.departed[slot] == 1 and state.performs_from[slot] <= month <= state.performs_until[slot]
        if model.loans.calendar[slot] == LINE and performs and month > max(state.booked_in[slot], 0):
            if state.stopped[model.loans.place[slot]] or state.held_in[slot] == month - 1:
                hold_line(model, state, slot, month)
