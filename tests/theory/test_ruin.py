"""Ruin of a fund by enumeration of its claim histories, and by recursions over its balance."""

from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from tests.theory.agreement import Floats, assert_amounts, assert_chances, assert_law, assert_means, simulated
from tests.theory.laws import binomials, conditional, law_of, normal_nodes, within

pytestmark = pytest.mark.compiled
PATHS = 8_000
YEARLY_PATHS = 5_000
LOANS, ANNUAL, LOAN, YEARS = 10, 0.25, 10_000.0, 4
INITIAL, INFLOW = 30_000.0, 25_000.0

HISTORIES = np.array(list(product(range(LOANS + 1), repeat=YEARS)), float)  # claims by year, in loans
LAST = 11  # month of the year in which claims are settled


def chances(annual: float) -> Floats:
    return np.asarray(stats.binom.pmf(HISTORIES, LOANS, annual).prod(axis=1))


class Course(NamedTuple):
    """What becomes of a fund on every claim history."""

    closing: Floats
    ruin_month: Floats  # -1 never
    shortfall: Floats
    paid: Floats


class Fund(NamedTuple):
    """Rules of a fund with one settlement a year."""

    start: float = INFLOW
    end: float = 0.0
    yearly_growth: float = 1.0
    ruin: str = "unpaid_claim"
    ratio: float = 0.0
    absorbing: bool = False

    def is_ruined(self, balance: Floats, missing: Floats) -> Floats:
        if self.ruin == "unpaid_claim":
            return missing > 0.0
        return (balance <= 0.0) & (self.ruin == "empty")


def run(fund: Fund) -> Course:
    """Follow the fund through every history."""
    cases = len(HISTORIES)
    balance, shortfall, paid = np.full(cases, INITIAL), np.zeros(cases), np.zeros(cases)
    ruin_month, open_ = np.full(cases, -1.0), np.ones(cases, bool)
    for year in range(YEARS):
        balance += fund.start * open_
        if fund.ruin == "below_ratio":  # outstanding is the year's lending until it matures
            now = open_ & (ruin_month < 0) & (balance < fund.ratio * LOANS * LOAN)
            ruin_month[now] = 12 * year
            open_ &= ~(now & fund.absorbing)
        balance = np.where(open_, balance * fund.yearly_growth, balance)
        claims = LOAN * HISTORIES[:, year] * open_
        pays = np.minimum(claims, balance)
        balance, paid, shortfall = balance - pays, paid + pays, shortfall + claims - pays
        now = open_ & (ruin_month < 0) & fund.is_ruined(balance, claims - pays)
        balance += fund.end * open_
        ruin_month[now] = 12 * year + LAST
        open_ &= ~(now & fund.absorbing)
    return Course(balance, ruin_month, shortfall, paid)


def assert_follows(ds: xr.Dataset, fund: Fund) -> None:
    """Closing balance, ruin month, shortfall and payments have the laws of the enumeration."""
    course, weights = run(fund), chances(ANNUAL)
    found = (ds.closing_balance, ds.ruin_month, ds.shortfall, ds.payment.sel(layer="fund"))
    for sample, values in zip(found, course, strict=True):
        assert_amounts(sample, law_of(values, weights))


