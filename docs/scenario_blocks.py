"""The blocks of a scenario file and what may stand at their keys, read from the models."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from markdown_text import code

from fundsim.programme.instrument import Instrument
from fundsim.programme.levers import SETTING
from fundsim.programme.scenario import Scenario
from fundsim.scenario_file.allowed import Schema, narrowest, number, scenario_schema
from fundsim.units import MONTH_NAMES

NAME, POSITION = "<name>", "<position>"
ROOT = ""  # stands for the whole file among the names of blocks
TEXTS = {"YYYY-MM": "month `YYYY-MM`", "path": "path of a file"}


class Block(NamedTuple):
    """A kind of block: the definition behind it, what tells it apart, and the keys under which it stands."""

    definition: str
    tag: str
    places: list[str]

    @property
    def heading(self) -> str:
        """Heading of its section: the keys, and what tells it apart."""
        keys = ", ".join(map(code, self.places)) if self.definition else "Top level"
        return f"{keys} with {code(self.tag)}" if self.tag else keys


def definition_of(name: str) -> Schema:
    """JSON schema of a block."""
    whole = scenario_schema()
    return whole["$defs"][name] if name else whole


def alternatives_of(schema: Schema) -> list[Schema]:
    """What a value may be instead of one thing."""
    return [*schema.get("anyOf", ()), *schema.get("oneOf", ())]


def name_in(reference: Schema) -> str:
    """Name of the definition that a schema refers to."""
    return str(reference["$ref"]).rpartition("/")[2]


def references(schema: Schema, place: str) -> Iterator[tuple[str, str]]:
    """Definitions that a value can be, each with the key under which it stands."""
    if "$ref" in schema:
        yield name_in(schema), place
    for alternative in alternatives_of(schema):
        yield from references(alternative, place)
    if "items" in schema:
        for name, _ in references(schema["items"], ""):
            named = "name" in definition_of(name)["properties"]
            yield name, f"{place}.{NAME if named else POSITION}"
    if isinstance(schema.get("additionalProperties"), dict):
        yield from references(schema["additionalProperties"], f"{place}.{NAME}")


def tag_of(definition: Schema) -> str:
    """``key: value`` that tells a block from others under the same key; empty for the only kind."""
    tags = (f"{key}: {entry['const']}" for key, entry in definition["properties"].items() if "const" in entry)
    return next(tags, "")


def blocks() -> dict[str, Block]:
    """All blocks of a scenario file, the whole file first, each before what stands in it."""
    found: dict[str, Block] = {}

    def visit(name: str, place: str) -> None:
        definition = definition_of(name)
        found.setdefault(name, Block(name, tag_of(definition), [])).places.append(place)
        for key, schema in definition["properties"].items():
            for below, where in references(schema, f"{place}.{key}".removeprefix(".")):
                visit(below, where)

    visit(ROOT, "")
    return found


def value_in_words(schema: Schema, anchors: Mapping[str, str]) -> str:
    """What may stand at a key: type, words allowed, bounds."""
    if schema.get("unit") == SETTING:
        return SETTING
    if "$ref" in schema:
        name = name_in(schema)
        tag = tag_of(definition_of(name))
        return f"[{f'block with `{tag}`' if tag else 'block'}](#{anchors[name]})"
    if alternatives_of(schema):
        words = (value_in_words(one, anchors) for one in alternatives_of(schema) if one.get("type") != "null")
        return " or ".join(dict.fromkeys(words))
    if schema.get("enum") == [*MONTH_NAMES]:
        return f"{code(MONTH_NAMES[0])} … {code(MONTH_NAMES[-1])}"
    if "enum" in schema or "const" in schema:
        return ", ".join(code(str(value)) for value in schema.get("enum", [schema.get("const")]))
    return _plain_value(schema, anchors)


def _plain_value(schema: Schema, anchors: Mapping[str, str]) -> str:
    kind = schema["type"]
    if kind in ("number", "integer"):
        return ("whole number" if kind == "integer" else "number") + bounds(schema)
    if kind == "array":
        return f"list, each {value_in_words(schema['items'], anchors)}"
    if kind == "object":
        names = schema.get("propertyNames", {}).get("enum")
        key = ", ".join(map(code, names)) if names else code(NAME)
        return f"{key}: {value_in_words(schema['additionalProperties'], anchors)}"
    if kind == "boolean":
        return "`true`, `false`"
    return TEXTS.get(schema.get("unit", ""), "three capital letters" if "pattern" in schema else "text")


def bounds(schema: Schema) -> str:
    """Bounds of a number in words; empty without."""
    words = {"exclusiveMinimum": "above", "minimum": "from", "exclusiveMaximum": "to below", "maximum": "to"}
    return "".join(f" {words[key]} {amount(bound)}" for key, bound in narrowest(schema).items())


def amount(value: float) -> str:
    """Number for a table; powers of ten from a million up are written as such."""
    power = round(math.log10(value)) if value >= 1e6 else 0
    if power and value == 10.0**power:
        return "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power))
    return number(value)


def units_of(schema: Schema) -> list[str]:
    """Units of the numbers that may stand at a key."""
    found = [schema["unit"]] if schema.get("type") in ("number", "integer") and "unit" in schema else []
    parts = [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    for part in [*alternatives_of(schema), *parts]:
        found += units_of(part)
    return [unit for unit in dict.fromkeys(found) if unit != "number"]


def models() -> dict[str, type[Instrument]]:
    """Classes of all blocks by the name of their definition."""
    found: dict[str, type[Instrument]] = {ROOT: Scenario}

    def collect(model: type[Instrument]) -> None:
        found.setdefault(model.__name__, model)
        for below in model.__subclasses__():
            collect(below)

    collect(Instrument)
    return found


def default_in_words(name: str, key: str) -> str:
    """Default of a key of a block."""
    fields = models()[name].model_fields
    field = next(field for word, field in fields.items() if (field.alias or word) == key)
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}, ""):
        return "none"
    return "its defaults" if isinstance(value, Instrument) else code(as_written(value))


def as_written(value: Any) -> str:
    """Value as it would stand in a file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(as_written, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {as_written(part)}' for key, part in value.items())}}}"
    return str(value)
