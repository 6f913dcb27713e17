"""Default intensities: annual probability and factors within a period, hazards by month, budgets of loans."""

from __future__ import annotations

from fundsim.kernels._jit import kernel
from fundsim.kernels.arrays import F2, Clock, Model, Risk
from fundsim.kernels.special import intensity_of, normal_quantile, student_quantile
from fundsim.kernels.state import State

LARGEST_PROBABILITY = 1.0 - 1e-12


@kernel
def period_intensity(score: float, mixing: float, index: float, residual: float) -> float:
    """Intensity of a whole factor period, ``-log(1 - Φ((score·w + S)/√(1 - ρ)))``.

    Gaussian copula: score ``Φ⁻¹(p)``, w = 1. Student: score ``t_ν⁻¹(p)``, w the mixing variable.
    """
    return intensity_of((score * mixing + index) * residual)


@kernel
def score_of(probability: float, degrees: float) -> float:
    """Quantile of a probability under the copula's margin."""
    return student_quantile(probability, degrees) if degrees > 0.0 else normal_quantile(probability)


@kernel
def shocked_probability(probability: float, multiplier: float, odds_multiplier: float) -> float:
    """Period probability after multipliers of the probability (capped at 1), then of its odds."""
    p = min(probability * multiplier, LARGEST_PROBABILITY)
    odds = odds_multiplier * p / (1.0 - p)
    return min(odds / (1.0 + odds), LARGEST_PROBABILITY)


@kernel
def plain_intensity(clock: Clock, risk: Risk, state: State, month: int, bucket: int) -> float:
    """Intensity of a month without shocks: the period's, times the season's weight."""
    return state.intensity[clock.period[month], bucket] * risk.weight[risk.season[bucket], month]


@kernel
def shocked_intensity(model: Model, state: State, month: int, bucket: int) -> float:
    """Intensity of a month with the shocks that are active there."""
    clock, risk = model.clock, model.risk
    hit, period = risk.hit[bucket], clock.period[month]
    plain = plain_intensity(clock, risk, state, month, bucket)
    if model.shocks.scaled:
        by_probability, by_odds = state.probability_multiplier[month, hit], state.odds_multiplier[month, hit]
        if by_probability != 1.0 or by_odds != 1.0:
            p = shocked_probability(risk.probability[bucket], by_probability, by_odds)
            index = state.systematic[period, risk.cell[bucket]]
            whole = period_intensity(score_of(p, risk.degrees), state.mixing[period], index, risk.residual)
            plain = whole * risk.weight[risk.season[bucket], month]
    return plain * state.multiplier[month, hit] + state.immediate[month, hit]


@kernel
def fill_periods(risk: Risk, state: State) -> None:
    """Intensities of whole factor periods, by bucket."""
    score, cell, residual = risk.score, risk.cell, risk.residual
    for period in range(risk.periods):
        intensity, index, mixing = state.intensity[period], state.systematic[period], state.mixing[period]
        for bucket in range(score.shape[0]):
            intensity[bucket] = period_intensity(score[bucket], mixing, index[cell[bucket]], residual)


@kernel
def fill_hazards(model: Model, state: State) -> None:
    """Cumulated intensities of every bucket at every month end of the horizon."""
    clock, risk = model.clock, model.risk
    season, weight = risk.season, risk.weight
    fill_periods(risk, state)
    for month in range(clock.months):
        intensity, before, after = (
            state.intensity[clock.period[month]],
            state.cumulative[month],
            state.cumulative[month + 1],
        )
        if state.shocked[month]:
            for bucket in range(season.shape[0]):
                after[bucket] = before[bucket] + shocked_intensity(model, state, month, bucket)
        else:
            for bucket in range(season.shape[0]):
                after[bucket] = before[bucket] + intensity[bucket] * weight[season[bucket], month]


@kernel
def bucket_of(model: Model, slot: int, generation: int, disbursed_in: int) -> int:
    """Bucket of a loan, by the admission rules of the month in which it was disbursed."""
    loans, epoch = model.loans, 0
    while epoch < loans.epoch_starts.shape[0] and disbursed_in >= loans.epoch_starts[epoch]:
        epoch += 1
    return loans.bucket[epoch, slot, generation % loans.bucket.shape[2]]


@kernel
def first_month_above(cumulative: F2, bucket: int, threshold: float, first: int, last: int) -> int:
    """First month whose cumulated intensity reaches a threshold, by bisection.

    Parameters
    ----------
    cumulative : array (month + 1, bucket)
        Cumulated intensity at the start of each month.
    bucket : int
    threshold : float
        Known to be reached by the end of ``last``.
    first, last : int
        Months searched, both included.

    Returns
    -------
    int
        Month.
    """
    low, high = first, last
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle + 1, bucket] >= threshold:
            high = middle
        else:
            low = middle + 1
    return low
