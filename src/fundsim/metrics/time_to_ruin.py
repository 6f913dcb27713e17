"""Time to ruin of the fund, as `metrics.ruin` counts it: of each path, its quantiles and its means."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from fundsim.metrics.estimate import Estimate, FloatArray, normal_score, within
from fundsim.metrics.moments import conditional_mean
from fundsim.metrics.quantiles import quantile
from fundsim.metrics.rare import rare_mean
from fundsim.metrics.ruin import ruined_within
from fundsim.metrics.weights import Weights, checked_sample


def months_survived(ruin_month: ArrayLike, months: int) -> FloatArray:
    """Time to ruin τ, at most the horizon T: min(τ, T).

    Parameters
    ----------
    ruin_month : array (paths,) of int
        First month of ruin, −1 for none. [month]
    months : int
        Horizon T, at least 1. [months]

    Returns
    -------
    array (paths,)
        Ruin month + 1; T for paths without ruin, and for those ruined in the last month. [months]

    Raises
    ------
    ValueError
        As `ruined_within`.

    Examples
    --------
    >>> months_survived([0, 5, -1], 12)
    array([ 1.,  6., 12.])
    """
    ruined = ruined_within(ruin_month, months)
    return np.where(ruined, checked_sample(ruin_month, "ruin_month") + 1.0, float(months))


def range_of_survival(months: float) -> tuple[float, float]:
    """Shortest and longest time to ruin that a horizon allows: a month, and all of it. [months]"""
    return 1.0, float(months)


def time_to_ruin_quantile(
    ruin_month: ArrayLike, months: int, level: float, *, weights: Weights | None = None, confidence: float = 0.95
) -> Estimate:
    """Time to ruin that a share of the paths does not outlive: the smallest m with P(τ ≤ m) ≥ level.

    Parameters
    ----------
    ruin_month : array (paths,) of int
        First month of ruin, −1 for none. [month]
    months : int
        Horizon T, at least 1. [months]
    level : float
        Share of the paths, inside (0, 1). [probability]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        Infinite where fewer paths than that are ruined within the horizon. An upper bound that lies beyond the horizon
        is infinite, a lower one the horizon; no lower bound is below a month. [months]

    Raises
    ------
    ValueError
        As `ruined_within` and `quantile`.

    Notes
    -----
    Times beyond the horizon count as equal and last, which leaves the order statistics before them as they are; bounds
    are those of `quantile`. Paths of Sobol and stratified samples count as independent ones.

    Examples
    --------
    >>> time_to_ruin_quantile([0, 5, -1, -1], 12, 0.5).value
    6.0
    >>> time_to_ruin_quantile([0, 5, -1, -1], 12, 0.75).value
    inf
    """
    ruined = ruined_within(ruin_month, months)
    times = np.where(ruined, checked_sample(ruin_month, "ruin_month") + 1.0, months + 1.0)
    found = quantile(times, level, weights=weights, confidence=confidence)
    value, upper = (math.inf if time > months else time for time in (found.value, found.upper))
    lower = min(max(found.lower, 1.0), float(months))
    error = (upper - lower) / (2.0 * normal_score(confidence)) if math.isfinite(upper) else math.inf
    return Estimate(value, error, lower, upper, confidence)


def restricted_mean_time_to_ruin(
    ruin_month: ArrayLike, months: int, *, weights: Weights | None = None, confidence: float = 0.95
) -> Estimate:
    """Mean number of months that the fund lives within the horizon, E[min(τ, T)].

    Parameters
    ----------
    ruin_month : array (paths,) of int
        First month of ruin, −1 for none. [month]
    months : int
        Horizon T, at least 1. [months]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        Between 1 and T; T if no path is ruined before the last month. [months]

    Raises
    ------
    ValueError
        As `ruined_within`.

    Notes
    -----
    Source: Royston, P. and Parmar, M. (2013), Restricted mean survival time, BMC Medical Research Methodology
    13.

    Examples
    --------
    >>> restricted_mean_time_to_ruin([0, 5, -1, -1], 12).value
    7.75
    """
    survived = months_survived(ruin_month, months)
    estimate = rare_mean(survived, -survived, weights=weights, confidence=confidence)
    return within(estimate, *range_of_survival(months))


def mean_time_to_ruin_given_ruin(
    ruin_month: ArrayLike, months: int, *, weights: Weights | None = None, confidence: float = 0.95
) -> Estimate:
    """Mean time to ruin of the paths that are ruined within the horizon, E[τ | τ ≤ T].

    Parameters
    ----------
    ruin_month : array (paths,) of int
        First month of ruin, −1 for none. [month]
    months : int
        Horizon T, at least 1. [months]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        Between 1 and T; nan if no path is ruined. [months]

    Raises
    ------
    ValueError
        As `ruined_within`.

    Examples
    --------
    >>> mean_time_to_ruin_given_ruin([0, 5, -1, -1], 12).value
    3.5
    """
    ruined = ruined_within(ruin_month, months)
    survived = months_survived(ruin_month, months)
    estimate = conditional_mean(survived, ruined, weights=weights, confidence=confidence)
    return within(estimate, *range_of_survival(months))
