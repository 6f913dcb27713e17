"""Levers (管理措施): named bundles of changes of a programme, each with its yearly cost."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema, model_validator

from fundsim.programme.instrument import Instrument, contradiction
from fundsim.units import Flag, Money, Name

SETTING = "what may stand at the key that is set"
Setting = Annotated[
    Any,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number"},
                {"type": "string"},
                {"type": "boolean"},
                {"type": "array", "items": {"type": "number"}},
                {"type": "object", "additionalProperties": True},
            ],
            "unit": SETTING,
        }
    ),
]
"""Whatever may stand at the key that is set: only the rest of the scenario knows."""


class Lever(Instrument):
    """Something that a county can do: what it changes while it is on, and what it costs."""

    on: Flag = Field(False, description="whether it is done")
    changes: dict[Annotated[str, Field(strict=True, min_length=1, max_length=300)], Setting] = Field(
        alias="set", description="dotted key: value that it has while the lever is on", min_length=1
    )
    cost_per_year: Money = Field(0.0, description="what it costs the government, a twelfth each month")

    @model_validator(mode="after")
    def _levers_leave_levers_alone(self) -> Lever:
        for key in self.changes:
            if key.partition(".")[0] in ("levers", "sources", "name", "description"):
                raise contradiction("set", f"`{key}` is nothing that a lever can change", "set it in the file itself")
        return self


Levers = dict[Name, Lever]
