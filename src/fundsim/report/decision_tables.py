"""Tables of decisions as files for Excel and programs: one heading line, names in English and Chinese, units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

HEADINGS = {
    "design": "方案",
    "fund_size": "基金规模",
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
UNITS = {"fund_size": "currency"}
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
    return f"{column} {HEADINGS[column]}" + (f" [{unit}]" if unit else "")


def _statistics(values: xr.DataArray, name: str, prefix: str, unit: str) -> dict[str, float]:
    digits = DECIMALS.get(unit, 2)
    return {
        (f"{prefix}{column}" if column else name): round(float(values.sel(statistic=statistic)), digits)
        for statistic, column in STATISTICS.items()
    }
