"""The book of a fund known only by its claims: one place, and the amount that is outstanding there."""

from __future__ import annotations

import numpy as np

from fundsim.portfolio.loan_book import SCHEDULES, LoanBook
from fundsim.portfolio.townships import UNNAMED_COUNTY
from fundsim.programme.aggregate import AggregateLoans

ALL = "all"


def aggregate_book(loans: AggregateLoans, months: int) -> LoanBook:
    """Loan book of a fund without loans.

    Parameters
    ----------
    loans : AggregateLoans
        The scenario's ``loans``.
    months : int
        Horizon. [months]

    Returns
    -------
    LoanBook
        One slot that holds `outstanding` (0 where it is not given) in every month and never defaults: what
        leverage, premiums and terms count on. It is no loan, and is not counted as one.
    """
    one = np.zeros(1, dtype=np.int64)
    return LoanBook(
        principal=np.array([[loans.outstanding or 0.0]]),
        first_principal=np.array([loans.outstanding or 0.0]),
        pd_annual=np.zeros((1, 1, 1)),
        grade=one[None, :, None],
        made_in=one,
        new_lending=np.zeros(1, dtype=np.bool_),
        months_overdue=one,
        term=one + months,
        rate=np.zeros(1),
        schedule=one + SCHEDULES.index("bullet"),
        interest_every=one + 1,
        instalment_every=one + 1,
        subsidy=np.zeros(1),
        product=one,
        industry=one,
        township=one,
        village=one,
        lgd=np.full(1, np.nan),
        guaranteed_share=np.full(1, np.nan),
        village_township=one,
        township_county=one,
        products=(ALL,),
        industries=(ALL,),
        grades=(ALL,),
        townships=(ALL,),
        villages=(f"{ALL}/1",),
        counties=(UNNAMED_COUNTY,),
    )
