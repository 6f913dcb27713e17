"""Changes laid over a scenario: what `extends` and `--set` do.

Blocks are merged key by key; everything else is replaced. Lists whose items have names (``layers``) are
merged item by item. The changes are written as a list of items or as a block of names, and beside the items
three words have a meaning of their own:

* ``remove: true`` in a block or item drops it,
* ``replace: true`` drops everything inherited and keeps what stands beside it,
* ``order: [names]`` beside the items of a list gives their order, all of them.

A block of one kind that is changed into another kind (``law: fixed`` over ``law: uniform``) is replaced as a
whole.
"""

from __future__ import annotations

from dataclasses import replace

from fundsim.errors import Fault, did_you_mean
from fundsim.scenario_file.nodes import Node, Place, has_names, name_of

KIND_KEYS = {
    "loans": "source",
    "loans.size": "law",
    "loans.claims": "law",
    "loans.claims.severity": "law",
}
"""Blocks of several kinds, and the key that tells which."""
CONTROLS = ("remove", "replace", "order")


def merge(base: Node, change: Node, faults: list[Fault], key: str = "") -> Node:
    """A value with changes laid over it.

    Parameters
    ----------
    base, change : Node
        What is there, and what is written over it.
    faults : list of Fault
        Receives what is wrong with the changes.
    key : str
        Dotted key of the value.

    Returns
    -------
    Node
        Every part keeps the place where it is written.
    """
    if change.value == {} and key and isinstance(base.value, dict | list) and base.value:
        remedy = "write `{replace: true}` to drop all that it holds, or drop this line"
        faults.append(_fault(key, change.key_place or change.place, "an empty block changes nothing", remedy))
        return base
    if isinstance(base.value, list) and has_names(base.value) and _is_changes(change):
        return replace(change, value=_merged_items(base.value, change, faults, key))
    if isinstance(base.value, list) and isinstance(change.value, dict) and not has_names(base.value):
        return replace(base, value=_merged_positions(base.value, change.value, faults, key))
    if not isinstance(base.value, dict) or not isinstance(change.value, dict) or _other_kind(base, change, key):
        return without_controls(change, faults, key)
    entries = {} if _said(change, "replace") else dict(base.value)
    for word, node in change.value.items():
        if word != "replace" or node.value is not True:
            _merge_entry(entries, word, node, faults, f"{key}.{word}" if key else word)
    return replace(change, value=entries)


def _merge_entry(entries: dict[str, Node], word: str, node: Node, faults: list[Fault], key: str) -> None:
    if _said(node, "remove"):
        _check_removal(node, word in entries, list(entries), faults, key)
        entries.pop(word, None)
    elif word in entries:
        entries[word] = merge(entries[word], node, faults, key)
    else:
        entries[word] = without_controls(node, faults, key)


def without_controls(node: Node, faults: list[Fault], key: str) -> Node:
    """Something new, in which there is nothing to remove, replace or order."""
    if isinstance(node.value, list):
        items = enumerate(node.value, start=1)
        return replace(node, value=[without_controls(item, faults, f"{key}.{count}") for count, item in items])
    if not isinstance(node.value, dict):
        return node
    entries: dict[str, Node] = {}
    for word, child in node.value.items():
        if word != "replace" or child.value is not True:
            _merge_entry(entries, word, child, faults, f"{key}.{word}")
    return replace(node, value=entries)


def _is_changes(change: Node) -> bool:
    """Whether a value changes named items, rather than taking the place of them all."""
    if isinstance(change.value, list):
        return all(isinstance(item.value, dict) for item in change.value) and bool(change.value)
    return isinstance(change.value, dict)


def _merged_items(base: list[Node], change: Node, faults: list[Fault], key: str) -> list[Node]:
    changes, controls = _split(change, faults, key)
    kept = [] if _said(controls, "replace") else base
    items = {name_of(item) or "": item for item in kept}
    for name, node in changes:
        _merge_entry(items, name, node, faults, f"{key}.{name}")
    items = {name: _named(item, name) for name, item in items.items()}
    order = controls.value.get("order") if isinstance(controls.value, dict) else None
    return list(items.values()) if order is None else _ordered(items, order, faults, f"{key}.order")


