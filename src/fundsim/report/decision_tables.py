"""Tables of decisions as files for Excel and programs: one heading line, names in English and Chinese, units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

HEADINGS = {
    "design": "方案",
    "horizon": "期限",
    "solvency": "目标偿付概率",
    "fund_size": "基金规模",
    "lower": "95%置信下限",
    "upper": "95%置信上限",
    "leverage": "放大倍数",
    "budget_mean": "年度预算均值",
    "budget_mean_lower_95": "年度预算均值_95%置信下限",
    "budget_mean_upper_95": "年度预算均值_95%置信上限",
    "budget_quantile_95": "年度预算95%分位",
    "budget_quantile_95_lower_95": "年度预算95%分位_95%置信下限",
    "budget_quantile_95_upper_95": "年度预算95%分位_95%置信上限",
    "case": "情形",
    "key": "参数",
    "target": "目标偿付概率",
    "answer": "答案",
    "meets": "达标范围",
    "value": "取值",
    "solvency_found": "偿付概率",
    "efficient": "是否位于前沿",
    "cost": "政府平均成本（现值）",
    "cost_lower_95": "政府平均成本_95%置信下限",
    "cost_upper_95": "政府平均成本_95%置信上限",
    "ruin_probability": "基金不足概率",
    "ruin_probability_lower_95": "基金不足概率_95%置信下限",
    "ruin_probability_upper_95": "基金不足概率_95%置信上限",
    "scaled_to": "调整后的取值",
    "change": "变化",
    "change_lower": "变化_95%置信下限",
    "change_upper": "变化_95%置信上限",
    "figure": "指标代码",
    "description": "英文说明",
    "description_zh": "指标",
    "unit": "单位",
    "estimate": "估计值",
    "standard_error": "标准误",
    "lower_95": "95%置信下限",
    "upper_95": "95%置信上限",
    "difference": "与首个方案之差",
    "difference_standard_error": "差的标准误",
    "difference_lower_95": "差的95%置信下限",
    "difference_upper_95": "差的95%置信上限",
    "within_noise": "差异是否在误差范围内",
}
UNITS = {
    "horizon": "month", "solvency": "1", "fund_size": "currency", "lower": "currency", "upper": "currency",
    "cost": "currency", "ruin_probability": "1", "leverage": "1", "change": "currency",
    "budget_mean": "currency/year", "budget_quantile_95": "currency/year",
}  # fmt: skip
STATISTICS = {"value": "", "standard_error": "standard_error", "lower": "lower_95", "upper": "upper_95"}
DECIMALS = {"1": 6, "year": 4}  # money: to the fen


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
    for design in ds.design.values:
        for figure in ds.figure.values:
            own = ds.sel(design=design, figure=figure)
            unit = str(own.unit.values)
            unknown = bool(np.isnan(own.difference.sel(statistic="value")))
            rows.append(
                {
                    "design": str(design),
                    "figure": str(figure),
                    "description": str(own.label_en.values),
                    "description_zh": str(own.label_zh.values),
                    "unit": unit,
                    **_statistics(own.estimate, "estimate", "", unit),
                    **_statistics(own.difference, "difference", "difference_", unit),
                    "within_noise": "" if unknown else ("no", "yes")[int(own.within_noise)],
                    **({"key": str(own.key.values), "scaled_to": float(own.scaled_to)} if "scaled_to" in own else {}),
                }
            )
    return pd.DataFrame(rows)


def decision_heading(column: str, currency: str) -> str:
    """Heading of a column: English name, Chinese name, unit where the whole column has one.

    Parameters
    ----------
    column : str
        Column of one of the tables of this module.
    currency : str
        ISO code.

    Returns
    -------
    str
        The first word is the name of the column in the table.

    Examples
    --------
    >>> decision_heading("design", "CNY"), decision_heading("fund_size", "CNY")
    ('design 方案', 'fund_size 基金规模 [CNY]')
    """
    unit = UNITS.get(column, "").replace("currency", currency)
    if column not in HEADINGS:  # a key of the scenario, which is its own name
        return column
    return f"{column} {HEADINGS[column]}" + (f" [{unit}]" if unit else "")


def _statistics(values: xr.DataArray, name: str, prefix: str, unit: str) -> dict[str, float]:
    digits = DECIMALS.get(unit, 2)
    return {
        (f"{prefix}{column}" if column else name): round(float(values.sel(statistic=statistic)), digits)
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
        with its interval. [months, probability, currency, 1]
    """
    rows = []
    for horizon in ds.horizon.values:
        for target in ds.solvency.values:
            own = ds.sel(horizon=horizon, solvency=target)
            value, lower, upper = (float(own.fund_size.sel(statistic=name)) for name in ("value", "lower", "upper"))
            row = {"horizon": int(horizon), "solvency": float(target), "fund_size": round(value, 2)}
            row |= {"lower": round(lower, 2), "upper": round(upper, 2), "leverage": round(float(own.leverage), 4)}
            for budget in ds.budget.values:
                for statistic, column in (("value", ""), ("lower", "_lower_95"), ("upper", "_upper_95")):
                    amount = float(own.yearly_budget.sel(budget=budget, statistic=statistic))
                    row[f"budget_{budget}{column}"] = round(amount, 2)
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
                    row[name] = round(float(values.sel(statistic="value")), 2)
                    for bound in ("lower", "upper"):
                        row[f"{prefix}{bound}"] = round(float(values.sel(statistic=bound)), 2)
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
    for name, digits in (("cost", 2), ("ruin_probability", 6)):
        value, _, lower, upper = ds[name].transpose("statistic", "design").values.round(digits)
        columns |= {name: value, f"{name}_lower_95": lower, f"{name}_upper_95": upper}
    return pd.DataFrame(columns).sort_values(["cost", "ruin_probability"], ignore_index=True)
