"""Mean, standard deviation, ratio of totals, mean under a condition."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from fundsim.metrics.estimate import Estimate, Influence, influence_estimate
from fundsim.metrics.weights import Weights, checked_sample, checked_weights, expectation


def mean(x: ArrayLike, *, weights: Weights | None = None, confidence: float = 0.95) -> Estimate:
    """Mean with standard error and interval.

    Parameters
    ----------
    x : array (paths,)
        One value per path. [any unit]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        [same unit]

    Raises
    ------
    ValueError
        If values or weights are not one finite number per path.

    Examples
    --------
    >>> mean([1.0, 2.0, 3.0]).value
    2.0
    """
    return influence_estimate(mean_influence(x, weights=weights), confidence)


def mean_influence(x: ArrayLike, *, weights: Weights | None = None) -> Influence:
    """Mean with the influence of each path; parameters as for `mean`."""
    sample = checked_sample(x)
    return expectation(sample, checked_weights(weights, sample.size))


def standard_deviation(x: ArrayLike, *, weights: Weights | None = None, confidence: float = 0.95) -> Estimate:
    """Standard deviation; its standard error from the fourth moment.

    Parameters
    ----------
    x : array (paths,)
        One value per path. [any unit]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        nan for a single path, unbounded error for two. [same unit]

    Raises
    ------
    ValueError
        If values or weights are not one finite number per path.

    Notes
    -----
    Variance with divisor n − 1 (n the effective sample size); standard error √((m₄ − s⁴)/n) / 2s, delta
    method.

    Examples
    --------
    >>> standard_deviation([1.0, 2.0, 3.0]).value
    1.0
    """
    estimate = influence_estimate(standard_deviation_influence(x, weights=weights), confidence)
    return estimate._replace(lower=max(estimate.lower, 0.0)) if estimate.value >= 0.0 else estimate


def standard_deviation_influence(x: ArrayLike, *, weights: Weights | None = None) -> Influence:
    """Standard deviation with the influence of each path; parameters as for `standard_deviation`."""
    sample = checked_sample(x)
    weighting = checked_weights(weights, sample.size)
    centre = expectation(sample, weighting).value
    second = expectation(np.square(sample - centre), weighting)
    effective = float(weighting.ratios.sum() ** 2 / np.square(weighting.ratios).sum())
    if effective <= 1.0 + 1e-12:
        return Influence(math.nan, np.full(sample.size, math.nan))
    deviation = math.sqrt(second.value * effective / (effective - 1.0))
    if sample.size < 3 or deviation == 0.0:  # two squared deviations are always alike: they show no error
        return Influence(deviation, np.full(sample.size, 0.0 if sample.size > 2 else math.nan))
    return Influence(deviation, second.values / (2.0 * deviation))


def ratio_of_totals(
    numerator: ArrayLike, denominator: ArrayLike, *, weights: Weights | None = None, confidence: float = 0.95
) -> Estimate:
    """Ratio of two totals over all paths, such as the loss ratio of an insurer.

    Parameters
    ----------
    numerator, denominator : array (paths,)
        For example claims paid and premium of the same path. [same unit each]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        Sum of the numerators over the sum of the denominators, not the mean of the paths' ratios. nan where
        the denominators add up to zero; infinite standard error where only one path has a denominator. [1]

    Raises
    ------
    ValueError
        If the input is not one finite number per path.

    Notes
    -----
    Standard error by the delta method (Cochran, 1977, Sampling Techniques, section 6.4): bias of order 1/n.

    Examples
    --------
    >>> ratio_of_totals([30.0, 50.0], [100.0, 100.0]).value
    0.4
    """
    return influence_estimate(ratio_influence(numerator, denominator, weights=weights), confidence)


def ratio_influence(numerator: ArrayLike, denominator: ArrayLike, *, weights: Weights | None = None) -> Influence:
    """Ratio of totals with the influence of each path; parameters as for `ratio_of_totals`."""
    top, bottom = checked_sample(numerator, "numerator"), checked_sample(denominator, "denominator")
    if top.size != bottom.size:
        raise ValueError(f"denominator: {bottom.size} values for {top.size} numerators")
    ratios = checked_weights(weights, top.size).ratios
    total = float((ratios * bottom).mean())
    if total == 0.0:
        return Influence(math.nan, np.full(top.size, math.nan))
    ratio = float((ratios * top).mean()) / total
    if np.count_nonzero(ratios * bottom) < 2:
        return Influence(ratio, np.full(top.size, math.nan))
    return Influence(ratio, ratios * (top - ratio * bottom) / total)


def conditional_mean(
    x: ArrayLike, condition: ArrayLike, *, weights: Weights | None = None, confidence: float = 0.95
) -> Estimate:
    """Mean over the paths where a condition holds.

    Parameters
    ----------
    x : array (paths,)
        One value per path. [any unit]
    condition : array (paths,) of bool
        Whether the path counts.
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        nan where the condition holds on no path, infinite standard error where it holds on one. The interval is that of
        Student's law with as many degrees of freedom as there are such paths, less one. [same unit]

    Raises
    ------
    ValueError
        If the input is not one finite number per path.

    Examples
    --------
    >>> conditional_mean([1.0, 2.0, 6.0], [False, True, True]).value
    4.0
    """
    influence = conditional_influence(x, condition, weights=weights)
    shown = checked_weights(weights, influence.values.size).ratios * (checked_sample(condition, "condition") != 0.0)
    effective = float(shown.sum() ** 2 / np.square(shown).sum()) if shown.any() else 0.0
    return influence_estimate(influence, confidence, effective - 1.0)


def conditional_influence(x: ArrayLike, condition: ArrayLike, *, weights: Weights | None = None) -> Influence:
    """Mean under a condition with the influence of each path; parameters as for `conditional_mean`."""
    counts = (checked_sample(condition, "condition") != 0.0).astype(np.float64)
    values = checked_sample(x)
    if values.size != counts.size:
        raise ValueError(f"condition: {counts.size} values for {values.size} paths")
    return ratio_influence(values * counts, counts, weights=weights)
