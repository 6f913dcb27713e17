"""When in its life a loan defaults: seasoning curves and the part due at maturity, as kernel arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Ageing
from fundsim.portfolio.layout.clock import period_length
from fundsim.portfolio.loan_book import SCHEDULES, LoanBook
from fundsim.programme import Scenario
from fundsim.programme.borrowers import Seasoning

Floats = NDArray[np.float64]


def seasoning_curve(terms: Seasoning | None, term: int) -> Floats:
    """Relative intensity at each age up to the last one stated, its mean over the months of the term 1.

    Parameters
    ----------
    terms : Seasoning or None
        The scenario's curve; None: flat.
    term : int
        [months]

    Returns
    -------
    array (age,)
        The last value holds from its age on.
    """
    if terms is None:
        return np.ones(1)
    mean = float(np.interp(np.arange(term), terms.ages, terms.relative).mean())
    curve = np.interp(np.arange(terms.ages[-1] + 1), terms.ages, terms.relative)
    return np.asarray(curve / mean)


def lay_out_ageing(scenario: Scenario, book: LoanBook) -> Ageing:
    """Curves by term, and what each slot takes of them."""
    chances = scenario.default_probability
    terms, row = np.unique(book.term, return_inverse=True)
    curve = np.array([seasoning_curve(chances.seasoning, int(term)) for term in terms])
    bullet = book.schedule == SCHEDULES.index("bullet")
    return Ageing(
        active=int(chances.seasoning is not None or chances.due_at_maturity > 0.0),
        curve=curve,
        row=row.reshape(-1).astype(np.int64),
        peak=curve.max(axis=1),
        at_maturity=np.where(bullet, chances.due_at_maturity, 0.0),
        year=12.0 / period_length(scenario),
    )
