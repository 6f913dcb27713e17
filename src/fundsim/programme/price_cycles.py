"""Price cycles (价格周期, for example the pig cycle): risk that rises and falls with a price, month by month."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, Names, contradiction
from fundsim.units import Count, Months, Multiplier

PositiveMultiplier = Annotated[Multiplier, Field(gt=0.0)]


class PriceCycle(Instrument):
    """Multipliers of the default intensity that come back after every period."""

    industries: Literal["all"] | Names = Field("all", description="industries whose price it is")
    multipliers: tuple[Multiplier, ...] | None = Field(
        None, description="multiplier of the default intensity in each month of the cycle", min_length=1
    )
    period_months: Months | None = Field(None, description="length of a smooth cycle; with `highest` and `lowest`")
    highest: PositiveMultiplier | None = Field(None, description="multiplier at the start of a smooth cycle")
    lowest: PositiveMultiplier | None = Field(
        None, description="multiplier half a cycle later; its logarithm follows a cosine between the two"
    )
    phase_months: Count | Literal["random"] = Field(
        0, description="month of the cycle in month 0; `random` draws it anew on every path"
    )

    @model_validator(mode="after")
    def _one_shape(self) -> PriceCycle:
        smooth = {"period_months": self.period_months, "highest": self.highest, "lowest": self.lowest}
        given = [key for key, value in smooth.items() if value is not None]
        if self.multipliers is not None and given:
            raise contradiction("multipliers", f"cannot go with `{given[0]}`", "keep one of them")
        if self.multipliers is None and len(given) < len(smooth):
            remedy = "give `multipliers`, or `period_months`, `highest` and `lowest`"
            raise contradiction("", "the shape of the cycle is not given", remedy)
        if self.highest is not None and self.lowest is not None and self.lowest > self.highest:
            raise contradiction("lowest", f"{self.lowest:g} is above `highest` {self.highest:g}", "exchange them")
        return self
