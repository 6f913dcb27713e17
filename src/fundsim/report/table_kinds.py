"""The table of tables: what makes each, and from which results."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
import xarray as xr

from fundsim.languages import Language
from fundsim.plots.needs import ResultKind, other_results, result_kind
from fundsim.report.chart_tables import assumption_table, stress_table, township_table, who_pays_table
from fundsim.report.decision_tables import (
    comparison_table,
    frontier_table,
    scenarios_table,
    sensitivity_table,
    size_table,
)
from fundsim.report.outlay_tables import outlay_table
from fundsim.report.ruin_tables import time_to_ruin_table
from fundsim.report.tables import monthly_report, reconciliation, summary_table
from fundsim.results import usual_paths
from fundsim.texts import text


class TableKind(NamedTuple):
    """One kind of table.

    Parameters
    ----------
    rows : callable
        Dataset → DataFrame.
    title, title_zh : str
        What it shows.
    results : tuple of str
        Kinds of results it is made from.
    of_fund : bool
        Whether it needs a reported fund.
    of_claims : bool
        Whether it needs claims.
    variable : str
        What the results must hold beside; empty for nothing.
    weighted : bool
        Whether it takes the weights of paths; others count the usual paths.
    """

    rows: Callable[[xr.Dataset], pd.DataFrame]
    title: str
    title_zh: str
    results: tuple[ResultKind, ...] = ("run", "sizes")
    of_fund: bool = False
    of_claims: bool = False
    variable: str = ""
    weighted: bool = False

    def table(self, ds: xr.Dataset) -> pd.DataFrame:
        """The table of some results."""
        return self.rows(ds if self.weighted else usual_paths(ds))


TABLE_KINDS: dict[str, TableKind] = {
    "summary": TableKind(summary_table, "Headline figures", "主要指标", weighted=True),
    "who_pays": TableKind(who_pays_table, "Who pays in the end", "损失最终由谁承担", of_claims=True),
    "yearly_outlay": TableKind(
        outlay_table, "What the government pays in cash, by year", "财政年度现金支出", variable="government_cash_mean"
    ),
    "reconciliation": TableKind(reconciliation, "Account of the fund by year", "基金年度账户", of_fund=True),
    "time_to_ruin": TableKind(
        time_to_ruin_table, "Months until so many paths are ruined", "各比例路径发生基金不足所需月数", of_fund=True,
        variable="ruin_month", weighted=True,
    ),
    "monthly_report": TableKind(monthly_report, "Monthly report", "月报"),
    "townships": TableKind(township_table, "Claims and overdue loans by township", "各乡镇应代偿水平与逾期贷款"),
    "stress": TableKind(stress_table, "Mean and bad outcomes", "平均结果与不利结果"),
    "compare": TableKind(comparison_table, "Designs compared", "方案比较", ("compare",)),
    "frontier": TableKind(frontier_table, "Cost and ruin of every design", "各方案的成本与不足概率", ("grid",)),
    "sizes": TableKind(size_table, "Smallest fund", "所需最小基金", ("size",)),
    "sensitivity": TableKind(
        sensitivity_table, "Smallest fund under other assumptions", "不同假设下所需最小基金", ("size",),
        variable="changed_size",
    ),
    "scenarios": TableKind(scenarios_table, "Scenarios of the sweep", "扫描的各情景", ("sweep",)),
    "assumptions": TableKind(assumption_table, "Assumptions and their sources", "假设及其来源"),
}  # fmt: skip
"""All kinds of tables by name, in the order of a report."""


def why_no_table(name: str, ds: xr.Dataset, lang: Language = "en") -> str:
    """What a table lacks; empty where it can be made.

    Parameters
    ----------
    name : str
        A key of ``TABLE_KINDS``.
    ds : xarray.Dataset
        Results.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        One sentence.
    """
    kind, result = TABLE_KINDS[name], result_kind(ds)
    if result not in kind.results:
        return other_results(name, kind.results, result, lang)
    if kind.of_fund and not ds.attrs["fund_layer"]:
        return text("needs_fund", lang, name=name)
    if kind.of_claims and not float(ds["claims"].max()) > 0.0:
        return text("needs_claims", lang, name=name)
    if kind.variable and kind.variable not in ds:
        remedy = text("remedy_size" if result == "size" else "remedy_run", lang)
        return text("needs_variables", lang, name=name, missing=kind.variable, remedy=remedy)
    return ""


def available_tables(ds: xr.Dataset) -> list[str]:
    """Kinds of tables that can be made from results, in the order of a report.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of any kind.

    Returns
    -------
    list of str
        Keys of ``TABLE_KINDS``.
    """
    return [name for name in TABLE_KINDS if not why_no_table(name, ds)]
