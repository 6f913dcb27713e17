"""Which value of one key meets a target: the smallest, or the largest, with which the fund stays solvent."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import xarray as xr

from fundsim.decisions.designs import check_one_size, checked_horizons, fund_account, with_horizon
from fundsim.decisions.key_ranges import KeyRange, key_range, with_value
from fundsim.decisions.provenance import provenance_attributes
from fundsim.decisions.running import counted_alike
from fundsim.metrics import Estimate, probability
from fundsim.metrics.estimate import STATISTICS, statistics_of
from fundsim.programme import Scenario
from fundsim.results import with_conventions
from fundsim.scenario_file.changes import told_title
from fundsim.simulation import simulate
from fundsim.simulation.blocks import Progress
from fundsim.units import check_sampling

PRECISION = 1e-4  # of the answer
WIDE = 4.0  # ratio of the ends of a range above which it is halved by ratio
MOST_HALVINGS = 60  # for answers near 0, of which no part is small
Solvency = Callable[[float], Estimate]


def solve(
    scenario: Scenario,
    key: str,
    solvency: float = 0.99,
    horizon: int | None = None,
    n_paths: int = 20_000,
    seed: int = 1,
    threads: int | None = None,
    *,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Value of one key with which the fund is just solvent enough.

    Parameters
    ----------
    scenario : Scenario
        Programme with a fund that has an account.
    key : str
        Key and range as `key_range` reads them: ``topup``, ``appropriation``, ``share``, or ``KEY=LOW..HIGH``.
    solvency : float
        Target probability of no ruin, inside (0, 1).
    horizon : int, optional
        Months; the scenario's horizon when absent.
    n_paths, seed, threads
        As for ``simulate``; every value is tried on the same random numbers.
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    Dataset
        ``answer(statistic)``: value, lower, upper (the standard error is unknown), nan where no value in the
        range meets the target; ``solvency(tried, statistic)``: what was found on the way. Attributes: ``key``,
        ``meets`` (``from`` the answer upwards, ``up to`` it, ``everywhere`` or ``nowhere`` in the range), and
        ``consistent``, 0 where some value on the good side of the answer was found not to meet the target.

    Raises
    ------
    DataError
        There is no fund, or no such key or range.
    ValueError
        The target is not inside (0, 1), or the horizon not from 1 to 600 months.

    Notes
    -----
    Bisection on common random numbers, which assumes that solvency rises, or falls, along the range, until the answer
    is known to a ten-thousandth of itself. The interval ends where the upper, and the lower, end of the Wilson interval
    of the solvency meets the target.
    """
    check_sampling(n_paths, seed, threads)
    if not 0.0 < solvency < 1.0:
        raise ValueError(f"solvency: {solvency} is not a probability inside (0, 1)")
    fund_account(scenario)
    check_one_size(scenario)
    months = checked_horizons(scenario.horizon.months if horizon is None else horizon)[0]
    whole = with_horizon(counted_alike(scenario), months)
    moved = key_range(whole, key, seed)
    tried: dict[float, Estimate] = {}

    def solvency_with(value: float) -> Estimate:
        if value not in tried:
            ds = simulate(with_value(whole, moved.key, value), n_paths, seed, threads, monthly=False, progress=progress)
            tried[value] = probability(ds.ruin_month.values < 0)
        return tried[value]

    answer, meets = boundary(solvency_with, moved, solvency)
    values = np.array(sorted(tried))
    attributes = provenance_attributes(whole, n_paths, seed) | {
        "title": told_title(scenario), "key": moved.key, "low": moved.low, "high": moved.high, "target": solvency,
        "meets": meets,
        "consistent": int(_is_consistent(tried, answer[0], meets, solvency)), "confidence": 0.95,
    }  # fmt: skip
    found = xr.Dataset(
        {
            "answer": ("statistic", [answer[0], math.nan, answer[1], answer[2]]),
            "solvency": (("tried", "statistic"), np.array([statistics_of(tried[float(value)]) for value in values])),
        },
        {"tried": values, "statistic": list(STATISTICS)},
        attributes,
    )
    return with_conventions(found)


def boundary(solvency_with: Solvency, moved: KeyRange, target: float) -> tuple[tuple[float, float, float], str]:
    """Value at which a target begins, or ceases, to be met, with its interval; and on which side it is met.

    Parameters
    ----------
    solvency_with : callable
        Solvency with a value of the key.
    moved : KeyRange
        Range of the search.
    target : float
        [probability]

    Returns
    -------
    tuple of float, str
        Value, lower, upper; bounds are infinite where they are beyond the range. ``from``, ``up to``,
        ``everywhere``, ``nowhere``.
    """
    first, last = solvency_with(moved.low), solvency_with(moved.high)
    if (first.value >= target) == (last.value >= target):
        return (math.nan, math.nan, math.nan), "everywhere" if first.value >= target else "nowhere"
    rising = last.value >= target
    good, bad = (moved.high, moved.low) if rising else (moved.low, moved.high)
    answer = _edge(solvency_with, good, bad, target, 0)[0]
    # Each bound is the end further out of the values between which it lies.
    bounds = _edge(solvency_with, good, bad, target, 3)[1], _edge(solvency_with, good, bad, target, 2)[0]
    return (answer, min(bounds), max(bounds)), "from" if rising else "up to"


def _edge(solvency_with: Solvency, good: float, bad: float, target: float, place: int) -> tuple[float, float]:
    """Last value, from good to bad, at which a part of the estimate meets the target, and the first at which not."""
    if solvency_with(good)[place] < target:
        beyond = math.inf if good > bad else -math.inf
        return beyond, beyond
    if solvency_with(bad)[place] >= target:
        beyond = -math.inf if good > bad else math.inf
        return beyond, beyond
    for _ in range(MOST_HALVINGS):
        if abs(good - bad) <= PRECISION * max(abs(good), abs(bad)):
            break
        middle = _between(good, bad)
        if solvency_with(middle)[place] >= target:
            good = middle
        else:
            bad = middle
    return good, bad


def _between(one: float, other: float) -> float:
    """Value that halves a range: by ratio while its ends are amounts of different magnitude."""
    low, high = min(one, other), max(one, other)
    return math.sqrt(low * high) if low > 0.0 and high > WIDE * low else 0.5 * (low + high)


def _is_consistent(tried: dict[float, Estimate], answer: float, meets: str, target: float) -> bool:
    """Whether all values tried agree with one boundary between good and bad."""
    if meets in ("everywhere", "nowhere"):
        return all((found.value >= target) == (meets == "everywhere") for found in tried.values())
    good_side = {value: value >= answer if meets == "from" else value <= answer for value in tried}
    return all((found.value >= target) == good_side[value] for value, found in tried.items())
