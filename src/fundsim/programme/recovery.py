"""Claims and recoveries: what a default costs, when it is paid, what comes back and to whom."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction, convention
from fundsim.units import Days, Months, Name, PositiveNumber, Probability, Share


class Claim(Instrument):
    """The lender's claim (代偿申请) after a default."""

    filed_after_days: Days = Field(90, description="days overdue before the claim is filed; NPL from then on")
    paid_after_days: Days = Field(60, description="processing time from filing to settlement")
    covers: Literal["principal", "principal_and_interest"] = Field("principal", description="what is claimed")
    interest_days: Days = Field(90, description="longest accrual of claimed interest")
    method: Literal["gross", "net"] = convention(
        "gross",
        "claim the exposure and recover later (Chinese practice), or claim exposure times loss given default",
    )
    settled: Literal["monthly", "yearly"] = convention(
        "monthly", "settled when due, or in the account year's last month"
    )


class BetaLaw(Instrument):
    """Beta law of the recovered share."""

    mean: Probability = Field(description="mean", gt=0.0, lt=1.0)
    standard_deviation: PositiveNumber = Field(description="standard deviation")

    @model_validator(mode="after")
    def _possible(self) -> BetaLaw:
        if self.standard_deviation**2 >= self.mean * (1.0 - self.mean):
            raise contradiction(
                "standard_deviation",
                f"{self.standard_deviation:g} is impossible for shares with `mean` {self.mean:g}",
                f"keep it below {math.sqrt(self.mean * (1.0 - self.mean)):.3g}",
            )
        return self


class TableLaw(Instrument):
    """Values with their probabilities."""

    values: tuple[Share, ...] = Field(description="recovered shares", min_length=1)
    probabilities: tuple[Probability, ...] = Field(description="their probabilities, adding up to 1", min_length=1)

    @model_validator(mode="after")
    def _is_a_law(self) -> TableLaw:
        if len(self.values) != len(self.probabilities):
            raise contradiction(
                "probabilities",
                f"are {len(self.probabilities)} for {len(self.values)} `values`",
                "give one for each value",
            )
        if abs(sum(self.probabilities) - 1.0) > 1e-6:
            raise contradiction(
                "probabilities", f"add up to {sum(self.probabilities):g}, not 1", "divide each by their sum"
            )
        return self


class RecoveryTerms(Instrument):
    """What is recovered (追偿) of a claim, when, and at which cost."""

    share: Share | Literal["tape"] | None = Field(
        None, description="recovered share of the claim, or `tape` for 1 - its lgd column"
    )
    beta: BetaLaw | None = Field(None, description="Beta law of the share, drawn per loan")
    table: TableLaw | None = Field(None, description="table law of the share, drawn per loan")
    by_year: tuple[Share, ...] = Field(
        (),
        description="parts of the recovery by year after payment, each in 12 equal months; they add up to 1",
    )
    after_months: Months | None = Field(None, description="the whole recovery in one sum so many months after payment")
    court_cost: Share = Field(0.0, description="share of what is recovered that the court takes first (司法追偿)")

    @model_validator(mode="after")
    def _one_law_one_schedule(self) -> RecoveryTerms:
        laws = [law for law in (self.share, self.beta, self.table) if law is not None]
        if len(laws) > 1:
            given = ", ".join(f"`{name}`" for name in ("share", "beta", "table") if getattr(self, name) is not None)
            raise contradiction("", f"{given} are given, and each is a law of the recovered share", "keep one of them")
        without_effect = [name for name in ("by_year", "after_months", "court_cost") if getattr(self, name)]
        if without_effect and not laws:
            raise contradiction(without_effect[0], "has no effect without `share`", "add `share`, `beta` or `table`")
        if self.by_year and self.after_months is not None:
            raise contradiction("after_months", "cannot go with `by_year`", "keep one of them")
        if self.by_year and abs(sum(self.by_year) - 1.0) > 1e-6:
            raise contradiction("by_year", f"adds up to {sum(self.by_year):g}, not 1", "make the parts add up to 1")
        return self


class Downturn(Instrument):
    """A lower recovered share in bad periods."""

    county_factor_above: PositiveNumber = Field(description="county factor [standard deviations] above which it holds")
    share: Share = Field(description="recovered share of claims on defaults of such a period")


class Recovery(Instrument):
    """Recoveries by cause of default, and their split among those who paid."""

    hardship: RecoveryTerms = Field(default_factory=RecoveryTerms, description="after hardship")
    wilful: RecoveryTerms | None = Field(None, description="after wilful default; as hardship when absent")
    split: Literal["pro_rata"] | tuple[Name, ...] = convention(
        "pro_rata",
        "among those who paid, the bank included, pro rata; or in the order of the layers named (with `bank`)",
    )
    systematic_loading: Share = Field(
        0.0,
        description="share λ of the recovery's variance that follows the county factor C: "
        "R becomes Φ((Φ⁻¹(R) − √λ C)/√(1−λ))",
        lt=1.0,
    )
    downturn: Downturn | None = Field(None, description="lower recovered share in bad periods")
