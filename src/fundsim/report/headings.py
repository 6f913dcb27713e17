"""Headings of the tables that go into files: English name, Chinese name, unit; and their decimals."""

from __future__ import annotations

import pandas as pd

from fundsim.languages import Language, unit_word
from fundsim.results import VARIABLES

# Column of the monthly report → variable of the results, heading in Chinese.
MONTHLY_COLUMNS = {
    "lending": ("lending_month", "当月发放贷款"),
    "stock": ("outstanding", "贷款余额"),
    "overdue_ratio": ("overdue_ratio", "逾期率（按金额）"),
    "overdue_ratio_number": ("overdue_ratio_number", "逾期率（按笔数）"),
    "npl_ratio": ("npl_ratio", "不良率（按金额）"),
    "npl_ratio_number": ("npl_ratio_number", "不良率（按笔数）"),
    "npl_forborne_ratio": ("npl_forborne_ratio", "不良及展期率（按金额）"),
    "npl_forborne_ratio_number": ("npl_forborne_ratio_number", "不良及展期率（按笔数）"),
    "claims": ("claims_paid", "当月结算应代偿额"),
    "compensation": ("compensation", "当月基金代偿额"),
    "balance": ("balance", "基金余额"),
}
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
_HEADINGS = {
    "fund_size": "基金初始规模",
    "month": "月序",
    "date": "年月",
    "year_start": "会计年度首月",
    "months": "月数",
    "measure": "指标代码",
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
    "share": "发生不足的路径占比",
    "design": "方案",
    "scenario": "情景序号",
    "group": "路径范围",
    "payer": "分担方",
    "township": "乡镇",
    "outstanding": "期初贷款余额",
    "average_overdue_ratio": "平均逾期率",
    "average_overdue_ratio_standard_error": "平均逾期率_标准误",
    "average_overdue_ratio_lower_95": "平均逾期率_95%置信下限",
    "average_overdue_ratio_upper_95": "平均逾期率_95%置信上限",
    "average_overdue_balance": "逾期及不良贷款月均余额",
    "average_overdue_balance_standard_error": "逾期及不良贷款月均余额_标准误",
    "average_overdue_balance_lower_95": "逾期及不良贷款月均余额_95%置信下限",
    "average_overdue_balance_upper_95": "逾期及不良贷款月均余额_95%置信上限",
    "reported_overdue_ratio": "期初上报逾期率",
    "key": "参数",
    "value": "取值",
    "source": "来源",
    "horizon": "期限",
    "solvency": "目标偿付概率",
    "lower": "95%置信下限",
    "upper": "95%置信上限",
    "leverage": "放大倍数",
    "budget_mean": "年度预算均值",
    "budget_mean_lower_95": "年度预算均值_95%置信下限",
    "budget_mean_upper_95": "年度预算均值_95%置信上限",
    "budget_quantile_95": "年度预算95%分位",
    "budget_quantile_95_lower_95": "年度预算95%分位_95%置信下限",
    "budget_quantile_95_upper_95": "年度预算95%分位_95%置信上限",
    "budget_interest_subsidy": "其中年均财政贴息（未贴现）",
    "budget_interest_subsidy_lower_95": "其中年均财政贴息_95%置信下限",
    "budget_interest_subsidy_upper_95": "其中年均财政贴息_95%置信上限",
    "drawn_5": "参数抽取_答案5%分位",
    "drawn_50": "参数抽取_答案中位数",
    "drawn_95": "参数抽取_答案95%分位",
    "enough_on_average": "参数抽取_平均意义上足够",
    "case": "情形",
    "target": "目标偿付概率",
    "answer": "答案",
    "meets": "达标范围",
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
}
_UNITS = {
    "horizon": "month", "solvency": "1", "fund_size": "currency", "lower": "currency", "upper": "currency",
    "months": "month", "reported_overdue_ratio": "1", "share": "1",
    "outstanding": "currency", "cost": "currency", "ruin_probability": "1", "leverage": "1", "change": "currency",
    "drawn_5": "currency", "drawn_50": "currency", "drawn_95": "currency", "enough_on_average": "currency",
    "average_overdue_ratio": "1", "average_overdue_balance": "currency",
    "budget_mean": "currency/year", "budget_quantile_95": "currency/year",
    "budget_interest_subsidy": "currency/year",
}  # fmt: skip
_STATISTIC_HEADINGS = {
    "mean": "均值", "p05": "5%分位", "median": "中位数", "p95": "95%分位", "standard_error": "标准误",
}  # fmt: skip
ESTIMATE_COLUMNS = ("estimate", "standard_error", "lower_95", "upper_95")
"""Columns of a table in which an estimate stands."""
_DIFFERENCES = ("difference", "difference_standard_error", "difference_lower_95", "difference_upper_95")
_DECIMALS = {"1": 6, "month": 2, "loans": 2, "year": 4, "years": 4}  # money: to the fen


