"""What --keep-months takes is said beforehand, and refused where there is not so much."""

from __future__ import annotations

from pathlib import Path

import pytest

import fundsim as fs
from fundsim.cli import memory
from fundsim.errors import FundsimError


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with 1 GiB of free memory."""
    file = tmp_path / "meminfo"
    file.write_text("MemTotal: 4194304 kB\nMemAvailable:    1048576 kB\n", encoding="ascii")
    monkeypatch.setattr(memory, "MEMINFO", file)
    return file


def test_what_is_announced_is_what_is_kept() -> None:
    scenario = fs.load_scenario("luoping", ["report.fund_sizes=[1000000, 2000000]", "horizon.months=24"])
    kept = fs.simulate(scenario, n_paths=16, seed=1, threads=1, keep_months=True)
    monthly = sum(one.nbytes for one in kept.data_vars.values() if "path" in one.dims and "month" in one.dims)
    assert memory.monthly_figures(scenario, 16) == monthly


def test_it_is_said_and_goes_on_where_there_is_room(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memory.announce_months(fs.load_scenario("luoping"), 1000)
    assert "--keep-months takes about 17.3 MB of memory" in capsys.readouterr().err
    machine.unlink()
    memory.announce_months(fs.load_scenario("luoping"), 10_000_000)  # nobody knows what is free


def test_more_than_there_is_is_refused_with_a_remedy(machine: Path) -> None:
    with pytest.raises(FundsimError, match=r"1\.1 GB are free; ask for --paths \d+ or fewer, or leave out"):
        memory.announce_months(fs.load_scenario("luoping"), 1_000_000)
