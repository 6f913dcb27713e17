"""How histories are sampled: plainly, or so that the same number of paths says more."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction
from fundsim.units import Unit

Shift = Annotated[float, Field(strict=True, gt=0.0, le=10.0), Unit("standard deviations")]


class Sampling(Instrument):
    """Choice of the paths' leading factor, the county's or the province's."""

    method: Literal["plain", "sobol", "stratified", "importance", "auto"] = Field(
        "plain",
        description="independent paths; a scrambled Sobol net over the leading factor's periods; one path in each "
        "stratum of their sum; half of the paths in worse times, weighted; or what is good for every figure: "
        "sobol where all paths share a portfolio and a leading factor, else plain, and never importance, which is for "
        "rare tails only",
    )
    shift: Shift | None = Field(
        None, description="how much worse the times of importance sampling are; 2 when absent, 3 for rarer tails"
    )

    @model_validator(mode="after")
    def _terms_fit(self) -> Sampling:
        if self.shift is not None and self.method != "importance":
            raise contradiction("shift", "goes with `method: importance`, and only with it", "give both or neither")
        return self
