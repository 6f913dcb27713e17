"""The frontier of cost and solvency: which designs of a grid are not beaten on both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.decisions.designs import Design, check_one_size, fund_account
from fundsim.decisions.figures import estimate_of, paths_of
from fundsim.decisions.key_ranges import change_of, is_allowed, long_key, value_at
from fundsim.decisions.provenance import provenance_attributes
from fundsim.decisions.running import counted_alike, run_designs
from fundsim.errors import DataError
from fundsim.metrics import MEASURES
from fundsim.metrics.estimate import STATISTICS, statistics_of
from fundsim.programme import Scenario
from fundsim.results import with_conventions
from fundsim.scenario_file import changed_scenario
from fundsim.simulation.blocks import Progress

FACTORS = (0.5, 0.75, 1.0, 1.25, 1.5)
"""Multiples of the present value that make up a grid when no values are given."""
MOST_DESIGNS = 2_000


def frontier(
    scenario: Scenario,
    keys: Mapping[str, Sequence[float]] | Sequence[str] | str,
    n_paths: int = 20_000,
    seed: int = 1,
    threads: int | None = None,
    *,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Cost and ruin probability of every design of a grid, on the same random numbers.

    Parameters
    ----------
    scenario : Scenario
        Programme with a fund that has an account.
    keys : mapping of str to sequence of float, sequence of str, or str
        Values of each key; for a key without values, 0.5, 0.75, 1, 1.25 and 1.5 times its present one, as far
        as they are allowed.
    n_paths, seed, threads
        As for ``simulate``.
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    Dataset
        ``cost(design, statistic)``: mean present value of government cost; ``ruin_probability(design,
        statistic)``; ``efficient(design)``, 1 where no other design is at least as good on both and better on
        one; ``value(design, key)``.

    Raises
    ------
    DataError
        There is no fund, a key has no number to start from, a key or a value is given twice, or the grid is too large.
    ScenarioError
        A value that was given cannot stand at its key.
    """
    fund_account(scenario)
    check_one_size(scenario)
    scenario = counted_alike(scenario)
    keys = [keys] if isinstance(keys, str) else keys
    named = keys if isinstance(keys, Mapping) else dict.fromkeys(keys, ())
    grid = grid_values(scenario, named)
    count = int(np.prod([len(values) for values in grid.values()]))
    if not 2 <= count <= MOST_DESIGNS:
        raise DataError(f"the grid has {count:,} designs; give keys and values for 2 to {MOST_DESIGNS:,} of them")
    designs, values = grid_designs(scenario, grid)
    results = run_designs(designs, n_paths, seed, threads, progress)
    cost, ruin = figure_of_all(results, "mean_government_cost"), figure_of_all(results, "ruin_probability")
    table = ("design", "statistic")
    answer = xr.Dataset(
        {
            "cost": (table, cost),
            "ruin_probability": (table, ruin),
            "efficient": ("design", is_efficient(cost[:, 0], ruin[:, 0]).astype(np.int8)),
            "value": (("design", "key"), np.array(values)),
        },
        {
            "design": np.array([design.name for design in designs], dtype=np.str_),
            "key": np.array(list(grid), dtype=np.str_),
            "statistic": list(STATISTICS),
        },
        provenance_attributes(scenario, n_paths, seed) | {"confidence": 0.95},
    )
    return with_conventions(answer)


def figure_of_all(results: Sequence[xr.Dataset], measure: str) -> NDArray[np.float64]:
    """Value, standard error and interval of a headline figure for each of several results."""
    found = [estimate_of(MEASURES[measure], paths_of(ds)) for ds in results]
    return np.array([statistics_of(estimate) for estimate in found if estimate is not None])


def grid_values(scenario: Scenario, named: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    """Values of each key of a grid, by its whole name; without values, multiples of the present one.

    Raises
    ------
    DataError
        A key or a value is given twice, or a key has no number to start from.
    """
    grid: dict[str, list[float]] = {}
    for key, values in named.items():
        whole = long_key(scenario, key)
        if whole in grid:
            raise DataError(f"{whole} is varied twice, under its whole name and a short one; name it once")
        if len(set(values)) < len(values):
            raise DataError(f"{key}: a value is given twice; give each once")
        grid[whole] = list(values) or multiples_of_present(scenario, whole)
    return grid


def grid_designs(scenario: Scenario, grid: Mapping[str, Sequence[float]]) -> tuple[list[Design], list[list[float]]]:
    """Designs of all combinations, named by their values, and the values."""
    designs, values = [], []
    for chosen in product(*grid.values()):
        changes = [change_of(key, value) for key, value in zip(grid, chosen, strict=True)]
        name = ", ".join(f"{key.rpartition('.')[2]}={value:.10g}" for key, value in zip(grid, chosen, strict=True))
        designs.append(Design(name, changed_scenario(scenario, changes)))
        values.append([float(value) for value in chosen])
    return designs, values


def multiples_of_present(scenario: Scenario, key: str) -> list[float]:
    """Values around the present one that may stand at a key.

    Raises
    ------
    DataError
        There is no number at the key, or it is 0.
    """
    present = value_at(scenario, key)
    if not present:
        found = "is 0" if present == 0.0 else "is no number of this scenario"
        raise DataError(f"{key}: {found}, so there is nothing to vary; give its values, KEY=VALUE,VALUE")
    return [value for value in (factor * present for factor in FACTORS) if is_allowed(scenario, key, value)]


def is_efficient(cost: NDArray[np.float64], ruin: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Designs that no other one beats: at least as cheap and as safe, and better on one.

    Parameters
    ----------
    cost, ruin : array (designs,)
        Smaller is better.

    Returns
    -------
    array (designs,) of bool
        True for the frontier; equal designs do not beat each other.

    Examples
    --------
    >>> is_efficient(np.array([1.0, 2.0, 2.0, 3.0]), np.array([0.5, 0.1, 0.2, 0.1])).tolist()
    [True, True, False, False]
    """
    as_good = (cost[:, None] <= cost) & (ruin[:, None] <= ruin)
    better = (cost[:, None] < cost) | (ruin[:, None] < ruin)
    return np.asarray(~(as_good & better).any(axis=0))
