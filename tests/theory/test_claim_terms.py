"""Terms per claim: quota shares, shares of what remains, deductible and limit, by enumeration of default sets."""

from itertools import product

import numpy as np
import pytest
from tests.theory.agreement import assert_amounts, assert_counts, assert_means, simulated
from tests.theory.laws import law_of, with_odds

pytestmark = pytest.mark.compiled
PATHS = 10_000


def test_quota_shares():
    """40 %, half of the remaining 60 %, 25 %, and of the 20 % asked the 5 % that are left; nothing for the bank."""
    ds = simulated("quota_share", PATHS)
    shares = np.array([0.4, 0.3, 0.25, 0.05, 0.0])
    np.testing.assert_allclose(ds.payment, ds.claims.values[:, None] * shares, atol=1e-6)
    assert_means(ds.payment, 40 * 0.05 * 10_000.0 * shares)


PRINCIPALS = np.array([8_000.0, 21_000.0, 35_000.0, 52_000.0, 90_000.0])
CHANCES = np.array([with_odds(0.2, odds) for odds in (0.5, 3.0, 1.0, 2.0, 1.0)])
SETS = np.array(list(product((0, 1), repeat=5)))  # every set of defaults
SET_CHANCES = np.prod(np.where(SETS, CHANCES, 1.0 - CHANCES), axis=1)


def payments_of_a_claim() -> np.ndarray:
    """What insurer, guarantor and bank pay of the claim on each loan, (loan, layer)."""
    insurer = 0.8 * np.clip(PRINCIPALS - 10_000.0, 0.0, 30_000.0)
    left = PRINCIPALS - insurer
    guarantor = 0.5 * np.clip(left - 5_000.0, 0.0, 20_000.0)
    return np.column_stack([insurer, guarantor, left - guarantor])


def test_sets_of_defaults_come_with_their_chances():
    ds = simulated("per_claim_terms", PATHS)
    number = ds.township_defaults.values @ 2 ** np.arange(5)[::-1]
    assert_counts(np.bincount(number, minlength=32), SET_CHANCES)


def test_every_set_of_defaults_has_its_own_payments():
    ds = simulated("per_claim_terms", PATHS)
    np.testing.assert_allclose(ds.payment, ds.township_defaults.values @ payments_of_a_claim(), atol=1e-6)


def test_law_of_each_layers_payments():
    ds = simulated("per_claim_terms", PATHS)
    for layer, payments in enumerate((SETS @ payments_of_a_claim()).T):
        assert_amounts(ds.payment[:, layer], law_of(payments, SET_CHANCES))
