"""The law of claims of a fund without loans as kernel arrays."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import scipy.special
from numpy.typing import NDArray

from fundsim.kernels.aggregate import LARGEST_DRAW
from fundsim.kernels.arrays import Aggregate, Baseline, Lives
from fundsim.kernels.arrays.codes import EMPIRICAL, GAMMA, LOGNORMAL, TABLE, WEIBULL
from fundsim.portfolio.layout.chains import cumulated, start_law, transition_matrix
from fundsim.portfolio.layout.clock import interval_starts
from fundsim.portfolio.layout.loans import rows_of_lives
from fundsim.programme import Scenario
from fundsim.programme.aggregate import (
    AggregateLoans,
    AmountLaw,
    ClaimsFactor,
    ClaimsRegime,
    CompoundClaims,
    EmpiricalClaims,
    GammaClaims,
    LognormalClaims,
    WeibullClaims,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Law(NamedTuple):
    """Law of an amount: kind, two parameters, rows of a table with their cumulated probabilities."""

    kind: int
    shape: float
    scale: float
    amounts: Floats
    cumulated: Floats


def law_of(law: AmountLaw, unit: float) -> Law:
    """Law of an amount in currency; ``unit`` is what its amounts are counted in. [currency]"""
    none = np.zeros(1)
    if isinstance(law, EmpiricalClaims):
        return Law(EMPIRICAL, 0.0, 0.0, unit * np.array(law.values), none)
    if isinstance(law, LognormalClaims):
        mu, sigma = lognormal_terms(law)
        return Law(LOGNORMAL, mu + math.log(unit), sigma, none, none)
    if isinstance(law, GammaClaims):
        shape, scale = gamma_terms(law)
        return Law(GAMMA, shape, unit * scale, none, none)
    if isinstance(law, WeibullClaims):
        return Law(WEIBULL, law.shape, unit * law.scale, none, none)
    return Law(TABLE, 0.0, 0.0, unit * np.array(law.amounts), np.cumsum(law.probabilities))


def lognormal_terms(law: LognormalClaims) -> tuple[float, float]:
    """Mean μ and standard deviation σ of the logarithm: ``σ² = log(1 + cv²)``, ``μ = log(mean) − σ²/2``."""
    if law.mu is not None and law.sigma is not None:
        return law.mu, law.sigma
    assert law.mean is not None
    assert law.coefficient_of_variation is not None
    variance = math.log1p(law.coefficient_of_variation**2)
    return math.log(law.mean) - 0.5 * variance, math.sqrt(variance)


def gamma_terms(law: GammaClaims) -> tuple[float, float]:
    """Shape ``1/cv²`` and scale ``mean·cv²``."""
    if law.shape is not None and law.scale is not None:
        return law.shape, law.scale
    assert law.mean is not None
    assert law.coefficient_of_variation is not None
    return law.coefficient_of_variation**-2, law.mean * law.coefficient_of_variation**2


def largest_amount(law: Law) -> float:
    """Amount that no draw exceeds. [currency]"""
    if law.kind == LOGNORMAL:
        return math.exp(law.shape + law.scale * float(scipy.special.ndtri(LARGEST_DRAW)))
    if law.kind == GAMMA:
        return law.scale * float(scipy.special.gammaincinv(law.shape, LARGEST_DRAW))
    if law.kind == WEIBULL:
        return float(law.scale * (-math.log1p(-LARGEST_DRAW)) ** (1.0 / law.shape))
    return float(law.amounts.max())


def largest_factor(factor: ClaimsFactor | None) -> float:
    """Multiplier ``exp(σX − σ²/2)`` that hardly any draw exceeds; 1 without a factor."""
    if factor is None:
        return 1.0
    return math.exp(factor.volatility * float(scipy.special.ndtri(LARGEST_DRAW)) - 0.5 * factor.volatility**2)


def most_claims(rate: float) -> int:
    """Poisson number that no draw exceeds; 1 where the number is not drawn."""
    most = 1
    while rate > 0.0 and scipy.special.gammaincc(most + 1.0, rate) <= LARGEST_DRAW:
        most *= 2
    return most


def chain_of(regime: ClaimsRegime | None) -> tuple[Floats, Floats, Floats]:
    """Multipliers, cumulated law of the first interval, cumulated transitions; one state without a regime."""
    if regime is None:
        return np.ones(1), np.ones(1), np.ones((1, 1))
    states = list(regime.states)
    start = cumulated(start_law(regime.start, regime.transition, states))
    steps = np.array([cumulated(law) for law in transition_matrix(regime.transition, states)])
    return np.array(list(regime.states.values())), start, steps


def lay_out_aggregate(scenario: Scenario) -> Aggregate:
    """Arrays of the law of claims; nothing is ever due where there are loans."""
    loans, months = scenario.loans, scenario.horizon.months
    if not isinstance(loans, AggregateLoans):
        return _nothing_due(months)
    starts = interval_starts(scenario, months + 1, loans.every_months)
    interval = np.cumsum(starts[:-1]) - 1
    compound = loans.claims if isinstance(loans.claims, CompoundClaims) else None
    amounts = loans.claims if not isinstance(loans.claims, CompoundClaims) else loans.claims.severity
    law = law_of(amounts, (loans.outstanding or 1.0) if loans.counted_in == "outstanding" else 1.0)
    multiplier, start, transition = chain_of(loans.regime)
    rate = compound.rate if compound is not None else 0.0
    capacity = most_claims(rate)
    return Aggregate(
        due=(starts[:-1] if loans.at == "start" else starts[1:]).astype(np.uint8),
        interval=interval.astype(np.int64),
        intervals=int(interval[-1]) + 1,
        law=law.kind,
        shape=law.shape,
        scale=law.scale,
        amounts=law.amounts,
        cumulated=law.cumulated,
        rate=rate,
        capacity=capacity,
        multiplier=multiplier,
        start=start,
        transition=transition,
        autocorrelation=loans.factor.autocorrelation if loans.factor is not None else 0.0,
        volatility=loans.factor.volatility if loans.factor is not None else 0.0,
        largest=capacity * largest_amount(law) * float(multiplier.max()) * largest_factor(loans.factor),
    )


def _nothing_due(months: int) -> Aggregate:
    one = np.ones(1)
    return Aggregate(
        due=np.zeros(months, np.uint8), interval=np.zeros(months, np.int64), intervals=0, law=EMPIRICAL,
        shape=0.0, scale=0.0, amounts=one, cumulated=one, rate=0.0, capacity=0,
        multiplier=one, start=one, transition=np.ones((1, 1)), autocorrelation=0.0, volatility=0.0,
        largest=0.0,
    )  # fmt: skip


def no_lives(months: int) -> Lives:
    """Nobody's life: a fund without loans."""
    return Lives(
        **rows_of_lives(np.zeros((4, 0), np.int64), np.zeros(0, np.int64), np.zeros(0)),
        draw=np.zeros(0, np.uint64),
        run_first=np.zeros(1, np.int64),
        run_bucket=np.zeros(0, np.int64),
        run_quiet=np.zeros(0, np.uint8),
        month_first=np.zeros(months + 1, np.int64),
        overdue=np.zeros(0, np.int64),
    )


def constant_stock(baseline: Baseline, outstanding: float) -> Baseline:
    """Baseline in which the same amount is outstanding in every month, in the one place there is. [currency]"""
    performing, exposure = np.full_like(baseline.performing, outstanding), baseline.exposure
    return baseline._replace(performing=performing, exposure=np.full_like(exposure, outstanding))
