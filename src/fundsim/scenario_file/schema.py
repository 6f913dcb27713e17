"""JSON schema of scenario files, for editors and other programs."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from fundsim.scenario_file.allowed import Schema, scenario_schema
from fundsim.scenario_file.uncertain import BOUNDS, LAWS

SCHEMA_FILE = Path(__file__).with_name("scenario.schema.json")
DIALECT = "http://json-schema.org/draft-07/schema#"  # what editors know best
CHANGES = "Changes"
"""Suffix of the definitions for files that extend another: nothing is required, entries can be removed."""
SAYS_TRUE = {"const": True}
DISTRIBUTION = "Distribution"
TERMS_OF_NUMBERS = ("description", "default", "convention")
"""What is said of a key, and not of the number itself."""


def json_schema() -> Schema:
    """JSON schema of a scenario file.

    Returns
    -------
    dict
        A file without ``extends`` must be complete; one with ``extends`` holds changes only. Where a number that
        is not whole can stand, so can a distribution.
    """
    complete = without_titles(copy.deepcopy(scenario_schema()))
    definitions = complete.pop("$defs")
    definitions["Scenario"] = complete
    changes = {f"{name}{CHANGES}": _changes(schema) for name, schema in definitions.items()}
    changes[f"Scenario{CHANGES}"]["properties"]["extends"] = {
        "type": "string",
        "description": "scenario that this file changes: a path from here, or the name of a shipped scenario",
    }
    changes[f"Scenario{CHANGES}"]["properties"]["layers"] = _named_list_changes(f"Layer{CHANGES}")
    return {
        "$schema": DIALECT,
        "title": "fundsim scenario",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/Scenario{CHANGES}"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {
            **_or_distributions(dict(sorted(definitions.items()))),
            **_or_distributions(dict(sorted(changes.items()))),
            "Remove": _remove(),
            DISTRIBUTION: _distribution(),
        },
    }


def schema_text() -> str:
    """The schema as it is shipped in ``scenario.schema.json``."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


def without_titles(schema: Any) -> Any:
    """The same schema without titles, which are made from key names and say nothing."""
    if isinstance(schema, list):
        return [without_titles(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: without_titles(entry) for name, entry in value.items()}
        if key == "properties"
        else without_titles(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }


def _changes(schema: Any) -> Any:
    """The same schema for changes: refers to changes, requires nothing, lets every entry be removed."""
    if isinstance(schema, list):
        return [_changes(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {_CHANGED_WORDS.get(key, key): _changes(value) for key, value in schema.items() if key != "required"}
    if "$ref" in changed:
        changed["$ref"] += CHANGES
    if "properties" in changed:
        changed["properties"] = {key: _removable(value) for key, value in changed["properties"].items()}
        changed["properties"]["replace"] = SAYS_TRUE
    elif isinstance(changed.get("additionalProperties"), dict):
        changed["additionalProperties"] = _removable(changed["additionalProperties"])
        changed["properties"] = {"replace": SAYS_TRUE}
        changed.pop("propertyNames", None)
    return changed


_CHANGED_WORDS = {"oneOf": "anyOf"}


def _or_distributions(schema: Any) -> Any:
    """The same schema in which a distribution may stand wherever a number can."""
    if isinstance(schema, list):
        return [_or_distributions(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") != "number":
        return {key: _or_distributions(value) for key, value in schema.items()}
    said = {key: value for key, value in schema.items() if key in TERMS_OF_NUMBERS}
    number = {key: value for key, value in schema.items() if key not in TERMS_OF_NUMBERS}
    return {**said, "anyOf": [number, {"$ref": f"#/$defs/{DISTRIBUTION}"}]}


def _distribution() -> Schema:
    """An uncertain number: one law with its terms, and bounds."""
    number = {"type": "number"}
    shares = {"mean": {**number, "exclusiveMinimum": 0, "exclusiveMaximum": 1}}
    laws = {
        law: {
            "type": "object",
            "properties": {
                **dict.fromkeys(terms, number),
                **({"sd": {**number, "exclusiveMinimum": 0}} if "sd" in terms else {}),
                **(shares if law == "beta" else {}),
            },
            "required": list(terms),
            "additionalProperties": False,
        }
        for law, terms in LAWS.items()
    }
    return {
        "type": "object",
        "description": "an uncertain number, drawn with --parameter-draws; between `lower` and `upper` if given",
        "properties": {**laws, **dict.fromkeys(BOUNDS, number)},
        "oneOf": [{"required": [law]} for law in LAWS],
        "additionalProperties": False,
    }


def _removable(schema: Schema) -> Schema:
    notes = {key: schema[key] for key in ("description",) if key in schema}
    return {**notes, "anyOf": [schema, {"$ref": "#/$defs/Remove"}]}


def _remove() -> Schema:
    return {
        "type": "object",
        "description": "drops what is inherited",
        "properties": {"remove": SAYS_TRUE, "name": {"type": "string"}},
        "required": ["remove"],
        "additionalProperties": False,
    }


def _named_list_changes(item: str) -> Schema:
    change = {"anyOf": [{"$ref": f"#/$defs/{item}"}, {"$ref": "#/$defs/Remove"}]}
    controls = {"order": {"type": "array", "items": {"type": "string"}}, "replace": SAYS_TRUE}
    beside = {"type": "object", "properties": controls, "additionalProperties": False, "minProperties": 1}
    return {
        "description": "changed payers, a list of items or a block of names; `order` lists all names anew",
        "anyOf": [
            {"type": "array", "items": {"anyOf": [change, beside]}},
            {"type": "object", "properties": controls, "additionalProperties": change},
            {"$ref": "#/$defs/Remove"},
        ],
    }
