"""The course of a few paths, month by month, which bands over all paths do not show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.results import SAMPLE_PATHS
from fundsim.simulation.block_variables import size_first


def sample_numbers(n_paths: int, usual: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Numbers of the paths to keep: the first of those that need no weights, whatever becomes of them."""
    counted = np.arange(n_paths) if usual is None else np.flatnonzero(usual)
    return counted[:SAMPLE_PATHS]


class SamplePaths:
    """Month-end balances of a few paths.

    Parameters
    ----------
    numbers : array (sample path,)
        Numbers of these paths.
    months, sizes : int
        Months and fund sizes of the run.
    """

    def __init__(self, numbers: NDArray[np.int64], months: int, sizes: int) -> None:
        self.numbers = numbers
        self.balance = np.zeros((sizes, numbers.size, months))  # [CNY]

    def add(self, first: int, balance: NDArray[np.float64]) -> None:
        """Take those of a block whose paths start at ``first``; ``balance`` (path, month, fund size)."""
        here = (self.numbers >= first) & (self.numbers < first + len(balance))
        self.balance[:, here] = size_first(balance[self.numbers[here] - first])
