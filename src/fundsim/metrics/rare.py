"""Intervals for what few paths show, or none: a normal interval would be too narrow, or have no width at all."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from fundsim.metrics.estimate import Estimate, Influence, normal_score
from fundsim.metrics.moments import mean, mean_influence
from fundsim.metrics.probabilities import probability
from fundsim.metrics.weights import Weights, checked_sample


def rare_mean(x: ArrayLike, reach: ArrayLike, *, weights: Weights | None = None, confidence: float = 0.95) -> Estimate:
    """Mean of a quantity that is the same on all paths but few, with an interval also where no path shows another.

    Parameters
    ----------
    x : array (paths,)
        One value per path. [any unit]
    reach : array (paths,)
        By how much the value of a path could be larger (or, where negative, smaller) if the rare thing happened on
        it. [same unit]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        That of `mean`; where all paths have the same value, the interval reaches as far as the Wilson bound of an
        event that no path shows, times the largest reach of a path. [same unit]

    Raises
    ------
    ValueError
        As for `mean`.

    Notes
    -----
    Model assumption: where the rare thing happens it does at most what it could have done on some path that was
    simulated.

    Examples
    --------
    >>> found = rare_mean([0.0] * 1000, [500.0] * 1000)
    >>> found.lower, round(found.upper, 2)
    (0.0, 1.91)
    """
    found = mean(x, weights=weights, confidence=confidence)
    sample, possible = checked_sample(x), checked_sample(reach)
    if sample.size < 2 or np.ptp(sample) > 0.0:
        return found
    unseen = probability(np.zeros(sample.size), weights=weights, confidence=confidence).upper
    lower = found.value + unseen * min(0.0, float(possible.min()))
    upper = found.value + unseen * max(0.0, float(possible.max()))
    return Estimate(found.value, (upper - lower) / (2.0 * normal_score(confidence)), lower, upper, confidence)


def rare_mean_influence(x: ArrayLike, reach: ArrayLike, *, weights: Weights | None = None) -> Influence:  # noqa: ARG001
    """Mean with the influence of each path, which does not depend on the reach; parameters as for `rare_mean`."""
    return mean_influence(x, weights=weights)


def paired_probability(first: ArrayLike, second: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Difference of the probabilities of two events on the same paths.

    Parameters
    ----------
    first, second : array (paths,) of bool
        Whether each event happens on the path.
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        First minus second. Error and interval are above zero even where no path tells the events apart.
        [probability]

    Raises
    ------
    ValueError
        If the two are not one truth value per path each.

    Notes
    -----
    Adjusted Wald interval: one more path is counted on which only the first event happens, and one on which only the
    second does. Source: Bonett, D. G. and Price, R. M. (2012), Adjusted Wald confidence interval for a difference of
    binomial proportions based on paired data, Journal of Educational and Behavioral Statistics 37.

    Examples
    --------
    >>> found = paired_probability([True] * 30 + [False] * 970, [False] * 1000)
    >>> round(found.value, 3), round(found.lower, 3), round(found.upper, 3)
    (0.03, 0.019, 0.041)
    """
    one, other = checked_sample(first, "first") != 0.0, checked_sample(second, "second") != 0.0
    if one.size != other.size:
        raise ValueError(f"{one.size} and {other.size} paths cannot be paired")
    only_first, only_second = int((one & ~other).sum()), int((other & ~one).sum())
    paths, score = one.size + 2.0, normal_score(confidence)
    centre = (only_first - only_second) / paths
    error = math.sqrt(((only_first + only_second + 2.0) / paths - centre * centre) / paths)
    value = (only_first - only_second) / one.size
    lower, upper = min(value, centre - score * error), max(value, centre + score * error)
    return Estimate(value, error, lower, upper, confidence)
