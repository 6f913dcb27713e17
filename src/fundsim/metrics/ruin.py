"""Ruin of the fund: probability by month, survival, size of the shortfall.

The time to ruin τ of a path is its ruin month + 1: the number of months the fund lived through, the month of
ruin included. Month 0 is the first, so ruin in month 0 means τ = 1. A path without ruin inside the horizon of
T months (ruin month −1, or T and later) has τ > T.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fundsim.metrics.estimate import Estimate, Estimates, within
from fundsim.metrics.moments import conditional_mean, mean
from fundsim.metrics.probabilities import wilson_estimates
from fundsim.metrics.rare import rare_mean
from fundsim.metrics.weights import Weights, checked_sample, checked_weights


def ruined_within(ruin_month: ArrayLike, months: int) -> NDArray[np.bool_]:
    """Whether the fund is ruined within the horizon.

    Parameters
    ----------
    ruin_month : array (paths,) of int
        First month of ruin, −1 for none. [month]
    months : int
        Horizon T, at least 1. [months]

    Returns
    -------
    array (paths,) of bool
        True for ruin in months 0 ... T − 1.

    Raises
    ------
    ValueError
        If the months are not one finite number per path, or the horizon is below one month.
    """
    if months < 1:
        raise ValueError(f"months: {months} is below 1")
    month = checked_sample(ruin_month, "ruin_month")
    return (month >= 0.0) & (month < months)


def ruin_probability(
    ruin_month: ArrayLike, months: int, *, weights: Weights | None = None, confidence: float = 0.95
) -> Estimates:
    """Probability of ruin up to and including each month, with Wilson intervals.

    Parameters
    ----------
    ruin_month : array (paths,) of int
        First month of ruin, −1 for none. [month]
    months : int
        Horizon T, at least 1. [months]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        Of each month's own interval. [probability]

    Returns
    -------
    Estimates
        P(τ ≤ m + 1) for m = 0 ... T − 1: the last one is the ruin probability at the horizon. [probability]

    Raises
    ------
    ValueError
        As `ruined_within`.

    Examples
    --------
    >>> ruin_probability([1, -1, 1, 0], months=3).value
    array([0.25, 0.75, 0.75])
    """
    ruined = ruined_within(ruin_month, months)
    weighting = checked_weights(weights, ruined.size)
    month = checked_sample(ruin_month, "ruin_month")[ruined].astype(np.intp)
    ratios = weighting.ratios[ruined]
    first = np.bincount(month, ratios, minlength=months).cumsum() / ruined.size
    second = np.bincount(month, np.square(ratios), minlength=months).cumsum() / ruined.size
    return wilson_estimates(first, second, weighting, confidence)


def survival_curve(
    ruin_month: ArrayLike, months: int, *, weights: Weights | None = None, confidence: float = 0.95
) -> Estimates:
    """Probability that the fund lives beyond each month: one minus `ruin_probability`.

    Parameters
    ----------
    ruin_month : array (paths,) of int
        First month of ruin, −1 for none. [month]
    months : int
        Horizon T, at least 1. [months]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        Of each month's own interval. [probability]

    Returns
    -------
    Estimates
        P(τ > m + 1) for m = 0 ... T − 1. [probability]

    Raises
    ------
    ValueError
        As `ruined_within`.

    Examples
    --------
    >>> survival_curve([1, -1, 1, 0], months=3).value
    array([0.75, 0.25, 0.25])
    """
    ruin = ruin_probability(ruin_month, months, weights=weights, confidence=confidence)
    return Estimates(1.0 - ruin.value, ruin.standard_error, 1.0 - ruin.upper, 1.0 - ruin.lower, confidence)


def mean_shortfall(
    shortfall: ArrayLike,
    claims: ArrayLike | None = None,
    *,
    weights: Weights | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Mean amount of valid claims on the fund that its money did not cover.

    Parameters
    ----------
    shortfall : array (paths,)
        Sum over the horizon. [currency]
    claims : array (paths,), optional
        Claims of each path, which bound what a shortfall could have been where no path shows any. [currency]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights. [1]
    confidence : float
        [probability]

    Returns
    -------
    Estimate
        Over all paths, those without shortfall included. Where all are without, the interval is that of `rare_mean`,
        and without an upper bound when the claims are not given. [currency]

    Raises
    ------
    ValueError
        If the shortfalls are not one finite number per path.

    Examples
    --------
    >>> mean_shortfall([0.0, 0.0, 0.0, 8.0]).value
    2.0
    """
    if claims is None:
        found = mean(shortfall, weights=weights, confidence=confidence)
        unseen = found.value == 0.0
        return Estimate(0.0, math.inf, 0.0, math.inf, confidence) if unseen else within(found, 0.0)
    return within(rare_mean(shortfall, claims, weights=weights, confidence=confidence), 0.0)


def mean_shortfall_given_ruin(
    shortfall: ArrayLike,
    ruin_month: ArrayLike,
    months: int,
    *,
    weights: Weights | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Mean shortfall of the paths on which the fund is ruined within the horizon.

    Parameters
    ----------
    shortfall : array (paths,)
        Sum over the horizon. [currency]
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
        nan if no path is ruined. [currency]

    Raises
    ------
    ValueError
        As `ruined_within`, or if the shortfalls are not one finite number per path.

    Examples
    --------
    >>> mean_shortfall_given_ruin([0.0, 4.0, 8.0], [-1, 3, 7], 12).value
    6.0
    """
    ruined = ruined_within(ruin_month, months)
    return within(conditional_mean(shortfall, ruined, weights=weights, confidence=confidence), 0.0)
