"""Repayment schedules: which share of the principal is still owed after each due."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from fundsim.portfolio.loan_book import SCHEDULES, Floats, RepaymentCalendar
from fundsim.programme.products import RepaymentTerms

NO_CALENDAR = RepaymentCalendar()


def repayment_calendar(terms: RepaymentTerms) -> RepaymentCalendar:
    """Calendar terms of a product, or of a tape's defaults."""
    drawn = terms.drawn_share
    return RepaymentCalendar(
        instalment_months=tuple(terms.instalment_months or ()),
        drawn_share=drawn if isinstance(drawn, tuple) else (drawn,) * 12,
        run_down_months=terms.run_down_months,
        conversion=terms.credit_conversion_factor,
    )


def due_months(term: int, every: int) -> list[int]:
    """Months after disbursement at whose end an instalment falls due: every ``every`` months, and the last month.

    Examples
    --------
    >>> due_months(8, 3)
    [3, 6, 8]
    """
    return [*range(every, term, every), term]


def seasonal_dues(term: int, months: tuple[int, ...], made_in: int) -> list[int]:
    """Months after disbursement at whose end a seasonal instalment falls due: named calendar months, and the last.

    Examples
    --------
    >>> seasonal_dues(12, (6, 11), 3)
    [4, 9, 12]
    """
    return [*(k for k in range(1, term) if (made_in + k - 2) % 12 + 1 in months), term]


@lru_cache(maxsize=4096)
def balance_profile(
    schedule: int,
    term: int,
    every: int,
    rate: float,
    calendar: RepaymentCalendar = NO_CALENDAR,
    made_in: int = 1,
) -> Floats:
    """Share of the principal owed k months after disbursement, k = 0 ... term, before the dues of that month.

    Parameters
    ----------
    schedule : int
        Index into ``SCHEDULES``.
    term, every : int
        Term, months between instalments. [months]
    rate : float
        Annual rate; an instalment's interest is rate/12 for each month since the last. [per year]
    calendar : RepaymentCalendar
        Terms of seasonal instalments and credit lines.
    made_in : int
        Calendar month of disbursement, 1 to 12, which these depend on.

    Returns
    -------
    array (term + 1,)
        1 at k = 0 (save for a credit line), 0 at k = term; read-only, since all who ask for it get the same. [fraction]

    Notes
    -----
    Bullet: 1 until maturity. Equal principal: equal parts at each due. Annuity: equal payments at each due, so
    that their present value at the loan's own rate is the principal. Seasonal: equal parts at the end of the named
    calendar months and at maturity. Credit line: the principal is the limit, of which the calendar month's share
    is drawn, times ``min(1, (term - k)/run_down)``. Model assumption: a term that is no multiple of the interval
    ends with a shorter last interval.
    """
    owed = _owed(SCHEDULES[schedule], term, every, rate, calendar, made_in)
    owed.flags.writeable = False
    return owed


def _owed(name: str, term: int, every: int, rate: float, calendar: RepaymentCalendar, made_in: int) -> Floats:
    """Share of the principal owed before the dues of each month, for a schedule by name."""
    owed = np.ones(term + 1)
    owed[term] = 0.0
    if name == "bullet":
        return owed
    if name == "credit_line":
        k = np.arange(term + 1)
        drawn = np.array(calendar.drawn_share)[(made_in - 1 + k) % 12]
        return np.asarray(drawn * np.minimum(1.0, (term - k) / calendar.run_down_months))
    dues = seasonal_dues(term, calendar.instalment_months, made_in) if name == "seasonal" else due_months(term, every)
    growth = 1.0 + rate / 12.0 * np.diff([0, *dues])
    payment = 1.0 / np.sum(1.0 / np.cumprod(growth))
    balance, previous = 1.0, 0
    for number, due in enumerate(dues):
        owed[previous:due] = balance
        equal_part = 1.0 - (number + 1) / len(dues)
        balance = balance * growth[number] - payment if name == "annuity" else equal_part
        previous = due
    owed[term] = 0.0
    return owed
