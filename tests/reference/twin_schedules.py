"""Repayment schedules: what is owed after each due, and when interest is due."""

from __future__ import annotations

from tests.reference.twin_state import Loan, World

from fundsim.portfolio.loan_book import SCHEDULES
from fundsim.portfolio.schedules import balance_profile


def schedule_of(loan: Loan) -> str:
    """Name of a loan's schedule."""
    return SCHEDULES[loan.schedule]


def owed_share(loan: Loan, k: int) -> float:
    """Share of the principal owed after k months of the schedule, 0 from maturity on."""
    profile = balance_profile(loan.schedule, loan.term, loan.instalment_every, loan.rate)
    return float(profile[min(k, loan.term)])


def last_interest_due(world: World, loan: Loan, months: int) -> int:
    """Months of the schedule at whose end interest was last due, at or before some months."""
    every = loan.interest_every if schedule_of(loan) == "bullet" else loan.instalment_every
    return months // every * every


def credit_conversion_factor(world: World, loan: Loan) -> float:
    """Part of the undrawn limit that is drawn before default."""
    return 0.0
