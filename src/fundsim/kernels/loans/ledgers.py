"""Ledgers of loans: who owes how much at each month end, and what premiums and subsidies are counted on."""

from __future__ import annotations

from typing import NamedTuple

from fundsim.kernels.arrays import F1, Log, Model, State
from fundsim.kernels.arrays.columns import LINE, NUMBER, PERFORMING, STATES
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import add_all


class Course(NamedTuple):
    """Terms of one loan as it now stands."""

    slot: int
    principal: float
    made_in: int  # origin of the schedule, shifted by missed dues
    booked_in: int  # month of disbursement or renewal
    last: int  # month of maturity
    resumed: int  # first month after an interruption; -1 none
    frozen: int  # schedule position before missed dues are caught up; -1 none
    variant: int  # column of the generation
    bucket: int  # loans with the same hazard


@kernel
def record(log: Log, month: int, code: int, slot: int, generation: int, amount: float) -> None:
    """Write an event into the log, while there is room; a log of no capacity costs nothing."""
    if log.month.shape[0] > log.used[0]:
        row = log.used[0]
        log.month[row], log.code[row], log.slot[row] = month, code, slot
        log.generation[row], log.amount[row] = generation, amount
        log.used[0] = row + 1


@kernel
def variant_of(model: Model, generation: int) -> int:
    """Column of a generation's terms; a slot's first generations have a column each, so that few need a division."""
    variants = model.loans.principal.shape[1]
    return generation if generation < variants else generation % variants


@kernel
def fresh_course(slot: int, principal: float, made_in: int, last: int, variant: int, bucket: int) -> Course:
    """Terms of a loan that has not been interrupted yet."""
    return Course(slot, principal, made_in, made_in, last, -1, -1, variant, bucket)


@kernel
def interrupted_course(course: Course, made_in: int, booked_in: int, resumed: int, frozen: int) -> Course:
    """The same loan after interruptions, or a renewal."""
    slot, principal, last, variant, bucket = course.slot, course.principal, course.last, course.variant, course.bucket
    return Course(slot, principal, made_in, booked_in, last, resumed, frozen, variant, bucket)


@kernel
def course_of(state: State, slot: int) -> Course:
    """The loan that a departed slot now holds."""
    made_in, last, variant, bucket = state.made_in[slot], state.last[slot], state.variant[slot], state.bucket[slot]
    fresh = fresh_course(slot, state.principal[slot], made_in, last, variant, bucket)
    return interrupted_course(fresh, made_in, state.booked_in[slot], state.resumed[slot], state.frozen[slot])


@kernel
def profile_row(model: Model, course: Course) -> int:
    """Row of a loan's balance profile; of loans with a calendar, that of the calendar month of origin.

    Missed dues move the origin of a credit line, whose calendar is the real one, but not that of a seasonal schedule.
    """
    loans = model.loans
    calendar, first = loans.calendar[course.slot], loans.profile[course.slot]
    if calendar == 0:
        return first
    origin = course.made_in if calendar == LINE else course.booked_in
    return first + (loans.first_month + origin) % 12


@kernel
def owed_before(model: Model, course: Course, month: int) -> float:
    """Balance before the dues of a month. [currency]"""
    position = month - course.made_in
    if course.frozen >= 0 and month == course.resumed:
        position = course.frozen
    return course.principal * model.loans.profiles[profile_row(model, course), position]


@kernel
def owed_after(model: Model, course: Course, month: int) -> float:
    """Balance at the end of a month, its dues paid; a credit line that rises does so in the next month. [currency]"""
    if month >= course.last:
        return 0.0
    if course.frozen >= 0 and month == course.resumed and model.loans.calendar[course.slot] == LINE:
        return min(owed_before(model, course, month), owed_before(model, course, month + 1))
    return course.principal * model.loans.month_ends[profile_row(model, course), month - course.made_in]


@kernel
def owed_by(model: Model, state: State, slot: int, month: int) -> float:
    """Balance of a departed slot's loan before the dues of a month; of a credit line, as a stop holds it. [currency]"""
    if state.held_in[slot] == month:
        return state.held[slot]
    return owed_before(model, course_of(state, slot), month)


