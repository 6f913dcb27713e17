"""Expected life of a loan: how long it performs, how often it is extended, where it defaults.

Step by step through the schedule: at each place k a loan with j extensions behind it performs a month (a visit); it
passes on, or falls into distress and defaults, is cured, or is extended. Cured and resumed loans visit the same place
again. Hazards are means over factors and months; delays of interruptions are counted as whole extensions. Limits on
extensions (places, a last month) are left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.portfolio.layout.risk import Floats
from fundsim.portfolio.layout.rules import detection_probability
from fundsim.programme import Scenario
from fundsim.show.arrears_ahead import Fate, fate_in_arrears, stay_in_extension
from fundsim.show.copula import NEARLY_ONE
from fundsim.show.loan_classes import Integers, LoanClasses
from fundsim.units import months_from_days

WILFUL, AT_ONCE, AFTER_EXTENSION = range(3)
MOST_EXTENSIONS = 40  # further ones are as rare as the product of so many grants and failures


class LifeCycle(NamedTuple):
    """Expectations per loan (or cycle of a place in the book), arrays (class,) per unit of principal.

    Parameters
    ----------
    performing, overdue, forborne : array
        Sum over month ends of the balance in that status.
    months : array
        Months from disbursement to repayment, or to default.
    waiting : array
        Months from default to the filing of the claim.
    distress, cures, extensions, renewals : array
        Numbers.
    defaults : array (kind, place, class)
        Number of defaults: wilful, at once, after an extension; by place in the schedule.
    """

    performing: Floats
    overdue: Floats
    forborne: Floats
    months: Floats
    waiting: Floats
    distress: Floats
    cures: Floats
    extensions: Floats
    renewals: Floats
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
        That it fails, early or at the end.
    most : int
        Extensions that a loan can have.
    length : float
        Mean months of an extension.
    """

    wilful: Floats
    cured: Floats
    granted: float
    failure: Floats
    most: int
    length: float


def odds_of_distress(scenario: Scenario, classes: LoanClasses) -> Odds:
    """What follows a distress; distress by a shock is never wilful."""
    extension, monitoring = scenario.extension, scenario.monitoring
    plain = np.divide(classes.plain, classes.hazard, out=np.ones_like(classes.plain), where=classes.hazard > 0.0)
    wilful = scenario.wilful_default.share * np.minimum(plain, 1.0)
    cured = (1.0 - wilful) * detection_probability(scenario) * monitoring.cures_detected
    most = min(extension.at_most, MOST_EXTENSIONS) if extension.granted > 0.0 else 0
    stay = stay_in_extension(scenario)
    failure = stay.fails_early + stay.reaches_end * classes.failure
    return Odds(wilful, cured, extension.granted, failure, most, stay.length)


def expected_life(scenario: Scenario, classes: LoanClasses, until: int | None = None) -> LifeCycle:
    """Expected life of a loan of each class.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    classes : LoanClasses
        Loans.
    until : int, optional
        Count only months 0 to ``until - 1`` of the horizon, from each loan's own first month, renewals with it;
        whole lives from disbursement when absent, where a renewal is as good as another loan.

    Returns
    -------
    LifeCycle
        Expectations.
    """
    odds, places = odds_of_distress(scenario, classes), classes.profile.shape[1] - 1
    life = _empty(places, len(classes.number))
    start = np.zeros_like(classes.made_in) if until is None else np.maximum(-classes.made_in, 0)
    begun, made_in = np.ones(len(classes.number)), classes.made_in.astype(np.float64)
    matured, late = _lead_life(scenario, classes, odds, life, start, begun, made_in, until)
    end = until or 0
    for _ in range(scenario.renewal.at_most if end > 0 else 0):
        made_in, start = made_in + classes.term + late, np.zeros_like(start)
        renewed = np.where(classes.bullet, scenario.renewal.probability * matured, 0.0)
        life.performing[:] += renewed * (made_in - 1 < end)  # still owed at the end of the month of maturity
        begun = renewed * (made_in < end)
        life.renewals[:] += begun
        if not begun.any():
            break
        matured, late = _lead_life(scenario, classes, odds, life, start, begun, made_in, until)
    return life


