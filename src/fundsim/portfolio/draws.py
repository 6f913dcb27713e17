"""Keyed draws of the portfolio: numpy copies of ``fundsim.kernels.numerics.random`` that work on whole arrays.

What each draw of purpose PORTFOLIO is keyed by (the third number is the stream; each attribute has its own,
so that changing the law of one attribute leaves the draws of all others untouched):

=======================================  ===================  ======================  =====================
what is drawn                            entity               first                   second (stream)
=======================================  ===================  ======================  =====================
grade, principal, misuse                 loan slot            generation              attribute
order of villages within a township      village              0                       attribute
order of loans within a township         loan slot            0                       attribute
start of the allocation in a township    township or product  0                       attribute + STARTS
planned loans                            number in the month  month                   attribute + PLANNED
cover against a shock (named)            loan slot            generation              COVER
=======================================  ===================  ======================  =====================

Named: the key is mixed with the number of the shock's name, so that other shocks leave the cover as it is.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fundsim.kernels.numerics import purposes
from fundsim.portfolio.loan_book import Floats

Words = NDArray[np.uint64]
STARTS = 16  # offset of streams for the starts of allocations
PLANNED = 32  # offset of streams for planned loans


class Stream(IntEnum):
    """Attributes of a loan, each with draws of its own."""

    INDUSTRY = 0
    PRODUCT = 1
    SCHEDULE = 2
    VILLAGE = 3
    AGE = 4
    GRADE = 5
    PRINCIPAL = 6
    TOWNSHIP = 7
    TEMPLATE = 8
    MISUSE = 9
    CREDIT_VILLAGE = 10
    COVER = 11


def _words(numbers: ArrayLike) -> Words:
    """Numbers as an array of 64-bit words: unlike numpy's scalars, arrays wrap around without a warning."""
    return np.atleast_1d(np.asarray(numbers, dtype=np.uint64))


def mix64(z: Words) -> Words:
    """Bijective mixing of 64 bits, element by element; see ``fundsim.kernels.numerics.random.mix64``.

    Parameters
    ----------
    z : array of uint64
        Words.

    Returns
    -------
    array of uint64
        Mixed words, same shape.
    """
    z = (z ^ (z >> purposes.S30)) * purposes.MIX_1
    z = (z ^ (z >> purposes.S27)) * purposes.MIX_2
    return z ^ (z >> purposes.S31)


def portfolio_key(seed: int, path: int = 0) -> Words:
    """Key of the portfolio's draws.

    Parameters
    ----------
    seed : int
        Seed of the run, 0 to 2^64 - 1.
    path : int
        0 for the one portfolio that all paths share.

    Returns
    -------
    array (1,) of uint64
        Purpose key of PORTFOLIO.
    """
    path_key = mix64(mix64(_words(seed)) + _words(path) * purposes.GOLDEN)
    return mix64(path_key + _words(purposes.PORTFOLIO) * purposes.PURPOSE_STEP)


def name_number(name: str) -> int:
    """Number by which draws of something with a name in the scenario file are keyed.

    Parameters
    ----------
    name : str
        Dotted key, such as ``shocks.drought``.

    Returns
    -------
    int
        Below 2^63: the first bits of the name's SHA-256, so that no two names of a file share one in practice.
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


def named_key(key: Words, name: str) -> Words:
    """Key of the draws for what has a name in the scenario file, from that of their purpose.

    Parameters
    ----------
    key : array (1,) of uint64
        From ``portfolio_key``.
    name : str
        Dotted key, such as ``shocks.drought``.

    Returns
    -------
    array (1,) of uint64
        Mixed key.
    """
    return mix64(key + _words(name_number(name)) * purposes.GOLDEN)


def uniforms(key: Words, entity: ArrayLike, first: ArrayLike, second: int) -> Floats:
    """Uniform draws in the open interval (0, 1), one for each entity and first number (broadcast).

    Parameters
    ----------
    key : array (1,) of uint64
        From ``portfolio_key``.
    entity : array of int
        Below 2^32.
    first : array of int
        Below 2^16.
    second : int
        Stream, below 2^16.

    Returns
    -------
    array
        The same numbers as ``fundsim.kernels.numerics.random.uniform`` gives one by one.
    """
    counter = _words(entity) + (_words(first) << purposes.S32) + (_words(second) << purposes.S48)
    words = mix64(key + counter * purposes.GOLDEN) >> purposes.S11
    return np.minimum((words.astype(np.float64) + 0.5) * purposes.TWO_POW_MINUS_53, purposes.LARGEST_UNIFORM)
