"""Admission with rating errors and misuse, on a portfolio of its own for every path: mixtures worked out by hand."""

import numpy as np
import pytest
from tests.theory.agreement import assert_counts, assert_law, assert_means, simulated
from tests.theory.laws import binomials, with_odds

import fundsim as fs
from fundsim.portfolio import build_loan_book

PATHS = 250
LOANS = 12
# Admitted are all of A; of B those not rated C (0.2 × 0.75); of C those rated B (0.2 × 0.25); nobody of D.
ADMITTED = np.array([0.3, 0.3 * 0.85, 0.25 * 0.05, 0.0])
GRADES = ADMITTED / ADMITTED.sum()
ODDS = (0.5, 1.0, 2.0, 4.0)
BY_GRADE = np.array([0.9 * with_odds(0.1, odds) + 0.1 * with_odds(0.1, 3.0 * odds) for odds in ODDS])


def large_book():
    """Ten thousand loans under the same rules."""
    return build_loan_book(fs.load_scenario("theory/rating_error", ["loans.townships.county.loans=10000"]), seed=5)


def test_true_grades_of_those_admitted():
    assert_counts(np.bincount(large_book().grade[0, :, 0], minlength=4), GRADES)


def test_default_probabilities_mix_grades_and_misuse():
    book = large_book()
    assert_means(book.pd_annual[0, :, 0], GRADES @ BY_GRADE)
    for grade, odds in enumerate(ODDS[:2]):
        own = book.pd_annual[0, book.grade[0, :, 0] == grade, 0]
        misused = np.isclose(own, with_odds(0.1, 3.0 * odds))
        assert np.allclose(own[~misused], with_odds(0.1, odds))
        assert_counts([np.sum(~misused), np.sum(misused)], [0.9, 0.1])


@pytest.mark.compiled
def test_defaults_over_portfolios_are_binomial():
    """Grades and misuse of each portfolio are independent, so that every loan defaults with the mean probability."""
    ds = simulated("rating_error", PATHS)
    assert_law(ds.defaults.values, binomials(LOANS, GRADES @ BY_GRADE))


@pytest.mark.compiled
def test_one_portfolio_for_all_paths_has_its_own_mean():
    ds = simulated("rating_error", PATHS, "loans.redraw_portfolio=false")
    scenario = fs.load_scenario("theory/rating_error")
    assert_means(ds.defaults, build_loan_book(scenario, seed=2024).pd_annual[0, :, 0].sum())


@pytest.mark.compiled
def test_a_path_of_a_redrawn_run_is_the_same_in_a_shorter_one():
    longer, shorter = simulated("rating_error", PATHS), simulated("rating_error", 40)
    np.testing.assert_array_equal(longer.claims[:40], shorter.claims)
    scenario = fs.load_scenario("theory/rating_error")
    assert len({build_loan_book(scenario, seed=2024, path=path).grade.tobytes() for path in range(20)}) > 10
