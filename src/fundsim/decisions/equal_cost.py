"""The same money spent in different ways: designs scaled until their mean cost meets a budget, then compared."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import xarray as xr

from fundsim.decisions.comparison import comparison
from fundsim.decisions.designs import Design, check_comparable, check_one_size
from fundsim.decisions.key_ranges import KeyRange, key_range, with_value
from fundsim.decisions.running import Sampling, counted_alike, run_designs
from fundsim.errors import DataError, FundsimError, did_you_mean
from fundsim.programme import Scenario
from fundsim.simulation import simulate
from fundsim.simulation.blocks import Progress

PRECISION = 1e-4  # of the budget
MOST_TRIALS = 100  # nearly twice what a key that works in steps takes


def equal_cost(
    designs: Mapping[str, Scenario],
    keys: Mapping[str, str],
    budget: float | None = None,
    n_paths: int = 20_000,
    seed: int = 1,
    threads: int | None = None,
    *,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Compare designs that cost the government the same on average.

    Parameters
    ----------
    designs : mapping of str to Scenario
        Two or more programmes under their names; differences are to the first.
    keys : mapping of str to str
        For each design that is scaled its key and range, as `key_range` reads them. A design without one is taken as it
        is.
    budget : float, optional
        Mean present value of government cost that each design is scaled to; the cost of the first design as it
        is when absent. [currency]
    n_paths, seed, threads
        As for ``simulate``; all designs and trials have the same random numbers.
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    Dataset
        As `compare`, with ``scaled_to(design)``, nan where a design was taken as it is, and the coordinate
        ``key``. The attribute ``budget`` holds the budget. [unit of the key]

    Raises
    ------
    DataError
        The designs cannot be compared, or a key has no effect.
    FundsimError
        A key cannot bring the cost to the budget within its range.

    Notes
    -----
    Root of mean cost minus budget by Brent's method, to 0.01 % of the budget, or to the step next to it where a key
    works in steps; with common random numbers the mean cost is a function of its value without noise. Source: Brent, R.
    (1973), Algorithms for minimization without derivatives, chapter 4.
    """
    for scenario in designs.values():
        check_one_size(scenario)
    designs = {name: counted_alike(scenario) for name, scenario in designs.items()}
    check_comparable([Design(name, scenario) for name, scenario in designs.items()])
    sampling = Sampling(n_paths, seed, threads, progress)
    names = list(designs)
    for name in (name for name in keys if name not in designs):
        remedy = did_you_mean(name, names) or f"the designs are {', '.join(names)}"
        raise DataError(f"there is no design {name!r}; {remedy}")
    if budget is None and names[0] in keys:
        message = f"{names[0]}: sets the budget and is taken as it is, so that {keys[names[0]]} has no effect"
        raise DataError(f"{message}; give --budget, or no key for it")
    if budget is not None and not math.isfinite(budget):
        raise ValueError(f"budget is {budget}; it must be a number")
    wanted = mean_cost(designs[names[0]], sampling) if budget is None else budget
    scaled, values, moved_keys = [], [], []
    for name, scenario in designs.items():
        moved = key_range(scenario, keys[name], seed) if name in keys else None
        value = np.nan if moved is None else value_for_budget(name, scenario, moved, wanted, sampling)
        scaled.append(Design(name, scenario if moved is None else with_value(scenario, moved.key, value)))
        values.append(value)
        moved_keys.append("" if moved is None else moved.key)
    ds = comparison(scaled, run_designs(scaled, n_paths, seed, threads, progress))
    ds["scaled_to"] = ("design", np.array(values))
    return ds.assign_coords(key=("design", np.array(moved_keys, dtype=np.str_))).assign_attrs(budget=wanted)


def mean_cost(scenario: Scenario, sampling: Sampling) -> float:
    """Mean present value of what a programme costs the government. [currency]"""
    ds = simulate(
        scenario, sampling.n_paths, sampling.seed, sampling.threads, monthly=False, progress=sampling.progress
    )
    return float(ds.government_cost.mean())


def value_for_budget(name: str, scenario: Scenario, moved: KeyRange, budget: float, sampling: Sampling) -> float:
    """Value of a key at which a programme's mean cost meets a budget.

    Parameters
    ----------
    name : str
        Of the design, for messages.
    scenario : Scenario
        Programme.
    moved : KeyRange
        Key and range.
    budget : float
        [currency]
    sampling : Sampling
        Paths, seed, threads.

    Returns
    -------
    float
        [unit of the key]

    Raises
    ------
    FundsimError
        The costs at both ends of the range are on the same side of the budget.
    """
    from scipy.optimize import brentq  # takes a sixth of a second to import, which every command would wait for

    costs: dict[float, float] = {}

    def excess(value: float) -> float:
        if value not in costs:
            costs[value] = mean_cost(with_value(scenario, moved.key, value), sampling)
        gap = costs[value] - budget
        return 0.0 if abs(gap) <= PRECISION * abs(budget) else gap

    low, high = excess(moved.low), excess(moved.high)
    if low * high > 0.0:
        ends = (f"{costs[end]:,.0f} with {end:g}" for end in (moved.low, moved.high))
        side = "above" if low > 0.0 else "below"
        message = f"{name}: the mean cost is {' and '.join(ends)} at {moved.key}, both {side} the budget {budget:,.0f}"
        raise FundsimError(f"{message}; give another range or --budget")
    if low == 0.0 or high == 0.0:
        return moved.low if low == 0.0 else moved.high
    return float(brentq(excess, moved.low, moved.high, xtol=1e-9 * (moved.high - moved.low), maxiter=MOST_TRIALS))
