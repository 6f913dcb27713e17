"""The static portfolio by other means: exactly by Fourier transform, by NumPy, and by peers that are installed."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from benchmarks.county import Floats
from numpy.polynomial.hermite_e import hermegauss
from numpy.random import default_rng
from scipy.special import ndtr, ndtri

import fundsim as fs
from fundsim.portfolio import build_loan_book

SCENARIO = str(Path(__file__).with_name("one_year.yaml"))
PROBABILITY, CORRELATION, LEVEL = 0.03, 0.1, 0.99
UNIT, LOG_POINTS = 5_000.0, 15  # lattice of the transforms: up to 45 % of the portfolio
BLOCK = 64


class Answers(NamedTuple):
    """Mean loss, probability of a loss beyond the 99 % point, expected shortfall beyond it."""

    mean: float
    probability: float
    shortfall: float


def principals(seed: int = 1) -> Floats:
    """Loans that fundsim draws for a seed. [CNY]"""
    return build_loan_book(fs.load_scenario(SCENARIO), seed=seed).principal[:, 0]


def conditional_probability(factor: Floats) -> Floats:
    """Probability of default given the factor."""
    return ndtr((ndtri(PROBABILITY) + math.sqrt(CORRELATION) * factor) / math.sqrt(1.0 - CORRELATION))


def on_lattice(principal: Floats) -> Floats:
    """Number of loans of 0, 1, 2 ... units; a loan between two is split so that its mean is kept."""
    low, part = np.divmod(principal / UNIT, 1.0)
    cells = int(low.max()) + 2
    low = low.astype(np.int64)
    return np.bincount(low, 1.0 - part, cells) + np.bincount(low + 1, part, cells)


def exact_density(principal: Floats, step: float = 0.05) -> Floats:
    """Probabilities of losses of 0, 1, 2 ... units: transforms given the factor, the factor by trapezoids.

    The conditional laws are so narrow that Gauss–Hermite nodes (``hermegauss``) as close as these would be as many;
    for smooth functions that vanish at both ends the trapezoidal rule is as exact.
    """
    number, points = on_lattice(principal), 2**LOG_POINTS
    wave = np.exp(-2j * np.pi * np.arange(points // 2 + 1) / points)
    factors = np.arange(-7.0, 7.0, step)
    weights = np.exp(-0.5 * factors**2)
    transform = np.zeros(wave.size, complex)
    for probability, weight in zip(conditional_probability(factors), weights / weights.sum(), strict=True):
        logarithm = np.zeros(wave.size, complex)
        for units in range(1, number.size):
            logarithm += number[units] * np.log1p(probability * (wave**units - 1.0))
        transform += weight * np.exp(logarithm)
    return np.fft.irfft(transform, points)


def quantile(density: Floats) -> float:
    """The 99 % point. [CNY]"""
    return UNIT * float(np.searchsorted(np.cumsum(density), LEVEL))


def answers_of_density(density: Floats, bad: float) -> Answers:
    """Answers from probabilities on the lattice."""
    loss = UNIT * np.arange(density.size)
    excess = np.maximum(loss - bad, 0.0)
    return Answers(
        float(density @ loss), float(density[loss > bad].sum()), float(bad + density @ excess / (1.0 - LEVEL))
    )


def answers_of_sample(loss: Floats, bad: float, weight: Floats | float = 1.0) -> tuple[Answers, Answers]:
    """Answers from simulated losses, and their standard errors; weights have mean 1."""
    excess = np.maximum(loss - bad, 0.0) / (1.0 - LEVEL)
    parts = (weight * loss, weight * (loss > bad), weight * excess)
    mean, probability, shortfall = (float(part.mean()) for part in parts)
    errors = (float(part.std(ddof=1)) / math.sqrt(loss.size) for part in parts)
    return Answers(mean, probability, bad + shortfall), Answers(*errors)


def bernoulli_block(principal: Floats, paths: int, seed: int) -> Floats:
    """One draw for each loan, in single precision."""
    rng = default_rng(seed)
    chance = conditional_probability(rng.standard_normal(paths)).astype(np.float32)
    draws = rng.random((paths, principal.size), np.float32)
    return (draws < chance[:, None]) @ principal.astype(np.float32)


def collective_block(principal: Floats, paths: int, seed: int) -> Floats:
    """The number of defaults, then so many loans drawn with replacement: the collective model of risk theory."""
    rng = default_rng(seed)
    number = rng.binomial(principal.size, conditional_probability(rng.standard_normal(paths)))
    path = np.repeat(np.arange(paths), number)
    return np.bincount(path, principal[rng.integers(0, principal.size, path.size)], paths)


def sampled(block: Any, principal: Floats, paths: int, threads: int = 2, first: int = 0) -> Floats:
    """Blocks of paths on several threads."""
    starts = range(first, first + paths, BLOCK)
    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(lambda start: block(principal, BLOCK, start), starts)))


def density_by_aggregate(principal: Floats, nodes: int = 64) -> Floats:
    """Transforms of the package ``aggregate``: a binomial number of claims at each Gauss–Hermite node.

    Its loans are drawn with replacement, and between so few nodes the law is a little rough.
    """
    from aggregate import build

    number = on_lattice(principal)[1:]
    sizes = " ".join(str(units + 1) for units in range(number.size))
    shares = " ".join(f"{share:.12f}" for share in number / number.sum())
    factors, weights = hermegauss(nodes)
    density = np.zeros(2**LOG_POINTS)
    for probability, weight in zip(conditional_probability(factors), weights / weights.sum(), strict=True):
        if weight > 1e-9:
            claims = f"{number.sum() * probability:.9f} claims"
            text = f"agg Year {claims} dsev [{sizes}] [{shares}] binomial {probability:.12f}"
            density += weight * build(text, log2=LOG_POINTS, bs=1).density_df.p_total.to_numpy()
    return density
