"""Ranks of the order statistics that bound a quantile: the binomial law of how many lie below it."""

from __future__ import annotations

import math

from scipy.special import bdtr, bdtrik


def binomial_quantile(probability: float, trials: int, success: float) -> int:
    """Smallest k with P(K ≤ k) ≥ probability for a binomial number K.

    Parameters
    ----------
    probability : float
        Inside (0, 1). [probability]
    trials : int
        Number of trials.
    success : float
        Probability of success of each. [probability]

    Returns
    -------
    int
        0 to trials.

    Examples
    --------
    >>> binomial_quantile(0.5, 10, 0.5)
    5
    """
    guess = min(max(math.ceil(float(bdtrik(probability, trials, success))), 0), trials)
    if guess > 0 and float(bdtr(guess - 1, trials, success)) >= probability:
        return guess - 1
    return guess


def bounding_places(paths: int, level: float, confidence: float = 0.95) -> tuple[int, int]:
    """Places in rising order whose values bound a quantile, −1 and ``paths`` where there are none.

    Parameters
    ----------
    paths : int
        Number of values.
    level : float
        Of the quantile, inside (0, 1). [probability]
    confidence : float
        [probability]

    Returns
    -------
    tuple of int
        Counted from 0.

    Notes
    -----
    The interval covers with at least the stated confidence for any law (David and Nagaraja, 2003, Order Statistics,
    section 7.1).

    Examples
    --------
    >>> bounding_places(100, 0.95), bounding_places(10, 0.95)
    ((89, 99), (7, 10))
    """
    tail = 0.5 * (1.0 - confidence)
    return binomial_quantile(tail, paths, level) - 1, binomial_quantile(1.0 - tail, paths, level)
