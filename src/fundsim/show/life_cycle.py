"""Expected life of a loan: how long it performs, how often it is extended, where it defaults.

Step by step through the schedule: at each place k a loan with j extensions behind it performs a month (a visit); it
passes on, or falls into distress and defaults, is cured, or is extended. Cured and resumed loans visit the same place
again. Hazards are means over factors and months; delays of interruptions are counted as whole extensions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.portfolio.layout.risk import Floats
from fundsim.portfolio.layout.rules import detection_probability
from fundsim.programme import Scenario
from fundsim.show.loan_classes import LoanClasses

WILFUL, AT_ONCE, AFTER_EXTENSION = range(3)
MOST_EXTENSIONS = 40  # further ones are as rare as the product of so many grants and failures


class LifeCycle(NamedTuple):
    """Expectations per loan (or cycle of a place in the book), arrays (class,) per unit of principal.

    Parameters
    ----------
    performing, forborne : array
        Sum over month ends of the balance in that status.
    months : array
        Months from disbursement to repayment, or to default.
    distress, cures, extensions : array
        Numbers.
    defaults : array (kind, place, class)
        Number of defaults: wilful, at once, after an extension; by place in the schedule.
    """

    performing: Floats
    forborne: Floats
    months: Floats
    distress: Floats
    cures: Floats
    extensions: Floats
    defaults: Floats


class Odds(NamedTuple):
    """What follows a distress: probabilities.

    Parameters
    ----------
    wilful : array (class,)
        Of wilful default.
    cured : array (class,)
        Of hardship that monitoring cures.
    granted : float
        Of an extension of what is neither.
    failure : array (class,)
        That it fails.
    most : int
        Extensions that a loan can have.
    length : int
        Months of an extension.
    """

    wilful: Floats
    cured: Floats
    granted: float
    failure: Floats
    most: int
    length: int


def odds_of_distress(scenario: Scenario, classes: LoanClasses) -> Odds:
    """What follows a distress; distress by a shock is never wilful."""
    extension, monitoring = scenario.extension, scenario.monitoring
    plain = np.divide(classes.plain, classes.hazard, out=np.ones_like(classes.plain), where=classes.hazard > 0.0)
    wilful = scenario.wilful_default.share * np.minimum(plain, 1.0)
    cured = (1.0 - wilful) * detection_probability(scenario) * monitoring.cures_detected
    most = min(extension.at_most, MOST_EXTENSIONS) if extension.granted > 0.0 else 0
    return Odds(wilful, cured, extension.granted, classes.failure, most, extension.months)


def expected_life(scenario: Scenario, classes: LoanClasses, until: int | None = None) -> LifeCycle:
    """Expected life of a loan of each class.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    classes : LoanClasses
        Loans.
    until : int, optional
        Count only months 0 to ``until - 1`` of the horizon, from each loan's own first month; whole lives from
        disbursement when absent.

    Returns
    -------
    LifeCycle
        Expectations.
    """
    odds, places = odds_of_distress(scenario, classes), classes.profile.shape[1] - 1
    life = _empty(places, len(classes.number))
    start = np.zeros_like(classes.made_in) if until is None else np.maximum(-classes.made_in, 0)
    arriving = np.zeros((odds.most + 1, len(classes.number)))
    for place in range(places):
        arriving[0] += place == start
        arriving *= place < classes.term
        month = classes.made_in + place + np.arange(odds.most + 1)[:, None] * (odds.length + 1)
        counted = np.ones_like(month) if until is None else (month >= 0) & (month < until)
        arriving = _pass_place(classes, odds, life, place, arriving, counted.astype(np.float64))
    return life


def _empty(places: int, classes: int) -> LifeCycle:
    performing, forborne, months, distress, cures, extensions = np.zeros((6, classes))
    return LifeCycle(performing, forborne, months, distress, cures, extensions, np.zeros((3, places, classes)))


def _pass_place(
    classes: LoanClasses, odds: Odds, life: LifeCycle, place: int, arriving: Floats, counted: Floats
) -> Floats:
    """Visits to one place in the schedule; returns who arrives at the next, by extensions had."""
    hazard, owed, left = classes.hazard, classes.profile[:, place], classes.left[:, place]
    passing = np.zeros_like(arriving)
    resumed = failed = np.zeros_like(hazard)
    for had, weight in enumerate(counted):
        visits = (arriving[had] + resumed) / (1.0 - np.minimum(hazard * odds.cured, 0.999))
        troubled, cured = visits * hazard, visits * hazard * odds.cured
        passing[had] = visits - troubled
        at_once = troubled * (1.0 - odds.wilful) - cured
        granted = odds.granted if had < odds.most else 0.0
        extended = (at_once + failed) * granted
        for kind, defaults in ((WILFUL, troubled * odds.wilful), (AT_ONCE, at_once), (AFTER_EXTENSION, failed)):
            life.defaults[kind, place] += weight * defaults * (1.0 if kind == WILFUL else 1.0 - granted)
        life.performing[:] += weight * (passing[had] * left + cured * owed)
        life.forborne[:] += weight * extended * owed * (odds.length + 1.0 - odds.failure)
        life.months[:] += weight * (visits + extended * odds.length)
        life.distress[:] += weight * troubled
        life.cures[:] += weight * cured
        life.extensions[:] += weight * extended
        resumed, failed = extended * (1.0 - odds.failure), extended * odds.failure
    return passing