def _split(change: Node, faults: list[Fault], key: str) -> tuple[list[tuple[str, Node]], Node]:
    """Changed items by name, and the block of control words beside them."""
    changes: list[tuple[str, Node]] = []
    controls: dict[str, Node] = {}
    if isinstance(change.value, dict):
        for word, node in change.value.items():
            if word in CONTROLS:
                controls[word] = node
            else:
                changes.append((word, node))
    for index, item in enumerate(change.value if isinstance(change.value, list) else ()):
        name = name_of(item)
        if name is not None:
            changes.append((name, item))
        elif isinstance(item.value, dict) and item.value and set(item.value) <= set(CONTROLS):
            controls.update(item.value)
        else:
            place = item.place
            faults.append(_fault(f"{key}.{index + 1}", place, "the item has no `name`", "add `name: ...`"))
    return changes, replace(change, value=controls)


def _named(item: Node, name: str) -> Node:
    if not isinstance(item.value, dict) or "name" in item.value:
        return item
    place = item.key_place or item.place
    return replace(item, value={"name": Node(name, place, place), **item.value})


def _ordered(items: dict[str, Node], order: Node, faults: list[Fault], key: str) -> list[Node]:
    found = [str(item.value) for item in order.value] if isinstance(order.value, list) else []
    if sorted(found) != sorted(items):
        unknown = [f"`{name}` is not there" for name in found if name not in items]
        missing = [f"`{name}` is left out" for name in items if name not in found]
        twice = [f"`{name}` stands twice" for name in items if found.count(name) > 1]
        message = "; ".join([*unknown, *missing, *twice]) or "this is not a list of names"
        remedy = f"write all names once, for example [{', '.join(items)}]"
        faults.append(_fault(key, order.place, message, remedy))
        return list(items.values())
    return [items[name] for name in found]


def _merged_positions(base: list[Node], changes: dict[str, Node], faults: list[Fault], key: str) -> list[Node]:
    """Items without names are changed by their position, which counts from 1."""
    items = list(base)
    for word, node in changes.items():
        if word.isdecimal() and 1 <= int(word[:9]) <= len(items):
            items[int(word) - 1] = merge(items[int(word) - 1], node, faults, f"{key}.{word}")
        else:
            place = node.key_place or node.place
            remedy = f"positions count from 1 to {len(items)}" if items else "write a list"
            faults.append(_fault(f"{key}.{word}", place, "the list has no such item", remedy))
    return items


def _other_kind(base: Node, change: Node, key: str) -> bool:
    kind = KIND_KEYS.get(key)
    if kind is None or not isinstance(base.value, dict) or not isinstance(change.value, dict):
        return False
    return kind in change.value and kind in base.value and change.value[kind].value != base.value[kind].value


def _said(node: Node, word: str) -> bool:
    """Whether a block says ``word: true``."""
    child = node.value.get(word) if isinstance(node.value, dict) else None
    return child is not None and child.value is True


def _check_removal(node: Node, known: bool, names: list[str], faults: list[Fault], key: str) -> None:
    word = key.rpartition(".")[2]
    place = node.key_place or node.place
    others = set(node.value) - {"remove", "name"} if isinstance(node.value, dict) else set()
    if not known:
        remedy = did_you_mean(word, names) or "drop this line"
        faults.append(_fault(key, place, f"there is no `{word}` to remove", remedy))
    elif others:
        faults.append(_fault(key, place, "`remove: true` stands beside other keys", "keep one or the other"))


def _fault(key: str, place: Place, message: str, remedy: str) -> Fault:
    return Fault(key, message, remedy=remedy, file=place.file, line=place.line, column=place.column)
