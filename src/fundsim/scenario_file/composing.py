"""YAML text to a tree of nodes; every fault of the notation with its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from fundsim.errors import Fault
from fundsim.scenario_file.nodes import KeyPath, Node, Place, dotted, has_names, name_of
from fundsim.scenario_file.scalars import scalar_of
from fundsim.scenario_file.syntax import COMMA_IN_NUMBER, is_part_of_a_number, syntax_fault

DEEPEST = 30  # blocks within blocks
MOST_VALUES = 50_000  # aliases counted wherever they are used
MOST_KEPT = 256  # texts whose trees are kept


@dataclass
class _Reading:
    """What is known while a text is read."""

    file: str
    folder: str
    events: Iterator[Any]
    anchors: dict[str, Node | None] = field(default_factory=dict)  # None while the anchored value is still open
    faults: list[tuple[KeyPath, Fault]] = field(default_factory=list)
    values: int = 0

    def __post_init__(self) -> None:
        self.events = iter(self.events)


class _Unusable(Exception):
    """The rest of the text cannot be read."""


def compose(text: str, file: str, folder: str = "") -> tuple[Node | None, list[Fault]]:
    """Tree of a YAML text.

    Parameters
    ----------
    text : str
        One YAML document.
    file : str
        Name shown in messages.
    folder : str
        Folder that relative paths in the text start from.

    Returns
    -------
    root : Node or None
        None where the text cannot be read at all.
    faults : list of Fault
        Everything wrong with the notation; the first of two equal keys stands.
    """
    root, faults = _composed(text, file, folder)
    return root, list(faults)


@lru_cache(MOST_KEPT)
def _composed(text: str, file: str, folder: str) -> tuple[Node | None, tuple[Fault, ...]]:
    """The same, kept: scenarios are often read again, to be changed, and nobody changes a tree."""
    reading = _Reading(file, folder, YAML(typ="safe", pure=True).parse(text))
    root = None
    try:
        root = _document(reading)
    except YAMLError as error:
        reading.faults.append(((), syntax_fault(error, text, file)))
    except _Unusable:
        root = None
    blank = Node({}, Place(file))
    return root, tuple(replace(fault, key=dotted(root or blank, path)) for path, fault in reading.faults)


def _document(reading: _Reading) -> Node | None:
    root = None
    for event in reading.events:
        if isinstance(event, DocumentStartEvent):
            if root is not None:
                _stop(reading, (), event, "a second document begins here", "keep one document per file")
        elif isinstance(event, ScalarEvent | AliasEvent | MappingStartEvent | SequenceStartEvent):
            root = _node(reading, event, ())
    if root is not None:
        _check_names(reading, root, ())
    return root


def _node(reading: _Reading, event: Any, path: KeyPath) -> Node:
    if len(path) > DEEPEST:
        _stop(reading, (), event, f"more than {DEEPEST} blocks stand within each other", "")
    if isinstance(event, AliasEvent):
        return _alias(reading, event, path)
    if event.tag is not None and event.tag != "!":
        tag = _shortened(str(event.tag).replace("tag:yaml.org,2002:", "!!"))
        remedy = "drop it; text in quotes is text, numbers and true or false stand without"
        _note(reading, path, event, f"`{tag}` is a tag, which scenario files do not use", remedy)
    if event.anchor is not None:
        reading.anchors[event.anchor] = None
    if isinstance(event, MappingStartEvent):
        node = _mapping(reading, event, path)
    elif isinstance(event, SequenceStartEvent):
        node = _sequence(reading, event, path)
    else:
        quoted = event.style is not None or event.tag == "!"
        node = Node(event.value if quoted else scalar_of(event.value), _place(reading, event))
    if event.anchor is not None:
        reading.anchors[event.anchor] = node
    return _counted(reading, event, path, node, 1)


def _alias(reading: _Reading, event: Any, path: KeyPath) -> Node:
    node = reading.anchors.get(event.anchor)
    if node is not None:
        return _counted(reading, event, path, replace(node, place=_place(reading, event)), node.size)
    if event.anchor in reading.anchors:
        message = f"`*{event.anchor}` stands within the value that it names, so it would never end"
    else:
        message = f"`*{event.anchor}` refers to a value marked `&{event.anchor}`, and there is none above"
    _note(reading, path, event, message, "write the value out; text that begins with * needs quotes")
    return Node(None, _place(reading, event))


def _counted(reading: _Reading, event: Any, path: KeyPath, node: Node, more: int) -> Node:
    reading.values += more
    if reading.values > MOST_VALUES:
        message = f"holds more than {MOST_VALUES:,} values, those of aliases (*) counted wherever they are used"
        _stop(reading, path[:1], event, message, "move large tables into a data file")
    return node


def _sequence(reading: _Reading, event: Any, path: KeyPath) -> Node:
    items: list[Node] = []
    while not isinstance(following := next(reading.events), CollectionEndEvent):
        items.append(_node(reading, following, (*path, len(items))))
    return Node(items, _place(reading, event), size=1 + sum(item.size for item in items))


def _mapping(reading: _Reading, event: Any, path: KeyPath) -> Node:
    entries: dict[str, Node] = {}
    while not isinstance(key_event := next(reading.events), CollectionEndEvent):
        key = _key(reading, key_event, path)
        value = _node(reading, next(reading.events), (*path, key))
        first = entries.get(key)
        if first is not None and first.key_place is not None:
            message = f"is given twice, first in line {first.key_place.line}"
            remedy = COMMA_IN_NUMBER if is_part_of_a_number(key) else "keep one of them"
            _note(reading, (*path, key), key_event, message, remedy)
        else:
            entries[key] = replace(value, key_place=_place(reading, key_event))
    return Node(entries, _place(reading, event), size=1 + sum(entry.size for entry in entries.values()))


def _key(reading: _Reading, event: Any, path: KeyPath) -> str:
    if not isinstance(event, ScalarEvent):
        _stop(
            reading,
            path,
            event,
            "a key must be a word, not a list, a block or an alias",
            "write `key: value`",
        )
    if event.value == "<<":
        remedy = "write the keys out, or put what is shared into a file that others name with `extends`"
        _stop(reading, path, event, "merging with `<<` is no part of YAML 1.2", remedy)
    if not event.value:
        _note(reading, path, event, "there is no word before the colon", "write `key: value`")
    return str(event.value)


def _check_names(reading: _Reading, node: Node, path: KeyPath) -> None:
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            _check_names(reading, child, (*path, key))
    elif isinstance(node.value, list):
        first: dict[str | None, int] = {}
        for index, item in enumerate(node.value):
            _check_names(reading, item, (*path, index))
            if has_names(node.value) and name_of(item) in first:
                line = node.value[first[name_of(item)]].place.line
                message = f"a second item has this name; the first stands in line {line}"
                fault = _fault(item.place, message, "give each item a name of its own")
                reading.faults.append(((*path, index), fault))
            first.setdefault(name_of(item), index)


def _place(reading: _Reading, event: Any) -> Place:
    mark = event.start_mark
    return Place(reading.file, mark.line + 1, mark.column + 1, reading.folder)


def _fault(place: Place, message: str, remedy: str) -> Fault:
    return Fault("", message, remedy=remedy, file=place.file, line=place.line, column=place.column)


def _note(reading: _Reading, path: KeyPath, event: Any, message: str, remedy: str) -> None:
    reading.faults.append((path, _fault(_place(reading, event), message, remedy)))


def _stop(reading: _Reading, path: KeyPath, event: Any, message: str, remedy: str) -> NoReturn:
    _note(reading, path, event, message, remedy)
    raise _Unusable


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
