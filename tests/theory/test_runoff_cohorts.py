"""Run-off of amortising cohorts: expected claims and stocks by month, and claims with interest to the fen."""

import numpy as np
import pytest
from tests.theory.agreement import Floats, assert_counts, assert_means, simulated
from tests.theory.laws import conditional, normal_nodes

pytestmark = pytest.mark.compiled
PATHS = 5_000
TERM, EACH_AGE, PRINCIPAL, RATE, ANNUAL, CORRELATION = 36, 10, 36_000.0, 0.06, 0.1, 0.2


def equal_principal(every: int) -> Floats:
    """Share owed before the dues of the k-th month, k = 0 ... 36."""
    return 1.0 - np.arange(TERM + 1) // every * every / TERM


def annuity(every: int) -> Floats:
    growth = 1.0 + RATE / 12.0 * every
    paid = np.arange(TERM + 1) // every
    return (growth ** (TERM / every) - growth**paid) / (growth ** (TERM / every) - 1.0)


def bullet(every: int) -> Floats:
    assert every == 1
    return np.append(np.ones(TERM), 0.0)


def default_chances() -> tuple[Floats, Floats]:
    """Chance that a loan on the book from month 0 defaults in month t, and that it performs at its start."""
    nodes, weights = normal_nodes()
    given = conditional(ANNUAL, np.sqrt(CORRELATION) * nodes, CORRELATION)
    months = np.arange(13) / 12.0
    within_year = weights @ (1.0 - given[:, None]) ** months
    survival = np.concatenate(
        [(1.0 - ANNUAL) ** year * within_year[:12] for year in range(3)] + [[(1.0 - ANNUAL) ** 3]]
    )
    return -np.diff(survival), survival


def stock(owed: Floats, months: range) -> Floats:
    """Balance of all ages as if nothing happened, before the dues of some months."""
    return np.array([EACH_AGE * PRINCIPAL * owed[min(t, TERM) : TERM].sum() for t in months])


SCHEDULES = [(equal_principal, 1), (equal_principal, 6), (annuity, 1), (annuity, 3), (bullet, 1)]


@pytest.mark.parametrize(("schedule", "every"), SCHEDULES)
def test_expected_claims_and_stocks_by_month(schedule, every):
    """Default in t is overdue for three months and claimed, settled after two more, non-performing for twelve."""
    overrides = (
        f"loans.repayment={{replace: true, {schedule.__name__}: 1}}", f"loans.product.instalment_every_months={every}"
    )  # fmt: skip
    ds = simulated("run_off", PATHS, *overrides, keep_months=True)
    owed, (defaults, survival) = schedule(every), default_chances()
    amounts = stock(owed, range(TERM)) * defaults
    claims = np.concatenate([np.zeros(5), amounts[:-5]])
    found = ds.claims_paid.values
    assert_means(found[:, 5:], claims[5:])
    assert not found[:, :5].any()
    performing = stock(owed, range(1, TERM + 1)) * survival[1:]
    cumulative = np.concatenate([[0.0], np.cumsum(amounts)])
    month = np.arange(TERM)
    late = cumulative[month + 1] - cumulative[np.maximum(month - 14, 0)]
    npl = cumulative[np.maximum(month - 2, 0)] - cumulative[np.maximum(month - 14, 0)]
    overdue_share, npl_share = ds.overdue_ratio.values, ds.npl_ratio.values
    outstanding = ds.outstanding.values
    assert_means(outstanding, performing + late)
    assert_means(outstanding * overdue_share, late)
    assert_means((outstanding * npl_share)[:, 3:], npl[3:])


def test_claims_that_are_open_at_the_end_are_settled_on_request():
    ds = simulated("run_off", PATHS)
    owed, (defaults, _) = equal_principal(1), default_chances()
    amounts = stock(owed, range(TERM)) * defaults
    assert_means(ds.claims, amounts[:-5].sum())
    # Filed in month 35 at the latest: defaults of months 31 and 32 are filed and not settled.
    assert_means(ds.claims_open, amounts[31:33].sum())
    settled = simulated("run_off", PATHS, "horizon.settle=true")
    assert_means(settled.claims, amounts.sum())
    assert not settled.claims_open.any()


def test_claimed_interest_runs_from_the_last_interest_paid_to_filing():
    """Quarterly interest: 3, 4 and (of 5) 4⅓ months at 1 % are owed when a default is filed after two months."""
    ds = simulated("claimed_interest", PATHS, keep_months=True)
    months = np.array([3.0, 4.0, 130.0 / 30.0])[np.arange(24) % 3]
    claim = 10_000.0 * (1.0 + 0.01 * months)
    counts = ds.claims_paid.values[:, 2:] / claim
    np.testing.assert_allclose(counts, np.rint(counts), atol=1e-9)
    survival = 0.8 ** (np.arange(25) / 12.0)
    assert_counts(np.append(counts.sum(axis=0), 40 * PATHS - counts.sum()), np.append(-np.diff(survival), survival[-1]))
    np.testing.assert_allclose(ds.exposure_at_default, 10_000.0 * ds.defaults)


def test_interest_of_an_annuity_runs_from_its_last_instalment():
    product = "loans.product={interest_every_months: 1, instalment_every_months: 6}"
    overrides = ("loans.repayment={replace: true, annuity: 1}", product)
    ds = simulated("claimed_interest", 2_000, *overrides, "claim.interest_days=3600", keep_months=True)
    paid = np.arange(24) // 6
    owed = 10_000.0 * (1.06**4 - 1.06**paid) / (1.06**4 - 1.0)
    claim = owed * (1.0 + 0.01 * (np.arange(24) % 6 + 3.0))
    counts = ds.claims_paid.values[:, 2:] / claim
    np.testing.assert_allclose(counts, np.rint(counts), atol=1e-9)
    assert (counts.sum(axis=0) > 0.0).all()
