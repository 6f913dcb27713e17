"""Means and covariances over paths from exact sums, the same to the bit in any order and in any blocks.

Amounts become whole numbers of a small unit. For products they are parted in two, so that sums over many paths fit
into 64 bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.errors import AccountingError
from fundsim.kernels.numerics.counting import add_amounts, add_amounts_finely, add_products

MOST_BITS = 22  # of either part
FINE = 2.0**-10  # a unit that is small enough for amounts of money
FINER = 31  # bits by which the second part of a sum is finer than the first
Floats = NDArray[np.float64]


class Sums:
    """Sums of amounts over all paths seen so far.

    Parameters
    ----------
    shape : tuple of int
        Amounts of a path, such as (fund size, month).
    largest : float
        Bound of the amounts.
    paths : int
        Paths that will be seen, for the resolution of the sums.
    """

    def __init__(self, shape: tuple[int, ...], largest: float, paths: int) -> None:
        self.shape, self.largest, self.paths = shape, largest, 0
        self.unit = float(2.0 ** np.floor(np.log2(largest * paths / 2.0**61)))
        self.finer = 0.0 if self.unit <= FINE else self.unit / 2.0**FINER  # a law without a practical bound of claims
        self.sums = np.zeros((2, int(np.prod(shape))), np.int64)

    def add(self, values: Floats) -> None:
        """Take the amounts of a block, (path, ...).

        Raises
        ------
        AccountingError
            An amount is above the bound, where it would spoil sums and bands.
        """
        values = np.ascontiguousarray(values).reshape(len(values), self.sums.shape[1])
        if self.finer == 0.0:
            beyond = add_amounts(values, self.unit, self.largest, self.sums[0])
        else:
            beyond = add_amounts_finely(values, self.unit, self.finer, self.largest, self.sums)
        if beyond:
            raise AccountingError(
                f"an amount of {values[values > self.largest].max():,.2f} is above {self.largest:,.2f}, the most that "
                "this run was thought to reach: a defect of the program; please report it with the scenario"
            )
        self.paths += len(values)

    def mean(self) -> Floats:
        """Mean over paths."""
        whole, rest = self.sums
        total = whole * self.unit + rest * self.finer
        return np.asarray(total / max(self.paths, 1)).reshape(self.shape)


class Moments:
    """Sums and products of amounts over all paths seen so far.

    Parameters
    ----------
    members, kinds : int
        Amounts of a path. Products are those of members of the same kind, such as the years of one line of an account.
    largest : float
        Bound of the amounts.
    paths : int
        Paths that will be seen.

    Notes
    -----
    Means are exact to the last places, deviations to 2^-40 of the bound.
    """

    def __init__(self, members: int, kinds: int, largest: float, paths: int) -> None:
        self.amounts = Sums((members, kinds), largest, paths)
        self.bits = min(MOST_BITS, (62 - max(paths, 1).bit_length()) // 2)
        self.unit = 2.0 ** (np.ceil(np.log2(largest)) + 1.0 - 2 * self.bits)
        self.sums = np.zeros((2, members, kinds), np.int64)
        self.products = np.zeros((3, members, members, kinds), np.int64)

    def add(self, values: Floats) -> None:
        """Take the amounts of a block, (path, member, kind)."""
        values = np.ascontiguousarray(values)
        self.amounts.add(values)
        add_products(values, 1.0 / self.unit, self.bits, self.sums, self.products)

    def mean(self) -> Floats:
        """Mean over paths: (member, kind)."""
        return self.amounts.mean()

    def covariance(self) -> Floats:
        """Covariance over paths: (member, other member, kind)."""
        upper, lower = self.sums.astype(object)
        high, mixed, low = self.products.astype(object)
        shift, paths = 1 << self.bits, max(self.amounts.paths, 1)
        total, product = upper * shift + lower, (high * shift + mixed) * shift + low
        # Whole numbers of any length lose nothing, however much larger the means are than the deviations.
        excess = paths * product - total[:, None] * total[None, :]
        half = np.tril(np.moveaxis(excess.astype(np.float64), 2, 0)) * (self.unit / paths) ** 2
        return np.asarray(np.moveaxis(half + np.tril(half, -1).swapaxes(1, 2), 0, 2))

    def deviation(self) -> Floats:
        """Standard deviation over paths: (member, kind)."""
        return np.asarray(np.sqrt(np.einsum("mmk->mk", self.covariance())))
