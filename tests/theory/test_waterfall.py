"""A small waterfall: four loans, three layers, the bank, by complete enumeration of the sets of defaults."""

from itertools import product

import numpy as np
import pytest
import xarray as xr
from tests.theory.agreement import Floats, assert_amounts, assert_counts, simulated
from tests.theory.laws import law_of

pytestmark = pytest.mark.compiled
PATHS = 10_000
PRINCIPALS = np.array([31_000.0, 20_000.0, 50_000.0, 12_000.0])
CHANCES = np.array([0.3, 0.2, 0.4, 0.5])
TOWNSHIPS = np.array([0, 0, 1, 1])  # East, West
SETS = np.array(list(product((0, 1), repeat=4)), bool)
SET_CHANCES = np.prod(np.where(SETS, CHANCES, 1.0 - CHANCES), axis=1)
LAYERS = ["insurer", "pool", "fund", "bank"]


class Purse:
    """What the insurer has paid this year, and the money of the pools and the fund."""

    def __init__(self) -> None:
        self.insurer_left = 32_000.0
        self.pools = 24_000.0 * np.array([51_000.0, 62_000.0]) / 113_000.0  # split as the loans are
        self.fund = 12_000.0


def pay(defaulted: Floats, purse: Purse) -> Floats:
    """Payments on claims settled together, (loan, layer), in the order of the file."""
    claims = PRINCIPALS * defaulted
    paid = np.zeros((4, 4))
    asks = np.minimum(claims, 0.6 * np.clip(claims - 4_000.0, 0.0, 30_000.0))
    allowed = min(asks.sum(), purse.insurer_left)
    purse.insurer_left -= allowed
    paid[:, 0] = asks * allowed / max(asks.sum(), 1e-300)
    asks = 0.5 * (claims - paid[:, 0])
    for township in (0, 1):
        own = township == TOWNSHIPS
        money = min(asks[own].sum(), purse.pools[township])
        purse.pools[township] -= money
        paid[own, 1] = asks[own] * money / max(asks[own].sum(), 1e-300)
    asks = 0.8 * (claims - paid.sum(axis=1))
    money = min(asks.sum(), purse.fund)
    purse.fund -= money
    paid[:, 2] = asks * money / max(asks.sum(), 1e-300)
    paid[:, 3] = claims - paid.sum(axis=1)
    return paid


TOGETHER = np.array([pay(defaulted, Purse()) for defaulted in SETS])  # (set, loan, layer)


def sets_of(claims: Floats) -> np.ndarray:
    """Numbers of the sets of defaults, read off the sums of principals, which all differ."""
    totals = SETS @ PRINCIPALS
    assert len(set(totals.tolist())) == 16
    number = np.argmin(np.abs(claims[..., None] - totals), axis=-1)
    np.testing.assert_allclose(totals[number], claims)
    return number


def test_some_sets_run_every_purse_dry():
    """Without this the case would prove little."""
    everything = TOGETHER[-1].sum(axis=0)
    np.testing.assert_allclose(everything[:3], [32_000.0, 24_000.0, 12_000.0])
    assert (TOGETHER[1].sum(axis=0)[:3] < [32_000.0, 13_000.0, 12_000.0]).all()


def test_every_set_comes_with_its_chance():
    ds = simulated("waterfall", PATHS)
    assert_counts(np.bincount(sets_of(ds.claims.values), minlength=16), SET_CHANCES)


def test_every_set_has_its_own_payments():
    ds = simulated("waterfall", PATHS)
    paid = ds.payment.sel(layer=LAYERS).values
    np.testing.assert_allclose(paid, TOGETHER.sum(axis=1)[sets_of(ds.claims.values)], atol=1e-6)


def test_law_of_each_layers_payments():
    ds = simulated("waterfall", PATHS)
    for layer, amounts in zip(LAYERS, TOGETHER.sum(axis=1).T, strict=True):
        assert_amounts(ds.payment.sel(layer=layer), law_of(amounts, SET_CHANCES))


def test_purses_that_run_short_are_counted():
    ds = simulated("waterfall", PATHS)
    asked_in_vain = np.zeros((16, 2))
    for number, defaulted in enumerate(SETS):
        left = PRINCIPALS * defaulted - TOGETHER[number, :, 0]
        pools = 0.5 * left
        for township in (0, 1):
            own = township == TOWNSHIPS
            asked_in_vain[number, 0] += pools[own].sum() - TOGETHER[number, own, 1].sum()
        asked_in_vain[number, 1] = (0.8 * (left - TOGETHER[number, :, 1]) - TOGETHER[number, :, 2]).sum()
    expected = asked_in_vain[sets_of(ds.claims.values)]
    np.testing.assert_allclose(ds.layer_shortfall.sel(layer=["pool", "fund"]), expected, atol=1e-6)
    assert ((ds.ruin_month.values == 11) == (expected[:, 1] > 0.005)).all()
    np.testing.assert_array_equal(ds.exhausted.sel(layer=["pool", "fund"]), expected > 0.005)


def test_recoveries_go_to_those_who_paid():
    """A quarter of each claim comes back, pro rata to what was paid on it."""
    ds = simulated("waterfall", PATHS)
    np.testing.assert_allclose(ds.recovery, 0.25 * ds.payment, atol=1e-6)


def test_recoveries_in_order():
    """First the fund is repaid on each claim, then the bank, then the others pro rata."""
    ds = simulated("waterfall", PATHS, "recovery.split=[fund, bank]")
    received = np.zeros((16, 4))
    for number, paid in enumerate(TOGETHER):
        for of_claim in paid:
            left = 0.25 * of_claim.sum()
            for layer in (2, 3):
                part = min(left, of_claim[layer])
                received[number, layer] += part
                left -= part
            received[number, :2] += left * of_claim[:2] / max(of_claim[:2].sum(), 1e-300)
    found = ds.recovery.sel(layer=LAYERS).values
    np.testing.assert_allclose(found, received[sets_of(ds.claims.values)], atol=1e-6)


def assert_replayed(ds: xr.Dataset, paths: int) -> None:
    """Replay month by month what each path's claims take out of the purses."""
    numbers = sets_of(ds.claims_paid.values)
    expected = np.zeros((paths, 4))
    for path in range(paths):
        purse = Purse()
        for number in numbers[path][numbers[path] > 0]:
            expected[path] += pay(SETS[number], purse).sum(axis=0)
    np.testing.assert_allclose(ds.payment.sel(layer=LAYERS), expected, atol=1e-6)


def test_earlier_settlements_come_first():
    """Settled month by month, the first claims find full purses and the last ones empty purses."""
    overrides = ("claim.settled=monthly", "recovery.hardship.share=0")
    ds = simulated("waterfall", 2_000, *overrides, keep_months=True)
    assert_replayed(ds, 2_000)
    together = TOGETHER.sum(axis=1)[sets_of(ds.claims.values)]
    assert np.abs(ds.payment.sel(layer=LAYERS).values - together).max() > 100.0  # the order matters
