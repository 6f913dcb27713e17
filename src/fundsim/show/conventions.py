"""Conventions that a scenario sets differently from fundsim's defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from fundsim.programme import Scenario


class OtherConvention(NamedTuple):
    """A convention that is not the default one.

    Parameters
    ----------
    key : str
        Dotted key; layers by name.
    value, default : object
        What the scenario says, and what holds when it says nothing.
    meaning : str
        What the key chooses between.
    """

    key: str
    value: object
    default: object
    meaning: str


def other_conventions(scenario: Scenario) -> list[OtherConvention]:
    """Conventions that differ from their default, in the order of the models.

    Parameters
    ----------
    scenario : Scenario
        Programme.

    Returns
    -------
    list of OtherConvention
        Empty when every convention is the default one.
    """
    found = list(_in_block(scenario, ""))
    without_loans = scenario.loans.source == "aggregate"  # whose years count from the first month by default
    own = {"horizon.year_starts": "first_month"} if without_loans else {}
    return [item for item in found if own.get(item.key) != item.value]


def _in_block(block: BaseModel, prefix: str) -> Iterator[OtherConvention]:
    for name, field in type(block).model_fields.items():
        key, value = f"{prefix}{field.alias or name}", getattr(block, name)
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get("convention") and value != field.default:
            yield OtherConvention(key, value, field.default, field.description or "")
        yield from _below(value, key)


def _below(value: object, key: str) -> Iterator[OtherConvention]:
    if isinstance(value, BaseModel):
        yield from _in_block(value, f"{key}.")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _below(item, f"{key}.{name}")
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            yield from _below(item, f"{key}.{getattr(item, 'name', number)}")
