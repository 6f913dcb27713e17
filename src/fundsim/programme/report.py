"""Reporting conventions: what counts as ruin, as non-performing, and how money is discounted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction, convention
from fundsim.units import DiscountRate, Money, Months, Name, Share


class Report(Instrument):
    """Conventions of measures and ratios."""

    fund: Name | None = Field(
        None, description="layer whose solvency is reported; the first fund with an account when absent"
    )
    fund_sizes: tuple[Money, ...] = Field(
        (), description="opening amounts of that fund to compare on the same defaults"
    )
    ruin: Literal["unpaid_claim", "empty", "below_ratio"] = convention(
        "unpaid_claim",
        "month of the first shortfall, of a balance at or below zero once the month's claims are paid or at its end, "
        "or below a share of outstanding loans at month end",
    )
    ruin_ratio: Share | None = Field(None, description="the share of outstanding loans; needed with below_ratio")
    after_ruin: Literal["reflecting", "absorbing"] = convention(
        "reflecting", "the fund goes on with what comes in, or pays and receives nothing more"
    )
    discount_rate: DiscountRate | None = convention(None, "rate for present values; the fund's yield when absent")
    npl_until: Literal["written_off", "paid"] = convention(
        "written_off",
        "a defaulted loan stays non-performing until recovery ends or write-off, or until its claim is paid",
    )
    write_off_after_months: Months = convention(
        12, "months a loan stays non-performing before it is written off (核销)"
    )

    village_failed_at: Share = convention(
        1.0, "a village has failed once at a month end at least this share of its loans is overdue, by number", gt=0.0
    )

    @model_validator(mode="after")
    def _terms_fit(self) -> Report:
        if (self.ruin == "below_ratio") != (self.ruin_ratio is not None):
            raise contradiction("ruin_ratio", "goes with `ruin: below_ratio`, and only with it", "give both or neither")
        if self.npl_until == "paid" and self.write_off_after_months != 12:
            raise contradiction("write_off_after_months", "has no effect with `npl_until: paid`", "drop it")
        if len(set(self.fund_sizes)) != len(self.fund_sizes):
            raise contradiction("fund_sizes", "names an amount twice", "list each amount once")
        return self
