"""Counting values into the cells of a grid, and exact sums over paths, which no order of paths can change.

Loops instead of NumPy's functions of arrays: with those, loading compiled code would import half of SciPy.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import F1, F2, F3, I1, I2, I3, I4
from fundsim.kernels.compiling.jit import entry_kernel, kernel
from fundsim.kernels.numerics.memory import add_first, are_alike, fill

APART = 16  # rows a cache line more than a power of two apart do not drive each other out of the cache
EXACT = 256  # paths whose products add up in doubles without rounding: each is below 2^44, all below 2^53
HALF = 32  # bits of the lower part of a whole amount
PAST_HALF = 2.0**HALF


@kernel
def find_cells(bits: I1, shift: int, first: int, last: int, cells: NDArray[np.int32], lowest: I1, highest: I1) -> None:
    """Cells of a path's values, and of each column the lowest and the highest so far."""
    for column in range(bits.shape[0]):
        cell = min(max((bits[column] >> shift) - first + 1, 0), last)
        cells[column] = cell
        lowest[column], highest[column] = min(lowest[column], cell), max(highest[column], cell)


@kernel
def count_alike(cells: NDArray[np.int32], first: int, members: int, shared: NDArray[np.int32], unlike: I1) -> int:
    """Count the paths on which all members of a group, ``first`` and those after it, lie in one cell; list the others.

    Returned is the number of those listed.
    """
    listed = 0
    for path in range(cells.shape[0]):
        own = cells[path, first : first + members]
        if are_alike(own, members):
            shared[own[0]] += 1
        else:
            unlike[listed] = path
            listed += 1
    return listed


@entry_kernel
def count_cells(
    bits: I3, shift: int, first: int, shared: NDArray[np.int32], counts: NDArray[np.int32], spans: I2
) -> None:
    """Count the values of a block by cell.

    Parameters
    ----------
    bits : array (path, group, member)
        Numbers from 0 on, their memory read as integers.
    shift, first : int
        A value's cell is its bits shifted, less ``first``; 0 for zero and what is next to it.
    shared : array (group, cell) of int32
        Paths on which all members of a group lie in that cell: fund sizes that pay alike are counted once. Added to.
    counts : array (group, member, cell) of int32
        All other paths. Added to; what is beyond the last cell counts there.
    spans : array (2, group x member)
        First and last cell in use, widened: nobody need look at the others.
    """
    paths, groups, members = bits.shape
    rows = bits.reshape(paths, groups * members)
    cells, unlike = np.zeros((paths, groups * members + APART), np.int32), np.zeros(paths, np.int64)
    for path in range(paths):
        find_cells(rows[path], shift, first, counts.shape[2] - 1, cells[path], spans[0], spans[1])
    for group in range(groups):
        listed = count_alike(cells, group * members, members, shared[group], unlike)
        for member in range(members):  # the cells of one quantity at a time: those of all do not fit into the cache
            counted, column = counts[group, member], group * members + member
            for place in range(listed):
                counted[cells[unlike[place], column]] += 1


@kernel
def read_levels(
    shared: NDArray[np.int32], counts: NDArray[np.int32], lowest: int, highest: int, paths: int, values: F1,
    levels: F1, quantiles: F1,
) -> None:  # fmt: skip
    """Quantiles of one quantity, from the counts that it shares and its own."""
    below, level = 0, 0
    for cell in range(lowest, highest + 1):
        own = shared[cell] + counts[cell]
        if own > 0:
            below += own
            while level < len(levels) and below >= math.ceil(levels[level] * paths - 1e-9):
                quantiles[level] = values[cell]
                level += 1


@entry_kernel
def read_cells(
    shared: NDArray[np.int32], counts: NDArray[np.int32], spans: I2, paths: int, values: F1, levels: F1, quantiles: F2
) -> None:
    """Quantiles over paths from the counts of their cells.

    Parameters
    ----------
    shared, counts, spans
        As `count_cells` left them.
    paths : int
        Number of paths.
    values : array (cell,)
        What a path in the cell has.
    levels : array (level,)
        In rising order, above 0.
    quantiles : array (group x member, level)
        Written: smallest values with at least ``level`` of the paths at or below.
    """
    groups, members, _ = counts.shape
    for group in range(groups):
        for member in range(members):
            column = group * members + member
            lowest, highest = spans[0, column], spans[1, column]
            read_levels(shared[group], counts[group, member], lowest, highest, paths, values, levels, quantiles[column])


@kernel
def count_above(amounts: F1, bound: float) -> int:
    """Number of amounts above a bound."""
    above = 0
    for place in range(amounts.shape[0]):
        above += amounts[place] > bound
    return above


