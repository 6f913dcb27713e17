"""Samples and their weights: plain paths, self-normalised weights, likelihood ratios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fundsim.metrics.estimate import FloatArray, Influence


@dataclass(frozen=True, slots=True)
class LikelihoodRatios:
    """Weights whose mean is known to be one: dP/dQ of paths drawn from an importance law Q.

    Estimates divide by the number of paths and are unbiased; with ratios that are small in the tail they are
    far sharper there than self-normalised weights, and less sharp in the bulk.

    Parameters
    ----------
    values : array (paths,)
        Likelihood ratios, 0 or above. [1]

    Notes
    -----
    Source: Glasserman, P. (2003), Monte Carlo Methods in Financial Engineering, section 4.6.
    """

    values: ArrayLike


Weights = ArrayLike | LikelihoodRatios
"""Weights of paths: an array (self-normalised, known up to a factor) or `LikelihoodRatios`."""


class Weighting(NamedTuple):
    """Checked weights of a sample.

    Parameters
    ----------
    ratios : array (paths,)
        Weights scaled to mean one, or likelihood ratios as they are. [1]
    unbiased : bool
        Likelihood ratios: their mean one is known, not imposed.
    plain : bool
        All ratios are one: independent paths of the law itself.
    """

    ratios: FloatArray
    unbiased: bool
    plain: bool


def checked_sample(values: ArrayLike, name: str = "x") -> FloatArray:
    """One number per path, as an array of doubles.

    Parameters
    ----------
    values : array (paths,)
        Values to check. [any unit]
    name : str
        Name for the error message.

    Returns
    -------
    array (paths,)
        [same unit]

    Raises
    ------
    ValueError
        If there is not exactly one finite number for each of at least one path.
    """
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or sample.size == 0:
        raise ValueError(f"{name}: shape {sample.shape} is not (paths,) with at least one path")
    if not np.isfinite(sample).all():
        raise ValueError(f"{name}: {np.count_nonzero(~np.isfinite(sample))} values are not finite")
    return sample


def checked_weights(weights: Weights | None, paths: int) -> Weighting:
    """Weights of a sample, checked and scaled.

    Parameters
    ----------
    weights : array (paths,), LikelihoodRatios or None
        None: every path counts the same. [1]
    paths : int
        Number of paths.

    Returns
    -------
    Weighting
        Equal weights come out as plain, so that they give the same answers as none.

    Raises
    ------
    ValueError
        If there is not one finite weight, 0 or above, for each path, or if all are 0.
    """
    if weights is None:
        return Weighting(np.ones(paths), unbiased=False, plain=True)
    unbiased = isinstance(weights, LikelihoodRatios)
    ratios = checked_sample(weights.values if isinstance(weights, LikelihoodRatios) else weights, "weights")
    if ratios.size != paths:
        raise ValueError(f"weights: {ratios.size} weights for {paths} paths")
    if ratios.min() < 0.0 or ratios.max() == 0.0:
        raise ValueError("weights: must be 0 or above, and above 0 for some path")
    if ratios.min() == ratios.max() and (not unbiased or ratios[0] == 1.0):
        return Weighting(np.ones(paths), unbiased=False, plain=True)
    return Weighting(ratios if unbiased else ratios / ratios.mean(), unbiased, plain=False)


def expectation(values: FloatArray, weighting: Weighting) -> Influence:
    """Weighted mean with its influence values.

    Parameters
    ----------
    values : array (paths,)
        [any unit]
    weighting : Weighting
        Checked weights.

    Returns
    -------
    Influence
        Self-normalised: r·(x − mean); likelihood ratios: r·x − mean. [same unit]
    """
    weighted = weighting.ratios * values
    mean = float(weighted.mean())
    return Influence(mean, weighted - mean * (1.0 if weighting.unbiased else weighting.ratios))


def effective_sample_size(weights: Weights | None, paths: int) -> float:
    """Number of plain paths that would give a mean of the same error, if weight and value were independent.

    Parameters
    ----------
    weights : array (paths,), LikelihoodRatios or None
        [1]
    paths : int
        Number of paths.

    Returns
    -------
    float
        (Σw)²/Σw², between 1 and the number of paths. [paths]

    Notes
    -----
    Source: Kish, L. (1965), Survey Sampling. A guide for the bulk of the law: in a tail that the importance
    law was made for, the true precision is higher; the standard errors say it.

    Examples
    --------
    >>> effective_sample_size([1.0, 1.0, 2.0], 3)
    2.6666666666666665
    """
    ratios = checked_weights(weights, paths).ratios
    return float(ratios.sum() ** 2 / np.square(ratios).sum())
