"""Layers: who pays a claim, in which order, up to which limits, out of which money, at which price."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from fundsim.programme.instrument import Instrument, Names, check_shares, check_threshold, contradiction, convention
from fundsim.units import (
    AggregateAmount,
    CalendarMonth,
    Flag,
    Leverage,
    Money,
    Months,
    MonthsOrNone,
    Name,
    NoFlag,
    PositiveMoney,
    PositiveNumber,
    Rate,
    Ratio,
    Share,
    WholeNumber,
    YearMonth,
    year_month_number,
)

Level = Literal["village", "township", "county", "province"]
Payer = Literal["government", "bank", "borrower"]
LayerKind = Literal["insurance", "guarantee", "pool", "fund", "budget"]
Base = Literal["currency", "premium", "lending", "outstanding"]
AGGREGATE_CONVENTIONS = (
    "aggregate_in",
    "aggregate_over",
    "aggregate_level",
    "aggregate_year_of",
    "aggregate_net_of_recoveries",
)


class Inflow(Instrument):
    """A regular payment into an account."""

    amount: PositiveMoney = Field(description="each time")
    every_months: Annotated[Literal[1, 3, 6, 12], NoFlag] = Field(
        12, description="interval, counted from the start of the account year"
    )
    at: Literal["start", "end"] = convention(
        "start", "in the interval's first month before claims, or its last month after claims"
    )
    paid_by: Payer = Field("government", description="who pays it")


class TargetRatio(Instrument):
    """A target that follows the outstanding amount."""

    outstanding_divided_by: Leverage = Field(description="leverage (放大倍数) that the target keeps")


class TopUp(Instrument):
    """Refilling of an account towards its target (补充)."""

    share_of_gap: Share = Field(description="share of the gap between target and balance that is paid")
    decided_in: CalendarMonth = Field(1, description="calendar month at whose opening it is decided")
    at: Literal["opening", "after_claims"] = convention(
        "opening",
        "decided at the opening of `decided_in`, or after the claims of the account year's last month",
    )
    paid_after_months: MonthsOrNone = Field(0, description="months from decision to payment, without recomputation")
    cap: PositiveMoney | None = Field(None, description="most that one top-up can be")
    target: Literal["initial"] | Money | TargetRatio = Field(
        "initial", description="initial amount, an amount, or outstanding over a leverage"
    )
    trigger: Money | None = Field(None, description="only while the balance is below this amount")
    trigger_share_of_target: Share | None = Field(
        None, description="only while the balance is below this share of the target"
    )
    paid_by: Payer = Field("government", description="who pays it")

    @model_validator(mode="after")
    def _one_trigger(self) -> TopUp:
        if self.trigger is not None and self.trigger_share_of_target is not None:
            raise contradiction("trigger", "cannot go with `trigger_share_of_target`", "keep one of them")
        if self.at == "after_claims" and self.decided_in != 1:
            raise contradiction("decided_in", "has no effect with `at: after_claims`", "drop it")
        return self


class Provision(Instrument):
    """The bank's provision (计提) into an account on each month's new lending."""

    rate: Share = Field(description="share of new lending")
    paid_by: Payer = Field("bank", description="who pays it")


class Account(Instrument):
    """Own money of a layer."""

    level: Level = Field("county", description="one account per village, township, county, or for the province")
    initial: Money | None = Field(
        None, description="opening amount of all accounts together, in proportion to opening loans"
    )
    share_of_loans: Share | None = Field(None, description="opening amount as a share of opening outstanding")
    leverage: Leverage | None = Field(None, description="opening outstanding divided by the opening amount (放大倍数)")
    initial_paid_by: Payer = Field("government", description="who pays the opening amount")
    inflows: dict[Name, Inflow] = Field(
        default_factory=dict, description="appropriations (财政拨款) and other regular payments"
    )
    provision: Provision | None = Field(None, description="bank provision on new lending")
    yield_: Rate = Field(0.0, alias="yield", description="interest that the balance earns")
    interest: Literal["monthly", "yearly"] = convention(
        "monthly",
        "credited each month, or accrued without compounding and credited in the account year's last "
        "month before claims",
    )
    recoveries: Share = Field(
        1.0,
        description="share of the layer's recoveries that goes back into the account; the rest goes to who paid it in",
    )
    top_up: TopUp | None = Field(None, description="refilling towards a target")
    ceiling: PositiveMoney | None = Field(
        None, description="what exceeds it at month end goes back to those who paid in"
    )
    ceiling_share_of_initial: PositiveNumber | None = Field(
        None, description="the same as a multiple of the opening amount"
    )

    @model_validator(mode="after")
    def _one_opening_amount(self) -> Account:
        given = [name for name in ("initial", "share_of_loans", "leverage") if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(f"`{name}`" for name in given) or "no opening amount"
            remedy = "give exactly one of `initial`, `share_of_loans`, `leverage`"
            raise contradiction("", f"{found} given", remedy)
        if self.ceiling is not None and self.ceiling_share_of_initial is not None:
            raise contradiction("ceiling", "cannot go with `ceiling_share_of_initial`", "keep one of them")
        return self


class Band(Instrument):
    """One band of the yearly (or whole-term) sum of asks."""

    to: AggregateAmount | None = Field(None, description="upper end in units of `aggregate_in`; none for the rest")
    pays: Share = Field(description="share of the band that the layer pays")


class Tier(Instrument):
    """Share that the layer pays while last month's NPL ratio lies in a band."""

    npl_to: Share | None = Field(None, description="upper end of the band; none for the rest")
    pays: Share = Field(description="share of its ask that the layer pays")


