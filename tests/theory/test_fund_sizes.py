"""Several fund sizes: one pass equals single runs; a trigger top-up fails a larger fund, not a smaller."""

from itertools import product

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from tests.theory.agreement import assert_amounts, assert_chances, simulated
from tests.theory.laws import law_of

import fundsim as fs
from fundsim.results import VARIABLES

pytestmark = pytest.mark.compiled
PATHS = 4_000
LOANS, LOAN, YEARS = 10, 10_000.0, 4
HISTORIES = np.array(list(product(range(LOANS + 1), repeat=YEARS)), float)


def assert_same(several: xr.Dataset, single: xr.Dataset, size: float) -> None:
    """Every variable of a size is that of a run with this size alone, to the last bit."""
    for name in single.data_vars:
        one = several[name].sel(fund_size=size) if VARIABLES[str(name)].by_fund_size else several[name]
        if VARIABLES[str(name)].monthly or str(name).endswith("_mean"):
            np.testing.assert_allclose(one, single[name], rtol=1e-12, atol=1e-9, err_msg=str(name))
        else:
            np.testing.assert_array_equal(one, single[name], err_msg=str(name))


@pytest.mark.parametrize("size", [80_000.0, 110_000.0])
def test_one_pass_equals_single_runs(size):
    several = simulated("fund_sizes", PATHS)
    assert_same(several, simulated("fund_sizes", PATHS, f"report.fund_sizes=[{size}]"), size)
    own_amount = simulated("fund_sizes", PATHS, "report.fund_sizes=[]", f"layers.fund.account.initial={size}")
    assert_same(several, own_amount, size)


@pytest.mark.parametrize("size", [80_000.0, 110_000.0])
def test_limits_behind_the_fund_are_counted_for_each_size(size):
    behind = "layers.behind={kind: budget, of: remaining, aggregate_limit: 15000}"
    several = simulated("fund_sizes", PATHS, behind)
    assert_same(several, simulated("fund_sizes", PATHS, behind, f"report.fund_sizes=[{size}]"), size)
    reached = several.limit_reached.sel(layer="behind").mean("path")
    assert len(set(reached.values.tolist())) == several.sizes["fund_size"]


def ruin_year(initial: float) -> np.ndarray:
    """First year with a shortfall on every claim history, YEARS if none: below 60,000 filled to 100,000."""
    balance, ruin = np.full(len(HISTORIES), initial), np.full(len(HISTORIES), YEARS)
    for year in range(YEARS):
        balance = np.where(balance < 60_000.0, np.maximum(balance, 100_000.0), balance) - LOAN * HISTORIES[:, year]
        ruin = np.where((balance < 0.0) & (ruin == YEARS), year, ruin)
        balance = np.maximum(balance, 0.0)
    return ruin


def test_a_hundred_thousand_survives_where_a_hundred_and_ten_thousand_fail():
    ds = simulated("fund_sizes", PATHS)
    weights = stats.binom.pmf(HISTORIES, LOANS, 0.45).prod(axis=1)
    small, large = (ruin_year(size) == YEARS for size in (100_000.0, 110_000.0))
    found_small, found_large = (ds.ruin_month.sel(fund_size=size).values < 0 for size in (100_000.0, 110_000.0))
    exact = float(weights @ (small & ~large))
    assert exact > 0.02
    assert_chances(found_small & ~found_large, exact)
    assert_chances(np.column_stack([found_small, found_large]), [weights @ small, weights @ large])


def test_survival_of_every_size():
    ds = simulated("fund_sizes", PATHS)
    weights = stats.binom.pmf(HISTORIES, LOANS, 0.45).prod(axis=1)
    exact = [float(weights @ (ruin_year(size) == YEARS)) for size in ds.fund_size.values.tolist()]
    assert_chances(ds.ruin_month.transpose("path", "fund_size").values < 0, exact)


def test_a_plain_larger_fund_never_leaves_more_unpaid():
    """Without a top-up the shortfall falls with the size on every path."""
    ds = simulated("fund_sizes", PATHS, "layers.fund.account.top_up=null")
    assert (np.diff(ds.shortfall.transpose("path", "fund_size").values, axis=1) <= 1e-9).all()


def usage_course(initial: float) -> tuple[np.ndarray, np.ndarray]:
    """Lending and closing balance where a year's use above 45 % stops the next year's lending."""
    cases = len(HISTORIES)
    balance, lent, stopped = np.full(cases, initial), np.zeros(cases), np.zeros(cases, bool)
    for year in range(YEARS):
        balance += 25_000.0
        lent += np.where(stopped, 0.0, LOANS * LOAN)
        paid = np.minimum(LOAN * HISTORIES[:, year] * ~stopped, balance)
        stopped = paid / balance > 0.45
        balance -= paid
    return lent, balance


def test_a_breaker_on_fund_usage_is_replayed_for_each_size():
    ds = simulated("fund_usage", PATHS)
    weights = stats.binom.pmf(HISTORIES, LOANS, 0.25).prod(axis=1)
    for size in (30_000.0, 60_000.0):
        single = simulated("fund_usage", PATHS, f"report.fund_sizes=[{size}]")
        lent, closing = usage_course(size)
        assert_amounts(single.lending, law_of(lent, weights))
        assert_amounts(ds.closing_balance.sel(fund_size=size), law_of(closing, weights))
        np.testing.assert_array_equal(ds.ruin_month.sel(fund_size=size), single.ruin_month)
        np.testing.assert_array_equal(ds.payment.sel(fund_size=size), single.payment)


def test_paths_do_not_depend_on_their_number():
    scenario = fs.load_scenario("theory/fund_sizes")
    few, many = (fs.simulate(scenario, n_paths=paths, seed=5) for paths in (300, 900))
    np.testing.assert_array_equal(few.closing_balance, many.closing_balance[:, :300])
