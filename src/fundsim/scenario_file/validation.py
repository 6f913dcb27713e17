"""From a document to a scenario: every fault of a file in one report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import ValidationError

from fundsim.errors import Fault, did_you_mean
from fundsim.programme.contradictions import cautions, contradictions
from fundsim.programme.scenario import Scenario
from fundsim.scenario_file.data_files import missing_files, with_data_files
from fundsim.scenario_file.nodes import KeyPath, Node, child_of, dotted, name_of, path_of, place_of
from fundsim.scenario_file.problems import CONTRADICTION, MISSING, UNKNOWN, VALUE, Problem, problems_of
from fundsim.scenario_file.stand_ins import put, take_away

MOST_ROUNDS = 100
NEARLY = 0.8  # closeness of two names, one of which is probably the other misspelt
MOST_LISTED = 8  # inherited entries that a remedy names
PATIENCE = 2  # repairs of one place before the block around it is given up


class Validation(NamedTuple):
    """What came out of a document.

    Parameters
    ----------
    scenario : Scenario or None
        None when there are faults.
    faults, cautions : list of Fault
        What must be changed, and what should be looked at.
    """

    scenario: Scenario | None
    faults: list[Fault]
    cautions: list[Fault]


def validate(root: Node, found: Iterable[Fault] = ()) -> Validation:
    """Scenario of a document, or everything that is wrong with it.

    Parameters
    ----------
    root : Node
        Document with all it extends and all overrides.
    found : iterable of Fault
        Faults found before; what they concern is not reported again.

    Returns
    -------
    Validation
        Faults in no particular order.

    Notes
    -----
    A faulty value is reported, then replaced by a stand-in, and the document is validated again, so that
    faults behind it come to light too. Whatever concerns a stand-in is not reported.
    """
    faults: list[Fault] = []
    doubtful = [fault.key for fault in found]
    scenario = _repaired(root, faults, doubtful)
    if scenario is None:
        return Validation(None, faults, [])
    crossed = [*contradictions(scenario), *missing_files(scenario)]
    faults += [placed(root, fault) for fault in crossed if not _doubtful(fault, doubtful)]
    if faults or doubtful:
        return Validation(None, faults, [])
    return Validation(scenario, [], [placed(root, caution) for caution in cautions(scenario)])


def _repaired(root: Node, faults: list[Fault], doubtful: list[str]) -> Scenario | None:
    """Scenario with stand-ins where there were faults; None if even that fails."""
    data = with_data_files(root)
    repairs: Counter[KeyPath] = Counter()
    for _ in range(MOST_ROUNDS):
        try:
            return Scenario.model_validate(data, by_alias=True, by_name=False)
        except ValidationError as error:
            problems = problems_of(error.errors(include_url=False), data)
        fresh = [fault_of(root, problem) for problem in problems]
        faults += [fault for fault in fresh if not _doubtful(fault, doubtful)]
        for problem, fault in zip(problems, fresh, strict=True):
            doubtful += _about(fault)
            given_up = _repair(data, problem, repairs)
            doubtful += [dotted(root, given_up)] if given_up else []
    return None


def _repair(data: Any, problem: Problem, repairs: Counter[KeyPath]) -> KeyPath:
    """Put something possible in the place of a fault; path of the block that was given up for it, empty for none."""
    repairs[problem.path] += 1
    if repairs[problem.path] > PATIENCE and len(problem.path) > 1:
        block = problem.path[:-1]
        return _repair(data, problem._replace(path=block, kind=VALUE), repairs) or block
    if problem.kind == UNKNOWN:
        take_away(data, problem.path)
    elif problem.kind in (MISSING, VALUE):
        put(data, problem.path)
    else:
        _reconcile(data, problem)
    return ()


def _reconcile(data: Any, problem: Problem) -> None:
    """Make keys that contradict each other agree: drop all but the first, or give the first."""
    paths = problem.concerns if problem.path in {path[:-1] for path in problem.concerns} else (problem.path,)
    given = [path for path in paths if _is_given(data, path)]
    if not given:
        put(data, paths[0])
    for path in given[1:] or given:
        take_away(data, path)


def _is_given(data: Any, path: KeyPath) -> bool:
    for key in path[:-1]:
        data = data.get(key, {}) if isinstance(data, dict) else data[key]
    return path[-1] in data


def fault_of(root: Node, problem: Problem) -> Fault:
    """Fault of a problem, with the place of its value, or of its key where that is wrong."""
    place = place_of(root, problem.path, of_key=problem.kind in (UNKNOWN, CONTRADICTION))
    meant = _inherited_name_meant(root, problem.path) if problem.kind in (MISSING, CONTRADICTION) else ""
    remedy = "; ".join(part for part in (meant, problem.remedy) if part)
    if problem.kind == CONTRADICTION and (inherited := _inherited(root, problem)):
        remedy += _ways_out(dotted(root, problem.path), inherited)
    return Fault(
        key=dotted(root, problem.path),
        message=problem.message,
        allowed=problem.allowed,
        remedy=remedy,
        file=place.file,
        line=place.line,
        column=place.column,
        concerns=tuple(dotted(root, path) for path in problem.concerns),
    )


def _inherited(root: Node, problem: Problem) -> dict[str, str]:
    """Entries of the block of a contradiction that others contradict, and that stand in another file than the block's.

    Parameters
    ----------
    root : Node
        Document.
    problem : Problem
        Contradiction.

    Returns
    -------
    dict of str to str
        File of each entry; empty where the path leads to no block, or where all of it is in one file.
    """
    node: Node | None = root
    for key in problem.path:
        node = child_of(node, key) if node is not None else None
    if node is None or not isinstance(node.value, dict):
        return {}
    entries = {word: entry.place.file for word, entry in node.value.items() if entry.place.file != node.place.file}
    if len(entries) == len(node.value):
        return {}
    said = {str(path[-1]) for path in problem.concerns if path[:-1] == problem.path}
    return {word: file for word, file in entries.items() if word in said} or entries


def _ways_out(key: str, inherited: Mapping[str, str]) -> str:
    """What is inherited, from where, and how to drop it."""
    one = next(iter(inherited))
    listed = [f"`{word}`" for word in inherited]
    more = " ..." if len(listed) > MOST_LISTED else ""
    files = ", ".join(dict.fromkeys(inherited.values()))
    return (
        f"; inherited from `{files}`: {', '.join(listed[:MOST_LISTED])}{more}"
        f"; `{one}: {{remove: true}}` here drops one that is inherited "
        f"(`--set {key}.{one}=null`, in a grid `{key}.{one}: [null]`), `replace: true` all of the block's"
    )


def _inherited_name_meant(root: Node, path: KeyPath) -> str:
    """Remedy for an incomplete entry of a block of names that is called nearly like one that is inherited."""
    block = child_of(root, path[0]) if len(path) > 1 else None
    entry = child_of(block, path[1]) if block is not None else None
    if block is None or entry is None:
        return ""
    named = _named_entries(block)
    own = next((name for name, item in named if item is entry), "")
    elsewhere = [name for name, item in named if item.place.file != entry.place.file and isinstance(item.value, dict)]
    return did_you_mean(own, elsewhere, closeness=NEARLY)


def _named_entries(block: Node) -> list[tuple[str, Node]]:
    """Entries of a block, or items of a list that have names."""
    if isinstance(block.value, dict):
        return list(block.value.items())
    items = block.value if isinstance(block.value, list) else []
    return [(name, item) for item in items if (name := name_of(item)) is not None]


def placed(root: Node, fault: Fault) -> Fault:
    """Fault with the place of its key, or of the nearest block around it."""
    place = place_of(root, path_of(root, fault.key), of_key=True)
    return replace(fault, file=place.file, line=place.line, column=place.column)


def _about(fault: Fault) -> tuple[str, ...]:
    """Keys that a fault is about; one of a whole block is about the keys that it names."""
    inside = all(key.startswith(f"{fault.key}.") for key in fault.concerns)
    return fault.concerns if fault.concerns and inside else (fault.key, *fault.concerns)


def _doubtful(fault: Fault, doubtful: list[str]) -> bool:
    return any(_touch(key, other) for key in _about(fault) for other in doubtful)


def _touch(one: str, other: str) -> bool:
    """Whether one of two dotted keys stands within the other."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")
