"""Types of arrays in kernels, by letter of the elements and number of axes; and what is rounding in amounts."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# The digit is the number of axes; compiled code needs to know it.
F1: TypeAlias = NDArray[np.float64]
F2: TypeAlias = NDArray[np.float64]
F3: TypeAlias = NDArray[np.float64]
F4: TypeAlias = NDArray[np.float64]
I1: TypeAlias = NDArray[np.int64]
I2: TypeAlias = NDArray[np.int64]
I3: TypeAlias = NDArray[np.int64]
I4: TypeAlias = NDArray[np.int64]
FC: TypeAlias = NDArray[np.float64]  # a column of a table whose rows lie together
JC: TypeAlias = NDArray[np.int32]
FD: TypeAlias = NDArray[np.float64]  # a column of another table
JD: TypeAlias = NDArray[np.int32]
B1: TypeAlias = NDArray[np.uint8]
B2: TypeAlias = NDArray[np.uint8]
B3: TypeAlias = NDArray[np.uint8]
B4: TypeAlias = NDArray[np.uint8]
U1: TypeAlias = NDArray[np.uint64]

HALF_FEN = 0.005  # amounts below are rounding
JUST_ABOVE = 1.0 + 1e-10  # times a threshold: what is rounding of a ratio that lies on it ends there