def opening_amount(account: Account, stock: float) -> float:
    """Opening amount of all accounts of a layer together. [currency]"""
    if account.initial is not None:
        return account.initial
    if account.share_of_loans is not None:
        return account.share_of_loans * stock
    assert account.leverage is not None
    return stock / account.leverage


class Cover(Instrument):
    """Which loans a layer serves."""

    products: Names | None = Field(None, description="only these products")
    industries: Names | None = Field(None, description="only these industries")
    townships: Names | None = Field(None, description="only these townships")
    made_from: WholeNumber | YearMonth | None = Field(
        None,
        description="only loans made in or after this month (YYYY-MM, or months after month 0, may be negative)",
    )
    made_until: WholeNumber | YearMonth | None = Field(None, description="only loans made in or before this month")
    months: Months | None = Field(None, description="only defaults in the first so many months of a loan")

    @model_validator(mode="after")
    def _window_is_open(self) -> Cover:
        start, end = self.made_from, self.made_until
        if isinstance(start, str) and isinstance(end, str):
            start, end = year_month_number(start), year_month_number(end)
        if isinstance(start, int) and isinstance(end, int) and start > end:
            raise contradiction("made_until", f"{self.made_until} is before `made_from` {self.made_from}", "swap them")
        return self


class Suspension(Instrument):
    """When a layer stops paying (insurer exit)."""

    watch: Literal["npl_ratio", "overdue_ratio", "loss_ratio"] = Field(
        description="metric at the last month end: of the county's loans, or of the layer there; of all "
        "counties where the layer's account is the province's"
    )
    above: Ratio = Field(description="stops while the metric is above this")
    resume_below: Ratio | None = Field(
        None, description="pays again once the metric is below this; `above` when absent"
    )
    for_good: Flag = Field(False, description="never resumes")
    over: Literal["year_to_date", "12_months", "since_start"] = convention("year_to_date", "period of the loss ratio")

    @model_validator(mode="after")
    def _terms_fit(self) -> Suspension:
        check_threshold("above", self.watch, self.above)
        if self.over != "year_to_date" and self.watch != "loss_ratio":
            raise contradiction("over", "goes with `watch: loss_ratio` only", "drop it")
        if self.resume_below is not None and self.for_good:
            raise contradiction("resume_below", "has no effect with `for_good`", "keep one of them")
        if self.resume_below is not None and self.resume_below > self.above:
            raise contradiction("resume_below", f"{self.resume_below:g} is above `above` {self.above:g}", "lower it")
        return self


def _in_shares(payers: object) -> object:
    """The one payer that is named by a plain word, with all of it; anything else as it is."""
    return {payers: 1.0} if isinstance(payers, str) and payers in get_args(Payer) else payers


PayerShares = Annotated[
    dict[Payer, Share], BeforeValidator(_in_shares, json_schema_input_type=Payer | dict[Payer, Share])
]
"""Who pays: one payer, or several in shares."""


def _by_borrower() -> dict[Payer, float]:
    return {"borrower": 1.0}


class Price(Instrument):
    """Premium or fee of a layer."""

    rate: Share = Field(description="premium rate, on what `on` says")
    on: Literal["outstanding", "new_lending", "monthly_balance"] = convention(
        "outstanding",
        "a year's rate on the outstanding amount at the policy year's start; once on new lending "
        "(the opening stock pays pro rata to its remaining term in month 0); "
        "or a twelfth each month on the balance",
    )
    paid_by: PayerShares = Field(
        default_factory=_by_borrower, description="who pays it: one payer, or several in shares"
    )

    @model_validator(mode="after")
    def _shares_add_up(self) -> Price:
        check_shares(self.paid_by, "paid_by")
        return self


def _rise(ends: list[float | None]) -> bool:
    closed = ends[:-1] if ends and ends[-1] is None else ends
    return None not in closed and closed == sorted(set(closed), key=lambda end: end or 0.0)


