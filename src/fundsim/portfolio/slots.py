"""Slots of a made-up portfolio: what each loan is, drawn or allocated from the shares of the scenario."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.admission import admitted_shares
from fundsim.portfolio.allocation import category, dealt_ages, systematic_points
from fundsim.portfolio.draws import PLANNED, STARTS, Stream, Words, uniforms
from fundsim.portfolio.lending_plan import planned_loans
from fundsim.portfolio.loan_book import SCHEDULES, Floats, Integers
from fundsim.portfolio.maturities import matured_ages, maturity_weights
from fundsim.portfolio.sizes import mean_principal, principal_quantile
from fundsim.portfolio.townships import Townships
from fundsim.programme.admission import AdmissionRules
from fundsim.programme.loans import SyntheticLoans, products_of
from fundsim.programme.scenario import Scenario

SPARE_GENERATIONS = 6  # defaults use up generations faster than maturities do


class Slots(NamedTuple):
    """Loan slots by township, arrays (slot,).

    ``principal`` is (slot, generation), ``grade`` (true grade) and ``misused`` are (epoch, slot, generation).
    """

    township: Integers
    village: Integers
    industry: Integers
    product: Integers
    schedule: Integers
    made_in: Integers
    new_lending: NDArray[np.bool_]
    principal: Floats
    grade: Integers
    misused: NDArray[np.bool_]


class Shares(NamedTuple):
    """Shares to allocate or draw from.

    Parameters
    ----------
    industry, product, schedule : array (category,)
        Shares.
    grade : array (epoch, grade)
        Weights of the true grades of admitted applicants.
    misuse : array (epoch,)
        Shares of loans that are misused.
    term : array (product,)
        [months]
    """

    industry: Floats
    product: Floats
    schedule: Floats
    grade: Floats
    misuse: Floats
    term: Integers


def generations_of(scenario: Scenario, shortest_term: int) -> int:
    """Number of generations drawn for each slot.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    shortest_term : int
        [months]

    Returns
    -------
    int
        Enough for steady lending; a slot that lives through more begins again with the first.
    """
    months = scenario.horizon.months
    if scenario.lending.mode != "steady":
        return 1
    return min(-(-months // shortest_term) + SPARE_GENERATIONS, months)


def shares_of(terms: SyntheticLoans, too_high: float, epochs: list[AdmissionRules]) -> Shares:
    """Shares of a scenario, after admission.

    Parameters
    ----------
    terms : SyntheticLoans
        The scenario's ``loans``.
    too_high : float
        Share of rating errors that are too high.
    epochs : list of AdmissionRules
        From ``admission_epochs``.

    Raises
    ------
    ScenarioError
        No applicant has an admitted grade.
    """
    products = products_of(terms).values()
    repayment: dict[str, float] = dict(terms.repayment.items())
    return Shares(
        industry=np.array(list(terms.industries.values())),
        product=np.array([product.share for product in products]),
        schedule=np.array([repayment.get(name, 0.0) for name in SCHEDULES]),
        grade=np.array([admitted_shares(rules, terms.grades, too_high) for rules in epochs]),
        misuse=np.array([rules.misuse for rules in epochs]),
        term=np.array([product.term_months for product in products], dtype=np.int64),
    )


def by_epoch(shares: Shares, grade: Floats, misuse: Floats) -> tuple[Integers, NDArray[np.bool_]]:
    """True grade and misuse of each loan under the rules of every epoch, from the same draws in all epochs."""
    grades = np.array([category(grade, weights) for weights in shares.grade])
    return grades, misuse < shares.misuse.reshape(-1, *(1,) * misuse.ndim)


def opening_slots(
    scenario: Scenario, terms: SyntheticLoans, townships: Townships, shares: Shares, generations: int, key: Words
) -> Slots:
    """Slots of the opening stock, with principals as the size law gives them.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    terms : SyntheticLoans
        Its ``loans``.
    townships : Townships
        Counts.
    shares : Shares
        What is allocated (within each township) and drawn (grade).
    generations : int
        Number of generations.
    key : array (1,)
        From ``portfolio_key``.

    Returns
    -------
    Slots
        Township by township.
    """
    township = np.repeat(np.arange(len(townships.names)), townships.loans)
    slot = np.arange(len(township))

    def order(stream: Stream) -> Floats:
        return uniforms(key, slot, 0, stream)

    def start(stream: Stream, count: int) -> Floats:
        return uniforms(key, np.arange(count), 0, STARTS + stream)

    def points(stream: Stream) -> Floats:
        return systematic_points(township, order(stream), start(stream, len(townships.names)))

    product = category(points(Stream.PRODUCT), shares.product)
    ages = np.zeros_like(slot)
    if terms.opening_ages == "spread":
        starts = start(Stream.AGE, len(shares.term))
        if terms.maturities:
            first_month = scenario.horizon.first_month
            weights = [maturity_weights(terms.maturities, first_month, term) for term in shares.term.tolist()]
            ages = matured_ages(product, order(Stream.AGE), starts, weights)
        else:
            ages = dealt_ages(product, township, order(Stream.AGE), starts, shares.term)
    each = (slot[:, None], np.arange(generations))
    grade, misused = by_epoch(shares, uniforms(key, *each, Stream.GRADE), uniforms(key, *each, Stream.MISUSE))
    return Slots(
        township=township,
        village=_village(townships, township, points(Stream.VILLAGE)),
        industry=category(points(Stream.INDUSTRY), shares.industry),
        product=product,
        schedule=category(points(Stream.SCHEDULE), shares.schedule),
        made_in=-ages,
        new_lending=np.zeros(len(slot), dtype=np.bool_),
        principal=principal_quantile(terms.size, uniforms(key, *each, Stream.PRINCIPAL)),
        grade=grade,
        misused=misused,
    )


def planned_slots(
    terms: SyntheticLoans, townships: Townships, shares: Shares, generations: int, key: Words,
    amounts: Floats, factors: Floats, cap: float,
) -> Slots:  # fmt: skip
    """Slots of planned lending: like the opening stock, with townships in proportion to its loans.

    Parameters
    ----------
    terms, townships, shares, generations, key
        As for ``opening_slots``.
    amounts : array (months,)
        Planned lending. [currency]
    factors : array (township,)
        Rescaling of the opening principals, which holds for new loans too.
    cap : float
        Bound of rescaled principals. [currency]

    Returns
    -------
    Slots
        Month by month; a slot's only loan in all its generations.
    """
    weights = townships.loans.astype(np.float64) if townships.loans.any() else np.ones(len(townships.names))

    def township_of(month: Integers | int, number: Integers) -> Integers:
        return category(uniforms(key, number, month, PLANNED + Stream.TOWNSHIP), weights)

    def principals(month: int, number: Integers) -> Floats:
        drawn = principal_quantile(terms.size, uniforms(key, number, month, PLANNED + Stream.PRINCIPAL))
        return bounded(drawn, factors[township_of(month, number)], cap)

    mean = mean_principal(terms.size) * float(np.average(factors, weights=weights))
    plan = planned_loans(amounts, principals, min(mean, cap))
    township = township_of(plan.month, plan.number)

    def points(stream: Stream) -> Floats:
        order = uniforms(key, plan.number, plan.month, PLANNED + stream)
        starts = uniforms(key, np.arange(len(amounts)), 0, PLANNED + STARTS + stream)
        return systematic_points(plan.month, order, starts)

    draws = (uniforms(key, plan.number, plan.month, PLANNED + stream) for stream in (Stream.GRADE, Stream.MISUSE))
    grade, misused = by_epoch(shares, *draws)
    return Slots(
        township=township,
        village=_village(townships, township, uniforms(key, plan.number, plan.month, PLANNED + Stream.VILLAGE)),
        industry=category(points(Stream.INDUSTRY), shares.industry),
        product=category(points(Stream.PRODUCT), shares.product),
        schedule=category(points(Stream.SCHEDULE), shares.schedule),
        made_in=plan.month,
        new_lending=np.ones(len(township), dtype=np.bool_),
        principal=np.tile(plan.principal[:, None], generations),
        grade=np.tile(grade[..., None], generations),
        misused=np.tile(misused[..., None], generations),
    )


def bounded(principal: Floats, factor: Floats, cap: float) -> Floats:
    """Rescaled principal, ``min(factor·principal, cap)``."""
    return np.minimum(principal * factor, cap)


def joined(first: Slots, second: Slots) -> Slots:
    """Slots of both, the first ones first."""
    pairs = zip(first, second, strict=True)
    return Slots(*(np.concatenate(pair, axis=1 if pair[0].ndim == 3 else 0) for pair in pairs))


def _village(townships: Townships, township: Integers, points: Floats) -> Integers:
    """Village of each loan: those of its township have equal shares; villages count through all townships."""
    firsts = np.cumsum(townships.villages) - townships.villages
    return firsts[township] + (points * townships.villages[township]).astype(np.int64)
