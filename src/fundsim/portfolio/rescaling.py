"""Rescaling of principals so that each township shows its reported outstanding amount."""

from __future__ import annotations

import math

import numpy as np

from fundsim.errors import DataError
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.portfolio.loan_book import Floats, Integers
from fundsim.portfolio.quality import QualityEntry
from fundsim.portfolio.townships import Townships

FAR_OFF = 5.0  # factor beyond which amounts and the law of sizes are unlikely to be meant for each other


def scale_to_total(principal: Floats, owed: Floats, total: float, cap: float) -> float:
    """Factor that makes the balances of some loans add up to a total, with every principal bounded by a cap.

    Parameters
    ----------
    principal : array (loan,)
        Principals before rescaling, positive. [currency]
    owed : array (loan,)
        Share of each principal that is still owed in month 0, positive. [fraction]
    total : float
        Reported outstanding amount. [currency]
    cap : float
        Bound of rescaled principals; infinity for none. [currency]

    Returns
    -------
    float
        ``min(factor·principal, cap)·owed`` adds up to the total; where the cap does not let it, the smallest
        factor that takes all principals to the cap.

    Notes
    -----
    Water-filling: with the k largest loans at the cap, the factor of the others follows from the rest of the
    total; the smallest k for which the next loan stays within the cap is the solution. Model assumption.

    Examples
    --------
    >>> scale_to_total(np.array([1.0, 3.0]), np.ones(2), 10.0, math.inf)
    2.5
    >>> scale_to_total(np.array([1.0, 3.0]), np.ones(2), 10.0, 6.0)
    4.0
    """
    largest_first = np.argsort(-principal, kind="stable")
    principal, owed = principal[largest_first], owed[largest_first]
    if math.isinf(cap):
        return total / float(np.sum(principal * owed))
    at_cap = cap * np.concatenate([[0.0], np.cumsum(owed)[:-1]])
    below_cap = np.cumsum((principal * owed)[::-1])[::-1]
    factors = (total - at_cap) / below_cap
    within = np.flatnonzero(factors * principal <= cap)
    return float(factors[within[0]] if within.size else cap / principal[-1])


def rescaling_factors(
    townships: Townships, township: Integers, principal: Floats, owed: Floats, cap: float
) -> tuple[Floats, list[QualityEntry]]:
    """Factor of each township's principals.

    Parameters
    ----------
    townships : Townships
        With reported outstanding amounts.
    township : array (loan,)
        Township of each opening loan.
    principal, owed : array (loan,)
        Principals before rescaling [currency], and the share of each that is owed in month 0 [fraction]; loans that
        owe nothing then (credit lines not drawn) do not count.
    cap : float
        Bound of rescaled principals; infinity for none. [currency]

    Returns
    -------
    factors : array (township,)
        1 for townships without loans.
    entries : list of QualityEntry
        What was rescaled, how many loans are at the bound, which townships fall short.

    Raises
    ------
    DataError
        All loans of a township are credit lines of which nothing is drawn.

    Notes
    -----
    A township can also fall short because loans drawn as nearly repaid would need principals above the cap:
    this chance of the draw is reported, not an error, so that a scenario does not fail on some seeds only.
    """
    factors = np.ones(len(townships.names))
    entries = []
    ends = np.cumsum(townships.loans)
    for index in np.flatnonzero(townships.loans):
        loans = np.arange(ends[index] - townships.loans[index], ends[index])
        loans = loans[owed[loans] > 0.0]
        total = float(townships.outstanding[index])
        _check_drawn(townships, int(index), len(loans))
        factors[index] = scale_to_total(principal[loans], owed[loans], total, cap)
        missing = total - float(np.sum(np.minimum(factors[index] * principal[loans], cap) * owed[loans]))
        if missing > HALF_FEN:
            rule = f"loans of {townships.names[index]}, all at the add-on cap of {cap:,.2f}"
            action = f"which leaves the township {missing:,.2f} short of its reported outstanding {total:,.2f}"
            entries.append(QualityEntry(rule, int(townships.loans[index]), action))
    return factors, _summary(factors[townships.loans > 0], principal * factors[township], cap) + entries


def _summary(factors: Floats, wanted: Floats, cap: float) -> list[QualityEntry]:
    rescaled = "rescaled to the reported outstanding amounts"
    if factors.size:
        rescaled += f", by {factors.min():.3g} to {factors.max():.3g}"
        if factors.min() < 1.0 / FAR_OFF or factors.max() > FAR_OFF:
            rescaled += "; the law of `loans.size` is far from them: check the unit of both (yuan or 10,000 yuan)"
    return [
        QualityEntry("opening loans", len(wanted), rescaled),
        QualityEntry(
            "principals above the add-on cap after rescaling",
            int(np.sum(wanted > cap * (1 + 1e-12))),
            "bounded",
        ),
    ]


def _check_drawn(townships: Townships, index: int, loans: int) -> None:
    if not loans:
        raise DataError(
            f"{townships.places[index]}: township {townships.names[index]} reports an outstanding amount, but all its "
            "loans are credit lines of which nothing is drawn in month 0; change `drawn_share`, or drop "
            "`size.rescale_to`"
        )
