"""Made-up portfolios: from counts and shares by township to a loan book.

The number of loans of each township is exact. Industry, product, schedule and village of a slot are allocated
within the township so that shares are met as closely as whole loans allow (``allocation``); grade and
principal are drawn anew for each generation of the slot. Every draw is keyed by (seed, slot, generation,
attribute).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fundsim.errors import Fault, ScenarioError
from fundsim.portfolio.admission import epoch_starts
from fundsim.portfolio.balances import Seasons, share_owed
from fundsim.portfolio.cover import drawn_cover
from fundsim.portfolio.credit_villages import credit_odds, credit_villages
from fundsim.portfolio.default_probabilities import Described, annual_probabilities
from fundsim.portfolio.draws import portfolio_key
from fundsim.portfolio.lending_plan import check_monthly_limit, planned_amounts
from fundsim.portfolio.loan_book import Floats, Integers, LoanBook, RepaymentCalendar
from fundsim.portfolio.quality import QualityEntry, in_words
from fundsim.portfolio.rescaling import rescaling_factors
from fundsim.portfolio.schedules import repayment_calendar
from fundsim.portfolio.slots import (
    Slots,
    bounded,
    generations_of,
    joined,
    opening_slots,
    planned_slots,
    shares_of,
)
from fundsim.portfolio.tape.mapping import check_needs_no_tape, needs_of
from fundsim.portfolio.townships import Townships, read_townships, village_names
from fundsim.programme.admission import admission_epochs
from fundsim.programme.loans import SyntheticLoans, products_of
from fundsim.programme.names import unknown_among
from fundsim.programme.scenario import Scenario
from fundsim.units import year_month_number


def draw_synthetic(
    scenario: Scenario, terms: SyntheticLoans, seed: int, path: int = 0
) -> tuple[LoanBook, tuple[QualityEntry, ...]]:
    """Loan book of a made-up portfolio.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    terms : SyntheticLoans
        Its ``loans``.
    seed : int
        Seed of the run, 0 to 2^63 - 1.
    path : int
        0 for the one portfolio that all paths share, else 1 + the path that has this portfolio for itself.

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
    if faults := unknown_among(scenario, {"township": townships.names, "village": village_names(townships)}):
        raise ScenarioError(faults)
    amounts, entries = planned_amounts(scenario.lending, scenario.horizon.months)
    _check_loans(townships, amounts)
    epochs = admission_epochs(scenario.admission, scenario.horizon.first_month)
    shares = shares_of(terms, scenario.admission.rated_too_high, epochs)
    cap, key = terms.add_on_cap or math.inf, portfolio_key(seed, path)
    generations = generations_of(scenario, int(shares.term.min()))
    slots = opening_slots(scenario, terms, townships, shares, generations, key)
    factors = np.ones(len(townships.names))
    if terms.size.rescale_to is not None:
        owed = _share_owed(scenario, terms, slots)
        factors, rescaled = rescaling_factors(townships, slots.township, slots.principal[:, 0], owed, cap)
        entries = [*rescaled, *entries]
    slots = slots._replace(principal=bounded(slots.principal, factors[slots.township][:, None], cap))
    slots = joined(slots, planned_slots(terms, townships, shares, generations, key, amounts, factors, cap))
    if terms.scale != 1.0:
        entries.insert(0, QualityEntry(f"opening loans after scaling by {terms.scale:g}", int(townships.loans.sum())))
    credit = credit_villages(scenario.credit_villages, village_names(townships), _village_township(townships), key)
    book = replace(
        _book(scenario, terms, townships, slots, credit, entries),
        epoch_starts=epoch_starts(epochs),
        cover=drawn_cover(scenario, tuple(terms.industries), slots.industry, generations, key),
    )
    check_monthly_limit(scenario.lending, book)
    return book, tuple(entries)


def _check_loans(townships: Townships, amounts: Floats) -> None:
    if not townships.loans.any() and not amounts.any():
        remedy = "give `loans` in some township, or `lending: {mode: plan}`"
        raise ScenarioError([Fault("loans.townships", "there is no loan in any township", remedy=remedy)])


def _share_owed(scenario: Scenario, terms: SyntheticLoans, slots: Slots) -> Floats:
    term, rate, every = _product_terms(terms)
    product, first = slots.product, _first_calendar_month(scenario)
    seasons = Seasons(_calendars(terms), product, (first - 1 + slots.made_in) % 12 + 1)
    return share_owed(slots.schedule, term[product], every[product], rate[product], -slots.made_in, seasons)


def _first_calendar_month(scenario: Scenario) -> int:
    return year_month_number(scenario.horizon.first_month) % 12 + 1


def _calendars(terms: SyntheticLoans) -> tuple[RepaymentCalendar, ...]:
    return tuple(repayment_calendar(product) for product in products_of(terms).values())


def _product_terms(terms: SyntheticLoans) -> tuple[Integers, Floats, Integers]:
    products = products_of(terms).values()
    return (
        np.array([product.term_months for product in products], dtype=np.int64),
        np.array([product.interest_rate for product in products], dtype=np.float64),
        np.array([product.instalment_every_months for product in products], dtype=np.int64),
    )


def _described(terms: SyntheticLoans, townships: Townships, slots: Slots) -> Described:
    return Described(
        grade=slots.grade,
        industry=slots.industry,
        township=slots.township,
        village=slots.village,
        industries=tuple(terms.industries),
        grades=tuple(terms.grades),
        townships=townships.names,
        villages=village_names(townships),
    )


def _known(ratios: Floats) -> Floats:
    """Ratios of the townships, none where no township has one."""
    return ratios if np.isfinite(ratios).any() else np.zeros(0)


def _village_township(townships: Townships) -> Integers:
    return np.repeat(np.arange(len(townships.names)), townships.villages)


def _probabilities(scenario: Scenario, loans: Described, misused: NDArray[np.bool_], credit: Integers) -> Floats:
    terms = scenario.default_probability
    odds = np.where(misused, scenario.admission.misuse_odds, 1.0)
    odds = odds * credit_odds(scenario.credit_villages, credit, loans.village)[:, None]
    return annual_probabilities(terms, loans, further_odds=odds)


def _book(
    scenario: Scenario,
    terms: SyntheticLoans,
    townships: Townships,
    slots: Slots,
    credit: Integers,
    entries: list[QualityEntry],
) -> LoanBook:
    loans = _described(terms, townships, slots)
    products = products_of(terms)
    term, rate, instalment_every = _product_terms(terms)
    interest_every = np.array([product.interest_every_months for product in products.values()], dtype=np.int64)
    subsidy = np.array([product.interest_subsidy for product in products.values()], dtype=np.float64)
    return LoanBook(
        principal=slots.principal,
        first_principal=slots.principal[:, 0],
        pd_annual=_probabilities(scenario, loans, slots.misused, credit),
        grade=slots.grade,
        made_in=slots.made_in,
        new_lending=slots.new_lending,
        months_overdue=np.zeros_like(slots.made_in),
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
        village_township=_village_township(townships),
        township_county=townships.county,
        products=tuple(products),
        industries=loans.industries,
        grades=loans.grades,
        townships=townships.names,
        villages=loans.villages,
        counties=townships.counties,
        quality=in_words(entries),
        first_month=_first_calendar_month(scenario),
        calendars=_calendars(terms),
        credit_villages=credit,
        townships_zh=townships.names_zh if townships.names_zh != townships.names else (),
        township_overdue_reported=_known(townships.overdue_ratio),
    )
