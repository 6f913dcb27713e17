"""Charts and tables on the command line: kinds of results, what is written, what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from tests.unit.example_dataset import example_dataset
from tests.unit.example_decisions import KEPT, example_comparison, example_grid, example_size, example_sweep

from fundsim.cli import main
from fundsim.errors import DataError
from fundsim.results import find_results, save


def call(*arguments: object) -> int:
    """Exit code of a command."""
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a run, written once."""
    file = tmp_path_factory.mktemp("run") / "results.nc"
    return save(example_dataset(paths=40, months=14, fund_sizes=(1e6, 5e6)), file)


@pytest.fixture
def run(results: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    shutil.copy(results, folder)
    return folder


def test_plot_writes_files_and_says_captions(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        call(
            "plot", run, "--kind", "survival,sizing_curve", "--lang", "zh", "--format", "svg,pdf", "--style", "journal"
        )
        == 0
    )
    written = {path.name for path in (run / "charts").iterdir()}
    assert written == {"survival.svg", "survival.pdf", "sizing_curve.svg", "sizing_curve.pdf"}
    said = capsys.readouterr().out
    assert "基金" in said
    assert "survival.svg" in said
    assert "Description" not in said
    assert "概率" in (run / "charts" / "survival.svg").read_text("utf-8")  # the caption is the picture's description


def test_plot_draws_all_that_a_comparison_and_a_search_allow(tmp_path: Path) -> None:
    save(example_comparison(paths=30), tmp_path / "compare.nc")
    assert call("plot", tmp_path, "--format", "png", "--out", tmp_path / "c") == 0
    assert {path.stem for path in (tmp_path / "c").iterdir()} == {"exceedance", "frontier", "differences"}
    save(example_size(), tmp_path / "size.nc")
    assert call("plot", tmp_path / "size.nc", "--format", "png", "--out", tmp_path / "s") == 0
    assert {path.stem for path in (tmp_path / "s").iterdir()} == {"sizing_curve", "tornado"}


def test_list_says_what_each_kind_lacks(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("plot", run, "--list") == 0
    said = capsys.readouterr().out
    assert "fundsim sweep" in said
    assert said.count("can be drawn") >= 13
    assert not (run / "charts").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--kind", "heat_map"], "fundsim sweep"),
        (["--kind", "survvial"], "did you mean 'survival'"),
        (["--format", "gif"], "allowed: png, svg, pdf"),
        (["--format", ","], "name at least one of: png, svg, pdf"),
        (["--fund-size", "7"], "not one of the sizes"),
        (["--style", "poster"], "poster"),
    ],
)
def test_faulty_calls_name_the_remedy(
    run: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert call("plot", run, *arguments) == 2
    assert words in capsys.readouterr().err


def test_a_chosen_fund_size_is_drawn(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("plot", run, "--kind", "balance_fan", "--fund-size", "5e6", "--format", "svg") == 0
    assert "5.00 million CNY" in capsys.readouterr().out
    save(example_size(), run / "size.nc")
    assert call("plot", run / "size.nc", "--fund-size", "5e6") == 2


def test_table_writes_the_formats(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("table", run, "--kind", "stress", "--format", "md,latex", "--lang", "zh") == 0
    assert {path.name for path in (run / "tables").iterdir()} == {"stress.md", "stress.tex"}
    assert "估计值" in (run / "tables" / "stress.md").read_text("utf-8")
    assert "stress.md" in capsys.readouterr().out
    assert call("table", run, "--kind", "compare") == 2
    assert "these results give" in capsys.readouterr().err


def test_results_are_found_where_they_lie(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no results of fundsim"):
        find_results(tmp_path)
    save(example_size(), tmp_path / "size.nc")
    assert "solvency" in find_results(tmp_path).dims
    save(example_comparison(paths=20), tmp_path / "compare.nc")
    with pytest.raises(DataError, match="name one of them"):
        find_results(tmp_path)
    (tmp_path / "solved").mkdir()
    (tmp_path / "solved" / "solve.nc").touch()
    with pytest.raises(DataError, match="the answer of `size --solve`"):
        find_results(tmp_path / "solved")
    with pytest.raises(DataError, match="there is no such file"):
        find_results(tmp_path / "missing.nc")


def write_store(ds: xr.Dataset, folder: Path) -> None:
    """A Zarr store as a sweep leaves it: texts of variable length, metadata in one place."""
    texts = [name for name, array in ds.coords.items() if array.dtype.kind == "U"]
    ds = ds.assign_coords({name: ds[name].astype(np.dtypes.StringDType()) for name in texts})
    ds.to_zarr(folder, zarr_format=3, consolidated=True)


@pytest.mark.filterwarnings("ignore:Consolidated metadata is currently not part")
def test_stores_of_sweeps_are_read(tmp_path: Path) -> None:
    write_store(example_sweep(), tmp_path / "sweep.zarr")
    assert find_results(tmp_path / "sweep.zarr").sizes["scenario"] == 12
    assert call("plot", tmp_path / "sweep.zarr", "--format", "svg", "--out", tmp_path / "c") == 0
    assert {path.stem for path in (tmp_path / "c").iterdir()} == {"heat_map", "tornado", "frontier", "sweep_panels"}
    before = sorted(path.name for path in (tmp_path / "sweep.zarr").iterdir())
    assert call("plot", tmp_path / "sweep.zarr", "--kind", "tornado", "--format", "svg") == 0
    assert call("table", tmp_path / "sweep.zarr", "--kind", "scenarios") == 0
    assert (tmp_path / "sweep" / "charts" / "tornado.svg").is_file()  # beside the store, never in it
    assert (tmp_path / "sweep" / "tables" / "scenarios.csv").is_file()
    assert sorted(path.name for path in (tmp_path / "sweep.zarr").iterdir()) == before
    write_store(xr.Dataset({"x": ("y", [1.0])}), tmp_path / "other.zarr")
    with pytest.raises(DataError, match="not written by fundsim"):
        find_results(tmp_path / "other.zarr")
    (tmp_path / "other.zarr" / "zarr.json").write_text("{}")
    with pytest.raises(DataError, match="no store of a sweep"):
        find_results(tmp_path / "other.zarr")


@pytest.mark.parametrize("make", [example_comparison, example_size, example_grid])
def test_files_of_decisions_follow_the_cf_conventions(tmp_path: Path, make: Callable[[], xr.Dataset]) -> None:
    given = make()
    save(given, tmp_path / "d.nc")
    ds = xr.load_dataset(tmp_path / "d.nc", engine="netcdf4")
    assert ds.attrs["Conventions"] == "CF-1.11"
    assert ds.attrs["source"] == "fundsim 0.1.0"
    assert {name for name, array in ds.variables.items() if "long_name" not in array.attrs} <= set(KEPT)
    assert ds.drop_attrs().identical(given.drop_attrs())


def test_result_files_follow_the_cf_conventions(run: Path) -> None:
    ds = xr.load_dataset(run / "results.nc", engine="netcdf4")
    assert ds.attrs["Conventions"] == "CF-1.11"
    assert ds.attrs["source"] == "fundsim 0.1.0"
    assert all({"units", "long_name"} <= set(array.attrs) for array in ds.data_vars.values())
