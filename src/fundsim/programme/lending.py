"""New lending after the opening stock."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction, convention
from fundsim.units import Flag, Money, NoFlag, PositiveMoney


class Lending(Instrument):
    """New lending after the opening stock."""

    mode: Literal["run_off", "steady", "plan"] = Field(
        "run_off",
        description="none; every repaid or defaulted loan is replaced like for like; or an amount a month",
    )
    refill_every_months: Annotated[Literal[1, 12], NoFlag] = convention(1, "steady: months between refills")
    refill_defaulted: Literal["after_payment", "after_default"] = convention(
        "after_payment",
        "steady: a defaulted loan is replaced in the month after its claim is settled, or after its default",
    )
    amount_per_month: Money | tuple[Money, ...] | None = Field(
        None,
        description="plan: one amount for every month, or one per month from month 0; "
        "a shorter list is followed by zeros",
    )
    max_new_lending: PositiveMoney | None = Field(
        None,
        description="steady: most that the whole programme lends in a month; loans that do not fit wait their turn",
    )
    freeze_lines: Flag = convention(
        False, "where new lending is stopped, credit lines draw no more either; else they go on drawing"
    )

    @model_validator(mode="after")
    def _terms_fit_the_mode(self) -> Lending:
        if (self.mode == "plan") != (self.amount_per_month is not None):
            raise contradiction("amount_per_month", "goes with `mode: plan`, and only with it", "give both or neither")
        of_steady = {
            "max_new_lending": self.max_new_lending is not None,
            "refill_every_months": self.refill_every_months != 1,
            "refill_defaulted": self.refill_defaulted != "after_payment",
        }
        for key in (key for key, given in of_steady.items() if given and self.mode != "steady"):
            raise contradiction(key, "goes with `mode: steady` only", "drop it, or lend steadily")
        return self
