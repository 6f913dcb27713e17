"""Student's copula: one mixing variable for all loans, with and without factors."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import assert_covariance, assert_law, simulated
from tests.theory.laws import binomials, conditional_t, mixing_nodes, normal_nodes

from fundsim.portfolio.layout.risk import copula_score
from fundsim.programme.borrowers import CorrelationModel

pytestmark = pytest.mark.compiled
PATHS = 20_000
LOANS, PROBABILITY, DEGREES = 40, 0.05, 4.0


def test_number_of_defaults_under_a_factor_and_the_mixing_variable():
    ds = simulated("copula_t", PATHS)
    nodes, weights = normal_nodes()
    mixing, mass = mixing_nodes(DEGREES)
    given = conditional_t(PROBABILITY, np.sqrt(0.2) * nodes, mixing[:, None], 0.2, DEGREES)
    assert_law(ds.defaults, np.einsum("w,c,wcn->n", mass, weights, binomials(LOANS, given)))


def test_zero_correlation_is_not_independence():
    ds = simulated("copula_t_uncorrelated", PATHS)
    mixing, mass = mixing_nodes(DEGREES)
    given = conditional_t(PROBABILITY, 0.0, mixing, 0.0, DEGREES)
    assert mass @ given == pytest.approx(PROBABILITY)  # the margin is what the file says
    assert_law(ds.defaults, mass @ binomials(LOANS, given))
    pair, mean = mass @ given**2 - PROBABILITY**2, LOANS * PROBABILITY
    assert pair > 0.001
    variance = mean * (1.0 - PROBABILITY) + LOANS * (LOANS - 1) * pair
    assert_covariance(ds.defaults, ds.defaults, (mean, mean), variance)


def test_each_factor_period_has_a_mixing_variable_of_its_own():
    """Two half years: the loans that survive the first face the second with a fresh draw, unless it is frozen."""
    half = 1.0 - (1.0 - PROBABILITY) ** 0.5
    mixing, mass = mixing_nodes(DEGREES)
    given = conditional_t(half, 0.0, mixing, 0.0, DEGREES)
    survival = (1.0 - given) * (mass @ (1.0 - given))
    independent = simulated("copula_t_uncorrelated", PATHS, "correlation.factor_period=6")
    first = mass @ binomials(LOANS, given)
    later = [mass @ binomials(LOANS - count, given) for count in range(LOANS + 1)]
    law = np.zeros(LOANS + 1)
    for count in range(LOANS + 1):
        law[count:] += first[count] * later[count]
    assert law @ np.arange(LOANS + 1) == pytest.approx(LOANS * (1.0 - mass @ survival))
    assert_law(independent.defaults, law)
    frozen = simulated("copula_t_uncorrelated", PATHS, "correlation.factor_period=6", "correlation.persistence=frozen")
    assert_law(frozen.defaults, mass @ binomials(LOANS, 1.0 - (1.0 - given) ** 2))


@pytest.mark.parametrize("degrees", [1.0, 2.0, 3.0, 4.0, 4.5, 10.0, 30.0])
def test_what_cannot_happen_has_a_score_of_minus_infinity(degrees: float) -> None:
    correlation = CorrelationModel(copula="t", degrees_of_freedom=degrees)
    probability = np.array([0.0, 1e-300, 1e-12, 0.5, 1.0])
    scores = copula_score(correlation, probability)
    assert (scores[0], scores[1], scores[-1]) == (-np.inf, -np.inf, np.inf)
    np.testing.assert_allclose(stats.t.cdf(scores[2:4], degrees), probability[2:4], rtol=1e-6)


def test_loans_without_risk_never_default_and_extensions_without_risk_never_fail() -> None:
    assert not simulated("copula_t", 200, "default_probability.annual=0")["defaults"].any()
    extended = ("extension={granted: 1, months: 3}", "default_probability.annual=0.3", "wilful_default.share=0")
    ds = simulated("copula_t", 200, *extended)
    assert ds["extensions"].sum() > 1_000
    assert not ds["extension_failures"].any()
