"""What is told of the opening book and of those admitted to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fundsim.portfolio.admission import admitted_shares
from fundsim.portfolio.balances import opening_balances, seasons_of, share_owed
from fundsim.portfolio.layout.accounts import stock_by_area, stock_by_loan
from fundsim.portfolio.layout.layers import LEVEL
from fundsim.portfolio.loan_book import SCHEDULES, LoanBook
from fundsim.programme import Scenario
from fundsim.programme.admission import AdmissionRules
from fundsim.programme.layers import Account, opening_amount
from fundsim.programme.loans import SyntheticLoans

MOST_TOWNSHIPS = 3


class OpeningBook(NamedTuple):
    """Loans on the book at the start.

    Parameters
    ----------
    loans : int
        Their number.
    outstanding : float
        Their balances together. [currency]
    overdue_loans : int
        How many of them are overdue.
    overdue : float
        What those owe. [currency]
    largest : dict
        The townships with most of it, with their shares.
    all_told : bool
        These are all the townships.
    """

    loans: int
    outstanding: float
    overdue_loans: int
    overdue: float
    largest: dict[str, float]
    all_told: bool


def opened_with(account: Account, book: LoanBook) -> float:
    """What all accounts of a layer are opened with, together. [currency]"""
    stock = stock_by_area(book, stock_by_loan(book), LEVEL[account.level])
    return opening_amount(account, float(stock.sum()))


def opening_book(book: LoanBook, names: Sequence[str] = ()) -> OpeningBook:
    """Loans on the book at the start, with the largest townships, by these names of theirs where there are any."""
    balances = opening_balances(book)
    total = float(balances.sum())
    by_township = np.bincount(book.township, balances, minlength=len(book.townships))
    order = np.argsort(-by_township, kind="stable")[:MOST_TOWNSHIPS]
    names = names or book.townships
    largest = {names[place]: float(by_township[place] / total) for place in order} if total > 0.0 else {}
    loans, overdue = int((~book.new_lending).sum()), book.months_overdue > 0
    owed_by_overdue = float(balances[overdue].sum())
    all_told = len(book.townships) <= MOST_TOWNSHIPS
    return OpeningBook(loans, total, int(overdue.sum()), owed_by_overdue, largest, all_told)


class PlannedLines(NamedTuple):
    """Credit lines of a lending plan, which counts their limits. [currency per month]"""

    approved: float
    drawn: float


def planned_lines(scenario: Scenario, book: LoanBook) -> PlannedLines:
    """Limits that a plan approves in a month on average, and what is drawn of them at first."""
    lines = book.new_lending & (book.schedule == SCHEDULES.index("credit_line"))
    terms = (book.schedule, book.term, book.instalment_every, book.rate, np.zeros_like(book.term))
    limits = book.principal[:, 0] * lines / scenario.horizon.months
    return PlannedLines(float(limits.sum()), float(limits @ share_owed(*terms, seasons_of(book))))


def loans_in_credit_villages(book: LoanBook) -> int:
    """Opening loans in credit villages."""
    return int(np.isin(book.village[~book.new_lending], book.credit_villages).sum())


def true_grades(scenario: Scenario, rules: AdmissionRules, loans: SyntheticLoans) -> dict[str, float]:
    """True grades of those admitted, with their shares; empty where ratings never err or nobody is turned away."""
    if rules.rating_error == 0.0 or rules.minimum_grade is None:
        return {}
    weights = admitted_shares(rules, loans.grades, scenario.admission.rated_too_high)
    shares = weights / weights.sum()
    return {name: float(share) for name, share in zip(loans.grades, shares, strict=True) if share > 0.0}
