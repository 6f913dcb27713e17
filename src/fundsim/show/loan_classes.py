"""Loans that are alike, counted: what expectations are worked out for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.admission import epoch_of, opening_probability
from fundsim.portfolio.balances import seasons_of
from fundsim.portfolio.layout.ageing import seasoning_curve
from fundsim.portfolio.layout.clock import period_length
from fundsim.portfolio.layout.risk import LEVELS, Floats, autocorrelations, copula_score
from fundsim.portfolio.loan_book import SCHEDULES, LoanBook, RepaymentCalendar
from fundsim.portfolio.schedules import balance_profile
from fundsim.programme import Scenario
from fundsim.show.copula import AnnualCopula, annual_probability, joint_probability, mean_hazard, scores
from fundsim.show.shock_means import shock_means
from fundsim.show.time_means import regime_means

Integers = NDArray[np.int64]


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
    hazard, plain : array
        Mean monthly probability of distress, with shocks and without.
    failure : array
        Probability that an extension fails at its end.
    term, made_in : array
        [months], [months after month 0]
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
    ageing : array (class, month)
        Intensity of each month of a loan's life relative to the mean one.
    left, exposed, lent : array (class, month)
        Share owed at the end of each month, share owed after a default in it, share lent at its start.
    """

    number: Floats
    principal: Floats
    annual: Floats
    hazard: Floats
    plain: Floats
    failure: Floats
    term: Integers
    made_in: Integers
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
    ageing: Floats
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
    steady = scenario.lending.mode == "steady"
    generations = book.principal.shape[1] if steady else 1
    weights = epoch_weights(scenario, book) if steady else np.ones(1)
    epochs, slot = len(weights), np.tile(np.repeat(np.arange(len(book.made_in)), generations), len(weights))
    principal = np.tile(book.principal[:, :generations].ravel(), epochs) if steady else book.first_principal
    annual = book.pd_annual[:, :, :generations].ravel() if steady else opening_probability(book)
    made_in = np.zeros_like(slot) if steady else book.made_in[slot]
    weight = np.repeat(weights, len(book.made_in) * generations) * (steady | (book.months_overdue[slot] == 0))
    keys = _keys(scenario, book, slot, annual, made_in, principal if by_principal else np.zeros_like(principal))
    keys, weight, principal = keys[weight > 0.0], weight[weight > 0.0], principal[weight > 0.0]
    distinct, row = np.unique(keys, axis=0, return_inverse=True)
    row = row.reshape(-1)
    count = np.asarray(np.bincount(row, weight), np.float64)
    mean = np.asarray(np.bincount(row, weight * principal) / count)
    return _described(scenario, book, np.asarray(distinct, np.float64), count / generations, mean)


def _keys(
    scenario: Scenario, book: LoanBook, slot: Integers, annual: Floats, made_in: Integers, apart: Floats
) -> Floats:
    """Columns by which loans are told apart."""
    lgd, guaranteed = (np.nan_to_num(column, nan=-1.0) for column in (book.lgd, book.guaranteed_share))
    better = np.where(np.isin(book.village, book.credit_villages), scenario.credit_villages.recovery_multiplier, 1.0)
    terms = (book.schedule, book.term, book.instalment_every, book.rate, book.interest_every, lgd, guaranteed)
    places = (book.product, book.industry, book.township)
    own = [column[slot] for column in (*terms, *places)]
    return np.column_stack([annual, *own, made_in, seasons_of(book).row[slot], better[slot], apart])


def _described(scenario: Scenario, book: LoanBook, keys: Floats, number: Floats, principal: Floats) -> LoanClasses:
    annual, rate, lgd, guaranteed = keys[:, 0], keys[:, 4], keys[:, 6], keys[:, 7]
    schedule, term, instalments, interest, product, industry, township, made_in, calendar = (
        keys[:, column].astype(np.int64) for column in (1, 2, 3, 5, 8, 9, 10, 11, 12)
    )
    hazard, plain = _hazards(scenario, book, annual, industry, township)
    bullet = schedule == SCHEDULES.index("bullet")
    steady = scenario.lending.mode == "steady"
    origin = np.zeros_like(term) if steady else (book.first_month - 1 + made_in) % 12 + 1
    owed = _all_owed(book, np.column_stack([schedule, term, instalments, rate, calendar, origin]))
    return LoanClasses(
        number=number, principal=principal, annual=annual, hazard=hazard, plain=plain,
        failure=_failures(scenario, book, annual), term=term, made_in=made_in, bullet=bullet,
        every=np.where(bullet, interest, instalments), rate=rate, lgd=np.maximum(lgd, 0.0),
        guaranteed=np.maximum(guaranteed, 0.0), product=product, industry=industry, township=township,
        better=keys[:, 13], profile=owed[0], left=owed[1, :, :-1], exposed=owed[2, :, :-1], lent=owed[3, :, :-1],
        ageing=_ageing(scenario, term, bullet),
    )  # fmt: skip


