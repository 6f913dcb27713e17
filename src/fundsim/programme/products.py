"""Loan products: term, rate, and how a loan is repaid."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction, convention
from fundsim.units import CalendarMonth, Months, NoFlag, Rate, Share

Schedule = Literal["bullet", "equal_principal", "annuity", "seasonal", "credit_line"]
Every = Annotated[Literal[1, 3, 6, 12], NoFlag]
InterestEvery = Annotated[Literal[1, 3], NoFlag]


def _no_month_twice(months: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(months)) != len(months):
        raise contradiction("", "names a month twice", "list each month once")
    return months


def _one_or_a_year(shares: float | tuple[float, ...]) -> float | tuple[float, ...]:
    if isinstance(shares, tuple) and len(shares) != 12:
        raise contradiction("", f"has {len(shares)} values", "give one, or twelve, January to December")
    return shares


InstalmentMonths = Annotated[
    Annotated[tuple[CalendarMonth, ...], Field(min_length=1), AfterValidator(_no_month_twice)] | None,
    Field(description="seasonal: calendar months at whose end an equal part of the principal falls due"),
]
DrawnShare = Annotated[
    Share | tuple[Share, ...],
    AfterValidator(_one_or_a_year),
    Field(description="credit line: share of the limit that is drawn, one number or January ... December"),
]
RunDown = Annotated[
    Months, Field(description="credit line: last months of the term in which the drawn share falls in equal steps")
]
CreditConversionFactor = Annotated[
    Share, Field(description="credit line: share of the undrawn limit that is drawn before a default (信用转换系数)")
]


class RepaymentTerms(Protocol):
    """What products and a tape's defaults say on seasonal instalments and credit lines."""

    @property
    def instalment_months(self) -> tuple[int, ...] | None: ...  # noqa: D102
    @property
    def drawn_share(self) -> float | tuple[float, ...]: ...  # noqa: D102
    @property
    def run_down_months(self) -> int: ...  # noqa: D102
    @property
    def credit_conversion_factor(self) -> float: ...  # noqa: D102
    @property
    def interest_every_months(self) -> int: ...  # noqa: D102


class Product(Instrument):
    """Terms of a loan product."""

    share: Share = Field(1.0, description="share of loans made under this product")
    term_months: Months = Field(description="from disbursement to the last due")
    interest_rate: Rate = Field(0.0, description="borrower's rate")
    interest_subsidy: Share = Field(
        0.0, description="share of interest paid by the government (财政贴息) in months in which the loan performs"
    )
    interest_every_months: InterestEvery = convention(1, "months between interest dues of a bullet loan")
    instalment_every_months: Every = Field(1, description="months between instalments of amortising loans")
    instalment_months: InstalmentMonths = None
    drawn_share: DrawnShare = 1.0
    run_down_months: RunDown = 1
    credit_conversion_factor: CreditConversionFactor = 0.0

    @model_validator(mode="after")
    def _runs_down_within_its_term(self) -> Product:
        if self.run_down_months > self.term_months:
            message = f"{self.run_down_months} is above `term_months` {self.term_months}"
            raise contradiction("run_down_months", message, "lower it")
        return self


def all_bullet() -> dict[Schedule, float]:
    """Shares of repayment schedules where none are given."""
    return {"bullet": 1.0}


def check_repayment(terms: RepaymentTerms, schedules: set[Schedule], key: str) -> None:
    """Terms of a schedule go with loans that have it: seasonal instalments need months, others take none.

    Parameters
    ----------
    terms : RepaymentTerms
        Of a product, or of a tape's defaults.
    schedules : set of str
        Schedules that its loans can have.
    key : str
        Where the terms stand, below the block that is validated.
    """
    if "seasonal" in schedules and terms.instalment_months is None:
        message = "is missing, but seasonal loans are among the `repayment` schedules"
        raise contradiction(f"{key}.instalment_months", message, "name the months, for example [6, 12]")
    if "seasonal" not in schedules and terms.instalment_months is not None:
        raise contradiction(f"{key}.instalment_months", "goes with seasonal `repayment` only", "drop it")
    drawn = {
        "drawn_share": terms.drawn_share != 1.0,
        "run_down_months": terms.run_down_months != 1,
        "credit_conversion_factor": terms.credit_conversion_factor != 0.0,
    }
    for name in (name for name, given in drawn.items() if given and "credit_line" not in schedules):
        raise contradiction(f"{key}.{name}", "goes with `repayment` as a credit_line only", "drop it")
    if terms.interest_every_months != 1 and "bullet" not in schedules:
        raise contradiction(f"{key}.interest_every_months", "goes with `repayment` as a bullet only", "drop it")
