"""Factors from year to year: independent, first-order autoregression, frozen; joint chances of bad years."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import (
    Floats,
    assert_chances,
    assert_joint_law,
    assert_law,
    assert_means,
    simulated,
)
from tests.theory.laws import binomials, conditional, joint_default, normal_nodes

pytestmark = pytest.mark.compiled
PATHS = 12_000
LOANS, PROBABILITY, CORRELATION = 30, 0.08, 0.25
MODES = {"independent": 0.0, "ar1": 0.6, "frozen": 1.0}  # autocorrelation of the factor
OVERRIDES = {
    "independent": ("correlation.persistence=independent", "correlation.autocorrelation=null"),
    "ar1": (),
    "frozen": ("correlation.persistence=frozen", "correlation.autocorrelation=null"),
}


def yearly_defaults(mode: str) -> Floats:
    ds = simulated("yearly_cohorts", PATHS, *OVERRIDES[mode])
    assert (ds.cohort_loans.values == [0, LOANS, LOANS, LOANS]).all()
    return np.asarray(ds.cohort_defaults.values[:, 1:])


def factor_paths(mode: str, count: int) -> tuple[Floats, Floats]:
    """Factors of three years on a grid of nodes, (node, year), and the weights of the nodes."""
    nodes, weights = normal_nodes(count)
    draws = np.stack(np.meshgrid(nodes, nodes, nodes, indexing="ij"), axis=-1).reshape(-1, 3)
    mass = np.einsum("i,j,k->ijk", weights, weights, weights).ravel()
    phi = MODES[mode]
    factors = np.empty_like(draws)
    factors[:, 0] = draws[:, 0]
    for year in (1, 2):
        factors[:, year] = phi * factors[:, year - 1] + np.sqrt(1.0 - phi**2) * draws[:, year]
    return factors, mass


def given(factors: Floats) -> Floats:
    return conditional(PROBABILITY, np.sqrt(CORRELATION) * factors, CORRELATION)


@pytest.mark.parametrize("mode", MODES)
def test_every_year_has_the_same_law(mode):
    nodes, weights = normal_nodes()
    law = weights @ binomials(LOANS, given(nodes))
    for defaults in yearly_defaults(mode).T:
        assert_law(defaults, law)


@pytest.mark.parametrize("mode", MODES)
def test_joint_law_of_two_years(mode):
    nodes, weights = normal_nodes(60)
    first = binomials(LOANS, given(nodes))
    phi = MODES[mode]
    following = phi * nodes[:, None] + np.sqrt(1.0 - phi**2) * nodes
    second = np.tensordot(binomials(LOANS, given(following)), weights, (1, 0))
    table = np.einsum("k,ki,kj->ij", weights, first, second)
    years = yearly_defaults(mode)
    assert_joint_law((years[:, 0], years[:, 1]), table)
    assert_joint_law((years[:, 1], years[:, 2]), table)


@pytest.mark.parametrize("mode", MODES)
def test_chance_of_bad_years_in_a_row(mode):
    """A bad year has five defaults or more: chances of one, of two apart, of three in a row."""
    bad = yearly_defaults(mode) >= 5
    factors, weights = factor_paths(mode, 40)
    chance = stats.binom.sf(4, LOANS, given(factors))
    exact = [weights @ chance[:, 0], weights @ (chance[:, 0] * chance[:, 2]), weights @ chance.prod(axis=1)]
    found = np.column_stack([bad[:, 0], bad[:, 0] & bad[:, 2], bad.all(axis=1)])
    assert_chances(found, exact)


def test_levels_persist_each_by_its_own_coefficient():
    """Two loans of different years correlate by ρ_c φ^k, of one year by ρ_c (+ ρ_w in one township)."""
    ds = simulated("persistence_by_level", PATHS)
    county, township, phi = 0.2, 0.3, 0.7
    years = ds.cohort_defaults.values[:, 1:]
    lent = ds.cohort_loans.values[0, 1:]
    assert (lent == LOANS).all()
    mean = LOANS * PROBABILITY
    assert_means(years, mean)
    centred = years - mean
    pairs = [joint_default(PROBABILITY, PROBABILITY, county * phi**lag) - PROBABILITY**2 for lag in (1, 2)]
    products = np.column_stack(
        [centred[:, 0] * centred[:, 1], centred[:, 1] * centred[:, 2], centred[:, 0] * centred[:, 2]]
    )
    assert_means(products, LOANS**2 * np.array([pairs[0], pairs[0], pairs[1]]))
    assert county + township < 1.0
