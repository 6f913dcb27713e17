"""Ratios that lie on a threshold, whichever way they were rounded; and top-ups towards what is outstanding."""

from __future__ import annotations

import math

import pytest
from tests.unit.test_simulation import county

import fundsim as fs
from fundsim.kernels.payers.breakers import stays_on
from fundsim.kernels.payers.cuts import tier_share
from fundsim.kernels.payers.fund import is_ruined
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.layout import lay_out

ABOVE = math.nextafter(1.5, 2.0)
BELOW = math.nextafter(1.5, 1.0)
INSURED = [
    {
        "name": "insurer", "kind": "insurance", "pays": 1.0, "aggregate_limit": 1.5, "aggregate_in": "premium",
        "price": {"rate": 0.013, "on": "outstanding"},
    },
]  # fmt: skip


@pytest.mark.parametrize("metric", [BELOW, 1.5, ABOVE])
def test_a_ratio_on_the_threshold_neither_stops_nor_resumes(metric: float) -> None:
    assert not stays_on(metric, on=False, stop=1.5, resume=1.5)
    assert not stays_on(metric, on=True, stop=1.5, resume=1.5)
    assert stays_on(metric, on=True, stop=2.0, resume=1.5)  # not below it yet


@pytest.mark.parametrize(("metric", "on"), [(1.5 + 1e-6, True), (1.5 - 1e-6, False)])
def test_a_ratio_beside_the_threshold_does(metric: float, on: bool) -> None:
    assert stays_on(metric, on=False, stop=1.5, resume=1.5) is on
    assert stays_on(metric, on=True, stop=2.0, resume=1.5) is on


@pytest.mark.parametrize("apart", [0, 1, -1])
def test_an_npl_ratio_on_the_end_of_a_tier_lies_in_it(apart: int) -> None:
    tiers = [{"npl_to": 0.02, "pays": 0.0}, {"npl_to": 0.05, "pays": 0.5}, {"pays": 0.8}]
    scenario = county(layers=[{"name": "fund", "kind": "budget", "tiers": tiers}])
    model = lay_out(scenario, build_loan_book(scenario, seed=1))
    share = getattr(tier_share, "py_func", tier_share)
    npl = 0.05 + apart * math.ulp(0.05)
    assert share(model, 0, npl) == 0.5
    assert share(model, 0, 0.05 + 1e-6) == 0.8


@pytest.mark.compiled
def test_an_insurer_whose_limit_is_the_threshold_never_leaves() -> None:
    def exits(stop: float) -> float:
        rule = {"exit": {"watch": "loss_ratio", "layer": "insurer", "stop_above": stop, "action": "insurer_exit"}}
        ds = fs.simulate(county(layers=INSURED, breakers=rule), 300, seed=2, threads=1)
        assert float((ds.limit_reached.sel(layer="insurer") > 0).mean()) > 0.2
        return float((ds.suspended_months.sel(layer="insurer") > 0).mean())

    assert exits(1.5) == 0.0
    assert exits(1.499) > 0.2


@pytest.mark.parametrize(("term", "topped_up"), [(12, 0.0), (24, 1_000.0)])
def test_a_top_up_after_claims_counts_what_is_outstanding_at_the_end_of_its_month(term: int, topped_up: float) -> None:
    """One loan of 10,000, which a term of 12 months repays in December, before the top-up is decided."""
    fund = {
        "initial": 0.0,
        "top_up": {"share_of_gap": 1.0, "at": "after_claims", "target": {"outstanding_divided_by": 10}},
    }
    scenario = county(
        horizon={"months": 12, "first_month": "2024-01"},
        loans={
            "source": "synthetic", "townships": {"A": {"loans": 1}}, "size": {"law": "fixed", "amount": 10_000.0},
            "product": {"term_months": term}, "opening_ages": "new",
        },
        lending={"mode": "run_off"},
        default_probability={"annual": 0.0},
        layers=[{"name": "fund", "kind": "fund", "pays": 1.0, "account": fund}],
    )  # fmt: skip
    assert fs.simulate(scenario, 1, threads=1).closing_balance.item() == topped_up


def test_an_empty_fund_is_not_below_a_ratio_of_what_rounding_leaves_of_a_book() -> None:
    fund = {"name": "fund", "kind": "fund", "account": {"initial": 1_000}}
    scenario = county(layers=[fund], report={"ruin": "below_ratio", "ruin_ratio": 0.05})
    model = lay_out(scenario, build_loan_book(scenario, seed=1))
    ruined = getattr(is_ruined, "py_func", is_ruined)
    assert not ruined(model, 0.0, 1, 0.0, 1e-9)
    assert ruined(model, 0.0, 1, 0.0, 1.0)
    assert not ruined(model, 0.0, 0, 0.06, 1.0)
