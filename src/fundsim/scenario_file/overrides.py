"""Single changes given beside a file: ``--set layers.insurance.pays=0.5``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from fundsim.errors import Fault, did_you_mean
from fundsim.programme import Scenario
from fundsim.scenario_file.allowed import fitting, has_named_blocks, options_at
from fundsim.scenario_file.composing import DEEPEST, compose
from fundsim.scenario_file.merging import CONTROLS, merge
from fundsim.scenario_file.nodes import (
    KeyPath,
    Node,
    Place,
    dotted,
    has_names,
    name_of,
    node_at,
    path_of,
    plain,
)

Overrides = Iterable[str] | Mapping[str, object]
SHOWN = "--set"
MOST_SHOWN = 5  # keys that a remedy names


def changes_in(overrides: Overrides) -> list[str]:
    """Changes ``key=value`` of either form in which they are given.

    Parameters
    ----------
    overrides : iterable of str, or mapping
        Changes, or keys with their values: numbers, texts, truth values, lists, blocks.

    Returns
    -------
    list of str
        Values as YAML reads them.

    Raises
    ------
    TypeError
        It is one text, or holds something else than texts.

    Examples
    --------
    >>> changes_in({"horizon.months": 12, "lending": {"mode": "run_off"}})
    ['horizon.months=12', 'lending={"mode": "run_off"}']
    """
    if isinstance(overrides, str):
        raise TypeError(f"overrides: {overrides!r} is one text; give a list of changes: [{overrides!r}]")
    if isinstance(overrides, Mapping):
        return [f"{key}={json.dumps(value, ensure_ascii=False, default=_plain)}" for key, value in overrides.items()]
    changes = list(overrides)
    for change in changes:
        if not isinstance(change, str):
            form = 'write "layers.county_fund.pays=0.5", or give a mapping {"layers.county_fund.pays": 0.5}'
            raise TypeError(f"overrides: {change!r:.80} is no text; {form}")
    return changes


def _plain(value: object) -> object:
    """A value of NumPy as a plain one."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"overrides: {value!r:.80} is no number, text, truth value, list or block")


def with_overrides(document: Node, overrides: Iterable[str], faults: list[Fault]) -> Node:
    """Document with changes of the form ``key=value`` laid over it, one after the other.

    Parameters
    ----------
    document : Node
        Scenario with everything it extends.
    overrides : iterable of str
        Dotted key, ``=``, value in YAML 1.2. List items are addressed by name, those without one by position
        from 1. A block is merged, as with ``extends``: ``layers.insurance={remove: true}``.
    faults : list of Fault
        Receives what is wrong; the place is ``--set``.

    Returns
    -------
    Node
        Changed document.
    """
    for override in overrides:
        key, equals, text = override.partition("=")
        words = steps_of(document, key.strip())
        if not equals or not all(words) or len(words) > DEEPEST:
            shown = override if len(override) <= 60 else override[:57] + "..."
            message = f"`{shown}` is not of the form KEY=VALUE"
            faults.append(Fault("", message, remedy="write for example layers.county_fund.pays=0.5", file=SHOWN))
            continue
        value = _value(key.strip(), text, faults)
        unknown = unknown_step(document, words)
        if unknown is not None:
            faults.append(replace(unknown, file=SHOWN))
        elif value is not None:
            document = merge(document, _nested(words, value), faults)
    return document


def with_change(document: Node, key: str, value: Node, faults: list[Fault]) -> Node:
    """Document with one key changed to a value that is written in another file.

    Parameters
    ----------
    document : Node
        Scenario with everything it extends.
    key : str
        Dotted key, as for `with_overrides`.
    value : Node
        What stands there from now on; a block is merged. Faults of the scenario show its place.
    faults : list of Fault
        Receives what is wrong with the key.

    Returns
    -------
    Node
        Changed document.
    """
    words = steps_of(document, key)
    unknown = unknown_step(document, words)
    if unknown is not None:
        place = value.place
        faults.append(replace(unknown, file=place.file, line=place.line, column=place.column))
        return document
    return merge(document, _nested(words, value), faults)


