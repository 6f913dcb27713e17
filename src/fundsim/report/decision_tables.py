"""Tables of decisions: designs compared, sizes found, grids and sweeps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from fundsim.metrics import MEASURES
from fundsim.plots.differences import figure_label
from fundsim.plots.sweeps import parameters_of, prepared, repetitions

STATISTICS = {"value": "", "standard_error": "standard_error", "lower": "lower_95", "upper": "upper_95"}


def comparison_table(ds: xr.Dataset) -> pd.DataFrame:
    """Key figures of every design with what they differ by from the first.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare``.

    Returns
    -------
    pandas.DataFrame
        One row for each design and figure; ``within_noise`` is yes, no, or empty where there is nothing to
        compare. [unit of the row]
    """
    rows = []
    first = ds.design.values[0]
    labels = {str(figure): figure_label(ds, str(figure), "zh") for figure in ds.figure.values}
    for design in ds.design.values:
        for figure in ds.figure.values:
            own = ds.sel(design=design, figure=figure)
            unknown = design == first or not np.isfinite(own.difference.sel(statistic="standard_error"))
            rows.append(
                {
                    "design": str(design),
                    "figure": str(figure),
                    "description": str(own.label_en.values),
                    "description_zh": labels[str(figure)],
                    "unit": str(own.unit.values),
                    **_statistics(own.estimate, "estimate", ""),
                    **_statistics(own.difference, "difference", "difference_"),
                    "within_noise": "" if unknown else ("no", "yes")[int(own.within_noise)],
                    **({"key": str(own.key.values), "scaled_to": float(own.scaled_to)} if "scaled_to" in own else {}),
                }
            )
    return pd.DataFrame(rows)


def _statistics(values: xr.DataArray, name: str, prefix: str) -> dict[str, float]:
    return {
        (f"{prefix}{column}" if column else name): float(values.sel(statistic=statistic))
        for statistic, column in STATISTICS.items()
    }


def size_table(ds: xr.Dataset) -> pd.DataFrame:
    """Smallest fund for each horizon and target, its leverage, and the yearly budget that goes with it.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size``.

    Returns
    -------
    pandas.DataFrame
        horizon, solvency, fund_size, lower, upper, leverage, and the yearly budget: mean and 95 % quantile, each
        with its interval, and the interest subsidies in it; where parameters were drawn, the band of the answers, and
        what is enough on average.
        [months, probability, currency, 1]
    """
    rows = []
    for horizon in ds.horizon.values:
        for target in ds.solvency.values:
            own = ds.sel(horizon=horizon, solvency=target)
            value, lower, upper = (float(own.fund_size.sel(statistic=name)) for name in ("value", "lower", "upper"))
            row = {"horizon": int(horizon), "solvency": float(target), "fund_size": value}
            row |= {"lower": lower, "upper": upper, "leverage": float(own.leverage)}
            yearly = {f"budget_{name}": own.yearly_budget.sel(budget=name) for name in ds.budget.values}
            yearly |= {"budget_interest_subsidy": own.yearly_subsidy} if "yearly_subsidy" in own else {}
            for name, amounts in yearly.items():
                for statistic, column in (("value", ""), ("lower", "_lower_95"), ("upper", "_upper_95")):
                    row[f"{name}{column}"] = float(amounts.sel(statistic=statistic))
            if "parameter_band" in own:
                row |= {
                    f"drawn_{100 * level:.0f}": float(own.parameter_band.sel(band=level)) for level in ds.band.values
                }
            if "pooled_size" in own:
                row["enough_on_average"] = float(own.pooled_size)
            rows.append(row)
    return pd.DataFrame(rows)


def sensitivity_table(ds: xr.Dataset) -> pd.DataFrame:
    """What the answer becomes when default probability or correlation is a little different.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``size`` with sensitivity.

    Returns
    -------
    pandas.DataFrame
        One row for each case, horizon and target. [currency]
    """
    rows = []
    for case in ds.case.values:
        for horizon in ds.horizon.values:
            for target in ds.solvency.values:
                own = ds.sel(case=case, horizon=horizon, solvency=target)
                row = {"case": str(case), "horizon": int(horizon), "solvency": float(target)}
                for name, values in (("fund_size", own.changed_size), ("change", own.change)):
                    prefix = "" if name == "fund_size" else "change_"
                    row[name] = float(values.sel(statistic="value"))
                    for bound in ("lower", "upper"):
                        row[f"{prefix}{bound}"] = float(values.sel(statistic=bound))
                rows.append(row)
    return pd.DataFrame(rows)


def solve_table(ds: xr.Dataset) -> pd.DataFrame:
    """Values that were tried for a key, with the solvency that each gives.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``solve``.

    Returns
    -------
    pandas.DataFrame
        key, target, meets, answer, and for each value tried its solvency and interval. [unit of the key, probability]
    """
    value, _, lower, upper = ds.solvency.transpose("statistic", "tried").values
    return pd.DataFrame(
        {
            "key": ds.attrs["key"],
            "target": ds.attrs["target"],
            "meets": ds.attrs["meets"],
            "answer": float(ds.answer.sel(statistic="value")),
            "value": ds.tried.values,
            "solvency_found": value,
            "lower_95": lower,
            "upper_95": upper,
        }
    )


def frontier_table(ds: xr.Dataset) -> pd.DataFrame:
    """Designs of a grid with cost and ruin probability, the cheapest first.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``frontier``.

    Returns
    -------
    pandas.DataFrame
        design, one column for each key, efficient (yes or no), cost and ruin probability with intervals.
        [currency, probability]
    """
    columns: dict[str, object] = {"design": ds.design.values}
    columns |= {str(key): ds.value.sel(key=key).values for key in ds.key.values}
    columns["efficient"] = np.where(ds.efficient.values == 1, "yes", "no")
    for name in ("cost", "ruin_probability"):
        value, _, lower, upper = ds[name].transpose("statistic", "design").values
        columns |= {name: value, f"{name}_lower_95": lower, f"{name}_upper_95": upper}
    return pd.DataFrame(columns).sort_values(["cost", "ruin_probability"], ignore_index=True)


def scenarios_table(ds: xr.Dataset) -> pd.DataFrame:
    """Every measure of every finished scenario of a sweep, one estimate a row.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a sweep.

    Returns
    -------
    pandas.DataFrame
        scenario (its number), one column for each swept key, replication where scenarios are repeated, measure,
        unit, and the estimate with standard error and 95 % interval. Measures that a scenario does not have are left
        out.
    """
    ds = prepared(ds)
    swept, repeated, rows = parameters_of(ds), repetitions(ds), []
    for place, number in enumerate(ds["scenario"].values):
        levels = {own.key: own.values[place].item() for own in swept}
        levels |= {"replication": repeated[place]} if repeated else {}
        for measure in (str(name) for name in ds["measure"].values):
            own = ds["estimate"].isel(scenario=place).sel(measure=measure)
            names = {"scenario": int(number), **levels, "measure": measure, "unit": _unit_of(ds, measure)}
            rows.append({**names, **_statistics(own, "estimate", "")})
    return pd.DataFrame(rows).dropna(subset=["estimate"], ignore_index=True)


def _unit_of(ds: xr.Dataset, measure: str) -> str:
    key = measure.partition(":")[0]
    unit = MEASURES[key].unit if key in MEASURES else "1"
    return str(ds.attrs["currency"]) if unit == "currency" else unit
