"""Systematic factors of one path, and what they make of a probability."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaincinv, ndtr, ndtri, stdtrit
from tests.reference.twin_draws import draw
from tests.reference.twin_state import Place, World

from fundsim.kernels.numerics import purposes
from fundsim.programme.borrowers import PersistenceByLevel

LEVELS = {
    "province": purposes.PROVINCE_FACTOR,
    "county": purposes.COUNTY_FACTOR,
    "industry": purposes.INDUSTRY_FACTOR,
    "township": purposes.TOWNSHIP_FACTOR,
    "village": purposes.VILLAGE_FACTOR,
}


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
    chi_square = 2.0 * float(gammaincinv(nu / 2.0, draw(world, purposes.CHI_SQUARE, 0, period, 0)))
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