def _value(key: str, text: str, faults: list[Fault]) -> Node | None:
    """Value of an override; None where it cannot be read."""
    folder = str(Path.cwd())
    value, found = compose(text, SHOWN, folder)
    faults += [Fault(key, fault.message, remedy=fault.remedy, file=SHOWN) for fault in found]
    if found:
        return None
    return _unplaced(value, Place(SHOWN, folder=folder)) if value is not None else Node(None, Place(SHOWN))


def _unplaced(node: Node, place: Place) -> Node:
    """Lines and columns within an override say nothing."""
    value = node.value
    if isinstance(value, dict):
        value = {word: replace(_unplaced(child, place), key_place=place) for word, child in value.items()}
    elif isinstance(value, list):
        value = [_unplaced(item, place) for item in value]
    return Node(value, place)


def _nested(words: list[str], value: Node) -> Node:
    """Block within blocks that says the same as one dotted key."""
    for word in reversed(words):
        value = Node({word: replace(value, key_place=value.place)}, value.place)
    return value


def steps_of(document: Node, key: str) -> list[str]:
    """Steps of a dotted key; names of the document may themselves contain dots.

    Parameters
    ----------
    document : Node
        Scenario.
    key : str
        Dotted key, of which the document may have only the beginning.
    """
    path = path_of(document, key)
    known = ["", *(dotted(document, path[: count + 1]) for count in range(len(path)))]
    words = [longer.removeprefix(shorter).lstrip(".") for shorter, longer in pairwise(known)]
    rest = key.removeprefix(known[-1])
    return words if path and not rest else [*words, *rest.removeprefix(".").split(".")]


def unknown_step(document: Node, words: list[str]) -> Fault | None:
    """Fault for a name on the way that does not exist: an override changes blocks, it begins no new ones.

    Parameters
    ----------
    document : Node
        Scenario.
    words : list of str
        Steps of a dotted key.

    Returns
    -------
    Fault or None
        Without a place.
    """
    path = path_of(document, ".".join(words))
    if not path and words[0] not in Scenario.model_fields and (deeper := deeper_keys(document, words)):
        remedy = f"did you mean '{deeper[0]}'?" if len(deeper) == 1 else f"known: {', '.join(deeper[:MOST_SHOWN])}"
        return Fault(".".join(words), "unknown key", remedy=remedy)
    missing = words[len(path) :]
    if len(missing) < 2 or missing[0] in CONTROLS:
        return None
    names = _names_at(document, path)
    if names is None:
        return None
    above = dotted(document, path)
    remedy = did_you_mean(missing[0], names) or f"known there: {', '.join(names) or 'nothing'}"
    return Fault(".".join(words), f"there is no `{missing[0]}` in `{above}`", remedy=remedy)


def deeper_keys(document: Node, words: list[str]) -> list[str]:
    """Whole keys of a document that end with these steps.

    Parameters
    ----------
    document : Node
        Scenario.
    words : list of str
        Last steps of a dotted key.

    Returns
    -------
    list of str
        Dotted keys, in the order of the document; none of `sources` and `levers`.
    """
    found, end = [], "." + ".".join(words)
    pending: list[KeyPath] = [()]
    while pending:
        path = pending.pop()
        value = node_at(document, path).value
        steps: list[str | int] = []
        if isinstance(value, list):
            steps = list(range(len(value)))
        elif isinstance(value, dict) and path not in (("sources",), ("levers",)):  # they hold keys of other blocks
            steps = list(value)
        pending += [(*path, step) for step in reversed(steps)]
        if path and (whole := dotted(document, path)).endswith(end):
            found.append(whole)
    return found


def _names_at(document: Node, path: KeyPath) -> list[str] | None:
    """Names of the blocks at a path; None where keys are not free names."""
    node = node_at(document, path)
    if isinstance(node.value, list) and has_names(node.value):
        return [name_of(item) or "" for item in node.value]
    data = plain(document)
    if isinstance(node.value, dict) and has_named_blocks(fitting(options_at(data, path), plain(node))):
        return list(node.value)
    return None
