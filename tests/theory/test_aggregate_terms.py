"""Aggregate terms: stop loss, bands, caps in premium, lending, outstanding; by year, term, township."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from tests.theory.agreement import Floats, assert_amounts, assert_joint_law, assert_means, simulated
from tests.theory.laws import law_of, within

pytestmark = pytest.mark.compiled
PATHS = 8_000
LOANS, ANNUAL, LOAN = 12, 0.25, 10_000.0
COUNTS = np.arange(LOANS + 1)
YEAR = stats.binom.pmf(COUNTS, LOANS, ANNUAL)  # law of a year's number of claims


def assert_yearly_payments(ds: xr.Dataset, layer: str, of_year: Callable[[Floats], Floats]) -> None:
    """Each year's payment is a function of its claims; the two years are independent."""
    law = law_of(of_year(LOAN * COUNTS), YEAR)
    atoms = sorted(law)
    paid = ds.layer_year_payment.sel(layer=layer).values
    for year in range(2):
        assert_amounts(paid[:, year], law)
    ranks = tuple(np.argmin(np.abs(paid[:, year, None] - atoms), axis=1) for year in range(2))
    chances = [law[atom] for atom in atoms]
    assert_joint_law(ranks, np.outer(chances, chances))


def stop_loss(asks: Floats) -> Floats:
    return np.clip(0.8 * asks - 15_000.0, 0.0, 20_000.0)


def test_stop_loss_by_year():
    assert_yearly_payments(simulated("stop_loss", PATHS), "reinsurer", stop_loss)


def test_stop_loss_over_the_term():
    """Deductible and limit hold once for both years: the sums of asks of 24 loans, and what year one leaves of them."""
    ds = simulated("stop_loss", PATHS, "layers.reinsurer.aggregate_over=term")
    first = stop_loss(LOAN * COUNTS)[:, None] + 0.0 * COUNTS
    both = stop_loss(LOAN * (COUNTS[:, None] + COUNTS))
    for paid, amounts in (
        (ds.payment.sel(layer="reinsurer"), both),
        (ds.layer_year_payment.sel(layer="reinsurer", year=1), both - first),
    ):
        assert_amounts(paid, law_of(amounts, np.outer(YEAR, YEAR)))


def test_years_in_which_a_limit_was_reached_are_counted():
    """The layer pays up to asks of 35,000: five claims of 8,000 reach the limit."""
    ds = simulated("stop_loss", PATHS)
    chance = float(YEAR[5:].sum())
    assert_means(ds.limit_reached.sel(layer="reinsurer"), 2.0 * chance)


def test_bands():
    def banded(asks: Floats) -> Floats:
        return 0.75 * np.clip(asks - 15_000.0, 0.0, 20_000.0) + 0.4 * np.clip(asks - 35_000.0, 0.0, 25_000.0)

    assert_yearly_payments(simulated("bands", PATHS), "reinsurer", banded)


PREMIUM = 0.06 * LOANS * LOAN


def capped(asks: Floats) -> Floats:
    return np.minimum(0.7 * asks, 1.6 * PREMIUM)


@pytest.mark.parametrize("base", ["outstanding", "new_lending"])
def test_cap_in_premium(base):
    """Premium on the year's opening stock, or once on the loans made: both are written in the year's first month."""
    ds = simulated("premium_cap", PATHS, f"layers.insurer.price.on={base}")
    np.testing.assert_allclose(ds.premium.sel(layer="insurer"), 2.0 * PREMIUM)
    assert_yearly_payments(ds, "insurer", capped)


def test_cap_in_premium_written_month_by_month():
    """The cap grows with the premium of the month's balance: replayed on each path's monthly claims."""
    ds = simulated("premium_cap", 4_000, "layers.insurer.price.on=monthly_balance", keep_months=True)
    claims = ds.claims_paid.values
    premium, paid = np.zeros(4_000), np.zeros((4_000, 2))
    for year in range(2):
        written, asked = np.zeros(4_000), np.zeros(4_000)
        for month in range(12 * year, 12 * year + 12):
            alive = LOANS * LOAN - claims[:, 12 * year : month].sum(axis=1)
            written += 0.06 / 12.0 * alive
            ask = 0.7 * claims[:, month]
            asked += ask
            paid[:, year] += np.clip(np.minimum(asked, 1.6 * written) - paid[:, year], 0.0, ask)
        premium += written
    np.testing.assert_allclose(ds.layer_year_payment.sel(layer="insurer"), paid, atol=1e-6)
    np.testing.assert_allclose(ds.premium.sel(layer="insurer"), premium)
    survival = (1.0 - ANNUAL) ** (np.arange(12) / 12.0)
    assert_means(ds.premium.sel(layer="insurer"), 2.0 * 0.06 / 12.0 * LOANS * LOAN * survival.sum())


