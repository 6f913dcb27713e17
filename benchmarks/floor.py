"""The arithmetic floor of W1: one random number for each loan, the hazards of all buckets and months, and no more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from benchmarks import county as w1
from benchmarks.county import County, Floats
from numba import njit
from scipy.special import log_ndtr

BLOCK = 64
NODES, START, STEP = 8192, -7.0, 14.0 / 8192
TABLE = -log_ndtr(-(START + STEP * np.arange(NODES + 1)))  # -log(1 - Φ(x))
GOLDEN, MIX_1, MIX_2 = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
S11, S27, S30, S31 = (np.uint64(n) for n in (11, 27, 30, 31))
compiled = njit(nogil=True, error_model="numpy")


@compiled
def word(key: np.uint64, counter: int) -> np.uint64:
    """Random word from a key and a counter (SplitMix64)."""
    z = key + np.uint64(counter) * GOLDEN
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    return z ^ (z >> S31)


@compiled
def run_block(score: Floats, loans: int, first: int, paths: int) -> float:
    """Sum of what was computed, so that nothing is left out."""
    cumulative, total = np.zeros(score.size), 0.0
    for path in range(first, first + paths):
        key = word(np.uint64(0), path)
        cumulative[:] = 0.0
        for month in range(w1.MONTHS):
            index = 1e-3 * month
            for bucket in range(score.size):
                position = (score[bucket] + index - START) / STEP
                node = np.int32(position)
                low = TABLE[node]
                cumulative[bucket] += low + (position - node) * (TABLE[node + 1] - low)
        seen = np.uint64(0)
        for loan in range(loans):
            seen += word(key, loan) >> S11
        total += cumulative[0] + np.float64(seen)
    return total


def simulate(county: County, paths: int, threads: int = 2) -> None:
    """Compute what no simulation by one draw per loan can do without, on several threads.

    Parameters
    ----------
    county : County
        Portfolio.
    paths, threads : int
        Paths in all, threads.
    """
    with ThreadPoolExecutor(threads) as pool:
        starts = range(0, paths, BLOCK)
        for _ in pool.map(lambda start: run_block(county.score, county.principal.size, start, BLOCK), starts):
            pass
