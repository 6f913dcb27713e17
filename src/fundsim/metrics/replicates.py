"""Errors of samples that are more even than chance: from the scatter of their independent repetitions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from fundsim.metrics.estimate import Estimate, Estimates, FloatArray
from fundsim.metrics.quantiles import is_order_statistic


def replicated_estimate(
    estimator: Callable[..., Estimate | Estimates], replicate: NDArray[np.int64], *samples: FloatArray
) -> Estimate | Estimates:
    """Estimate from paths in independent repetitions, such as scrambled Sobol nets.

    Parameters
    ----------
    estimator : callable
        Takes one array (paths,) for each sample; its own errors assume independent paths.
    replicate : array (paths,)
        Repetition that each path belongs to.
    samples : array (paths,)
        [any unit]

    Returns
    -------
    Estimate or Estimates
        The estimator's value; its standard error and interval scaled to what the repetitions show. Where they show
        nothing (no event in any of them) those of independent paths stand, which are too wide. [unit of the measure]

    Notes
    -----
    Quantiles keep the binomial interval of independent paths: the jackknife fails where a figure is one of the paths.
    Jackknife over repetitions: s² = (R − 1)/R · Σ (θ₋ᵣ − θ̄)², θ₋ᵣ the estimate without repetition r, with Student's
    quantile for R − 1 degrees of freedom. Source: Shao and Tu (1995), The Jackknife and Bootstrap, section 2.3.
    """
    whole = estimator(*samples)
    present = np.unique(replicate)
    if present.size < 3 or is_order_statistic(estimator):
        return whole
    without = [estimator(*(sample[replicate != one] for sample in samples)).value for one in present]
    error = _jackknife_error(np.array(without))
    plain = np.asarray(whole.standard_error)
    known = np.isfinite(error) & np.isfinite(plain) & (error > 0.0) & (plain > 0.0)
    scale = np.where(known, error / np.where(known, plain, 1.0), 1.0)
    wider = scale * np.where(known, _student_score(whole.confidence, present.size - 1), 1.0)
    lower = whole.value - (whole.value - whole.lower) * wider
    upper = whole.value + (whole.upper - whole.value) * wider
    if isinstance(whole, Estimate):
        return Estimate(whole.value, float(plain * scale), float(lower), float(upper), whole.confidence)
    return Estimates(whole.value, plain * scale, lower, upper, whole.confidence)


def _jackknife_error(without: FloatArray) -> FloatArray:
    count = without.shape[0]
    error: FloatArray = np.sqrt((count - 1) / count * np.square(without - without.mean(axis=0)).sum(axis=0))
    return error


def _student_score(confidence: float, degrees: int) -> float:
    """Student's quantile in units of the normal one."""
    level = 0.5 + 0.5 * confidence
    return float(stdtrit(degrees, level) / ndtri(level))
