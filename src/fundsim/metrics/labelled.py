"""From array functions to labelled tables: every entry of the other dimensions gets its own estimate."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import xarray as xr

from fundsim.metrics.estimate import STATISTICS, Estimate, Estimates, FloatArray, statistics_of, within
from fundsim.metrics.replicates import replicated_estimate
from fundsim.metrics.weights import Weights, effective_sample_size


def path_weights(ds: xr.Dataset) -> Weights | None:
    """Importance weights of the paths of a simulation.

    Parameters
    ----------
    ds : Dataset
        Results; weighted sampling adds ``weight(path)``.

    Returns
    -------
    array (paths,) or None
        None for plain paths. [1]
    """
    return ds["weight"].to_numpy() if "weight" in ds else None


def estimate_in(values: xr.DataArray) -> Estimate:
    """The estimate that an entry of a table holds.

    Parameters
    ----------
    values : DataArray (statistic,)
        With the statistics of an estimate, and perhaps more. [any unit]

    Returns
    -------
    Estimate
        [same unit]
    """
    return Estimate(*(float(number) for number in values.sel(statistic=list(STATISTICS)).values))


def estimate_along_paths(
    estimator: Callable[..., Estimate | Estimates], arrays: Sequence[xr.DataArray], points: str = ""
) -> xr.DataArray:
    """Estimate from the paths of each entry of the other dimensions.

    Parameters
    ----------
    estimator : callable
        Takes one array (paths,) for each of the arrays.
    arrays : sequence of DataArray (..., path, ...)
        Broadcast against each other.
    points : str
        Name of the dimension of the points, where the estimator returns `Estimates`.

    Returns
    -------
    DataArray (..., [points,] statistic)
        Dimensions other than path in the order of the arrays. [unit of the measure]
    """
    others, table = entries_along_paths(estimator, arrays)
    dims = [*others, points, "statistic"] if points else [*others, "statistic"]
    coords = {dim: array[dim].to_numpy() for array in arrays for dim in others if dim in array.coords}
    return xr.DataArray(table, dims=dims, coords=coords | {"statistic": list(STATISTICS)})


def entries_along_paths(
    estimator: Callable[..., Estimate | Estimates], arrays: Sequence[xr.DataArray]
) -> tuple[list[str], FloatArray]:
    """Estimate from the paths of each entry of the other dimensions, without labels: a tenth of the time with them.

    Parameters
    ----------
    estimator : callable
        Takes one array (paths,) for each of the arrays.
    arrays : sequence of DataArray (..., path, ...)
        Broadcast against each other; of the same results, so that their labels agree.

    Returns
    -------
    dims : list of str
        Dimensions other than path in the order of the arrays.
    entries : array (..., [point,] statistic)
        [unit of the measure]
    """
    sizes = {str(dim): size for array in arrays for dim, size in array.sizes.items()}
    others = [dim for dim in sizes if dim != "path"]
    spread = [array.variable.set_dims(sizes) for array in arrays]  # type: ignore[no-untyped-call]
    samples = [variable.transpose(*others, "path").to_numpy() for variable in spread]
    shape = samples[0].shape[:-1]
    repeated = arrays[0].coords.get("replicate")
    if repeated is not None:
        estimator = partial(replicated_estimate, estimator, repeated.to_numpy())
    found = [estimator(*(sample[index] for sample in samples)) for index in np.ndindex(shape)]
    entries = np.array([np.stack(statistics_of(estimate), axis=-1) for estimate in found])
    return others, entries.reshape(*shape, *entries.shape[1:])


def entries_within(entries: FloatArray, lowest: float, highest: float = math.inf) -> FloatArray:
    """Entries (..., statistic) whose intervals keep to what is possible, as those of `within` do."""
    estimates = Estimates(*np.moveaxis(entries, -1, 0))
    return np.stack(statistics_of(within(estimates, lowest, highest)), axis=-1)


def sampling_attributes(ds: xr.Dataset, confidence: float) -> dict[str, object]:
    """Attributes that say what a table of measures was estimated from.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation.
    confidence : float
        [probability]

    Returns
    -------
    dict
        Title, confidence, number of paths, effective sample size, and how the paths were sampled.
    """
    paths = int(ds.sizes["path"])
    return {
        "title": ds.attrs.get("title", ""),
        "confidence": confidence,
        "n_paths": paths,
        "effective_sample_size": effective_sample_size(path_weights(ds), paths),
        "sampling": str(ds.attrs.get("sampling", "plain")),
    }
