"""Rows per path take as little memory as surely holds them, and never wrap around."""

from __future__ import annotations

import numpy as np
import pytest

from fundsim.simulation.rows import Rows


def test_zeros_on_all_paths_take_no_memory_and_cannot_be_written() -> None:
    rows = Rows(1_000_000)
    rows.put("claims", np.zeros(4), 0, axis=0)
    assert rows.arrays["claims"].shape == (1_000_000,)
    assert not rows.arrays["claims"].any()
    assert rows.arrays["claims"].strides == (0,)
    with pytest.raises(ValueError, match="read-only"):
        rows.arrays["claims"][0] = 1.0


def test_blocks_of_zeros_before_and_after_others_stay_zeros() -> None:
    rows = Rows(6)
    for first, values in ((4, [0.0, 0.0]), (2, [5.0, 0.0]), (0, [0.0, 0.0])):
        rows.put("claims", np.array(values), first, axis=0)
    assert rows.arrays["claims"].tolist() == [0.0, 0.0, 5.0, 0.0, 0.0, 0.0]


def test_paths_may_lie_along_the_second_axis() -> None:
    rows = Rows(3)
    rows.put("payment", np.ones((2, 1, 4)), 1, axis=1)
    assert rows.arrays["payment"].shape == (2, 3, 4)
    assert rows.arrays["payment"].sum(axis=(0, 2)).tolist() == [0.0, 8.0, 0.0]


@pytest.mark.parametrize(
    ("name", "narrow", "largest"), [("defaults", np.int32, 2**31 - 1), ("ruin_month", np.int16, 2**15 - 1)]
)
def test_whole_numbers_are_narrow_and_widen_where_they_must(name: str, narrow: type, largest: int) -> None:
    rows = Rows(3)
    rows.put(name, np.array([-1, largest]), 0, axis=0)
    assert rows.arrays[name].dtype == narrow
    rows.put(name, np.array([largest + 1]), 2, axis=0)
    assert rows.arrays[name].tolist() == [-1, largest, largest + 1]
