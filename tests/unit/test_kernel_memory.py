"""Filling and sorting in place, and rules that ask for memory of their own."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import fill, fill_first
from fundsim.kernels.numerics.sorting import sort_by_keys

Table = NDArray[np.float64]


@kernel
def fill_row(table: Table, row: int, value: float) -> None:
    """Fill one row of a table."""
    fill(table[row], value)


@kernel
def fill_column(table: Table, column: int, value: float) -> None:
    """Try to fill what does not lie in one piece."""
    fill(table[:, column], value)


@kernel
def sum_of_ones(count: int) -> float:
    """Sum of an array that the rule makes itself."""
    return float(np.ones(count).sum())


@kernel
def twice_the_ones(count: int) -> float:
    """Call the rule above."""
    return 2.0 * sum_of_ones(count)


def test_a_row_is_filled_and_nothing_else() -> None:
    table = np.arange(12.0).reshape(3, 4)
    fill_row(table, 1, 7)
    assert table.tolist() == [[0, 1, 2, 3], [7, 7, 7, 7], [8, 9, 10, 11]]


def test_the_first_places_of_a_row_are_filled() -> None:
    row = np.arange(5.0)
    fill_first(row, 3, -1.0)
    assert row.tolist() == [-1, -1, -1, 3, 4]
    fill_first(row, 0, 9.0)
    assert row.tolist() == [-1, -1, -1, 3, 4]


def test_what_does_not_lie_in_one_piece_is_refused() -> None:
    with pytest.raises(numba.TypingError, match="arrays that lie in one piece"):
        fill_column(np.zeros((3, 4)), 1, 7.0)


def test_a_rule_that_makes_an_array_is_refused() -> None:
    with pytest.raises(numba.TypingError, match=r"ones\(int64\)"):
        twice_the_ones(3)


@given(keys=st.lists(st.floats(0.0, 1.0), max_size=40, unique=True), before=st.integers(0, 3), after=st.integers(0, 3))
def test_sorting_by_keys_is_that_of_numpy_and_leaves_other_places_alone(
    keys: list[float], before: int, after: int
) -> None:
    own, order = np.array(keys), np.argsort(keys)
    all_keys = np.concatenate([np.full(before, 2.0), own, np.full(after, -1.0)])
    items = np.arange(len(all_keys))
    sort_by_keys(all_keys, items, before, before + len(keys))
    assert all_keys.tolist() == [2.0] * before + own[order].tolist() + [-1.0] * after
    ends = list(range(before)), list(range(before + len(keys), len(items)))
    assert items.tolist() == ends[0] + (before + order).tolist() + ends[1]
