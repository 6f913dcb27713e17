"""Claims of a fund without loans: drawn from a law, interval by interval, and settled at once."""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.arrays import Aggregate, Log, Model, State
from fundsim.kernels.arrays.codes import AUTOREGRESSIVE, EMPIRICAL, GAMMA, LOGNORMAL, WEIBULL
from fundsim.kernels.arrays.columns import EV_FILED
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.claims import free_record
from fundsim.kernels.loans.ledgers import record
from fundsim.kernels.loans.recovered_shares import drawn_recovery
from fundsim.kernels.numerics.purposes import AGGREGATE_CLAIMS, AGGREGATE_FACTOR, AGGREGATE_REGIME, RECOVERY
from fundsim.kernels.numerics.random import purpose_key, uniform
from fundsim.kernels.numerics.special import chi_square_quantile, first_above, normal_quantile, poisson_quantile
from fundsim.kernels.risk.factors import next_factor

LARGEST_DRAW = 1.0 - 2.0**-53  # the largest uniform draw rounds up to 1, where quantiles are infinite


@kernel
def amount_quantile(law: Aggregate, u: float) -> float:
    """Amount of a claim by the quantile function of its law. [currency]

    Lognormal ``exp(μ + σΦ⁻¹(u))``; gamma half the scale times the quantile of χ² with twice the shape; Weibull
    ``scale·(−log(1 − u))^(1/shape)``.
    """
    u = min(u, LARGEST_DRAW)
    if law.law == EMPIRICAL:
        return law.amounts[int(u * law.amounts.shape[0])]
    if law.law == LOGNORMAL:
        return math.exp(law.shape + law.scale * normal_quantile(u))
    if law.law == GAMMA:
        return 0.5 * law.scale * chi_square_quantile(u, 2.0 * law.shape)
    if law.law == WEIBULL:
        return law.scale * (-math.log1p(-u)) ** (1.0 / law.shape)
    return law.amounts[first_above(law.cumulated, u)]


@kernel
def claim_number(law: Aggregate, u: float) -> int:
    """Number of claims of an interval: one, or drawn from a Poisson law."""
    return 1 if law.rate <= 0.0 else min(poisson_quantile(u, law.rate), law.capacity)


@kernel
def draw_scales(key: np.uint64, law: Aggregate, state: State) -> None:
    """What multiplies the amounts of every interval: the state of the regime, and ``exp(σX − σ²/2)``."""
    regime_key, factor_key = purpose_key(key, AGGREGATE_REGIME), purpose_key(key, AGGREGATE_FACTOR)
    now, factor = 0, 0.0
    for interval in range(law.intervals):
        u = uniform(regime_key, 0, interval, 0)
        now = first_above(law.start if interval == 0 else law.transition[now], u)
        scale = law.multiplier[now]
        if law.volatility > 0.0:
            draw = normal_quantile(uniform(factor_key, 0, interval, 0))
            factor = next_factor(factor, draw, interval, AUTOREGRESSIVE, law.autocorrelation)
            scale *= math.exp(law.volatility * factor - 0.5 * law.volatility * law.volatility)
        state.claim_scale[interval] = scale


@kernel
def file_aggregate_claim(model: Model, state: State, log: Log, amount: float, share: float, month: int) -> None:
    """Put a claim that belongs to no loan among those settled this month; it takes the place of slot 0."""
    claim = free_record(state)
    state.claim_next[claim] = state.claim_head[month]
    state.claim_head[month] = claim
    state.claim_slot[claim], state.claim_generation[claim] = 0, model.aggregate.interval[month]
    state.claim_village[claim], state.claim_industry[claim] = model.loans.village[0], model.loans.industry[0]
    state.claim_cause[claim], state.claim_default[claim], state.claim_booked[claim] = 0, month, month
    state.claim_amount[claim], state.claim_gross[claim] = amount, amount
    state.claim_exposure[claim], state.claim_recovery[claim] = amount, share
    record(log, month, EV_FILED, 0, model.aggregate.interval[month], amount)


@kernel
def file_aggregate_claims(model: Model, state: State, log: Log, key: np.uint64, month: int) -> None:
    """File the claims of the interval that is settled in a month."""
    law = model.aggregate
    if law.due[month] == 0:
        return
    interval = law.interval[month]
    claims_key, recovery_key = purpose_key(key, AGGREGATE_CLAIMS), purpose_key(key, RECOVERY)
    for number in range(claim_number(law, uniform(claims_key, 0, interval, 0))):
        amount = state.claim_scale[interval] * amount_quantile(law, uniform(claims_key, 1 + number, interval, 0))
        if amount > 0.0:
            share = drawn_recovery(model, 0, 0, uniform(recovery_key, number, interval, 0))
            file_aggregate_claim(model, state, log, amount, share, month)
