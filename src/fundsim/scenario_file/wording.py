"""What is wrong with a value, and what to write instead, in the words of people who do not program."""

from __future__ import annotations

import math
import re

from fundsim.errors import did_you_mean
from fundsim.scenario_file.allowed import (
    FRACTIONS,
    Schema,
    in_words,
    kinds_of,
    known_keys,
    number,
    options_of,
    scenario_schema,
    tag_of,
)
from fundsim.scenario_file.scalars import scalar_of

NAMES = {"number": "a number", "integer": "a number", "string": "a text", "boolean": "true or false"}
NAMES |= {"array": "a list", "object": "a block of keys"}
YES, NO = ("yes", "y", "on", "是"), ("no", "n", "off", "否")
TENS = {"": 1.0, "%": 0.01, "千": 1e3, "万": 1e4, "亿": 1e8}
WRITTEN_NUMBER = re.compile(r"([-+]?[0-9][0-9,，_ ]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)\s*(%|千|万|亿)?(?:元|yuan|CNY)?")


def shown(value: object) -> str:
    """A value as messages show it.

    Examples
    --------
    >>> [shown(value) for value in (1.2, True, None, "70%", [1], {})]
    ['1.2', 'true', 'nothing', "'70%'", 'a list', 'a block of keys']
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number(value) if math.isfinite(value) and abs(value) < 1e16 else f"{float(value):g}"
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 40 else f"'{value[:37]}...'"
    return NAMES["array" if isinstance(value, list) else "object"]


def complaint(value: object, options: list[Schema]) -> str:
    """What is wrong with a value that fits none of the alternatives."""
    kinds = kinds_of(options)
    expected = " or ".join(sorted({NAMES[kind] for kind in kinds}))
    if value is None:
        return "has no value"
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value} is not a finite number"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _of_another_kind(value, kinds, expected)
    if not kinds & {"number", "integer"}:
        return f"{shown(value)} is a number, not {expected}"
    if isinstance(value, float) and "number" not in kinds:
        return f"{value!r} is not a whole number"
    return f"{shown(value)} is too {'small' if _below(value, options) else 'large'}" if _ranges(options) else (
        f"{shown(value)} is not possible here"
    )


def _of_another_kind(value: object, kinds: set[str], expected: str) -> str:
    if isinstance(value, bool):
        return f"{shown(value)} is not {expected}"
    if isinstance(value, str):
        return f"{shown(value)} is not possible here" if "string" in kinds else f"{shown(value)} is a text, not {expected}"
    if isinstance(value, list):
        return "the list has no items" if "array" in kinds and not value else f"a list stands here, not {expected}"
    return f"a block of keys stands here, not {expected}"


def _ranges(options: list[Schema]) -> list[Schema]:
    return [option for option in options if {"minimum", "exclusiveMinimum"} & option.keys()]


def _below(value: float, options: list[Schema]) -> bool:
    return all(value <= option.get("minimum", option.get("exclusiveMinimum")) for option in _ranges(options))


def remedy_for(value: object, options: list[Schema]) -> str:
    """What to write instead; empty where nothing can be guessed."""
    kinds = kinds_of(options)
    if isinstance(value, str):
        return _remedy_for_text(value, options, kinds)
    if isinstance(value, float) and value.is_integer() and "number" not in kinds:
        return f"write {int(value)}"
    if isinstance(value, int | float) and not isinstance(value, bool) and 1.0 < value <= 100.0:
        units = {option.get("unit") for option in options}
        return f"write {value / 100:g} for {value:g} %" if units & {*FRACTIONS} else ""
    if isinstance(value, dict) and kinds == {"array"}:
        return "write a list, each item begun with `- name:`"
    if value is not None and kinds == {"array"} and not isinstance(value, list | dict):
        return f"write [{value}]"
    return ""


def _remedy_for_text(text: str, options: list[Schema], kinds: set[str]) -> str:
    words = [str(word) for option in options for word in option.get("enum", [option.get("const", "")])]
    if "boolean" in kinds and text.lower() in YES + NO:
        return "write true" if text.lower() in YES else "write false"
    if kinds & {"number", "integer"} and (meant := _meant_number(text)) is not None:
        return f"write {meant}" + (" without quotes" if isinstance(scalar_of(text), int | float) else "")
    return did_you_mean(text, words)


def _meant_number(text: str) -> str | None:
    match = WRITTEN_NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    digits = re.sub("[,，_ ]", "", match[1])
    meant = float(digits) * TENS[match[2] or ""]
    return f"{meant:.15g}" if math.isfinite(meant) else None


def remedy_for_key(key: str, options: list[Schema]) -> str:
    """What to do about a key that the block does not know."""
    if key in ("remove", "replace", "order"):
        return f"`{key}` has a meaning only in a file that extends another, as `{key}: {'[names]' if key == 'order' else 'true'}`"
    known = known_keys(options)
    tag = tag_of(options)
    places = [place for place in places_of(key) if place]
    return (
        did_you_mean(key, known)
        or (f"it belongs under {' or '.join(f'`{place}`' for place in places[:2])}" if places else "")
        or ("" if tag else f"known here: {', '.join(known)}" if known else "")
        or "remove it"
    )


def places_of(key: str) -> list[str]:
    """Blocks that know a key, as dotted keys with ``*`` for names."""
    return [place for place, keys in _blocks() if key in keys]


def _blocks() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []

    def walk(options: list[Schema], place: str) -> None:
        for option in options:
            found.append((place, list(option.get("properties", ()))))
            for key, schema in option.get("properties", {}).items():
                walk(options_of(schema), f"{place}.{key}" if place else key)
            if isinstance(option.get("additionalProperties"), dict):
                walk(options_of(option["additionalProperties"]), f"{place}.*")
            if "items" in option:
                walk(options_of(option["items"]), f"{place}.*")

    walk(options_of(scenario_schema()), "")
    return found


def allowed_words(value: object, options: list[Schema]) -> str:
    """Allowed values in words; the far upper bounds only for values beyond them."""
    huge = isinstance(value, int | float) and not isinstance(value, bool) and value > 1e12
    return in_words(options, with_top=huge)
