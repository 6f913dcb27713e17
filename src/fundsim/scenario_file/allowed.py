"""What may stand at a key, read from the models' JSON schema and said in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fundsim.programme.scenario import Scenario
from fundsim.scenario_file.nodes import KeyPath
from fundsim.units import MONTH_NAMES

Schema = dict[str, Any]
NOUNS = {
    "fraction": "a fraction",
    "probability": "a probability",
    "probability per year": "a probability per year",
    "asset correlation": "a correlation",
    "correlation": "a correlation",
    "per year": "a rate per year",
    "currency": "an amount",
    "months": "a whole number of months",
    "days": "a whole number of days",
    "events per year": "a number of events per year",
    "calendar month": "a calendar month",
}
FORMATS = {
    "YYYY-MM": "a month written YYYY-MM",
    "path": "the path of a file",
    "value": "any value that the key can have",
}
FAR = 1e6
FRACTIONS = ("fraction", "probability", "probability per year", "per year", "asset correlation")
"""Units of which people write 70 for 70 %."""


@lru_cache(maxsize=1)
def scenario_schema() -> Schema:
    """JSON schema of a scenario that extends no other."""
    return Scenario.model_json_schema(by_alias=True)


def options_of(schema: Schema) -> list[Schema]:
    """Alternatives of a schema with references followed, without null."""
    if "$ref" in schema:
        definition = scenario_schema()["$defs"][schema["$ref"].rpartition("/")[2]]
        schema = {**definition, **{key: value for key, value in schema.items() if key != "$ref"}}
    alternatives = schema.get("anyOf") or schema.get("oneOf")
    if alternatives is None:
        return [] if schema.get("type") == "null" else [schema]
    return [option for alternative in alternatives for option in options_of(alternative)]


def options_at(document: object, path: KeyPath, schema: Schema | None = None) -> list[Schema]:
    """Alternatives for the value at a path; none where the path leads nowhere.

    Parameters
    ----------
    document : object
        Plain data; tells which kind of block (``law``, ``source``) the path goes through.
    path : KeyPath
        Keys and indices from the root.
    schema : Schema, optional
        Of the document, without references; a scenario's when absent.
    """
    options, value = options_of(scenario_schema() if schema is None else schema), document
    for key in path:
        options = [option for above in fitting(options, value) for option in _below(above, key)]
        value = _content(value, key)
    return options


def _content(value: object, key: str | int) -> object:
    if isinstance(value, dict):
        return value.get(key)
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None


def _below(option: Schema, key: str | int) -> Iterator[Schema]:
    if isinstance(key, int):
        yield from options_of(option["items"]) if "items" in option else ()
    elif key in option.get("properties", {}):
        yield from options_of(option["properties"][key])
    elif isinstance(option.get("additionalProperties"), dict):
        yield from options_of(option["additionalProperties"])


def fitting(options: list[Schema], value: object) -> list[Schema]:
    """Alternatives of the kind that a value says it is: ``law: fixed`` leaves one of four."""
    if not isinstance(value, dict):
        return options
    blocks = [option for option in options if option.get("type") == "object"]
    told = [option for option in blocks if _tags(option).items() <= value.items()]
    return told if any(_tags(option) for option in told) else blocks


def _tags(option: Schema) -> dict[str, object]:
    """Required keys that can have one value only."""
    properties = option.get("properties", {})
    return {key: properties[key]["const"] for key in option.get("required", ()) if "const" in properties.get(key, {})}


def tag_of(options: list[Schema]) -> tuple[str, list[str]] | None:
    """Key that tells several kinds of block apart, and its values; None where there is one kind."""
    tags = [_tags(option) for option in options if option.get("type") == "object"]
    if len(tags) < 2 or not all(tags):
        return None
    key = next(iter(tags[0]))
    return key, [str(tag[key]) for tag in tags]


def known_keys(options: list[Schema]) -> list[str]:
    """Keys that a block may have; none where names are free."""
    keys: list[str] = []
    for option in options:
        keys.extend(option.get("properties", ()))
        keys.extend(option.get("propertyNames", {}).get("enum", ()))
    return list(dict.fromkeys(keys))


def has_named_blocks(options: list[Schema]) -> bool:
    """Whether what stands below are blocks under free names, such as shocks or breakers."""
    below = [
        option["additionalProperties"] for option in options if isinstance(option.get("additionalProperties"), dict)
    ]
    return any(option.get("type") == "object" for schema in below for option in options_of(schema))


def kinds_of(options: list[Schema]) -> set[str]:
    """JSON types that the alternatives allow."""
    return {str(option.get("type", "string")) for option in options}


def in_words(options: list[Schema], *, beyond: float = 0.0) -> str:
    """What the alternatives allow, for people.

    Parameters
    ----------
    options : list of Schema
        Alternatives.
    beyond : float
        Upper bounds far beyond any programme are said only to who exceeds them with this value.

    Examples
    --------
    >>> in_words(options_at({}, ("wilful_default", "share")))
    'a fraction from 0 to 1'
    >>> in_words(options_at({}, ("correlation", "factor_period")))
    'a whole number, or `horizon`'
    """
    return ", or ".join(dict.fromkeys(_option_in_words(option, beyond) for option in options))


def _option_in_words(option: Schema, beyond: float) -> str:
    if option.get("enum") == [*MONTH_NAMES]:
        return "its name such as `january`"
    if "enum" in option or "const" in option:
        words = [f"`{value}`" for value in option.get("enum", [option.get("const")])]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    kind, unit = option["type"], option.get("unit", "")
    if kind in ("number", "integer"):
        noun = NOUNS.get(unit, "a whole number" if kind == "integer" else "a number")
        return noun + _range(option, beyond)
    if kind == "string":
        return FORMATS.get(unit) or _text_in_words(option)
    if kind == "array":
        return f"a list, each item {in_words(options_of(option['items']), beyond=beyond)}"
    return "true or false" if kind == "boolean" else "a block of keys"


def _text_in_words(option: Schema) -> str:
    if "pattern" in option:
        return "three capital letters such as CNY"
    return f"a text of {option['minLength']} to {option['maxLength']} characters" if "minLength" in option else "a text"


def _range(option: Schema, beyond: float) -> str:
    bounds = narrowest(option)
    above, low = bounds.get("exclusiveMinimum"), bounds.get("minimum")
    top, below = bounds.get("maximum"), bounds.get("exclusiveMaximum")
    words = [f" above {number(above)}"] if above is not None else []
    words += [f" from {number(low)}"] if low is not None else []
    if top is not None and (top < FAR or beyond > top):
        words.append(f" to {number(top)}" if above is None else f", at most {number(top)}")
    elif below is not None:
        words.append(f" to below {number(below)}")
    elif low is not None:
        words.append(" up")
    return "".join(words)


def narrowest(option: Schema) -> dict[str, float]:
    """Bounds of a number without those that say less than another one.

    Examples
    --------
    >>> narrowest({"minimum": 0, "maximum": 1, "exclusiveMaximum": 1})
    {'minimum': 0, 'exclusiveMaximum': 1}
    """
    keys = ("exclusiveMinimum", "minimum", "exclusiveMaximum", "maximum")
    bounds = {key: option[key] for key in keys if key in option}
    above, low = bounds.get("exclusiveMinimum", -math.inf), bounds.get("minimum", -math.inf)
    below, top = bounds.get("exclusiveMaximum", math.inf), bounds.get("maximum", math.inf)
    bounds.pop("minimum" if above >= low else "exclusiveMinimum", None)
    bounds.pop("maximum" if below <= top else "exclusiveMaximum", None)
    return bounds


def lowest(option: Schema) -> float:
    """Lower bound of a number."""
    return min((option[key] for key in ("minimum", "exclusiveMinimum") if key in option), default=-math.inf)


def highest(option: Schema) -> float:
    """Upper bound of a number."""
    return max((option[key] for key in ("maximum", "exclusiveMaximum") if key in option), default=math.inf)


def number(value: float) -> str:
    """A number as people write it: no trailing ``.0``, no rounding, thousands apart when large.

    Examples
    --------
    >>> number(1.0), number(0.05), number(1e15)
    ('1', '0.05', '1,000,000,000,000,000')
    """
    whole = float(value).is_integer() and abs(value) < 1e16
    text = str(int(value)) if whole else repr(value)
    return f"{int(value):,}" if whole and abs(value) >= 100_000 else text
