"""Vasicek's limit of a large portfolio, and how near a finite one comes to it."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import assert_chances, assert_continuous_law, assert_means, assert_within, simulated
from tests.theory.laws import conditional, joint_default, normal_nodes

import fundsim as fs

pytestmark = pytest.mark.compiled
PATHS = 6_000
LOANS, PROBABILITY, CORRELATION = 4_000, 0.04, 0.15


def vasicek_cdf(share: np.ndarray) -> np.ndarray:
    score = np.sqrt(1.0 - CORRELATION) * stats.norm.ppf(share) - stats.norm.ppf(PROBABILITY)
    return stats.norm.cdf(score / np.sqrt(CORRELATION))


def vasicek_quantile(level: float) -> float:
    return float(conditional(PROBABILITY, np.sqrt(CORRELATION) * stats.norm.ppf(level), CORRELATION))


def test_share_of_defaults_follows_vasicek():
    ds = simulated("vasicek", PATHS)
    # A count stands for the cell around it, so that a finite portfolio has no atom at zero.
    jitter = np.random.default_rng(1).random(PATHS) - 0.5
    share = np.clip((ds.defaults.values + jitter) / LOANS, 1e-9, None)
    assert_continuous_law(share, vasicek_cdf)


def test_loss_quantiles_are_exceeded_as_often_as_they_say():
    """The finite portfolio's exceedance of Vasicek quantiles, by quadrature, is what is found."""
    ds = simulated("vasicek", PATHS)
    nodes, weights = normal_nodes(400)
    given = conditional(PROBABILITY, np.sqrt(CORRELATION) * nodes, CORRELATION)
    quantiles = np.array([vasicek_quantile(level) for level in (0.5, 0.9, 0.99, 0.999)])
    exact = weights @ stats.binom.sf(np.floor(LOANS * quantiles), LOANS, given[:, None])
    np.testing.assert_allclose(exact, [0.5, 0.1, 0.01, 0.001], rtol=0.03)  # the limit itself
    assert_chances(ds.defaults.values[:, None] > LOANS * quantiles, exact)


def test_value_at_risk_and_expected_shortfall():
    """Measures of the summary against the limit, which a finite portfolio of this size misses by a per mille."""
    summary = fs.summary(simulated("vasicek", PATHS)).estimate
    points, weights = np.polynomial.legendre.leggauss(200)
    for level, text in ((0.95, "95"), (0.99, "99")):
        quantile = vasicek_quantile(level)
        density = (vasicek_cdf(quantile + 1e-6) - vasicek_cdf(quantile - 1e-6)) / 2e-6
        found = summary.sel(measure=f"value_at_risk_{text}_claims", statistic="value") / (LOANS * 10_000.0)
        assert_within(found, quantile, np.sqrt(level * (1.0 - level) / PATHS) / density)
        beyond = [vasicek_quantile(level + (1.0 - level) * (point + 1.0) / 2.0) for point in points]
        shortfall = summary.sel(measure=f"expected_shortfall_{text}_claims")
        value, error = (shortfall.sel(statistic=name) for name in ("value", "standard_error"))
        assert_within(value, weights @ beyond / 2.0 * LOANS * 10_000.0, error)


def test_default_correlation():
    ds = simulated("vasicek", PATHS)
    pair = joint_default(PROBABILITY, PROBABILITY, CORRELATION) - PROBABILITY**2
    share = ds.defaults.values / LOANS
    own = PROBABILITY * (1.0 - PROBABILITY) / LOANS
    assert_means(share, PROBABILITY)
    assert_means((share - PROBABILITY) ** 2, own + pair * (LOANS - 1) / LOANS)
