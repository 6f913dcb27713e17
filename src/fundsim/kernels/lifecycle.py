"""A loan's life: spells of performing, distress, cure, extension, default, maturity, renewal."""

from __future__ import annotations

import numpy as np

from fundsim.kernels._jit import kernel
from fundsim.kernels.arrays import (
    CURES,
    DEFAULTS,
    DISTRESSES,
    EV_CURED,
    EV_DEFAULT,
    EV_DISTRESS,
    EV_EXTENDED,
    EV_EXTENSION_FAILED,
    EV_EXTENSION_OK,
    EV_FILED,
    EV_RENEWED,
    EV_REPAID,
    EV_SHOCK_DEFAULT,
    EXTENSION_FAILURES,
    EXTENSIONS,
    RENEWALS,
    WILFUL,
    Log,
    Model,
    Outputs,
)
from fundsim.kernels.claims import file_claim
from fundsim.kernels.hazards import first_month_above, plain_intensity
from fundsim.kernels.ledgers import (
    add_exposure,
    add_performing,
    add_renewed,
    add_state,
    add_troubled_exposure,
    course_of,
    owed_before,
    record,
)
from fundsim.kernels.random import (
    CAUSE,
    CURE,
    DETECTION,
    DISTRESS,
    EXTENSION,
    EXTENSION_END,
    RENEWAL,
    exponential,
    purpose_key,
    uniform,
)
from fundsim.kernels.recoveries import last_recovery_delay, recovered_share
from fundsim.kernels.special import normal_cdf
from fundsim.kernels.state import FORBORNE, NPL, OVERDUE, PERFORMING, State

DISTRESS_EVENT, EXTENSION_END_EVENT, MATURITY_EVENT = range(3)
HARDSHIP_CAUSE, WILFUL_CAUSE = range(2)


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
def is_renewed(model: Model, key: np.uint64, slot: int, generation: int, renewals: int) -> bool:
    """Whether a maturing performing loan is renewed (续贷)."""
    rules = model.rules
    if model.loans.renewable[slot] == 0 or renewals >= rules.renewal_at_most:
        return False
    return uniform(purpose_key(key, RENEWAL), slot, generation, renewals) < rules.renewal


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


@kernel
def is_cured(model: Model, key: np.uint64, slot: int, generation: int, spell: int) -> bool:
    """Whether monitoring (贷后管理) detects coming distress and cures it at once."""
    rules = model.rules
    if rules.detected <= 0.0 or rules.cured <= 0.0:
        return False
    detected = uniform(purpose_key(key, DETECTION), slot, generation, spell) < rules.detected
    return detected and uniform(purpose_key(key, CURE), slot, generation, spell) < rules.cured


@kernel
def try_extension(
    model: Model,
    state: State,
    out: Outputs,
    log: Log,
    row: int,
    key: np.uint64,
    slot: int,
    month: int,
    owed: float,
) -> bool:
    """Grant an extension (展期), if the loan may have one more and the draw says so."""
    rules, had, generation = model.rules, state.extensions[slot], state.generation[slot]
    if had >= rules.extension_at_most:
        return False
    if uniform(purpose_key(key, EXTENSION), slot, generation, state.extension_draws[slot]) >= rules.extension_granted:
        return False
    state.extensions[slot] = had + 1
    state.extension_draws[slot] += 1
    end = month + rules.extension_months
    add_state(model, state, FORBORNE, slot, owed, month, end - 1)
    add_troubled_exposure(model, state, course_of(model, state, slot), owed, month + 1, end)
    push_event(model, state, slot, end, EXTENSION_END_EVENT)
    out.counts[row, EXTENSIONS] += 1
    record(log, month, EV_EXTENDED, slot, generation, owed)
    return True


@kernel
def extension_failure_probability(model: Model, state: State, slot: int, generation: int, month: int) -> float:
    """Probability that an extension ending in a month fails, by the same copula as default."""
    bucket = model.loans.bucket[slot, generation % model.loans.bucket.shape[1]]
    period = model.clock.period[month]
    score = model.rules.extension_score[0] * state.mixing[period] + state.systematic[period, model.risk.cell[bucket]]
    return normal_cdf(score * model.risk.residual)


@kernel
def last_npl_month(model: Model, cause: int, npl_from: int, settled: int, share: float) -> int:
    """Last month end at which a defaulted loan counts as non-performing."""
    rules = model.rules
    if rules.npl_until_paid:
        return settled - 1
    written_off = npl_from + rules.write_off_after - 1
    if rules.net or share <= 0.0:
        return written_off
    return min(written_off, settled + last_recovery_delay(model, cause))


