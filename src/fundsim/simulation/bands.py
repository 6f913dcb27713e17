"""Quantile bands over paths, from counts on a fixed grid: exact to the grid, in any order, in bounded memory.

The grid is logarithmic, read off the bits of the number: 256 cells per doubling, so a quantile is exact to 0.2 %
(64 cells and 0.8 % where many months and fund sizes would take too much memory).
Means come from integer sums, so that they too do not depend on the order of paths.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.counting import count_cells

FINE, COARSE = 8, 6  # bits of the mantissa that tell cells apart
MANY_MONTHS = 3000  # months times fund sizes above which cells are coarse
SMALLEST = -20  # 2^-20 and below count as zero
Floats = NDArray[np.float64]


class Bands:
    """Counts and sums of one monthly quantity over all paths seen so far.

    Parameters
    ----------
    months : int
        Length of the horizon.
    largest : float
        Bound of the quantity; larger values count as the bound.
    paths : int
        Paths that will be seen, for the resolution of the sums.
    sizes : int
        Fund sizes that are kept beside this one.
    """

    def __init__(self, months: int, largest: float, paths: int, sizes: int = 1) -> None:
        bits = FINE if months * sizes <= MANY_MONTHS else COARSE
        self.shift = 52 - bits
        self.largest = largest
        self.first = (SMALLEST + 1023) << bits
        self.cells = int(np.float64(largest).view(np.int64) >> self.shift) - self.first + 2
        self.counts = np.zeros((months, self.cells), np.int32)
        self.sums = np.zeros(months, np.int64)
        self.unit = 2.0 ** np.floor(np.log2(largest * paths / 2.0**61))

    def add(self, values: Floats) -> None:
        """Count the values of a block, (path, month)."""
        values = np.ascontiguousarray(values)
        bits = values.view(np.int64)
        count_cells(values, bits, self.largest, self.shift, self.first, self.unit, self.counts, self.sums)

    def mean(self) -> Floats:
        """Mean over paths, by month."""
        return np.asarray(self.sums * self.unit / np.maximum(self.counts[0].sum(), 1))

    def standard_deviation(self) -> Floats:
        """Standard deviation over paths, by month, exact to the grid; zero where all paths share a cell."""
        months = self.counts.shape[0]
        month, cell = np.nonzero(self.counts)
        paths, value = self.counts[month, cell], self.cell_value(cell)
        total = np.maximum(np.bincount(month, paths, months), 1.0)
        mean = np.bincount(month, paths * value, months) / total
        square = np.bincount(month, paths * np.square(value - mean[month]), months)
        return np.asarray(np.sqrt(square / total))

    def cell_value(self, cell: NDArray[np.int64]) -> Floats:
        """Middle of a cell."""
        low = ((cell - 1 + self.first) << self.shift).view(np.float64)
        high = ((cell + self.first) << self.shift).view(np.float64)
        return np.where(cell == 0, 0.0, 0.5 * (low + high))

    def quantiles(self, levels: tuple[float, ...]) -> Floats:
        """Smallest values with at least ``level`` of the paths at or below: (quantile, month)."""
        month, cell = np.nonzero(self.counts)
        if not len(cell):
            return np.zeros((len(levels), self.counts.shape[0]))
        cumulated = np.cumsum(self.counts[month, cell])
        paths = self.counts.sum(axis=1)
        before = np.cumsum(paths) - paths
        wanted = [before + np.ceil(level * paths - 1e-9) for level in levels]
        return self.cell_value(cell[np.searchsorted(cumulated, np.array(wanted))])
