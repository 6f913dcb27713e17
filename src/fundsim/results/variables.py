"""What a run yields: one table of variables.

The table labels the results, checks them and generates the output reference of the manual. The unit
``currency`` stands for the scenario's currency. A variable that depends on the fund size gets a
leading ``fund_size`` dimension when a scenario compares several sizes. A variable by month or by township comes
as quantile bands over paths, or per path where the run was asked to keep the months or townships.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

UnitName = Literal["currency", "currency²", "1", "month", "loans"]
Aggregation = Literal["sum", "end", "minimum", "maximum", "average", "first", "count", "present value", "none"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One output.

    Parameters
    ----------
    dims : tuple of str
        Dimensions without ``fund_size``; a monthly variable says ``("quantile", "month")``, one by township
        ``("quantile", "township")``.
    unit : {"currency", "currency²", "1", "month", "loans"}
        Unit of its numbers.
    long_name, long_name_zh : str
        What it is, for axes and manuals.
    aggregation : {"sum", "end", "minimum", "maximum", "average", "first", "count", "present value", "none"}
        How a number sums up the time it stands for: added up, the state at the end, the lowest or highest value, the
        average over its months, the month of the first occurrence, the number of months or years in which something
        held, discounted to month 0; none where it stands for no time.
    by_fund_size : bool
        Whether it depends on the size of the reported fund.
    """

    dims: tuple[str, ...]
    unit: UnitName
    long_name: str
    long_name_zh: str
    aggregation: Aggregation = "sum"
    by_fund_size: bool = False

    @property
    def monthly(self) -> bool:
        """Whether it comes as bands over paths by month, or per path on request."""
        return self.dims == _MONTHLY

    @property
    def by_township(self) -> bool:
        """Whether it comes as bands over paths by township, or per path on request."""
        return self.dims == _BY_TOWNSHIP


_PATH, _LAYER = ("path",), ("path", "layer")
_MONTHLY, _BY_TOWNSHIP = ("quantile", "month"), ("quantile", "township")

