"""What a sweep is going to do, and the digest by which a store is recognised as its own."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from fundsim.errors import Fault, ScenarioError
from fundsim.kernels.compiling.jit import source_digest
from fundsim.scenario_file import resolved_json, scenario_hash
from fundsim.scenario_file.overrides import Overrides
from fundsim.scenario_file.sources import with_defaults_told
from fundsim.scenario_file.validation import validate
from fundsim.sweep.points import Point, check_points, column_names, points_of
from fundsim.sweep.reading import check_sweep, swept_keys
from fundsim.units import check_whole

MOST_BLOCKS = 1000  # beyond, several points share a chunk: file systems suffer from very many small files
RECORDED = ("numpy", "numba", "scipy", "xarray", "zarr")
DECISIVE_ROOMS = (
    "kernels", "metrics", "portfolio", "programme", "results", "scenario_file", "simulation", "sweep",
)  # fmt: skip


class Plan(NamedTuple):
    """A sweep, ready to run.

    Parameters
    ----------
    title, description : str
        From the sweep file.
    points : tuple of Point
        In the order of the store.
    columns : dict of str
        Dotted key of the scenario, by name of its coordinate.
    zipped, sampled : tuple of str
        Dotted keys that are walked side by side, and those whose values are spread over laws.
    paths : int
        Simulated histories of each point.
    keep : tuple of str
        Variables kept for every path.
    block : int
        Points that are run and written together.
    base : str
        Resolved base scenario as JSON.
    base_hash, sweep_hash : str
        Digests of the base, and of everything that can change a number of the sweep.
    text : str
        The sweep file.
    versions : dict of str
        Versions of the program, of the simulation's rules, and of what they stand on.
    cautions : tuple of Fault
        What is possible in the base scenario, but seldom meant.
    """

    title: str
    description: str
    points: tuple[Point, ...]
    columns: dict[str, str]
    zipped: tuple[str, ...]
    sampled: tuple[str, ...]
    paths: int
    keep: tuple[str, ...]
    block: int
    base: str
    base_hash: str
    sweep_hash: str
    text: str
    versions: dict[str, str]
    cautions: tuple[Fault, ...]


def plan_sweep(
    source: str | Path,
    overrides: Overrides = (),
    *,
    n_paths: int | None = None,
    seed: int | None = None,
    faulty_points: bool = False,
) -> Plan:
    """Read a sweep file and lay out its points.

    Parameters
    ----------
    source : str or Path
        Sweep file, or name of a shipped sweep.
    overrides : iterable of str, or mapping
        Changes ``key=value`` to the base scenario.
    n_paths, seed : int, optional
        Instead of those of the file.
    faulty_points : bool
        Keep combinations that are no valid scenario, to be recorded as failed, instead of refusing the sweep.

    Returns
    -------
    Plan
        All points, each with its scenario.

    Raises
    ------
    ScenarioError
        All faults of the sweep file, of its base, or of its points.
    TypeError, ValueError
        Paths or seed are no whole numbers, or out of range.
    """
    if n_paths is not None:
        check_whole("n_paths", n_paths)
    if seed is not None:
        check_whole("seed", seed, 0)
    sweep = check_sweep(source, overrides)
    design = sweep.design if seed is None else sweep.design.model_copy(update={"seed": seed})
    check_whole("seed + replications - 1", design.seed + design.replications - 1, 0)
    base, found, _ = validate(sweep.base)
    if base is None:
        raise ScenarioError(found)
    points = tuple(points_of(sweep._replace(design=design)))
    if not faulty_points:
        check_points(list(points))
    paths, keep = design.paths if n_paths is None else n_paths, tuple(dict.fromkeys(design.keep))
    block = design.block or -(-len(points) // MOST_BLOCKS)
    names = column_names([str(path[-1]) for path in swept_keys(sweep.root)])
    return Plan(
        title=design.name,
        description=design.description,
        points=points,
        columns={name: key for key, name in names.items()},
        zipped=tuple(design.zip_),
        sampled=tuple(design.sample.of) if design.sample is not None else (),
        paths=paths,
        keep=keep,
        block=block,
        base=resolved_json(with_defaults_told(base, sweep.base)),
        base_hash=scenario_hash(base),
        sweep_hash=sweep_hash(points, paths, keep, block),
        text=sweep.path.read_text(encoding="utf-8"),
        versions=versions_here(),
        cautions=tuple(caution for caution in sweep.cautions if caution.key not in names),
    )


def sweep_hash(points: Iterable[Point], paths: int, keep: tuple[str, ...], block: int) -> str:
    """Digest of everything in a sweep that can change a number of its store.

    Parameters
    ----------
    points : iterable of Point
        All points.
    paths : int
        Histories of each.
    keep : tuple of str
        Variables kept for every path.
    block : int
        Points of a chunk.

    Returns
    -------
    str
        64 hexadecimal digits; titles, descriptions and the place of files do not matter.
    """
    told = [[point_hash(point), point.seed, point.replication, point.label] for point in points]
    return digest_of({"points": told, "paths": paths, "keep": sorted(keep), "block": block})


def point_hash(point: Point) -> str:
    """Digest of a point's scenario; empty where it has none."""
    return "" if point.scenario is None else scenario_hash(point.scenario)


def digest_of(data: object) -> str:
    """SHA-256 of plain data, 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def versions_here() -> dict[str, str]:
    """Versions that results depend on; ``rules`` is a digest of all source from scenario to estimates."""
    package = Path(__file__).parents[1]
    sources = [source_digest(package, "*.py"), *(source_digest(package / room) for room in DECISIVE_ROOMS)]
    rules = digest_of(sources)[:16]
    own = {"fundsim": version("fundsim"), "rules": rules, "python": platform.python_version()}
    return own | {package: version(package) for package in RECORDED}
