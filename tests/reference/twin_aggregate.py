"""Claims of a fund without loans: drawn interval by interval from a law, and settled at once."""

from __future__ import annotations

import math

from scipy.special import gammaincinv, ndtri
from tests.reference.twin_claims import aggregate_claim, table_quantile
from tests.reference.twin_clock import begins_interval, ends_interval
from tests.reference.twin_draws import draw
from tests.reference.twin_loans import make_loan
from tests.reference.twin_regimes import drawn_state, start_law
from tests.reference.twin_shocks import poisson_quantile
from tests.reference.twin_state import Slot, World

from fundsim.kernels.numerics import purposes
from fundsim.programme.aggregate import (
    AggregateLoans,
    AmountLaw,
    CompoundClaims,
    EmpiricalClaims,
    GammaClaims,
    LognormalClaims,
    TableClaims,
)


def is_aggregate(world: World) -> bool:
    """Whether a fund is known only by its claims."""
    return isinstance(world.scenario.loans, AggregateLoans)


def hold_outstanding(world: World) -> None:
    """What leverage, premiums and terms count on: an amount that performs in every month; it is no loan."""
    stock = make_loan(world, 0, 0, 0, opening=True)
    stock.term = world.clock.months + 1  # nothing is repaid within the horizon
    world.slots = [Slot(stock, 1)]
    world.loans = [stock]


def file_claims(world: World, t: int) -> None:
    """Claims of the interval that begins or ends in month t; each is settled at once."""
    loans = world.scenario.loans
    assert isinstance(loans, AggregateLoans)
    begins = begins_interval(world.clock, t, loans.every_months)
    ends = ends_interval(world.clock, t, loans.every_months)
    if not (begins if loans.at == "start" else ends):
        return
    interval = sum(begins_interval(world.clock, s, loans.every_months) for s in range(t + 1)) - 1
    size = amount_multiplier(world, loans, interval)
    for number, amount in enumerate(amounts(world, loans, interval)):
        stock = make_loan(world, 0, 0, 0, opening=True)
        stock.slot, stock.generation = number, interval  # the key of its recovered share
        world.claims.append(aggregate_claim(world, stock, amount * size, t))


def amount_multiplier(world: World, loans: AggregateLoans, interval: int) -> float:
    """What unit, regime and factor make of all amounts of an interval."""
    size = float(loans.outstanding or 0.0) if loans.counted_in == "outstanding" else 1.0
    if loans.regime is not None:
        size *= loans.regime.states[state(world, loans, interval)]
    if loans.factor is not None:
        sigma = loans.factor.volatility
        size *= math.exp(sigma * factor(world, loans.factor.autocorrelation, interval) - sigma**2 / 2.0)
    return size


def state(world: World, loans: AggregateLoans, interval: int) -> str:
    """State of the chain in an interval: by the start law, then by the row of the state before."""
    assert loans.regime is not None
    law = start_law(loans.regime) if interval == 0 else loans.regime.transition[state(world, loans, interval - 1)]
    return drawn_state(loans.regime, law, draw(world, purposes.AGGREGATE_REGIME, 0, interval, 0))


def factor(world: World, phi: float, interval: int) -> float:
    """Stationary first-order autoregression."""
    normal = float(ndtri(draw(world, purposes.AGGREGATE_FACTOR, 0, interval, 0)))
    if interval == 0:
        return normal
    return phi * factor(world, phi, interval - 1) + math.sqrt(1.0 - phi**2) * normal


def amounts(world: World, loans: AggregateLoans, interval: int) -> list[float]:
    """One amount, or those of a Poisson number of claims."""
    count, law = 1, loans.claims
    if isinstance(law, CompoundClaims):
        count, law = poisson_quantile(law.rate, draw(world, purposes.AGGREGATE_CLAIMS, 0, interval, 0)), law.severity
    return [amount(law, draw(world, purposes.AGGREGATE_CLAIMS, 1 + n, interval, 0)) for n in range(count)]


def amount(law: AmountLaw, u: float) -> float:
    """Quantile of a law of amounts."""
    if isinstance(law, EmpiricalClaims):
        return law.values[int(u * len(law.values))]
    if isinstance(law, TableClaims):
        return table_quantile(law.amounts, law.probabilities, u)
    if isinstance(law, LognormalClaims):
        mu, sigma = lognormal_parameters(law)
        return math.exp(mu + sigma * float(ndtri(u)))
    if isinstance(law, GammaClaims):
        shape, scale = gamma_parameters(law)
        return scale * float(gammaincinv(shape, u))
    return law.scale * (-math.log1p(-u)) ** (1.0 / law.shape)


def lognormal_parameters(law: LognormalClaims) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm."""
    if law.mean is None or law.coefficient_of_variation is None:
        return float(law.mu or 0.0), float(law.sigma or 0.0)
    variance = math.log1p(law.coefficient_of_variation**2)
    return math.log(law.mean) - variance / 2.0, math.sqrt(variance)


def gamma_parameters(law: GammaClaims) -> tuple[float, float]:
    """Shape and scale."""
    if law.mean is None or law.coefficient_of_variation is None:
        return float(law.shape or 0.0), float(law.scale or 0.0)
    return 1.0 / law.coefficient_of_variation**2, law.mean * law.coefficient_of_variation**2
