"""Claims (代偿申请): filed after a waiting time, settled after processing."""

from __future__ import annotations

from fundsim.kernels.arrays import Model, Outputs, State
from fundsim.kernels.arrays.columns import CLAIMS_OPEN, SEASONAL
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ledgers import Course, profile_row


@kernel
def last_interest_due(model: Model, course: Course, month: int) -> int:
    """Month at whose end interest was last due before a month; ``made_in - 1`` when it has not been due yet."""
    loans, place = model.loans, month - course.made_in
    if loans.calendar[course.slot] == SEASONAL:  # interest falls due with the instalments
        profile, place = loans.profiles[profile_row(model, course)], min(place, loans.term[course.slot])
        while place > 0 and profile[place] == profile[place - 1]:
            place -= 1
        return course.made_in - 1 + place
    every = loans.interest_every[course.slot]
    return course.made_in - 1 + place // every * every


@kernel
def accrued_months(model: Model, course: Course, distress_in: int, filed: int) -> float:
    """Months of interest that a claim may count: since the last interest due, up to the limit. [months]"""
    paid = last_interest_due(model, course, distress_in)
    paid = max(paid, course.resumed - 1) if course.resumed >= 0 else paid
    return min(float(filed - paid), model.rules.interest_limit)


@kernel
def settlement_month(model: Model, due: int) -> int:
    """Month in which a claim due in ``due`` is settled; the end or later when the horizon comes first."""
    if model.rules.yearly_settlement:
        while due < model.clock.end and model.clock.year_end[due] == 0:
            due += 1
    return due


@kernel
def free_record(state: State) -> int:
    """Take a claim record that is free: one used before if there is, else a new one."""
    if state.free_count[0] > 0:
        state.free_count[0] -= 1
        return state.free[state.free_count[0]]
    state.claims_begun[0] += 1
    return state.claims_begun[0] - 1


@kernel
def file_claim(
    model: Model,
    state: State,
    out: Outputs,
    row: int,
    course: Course,
    generation: int,
    cause: int,
    default_in: int,
    filed: int,
    owed: float,
    share: float,
) -> int:
    """Put the claim of a default into the pipeline and return its settlement month."""
    rules = model.rules
    amount = owed
    if rules.claims_interest:
        months = accrued_months(model, course, state.distress_in[course.slot], filed)
        amount += owed * model.loans.rate[course.slot] / 12.0 * months
    gross = amount
    if rules.net:
        amount *= 1.0 - share
    settled = settlement_month(model, filed + rules.processing)
    if filed >= model.clock.end:
        return settled
    if settled >= model.clock.end:
        out.amount[row, CLAIMS_OPEN] += amount
    listed = min(settled, model.clock.end)
    claim = free_record(state)
    state.claim_next[claim] = state.claim_head[listed]
    state.claim_head[listed] = claim
    state.claim_slot[claim], state.claim_generation[claim] = course.slot, generation
    state.claim_village[claim] = model.loans.village[course.slot]
    state.claim_industry[claim] = model.loans.industry[course.slot]
    state.claim_cause[claim], state.claim_default[claim], state.claim_booked[claim] = (
        cause,
        default_in,
        course.booked_in,
    )
    state.claim_amount[claim], state.claim_gross[claim] = amount, gross
    state.claim_exposure[claim], state.claim_recovery[claim] = owed, share
    return settled
