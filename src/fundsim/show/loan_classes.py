"""Loans that are alike, counted: what expectations are worked out for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.admission import epoch_of, opening_probability
from fundsim.portfolio.balances import seasons_of
from fundsim.portfolio.layout.risk import Floats
from fundsim.portfolio.loan_book import SCHEDULES, LoanBook, RepaymentCalendar
from fundsim.portfolio.schedules import balance_profile
from fundsim.programme import Scenario
from fundsim.show.claim_months import claim_months
from fundsim.show.risk_ahead import Integers, Risks, risks_ahead


class LoanClasses(NamedTuple):
    """Classes of like loans, arrays (class,).

    Parameters
    ----------
    number : array
        Loans, or places in the book that such loans fill again and again.
    principal : array
        Mean principal. [currency]
    annual : array
        Annual probability of distress. [probability per year]
    risk : array
        Row of the risks.
    risks : Risks
        Different risks.
    term, made_in : array
        [months], [months after month 0]; loans of all months are 0 under steady lending.
    opening : array (class, age)
        Share of the loans that are so many months old when the simulation begins.
    later : array (class, month)
        Share that is made in each month, but for those that replace others.
    bullet : array, bool
        Repaid in one sum, so that it can be renewed.
    every : array
        Months between interest dues.
    rate, lgd, guaranteed : array
        [per year], [fraction], [fraction]
    product, industry, township : array
        Indices into the book's names.
    better : array
        Multiplier of what is recovered: that of credit villages, else 1.
    profile : array (class, month + 1)
        Share of the principal owed so many months after the loan was made.
    left, exposed, lent : array (class, month)
        Share owed at the end of each month, share owed after a default in it, share lent at its start.
    """

    number: Floats
    principal: Floats
    annual: Floats
    risk: Integers
    risks: Risks
    term: Integers
    made_in: Integers
    opening: Floats
    later: Floats
    bullet: NDArray[np.bool_]
    every: Integers
    rate: Floats
    lgd: Floats
    guaranteed: Floats
    product: Integers
    industry: Integers
    township: Integers
    better: Floats
    profile: Floats
    left: Floats
    exposed: Floats
    lent: Floats


def epoch_weights(scenario: Scenario, book: LoanBook) -> Floats:
    """Share of the horizon's months in which the admission rules of each epoch hold."""
    months = scenario.horizon.months
    count = np.bincount(epoch_of(book, np.arange(months)), minlength=len(book.epoch_starts) + 1)
    return np.asarray(count / months)


def loan_classes(scenario: Scenario, book: LoanBook, by_principal: bool) -> LoanClasses:
    """Classes of a scenario's loans.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans: all generations under steady lending, else those that perform when the simulation begins, or later.
    by_principal : bool
        Whether loans of different principals are kept apart, as deductibles and limits of a claim need it.
    """
    members = _members(scenario, book)
    slot, weight, begins, new = members.slot, members.weight, *_beginnings(scenario, book)
    keys = _keys(scenario, book, members, by_principal)
    distinct, row = np.unique(keys, axis=0, return_inverse=True)
    row = row.reshape(-1)
    number = np.asarray(np.bincount(row, weight), np.float64)
    principal = np.asarray(np.bincount(row, weight * members.principal) / number)
    entries = [
        _shares(row, np.where(of_kind[slot], weight, 0.0), months[slot], number, length)
        for of_kind, months, length in (
            (~new, np.maximum(-begins, 0), int(book.term.max(initial=1))),
            (new, np.minimum(np.maximum(begins, 0), scenario.horizon.months), scenario.horizon.months + 1),
        )
    ]
    return _described(scenario, book, np.asarray(distinct, np.float64), number, principal, *entries)


class _Members(NamedTuple):
    """Loans that classes are made of, arrays (loan,), and how much of its place in the book each stands for."""

    slot: Integers
    annual: Floats
    principal: Floats
    weight: Floats

    @property
    def present(self) -> _Members:
        """Those that stand for anything."""
        return self._replace(**{name: column[self.weight > 0.0] for name, column in self._asdict().items()})


def _members(scenario: Scenario, book: LoanBook) -> _Members:
    """Loans of the opening book; under steady lending these and the loans that replace them share their places."""
    slots, fresh = np.arange(len(book.made_in)), (book.months_overdue == 0).astype(np.float64)
    opening = _Members(slots, opening_probability(book), book.first_principal, fresh)
    if scenario.lending.mode != "steady":
        return opening.present
    held = fresh * _held_by_first(scenario, book)
    generations = slice(min(1, book.principal.shape[1] - 1), None)
    annual, weights = book.pd_annual[:, :, generations], epoch_weights(scenario, book)
    weight = weights[:, None, None] * (1.0 - held)[:, None] / annual.shape[2]
    principal, places = book.principal[:, generations], slots[:, None]
    later = (np.broadcast_to(column, annual.shape).ravel() for column in (places, annual, principal, weight))
    first = opening._replace(weight=held)
    return _Members(*(np.concatenate(columns) for columns in zip(first, later, strict=True))).present


