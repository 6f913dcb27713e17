"""Which citation covers which number of a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from fundsim.errors import Fault, did_you_mean
from fundsim.programme.scenario import Scenario
from fundsim.scenario_file.nodes import Node, Place, child_of, dotted, leaves, path_of, plain
from fundsim.scenario_file.overrides import SHOWN
from fundsim.scenario_file.writing import TEXTS

SOURCES = "sources"
REST = "*"
OVERRIDDEN = "given with --set"
NO_SOURCE = "no source given"
DEFAULT = "default of fundsim"
"""What takes the place of a citation of numbers that a file leaves to the program."""


class Sourced(NamedTuple):
    """A number of a scenario and its source.

    Parameters
    ----------
    key : str
        Dotted key; list items by name, those without one by position from 1.
    value : object
        The number, or a list with numbers.
    source : str or None
        Citation; None where none covers it.
    """

    key: str
    value: object
    source: str | None


def citation(key: str, sources: Mapping[str, str]) -> str | None:
    """Citation of the longest dotted prefix of a key, else that of ``*``, else None; a blank cites nothing.

    Examples
    --------
    >>> sources = {"layers.fund": "[7]", "layers.fund.account": "[8]", "*": "assumed"}
    >>> [citation(key, sources) for key in ("layers.fund.account.yield", "layers.fundamental.pays")]
    ['[8]', 'assumed']
    """
    words = key.split(".")
    for count in range(len(words), 0, -1):
        source = sources.get(".".join(words[:count]))
        if source:
            return source
    return sources.get(REST) or None


def sources_of_resolved(tree: Mapping[str, Any]) -> list[Sourced]:
    """Source of every number of a scenario in full, in which neither ``*`` nor a block speaks for fundsim's defaults.

    Parameters
    ----------
    tree : mapping
        A whole scenario as plain data, defaults included.

    Returns
    -------
    list of Sourced
        As `sources_of`; ``DEFAULT`` for what is at its default and has no citation, or none but that of ``*``.
    """
    sources = tree.get(SOURCES) or {}
    named = {key: text for key, text in sources.items() if key != REST}
    chosen = Scenario.model_validate(tree).model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    given = {item.key for item in sources_of(chosen, {})}
    return [
        item._replace(source=DEFAULT) if item.key not in given and _is_uncited(citation(item.key, named)) else item
        for item in sources_of(tree, sources)
    ]


def _is_uncited(source: str | None) -> bool:
    return source in (None, NO_SOURCE)


def with_defaults_told(scenario: Scenario, document: Node) -> Scenario:
    """Scenario whose citations of whole blocks do not speak for numbers in them that nobody wrote: fundsim's defaults.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    document : Node
        What was written of it.
    """
    named = {key: text for key, text in scenario.sources.items() if key != REST}
    if not named:
        return scenario
    written = {dotted(document, path) for path, _ in leaves(document)}  # words, too: months have names
    every = scenario.model_dump(by_alias=True, exclude_none=True)
    unwritten = [key for key, _ in _numbers(_as_node(every)) if key not in written and key not in named]
    told = {key: NO_SOURCE for key in unwritten if citation(key, named) not in (None, NO_SOURCE)}
    return scenario.model_copy(update={SOURCES: {**scenario.sources, **told}})


def terms_of(tree: Mapping[str, Any]) -> dict[str, object]:
    """Terms of a scenario that are not at their defaults, by dotted key, without names, description and sources.

    Parameters
    ----------
    tree : mapping
        A whole scenario as plain data.

    Returns
    -------
    dict
        In the order of the scenario, that of its layers first; a list of plain values is one term.
    """
    chosen = Scenario.model_validate(tree).model_dump(by_alias=True, exclude_defaults=True, mode="json")
    root = _as_node({key: value for key, value in chosen.items() if key not in (SOURCES, "description")})
    order = {"layers": [layer["name"] for layer in chosen.get("layers", [])]}
    return order | {dotted(root, path): plain(node) for path, node in leaves(root) if path[-1] != "name"}


def sources_of(document: object, sources: Mapping[str, str]) -> list[Sourced]:
    """Source of every number of a document.

    Parameters
    ----------
    document : object
        Tree of a scenario file, or plain dicts and lists.
    sources : mapping
        The scenario's ``sources``: dotted prefix -> citation.

    Returns
    -------
    list of Sourced
        In the order of the document; a list of numbers counts as one. ``source`` is None for
        ``no source given``.
    """
    root = document if isinstance(document, Node) else _as_node(document)
    found = [(key, plain(node), citation(key, sources)) for key, node in _numbers(root)]
    return [Sourced(key, value, None if source == NO_SOURCE else source) for key, value, source in found]


def sources_of_nothing(document: Node) -> Iterator[Fault]:
    """Cautions about citations, of the file asked for, whose key the scenario does not write: misspelt, or renamed.

    What a file inherits may well cite blocks that it removes.
    """
    cited = child_of(document, SOURCES)
    if cited is None or not isinstance(cited.value, dict):
        return
    written = dict.fromkeys(
        dotted(document, path[:length]) for path, _ in leaves(document) for length in range(1, len(path) + 1)
    )
    for key, node in cited.value.items():
        place = node.key_place or node.place
        added = node.value in (OVERRIDDEN, NO_SOURCE)  # by `with_sources_of_each_file`
        if key != REST and key not in written and place.file == document.place.file and not added:
            message = "is the source of nothing: the scenario writes no such key"
            remedy = did_you_mean(key, [own for own in written if not own.startswith(f"{SOURCES}.")])
            yield Fault(
                f"{SOURCES}.{key}", message, remedy=remedy, file=place.file, line=place.line, column=place.column
            )


def with_sources_of_each_file(document: Node, chain: Sequence[Node], overrides: Iterable[str] = ()) -> Node:
    """Document in which no number is covered by a citation that was written for another number.

    A file that changes a number of the file it extends must cite the new one itself: the old citation no
    longer holds. Where it does not, and for overrides, an entry in ``sources`` says so.

    Parameters
    ----------
    document : Node
        Merged document.
    chain : sequence of Node
        Its files, from the one that extends nothing.
    overrides : iterable of str
        Changes ``key=value`` that the document holds; they are noted whatever they set, or remove.
    """
    files = [root.place.file for root in chain]
    cited = [_texts(child_of(root, SOURCES)) for root in chain]
    merged = _texts(child_of(document, SOURCES))
    added: dict[str, Node] = {}
    for key, node in _numbers(document):
        source = OVERRIDDEN
        if node.place.file in files:
            own = (citation(key, texts) for texts in cited[files.index(node.place.file) :])
            source = next((text for text in own if text is not None), NO_SOURCE)
        if source != (citation(key, merged) or NO_SOURCE):
            added[key] = Node(source, node.place, node.place)
    added |= {key: Node(OVERRIDDEN, Place(SHOWN), Place(SHOWN)) for key in _overridden_otherwise(document, overrides)}
    if not added or not isinstance(document.value, dict):
        return document
    place = Place(document.place.file)
    old = document.value.get(SOURCES, Node({}, place, place))
    if not isinstance(old.value, dict):
        return document
    return replace(document, value={**document.value, SOURCES: replace(old, value={**old.value, **added})})


def _overridden_otherwise(document: Node, overrides: Iterable[str]) -> Iterator[str]:
    """Keys that overrides have set to something else than a number, or removed, but for words to readers."""
    for path, node in leaves(document):
        emptied = node.value in ({}, [])  # by the removal of what stood there
        if node.place.file == SHOWN and path[0] not in TEXTS and not is_number(node) and not emptied:
            yield dotted(document, path)
    for key in (override.partition("=")[0].strip() for override in overrides):
        if key and dotted(document, path_of(document, key)) != key:
            yield key


def _texts(node: Node | None) -> dict[str, str]:
    entries = node.value if node is not None and isinstance(node.value, dict) else {}
    return {key: child.value for key, child in entries.items() if isinstance(child.value, str)}


def _numbers(root: Node) -> Iterator[tuple[str, Node]]:
    for path, node in leaves(root):
        if path[:1] != (SOURCES,) and is_number(node):
            yield dotted(root, path), node


def is_number(node: Node) -> bool:
    """Whether a leaf is a number, or a list with numbers."""
    values = [item.value for item in node.value] if isinstance(node.value, list) else [node.value]
    return any(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _as_node(value: object) -> Node:
    place = Place()
    if isinstance(value, Mapping):
        return Node({str(key): _as_node(child) for key, child in value.items()}, place)
    if isinstance(value, list | tuple):
        return Node([_as_node(item) for item in value], place)
    return Node(value, place)  # type: ignore[arg-type]
