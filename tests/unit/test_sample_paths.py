"""The balance on a few paths that every run keeps: those of the paths themselves, whichever way they were run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from tests.unit.test_simulation import USAGE, county

import fundsim as fs
from fundsim.programme import Scenario
from fundsim.results import SAMPLE_PATHS, at_fund_size
from fundsim.sweep.reducing import reduced

SIZES = {"report": {"fund_sizes": [20_000.0, 60_000.0]}}
COUNTY = county()
REDRAWN = COUNTY.model_copy(update={"loans": COUNTY.loans.model_copy(update={"redraw_portfolio": True})})
SAMPLED_FROM = {
    "one size": COUNTY,
    "several sizes": county(**SIZES),
    "sizes replayed": county(**SIZES, breakers=USAGE),
    "settling": county(horizon={"months": 30, "settle": True}),
    "ruin is the end": county(report={"after_ruin": "absorbing", "fund_sizes": [3_000.0]}),
    "own portfolios": REDRAWN,
    "no fund": county(layers=[{"name": "insurer", "kind": "insurance", "pays": 0.4, "price": {"rate": 0.02}}]),
    "even paths": county(sampling={"method": "sobol"}),
    "worse times": county(sampling={"method": "importance"}),
}  # fmt: skip


def run(scenario: Scenario, paths: int = 20, threads: int = 1, **options: bool) -> xr.Dataset:
    return fs.simulate(scenario, paths, seed=2, threads=threads, **options)


@pytest.mark.parametrize("case", SAMPLED_FROM)
def test_balances_are_those_of_the_same_paths(case: str) -> None:
    kept, bands = run(SAMPLED_FROM[case], keep_months=True), run(SAMPLED_FROM[case])
    numbers = bands.sample_path.values
    assert bands.balance_sample.dims == (*kept.balance.dims[:-2], "sample_path", "month")
    np.testing.assert_array_equal(bands.balance_sample, kept.balance.sel(path=numbers))
    np.testing.assert_array_equal(kept.balance_sample, bands.balance_sample)
    assert bool(bands.balance_sample.any()) == (case != "no fund")


def test_the_first_paths_are_kept_whatever_becomes_of_them() -> None:
    assert run(COUNTY).sample_path.values.tolist() == list(range(SAMPLE_PATHS))
    assert run(COUNTY, 3).sample_path.values.tolist() == [0, 1, 2]


def test_of_importance_sampling_those_from_usual_times_are_kept() -> None:
    ds = run(SAMPLED_FROM["worse times"])
    assert ds.sample_path.values.tolist() == [0, 2, 4, 6, 8, 10, 12, 14]
    assert bool((ds.usual.sel(path=ds.sample_path) == 1).all())


@pytest.mark.parametrize("case", ["several sizes", "own portfolios", "even paths", "worse times"])
def test_a_path_is_the_same_among_few_and_many(case: str) -> None:
    few, many = run(SAMPLED_FROM[case], 5), run(SAMPLED_FROM[case], 40)
    assert 0 < few.sizes["sample_path"] < many.sizes["sample_path"] == SAMPLE_PATHS
    np.testing.assert_array_equal(few.balance_sample, many.balance_sample.sel(sample_path=few.sample_path))


@pytest.mark.compiled
def test_threads_do_not_matter() -> None:
    one, two = (run(SAMPLED_FROM["several sizes"], 600, threads) for threads in (1, 2))
    assert one.balance_sample.identical(two.balance_sample)


def test_without_months_there_are_none() -> None:
    ds = run(COUNTY, monthly=False)
    assert not {"balance_sample", "sample_path"} & set(ds.variables)


def test_they_are_written_and_read(tmp_path: Path) -> None:
    ds = run(SAMPLED_FROM["several sizes"])
    again = fs.load(fs.save(ds, tmp_path / "results.nc"))
    assert again.balance_sample.identical(ds.balance_sample)
    assert at_fund_size(again, 60_000.0).balance_sample.dims == ("sample_path", "month")
    assert ds.balance_sample.attrs["units"] == "CNY"


def test_a_sweep_keeps_none() -> None:
    assert not {"balance_sample", "sample_path"} & set(reduced(run(COUNTY), ["claims"]).variables)
