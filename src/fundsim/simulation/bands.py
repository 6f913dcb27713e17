"""Quantile bands over paths, from counts on a fixed grid: exact to the grid, in any order, in bounded memory.

The grid is logarithmic, read off the bits of the number: 256 cells per doubling, so a quantile is exact to 0.2 %
(64 cells and 0.8 % where many months and fund sizes would take too much memory).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.numerics.counting import count_cells, read_cells

FINE, COARSE = 8, 6  # bits of the mantissa that tell cells apart
MANY = 3000  # months times fund sizes, or townships, above which cells are coarse
SMALLEST = -20  # 2^-20 and below count as zero
Floats = NDArray[np.float64]


class Bands:
    """Counts of quantities over all paths seen so far.

    Parameters
    ----------
    shape : tuple of int
        Quantities of a path, such as (month, fund size); those of a month often have one value for all fund sizes.
    largest : float
        Bound of the quantities; whoever adds them sees that they keep it.
    coarse : bool
        Whether cells are wide, to save memory.
    """

    def __init__(self, shape: tuple[int, ...], largest: float, *, coarse: bool = False) -> None:
        bits = COARSE if coarse else FINE
        self.shape, self.paths = shape, 0
        self.shift = 52 - bits
        self.first = (SMALLEST + 1023) << bits
        self.cells = int(np.float64(largest).view(np.int64) >> self.shift) - self.first + 2
        groups, members = shape[0], int(np.prod(shape[1:]))
        self.shared = np.zeros((groups, self.cells), np.int32)
        self.counts = np.zeros((groups, members, self.cells), np.int32)  # memory is taken only where it is touched
        self.spans = np.repeat([[self.cells], [-1]], groups * members, axis=1)

    def add(self, values: Floats) -> None:
        """Count the values of a block, (path, ...)."""
        values = np.ascontiguousarray(values).reshape(len(values), *self.counts.shape[:2])
        count_cells(values.view(np.int64), self.shift, self.first, self.shared, self.counts, self.spans)
        self.paths += len(values)

    def quantiles(self, levels: Sequence[float], place: float = 0.5) -> Floats:
        """Smallest values with at least ``level`` of the paths at or below, at rising levels.

        Levels stand before the last dimension. Values are read in the middles of their cells; a place of 0 or 1 reads
        the lower or upper end, for bounds that must not be on the wrong side.
        """
        quantiles = np.zeros((self.spans.shape[1], len(levels)))
        read_cells(self.shared, self.counts, self.spans, self.paths, self._values(place), np.array(levels), quantiles)
        by_level = np.moveaxis(quantiles.reshape(*self.shape, len(levels)), -1, -2)
        return np.ascontiguousarray(by_level)

    def _values(self, place: float) -> Floats:
        """What a number in each cell is taken for; zero in the first."""
        bounds = ((np.arange(self.cells + 1) - 1 + self.first) << self.shift).view(np.float64)
        values = (1.0 - place) * bounds[:-1] + place * bounds[1:]
        values[0] = 0.0
        return np.asarray(values)
