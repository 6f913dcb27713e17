"""Scenarios at the edge of what is allowed give finite results whose books balance, or say what is wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr
from pydantic import ValidationError

import fundsim as fs
from fundsim.results import VARIABLES

FUND = {"name": "fund", "kind": "fund", "pays": 0.7, "account": {"initial": 3000.0, "yield": 0.02}}


def programme(**blocks: Any) -> dict[str, Any]:
    """Data of twenty loans of 1,000 over a year, and a fund."""
    return {
        "name": "edge",
        "horizon": {"months": 24},
        "loans": loans(20),
        "default_probability": {"annual": 0.3},
        "layers": [FUND],
        **blocks,
    }


def loans(number: int, term: int = 12, **terms: Any) -> dict[str, Any]:
    """Loans of one township."""
    return {
        "source": "synthetic",
        "townships": {"A": {"loans": number}},
        "size": {"law": "fixed", "amount": 1000.0},
        "product": {"term_months": term, "interest_rate": 0.05},
        **terms,
    }


def simulated(n_paths: int = 8, **blocks: Any) -> xr.Dataset:
    """Results, all of them finite (their books are checked on the way)."""
    ds = fs.simulate(fs.Scenario.model_validate(programme(**blocks)), n_paths, seed=1, threads=1)
    for name, values in ds.data_vars.items():
        assert np.isfinite(values).all(), name
        if not VARIABLES[str(name)].unit.startswith("currency") and not str(name).startswith("ruin"):
            assert (values >= -1e-9).all(), name
    assert (ds.payment >= 0.0).all()
    return ds


# ---------------------------------------------------------------- few loans, few months, few paths


def test_no_loans_at_all_is_a_fault_of_the_scenario() -> None:
    for lending in ({"mode": "run_off"}, {"mode": "plan", "amount_per_month": 0.0}):
        with pytest.raises(fs.ScenarioError, match=r"loans\.townships: there is no loan"):
            simulated(loans=loans(0), lending=lending)


def test_no_opening_stock_but_a_plan() -> None:
    ds = simulated(loans=loans(0), lending={"mode": "plan", "amount_per_month": 5000.0})
    assert ds.attrs["opening_outstanding"] == 0.0
    assert (ds.lending == 24 * 5000.0).all()
    assert float(ds.cohort_loans.sel(cohort=0).sum()) == 0.0


def test_months_without_any_loan_have_no_ratios() -> None:
    late = {"mode": "plan", "amount_per_month": [0.0] * 20 + [5000.0]}
    ds = simulated(loans=loans(0), lending=late, layers=[FUND | {"account": {"leverage": 10.0}}])
    assert ds.attrs["fund_initial"] == 0.0  # nothing is planned for the first year
    assert (ds.outstanding_mean[:20] == 0.0).all()
    assert (ds.overdue_ratio_mean[:20] == 0.0).all()
    assert float(ds.outstanding_mean[20]) == 5000.0


def test_one_loan() -> None:
    ds = simulated(40, loans=loans(1))
    assert set(np.unique(ds.defaults)) == {0, 1}
    assert (ds.claims <= 1000.0 * ds.defaults).all()


def test_one_path() -> None:
    ds = simulated(1)
    assert ds.sizes["path"] == 1
    assert float(ds.balance_mean[-1]) == pytest.approx(float(ds.closing_balance[0]), rel=1e-9)


@pytest.mark.parametrize("settle", [False, True])
@pytest.mark.parametrize("months", [1, 2, 600])
def test_shortest_and_longest_horizon(months: int, settle: bool) -> None:
    ds = simulated(4, horizon={"months": months, "settle": settle}, loans=loans(4), lending={"mode": "steady"})
    assert ds.sizes["month"] == months
    if settle:
        assert (ds.claims_open == 0.0).all()
        assert (ds.recovery_due == 0.0).all()


@pytest.mark.parametrize("schedule", ["bullet", "equal_principal", "annuity"])
def test_horizon_shorter_than_the_term(schedule: str) -> None:
    ds = simulated(horizon={"months": 6}, loans=loans(20, 600, repayment={schedule: 1.0}))
    assert float(ds.outstanding_mean[-1]) > 0.0
    assert (ds.claims + ds.claims_open <= 20_000.0 * 1.05).all()


# ---------------------------------------------------------------- nobody pays, nobody is covered


def test_nobody_is_covered() -> None:
    ds = simulated(layers=[FUND | {"covers": {"made_from": 24}}])
    assert float(ds.payment.sel(layer="fund").sum()) == 0.0
    assert float(ds.payment.sel(layer="bank").sum()) == float(ds.claims.sum()) > 0.0


def test_nobody_is_admitted() -> None:
    with pytest.raises(fs.ScenarioError, match=r"admission\.minimum_grade"):
        simulated(loans=loans(20, grades={"A": 0.0, "B": 1.0}), admission={"minimum_grade": "A"})


def test_no_layers_leave_everything_to_the_bank() -> None:
    ds = simulated(layers=[])
    assert ds.layer.values.tolist() == ["bank"]
    assert ds.attrs["fund_layer"] == ""
    assert (ds.payment.sel(layer="bank") == ds.claims).all()


def test_an_empty_fund_is_short_at_its_first_claim() -> None:
    ds = simulated(layers=[FUND | {"account": {"initial": 0.0}}], report={"fund_sizes": [0.0, 1e9]})
    assert (ds.payment.sel(layer="fund", fund_size=0.0) == 0.0).all()
    assert ((ds.ruin_month.sel(fund_size=0.0) >= 0) == (ds.claims > 0.0)).all()
    assert (ds.ruin_month.sel(fund_size=1e9) == -1).all()


# ---------------------------------------------------------------- extreme numbers


@pytest.mark.parametrize(("annual", "odds", "low", "high"), [
    (0.0, 1.0, 0.0, 0.0), (0.5, 0.0, 0.0, 0.0), (1e-300, 1.0, 0.0, 0.0), (1.0 - 1e-15, 1.0, 20.0, 20.0),
    (0.5, 1e6, 20.0, 20.0),
])  # fmt: skip
def test_impossible_and_certain_default(annual: float, odds: float, low: float, high: float) -> None:
    terms = {"annual": annual, "odds_by_township": {"A": odds}}
    ds = simulated(default_probability=terms, loans=loans(20, opening_ages="new"))
    assert low - 0.5 <= float(ds.defaults.mean()) <= high


@pytest.mark.parametrize("correlation", [
    {"county": 0.999}, {"county": 1.0 - 1e-16}, {"village": 0.9999999},
    *({"county": 0.2, "copula": "t", "degrees_of_freedom": degrees} for degrees in (1e-9, 0.01, 1.0, 1e6)),
    {"county": 0.2, "factor_period": 600}, {"county": 0.2, "persistence": "ar1", "autocorrelation": 1.0},
])  # fmt: skip
def test_extreme_dependence(correlation: dict[str, Any]) -> None:
    ds = simulated(correlation=correlation)
    assert (ds.defaults <= 20).all()


@pytest.mark.parametrize("scale", ["hazard", "probability", "odds"])
@pytest.mark.parametrize("multiplier", [0.0, 1e6])
@pytest.mark.parametrize("copula", [{}, {"copula": "t", "degrees_of_freedom": 4.0}])
def test_extreme_shocks(scale: str, multiplier: float, copula: dict[str, Any]) -> None:
    event = {"rate": 1000.0, "hazard_multiplier": multiplier, "scale": scale, "lasts_months": 600, "lgd_addition": 1.0}
    recovery = {"hardship": {"share": 1.0}}
    ds = simulated(shocks={"always": event}, correlation={"county": 0.1, **copula}, recovery=recovery)
    assert float(ds.defaults.mean()) == 0.0 if multiplier == 0.0 else float(ds.defaults.mean()) > 15.0
    assert (ds.recovery == 0.0).all()


def test_many_events_in_one_month_with_certain_default() -> None:
    event = {"rate": 1000.0, "months": [3], "immediate_default_probability": 0.9}
    ds = simulated(shocks={"flood": event}, horizon={"months": 6, "first_month": "2024-03"})
    assert (ds.defaults == 20).all()


def test_waits_longer_than_all_settling_leave_claims_open() -> None:
    ds = simulated(horizon={"months": 6, "settle": True}, claim={"filed_after_days": 1800, "paid_after_days": 3600})
    assert (ds.claims == 0.0).all()
    assert float(ds.claims_open.sum()) > 0.0


@pytest.mark.parametrize("blocks", [
    {"extension": {"granted": 1.0, "months": 1, "at_most": 10_000_000, "default_at_end": 1.0}},
    {"extension": {"granted": 1.0, "months": 600, "default_at_end": 0.5}},
    {"renewal": {"probability": 1.0, "at_most": 10_000_000}, "horizon": {"months": 100}},
    {"recovery": {"hardship": {"share": 1.0, "after_months": 600}}},
    {"recovery": {"hardship": {"share": 1.0, "by_year": [0.02] * 50}}},
    {"monitoring": {"detects": 1.0, "cures_detected": 1.0, "inspections_per_year": 10_000_000, "lead_months": 600}},
    {"claim": {"filed_after_days": 0, "paid_after_days": 0, "settled": "yearly"}},
])  # fmt: skip
@pytest.mark.parametrize("settle", [False, True])
def test_longest_lives(blocks: dict[str, Any], settle: bool) -> None:
    horizon = {"months": 24, **blocks.get("horizon", {}), "settle": settle}
    ds = simulated(**{**blocks, "horizon": horizon})
    assert (ds.distress >= ds.defaults).all()


@pytest.mark.parametrize(("mean", "deviation"), [(0.5, 0.4999), (0.5, 1e-6), (1e-6, 9e-4), (1.0 - 1e-6, 9e-4)])
def test_extreme_recovery_laws_stay_shares(mean: float, deviation: float) -> None:
    ds = simulated(recovery={"hardship": {"beta": {"mean": mean, "standard_deviation": deviation}}})
    assert (ds.recovery_at_default >= -1e-9).all()
    assert (ds.recovery_at_default <= ds.claims * (1.0 + 1e-9)).all()


@pytest.mark.parametrize("amount", [1e-3, 1e15])
def test_smallest_and_largest_amounts(amount: float) -> None:
    account = {"initial": amount, "top_up": {"share_of_gap": 1.0, "cap": amount}, "ceiling": amount}
    ds = simulated(loans=loans(20, size={"law": "fixed", "amount": amount}), layers=[FUND | {"account": account}])
    settled = ds.claims / amount
    assert float(settled.max()) > 0.0
    np.testing.assert_allclose(settled, np.rint(settled), atol=1e-9)
    assert (ds.payment.sel(layer="fund") <= ds.claims).all()


@pytest.mark.parametrize("rate", [-0.49, 0.0, 1.0])
def test_extreme_discounting_over_fifty_years(rate: float) -> None:
    ds = simulated(4, horizon={"months": 600}, report={"discount_rate": rate})
    assert np.isfinite(ds.government_cost).all()


# ---------------------------------------------------------------- what is no number


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, -1.0, "much", None, [0.3]])
@pytest.mark.parametrize("block", ["default_probability", "correlation", "wilful_default"])
def test_what_is_no_number_never_reaches_the_engine(block: str, bad: Any) -> None:
    key = {"default_probability": "annual", "correlation": "county", "wilful_default": "share"}[block]
    with pytest.raises(ValidationError):
        fs.Scenario.model_validate(programme(**{block: {key: bad}}))


@pytest.mark.parametrize("n_paths", [0, -1])
def test_a_run_needs_a_path(n_paths: int) -> None:
    with pytest.raises(ValueError, match="at least 1 is needed"):
        simulated(n_paths)
