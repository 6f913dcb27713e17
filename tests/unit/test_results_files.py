"""Results on disk: the same when read back, whole or not there."""

from __future__ import annotations

import errno
import os
import resource
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
from tests.unit.example_dataset import example_dataset

from fundsim.errors import DataError, OutputError
from fundsim.metrics import summarise
from fundsim.results import load, save, write_whole


@pytest.mark.parametrize("options", [{}, {"fund_sizes": (1e6, 5e6)}, {"keep_months": True}, {"layers": ("bank",)}])
def test_what_is_read_is_what_was_written(tmp_path: Path, options: dict[str, object]) -> None:
    ds = example_dataset(paths=6, months=14, **options)  # type: ignore[arg-type]
    assert save(ds, tmp_path / "results.nc") == tmp_path / "results.nc"
    xr.testing.assert_identical(load(tmp_path / "results.nc"), ds)


def test_what_cannot_be_read_back_is_not_written(tmp_path: Path) -> None:
    ds = example_dataset()
    for stranger in (5, summarise(ds)):
        with pytest.raises(TypeError, match="no results of fundsim"):
            save(stranger, tmp_path / "s.nc")  # type: ignore[arg-type]
    assert not (tmp_path / "s.nc").exists()


def test_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (save(example_dataset(paths=6, months=14), tmp_path / name) for name in ("a.nc", "b.nc"))
    assert first.read_bytes() == second.read_bytes()


def test_numbers_are_compressed_netcdf4(tmp_path: Path) -> None:
    path = save(example_dataset(paths=6, months=14), tmp_path / "results.nc")
    with netCDF4.Dataset(path) as file:
        assert file.data_model == "NETCDF4"
        assert file["account_line"].filters()["zlib"]


def test_older_file_is_replaced_and_nothing_else_left(tmp_path: Path) -> None:
    save(example_dataset(paths=3, months=14), tmp_path / "results.nc")
    save(example_dataset(paths=5, months=14), tmp_path / "results.nc")
    assert load(tmp_path / "results.nc").sizes["path"] == 5
    assert [file.name for file in tmp_path.iterdir()] == ["results.nc"]


def test_file_can_be_read_by_others(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        assert write_whole(tmp_path / "a", b"").stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(mask)


def test_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = save(example_dataset(paths=3, months=14), tmp_path / "results.nc").read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"results\.nc: cannot be written: No space left on device"):
        save(example_dataset(paths=5, months=14), tmp_path / "results.nc")
    assert [file.name for file in tmp_path.iterdir()] == ["results.nc"]
    assert (tmp_path / "results.nc").read_bytes() == old


def test_disk_that_fills_up_while_results_are_written(tmp_path: Path) -> None:
    old = save(example_dataset(paths=3, months=14), tmp_path / "results.nc").read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))  # no file of this process can grow beyond that
    try:
        with pytest.raises(OutputError, match=r"results\.nc: cannot be written: .*is the disk full\?"):
            save(example_dataset(paths=5, months=14), tmp_path / "results.nc")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [file.name for file in tmp_path.iterdir()] == ["results.nc"]
    assert (tmp_path / "results.nc").read_bytes() == old


def test_interrupt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a", b"text")
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_and_folder_in_the_way(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written: there is no folder .*nowhere; make it first"):
        write_whole(tmp_path / "nowhere" / "a", b"")
    (tmp_path / "a").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "a", b"")
    assert [file.name for file in tmp_path.iterdir()] == ["a"]


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"results\.nc: there is no such file"):
        load(tmp_path / "results.nc")


@pytest.mark.parametrize("content", [b"", b"month,claims\n", b"\x89HDF\r\n\x1a\n" + bytes(100)])
def test_file_of_another_kind(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "results.nc").write_bytes(content)
    with pytest.raises(DataError, match="not a results file, or it is damaged"):
        load(tmp_path / "results.nc")


def test_a_scenario_is_no_results_file(tmp_path: Path) -> None:
    (tmp_path / "county.yaml").write_text("name: county\n")
    with pytest.raises(DataError, match=r"county\.yaml: this is a scenario, not results; `fundsim run` makes results"):
        load(tmp_path / "county.yaml")


def test_truncated_file(tmp_path: Path) -> None:
    path = save(example_dataset(paths=50, months=14), tmp_path / "results.nc")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DataError, match="not a results file, or it is damaged"):
        load(path)


def test_netcdf_of_another_program(tmp_path: Path) -> None:
    xr.Dataset({"x": ("t", np.zeros(3))}).to_netcdf(tmp_path / "x.nc", engine="netcdf4")
    with pytest.raises(DataError, match="was not written by fundsim"):
        load(tmp_path / "x.nc")


def test_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "size.nc").write_bytes(b"")
    with pytest.raises(DataError, match=r"this is a folder; name the file in it, for example .*size\.nc"):
        load(tmp_path)
