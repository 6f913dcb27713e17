"""JSON schema of sweep files, for editors and other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fundsim.scenario_file.schema import DIALECT, without_titles
from fundsim.sweep.reading import KEPT, sweep_schema

SCHEMA_FILE = Path(__file__).with_name("sweep.schema.json")


def sweep_json_schema() -> dict[str, Any]:
    """JSON schema of a sweep file.

    Returns
    -------
    dict
        What stands under dotted keys can be anything here: only the scenario that is swept says what fits them.
    """
    schema: dict[str, Any] = _any_values(without_titles(sweep_schema()))
    schema["properties"]["keep"]["items"] = {"enum": list(KEPT)}
    return {"$schema": DIALECT, "title": "fundsim sweep", **schema}


def sweep_schema_text() -> str:
    """The schema as it is shipped in ``sweep.schema.json``."""
    return json.dumps(sweep_json_schema(), ensure_ascii=False, indent=1) + "\n"


def _any_values(schema: Any) -> Any:
    """The same schema in which values of scenario keys are anything."""
    if isinstance(schema, list):
        return [_any_values(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {} if schema.get("unit") == "value" else {key: _any_values(value) for key, value in schema.items()}
