"""Counting monthly values into the cells of a grid, for quantiles over paths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels._jit import entry_kernel
from fundsim.kernels.arrays import F1, F2, I1, I2


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


@entry_kernel
def cell_variances(counts: NDArray[np.int32], value: F1, variance: F1) -> None:
    """Variance of counted values, by month.

    Parameters
    ----------
    counts : array (month, cell) of int32
    value : array (cell,)
        Value that stands for each cell.
    variance : array (month,)
        Filled with the mean square deviation from the mean; zero without any count.
    """
    for month in range(counts.shape[0]):
        paths, total, spread = 0, 0.0, 0.0
        for cell in range(value.shape[0]):
            if counts[month, cell] > 0:
                paths += counts[month, cell]
                total += counts[month, cell] * value[cell]
        mean = total / max(paths, 1)
        for cell in range(value.shape[0]):
            if counts[month, cell] > 0:
                spread += counts[month, cell] * (value[cell] - mean) ** 2
        variance[month] = spread / max(paths, 1)
