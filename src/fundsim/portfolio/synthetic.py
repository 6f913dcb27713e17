"""Made-up portfolios: from counts and shares by township to a loan book.

The number of loans of each township is exact. Industry, product, schedule and village of a slot are allocated
within the township so that shares are met as closely as whole loans allow (``allocation``); grade and
principal are drawn anew for each generation of the slot. Every draw is keyed by (seed, slot, generation,
attribute).
"""

from __future__ import annotations

import math

import numpy as np

from fundsim.errors import Fault, ScenarioError
from fundsim.portfolio.balances import share_owed
from fundsim.portfolio.default_probabilities import Described, annual_probabilities, names_without_loans
from fundsim.portfolio.draws import portfolio_key
from fundsim.portfolio.lending_plan import planned_amounts
from fundsim.portfolio.loan_book import Floats, Integers, LoanBook
from fundsim.portfolio.quality import QualityEntry, in_words
from fundsim.portfolio.rescaling import rescaling_factors
from fundsim.portfolio.slots import (
    Slots,
    bounded,
    generations_of,
    joined,
    opening_slots,
    planned_slots,
    shares_of,
)
from fundsim.portfolio.tape_mapping import check_needs_no_tape, needs_of
from fundsim.portfolio.townships import Townships, read_townships
from fundsim.programme.borrowers import DefaultProbability
from fundsim.programme.loans import SyntheticLoans, products_of
from fundsim.programme.scenario import Scenario


def draw_synthetic(scenario: Scenario, terms: SyntheticLoans, seed: int) -> tuple[LoanBook, tuple[QualityEntry, ...]]:
    """Loan book of a made-up portfolio.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    terms : SyntheticLoans
        Its ``loans``.
    seed : int
        Seed of the run, 0 to 2^64 - 1.

    Returns
    -------
    book : LoanBook
        Opening slots township by township, then planned loans month by month.
    entries : tuple of QualityEntry
        What was scaled, rescaled or bounded.

    Raises
    ------
    ScenarioError, DataError
        Terms or data that give no portfolio.
    """
    check_needs_no_tape(needs_of(scenario))
    townships = read_townships(terms)
    amounts, entries = planned_amounts(scenario.lending, scenario.horizon.months)
    _check_loans(townships, amounts)
    shares, cap, key = shares_of(scenario, terms), terms.add_on_cap or math.inf, portfolio_key(seed)
    generations = generations_of(scenario, int(shares.term.min()))
    slots = opening_slots(terms, townships, shares, generations, key)
    factors = np.ones(len(townships.names))
    if terms.size.rescale_to is not None:
        owed = _share_owed(terms, slots)
        factors, rescaled = rescaling_factors(townships, slots.township, slots.principal[:, 0], owed, cap)
        entries = [*rescaled, *entries]
    slots = slots._replace(principal=bounded(slots.principal, factors[slots.township][:, None], cap))
    slots = joined(slots, planned_slots(terms, townships, shares, generations, key, amounts, factors, cap))
    if terms.scale != 1.0:
        entries.insert(0, QualityEntry(f"opening loans after scaling by {terms.scale:g}", int(townships.loans.sum())))
    return _book(scenario.default_probability, terms, townships, slots, entries), tuple(entries)


def _check_loans(townships: Townships, amounts: Floats) -> None:
    if not townships.loans.any() and not amounts.any():
        remedy = "give `loans` in some township, or `lending: {mode: plan}`"
        raise ScenarioError([Fault("loans.townships", "there is no loan in any township", remedy=remedy)])


def _share_owed(terms: SyntheticLoans, slots: Slots) -> Floats:
    term, rate, every = _product_terms(terms)
    product = slots.product
    return share_owed(slots.schedule, term[product], every[product], rate[product], -slots.made_in)


def _product_terms(terms: SyntheticLoans) -> tuple[Integers, Floats, Integers]:
    products = products_of(terms).values()
    return (
        np.array([product.term_months for product in products], dtype=np.int64),
        np.array([product.interest_rate for product in products], dtype=np.float64),
        np.array([product.instalment_every_months for product in products], dtype=np.int64),
    )


def _described(terms: SyntheticLoans, townships: Townships, slots: Slots) -> Described:
    counts = zip(townships.names, townships.villages.tolist(), strict=True)
    return Described(
        grade=slots.grade,
        industry=slots.industry,
        township=slots.township,
        village=slots.village,
        industries=tuple(terms.industries),
        grades=tuple(terms.grades),
        townships=townships.names,
        villages=tuple(f"{name}/{number + 1}" for name, count in counts for number in range(count)),
    )


def _probabilities(terms: DefaultProbability, loans: Described) -> Floats:
    if faults := names_without_loans(terms, loans):
        raise ScenarioError(faults)
    return annual_probabilities(terms, loans)


def _book(
    borrowers: DefaultProbability,
    terms: SyntheticLoans,
    townships: Townships,
    slots: Slots,
    entries: list[QualityEntry],
) -> LoanBook:
    loans = _described(terms, townships, slots)
    products = products_of(terms)
    term, rate, instalment_every = _product_terms(terms)
    interest_every = np.array([product.interest_every_months for product in products.values()], dtype=np.int64)
    subsidy = np.array([product.interest_subsidy for product in products.values()], dtype=np.float64)
    return LoanBook(
        principal=slots.principal,
        pd_annual=_probabilities(borrowers, loans),
        grade=slots.grade,
        made_in=slots.made_in,
        new_lending=slots.new_lending,
        term=term[slots.product],
        rate=rate[slots.product],
        schedule=slots.schedule,
        interest_every=interest_every[slots.product],
        instalment_every=instalment_every[slots.product],
        subsidy=subsidy[slots.product],
        product=slots.product,
        industry=slots.industry,
        township=slots.township,
        village=slots.village,
        lgd=np.full(len(slots.township), np.nan),
        guaranteed_share=np.full(len(slots.township), np.nan),
        village_township=np.repeat(np.arange(len(townships.names)), townships.villages),
        township_county=townships.county,
        products=tuple(products),
        industries=loans.industries,
        grades=loans.grades,
        townships=townships.names,
        villages=loans.villages,
        counties=townships.counties,
        quality=in_words(entries),
    )
