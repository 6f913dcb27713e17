"""Factors, shocks and monthly default intensities of one path."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaincinv, log_ndtr, ndtr, ndtri, stdtrit
from tests.reference.twin_clock import calendar_month, month_number
from tests.reference.twin_state import Place, World

from fundsim.kernels import random as keyed
from fundsim.programme.borrowers import PersistenceByLevel
from fundsim.programme.shocks import Effect, Shock

LEVELS = {
    "province": keyed.PROVINCE_FACTOR,
    "county": keyed.COUNTY_FACTOR,
    "industry": keyed.INDUSTRY_FACTOR,
    "township": keyed.TOWNSHIP_FACTOR,
    "village": keyed.VILLAGE_FACTOR,
}


def draw(world: World, purpose: int, entity: int, first: int, second: int) -> float:
    """Keyed uniform draw."""
    with np.errstate(over="ignore"):  # 64 bits wrap by design; without compilation NumPy would warn
        # compiled functions return plain integers, which must not become signed or floating numbers
        path = np.uint64(keyed.path_key(world.seed, world.path))
        key = np.uint64(keyed.purpose_key(path, purpose))
        return float(keyed.uniform(key, entity, first, second))


def exponential_draw(world: World, purpose: int, entity: int, first: int, second: int) -> float:
    """Keyed unit-exponential draw."""
    return -math.log1p(-draw(world, purpose, entity, first, second))


# ---------------------------------------------------------------- factors


def period_months(world: World) -> int:
    """Months of a factor period."""
    n = world.scenario.correlation.factor_period
    return world.clock.months if n == "horizon" else int(n)


def factor_period(world: World, t: int) -> int:
    """Number of the factor period of month t; `horizon` stays in period 0 while settling."""
    return 0 if world.scenario.correlation.factor_period == "horizon" else t // period_months(world)


def autocorrelation(world: World, level: str) -> float:
    """First-order autoregression coefficient of a level's factors."""
    phi = world.scenario.correlation.autocorrelation
    return float(getattr(phi, level)) if isinstance(phi, PersistenceByLevel) else float(phi or 0.0)


def raw_factor(world: World, level: str, entity: int, period: int) -> float:
    """Standard normal factor before the industry matrix: independent, autoregressive or frozen."""
    purpose = LEVELS[level]
    persistence = world.scenario.correlation.persistence
    if persistence == "frozen":
        period = 0
    key = (purpose, entity, period)
    if key not in world.factors:
        value = float(ndtri(draw(world, purpose, entity, period, 0)))
        if persistence == "ar1" and period > 0:
            phi = autocorrelation(world, level)
            value = phi * raw_factor(world, level, entity, period - 1) + math.sqrt(1.0 - phi * phi) * value
        world.factors[key] = value
    return world.factors[key]


def industry_correlation(world: World) -> np.ndarray:
    """Correlation matrix between industry factors, in the book's order; pairs not given are 0."""
    names = world.book.industries
    matrix = np.eye(len(names))
    for one, row in (world.scenario.correlation.industry_matrix or {}).items():
        for other, value in row.items():
            if one != other:
                matrix[names.index(one), names.index(other)] = value
                matrix[names.index(other), names.index(one)] = value
    return matrix


def factor(world: World, level: str, entity: int, period: int) -> float:
    """Systematic factor of a level, high is bad."""
    if level != "industry" or world.scenario.correlation.industry_matrix is None:
        return raw_factor(world, level, entity, period)
    lower = np.linalg.cholesky(industry_correlation(world))
    return sum(float(lower[entity, j]) * raw_factor(world, level, j, period) for j in range(entity + 1))


def systematic_index(world: World, place: Place, t: int) -> float:
    """S = sum over levels of sqrt(rho) times the factor."""
    rho = world.scenario.correlation
    entities = {
        "province": 0, "county": place.county, "industry": place.industry,
        "township": place.township, "village": place.village,
    }  # fmt: skip
    period = factor_period(world, t)
    return sum(
        math.sqrt(getattr(rho, level)) * factor(world, level, entity, period)
        for level, entity in entities.items()
        if getattr(rho, level) > 0.0
    )


def total_correlation(world: World) -> float:
    """Sum of the correlations of all levels."""
    rho = world.scenario.correlation
    return rho.province + rho.county + rho.industry + rho.township + rho.village


def t_scale(world: World, t: int) -> float:
    """w = sqrt(chi-square / degrees of freedom), one draw a period for all loans."""
    rho = world.scenario.correlation
    nu = float(rho.degrees_of_freedom or 0.0)
    period = 0 if rho.persistence == "frozen" else factor_period(world, t)
    chi_square = 2.0 * float(gammaincinv(nu / 2.0, draw(world, keyed.CHI_SQUARE, 0, period, 0)))
    return math.sqrt(chi_square / nu)


def conditional_score(world: World, probability: float, place: Place, t: int) -> float:
    """z such that the probability given the factors of month t's period is Phi(z)."""
    if world.scenario.correlation.copula == "t":
        nu = world.scenario.correlation.degrees_of_freedom
        threshold = t_quantile(float(nu or 0.0), probability) * t_scale(world, t)
    else:
        threshold = float(ndtri(probability))
    return (threshold + systematic_index(world, place, t)) / math.sqrt(1.0 - total_correlation(world))


def t_quantile(nu: float, probability: float) -> float:
    """Student-t quantile, infinite at 0 and 1."""
    if probability in (0.0, 1.0):
        return math.inf if probability == 1.0 else -math.inf
    return float(stdtrit(nu, probability))


def conditional_probability(world: World, probability: float, place: Place, t: int) -> float:
    """Probability given the factors of month t's period."""
    return float(ndtr(conditional_score(world, probability, place, t)))


