"""Results of any kind by where they lie: a file, the folder of a run, the store of a sweep."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from fundsim.errors import DataError, install_extra
from fundsim.results.files import load

FILES = ("results.nc", "compare.nc", "equal_cost.nc", "frontier.nc", "size.nc")
"""What the folders of a run, of comparisons, of a grid of designs and of a search for the size hold."""
_STORE_MARK = "zarr.json"


SOLVED = "solve.nc"
"""What the folder of ``size --solve`` holds."""


def find_results(path: str | Path, *, solved: bool = False) -> xr.Dataset:
    """Results read from wherever a user points to.

    Parameters
    ----------
    path : str or Path
        A netCDF file of fundsim, a folder with one, or the Zarr store of a sweep.
    solved : bool
        Whether the answer of ``size --solve`` counts as a result.

    Returns
    -------
    xarray.Dataset
        In memory; a store is read when its numbers are used.

    Raises
    ------
    DataError
        There is nothing of fundsim there, or more than one result.
    """
    place = Path(path)
    if not place.is_dir():
        return load(place)
    if (place / _STORE_MARK).is_file():
        return _open_store(place)
    found = [name for name in FILES if (place / name).is_file()]
    if len(found) > 1:
        raise DataError(f"{place}: holds {' and '.join(found)}; name one of them")
    if not found and (place / SOLVED).is_file():
        if solved:
            return load(place / SOLVED)
        raise DataError(
            f"{place}: holds the answer of `size --solve`, whose table solve.csv and chart are there already"
        )
    if not found:
        raise DataError(f"{place}: holds no results of fundsim ({', '.join(FILES)}, or the store of a sweep)")
    return load(place / found[0])


def _open_store(place: Path) -> xr.Dataset:
    try:
        ds: xr.Dataset = xr.open_zarr(place, chunks=None, consolidated=True)
    except ImportError as error:
        remedy = install_extra("sweep")
        raise DataError(f"{place}: stores of sweeps need zarr: {remedy}") from error
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{place}: this is no store of a sweep, or it is damaged ({error})") from error
    if "estimate" not in ds:
        raise DataError(f"{place}: this Zarr store was not written by fundsim")
    return ds
