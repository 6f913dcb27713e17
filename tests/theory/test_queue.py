"""A queue of unpaid claims: balance less queue is a random walk of inflows less claims."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import assert_law, assert_means, simulated

pytestmark = pytest.mark.compiled
PATHS = 10_000
LOANS, ANNUAL, YEARS = 10, 0.25, 4
INITIAL, INFLOW = 1, 2  # in loans


def walk() -> list[dict[int, float]]:
    """Laws of balance less queue after each year's claims; the first is the start."""
    laws: list[dict[int, float]] = [{INITIAL: 1.0}]
    for _ in range(YEARS):
        law: dict[int, float] = {}
        for level, chance in laws[-1].items():
            for claims in range(LOANS + 1):
                reached = level + INFLOW - claims
                law[reached] = law.get(reached, 0.0) + chance * float(stats.binom.pmf(claims, LOANS, ANNUAL))
        laws.append(law)
    return laws


def test_balance_and_queue_are_the_two_parts_of_a_random_walk():
    ds = simulated("queue", PATHS)
    level = np.rint((ds.closing_balance - ds.queue_unpaid.sel(layer="fund")).values / 10_000.0)
    law = walk()[-1]
    lowest, highest = min(law), max(law)
    assert_law(level - lowest, [law.get(value, 0.0) for value in range(lowest, highest + 1)])
    assert (ds.closing_balance.values * ds.queue_unpaid.sel(layer="fund").values == 0.0).all()


def test_a_queued_claim_is_a_shortfall_once():
    """A year adds to the shortfall what the walk falls below zero, beyond the queue left after the inflow."""
    ds = simulated("queue", PATHS)
    exact = 0.0
    for law in walk()[:-1]:
        for level, chance in law.items():
            after = level + INFLOW
            missing = [max(0, claims - after) - max(0, -after) for claims in range(LOANS + 1)]
            exact += chance * float(stats.binom.pmf(np.arange(LOANS + 1), LOANS, ANNUAL) @ missing)
    assert_means(ds.shortfall / 10_000.0, exact)


def test_the_bank_bears_only_what_is_queued_at_the_end():
    ds = simulated("queue", PATHS)
    np.testing.assert_allclose(ds.payment.sel(layer="bank"), ds.queue_unpaid.sel(layer="fund"), atol=1e-6)
    np.testing.assert_allclose(ds.payment.sum("layer"), ds.claims, atol=1e-6)
