"""Exact laws that several theories share: mixtures over factors, sums of independent defaults."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

Floats = NDArray[np.float64]


@lru_cache(maxsize=8)
def normal_nodes(count: int = 120) -> tuple[Floats, Floats]:
    """Nodes and weights of a standard normal variable (Gauss and Hermite)."""
    nodes, weights = special.roots_hermitenorm(count)
    return nodes, weights / weights.sum()


@lru_cache(maxsize=8)
def mixing_nodes(degrees: float, count: int = 120) -> tuple[Floats, Floats]:
    """Nodes and weights of Student's mixing variable ``√(χ²_ν/ν)`` (Gauss and Legendre)."""
    largest = np.sqrt(stats.chi2.isf(1e-16, degrees) / degrees)
    nodes, weights = special.roots_legendre(count)
    w = (nodes + 1.0) * largest / 2.0
    density = 2.0 * degrees * w * stats.chi2.pdf(degrees * w**2, degrees)
    mass = weights * largest / 2.0 * density
    return w, mass / mass.sum()


def conditional(probability: ArrayLike, index: ArrayLike, correlation: float) -> Floats:
    """Default probability given the systematic index S: ``Φ((Φ⁻¹(p) + S)/√(1 − ρ))``."""
    score = stats.norm.ppf(np.asarray(probability, float)) + np.asarray(index, float)
    return np.asarray(special.ndtr(score / np.sqrt(1.0 - correlation)))


def conditional_t(
    probability: float, index: ArrayLike, mixing: ArrayLike, correlation: float, degrees: float
) -> Floats:
    """The same under Student's copula: ``Φ((t_ν⁻¹(p)·w + S)/√(1 − ρ))``."""
    score = stats.t.ppf(probability, degrees) * np.asarray(mixing) + np.asarray(index, float)
    return np.asarray(special.ndtr(score / np.sqrt(1.0 - correlation)))


def binomials(loans: int, probability: ArrayLike) -> Floats:
    """Binomial laws of the number of defaults, one more axis at the end: (..., loans + 1)."""
    chance = np.asarray(probability, float)[..., None]
    return np.asarray(stats.binom.pmf(np.arange(loans + 1), loans, chance))


def poisson_binomial(probabilities: Iterable[float]) -> Floats:
    """Law of the number of defaults among independent loans of different probabilities."""
    law = np.ones(1)
    for chance in probabilities:
        law = np.convolve(law, [1.0 - chance, chance])
    return law


def sums(first: Floats, second: Floats) -> Floats:
    """Laws of sums of independent counts, along the last axis."""
    shape = (*np.broadcast_shapes(first.shape[:-1], second.shape[:-1]), first.shape[-1] + second.shape[-1] - 1)
    law = np.zeros(shape)
    for count in range(first.shape[-1]):
        law[..., count : count + second.shape[-1]] += first[..., count, None] * second
    return law


@lru_cache(maxsize=256)
def joint_default(first: float, second: float, correlation: float) -> float:
    """Probability that two borrowers both default: bivariate normal with the correlation of their fates."""
    if correlation == 0.0:
        return first * second
    nodes, weights = normal_nodes(160)
    load = np.sqrt(abs(correlation))
    one = conditional(first, load * nodes, abs(correlation))
    other = conditional(second, np.sign(correlation) * load * nodes, abs(correlation))
    return float(weights @ (one * other))


def with_odds(probability: float, multiplier: float) -> float:
    """Probability whose odds are multiplied."""
    odds = multiplier * probability / (1.0 - probability)
    return odds / (1.0 + odds)


def within(annual: float, months: float) -> float:
    """Probability within so many months at a constant hazard: ``1 − (1 − p)^(n/12)``."""
    return float(1.0 - (1.0 - annual) ** (months / 12.0))


def law_of(amounts: ArrayLike, chances: ArrayLike) -> dict[float, float]:
    """Law of an amount from its values in all cases and the chances of the cases; equal values are one."""
    values, index = np.unique(np.round(np.ravel(amounts), 3), return_inverse=True)
    mass = np.bincount(index.ravel(), np.ravel(chances))
    return dict(zip(values.tolist(), mass.tolist(), strict=True))
