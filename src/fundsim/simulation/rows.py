"""Variables of every path, in as little memory as surely holds them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fundsim.results import VARIABLES

Arrays = dict[str, NDArray[Any]]


class Rows:
    """Variables of all paths, filled block by block.

    Whole numbers take two or four bytes, and more where a number asks for it; what is zero on all paths takes none.

    Parameters
    ----------
    n_paths : int
        Number of paths.
    """

    def __init__(self, n_paths: int) -> None:
        self.n_paths = n_paths
        self.arrays: Arrays = {}

    def put(self, name: str, values: NDArray[Any], first: int, axis: int) -> None:
        """Take a variable of a block whose paths start at ``first``, along the given axis."""
        if name not in self.arrays:
            shape = (*values.shape[:axis], self.n_paths, *values.shape[axis + 1 :])
            self.arrays[name] = np.broadcast_to(narrow(name, values.dtype).type(0), shape)  # one number, read-only
        rows = self.arrays[name]
        if not rows.flags.writeable:
            if not values.any():
                return
            rows = self.arrays[name] = np.zeros(rows.shape, rows.dtype)
        if rows.dtype != values.dtype and not fits(values, rows.dtype):
            rows = self.arrays[name] = rows.astype(values.dtype)
        rows[(slice(None),) * axis + (slice(first, first + values.shape[axis]),)] = values


def narrow(name: str, dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Type in which a variable is kept: numbers of months and years are small, numbers of loans below 2^31."""
    if not np.issubdtype(dtype, np.integer):
        return dtype
    return np.dtype(np.int32 if VARIABLES[name].unit == "loans" else np.int16)


def fits(values: NDArray[Any], dtype: np.dtype[Any]) -> bool:
    """Whether a type holds all of some whole numbers."""
    held = np.iinfo(dtype)
    return bool(held.min <= values.min() and values.max() <= held.max)
