"""Intervals end where the figure itself must end: at 0, at 1, at the horizon."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from tests.unit.example_dataset import example_dataset

from fundsim.decisions.figures import KEY_FIGURES, Paths, difference_of, estimate_of
from fundsim.metrics import (
    MEASURES,
    Estimate,
    Estimates,
    account_total_estimates,
    layer_contributions,
    mean,
    mean_time_to_ruin_given_ruin,
    monthly_estimates,
    probability,
    restricted_mean_time_to_ruin,
    summarise,
)
from fundsim.metrics.estimate import within
from fundsim.plots.stress import stress_rows
from fundsim.plots.who_pays import shares_of_parties
from fundsim.programme.roles import banks_pay_in
from fundsim.report.uncertainty import mean_over_draws
from fundsim.scenario_file import load_scenario

RARE = np.array([0.0] * 9 + [10.0])  # mean 1, standard error 1, so the unbounded interval reaches below zero


def row(ds: xr.Dataset, measure: str) -> dict[str, float]:
    names = ("value", "standard_error", "lower", "upper")
    return dict(zip(names, summarise(ds).estimate.sel(measure=measure).values, strict=True))


def test_bounds_keep_to_the_range_and_value_and_error_stay():
    assert within(Estimate(9.9, 0.2, 9.5, 10.3), 1.0, 10.0) == Estimate(9.9, 0.2, 9.5, 10.0)
    assert within(Estimate(0.3, 0.3, -0.3, 0.9), 0.0) == Estimate(0.3, 0.3, 0.0, 0.9)


def test_a_bound_that_the_paths_do_not_give_stays_unknown():
    assert within(Estimate(0.3, math.inf, -math.inf, math.inf), 0.0, 1.0)[2:4] == (-math.inf, math.inf)


def test_curves_are_bounded_point_by_point():
    curve = within(Estimates(np.array([0.5, 1.0]), np.ones(2), np.array([-1.0, 0.9]), np.array([0.7, 1.1])), 0.0, 1.0)
    assert curve.lower.tolist() == [0.0, 0.9]
    assert curve.upper.tolist() == [0.7, 1.0]


def test_times_to_ruin_end_at_the_horizon():
    months = np.array([-1] * 20 + [118])  # 119 months once, 120 months else
    for estimate in (restricted_mean_time_to_ruin(months, 120), mean_time_to_ruin_given_ruin([0, 118, 119], 120)):
        assert 1.0 <= estimate.lower < estimate.value < estimate.upper <= 120.0
    ds = xr.Dataset({"claims": ("path", np.zeros(21)), "ruin_month": ("path", months)}, attrs={"months": 120})
    found = row(ds, "restricted_mean_time_to_ruin")
    assert found["value"] == pytest.approx(120.0 - 1.0 / 21.0)
    assert found["upper"] == 120.0


def test_years_of_a_comparison_end_at_the_horizon_and_its_differences_too():
    figure = KEY_FIGURES["years_to_depletion"]
    late, never = (
        Paths({"years_survived": np.array(years)}, attributes={"months": 24})
        for years in ([2.0] * 9 + [1.0], [2.0] * 10)
    )
    estimate = estimate_of(figure, late)
    assert estimate is not None
    assert (estimate.value, estimate.upper) == (pytest.approx(1.9), 2.0)
    poor = Paths({"years_survived": np.array([2.0, 1.0 / 12.0])}, attributes={"months": 24})
    change = difference_of(figure, poor, never._replace(quantities={"years_survived": np.array([2.0, 2.0])}))
    assert change is not None
    assert change.lower == pytest.approx(-23.0 / 12.0)


@pytest.mark.parametrize(("pays_in", "lowest"), [(0, 0.0), (1, mean(RARE).lower)])
def test_costs_of_banks_are_bounded_unless_they_own_part_of_an_account(pays_in, lowest):
    ds = xr.Dataset({"bank_cost": ("path", RARE)}, attrs={"banks_pay_in": pays_in})
    assert row(ds, "mean_bank_cost")["lower"] == lowest


def test_costs_of_government_may_be_negative():
    ds = xr.Dataset({"government_cost": ("path", RARE)}, attrs={"banks_pay_in": 0})
    assert row(ds, "mean_government_cost")["lower"] < 0.0


def test_who_pays_into_accounts():
    assert not banks_pay_in(load_scenario("luoping", ["layers.county_fund.account.initial_paid_by=government"]))
    for change in ("initial_paid_by=bank", "provision={rate: 0.01}", "top_up.paid_by=bank"):
        assert banks_pay_in(load_scenario("luoping", [f"layers.county_fund.account.{change}"])), change


def test_repetitions_widen_no_interval_beyond_what_is_possible():
    claims = np.repeat([0.0, 0.0, 0.0, 9.0], 2)
    paths = {"replicate": ("path", np.repeat([0, 1, 2, 3], 2))}
    ds = xr.Dataset({"claims": ("path", claims)}, paths)
    assert row(ds, "mean_claims")["lower"] == 0.0


def test_means_kept_instead_of_paths_are_not_negative_and_ratios_at_most_one():
    attributes = {"n_paths": 5, "months": 1}
    ratio, level = ("month", [0.99]), ("month", [0.05])
    ds = xr.Dataset(
        {
            "npl_ratio_mean": ratio, "npl_ratio_deviation": level,
            "outstanding_mean": ("month", [1.0]), "outstanding_deviation": ("month", [3.0]),
            "account_total_mean": (("layer", "account_total"), [[0.3]]),
            "account_total_deviation": (("layer", "account_total"), [[0.6]]),
        },
        attrs=attributes,
    )  # fmt: skip
    assert float(monthly_estimates(ds, "npl_ratio").upper[0]) == 1.0
    assert float(monthly_estimates(ds, "outstanding").lower[0]) == 0.0
    assert float(account_total_estimates(ds).lower[0, 0]) == 0.0


def test_payments_by_layer_are_not_negative():
    ds = xr.Dataset({"payment": (("path", "layer"), np.stack([RARE, 3.0 * RARE], axis=1))})
    found = layer_contributions(ds, level=0.5).mean_contribution.sel(statistic="lower")
    assert found.values.tolist() == [0.0, 0.0]


def test_means_over_few_draws_have_students_interval_and_what_none_shows_a_bound():
    table = np.column_stack([np.zeros(6), np.zeros(6), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]])
    names = ["ruined", "shortfall", "claims"]
    study = xr.Dataset({"mean": (("draw", "quantity"), table)}, {"quantity": names}, {"n_paths": 50, "months": 12})
    ruined, shortfall, claims = (mean_over_draws(study, name) for name in names)
    assert ruined.value == 0.0 < ruined.upper == probability(np.zeros(300)).upper
    assert (shortfall.value, shortfall.upper) == (0.0, np.inf)
    width = stats.t.ppf(0.975, 5) * np.std(table[:, 2], ddof=1) / np.sqrt(6.0)
    assert (claims.lower, claims.upper) == pytest.approx((max(0.0, 2.5 - width), 2.5 + width))


def test_means_over_drawn_parameters_are_bounded_like_the_figures_of_a_run():
    draws = np.stack([RARE, RARE / 10.0, RARE], axis=1)
    quantities = ["shortfall", "ruined", "government_cost"]
    study = xr.Dataset({"mean": (("draw", "quantity"), draws)}, {"quantity": quantities})
    assert [mean_over_draws(study, name).lower for name in quantities[:2]] == [0.0, 0.0]
    assert mean_over_draws(study, "government_cost").lower < 0.0


def test_key_figures_are_headline_figures():
    for figure, measure in {
        "expected_loss": "mean_claims",
        "quantile_99_bank_loss": "value_at_risk_99_bank_loss",
    }.items():
        assert KEY_FIGURES[figure] is MEASURES[measure]


def test_shares_and_years_in_charts_keep_to_what_is_possible():
    ds = example_dataset()
    payment, below = ds.payment.copy(deep=True), ds.years_below.copy(deep=True)
    payment[1:, 0] = 0.0  # one path only on which the fund pays
    below[:], below[0] = float(ds.attrs["months"]) / 12.0, 0.0
    nothing = 0.0 * payment
    ds = ds.assign(payment=payment, recovery=nothing, recovery_due=nothing, years_below=below)
    fund = shares_of_parties(ds, "en")[0]["county fund"]
    assert fund.standard_error > fund.value / 2.0  # a normal interval would reach below 0
    assert fund.lower == 0.0
    years = stress_rows(ds)[0].figures["years_below"]
    assert years.standard_error > 0.0
    assert years.upper == float(ds.attrs["months"]) / 12.0
