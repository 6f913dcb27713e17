"""Counting values into the cells of a grid, and exact sums over paths, which no order of paths can change.

Loops instead of NumPy's functions of arrays: with those, loading compiled code would import half of SciPy.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import F1, F2, F4, I2, I4
from fundsim.kernels.compiling.jit import entry_kernel, kernel

APART = 16  # columns a cache line more than a power of two apart do not drive each other out of the cache


@entry_kernel
def count_cells(bits: I2, shift: int, first: int, counts: NDArray[np.int32], spans: I2) -> None:
    """Count the values of a block by cell.

    Parameters
    ----------
    bits : array (path, column)
        Numbers from 0 on, their memory read as integers.
    shift, first : int
        A value's cell is its bits shifted, less ``first``; 0 for zero and what is next to it.
    counts : array (column, cell) of int32
        Added to; what is beyond the last cell counts there.
    spans : array (column, 2)
        First and last cell in use, widened: nobody need look at the others.
    """
    last = counts.shape[1] - 1
    for column in range(bits.shape[1]):
        cells, lowest, highest = counts[column], spans[column, 0], spans[column, 1]
        for path in range(bits.shape[0]):
            cell = min(max((bits[path, column] >> shift) - first + 1, 0), last)
            cells[cell] += 1
            lowest, highest = min(lowest, cell), max(highest, cell)
        spans[column, 0], spans[column, 1] = lowest, highest


@entry_kernel
def read_cells(counts: NDArray[np.int32], spans: I2, values: F1, levels: F1, quantiles: F2) -> None:
    """Quantiles over paths from the counts of their cells.

    Parameters
    ----------
    counts : array (column, cell) of int32
        Paths in each cell.
    spans : array (column, 2)
        First and last cell in use.
    values : array (cell,)
        What a path in the cell has.
    levels : array (level,)
        In rising order, above 0.
    quantiles : array (column, level)
        Written: smallest values with at least ``level`` of the paths at or below.
    """
    for column in range(counts.shape[0]):
        cells = counts[column]
        paths, below, level = 0, 0, 0
        for cell in range(spans[column, 0], spans[column, 1] + 1):
            paths += cells[cell]
        for cell in range(spans[column, 0], spans[column, 1] + 1):
            if cells[cell] > 0:
                below += cells[cell]
                while level < len(levels) and below >= math.ceil(levels[level] * paths - 1e-9):
                    quantiles[column, level] = values[cell]
                    level += 1


@entry_kernel
def add_amounts(values: F2, unit: float, finer: float, sums: I2, highest: F1) -> None:
    """Add amounts of a block as whole numbers.

    Parameters
    ----------
    values : array (path, column)
    unit : float
        Unit of the sums, a power of two.
    finer : float
        Unit of what whole units leave over, a power of two; 0 where they are fine enough themselves.
    sums : array (part, column)
        Added to: whole units, and what they leave over.
    highest : array (column,)
        Raised to the highest amounts.
    """
    for path in range(values.shape[0]):
        for column in range(values.shape[1]):
            highest[column] = max(highest[column], values[path, column])
            if finer == 0.0:
                sums[0, column] += round(values[path, column] / unit)
            else:
                whole = math.floor(values[path, column] / unit)
                sums[0, column] += whole
                sums[1, column] += round((values[path, column] - whole * unit) / finer)


@entry_kernel
def add_products(values: F4, scale: float, bits: int, sums: I4, products: NDArray[np.int64]) -> None:
    """Add products of amounts of a block as whole numbers, each in two parts so that no sum is too long.

    Parameters
    ----------
    values : array (path, group, member, kind)
        Products are those of two members of the same group and kind.
    scale : float
        Units in one, a power of two.
    bits : int
        Of the lower part.
    sums : array (part, group, member, kind)
        Added to: upper and lower parts.
    products : array (part, group, member, other member, kind)
        Added to where the other member is not later: upper by upper parts, upper by lower ones, lower by lower ones.
    """
    paths, groups, members, kinds = values.shape
    upper, lower = np.zeros((2, members, kinds, paths + APART), np.int32)
    for group in range(groups):
        for path in range(paths):
            for member in range(members):
                for kind in range(kinds):
                    whole = round(values[path, group, member, kind] * scale)
                    upper[member, kind, path] = whole >> bits
                    lower[member, kind, path] = whole & ((1 << bits) - 1)
        for member in range(members):
            for kind in range(kinds):
                sums[0, group, member, kind] += total_of(upper[member, kind])
                sums[1, group, member, kind] += total_of(lower[member, kind])
                for other in range(member + 1):
                    highs, lows = upper[other, kind], lower[other, kind]
                    products[0, group, member, other, kind] += total_product(upper[member, kind], highs)
                    products[1, group, member, other, kind] += total_product(upper[member, kind], lows)
                    products[1, group, member, other, kind] += total_product(lower[member, kind], highs)
                    products[2, group, member, other, kind] += total_product(lower[member, kind], lows)


@kernel
def total_of(some: NDArray[np.int32]) -> np.int64:
    """Sum of a row, in 64 bits."""
    total = np.int64(0)
    for path in range(some.shape[0]):
        total += np.int64(some[path])
    return total


@kernel
def total_product(some: NDArray[np.int32], others: NDArray[np.int32]) -> np.int64:
    """Sum of the products of two rows, in 64 bits."""
    total = np.int64(0)
    for path in range(some.shape[0]):
        total += np.int64(some[path]) * np.int64(others[path])
    return total
