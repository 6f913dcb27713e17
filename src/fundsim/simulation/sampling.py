"""Draws of the leading factor: scrambled Sobol nets, strata, and a mixture of usual and worse times.

What repeats itself on most loans is the factor of the county (or province); its draws of all factor periods are one
normal vector. Every method looks at it along the direction in which all periods are equally bad, since losses add up
over time. All other draws stay keyed and plain.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from fundsim.kernels.arrays import Risk
from fundsim.kernels.arrays.codes import FROZEN
from fundsim.kernels.arrays.columns import COUNTY_ROW, PROVINCE_ROW
from fundsim.programme import Scenario
from fundsim.simulation.redrawing import redraws_portfolio

REPLICATES = 16  # independent repetitions, whose scatter gives the standard errors
SHIFT = 2.0
SMALLEST = 2.0**-54  # keeps uniforms inside (0, 1)
Floats = NDArray[np.float64]


class Draws(NamedTuple):
    """The leading factor's draws of a run.

    Parameters
    ----------
    method : str
        What was used: plain, sobol, stratified or importance.
    leading : array (paths, periods)
        Standard normal under the weights; no columns for plain paths. [1]
    replicate : array (paths,)
        Independent repetition that the path belongs to; empty where paths are independent.
    weight : array (paths,)
        Likelihood ratios; empty where all are one. [1]
    usual : array (paths,) of bool
        Paths that follow the law itself, without weights.
    """

    method: str
    leading: Floats
    replicate: NDArray[np.int64]
    weight: Floats
    usual: NDArray[np.bool_]


def drawn(scenario: Scenario, risk: Risk, n_paths: int, seed: int) -> Draws:
    """Draws of the leading factor by the scenario's method.

    Parameters
    ----------
    scenario : Scenario
        Its ``sampling`` tells the method.
    risk : Risk
        Loadings and periods.
    n_paths, seed : int
        Paths and seed of the run.

    Returns
    -------
    Draws
        Plain where no factor is shared by the county or province: then no method has anything to work on. `auto`
        is Sobol, but plain where every path has a portfolio of its own. It is never importance, which sharpens rare
        tails and nothing else, and leaves paths that count only with their weights.
    """
    method, periods = scenario.sampling.method, 1 if risk.persistence == FROZEN else risk.periods
    if method == "auto":
        method = "plain" if redraws_portfolio(scenario) else "sobol"
    if method == "plain" or not has_leading_factor(risk):
        return Draws("plain", np.empty((n_paths, 0)), np.empty(0, np.int64), np.empty(0), np.ones(n_paths, bool))
    generator = np.random.default_rng([seed, REPLICATES])
    if method == "importance":
        return mixture(n_paths, periods, scenario.sampling.shift or SHIFT, generator)
    replicate = np.arange(n_paths) % REPLICATES
    leading = np.empty((n_paths, periods))
    for number in range(min(REPLICATES, n_paths)):
        own = replicate == number
        points = stratified if method == "stratified" else sobol
        leading[own] = points(int(own.sum()), periods, generator)
    return Draws(method, leading, replicate, np.empty(0), np.ones(n_paths, bool))


def has_leading_factor(risk: Risk) -> bool:
    """Whether the county or the province has a factor that moves defaults."""
    return bool(max(risk.loading[PROVINCE_ROW], risk.loading[COUNTY_ROW]) > 0.0)


def along_all_periods(normals: Floats) -> Floats:
    """Rotate normal vectors so that their first coordinate becomes the (scaled) sum over all periods.

    Parameters
    ----------
    normals : array (paths, periods)
        [1]

    Returns
    -------
    array (paths, periods)
        As normal and as independent as before: reflection at the plane between the first axis and the diagonal
        (Householder). [1]

    Examples
    --------
    >>> along_all_periods(np.array([[2.0, 0.0, 0.0, 0.0]]))
    array([[1., 1., 1., 1.]])
    """
    periods = normals.shape[1]
    if periods == 1:
        return normals
    normal = np.full(periods, -1.0 / np.sqrt(periods))
    normal[0] += 1.0
    return np.asarray(normals - np.outer(normals @ normal, 2.0 * normal / (normal @ normal)))


def inside(uniforms: Floats) -> Floats:
    """Uniforms kept off 0 and 1, whose normal quantiles are infinite."""
    return np.clip(uniforms, SMALLEST, 1.0 - SMALLEST)


def sobol(points: int, periods: int, generator: np.random.Generator) -> Floats:
    """Normal vectors from a scrambled Sobol net.

    Parameters
    ----------
    points, periods : int
        Vectors and their length.
    generator : numpy.random.Generator
        Scrambles; a new net each time.

    Returns
    -------
    array (points, periods)
        The first so many points of the net: each is normal, together they are more even than chance. [1]

    Notes
    -----
    Source: Owen, A. B. (1998), Scrambling Sobol' and Niederreiter-Xing points, J. Complexity 14.
    """
    from scipy.stats import qmc  # takes a second to import

    net = qmc.Sobol(periods, scramble=True, rng=generator)
    return along_all_periods(ndtri(inside(net.random_base2(max(0, (points - 1).bit_length()))[:points])))


def stratified(points: int, periods: int, generator: np.random.Generator) -> Floats:
    """Normal vectors, one in each of equally likely strata of their sum.

    Parameters
    ----------
    points, periods : int
        Vectors and their length.
    generator : numpy.random.Generator
        Draws within strata.

    Returns
    -------
    array (points, periods)
        In random order. [1]

    Notes
    -----
    Source: Glasserman, P. (2003), Monte Carlo Methods in Financial Engineering, section 4.3.
    """
    normals = ndtri(inside(generator.random((points, periods))))
    normals[:, 0] = ndtri(inside((generator.permutation(points) + generator.random(points)) / points))
    return along_all_periods(normals)


def mixture(n_paths: int, periods: int, shift: float, generator: np.random.Generator) -> Draws:
    """Usual times on even paths, worse times on odd ones, weighted by the likelihood ratio of their mixture.

    Parameters
    ----------
    n_paths, periods : int
        Vectors and their length.
    shift : float
        How far the sum over all periods is moved. [standard deviations]
    generator : numpy.random.Generator
        Draws all vectors.

    Returns
    -------
    Draws
        No weight exceeds two: the variance of a mean with normalised weights, E[w(x − E x)²]/n, is at most about
        twice that of as many plain paths, whatever x is.

    Notes
    -----
    Weight ``1/(½ + ½·exp(μs − μ²/2))`` at the coordinate s (balance heuristic, Veach and Guibas 1995; defensive
    mixture, Hesterberg 1995).
    """
    normals = ndtri(inside(generator.random((n_paths, periods))))
    usual = np.arange(n_paths) % 2 == 0
    normals[~usual, 0] += shift
    worse = float((~usual).mean())
    weight = 1.0 / (1.0 - worse + worse * np.exp(shift * normals[:, 0] - 0.5 * shift * shift))
    return Draws("importance", along_all_periods(normals), np.empty(0, np.int64), weight, usual)
