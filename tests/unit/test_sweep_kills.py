"""Processes that are killed: the sweep itself at random moments, and a worker of a Dask cluster."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.unit.sweep_files import TINY, small_plan, swept, write_sweep

from fundsim.errors import FundsimError
from fundsim.sweep import plan_sweep, run_sweep
from fundsim.sweep.engines import engine_of
from fundsim.sweep.store import digest_of_store

LONGER = """
name: Longer
base: theory/yearly_fund
paths: 400
grid: {default_probability.annual: [0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.10, 0.11]}
keep: [claims, ruin_month]
"""


def start(file: Path, store: Path) -> subprocess.Popen[bytes]:
    """Begin a sweep in a process of its own."""
    command = [sys.executable, "-m", "fundsim", "sweep", str(file), "--out", str(store), "--jobs", "2"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.slow
@pytest.mark.compiled
def test_twenty_sweeps_killed_at_random_moments_end_with_equal_digests(tmp_path: Path) -> None:
    file = write_sweep(tmp_path, LONGER)
    _, whole = swept(plan_sweep(file), tmp_path / "whole.zarr")
    began = time.monotonic()
    assert start(file, tmp_path / "undisturbed.zarr").wait() == 0
    moments, killed, takes = random.Random(1), 0, time.monotonic() - began
    for trial in range(20):
        store = tmp_path / f"{trial}.zarr"
        process, began = start(file, store), time.monotonic()
        try:
            process.wait(timeout=takes * moments.uniform(0.1, 1.1))
            takes = min(takes, time.monotonic() - began)  # the machine may have been busy before
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
        assert start(file, store).wait() == 0
        assert digest_of_store(store) == whole
    assert killed >= 10


def test_points_run_on_a_scheduler_that_is_there_already(tmp_path: Path) -> None:
    from distributed import LocalCluster

    plan = small_plan(tmp_path, TINY)
    _, whole = swept(plan, tmp_path / "whole.zarr")
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        run_sweep(plan, tmp_path / "s.zarr", cluster=cluster.scheduler_address)
    assert digest_of_store(tmp_path / "s.zarr") == whole


@pytest.mark.slow
@pytest.mark.compiled
def test_a_killed_worker_costs_time_and_nothing_else(tmp_path: Path) -> None:
    from distributed import LocalCluster

    plan = small_plan(tmp_path, LONGER)
    _, whole = swept(plan, tmp_path / "whole.zarr")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        victims = [cluster.workers[0].pid]

        def kill(_: int) -> None:
            if victims:
                os.kill(victims.pop(), signal.SIGKILL)

        end = run_sweep(plan, tmp_path / "s.zarr", cluster=cluster.scheduler_address, progress=kill)
    assert (end.done, end.failed, victims) == (10, [], [])
    assert digest_of_store(tmp_path / "s.zarr") == whole


def test_a_cluster_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fundsim.sweep.engines.PATIENCE", 0.2)
    with (
        pytest.raises(FundsimError, match=r"no Dask cluster with workers answers at tcp://127\.0\.0\.1:9"),
        engine_of(1, "tcp://127.0.0.1:9"),
    ):
        pass


@pytest.mark.parametrize(("where", "places"), [(None, 3), ("local", 1)])
def test_engines_run_plain_functions(where: str | None, places: int) -> None:
    with engine_of(places, where) as engine:
        assert engine.places == places
        assert engine.executor.submit(divmod, 7, 2).result(timeout=60) == (3, 1)
