"""What a scenario implies, worked out without simulating: risk, stocks, claims of a year and who pays them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.portfolio.layout.risk import Floats
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.show.claims_ahead import claims_ahead, delays, months_non_performing
from fundsim.show.copula import annual_copula
from fundsim.show.dispersion import Dispersion, dispersion
from fundsim.show.life_cycle import LifeCycle, expected_life
from fundsim.show.loan_classes import LoanClasses, loan_classes
from fundsim.show.opening_book import opening_book
from fundsim.show.payers_ahead import YearlyBase, YearlyPayer, yearly_payers


class Stocks(NamedTuple):
    """Mean outstanding loans by status. [currency]"""

    performing: float
    overdue: float
    npl: float
    forborne: float

    @property
    def outstanding(self) -> float:
        """All of them."""
        return self.performing + self.overdue + self.npl + self.forborne

    @property
    def overdue_ratio(self) -> float:
        """Overdue and non-performing loans over all loans."""
        return _ratio(self.overdue + self.npl, self.outstanding)

    @property
    def npl_ratio(self) -> float:
        """Non-performing loans over all loans."""
        return _ratio(self.npl, self.outstanding)

    @property
    def npl_forborne_ratio(self) -> float:
        """Non-performing and forborne loans over all loans."""
        return _ratio(self.npl + self.forborne, self.outstanding)


class Implied(NamedTuple):
    """What a scenario implies.

    Parameters
    ----------
    probability : array (industry, grade)
        Mean annual PD; not a number where there is no such loan.
    spread : Dispersion or None
        Of the annual share of loans in distress; None for autoregression within the year.
    steady : bool
        Lending goes on, so that a steady state exists; otherwise figures are means over the horizon.
    stocks : Stocks
        Mean loans by status.
    distress, defaults : float
        Loans a year.
    multiplier : float
        Mean monthly probability of distress with shocks over that without.
    claims : float
        Claims of a year. [currency]
    payers : list of YearlyPayer
        Who pays them.
    overdue : float
        Owed by loans that are overdue when the simulation begins; their claims are in none of the figures. [currency]
    """

    probability: Floats
    spread: Dispersion | None
    steady: bool
    stocks: Stocks
    distress: float
    defaults: float
    multiplier: float
    claims: float
    payers: list[YearlyPayer]
    overdue: float


def implied_figures(scenario: Scenario, book: LoanBook) -> Implied:
    """What a scenario implies.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans.

    Returns
    -------
    Implied
        Probabilities and their spread are exact up to quadrature. Stocks, claims and payments are approximations:
        expected life of each class of loans at mean hazards (`life_cycle`), mean multipliers of random shocks, regimes
        and price cycles (`shock_means`, `time_means`), a gamma law of yearly sums for aggregate terms
        (`payers_ahead`). Under steady lending they are means of the renewal process of loans that replace one another;
        otherwise means over the months of the horizon.
        Stress events, contagion, breakers, suspensions and empty accounts are left out.
    """
    steady, copula = scenario.lending.mode == "steady", annual_copula(scenario)
    by_principal = any(layer.deductible > 0.0 or layer.limit is not None for layer in scenario.layers)
    classes = loan_classes(scenario, book, by_principal)
    until = None if steady else scenario.horizon.months
    life = expected_life(scenario, classes, until)
    per_year = _lives_per_year(scenario, classes, life)
    stocks, outstanding = _stocks(scenario, classes, life, per_year / 12.0)
    settled = life if steady else expected_life(scenario, classes, _last_default(scenario))
    claims = claims_ahead(scenario, classes, settled, per_year)
    spread = dispersion(scenario, book, copula) if copula is not None else None
    variation = _ratio(spread.sd, spread.mean) if spread is not None else 0.0
    base = YearlyBase(outstanding, *_lending(classes, life, per_year, steady), stocks.npl_ratio, variation)
    return Implied(
        probability_table(book), spread, steady, stocks,
        float(per_year @ life.distress), float((life.defaults * per_year).sum()),
        _ratio(float(classes.number @ classes.hazard), float(classes.number @ classes.plain)),
        float(claims.number @ claims.amount), yearly_payers(scenario, book, classes, claims, base),
        opening_book(book).overdue,
    )  # fmt: skip


def probability_table(book: LoanBook) -> Floats:
    """Mean annual PD by industry and grade over all loans and their successors: (industry, grade)."""
    shape = (len(book.industries), len(book.grades))
    cell = np.ravel_multi_index((np.broadcast_to(book.industry[:, None], book.grade.shape), book.grade), shape).ravel()
    count = np.bincount(cell, minlength=shape[0] * shape[1])
    total = np.bincount(cell, book.pd_annual.ravel(), minlength=len(count))
    mean: Floats = np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)
    return mean.reshape(shape)


def _last_default(scenario: Scenario) -> int:
    """Months in which a default can still be settled within the horizon, or while settling."""
    if scenario.horizon.settle:
        return scenario.horizon.months
    times = delays(scenario)
    return max(0, int(scenario.horizon.months - times.wait - times.processing))


def _lives_per_year(scenario: Scenario, classes: LoanClasses, life: LifeCycle) -> Floats:
    """Lives that each class leads in a year: its places over the length of a life, or its loans over the horizon."""
    if scenario.lending.mode != "steady":
        return np.asarray(classes.number * 12.0 / scenario.horizon.months)
    times, defaults = delays(scenario), life.defaults.sum(axis=(0, 1))
    after_payment = scenario.lending.refill_defaulted == "after_payment"
    vacant = life.waiting + defaults * times.processing if after_payment else np.zeros_like(defaults)
    if scenario.lending.refill_every_months == 12:  # next refill after maturity, or after some month of the year
        vacant = vacant + (1.0 - defaults) * (-classes.term % 12) + defaults * 5.5
    return np.asarray(classes.number * 12.0 / (life.months + vacant))


def _lending(classes: LoanClasses, life: LifeCycle, per_year: Floats, steady: bool) -> tuple[Floats, Floats]:
    """New lending of a year by class, and that on which single premiums are charged."""
    whole = per_year * classes.principal
    made = whole * classes.lent.sum(axis=1)
    if steady:
        return made, made
    age = np.maximum(-classes.made_in, 0)
    owed = classes.profile[np.arange(len(age)), age]
    later = (np.arange(classes.lent.shape[1]) > age[:, None]) | (classes.made_in >= 0)[:, None]
    charged = owed * (1.0 - age / classes.term) + life.renewals
    return whole * (classes.lent * later).sum(axis=1), whole * charged


def _stocks(scenario: Scenario, classes: LoanClasses, life: LifeCycle, per_month: Floats) -> tuple[Stocks, Floats]:
    """Mean loans by status, and mean outstanding of each class."""
    places = life.defaults.shape[1]
    exposure = (life.defaults * classes.exposed[:, :places].T).sum(axis=1)
    scale = per_month * classes.principal
    npl = scale * (exposure * months_non_performing(scenario, classes)).sum(axis=0)
    performing, overdue, forborne = scale * life.performing, scale * life.overdue, scale * life.forborne
    stocks = Stocks(*(float(amount.sum()) for amount in (performing, overdue, npl, forborne)))
    return stocks, performing + overdue + npl + forborne


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else 0.0
