"""Answers of ``size`` against exact ones: an i.i.d. fund by enumeration, and the Vasicek quantile."""

from itertools import product

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import assert_chances
from tests.theory.laws import conditional

import fundsim as fs
from fundsim.decisions.sizing import CAPITAL, REPLAY

pytestmark = pytest.mark.compiled
PATHS = 4_000
LOANS, LOAN, YEARS, APPROPRIATION = 10, 10_000.0, 4, 25_000.0
HISTORIES = np.array(list(product(range(LOANS + 1), repeat=YEARS)), float)
WEIGHTS = stats.binom.pmf(HISTORIES, LOANS, 0.25).prod(axis=1)


def exact_capital(years: int) -> np.ndarray:
    """Largest excess of claims to date over appropriations to date, on every claim history."""
    claims = LOAN * HISTORIES[:, :years].cumsum(axis=1)
    return np.maximum((claims - APPROPRIATION * np.arange(1, years + 1)).max(axis=1), 0.0)


def exact_quantile(capital: np.ndarray, target: float) -> float:
    amounts = np.unique(capital)
    return float(next(amount for amount in amounts if WEIGHTS[capital <= amount].sum() >= target - 1e-12))


def test_required_capital_of_an_iid_fund():
    targets = (0.9, 0.95, 0.99)
    ds = fs.size(fs.load_scenario("theory/yearly_fund"), targets, (24, 48), PATHS, 7, 2, sensitivity=False)
    assert ds.attrs["method"] == CAPITAL
    for months in (24, 48):
        capital = exact_capital(months // 12)
        found = ds.required_capital.sel(horizon=months).values
        levels = np.unique(capital)[:-1]
        exact = [float(WEIGHTS[capital > level].sum()) for level in levels]
        assert_chances(found[:, None] > levels + 0.01, exact)
        for target in targets:
            answer = ds.fund_size.sel(horizon=months, solvency=target)
            lower, upper = (float(answer.sel(statistic=name)) for name in ("lower", "upper"))
            assert lower - 0.01 <= exact_quantile(capital, target) <= upper + 0.01


def test_the_curve_is_the_exceedance_of_required_capital():
    ds = fs.size(fs.load_scenario("theory/yearly_fund"), 0.95, None, PATHS, 7, 2, sensitivity=False)
    capital = exact_capital(YEARS)
    curve = ds.ruin_probability.isel(horizon=0)
    exact = np.array([WEIGHTS[capital > amount + 0.01].sum() for amount in ds["size"].values])
    error = np.sqrt(exact * (1.0 - exact) / PATHS)
    assert (np.abs(curve.sel(statistic="value").values - exact) <= 4.5 * error + 1e-9).all()


def test_a_trigger_is_replayed_and_the_answer_is_on_the_safe_side():
    scenario = fs.load_scenario("theory/fund_sizes", ["report.fund_sizes=[]"])
    ds = fs.size(scenario, 0.95, None, 1_000, 7, 2, sensitivity=False)
    assert ds.attrs["method"] == REPLAY
    assert "trigger" in ds.attrs["reasons"]
    assert "required_capital" not in ds
    answer = float(ds.fund_size.squeeze().sel(statistic="value"))
    curve = ds.ruin_probability.isel(horizon=0).sel(statistic="value")
    sizes = ds["size"].values
    assert answer in sizes
    assert (curve[sizes >= answer] <= 0.05 + 1e-9).all()
    assert curve[sizes < answer][-1] > 0.05


def test_required_fund_of_a_large_portfolio_is_the_vasicek_quantile():
    loans, probability, correlation, level = 4_000, 0.04, 0.15, 0.9
    fund = "layers=[{name: fund, kind: fund, account: {initial: 1}}]"
    scenario = fs.load_scenario("theory/vasicek", [fund])
    ds = fs.size(scenario, level, None, 1_500, 7, 2, sensitivity=False)
    exact = float(conditional(probability, np.sqrt(correlation) * stats.norm.ppf(level), correlation)) * loans * LOAN
    value, error = (float(ds.fund_size.squeeze().sel(statistic=name)) for name in ("value", "standard_error"))
    assert abs(value - exact) < 4.0 * error + 0.01 * exact
    assert error < 0.05 * exact
