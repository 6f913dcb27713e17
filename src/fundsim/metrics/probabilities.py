"""Probabilities of events with Wilson intervals, and the exceedance curve."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from fundsim.metrics.estimate import Estimate, Estimates, FloatArray, normal_score
from fundsim.metrics.weights import Weighting, Weights, checked_sample, checked_weights


def probability(event: ArrayLike, *, weights: Weights | None = None, confidence: float = 0.95) -> Estimate:
    """Probability of an event with Wilson interval.

    Parameters
    ----------
    event : array (paths,) of bool
        Whether the event happens on the path.
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        The standard error is half the interval's width in normal scores, so it is above zero even where no
        path or every path shows the event. [probability]

    Raises
    ------
    ValueError
        If the input is not one truth value per path.

    Notes
    -----
    Source: Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA
    22. Weighted samples: see `wilson_estimates`.

    Examples
    --------
    >>> estimate = probability([True, False, False, False])
    >>> round(estimate.value, 2), round(estimate.lower, 2), round(estimate.upper, 2)
    (0.25, 0.05, 0.7)
    """
    happens = checked_sample(event, "event") != 0.0
    weighting = checked_weights(weights, happens.size)
    ratios = weighting.ratios[happens]
    first = np.array([ratios.sum() / happens.size])
    second = np.array([np.square(ratios).sum() / happens.size])
    value, error, lower, upper, _ = wilson_estimates(first, second, weighting, confidence)
    return Estimate(float(value[0]), float(error[0]), float(lower[0]), float(upper[0]), confidence)


def wilson_estimates(
    first: FloatArray, second: FloatArray, weighting: Weighting, confidence: float = 0.95
) -> Estimates:
    """Wilson intervals of several events from the sums of the weights of their paths.

    Parameters
    ----------
    first, second : array (events,)
        Sum of the ratios, and of their squares, of the paths where the event happens, divided by the number
        of all paths. [1]
    weighting : Weighting
        Weights of the whole sample.
    confidence : float
        [probability]

    Returns
    -------
    Estimates
        [probability]

    Notes
    -----
    The Wilson interval holds all p with (estimate − p)² ≤ z²·V(p)/n. Plain paths: V(p) = p(1 − p).
    Self-normalised weights: V(p) = d·p(1 − p) with design effect d, the ratio of the estimated variance to
    that of plain paths (Korn and Graubard, 1998, Survey Methodology 24). Likelihood ratios: V(p) = m·p − p²
    with m the mean ratio that the event's own mass carries, as for a compound Poisson count. For events that
    no path (or each path) shows, d and m are those of the whole sample. Model assumption.
    """
    score = normal_score(confidence)
    paths = weighting.ratios.size
    value = np.clip(first, 0.0, 1.0)
    linear, quadratic = _variance_function(value, second, weighting)
    step = score * score / paths
    middle = 2.0 * value + step * linear
    scale = 1.0 + step * quadratic
    root = np.sqrt(np.maximum(middle * middle - 4.0 * scale * value * value, 0.0))
    lower = np.clip((middle - root) / (2.0 * scale), 0.0, value)
    upper = np.clip((middle + root) / (2.0 * scale), value, 1.0)
    return Estimates(value, (upper - lower) / (2.0 * score), lower, upper, confidence)


def _variance_function(value: FloatArray, second: FloatArray, weighting: Weighting) -> tuple[FloatArray, FloatArray]:
    """Coefficients a, b of V(p) = a·p − b·p²."""
    whole = float(np.square(weighting.ratios).mean())
    if weighting.unbiased:
        seen = value > 0.0
        own = second / np.where(seen, value, 1.0)
        return np.where(seen, np.maximum(own, value), whole), np.ones_like(value)
    plain_variance = value * (1.0 - value)
    variance = second * (1.0 - 2.0 * value) + value * value * whole
    mixed = plain_variance > 1e-12  # below: all or none, but for rounding
    effect = np.where(mixed, variance / np.where(mixed, plain_variance, 1.0), whole)
    return effect, effect


def exceedance_curve(
    x: ArrayLike, thresholds: ArrayLike, *, weights: Weights | None = None, confidence: float = 0.95
) -> Estimates:
    """Probability that a loss is above each threshold, with Wilson intervals.

    Parameters
    ----------
    x : array (paths,)
        Losses. [any unit]
    thresholds : array (points,)
        [same unit]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        Of each point's own interval. [probability]

    Returns
    -------
    Estimates
        P(L > threshold). [probability]

    Raises
    ------
    ValueError
        If losses or thresholds are not finite numbers in one dimension.

    Examples
    --------
    >>> exceedance_curve([0.0, 10.0, 20.0, 30.0], [0.0, 20.0]).value
    array([0.75, 0.25])
    """
    losses, points = checked_sample(x), checked_sample(thresholds, "thresholds")
    weighting = checked_weights(weights, losses.size)
    order = np.argsort(losses, kind="stable")
    above = np.searchsorted(losses[order], points, side="right")
    ratios = weighting.ratios[order]
    return wilson_estimates(tail_mass(ratios)[above], tail_mass(np.square(ratios))[above], weighting, confidence)


def tail_mass(ordered: FloatArray) -> FloatArray:
    """Share of the paths' weight that stands at or after each place.

    Parameters
    ----------
    ordered : array (paths,)
        Weights in the order of the losses. [1]

    Returns
    -------
    array (paths + 1,)
        Summed from the end, where small weights must not drown; the last entry is 0. [1]
    """
    mass = np.zeros(ordered.size + 1)
    np.cumsum(ordered[::-1], out=mass[1:])
    return mass[::-1] / ordered.size


def exceedance_thresholds(x: ArrayLike, points: int = 60, *, weights: Weights | None = None) -> FloatArray:
    """Thresholds that show a loss distribution from its bulk to its last path.

    Parameters
    ----------
    x : array (paths,)
        Losses. [any unit]
    points : int
        Most thresholds to return.
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]

    Returns
    -------
    array (at most points,)
        Rising order statistics whose exceedance probabilities are spread evenly over a log scale from 1 to
        the smallest that the paths show. [same unit]

    Raises
    ------
    ValueError
        If fewer than two points are asked for.

    Examples
    --------
    >>> exceedance_thresholds([4.0, 1.0, 3.0, 2.0], points=3)
    array([1., 2., 3.])
    """
    if points < 2:
        raise ValueError(f"points: {points} is below 2")
    losses = checked_sample(x)
    weighting = checked_weights(weights, losses.size)
    order = np.argsort(losses, kind="stable")
    mass = tail_mass(weighting.ratios[order])[1:]
    seen = mass[mass > 0.0]
    smallest = float(seen[-1]) if seen.size else 1.0
    wanted = np.exp(np.linspace(0.0, math.log(smallest), points))
    places = np.searchsorted(-mass, -wanted * (1.0 + 1e-12), side="left")
    return np.unique(losses[order][places])
