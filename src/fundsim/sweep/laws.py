"""Sampled points: Latin hypercubes and Sobol nets over the laws of a sweep file."""

from __future__ import annotations

import math

import numpy as np
import scipy.stats
from numpy.typing import NDArray
from scipy.stats import qmc

from fundsim.sweep.design import Beta, Law, Lognormal, LogUniform, Normal, Sample, Triangular, Uniform, WholeNumbers

Floats = NDArray[np.float64]


def sampled_values(sample: Sample, seed: int) -> dict[str, list[float | int]]:
    """Values of every sampled key, one for each point.

    Parameters
    ----------
    sample : Sample
        Method, number of points, laws.
    seed : int
        The same seed gives the same points.

    Returns
    -------
    dict of list
        By dotted key. [unit of the key]

    Notes
    -----
    A Latin hypercube has one point in each of ``points`` equally likely slices of every law (McKay, Beckman and
    Conover, 1979); a scrambled Sobol net also fills the corners evenly (Owen, 1995).

    Examples
    --------
    >>> law = {"law": "uniform", "low": 0.0, "high": 1.0}
    >>> sample = Sample.model_validate({"points": 4, "of": {"correlation.county": law}})
    >>> sorted(int(4 * value) for value in sampled_values(sample, seed=1)["correlation.county"])
    [0, 1, 2, 3]
    """
    generator = np.random.default_rng(seed)
    if sample.method == "sobol":
        cube = qmc.Sobol(len(sample.of), scramble=True, rng=generator).random(sample.points)
        cube = np.clip(cube, np.finfo(float).tiny, 1.0 - np.finfo(float).epsneg)
    else:
        cube = qmc.LatinHypercube(len(sample.of), rng=generator).random(sample.points)
    return {
        key: [int(value) if isinstance(law, WholeNumbers) else float(value) for value in law_quantile(law, column)]
        for (key, law), column in zip(sample.of.items(), cube.T, strict=True)
    }


def law_quantile(law: Law, probability: Floats) -> Floats:
    """Quantiles of a law.

    Parameters
    ----------
    law : Law
        One of the laws that a sweep file can name.
    probability : array (points,)
        Inside (0, 1). [probability]

    Returns
    -------
    array (points,)
        [unit of the law]
    """
    match law:
        case Uniform():
            return law.low + (law.high - law.low) * probability
        case LogUniform():
            return np.asarray(law.low * (law.high / law.low) ** probability)
        case WholeNumbers():
            return np.asarray(law.low + np.floor((law.high - law.low + 1) * probability))
        case Triangular():
            width = law.high - law.low
            return np.asarray(scipy.stats.triang.ppf(probability, (law.mode - law.low) / width, law.low, width))
        case Normal():
            return np.asarray(scipy.stats.norm.ppf(probability, law.mean, law.standard_deviation))
        case Lognormal():
            variance = math.log1p((law.standard_deviation / law.mean) ** 2)
            centre = law.mean * math.exp(-0.5 * variance)
            return np.asarray(scipy.stats.lognorm.ppf(probability, math.sqrt(variance), scale=centre))
        case Beta():
            size = law.mean * (1.0 - law.mean) / law.standard_deviation**2 - 1.0
            return np.asarray(scipy.stats.beta.ppf(probability, law.mean * size, (1.0 - law.mean) * size))
