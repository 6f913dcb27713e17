"""From a sweep file to a checked design, every fault at its place, as in scenario files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from fundsim.errors import Fault, ScenarioError, did_you_mean
from fundsim.results import MONTHS, OF_SAMPLING, OF_SINGLE_PATHS, VARIABLES
from fundsim.scenario_file.loading import check_scenario
from fundsim.scenario_file.nodes import KeyPath, Node, child_of, dotted, place_of, plain
from fundsim.scenario_file.overrides import Overrides
from fundsim.scenario_file.problems import CONTRADICTION, UNKNOWN, Problem, problems_of
from fundsim.scenario_file.reading import close_files, read_document
from fundsim.scenario_file.shipped import is_file, shipped_path, shipped_sweeps
from fundsim.sweep.design import SweepDesign

KEPT = tuple(
    name
    for name, variable in VARIABLES.items()
    if ("path" in variable.dims or variable.by_township) and name not in {*OF_SAMPLING, *MONTHS} - {"weight"}
)
"""Variables that a sweep can keep for every path; weights come along where there are some."""
SWEEP = "the sweep"


class CheckedSweep(NamedTuple):
    """A sweep file in order.

    Parameters
    ----------
    design : SweepDesign
        What it says.
    root : Node
        Its tree, which knows where each value is written.
    base : Node
        Document of the base scenario with everything it extends and every override, distributions at their means.
    path : Path
        The file.
    cautions : tuple of Fault
        What is possible in the base scenario, but seldom meant.
    """

    design: SweepDesign
    root: Node
    base: Node
    path: Path
    cautions: tuple[Fault, ...]


def check_sweep(source: str | Path, overrides: Overrides = ()) -> CheckedSweep:
    """Read a sweep file and the scenario that it starts from.

    Parameters
    ----------
    source : str or Path
        File, or name of a shipped sweep such as ``extension_policy``.
    overrides : iterable of str, or mapping
        Changes ``key=value`` to the base scenario.

    Returns
    -------
    CheckedSweep
        Design and documents; the points themselves are not checked yet.

    Raises
    ------
    ScenarioError
        All faults of the sweep file, or those of its base.
    """
    path = sweep_path(source)
    root, faults = read_document(path)
    if root is None:
        raise ScenarioError([_with_shipped_names(fault, path) for fault in faults], SWEEP)
    design = _validated(root, faults)
    base = _base_path(root, faults)
    faults += [*_swept_twice(root), *_no_changes(root)]
    if design is not None:
        faults += [*_uneven_lists(root, design), *_unknown_names(root, design)]
    if design is None or base is None or faults:
        raise ScenarioError(sorted(faults, key=lambda fault: (fault.line, fault.column)), SWEEP)
    checked = check_scenario(base, overrides)
    return CheckedSweep(design, root, checked.before_levers, path, checked.cautions)


def sweep_path(source: str | Path) -> Path:
    """File that a sweep is read from: the file itself, else the shipped sweep of that name."""
    path = Path(source)
    if is_file(path):
        return path
    named = (sweep.path for sweep in shipped_sweeps() if sweep.name == str(source).removesuffix(".yaml"))
    return next(named, path)


@lru_cache(maxsize=1)
def sweep_schema() -> dict[str, Any]:
    """JSON schema of a sweep file without references."""
    schema = SweepDesign.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs")

    def inlined(part: Any) -> Any:
        if isinstance(part, list):
            return [inlined(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return inlined(definitions[part["$ref"].rpartition("/")[2]])
        return {key: inlined(value) for key, value in part.items() if key != "discriminator"}

    inlined_schema: dict[str, Any] = inlined(schema)
    return inlined_schema


def _validated(root: Node, faults: list[Fault]) -> SweepDesign | None:
    data = plain(root)
    try:
        return SweepDesign.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        problems = problems_of(error.errors(include_url=False), data, sweep_schema())
        faults += [_fault(root, problem) for problem in problems]
        return None


def _fault(root: Node, problem: Problem) -> Fault:
    place = place_of(root, problem.path, of_key=problem.kind in (UNKNOWN, CONTRADICTION))
    return Fault(
        key=dotted(root, problem.path),
        message=problem.message,
        allowed=problem.allowed,
        remedy=problem.remedy,
        file=place.file,
        line=place.line,
        column=place.column,
    )


def _at(root: Node, path: KeyPath, message: str, remedy: str, *, of_key: bool = True) -> Fault:
    place = place_of(root, path, of_key=of_key)
    return Fault(dotted(root, path), message, "", remedy, place.file, place.line, place.column)


def swept_keys(root: Node) -> Iterator[KeyPath]:
    """Paths, within a sweep file, of the scenario keys that grid, zip and sample change."""
    for block in (("grid",), ("zip",), ("sample", "of")):
        node: Node | None = root
        for key in block:
            node = child_of(node, key) if node is not None else None
        if node is not None and isinstance(node.value, dict):
            yield from ((*block, key) for key in node.value)


def _swept_twice(root: Node) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for path in swept_keys(root):
        key = str(path[-1])
        for other, where in seen.items():
            if f"{key}.".startswith(f"{other}.") or f"{other}.".startswith(f"{key}."):
                message = f"changes what `{where}` changes already" + ("" if key == other else f": `{other}`")
                yield _at(root, path, message, "keep one of them")
        seen[key] = ".".join(str(part) for part in path[:-1])


def _uneven_lists(root: Node, design: SweepDesign) -> Iterator[Fault]:
    lengths = {key: len(values) for key, values in design.zip_.items()}
    first = next(iter(lengths.values()), 0)
    for key, length in lengths.items():
        if length != first:
            message = f"has {length} values, the list before it {first}"
            yield _at(root, ("zip", key), message, "lists under `zip` are walked side by side: make them equally long")


def _unknown_names(root: Node, design: SweepDesign) -> Iterator[Fault]:
    for place, name in enumerate(design.keep):
        if name not in KEPT:
            always = (
                name in VARIABLES
                and name not in OF_SAMPLING
                and not set(OF_SINGLE_PATHS) & set(VARIABLES[name].dims)
                and f"`{name}` is always there, over all paths"
            )
            remedy = always or did_you_mean(name, KEPT) or "the output reference lists them"
            yield _at(root, ("keep", place), f"'{name}' is no variable by path", str(remedy), of_key=False)


def _no_changes(root: Node) -> Iterator[Fault]:
    named = child_of(root, "scenarios")
    for name, node in (named.value if named is not None and isinstance(named.value, dict) else {}).items():
        if not isinstance(node.value, dict):
            remedy = "write keys and values, or {} for the base as it is"
            yield _at(root, ("scenarios", name), "holds no block of changes", remedy)


def _base_path(root: Node, faults: list[Fault]) -> Path | None:
    node = child_of(root, "base")
    if node is None or not isinstance(node.value, str) or not node.value:
        return None  # reported already
    path = Path(node.place.folder) / node.value
    path = path if is_file(path) else shipped_path(node.value) or path
    if is_file(path):
        return path
    remedy = close_files(path) or "a path counts from the folder of the sweep file"
    faults.append(_at(root, ("base",), f"there is no scenario file '{node.value}'", remedy, of_key=False))
    return None


def _with_shipped_names(fault: Fault, path: Path) -> Fault:
    names = [sweep.name for sweep in shipped_sweeps()]
    if path.exists() or not names:
        return fault
    remedy = did_you_mean(path.stem, names) or f"shipped sweeps are {', '.join(names)}"
    return Fault("", fault.message, remedy=remedy, file=fault.file)
