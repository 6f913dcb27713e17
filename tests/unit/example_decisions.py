"""Results of a comparison, of a search for the fund's size and of a sweep, in the shapes that fundsim writes."""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import xarray as xr
from tests.unit.example_dataset import OPENING, example_dataset

from fundsim.metrics import mean, paired_difference, path_quantities, probability

STATISTICS = ["value", "standard_error", "lower", "upper"]
KEPT = ("claims", "shortfall", "government_cost", "bank_loss", "lending")
FIGURES = {
    "expected_loss": ("claims", mean, "Expected loss (claims)", "预期损失（应代偿总额）", "CNY"),
    "ruin_probability": ("ruined", probability, "Probability that the fund is ruined", "基金不足概率", "1"),
    "mean_government_cost": ("government_cost", mean, "Mean cost to government", "政府平均成本", "CNY"),
    "mean_bank_loss": ("bank_loss", mean, "Mean bank loss after recovery", "银行平均净损失", "CNY"),
    "years_to_depletion": ("months_survived", mean, "Mean years until ruin", "平均年数", "year"),
    "mean_lending": ("lending", mean, "Mean lending over the horizon", "模拟期内累计新发放贷款（均值）", "CNY"),
}  # fmt: skip
CASES = ("PD −20 %", "PD +20 %", "ρ county 0.05 → 0.03", "ρ county 0.05 → 0.07")
DESIGNS = ("as it is", "insurer first", "更大的基金")


def example_comparison(designs: tuple[str, ...] = DESIGNS, *, paths: int = 200) -> xr.Dataset:
    """Designs whose claims fall from one to the next, with paired differences to the first."""
    runs = [example_dataset(paths=paths, months=60, claim_rate=0.05 / (1 + 0.15 * n)) for n in range(len(designs))]
    quantities = [path_quantities(run) for run in runs]
    estimate = np.array(
        [[_row(estimator(own[name])) for name, estimator, *_ in FIGURES.values()] for own in quantities]
    )
    difference = np.array(
        [
            [_row(paired_difference(own[name], quantities[0][name])) for name, *_ in FIGURES.values()]
            for own in quantities
        ]
    )
    dims = ("design", "figure", "statistic")
    noise = ~((difference[..., 2] > 0.0) | (difference[..., 3] < 0.0))
    kept = {name: (("design", "path"), np.array([own[name] for own in quantities])) for name in KEPT}
    labels = {
        name: ("figure", [figure[place] for figure in FIGURES.values()])
        for place, name in enumerate(("label_en", "label_zh", "unit"), start=2)
    }
    coordinates = {"design": list(designs), "figure": list(FIGURES), "statistic": STATISTICS, **labels}
    attributes = {key: runs[0].attrs[key] for key in ("currency", "seed", "fundsim_version", "months", "n_paths")}
    tables = {"estimate": (dims, estimate), "difference": (dims, difference)}
    data = {**tables, "within_noise": (dims[:2], noise.astype(np.int8)), **kept}
    return xr.Dataset(data, coordinates, {"title": "罗平县 / Luoping county", **attributes})


def example_size(*, sensitivity: bool = True) -> xr.Dataset:
    """Ruin over six sizes and two horizons, the size needed for two solvencies, and what moves it."""
    sizes, horizons = OPENING * np.array([0.02, 0.04, 0.06, 0.08, 0.1, 0.15]), [60, 120]
    events = ([np.arange(1000) < 400 * np.exp(-30 * size / OPENING) * h / 120 for size in sizes] for h in horizons)
    ruin = np.array([[_row(probability(event)) for event in row] for row in events])
    needed = np.array(
        [[_around(OPENING * (0.05 + 0.02 * place + 0.02 * h / 120), 0.05) for place in range(2)] for h in horizons]
    )
    ds = xr.Dataset(
        {
            "ruin_probability": (("horizon", "size", "statistic"), ruin),
            "fund_size": (("horizon", "solvency", "statistic"), needed),
        },
        {"horizon": horizons, "size": sizes, "solvency": [0.95, 0.99], "statistic": STATISTICS},
        _attributes(),
    )
    budgets = np.stack([0.1 * needed, 0.2 * needed], axis=2)
    ds = ds.assign(yearly_budget=(("horizon", "solvency", "budget", "statistic"), budgets))
    ds = ds.assign(leverage=(("horizon", "solvency"), OPENING / needed[..., 0]))
    ds = ds.assign_coords(budget=["mean", "quantile_95"])
    if not sensitivity:
        return ds
    factors = np.array([0.8, 1.25, 0.9, 1.15])[:, None, None, None]
    dims = ("case", "horizon", "solvency", "statistic")
    changes = {"changed_size": (dims, factors * needed), "change": (dims, (factors - 1.0) * needed)}
    return ds.assign(changes).assign_coords(case=list(CASES))


def example_grid() -> xr.Dataset:
    """Cost and ruin of designs of two leverages and two shares, as ``fundsim frontier`` finds them."""
    grid = list(product((5.0, 10.0), (0.5, 0.7)))
    cost = np.array([_around(0.1 * OPENING * share * (1.0 + 5.0 / leverage), 0.02) for leverage, share in grid])
    ruin = np.array([_row(probability(np.arange(500) < leverage * share * 8)) for leverage, share in grid])
    table = ("design", "statistic")
    return xr.Dataset(
        {
            "cost": (table, cost),
            "ruin_probability": (table, ruin),
            "efficient": ("design", np.array([1, 0, 1, 0], np.int8)),
            "value": (("design", "key"), np.array(grid)),
        },
        {
            "design": [f"leverage={leverage:g}, pays={share:g}" for leverage, share in grid],
            "key": ["layers.county_fund.account.leverage", "layers.county_fund.pays"],
            "statistic": STATISTICS,
        },
        _attributes(),
    )


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
    swept = {name: ("scenario", column) for name, column in zip(("leverage", "pays", "mode"), columns, strict=True)}
    coordinates = {
        "scenario": np.arange(len(grid)),
        "seed": ("scenario", np.full(len(grid), 7)),
        "measure": ["ruin_probability", "mean_government_cost"],
        "statistic": STATISTICS,
        "month": np.arange(120),
        **swept,
    }
    keys = {
        "leverage": "layers.county_fund.account.leverage",
        "pays": "layers.county_fund.pays",
        "mode": "lending.mode",
    }
    attributes = {
        "title": "Luoping, leverage and share",
        "currency": "CNY",
        "paths": 2000,
        "versions": json.dumps({"fundsim": "0.1.0"}),
        "swept": json.dumps(keys),
    }
    data = {
        "estimate": (("scenario", "measure", "statistic"), table),
        "opening_outstanding": ("scenario", np.full(len(grid), OPENING)),
    }
    return xr.Dataset(data, coordinates, attributes)


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