_PER_PATH: dict[str, Variable] = {
    "claims": Variable(_PATH, "currency", "claims settled", "已结算应代偿额"),
    "payment": Variable(_LAYER, "currency", "payments on settled claims", "各方赔付额", by_fund_size=True),
    "recovery": Variable(_LAYER, "currency", "recoveries received", "已收回追偿款", by_fund_size=True),
    "recovery_due": Variable(
        _LAYER, "currency", "recoveries due after the last month", "期后应收追偿款", by_fund_size=True
    ),
    "claims_open": Variable(_PATH, "currency", "claims filed and not settled", "期末未决应代偿额", "end"),
    "court_cost": Variable(_PATH, "currency", "court costs of recovery", "诉讼追偿费用"),
    "defaults": Variable(_PATH, "loans", "defaults", "违约笔数"),
    "distress": Variable(_PATH, "loans", "loans falling into distress", "出现还款困难笔数"),
    "cures": Variable(_PATH, "loans", "cases cured by monitoring", "贷后管理化解笔数"),
    "arrears_cures": Variable(_PATH, "loans", "overdue loans cured before default", "逾期后恢复正常笔数"),
    "extensions": Variable(_PATH, "loans", "extensions granted", "展期笔数"),
    "extension_failures": Variable(_PATH, "loans", "extensions that failed", "展期后再违约笔数"),
    "renewals": Variable(_PATH, "loans", "renewals", "续贷笔数"),
    "wilful": Variable(_PATH, "loans", "wilful defaults", "恶意拖欠笔数"),
    "exposure_at_default": Variable(_PATH, "currency", "exposure at default of settled claims", "违约敞口"),
    "recovery_at_default": Variable(_PATH, "currency", "recoverable part of settled claims", "应代偿额中可收回部分"),
    "ruin_month": Variable(
        _PATH, "month", "first month of ruin; -1 is never", "基金首次不足月份（-1为未发生）", "first", True
    ),
    "ruin_month_settle": Variable(
        _PATH,
        "month",
        "first month of ruin while settling; -1 is never",
        "清算期首次不足月份（-1为未发生）",
        "first",
        True,
    ),
    "shortfall": Variable(
        _PATH, "currency", "claims on the fund its money did not cover", "基金缺口", by_fund_size=True
    ),
    "min_balance": Variable(
        _PATH, "currency", "lowest balance of the fund at a month end", "基金最低月末余额", "minimum", True
    ),
    "closing_balance": Variable(_PATH, "currency", "closing balance of the fund", "基金期末余额", "end", True),
    "government_cost": Variable(
        _PATH, "currency", "present value of government cost", "政府成本现值", "present value", True
    ),
    "bank_cost": Variable(
        _PATH, "currency", "present value of what the banks bear", "银行成本现值", "present value", True
    ),
    "years_below": Variable(
        _PATH,
        "1",
        "account years that close below the fund's opening amount",
        "年末余额低于初始规模的年数",
        "count",
        True,
    ),
    "lending": Variable(_PATH, "currency", "new lending", "新发放贷款"),
    "lending_lost": Variable(_PATH, "currency", "lending refused by breakers", "熔断减少的放款"),
    "breaker_months": Variable(_PATH, "month", "months with lending stopped somewhere", "触发停贷月数", "count"),
    "npl_ratio_average": Variable(
        _PATH,
        "1",
        "NPL over outstanding, both added up over all month ends",
        "期内平均不良贷款率（月末余额加权）",
        "average",
    ),
    "overdue_average": Variable(
        _PATH, "currency", "month-end average of overdue and non-performing loans", "逾期及不良贷款月均余额", "average"
    ),
    "outstanding_average": Variable(
        _PATH, "currency", "month-end average of outstanding loans", "贷款月均余额", "average"
    ),
    "npl_ratio_highest": Variable(_PATH, "1", "highest NPL ratio of a month end", "最高月末不良贷款率", "maximum"),
    "overdue_ratio_highest": Variable(_PATH, "1", "highest overdue ratio of a month end", "最高月末逾期率", "maximum"),
    "industry_claims": Variable(("path", "industry"), "currency", "claims settled, by industry", "各产业应代偿额"),
    "cohort_defaults": Variable(("path", "cohort"), "loans", "defaults, by year of disbursement", "各放款年度违约笔数"),
    "cohort_loans": Variable(("path", "cohort"), "loans", "loans made, by year of disbursement", "各放款年度贷款笔数"),
    "premium": Variable(_LAYER, "currency", "premiums and fees written", "保费与担保费"),
    "premium_paid": Variable(("path", "party"), "currency", "premiums and fees, by payer", "各方缴纳保费"),
    "interest_subsidy": Variable(_PATH, "currency", "interest subsidy", "财政贴息"),
    "inspection_cost": Variable(_PATH, "currency", "cost of inspections", "贷后检查费用"),
    "borrower_cover_premium": Variable(
        ("path", "party"), "currency", "premiums of borrowers' cover, by payer", "各方缴纳农业保险费"
    ),
    "failed_villages": Variable(_PATH, "1", "villages that failed", "整村违约村数", "count"),
    "lever_cost": Variable(_PATH, "currency", "cost of levers that are on", "管理措施费用"),
    "limit_reached": Variable(
        _LAYER,
        "1",
        "years of areas in which asks passed the last paying end of aggregate terms that were in force",
        "累计限额触顶年数",
        "count",
        True,
    ),
    "exhausted": Variable(_LAYER, "month", "months in which the account ran short", "账户资金不足月数", "count", True),
    "suspended_months": Variable(_LAYER, "month", "months suspended", "暂停赔付月数", "count"),
    "layer_shortfall": Variable(
        _LAYER, "currency", "asks the account did not cover", "各层资金缺口", by_fund_size=True
    ),
    "queue_unpaid": Variable(_LAYER, "currency", "queued claims unpaid at the end", "期末排队未付额", "end", True),
}

_SAMPLED: dict[str, Variable] = {
    "weight": Variable(
        _PATH, "1", "weight of the path, 1 on average; importance sampling only", "路径权重（仅重要性抽样）", "none"
    ),
}

_TOWNSHIPS: dict[str, Variable] = {
    "township_claims": Variable(_BY_TOWNSHIP, "currency", "claims settled, by township", "各乡镇应代偿额"),
    "township_defaults": Variable(_BY_TOWNSHIP, "loans", "defaults, by township", "各乡镇违约笔数"),
    "township_overdue_average": Variable(
        _BY_TOWNSHIP,
        "currency",
        "month-end average of overdue and non-performing loans, by township",
        "各乡镇逾期及不良贷款月均余额",
        "average",
    ),
    "township_outstanding_average": Variable(
        _BY_TOWNSHIP,
        "currency",
        "month-end average of outstanding loans, by township",
        "各乡镇贷款月均余额",
        "average",
    ),
}

_TOWNSHIP_RATIOS: dict[str, Variable] = {
    "township_overdue_ratio": Variable(
        _BY_TOWNSHIP,
        "1",
        "overdue ratio, its parts added up over all month ends, by township",
        "各乡镇期内平均逾期率（月末余额加权）",
        "average",
    ),
}