# ---------------------------------------------------------------- shocks


def effects(world: World) -> list[tuple[int, Effect]]:
    """Random shocks, then stress events, numbered through in file order."""
    return list(enumerate([*world.scenario.shocks.values(), *world.scenario.stress.values()]))


def events_of_month(world: World, number: int, effect: Effect, t: int) -> int:
    """How often an effect strikes in month t."""
    if not isinstance(effect, Shock):
        return int(month_number(world.clock, effect.month) == t)  # type: ignore[attr-defined]
    month = calendar_month(world.clock, t)
    if effect.rate is not None:
        if month not in effect.months:
            return 0
        mean = effect.rate / len(effect.months)
        return poisson_quantile(mean, draw(world, keyed.SHOCK_EVENTS, number, t, 0))
    if month != effect.months[0]:
        return 0
    probability = float(effect.probability_per_year or 0.0)
    if effect.persistence is not None and world.shock_last_season.get(number, False):
        probability = effect.persistence
    happens = draw(world, keyed.SHOCK_EVENTS, number, t, 0) < probability
    world.shock_last_season[number] = happens
    return int(happens)


def poisson_quantile(mean: float, u: float) -> int:
    """Smallest count whose cumulative probability reaches u."""
    count, term = 0, math.exp(-mean)
    cumulative = term
    while cumulative < u and term > 0.0:
        count += 1
        term *= mean / count
        cumulative += term
    return count


def hit_townships(world: World, number: int, effect: Effect, t: int, event: int) -> list[int]:
    """Townships that one event hits."""
    names = world.book.townships
    if effect.sets:
        u, cumulative = draw(world, keyed.SHOCK_SET, number, t, event), 0.0
        for one in effect.sets:
            cumulative += one.probability
            if u < cumulative:
                return [i for i, name in enumerate(names) if name in one.townships]
        return []
    listed = [i for i, name in enumerate(names) if effect.townships == "all" or name in effect.townships]
    if effect.townships_hit is None:
        return listed
    return [i for i in listed if township_is_hit(world, number, effect, t, event, i)]


def township_is_hit(world: World, number: int, effect: Effect, t: int, event: int, township: int) -> bool:
    """Whether an event with hit probabilities hits a township; no entry in a mapping means never."""
    hit = effect.townships_hit
    probability = hit.get(world.book.townships[township], 0.0) if isinstance(hit, dict) else float(hit or 0.0)
    return draw(world, keyed.SHOCK_TOWNSHIP, number * 2**16 + township, t, event) < probability


def strike(world: World, t: int) -> None:
    """Shock events of month t: restart the clocks of the townships they hit."""
    world.shock_now = {}
    for number, effect in effects(world):
        for event in range(events_of_month(world, number, effect, t)):
            for township in hit_townships(world, number, effect, t, event):
                world.shock_hits[number, township] = t
                world.shock_now[number, township] = world.shock_now.get((number, township), 0) + 1


def active_effects(world: World, place: Place, t: int) -> list[tuple[int, Effect, int]]:
    """Shocks active on a place: number, effect, months since the event."""
    found = []
    for number, effect in effects(world):
        since = t - world.shock_hits.get((number, place.township), -(10**6))
        if since < effect.lasts_months and concerns(world, effect, place):
            found.append((number, effect, since))
    return found


def concerns(world: World, effect: Effect, place: Place) -> bool:
    """Whether an effect can hit an industry."""
    return effect.industries == "all" or world.book.industries[place.industry] in effect.industries


def multiplier_now(effect: Effect, since: int) -> float:
    """1 + (M - 1) decay^k in month k of an event."""
    return 1.0 + (effect.hazard_multiplier - 1.0) * effect.decay**since


def shocked_probability(world: World, probability: float, place: Place, t: int) -> float:
    """Period probability under shocks that act on probability first, then on odds."""
    active = active_effects(world, place, t)
    for _, effect, since in active:
        if effect.scale == "probability":
            probability *= multiplier_now(effect, since)
    probability = min(1.0 - 1e-12, probability)
    for _, effect, since in active:
        if effect.scale == "odds":
            m = multiplier_now(effect, since)
            probability = m * probability / (1.0 - probability + m * probability)
    return probability


def lgd_addition(world: World, place: Place, t: int) -> float:
    """What active shocks add to the loss given default."""
    return sum(effect.lgd_addition for _, effect, _ in active_effects(world, place, t))


# ---------------------------------------------------------------- intensities


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
    return float(-math.expm1(period_months(world) / 12.0 * math.log1p(-pd)))


def spread_intensity(world: World, probability: float, place: Place, t: int) -> float:
    """A_0 w_m = -log(1 - P) w_m of month t."""
    weight = month_weight(world, place.industry, t)
    if weight == 0.0:
        return 0.0
    score = conditional_score(world, min(probability, 1.0 - 1e-12), place, t)
    return float(-log_ndtr(-score)) * weight


def intensities(world: World, pd: float, place: Place, t: int) -> tuple[float, float]:
    """Intensity of month t without shocks, and with them."""
    probability = period_probability(world, pd)
    plain = spread_intensity(world, probability, place, t)
    active = active_effects(world, place, t)
    if not active:
        return plain, plain
    total = spread_intensity(world, shocked_probability(world, probability, place, t), place, t)
    for _, effect, since in active:
        if effect.scale == "hazard":
            total *= multiplier_now(effect, since)
    for number, effect, _ in active:
        events = world.shock_now.get((number, place.township), 0)
        total += events * -math.log1p(-effect.immediate_default_probability)
    return plain, total
