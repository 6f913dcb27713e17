"""Running sweeps: what a store holds, that it can be gone on with, and what is refused."""

from __future__ import annotations

import random
import re
import shutil
from concurrent.futures import wait
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
import zarr
from tests.unit.sweep_files import SMALL, TINY, small_plan, swept, write_sweep

import fundsim as fs
from fundsim.cli.chinese.sweep_messages import sweep_line
from fundsim.errors import FundsimError, OutputError
from fundsim.sweep import plan_sweep, points_to_run, run_sweep
from fundsim.sweep.describing import description_of
from fundsim.sweep.estimating import estimated_cost
from fundsim.sweep.locking import locked
from fundsim.sweep.store import DONE, FAILED, digest_of_store, open_blocks

LEAST_WRITES = 120  # files that the tiny sweep writes, at the very least


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished store of the small sweep, to be copied and never changed."""
    folder = tmp_path_factory.mktemp("finished")
    swept(small_plan(folder), folder / "s.zarr")
    return folder / "s.zarr"


@pytest.fixture(scope="module")
def tiny_digest(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Digest of the tiny sweep run without interruption."""
    folder = tmp_path_factory.mktemp("tiny")
    return swept(small_plan(folder, TINY), folder / "s.zarr")[1]


@pytest.fixture
def store(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished store."""
    return Path(shutil.copytree(finished, tmp_path / "s.zarr"))


class Crash(BaseException):
    """Ends a sweep the way a killed process does: nothing is put in order."""


def test_a_store_holds_what_single_runs_give(store: Path, tmp_path: Path) -> None:
    plan = small_plan(tmp_path)
    ds = xr.open_zarr(store, chunks=None)
    assert (ds.status == DONE).all()
    assert ds.county.values.tolist() == [0.1, 0.1, 0.2, 0.2, 0.3, 0.3]
    for number in (0, 5):
        point = plan.points[number]
        assert point.scenario is not None
        alone = fs.simulate(point.scenario, n_paths=8, seed=1, threads=1)
        np.testing.assert_array_equal(ds.claims[number], alone.claims)
        np.testing.assert_array_equal(ds.payment[number], alone.payment)
        np.testing.assert_array_equal(ds.outstanding[number], alone.outstanding)
        np.testing.assert_array_equal(ds.estimate[number], fs.summary(alone).estimate)
    assert ds.claims.attrs["units"] == "CNY"


def test_points_of_different_shape_share_a_store(tmp_path: Path) -> None:
    layer = "{kind: budget, name: city, pays: 0.5}"
    variants = f"{{plain: {{}}, city: {{layers: [{layer}], horizon: {{months: 14}}}}}}"
    text = f"name: s\nbase: theory/one_factor\npaths: 4\nkeep: [payment]\nscenarios: {variants}\n"
    swept(small_plan(tmp_path, text), tmp_path / "s.zarr")
    ds = xr.open_zarr(tmp_path / "s.zarr", chunks=None)
    plain, city = ds.isel(scenario=0), ds.isel(scenario=1)
    assert set(ds.layer.values) == {"bank", "city"}
    assert np.isnan(plain.payment.sel(layer="city")).all()
    assert np.isfinite(city.payment).all()
    assert np.isnan(plain.outstanding_mean.sel(month=13))
    np.testing.assert_array_equal(plain.payment.sel(layer="bank"), city.payment.sum("layer"))


def test_a_finished_store_is_left_alone(store: Path, tmp_path: Path) -> None:
    digest, done = digest_of_store(store), []
    end = run_sweep(small_plan(tmp_path), store, jobs=1, progress=done.append)
    assert (end.done, end.failed, done, digest_of_store(store)) == (6, [], [], digest)


@pytest.mark.parametrize("trial", [0, 1, *(pytest.param(trial, marks=pytest.mark.slow) for trial in range(2, 6))])
def test_a_sweep_that_dies_at_any_write_goes_on_to_the_same_numbers(
    trial: int, tiny_digest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = small_plan(tmp_path, TINY)
    writes = random.Random(trial).randrange(2, LEAST_WRITES)
    true_set = zarr.storage.LocalStore.set

    async def dying_set(self: zarr.storage.LocalStore, key: str, value: object) -> None:
        nonlocal writes
        writes -= 1
        if writes <= 0:
            raise Crash
        await true_set(self, key, value)

    with monkeypatch.context() as patch:
        patch.setattr(zarr.storage.LocalStore, "set", dying_set)
        with pytest.raises(Crash):
            swept(plan, tmp_path / "s.zarr")
    end, digest = swept(plan, tmp_path / "s.zarr")
    assert (end.done, digest) == (2, tiny_digest)


def test_numbers_that_a_crash_of_the_machine_lost_are_made_again(store: Path, tmp_path: Path) -> None:
    plan, digest = small_plan(tmp_path), digest_of_store(store)
    (store / "claims" / "c" / "2" / "0").unlink()
    assert open_blocks(store) == [2]
    assert points_to_run(plan, store) == 1
    assert swept(plan, store)[1] == digest


def test_blocks_of_several_points_are_chunks_and_give_the_same_numbers(finished: Path, tmp_path: Path) -> None:
    swept(small_plan(tmp_path, SMALL + "block: 4\n"), tmp_path / "four.zarr")
    one, four = (xr.open_zarr(folder, chunks=None) for folder in (finished, tmp_path / "four.zarr"))
    assert four.digest.values.tolist() == one.digest.values.tolist()
    assert zarr.open_group(tmp_path / "four.zarr", mode="r")["claims"].chunks == (4, 8)


def test_a_store_can_be_read_while_the_sweep_runs(tmp_path: Path) -> None:
    store, seen = tmp_path / "s.zarr", []

    def look(_: int) -> None:
        ds = xr.open_zarr(store, chunks=None)
        seen.append(int((ds.status == DONE).sum()))
        assert (np.isfinite(ds.claims).all("path").values == (ds.status.values == DONE)).all()

    run_sweep(small_plan(tmp_path, TINY), store, jobs=1, progress=look)
    assert seen == [1, 2]


@pytest.mark.parametrize(
    ("text", "overrides", "said"),
    [
        (SMALL, ["horizon.months=11"], r"base scenario has changed .*horizon\.months: 12 → 11"),
        (SMALL.replace("paths: 8", "paths: 9"), [], "begun with 8 paths a point, not 9"),
        (SMALL.replace("paths: 8", "paths: 8\nseed: 5"), [], "begun with seed 1, not 5"),
        (SMALL.replace("claims, payment", "claims"), [], "other variables to `keep`"),
        (SMALL.replace("0.3]", "0.4]"), [], "another sweep, 'Small', or other points"),
    ],
)
def test_a_store_of_anything_else_is_refused(
    text: str, overrides: list[str], said: str, finished: Path, tmp_path: Path
) -> None:
    other = plan_sweep(write_sweep(tmp_path, text), overrides)
    for refused in (points_to_run, swept):
        with pytest.raises(OutputError, match=said + ".*--force"):
            refused(other, finished)


def test_texts_of_the_base_may_change(finished: Path, tmp_path: Path) -> None:
    plan = plan_sweep(write_sweep(tmp_path), ["description=better words"])
    assert points_to_run(plan, finished) == 0


def test_old_results_can_be_thrown_away(store: Path, tmp_path: Path) -> None:
    other = small_plan(tmp_path, TINY)
    assert run_sweep(other, store, jobs=1, force=True).done == 2
    assert points_to_run(other, store) == 0


def test_old_results_stay_where_the_new_sweep_cannot_run(store: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("township,loans\nEast,many\n")
    other = plan_sweep(write_sweep(tmp_path, TINY, "other.yaml"), [f"loans.townships={tmp_path / 'bad.csv'}"])
    before = digest_of_store(store)
    with pytest.raises(FundsimError, match="no point of this sweep can be run"):
        run_sweep(other, store, jobs=1, force=True)
    assert digest_of_store(store) == before


def test_results_of_another_version_are_refused(finished: Path, tmp_path: Path) -> None:
    plan = small_plan(tmp_path)
    newer = plan._replace(versions={**plan.versions, "rules": "0123456789abcdef"})
    with pytest.raises(OutputError, match="another version of the rules of the simulation"):
        swept(newer, finished)


def test_two_sweeps_at_a_time_into_one_store_are_refused(tmp_path: Path) -> None:
    with locked(tmp_path / "s.zarr"), pytest.raises(OutputError, match="another sweep is writing there"):
        swept(small_plan(tmp_path, TINY), tmp_path / "s.zarr")
    assert swept(small_plan(tmp_path, TINY), tmp_path / "s.zarr")[0].done == 2


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "diary").mkdir()
    (tmp_path / "diary" / "monday.txt").write_text("dear diary")
    for force in (False, True):
        with pytest.raises(OutputError, match="this is no store of a sweep"):
            run_sweep(small_plan(tmp_path), tmp_path / "diary", jobs=1, force=force)
    assert (tmp_path / "diary" / "monday.txt").exists()


FAILING = """
name: Failing
base: theory/one_factor
paths: 2
grid: {loans.townships: [good.csv, bad.csv]}
"""


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    """A sweep whose second point has townships that cannot be read."""
    for name, loans in (("good", "20"), ("bad", "many")):
        (tmp_path / f"{name}.csv").write_text(f"township,loans\nEast,20\nWest,{loans}\n")
    return write_sweep(tmp_path, FAILING)


def test_a_point_that_fails_ends_the_sweep_with_its_name(failing: Path, tmp_path: Path) -> None:
    with pytest.raises(FundsimError, match=r"^townships bad\.csv: .*bad\.csv:3  loans: `many`[\s\S]*--keep-going"):
        run_sweep(plan_sweep(failing), tmp_path / "s.zarr", jobs=1)
    ds = xr.open_zarr(tmp_path / "s.zarr", chunks=None)
    assert ds.status.values.tolist() == [DONE, FAILED]


def test_points_that_finish_together_with_one_that_fails_are_kept(
    failing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fundsim.simulation.in_flight.wait", lambda pending, **_: wait(pending))
    with pytest.raises(FundsimError, match=r"bad\.csv"):
        run_sweep(plan_sweep(failing), tmp_path / "s.zarr", jobs=1)
    assert xr.open_zarr(tmp_path / "s.zarr", chunks=None).status.values.tolist() == [DONE, FAILED]


def test_points_that_fail_are_recorded_when_asked_to_keep_going(failing: Path, tmp_path: Path) -> None:
    plan, store = plan_sweep(failing), tmp_path / "s.zarr"
    end = run_sweep(plan, store, jobs=1, keep_going=True)
    assert (end.done, len(end.failed)) == (1, 1)
    assert "`many`" in end.failed[0]
    ds = xr.open_zarr(store, chunks=None)
    assert np.isnan(ds.estimate[1]).all()
    assert "1 done, 1 failed" in "\n".join(description_of(store))
    assert points_to_run(plan, store) == 1  # it is tried again


def test_invalid_combinations_can_be_recorded_too(tmp_path: Path) -> None:
    path = write_sweep(tmp_path, TINY.replace("0.2]", "1.3]"))
    end = run_sweep(plan_sweep(path, faulty_points=True), tmp_path / "s.zarr", jobs=1, keep_going=True)
    assert end.done == 1
    assert "1.3 is too large" in end.failed[0]


def test_a_description_says_what_a_store_holds(finished: Path, tmp_path: Path) -> None:
    plan, digest = small_plan(tmp_path), digest_of_store(finished)
    told = "\n".join(description_of(finished))
    for words in (
        "points    6: 6 done",
        digest,
        plan.sweep_hash,
        plan.base_hash,
        "rules",
        "seeds     1",
        "claims, payment",
    ):
        assert words in told
    assert "county  (correlation.county): 0.1, 0.2, 0.3" in told
    assert "mean_claims [CNY]" in told


def test_what_a_store_holds_is_told_in_chinese(finished: Path) -> None:
    lines = [line for line in description_of(finished) if re.match(r"[a-z][a-z ]*(:|  )", line)]
    assert len(lines) >= 9
    assert [line for line in lines if not re.search("[\u4e00-\u9fff（]", sweep_line(line))] == []


@pytest.mark.parametrize("limits", ["[1, 1.0e+9]", "[1.0e+9, 1]"])
def test_one_point_that_cannot_run_does_not_stop_the_others_of_its_kind(limits: str, tmp_path: Path) -> None:
    """No loan of the county is as small as a monthly limit of 1: that point fails when it is run, in either order."""
    grid = f"grid: {{lending.max_new_lending: {limits}, horizon.months: [12]}}"
    text = TINY.replace("theory/one_factor", "luoping").replace("grid: {correlation.county: [0.1, 0.2]}", grid)
    plan = plan_sweep(write_sweep(tmp_path, text))
    assert estimated_cost(plan, 2, 1).pilots == 1
    end = run_sweep(plan, tmp_path / "s.zarr", jobs=1, keep_going=True)
    assert (end.done, len(end.failed)) == (1, 1)
    assert "is less than the largest loan" in end.failed[0]


def test_seeds_of_replications_stay_within_their_range(tmp_path: Path) -> None:
    path = write_sweep(tmp_path, TINY + "replications: 2\n")
    with pytest.raises(ValueError, match=r"seed \+ replications - 1 is 9223372036854775808; at most"):
        plan_sweep(path, seed=2**63 - 1)


def test_costs_are_estimated_before_anything_is_written(finished: Path, tmp_path: Path) -> None:
    plan = small_plan(tmp_path)
    cost = estimated_cost(plan, points_to_run(plan, tmp_path / "s.zarr"), jobs=2)
    assert cost.points == 6
    assert cost.seconds > 0.0
    assert cost.memory > 2 * 8 * 8 * 20
    assert not (tmp_path / "s.zarr").exists()
    ds = xr.open_zarr(finished, chunks=None)
    marks_and_labels = {"status", "message", "digest"}
    assert cost.disk == sum(array.nbytes for name, array in ds.data_vars.items() if name not in marks_and_labels)


def test_levers_and_premiums_that_only_some_points_have_fit_into_the_store(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text(
        "extends: thin_fund\n"
        "name: base\n"
        "horizon: {months: 12}\n"
        "layers: {county_fund: {price: {rate: 0.01}}}\n"
        "levers: {training: {on: false, set: {default_probability.annual: 0.02}, cost_per_year: 900}}\n",
        encoding="utf-8",
    )
    grid = "{levers.training.on: [false, true], layers.county_fund.price.rate: [0, 0.01]}"
    (tmp_path / "sweep.yaml").write_text(f"name: s\nbase: base.yaml\npaths: 4\ngrid: {grid}\n", encoding="utf-8")
    run_sweep(plan_sweep(tmp_path / "sweep.yaml"), tmp_path / "store.zarr", jobs=1)
    ds = xr.open_zarr(tmp_path / "store.zarr")
    cost = ds.estimate.sel(measure="mean_lever_cost", statistic="value")
    assert np.isnan(cost.values).tolist() == [True, True, False, False]


def run_text(folder: Path, text: str) -> xr.Dataset:
    """Store of a sweep given as text."""
    run_sweep(plan_sweep(write_sweep(folder, text)), folder / "s.zarr", jobs=1)
    return xr.open_zarr(folder / "s.zarr", chunks=None)


def test_weights_are_kept_with_paths_whichever_point_comes_first(tmp_path: Path) -> None:
    text = TINY.replace("correlation.county: [0.1, 0.2]", "sampling.method: [plain, importance]")
    ds = run_text(tmp_path, text.replace("[claims]", "[claims, weight]"))
    assert np.isnan(ds.weight[0]).all()
    weighted = (ds.claims * ds.weight.fillna(1.0)).mean("path").values
    mean = ds.estimate.sel(measure="mean_claims", statistic="value").values.ravel()
    assert mean[0] == pytest.approx(weighted[0])
    assert ds.weight[1].std() > 0.0


def test_a_point_in_which_the_fund_acts_back_needs_wider_variables(tmp_path: Path) -> None:
    text = """
name: Feedback
base: luoping
paths: 4
grid:
  horizon.months: [12]
  report.fund_sizes: [[2000000, 300000]]
  breakers.county_npl.watch: [npl_ratio, fund_usage]
"""
    ds = run_text(tmp_path, text)
    assert ds.sizes["scenario"] == 2
    assert "fund_size" in ds.cohort_default_rate.dims


def test_points_in_other_currencies_are_refused(tmp_path: Path) -> None:
    text = TINY.replace("grid: {correlation.county: [0.1, 0.2]}", "scenarios: {a: {}, b: {currency: USD}}")
    with pytest.raises(FundsimError, match="count in different currencies"):
        run_text(tmp_path, text)


def test_loans_at_the_start_are_those_of_each_point(tmp_path: Path) -> None:
    ds = run_text(tmp_path, TINY.replace("correlation.county: [0.1, 0.2]", "loans.scale: [1, 3]"))
    one, three = ds.township_outstanding.sum("township").values
    assert three == pytest.approx(3.0 * one)


def test_a_variable_to_keep_that_no_point_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(FundsimError, match="no point of this sweep has `failed_villages`, which `keep` names"):
        run_text(tmp_path, TINY.replace("[claims]", "[failed_villages]"))


def test_a_variable_that_only_some_points_have_is_kept_where_it_is(tmp_path: Path) -> None:
    variants = "scenarios: {without: {}, with: {contagion: {village: {strength: 1}}}}"
    text = TINY.replace("grid: {correlation.county: [0.1, 0.2]}", variants).replace("[claims]", "[failed_villages]")
    failed = run_text(tmp_path, text).failed_villages
    assert np.isnan(failed[0]).all()
    assert np.isfinite(failed[1]).all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"n_paths": 0}, ValueError, "n_paths is 0; at least 1"),
        ({"n_paths": 5.5}, TypeError, "n_paths is 5.5; it must be a whole number"),
        ({"seed": -1}, ValueError, "seed is -1; at least 0"),
    ],
)
def test_paths_and_seed_of_a_plan_are_checked(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        plan_sweep("extension_policy", **arguments)


def test_a_sweep_needs_a_plan_and_a_job(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="plan_sweep makes one"):
        run_sweep("extension_policy", tmp_path / "s.zarr")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="jobs is 0"):
        run_sweep(plan_sweep(write_sweep(tmp_path)), tmp_path / "s.zarr", jobs=0)
