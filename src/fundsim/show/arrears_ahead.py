"""What becomes of overdue loans, on average: extended, cured or in default, and how long they are overdue."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.layout.risk import Floats
from fundsim.programme import Scenario
from fundsim.programme.distress import Arrears
from fundsim.units import months_from_days

NEVER = -1  # months left to a last due that does not come
AT_ONCE = Arrears(cure_per_month=0.0, default_per_month=1.0)  # what holds without the block


class Fate(NamedTuple):
    """Expectations per loan that falls into distress and is not cured at once, arrays (class,).

    Parameters
    ----------
    extended, cured, defaults : array
        Probabilities; they add up to 1.
    months : array
        From distress to extension, cure or default.
    ages, waiting : array
        Months from distress to default, and from there to the filing of the claim; 0 for loans that do not default.
    overdue : array
        Month ends at which it is overdue, those of the waiting included.
    """

    extended: Floats
    cured: Floats
    defaults: Floats
    months: Floats
    ages: Floats
    waiting: Floats
    overdue: Floats


def fate_in_arrears(scenario: Scenario, granted: float, months_left: NDArray[np.int64]) -> Fate:
    """Fate of overdue loans: the roll rates as an absorbing chain over the months since distress.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    granted : float
        Probability that the month's decision on an extension is favourable; 0 for wilful loans.
    months_left : array (class,)
        Months from distress to the last due; 0 when it is the last due that is missed.

    Returns
    -------
    Fate
        Expectations.
    """
    terms, wait = scenario.arrears or AT_ONCE, months_from_days(scenario.claim.filed_after_days)
    first = int(terms.first_roll == "next_month")
    fate = Fate(*np.zeros((len(Fate._fields), len(months_left))))
    standing = np.ones(len(months_left))
    for age in range(wait + 1):
        if age < max(wait, 1):
            asked = granted * standing
            fate.extended[:] += asked
            fate.months[:] += age * asked
            standing = standing - asked
        at_maturity = np.where(months_left == age, terms.default_at_maturity, 0.0)
        rolls = float(age >= first)
        failing = rolls * (at_maturity + (1.0 - at_maturity) * terms.default_per_month)
        cured = rolls * (1.0 - at_maturity) * terms.cure_per_month * standing
        defaults = failing * standing
        if age == wait:
            cured, defaults = np.zeros_like(standing), standing
        standing = standing - cured - defaults
        fate.cured[:] += cured
        fate.defaults[:] += defaults
        fate.months[:] += age * (cured + defaults)
        fate.ages[:] += age * defaults
        fate.waiting[:] += (wait if terms.claim_waits_from == "default" else wait - age) * defaults
        fate.overdue[:] += standing
    fate.overdue[:] += fate.waiting
    return fate


def mean_months_to_filing(scenario: Scenario) -> float:
    """Months from distress to the filing of a claim, for loans far from their maturity that are not extended."""
    fate = fate_in_arrears(scenario, 0.0, np.array([NEVER]))
    if fate.defaults[0] == 0.0:  # all are cured, save those whose extension fails
        return float(months_from_days(scenario.claim.filed_after_days))
    return float((fate.ages[0] + fate.waiting[0]) / fate.defaults[0])


class Stay(NamedTuple):
    """An extension on average.

    Parameters
    ----------
    length : float
        Mean length. [months]
    fails_early : float
        Probability of a monthly exit by default.
    reaches_end : float
        Probability that no monthly exit comes before the end.
    """

    length: float
    fails_early: float
    reaches_end: float


def stay_in_extension(scenario: Scenario) -> Stay:
    """Mean length and exits of an extension, ``P(length > k) = (1 − cure − default)^k`` before its end."""
    terms = scenario.extension
    exits = terms.cure_per_month + terms.default_per_month
    if exits == 0.0:
        return Stay(float(terms.months or 0), 0.0, 1.0)
    stays = 1.0 - exits
    reaches_end = 0.0 if terms.months is None else stays ** (terms.months - 1)
    length = 1.0 / exits if terms.months is None else (1.0 - stays**terms.months) / exits
    return Stay(length, (1.0 - reaches_end) * terms.default_per_month / exits, reaches_end)
