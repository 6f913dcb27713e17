"""Quantile bands over paths, from counts on a fixed grid: exact to the grid, in any order, in bounded memory.

The grid is logarithmic, read off the bits of the number: 256 cells per doubling, so a quantile is exact to 0.2 %
(64 cells and 0.8 % where many months and fund sizes would take too much memory).
Means come from integer sums, so that they too do not depend on the order of paths.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.counting import count_cells
from fundsim.simulation.moments import Sums

FINE, COARSE = 8, 6  # bits of the mantissa that tell cells apart
MANY = 3000  # months times fund sizes, or townships, above which cells are coarse
SMALLEST = -20  # 2^-20 and below count as zero
Floats = NDArray[np.float64]


class Cells(NamedTuple):
    """Cells that some paths fell into: of which quantity, how many paths, middle of the cell."""

    column: NDArray[np.int64]
    paths: NDArray[np.int32]
    value: Floats


class Bands:
    """Counts and sums of quantities over all paths seen so far.

    Parameters
    ----------
    shape : tuple of int
        Quantities of a path, such as (fund size, month).
    largest : float
        Bound of the quantities; larger values count as the bound.
    paths : int
        Paths that will be seen, for the resolution of the sums.
    coarse : bool
        Whether cells are wide, to save memory.
    """

    def __init__(self, shape: tuple[int, ...], largest: float, paths: int, *, coarse: bool = False) -> None:
        bits = COARSE if coarse else FINE
        self.shape = shape
        self.shift = 52 - bits
        self.largest = largest
        self.first = (SMALLEST + 1023) << bits
        self.cells = int(np.float64(largest).view(np.int64) >> self.shift) - self.first + 2
        self.sums = Sums(shape, largest, paths)
        self.counts = np.zeros((int(np.prod(shape)), self.cells), np.int32)
        self._occupied: Cells | None = None

    def add(self, values: Floats) -> None:
        """Count the values of a block, (path, ...)."""
        values = np.ascontiguousarray(values).reshape(len(values), len(self.counts))
        self.sums.add(values)
        count_cells(values.view(np.int64), self.shift, self.first, self.counts)
        self._occupied = None

    def mean(self) -> Floats:
        """Mean over paths."""
        return self.sums.mean()

    def standard_deviation(self) -> Floats:
        """Standard deviation over paths, exact to the grid; zero where all paths share a cell."""
        columns = len(self.counts)
        column, paths, value = self._cells()
        total = np.maximum(np.bincount(column, paths, columns), 1.0)
        mean = np.bincount(column, paths * value, columns) / total
        square = np.bincount(column, paths * np.square(value - mean[column]), columns)
        return np.asarray(np.sqrt(square / total)).reshape(self.shape)

    def quantiles(self, levels: tuple[float, ...]) -> Floats:
        """Smallest values with at least ``level`` of the paths at or below; levels stand before the last dimension."""
        column, paths, value = self._cells()
        if not len(column):
            return np.zeros((*self.shape[:-1], len(levels), self.shape[-1]))
        seen = np.bincount(column, paths, len(self.counts))
        before = np.cumsum(seen) - seen
        wanted = [before + np.ceil(level * seen - 1e-9) for level in levels]
        found = value[np.searchsorted(np.cumsum(paths), np.array(wanted))]
        return np.moveaxis(found.reshape(len(levels), *self.shape), 0, -2)

    def _cells(self) -> Cells:
        """Cells that some paths fell into, by column and value."""
        if self._occupied is None:
            used = np.flatnonzero(self.counts.max(axis=0))
            low, high = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
            column, cell = np.nonzero(self.counts[:, low:high] > 0)
            cell += low
            self._occupied = Cells(column, self.counts[column, cell], self._value(cell))
        return self._occupied

    def _value(self, cell: NDArray[np.int64]) -> Floats:
        """Middle of a cell."""
        lower = ((cell - 1 + self.first) << self.shift).view(np.float64)
        upper = ((cell + self.first) << self.shift).view(np.float64)
        return np.where(cell == 0, 0.0, 0.5 * (lower + upper))