class Layer(Instrument):
    """One payer in the order of claims; the bank is the implied last payer.

    A claim asks a layer for ``min(remaining, pays × min(max(base − deductible, 0), limit))``; then follow
    aggregate terms, suspension and tiers, and last the money in its account.
    """

    name: Name = Field(description="unique name")
    kind: LayerKind = Field(
        description="insurance, guarantee, pool, fund, or budget (government money without an account)"
    )
    pays: Share | Literal["guaranteed_share"] = Field(1.0, description="share paid, or the tape's guaranteed share")
    of: Literal["claim", "remaining"] = Field("claim", description="of the whole claim, or of what is still unpaid")
    deductible: Money = Field(0.0, description="per claim, off the base before the share")
    limit: PositiveMoney | None = Field(None, description="per claim, on the base after the deductible")
    aggregate_deductible: AggregateAmount = Field(0.0, description="on the sum of asks, in units of `aggregate_in`")
    aggregate_limit: AggregateAmount | None = Field(
        None, description="most paid above the aggregate deductible, in units of `aggregate_in`"
    )
    bands: tuple[Band, ...] = Field((), description="general form: share paid by band of the sum of asks")
    aggregate_in: Base = convention(
        "currency",
        "unit of aggregate terms: currency, × premium written in the policy year, × lending to date, "
        "× outstanding at the year's start",
    )
    aggregate_over: Literal["year", "term"] = convention(
        "year", "the sum of asks restarts every account year, or never"
    )
    aggregate_level: Literal["county", "township", "village"] = convention(
        "county", "one sum per county, township or village"
    )
    aggregate_year_of: Literal["payment", "default"] = convention(
        "payment", "a claim counts in the year of its payment, or of its default"
    )
    aggregate_net_of_recoveries: Flag = convention(
        False, "recoveries of the layer make room again under aggregate terms"
    )
    tiers: tuple[Tier, ...] = Field((), description="share of its ask by last month end's NPL ratio")
    tiers_apply: Literal["whole", "marginal"] = convention(
        "whole", "the band's share for the whole claim, or each band's share for its part of the ratio"
    )
    account: Account | None = Field(None, description="own money; without it the layer pays whatever its terms say")
    unpaid: Literal["next", "queue"] = convention(
        "next", "what its money does not cover goes to the next layer, or waits"
    )
    covers: Cover = Field(default_factory=Cover, description="which loans it serves")
    suspend_when: Suspension | None = Field(None, description="when it stops paying")
    price: Price | None = Field(None, description="premium or fee")

    @model_validator(mode="after")
    def _bands_and_tiers_rise(self) -> Layer:
        simple = self.aggregate_deductible > 0.0 or self.aggregate_limit is not None
        if self.bands and simple:
            raise contradiction(
                "bands",
                "cannot go with `aggregate_deductible` or `aggregate_limit`",
                "write all of it as bands",
            )
        if not _rise([band.to for band in self.bands]):
            raise contradiction("bands", "upper ends `to` must rise, and only the last may be open", "sort the bands")
        if not _rise([tier.npl_to for tier in self.tiers]):
            raise contradiction(
                "tiers", "upper ends `npl_to` must rise, and only the last may be open", "sort the tiers"
            )
        return self

    @model_validator(mode="after")
    def _terms_have_an_effect(self) -> Layer:
        aggregate = bool(self.bands) or self.aggregate_deductible > 0.0 or self.aggregate_limit is not None
        for key in AGGREGATE_CONVENTIONS:
            if not aggregate and getattr(self, key) != Layer.model_fields[key].default:
                raise contradiction(
                    key,
                    "has no effect without aggregate terms",
                    "add `aggregate_limit`, `aggregate_deductible` or `bands`, or drop it",
                )
        if self.aggregate_in == "premium" and self.price is None:
            raise contradiction("aggregate_in", "counts in premium, but the layer has no `price`", "add `price`")
        if self.kind == "budget" and self.account is not None:
            raise contradiction(
                "account", "a layer of `kind: budget` has no account", "use `kind: fund`, or drop the account"
            )
        if self.unpaid == "queue" and self.account is None:
            raise contradiction(
                "unpaid", "a queue needs an `account` that can run short", "add `account`, or drop `unpaid`"
            )
        if self.tiers_apply == "marginal" and not self.tiers:
            raise contradiction("tiers_apply", "has no effect without `tiers`", "add `tiers`, or drop it")
        if self.suspend_when is not None and self.suspend_when.watch == "loss_ratio" and self.price is None:
            raise contradiction(
                "suspend_when.watch",
                "a loss ratio needs premium, but the layer has no `price`",
                "add `price`",
            )
        return self
