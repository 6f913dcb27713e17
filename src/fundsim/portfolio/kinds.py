"""Loans that are alike in some respects, counted as kinds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def kinds_of_rows(*columns: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Distinct rows of some columns in lexicographic order, and which of them each row is.

    What ``numpy.unique`` finds along an axis, column by column, which a million loans would otherwise wait for.

    Parameters
    ----------
    *columns : array (loans,)
        Numbers.

    Returns
    -------
    distinct : array (kinds, columns)
    kind : array (loans,)
        Row of `distinct`.

    Examples
    --------
    >>> distinct, kind = kinds_of_rows(np.array([2, 1, 2]), np.array([5, 5, 5]))
    >>> distinct.tolist(), kind.tolist()
    ([[1, 5], [2, 5]], [1, 0, 1])
    """
    kind = np.zeros(len(columns[0]), np.int64)
    first: NDArray[np.int64] = np.zeros(0, np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        _, first, kind = np.unique(kind * len(values) + place, return_index=True, return_inverse=True)
    return np.column_stack([column[first] for column in columns]), kind.astype(np.int64)
