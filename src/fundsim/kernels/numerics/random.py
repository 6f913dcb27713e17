"""Keyed random draws: any draw can be computed alone from (seed, path, purpose, entity, first, second).

A counter-based generator: a path key is mixed from seed and path, a purpose key from path key and purpose, and
a draw from the purpose key and a counter made of the entity and two small numbers. Keys are mixed before counters
are added, because unmixed keys make neighbouring seeds shifted copies of each other. Mixing is the finaliser of
SplitMix64 (Steele, Lea, Flood 2014; Stafford's variant 13).
"""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.purposes import (
    GOLDEN,
    LARGEST_UNIFORM,
    MIX_1,
    MIX_2,
    PURPOSE_STEP,
    S11,
    S27,
    S30,
    S31,
    S32,
    S48,
    TWO_POW_MINUS_53,
)


@kernel
def mix64(z: np.uint64) -> np.uint64:
    """Bijective mixing of 64 bits."""
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    return z ^ (z >> S31)


@kernel
def path_key(seed: int, path: int) -> np.uint64:
    """Key of one path of one seed.

    Parameters
    ----------
    seed, path : int
        Non-negative numbers.

    Returns
    -------
    np.uint64
        Mixed key.
    """
    return mix64(mix64(np.uint64(seed)) + np.uint64(path) * GOLDEN)


@kernel
def purpose_key(key: np.uint64, purpose: int) -> np.uint64:
    """Key of one purpose (a row of the module's table) on one path."""
    return mix64(key + np.uint64(purpose) * PURPOSE_STEP)


@kernel
def named_key(key: np.uint64, purpose: int, name: int) -> np.uint64:
    """Key of one purpose on one path for what a scenario file names, by the number of its name."""
    return mix64(purpose_key(key, purpose) + np.uint64(name) * GOLDEN)


@kernel
def uniform(key: np.uint64, entity: int, first: int, second: int) -> float:
    """Uniform draw in the open interval (0, 1) for a counter below a purpose key.

    Parameters
    ----------
    key : np.uint64
        Purpose key.
    entity : int
        Below 2^32.
    first, second : int
        Below 2^16 each.

    Returns
    -------
    float
        A multiple of 2^-53 plus 2^-54, never 0 or 1.
    """
    counter = np.uint64(entity) + (np.uint64(first) << S32) + (np.uint64(second) << S48)
    return min((np.float64(mix64(key + counter * GOLDEN) >> S11) + 0.5) * TWO_POW_MINUS_53, LARGEST_UNIFORM)


@kernel
def exponential(key: np.uint64, entity: int, first: int, second: int) -> float:
    """Unit-exponential draw: the default budget of a loan's spell, ``-log(1 - u)``."""
    return -math.log1p(-uniform(key, entity, first, second))
