"""Claims to be expected in a year: how many, how large, on whose loans."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.layout.risk import Floats
from fundsim.programme import Scenario
from fundsim.programme.recovery import RecoveryTerms
from fundsim.show.claim_months import terms_by_kind
from fundsim.show.loan_classes import LoanClasses
from fundsim.show.time_means import regime_means


class ClaimsAhead(NamedTuple):
    """Claims of a year by kind, arrays (claim,).

    Parameters
    ----------
    number : array
        How many. [per year]
    amount : array
        Of each. [currency]
    recovered : array
        Share of the claim that is recovered, after court cost; nothing later where claims are net.
    loan_class : array
        Row of the loan classes.
    place : array
        Months into the loan's schedule.
    """

    number: Floats
    amount: Floats
    recovered: Floats
    loan_class: NDArray[np.int64]
    place: NDArray[np.int64]


def mean_recovery(terms: RecoveryTerms, classes: LoanClasses) -> Floats:
    """Mean recovered share of each class in an average period, before court cost.

    In credit villages the mean of a Beta law is multiplied, where the simulation multiplies each draw up to 1.
    """
    better = classes.better
    if terms.beta is not None:
        return np.minimum(terms.beta.mean * better, 1.0)
    if terms.table is not None:
        values = np.minimum(np.outer(better, terms.table.values), 1.0)
        return np.asarray(values @ np.array(terms.table.probabilities))
    share = 1.0 - classes.lgd if terms.share == "tape" else np.full_like(better, terms.share or 0.0)
    return np.minimum(share * better, 1.0)


def recovering_part(terms: RecoveryTerms, classes: LoanClasses) -> Floats:
    """Part of each class's claims of which anything is recovered: the others are non-performing until written off."""
    if terms.table is None:
        return np.where(mean_recovery(terms, classes) > 0.0, 1.0, 0.0)
    something = np.outer(classes.better, terms.table.values) > 0.0
    return np.asarray(something @ np.array(terms.table.probabilities))


def claims_ahead(scenario: Scenario, classes: LoanClasses, settled: Floats, since: Floats) -> ClaimsAhead:
    """Claims to be expected in a year.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    classes : LoanClasses
        Loans.
    settled : array (kind, place, class)
        Defaults whose claims are settled. [per year]
    since : array (kind, place, class)
        Mean months from their missed due to the filing of the claim.

    Returns
    -------
    ClaimsAhead
        One entry for each class, place in the schedule and kind of default that occurs.
    """
    kind, place, row = np.nonzero(settled)
    number = settled[kind, place, row]
    recovered = np.array([mean_recovery(terms, classes) for terms in terms_by_kind(scenario)])
    court = np.array([terms.court_cost for terms in terms_by_kind(scenario)])
    annual = float(np.average(classes.annual, weights=classes.number)) if len(classes.number) else 0.0
    loss = (1.0 - recovered[kind, row]) * regime_means(scenario, annual).loss_given_default
    share = 1.0 - np.minimum(loss, 1.0)
    interest = interest_factor(scenario, classes, place, row, since[kind, place, row])
    amount = classes.principal[row] * classes.exposed[row, place] * (1.0 + interest)
    net = scenario.claim.method == "net"
    amount *= 1.0 - share if net else 1.0
    later = np.zeros_like(share) if net else share * (1.0 - court[kind])
    return ClaimsAhead(number, amount, later, row, place)


def interest_factor(
    scenario: Scenario, classes: LoanClasses, place: NDArray[np.int64], row: NDArray[np.int64], since: Floats
) -> Floats:
    """Interest claimed as a share of the principal, from the last due that was paid to the filing."""
    if scenario.claim.covers == "principal":
        return np.zeros(len(place))
    months = place % classes.every[row] + 1 + since
    return np.asarray(classes.rate[row] / 12.0 * np.minimum(months, scenario.claim.interest_days / 30.0))