_YEARS: dict[str, Variable] = {
    "account_line": Variable(
        ("path", "year", "line"), "currency", "account of the reported fund, by year", "基金年度账户", by_fund_size=True
    ),
    "layer_year_payment": Variable(
        ("path", "year", "layer"), "currency", "payments by year", "各方年度赔付额", by_fund_size=True
    ),
    "government_cash": Variable(
        ("path", "year", "cash_line"),
        "currency",
        "cash that the government pays and receives, by year",
        "财政年度现金收支",
        by_fund_size=True,
    ),
}

_MONTHS: dict[str, Variable] = {
    "payment_month": Variable(
        ("path", "month", "layer"), "currency", "payments of the month", "各方当月赔付额", by_fund_size=True
    ),
}

_BY_MONTH: dict[str, Variable] = {
    "balance": Variable(_MONTHLY, "currency", "balance of the reported fund", "基金余额", "end", True),
    "outstanding": Variable(_MONTHLY, "currency", "outstanding loans", "贷款余额", "end"),
    "overdue_ratio": Variable(_MONTHLY, "1", "overdue ratio", "逾期率", "end"),
    "npl_ratio": Variable(_MONTHLY, "1", "NPL ratio", "不良贷款率", "end"),
    "npl_forborne_ratio": Variable(_MONTHLY, "1", "ratio of NPL and forborne loans", "不良及展期贷款率", "end"),
    "overdue_ratio_number": Variable(_MONTHLY, "1", "overdue ratio by number", "逾期率（按笔数）", "end"),
    "npl_ratio_number": Variable(_MONTHLY, "1", "NPL ratio by number", "不良贷款率（按笔数）", "end"),
    "npl_forborne_ratio_number": Variable(
        _MONTHLY, "1", "ratio of NPL and forborne loans by number", "不良及展期贷款率（按笔数）", "end"
    ),
    "claims_paid": Variable(_MONTHLY, "currency", "claims settled in the month", "当月结算应代偿额"),
    "compensation": Variable(
        _MONTHLY, "currency", "paid by the reported fund in the month", "当月基金代偿额", "sum", True
    ),
    "lending_month": Variable(_MONTHLY, "currency", "new lending of the month", "当月新发放贷款"),
}

_SAMPLE: dict[str, Variable] = {
    "balance_sample": Variable(
        ("sample_path", "month"),
        "currency",
        "balance of the reported fund on sample paths",
        "样本路径的基金余额",
        "end",
        True,
    ),
}


def _mean(variable: Variable) -> Variable:
    """The same number, averaged over paths."""
    return replace(
        variable,
        dims=variable.dims[1:],
        long_name=f"mean {variable.long_name}",
        long_name_zh=f"平均{variable.long_name_zh}",
    )


def _deviation(variable: Variable) -> Variable:
    """How far the paths lie apart; divided by the root of their number, the standard error of the mean."""
    return replace(
        variable,
        dims=variable.dims[1:],
        long_name=f"standard deviation over paths of {variable.long_name}",
        long_name_zh=f"{variable.long_name_zh}的路径间标准差",
    )


_COHORT_AGE = ("cohort", "age")
_OVER_PATHS: dict[str, Variable] = {
    "cohort_default_rate": Variable(
        _COHORT_AGE, "1", "share of a cohort's loans in default by that age", "各放款年度累计违约率"
    ),
    "cohort_default_rate_deviation": Variable(
        _COHORT_AGE, "1", "standard deviation over paths of the share in default", "累计违约率的路径间标准差"
    ),
    "limit_reached_mean": Variable(
        ("year", "layer"),
        "1",
        "share of paths on which asks passed the last paying end of aggregate terms that were in force",
        "累计限额触顶路径占比",
        "count",
        True,
    ),
}

_BAD_YEARS: dict[str, Variable] = {
    "bad_year_path": Variable(("bad_year",), "1", "path of the bad year", "最差年份所在路径", "none", True),
    "bad_year_year": Variable(("bad_year",), "1", "account year of the bad year", "最差年份的会计年度", "none", True),
    "bad_year_payment": Variable(
        ("bad_year", "layer"), "currency", "payments in the bad year", "最差年份各方赔付额", by_fund_size=True
    ),
    "bad_year_recovery": Variable(
        ("bad_year",), "currency", "recoveries of the reported fund in the bad year", "最差年份基金收回追偿款",
        by_fund_size=True,
    ),
}  # fmt: skip

