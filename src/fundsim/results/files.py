"""Results on disk: netCDF 4, compressed, whole or not there at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import xarray as xr

from fundsim.errors import DataError, OutputError
from fundsim.results.described import with_conventions


def _umask() -> int:
    """The process's mask, which can only be read by setting it: once, before there are threads."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


_UMASK = _umask()


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
    temporary = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}-", suffix=".part", dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        _put_on_disk(temporary)
        temporary.chmod(0o666 & ~_UMASK)  # mkstemp makes files private; results are not
        temporary.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _put_on_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
