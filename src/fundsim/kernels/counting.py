"""Counting monthly values into the cells of a grid, for quantiles over paths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels._jit import entry_kernel
from fundsim.kernels.arrays import F2, I1, I2


@entry_kernel
def count_cells(
    values: F2, bits: I2, largest: float, shift: int, first: int, unit: float, counts: NDArray[np.int32], sums: I1
) -> None:
    """Count the values of a block by cell, and sum them as integers, which no order of paths can change.

    Parameters
    ----------
    values : array (path, month)
        Numbers from 0 on; larger ones than ``largest`` count as that.
    bits : array (path, month)
        The same memory, read as integers.
    largest : float
    shift, first : int
        A value's cell is its bits shifted, less ``first``; 0 for zero and what is next to it.
    unit : float
        Unit of the sums.
    counts : array (month, cell) of int32
        Added to.
    sums : array (month,)
        Added to.
    """
    last = counts.shape[1] - 1
    for month in range(values.shape[1]):
        cells, total = counts[month], 0
        for path in range(values.shape[0]):
            cells[min(max((bits[path, month] >> shift) - first + 1, 0), last)] += 1
            total += round(min(values[path, month], largest) / unit)
        sums[month] += total
