"""Figures that `show` says a scenario implies, against simulation."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.unit.portfolio_scenarios import CORRELATED, STEADY, TWO_TOWNS, book_of, synthetic_scenario

import fundsim as fs
from fundsim.programme import Scenario
from fundsim.show import implied_figures, scenario_text

pytestmark = pytest.mark.compiled


def implied_of(scenario: Scenario) -> Any:
    """Implied figures of a scenario."""
    return implied_figures(scenario, book_of(scenario))


def test_probability_and_correlation_agree_with_simulation_within_four_standard_errors() -> None:
    paths = 20_000
    scenario = synthetic_scenario(
        months=12, townships=TWO_TOWNS, correlation=CORRELATED, default_probability={"annual": 0.05}, grades={"A": 1.0},
        opening_ages="new", product={"term_months": 36},
    )  # fmt: skip
    spread = implied_of(scenario).spread
    ds = fs.simulate(scenario, n_paths=paths, seed=1, keep_townships=True)
    share = ds.distress.to_numpy() / 100
    assert abs(share.mean() - spread.mean) < 4 * share.std() / math.sqrt(paths)
    squares = (share - share.mean()) ** 2
    assert abs(squares.mean() - spread.sd**2) < 4 * squares.std() / math.sqrt(paths)
    defaults = ds.township_defaults.to_numpy()
    variance, both = 0.05 * 0.95, defaults[:, 0] * defaults[:, 1] / (40 * 60)
    apart = (both - 0.05**2) / variance
    same = (defaults[:, 1] * (defaults[:, 1] - 1) / (60 * 59) - 0.05**2) / variance
    for sample, relation in ((apart, ("county", True)), (same, ("township", True))):
        assert abs(sample.mean() - spread.correlations[relation]) < 4 * sample.std() / math.sqrt(paths)


VARIANTS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "paid convention, once a year, net": {
        "report": {"npl_until": "paid"},
        "claim": {"settled": "yearly", "method": "net", "covers": "principal_and_interest"},
    },
    "catching up, refilled at once": {
        "missed_dues": "catch_up", "lending": {"mode": "steady", "refill_defaulted": "after_default"},
    },
    "autoregression, student": {
        "correlation": {
            **CORRELATED, "copula": "t", "degrees_of_freedom": 8.0, "persistence": "ar1", "autocorrelation": 0.5,
        },
    },
    "one draw for ever": {"correlation": {**CORRELATED, "persistence": "frozen"}, "extension": {}},
    "refilled once a year": {"lending": {"mode": "steady", "refill_every_months": 12}},
    "arrears": {"arrears": {"cure_per_month": 0.35, "default_per_month": 0.1}},
    "long arrears that claim late": {
        "arrears": {
            "cure_per_month": 0.2, "default_per_month": 0.05, "default_at_maturity": 0.5, "first_roll": "next_month",
            "claim_waits_from": "default",
        },
        "claim": {"covers": "principal_and_interest", "filed_after_days": 180, "interest_days": 3600},
    },
    "extensions that end early": {
        "extension": {
            "granted": 0.6, "months": 12, "at_most": 2, "default_at_end": 0.4, "cure_per_month": 0.1,
            "default_per_month": 0.05,
        },
    },
    "extensions without a fixed length": {
        "extension": {"granted": 0.6, "months": None, "cure_per_month": 0.15, "default_per_month": 0.05},
        "arrears": {"cure_per_month": 0.2, "default_per_month": 0.3},
    },
    "good and bad years, and a price cycle": {
        "regimes": {
            "years": {
                "states": {
                    "good": {},
                    "bad": {"default_probability": 3.0, "extension_failure": 1.5, "loss_given_default": 1.2},
                },
                "transition": {"good": {"good": 0.7, "bad": 0.3}, "bad": {"good": 0.6, "bad": 0.4}},
            },
        },
        "price_cycles": {"pork": {"period_months": 6, "highest": 3.0, "lowest": 0.5, "phase_months": "random"}},
    },
    "risk that changes with age": {
        "default_probability": {
            "annual": 0.05, "seasoning": {"ages": [0, 12, 30], "relative": [0.2, 2.0, 0.5]}, "due_at_maturity": 0.4,
        },
    },
    "half of the borrowers insured": {
        "shocks": {
            "drought": {
                "probability_per_year": 0.5, "hazard_multiplier": 5.0, "insured_share": 0.5, "insured_multiplier": 1.5,
            },
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_steady_stocks_and_claims_agree_with_simulation_within_six_per_cent(variant: str) -> None:
    scenario = synthetic_scenario(**{**STEADY, **VARIANTS[variant]})
    implied = implied_of(scenario)
    ds = fs.simulate(scenario, n_paths=2000, seed=1, keep_years=True)
    assert implied.stocks.outstanding == pytest.approx(float(ds.outstanding_mean.mean()), rel=0.02)
    for name in ("overdue_ratio", "npl_ratio", "npl_forborne_ratio"):
        found = float(ds[f"{name}_mean"].mean())
        assert getattr(implied.stocks, name) == pytest.approx(found, rel=0.06), name
    claims, years = float(ds.claims_paid_mean.mean()) * 12, ds.layer_year_payment.mean(["path", "year"])
    assert implied.claims == pytest.approx(claims, rel=0.06)
    for payer in implied.payers:
        assert payer.payment == pytest.approx(float(years.sel(layer=payer.name)), rel=0.06), payer.name
    assert implied.distress == pytest.approx(float(ds.distress.mean()) / 10, rel=0.06)
    assert implied.defaults == pytest.approx(float(ds.defaults.mean()) / 10, rel=0.06)
    assert implied.payers[0].premium == pytest.approx(float(ds.premium.sel(layer="insurance").mean()) / 10, rel=0.06)


@pytest.mark.parametrize(
    "changes",
    [
        {"lending": {"mode": "run_off"}, "months": 48},
        {"lending": {"mode": "plan", "amount_per_month": 60_000.0}},
        {"lending": {"mode": "run_off"}, "months": 48, "horizon_settles": True},
        {
            "lending": {"mode": "run_off"},
            "months": 60,
            "opening_ages": "new",
            "product": {"term_months": 12},
            "repayment": {"bullet": 1.0},
            "renewal": {"probability": 0.8, "at_most": 3},
        },
        {"months": 14, "opening_ages": "new"},
        {"months": 9, "default_probability": {"annual": 0.05, "season": [0.0] * 4 + [0.5, 0.5] + [0.0] * 6}},
        {
            "months": 18,
            "lending": {"mode": "run_off"},
            "arrears": {"cure_per_month": 0.2, "default_per_month": 0.1},
            "extension": {"granted": 0.5, "months": 9, "at_most": 3, "default_at_end": 0.5, "cure_per_month": 0.05},
            "horizon_settles": True,
        },
    ],
)
def test_totals_of_a_horizon_agree_with_simulation_within_six_per_cent(changes: dict[str, Any]) -> None:
    changes = dict(changes)
    settle = changes.pop("horizon_settles", False)
    price = {"rate": 0.02, "on": "new_lending"}
    layers = [{**STEADY["layers"][0], "price": price}, STEADY["layers"][1]]
    scenario = synthetic_scenario(**{**STEADY, "layers": layers, **changes})
    scenario = scenario.model_copy(update={"horizon": scenario.horizon.model_copy(update={"settle": settle})})
    implied, ds = implied_of(scenario), fs.simulate(scenario, n_paths=2000, seed=1)
    years = scenario.horizon.months / 12
    assert implied.stocks.outstanding == pytest.approx(float(ds.outstanding_mean.mean()), rel=0.02)
    stock = float((ds.npl_ratio_mean * ds.outstanding_mean).mean())
    assert implied.stocks.npl == pytest.approx(stock, rel=0.07)  # a mean of ratios times a mean of amounts
    assert implied.claims == pytest.approx(float(ds.claims.mean()) / years, rel=0.06)
    assert implied.payers[0].premium == pytest.approx(float(ds.premium.sel(layer="insurance").mean()) / years, rel=0.06)
    assert "Expected on average over" in scenario_text(scenario, book_of(scenario))


def test_shocks_raise_the_expected_claims_as_they_raise_the_simulated_ones() -> None:
    shock = {"probability_per_year": 0.3, "months": [3], "hazard_multiplier": 4.0, "townships_hit": 0.6}
    scenario = synthetic_scenario(**{**STEADY, "shocks": {"drought": shock}})
    implied, ds = implied_of(scenario), fs.simulate(scenario, n_paths=2000, seed=1)
    assert 1.4 < implied.multiplier < 1.6
    assert implied.claims == pytest.approx(float(ds.claims_paid_mean.mean()) * 12, rel=0.06)
