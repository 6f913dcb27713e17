"""Loans of a programme: made up from counts and shares, or read from a loan tape."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from fundsim.programme.aggregate import AggregateLoans
from fundsim.programme.data_file import DataFile
from fundsim.programme.instrument import Instrument, check_shares, contradiction, convention
from fundsim.programme.products import (
    CreditConversionFactor,
    DrawnShare,
    Every,
    InstalmentMonths,
    InterestEvery,
    Product,
    RunDown,
    Schedule,
    all_bullet,
    check_repayment,
)
from fundsim.units import (
    CalendarMonth,
    Count,
    Flag,
    Months,
    Name,
    PositiveCount,
    PositiveMoney,
    PositiveNumber,
    Rate,
    Share,
    YearMonth,
    year_month_number,
)


class Township(Instrument):
    """A township (乡镇) with its loans."""

    loans: Count = Field(description="number of loans at the start")
    outstanding: PositiveMoney | None = Field(None, description="reported outstanding amount at the start")
    villages: PositiveCount | None = Field(None, description="number of villages; `villages_per_township` when absent")
    county: Name | None = Field(None, description="county it belongs to; one county when absent")


class Size(Instrument):
    """What every law of the principal shares."""

    rescale_to: Literal["outstanding"] | None = Field(
        None, description="scale principals per township so that month 0 shows its reported `outstanding`"
    )


class FixedSize(Size):
    """Every loan has the same principal."""

    law: Literal["fixed"]
    amount: PositiveMoney = Field(description="principal of every loan")


class MostlyAtCap(Size):
    """A point mass at the cap, the rest uniform below it."""

    law: Literal["mostly_at_cap"]
    cap: PositiveMoney = Field(description="largest principal that the rules allow")
    share_at_cap: Share = Field(description="share of loans exactly at the cap")
    smallest: PositiveMoney = Field(description="lower end of the uniform rest")

    @model_validator(mode="after")
    def _smallest_below_cap(self) -> MostlyAtCap:
        if self.smallest > self.cap:
            raise contradiction("smallest", f"{self.smallest:g} is above `cap` {self.cap:g}", "lower it")
        return self


class UniformSize(Size):
    """Principal uniform between two bounds."""

    law: Literal["uniform"]
    smallest: PositiveMoney = Field(description="lower bound")
    largest: PositiveMoney = Field(description="upper bound")

    @model_validator(mode="after")
    def _bounds_ordered(self) -> UniformSize:
        if self.smallest > self.largest:
            raise contradiction("smallest", f"{self.smallest:g} is above `largest` {self.largest:g}", "swap them")
        return self


class LognormalSize(Size):
    """Lognormal principal, with all mass above the cap at the cap."""

    law: Literal["lognormal"]
    mean: PositiveMoney = Field(description="mean before the cap")
    coefficient_of_variation: PositiveNumber = Field(description="standard deviation over mean, before the cap")
    cap: PositiveMoney | None = Field(None, description="largest principal; none when absent")


SizeLaw = Annotated[FixedSize | MostlyAtCap | UniformSize | LognormalSize, Field(discriminator="law")]


class SyntheticLoans(Instrument):
    """Loans made up from counts and shares."""

    source: Literal["synthetic"]
    townships: DataFile | dict[Name, Township] = Field(
        description="a CSV file (columns township, households or loans, outstanding or outstanding_10k, optional "
        "villages, county, township_zh, overdue or overdue_10k, which charts show; or 乡镇, 户数 or 贷款笔数, "
        "贷款余额（万元）, 逾期金额（万元）, 行政村数, 县) relative to this file (else the shipped one of that "
        "name, with a warning), or townships written out"
    )
    size: SizeLaw = Field(description="law of the principal")
    add_on_cap: PositiveMoney | None = Field(None, description="bound of rescaled principals")
    product: Product | None = Field(None, description="the one product; or give `products`")
    products: dict[Name, Product] = Field(default_factory=dict, description="several products with their shares")
    repayment: dict[Schedule, Share] = Field(default_factory=all_bullet, description="shares of repayment schedules")
    industries: dict[Name, Share] = Field(default_factory=lambda: {"all": 1.0}, description="shares of industries")
    grades: dict[Name, Share] = Field(
        default_factory=lambda: {"all": 1.0}, description="shares of applicants' grades, best grade first"
    )
    villages_per_township: PositiveCount = Field(1, description="loans are spread over the villages at random")
    opening_ages: Literal["spread", "new"] = convention(
        "spread", "opening stock made evenly over the past term, or all in month 0"
    )
    scale: PositiveNumber = Field(1.0, description="multiplies the number of loans and outstanding of every township")
    maturities: dict[Name, Share] = Field(
        default_factory=dict,
        description="calendar year: share of the opening stock that matures in it; the rest evenly over other months",
    )
    redraw_portfolio: Flag = convention(False, "one portfolio for all paths, or a portfolio of its own for each path")

    @model_validator(mode="after")
    def _shares_add_up(self) -> SyntheticLoans:
        check_shares(self.industries, "industries")
        check_shares(self.grades, "grades")
        check_shares(self.repayment, "repayment")
        if (self.product is None) == (not self.products):
            found = "neither" if self.product is None else "both"
            raise contradiction("", f"{found} of `product` and `products` given", "give exactly one of them")
        if self.products:
            check_shares({name: product.share for name, product in self.products.items()}, "products")
        elif self.product is not None and self.product.share != 1.0:
            raise contradiction(
                "product.share",
                f"{self.product.share:g}, but there is no other product",
                "drop it, or list several under `products`",
            )
        if self.add_on_cap is not None and self.size.rescale_to is None:
            raise contradiction(
                "add_on_cap",
                "has no effect without `size.rescale_to`",
                "add `rescale_to: outstanding` or drop it",
            )
        return self

    @model_validator(mode="after")
    def _products_fit_the_repayment(self) -> SyntheticLoans:
        schedules = {name for name, share in self.repayment.items() if share > 0.0}
        products = {f"products.{name}": product for name, product in self.products.items()}
        if self.product is not None:
            products["product"] = self.product
        for key, product in products.items():
            check_repayment(product, schedules, key)
        return self

    @model_validator(mode="after")
    def _maturities_are_years(self) -> SyntheticLoans:
        for year in self.maturities:
            if not re.fullmatch("[0-9]{4}", year):
                raise contradiction(f"maturities.{year}", "is no calendar year", "write for example 2026: 0.6")
        if sum(self.maturities.values()) > 1.0 + 1e-9:
            message = f"shares add up to {sum(self.maturities.values()):g}, more than 1"
            raise contradiction("maturities", message, "lower them")
        if self.maturities and self.opening_ages == "new":
            raise contradiction("maturities", "cannot go with `opening_ages: new`", "drop one of them")
        return self


def products_of(terms: SyntheticLoans) -> dict[str, Product]:
    """Products by name; the only product of a scenario is called ``all``."""
    return {"all": terms.product} if terms.product is not None else terms.products


class TapeColumns(Instrument):
    """Which column of the tape holds what; columns not named here are never kept."""

    loan_id: Name | None = Field(None, description="used only to find duplicates; outputs carry row numbers")
    principal: Name = Field(description="principal disbursed, see `amount_unit`; 5万元 says it itself")
    balance: Name | None = Field(
        None, description="balance at the start of the horizon; follows from the schedule when absent"
    )
    interest_rate: Name | None = Field(
        None, description="annual rate as a fraction, see `rate_unit`; 4.35% says it itself"
    )
    term_months: Name | None = Field(None, description="term in months; 3年 or 36个月 say it themselves")
    made_on: Name | None = Field(
        None, description="date of disbursement, YYYY-MM-DD, YYYY-MM, 2023年11月5日, or a day of Excel"
    )
    matures_on: Name | None = Field(
        None, description="date of the last due, extensions included, instead of `term_months`; written as `made_on` is"
    )
    days_overdue: Name | None = Field(
        None, description="days since the first missed due at the start of the horizon; blank or 0: none was missed"
    )
    repayment: Name | None = Field(
        None, description="schedule of each loan, by the names used here or as 到期还本, 等额本金, 等额本息, 授信额度"
    )
    grade: Name | None = Field(None, description="grade")
    industry: Name | None = Field(None, description="industry")
    township: Name | None = Field(None, description="township")
    village: Name | None = Field(None, description="village")
    product: Name | None = Field(None, description="product name")
    pd: Name | None = Field(None, description="annual default probability as a fraction")
    lgd: Name | None = Field(None, description="loss given default as a fraction")
    guaranteed_share: Name | None = Field(None, description="guaranteed share of the loan as a fraction")
    guaranteed_amount: Name | None = Field(None, description="guaranteed amount; becomes a share of principal")


class TapeDefaults(Instrument):
    """Values for columns that the tape lacks or leaves blank; each use is counted in the quality report."""

    interest_rate: Rate = Field(0.0, description="annual rate")
    term_months: Months | None = Field(None, description="term; a loan without one is dropped when this is absent")
    repayment: Schedule = Field("bullet", description="schedule")
    grade: Name = Field("all", description="grade")
    industry: Name = Field("all", description="industry")
    township: Name = Field("all", description="township")
    guaranteed_share: Share | None = Field(
        None, description="guaranteed share; a loan without one is dropped when needed and absent"
    )
    instalment_every_months: Every = Field(1, description="months between instalments")
    instalment_months: InstalmentMonths = None
    drawn_share: DrawnShare = 1.0
    run_down_months: RunDown = 1
    credit_conversion_factor: CreditConversionFactor = 0.0
    interest_every_months: InterestEvery = Field(1, description="months between interest dues of a bullet loan")
    interest_subsidy: Share = Field(0.0, description="share of interest paid by the government")


def table_kind(file: str) -> Literal["CSV", "Excel", "Parquet"]:
    """How a table file is read, by the ending of its name.

    Examples
    --------
    >>> table_kind("tape.parquet"), table_kind("tape.XLSX"), table_kind("tape.txt")
    ('Parquet', 'Excel', 'CSV')
    """
    name = file.lower()
    if name.endswith((".parquet", ".pq")):
        return "Parquet"
    return "Excel" if name.endswith((".xlsx", ".xlsm")) else "CSV"


class TapeLoans(Instrument):
    """Loans read from a loan tape (贷款台账), one row a loan."""

    source: Literal["tape"]
    file: DataFile = Field(
        description="table relative to this file: Parquet (.parquet), Excel (.xlsx), else CSV; by its ending"
    )
    sheet: Name | None = Field(None, description="Excel: name of the sheet; the first one when absent")
    encoding: Name = Field("auto", description="CSV: auto tries UTF-8, then GB18030; or a name such as utf-8, gbk")
    columns: TapeColumns = Field(description="which column holds what")
    defaults: TapeDefaults = Field(default_factory=TapeDefaults, description="for missing columns and blanks")
    amount_unit: PositiveNumber = Field(
        1.0, description="currency units per unit of the file's amounts; 10000 for 万元"
    )
    rate_unit: PositiveNumber = Field(
        1.0,
        description="annual rate per unit of the file's interest rates, cells such as 4.35% apart; "
        "0.01 for per cent, 0.012 for ‰ a month (月利率‰)",
    )
    opening_ages: Literal["as_dated", "new"] = convention("as_dated", "loans start on their date, or all in month 0")
    made_from: YearMonth | None = Field(None, description="leave out loans made before this month (YYYY-MM)")
    made_until: YearMonth | None = Field(None, description="leave out loans made after this month (YYYY-MM)")
    rows: Literal["all", "on_book"] = convention(
        "all",
        "keep loans made after month 0 as new lending of their month, or only those on the book in month 0",
    )

    @model_validator(mode="after")
    def _file_has_what_is_said(self) -> TapeLoans:
        kind = table_kind(self.file)
        if self.sheet is not None and kind != "Excel":
            raise contradiction("sheet", f"is of Excel files, and `file` is read as {kind}", "drop it")
        if self.encoding != "auto" and kind != "CSV":
            raise contradiction("encoding", f"is of CSV files, and `file` is read as {kind}", "drop it")
        return self

    @model_validator(mode="after")
    def _terms_fit(self) -> TapeLoans:
        start, end = self.made_from, self.made_until
        if start is not None and end is not None and year_month_number(start) > year_month_number(end):
            raise contradiction("made_until", f"{end} is before `made_from` {start}", "swap them")
        if self.rate_unit != 1.0 and self.columns.interest_rate is None:
            raise contradiction(
                "rate_unit", "has no effect without `columns.interest_rate`", "name the column, or drop it"
            )
        if self.columns.matures_on is not None:
            self._check_maturity()
        if self.columns.days_overdue is not None and self.opening_ages == "new":
            raise contradiction("columns.days_overdue", "cannot go with `opening_ages: new`", "drop one of them")
        if self.columns.repayment is None:
            check_repayment(self.defaults, {self.defaults.repayment}, "defaults")
        if self.columns.guaranteed_share is not None and self.columns.guaranteed_amount is not None:
            raise contradiction(
                "columns.guaranteed_amount", "cannot go with `columns.guaranteed_share`", "keep one of them"
            )
        return self

    def _check_maturity(self) -> None:
        if self.columns.term_months is not None:
            raise contradiction("columns.matures_on", "cannot go with `columns.term_months`", "keep one of them")
        if self.columns.made_on is None:
            raise contradiction("columns.matures_on", "gives no term without `columns.made_on`", "name that column too")


Loans = Annotated[SyntheticLoans | TapeLoans | AggregateLoans, Field(discriminator="source")]


class Horizon(Instrument):
    """The clock: months 0 to months - 1."""

    first_month: YearMonth = Field("2024-01", description="calendar month of month 0, YYYY-MM")
    months: Months = Field(description="number of months simulated")
    year_starts: Literal["first_month"] | CalendarMonth = convention(
        1,
        "first calendar month of policy, budget and account years (1-12 or a name), or `first_month` "
        "for years counted from month 0, which is the default where `loans.source` is aggregate",
    )
    settle: Flag = convention(False, "after the last month, let claims and recoveries in the pipeline run out")
