"""What every measure returns: a value with its Monte Carlo standard error and interval."""

from __future__ import annotations

import math
from typing import NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

FloatArray = NDArray[np.float64]
_LARGEST_PRODUCT = 0.9  # of skewness and normal score


class Estimate(NamedTuple):
    """A measure estimated from simulated paths.

    A value that is not defined (0/0) is nan, and so is the rest. An uncertainty that the paths cannot bound,
    such as that of a mean over one path or of a 99.5 % point over fifty, is infinite, never zero.

    Parameters
    ----------
    value : float
        Point estimate. [unit of the measure]
    standard_error : float
        Monte Carlo standard error. [unit of the measure]
    lower, upper : float
        Two-sided confidence interval. [unit of the measure]
    confidence : float
        Of the interval. [probability]
    """

    value: float
    standard_error: float
    lower: float
    upper: float
    confidence: float = 0.95


class Estimates(NamedTuple):
    """A curve or a list of measures: as `Estimate`, with arrays of one shape.

    Parameters
    ----------
    value, standard_error, lower, upper : array (points,)
        One entry per point. [unit of the measure]
    confidence : float
        Of each point's own interval; not of the whole curve at once. [probability]
    """

    value: FloatArray
    standard_error: FloatArray
    lower: FloatArray
    upper: FloatArray
    confidence: float = 0.95


STATISTICS = ("value", "standard_error", "lower", "upper")
"""Entries of the dimension ``statistic``."""


@overload
def statistics_of(estimate: Estimate) -> tuple[float, float, float, float]: ...
@overload
def statistics_of(estimate: Estimates) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]: ...
def statistics_of(estimate: Estimate | Estimates) -> tuple[float | FloatArray, ...]:
    """Value, standard error and interval, in the order of `STATISTICS`.

    Parameters
    ----------
    estimate : Estimate or Estimates
        One measure, or one for each point.

    Returns
    -------
    tuple
        Four numbers, or arrays (points,). [unit of the measure]
    """
    return estimate[: len(STATISTICS)]


class Influence(NamedTuple):
    """A measure with the influence of each path on it.

    The measure's error is, for many paths, the mean of the influence values: so their standard deviation
    gives its standard error, and the difference of two measures on the same paths has the difference of their
    influences.

    Parameters
    ----------
    value : float
        Point estimate. [unit of the measure]
    values : array (paths,)
        Influence of each path, mean zero; nan where the paths do not show it. [unit of the measure]

    Notes
    -----
    Source: Hampel, F. R. (1974), The influence curve and its role in robust estimation, JASA 69.
    """

    value: float
    values: FloatArray


def normal_score(confidence: float) -> float:
    """Half-width of a two-sided normal interval in standard errors.

    Parameters
    ----------
    confidence : float
        Two-sided confidence, inside (0, 1). [probability]

    Returns
    -------
    float
        [standard errors]

    Raises
    ------
    ValueError
        If the confidence is not inside (0, 1).

    Examples
    --------
    >>> round(normal_score(0.95), 2)
    1.96
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence: {confidence} is not a probability inside (0, 1)")
    return float(ndtri(0.5 + 0.5 * confidence))


def influence_estimate(influence: Influence, confidence: float = 0.95, degrees: float = math.inf) -> Estimate:
    """Estimate with the standard error that its influence values imply, and an interval that follows their skewness.

    Parameters
    ----------
    influence : Influence
        Value and influence values.
    confidence : float
        [probability]
    degrees : float
        Degrees of freedom of Student's law where the error itself rests on few paths; infinite for the normal law. [1]

    Returns
    -------
    Estimate
        Standard error = standard deviation of the influence values / √paths (law of large numbers, delta
        method). The interval is the normal one corrected for skewness: where few paths make most of a figure it
        reaches further up than down, since those that are missing are missed most of the time.

    Notes
    -----
    Source: Hall, P. (1992), On the removal of skewness by transformation, J. Royal Statistical Society B 54. The
    skewness of the mean counts up to 0.9 divided by the normal score, since his transformation hardly rises where it is
    larger. Intervals of what ten lognormal paths make up then cover 95 %.

    Examples
    --------
    >>> few = influence_estimate(Influence(1.0, np.array([-1.0] * 9 + [9.0])))
    >>> round(few.standard_error, 2), round(few.lower, 2), round(few.upper, 2)
    (1.0, -0.51, 4.91)
    """
    score = normal_score(confidence)
    if 0.0 < degrees < math.inf:
        score = float(stdtrit(degrees, 0.5 + 0.5 * confidence))
    if math.isnan(influence.value):
        return Estimate(math.nan, math.nan, math.nan, math.nan, confidence)
    error, skewness = _error_and_skewness(influence.values)
    steepest = _LARGEST_PRODUCT / score
    skewness = min(max(skewness, -steepest), steepest)
    lower = influence.value - error * _score_before_transformation(score, skewness)
    upper = influence.value - error * _score_before_transformation(-score, skewness)
    return Estimate(influence.value, error, lower, upper, confidence)


EstimateOrCurve = TypeVar("EstimateOrCurve", Estimate, Estimates)


def within(estimate: EstimateOrCurve, lowest: float = -math.inf, highest: float = math.inf) -> EstimateOrCurve:
    """Estimate whose interval keeps to what is possible: the normal law knows no bounds.

    Parameters
    ----------
    estimate : Estimate or Estimates
        [unit of the measure]
    lowest, highest : float
        Values that the measure cannot leave. [unit of the measure]

    Returns
    -------
    Estimate or Estimates
        Value and standard error as they are; the interval loses no true value. A bound that the paths do not give
        stays infinite, and an interval holds its value also where likelihood ratios lead that out of the range.

    Examples
    --------
    >>> within(Estimate(119.9, 0.1, 119.7, 120.1), 0.0, 120.0).upper
    120.0
    """
    low, high = np.minimum(estimate.value, lowest), np.maximum(estimate.value, highest)
    lower, upper = (
        np.where(np.isinf(bound), bound, np.clip(bound, low, high)) for bound in (estimate.lower, estimate.upper)
    )
    if isinstance(estimate, Estimate):
        return estimate._replace(lower=float(lower), upper=float(upper))
    return estimate._replace(lower=lower, upper=upper)


def _error_and_skewness(influence: FloatArray) -> tuple[float, float]:
    """Standard error and skewness of the mean of the values; infinite and 0 where they show no error."""
    paths = influence.size
    if paths < 2 or not np.isfinite(influence).all():
        return math.inf, 0.0
    deviation = influence - influence.mean()
    square = deviation * deviation
    second = float(square.mean())
    if second == 0.0:
        return 0.0, 0.0
    third = float((square * deviation).mean())
    return math.sqrt(second / (paths - 1)), third / second**1.5 / math.sqrt(paths)


def _score_before_transformation(score: float, skewness: float) -> float:
    """Value of (estimate − truth) / standard error that Hall's transformation takes to a normal score.

    The transformation T + γT²/3 + γ²T³/27 + γ/6 of that ratio T, γ the skewness of the mean, is nearly normal.
    """
    if abs(skewness) < 1e-9:
        return score
    return 3.0 / skewness * float(np.cbrt(1.0 + skewness * (score - skewness / 6.0)) - 1.0)
