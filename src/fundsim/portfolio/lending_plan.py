"""Planned lending: loans drawn month by month until each month's amount is reached."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from fundsim.errors import Fault, ScenarioError
from fundsim.portfolio.balances import seasons_of
from fundsim.portfolio.loan_book import SCHEDULES, Floats, Integers, LoanBook
from fundsim.portfolio.quality import QualityEntry
from fundsim.portfolio.townships import MAX_LOANS
from fundsim.programme.lending import Lending

SMALLEST_LOAN = 1.0  # [currency]; a smaller rest is added to the loan before


class PlannedLoans(NamedTuple):
    """Loans of a lending plan.

    Parameters
    ----------
    month, number : array (loan,)
        Month in which it is made, number within the month: what its draws are keyed by.
    principal : array (loan,)
        The principals of a month add up to its amount. [currency]
    """

    month: Integers
    number: Integers
    principal: Floats


DrawPrincipals = Callable[[int, Integers], Floats]
"""Principals of the loans with some numbers in a month: (month, numbers) -> principals."""


def planned_amounts(lending: Lending, months: int) -> tuple[Floats, list[QualityEntry]]:
    """Amount to lend in each month of the horizon; zeros without a plan.

    Parameters
    ----------
    lending : Lending
        The scenario's ``lending``.
    months : int
        Horizon. [months]

    Returns
    -------
    amounts : array (months,)
        [currency]
    entries : list of QualityEntry
        Amounts beyond the horizon, which have no effect.
    """
    given = lending.amount_per_month
    amounts = np.zeros(months)
    if given is None:
        return amounts, []
    if not isinstance(given, tuple):
        amounts[:] = given
        return amounts, []
    amounts[: len(given)] = given[:months]
    beyond = sum(amount > 0 for amount in given[months:])
    return amounts, [QualityEntry("months of `lending.amount_per_month` after the horizon", beyond, "left out")]


def planned_loans(amounts: Floats, draw: DrawPrincipals, mean: float) -> PlannedLoans:
    """Loans whose principals add up to each month's amount.

    Parameters
    ----------
    amounts : array (months,)
        [currency]
    draw : function
        Principals by month and number; a longer list begins with the shorter one.
    mean : float
        About the mean principal. [currency]

    Returns
    -------
    PlannedLoans
        In order of months and numbers.

    Raises
    ------
    ScenarioError
        The plan needs more loans than fit into memory.

    Notes
    -----
    The last principal of a month is trimmed to the amount; a rest below 1 currency unit is added to the loan
    before it. Model assumption.
    """
    expected = float(np.sum(amounts)) / mean
    if expected > MAX_LOANS:
        raise _too_many(f"about {expected:,.0f} loans of {mean:,.2f}")
    months = [int(month) for month in np.flatnonzero(amounts > 0.0)]
    principals = [_month_of_loans(month, float(amounts[month]), draw, mean) for month in months]
    counts = [len(principal) for principal in principals]
    return PlannedLoans(
        month=np.repeat(np.array(months, dtype=np.int64), counts),
        number=np.concatenate([np.arange(count) for count in counts] or [np.zeros(0, dtype=np.int64)]),
        principal=np.concatenate(principals or [np.zeros(0)]),
    )


def _month_of_loans(month: int, amount: float, draw: DrawPrincipals, mean: float) -> Floats:
    count = math.ceil(amount / mean * 1.1) + 8
    principal = draw(month, np.arange(count))
    while (cumulative := np.cumsum(principal))[-1] < amount:
        count *= 2
        if count > MAX_LOANS:
            raise _too_many(f"more than {MAX_LOANS:,} loans in month {month}")
        principal = draw(month, np.arange(count))
    count = int(np.searchsorted(cumulative, amount)) + 1
    principal = principal[:count].copy()
    principal[-1] = amount - principal[:-1].sum()
    if count > 1 and principal[-1] < SMALLEST_LOAN:
        principal[-2] += principal[-1]
        principal = principal[:-1]
    return principal


def check_monthly_limit(lending: Lending, book: LoanBook) -> None:
    """A loan above the monthly limit of new lending would for good block all that wait behind it.

    Raises
    ------
    ScenarioError
        Some loan, or what is first drawn of some credit line, may be more than ``lending.max_new_lending``.
    """
    limit = lending.max_new_lending
    if limit is None:
        return
    drawn = np.array([max(calendar.drawn_share) for calendar in book.calendars])[seasons_of(book).row]
    line = book.schedule == SCHEDULES.index("credit_line")
    largest = float((book.principal * np.where(line, drawn, 1.0)[:, None]).max())
    if largest > limit:
        message = f"{limit:,.2f} is less than the largest loan, {largest:,.2f}, which would never be made"
        raise ScenarioError([Fault("lending.max_new_lending", message, remedy="raise it")])


def _too_many(found: str) -> ScenarioError:
    allowed = f"at most {MAX_LOANS:,} loans"
    return ScenarioError(
        [Fault("lending.amount_per_month", f"needs {found}", allowed, "check the amounts and their unit")]
    )
