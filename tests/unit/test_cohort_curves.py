"""Vintage curves and errors of means that are kept over paths: by hand, and against the paths themselves."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.example_dataset import example_dataset
from tests.unit.test_simulation import county

import fundsim as fs
from fundsim.metrics import cohort_default_rates, mean, monthly_estimates, ratio_of_totals
from fundsim.simulation.cohorts import CohortCurves

LOANS = np.array([[10, 4], [10, 6], [10, 0]])
DEFAULTS = np.array([[[1, 1], [0, 0]], [[0, 0], [2, 1]], [[3, 0], [0, 0]]])  # path, cohort, quarter


def test_curves_equal_the_ratio_of_totals_in_any_order() -> None:
    curves = CohortCurves(2, 2)
    for path in (2, 0, 1):
        curves.add(LOANS[path : path + 1], DEFAULTS[path : path + 1])
    np.testing.assert_allclose(curves.rates(), [[4 / 30, 5 / 30], [2 / 10, 3 / 10]])
    failed = DEFAULTS.cumsum(axis=2)
    for cohort, quarter in np.ndindex(2, 2):
        expected = ratio_of_totals(failed[:, cohort, quarter], LOANS[:, cohort])
        error = curves.standard_deviations()[cohort, quarter] / np.sqrt(len(LOANS) - 1)
        assert error == pytest.approx(expected.standard_error)


def test_a_cohort_without_loans_has_rate_and_deviation_zero() -> None:
    curves = CohortCurves(1, 2)
    curves.add(np.zeros((3, 1), int), np.zeros((3, 1, 2), int))
    assert not curves.rates().any()
    assert not curves.standard_deviations().any()


def test_vintages_of_a_run_end_at_the_cohorts_defaults() -> None:
    ds = fs.simulate(county(), 40, seed=3, threads=1)
    last = ds.cohort_default_rate.isel(age=-1) * ds.cohort_loans.sum("path")
    np.testing.assert_allclose(last, ds.cohort_defaults.sum("path"))
    assert (ds.cohort_default_rate.diff("age") >= 0.0).all()


def test_ages_that_not_every_loan_of_a_cohort_reaches_are_left_out() -> None:
    ds = example_dataset(paths=20, months=30)  # from November: years start in months 0, 2, 14, 26
    seen = np.isfinite(cohort_default_rates(ds).value)
    assert list(ds.age.values[seen[0]]) == list(range(3, 31, 3))
    assert list(ds.age.values[seen[1]]) == list(range(3, 28, 3))  # the youngest loan was made in month 1
    assert list(ds.age.values[seen[2]]) == list(range(3, 16, 3))
    assert not seen[4].any()


@pytest.mark.parametrize("keep", [False, True])
def test_errors_of_monthly_means_are_those_of_the_paths(keep: bool) -> None:
    kept = fs.simulate(county(), 50, seed=2, threads=1, keep_months=True)
    ds = kept if keep else fs.simulate(county(), 50, seed=2, threads=1)
    found = monthly_estimates(ds, "outstanding")
    for month in (0, 7, 20):
        expected = mean(kept.outstanding.values[:, month])
        assert found.value[month] == pytest.approx(expected.value)
        assert found.standard_error[month] == pytest.approx(
            expected.standard_error, rel=0.05, abs=0.005 * expected.value
        )


def test_one_path_bounds_no_mean() -> None:
    ds = example_dataset(paths=1, months=30)
    assert np.isinf(monthly_estimates(ds, "npl_ratio").standard_error).all()
    assert np.isinf(cohort_default_rates(ds).upper[0, :5]).all()


def test_years_in_which_a_limit_is_reached_add_up() -> None:
    insurer = {"name": "insurer", "kind": "insurance", "pays": 0.8, "aggregate_limit": 20_000.0}
    ds = fs.simulate(county(layers=[insurer]), 60, seed=3, threads=1)
    assert float(ds.limit_reached.sum()) > 0.0
    np.testing.assert_allclose(ds.limit_reached_mean.sum("year"), ds.limit_reached.mean("path"))
