"""What a tape lost stands in every answer that was made from it: runs, sizes, comparisons, sweeps."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

import fundsim as fs
from fundsim.cli.run import build_and_tell
from fundsim.portfolio.quality import joined_quality
from fundsim.report.building import build_report
from fundsim.report.document import Paragraph
from fundsim.scenario_file import check_scenario
from fundsim.sweep import plan_sweep, run_sweep

LOANS = "amount,months,day\n" + "10000,12,2024-01-01\n" * 38 + "-5,12,2024-01-01\n-6,12,2024-01-01\n"
COUNTY = """\
name: A county with a tape
horizon: {months: 12, first_month: 2024-01}
loans:
  source: tape
  file: loans.csv
  columns: {principal: amount, term_months: months, made_on: day}
default_probability: {annual: 0.1}
layers: [{name: fund, kind: fund, pays: 0.5, account: {initial: 20000}}]
"""
SWEEP = """\
name: pays
base: county.yaml
grid: {layers.fund.pays: [0.2, 0.5]}
"""


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A scenario file beside a tape of forty rows, two of which cannot be used."""
    (tmp_path / "loans.csv").write_text(LOANS, encoding="utf-8")
    (tmp_path / "county.yaml").write_text(COUNTY, encoding="utf-8")
    return tmp_path / "county.yaml"


def cautions_of(ds: xr.Dataset) -> list[str]:
    """Cautions of a report on one result."""
    blocks = [block for section in build_report([ds], "en").sections for block in section.blocks]
    return [block.text for block in blocks if isinstance(block, Paragraph) and block.kind == "caution"]


def answer(county: Path, kind: str) -> xr.Dataset:
    """One of the answers to a scenario."""
    scenario = fs.load_scenario(county)
    if kind == "run":
        return fs.simulate(scenario, 20)
    if kind == "size":
        return fs.size(scenario, 0.9, 12, n_paths=20)
    if kind == "compare":
        less = fs.load_scenario(county, ["layers.fund.pays=0.2"])
        return fs.compare({"half": scenario, "a fifth": less}, n_paths=20)
    (county.parent / "pays.yaml").write_text(SWEEP, encoding="utf-8")
    run_sweep(plan_sweep(county.parent / "pays.yaml", n_paths=20), county.parent / "pays.zarr")
    return xr.open_zarr(county.parent / "pays.zarr", consolidated=True)


@pytest.mark.parametrize("kind", ["run", "size", "compare", "sweep"])
def test_rows_that_a_tape_lost_are_in_each_answer_and_its_report(county: Path, kind: str) -> None:
    ds = answer(county, kind)
    assert (int(ds.attrs["rows_read"]), int(ds.attrs["rows_dropped"])) == (40, 2)
    assert "principal is 0 or negative: 2" in ds.attrs["data_quality"]
    assert any("2 of 40 loans" in caution for caution in cautions_of(ds))


@pytest.mark.parametrize(("kept", "warned"), [(38, False), (8, True)])
def test_a_tape_that_loses_much_is_a_warning(
    county: Path, capsys: pytest.CaptureFixture[str], kept: int, *, warned: bool
) -> None:
    lines = LOANS.splitlines()
    (county.parent / "loans.csv").write_text("\n".join([lines[0], *lines[-2 - kept :]]) + "\n", encoding="utf-8")
    assert build_and_tell(check_scenario(county), 1).rows_dropped == 2
    assert ("loans: 2 of 10 rows of the tape could not be used" in capsys.readouterr().err) is warned


def test_several_tapes_are_told_by_the_one_that_lost_most_and_notes_once() -> None:
    first = {"rows_read": 10, "rows_dropped": 1, "data_quality": "a\nb"}
    second = {"rows_read": 30, "rows_dropped": 4, "data_quality": "b\nc", "seed": 1}
    assert joined_quality([first, second]) == {"rows_read": 30, "rows_dropped": 4, "data_quality": "a\nb\nc"}