def _lead_life(
    scenario: Scenario, classes: LoanClasses, odds: Odds, life: LifeCycle,
    start: Integers, begun: Floats, made_in: Floats, until: int | None,
) -> tuple[Floats, Floats]:  # fmt: skip
    """From a first place in the schedule to its end; returns how many mature, and how much later than agreed."""
    arriving, late = np.zeros((odds.most + 1, len(begun))), np.arange(odds.most + 1)[:, None] * (odds.length + 1)
    matured, delay = np.zeros((2, len(begun)))
    for place in range(life.defaults.shape[1]):
        arriving[0] += begun * (place == start)
        arriving *= place < classes.term
        month = made_in + place + late
        counted = np.ones_like(month) if until is None else (month >= 0) & (month < until)
        fates = _fates(scenario, odds, classes.term - 1 - place)
        arriving = _pass_place(classes, odds, fates, life, place, arriving, counted.astype(np.float64))
        at_end = arriving * (place == classes.term - 1)
        matured += at_end.sum(axis=0)
        delay += (at_end * late).sum(axis=0)
    return matured, np.divide(delay, matured, out=np.zeros_like(delay), where=matured > 0.0)


class Fates(NamedTuple):
    """What becomes of overdue loans: wilful ones, those that can be extended, those that had all their extensions.

    Parameters
    ----------
    wilful, extendable, others : Fate
        From their distress on.
    wait : int
        Months from a failed extension to the filing of its claim.
    """

    wilful: Fate
    extendable: Fate
    others: Fate
    wait: int


def _fates(scenario: Scenario, odds: Odds, months_left: Integers) -> Fates:
    plain = fate_in_arrears(scenario, 0.0, months_left)
    wait = months_from_days(scenario.claim.filed_after_days)
    return Fates(plain, fate_in_arrears(scenario, odds.granted, months_left), plain, wait)


def _empty(places: int, classes: int) -> LifeCycle:
    performing, overdue, forborne, months, waiting, distress, cures, extensions, renewals = np.zeros((9, classes))
    defaults = np.zeros((3, places, classes))
    return LifeCycle(performing, overdue, forborne, months, waiting, distress, cures, extensions, renewals, defaults)


def _pass_place(
    classes: LoanClasses, odds: Odds, fates: Fates, life: LifeCycle, place: int, arriving: Floats, counted: Floats
) -> Floats:
    """Visits to one place in the schedule; returns who arrives at the next, by extensions had."""
    hazard = -np.expm1(classes.ageing[:, place] * np.log1p(-np.minimum(classes.hazard, NEARLY_ONE)))
    owed, left = classes.profile[:, place], classes.left[:, place]
    passing = np.zeros_like(arriving)
    resumed = failed = np.zeros_like(hazard)
    for had, weight in enumerate(counted):
        fate, granted = (fates.extendable, odds.granted) if had < odds.most else (fates.others, 0.0)
        hardship = 1.0 - odds.wilful - odds.cured
        heals = odds.cured + odds.wilful * fates.wilful.cured + hardship * fate.cured
        visits = (arriving[had] + resumed) / (1.0 - np.minimum(hazard * heals, 0.999))
        troubled = visits * hazard
        passing[had] = visits - troubled
        wilful, overdue = troubled * odds.wilful, troubled * hardship
        extended = overdue * fate.extended + failed * granted
        kinds = (wilful * fates.wilful.defaults, overdue * fate.defaults, failed * (1.0 - granted))
        for kind, defaults in zip((WILFUL, AT_ONCE, AFTER_EXTENSION), kinds, strict=True):
            life.defaults[kind, place] += weight * defaults
        life.performing[:] += weight * (passing[had] * left + troubled * heals * owed)
        life.overdue[:] += (
            weight
            * owed
            * (wilful * fates.wilful.overdue + overdue * fate.overdue + kinds[AFTER_EXTENSION] * fates.wait)
        )
        life.forborne[:] += weight * extended * owed * (odds.length + 1.0 - odds.failure)
        life.months[:] += weight * (
            visits + wilful * fates.wilful.months + overdue * fate.months + extended * odds.length
        )
        life.waiting[:] += weight * (
            wilful * fates.wilful.waiting + overdue * fate.waiting + kinds[AFTER_EXTENSION] * fates.wait
        )
        life.distress[:] += weight * troubled
        life.cures[:] += weight * troubled * heals
        life.extensions[:] += weight * extended
        resumed, failed = extended * (1.0 - odds.failure), extended * odds.failure
    return passing
