"""Repayment schedules: which share of the principal is still owed after each due."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from fundsim.portfolio.loan_book import SCHEDULES, Floats


def due_months(term: int, every: int) -> list[int]:
    """Months after disbursement at whose end an instalment falls due: every ``every`` months, and the last month.

    Examples
    --------
    >>> due_months(8, 3)
    [3, 6, 8]
    """
    return [*range(every, term, every), term]


@lru_cache(maxsize=4096)
def balance_profile(schedule: int, term: int, every: int, rate: float) -> Floats:
    """Share of the principal owed after k months, k = 0 ... term.

    Parameters
    ----------
    schedule : int
        Index into ``SCHEDULES``.
    term, every : int
        Term, months between instalments. [months]
    rate : float
        Annual rate; an instalment's interest is rate/12 for each month since the last. [per year]

    Returns
    -------
    array (term + 1,)
        1 at k = 0, 0 at k = term. [fraction]

    Notes
    -----
    Bullet: 1 until maturity. Equal principal: equal parts at each due. Annuity: equal payments at each due, so
    that their present value at the loan's own rate is the principal. Model assumption: a term that is no multiple
    of the interval ends with a shorter last interval.
    """
    dues = due_months(term, every)
    owed = np.ones(term + 1)
    owed[term] = 0.0
    if SCHEDULES[schedule] == "bullet":
        return owed
    growth = 1.0 + rate / 12.0 * np.diff([0, *dues])
    payment = 1.0 / np.sum(1.0 / np.cumprod(growth))
    balance, previous = 1.0, 0
    for number, due in enumerate(dues):
        owed[previous:due] = balance
        equal_part = 1.0 - (number + 1) / len(dues)
        balance = equal_part if SCHEDULES[schedule] == "equal_principal" else balance * growth[number] - payment
        previous = due
    owed[term] = 0.0
    return owed


def last_due(schedule: int, months: int, interest_every: int, instalment_every: int) -> int:
    """Months of the last interest due at or before ``months`` months after disbursement."""
    every = interest_every if SCHEDULES[schedule] == "bullet" else instalment_every
    return months // every * every
