"""Contagion (示范效应): who sees many neighbours overdue is more likely to fall overdue."""

from __future__ import annotations

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction
from fundsim.units import ContagionStrength, Share


class Neighbours(Instrument):
    """How the loans overdue in a place act on the others there.

    The intensity of month t + 1 is multiplied by ``exp(strength · max(0, s - trigger))``, s the share of the place's
    loans that are overdue at the end of month t, by number.
    """

    strength: ContagionStrength = Field(description="exponent per unit of the overdue share above the trigger")
    trigger: Share = Field(0.0, description="share of loans overdue up to which nothing happens")


class Contagion(Instrument):
    """Contagion among the loans of a village and of a township; the two multiply."""

    village: Neighbours | None = Field(None, description="among the loans of a village")
    township: Neighbours | None = Field(None, description="among the loans of a township")

    @model_validator(mode="after")
    def _is_somewhere(self) -> Contagion:
        if self.village is None and self.township is None:
            raise contradiction("", "neither `village` nor `township` is given", "give one of them, or drop the block")
        return self
