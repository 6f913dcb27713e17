"""What every instrument of a programme shares: frozen, no unknown keys, finite numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from fundsim.units import Name


class Instrument(BaseModel):
    """A frozen block of a scenario file; unknown keys and infinities are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


def convention(default: Any, description: str, **bounds: Any) -> Any:
    """A field that chooses between conventions; ``show`` lists those that differ from their default."""
    return Field(default, description=description, json_schema_extra={"convention": True}, **bounds)


def contradiction(key: str, message: str, remedy: str) -> PydanticCustomError:
    """Fault of two terms that cannot both hold; raise it from a model validator.

    Parameters
    ----------
    key : str
        Key below the block, the one the user should look at; empty for the block as a whole.
    message, remedy : str
        What contradicts what, and what to do. Other keys concerned stand in backticks: a contradiction with
        a key that is faulty by itself is not reported.
    """
    return PydanticCustomError("contradiction", "{message}", {"key": key, "message": message, "remedy": remedy})


def check_shares(shares: Mapping[Any, float], key: str) -> None:
    """Shares of one whole must add up to 1."""
    total = sum(shares.values())
    if abs(total - 1.0) > 1e-6:
        raise contradiction(key, f"shares add up to {total:g}, not 1", "change them so that the sum is 1")


def check_threshold(key: str, watch: str, threshold: float) -> None:
    """A share of the loans never passes a threshold above 1; at 1 a rule is switched off."""
    if watch in ("overdue_ratio", "npl_ratio") and threshold > 1.0:
        message = f"{threshold:g} is never passed: `watch: {watch}` is a share of the loans, at most 1"
        raise contradiction(key, message, f"write {threshold / 100.0:g} for {threshold:g} %")


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if names.count(name) > 1:
            raise contradiction("", f"names `{name}` twice", "list each once")
    return names


Names = Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(_each_once)]
"""Some of the industries, products or townships, each named once."""
