"""Random, wrong-way and downturn losses given default."""

import numpy as np
import pytest
from scipy import integrate, stats
from tests.theory.agreement import (
    assert_amounts,
    assert_continuous_law,
    assert_covariance,
    assert_law,
    assert_means,
    simulated,
)
from tests.theory.laws import binomials, conditional, normal_nodes

pytestmark = pytest.mark.compiled
PATHS = 10_000
EXPOSURE = 10_000.0


def beta(mean: float, deviation: float) -> stats.rv_continuous:
    precision = mean * (1.0 - mean) / deviation**2 - 1.0
    return stats.beta(mean * precision, (1.0 - mean) * precision)


def loss_moments(
    loans: int, chance: np.ndarray, first: np.ndarray, second: np.ndarray, weights: np.ndarray
) -> tuple[float, float]:
    """Mean and variance of a loss of loans that are alike and independent given a node of the factor.

    ``first`` and ``second`` are moments of a loan's loss given default.
    """
    mean = loans * weights @ (chance * first)
    square = loans * weights @ (chance * second) + loans * (loans - 1) * weights @ (chance * first) ** 2
    return float(mean), float(square - mean**2)


def assert_moments(losses: object, mean: float, variance: float) -> None:
    assert_means(losses, mean)
    assert_covariance(losses, losses, (mean, mean), variance)


def test_beta_recovery_of_correlated_defaults():
    ds = simulated("beta_recovery", PATHS)
    nodes, weights = normal_nodes()
    given = conditional(0.1, np.sqrt(0.15) * nodes, 0.15)
    first, second = 1.0 - 0.35, (1.0 - 0.35) ** 2 + 0.25**2
    mean, variance = loss_moments(20, given, np.full_like(given, first), np.full_like(given, second), weights)
    assert_moments(ds.claims / EXPOSURE, mean, variance)


def test_loss_of_a_single_default_is_beta_distributed():
    ds = simulated("beta_recovery", PATHS)
    single = ds.claims.values[ds.defaults.values == 1]
    assert_continuous_law(1.0 - single / EXPOSURE, beta(0.35, 0.25).cdf)


def test_table_recovery_and_wilful_default():
    """Each loan loses 0, 1, ... 4 quarters of its exposure; wilful cases are a thinned binomial number."""
    ds = simulated("table_recovery", PATHS)
    quarters = np.zeros(5)
    quarters[0] = 0.8 + 0.2 * 0.3 * 0.1
    quarters[[4, 3, 1]] += 0.2 * 0.7 * np.array([0.5, 0.3, 0.2])
    quarters[2] += 0.2 * 0.3 * 0.9
    law = np.ones(1)
    for _ in range(8):
        law = np.convolve(law, quarters)
    assert_amounts(ds.claims, {EXPOSURE / 4.0 * number: chance for number, chance in enumerate(law)})
    assert_law(ds.wilful, stats.binom.pmf(np.arange(9), 8, 0.2 * 0.3))


def test_wrong_way_recovery():
    """The county factor moves default and recovery; the township factor moves default only."""
    ds = simulated("wrong_way_recovery", PATHS)
    nodes, weights = normal_nodes()
    county, township, loading = 0.2, 0.1, 0.3
    index = np.sqrt(county) * nodes[:, None] + np.sqrt(township) * nodes
    given = conditional(0.1, index, county + township)
    points, share = np.polynomial.legendre.leggauss(200)
    recovered = stats.norm.ppf(beta(0.5, 0.2).ppf((points + 1.0) / 2.0))
    loss = 1.0 - stats.norm.cdf((recovered - np.sqrt(loading) * nodes[:, None]) / np.sqrt(1.0 - loading))
    first, second = (loss**power @ share / 2.0 for power in (1, 2))
    both = (weights[:, None] * weights).ravel()
    assert np.corrcoef(given @ weights, first)[0, 1] > 0.7
    mean, variance = loss_moments(20, given.ravel(), np.repeat(first, 120), np.repeat(second, 120), both)
    assert_moments(ds.claims / EXPOSURE, mean, variance)


def downturn_law(loans: int) -> dict[float, float]:
    """Losses: 40 % of each default in calm years, 90 % in downturns, by quadrature on both sides of the threshold."""
    law: dict[float, float] = {}
    for lower, upper, loss in ((-10.0, 1.0, 0.4), (1.0, 10.0, 0.9)):
        chances, _ = integrate.quad_vec(
            lambda c: stats.norm.pdf(c) * binomials(loans, conditional(0.1, np.sqrt(0.2) * c, 0.2)), lower, upper
        )
        for count, chance in enumerate(chances):
            amount = round(EXPOSURE * loss * count, 2)
            law[amount] = law.get(amount, 0.0) + float(chance)
    return law


def test_downturn_recovery():
    ds = simulated("downturn_recovery", PATHS)
    assert_amounts(ds.claims, downturn_law(20))


def test_a_recovery_follows_the_year_of_default_not_of_payment():
    """Three independent years of 30 loans, each claim paid a year after default: the yearly laws are convolved."""
    overrides = (
        "correlation.persistence=independent", "correlation.autocorrelation=null", "claim.paid_after_days=360",
        "horizon.settle=true", "default_probability.annual=0.1", "correlation.county=0.2",
        "recovery={hardship: {share: 0.6}, downturn: {county_factor_above: 1, share: 0.1}}",
    )  # fmt: skip
    ds = simulated("yearly_cohorts", PATHS, *overrides)
    year = np.zeros(271)
    for amount, chance in downturn_law(30).items():
        year[round(amount / 1_000.0)] += chance
    law = np.convolve(np.convolve(year, year), year)
    assert_amounts(ds.claims, {1_000.0 * number: chance for number, chance in enumerate(law) if chance > 0.0})
