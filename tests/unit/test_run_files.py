"""The folder of a run: complete and readable, or not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from ruamel.yaml import YAML
from tests.unit.example_dataset import example_dataset

from fundsim.errors import OutputError
from fundsim.report import (
    monthly_report,
    reconciliation,
    run_files,
    summary_table,
    write_csv,
    write_run_files,
)
from fundsim.results import load
from fundsim.scenario_file import resolved_tree, yaml_of

ONE = {
    "results.nc",
    "summary.csv",
    "monthly_report.csv",
    "reconciliation.csv",
    "scenario.resolved.yaml",
    "survival.png",
    "survival.svg",
}
FILES = {
    "results.nc", "summary.csv", "monthly_report.csv", "reconciliation.csv", "scenario.resolved.yaml",
    *(f"{chart}.{kind}" for chart in ("loss_distribution", "balance_fan", "survival", "who_pays")
      for kind in ("png", "svg")),
}  # fmt: skip


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return example_dataset(paths=60, months=30)


@pytest.fixture
def one_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes most of the time: tests of moving and failing do with one chart."""
    monkeypatch.setattr(run_files, "CHARTS", {"survival": run_files.CHARTS["survival"]})


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_folder_holds_everything(tmp_path: Path, ds: xr.Dataset) -> None:
    written = write_run_files(ds, tmp_path / "runs" / "luoping")
    assert names(tmp_path / "runs" / "luoping") == FILES
    assert {path.name for path in written} == FILES
    assert all(path.stat().st_size > 0 for path in written)
    assert names(tmp_path / "runs") == {"luoping"}
    xr.testing.assert_identical(load(tmp_path / "runs" / "luoping" / "results.nc"), ds)


@pytest.mark.usefixtures("one_chart")
def test_scenario_is_read_back(tmp_path: Path, ds: xr.Dataset) -> None:
    write_run_files(ds, tmp_path)
    text = (tmp_path / "scenario.resolved.yaml").read_text("utf-8")
    assert text == yaml_of(resolved_tree(ds.attrs["scenario"]))
    assert YAML(typ="safe").load(text)["name"] == ds.attrs["title"]


@pytest.mark.usefixtures("one_chart")
def test_same_results_give_the_same_folder(tmp_path: Path, ds: xr.Dataset) -> None:
    write_run_files(ds, tmp_path / "a", "zh")
    write_run_files(ds, tmp_path / "b", "zh")
    for name in ONE:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


@pytest.mark.usefixtures("one_chart")
def test_folder_has_the_rights_of_any_new_folder(tmp_path: Path, ds: xr.Dataset) -> None:
    (tmp_path / "plain").mkdir()
    write_run_files(ds, tmp_path / "run")
    assert (tmp_path / "run").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.usefixtures("one_chart")
def test_files_of_an_earlier_run_are_replaced_and_others_stay(tmp_path: Path, ds: xr.Dataset) -> None:
    write_run_files(example_dataset(paths=5, months=30), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    write_run_files(ds, tmp_path)
    assert load(tmp_path / "results.nc").sizes["path"] == 60
    assert names(tmp_path) == ONE | {"notes.txt"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError("a defect")])
def test_stopped_run_leaves_nothing(
    tmp_path: Path,
    ds: xr.Dataset,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException | type[BaseException],
) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setitem(run_files.CHARTS, "survival", stop)
    with pytest.raises(error if isinstance(error, type) else type(error)):
        write_run_files(ds, tmp_path / "run")
    assert names(tmp_path) == set()


@pytest.mark.usefixtures("one_chart")
def test_stopped_run_leaves_the_earlier_one(tmp_path: Path, ds: xr.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run_files(example_dataset(paths=5, months=30), tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in ONE}

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run_files, "save", stop)
    with pytest.raises(KeyboardInterrupt):
        write_run_files(ds, tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.usefixtures("one_chart")
def test_run_stopped_while_moving_in_does_not_look_whole(
    tmp_path: Path, ds: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run_files(example_dataset(paths=5, months=30), tmp_path)
    replace = Path.replace

    def stop_at_survival(source: Path, target: Path) -> Path:
        if target == tmp_path / "survival.png":
            raise KeyboardInterrupt
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", stop_at_survival)
    with pytest.raises(KeyboardInterrupt):
        write_run_files(ds, tmp_path)
    assert names(tmp_path) == ONE - {"results.nc"}


@pytest.mark.usefixtures("one_chart")
def test_full_disk_is_said_in_words(tmp_path: Path, ds: xr.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError) as error:
        write_run_files(ds, tmp_path / "run")
    assert str(error.value) == f"{tmp_path / 'run'}: cannot be written: No space left on device"
    assert names(tmp_path) == set()


def test_folder_that_is_a_file(tmp_path: Path, ds: xr.Dataset) -> None:
    (tmp_path / "run").write_text("mine")
    with pytest.raises(OutputError, match="run: cannot be written: there is a file of that name"):
        write_run_files(ds, tmp_path / "run")
    with pytest.raises(OutputError, match="cannot be written: "):
        write_run_files(ds, tmp_path / "run" / "below")
    assert (tmp_path / "run").read_text() == "mine"


@pytest.mark.usefixtures("one_chart")
def test_csv_opens_in_excel_and_in_pandas(tmp_path: Path, ds: xr.Dataset) -> None:
    write_run_files(ds, tmp_path)
    for name, table in (
        ("summary", summary_table),
        ("monthly_report", monthly_report),
        ("reconciliation", reconciliation),
    ):
        raw = (tmp_path / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.count(b"\xef\xbb\xbf") == 1
        read = pd.read_csv(tmp_path / f"{name}.csv", encoding="utf-8-sig")
        plain = table(ds)
        assert [column.split()[0] for column in read] == list(plain)
        assert len(read) == len(plain)
        for column, heading in zip(plain, read, strict=True):
            if plain[column].dtype.kind == "f":
                np.testing.assert_allclose(read[heading], plain[column], atol=0.00501)


@pytest.mark.usefixtures("one_chart")
def test_headings_name_units(tmp_path: Path) -> None:
    ds = example_dataset(paths=20, months=14, currency="USD", fund_sizes=(1e6, 2e6))
    write_run_files(ds, tmp_path)
    heading = (tmp_path / "monthly_report.csv").read_text("utf-8-sig").split("\n")[0].split(",")
    assert heading[0] == "fund_size 基金初始规模 [USD]"
    assert "overdue_ratio_number_mean 逾期率（按笔数）_均值 [1]" in heading
    assert "balance_p95 基金余额_95%分位 [USD]" in heading


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=cmd()", "'=cmd()"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=x", "'=x"),
        ("a\r\nb", "a b"),
        ('"a",b', '"a",b'),
    ],
)
def test_formulas_stay_text(tmp_path: Path, name: str, shown: str) -> None:
    table = pd.DataFrame({"description": [name, "a=b"], "month": [-1, 2], "balance_mean": [-1.234, 2.0]})
    write_csv(table, tmp_path / "t.csv", "CNY")
    read = pd.read_csv(tmp_path / "t.csv", encoding="utf-8-sig")
    assert list(read.iloc[:, 0]) == [shown, "a=b"]
    assert list(read.iloc[:, 1]) == [-1, 2]
    assert list(read.iloc[:, 2]) == [-1.23, 2.0]
