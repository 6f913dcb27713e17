"""Dimensions and labels of results: one table of coordinates, and the names that stand along them."""

from __future__ import annotations

from dataclasses import dataclass

PARTIES = ("government", "bank", "borrower")
LINES = (
    "opening", "appropriation", "provision", "premium", "top_up", "interest",
    "payments", "recoveries", "returned", "closing",
)  # fmt: skip
ADDING_LINES = ("appropriation", "provision", "premium", "top_up", "interest", "recoveries")
TAKING_LINES = ("payments", "returned")
ACCOUNT_TOTALS = ("paid_in", "interest", "recoveries", "payments", "returned", "closing")
OUTLAYS = ("opening", "funding", "premium", "interest_subsidy", "claims", "monitoring")
CASH_LINES = (*OUTLAYS, "outlay", "received")
"""Cash of the government: what it pays, by purpose and together but for opening amounts, and what it receives."""
OUTLAY_SPANS = ("average", "highest")
"""What is known of the outlay over all years of a path, opening amounts left out."""
QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
SAMPLE_PATHS = 8
"""Paths whose course is kept month by month in every run."""
OF_SINGLE_PATHS = ("path", "sample_path", "bad_year")
"""Dimensions of what is known of single paths, not of all of them together."""


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One coordinate: unit, long names and, for labels beside a dimension, that dimension."""

    unit: str
    long_name: str
    long_name_zh: str
    dim: str = ""


COORDINATES: dict[str, Coordinate] = {
    "fund_size": Coordinate("currency", "opening amount of the reported fund", "基金初始规模"),
    "path": Coordinate("1", "number of the simulated path", "模拟路径编号"),
    "replicate": Coordinate(
        "1",
        "independent repetition that the path belongs to; sobol and stratified sampling only",
        "独立重复编号（仅sobol与分层抽样）",
        "path",
    ),
    "usual": Coordinate(
        "1",
        "1: the path is from usual times, 0: from worse ones; importance sampling only",
        "1为常态路径，0为不利路径（仅重要性抽样）",
        "path",
    ),
    "layer": Coordinate("1", "payer, in order of payment", "分担方（按赔付次序）"),
    "layer_kind": Coordinate("1", "kind of payer", "分担方类别", "layer"),
    "township": Coordinate("1", "township", "乡镇"),
    "township_zh": Coordinate("1", "township in Chinese, where its file says it", "乡镇中文名", "township"),
    "township_county": Coordinate("1", "county of the township, where there are several", "乡镇所属县", "township"),
    "township_outstanding": Coordinate(
        "currency", "loans of the township outstanding at the start", "乡镇期初贷款余额", "township"
    ),
    "township_overdue_reported": Coordinate(
        "1",
        "overdue share of the township's loans as its file reports it, where any is reported",
        "上报的乡镇逾期率（乡镇表中填报时）",
        "township",
    ),
    "industry": Coordinate("1", "industry", "产业"),
    "month": Coordinate("month", "months since the start of the simulation", "模拟开始后的月数"),
    "date": Coordinate("1", "calendar month", "年月", "month"),
    "year": Coordinate("1", "number of the account year", "会计年度序号"),
    "year_start": Coordinate("1", "first month of the account year", "会计年度首月", "year"),
    "other_year": Coordinate("1", "number of the other of two account years", "另一会计年度序号"),
    "bad_year": Coordinate(
        "1", "rank among the worst 1 % of the whole years of all paths; 0 is the worst", "最差年份排名"
    ),
    "cohort": Coordinate(
        "1", "account year of disbursement plus one; 0 is the opening stock", "放款年度（0为期初存量）"
    ),
    "age": Coordinate(
        "month", "months since disbursement, quarter by quarter; of the opening stock, since the start", "放款后月数"
    ),
    "quantile": Coordinate("1", "quantile over paths", "路径分位数"),
    "sample_path": Coordinate(
        "1",
        "number of a path that is kept month by month; of importance sampling, paths from usual times alone",
        "逐月保留的路径编号（重要性抽样时仅限常态路径）",
    ),
    "party": Coordinate("1", "party that pays", "付费方"),
    "line": Coordinate("1", "line of the fund's account", "基金账户科目"),
    "account_total": Coordinate(
        "1",
        "what a payer's accounts took in, paid and held, opening amounts among what was paid in",
        "各方账户收支合计科目（缴入含期初资金）",
    ),
    "cash_line": Coordinate(
        "1",
        "purpose of the government's cash; outlay is all that it pays but opening amounts, received what comes back",
        "财政现金收支科目（outlay为期初资金以外的支出合计，received为收回）",
    ),
    "outlay_span": Coordinate(
        "1",
        "average and highest account year of a path",
        "各路径年均支出与最高年度支出",
    ),
}
