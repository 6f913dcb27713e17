"""What options that keep every path take is said beforehand, and refused where there is not so much."""

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


@pytest.mark.parametrize("overrides", [[], ["layers.county_fund.unpaid=queue", "report.npl_until=paid"]])
def test_what_is_announced_for_townships_and_years_is_what_is_kept(overrides: list[str]) -> None:
    scenario = fs.load_scenario("luoping", ["report.fund_sizes=[1000000, 2000000]", "horizon.months=26", *overrides])
    kept = fs.simulate(scenario, n_paths=16, seed=1, threads=1, keep_townships=True, keep_years=True)
    by_township, by_year = (
        sum(one.nbytes for one in kept.data_vars.values() if {"path", dim} <= set(one.dims))
        for dim in ("township", "year")
    )
    assert memory.township_figures(scenario, 16, kept.sizes["township"]) == by_township
    assert memory.yearly_figures(scenario, 16) == by_year


def test_it_is_said_and_goes_on_where_there_is_room(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memory.announce_memory({"--keep-townships": 3e6, "--keep-years": 6e6}, 1000)
    said = capsys.readouterr().err.splitlines()
    assert said == ["--keep-townships takes about 6.0 MB of memory", "--keep-years takes about 12.0 MB of memory"]
    machine.unlink()
    memory.announce_memory({"--keep-months": 1e15}, 10_000_000)  # nobody knows what is free


def test_more_than_there_is_is_refused_with_a_remedy(machine: Path) -> None:
    one, two = {"--keep-townships": 1e9}, {"--keep-townships": 0.4e9, "--keep-years": 0.4e9}
    with pytest.raises(FundsimError, match=r"1\.1 GB are free; ask for --paths 429496 or fewer, or leave out --keep-t"):
        memory.announce_memory(one, 1_000_000)
    with pytest.raises(FundsimError, match=r"--keep-townships and --keep-years take about 1\.6 GB for 1,000,000 paths"):
        memory.announce_memory(two, 1_000_000)
