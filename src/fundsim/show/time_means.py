"""What regimes and price cycles do on average: mean multipliers, month by month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.portfolio.layout.chains import start_law, transition_matrix
from fundsim.portfolio.layout.price_cycles import months_of_cycle
from fundsim.portfolio.layout.risk import Floats, period_probability
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.price_cycles import PriceCycle
from fundsim.programme.regimes import Regime


class RegimeMeans(NamedTuple):
    """Means over the laws of the chains.

    Parameters
    ----------
    intensity : array (month,)
        Mean multiplier of the default intensity.
    extension_failure : float
        Mean multiplier of the probability that an extension fails.
    loss_given_default : float
        Mean multiplier of the loss given default over the distress that there is: bad states have more of it.
    """

    intensity: Floats
    extension_failure: float
    loss_given_default: float


def intensity_change(scenario: Scenario, multiplier: Floats, scale: str, annual: float) -> Floats:
    """Multiplier of the intensity that a multiplier of the probability, or of its odds, makes for one loan."""
    if scale == "hazard" or annual <= 0.0:
        return multiplier
    plain = float(period_probability(scenario, np.array([annual]))[0])
    if scale == "probability":
        changed = np.minimum(plain * multiplier, 1.0 - 1e-12)
    else:
        changed = multiplier * plain / (1.0 - plain + multiplier * plain)
    return np.asarray(np.log1p(-changed) / np.log1p(-plain))


def laws_by_month(regime: Regime, months: int) -> Floats:
    """Probability of each state in each month: (month, state)."""
    states = list(regime.states)
    matrix, laws = transition_matrix(regime.transition, states), [start_law(regime.start, regime.transition, states)]
    while len(laws) * regime.every_months < months:
        laws.append(laws[-1] @ matrix)
    return np.repeat(np.array(laws), regime.every_months, axis=0)[:months]


def regime_means(scenario: Scenario, annual: float) -> RegimeMeans:
    """Mean effect of the regimes on the mean loan; different regimes are independent.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    annual : float
        Annual probability of distress of the mean loan. [probability per year]

    Returns
    -------
    RegimeMeans
        Ones without regimes. The intensity of the mean loan stands for all (model assumption).
    """
    months = scenario.horizon.months
    intensity, failure, severity = np.ones((3, months))
    for regime in scenario.regimes.values():
        states, law = list(regime.states.values()), laws_by_month(regime, months)
        own = intensity_change(scenario, np.array([one.default_probability for one in states]), regime.scale, annual)
        mean = law @ own
        intensity = intensity * mean
        failure = failure * (law @ np.array([one.extension_failure for one in states]))
        loss = law @ (own * np.array([one.loss_given_default for one in states]))
        severity = severity * np.divide(loss, mean, out=np.ones_like(mean), where=mean > 0.0)
    weight = intensity if intensity.any() else np.ones(months)
    return RegimeMeans(intensity, float(failure.mean()), float(np.average(severity, weights=weight)))


def cycle_means(scenario: Scenario, book: LoanBook) -> Floats:
    """Mean multiplier of the intensity by price cycles: (month, industry)."""
    months = np.arange(scenario.horizon.months)
    multiplier = np.ones((len(months), len(book.industries)))
    for cycle in scenario.price_cycles.values():
        able = [cycle.industries == "all" or name in cycle.industries for name in book.industries]
        multiplier[:, able] *= _mean_cycle(cycle, months)[:, None]
    return multiplier


def _mean_cycle(cycle: PriceCycle, months: np.ndarray) -> Floats:
    values = months_of_cycle(cycle)
    if cycle.phase_months == "random":
        return np.full(len(months), values.mean())
    return np.asarray(values[(months + cycle.phase_months) % len(values)])
