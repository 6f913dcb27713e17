"""Stand-ins for faulty values, so that the rest of a file can still be checked."""

from __future__ import annotations

from typing import Any

from fundsim.scenario_file.allowed import Schema, highest, lowest, options_at, options_of, tag_of
from fundsim.scenario_file.nodes import KeyPath


def stand_in(options: list[Schema], value: object = None) -> object:
    """Some value that is allowed: for a number the nearest, else a small one.

    Parameters
    ----------
    options : list of Schema
        Alternatives; the one that needs the fewest keys is taken.
    value : object
        The faulty value.
    """
    option = min(options, key=lambda option: len(option.get("required", ())))
    kind = option.get("type", "string")
    if "const" in option or "enum" in option:
        return option.get("const", option.get("enum", [None])[0])
    if kind in ("number", "integer"):
        return _number(option, value, whole=kind == "integer")
    if kind == "array":
        return [stand_in(options_of(option["items"]))] * option.get("minItems", 0)
    if kind == "object":
        properties = option.get("properties", {})
        return {key: stand_in(options_of(properties[key])) for key in option.get("required", ())}
    return False if kind == "boolean" else _text(option)


def _number(option: Schema, value: object, *, whole: bool) -> float:
    low, high = lowest(option), highest(option)
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= high:
        return high if "maximum" in option else low + 0.99 * (high - low)
    return max(low, 1 if whole else 0.01)


def _text(option: Schema) -> str:
    if option.get("unit") == "YYYY-MM":
        return "2024-01"
    return "CNY" if "pattern" in option else "x"


def put(data: Any, path: KeyPath) -> None:
    """Put a stand-in at a path, in place of what stands there or where nothing does."""
    block = _at(data, path[:-1])
    if block is None:  # went with a block that a stand-in has replaced
        return
    key = path[-1]
    value = block.get(key) if isinstance(block, dict) else block[key]
    options = options_at(data, path)
    chosen = tag_of(options_at(data, path[:-1]))
    if chosen is None or chosen[0] != key:
        block[key] = stand_in(options, value)
    else:
        block.clear()
        block.update(stand_in(options_at(data, path[:-1])))


def take_away(data: Any, path: KeyPath) -> None:
    """Drop a key of a block."""
    if (block := _at(data, path[:-1])) is not None:
        block.pop(path[-1], None)


def _at(data: Any, path: KeyPath) -> Any:
    for key in path:
        if isinstance(data, dict) and key not in data:
            return None
        data = data[key]
    return data
