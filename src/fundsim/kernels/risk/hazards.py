"""Default intensities: annual probability and factors within a period, hazards by month, budgets of loans."""

from __future__ import annotations

from fundsim.kernels.arrays import F2, Model, Risk, State
from fundsim.kernels.arrays.codes import SCALES_ODDS, SCALES_PROBABILITY
from fundsim.kernels.arrays.columns import ON_DEFAULT_PROBABILITY
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.special import intensity_of, normal_quantile, student_quantile, take_intensities
from fundsim.kernels.risk.regimes import regime_multiplier

LARGEST_PROBABILITY = 1.0 - 1e-12
CERTAIN = 1e5  # intensity of a probability of 1: more than any budget, whatever month of the period it falls in
CERTAIN_SCORE = 1e4  # score of an annual probability of 1: such an intensity whatever the factors, Student's among them
NOT_KNOWN = -1.0
HALF_YEAR = 6  # months


@kernel
def conditional_score(score: float, mixing: float, index: float, residual: float) -> float:
    """Quantile of the probability of a whole factor period, given its factors: ``(score·w + S)/√(1 - ρ)``."""
    return (score * mixing + index) * residual


@kernel
def period_intensity(score: float, mixing: float, index: float, residual: float) -> float:
    """Intensity of a whole factor period, ``-log(1 - Φ((score·w + S)/√(1 - ρ)))``.

    Gaussian copula: score ``Φ⁻¹(p)``, w = 1. Student: score ``t_ν⁻¹(p)``, w the mixing variable.
    """
    return intensity_of(conditional_score(score, mixing, index, residual))


@kernel
def score_of(probability: float, degrees: float) -> float:
    """Quantile of a probability under the copula's margin."""
    return student_quantile(probability, degrees) if degrees > 0.0 else normal_quantile(probability)


@kernel
def shocked_probability(probability: float, multiplier: float, odds_multiplier: float) -> float:
    """Period probability after multipliers of the probability (capped at 1), then of its odds."""
    p = probability * multiplier
    if p >= LARGEST_PROBABILITY:
        return LARGEST_PROBABILITY
    odds = odds_multiplier * p / (1.0 - p)
    return min(odds / (1.0 + odds), LARGEST_PROBABILITY)


@kernel
def changed_intensity(
    model: Model, state: State, period: int, bucket: int, multiplier: float, odds_multiplier: float
) -> float:
    """Intensity of a whole factor period whose probability, or its odds, are multiplied before the factors act."""
    risk = model.risk
    p = shocked_probability(risk.probability[bucket], multiplier, odds_multiplier)
    if p >= LARGEST_PROBABILITY:
        return CERTAIN
    index = state.systematic[period, risk.cell[bucket]]
    return period_intensity(score_of(p, risk.degrees), state.mixing[period], index, risk.residual)


@kernel
def whole_intensity(model: Model, state: State, month: int, bucket: int) -> float:
    """Intensity of the whole factor period as a month's regimes and shocks change the probability or its odds."""
    period, hit, last = model.clock.period[month], model.risk.hit[bucket], state.rescaled
    by_probability, by_odds = state.probability_multiplier[month, hit], state.odds_multiplier[month, hit]
    if by_probability == 1.0 and by_odds == 1.0:
        return state.intensity[period, bucket]
    if last[0, bucket] != by_probability or last[1, bucket] != by_odds:  # often the same as in the month before
        last[0, bucket], last[1, bucket] = by_probability, by_odds
        last[2, bucket] = changed_intensity(model, state, period, bucket, by_probability, by_odds)
    return last[2, bucket]


@kernel
def contagion_of(model: Model, state: State, month: int, bucket: int) -> float:
    """Multiplier by which overdue neighbours raise a month's intensity, the village's times the township's."""
    if not model.contagion.active:
        return 1.0
    cell = model.risk.cell[bucket]
    village, township = model.risk.cell_village[cell], model.risk.cell_township[cell]
    return state.contagion[0, month, village] * state.contagion[1, month, township]


@kernel
def site_of(risk: Risk, bucket: int) -> int:
    """Industry and township of a bucket as one number."""
    return risk.hit[bucket] % (risk.industries * risk.townships)


@kernel
def unshocked_intensity(model: Model, state: State, month: int, bucket: int) -> float:
    """Intensity of a whole factor period with all that multiplies it in a month, shocks apart."""
    period = model.clock.period[month]
    whole = state.intensity[period, bucket]
    if model.regimes.acts[ON_DEFAULT_PROBABILITY]:
        site = site_of(model.risk, bucket)
        times = regime_multiplier(model.regimes, state, ON_DEFAULT_PROBABILITY, SCALES_PROBABILITY, month, site)
        odds = regime_multiplier(model.regimes, state, ON_DEFAULT_PROBABILITY, SCALES_ODDS, month, site)
        if times != 1.0 or odds != 1.0:
            whole = changed_intensity(model, state, period, bucket, times, odds)
    if model.price_cycles.period.shape[0] > 0:
        whole *= state.cycle_multiplier[month, site_of(model.risk, bucket) // model.risk.townships]
    return whole * contagion_of(model, state, month, bucket)


@kernel
def fill_periods(risk: Risk, state: State) -> None:
    """Intensities of whole factor periods, by bucket."""
    score, cell, residual = risk.score, risk.cell, risk.residual
    for period in range(risk.periods):
        intensity, index, mixing = state.intensity[period], state.systematic[period], state.mixing[period]
        for bucket in range(score.shape[0]):
            intensity[bucket] = conditional_score(score[bucket], mixing, index[cell[bucket]], residual)
        take_intensities(intensity)


@kernel
def fill_altered_month(model: Model, state: State, month: int) -> None:
    """Add the intensities of a month in which regimes, price cycles or shocks act to the cumulated ones."""
    risk, before, after = model.risk, state.cumulative[month], state.cumulative[month + 1]
    scaled = model.shocks.scaled or model.regimes.acts[ON_DEFAULT_PROBABILITY]
    for bucket in range(risk.season.shape[0]):
        whole = state.intensity[model.clock.period[month], bucket]
        if scaled:
            whole = whole_intensity(model, state, month, bucket)
        multiplier = state.multiplier[month, risk.hit[bucket]]
        spread = whole * risk.weight[risk.season[bucket], month] * multiplier
        after[bucket] = before[bucket] + (spread + state.immediate[month, risk.hit[bucket]])
        if model.ageing.active:
            state.full[month, bucket] = whole * multiplier


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
        if month == 0 or clock.period[month] != clock.period[month - 1]:
            state.rescaled[0] = NOT_KNOWN
        if state.altered[month]:
            fill_altered_month(model, state, month)
        else:
            for bucket in range(season.shape[0]):
                after[bucket] = before[bucket] + intensity[bucket] * weight[season[bucket], month]
            if model.ageing.active:
                for bucket in range(season.shape[0]):
                    state.full[month, bucket] = intensity[bucket]


@kernel
def first_month_above(cumulative: F2, bucket: int, threshold: float, first: int, last: int) -> int:
    """First month whose cumulated intensity reaches a threshold: by counting the half years before it, then months.

    Halving would take fewer comparisons, but every second of its branches is guessed wrong.

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
    start = first
    for month in range(first + HALF_YEAR, last + 1, HALF_YEAR):
        start += HALF_YEAR * int(cumulative[month, bucket] < threshold)
    found = start
    for month in range(start + 1, min(start + HALF_YEAR, last + 1)):
        found += int(cumulative[month, bucket] < threshold)
    return found
