"""Credit villages, maturity walls, credit lines and a limit on lending against expectations written out."""

import numpy as np
import pytest
from tests.theory.agreement import assert_means, simulated
from tests.theory.laws import with_odds, within

import fundsim as fs
from fundsim.portfolio import build_loan_book

pytestmark = pytest.mark.compiled
PATHS = 3_000
LOAN = 10_000.0


def test_credit_villages_default_less_and_recover_more():
    """Half the odds for 20 of the 40 loans; 0.3 or, at the bound, 1 is recovered of them instead of 0.2 or 0.8."""
    ds = simulated("credit_villages", PATHS)
    credit, other = 20 * with_odds(0.2, 0.5), 20 * 0.2
    assert_means(ds.defaults, credit + other)
    assert_means(ds.recovery_at_default / LOAN, credit * 0.65 + other * 0.5)
    assert_means(ds.claims / LOAN, credit * 0.35 + other * 0.5)


WALL = np.repeat([0.2, 0.7, 0.1], 12) / 12.0  # share of the stock that matures in each month


def test_each_month_of_the_wall_has_its_share_of_maturities():
    book = build_loan_book(fs.load_scenario("theory/maturity_wall"), seed=3)
    matured = np.bincount(book.made_in + book.term - 1, minlength=36)
    assert matured.sum() == 1000
    assert np.all(np.abs(matured - 1000 * WALL) < 1.0)


def test_claims_fall_with_the_wall():
    ds = simulated("maturity_wall", PATHS, keep_months=True)
    book = build_loan_book(fs.load_scenario("theory/maturity_wall"), seed=2024)
    matured = np.bincount(book.made_in + book.term - 1, minlength=36)
    on_book = 1000 - np.concatenate([[0], np.cumsum(matured)[:-1]])
    hazard, month = within(0.1, 1), np.arange(36)
    assert_means(ds.claims_paid.values / LOAN, on_book * (1.0 - hazard) ** month * hazard)


DRAWN = np.array([0.2, 0.2, 0.5, 0.5, 0.8, 0.8, 0.6, 0.6, 0.3, 0.4, 0.4 * 2 / 3, 0.4 / 3])
RISES = np.array([0.0, 0.0, 0.3, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0])
EXPOSURE = np.array([0.6, 0.6, 0.75, 0.75, 0.9, 0.9, 0.8, 0.8, 0.65, 0.7, 0.5 + 0.4 / 3, 0.5 + 0.2 / 3])


def test_losses_and_draws_of_credit_lines_by_month():
    """A line is drawn up while it performs, and defaults with half of what is undrawn: it is no bullet loan."""
    ds = simulated("credit_line", PATHS, keep_months=True)
    hazard = within(0.3, 1)
    performing = 50 * (1.0 - hazard) ** np.arange(12)
    assert_means(ds.claims_paid.values / LOAN, performing * hazard * EXPOSURE)
    assert_means(ds.lending_month.values / LOAN, performing * RISES)
    npl = np.cumsum(ds.claims_paid.values, axis=1)
    left = np.minimum(DRAWN, np.append(DRAWN[1:], 0.0))
    assert_means((ds.outstanding.values - npl) / LOAN, performing * (1.0 - hazard) * left)


def test_a_limit_keeps_the_stock_down():
    """Three loans a month from month 1 on: the others of sixty wait, whatever defaults."""
    ds = simulated("lending_limit", PATHS, keep_months=True)
    hazard = within(0.3, 1)
    np.testing.assert_allclose(ds.lending_month.values, 3 * LOAN * (np.arange(30) > 0) * np.ones((PATHS, 1)))
    assert not ds.lending_lost.values.any()
    defaults = 3 * hazard * ((1.0 - hazard) ** np.arange(12)).sum()
    assert_means(ds.claims_paid.values[:, 13:] / LOAN, np.full(17, defaults))
