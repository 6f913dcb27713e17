"""The Zarr store of a sweep: allocated in full at the start, filled block by block, readable all the time.

A block of points is one chunk along ``scenario``, so that no two writers ever share a chunk. The status of a block is
written after its data, together with a digest of the data: resuming repeats whatever has no status, and whatever a
crash of the machine has damaged behind a status.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
import zarr
from numpy.typing import NDArray

from fundsim.errors import OutputError
from fundsim.sweep.blocks import Outcome
from fundsim.sweep.plan import Plan, point_hash
from fundsim.sweep.points import value_text
from fundsim.sweep.reducing import Arrays, Outline

OPEN, DONE, FAILED = range(3)
FORMAT = "fundsim sweep 1"
TEXT = np.dtypes.StringDType()
MARKS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "status": (
        "int8",
        0,
        {"long_name": "state of the point", "flag_values": [0, 1, 2], "flag_meanings": "open done failed"},
    ),
    "message": ("string", "", {"long_name": "why the point failed"}),
    "digest": ("string", "", {"long_name": "SHA-256 of the point's numbers"}),
}


class StoreArrays(NamedTuple):
    """Zarr arrays by point of a store: data, and marks of their state."""

    data: dict[str, Any]
    marks: dict[str, Any]


def create_store(folder: Path, plan: Plan, outline: Outline) -> None:
    """Allocate a store under a temporary name and give it its own when it is whole.

    Parameters
    ----------
    folder : Path
        Where to; does not exist.
    plan : Plan
        What the sweep will do.
    outline : Outline
        Variables and labels of all its points.
    """
    unfinished = folder.parent / f".{folder.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        coordinates = outline.labels.assign_coords(point_coordinates(plan)).assign_attrs(
            store_attributes(plan, outline)
        )
        if any("path" in kept.dims for kept in outline.variables.values()):
            coordinates = coordinates.assign_coords(path=np.arange(plan.paths))
        with warnings.catch_warnings():
            # Consolidated metadata spare readers a search of the folder; Zarr warns that other programs may not know.
            warnings.filterwarnings("ignore", message="Consolidated metadata is currently not part")
            encoding = {name: {"chunks": array.shape} for name, array in coordinates.coords.items() if array.size}
            _as_text(coordinates).to_zarr(unfinished, zarr_format=3, consolidated=False, encoding=encoding)
            allocate(zarr.open_group(unfinished, mode="r+"), plan, outline)
            zarr.consolidate_metadata(unfinished)
        unfinished.replace(folder)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from error


def allocate(group: zarr.Group, plan: Plan, outline: Outline) -> None:
    """Make all arrays by point, empty: chunks appear when they are written."""
    points = len(plan.points)
    block = min(plan.block, points)
    for name, (dims, attributes) in outline.variables.items():
        sizes = tuple(plan.paths if dim == "path" else outline.labels.sizes[dim] for dim in dims)
        group.create_array(
            name,
            shape=(points, *sizes),
            chunks=(block, *(max(1, size) for size in sizes)),
            dtype="float64",
            compressors="auto" if "path" in dims else None,  # of a few numbers it takes a quarter of the time to write
            fill_value=np.nan,
            dimension_names=("scenario", *dims),
            attributes=attributes,
        )
    for name, (dtype, empty, attributes) in MARKS.items():
        group.create_array(
            name,
            shape=(points,),
            chunks=(block,),
            dtype=dtype,
            compressors=None,
            fill_value=empty,
            dimension_names=("scenario",),
            attributes=attributes,
        )


def point_coordinates(plan: Plan) -> dict[str, Any]:
    """Coordinates along ``scenario``: number, label, swept values, repetition, seed, digest of the scenario."""
    points = plan.points
    columns: dict[str, tuple[Any, dict[str, str]]] = {
        "scenario": (np.arange(len(points)), {"long_name": "number of the point"}),
        "label": ([point.label for point in points], {"long_name": "what is special about the point"}),
    }
    if any(point.variant for point in points):
        columns["variant"] = ([point.variant for point in points], {"long_name": "named scenario"})
    for name, key in plan.columns.items():
        columns[name] = (column_of([point.values[name] for point in points]), {"long_name": key})
    columns["replication"] = ([point.replication for point in points], {"long_name": "number of the repetition"})
    columns["seed"] = ([point.seed for point in points], {"long_name": "seed of all draws"})
    columns["scenario_hash"] = ([point_hash(point) for point in points], {"long_name": "digest of the scenario"})
    return {name: ("scenario", np.asarray(values), attributes) for name, (values, attributes) in columns.items()}


def column_of(values: Sequence[object]) -> NDArray[Any]:
    """Values of a swept key as numbers where all are numbers, else as text."""
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return np.asarray(values)
    return np.asarray([value_text(value) for value in values])


def store_attributes(plan: Plan, outline: Outline) -> dict[str, Any]:
    """Where the numbers of a store come from."""
    return {
        **outline.attributes,
        "format": FORMAT,
        "title": plan.title,
        "description": plan.description,
        "sweep_hash": plan.sweep_hash,
        "base_hash": plan.base_hash,
        "paths": plan.paths,
        "first_seed": plan.points[0].seed,
        "block": plan.block,
        "keep": json.dumps(plan.keep),
        "variables": json.dumps(list(outline.variables)),
        "swept": json.dumps(plan.columns, ensure_ascii=False),
        "zipped": json.dumps(plan.zipped, ensure_ascii=False),
        "sampled": json.dumps(plan.sampled, ensure_ascii=False),
        "versions": json.dumps(plan.versions),
        "sweep": plan.text,
        "base": plan.base,
    }


def _as_text(ds: xr.Dataset) -> xr.Dataset:
    """Texts in the type that Zarr v3 has a specification for."""
    texts = [array for array in ds.coords.values() if array.dtype.kind == "U"]
    return ds.assign_coords({array.name: (array.dims, array.values.astype(TEXT), array.attrs) for array in texts})


def arrays_to_write(folder: Path) -> StoreArrays:
    """Arrays of a store, opened once for all blocks that will be written."""
    group = zarr.open_group(folder, mode="r+", use_consolidated=False)
    names = json.loads(str(group.attrs["variables"]))
    return StoreArrays({name: group[name] for name in names}, {name: group[name] for name in MARKS})


def write_block(store: StoreArrays, number: int, outcomes: list[Outcome]) -> None:
    """Write the points of a block: data first, then what proves them, then that they are there.

    Parameters
    ----------
    store : StoreArrays
        Opened for writing.
    number : int
        Of the block.
    outcomes : list of Outcome
        One for each of its points.
    """
    span = block_span(store.marks["status"], number)
    assert len(outcomes) == span.stop - span.start
    for name, array in store.data.items():
        assert array.chunks[0] == store.marks["status"].chunks[0], "a block must be a chunk"
        missing = np.full(array.shape[1:], np.nan)
        array[span] = np.stack([missing if outcome.arrays is None else outcome.arrays[name] for outcome in outcomes])
    store.marks["message"][span] = np.array([outcome.message for outcome in outcomes], TEXT)
    digests = ["" if outcome.arrays is None else digest_of_point(outcome.arrays) for outcome in outcomes]
    store.marks["digest"][span] = np.array(digests, TEXT)
    states = [FAILED if outcome.arrays is None else DONE for outcome in outcomes]
    store.marks["status"][span] = np.array(states, np.int8)


def block_span(status: Any, number: int) -> slice:
    """Points of a block."""
    size = status.chunks[0]
    return slice(number * size, min((number + 1) * size, status.shape[0]))


def digest_of_point(arrays: Arrays) -> str:
    """SHA-256 of a point's numbers, bit by bit."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def marks_of(folder: Path, name: str) -> NDArray[Any]:
    """State, message or digest of every point of a store."""
    marks: Any = _opened(folder)[name]
    return np.asarray(marks[:])


