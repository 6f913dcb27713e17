"""Differences of quantiles by the bootstrap: order statistics have no influence that a few paths could show."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from fundsim.metrics.estimate import Estimate, FloatArray, normal_score
from fundsim.metrics.quantiles import quantile
from fundsim.metrics.weights import checked_sample

RESAMPLES = 500
SEED = 1927


def quantile_difference(first: ArrayLike, second: ArrayLike, level: float, *, confidence: float = 0.95) -> Estimate:
    """Difference of a quantile between two samples on the same paths.

    Parameters
    ----------
    first, second : array (paths,)
        Entry i of both comes from the same random numbers. [any unit]
    level, confidence : float
        [probability]

    Returns
    -------
    Estimate
        First minus second, with the interval of the bootstrap: paths are drawn anew, both samples together. Always the
        same for the same samples. Without an interval where the paths do not bound one of the two quantiles.
        [same unit]

    Raises
    ------
    ValueError
        The two do not have the same number of paths, or as for ``quantile``.

    Notes
    -----
    Source: Efron, B. and Tibshirani, R. (1993), An Introduction to the Bootstrap, section 13.3 (percentiles). Of a
    single quantile this is the interval whose ranks follow from the binomial law.

    Examples
    --------
    >>> losses = np.arange(1000.0)
    >>> quantile_difference(losses + 5.0, losses, 0.9)[:4]
    (5.0, 0.0, 5.0, 5.0)
    """
    samples = checked_sample(first, "first"), checked_sample(second, "second")
    if samples[0].size != samples[1].size:
        raise ValueError(f"{samples[0].size} and {samples[1].size} paths cannot be paired")
    own = [quantile(sample, level, confidence=confidence) for sample in samples]
    value = own[0].value - own[1].value
    if not all(math.isfinite(one.standard_error) for one in own):
        return Estimate(value, math.inf, -math.inf, math.inf, confidence)
    changes = np.subtract(*_resampled_quantiles(samples, level))
    tail = 0.5 * (1.0 - confidence)
    lower, upper = np.quantile(changes, (tail, 1.0 - tail), method="inverted_cdf")
    lower, upper = min(float(lower), value), max(float(upper), value)
    return Estimate(value, (upper - lower) / (2.0 * normal_score(confidence)), lower, upper, confidence)


def _resampled_quantiles(samples: tuple[FloatArray, ...], level: float) -> FloatArray:
    """Quantiles (sample, resample) of samples whose paths are drawn anew, the same paths for all of them.

    How often each path was drawn, added up in the order of a sample, tells where its quantile lies.
    """
    paths, generator = samples[0].size, np.random.default_rng(SEED)
    rank = math.ceil(level * paths - 1e-9)
    orders = [np.argsort(sample, kind="stable") for sample in samples]
    found = np.empty((len(samples), RESAMPLES))
    for number in range(RESAMPLES):
        drawn = np.bincount(generator.integers(0, paths, paths), minlength=paths)
        for place, (sample, order) in enumerate(zip(samples, orders, strict=True)):
            found[place, number] = sample[order[np.searchsorted(np.cumsum(drawn[order]), rank)]]
    return found