def _held_by_first(scenario: Scenario, book: LoanBook) -> Floats:
    """Share of the horizon, from its month on, for which a place in the book is held by its first loan at most."""
    months, begins = scenario.horizon.months, np.maximum(book.made_in, 0)
    held = np.minimum(book.made_in + book.term, months) - begins
    return np.asarray(np.maximum(held, 0) / np.maximum(months - begins, 1))


def _beginnings(scenario: Scenario, book: LoanBook) -> tuple[Integers, NDArray[np.bool_]]:
    """Month in which each place in the book is first held by a performing loan, and whether that is a new loan.

    The place of a loan that is overdue at the start is held by the next one once its claim is settled, or at once.
    """
    claims, overdue = claim_months(scenario), book.months_overdue
    paid = claims.settled[np.maximum(claims.wait - overdue, 0)]
    replaced = paid + 1 if scenario.lending.refill_defaulted == "after_payment" else np.ones_like(paid)
    return np.where(overdue > 0, replaced, book.made_in), book.new_lending | (overdue > 0)


def _shares(row: Integers, weight: Floats, month: Integers, count: Floats, length: int) -> Floats:
    """Share of each class that belongs to each month: (class, month)."""
    total = np.bincount(row * length + np.minimum(month, length - 1), weight, minlength=len(count) * length)
    return np.asarray(total.reshape(len(count), length) / count[:, None])


def _keys(scenario: Scenario, book: LoanBook, members: _Members, by_principal: bool) -> Floats:
    """Columns by which loans are told apart."""
    slot, made_in = members.slot, book.made_in * (scenario.lending.mode != "steady")
    lgd, guaranteed = (np.nan_to_num(column, nan=-1.0) for column in (book.lgd, book.guaranteed_share))
    better = np.where(np.isin(book.village, book.credit_villages), scenario.credit_villages.recovery_multiplier, 1.0)
    terms = (book.schedule, book.term, book.instalment_every, book.rate, book.interest_every, lgd, guaranteed)
    places = (book.product, book.industry, book.township, made_in, seasons_of(book).row, better)
    own = [column[slot] for column in (*terms, *places)]
    return np.column_stack([members.annual, *own, members.principal * by_principal])


def _described(
    scenario: Scenario, book: LoanBook, keys: Floats, number: Floats, principal: Floats, opening: Floats, later: Floats
) -> LoanClasses:
    annual, rate, lgd, guaranteed = keys[:, 0], keys[:, 4], keys[:, 6], keys[:, 7]
    schedule, term, instalments, interest, product, industry, township, made_in, calendar = (
        keys[:, column].astype(np.int64) for column in (1, 2, 3, 5, 8, 9, 10, 11, 12)
    )
    risks, risk = risks_ahead(scenario, book, annual, industry, township)
    bullet = schedule == SCHEDULES.index("bullet")
    steady = scenario.lending.mode == "steady"
    origin = np.zeros_like(term) if steady else (book.first_month - 1 + made_in) % 12 + 1
    owed = _all_owed(book, np.column_stack([schedule, term, instalments, rate, calendar, origin]))
    return LoanClasses(
        number=number, principal=principal, annual=annual, risk=risk, risks=risks, term=term, made_in=made_in,
        opening=opening, later=later, bullet=bullet,
        every=np.where(bullet, interest, instalments), rate=rate, lgd=np.maximum(lgd, 0.0),
        guaranteed=np.maximum(guaranteed, 0.0), product=product, industry=industry, township=township,
        better=keys[:, 13], profile=owed[0], left=owed[1, :, :-1], exposed=owed[2, :, :-1], lent=owed[3, :, :-1],
    )  # fmt: skip


def _all_owed(book: LoanBook, terms: Floats) -> Floats:
    """What classes owe, by terms of repayment, which many of them share: (figure, class, months since disbursement)."""
    distinct, row = np.unique(terms, axis=0, return_inverse=True)
    owed = np.zeros((4, len(distinct), int(terms[:, 1].max(initial=1)) + 1))
    for own, (schedule, term, every, rate, calendar, origin) in zip(owed.swapaxes(0, 1), distinct, strict=True):
        plan = int(schedule), int(term), int(every), float(rate)
        own[:, : int(term) + 1] = _owed(*plan, book.calendars[int(calendar)], int(origin) or None)
    return owed[:, row.reshape(-1)]


def _owed(schedule: int, term: int, every: int, rate: float, calendar: RepaymentCalendar, origin: int | None) -> Floats:
    """Shares of the principal before dues, at month ends, at default, and drawn anew, by months since disbursement.

    Without a calendar month of origin they are means over all twelve, as where loans are made in every month.
    """
    line = SCHEDULES[schedule] == "credit_line"
    total = np.zeros((4, term + 1))
    origins = range(1, 13) if origin is None else (origin,)
    for month in origins:
        profile = balance_profile(schedule, term, every, rate, calendar, month)
        left = np.append(np.minimum(profile[:-1], profile[1:]), 0.0)
        exposed = profile + (calendar.conversion * (1.0 - profile) if line else 0.0)
        total += np.array([profile, left, exposed, np.maximum(profile - np.append(0.0, left[:-1]), 0.0)])
    return total / len(origins)
