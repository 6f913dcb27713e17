"""Annual default probabilities and correlations that a copula implies, by quadrature.

Given its systematic index ``S = √R z`` and Student's mixing variable w, a loan falls into distress in a factor period
with ``P = Φ((x·w + S)/√(1 - R))``, x the quantile of its period probability and R the sum of the correlations. In a
year under one factor draw that is ``q = 1 - (1 - P)^inner``. The indices of two loans are correlated by the part of R
that they share. Means over z are Gauss-Hermite sums; means over w trapezoidal sums in log w, exact to many digits
because the law of log w is smooth and has light tails.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.special

from fundsim.portfolio.layout.clock import period_length
from fundsim.portfolio.layout.risk import LEVELS, Floats, copula_score, period_probability
from fundsim.programme import Scenario

NODES = 80
MIXING_NODES = 160
NEARLY_ONE = 1.0 - 1e-15
LOWEST_LOG = -700.0  # of what a floating-point number still tells from 0


class AnnualCopula(NamedTuple):
    """How a scenario's factors make annual probabilities.

    Parameters
    ----------
    total : float
        Sum of the correlations of all levels.
    degrees : float
        Of the t copula; 0 for the Gaussian one.
    inner : float
        Part of a factor draw's intensity that one year takes: 12 over the months that the draw governs.
    outer : float
        Independent factor draws in a year.
    months : int
        Months of a factor period.
    """

    total: float
    degrees: float
    inner: float
    outer: float
    months: int


def annual_copula(scenario: Scenario) -> AnnualCopula | None:
    """Annual view of a scenario's copula; None for autoregression within the year, which has no simple form."""
    correlation, months = scenario.correlation, period_length(scenario)
    total = float(sum(getattr(correlation, level) for level in LEVELS))
    degrees = float(correlation.degrees_of_freedom or 0.0)
    if months >= 12 or correlation.persistence == "frozen":
        return AnnualCopula(total, degrees, 12.0 / months, 1.0, months)
    if correlation.persistence == "ar1":
        return None
    return AnnualCopula(total, degrees, 1.0, 12.0 / months, months)


def scores(scenario: Scenario, annual: Floats) -> Floats:
    """Quantiles of the period probabilities that belong to annual probabilities."""
    return copula_score(scenario.correlation, period_probability(scenario, annual))


def annual_probability(copula: AnnualCopula, score: Floats) -> Floats:
    """Probability of distress in a loan's first year.

    Parameters
    ----------
    copula : AnnualCopula
        Copula.
    score : array (loan,)
        Quantiles of the period probabilities.

    Returns
    -------
    array (loan,)
        The annual PD itself, unless one factor draw governs more than a year or several periods share one draw.
    """
    return np.asarray(1.0 - (1.0 - _mean(copula, _given(copula, score))) ** copula.outer)


def joint_probability(copula: AnnualCopula, score: Floats, shared: float, others: Floats | None = None) -> Floats:
    """Probability that two loans both fall into distress in their first year.

    Parameters
    ----------
    copula : AnnualCopula
        Copula.
    score : array (loan,)
        Quantiles of the period probabilities.
    shared : float
        Asset correlation of the two loans: the part of the total that they share.
    others : array (other,), optional
        Scores of the second loan, where they are not those of the first.

    Returns
    -------
    array (loan, loan or other)
        For each pair of scores.
    """
    others = score if others is None else others
    first, second = _given(copula, score), _given(copula, others, shared)
    weights = _normal_nodes()[1][:, None] * _mixing_nodes(copula.degrees)[1]
    both = (first * weights).reshape(len(score), -1) @ second.reshape(len(others), -1).T
    alive, other_alive = 1.0 - _mean(copula, first), 1.0 - _mean(copula, _given(copula, others))
    neither = alive[:, None] + other_alive[None, :] - 1.0 + both
    survive, other_survive = alive**copula.outer, other_alive**copula.outer
    return np.asarray(1.0 - survive[:, None] - other_survive[None, :] + neither**copula.outer)


def mean_hazard(copula: AnnualCopula, score: Floats, multiplier: Floats, together: int) -> Floats:
    """Mean monthly probability that a performing loan falls into distress.

    Parameters
    ----------
    copula : AnnualCopula
        Copula.
    score, multiplier : array (loan,)
        Quantiles of the period probabilities; mean multiplier of the intensity by shocks.
    together : int
        Months in which the same loans meet the same factors.

    Returns
    -------
    array (loan,)
        Distress over performing months, ``E[1 - a] / E[(1 - a)/h]``: h = 1 - exp(-m A/n) the hazard under one
        draw of the factors, A the intensity of its n months, and a = (1 - h)^N what is left of a loan's chances
        after the N months together. Model assumption: bad periods leave fewer performing loans, which are
        replaced after N months.
    """
    period = copula._replace(inner=1.0)
    intensity = -np.log1p(-np.minimum(_given(period, score), NEARLY_ONE)) / copula.months
    hazard = -np.expm1(-multiplier[:, None, None] * intensity)
    left = (1.0 - hazard) ** together
    exposure = np.divide(1.0 - left, hazard, out=np.full_like(hazard, together), where=hazard > 0.0)
    return np.asarray(_mean(copula, 1.0 - left) / _mean(copula, exposure))


def _given(copula: AnnualCopula, score: Floats, shared: float | None = None) -> Floats:
    """Probability in one factor draw, (loan, z, w): z the loan's own index, or one correlated with it."""
    nodes, mixing = _normal_nodes()[0][None, :, None], _mixing_nodes(copula.degrees)[0]
    root, scaled = np.sqrt(copula.total), score[:, None, None] * mixing
    part = 1.0 if shared is None or copula.total == 0.0 else min(shared / copula.total, 1.0)
    if copula.inner == 1.0:  # the mean of Φ over a normal variable is Φ again
        return np.asarray(scipy.special.ndtr((scaled + root * part * nodes) / np.sqrt(1.0 - copula.total * part**2)))
    own, own_weights = (np.zeros(1), np.ones(1)) if part == 1.0 else _normal_nodes()
    total = np.zeros(np.broadcast_shapes(scaled.shape, nodes.shape))
    for node, weight in zip(own, own_weights, strict=True):
        index = root * (part * nodes + np.sqrt(1.0 - part**2) * node)
        whole = scipy.special.ndtr((scaled + index) / np.sqrt(1.0 - copula.total))
        total += weight * -np.expm1(copula.inner * np.log1p(-np.minimum(whole, NEARLY_ONE)))
    return total


def _mean(copula: AnnualCopula, values: Floats) -> Floats:
    """Mean over z and w of values (loan, z, w)."""
    return np.asarray(values @ _mixing_nodes(copula.degrees)[1] @ _normal_nodes()[1])


def _normal_nodes() -> tuple[Floats, Floats]:
    nodes, weights = scipy.special.roots_hermitenorm(NODES)
    return nodes, weights / weights.sum()


def _mixing_nodes(degrees: float) -> tuple[Floats, Floats]:
    """Values and probabilities of √(χ²/ν)."""
    if degrees <= 0.0:
        return np.ones(1), np.ones(1)
    lowest, highest = -34.0 / degrees - 7.0 / np.sqrt(degrees), 0.3 + 0.5 * np.log1p(80.0 / degrees)
    logs = np.linspace(lowest, highest, MIXING_NODES)
    density = degrees * logs - 0.5 * degrees * np.exp(2.0 * logs)
    weights = np.exp(density - density.max())
    return np.exp(np.maximum(logs, LOWEST_LOG)), weights / weights.sum()
