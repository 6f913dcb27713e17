"""Repayment schedules: what is owed after each due, when interest is due, what a credit line has drawn."""

from __future__ import annotations

from tests.reference.twin_clock import calendar_month
from tests.reference.twin_state import Loan, World

from fundsim.portfolio.loan_book import SCHEDULES, RepaymentCalendar


def schedule_of(loan: Loan) -> str:
    """Name of a loan's schedule."""
    return SCHEDULES[loan.schedule]


def terms_of(world: World, loan: Loan) -> RepaymentCalendar:
    """Instalment months and drawn shares of a loan's product, or of all products."""
    calendars = world.book.calendars
    return calendars[loan.place.product] if len(calendars) > 1 else calendars[0]


def balance_at_start(world: World, loan: Loan, t: int) -> float:
    """What the schedule says is owed in month t before its due, seen from the month of disbursement."""
    if schedule_of(loan) == "credit_line":
        return drawn_balance(world, loan, t)
    return loan.principal * owed_share(world, loan, t - loan.origin)


def owed_share(world: World, loan: Loan, k: int) -> float:
    """Share of the principal owed after k months of the schedule, 0 from maturity on."""
    if k >= loan.term:
        return 0.0
    dues = instalments(world, loan)
    paid = sum(due <= k for due in dues)
    if schedule_of(loan) == "annuity":
        return annuity_owed(dues, paid, loan.rate)
    return 1.0 - paid / len(dues)


def instalments(world: World, loan: Loan) -> list[int]:
    """Months of the schedule at whose end principal falls due; maturity is the last."""
    if schedule_of(loan) == "bullet":
        return [loan.term]
    if schedule_of(loan) == "seasonal":  # the k-th due is at the end of month k - 1 after disbursement
        named = terms_of(world, loan).instalment_months
        within = [k for k in range(1, loan.term) if calendar_month(world.clock, loan.made + k - 1) in named]
        return [*within, loan.term]
    return [*range(loan.instalment_every, loan.term, loan.instalment_every), loan.term]


def annuity_owed(dues: list[int], paid: int, rate: float) -> float:
    """What is owed after some of the equal payments whose present value at the loan's rate is the principal."""
    growths = [1.0 + rate / 12.0 * (due - before) for before, due in zip([0, *dues], dues, strict=False)]
    discount, present_value = 1.0, 0.0
    for growth in growths:
        discount /= growth
        present_value += discount
    owed = 1.0
    for growth in growths[:paid]:
        owed = owed * growth - 1.0 / present_value
    return owed


def last_interest_due(world: World, loan: Loan, months: int) -> int:
    """Months of the schedule at whose end interest was last due, at or before some months."""
    if schedule_of(loan) == "credit_line":
        return months
    if schedule_of(loan) == "seasonal":
        return max([due for due in instalments(world, loan) if due <= months], default=0)
    every = loan.interest_every if schedule_of(loan) == "bullet" else loan.instalment_every
    return months // every * every


def drawn_balance(world: World, loan: Loan, t: int) -> float:
    """Limit times the drawn share of the calendar month, run down in equal steps over the last months."""
    left = loan.term - (t - loan.origin)
    if left <= 0:
        return 0.0
    terms = terms_of(world, loan)
    share = terms.drawn_share[calendar_month(world.clock, t) - 1]
    return loan.principal * share * min(1.0, left / terms.run_down_months)


def credit_conversion_factor(world: World, loan: Loan) -> float:
    """Part of the undrawn limit that is drawn before default."""
    return terms_of(world, loan).conversion if schedule_of(loan) == "credit_line" else 0.0
