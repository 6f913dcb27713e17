"""Differences of a measure between two designs on the same random paths."""

from __future__ import annotations

from typing import Protocol

from numpy.typing import ArrayLike

from fundsim.metrics.estimate import Estimate, Influence, influence_estimate
from fundsim.metrics.moments import mean_influence
from fundsim.metrics.weights import Weights


class InfluenceFunction(Protocol):
    """A measure that gives its influence values, such as `mean_influence`."""

    def __call__(self, x: ArrayLike, /, *, weights: Weights | None) -> Influence:
        """Value and influence of each path."""


def difference(first: Influence, second: Influence, confidence: float = 0.95) -> Estimate:
    """Difference of two measures on the same paths.

    Parameters
    ----------
    first, second : Influence
        Value and influence values of the two, path by path.
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        First minus second; what both have in common cancels path by path. [unit of the measure]

    Raises
    ------
    ValueError
        If the two do not have the same number of paths.
    """
    if first.values.size != second.values.size:
        raise ValueError(f"{first.values.size} and {second.values.size} paths cannot be paired")
    paired = Influence(first.value - second.value, first.values - second.values)
    return influence_estimate(paired, confidence)


def paired_difference(
    a: ArrayLike,
    b: ArrayLike,
    measure: InfluenceFunction = mean_influence,
    *,
    weights: Weights | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Measure of `a` minus measure of `b`, both on the same paths.

    Parameters
    ----------
    a, b : array (paths,)
        Values of two designs; entry i of both comes from the same random numbers. [same unit]
    measure : callable
        Any influence function: `mean_influence` (default), `standard_deviation_influence`, or with a level
        bound by ``functools.partial``: `quantile_influence`, `expected_shortfall_influence`.
    weights : array (paths,), LikelihoodRatios or None
        Importance weights, the same for both. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        [unit of the measure]

    Raises
    ------
    ValueError
        If the two do not have the same number of paths, or as the measure.

    Examples
    --------
    >>> paired_difference([3.0, 5.0, 10.0], [2.0, 4.0, 9.0])
    Estimate(value=1.0, standard_error=0.0, lower=1.0, upper=1.0, confidence=0.95)
    """
    return difference(measure(a, weights=weights), measure(b, weights=weights), confidence)
