"""Annual default probabilities and correlations that a copula implies, by quadrature.

A loan's annual probability given the systematic index S and Student's mixing variable w is
``q = 1 - (1 - Φ((x·w + S)/√(1 - ρ)))^inner``, x the quantile of its period probability. Two loans share the part c of S.
Expectations over S are Gauss-Hermite sums, over w generalised Gauss-Laguerre sums (χ²/2 has a gamma law).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.special
from numpy.typing import NDArray

from fundsim.portfolio.layout.clock import period_length
from fundsim.portfolio.layout.risk import LEVELS, copula_score, period_probability
from fundsim.programme import Scenario

Floats = NDArray[np.float64]
NODES = 80
MIXING_NODES = 60


class AnnualCopula(NamedTuple):
    """How a scenario's factors make annual probabilities.

    Parameters
    ----------
    total : float
        Sum of the correlations of all levels.
    degrees : float
        Of the t copula; 0 for the Gaussian one.
    inner : float
        Share of a factor draw's intensity that falls into one year: 12 over the months that one draw governs.
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
    total = sum(getattr(correlation, level) for level in LEVELS)
    degrees = float(correlation.degrees_of_freedom or 0.0)
    if months >= 12 or correlation.persistence == "frozen":
        return AnnualCopula(total, degrees, 12.0 / months, 1.0, months)
    if correlation.persistence == "ar1":
        return None
    return AnnualCopula(total, degrees, 1.0, 12.0 / months, months)


def annual_probability(copula: AnnualCopula, score: Floats) -> Floats:
    """Probability of distress in a loan's first year.

    Parameters
    ----------
    copula : AnnualCopula
        Copula.
    score : array (loan,)
        Quantiles of the period probabilities.
    """
    weight = _mixing(copula)[1]
    conditional = _conditional(copula, score, *_normal(), correlated=1.0)
    mean = np.einsum("pzw,z,w->p", conditional, _normal()[1], weight)
    return np.asarray(1.0 - (1.0 - mean) ** copula.outer)


def joint_probability(copula: AnnualCopula, score: Floats, shared: float) -> Floats:
    """Probability that both of two loans fall into distress in a year, for each pair of scores.

    Parameters
    ----------
    copula : AnnualCopula
        Copula.
    score : array (loan,)
        Quantiles of the period probabilities.
    shared : float
        Asset correlation of the two loans, at most the copula's total.

    Returns
    -------
    array (loan, loan)
        Probabilities.
    """
    nodes, weights = _normal()
    mixing = _mixing(copula)[1]
    correlated = shared / copula.total if copula.total > 0.0 else 0.0
    first = _conditional(copula, score, nodes, weights, correlated=1.0)
    second = _conditional(copula, score, nodes, weights, correlated=correlated)
    both = np.einsum("pzw,qzw,z,w->pq", first, second, weights, mixing, optimize=True)
    single = np.einsum("pzw,z,w->p", first, weights, mixing)
    neither = 1.0 - single[:, None] - single[None, :] + both
    alive = (1.0 - single) ** copula.outer
    return np.asarray(1.0 - alive[:, None] - alive[None, :] + neither**copula.outer)


def scores(scenario: Scenario, annual: Floats) -> Floats:
    """Quantiles of the period probabilities of some annual probabilities."""
    return copula_score(scenario.correlation, period_probability(scenario, annual))


def mean_hazard(copula: AnnualCopula, score: Floats, multiplier: Floats) -> Floats:
    """Mean monthly probability that a performing loan falls into distress.

    Parameters
    ----------
    copula : AnnualCopula
        Copula.
    score : array (loan,)
        Quantiles of the period probabilities.
    multiplier : array (loan,)
        Mean multiplier of the intensity by shocks.

    Notes
    -----
    The mean over factors of ``1 - exp(-m·A/n)``, A the intensity of a period of n months. Model assumption: that
    bad periods leave fewer loans to fall into distress is neglected.
    """
    power = multiplier / copula.months
    conditional = _probabilities(copula, score, *_normal(), correlated=1.0)
    monthly = -np.expm1(power[:, None, None] * np.log1p(-np.minimum(conditional, 1.0 - 1e-15)))
    return np.einsum("pzw,z,w->p", monthly, _normal()[1], _mixing(copula)[1])


def failure_given_distress(scenario: Scenario, score: Floats, failure: float, shared: float) -> Floats:
    """Probability that an extension fails in the same factor period as its distress began in.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    score : array (loan,)
        Quantiles of the period probabilities.
    failure : float
        Probability of failure in an average period.
    shared : float
        Correlation of the index at distress and at the end, as a share of the total.
    """
    total = sum(getattr(scenario.correlation, level) for level in LEVELS)
    copula = AnnualCopula(total, float(scenario.correlation.degrees_of_freedom or 0.0), 1.0, 1.0, 12)
    own = copula_score(scenario.correlation, np.array([failure]))
    both = joint_probability(copula, np.concatenate([score, own]), shared * total)[-1, :-1]
    alone = annual_probability(copula, score)
    return np.divide(both, alone, out=np.full_like(alone, failure), where=alone > 0.0)


def _normal() -> tuple[Floats, Floats]:
    """Nodes and weights of a standard normal expectation."""
    nodes, weights = scipy.special.roots_hermitenorm(NODES)
    return nodes, weights / weights.sum()


def _mixing(copula: AnnualCopula) -> tuple[Floats, Floats]:
    """Nodes and weights of Student's mixing variable."""
    if copula.degrees <= 0.0:
        return np.ones(1), np.ones(1)
    nodes, weights = scipy.special.roots_genlaguerre(MIXING_NODES, copula.degrees / 2.0 - 1.0)
    return np.sqrt(2.0 * nodes / copula.degrees), weights / weights.sum()


def _conditional(copula: AnnualCopula, score: Floats, nodes: Floats, weights: Floats, correlated: float) -> Floats:
    """Annual probability (one factor draw) given z and w, z correlated so much with the loan's own index."""
    return np.asarray(_mean_power(copula, score, nodes, weights, correlated))