def column_heading(column: str, currency: str, lang: Language = "en") -> str:
    """Heading of a column of a CSV file: English name, Chinese name, unit where the whole column has one.

    Parameters
    ----------
    column : str
        Column of one of the tables of this package.
    currency : str
        ISO code.
    lang : {"en", "zh"}
        Language of the unit.

    Returns
    -------
    str
        The first word is the name of the column in the table; a key of the scenario is its own heading.

    Examples
    --------
    >>> column_heading("balance_p05", "CNY"), column_heading("npl_ratio_mean", "CNY")
    ('balance_p05 基金余额_5%分位 [CNY]', 'npl_ratio_mean 不良率（按金额）_均值 [1]')
    >>> column_heading("design", "CNY"), column_heading("cost_lower_95", "CNY")
    ('design 方案', 'cost_lower_95 政府平均成本_95%置信下限 [CNY]')
    """
    chinese = _HEADINGS.get(column) or _statistic_heading(column)
    unit = _unit(column)
    shown = f" [{unit_word(unit.replace('currency', currency), lang)}]" if unit else ""
    return f"{column} {chinese}{shown}" if chinese else column


def heading(column: str, currency: str, lang: Language) -> str:
    """The words of a heading in one language; parameters as for `column_heading`.

    Examples
    --------
    >>> heading("balance_p05", "CNY", "en"), heading("balance_p05", "CNY", "zh")
    ('balance p05 [CNY]', '基金余额_5%分位 [元]')
    """
    name, _, rest = column_heading(column, currency, lang).partition(" ")
    if not rest:
        return name
    chinese, bracket, unit = rest.partition(" [")
    words = chinese if lang == "zh" else name.replace("_", " ")
    return words + bracket + unit


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """A table with money to the fen and ratios to six decimals.

    Parameters
    ----------
    table : pandas.DataFrame
        Any of the tables of this package.

    Returns
    -------
    pandas.DataFrame
        A copy.
    """
    table = table.round({column: _DECIMALS.get(unit, 2) for column in table if (unit := _unit(column))})
    if "unit" in table:
        digits = [_DECIMALS.get(unit, 2) for unit in table["unit"]]
        for column in (*ESTIMATE_COLUMNS, *_DIFFERENCES):
            if column in table:
                table[column] = [round(value, n) for value, n in zip(table[column], digits, strict=True)]
    return table


def _statistic_heading(column: str) -> str:
    """Chinese heading of a statistic of the monthly report or of the account; empty for another column."""
    name, statistic = _split(column)
    chinese = _LINE_HEADINGS.get(name) or MONTHLY_COLUMNS.get(name, ("", ""))[1]
    return f"{chinese}_{_STATISTIC_HEADINGS[statistic]}" if chinese else ""


def _split(column: str) -> tuple[str, str]:
    """Name and statistic, which is empty where there is none."""
    statistic = next((suffix for suffix in _STATISTIC_HEADINGS if column.endswith(f"_{suffix}")), "")
    return (column[: -len(statistic) - 1], statistic) if statistic else (column, "")


def _unit(column: str) -> str:
    """Unit of a column; empty where its rows have units of their own, or none."""
    if column in _HEADINGS:
        return _UNITS.get(_bounded(column), "")
    name, statistic = _split(column)
    if name in MONTHLY_COLUMNS and statistic:
        return VARIABLES[MONTHLY_COLUMNS[name][0]].unit
    return "currency" if name in _LINE_HEADINGS and statistic else ""


def _bounded(column: str) -> str:
    """The column that a bound or a standard error belongs to."""
    for suffix in ("_standard_error", "_lower_95", "_upper_95", "_lower", "_upper"):
        if column.endswith(suffix):
            return column.removesuffix(suffix)
    return column