@kernel
def add_parts(amounts: F1, unit: float, upper: F1, lower: F1) -> None:
    """Add amounts, rounded to whole units, to sums of their upper parts and of the 32 bits that these leave over."""
    for place in range(amounts.shape[0]):
        whole = np.rint(amounts[place] * (1.0 / unit))
        above = np.floor(whole / PAST_HALF)
        upper[place] += above
        lower[place] += whole - above * PAST_HALF


@entry_kernel
def add_amounts(values: F2, unit: float, bound: float, sums: I1) -> int:
    """Add amounts of a block as whole numbers.

    Parameters
    ----------
    values : array (path, column)
    unit : float
        Unit of the sums, a power of two.
    bound : float
        No amount ought to be above it.
    sums : array (column,)
        Added to: whole units.

    Returns
    -------
    int
        Number of amounts above the bound.
    """
    paths, columns = values.shape
    parts, beyond = np.zeros((2, columns)), 0
    for first in range(0, paths, EXACT):
        fill(parts, 0.0)
        for path in range(first, min(first + EXACT, paths)):
            add_parts(values[path], unit, parts[0], parts[1])
            beyond += count_above(values[path], bound)
        for column in range(columns):
            sums[column] += (np.int64(parts[0, column]) << HALF) + np.int64(parts[1, column])
    return beyond


@entry_kernel
def add_amounts_finely(values: F2, unit: float, finer: float, bound: float, sums: I2) -> int:
    """As `add_amounts`, where whole units are too coarse.

    Parameters
    ----------
    values, unit, bound
        As there.
    finer : float
        Unit of what whole units leave over, a power of two.
    sums : array (part, column)
        Added to: whole units, and what they leave over.

    Returns
    -------
    int
        Number of amounts above the bound.
    """
    beyond = 0
    for path in range(values.shape[0]):
        beyond += count_above(values[path], bound)
        for column in range(values.shape[1]):
            whole = math.floor(values[path, column] / unit)
            sums[0, column] += whole
            sums[1, column] += round((values[path, column] - whole * unit) / finer)
    return beyond


@kernel
def part_amounts(amounts: F1, scale: float, past: float, upper: F1, lower: F1) -> None:
    """Part amounts, rounded to whole units, into multiples of a power of two and what these leave over."""
    for place in range(amounts.shape[0]):
        whole = np.rint(amounts[place] * scale)
        upper[place] = np.floor(whole * (1.0 / past))
        lower[place] = whole - upper[place] * past


@kernel
def add_products_of_rows(upper: F1, lower: F1, highs: F1, lows: F1, products: F3, member: int, other: int) -> None:
    """Add the products of two members' parts."""
    by_upper, mixed, by_lower = products[0, member, other], products[1, member, other], products[2, member, other]
    for kind in range(upper.shape[0]):
        by_upper[kind] += upper[kind] * highs[kind]
        mixed[kind] += upper[kind] * lows[kind] + lower[kind] * highs[kind]
        by_lower[kind] += lower[kind] * lows[kind]


@entry_kernel
def add_products(values: F3, scale: float, bits: int, sums: I3, products: I4) -> None:
    """Add products of amounts of a block as whole numbers, each in two parts so that no sum is too long.

    Parameters
    ----------
    values : array (path, member, kind)
        Products are those of two members of the same kind.
    scale : float
        Units in one, a power of two.
    bits : int
        Of the lower part, at most 22; amounts have one bit less than twice as many.
    sums : array (part, member, kind)
        Added to: upper and lower parts.
    products : array (part, member, other member, kind)
        Added to where the other member is not later: upper by upper parts, upper by lower ones, lower by lower ones.
    """
    (paths, members, kinds), past = values.shape, 2.0**bits
    parts, part_sums = np.zeros((2, members, kinds)), np.zeros((2, members, kinds))
    product_sums = np.zeros((3, members, members, kinds))
    for first in range(0, paths, EXACT):
        fill(part_sums, 0.0)
        fill(product_sums, 0.0)
        for path in range(first, min(first + EXACT, paths)):
            for member in range(members):
                upper, lower = parts[0, member], parts[1, member]
                part_amounts(values[path, member], scale, past, upper, lower)
                add_first(part_sums[0, member], kinds, upper)
                add_first(part_sums[1, member], kinds, lower)
                for other in range(member + 1):
                    add_products_of_rows(upper, lower, parts[0, other], parts[1, other], product_sums, member, other)
        for member in range(members):
            for part in range(2):
                add_wholes(sums[part, member], part_sums[part, member])
            for other in range(member + 1):
                for part in range(3):
                    add_wholes(products[part, member, other], product_sums[part, member, other])


@kernel
def add_wholes(sums: I1, wholes: F1) -> None:
    """Add whole numbers that doubles hold."""
    for place in range(wholes.shape[0]):
        sums[place] += np.int64(wholes[place])
