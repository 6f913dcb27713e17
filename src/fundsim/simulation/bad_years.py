"""The worst years of all paths by their claims: what a picture of a bad year needs, at a hundredth of the memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Clock

SHARE = 0.01  # of the path-years
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Years(NamedTuple):
    """Years of paths.

    Parameters
    ----------
    path, year : array (..., years)
        Which path, which account year.
    payment : array (..., years, payer)
        What each payer paid in the year. [currency]
    recovery : array (..., years)
        What the reported fund recovered in the year. [currency]
    """

    path: Integers
    year: Integers
    payment: Floats
    recovery: Floats


def whole_years(clock: Clock) -> list[int]:
    """Account years that the horizon covers from beginning to end; all where it covers none."""
    months = np.bincount(clock.year[: clock.months])
    return [int(year) for year in np.flatnonzero(months == 12)] or list(range(len(months)))


def total(payment: Floats) -> Floats:
    """What all payers paid, added in their order, so that it is the same to the bit wherever it is added."""
    paid = payment[..., 0].copy()
    for payer in range(1, payment.shape[-1]):
        paid += payment[..., payer]
    return paid


class BadYears:
    """The worst 1 % of all whole years seen so far, at least one, for each fund size.

    Of years with equal claims the later path counts as the worse one, then the later year.

    Parameters
    ----------
    years : list of int
        Account years that count.
    sizes, payers : int
        Fund sizes; layers, and the bank.
    paths : int
        Paths that will be seen.
    """

    def __init__(self, years: list[int], sizes: int, payers: int, paths: int) -> None:
        self.whole, self.count = np.array(years), max(1, round(SHARE * paths * len(years)))
        none = np.zeros(0, np.int64)
        self.found = [(none, Years(none, none, np.zeros((0, payers)), np.zeros(0)))]  # with their fund sizes
        self.least = np.full((sizes, 1), -np.inf)

    def add(self, path: Integers, payment: Floats, recovery: Floats) -> None:
        """Take paths of a block: payment (path, year, payer, size), recovery (path, year, size)."""
        claims = total(np.moveaxis(payment, 2, -1))
        row, place, size = np.nonzero(claims[:, self.whole] >= self.least[:, 0])
        year = self.whole[place]
        self.found.append((size, Years(path[row], year, payment[row, year, :, size], recovery[row, year, size])))
        if sum(len(own) for own, _ in self.found) > 4 * self.count * len(self.least):
            self.worst()

    def worst(self) -> Years:
        """The worst years seen so far, by size, the worst first."""
        size = np.concatenate([own for own, _ in self.found])
        path, year, payment, recovery = (
            np.concatenate(parts) for parts in zip(*(years for _, years in self.found), strict=True)
        )
        claims = total(payment)
        order = np.lexsort((-year, -path, -claims, size))
        first = np.searchsorted(size[order], np.arange(len(self.least)))
        order = order[np.arange(len(order)) - first[size[order]] < self.count]
        best = Years(path[order], year[order], payment[order], recovery[order])
        self.found = [(size[order], best)]
        shape = (len(self.least), len(order) // len(self.least))
        if shape[1] == self.count:
            self.least = claims[order].reshape(shape)[:, -1:]
        path, year, payment, recovery = best
        return Years(path.reshape(shape), year.reshape(shape), payment.reshape(*shape, -1), recovery.reshape(shape))
