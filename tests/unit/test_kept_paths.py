"""What a run keeps of every path: little by default, townships and years on request, means of them always."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from tests.unit.test_simulation import county

import fundsim as fs
from fundsim import metrics
from fundsim.metrics.estimate import statistics_of
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.layout import lay_out
from fundsim.results import QUANTILES, TOWNSHIPS, VARIABLES, YEARS, at_fund_size, monthly_mean, usual_paths
from fundsim.simulation.bad_years import total
from fundsim.simulation.blocks import run_blocks
from fundsim.simulation.collecting import Collector, Kept

AMOUNTS = tuple(name for name in TOWNSHIPS if VARIABLES[name].unit != "1")
W1 = Path(__file__).parents[2] / "benchmarks" / "w1.yaml"
IMPORTANCE = {"sampling": {"method": "importance"}}
SIZES = {"report": {"fund_sizes": (50_000.0, 200_000.0)}}
REDRAWN = {"redraw_portfolio": True}


def run(**options: object) -> xr.Dataset:
    """Sixty paths, with all that can be kept of them."""
    kept = {"keep_townships": True, "keep_years": True} | options
    return fs.simulate(county(**SIZES), 60, seed=2, threads=1, **kept)


def bytes_kept(ds: xr.Dataset) -> float:
    """Memory of all variables per path; what is zero on all paths is one number, seen as many."""
    arrays = [one.values for one in ds.data_vars.values() if "path" in one.dims]
    return sum(array.nbytes for array in arrays if any(array.strides)) / ds.sizes["path"]


@pytest.mark.compiled
def test_a_path_of_the_benchmark_takes_at_most_400_bytes() -> None:
    one = fs.simulate(fs.load_scenario(W1, ["report.fund_sizes=[2000000]"]), 200, seed=1, threads=1)
    many = fs.simulate(fs.load_scenario(W1), 200, seed=1, threads=1)
    assert bytes_kept(one) <= 400.0
    assert (bytes_kept(many) - bytes_kept(one)) / 19.0 <= 200.0


def test_means_and_deviations_are_those_of_the_kept_paths() -> None:
    ds = run()
    for name in (*AMOUNTS, *YEARS):
        np.testing.assert_allclose(ds[f"{name}_mean"], ds[name].mean("path"), rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(ds[f"{name}_deviation"], ds[name].std("path"), rtol=1e-6, atol=1e-3)
    assert float(ds.township_claims_mean.min()) > 0.0
    assert float(ds.account_line_deviation.max()) > 0.0


def test_payments_of_the_months_are_those_of_the_years_and_of_the_fund() -> None:
    ds = run(keep_months=True)
    assert ds.payment_month.dims == ("fund_size", "path", "month", "layer")
    by_year = np.add.reduceat(ds.payment_month.values, ds.date.values.searchsorted(ds.year_start.values), axis=2)
    np.testing.assert_allclose(by_year, ds.layer_year_payment, rtol=1e-12, atol=1e-6)
    np.testing.assert_array_equal(ds.payment_month.sel(layer=ds.attrs["fund_layer"]), ds.compensation)
    assert float(ds.payment_month.sel(layer="bank").min()) >= 0.0 < float(ds.payment_month.sel(layer="bank").max())


def test_payments_of_the_months_leave_out_settling_and_are_there_on_request_alone() -> None:
    settled = county(horizon={"months": 30, "settle": True})
    ds = fs.simulate(settled, 60, seed=2, threads=1, keep_months=True)
    paid_in_time = ds.payment_month.sum("month")
    assert bool((paid_in_time <= ds.payment + 1e-6).all())
    assert float((ds.payment - paid_in_time).sum("layer").max()) > 1.0
    np.testing.assert_allclose(ds.payment_month.sum("layer"), ds.claims_paid, rtol=1e-12, atol=1e-6)
    assert "payment_month" not in fs.simulate(settled, 60, seed=2, threads=1)
    assert "payment_month" not in fs.simulate(settled, 60, seed=2, threads=1, keep_months=True, monthly=False)


def test_means_of_some_of_the_paths_are_theirs() -> None:
    ds = fs.simulate(county(), 60, seed=2, threads=1, keep_months=True, keep_townships=True)
    some = ds.isel(path=slice(0, 40, 4))
    for found, name in ((metrics.monthly_estimates, "balance"), (metrics.township_estimates, "township_claims")):
        estimates = found(some, name)
        np.testing.assert_allclose(estimates.value, some[name].mean("path"), rtol=1e-12)
        np.testing.assert_allclose(estimates.standard_error, some[name].std("path", ddof=1) / np.sqrt(10.0), rtol=1e-12)
    np.testing.assert_array_equal(monthly_mean(some, "balance"), some["balance"].mean("path"))


def test_overdue_ratios_of_townships_are_ratios_of_totals() -> None:
    """Kept as mean and deviation, they are what the paths give, each with the error of `ratio_of_totals`."""
    options = {"seed": 2, "threads": 1, "keep_townships": True}
    for ds in (run(keep_years=False), fs.simulate(county(**IMPORTANCE), 61, **options)):
        usual, bands = usual_paths(ds), ds.copy()
        for name in TOWNSHIPS:
            bands[name] = (("quantile", "township"), np.zeros((len(QUANTILES), ds.sizes["township"])))
        of_paths, of_bands = metrics.township_overdue_ratios(ds), metrics.township_overdue_ratios(bands)
        np.testing.assert_allclose(statistics_of(of_paths), statistics_of(of_bands), rtol=1e-6)
        for place in range(ds.sizes["township"]):
            parts = (usual[f"township_{name}_average"][:, place].values for name in ("overdue", "outstanding"))
            expected = metrics.ratio_of_totals(*parts)
            assert of_paths.value[place] == pytest.approx(expected.value, rel=1e-9)
            assert of_paths.standard_error[place] == pytest.approx(expected.standard_error, rel=1e-6)
            width = 1.959964 * expected.standard_error
            assert of_paths.upper[place] - of_paths.value[place] == pytest.approx(width, rel=1e-5)
        late, owed = usual.township_overdue_average, usual.township_outstanding_average
        np.testing.assert_allclose(usual.township_overdue_ratio, late / owed, rtol=1e-12)
        np.testing.assert_allclose(late.sum("township"), usual.overdue_average, rtol=1e-9)
        np.testing.assert_allclose(owed.sum("township"), usual.outstanding_average, rtol=1e-9)


def test_a_path_s_average_is_that_of_its_months() -> None:
    ds = fs.simulate(county(), 60, seed=2, threads=1, keep_months=True)
    np.testing.assert_allclose(ds.outstanding_average, ds.outstanding.mean("month"), rtol=1e-12)
    np.testing.assert_allclose(ds.overdue_average, (ds.overdue_ratio * ds.outstanding).mean("month"), rtol=1e-12)
    assert float(ds.overdue_average.min()) > 0.0


def test_a_township_that_never_has_loans_has_no_overdue_ratio() -> None:
    ds = run(keep_years=False)
    for name in TOWNSHIPS:
        ds[name][:, 1] = 0
        for part in ("mean", "deviation"):
            ds[f"{name}_{part}"][1] = 0.0
    bands = ds.assign({name: (("quantile", "township"), np.zeros((7, 2))) for name in TOWNSHIPS})
    for own in (ds, bands):
        found = metrics.township_overdue_ratios(own)
        assert np.isnan(found.value).tolist() == np.isnan(found.upper).tolist() == [False, True]


def test_queued_claims_fall_to_the_bank_in_the_last_month() -> None:
    ds = fs.simulate(fs.load_scenario("theory/queue"), 60, seed=2, threads=1, keep_months=True)
    queued = ds.queue_unpaid.sum("layer")
    last = ds.payment_month.sel(layer="bank")[:, -1]
    assert float(queued.max()) > 0.0
    assert bool((last >= queued - 1e-6).all())
    np.testing.assert_allclose(ds.payment_month.sum("month"), ds.payment, rtol=1e-12, atol=1e-6)


def test_the_covariance_gives_the_error_of_any_sum_of_years() -> None:
    ds = at_fund_size(run(), 200_000.0)
    found = metrics.account_estimates(ds, [[0], [0, 1, 2]])
    for place, line in enumerate(ds.line.values):
        values = ds.account_line.sel(line=line)
        span = values[:, 0] if line == "opening" else values[:, -1] if line == "closing" else values.sum("year")
        for period, own in enumerate((values[:, 0], span)):
            expected = metrics.mean(own.values)
            assert found.value[period, place] == pytest.approx(expected.value, abs=1e-6)
            assert found.standard_error[period, place] == pytest.approx(expected.standard_error, rel=1e-6, abs=1e-3)


def test_totals_of_accounts_carry_the_error_of_the_paths() -> None:
    ds = at_fund_size(run(), 200_000.0)
    found, lines = metrics.account_total_estimates(ds), ds.account_line.sum("year")
    paid_in = ds.account_line.sel(line="opening")[:, 0] + lines.sel(
        line=["appropriation", "provision", "premium", "top_up"]
    ).sum("line")
    moved = [lines.sel(line=line) for line in ("interest", "recoveries", "payments", "returned")]
    by_path = [paid_in, *moved, ds.closing_balance]
    fund = list(ds.layer.values).index(ds.attrs["fund_layer"])
    assert list(ds.account_total.values) == ["paid_in", "interest", "recoveries", "payments", "returned", "closing"]
    for place, values in enumerate(by_path):
        expected = metrics.mean(values.values)
        assert found.value[fund, place] == pytest.approx(expected.value, abs=1e-6)
        assert found.standard_error[fund, place] == pytest.approx(expected.standard_error, rel=1e-6, abs=1e-3)
    assert found.standard_error[fund].max() > 1.0


def test_by_default_townships_are_bands_and_years_are_not_kept_by_path() -> None:
    kept, bands = run(), run(keep_townships=False, keep_years=False)
    assert bands.township_claims.dims == ("quantile", "township")
    exact = np.quantile(kept.township_claims, QUANTILES, axis=0, method="inverted_cdf")
    np.testing.assert_allclose(bands.township_claims, exact, rtol=1 / 512)
    exact = np.quantile(kept.township_overdue_ratio, QUANTILES, axis=0, method="inverted_cdf")
    np.testing.assert_allclose(bands.township_overdue_ratio, exact, rtol=1 / 512)
    exact = np.quantile(kept.township_defaults, QUANTILES, axis=0, method="inverted_cdf")
    assert np.array_equal(bands.township_defaults, exact)
    assert not set(YEARS) & set(bands.data_vars)
    for name in set(bands.data_vars) - set(TOWNSHIPS):
        assert np.array_equal(bands[name], kept[name]), name


def test_the_worst_years_are_those_of_the_kept_paths() -> None:
    ds = at_fund_size(run())
    claims = total(ds.layer_year_payment.isel(year=[1]).values)  # the only whole year
    path = int(claims.ravel().argmax())
    assert (int(ds.bad_year_path[0]), int(ds.bad_year_year[0])) == (path, 1)
    assert np.array_equal(ds.bad_year_payment[0], ds.layer_year_payment[path, 1])
    assert float(ds.bad_year_recovery[0]) == float(ds.account_line.sel(line="recoveries")[path, 1])


def test_years_below_the_opening_are_counted() -> None:
    ds = run()
    line = ds.account_line
    below = (line.sel(line="closing") < line.sel(line="opening").isel(year=0) - 0.005).sum("year")
    assert np.array_equal(ds.years_below, below)
    assert int(ds.years_below.max()) > 0


def test_paths_from_worse_times_do_not_count_in_means() -> None:
    terms = {"correlation": {"county": 0.15}, **IMPORTANCE}
    ds = fs.simulate(county(**terms), 61, seed=2, threads=1, keep_townships=True, keep_years=True)
    usual = usual_paths(ds)
    assert usual.sizes["path"] == 31
    for name in (*AMOUNTS, *YEARS):
        np.testing.assert_allclose(ds[f"{name}_mean"], usual[name].mean("path"), rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(ds[f"{name}_deviation"], usual[name].std("path"), rtol=1e-6, atol=1e-3)
    assert set(ds.bad_year_path.values) <= set(usual.path.values)


def test_portfolios_of_their_own_have_means_too() -> None:
    plain = county()
    loans = plain.loans.model_copy(update=REDRAWN)
    scenario = plain.model_copy(update={"loans": loans})
    ds = fs.simulate(scenario, 12, seed=2, threads=1, keep_townships=True, keep_years=True)
    for name in (*AMOUNTS, *YEARS):
        np.testing.assert_allclose(ds[f"{name}_mean"], ds[name].mean("path"), rtol=1e-9, atol=1e-6)


def test_blocks_and_their_order_do_not_matter() -> None:
    scenario = county(**SIZES)
    model = lay_out(scenario, build_loan_book(scenario, seed=2))
    found = []
    for paths in (1, 7, 64):
        collector = Collector(model, 40, Kept(townships=True))
        for block in reversed(list(run_blocks(model, 40, 2, 1, lambda _: None, block=paths))):
            collector.add(block)
        found.append(collector.arrays())
    for name, values in found[0].items():
        for other in found[1:]:
            assert np.array_equal(values, other[name]), name
            assert values.dtype == other[name].dtype


@pytest.mark.compiled
@pytest.mark.parametrize("kept", [True, False])
def test_threads_do_not_matter(kept: bool) -> None:
    options = {"keep_townships": kept, "keep_years": kept}
    one, two = (fs.simulate(county(**SIZES), 600, seed=3, threads=threads, **options) for threads in (1, 2))
    assert one.identical(two)


def test_results_with_zeros_on_all_paths_are_written_and_read(tmp_path: Path) -> None:
    ds = run(keep_townships=False, keep_years=False)
    assert not ds.lending_lost.any()
    again = fs.load(fs.save(ds, tmp_path / "results.nc"))
    for name in ds.data_vars:
        assert np.array_equal(again[name], ds[name]), name
    again["lending_lost"][0] = 1.0  # what was read is an ordinary array


def test_contributions_of_townships_ask_for_their_paths() -> None:
    with pytest.raises(ValueError, match=r"township_claims: .* simulate with keep_townships=True"):
        metrics.township_contributions(run(keep_townships=False))
    assert metrics.township_contributions(run()).sizes["township"] == 2


@pytest.mark.compiled
@pytest.mark.parametrize(
    "feed",
    [
        {"yield": 0.2},
        {"yield": 0.2, "top_up": {"target": 50_000_000, "share_of_gap": 1.0, "paid_after_months": 11}},
    ],
    ids=["compound interest", "top-ups decided again before they are paid"],
)
def test_a_fund_that_outgrows_its_loans_is_not_cut_short(feed: dict[str, object]) -> None:
    changes = [
        "horizon.months=240",
        "report.fund_sizes=[50000000]",
        "loans.townships={replace: true, T01: {loans: 50}}",
    ]
    changes += [f"layers.county_fund.account.{key}={json.dumps(value)}" for key, value in feed.items()]
    small = fs.load_scenario(W1, changes)
    banded = fs.simulate(small, 16, seed=1, threads=1)
    kept = fs.simulate(small, 16, seed=1, threads=1, keep_months=True, keep_years=True)
    np.testing.assert_allclose(banded.balance_mean, kept.balance.mean("path"), rtol=1e-9)
    np.testing.assert_allclose(banded.account_line_mean, kept.account_line.mean("path"), rtol=1e-9)
    assert float(banded.balance_mean[-1]) > 20.0 * 5e7
