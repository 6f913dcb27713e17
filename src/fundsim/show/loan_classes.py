"""Loans that are alike, counted: what expectations are worked out for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.layout.ageing import seasoning_curve
from fundsim.portfolio.layout.clock import period_length
from fundsim.portfolio.layout.risk import LEVELS, Floats, autocorrelations, copula_score
from fundsim.portfolio.loan_book import SCHEDULES, LoanBook
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
    every : array
        Months between interest dues.
    rate, lgd, guaranteed : array
        [per year], [fraction], [fraction]
    product, industry, township : array
        Indices into the book's names.
    profile : array (class, month + 1)
        Share of the principal owed so many months after the loan was made.
    ageing : array (class, month)
        Intensity of each month of a loan's life relative to the mean one.
    """

    number: Floats
    principal: Floats
    annual: Floats
    hazard: Floats
    plain: Floats
    failure: Floats
    term: Integers
    made_in: Integers
    every: Integers
    rate: Floats
    lgd: Floats
    guaranteed: Floats
    product: Integers
    industry: Integers
    township: Integers
    profile: Floats
    ageing: Floats


def loan_classes(scenario: Scenario, book: LoanBook, by_principal: bool) -> LoanClasses:
    """Classes of a scenario's loans.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans: all generations under steady lending, else the one that there is.
    by_principal : bool
        Whether loans of different principals are kept apart, as deductibles and limits of a claim need it.
    """
    steady = scenario.lending.mode == "steady"
    generations = book.principal.shape[1] if steady else 1
    slot = np.repeat(np.arange(len(book.made_in)), generations)
    principal, annual = book.principal[:, :generations].ravel(), book.pd_annual[:, :generations].ravel()
    made_in = np.zeros_like(slot) if steady else book.made_in[slot]
    lgd, guaranteed = (np.nan_to_num(column, nan=-1.0) for column in (book.lgd, book.guaranteed_share))
    terms = (book.schedule, book.term, book.instalment_every, book.rate, book.interest_every, lgd, guaranteed)
    places = (book.product, book.industry, book.township)
    apart = principal if by_principal else np.zeros_like(principal)
    columns = [annual, *(column[slot] for column in (*terms, *places)), made_in, apart]
    keys, row = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    row = row.reshape(-1)
    count: Floats = np.bincount(row).astype(np.float64)
    mean = np.asarray(np.bincount(row, principal) / count)
    return _described(scenario, book, np.asarray(keys, np.float64), count / generations, mean)


def _described(scenario: Scenario, book: LoanBook, keys: Floats, number: Floats, principal: Floats) -> LoanClasses:
    annual, rate, lgd, guaranteed = keys[:, 0], keys[:, 4], keys[:, 6], keys[:, 7]
    schedule, term, instalments, interest, product, industry, township, made_in = (
        keys[:, column].astype(np.int64) for column in (1, 2, 3, 5, 8, 9, 10, 11)
    )
    hazard, plain = _hazards(scenario, book, annual, industry, township)
    bullet = schedule == SCHEDULES.index("bullet")
    profile = np.zeros((len(keys), int(term.max(initial=1)) + 1))
    for number_, row in enumerate(
        zip(schedule.tolist(), term.tolist(), instalments.tolist(), rate.tolist(), strict=True)
    ):
        profile[number_, : row[1] + 1] = balance_profile(*row)
    return LoanClasses(
        number=number, principal=principal, annual=annual, hazard=hazard, plain=plain,
        failure=_failures(scenario, book, annual), term=term, made_in=made_in,
        every=np.where(bullet, interest, instalments), rate=rate, lgd=np.maximum(lgd, 0.0),
        guaranteed=np.maximum(guaranteed, 0.0), product=product, industry=industry, township=township,
        profile=profile, ageing=_ageing(scenario, term, bullet),
    )  # fmt: skip


def _ageing(scenario: Scenario, term: Integers, bullet: NDArray[np.bool_]) -> Floats:
    """Relative intensity by months since the loan was made: seasoning, and what falls due at maturity."""
    chances, last = scenario.default_probability, int(term.max(initial=1)) - 1
    part = np.where(bullet, chances.due_at_maturity, 0.0)
    ageing = np.ones((len(term), last + 1))
    for row, months in enumerate(term.tolist()):
        curve = seasoning_curve(chances.seasoning, months)
        ageing[row] = curve[np.minimum(np.arange(last + 1), len(curve) - 1)] * (1.0 - part[row])
        ageing[row, months - 1] += part[row] * months
    return ageing


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
    times, months = regime_means(scenario, float(book.pd_annual[:, 0].mean())).extension_failure, extension.months
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