def open_blocks(folder: Path) -> list[int]:
    """Blocks that are still to be run: not all points done, or their numbers do not fit their digests.

    Parameters
    ----------
    folder : Path
        The store.

    Returns
    -------
    list of int
        In order.
    """
    store = arrays_to_write(folder)
    status = store.marks["status"]
    blocks = range(-(-status.shape[0] // status.chunks[0]))
    return [number for number in blocks if not _is_whole(store, block_span(status, number))]


def _is_whole(store: StoreArrays, span: slice) -> bool:
    if (store.marks["status"][span] != DONE).any():
        return False
    stored = {name: np.asarray(array[span]) for name, array in store.data.items()}
    rows = range(span.stop - span.start)
    found = [digest_of_point({name: values[row] for name, values in stored.items()}) for row in rows]
    return found == [str(digest) for digest in store.marks["digest"][span]]


def digest_of_store(folder: Path) -> str:
    """Digest of all numbers of a finished store; empty while points are missing.

    Parameters
    ----------
    folder : Path
        The store.

    Returns
    -------
    str
        Two sweeps with equal digests have equal numbers to the last bit, however often they were interrupted.
    """
    if (marks_of(folder, "status") != DONE).any():
        return ""
    digests = [str(digest) for digest in marks_of(folder, "digest")]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def attributes_of(folder: Path) -> dict[str, Any]:
    """Attributes of a store.

    Raises
    ------
    OutputError
        There is something else at that place.
    """
    try:
        attributes = dict(_opened(folder).attrs)
    except (OSError, ValueError, KeyError) as error:
        raise OutputError(f"{folder}: this is no store of a sweep; name another folder") from error
    if attributes.get("format") != FORMAT:
        raise OutputError(f"{folder}: this Zarr store was not written by `fundsim sweep`; name another folder")
    return attributes


def _opened(folder: Path) -> zarr.Group:
    return zarr.open_group(folder, mode="r")
