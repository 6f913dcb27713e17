"""Claims to be expected in a year: how many, how large, on whose loans."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.layout.risk import Floats
from fundsim.programme import Scenario
from fundsim.programme.recovery import RecoveryTerms
from fundsim.show.arrears_ahead import mean_months_to_filing, stay_in_extension
from fundsim.show.life_cycle import AFTER_EXTENSION, LifeCycle
from fundsim.show.loan_classes import LoanClasses
from fundsim.show.time_means import regime_means
from fundsim.units import months_from_days

HALF_YEAR = 5.5  # mean wait for the last month of the account year [months]


class Delays(NamedTuple):
    """Times of a claim. [months]

    Parameters
    ----------
    wait : int
        From default to filing.
    processing : float
        From filing to settlement; half a year more where claims are settled once a year.
    """

    wait: int
    processing: float


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


def delays(scenario: Scenario) -> Delays:
    """Times from default to filing and to settlement."""
    claim = scenario.claim
    processing = months_from_days(claim.paid_after_days) + (HALF_YEAR if claim.settled == "yearly" else 0.0)
    return Delays(months_from_days(claim.filed_after_days), processing)


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


def terms_by_kind(scenario: Scenario) -> tuple[RecoveryTerms, RecoveryTerms, RecoveryTerms]:
    """Recovery terms of the three kinds of default: wilful, at once, after an extension."""
    hardship = scenario.recovery.hardship
    return scenario.recovery.wilful or hardship, hardship, hardship


def claims_ahead(scenario: Scenario, classes: LoanClasses, life: LifeCycle, per_year: Floats) -> ClaimsAhead:
    """Claims to be expected in a year.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    classes : LoanClasses
        Loans.
    life : LifeCycle
        Where they default.
    per_year : array (class,)
        Lives (or whole books) a year that the life's numbers stand for.

    Returns
    -------
    ClaimsAhead
        One entry for each class, place in the schedule and kind of default that occurs.
    """
    kinds, places, _ = life.defaults.shape
    kind, place, row = (index.ravel() for index in np.indices(life.defaults.shape))
    number = (life.defaults * per_year).ravel()
    recovered = np.array([mean_recovery(terms, classes) for terms in terms_by_kind(scenario)])
    court = np.array([terms.court_cost for terms in terms_by_kind(scenario)])
    annual = float(np.average(classes.annual, weights=classes.number)) if len(classes.number) else 0.0
    loss = (1.0 - recovered[kind, row]) * regime_means(scenario, annual).loss_given_default
    share = 1.0 - np.minimum(loss, 1.0)
    amount = (classes.principal * classes.exposed[:, :places].T[None] * np.ones((kinds, 1, 1))).ravel()
    amount *= 1.0 + interest_factor(scenario, classes, kind, place, row)
    net = scenario.claim.method == "net"
    amount *= 1.0 - share if net else 1.0
    later = np.zeros_like(share) if net else share * (1.0 - court[kind])
    kept = number > 0.0
    return ClaimsAhead(number[kept], amount[kept], later[kept], row[kept], place[kept])


def interest_factor(
    scenario: Scenario, classes: LoanClasses, kind: NDArray[np.int64], place: NDArray[np.int64], row: NDArray[np.int64]
) -> Floats:
    """Interest claimed as a share of the principal."""
    if scenario.claim.covers == "principal":
        return np.zeros(len(kind))
    extended = stay_in_extension(scenario).length * (kind == AFTER_EXTENSION)
    months = place % classes.every[row] + 1 + mean_months_to_filing(scenario) + extended
    return np.asarray(classes.rate[row] / 12.0 * np.minimum(months, scenario.claim.interest_days / 30.0))


def months_non_performing(scenario: Scenario, classes: LoanClasses) -> Floats:
    """Month ends at which a default counts as non-performing: (kind, class)."""
    report, processing = scenario.report, delays(scenario).processing
    if report.npl_until == "paid":
        return np.full((3, len(classes.number)), processing)
    months = np.full((3, len(classes.number)), float(report.write_off_after_months))
    for kind, terms in enumerate(terms_by_kind(scenario)):
        last = 12 * len(terms.by_year) or terms.after_months or 1
        recovers = (mean_recovery(terms, classes) > 0.0) & (scenario.claim.method == "gross")
        months[kind] = np.where(recovers, np.minimum(months[kind], processing + last + 1.0), months[kind])
    return months
