"""How paths are sampled: choice of the method, reproducibility, and what uses the paths afterwards."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pandas.testing import assert_frame_equal
from scipy.special import ndtr
from scipy.stats import kstest

import fundsim as fs
from fundsim.cli import main
from fundsim.errors import ScenarioError
from fundsim.metrics import mean, quantile
from fundsim.metrics.averages import monthly_estimates
from fundsim.metrics.replicates import replicated_estimate
from fundsim.report import write_run_files
from fundsim.report.material import materials_of
from fundsim.report.table_kinds import TABLE_KINDS
from fundsim.results import COORDINATES, OF_SAMPLING, VARIABLES, monthly_mean, usual_paths
from fundsim.simulation.sampling import along_all_periods, mixture, sobol, stratified
from fundsim.trace.snapshots import path_runner

COUNTY = ("loans.townships={A: {loans: 6}}", "horizon.months=30")


def run(method: str, *overrides: str, paths: int = 40, **options: object):
    scenario = fs.load_scenario("theory/one_factor", [*COUNTY, f"sampling={{method: {method}}}", *overrides])
    return fs.simulate(scenario, n_paths=paths, seed=3, threads=1, **options)


@pytest.mark.parametrize(
    ("method", "overrides", "used"),
    [
        ("auto", (), "sobol"),
        ("auto", ("correlation.county=0",), "plain"),
        ("auto", ("correlation={county: 0, province: 0.1}",), "sobol"),
        ("auto", ("loans.redraw_portfolio=true",), "plain"),
        ("stratified", (), "stratified"),
        ("importance", (), "importance"),
        ("importance", ("correlation.county=0",), "plain"),
    ],
)
def test_results_say_which_method_was_used(method, overrides, used):
    ds = run(method, *overrides)
    assert ds.attrs["sampling"] == used
    assert fs.summary(ds).attrs["sampling"] == used
    assert ("weight" in ds) == (used == "importance")
    assert ("replicate" in ds.coords) == (used in ("sobol", "stratified"))


@pytest.mark.parametrize("method", ["sobol", "importance"])
def test_what_sampling_adds_is_described_like_every_output(method):
    ds = run(method)
    added = set(OF_SAMPLING) & set(ds.variables)
    assert added == ({"replicate"} if method == "sobol" else {"weight", "usual"})
    for name in added:
        entry = VARIABLES[name] if name in VARIABLES else COORDINATES[name]
        texts = {key: ds[name].attrs[key] for key in ("units", "long_name", "long_name_zh")}
        assert texts == {"units": "1", "long_name": entry.long_name, "long_name_zh": entry.long_name_zh}


@pytest.mark.parametrize("method", ["sobol", "importance"])
def test_a_path_is_the_same_whatever_the_number_of_paths(method):
    few, many = run(method, paths=20), run(method, paths=60)
    np.testing.assert_array_equal(few.claims, many.claims[:20])


def test_blocks_and_threads_do_not_matter():
    one = run("stratified", paths=600)
    scenario = fs.load_scenario("theory/one_factor", [*COUNTY, "sampling={method: stratified}"])
    two = fs.simulate(scenario, n_paths=600, seed=3, threads=2)
    np.testing.assert_array_equal(one.claims, two.claims)


@pytest.mark.parametrize("points", [sobol, stratified])
def test_vectors_are_standard_normal_and_even(points):
    normals = points(1024, 5, np.random.default_rng(1))
    np.testing.assert_allclose(np.cov(normals.T), np.eye(5), atol=0.15)
    total = normals.sum(axis=1) / np.sqrt(5.0)
    assert kstest(ndtr(total), "uniform").statistic <= 1.0 / 1024.0 + 1e-9  # one in each of 1,024 strata
    assert kstest(normals[:, 3], "norm").pvalue > 1e-4


def test_rotation_keeps_lengths_and_angles():
    normals = np.random.default_rng(1).standard_normal((7, 4))
    turned = along_all_periods(normals)
    np.testing.assert_allclose(turned @ turned.T, normals @ normals.T)
    np.testing.assert_allclose(turned.sum(axis=1) / 2.0, normals[:, 0])


def test_worse_times_are_worse_by_the_shift():
    draws = mixture(4000, 4, 2.0, np.random.default_rng(1))
    total = draws.leading.sum(axis=1) / 2.0
    assert total[~draws.usual].mean() == pytest.approx(2.0, abs=4 / np.sqrt(2000))
    assert total[draws.usual].mean() == pytest.approx(0.0, abs=4 / np.sqrt(2000))
    np.testing.assert_allclose(draws.weight, 2.0 / (1.0 + np.exp(2.0 * total - 2.0)))


def test_jackknife_of_a_mean_is_the_scatter_of_the_repetitions():
    x = np.random.default_rng(1).random(80)
    replicate = np.arange(80) % 8
    means = np.array([x[replicate == number].mean() for number in range(8)])
    estimate = replicated_estimate(mean, replicate, x)
    highest = partial(quantile, level=0.9)
    assert replicated_estimate(highest, replicate, x) == highest(x)  # one of the paths: binomial ranks bound it
    assert estimate.value == pytest.approx(x.mean())
    assert estimate.standard_error == pytest.approx(means.std(ddof=1) / np.sqrt(8))
    assert (estimate.upper - estimate.lower) / 2.0 == pytest.approx(2.3646 * estimate.standard_error, rel=1e-3)


def test_repetitions_without_scatter_leave_the_plain_error():
    x = np.tile([0.0, 1.0], 40)
    assert replicated_estimate(mean, np.arange(80) // 10, x) == mean(x)


def test_what_counts_paths_alike_takes_the_usual_ones(tmp_path: Path):
    ds = run("importance", paths=41)
    assert usual_paths(ds).attrs["n_paths"] == usual_paths(ds).sizes["path"] == 21
    kept = run("importance", paths=41, keep_months=True)
    np.testing.assert_allclose(monthly_mean(kept, "claims_paid"), monthly_mean(ds, "claims_paid"))
    errors = [monthly_estimates(own, "npl_ratio").standard_error for own in (ds, usual_paths(ds))]
    np.testing.assert_array_equal(*errors)
    write_run_files(ds, tmp_path / "run")
    np.testing.assert_array_equal(fs.load(tmp_path / "run" / "results.nc").weight, ds.weight)


def test_a_path_that_depends_on_others_is_not_followed_alone():
    scenario = fs.load_scenario("theory/one_factor", ["sampling.method=sobol"])
    with pytest.raises(ScenarioError, match=r"sampling\.method: a path of a run with `sobol` cannot be followed"):
        path_runner(scenario, 0, 1)


PAYER = "layers=[{name: fund, kind: fund, account: {initial: 20000}}]"


def funded(method: str) -> fs.Scenario:
    return fs.load_scenario("theory/one_factor", [*COUNTY, PAYER, f"sampling={{method: {method}}}"])


@pytest.mark.compiled
def test_searches_count_every_path_the_same():
    plain, weighted, even = (
        fs.size(funded(method), 0.9, None, 200, 1, 1, sensitivity=False) for method in ("plain", "importance", "sobol")
    )
    np.testing.assert_array_equal(weighted.required_capital, plain.required_capital)
    np.testing.assert_array_equal(weighted.yearly_budget, plain.yearly_budget)
    assert (even.required_capital != plain.required_capital).any()


@pytest.mark.compiled
def test_required_capital_is_of_the_same_paths_as_the_run():
    ds = fs.size(funded("sobol"), 0.9, None, 200, 1, 1, sensitivity=False)
    ruined = fs.simulate(funded("sobol"), 200, 1, 1, monthly=False).ruin_month.values >= 0
    np.testing.assert_array_equal(ds.required_capital.values[:, 0] > 20_000.0, ruined)


@pytest.mark.compiled
def test_a_search_says_that_it_takes_plain_paths(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for method in ("importance", "sobol"):
        changes = ("--set", f"sampling={{method: {method}}}", "--set", PAYER, "--paths", "20", "--threads", "1")
        with pytest.raises(SystemExit, match="0"):
            main(["size", "theory/one_factor", *changes, "--no-sensitivity", "--out", str(tmp_path / method)])
        assert ("importance gives way to plain paths" in capsys.readouterr().err) == (method == "importance")


def test_a_shift_without_importance_is_refused():
    with pytest.raises(ScenarioError, match=r"sampling\.shift: goes with `method: importance`"):
        fs.load_scenario("theory/one_factor", ["sampling.shift=2"])


def test_charts_captions_tables_and_reports_take_the_usual_paths():
    ds = run("importance", paths=60)
    usual = usual_paths(ds)
    assert abs(float(ds.claims.mean()) / float(usual.claims.mean()) - 1.0) > 0.1  # or nothing is shown below
    for kind in ("loss_distribution", "survival", "who_pays", "stress"):
        assert fs.caption(kind, ds) == fs.caption(kind, usual)
    for chart in (fs.plot_exceedance, fs.plot_survival):
        lines = [[line.get_xydata() for line in chart(own).get_lines()] for own in (ds, usual)]
        for weighted, plain in zip(*lines, strict=True):
            np.testing.assert_array_equal(weighted, plain)
    for name in ("who_pays", "monthly_report", "stress"):
        assert_frame_equal(TABLE_KINDS[name].table(ds), TABLE_KINDS[name].table(usual))
    assert not TABLE_KINDS["summary"].table(ds).equals(TABLE_KINDS["summary"].table(usual))  # takes the weights
    [material] = materials_of([ds], "en")
    assert material.usual.sizes["path"] == usual.sizes["path"] < ds.sizes["path"]
