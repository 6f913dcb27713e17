"""A scenario file as a tree in which every key and value knows where it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Scalar = None | bool | int | float | str
KeyPath = tuple[str | int, ...]
"""Keys and list indices from the root; indices count from 0, dotted keys show them from 1."""

MOST_DOTS = 12  # parts of a name that has dots in it


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written.

    Parameters
    ----------
    file : str
        As shown to the user.
    line, column : int
        From 1; 0 where there is no file.
    folder : str
        Folder that relative paths of this file start from.
    """

    file: str = ""
    line: int = 0
    column: int = 0
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place.

    Parameters
    ----------
    value : scalar, dict of Node, or list of Node
        Content.
    place : Place
        Where the value begins.
    key_place : Place or None
        Where its key is written.
    size : int
        Number of values in it, those of aliases counted wherever they are used.
    """

    value: Scalar | dict[str, Node] | list[Node]
    place: Place
    key_place: Place | None = None
    size: int = 1


def plain(node: Node) -> object:
    """Content of a node as ordinary dicts, lists and scalars."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def tree_of(data: object, place: Place) -> Node:
    """Tree of plain data that stand in no file.

    Parameters
    ----------
    data : object
        Dicts, lists and scalars.
    place : Place
        Of all of them, without a line: what is shown to the user, and the folder that paths start from.
    """
    if isinstance(data, dict):
        entries = {key: tree_of(item, place) for key, item in data.items()}
        return Node(entries, place, size=1 + sum(entry.size for entry in entries.values()))
    if isinstance(data, list):
        items = [tree_of(item, place) for item in data]
        return Node(items, place, size=1 + sum(item.size for item in items))
    assert data is None or isinstance(data, bool | int | float | str)
    return Node(data, place)


def name_of(item: object) -> str | None:
    """Name of a list item (as Node or plain data); None for an item without one."""
    content = item.value if isinstance(item, Node) else item
    name = content.get("name") if isinstance(content, dict) else None
    name = name.value if isinstance(name, Node) else name
    return name if isinstance(name, str) else None


def has_names(items: list[Node]) -> bool:
    """Whether the items of a list are addressed by name: all have one."""
    return bool(items) and all(name_of(item) is not None for item in items)


def child_of(node: Node, key: str | int) -> Node | None:
    """Value under a key or index; None where there is none."""
    if isinstance(node.value, dict) and isinstance(key, str):
        return node.value.get(key)
    if isinstance(node.value, list) and isinstance(key, int) and key < len(node.value):
        return node.value[key]
    return None


def node_at(node: Node, path: KeyPath) -> Node:
    """Node at a path that exists."""
    for key in path:
        child = child_of(node, key)
        assert child is not None
        node = child
    return node


def dotted(root: Node, path: KeyPath) -> str:
    """Dotted key of a path: list items by name, those without one by position from 1.

    Examples
    --------
    >>> here = Place("county.yaml", 1, 1)
    >>> fund = Node({"name": Node("fund", here), "pays": Node(1.2, here)}, here)
    >>> dotted(Node({"layers": Node([fund], here)}, here), ("layers", 0, "pays"))
    'layers.fund.pays'
    """
    words: list[str] = []
    node: Node | None = root
    for key in path:
        node = child_of(node, key) if node is not None else None
        if isinstance(key, int):
            words.append((name_of(node) if node is not None else None) or str(key + 1))
        else:
            words.append(key)
    return ".".join(words)


def path_of(root: Node, key: str) -> KeyPath:
    """Path of a dotted key, as far as the document has it; a name may itself contain dots."""
    node, words = root, key.split(".") if key else []
    path: KeyPath = ()
    while words:
        counts = range(min(len(words), MOST_DOTS), 0, -1)
        steps = ((count, _step(node, ".".join(words[:count]))) for count in counts)
        count, step = next(((count, step) for count, step in steps if step is not None), (0, None))
        if step is None:
            break
        path, words = (*path, step[0]), words[count:]
        node = step[1]
    return path


def _step(node: Node, word: str) -> tuple[str | int, Node] | None:
    if isinstance(node.value, dict):
        child = node.value.get(word)
        return (word, child) if child is not None else None
    if isinstance(node.value, list):
        for index, item in enumerate(node.value):
            if name_of(item) == word or (name_of(item) is None and str(index + 1) == word):
                return index, item
    return None


def place_of(root: Node, path: KeyPath, *, of_key: bool = False) -> Place:
    """Place of the value at a path, or of the nearest block around it that is written down.

    Parameters
    ----------
    root : Node
        Document.
    path : KeyPath
        Keys and indices.
    of_key : bool
        The place of the key instead; always so for blocks and blanks, whose value begins on a later line.
    """
    node = root
    for count, key in enumerate(path):
        child = child_of(node, key)
        if child is None:
            of_key = count > 0
            break
        node = child
    if node.key_place is not None and (of_key or node.value is None or isinstance(node.value, dict | list)):
        return node.key_place
    return node.place


def leaves(node: Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
    """Paths and nodes of all scalars, and of lists of scalars as a whole."""
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from leaves(child, (*path, key))
    elif isinstance(node.value, list) and any(isinstance(item.value, dict | list) for item in node.value):
        for index, child in enumerate(node.value):
            yield from leaves(child, (*path, index))
    else:
        yield path, node
