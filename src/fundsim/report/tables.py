"""The tables of a run: headline figures, the monthly report of a county office, the fund's yearly account."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from fundsim.metrics import summarise
from fundsim.plots.reconciliation import adding_up, with_total
from fundsim.results import LINES, VARIABLES, at_fund_size, monthly_mean, monthly_quantile

FloatArray = NDArray[np.float64]

# Column of the monthly report → variable of the results, heading in Chinese.
_MONTHLY_COLUMNS = {
    "lending": ("lending_month", "当月发放贷款"),
    "stock": ("outstanding", "贷款余额"),
    "overdue_ratio": ("overdue_ratio", "逾期率（按金额）"),
    "overdue_ratio_number": ("overdue_ratio_number", "逾期率（按笔数）"),
    "npl_ratio": ("npl_ratio", "不良率"),
    "npl_forborne_ratio": ("npl_forborne_ratio", "不良及展期率"),
    "claims": ("claims_paid", "当月结算索赔额"),
    "compensation": ("compensation", "当月基金代偿额"),
    "balance": ("balance", "基金余额"),
}
_QUANTILES = {"p05": 0.05, "median": 0.5, "p95": 0.95}
_LINE_HEADINGS = {
    "opening": "期初余额",
    "appropriation": "财政拨款",
    "provision": "银行计提",
    "premium": "保费收入",
    "top_up": "补充资金",
    "interest": "利息收入",
    "payments": "代偿支出（减）",
    "recoveries": "追偿收入",
    "returned": "退还出资人（减）",
    "closing": "期末余额",
}
_OTHER_HEADINGS = {
    "fund_size": "基金初始规模",
    "month": "月序",
    "date": "年月",
    "year_start": "会计年度首月",
    "measure": "指标代码",
    "description": "英文说明",
    "description_zh": "指标",
    "unit": "单位",
    "estimate": "估计值",
    "standard_error": "标准误",
    "lower_95": "95%置信下限",
    "upper_95": "95%置信上限",
    "difference_estimate": "与首个方案之差",
    "difference_standard_error": "差的标准误",
    "difference_lower_95": "差的95%置信下限",
    "difference_upper_95": "差的95%置信上限",
    "design": "方案",
    "group": "路径范围",
    "payer": "承担方",
    "township": "乡镇",
    "outstanding": "期初贷款余额",
    "key": "参数",
    "value": "取值",
    "source": "来源",
}
_MONEY = ("fund_size", "outstanding")
_STATISTIC_HEADINGS = {
    "mean": "均值", "p05": "5%分位", "median": "中位数", "p95": "95%分位", "standard_error": "标准误",
}  # fmt: skip
_DECIMALS = {"1": 6, "month": 2, "loans": 2, "year": 4, "years": 4}  # money: to the fen


def summary_table(ds: xr.Dataset) -> pd.DataFrame:
    """Headline figures with standard error and 95 % interval.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        One row per figure (and fund size, where the run compares several): measure, description,
        description_zh, unit, estimate, standard_error, lower_95, upper_95. [unit of the row]
    """
    table = summarise(ds)
    names = {"measure": "measure", "description": "label_en", "description_zh": "label_zh", "unit": "unit"}
    columns = {column: table[name].to_numpy() for column, name in names.items()}
    blocks = []
    for size, block in _by_size(table):
        numbers = block.estimate.transpose("measure", "statistic").to_numpy()
        statistics = dict(zip(("estimate", "standard_error", "lower_95", "upper_95"), numbers.T, strict=True))
        blocks.append(pd.DataFrame({**size, **columns, **statistics}))
    return pd.concat(blocks, ignore_index=True)


def monthly_report(ds: xr.Dataset) -> pd.DataFrame:
    """The table that county offices file: one row per month, mean and quantiles over paths.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        month, date, and for lending, stock, overdue ratio by amount and by number, NPL ratio, ratio of NPL
        and forborne loans, claims, compensation paid by the fund and its balance: ``_mean``, ``_p05``,
        ``_median``, ``_p95``. Amounts in the scenario's currency, ratios as fractions.
    """
    blocks = []
    for size, block in _by_size(ds):
        columns = {**size, "month": block.month.to_numpy(), "date": block.date.to_numpy()}
        for column, (name, _) in _MONTHLY_COLUMNS.items():
            columns[f"{column}_mean"] = monthly_mean(block, name).to_numpy()
            for suffix, level in _QUANTILES.items():
                columns[f"{column}_{suffix}"] = monthly_quantile(block, name, level).to_numpy()
        blocks.append(pd.DataFrame(columns))
    return pd.concat(blocks, ignore_index=True)


def reconciliation(ds: xr.Dataset) -> pd.DataFrame:
    """The reported fund's account by year: means over paths that add up to the fen.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        One row per account year and a ``total``: year_start, then for each line of the account ``_mean``
        and ``_standard_error`` [currency]. Opening + appropriation + provision + premium + top-up + interest
        − payments + recoveries − returned = closing, and closing = opening of the next year.

    Notes
    -----
    Balances are rounded to the fen; what rounding leaves over goes to the largest flow of the year.
    """
    blocks = []
    for size, block in _by_size(ds):
        lines = block.account_line.transpose("path", "year", "line").sel(line=list(LINES)).to_numpy()
        means, whole = adding_up(lines.mean(axis=0), 2), with_total(lines)
        columns = {**size, "year_start": [*block.year_start.to_numpy(), "total"]}
        for place, line in enumerate(LINES):
            columns[f"{line}_mean"] = means[:, place]
            columns[f"{line}_standard_error"] = _standard_errors(whole[:, :, place])
        blocks.append(pd.DataFrame(columns))
    return pd.concat(blocks, ignore_index=True)


def column_heading(column: str, currency: str) -> str:
    """Heading of a column of a CSV file: English name, Chinese name, unit.

    Parameters
    ----------
    column : str
        Column of one of the tables.
    currency : str
        ISO code.

    Returns
    -------
    str
        The first word is the name of the column in the table.

    Examples
    --------
    >>> column_heading("balance_p05", "CNY"), column_heading("npl_ratio_mean", "CNY")
    ('balance_p05 基金余额_5%分位 [CNY]', 'npl_ratio_mean 不良率_均值 [1]')
    """
    if column in _OTHER_HEADINGS:
        return f"{column} {_OTHER_HEADINGS[column]}" + (f" [{currency}]" if column in _MONEY else "")
    name, statistic = _split(column)
    chinese = _LINE_HEADINGS[name] if name in _LINE_HEADINGS else _MONTHLY_COLUMNS[name][1]
    return f"{column} {chinese}_{_STATISTIC_HEADINGS[statistic]} [{_unit(name).replace('currency', currency)}]"


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """A table with money to the fen and ratios to six decimals.

    Parameters
    ----------
    table : pandas.DataFrame
        Any of the tables of this module.

    Returns
    -------
    pandas.DataFrame
        A copy.
    """
    table = table.copy()
    if "unit" in table:
        digits = [_DECIMALS.get(unit, 2) for unit in table["unit"]]
        statistics = ("estimate", "standard_error", "lower_95", "upper_95")
        for column in (*statistics, *(f"difference_{name}" for name in statistics)):
            if column in table:
                table[column] = [round(value, n) for value, n in zip(table[column], digits, strict=True)]
        return table
    decimals = {column: _DECIMALS.get(_unit(_split(column)[0]), 2) for column in table if column not in _OTHER_HEADINGS}
    return table.round(decimals)


def _by_size(ds: xr.Dataset) -> list[tuple[dict[str, float], xr.Dataset]]:
    """Leading column and results for each fund size; no leading column where there is one size."""
    if "fund_size" not in ds.dims:
        return [({}, ds)]
    sizes = [float(size) for size in ds.fund_size.values]
    return [({"fund_size": size}, at_fund_size(ds, size)) for size in sizes]


def _standard_errors(values: FloatArray) -> FloatArray:
    """Standard error of the mean over paths; infinite for a single path."""
    paths = values.shape[0]
    if paths < 2:
        return np.full(values.shape[1], np.inf)
    errors: FloatArray = values.std(axis=0, ddof=1) / np.sqrt(paths)
    return errors


def _split(column: str) -> tuple[str, str]:
    statistic = next(suffix for suffix in _STATISTIC_HEADINGS if column.endswith(f"_{suffix}"))
    return column[: -len(statistic) - 1], statistic


def _unit(name: str) -> str:
    return VARIABLES[_MONTHLY_COLUMNS[name][0]].unit if name in _MONTHLY_COLUMNS else "currency"
