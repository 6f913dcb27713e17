"""Quantiles of a loss, value at risk and required fund, with distribution-free intervals."""

from __future__ import annotations

import math
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fundsim.metrics.estimate import Estimate, FloatArray, Influence, normal_score
from fundsim.metrics.probabilities import tail_mass, wilson_estimates
from fundsim.metrics.weights import Weighting, Weights, checked_sample, checked_weights, expectation
from fundsim.results.ranks import bounding_places

# 1 - 0.95 is not 0.05 in doubles: two probabilities this close count as equal.
ROUNDING = 1e-12


class OrderedSample(NamedTuple):
    """A sample in rising order with the place of one of its quantiles.

    Parameters
    ----------
    order : array (paths,) of int
        Paths in the order of their losses; ties in the order of the paths.
    losses, ratios : array (paths,)
        Losses [any unit] and weights [1] in that order.
    place : int
        Place of the quantile in that order.
    weighting : Weighting
        Weights in the order of the paths.
    """

    order: NDArray[np.intp]
    losses: FloatArray
    ratios: FloatArray
    place: int
    weighting: Weighting


def ordered_sample(x: ArrayLike, level: float, weights: Weights | None) -> OrderedSample:
    """Sample in rising order with the place of the smallest x that has P(L ≤ x) ≥ level.

    Parameters
    ----------
    x : array (paths,)
        Losses. [any unit]
    level : float
        Inside (0, 1). [probability]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]

    Returns
    -------
    OrderedSample
        For ties the first place.

    Raises
    ------
    ValueError
        If the level is not inside (0, 1), or losses or weights are not one finite number per path.
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"level: {level} is not a probability inside (0, 1)")
    sample = checked_sample(x)
    weighting = checked_weights(weights, sample.size)
    order = np.argsort(sample, kind="stable")
    ratios = weighting.ratios[order]
    place = int(np.searchsorted(-tail_mass(ratios)[1:], -(1.0 - level) - ROUNDING, side="left"))
    place = max(place, int(np.argmax(ratios > 0.0)))  # a path without weight is no quantile
    return OrderedSample(order, sample[order], ratios, place, weighting)


def quantile(x: ArrayLike, level: float, *, weights: Weights | None = None, confidence: float = 0.95) -> Estimate:
    """Smallest x with P(L ≤ x) ≥ level: an order statistic, never interpolated.

    Parameters
    ----------
    x : array (paths,)
        Losses. [any unit]
    level : float
        Inside (0, 1). [probability]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        A bound is infinite where the paths are too few to give one. Standard error = half the interval's
        width in normal scores. [same unit]

    Raises
    ------
    ValueError
        If the level is not inside (0, 1), or losses or weights are not one finite number per path.

    Notes
    -----
    Plain paths: the number of losses below the quantile is binomial, which gives ranks whose interval covers
    with at least the stated confidence for any law (David and Nagaraja, 2003, Order Statistics, section 7.1).
    Weighted paths: the interval ends where the Wilson band of the exceedance curve crosses 1 − level
    (Woodruff, 1952, JASA 47, with Wilson's interval in place of the normal one).

    Examples
    --------
    >>> quantile(range(1, 101), 0.95).value
    95.0
    >>> quantile(range(1, 101), 0.95).lower, quantile(range(1, 101), 0.995).upper
    (90.0, inf)
    """
    ordered = ordered_sample(x, level, weights)
    lower, upper = _bounds(ordered, level, confidence)
    error = (upper - lower) / (2.0 * normal_score(confidence))
    return Estimate(float(ordered.losses[ordered.place]), error, lower, upper, confidence)


def _bounds(ordered: OrderedSample, level: float, confidence: float) -> tuple[float, float]:
    ranks = _binomial_ranks if ordered.weighting.plain else _weighted_ranks
    below, above = ranks(ordered, level, confidence)
    lower = float(ordered.losses[below]) if below >= 0 else -math.inf
    upper = float(ordered.losses[above]) if above < ordered.losses.size else math.inf
    return lower, upper


def _binomial_ranks(ordered: OrderedSample, level: float, confidence: float) -> tuple[int, int]:
    """Places of the bounds: −1 and n where there are none."""
    return bounding_places(ordered.losses.size, level, confidence)


def _weighted_ranks(ordered: OrderedSample, level: float, confidence: float) -> tuple[int, int]:
    """Places where the Wilson band of the exceedance curve crosses 1 − level."""
    first, second = tail_mass(ordered.ratios), tail_mass(np.square(ordered.ratios))
    band = wilson_estimates(first, second, ordered.weighting, confidence)
    surely_reached = np.flatnonzero(band.lower[:-1] > 1.0 - level)  # P(L ≥ x) is above 1 − level
    rarely_passed = np.flatnonzero(band.upper[1:] <= 1.0 - level)  # P(L > x) is not
    below = int(surely_reached[-1]) if surely_reached.size else -1
    bounded = rarely_passed.size > 0 and first[ordered.place + 1] > 0.0  # something was seen beyond
    above = int(rarely_passed[0]) if bounded else ordered.losses.size
    return below, above


def quantile_influence(
    x: ArrayLike, level: float, *, weights: Weights | None = None, confidence: float = 0.95
) -> Influence:
    """Quantile with the influence of each path; parameters as for `quantile`.

    Notes
    -----
    (1{L > VaR} − P(L > VaR)) / density. The density is read off the interval of `quantile`, so that both have
    the same standard error; ties are broken in the order of the paths, alike for designs on the same paths.
    The error of a difference rests on the paths that are beyond the quantile in one design only: with fewer
    than about ten of them it comes out too small.
    """
    ordered = ordered_sample(x, level, weights)
    lower, upper = _bounds(ordered, level, confidence)
    value, paths = float(ordered.losses[ordered.place]), ordered.losses.size
    passed = np.zeros(paths)
    passed[ordered.order[ordered.place + 1 :]] = 1.0
    counted = expectation(passed, ordered.weighting).values
    if not math.isfinite(upper - lower):
        return Influence(value, np.full(paths, math.nan))
    width_per_score = (upper - lower) / (2.0 * normal_score(confidence))
    return Influence(value, counted / counted.std() * width_per_score * math.sqrt(paths - 1.0))


def value_at_risk(x: ArrayLike, level: float, *, weights: Weights | None = None, confidence: float = 0.95) -> Estimate:
    """Value at risk: the smallest amount that the loss does not exceed with probability `level`.

    Parameters
    ----------
    x : array (paths,)
        Losses. [any unit]
    level : float
        For example 0.99. [probability]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        As `quantile`. [same unit]

    Raises
    ------
    ValueError
        As `quantile`.

    Examples
    --------
    >>> value_at_risk([0.0] * 98 + [5.0, 9.0], 0.99).value
    5.0
    """
    return quantile(x, level, weights=weights, confidence=confidence)


def required_fund(
    required_capital: ArrayLike, solvency: float, *, weights: Weights | None = None, confidence: float = 0.95
) -> Estimate:
    """Smallest fund that stays solvent with at least the target probability.

    Parameters
    ----------
    required_capital : array (paths,)
        Smallest initial amount with which the path has no shortfall. [currency]
    solvency : float
        Target probability of no shortfall, inside (0, 1). [probability]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        As `quantile`: an amount A is enough on a path exactly if its required capital is at most A.
        [currency]

    Raises
    ------
    ValueError
        As `quantile`.

    Examples
    --------
    >>> required_fund([0.0, 0.0, 40.0, 100.0], 0.75).value
    40.0
    """
    return quantile(required_capital, solvency, weights=weights, confidence=confidence)


def is_order_statistic(estimator: object) -> bool:
    """Whether an estimator with its options given is that of a quantile."""
    return isinstance(estimator, partial) and estimator.func in (quantile, value_at_risk)


def paths_for_bounds(level: float, confidence: float = 0.95) -> int:
    """Fewest paths that bound a quantile on both sides: some of them must be beyond it almost surely.

    Parameters
    ----------
    level, confidence : float
        [probability]

    Returns
    -------
    int
        Paths.

    Examples
    --------
    >>> paths_for_bounds(0.99), paths_for_bounds(0.05)
    (368, 72)
    """
    return math.ceil(math.log(0.5 * (1.0 - confidence)) / math.log(max(level, 1.0 - level)))


def paths_needed(estimate: Estimate, paths: int, relative_error: float, level: float | None = None) -> float:
    """Number of paths that would narrow an estimate to a relative half-width.

    Parameters
    ----------
    estimate : Estimate
        Estimate of the same measure from a pilot run.
    paths : int
        Number of paths of the pilot run.
    relative_error : float
        Wanted half-width of the interval, as a fraction of the value; above 0. [fraction]
    level : float, optional
        Of the quantile that was estimated, if it is one. [probability]

    Returns
    -------
    float
        Whole number of paths, at least so many as bound the quantile; inf where the pilot run cannot bound the error or
        the value is 0. [paths]

    Raises
    ------
    ValueError
        If the relative error is not above 0.

    Notes
    -----
    The half-width falls with the square root of the number of paths (central limit theorem).

    Examples
    --------
    >>> paths_needed(Estimate(100.0, 2.0, 96.0, 104.0), paths=1000, relative_error=0.01)
    16000.0
    """
    if not relative_error > 0.0:
        raise ValueError(f"relative_error: {relative_error} is not above 0")
    if estimate.value == 0.0 or not math.isfinite(estimate.upper - estimate.lower):
        return math.inf
    half_width = 0.5 * (estimate.upper - estimate.lower)
    needed = math.ceil(paths * (half_width / (relative_error * abs(estimate.value))) ** 2 - 1e-9)
    return float(max(needed, 1 if level is None else paths_for_bounds(level, estimate.confidence)))
