"""One-factor model on a finite portfolio: a binomial law mixed over the county factor."""

import numpy as np
import pytest
from tests.theory.agreement import assert_covariance, assert_law, assert_means, simulated
from tests.theory.laws import binomials, conditional, joint_default, normal_nodes

pytestmark = pytest.mark.compiled
PATHS = 20_000
LOANS, PROBABILITY, CORRELATION = 40, 0.05, 0.2


def test_number_of_defaults_is_a_binomial_law_mixed_over_the_factor():
    ds = simulated("one_factor", PATHS)
    nodes, weights = normal_nodes()
    given = conditional(PROBABILITY, np.sqrt(CORRELATION) * nodes, CORRELATION)
    assert_law(ds.defaults, weights @ binomials(LOANS, given))


def test_default_correlation_is_that_of_a_bivariate_normal_law():
    ds = simulated("one_factor", PATHS)
    pair = joint_default(PROBABILITY, PROBABILITY, CORRELATION) - PROBABILITY**2
    variance = LOANS * PROBABILITY * (1.0 - PROBABILITY) + LOANS * (LOANS - 1) * pair
    mean = LOANS * PROBABILITY
    assert_means(ds.defaults, mean)
    assert_covariance(ds.defaults, ds.defaults, (mean, mean), variance)
