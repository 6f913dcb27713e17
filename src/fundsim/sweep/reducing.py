"""What a sweep keeps of one run: headline figures, monthly bands, and paths where they were asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypedDict

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.errors import FundsimError
from fundsim.metrics import summarise
from fundsim.portfolio.quality import joined_quality
from fundsim.results import OF_SINGLE_PATHS, TOWNSHIPS, YEARS

NUMBERS = {
    "fund_initial": "opening amount of the reported fund",
    "opening_outstanding": "loans outstanding at the start",
}
"""Attributes of a run that differ from point to point."""
BY_POINT = {"township_outstanding"}
"""Labels of a run that are variables of a store, since points differ in them."""
UNUSED = {"replicate", "usual", "bad_year"}
"""Labels of a run that mean nothing without all its paths."""
Arrays = dict[str, NDArray[np.float64]]


class Options(TypedDict):
    """Options of ``simulate`` that keep more of every path."""

    keep_townships: bool
    keep_years: bool


class StoredVariable(NamedTuple):
    """One variable of a store, without the dimension ``scenario``.

    Parameters
    ----------
    dims : tuple of str
        Dimensions.
    attributes : dict
        Unit, texts.
    """

    dims: tuple[str, ...]
    attributes: dict[str, Any]


class Outline(NamedTuple):
    """Variables and labels of a store, wide enough for all its points.

    Parameters
    ----------
    variables : dict of StoredVariable
        By name.
    labels : xarray.Dataset
        Coordinates of all dimensions but ``scenario`` and ``path``.
    attributes : dict
        What all points have in common: currency, confidence.
    """

    variables: dict[str, StoredVariable]
    labels: xr.Dataset
    attributes: dict[str, Any]


def options_of(keep: Iterable[str]) -> Options:
    """What a run must be asked for so that it holds the variables that a sweep keeps for every path."""
    asked = set(keep)
    return {"keep_townships": bool(asked & set(TOWNSHIPS)), "keep_years": bool(asked & set(YEARS))}


def reduced(results: xr.Dataset, keep: Iterable[str]) -> xr.Dataset:
    """The part of a run's results that a sweep keeps.

    Parameters
    ----------
    results : xarray.Dataset
        Results of ``simulate``.
    keep : iterable of str
        Variables kept for every path.

    Returns
    -------
    xarray.Dataset
        ``estimate([fund_size,] measure, statistic)``, everything over paths but the worst years, what was asked
        for by path, and the size of fund and loans at the start.
    """
    table = summarise(results).rename(key="measure_key", layer="measure_layer")  # `layer` is a dimension beside it
    held = results.variables  # not labelled arrays: making some fifty of them is as much work as the summary
    averaged = [str(name) for name in results.data_vars if not set(OF_SINGLE_PATHS) & set(held[name].dims)]
    by_path = [name for name in keep if name in held]
    by_path += ["weight"] if by_path and "weight" in held and "weight" not in by_path else []
    # Of the loans at hand, which may differ from point to point as nothing else that labels a dimension does.
    own = [name for name in BY_POINT if name in held]
    kept = {name: held[name] for name in [*averaged, *by_path, *own]}
    numbers = {
        name: ((), float(results.attrs[name]), {"units": results.attrs["currency"], "long_name": text})
        for name, text in NUMBERS.items()
    }
    dims = {dim for variable in kept.values() for dim in variable.dims}
    beside = [name for name in results.coords if name not in UNUSED | BY_POINT and set(held[name].dims) <= dims]
    labels = {name: held[name] for name in beside} | {name: table.variables[name] for name in table.coords}
    shared = {"currency": results.attrs["currency"], "confidence": table.attrs["confidence"]}
    shared |= joined_quality([results.attrs])
    return xr.Dataset(kept | {"estimate": table.variables["estimate"]} | numbers, labels, shared)


def joined_outline(samples: list[xr.Dataset]) -> Outline:
    """Outline wide enough for several reduced runs.

    Parameters
    ----------
    samples : list of xarray.Dataset
        Reduced runs, one of each kind.

    Returns
    -------
    Outline
        All variables, and along each dimension all labels in the order in which they first appear.

    Raises
    ------
    FundsimError
        Some points compare fund sizes and others do not, or they count in different currencies.
    """
    if len({"fund_size" in sample.dims for sample in samples}) > 1:
        remedy = "give `report.fund_sizes` to all named scenarios or to none"
        raise FundsimError(f"some points of this sweep compare fund sizes and others do not; {remedy}")
    if len({sample.attrs["currency"] for sample in samples}) > 1:
        raise FundsimError("the points of this sweep count in different currencies; sweep them apart")
    variables: dict[str, StoredVariable] = {}
    for sample in samples:
        for name, array in sample.data_vars.items():
            dims = tuple(str(dim) for dim in array.dims)
            if len(dims) >= len(variables.get(str(name), StoredVariable((), {})).dims):
                variables[str(name)] = StoredVariable(dims, dict(array.attrs))
    attributes = dict(samples[0].attrs) | joined_quality(sample.attrs for sample in samples)
    return Outline(variables, _joined_labels(samples), attributes)


def _joined_labels(samples: list[xr.Dataset]) -> xr.Dataset:
    """Labels of all dimensions but ``path``; texts beside them where all samples agree."""
    dims = dict.fromkeys(str(dim) for sample in samples for dim in sample.dims if dim != "path")
    labels = {
        dim: (dim, np.array(list(dict.fromkeys(_labels_of(samples, dim)))), _attributes_of(samples, dim))
        for dim in dims
    }
    beside = dict.fromkeys(str(name) for sample in samples for name in sample.coords if name not in sample.dims)
    for name in beside:
        dim = next(str(sample[name].dims[0]) for sample in samples if name in sample.coords)
        pairs = {pair for sample in samples if name in sample.coords for pair in _pairs(sample, name, dim)}
        told = dict(pairs)
        if len(told) == len(pairs) and all(label in told for label in labels[dim][1].tolist()):
            texts = np.array([told[label] for label in labels[dim][1].tolist()])
            labels[name] = (dim, texts, _attributes_of(samples, name))
    return xr.Dataset(coords=labels)


def _labels_of(samples: list[xr.Dataset], dim: str) -> list[Any]:
    found = [label for sample in samples if dim in sample.dims for label in sample[dim].values.tolist()]
    return sorted(found) if dim in ("month", "year", "other_year", "cohort", "fund_size") else found


def _attributes_of(samples: list[xr.Dataset], name: str) -> dict[str, Any]:
    return next(dict(sample[name].attrs) for sample in samples if name in sample.coords)


def _pairs(sample: xr.Dataset, name: str, dim: str) -> list[tuple[Any, Any]]:
    return list(zip(sample[dim].values.tolist(), sample[name].values.tolist(), strict=True))


def aligned(sample: xr.Dataset, outline: Outline, paths: int) -> Arrays:
    """A reduced run as arrays that fit a store.

    Parameters
    ----------
    sample : xarray.Dataset
        Reduced run.
    outline : Outline
        Of the store.
    paths : int
        Histories of each point.

    Returns
    -------
    dict of arrays
        By variable; what the run does not have is not a number, what does not depend on the fund size is repeated.

    Raises
    ------
    FundsimError
        The run has a label that the outline does not foresee.
    """
    for dim in sample.dims:
        unknown = set(sample[dim].values.tolist()) - set(outline.labels[dim].values.tolist()) if dim != "path" else ()
        if unknown:
            raise FundsimError(f"{dim} {sorted(unknown)[0]!r} was not expected at this point")
    places = {str(dim): _places(sample, str(dim), outline, paths) for dim in sample.dims}
    sizes = {**outline.labels.sizes, "path": paths}
    shapes = {name: tuple(sizes[dim] for dim in kept.dims) for name, kept in outline.variables.items()}
    held = sample.variables
    return {
        name: _fitted(held[name], kept, shapes[name], places) if name in held else np.full(shapes[name], np.nan)
        for name, kept in outline.variables.items()
    }


def _fitted(
    held: xr.Variable, kept: StoredVariable, shape: tuple[int, ...], places: dict[str, NDArray[np.int64]]
) -> NDArray[np.float64]:
    fitted = np.full(shape, np.nan)
    values = held.transpose(*(dim for dim in kept.dims if dim in held.dims)).to_numpy()
    inserted = values[tuple(slice(None) if dim in held.dims else None for dim in kept.dims)]
    fitted[np.ix_(*(places[dim] for dim in kept.dims))] = inserted
    return fitted


def _places(sample: xr.Dataset, dim: str, outline: Outline, paths: int) -> NDArray[np.int64]:
    """Where the labels of a run stand along a dimension of the store."""
    if dim == "path":
        return np.arange(paths)
    order = {label: place for place, label in enumerate(outline.labels[dim].values.tolist())}
    return np.array([order[label] for label in sample[dim].values.tolist()], np.int64)
