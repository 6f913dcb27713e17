"""Circuit breakers (熔断): stop lending, or a payer, when a ratio passes a threshold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, check_threshold, contradiction, convention
from fundsim.units import Name, Ratio


class Breaker(Instrument):
    """A rule that watches a ratio at month end and acts from the next month on."""

    watch: Literal["overdue_ratio", "npl_ratio", "loss_ratio", "fund_usage"] = Field(
        description="ratio watched: of the loans in the area, or of a layer in the county; of all counties where the "
        "layer's account is the province's"
    )
    at: Literal["village", "township", "county"] = Field("county", description="area in which it is watched and acts")
    villages: Literal["all", "credit", "other"] = Field(
        "all", description="at village level: every village, or only credit villages, or only the others"
    )
    layer: Name | None = Field(
        None,
        description="layer whose loss ratio or usage is watched, or on which the action falls; when absent the only "
        "one that can be meant: an insurer for `insurer_exit`, the reported fund for `stop_paying_excess`",
    )
    stop_above: Ratio = Field(description="acts once the ratio is above this")
    resume_below: Ratio | None = Field(
        None,
        description="ends once the ratio is below this; `stop_above` when absent, never for `insurer_exit`; "
        "none with `stop_paying_excess`",
    )
    action: Literal["stop_new_lending", "insurer_exit", "stop_paying_excess"] = Field(
        "stop_new_lending",
        description="no new lending; the layer pays nothing; or its asks are cut to threshold over ratio",
    )
    over: Literal["year_to_date", "12_months", "since_start"] = convention("year_to_date", "period of the loss ratio")

    @model_validator(mode="after")
    def _terms_fit(self) -> Breaker:
        check_threshold("stop_above", self.watch, self.stop_above)
        if self.resume_below is not None and self.resume_below > self.stop_above:
            raise contradiction(
                "resume_below", f"{self.resume_below:g} is above `stop_above` {self.stop_above:g}", "lower it"
            )
        if self.action == "stop_paying_excess" and self.resume_below is not None:
            raise contradiction("resume_below", "has no effect with `action: stop_paying_excess`", "drop it")
        if self.at != "county" and (self.watch in ("loss_ratio", "fund_usage") or self.action != "stop_new_lending"):
            terms = f"`watch: {self.watch}` with `action: {self.action}`"
            raise contradiction("at", f"{terms} works at county level only", "write `at: county`")
        if (
            self.layer is not None
            and self.watch in ("overdue_ratio", "npl_ratio")
            and self.action == "stop_new_lending"
        ):
            terms = f"`watch: {self.watch}` and `action: stop_new_lending`"
            raise contradiction("layer", f"has no effect with {terms}", "drop it")
        if self.villages != "all" and self.at != "village":
            raise contradiction("villages", "goes with `at: village` only", "drop it")
        if self.over != "year_to_date" and self.watch != "loss_ratio":
            raise contradiction("over", "goes with `watch: loss_ratio` only", "drop it")
        return self
