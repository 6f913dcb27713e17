"""What a change of the programme does to a quantile over paths, on the same random numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fundsim.decisions.required_size import BEYOND
from fundsim.metrics import Estimate, difference, quantile, quantile_influence
from fundsim.metrics.estimate import normal_score

Floats = NDArray[np.float64]
FEWEST_APART = 10  # paths
RESAMPLES = 1_000
SEED = 1927


def quantile_change(before: Floats, after: Floats, level: float) -> Estimate:
    """Difference of a quantile between two samples on the same paths.

    Parameters
    ----------
    before, after : array (paths,)
        [any unit]
    level : float
        [probability]

    Returns
    -------
    Estimate
        After minus before. Where fewer than ten paths are beyond the quantile in one sample only, an error from
        influences would rest on too few of them, and the interval is that of `resampled_change`. Without an interval
        where the paths do not bound one of the two quantiles. [same unit]
    """
    own = [quantile(sample, level) for sample in (before, after)]
    value = own[1].value - own[0].value
    if not all(math.isfinite(one.standard_error) and one.upper < BEYOND for one in own):
        return Estimate(value, math.inf, -math.inf, math.inf)
    beyond = [sample > one.value for sample, one in zip((before, after), own, strict=True)]
    if np.count_nonzero(beyond[0] != beyond[1]) < FEWEST_APART:
        return resampled_change(before, after, level)
    return difference(quantile_influence(after, level), quantile_influence(before, level))


def resampled_change(before: Floats, after: Floats, level: float, confidence: float = 0.95) -> Estimate:
    """Difference of a quantile with the interval of the bootstrap: paths are drawn anew, both samples together.

    Parameters
    ----------
    before, after : array (paths,)
        [any unit]
    level, confidence : float
        [probability]

    Returns
    -------
    Estimate
        Always the same for the same samples. Of a single quantile this is the interval whose ranks follow from the
        binomial law. [same unit]

    Notes
    -----
    Source: Efron, B. and Tibshirani, R. (1993), An Introduction to the Bootstrap, section 13.3 (percentiles).
    """
    paths, generator = before.size, np.random.default_rng(SEED)
    place = math.ceil(level * paths - 1e-9) - 1
    changes = np.empty(RESAMPLES)
    for number in range(RESAMPLES):
        drawn = generator.integers(0, paths, paths)
        changes[number] = np.subtract(*(np.partition(sample[drawn], place)[place] for sample in (after, before)))
    value = float(np.subtract(*(np.partition(sample, place)[place] for sample in (after, before))))
    tail = 0.5 * (1.0 - confidence)
    lower, upper = np.quantile(changes, (tail, 1.0 - tail), method="inverted_cdf")
    lower, upper = min(float(lower), value), max(float(upper), value)
    return Estimate(value, (upper - lower) / (2.0 * normal_score(confidence)), lower, upper, confidence)


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
