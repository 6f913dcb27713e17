"""Credit villages (信用村): villages whose borrowers have earned better terms."""

from __future__ import annotations

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction
from fundsim.units import Multiplier, Name, Odds, Share


class CreditVillages(Instrument):
    """Villages with a record of repayment: lower odds of distress, better recoveries, a breaker of their own."""

    share: Share = Field(0.0, description="share of each township's villages, drawn; or give `villages`")
    villages: tuple[Name, ...] = Field((), description="these villages, written `township/number`")
    odds: Odds = Field(1.0, description="odds multiplier of their loans")
    recovery_multiplier: Multiplier = Field(1.0, description="multiplies the recovered share of their loans, up to 1")

    @model_validator(mode="after")
    def _terms_fit(self) -> CreditVillages:
        if self.share > 0.0 and self.villages:
            raise contradiction("villages", "cannot go with `share`", "keep one of them")
        if len(set(self.villages)) != len(self.villages):
            raise contradiction("villages", "names a village twice", "list each village once")
        none = self.share == 0.0 and not self.villages
        for key, given in (("odds", self.odds != 1.0), ("recovery_multiplier", self.recovery_multiplier != 1.0)):
            if none and given:
                message = "has no effect: there are no credit villages"
                raise contradiction(key, message, "give `share` or `villages`")
        return self