@kernel
def default_loan(
    model: Model,
    state: State,
    out: Outputs,
    log: Log,
    row: int,
    key: np.uint64,
    slot: int,
    month: int,
    cause: int,
    owed: float,
) -> None:
    """Let a loan default: overdue at once, non-performing after the waiting time, then a claim."""
    rules, loans, generation = model.rules, model.loans, state.generation[slot]
    course = course_of(model, state, slot)
    share = recovered_share(model, state, key, slot, generation, cause, month)
    settled = file_claim(model, state, out, row, course, generation, cause, month, owed, share)
    npl_from = month + rules.wait
    add_state(model, state, OVERDUE, slot, owed, month, npl_from - 1)
    add_state(model, state, NPL, slot, owed, npl_from, last_npl_month(model, cause, npl_from, settled, share))
    add_troubled_exposure(model, state, course, owed, month + 1, npl_from)
    push_vacancy(model, state, slot, settled + 1 if rules.refill_after_payment else month + 1)
    out.counts[row, DEFAULTS] += 1
    out.counts[row, WILFUL] += cause == WILFUL_CAUSE
    out.township_defaults[row, loans.township[slot]] += 1
    opening = generation == 0 and loans.opening[slot] == 1
    cohort = 0 if opening else 1 + model.clock.year[state.disbursed_in[slot]]
    out.cohort_defaults[row, cohort] += 1
    out.cohort_age_defaults[row, cohort, (month - max(state.disbursed_in[slot], 0)) // 3] += 1
    record(log, month, EV_DEFAULT, slot, generation, owed)
    if npl_from < model.clock.end:
        record(log, npl_from, EV_FILED, slot, generation, owed)


@kernel
def meet_distress(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int, month: int
) -> None:
    """A loan misses its due: cause, monitoring, extension, else default."""
    rules, generation, spell = model.rules, state.generation[slot], state.spell[slot]
    course = course_of(model, state, slot)
    owed = owed_before(model, course, month)
    bucket = model.loans.bucket[slot, generation % model.loans.bucket.shape[1]]
    left = state.threshold[slot] - state.cumulative[month, bucket]
    by_shock = state.shocked[month] == 1 and left > plain_intensity(model.clock, model.risk, state, month, bucket)
    state.distress_in[slot] = month
    out.counts[row, DISTRESSES] += 1
    record(log, month, EV_SHOCK_DEFAULT if by_shock else EV_DISTRESS, slot, generation, owed)
    wilful = not by_shock and uniform(purpose_key(key, CAUSE), slot, generation, spell) < rules.wilful
    if wilful:
        default_loan(model, state, out, log, row, key, slot, month, WILFUL_CAUSE, owed)
    elif is_cured(model, key, slot, generation, spell):
        out.counts[row, CURES] += 1
        record(log, month, EV_CURED, slot, generation, owed)
        add_state(model, state, PERFORMING, slot, owed, month, month)
        resume(model, state, key, slot, month + 1)
    elif not try_extension(model, state, out, log, row, key, slot, month, owed):
        default_loan(model, state, out, log, row, key, slot, month, HARDSHIP_CAUSE, owed)


@kernel
def end_extension(
    model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int, month: int
) -> None:
    """An extension ends: the loan fails (and may be extended again) or performs from the next month."""
    generation = state.generation[slot]
    owed = owed_before(model, course_of(model, state, slot), state.distress_in[slot])
    probability = extension_failure_probability(model, state, slot, generation, month)
    if uniform(purpose_key(key, EXTENSION_END), slot, generation, state.extension_draws[slot]) >= probability:
        record(log, month, EV_EXTENSION_OK, slot, generation, owed)
        add_state(model, state, FORBORNE, slot, owed, month, month)
        resume(model, state, key, slot, month + 1)
        return
    out.counts[row, EXTENSION_FAILURES] += 1
    record(log, month, EV_EXTENSION_FAILED, slot, generation, owed)
    if not try_extension(model, state, out, log, row, key, slot, month, owed):
        default_loan(model, state, out, log, row, key, slot, month, HARDSHIP_CAUSE, owed)


@kernel
def mature(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, slot: int, month: int) -> None:
    """A performing loan reaches its last due: renewed, or repaid and its slot vacant."""
    generation = state.generation[slot]
    if is_renewed(model, key, slot, generation, state.renewals[slot]):
        state.renewals[slot] += 1
        state.spell[slot] += 1
        state.made_in[slot] = state.booked_in[slot] = month + 1
        state.last[slot] = month + model.loans.term[slot]
        state.extensions[slot] = 0
        state.resumed[slot] = state.frozen[slot] = -1
        principal = course_of(model, state, slot).principal
        out.counts[row, RENEWALS] += 1
        record(log, month, EV_RENEWED, slot, generation, principal)
        if month + 1 < model.clock.months:
            add_renewed(model, state, slot, principal, month + 1, month + 1)
        add_state(model, state, PERFORMING, slot, principal, month, month)
        begin_spell(model, state, key, slot, month + 1)
    else:
        record(log, month, EV_REPAID, slot, generation, 0.0)
        push_vacancy(model, state, slot, month + 1)


@kernel
def run_events(model: Model, state: State, out: Outputs, log: Log, row: int, key: np.uint64, month: int) -> None:
    """Distress, ends of extensions, defaults, maturities and renewals of a month."""
    slot = state.event_head[month]
    while slot >= 0:
        following, code = state.event_next[slot], state.event_code[slot]
        if code == DISTRESS_EVENT:
            meet_distress(model, state, out, log, row, key, slot, month)
        elif code == EXTENSION_END_EVENT:
            end_extension(model, state, out, log, row, key, slot, month)
        else:
            mature(model, state, out, log, row, key, slot, month)
        slot = following