@kernel
def exposure_at_default(model: Model, course: Course, owed: float) -> float:
    """What is owed at default: of a credit line, also the converted share of the undrawn limit. [currency]"""
    if model.loans.calendar[course.slot] != LINE:
        return owed
    undrawn = course.principal - owed
    return owed + model.loans.conversion[course.slot] * undrawn


@kernel
def is_covered(model: Model, layer: int, slot: int, booked_in: int, month: int) -> bool:
    """Whether a layer serves a loan made in ``booked_in`` for a default (or balance) of ``month``."""
    layers = model.layers
    if layers.covers_all[layer]:
        return True
    in_window = layers.made_from[layer] <= booked_in <= layers.made_until[layer]
    return layers.covered[layer, slot] == 1 and in_window and month - booked_in < layers.cover_months[layer]


@kernel
def add_step(row: F1, amount: float, first: int, until: int) -> None:
    """Add an amount that stays the same from ``first`` to ``until``: two changes, however many months lie between."""
    if first <= until:
        row[first] += amount
        row[until + 1] -= amount


@kernel
def add_owed(row: F1, profile: F1, scale: float, shift: int, first: int, until: int) -> None:
    """Add a scaled piece of a balance profile to the months ``first`` to ``until`` of a ledger row."""
    for month in range(first, until + 1):
        row[month] += scale * profile[month + shift]


@kernel
def add_balances(model: Model, course: Course, row: F1, steps: F1, share: float, first: int, until: int) -> None:
    """Add a share of a performing loan's balances before its dues to the months ``first`` to ``until``."""
    if first > until:
        return
    schedule = profile_row(model, course)
    if model.loans.flat[schedule]:
        add_step(steps, share * course.principal, first, until)
    else:
        row[first] += share * owed_before(model, course, first)
        add_owed(row, model.loans.profiles[schedule], share * course.principal, -course.made_in, first + 1, until)


@kernel
def add_exposure(model: Model, state: State, course: Course, sign: float, first: int, until: int) -> None:
    """Add a performing loan to the covered outstanding at the start of months ``first`` to ``until``."""
    slot = course.slot
    place = model.loans.place[slot]
    until = min(until, model.clock.months - 1)
    for row in range(model.layers.with_base.shape[0]):
        layer = model.layers.with_base[row]
        if first <= until and is_covered(model, layer, slot, course.booked_in, first):
            covered = min(until, course.booked_in + model.layers.cover_months[layer] - 1)
            exposure, steps = state.exposure[row, place], state.exposure_steps[row, place]
            add_balances(model, course, exposure, steps, sign, first, covered)


@kernel
def add_troubled_exposure(model: Model, state: State, course: Course, owed: float, first: int, until: int) -> None:
    """Add a loan in arrears or extension to the covered outstanding of some months."""
    place = model.loans.place[course.slot]
    until = min(until, model.clock.months - 1)
    for row in range(model.layers.with_base.shape[0]):
        layer = model.layers.with_base[row]
        if first <= until and is_covered(model, layer, course.slot, course.booked_in, first):
            covered = min(until, course.booked_in + model.layers.cover_months[layer] - 1)
            add_step(state.exposure_steps[row, place], owed, first, covered)


@kernel
def open_exposures(state: State, month: int) -> None:
    """Add what stays the same to the covered outstanding at the start of a month, when its lending is known."""
    for base in range(state.exposure.shape[0]):
        for place in range(state.exposure.shape[1]):
            state.exposure_standing[base, place] += state.exposure_steps[base, place, month]
            state.exposure[base, place, month] += state.exposure_standing[base, place]


@kernel
def take_steps(state: State, month: int) -> None:
    """Move what stays the same for a while to a month end; where no loan is in trouble, nothing is left of rounding."""
    add_all(state.standing, state.steps[month])
    for place in range(state.standing.shape[0]):
        for kind in range(PERFORMING + 1, STATES):
            if state.standing[place, NUMBER + kind] == 0.0:
                state.standing[place, kind] = 0.0  # not what rounding left


@kernel
def add_loan(state: State, place: int, kind: int, balance: float, number: float, first: int, until: int) -> None:
    """Add a loan of a state to the month ends ``first`` to ``until``: two changes, however many lie between."""
    if first <= until:
        begun, ended = state.steps[first, place], state.steps[until + 1, place]
        begun[kind] += balance
        begun[NUMBER + kind] += number
        ended[kind] -= balance
        ended[NUMBER + kind] -= number


