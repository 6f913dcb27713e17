"""The table of tables: what makes each, and from which results."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
import xarray as xr

from fundsim.plots.kinds import MADE_BY, ResultKind, result_kind
from fundsim.report.more_tables import assumption_table, compare_table, stress_table, township_table, who_pays_table
from fundsim.report.tables import monthly_report, reconciliation, summary_table


class TableKind(NamedTuple):
    """One kind of table.

    Parameters
    ----------
    table : callable
        Dataset → DataFrame.
    title, title_zh : str
        What it shows.
    results : tuple of str
        Kinds of results it is made from.
    of_fund : bool
        Whether it needs a reported fund.
    of_claims : bool
        Whether it needs claims.
    """

    table: Callable[[xr.Dataset], pd.DataFrame]
    title: str
    title_zh: str
    results: tuple[ResultKind, ...] = ("run", "sizes")
    of_fund: bool = False
    of_claims: bool = False


TABLE_KINDS: dict[str, TableKind] = {
    "summary": TableKind(summary_table, "Headline figures", "主要指标"),
    "who_pays": TableKind(who_pays_table, "Who pays in the end", "损失最终由谁承担", of_claims=True),
    "reconciliation": TableKind(reconciliation, "Account of the fund by year", "基金年度账户", of_fund=True),
    "monthly_report": TableKind(monthly_report, "Monthly report", "月报"),
    "townships": TableKind(township_table, "Claims by township", "各乡镇索赔水平"),
    "stress": TableKind(stress_table, "Mean and bad outcomes", "平均结果与不利结果"),
    "compare": TableKind(compare_table, "Designs compared", "方案比较", ("compare",)),
    "assumptions": TableKind(assumption_table, "Assumptions and their sources", "假设及其来源"),
}
"""All kinds of tables by name, in the order of a report."""


def why_no_table(name: str, ds: xr.Dataset) -> str:
    """What a table lacks; empty where it can be made.

    Parameters
    ----------
    name : str
        A key of ``TABLE_KINDS``.
    ds : xarray.Dataset
        Results.

    Returns
    -------
    str
        One sentence.
    """
    kind, result = TABLE_KINDS[name], result_kind(ds)
    if result not in kind.results:
        wanted = " or ".join(MADE_BY[own] for own in kind.results)
        return f"{name} is made from {wanted}, not from {MADE_BY[result]}"
    if kind.of_fund and not ds.attrs["fund_layer"]:
        return f"{name} needs a fund, and this programme has none of its own"
    if kind.of_claims and not float(ds["claims"].max()) > 0.0:
        return f"{name} needs claims, and none was settled on any path"
    return ""


def available_tables(ds: xr.Dataset) -> list[str]:
    """Kinds of tables that can be made from results, in the order of a report."""
    return [name for name in TABLE_KINDS if not why_no_table(name, ds)]
