"""Share of the principal that opening loans still owe in month 0."""

from __future__ import annotations

import numpy as np

from fundsim.portfolio.loan_book import SCHEDULES, Floats, Integers
from fundsim.portfolio.schedules import balance_profile


def share_owed(schedule: Integers, term: Integers, every: Integers, rate: Floats, age: Integers) -> Floats:
    """Share of the principal owed after ``age`` months, before the dues of the month that begins then.

    Parameters
    ----------
    schedule : array (loan,)
        Index into ``SCHEDULES``.
    term, every, age : array (loan,)
        Term, months between instalments, months since the loan was made (below the term). [months]
    rate : array (loan,)
        Interest rate. [per year]

    Returns
    -------
    array (loan,)
        Positive. [fraction]
    """
    owed = np.ones(len(schedule))
    paying = np.flatnonzero((schedule != SCHEDULES.index("bullet")) & (age > 0))
    if not paying.size:
        return owed
    terms = np.column_stack([schedule, term, every, rate])[paying]
    kinds, kind = np.unique(terms, axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    ends = np.cumsum(np.bincount(kind))
    of_a_kind = np.split(paying[np.argsort(kind, kind="stable")], ends[:-1])
    for (number, months, interval, annual), loans in zip(kinds.tolist(), of_a_kind, strict=True):
        profile = balance_profile(int(number), int(months), int(interval), annual)
        owed[loans] = profile[age[loans]]
    return owed