@kernel
def add_performing(model: Model, state: State, course: Course, sign: float, first: int, until: int) -> None:
    """Add a loan that pays its dues in months ``first`` to ``until`` to the month-end ledgers and the subsidy."""
    loans, slot = model.loans, course.slot
    schedule, place = profile_row(model, course), loans.place[slot]
    until = min(until, model.clock.months - 1)
    standing = min(until, course.last - 1)  # nothing is owed at the end of the month of maturity
    flat = loans.flat[schedule]
    add_loan(state, place, PERFORMING, sign * course.principal if flat else 0.0, sign, first, standing)
    if not flat and first <= standing:
        balances, profile = state.scheduled[place], loans.month_ends[schedule]
        balances[first] += sign * owed_after(model, course, first)
        add_owed(balances, profile, sign * course.principal, -course.made_in, first + 1, standing)
    subsidised = sign * loans.rate[slot] / 12.0 * loans.subsidy[slot]
    if subsidised != 0.0:
        add_balances(model, course, state.subsidy, state.subsidy_steps, subsidised, first, until)
    if model.cover.premium.shape[1] > 0 and first <= until:
        add_cover_premium(model, state, course, sign, first, until)


@kernel
def add_cover_premium(model: Model, state: State, course: Course, sign: float, first: int, until: int) -> None:
    """Add the premiums of the borrower's cover on a loan that performs in months ``first`` to ``until``."""
    profile = model.loans.profiles[profile_row(model, course)]
    for party in range(model.cover.premium.shape[0]):
        rate = sign * model.cover.premium[party, course.slot, course.variant]
        if rate != 0.0:
            state.cover_premium[party, first] += rate * owed_before(model, course, first)
            add_owed(state.cover_premium[party], profile, rate * course.principal, -course.made_in, first + 1, until)


@kernel
def add_state(model: Model, state: State, kind: int, slot: int, owed: float, first: int, until: int) -> None:
    """Add a troubled loan to the month ends ``first`` to ``until`` of one state."""
    add_loan(state, model.loans.place[slot], kind, owed, 1.0, first, min(until, model.clock.months - 1))


@kernel
def add_lending(model: Model, state: State, course: Course, amount: float, month: int) -> None:
    """Add a disbursement, or a draw on a credit line, to a month's lending and to the bases that count on it."""
    state.lending[month] += amount
    for row in range(model.layers.with_base.shape[0]):
        layer = model.layers.with_base[row]
        if is_covered(model, layer, course.slot, course.booked_in, month):
            state.covered_lending[row, model.loans.place[course.slot], month] += amount


@kernel
def add_draws(model: Model, state: State, course: Course, sign: float, first: int, until: int) -> None:
    """Add what a credit line draws at the start of months ``first`` to ``until``, over what it owed at the last end."""
    if model.loans.calendar[course.slot] == LINE:
        for month in range(first, min(until, model.clock.months - 1) + 1):
            drawn = owed_before(model, course, month) - owed_after(model, course, month - 1)
            if drawn > 0.0:
                add_lending(model, state, course, sign * drawn, month)


@kernel
def add_spell(
    model: Model, state: State, course: Course, sign: float, first: int, opened: int, until: int, in_distress: bool
) -> None:
    """Add a performing loan (or take it away) from the end of month ``first`` on.

    It is on the book at the start of the months ``opened`` to ``until``; in distress, it misses the last one's due.
    """
    add_performing(model, state, course, sign, first, until - 1 if in_distress else until)
    add_exposure(model, state, course, sign, opened, until)
    add_draws(model, state, course, sign, first + 1, until)


@kernel
def part_left(model: Model, course: Course) -> float:
    """Part of a loan's term that is left in month 0; none after its maturity."""
    return max(course.last + 1.0, 0.0) / model.loans.term[course.slot]


@kernel
def add_renewed(model: Model, state: State, slot: int, principal: float, booked_in: int, month: int) -> None:
    """Add a renewed principal (or an opening balance) to the base of single premiums."""
    for row in range(model.layers.with_base.shape[0]):
        layer = model.layers.with_base[row]
        if is_covered(model, layer, slot, booked_in, month):
            state.renewed[row, model.loans.place[slot], month] += principal
