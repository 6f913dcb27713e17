"""Sorting in place: rules own no memory, so they cannot ask for a new array."""

from __future__ import annotations

from fundsim.kernels.arrays import F1, I1
from fundsim.kernels.compiling.jit import kernel


@kernel
def swap(keys: F1, items: I1, one: int, other: int) -> None:
    """Exchange two items and their keys."""
    keys[one], keys[other] = keys[other], keys[one]
    items[one], items[other] = items[other], items[one]


@kernel
def sift_down(keys: F1, items: I1, first: int, place: int, past: int) -> None:
    """Let an item sink below those with greater keys, in the heap that begins at ``first``."""
    while True:
        child = first + 2 * (place - first) + 1
        if child >= past:
            return
        if child + 1 < past and keys[child + 1] > keys[child]:
            child += 1
        if keys[child] <= keys[place]:
            return
        swap(keys, items, place, child)
        place = child


@kernel
def sort_by_keys(keys: F1, items: I1, first: int, past: int) -> None:
    """Sort the items from ``first`` to before ``past`` by their keys, the lowest first: heap sort.

    Parameters
    ----------
    keys : array (n,)
        Sorted as well.
    items : array (n,) of int
        What the keys belong to.
    first, past : int
        Places to sort.
    """
    for place in range(first + (past - first) // 2 - 1, first - 1, -1):
        sift_down(keys, items, first, place, past)
    for last in range(past - 1, first, -1):
        swap(keys, items, first, last)
        sift_down(keys, items, first, first, last)
