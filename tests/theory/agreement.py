"""Agreement of simulated samples with exact laws: four standard errors, shared out where several numbers are tested."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray
from scipy import stats

import fundsim as fs

Floats = NDArray[np.float64]
SIGMAS = 4.0
LEVEL = float(2.0 * stats.norm.sf(SIGMAS))  # chance that a right number is rejected: 1 in 16,000
SMALLEST_CELL = 10.0  # expected paths in a cell of a chi-square test
SEED = 2024


@lru_cache(maxsize=4)
def simulated(name: str, n_paths: int, *overrides: str, seed: int = SEED, keep_months: bool = False) -> xr.Dataset:
    """Results of a case in ``scenarios/theory``, with townships and years of every path."""
    scenario = fs.load_scenario(f"theory/{name}", overrides)
    kept = {"keep_months": keep_months, "keep_townships": True, "keep_years": True}
    return fs.simulate(scenario, n_paths=n_paths, seed=seed, threads=2, **kept)


def sigmas(numbers: int) -> float:
    """Standard errors allowed when so many numbers are tested at once (Bonferroni): 4 for one."""
    return float(stats.norm.isf(LEVEL / 2.0 / numbers))


def assert_within(found: ArrayLike, exact: ArrayLike, error: ArrayLike) -> None:
    """Estimates lie within the allowed number of standard errors; numbers without chance are equal."""
    found, exact, error = np.broadcast_arrays(
        np.asarray(found, float), np.asarray(exact, float), np.asarray(error, float)
    )
    rounding = 1e-9 * np.maximum(1.0, np.abs(exact))
    excess = np.abs(found - exact) - sigmas(found.size) * error - rounding
    worst = np.unravel_index(np.argmax(excess), excess.shape)
    assert excess[worst] <= 0.0, (
        f"{found[worst]:.8g} at {worst} instead of {exact[worst]:.8g}, standard error {error[worst]:.3g}"
    )


def assert_means(sample: ArrayLike, exact: ArrayLike) -> None:
    """Means over paths (first axis) of one number or several."""
    values = np.asarray(sample, float)
    assert_within(values.mean(axis=0), exact, values.std(axis=0, ddof=1) / np.sqrt(len(values)))


def assert_covariance(first: ArrayLike, second: ArrayLike, means: tuple[float, float], exact: float) -> None:
    """Covariance of two samples around their exact means."""
    assert_means((np.asarray(first, float) - means[0]) * (np.asarray(second, float) - means[1]), exact)


def assert_chances(events: ArrayLike, exact: ArrayLike) -> None:
    """Shares of paths (first axis) in which events happened; standard errors of the exact chances."""
    happened, chance = np.asarray(events, bool), np.asarray(exact, float)
    error = np.sqrt(np.maximum(chance * (1.0 - chance), 0.0) / len(happened))
    assert_within(happened.mean(axis=0), chance, error)


def assert_counts(observed: ArrayLike, chances: ArrayLike) -> None:
    """Numbers of cases by outcome follow a law: chi-square over neighbouring outcomes that are pooled."""
    seen, law = np.asarray(observed, float).ravel(), np.asarray(chances, float).ravel()
    assert law.sum() == 1.0 or abs(law.sum() - 1.0) < 1e-6, f"chances add up to {law.sum()}"
    expected = seen.sum() * law
    assert not seen[law <= 0.0].any(), f"outcome {np.argmax(seen * (law <= 0.0))} is impossible"
    cell = np.zeros(len(law), int)
    filled, number = 0.0, 0
    for outcome, mass in enumerate(expected):
        cell[outcome] = number
        filled += mass
        if filled >= SMALLEST_CELL:
            filled, number = 0.0, number + 1
    cell[cell == number] = max(number - 1, 0)  # what is left at the end is too small: it joins the one before
    cells = int(cell.max()) + 1
    if law.max() > 1.0 - 1e-9:  # nothing is left to chance, and nothing impossible was seen
        return
    assert cells > 1, "one cell proves nothing: simulate more paths"
    pooled, wanted = np.bincount(cell, seen, cells), np.bincount(cell, expected, cells)
    statistic = float(((pooled - wanted) ** 2 / wanted).sum())
    chance = float(stats.chi2.sf(statistic, cells - 1))
    worst = int(np.argmax((pooled - wanted) ** 2 / wanted))
    outcomes = np.flatnonzero(cell == worst)
    assert chance > LEVEL, (
        f"chi-square {statistic:.1f} on {cells - 1} degrees of freedom; worst at outcomes "
        f"{outcomes[0]}-{outcomes[-1]}: {pooled[worst]:.0f} cases instead of {wanted[worst]:.1f}"
    )


def assert_law(sample: ArrayLike, chances: ArrayLike) -> None:
    """A sample of whole numbers follows a law on 0, 1, 2, ..."""
    values, law = np.asarray(sample), np.asarray(chances, float)
    assert values.min() >= 0
    assert values.max() < len(law), f"{values.max()} is impossible"
    assert_counts(np.bincount(values.astype(np.int64), minlength=len(law)), law)


def assert_joint_law(samples: tuple[ArrayLike, ...], table: Floats) -> None:
    """Samples of whole numbers follow a joint law, one axis of the table a sample."""
    index = np.ravel_multi_index(tuple(np.asarray(sample, np.int64) for sample in samples), table.shape)
    assert_law(index, table.ravel())


def assert_amounts(sample: ArrayLike, law: dict[float, float]) -> None:
    """A sample of amounts takes the values of a law, to the fen, with its chances."""
    values, atoms = np.asarray(sample, float), np.array(sorted(law))
    nearest = np.searchsorted((atoms[1:] + atoms[:-1]) / 2.0, values)
    off = np.abs(values - atoms[nearest])
    assert off.max() < 0.005, f"{values[np.argmax(off)]:.4f} is impossible"
    assert_law(nearest, [law[float(atom)] for atom in atoms])


def assert_continuous_law(sample: ArrayLike, cdf: object) -> None:
    """A sample follows a continuous law (Kolmogorov and Smirnov)."""
    result = stats.kstest(np.asarray(sample, float), cdf)
    assert result.pvalue > LEVEL, f"distance {result.statistic:.4f} at {result.statistic_location:.4f}"
