"""Monthly default intensities: what describes a loan, its age, the times, the shocks, the neighbours."""

from __future__ import annotations

import math

from scipy.special import log_ndtr
from tests.reference.twin_clock import calendar_month
from tests.reference.twin_contagion import contagion_multiplier
from tests.reference.twin_factors import conditional_score, period_months
from tests.reference.twin_price_cycles import cycle_multiplier
from tests.reference.twin_regimes import regime_multiplier
from tests.reference.twin_seasoning import matures_in, part_at_maturity, seasoning
from tests.reference.twin_shocks import immediate_intensity, shock_multiplier
from tests.reference.twin_state import Loan, Place, World

ALMOST_ONE = 1.0 - 1e-12
MORE_THAN_ANY_BUDGET = 1e5


def season(world: World, industry: int) -> tuple[float, ...]:
    """Share of a year's default intensity by calendar month."""
    terms = world.scenario.default_probability
    flat = (1.0 / 12.0,) * 12
    return terms.season_by_industry.get(world.book.industries[industry], terms.season or flat)


def month_weight(world: World, industry: int, t: int) -> float:
    """Share of a factor period's intensity that falls in month t."""
    shares = season(world, industry)
    own = shares[calendar_month(world.clock, t) - 1]
    if world.scenario.correlation.factor_period == "horizon":
        total = sum(shares[calendar_month(world.clock, s) - 1] for s in range(world.clock.months))
        return own / total if total > 0.0 else 0.0
    return 12.0 * own / period_months(world)


def period_probability(world: World, pd: float) -> float:
    """p_n = 1 - (1 - PD)^(n/12)."""
    if pd == 1.0:
        return 1.0
    return float(-math.expm1(period_months(world) / 12.0 * math.log1p(-pd)))


def changed_probability(probability: float, multiplier: float, odds_multiplier: float) -> float:
    """Probability times a multiplier, capped at 1, then with its odds multiplied; 1 where that leaves no doubt."""
    if multiplier == odds_multiplier == 1.0:
        return probability
    probability = min(1.0, probability * multiplier)
    changed = odds_multiplier * probability / (1.0 - probability + odds_multiplier * probability)
    return 1.0 if changed >= ALMOST_ONE else changed


def period_intensity(world: World, probability: float, place: Place, t: int) -> float:
    """A = -log(1 - P) of a whole factor period, given the factors of month t's period."""
    if probability == 1.0:
        return MORE_THAN_ANY_BUDGET
    key = (probability, place.industry, place.village, t)
    if key not in world.intensities:
        score = conditional_score(world, min(probability, ALMOST_ONE), place, t)
        world.intensities[key] = float(-log_ndtr(-score))
    return world.intensities[key]


def own_intensity(world: World, loan: Loan, probability: float, t: int) -> float:
    """Month t's share of the period's intensity: one part spread over the months, one at maturity."""
    concentrated = part_at_maturity(world, loan)
    total, weight = 0.0, month_weight(world, loan.place.industry, t)
    if weight > 0.0:
        spread = (1.0 - concentrated) * period_intensity(world, probability, loan.place, t)
        total += spread * weight * seasoning(world, loan, t)
    if concentrated > 0.0 and matures_in(loan, t):
        a_year = period_intensity(world, probability, loan.place, t) * 12.0 / period_months(world)
        total += concentrated * loan.term / 12.0 * a_year
    return total


def intensities(world: World, loan: Loan, t: int) -> tuple[float, float]:
    """Intensity of month t without shocks, and with them."""
    place, own = loan.place, period_probability(world, loan.pd)
    times = regime_multiplier(world, place, t, "default_probability", "probability")
    odds = regime_multiplier(world, place, t, "default_probability", "odds")
    around = cycle_multiplier(world, place, t) * contagion_multiplier(world, place)
    plain = own_intensity(world, loan, changed_probability(own, times, odds), t) * around
    times *= shock_multiplier(world, loan, t, "probability")
    odds *= shock_multiplier(world, loan, t, "odds")
    shocked = own_intensity(world, loan, changed_probability(own, times, odds), t) * around
    return plain, shocked * shock_multiplier(world, loan, t, "hazard") + immediate_intensity(world, place, t)
