"""A queue of unpaid claims: balance less queue is a random walk of inflows less claims."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import assert_law, assert_means, simulated

import fundsim as fs

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


def test_nothing_is_non_performing_when_all_queues_are_paid():
    """Reserves of 12 villages are filled slowly, and pay in parts what waited: only rounding may be left of it."""
    tree = {
        "name": "queues of villages",
        "horizon": {"months": 60, "first_month": "2023-05"},
        "loans": {
            "source": "synthetic",
            "townships": {"A": {"loans": 40, "outstanding": 1_500_000}, "B": {"loans": 30, "outstanding": 1_200_000}},
            "size": {"law": "uniform", "smallest": 10_000, "largest": 60_000},
            "villages_per_township": 6,
            "product": {"term_months": 12, "interest_rate": 0.05, "instalment_every_months": 3},
            "repayment": {"bullet": 0.5, "equal_principal": 0.5},
        },
        "lending": {"mode": "steady"},
        "default_probability": {"annual": 0.03},
        "claim": {"filed_after_days": 60},
        "recovery": {"hardship": {"share": 0.4, "after_months": 2}, "split": ["fund"]},
        "layers": [
            {
                "name": "fund", "kind": "fund", "unpaid": "queue",
                "account": {
                    "initial": 9_000, "level": "village", "yield": 0.03, "provision": {"rate": 0.03},
                    "top_up": {"share_of_gap": 0.5, "paid_after_months": 6},
                },
            }
        ],
        "breakers": {"npl": {"watch": "npl_ratio", "stop_above": 0.0}},
        "report": {"npl_until": "paid"},
    }  # fmt: skip
    ds = fs.simulate(fs.Scenario.model_validate(tree), 1500, seed=1, threads=2, keep_months=True)
    by_number, by_balance = ds.npl_ratio_number.values, ds.npl_ratio.values
    assert ((by_balance > 0.0) & (by_number == 0.0)).sum() == 0
    assert 0.0 < (by_number > 0.0).mean() < 0.9
    assert by_balance.min() == 0.0
    assert by_balance.max() <= 1.0
