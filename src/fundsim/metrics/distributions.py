"""Labelled curves and tables: ruin by month, exceedance of losses, contributions to the tail."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from fundsim.metrics.estimate import STATISTICS, FloatArray, statistics_of
from fundsim.metrics.labelled import (
    entries_within,
    estimate_along_paths,
    path_weights,
    sampling_attributes,
)
from fundsim.metrics.moments import mean
from fundsim.metrics.probabilities import exceedance_curve, exceedance_thresholds
from fundsim.metrics.ruin import ruin_probability, survival_curve
from fundsim.metrics.tails import expected_shortfall, tail_contributions
from fundsim.metrics.weights import Weights
from fundsim.results import MONTHS, TOWNSHIPS, YEARS

OPTIONS = {"keep_townships": TOWNSHIPS, "keep_years": YEARS, "keep_months": MONTHS}
REMEDIES = {name: f"; simulate with {option}=True" for option, names in OPTIONS.items() for name in names}


def ruin_by_month(ds: xr.Dataset, *, confidence: float = 0.95) -> xr.Dataset:
    """Probability of ruin up to each month, and of survival beyond it.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation with ``ruin_month([fund_size,] path)`` and the attribute ``months``.
    confidence : float
        Of each month's own interval. [probability]

    Returns
    -------
    Dataset
        ``ruin_probability`` and ``survival``, ([fund_size,] month, statistic); month m stands for its end,
        see `ruin_probability`. [probability]

    Raises
    ------
    ValueError
        If the results have no fund to be ruined.
    """
    _require(ds, "ruin_month")
    if ds.attrs.get("fund_layer") == "":
        raise ValueError("ruin_month: the programme has no fund that could be ruined")
    months = int(ds.attrs["months"])
    chosen: dict[str, Any] = {"months": months, "weights": path_weights(ds), "confidence": confidence}
    ruin = estimate_along_paths(partial(ruin_probability, **chosen), [ds["ruin_month"]], "month")
    survival = estimate_along_paths(partial(survival_curve, **chosen), [ds["ruin_month"]], "month")
    curves = {
        "ruin_probability": _described(ruin, "probability of ruin so far", "截至当月基金不足的概率", "1"),
        "survival": _described(survival, "probability of survival", "基金存续概率", "1"),
    }
    coords = {"month": np.arange(months)} | ({"date": ds["date"]} if "date" in ds.coords else {})
    return xr.Dataset(curves, attrs=sampling_attributes(ds, confidence)).assign_coords(coords)


def exceedance(
    ds: xr.Dataset,
    variable: str = "claims",
    *,
    thresholds: FloatArray | None = None,
    points: int = 60,
    confidence: float = 0.95,
) -> xr.Dataset:
    """Exceedance curve of a loss.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation.
    variable : str
        A variable with the dimension path; each entry of its other dimensions gets a curve, over the same
        thresholds.
    thresholds : array (points,), optional
        Default: order statistics of the loss, see `exceedance_thresholds`. [unit of the variable]
    points : int
        Most thresholds to choose, for each entry of the other dimensions.
    confidence : float
        Of each point's own interval. [probability]

    Returns
    -------
    Dataset
        ``exceedance_probability(..., threshold, statistic)`` = P(loss > threshold). [probability]

    Raises
    ------
    ValueError
        If the variable is missing or does not vary by path.
    """
    _require(ds, variable)
    loss, weights = ds[variable], path_weights(ds)
    if thresholds is None:
        thresholds = _thresholds(loss, points, weights)
    estimator = partial(exceedance_curve, thresholds=thresholds, weights=weights, confidence=confidence)
    curve = estimate_along_paths(estimator, [loss], "threshold")
    described = _described(curve, f"probability that {variable} is above the threshold", "超越概率", "1")
    table = xr.Dataset({"exceedance_probability": described}, attrs=sampling_attributes(ds, confidence))
    unit = str(loss.attrs.get("units", _currency(ds)))
    named = {"units": unit, "long_name": "threshold", "long_name_zh": "阈值"}
    return table.assign_coords(threshold=("threshold", thresholds, named))


def _thresholds(loss: xr.DataArray, points: int, weights: Weights | None) -> FloatArray:
    """Thresholds of every entry of the dimensions other than path, together."""
    entries = loss.transpose(..., "path").to_numpy().reshape(-1, loss.sizes["path"])
    return np.unique(np.concatenate([exceedance_thresholds(e, points, weights=weights) for e in entries]))


def township_contributions(ds: xr.Dataset, *, level: float = 0.99, confidence: float = 0.95) -> xr.Dataset:
    """Which townships cause the tail of the claims.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation with ``keep_townships=True``, so that they hold ``township_claims(path, township)``.
    level : float
        Level of the expected shortfall, inside (0, 1). [probability]
    confidence : float
        [probability]

    Returns
    -------
    Dataset
        See `tail_table`; dimension ``township``.

    Raises
    ------
    ValueError
        If the results have no claims by township of every path.
    """
    return tail_table(ds, "township_claims", "township", level=level, confidence=confidence)


def industry_contributions(ds: xr.Dataset, *, level: float = 0.99, confidence: float = 0.95) -> xr.Dataset:
    """Which industries cause the tail of the claims.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation with ``industry_claims(path, industry)``.
    level : float
        Level of the expected shortfall, inside (0, 1). [probability]
    confidence : float
        [probability]

    Returns
    -------
    Dataset
        See `tail_table`; dimension ``industry``.

    Raises
    ------
    ValueError
        If the results have no claims by industry.
    """
    return tail_table(ds, "industry_claims", "industry", level=level, confidence=confidence)


def layer_contributions(ds: xr.Dataset, *, level: float = 0.99, confidence: float = 0.95) -> xr.Dataset:
    """Who pays in the mean and in the worst years of the claims: layers, the bank included.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation with ``payment([fund_size,] path, layer)``.
    level : float
        Level of the expected shortfall, inside (0, 1). [probability]
    confidence : float
        [probability]

    Returns
    -------
    Dataset
        See `tail_table`; dimension ``layer``.

    Raises
    ------
    ValueError
        If the results have no payments.
    """
    return tail_table(ds, "payment", "layer", level=level, confidence=confidence)


def tail_table(
    ds: xr.Dataset, variable: str, component: str, *, level: float = 0.99, confidence: float = 0.95
) -> xr.Dataset:
    """Mean and contribution to the expected shortfall of each component of a loss, none of them ever negative.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation.
    variable : str
        Loss by path and component; may have further dimensions.
    component : str
        Dimension of the components.
    level : float
        Level of the expected shortfall, inside (0, 1). [probability]
    confidence : float
        [probability]

    Returns
    -------
    Dataset
        ``mean_contribution`` and ``tail_contribution`` (..., component, statistic), which add up to the mean
        and to ``expected_shortfall`` (..., statistic) of the sum over the components. [currency]

    Raises
    ------
    ValueError
        If the variable is missing or has not the dimension of the components.
    """
    _require(ds, variable, component)
    loss = ds[variable]
    chosen: dict[str, Any] = {"weights": path_weights(ds), "confidence": confidence}
    tails = _tail_estimates(loss, component, level, chosen)
    total = estimate_along_paths(partial(expected_shortfall, level=level, **chosen), [loss.sum(component)])
    means = estimate_along_paths(partial(mean, **chosen), [loss]).transpose(..., component, "statistic")
    currency = _currency(ds)
    tables = {
        "mean_contribution": _described(means, "mean", "均值", currency),
        "tail_contribution": _described(tails, "contribution to expected shortfall", "对预期尾部损失的贡献", currency),
        "expected_shortfall": _described(total, "expected shortfall of the total", "总额的预期尾部损失", currency),
    }
    attributes = sampling_attributes(ds, confidence) | {"level": level}
    return xr.Dataset(tables, attrs=attributes)


def _tail_estimates(loss: xr.DataArray, component: str, level: float, chosen: dict[str, Any]) -> xr.DataArray:
    """Tail contributions (..., component, statistic)."""
    others = [str(dim) for dim in loss.dims if dim not in {"path", component}]
    samples = loss.transpose(*others, "path", component).to_numpy()
    shape = samples.shape[:-2]
    found = [tail_contributions(samples[index], level, **chosen) for index in np.ndindex(shape)]
    table = np.array([np.stack(statistics_of(estimate), axis=-1) for estimate in found])
    coords = {dim: loss[dim].to_numpy() for dim in [*others, component] if dim in loss.coords}
    return xr.DataArray(
        table.reshape(*shape, -1, len(STATISTICS)),
        dims=[*others, component, "statistic"],
        coords=coords | {"statistic": list(STATISTICS)},
    )


def _described(table: xr.DataArray, long_name: str, long_name_zh: str, units: str) -> xr.DataArray:
    """Estimates (..., statistic) of what is never negative, with names and unit."""
    table = table.copy(data=entries_within(table.to_numpy(), 0.0))
    return table.assign_attrs(long_name=long_name, long_name_zh=long_name_zh, units=units)


def _currency(ds: xr.Dataset) -> str:
    return str(ds.attrs.get("currency", "CNY"))


def _require(ds: xr.Dataset, variable: str, *dims: str) -> None:
    if variable not in ds or not {"path", *dims} <= set(ds[variable].dims):
        wanted, remedy = ", ".join(["path", *dims]), REMEDIES.get(variable, "")
        raise ValueError(f"{variable}: the results hold no such variable with the dimensions {wanted}{remedy}")
