"""Kinds of loans are the distinct rows of their columns."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fundsim.portfolio.kinds import kinds_of_rows


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.5, -1.0, 2.0]), st.integers(-2, 2))))
def test_kinds_are_what_numpy_finds_among_whole_rows(rows: list[tuple[int, float, int]]) -> None:
    table = np.array(rows, float).reshape(-1, 3)
    distinct, kind = kinds_of_rows(*table.T)
    expected, inverse = np.unique(table, axis=0, return_inverse=True)
    assert distinct.tolist() == expected.tolist()
    assert kind.tolist() == inverse.reshape(-1).tolist()
