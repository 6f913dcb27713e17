"""Distress and what happens before it becomes a default: cause, monitoring, extension, renewal."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fundsim.programme.instrument import Instrument
from fundsim.units import Count, Money, Months, PositiveCount, Probability, Share


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
    """Wilful default (恶意拖欠): no cure, no extension, recovery through the courts."""

    share: Share = Field(0.0, description="share of distress that is wilful; shock defaults never are")


class Extension(Instrument):
    """Extension (展期) of a hardship loan: schedule frozen, then it fails or performs again."""

    granted: Probability = Field(0.0, description="probability that a hardship loan in distress is extended")
    months: Months = Field(12, description="length of an extension")
    at_most: Count = Field(1, description="extensions a loan can have")
    default_at_end: Probability = Field(
        0.0,
        description="probability in an average period that an extended loan fails at the end; bad periods have more",
    )


class Renewal(Instrument):
    """Renewal (续贷): a performing bullet loan is rolled over at maturity with the same terms."""

    probability: Probability = Field(0.0, description="probability that a maturing performing bullet loan is renewed")
    at_most: PositiveCount = Field(1, description="renewals a loan can have")


MissedDues = Literal["shift", "catch_up"]
