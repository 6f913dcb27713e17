"""Extensions (展期): who gets one, how long it lasts, and whether it fails."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Log, Model, Outputs, State
from fundsim.kernels.arrays.codes import SCALES_ODDS, SCALES_PROBABILITY
from fundsim.kernels.arrays.columns import EV_EXTENDED, EXTENSIONS, FORBORNE, ON_EXTENSION_FAILURE
from fundsim.kernels.compiling.jit import kernel, written_out
from fundsim.kernels.loans.ledgers import add_state, add_troubled_exposure, course_of, record
from fundsim.kernels.loans.spells import EXTENSION_CURE_EVENT, EXTENSION_DEFAULT_EVENT, EXTENSION_END_EVENT, push_event
from fundsim.kernels.numerics.purposes import EXTENSION, EXTENSION_END, EXTENSION_EXIT, EXTENSION_ORDER
from fundsim.kernels.numerics.random import purpose_key, uniform
from fundsim.kernels.numerics.sorting import sort_by_keys
from fundsim.kernels.numerics.special import normal_cdf
from fundsim.kernels.risk.hazards import score_of, shocked_probability, site_of
from fundsim.kernels.risk.regimes import regime_multiplier

DECISION_STEP = 1024  # months of an extension are fewer


@kernel
def is_approved(model: Model, state: State, key: np.uint64, slot: int, month: int) -> bool:
    """Whether a loan may have one more extension and the decision, drawn anew each time, is favourable."""
    rules, decisions = model.rules, state.extension_draws[slot]
    if state.extensions[slot] >= rules.extension_at_most or month > rules.extension_until:
        return False
    state.extension_draws[slot] = decisions + 1
    if rules.extension_granted >= 1.0:
        return True
    return uniform(purpose_key(key, EXTENSION), slot, state.generation[slot], decisions) < rules.extension_granted


@kernel
def end_of_extension(model: Model, state: State, key: np.uint64, slot: int, month: int) -> tuple[int, int]:
    """Month in which an extension granted now ends, and the event: a monthly exit, drawn month by month, or the end."""
    rules, first = model.rules, state.extension_draws[slot] * DECISION_STEP
    end, cure = month + rules.extension_months, rules.extension_cure
    exits = cure + rules.extension_default
    if exits > 0.0:
        exit_key = purpose_key(key, EXTENSION_EXIT)
        for t in range(month + 1, min(end, model.clock.end)):
            u = uniform(exit_key, slot, state.generation[slot], first + t - month)
            if u < exits:
                return t, EXTENSION_CURE_EVENT if u < cure else EXTENSION_DEFAULT_EVENT
    return end, EXTENSION_END_EVENT


@written_out
def grant_extension(
    model: Model,
    state: State,
    out: Outputs,
    log: Log,
    row: int,
    key: np.uint64,
    slot: int,
    month: int,
    owed: float,
) -> None:
    """Extend a loan: forborne until its end, which is drawn at once where it can come early."""
    end, event = end_of_extension(model, state, key, slot, month)
    state.extensions[slot] += 1
    state.in_extension[model.loans.county[slot]] += 1
    add_state(model, state, FORBORNE, slot, owed, month, end - 1)
    add_troubled_exposure(model, state, course_of(state, slot), owed, month + 1, end)
    push_event(model, state, slot, end, event)
    out.counts[row, EXTENSIONS] += 1
    record(log, month, EV_EXTENDED, slot, state.generation[slot], owed)


@kernel
def extension_failure_score(model: Model, state: State, month: int, bucket: int) -> float:
    """Quantile of the failure probability of extensions that end in a month, as the regimes have it."""
    regimes, risk = model.regimes, model.risk
    if regimes.acts[ON_EXTENSION_FAILURE]:
        site = site_of(risk, bucket)
        times = regime_multiplier(regimes, state, ON_EXTENSION_FAILURE, SCALES_PROBABILITY, month, site)
        odds = regime_multiplier(regimes, state, ON_EXTENSION_FAILURE, SCALES_ODDS, month, site)
        if times != 1.0 or odds != 1.0:
            return score_of(shocked_probability(regimes.extension_failure, times, odds), risk.degrees)
    return model.rules.extension_score[0]


@kernel
def extension_failure_probability(model: Model, state: State, slot: int, month: int) -> float:
    """Probability that an extension ending in a month fails, by the same copula as default."""
    bucket = state.bucket[slot]
    period = model.clock.period[month]
    score = extension_failure_score(model, state, month, bucket) * state.mixing[period]
    score += state.systematic[period, model.risk.cell[bucket]]
    return normal_cdf(score * model.risk.residual)


@kernel
def is_failure(model: Model, state: State, key: np.uint64, slot: int, month: int) -> bool:
    """Whether an extension that ends in a month fails: known of monthly exits, drawn at the end."""
    if state.event_code[slot] != EXTENSION_END_EVENT:
        return state.event_code[slot] == EXTENSION_DEFAULT_EVENT
    generation = state.generation[slot]
    probability = extension_failure_probability(model, state, slot, month)
    return uniform(purpose_key(key, EXTENSION_END), slot, generation, state.extension_draws[slot]) < probability


@kernel
def draw_lots(state: State, key: np.uint64) -> None:
    """Put the month's candidates for a place in the order of their lots."""
    count, order_key = state.candidate_count[0], purpose_key(key, EXTENSION_ORDER)
    for position in range(count):
        slot = state.candidates[position]
        state.lot[position] = uniform(order_key, slot, state.generation[slot], state.extension_draws[slot])
    sort_by_keys(state.lot, state.candidates, 0, count)