_OUTLAY, _OUTLAY_ZH = "outlay of the government by year, opening amounts left out", "财政年度支出（不含期初资金）"
_SPAN, _SPAN_ZH = "outlay of the government in an average and in the highest year", "年均与最高年度财政支出"
_LOWER, _LOWER_ZH = "lower 95 % bound of the quantile,", "分位数95%置信下限："
_UPPER, _UPPER_ZH = "upper 95 % bound of the quantile,", "分位数95%置信上限："
_BY_OUTLAY_YEAR, _BY_SPAN = ("quantile", "year"), ("quantile", "outlay_span")
_OUTLAYS: dict[str, Variable] = {
    "outlay_quantile": Variable(_BY_OUTLAY_YEAR, "currency", _OUTLAY, _OUTLAY_ZH, by_fund_size=True),
    "outlay_quantile_lower": Variable(
        _BY_OUTLAY_YEAR, "currency", f"{_LOWER} {_OUTLAY}", f"{_LOWER_ZH}{_OUTLAY_ZH}", by_fund_size=True
    ),
    "outlay_quantile_upper": Variable(
        _BY_OUTLAY_YEAR, "currency", f"{_UPPER} {_OUTLAY}", f"{_UPPER_ZH}{_OUTLAY_ZH}", by_fund_size=True
    ),
    "outlay_span_quantile": Variable(_BY_SPAN, "currency", _SPAN, _SPAN_ZH, by_fund_size=True),
    "outlay_span_quantile_lower": Variable(
        _BY_SPAN, "currency", f"{_LOWER} {_SPAN}", f"{_LOWER_ZH}{_SPAN_ZH}", by_fund_size=True
    ),
    "outlay_span_quantile_upper": Variable(
        _BY_SPAN, "currency", f"{_UPPER} {_SPAN}", f"{_UPPER_ZH}{_SPAN_ZH}", by_fund_size=True
    ),
    "outlay_span_mean": Variable(
        ("outlay_span",), "currency", f"mean {_SPAN}", f"{_SPAN_ZH}的路径均值", by_fund_size=True
    ),
    "outlay_span_deviation": Variable(
        ("outlay_span",), "currency", f"standard deviation over paths of {_SPAN}", f"{_SPAN_ZH}的路径间标准差",
        by_fund_size=True,
    ),
}  # fmt: skip

_AVERAGED = {**_TOWNSHIPS, **_YEARS, **_BY_MONTH}

VARIABLES: dict[str, Variable] = {
    **_PER_PATH,
    **_SAMPLED,
    **_YEARS,
    **_MONTHS,
    **_TOWNSHIPS,
    **_TOWNSHIP_RATIOS,
    **_OVER_PATHS,
    **_BAD_YEARS,
    **_OUTLAYS,
    **_BY_MONTH,
    **_SAMPLE,
    **{f"{name}_mean": _mean(variable) for name, variable in _AVERAGED.items()},
    **{f"{name}_deviation": _deviation(variable) for name, variable in _AVERAGED.items()},
    "township_overdue_ratio_mean": Variable(
        ("township",), "1", "overdue ratio, its parts added up over all month ends and paths, by township",
        "各乡镇期内平均逾期率（各月末、各路径余额合计）", "average",
    ),
    "township_overdue_ratio_deviation": Variable(
        ("township",), "1", "standard deviation over paths of what each adds to the overdue ratio of all, by township",
        "各路径对各乡镇合计逾期率影响的标准差", "average",
    ),
    "account_line_covariance": Variable(
        ("year", "other_year", "line"), "currency²", "covariance over paths of a line in two years",
        "基金账户科目在两年间的路径间协方差", "none", True,
    ),
    "account_total_mean": Variable(
        ("layer", "account_total"), "currency", "accounts of each payer over the horizon, mean over paths",
        "各方账户收支合计的路径均值", by_fund_size=True,
    ),
    "account_total_deviation": Variable(
        ("layer", "account_total"), "currency", "standard deviation over paths of the accounts of each payer",
        "各方账户收支合计的路径间标准差", by_fund_size=True,
    ),
    "stop_mean": Variable(("month",), "1", "share of paths with lending stopped somewhere", "停贷路径占比", "count"),
    "shortfall_mean": Variable(
        ("month",), "currency", "mean shortfall of the month", "当月平均基金缺口", by_fund_size=True
    ),
}  # fmt: skip
MONTHLY, MONTHS, YEARS = tuple(_BY_MONTH), tuple(_MONTHS), tuple(_YEARS)
TOWNSHIPS = (*_TOWNSHIPS, *_TOWNSHIP_RATIOS)
OF_SAMPLING = (*_SAMPLED, "replicate", "usual")
"""How paths were sampled: there only where they are not plain."""
