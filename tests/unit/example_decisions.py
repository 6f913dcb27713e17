"""Results of a comparison, of a search for the fund's size and of a sweep, in the shapes that fundsim writes."""

from __future__ import annotations

from itertools import product

import numpy as np
import xarray as xr
from tests.unit.example_dataset import OPENING, example_dataset

from fundsim.metrics import probability, summarise

STATISTICS = ["value", "standard_error", "lower", "upper"]
DESIGNS = ("as it is", "insurer first", "更大的基金")


def example_comparison(designs: tuple[str, ...] = DESIGNS, *, paths: int = 200) -> xr.Dataset:
    """Designs whose claims fall from one to the next, with paired differences to the first."""
    runs = [example_dataset(paths=paths, months=60, claim_rate=0.05 / (1 + 0.15 * n)) for n in range(len(designs))]
    stacked = xr.concat(
        [run.drop_vars("quantile") for run in runs], "design", data_vars="all", coords="minimal", compat="override"
    ).assign_coords(design=list(designs))
    tables = [summarise(run).estimate.transpose("measure", "statistic") for run in runs]
    estimate = xr.concat(tables, "design").assign_coords(design=list(designs))
    difference = estimate - estimate.isel(design=0)
    half = 0.4 * np.abs(difference.sel(statistic="value"))
    difference.loc[{"statistic": "standard_error"}] = half / 1.96
    difference.loc[{"statistic": "lower"}] = difference.sel(statistic="value") - half
    difference.loc[{"statistic": "upper"}] = difference.sel(statistic="value") + half
    difference[{"design": 0}] = 0.0
    return stacked.assign(estimate=estimate, difference=difference)


def example_size(*, sensitivity: bool = True, parameters: int = 8) -> xr.Dataset:
    """Ruin over six sizes and two horizons, the size needed for two solvencies, and what moves it."""
    sizes, horizons = OPENING * np.array([0.02, 0.04, 0.06, 0.08, 0.1, 0.15]), [60, 120]
    ruin = np.array(
        [
            [_row(probability(np.arange(1000) < 400 * np.exp(-30 * s / OPENING) * h / 120)) for s in sizes]
            for h in horizons
        ]
    )
    needed = np.array(
        [[_around(OPENING * (0.05 + 0.02 * place + 0.02 * h / 120), 0.05) for place in range(2)] for h in horizons]
    )
    statistic = ("horizon", "fund_size", "statistic")
    ds = xr.Dataset(
        {"ruin_probability": (statistic, ruin), "fund_size_needed": (("horizon", "solvency", "statistic"), needed)},
        {"horizon": ("horizon", horizons, {"units": "month"}), "fund_size": sizes, "solvency": [0.95, 0.99],
         "statistic": STATISTICS},
        _attributes(),
    )  # fmt: skip
    if not sensitivity:
        return ds
    keys = [f"layers.county_fund.account.term_{n}" for n in range(parameters)]
    base = needed[:, :, 0]
    swing = 0.3 * 0.8 ** np.arange(parameters)
    sides = np.stack([1.0 - 0.6 * swing, 1.0 + swing], axis=1)[:, :, None, None] * base
    dims = ("parameter", "side", "horizon", "solvency")
    return ds.assign(sensitivity=(dims, sides)).assign_coords(parameter=keys, side=["low", "high"])


def example_sweep(
    leverages: tuple[float, ...] = (5.0, 10.0, 15.0, 20.0), shares: tuple[float, ...] = (0.5, 0.7, 0.9),
    modes: tuple[str, ...] = ("steady",),
) -> xr.Dataset:  # fmt: skip
    """A grid of leverage, government share and lending mode."""
    grid = list(product(leverages, shares, modes))
    ruin, cost = [], []
    for leverage, share, mode in grid:
        level = 0.0005 * leverage**1.5 * share**2 * (1.0 if mode == "steady" else 0.5)
        ruin.append(_row(probability(np.arange(2000) < 2000 * level)))
        cost.append(_around(0.1 * OPENING * share * (1.0 + 5.0 / leverage), 0.02))
    table = np.stack([np.array(ruin), np.array(cost)], axis=1)
    columns = (list(column) for column in zip(*grid, strict=True))
    keys = ("layers.county_fund.account.leverage", "layers.county_fund.pays", "lending.mode")
    swept = {key: ("scenario", column) for key, column in zip(keys, columns, strict=True)}
    measures = ["ruin_probability", "mean_government_cost"]
    coordinates = {"scenario": np.arange(len(grid)), "measure": measures, "statistic": STATISTICS, **swept}
    return xr.Dataset({"estimate": (("scenario", "measure", "statistic"), table)}, coordinates, _attributes())


def _row(estimate: tuple[float, ...]) -> list[float]:
    return [float(part) for part in estimate[:4]]


def _around(value: float, share: float) -> list[float]:
    return [value, share * value / 1.96, (1.0 - share) * value, (1.0 + share) * value]


def _attributes() -> dict[str, object]:
    return {
        "title": "罗平县 Luoping county",
        "currency": "CNY",
        "seed": 1,
        "n_paths": 2000,
        "months": 120,
        "ruin": "unpaid_claim",
        "fundsim_version": "0.1.0",
        "opening_outstanding": OPENING,
        "fund_layer": "county_fund",
        "fund_initial": OPENING / 10,
    }
