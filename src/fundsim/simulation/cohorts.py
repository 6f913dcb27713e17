"""Vintage curves over paths: how many loans of each cohort have failed by which age, from exact integer sums."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class CohortCurves:
    """Sums and products of loans and defaults over all paths seen so far, in any order.

    Parameters
    ----------
    cohorts, quarters : int
        Opening stock and years of disbursement; quarters since disbursement.
    """

    def __init__(self, cohorts: int, quarters: int) -> None:
        self.paths = 0
        self.loans, self.loans_squared = np.zeros((2, cohorts, 1), np.int64)
        self.defaults, self.defaults_squared, self.products = np.zeros((3, cohorts, quarters), np.int64)

    def add(self, loans: Integers, defaults: Integers) -> None:
        """Take a block: loans (path, cohort), defaults (path, cohort, quarter) in each quarter of age."""
        made, failed = loans[:, :, None], defaults.cumsum(axis=2)
        self.paths += loans.shape[0]
        self.loans += made.sum(axis=0)
        self.loans_squared += (made * made).sum(axis=0)
        self.defaults += failed.sum(axis=0)
        self.defaults_squared += (failed * failed).sum(axis=0)
        self.products += (failed * made).sum(axis=0)

    def rates(self) -> Floats:
        """Loans failed by the end of each quarter of age, of all loans of the cohort: (cohort, quarter)."""
        return np.asarray(self.defaults / np.maximum(self.loans, 1))

    def standard_deviations(self) -> Floats:
        """Deviation over paths of what each path adds to the rate (delta method for a ratio of totals)."""
        rate, mean_loans = self.rates(), self.loans / self.paths
        square = self.defaults_squared - 2.0 * rate * self.products + rate**2 * self.loans_squared
        deviation = np.sqrt(np.maximum(square, 0.0) / self.paths)
        return np.divide(deviation, mean_loans, out=np.zeros_like(rate), where=mean_loans > 0.0)