FUNDS = {
    "contribution at the start": (Fund(), ()),
    "contribution at the end": (Fund(start=0.0, end=INFLOW), ("layers.fund.account.inflows.yearly.at=end",)),
    "ruin when empty": (Fund(ruin="empty"), ("report.ruin=empty",)),
    "empty, contribution at the end": (
        Fund(start=0.0, end=INFLOW, ruin="empty"),
        ("report.ruin=empty", "layers.fund.account.inflows.yearly.at=end"),
    ),
    "ruin below a ratio": (
        Fund(ruin="below_ratio", ratio=0.4), ("report.ruin=below_ratio", "report.ruin_ratio=0.4")
    ),
    "absorbing": (Fund(absorbing=True), ("report.after_ruin=absorbing",)),
    "absorbing when empty": (
        Fund(absorbing=True, ruin="empty"), ("report.after_ruin=absorbing", "report.ruin=empty")
    ),
    "absorbing below a ratio": (
        Fund(absorbing=True, ruin="below_ratio", ratio=0.4),
        ("report.after_ruin=absorbing", "report.ruin=below_ratio", "report.ruin_ratio=0.4"),
    ),
    "yearly interest": (
        Fund(yearly_growth=1.06), ("layers.fund.account.yield=0.06", "layers.fund.account.interest=yearly")
    ),
    "monthly interest": (Fund(yearly_growth=1.005**12), ("layers.fund.account.yield=0.06",)),
    "yearly interest, contribution at the end, absorbing": (
        Fund(start=0.0, end=INFLOW, yearly_growth=1.06, absorbing=True),
        (
            "layers.fund.account.yield=0.06", "layers.fund.account.interest=yearly",
            "layers.fund.account.inflows.yearly.at=end", "report.after_ruin=absorbing",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNDS)
def test_yearly_fund_by_enumeration_of_claim_histories(name):
    fund, overrides = FUNDS[name]
    assert_follows(simulated("yearly_fund", YEARLY_PATHS, *overrides), fund)


def test_cost_to_government_is_what_it_paid_less_what_is_left():
    ds = simulated("yearly_fund", YEARLY_PATHS, "report.discount_rate=0.05")
    paid = INITIAL + sum(INFLOW * 1.05**-year for year in range(YEARS))
    np.testing.assert_allclose(ds.government_cost, paid - 1.05**-YEARS * ds.closing_balance.values)


def lattice_ruin(claims: Floats, inflow: Floats, initial: int) -> tuple[Floats, Floats]:
    """Chance of ruin by month, and law of the closing balance, in loans; shortfalls leave an empty fund.

    ``claims`` is the law of a month's claims, ``inflow`` what comes in at each month's start.
    """
    top = initial + int(inflow.sum())
    solvent, ruined = np.zeros(top + 1), np.zeros(top + 1)
    solvent[initial] = 1.0
    by_month = []
    for step in inflow.astype(int):
        following = [np.zeros(top + 1), np.zeros(top + 1)]
        for was_ruined, law in enumerate((solvent, ruined)):
            for level, chance in enumerate(law):
                for count, weight in enumerate(claims):
                    left = level + step - count
                    if chance > 0.0:
                        following[int(was_ruined or left < 0)][max(left, 0)] += chance * weight
        solvent, ruined = following
        by_month.append(ruined.sum())
    return np.array(by_month), solvent + ruined


@pytest.mark.parametrize("correlation", [0.0, 0.3])
def test_monthly_fund_by_recursion_over_its_balance(correlation):
    """With a factor drawn every month the monthly claims stay independent, but have a wider law."""
    overrides = ("correlation.factor_period=1", f"correlation.county={correlation}") if correlation else ()
    ds = simulated("monthly_fund", PATHS, *overrides)
    nodes, weights = normal_nodes()
    given = conditional(within(0.75, 1), np.sqrt(correlation) * nodes, correlation)
    by_month, closing = lattice_ruin(weights @ binomials(3, given), (np.arange(30) % 3 == 0) * 1.0, 2)
    ruin = ds.ruin_month.values
    assert_law(np.where(ruin < 0, 30, ruin), np.diff(np.concatenate([[0.0], by_month, [1.0]])))
    assert_amounts(ds.closing_balance, {LOAN * level: chance for level, chance in enumerate(closing)})


def test_quarterly_contributions_at_the_end_come_after_the_claims():
    ds = simulated("monthly_fund", PATHS, "layers.fund.account.inflows.quarterly.at=end")
    # At a quarter's end the claims come first: the money is there from the next month on.
    inflow = np.concatenate([[0.0], (np.arange(1, 30) % 3 == 0) * 1.0])
    by_month, closing = lattice_ruin(stats.binom.pmf(np.arange(4), 3, within(0.75, 1)), inflow, 2)
    assert_chances(ds.ruin_month.values >= 0, by_month[-1])
    law = {LOAN * (level + 1): chance for level, chance in enumerate(closing)}  # the last one comes after all claims
    assert_amounts(ds.closing_balance, law)


def test_fund_under_a_persistent_factor_by_recursion_over_balance_and_factor():
    """The factor moves on an even grid by its transition density; balances move on a lattice of 5,000."""
    ds = simulated("persistent_fund", PATHS)
    correlation, phi = 0.25, 0.7
    grid = np.linspace(-7.0, 7.0, 281)
    spread = np.sqrt(1.0 - phi**2)
    step = stats.norm.pdf(grid, phi * grid[:, None], spread) * (grid[1] - grid[0])
    claims = binomials(LOANS, conditional(ANNUAL, np.sqrt(correlation) * grid, correlation))
    levels = int((INITIAL + YEARS * INFLOW) / 5_000.0) + 1
    solvent = np.zeros((levels, len(grid)))
    solvent[int(INITIAL / 5_000.0)] = stats.norm.pdf(grid) * (grid[1] - grid[0])
    alive = []
    for _ in range(YEARS):
        following = np.zeros_like(solvent)
        for level in np.flatnonzero(solvent.any(axis=1)):
            for count in range(LOANS + 1):
                left = level + int(INFLOW / 5_000.0) - 2 * count
                if left >= 0:
                    following[left] += solvent[level] * claims[:, count]
        alive.append(following.sum())
        solvent = following @ step
    ruin = np.diff(1.0 - np.array([1.0, *alive]))
    month = ds.ruin_month.values
    assert_law(np.where(month < 0, YEARS, month // 12), [*ruin, alive[-1]])
    independent = 1.0 - (chances(ANNUAL) @ (run(Fund()).ruin_month < 0))
    assert 1.0 - alive[-1] > independent + 0.02  # bad years in a row are worse


THETA = 0.4


@pytest.mark.parametrize(
    ("overrides", "paid_in"),
    [
        ((), 0),
        (("layers.fund.account.top_up.paid_after_months=3",), 3),
        (("layers.fund.account.top_up.at=after_claims",), -1),
    ],
)
def test_mean_balance_under_a_top_up_of_a_share_of_the_gap(overrides, paid_in):
    """F0 − C((1−θ)/θ)(1 − (1−θ)^k) after k top-ups, in the month in which they are paid; and on every path."""
    ds = simulated("top_up", YEARLY_PATHS, *overrides, keep_months=True)
    initial, mean_claims = 500_000.0, LOANS * ANNUAL * LOAN
    k = np.arange(1, YEARS)
    exact = initial - mean_claims * (1.0 - THETA) / THETA * (1.0 - (1.0 - THETA) ** k)
    balance = ds.balance.values
    assert_means(balance[:, 12 * k + paid_in], exact)
    before = balance[:, 12 * k - 1] if paid_in >= 0 else balance[:, 12 * k - 2] - ds.claims_paid.values[:, 12 * k - 1]
    np.testing.assert_allclose(balance[:, 12 * k + paid_in], before + THETA * (initial - before))


def test_a_cap_bounds_every_top_up():
    ds = simulated("top_up", 2_000, "layers.fund.account.top_up.cap=12000")
    claims = ds.layer_year_payment.sel(layer="fund").values
    balance = np.full(2_000, 500_000.0)
    for year in range(YEARS):
        balance += np.minimum(THETA * (500_000.0 - balance), 12_000.0) - claims[:, year]
    np.testing.assert_allclose(ds.closing_balance, balance)


def test_trigger_and_ceiling_by_enumeration():
    """January: filled to 100,000 if below 40,000; then 20,000 more; what exceeds 115,000 goes back at month end."""
    ds = simulated("trigger_and_ceiling", PATHS)
    balance = np.full(len(HISTORIES), 100_000.0)
    filled, returned, shortfall = np.zeros(len(HISTORIES)), np.zeros(len(HISTORIES)), np.zeros(len(HISTORIES))
    for year in range(YEARS):
        top_up = np.where(balance < 40_000.0, 100_000.0 - balance, 0.0)
        balance = balance + top_up + 20_000.0
        back = np.maximum(balance - 115_000.0, 0.0)
        claims = LOAN * HISTORIES[:, year]
        balance = balance - back - claims
        shortfall += np.maximum(-balance, 0.0)
        balance = np.maximum(balance, 0.0)
        filled, returned = filled + top_up, returned + back
    weights = chances(0.45)
    lines = ds.account_line.sum("year")
    for sample, values in (
        (ds.closing_balance, balance),
        (lines.sel(line="top_up"), filled),
        (lines.sel(line="returned"), returned),
        (ds.shortfall, shortfall),
    ):
        assert_amounts(sample, law_of(values, weights))
    assert weights @ (shortfall > 0.0) > 0.05
