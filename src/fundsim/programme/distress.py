"""Distress and what happens before it becomes a default: cause, monitoring, arrears, extension, renewal."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction, convention
from fundsim.units import Count, Money, Months, PositiveCount, Probability, Share, YearMonth


class Monitoring(Instrument):
    """Post-loan monitoring (贷后管理): inspections that detect hardship early.

    Detected with probability ``1 - (1 - detects)^k``, k inspections falling in the lead months; a detected
    loan is cured at once with probability ``cures_detected``.
    """

    detects: Probability = Field(0.0, description="probability that one inspection detects coming distress")
    cures_detected: Probability = Field(0.0, description="probability that a detected loan is cured at once")
    inspections_per_year: Count = Field(4, description="inspections of each loan a year")
    lead_months: Months = Field(3, description="months before distress in which an inspection can detect it")
    cost_per_inspection: Money = Field(0.0, description="paid by the government for each loan inspected")


class WilfulDefault(Instrument):
    """Wilful default (恶意拖欠): no cure by monitoring, no extension, recovery through the courts."""

    share: Share = Field(0.0, description="share of distress that is wilful; shock defaults never are")


class Arrears(Instrument):
    """Arrears that roll from month to month (逾期滚动率): overdue loans are cured, default, or stay overdue.

    Without this block every loan in distress that is neither cured by monitoring nor extended defaults in the
    month of distress, as with ``cure_per_month`` 0 and ``default_per_month`` 1. With it, an overdue loan defaults
    for certain when its claim falls due, ``claim.filed_after_days`` after distress.
    """

    cure_per_month: Probability = Field(description="probability that an overdue loan is cured in a month")
    default_per_month: Probability = Field(description="probability that an overdue loan defaults in a month")
    default_at_maturity: Probability = Field(
        1.0, description="probability that it defaults in the month of its last due, before these two"
    )
    first_roll: Literal["distress_month", "next_month"] = convention(
        "distress_month", "month in which it can first be cured or default"
    )
    claim_waits_from: Literal["distress", "default"] = convention(
        "distress",
        "`filed_after_days` count from the first missed due (after a failed extension from the failure), "
        "or from the default",
    )

    @model_validator(mode="after")
    def _rates_fit(self) -> Arrears:
        total = self.cure_per_month + self.default_per_month
        if total > 1.0 + 1e-9:
            raise contradiction(
                "default_per_month", f"and `cure_per_month` add up to {total:g}", "keep the sum at or below 1"
            )
        return self


class Extension(Instrument):
    """Extension (展期) of a hardship loan: schedule frozen, then it fails or performs again.

    It ends after ``months``, or earlier by monthly exits: cured with ``cure_per_month``, failed with
    ``default_per_month``.
    """

    granted: Probability = Field(0.0, description="probability that a hardship loan in distress is extended")
    months: Months | None = Field(12, description="length of an extension; `null`: it ends by monthly exits only")
    at_most: Count = Field(1, description="extensions a loan can have")
    at_most_at_once: Count | None = Field(
        None, description="loans of a county in extension at once; who gets the free places is drawn by lot"
    )
    until: Count | YearMonth | None = Field(
        None, description="last month in which an extension is granted: YYYY-MM, or months after month 0"
    )
    default_at_end: Probability = Field(
        0.0,
        description="probability in an average period that an extended loan fails at the end; bad periods have more",
    )
    cure_per_month: Probability = Field(
        0.0, description="probability of an early end by which the loan performs again, in each month before the end"
    )
    default_per_month: Probability = Field(
        0.0, description="probability that the extension fails, in each month before the end"
    )

    @model_validator(mode="after")
    def _ends_fit(self) -> Extension:
        exits = self.cure_per_month + self.default_per_month
        if exits > 1.0 + 1e-9:
            raise contradiction(
                "default_per_month", f"and `cure_per_month` add up to {exits:g}", "keep the sum at or below 1"
            )
        if self.months is None and exits == 0.0:
            raise contradiction(
                "months", "is null and there are no monthly exits: an extension would never end",
                "give `months`, `cure_per_month` or `default_per_month`",
            )  # fmt: skip
        if self.months is None and self.default_at_end > 0.0:
            raise contradiction(
                "default_at_end", "has no effect with `months` null: there is no end", "drop it, or give `months`"
            )
        if self.months == 1 and exits > 0.0:
            key = "cure_per_month" if self.cure_per_month > 0.0 else "default_per_month"
            raise contradiction(
                key, "has no effect with `months` 1: exits come before the last month", "drop it, or lengthen `months`"
            )
        return self


class Renewal(Instrument):
    """Renewal (续贷): a performing bullet loan is rolled over at maturity with the same terms."""

    probability: Probability = Field(0.0, description="probability that a maturing performing bullet loan is renewed")
    at_most: PositiveCount = Field(1, description="renewals a loan can have")


MissedDues = Literal["shift", "catch_up"]
