"""The portfolio as plain arrays with names: what a synthetic source and a loan tape both end in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.errors import Fault

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
SCHEDULES = ("bullet", "equal_principal", "annuity", "seasonal", "credit_line")


class RepaymentCalendar(NamedTuple):
    """Terms by calendar month of seasonal instalments and credit lines.

    Parameters
    ----------
    instalment_months : tuple of int
        Calendar months of seasonal instalments, 1 to 12.
    drawn_share : tuple of float
        Share of a credit line's limit that is drawn in January ... December.
    run_down_months : int
        Months before maturity in which the drawn share falls in equal steps.
    conversion : float
        Share of the undrawn limit that is drawn before a default.
    """

    instalment_months: tuple[int, ...] = ()
    drawn_share: tuple[float, ...] = (1.0,) * 12
    run_down_months: int = 1
    conversion: float = 0.0


@dataclass(frozen=True)
class LoanBook:
    """Loan slots: a loan, and the loans that replace it one after another in steady lending.

    Generation ``g`` of a slot takes column ``g modulo generations`` of the arrays ``[slot, generation]``;
    a tape has one generation (the same row again).

    Parameters
    ----------
    principal : array (slot, generation)
        Amount disbursed; the limit of a credit line. [currency]
    pd_annual : array (epoch, slot, generation)
        Annual probability of distress after all odds multipliers, by true grade, for a loan that is made under the
        admission rules of an epoch. [probability per year]
    first_principal : array (slot,)
        Principal with which the schedule of a slot's first loan gives its balance in month 0. A tape may say another
        one than that of the principal disbursed; loans that replace it do not inherit that. [currency]
    grade : array (epoch, slot, generation)
        True grade, index into ``grades``.
    made_in : array (slot,)
        Month in which generation 0 is made; negative before month 0. [months after month 0]
    new_lending : array (slot,), bool
        Generation 0 is new lending of its month (planned loans, later rows of a tape), not opening stock.
        Opening stock is on the book in month 0: ``made_in <= 0 < made_in + term``, unless it is overdue.
    months_overdue : array (slot,)
        Months since the first missed due of opening loans that are overdue when the simulation begins, 0 for others;
        not before the loan was made, nor after its maturity. [months]
    term : array (slot,)
        [months]
    rate : array (slot,)
        Borrower's interest rate. [per year]
    schedule : array (slot,)
        Index into ``SCHEDULES``.
    interest_every, instalment_every : array (slot,)
        Months between interest dues of bullet loans, between instalments of the others. [months]
    subsidy : array (slot,)
        Share of interest paid by the government. [fraction]
    product, industry, township, village : array (slot,)
        Indices into the name lists; ``village`` counts through all townships.
    lgd : array (slot,)
        Loss given default of the tape; NaN where none is given. [fraction]
    guaranteed_share : array (slot,)
        Guaranteed share of the tape; NaN where none is given. [fraction]
    village_township, township_county : array
        Township of each village, county of each township.
    products, industries, grades, townships, villages, counties : tuple of str
        Names.
    cover : array (slot, generation, shock), bool, or None
        The borrower is insured against a shock (random events, then stress events, in file order); None: nobody.
    quality : tuple of str
        What was dropped, imputed, rescaled or bounded, counted, in plain words.
    rows_read, rows_dropped, rows_irrelevant : int
        Rows of a tape without those of sums; those that could not be used; those left out as loans of other times, or
        as repeated ones.
    epoch_starts : array (epoch - 1,)
        First month of every epoch of admission rules but the first. [months after month 0]
    first_month : int
        Calendar month of month 0, 1 to 12.
    calendars : tuple of RepaymentCalendar
        Terms of seasonal loans and credit lines, by product; or one for all products.
    credit_villages : array
        Indices of the credit villages.
    townships_zh : tuple of str
        Townships in Chinese; empty where they have one name in all languages.
    township_overdue_reported : array (township,)
        Overdue share of each township's loans as its file reports it, NaN where it does not; empty where no township's
        is reported. [1]
    doubts : tuple of Fault
        What of a tape's cells is possible, but most of the time a mistake.
    """

    principal: Floats
    first_principal: Floats
    pd_annual: Floats
    grade: Integers
    made_in: Integers
    new_lending: NDArray[np.bool_]
    months_overdue: Integers
    term: Integers
    rate: Floats
    schedule: Integers
    interest_every: Integers
    instalment_every: Integers
    subsidy: Floats
    product: Integers
    industry: Integers
    township: Integers
    village: Integers
    lgd: Floats
    guaranteed_share: Floats
    village_township: Integers
    township_county: Integers
    products: tuple[str, ...]
    industries: tuple[str, ...]
    grades: tuple[str, ...]
    townships: tuple[str, ...]
    villages: tuple[str, ...]
    counties: tuple[str, ...]
    cover: NDArray[np.bool_] | None = None
    quality: tuple[str, ...] = field(default=())
    rows_read: int = 0
    rows_dropped: int = 0
    rows_irrelevant: int = 0
    epoch_starts: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    first_month: int = 1
    calendars: tuple[RepaymentCalendar, ...] = (RepaymentCalendar(),)
    credit_villages: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    townships_zh: tuple[str, ...] = ()
    township_overdue_reported: Floats = field(default_factory=lambda: np.zeros(0))
    doubts: tuple[Fault, ...] = ()
