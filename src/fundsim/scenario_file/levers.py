"""Levers of a scenario file: those that are on change the rest of it, those that are off are checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import ValidationError

from fundsim.errors import Fault
from fundsim.programme.scenario import Scenario
from fundsim.scenario_file.data_files import with_data_files
from fundsim.scenario_file.merging import CONTROLS, merge
from fundsim.scenario_file.nodes import Node, Place, child_of, dotted, leaves, name_of, node_at, path_of, plain
from fundsim.scenario_file.overrides import steps_of, unknown_step
from fundsim.scenario_file.problems import CONTRADICTION, problems_of
from fundsim.scenario_file.sources import NO_SOURCE, SOURCES, citation, is_number
from fundsim.scenario_file.validation import fault_of
from fundsim.scenario_file.writing import scenario_data

LEVERS = "levers"


class LeverChange(NamedTuple):
    """One change of a lever.

    Parameters
    ----------
    lever, key : str
        Name of the lever, dotted key that it sets.
    before, after : object
        Value without any lever, and with this one; None where there is none.
    """

    lever: str
    key: str
    before: object
    after: object


class _Loans(NamedTuple):
    """The block ``loans`` as it is written, and with its data files found."""

    written: object
    found: object


def with_levers(document: Node, faults: list[Fault]) -> Node:
    """Document with what the levers that are on set, in their order.

    Parameters
    ----------
    document : Node
        Scenario with everything it extends and every override.
    faults : list of Fault
        Receives names that a lever mentions and that do not exist, with the place in the lever.

    Returns
    -------
    Node
        A number that was set has the source of the lever.
    """
    for name, lever in _levers(document):
        if _is_on(lever):
            document = _applied(document, name, lever, faults)
    return document


def faults_of_levers_at_rest(document: Node) -> list[Fault]:
    """Unknown keys and impossible values of levers that are off, each tried by itself.

    Parameters
    ----------
    document : Node
        A valid scenario with the levers that are on.
    """
    at_rest = [(name, lever) for name, lever in _levers(document) if not _is_on(lever)]
    if not at_rest:
        return []
    found = _Loans(_loans_of(document), with_data_files(document)["loans"])
    faults: list[Fault] = []
    for name, lever in at_rest:
        trial = _applied(document, name, lever, faults)
        places = {place for node in _nodes_of(lever) for place in (node.place, node.key_place) if place is not None}
        own = {(place.line, place.column) for place in places}
        faults += [fault for fault in _problems(trial, found) if (fault.line, fault.column) in own or not fault.line]
    return faults


def lever_changes(before: Node, document: Node) -> list[LeverChange]:
    """What each lever changes, whether it is on or off.

    Parameters
    ----------
    before : Node
        Document without any lever.
    document : Node
        Valid document with the levers that are on.

    Returns
    -------
    list of LeverChange
        In the order of the file. Where nothing is written, the value before is the default.
    """
    try:
        data: object = scenario_data(Scenario.model_validate(with_data_files(before), by_alias=True, by_name=False))
    except ValidationError:  # the programme is complete only with its levers
        data = plain(before)
    return [
        LeverChange(name, key, _value_at(data, steps_of(before, key)), plain(value))
        for name, lever in _levers(document)
        for key, value in _settings(lever)
    ]


def _loans_of(document: Node) -> object:
    loans = child_of(document, "loans")
    return plain(loans) if loans is not None else None


def _levers(document: Node) -> Iterator[tuple[str, Node]]:
    levers = child_of(document, LEVERS)
    if levers is not None and isinstance(levers.value, dict):
        yield from levers.value.items()


def _is_on(lever: Node) -> bool:
    said = child_of(lever, "on")
    return said is not None and said.value is True


def _settings(lever: Node) -> Iterator[tuple[str, Node]]:
    settings = child_of(lever, "set")
    if settings is not None and isinstance(settings.value, dict):
        yield from settings.value.items()


def _applied(document: Node, name: str, lever: Node, faults: list[Fault]) -> Node:
    """Document with what one lever sets."""
    for key, value in _settings(lever):
        steps = steps_of(document, key)
        fault = _control_word(key, value) or unknown_step(document, steps)
        if key.partition(".")[0] in (LEVERS, SOURCES):
            continue  # the lever itself says that this cannot be
        if fault is not None:
            place = value.key_place or value.place
            faults.append(replace(fault, file=place.file, line=place.line, column=place.column))
        else:
            document = merge(document, _nested(steps, value), faults)
            document = _with_source(document, name, key)
    return document


def _control_word(key: str, value: Node) -> Fault | None:
    words = {word for node in _nodes_of(value) if isinstance(node.value, dict) for word in node.value} & {*CONTROLS}
    if not words:
        return None
    message = f"`{min(words)}` has no meaning in a lever, which sets values and takes nothing away"
    return Fault(key, message, remedy="set the value that holds instead")


def _nested(steps: list[str], value: Node) -> Node:
    """Block within blocks that says the same as one dotted key, at the place where the lever says it."""
    for step in reversed(steps):
        value = Node({step: value}, value.place, value.key_place)
    return value


def _with_source(document: Node, name: str, key: str) -> Node:
    """Document in which the numbers below a key that a lever set have the source of the lever."""
    sources = child_of(document, SOURCES)
    place = Place(document.place.file)
    entries = dict(sources.value) if sources is not None and isinstance(sources.value, dict) else {}
    texts = {word: child.value for word, child in entries.items() if isinstance(child.value, str)}
    said = citation(f"{LEVERS}.{name}.set.{key}", texts)
    text = f"lever {name}: {said}" if said not in (None, NO_SOURCE) else NO_SOURCE
    path = path_of(document, key)
    for below, node in leaves(node_at(document, path), path):
        if is_number(node):
            entries[dotted(document, below)] = Node(text, place, place)
    assert isinstance(document.value, dict)
    whole = replace(sources, value=entries) if sources is not None else Node(entries, place, place)
    return replace(document, value={**document.value, SOURCES: whole})


def _problems(trial: Node, known: _Loans) -> list[Fault]:
    """Unknown keys, missing keys and wrong values of a document; contradictions wait until the lever is on."""
    data: Any = plain(trial)
    data["loans"] = known.found if data["loans"] == known.written else with_data_files(trial)["loans"]
    try:
        Scenario.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        problems = problems_of(error.errors(include_url=False), data)
        return [fault_of(trial, problem) for problem in problems if problem.kind != CONTRADICTION]
    return []


def _nodes_of(node: Node) -> Iterator[Node]:
    yield node
    for child in node.value.values() if isinstance(node.value, dict) else ():
        yield from _nodes_of(child)
    for child in node.value if isinstance(node.value, list) else ():
        yield from _nodes_of(child)


def _value_at(data: object, steps: list[str]) -> object:
    for step in steps:
        if isinstance(data, list):
            data = next((item for number, item in enumerate(data, 1) if step in (name_of(item), str(number))), None)
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data
