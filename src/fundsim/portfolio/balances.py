"""Share of the principal that opening loans still owe in month 0."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.portfolio.kinds import kinds_of_rows
from fundsim.portfolio.loan_book import SCHEDULES, Floats, Integers, LoanBook, RepaymentCalendar
from fundsim.portfolio.schedules import NO_CALENDAR, balance_profile


class Seasons(NamedTuple):
    """What seasonal instalments and credit lines depend on beside their term.

    Parameters
    ----------
    calendars : tuple of RepaymentCalendar
        Distinct terms.
    row : array (loan,)
        Index into ``calendars``.
    made_in : array (loan,)
        Calendar month of disbursement, 1 to 12.
    """

    calendars: tuple[RepaymentCalendar, ...]
    row: Integers
    made_in: Integers


def seasons_of(book: LoanBook) -> Seasons:
    """Calendar terms of the loans of a book, as their first loans are made."""
    row = book.product if len(book.calendars) > 1 else np.zeros_like(book.product)
    return Seasons(book.calendars, row, (book.first_month - 1 + book.made_in) % 12 + 1)


def share_owed(
    schedule: Integers, term: Integers, every: Integers, rate: Floats, age: Integers, seasons: Seasons | None = None
) -> Floats:
    """Share of the principal owed after ``age`` months, before the dues of the month that begins then.

    Parameters
    ----------
    schedule : array (loan,)
        Index into ``SCHEDULES``.
    term, every, age : array (loan,)
        Term, months between instalments, months since the loan was made (below the term). [months]
    rate : array (loan,)
        Interest rate. [per year]
    seasons : Seasons, optional
        Needed where loans are seasonal or credit lines.

    Returns
    -------
    array (loan,)
        Positive, save for a credit line of which nothing is drawn. [fraction]
    """
    owed = np.ones(len(schedule))
    line = schedule == SCHEDULES.index("credit_line")
    paying = np.flatnonzero(line | ((schedule != SCHEDULES.index("bullet")) & (age > 0)))
    if not paying.size:
        return owed
    calendars = (NO_CALENDAR,) if seasons is None else seasons.calendars
    row, made_in = (np.zeros_like(age), np.ones_like(age)) if seasons is None else (seasons.row, seasons.made_in)
    terms = (schedule, term, every, rate, row, made_in)
    kinds, kind = kinds_of_rows(*(column[paying] for column in terms))
    ends = np.cumsum(np.bincount(kind))
    of_a_kind = np.split(paying[np.argsort(kind, kind="stable")], ends[:-1])
    for (*plain, annual, calendar, month), loans in zip(kinds.tolist(), of_a_kind, strict=True):
        number, months, interval = map(int, plain)
        profile = balance_profile(number, months, interval, annual, calendars[int(calendar)], int(month))
        owed[loans] = profile[age[loans]]
    return owed


def opening_balances(book: LoanBook) -> Floats:
    """Balance of every slot's opening loan in month 0; 0 for loans made later. [currency]"""
    age = np.maximum(-book.made_in - book.months_overdue, 0)
    owed = share_owed(book.schedule, book.term, book.instalment_every, book.rate, age, seasons_of(book))
    return np.where(book.new_lending, 0.0, book.first_principal * owed)
