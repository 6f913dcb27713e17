"""Where loans are in a month of the expected course of the book, and what is counted of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.portfolio.layout.risk import Floats
from fundsim.programme import Scenario
from fundsim.show.claim_months import ClaimMonths
from fundsim.show.loan_groups import LoanGroups


class Lives(NamedTuple):
    """Expectations per loan of a group, or per place in the book that loans hold one after another.

    Arrays (place, group) where nothing else is said.

    Parameters
    ----------
    paying : array
        Month ends of the horizon at which it performs, having paid its dues.
    standing : array
        Month ends at which it performs without having paid: cured, or renewed at maturity.
    overdue, waiting : array
        Month ends at which it is overdue before its default, and after it.
    forborne : array
        Month ends at which it is extended.
    non_performing : array (recovers, kind, place, group)
        Month ends at which it is non-performing, where nothing is recovered and where something is.
    lent : array
        Times that it reaches a place in its schedule in a new month: as a new loan, or having paid.
    defaults, settled : array (kind, place, group)
        Defaults of the run, and those whose claims are settled in it: wilful, at once, after an extension.
    since : array (kind, place, group)
        Months from the missed due to the filing of the claims that are settled, added up.
    distress, renewals : array (group,)
        Numbers within the horizon.
    """

    paying: Floats
    standing: Floats
    overdue: Floats
    waiting: Floats
    forborne: Floats
    non_performing: Floats
    lent: Floats
    defaults: Floats
    settled: Floats
    since: Floats
    distress: Floats
    renewals: Floats


class Stock(NamedTuple):
    """Loans in each state at the start of a month, arrays (..., renewals had, extensions had, place, group).

    Parameters
    ----------
    performing : array
        Those that perform.
    late, wilful : array (age, ...)
        Those in arrears, 1, 2, ... months after the missed due: by hardship, and wilfully.
    extended : array (slot, ...)
        Those extended, by the month of the grant modulo the length.
    made : array (month, group)
        New loans by month; those that replace others are added.
    """

    performing: Floats
    late: Floats
    wilful: Floats
    extended: Floats
    made: Floats


class Course(NamedTuple):
    """What leads loans from state to state.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    groups : LoanGroups
        Loans.
    claims : ClaimMonths
        Calendar of claims.
    lives : Lives
        What is counted.
    stock : Stock
        Where the loans are.
    """

    scenario: Scenario
    groups: LoanGroups
    claims: ClaimMonths
    lives: Lives
    stock: Stock


def by_place(loans: Floats) -> Floats:
    """Loans at each place in the schedule, whatever they have been through: (place, group)."""
    return np.asarray(loans.sum(axis=(0, 1)))


def replace_loans(course: Course, loans: Floats, month: int) -> None:
    """Loans that are made, under steady lending, for those whose places became vacant in a month."""
    lending, made = course.scenario.lending, course.stock.made
    refill = -(-(month + 1) // lending.refill_every_months) * lending.refill_every_months
    if lending.mode == "steady" and refill < len(made):
        made[refill] += loans
