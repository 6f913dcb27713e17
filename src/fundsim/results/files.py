"""Results on disk: netCDF 4, compressed, whole or not there at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import xarray as xr

from fundsim.errors import DataError, OutputError
from fundsim.results.described import with_conventions


def save(ds: xr.Dataset, path: str | Path) -> Path:
    """Write results as a netCDF 4 file.

    The same results give the same bytes. The file appears under its name only when it is complete.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    path : str or Path
        File to write; an older file of that name is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        The folder is missing or not writable, or the disk is full.
    TypeError
        No results of a run, a comparison, a search or a sweep: `load` would not take them back.
    """
    if "fundsim_version" not in getattr(ds, "attrs", {}):
        raise TypeError(f"{type(ds).__name__} is no results of fundsim; of tables made from results, use to_netcdf")
    ds = with_conventions(ds)
    numbers = [name for name, array in ds.variables.items() if array.ndim and np.issubdtype(array.dtype, np.number)]
    encoding = {name: {"zlib": True, "complevel": 1, "shuffle": True} for name in numbers}
    with whole_file(path) as temporary:
        try:
            ds.to_netcdf(temporary, engine="netcdf4", encoding=encoding)
        except RuntimeError as error:  # what HDF5 says of a disk that fills up
            raise OSError(f"{error}; is the disk full?") from error
    return Path(path)


def load(path: str | Path) -> xr.Dataset:
    """Results read from a file that `save` wrote.

    Parameters
    ----------
    path : str or Path
        File to read.

    Returns
    -------
    xarray.Dataset
        All of it, in memory.

    Raises
    ------
    DataError
        There is no such file, or it holds no results of fundsim.
    """
    if Path(path).is_dir():
        held = next((file.name for file in sorted(Path(path).glob("*.nc"))), "results.nc")
        raise DataError(f"{path}: this is a folder; name the file in it, for example {Path(path) / held}")
    try:
        ds = xr.load_dataset(path, engine="netcdf4")
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file") from error
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        if Path(path).suffix in (".yaml", ".yml"):
            raise DataError(f"{path}: this is a scenario, not results; `fundsim run` makes results of it") from error
        raise DataError(f"{path}: this is not a results file, or it is damaged ({error})") from error
    if "fundsim_version" not in ds.attrs:
        raise DataError(f"{path}: this netCDF file was not written by fundsim")
    return ds


def make_folder(folder: str | Path) -> Path:
    """Make a folder, and those that it lies in, where they are missing.

    Parameters
    ----------
    folder : str or Path
        Relative to the working directory.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        It cannot be made; says why.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return Path(folder)


def write_whole(path: str | Path, content: bytes | memoryview) -> Path:
    """Write a file so that it is either whole or not there.

    Parameters
    ----------
    path : str or Path
        File to write; an older file of that name is replaced only when the new one is complete.
    content : bytes
        What to write.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        It cannot be written; says why.
    """
    with whole_file(path) as temporary:
        temporary.write_bytes(content)
    return Path(path)


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """A file to write beside another, which it replaces when it is complete.

    Parameters
    ----------
    path : str or Path
        File that is to be there, or to be replaced, afterwards.

    Yields
    ------
    Path
        File to write; gone after an error.

    Raises
    ------
    OutputError
        It cannot be written; says why.
    """
    target = Path(path)
    temporary = target.with_name(f".{target.name[:40]}-{secrets.token_hex(4)}.part")
    if not target.parent.is_dir():
        raise OutputError(f"{target}: cannot be written: there is no folder {target.parent}; make it first")
    try:
        temporary.touch(exist_ok=False)
        yield temporary
        _put_on_disk(temporary)
        temporary.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _put_on_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
