"""What a scenario implies, worked out without simulating: risk, stocks, claims of a year and who pays them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.portfolio.layout.risk import Floats
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.show.claim_months import claim_months, terms_by_kind
from fundsim.show.claims_ahead import claims_ahead, recovering_part
from fundsim.show.copula import annual_copula
from fundsim.show.course import Lives
from fundsim.show.dispersion import Dispersion, dispersion
from fundsim.show.lives_ahead import lives_ahead
from fundsim.show.loan_classes import LoanClasses, loan_classes
from fundsim.show.loan_groups import loan_groups
from fundsim.show.opening_book import opening_book
from fundsim.show.payers_ahead import YearlyBase, YearlyPayer, yearly_payers
from fundsim.show.risk_ahead import Integers


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
        the book is led from month to month at mean intensities (`lives_ahead`), with mean multipliers of seasons,
        random shocks, regimes and price cycles (`shock_means`, `time_means`), and a gamma law of yearly sums for
        aggregate terms (`payers_ahead`). They are means over the months of the horizon; numbers and amounts a year
        are twelve times the monthly means, and claims are those that the run settles.
        Stress events, contagion, breakers, suspensions and empty accounts are left out.
    """
    copula = annual_copula(scenario)
    by_principal = any(layer.deductible > 0.0 or layer.limit is not None for layer in scenario.layers)
    classes = loan_classes(scenario, book, by_principal)
    groups, group = loan_groups(scenario, classes)
    lives = lives_ahead(scenario, groups, claim_months(scenario))
    per_month = classes.number / scenario.horizon.months
    stocks, outstanding = _stocks(scenario, classes, lives, group, per_month)
    settled, since = lives.settled[:, :, group], lives.since[:, :, group]
    since = np.divide(since, settled, out=np.zeros_like(settled), where=settled > 0.0)
    claims = claims_ahead(scenario, classes, 12.0 * per_month * settled, since)
    spread = dispersion(scenario, book, copula) if copula is not None else None
    variation = _ratio(spread.sd, spread.mean) if spread is not None else 0.0
    lent = _lending(classes, lives, group, 12.0 * per_month * classes.principal)
    base = YearlyBase(outstanding, *lent, stocks.npl_ratio, variation)
    return Implied(
        probability_table(book), spread, stocks,
        12.0 * float(per_month @ lives.distress[group]),
        12.0 * float(per_month @ lives.defaults.sum(axis=(0, 1))[group]),
        _raised_by_shocks(classes),
        float(claims.number @ claims.amount), yearly_payers(scenario, book, classes, claims, base),
        opening_book(book).overdue,
    )  # fmt: skip


def _raised_by_shocks(classes: LoanClasses) -> float:
    """Mean monthly probability of distress with shocks over that without."""
    risks, number = classes.risks, classes.number
    shocked, plain = (
        -np.expm1(-intensity.mean(axis=0))[classes.risk]
        for intensity in (risks.intensity + risks.immediate, risks.plain)
    )
    return _ratio(float(number @ shocked), float(number @ plain))


def probability_table(book: LoanBook) -> Floats:
    """Mean annual PD by industry and grade over all loans and their successors: (industry, grade)."""
    shape = (len(book.industries), len(book.grades))
    cell = np.ravel_multi_index((np.broadcast_to(book.industry[:, None], book.grade.shape), book.grade), shape).ravel()
    count = np.bincount(cell, minlength=shape[0] * shape[1])
    total = np.bincount(cell, book.pd_annual.ravel(), minlength=len(count))
    mean: Floats = np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)
    return mean.reshape(shape)


def _lending(classes: LoanClasses, lives: Lives, group: Integers, amount: Floats) -> tuple[Floats, Floats]:
    """New lending of a year by class, and that on which single premiums are charged."""
    places = lives.lent.shape[0]
    made = amount * (classes.lent[:, :places] * lives.lent[:, group].T).sum(axis=1)
    age = np.arange(classes.opening.shape[1])
    owed = classes.opening * classes.profile[:, : len(age)]
    left = (owed * np.maximum(1.0 - age / classes.term[:, None], 0.0)).sum(axis=1)
    return made, made + amount * (left + lives.renewals[group])


def _stocks(
    scenario: Scenario, classes: LoanClasses, lives: Lives, group: Integers, per_month: Floats
) -> tuple[Stocks, Floats]:
    """Mean loans by status, and mean outstanding of each class."""
    places = lives.paying.shape[0]
    left, owed, exposed = (part[:, :places].T for part in (classes.left, classes.profile, classes.exposed))
    recovering = np.array([recovering_part(terms, classes) for terms in terms_by_kind(scenario)])[:, None]
    nothing, something = (lives.non_performing[place][..., group] for place in (0, 1))
    non_performing = recovering * something + (1.0 - recovering) * nothing
    amounts = (
        lives.paying[:, group] * left + lives.standing[:, group] * owed,
        lives.overdue[:, group] * owed + lives.waiting[:, group] * exposed,
        non_performing.sum(axis=0) * exposed,
        lives.forborne[:, group] * owed,
    )
    by_class = per_month * classes.principal * np.array([amount.sum(axis=0) for amount in amounts])
    return Stocks(*by_class.sum(axis=1).tolist()), by_class.sum(axis=0)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else 0.0
