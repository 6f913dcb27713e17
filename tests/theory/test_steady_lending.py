"""Steady lending: a full stock with one law of defaults each month, and renewal chains of vacant slots."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import Floats, assert_counts, assert_means, simulated
from tests.theory.laws import within

pytestmark = pytest.mark.compiled
PATHS = 5_000
LOANS, TERM, MONTHS, LOAN = 60, 12, 30, 10_000.0
HAZARD = within(0.3, 1)


def test_every_month_has_the_same_binomial_law():
    ds = simulated("steady_lending", PATHS, keep_months=True)
    counts = np.rint(ds.claims_paid.values / LOAN).astype(int)
    law = stats.binom.pmf(np.arange(LOANS + 1), LOANS, HAZARD)
    assert_counts(np.bincount(counts.ravel(), minlength=LOANS + 1), law)
    assert_means(counts, np.full(MONTHS, LOANS * HAZARD))
    centred = counts - LOANS * HAZARD
    assert_means(centred[:, :-1] * centred[:, 1:], np.zeros(MONTHS - 1))


def test_stock_of_non_performing_loans_is_a_year_of_defaults():
    ds = simulated("steady_lending", PATHS, keep_months=True)
    npl = ds.npl_ratio.values * ds.outstanding.values / LOAN
    assert_means(npl, LOANS * HAZARD * np.minimum(np.arange(MONTHS) + 1.0, 12.0))


def slots_chain(wait: int, every: int) -> tuple[Floats, Floats]:
    """Expected defaults and loans made by month, along the chain of ages 0 ... 11, waiting months and vacancy.

    A defaulted loan's slot falls vacant ``wait`` months after default, a repaid one's in the next month; vacant slots
    are lent to in months divisible by ``every``.
    """
    ages, waiting, vacant = np.full(TERM, LOANS / TERM), np.zeros(wait), 0.0
    defaults, made = np.zeros(MONTHS), np.zeros(MONTHS)
    for month in range(MONTHS):
        if month % every == 0:
            made[month], vacant = vacant, 0.0
            ages[0] += made[month]
        falls = HAZARD * ages
        defaults[month] = falls.sum()
        survivors = ages - falls
        waiting = np.append(waiting[1:], defaults[month])
        vacant += survivors[-1] + waiting[0]
        ages = np.concatenate([[0.0], survivors[:-1]])
    return defaults, made


@pytest.mark.parametrize("every", [1, 12])
@pytest.mark.parametrize("after", ["after_default", "after_payment"])
def test_expected_defaults_and_lending_by_month(after, every):
    """Claims are filed after three months and settled after two more; the slot is free in the month after that."""
    overrides = (
        f"lending.refill_defaulted={after}", f"lending.refill_every_months={every}", "claim.filed_after_days=90",
        "claim.paid_after_days=60", "horizon.settle=true",
    )  # fmt: skip
    ds = simulated("steady_lending", PATHS, *overrides, keep_months=True)
    defaults, made = slots_chain(1 if after == "after_default" else 6, every)
    assert_means(ds.defaults, defaults.sum())
    assert_means(ds.claims_paid.values[:, 5:] / LOAN, defaults[:-5])
    assert_means(ds.lending_month.values / LOAN, made)
    assert_means(ds.lending / LOAN, made.sum())
