"""A point of a sweep costs no more than 1.1 times the same run alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import xarray as xr

from fundsim.simulation import simulate
from fundsim.sweep import blocks, plan_sweep
from fundsim.sweep.running import blocks_of, outline_of
from fundsim.sweep.store import arrays_to_write, create_store, write_block

PATHS = 2000  # a point also costs a fifth of a second of its own, for its summary and for writing it


@pytest.mark.slow
@pytest.mark.compiled
def test_a_point_costs_little_more_than_its_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processor time of a point until it is in the store, over that of the simulation in it."""
    plan = plan_sweep("fund_size_by_leverage_and_share", n_paths=PATHS)
    outline = outline_of(plan)  # once for all points; also warms everything up
    create_store(tmp_path / "s", plan, outline)
    store, alone = arrays_to_write(tmp_path / "s"), [0.0]

    def timed(*arguments: object, **options: object) -> xr.Dataset:
        start = time.process_time()
        results = simulate(*arguments, **options)  # type: ignore[arg-type]
        alone[0] += time.process_time() - start
        return results

    monkeypatch.setattr(blocks, "simulate", timed)
    start = time.process_time()
    for block in blocks_of(plan, outline, [0, 1], 1):
        write_block(store, block.number, blocks.run_point_block(block))
    assert time.process_time() - start < 1.1 * alone[0]
