"""Simulate designs on the same random numbers; those that differ in the size of their fund share one pass."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import xarray as xr

from fundsim.decisions.designs import Design, fund_size
from fundsim.programme import Scenario
from fundsim.programme.roles import fund_layer, with_fund_sizes
from fundsim.results import at_fund_size
from fundsim.scenario_file import scenario_data
from fundsim.scenario_file.writing import TEXTS
from fundsim.simulation import simulate
from fundsim.simulation.blocks import Progress
from fundsim.simulation.feedback import fund_feeds_back
from fundsim.simulation.redrawing import redraws_portfolio
from fundsim.units import check_sampling


class Sampling(NamedTuple):
    """How a programme is simulated.

    Parameters
    ----------
    n_paths, seed : int
        As for ``simulate``.
    threads : int, optional
        All processors when absent.
    progress : callable, optional
        Called with the number of paths just finished.
    """

    n_paths: int = 20_000
    seed: int = 1
    threads: int | None = None
    progress: Progress | None = None


OPENING_AMOUNTS = ("initial", "share_of_loans", "leverage")


def apart_from_size(scenario: Scenario) -> str:
    """Everything in a scenario that can change a number, but the size of its fund.

    Empty where sizes cannot share a pass: where there is no fund, its size acts back on lending or other payers, or it
    is a share of loans that are others on every path.
    """
    fund = fund_layer(scenario)
    account = scenario.layers[fund].account if fund >= 0 else None
    if account is None or fund_feeds_back(scenario) or (account.initial is None and redraws_portfolio(scenario)):
        return ""
    data = {key: value for key, value in scenario_data(scenario).items() if key not in TEXTS}
    account = data["layers"][fund]["account"]
    data["layers"][fund]["account"] = {key: item for key, item in account.items() if key not in OPENING_AMOUNTS}
    data["report"].pop("fund_sizes", None)
    return json.dumps(data, ensure_ascii=False)


def shared_passes(designs: Sequence[Design]) -> list[list[int]]:
    """Numbers of the designs that each pass serves, in the order of the designs."""
    passes: dict[str, list[int]] = {}
    for number, design in enumerate(designs):
        passes.setdefault(apart_from_size(design.scenario) or f"design {number}", []).append(number)
    return list(passes.values())


def counted_alike(scenario: Scenario) -> Scenario:
    """The programme with plain paths in the place of weighted ones, for searches that count every path the same."""
    return with_plain_paths(scenario) if scenario.sampling.method == "importance" else scenario


def with_plain_paths(scenario: Scenario) -> Scenario:
    """The programme on independent paths."""
    plain = scenario.sampling.model_copy(update={"method": "plain", "shift": None})
    return scenario.model_copy(update={"sampling": plain})


def run_designs(
    designs: Sequence[Design], n_paths: int, seed: int, threads: int | None, progress: Progress | None = None
) -> list[xr.Dataset]:
    """Results of every design on the same random numbers.

    Parameters
    ----------
    designs : sequence of Design
        Programmes.
    n_paths, seed, threads
        As for ``simulate``.
    progress : callable, optional
        Called with the number of paths just finished; each pass runs all paths.

    Returns
    -------
    list of Dataset
        Figures per path of each design, without ``fund_size`` and without anything by month.
    """
    check_sampling(n_paths, seed, threads)
    found: dict[int, xr.Dataset] = {}
    for numbers in shared_passes(designs):
        found |= dict(zip(numbers, _one_pass(designs, numbers, n_paths, seed, threads, progress), strict=True))
    return [found[number] for number in range(len(designs))]


def _one_pass(
    designs: Sequence[Design],
    numbers: list[int],
    n_paths: int,
    seed: int,
    threads: int | None,
    progress: Progress | None,
) -> Iterator[xr.Dataset]:
    scenario = designs[numbers[0]].scenario
    if len(numbers) == 1:
        yield simulate(scenario, n_paths, seed, threads, monthly=False, progress=progress)
        return
    sizes = [fund_size(designs[number].scenario, seed) for number in numbers]
    different = sorted(set(sizes))
    ds = simulate(with_fund_sizes(scenario, different), n_paths, seed, threads, monthly=False, progress=progress)
    for size in sizes:
        yield at_fund_size(ds, size) if len(different) > 1 else ds