def test_cap_in_lending_to_date():
    """36,000 of room after the first year's lending, what is left of 72,000 after the second's."""
    ds = simulated("lending_cap", PATHS)
    first, second = np.meshgrid(LOAN * COUNTS, LOAN * COUNTS, indexing="ij")
    paid = np.minimum(first, 36_000.0)
    later = np.minimum(second, 72_000.0 - paid)
    found = ds.layer_year_payment.sel(layer="guarantor").values
    for year, amounts in enumerate((paid, later)):
        assert_amounts(found[:, year], law_of(amounts, np.outer(YEAR, YEAR)))
    assert_means(found[:, 0] * found[:, 1], float((paid * later * np.outer(YEAR, YEAR)).sum()))


def test_cap_in_outstanding_at_the_years_start():
    overrides = ("layers.guarantor.aggregate_in=outstanding", "layers.guarantor.aggregate_over=year")
    ds = simulated("lending_cap", PATHS, *overrides)
    assert_yearly_payments(ds, "guarantor", lambda asks: np.minimum(asks, 36_000.0))


@pytest.mark.parametrize("level", ["township", "county"])
def test_limits_by_township(level):
    ds = simulated("township_limits", PATHS, f"layers.insurer.aggregate_level={level}")
    law: dict[float, float] = {}
    for east, west in product(range(7), range(13)):
        pay = min(east, 2) + min(west, 2) if level == "township" else min(east + west, 2)
        chance = stats.binom.pmf(east, 6, ANNUAL) * stats.binom.pmf(west, 12, ANNUAL)
        law[LOAN * pay] = law.get(LOAN * pay, 0.0) + float(chance)
    assert_amounts(ds.payment.sel(layer="insurer"), law)


def test_limit_by_year_of_default():
    ds = simulated("year_of_default", PATHS)
    paid = np.minimum(0.8 * LOAN * COUNTS, 20_000.0)
    assert_amounts(ds.payment.sel(layer="reinsurer"), law_of(paid[:, None] + paid, np.outer(YEAR, YEAR)))


def test_limit_by_year_of_payment():
    """Claims of the second half of a year are paid in the next; the last year takes in the months of settling."""
    ds = simulated("year_of_default", PATHS, "layers.reinsurer.aggregate_year_of=payment")
    half = within(ANNUAL, 6)
    halves = stats.multinomial(LOANS, [half, ANNUAL - half, 1.0 - ANNUAL])
    limited = np.minimum(0.8 * LOAN * np.arange(2 * LOANS + 1), 20_000.0)
    cohort = [(a, b, float(halves.pmf([a, b, LOANS - a - b]))) for a in COUNTS for b in COUNTS[: LOANS + 1 - a]]
    law: dict[float, float] = {}
    for early, late, chance in cohort:
        for next_early, next_late, other in cohort:
            amount = float(limited[early] + limited[late + next_early + next_late])
            law[amount] = law.get(amount, 0.0) + chance * other
    assert_amounts(ds.payment.sel(layer="reinsurer"), law)


def test_limit_net_of_recoveries():
    """Half of each payment comes back a month later and makes room again: replayed on each path's monthly claims."""
    ds = simulated("net_of_recoveries", 4_000, keep_months=True)
    claims = ds.claims_paid.values
    paid, came_back = np.zeros((4_000, 2)), np.zeros(4_000)
    for month in range(24):
        if month % 12 == 0:
            asked, allowed = np.zeros(4_000), np.zeros(4_000)
        asked += claims[:, month]
        pays = np.clip(np.minimum(asked, 15_000.0) - allowed, 0.0, claims[:, month])
        allowed += pays
        paid[:, month // 12] += pays
        asked, allowed = np.maximum(asked - came_back, 0.0), np.maximum(allowed - came_back, 0.0)
        came_back = 0.5 * pays
    np.testing.assert_allclose(ds.layer_year_payment.sel(layer="reinsurer"), paid, atol=1e-6)
    gross = simulated("net_of_recoveries", 4_000, "layers.reinsurer.aggregate_net_of_recoveries=false")
    assert (ds.payment.sel(layer="reinsurer") > gross.payment.sel(layer="reinsurer")).mean() > 0.2


def test_recoveries_make_room_in_their_own_townships_limit():
    """East lends 10,000 and West 11,000, so that a month's claims tell how many of each: replayed on every path."""
    ds = simulated("township_recoveries", 2_000, keep_months=True)
    thousands = np.rint(ds.claims_paid.values / 1_000.0).astype(int)
    west = thousands % 10  # 10 a + 11 b with b at most 6
    claims = 1_000.0 * np.stack([thousands - 11 * west, 11 * west], axis=-1)
    assert (claims >= 0.0).all()
    asked, allowed, came_back, paid = (np.zeros((2_000, 2)) for _ in range(4))
    for month in range(12):
        asked += claims[:, month]
        pays = np.clip(np.minimum(asked, 15_000.0) - allowed, 0.0, claims[:, month])
        allowed, paid = allowed + pays, paid + pays
        asked, allowed = np.maximum(asked - came_back, 0.0), np.maximum(allowed - came_back, 0.0)
        came_back = 0.5 * pays
    np.testing.assert_allclose(ds.payment.sel(layer="insurer"), paid.sum(axis=1), atol=1e-6)
