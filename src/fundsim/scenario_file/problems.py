"""From the validator's errors to problems with a path in the document, each said once and in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from fundsim.scenario_file.allowed import Schema, fitting, in_words, kinds_of, known_keys, options_at, tag_of
from fundsim.scenario_file.as_written import remedy_for_unit
from fundsim.scenario_file.nodes import KeyPath
from fundsim.scenario_file.syntax import COMMA_IN_NUMBER, is_part_of_a_number
from fundsim.scenario_file.wording import allowed_words, complaint, remedy_for, remedy_for_key

UNKNOWN, MISSING, VALUE, CONTRADICTION = "unknown", "missing", "value", "contradiction"


class Problem(NamedTuple):
    """Something wrong at a path.

    Parameters
    ----------
    path : KeyPath
        Where.
    kind : str
        ``unknown`` key, ``missing`` key, wrong ``value``, or ``contradiction`` between keys.
    message, allowed, remedy : str
        As in a fault.
    concerns : tuple of KeyPath
        Other places that it is about.
    """

    path: KeyPath
    kind: str
    message: str
    allowed: str = ""
    remedy: str = ""
    concerns: tuple[KeyPath, ...] = ()


def problems_of(errors: Iterable[Mapping[str, Any]], data: object, schema: Schema | None = None) -> list[Problem]:
    """Problems behind the errors of one validation.

    Parameters
    ----------
    errors : iterable of mapping
        ``errors()`` of pydantic's ValidationError.
    data : object
        The plain data that was validated.
    schema : Schema, optional
        Of the data, without references; a scenario's when absent.

    Returns
    -------
    list of Problem
        One for each place. Of alternatives (a number or a word or a block) only the one that the value looks
        like is reported, and a list whose items are wrong is not called empty for that.
    """
    said_best = sorted(errors, key=lambda error: error["type"] != CONTRADICTION)
    located = [(*_located(error, data), error) for error in said_best]
    paths = [path for path, _, _ in located]
    problems: dict[KeyPath, Problem] = {}
    for path, of_alternative, error in located:
        inside = any(len(other) > len(path) and other[: len(path)] == path for other in paths)
        if not (inside and (of_alternative or error["type"] == "too_short")):
            problem = _problem(path, error, data, schema)
            problems.setdefault(problem.path, problem)
    return list(problems.values())


def _located(error: Mapping[str, Any], data: object) -> tuple[KeyPath, bool]:
    """Path in the data, and whether the error speaks for one of several alternatives there."""
    path: tuple[str | int, ...] = ()
    value, of_alternative = data, False
    for count, key in enumerate(error["loc"], start=1):
        inside = key in value if isinstance(value, dict) else isinstance(value, list) and isinstance(key, int)
        if inside or (error["type"] == "missing" and count == len(error["loc"])):
            path = (*path, key)
            value = value[key] if inside else None  # type: ignore[index]
        of_alternative = not inside and key != "[key]"
    return path, of_alternative


def _problem(path: KeyPath, error: Mapping[str, Any], data: object, schema: Schema | None) -> Problem:
    kind, details = error["type"], error.get("ctx", {})
    if kind == "contradiction":
        return _contradiction(path, details, data, schema)
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        path = (*path, details["discriminator"].strip("'"))
        kind = "missing" if kind == "union_tag_not_found" else kind
    if kind == "missing":
        return _missing(path, data, schema)
    if kind == "extra_forbidden" or error["loc"][-1:] == ("[key]",):
        return _unknown(path, data, schema)
    options, value = _options(path, data, schema), _value(path, data)
    broken = value is None and is_part_of_a_number(path[-1])
    remedy = COMMA_IN_NUMBER if broken else remedy_for_unit(path[-1], value) or remedy_for(value, options)
    if not isinstance(value, dict | list) and kinds_of(options) == {"object"} and path[-1] in known_keys(options):
        remedy = f"a name of your own stands above these keys: `{path[-2]}.NAME.{path[-1]}`"
    return Problem(path, VALUE, complaint(value, options), allowed_words(value, options), remedy)


def _options(path: KeyPath, data: object, schema: Schema | None) -> list[Schema]:
    """Alternatives at a path; for the key that tells kinds of block apart, those of all kinds."""
    above = options_at(data, path[:-1], schema) if path else []
    told = tag_of(above)
    if told is not None and told[0] == path[-1]:
        return [{"enum": told[1], "type": "string"}]
    return options_at(data, path, schema)


def _missing(path: KeyPath, data: object, schema: Schema | None) -> Problem:
    options = _options(path, data, schema)
    blocks = all(option.get("type") == "object" for option in options)
    remedy = f"add `{path[-1]}:{'' if blocks else ' ...'}`"
    return Problem(path, MISSING, "is missing", "" if blocks else in_words(options), remedy)


def _unknown(path: KeyPath, data: object, schema: Schema | None) -> Problem:
    key = str(path[-1])
    every_kind = options_at(data, path[:-1], schema)
    above = fitting(every_kind, _value(path[:-1], data))
    if any(option.get("additionalProperties") for option in above) and not known_keys(above):
        return Problem(path, UNKNOWN, f"the name has {len(key)} characters", "1 to 80 characters", "use another name")
    return Problem(path, UNKNOWN, "unknown key", remedy=remedy_for_key(key, above, every_kind, schema))


def _contradiction(block: KeyPath, details: Mapping[str, str], data: object, schema: Schema | None) -> Problem:
    said = re.findall(r"`([a-z_.]+)", f"{details['message']} {details['remedy']}")
    known = set(known_keys(options_at(data, block, schema)))
    concerns = tuple((*block, *name.split(".")) for name in dict.fromkeys(said) if name.split(".")[0] in known)
    path = (*block, *(details["key"].split(".") if details["key"] else ()))
    return Problem(path, CONTRADICTION, details["message"], remedy=details["remedy"], concerns=concerns)


def _value(path: KeyPath, data: object) -> object:
    value: Any = data
    for key in path:
        value = value[key]
    return value