def _ageing(scenario: Scenario, term: Integers, bullet: NDArray[np.bool_]) -> Floats:
    """Relative intensity by months since the loan was made: seasoning, and what falls due at maturity."""
    chances, last = scenario.default_probability, int(term.max(initial=1)) - 1
    part = np.where(bullet, chances.due_at_maturity, 0.0)
    ageing = np.ones((len(term), last + 1))
    for months in np.unique(term).tolist():
        curve, rows = seasoning_curve(chances.seasoning, months), np.flatnonzero(term == months)
        ageing[rows] = curve[np.minimum(np.arange(last + 1), len(curve) - 1)] * (1.0 - part[rows, None])
        ageing[rows, months - 1] += part[rows] * months
    return ageing


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


def period_copula(scenario: Scenario) -> AnnualCopula:
    """Copula of one factor period."""
    total = float(sum(getattr(scenario.correlation, level) for level in LEVELS))
    degrees = float(scenario.correlation.degrees_of_freedom or 0.0)
    return AnnualCopula(total, degrees, 1.0, 1.0, period_length(scenario))


def _hazards(
    scenario: Scenario, book: LoanBook, annual: Floats, industry: Integers, township: Integers
) -> tuple[Floats, Floats]:
    """Mean monthly hazard of each class with shocks and without."""
    copula, means = period_copula(scenario), shock_means(scenario, book)
    multiplier, immediate = means.multiplier[industry, township], means.immediate[industry, township]
    keys = np.column_stack([annual, multiplier, means.unshocked[industry], immediate])
    distinct, row = np.unique(keys, axis=0, return_inverse=True)
    score = scores(scenario, distinct[:, 0])
    shocked = mean_hazard(copula, score, distinct[:, 1])
    with_shocks = 1.0 - (1.0 - shocked) * np.exp(-distinct[:, 3])
    plain = mean_hazard(copula, score, distinct[:, 2])
    return with_shocks[row.reshape(-1)], plain[row.reshape(-1)]


def _failures(scenario: Scenario, book: LoanBook, annual: Floats) -> Floats:
    """Probability that an extension fails at its end, given that its loan fell into distress.

    An extension that ends within the factor period of its distress meets the same bad factors; under
    autoregression a later one meets factors that are still bad.
    """
    extension, correlation, copula = scenario.extension, scenario.correlation, period_copula(scenario)
    times, months = regime_means(scenario, float(opening_probability(book).mean())).extension_failure, extension.months
    failing = min(1.0, extension.default_at_end * times)
    if extension.granted == 0.0 or months is None or failing in (0.0, 1.0):
        return np.full(len(annual), failing)
    distinct, row = np.unique(annual, return_inverse=True)
    same = 1.0 if correlation.persistence == "frozen" else max(0.0, 1.0 - months / copula.months)
    later = np.full(len(distinct), failing)
    if correlation.persistence == "ar1":
        periods = -(-months // copula.months)
        rho = np.array([getattr(correlation, level) for level in LEVELS])
        later = _failure_given_distress(
            scenario, copula, distinct, failing, float(rho @ autocorrelations(correlation) ** periods)
        )
    now = _failure_given_distress(scenario, copula, distinct, failing, copula.total)
    return np.asarray((same * now + (1.0 - same) * later)[row.reshape(-1)])


def _failure_given_distress(
    scenario: Scenario, copula: AnnualCopula, annual: Floats, failing: float, shared: float
) -> Floats:
    failure = copula_score(scenario.correlation, np.array([failing]))
    score = scores(scenario, annual)
    both = joint_probability(copula, np.concatenate([score, failure]), shared)[:-1, -1]
    alone = annual_probability(copula, score)
    return np.divide(both, alone, out=np.full_like(alone, failing), where=alone > 0.0)
