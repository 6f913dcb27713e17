"""The portfolio as plain arrays with names: what a synthetic source and a loan tape both end in."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
SCHEDULES = ("bullet", "equal_principal", "annuity")


@dataclass(frozen=True)
class LoanBook:
    """Loan slots: a loan, and the loans that replace it one after another in steady lending.

    Generation ``g`` of a slot takes column ``g modulo generations`` of the arrays ``[slot, generation]``;
    a tape has one generation (the same row again).

    Parameters
    ----------
    principal : array (slot, generation)
        Amount disbursed. [currency]
    pd_annual : array (slot, generation)
        Annual probability of distress after all odds multipliers, by true grade. [probability per year]
    grade : array (slot, generation)
        True grade, index into ``grades``.
    made_in : array (slot,)
        Month in which generation 0 is made; negative before month 0. [months after month 0]
    new_lending : array (slot,), bool
        Generation 0 is new lending of its month (planned loans, later rows of a tape), not opening stock.
        Opening stock is on the book in month 0: ``made_in <= 0 < made_in + term``.
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
    """

    principal: Floats
    pd_annual: Floats
    grade: Integers
    made_in: Integers
    new_lending: NDArray[np.bool_]
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
