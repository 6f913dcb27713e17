"""The chapter on the design tells the terms of payers and breakers as ``show`` does."""

from __future__ import annotations

import numpy as np
import pytest

from fundsim.decisions import solve
from fundsim.languages import Language
from fundsim.report.building import build_report
from fundsim.report.choice_tables import tried_table
from fundsim.report.decision_files import write_solve
from fundsim.report.document import Figure, Report, Table, tables_of
from fundsim.report.terminal import terminal_summary
from fundsim.report.writing import write_report
from fundsim.scenario_file import load_scenario
from fundsim.show import layer_terms
from fundsim.simulation import simulate


def report_of(lang: Language, *changes: str) -> Report:
    return build_report([simulate(load_scenario("luoping", ["horizon.months=12", *changes]), 20)], lang)


def rows_of(report: Report, sheet: str) -> list[tuple[object, ...]]:
    return [row for table in tables_of(report) if table.sheet == sheet for row in table.rows]


@pytest.mark.parametrize(
    ("lang", "phrases"),
    [
        ("en", ("Pays 70 % of each claim.", "opened with 5.39 million CNY, one part in 10 of the opening loans",
                "20 % of what is missing to the opening amount", "falls to the next payer")),
        ("zh", ("承担每笔代偿申请的70%", "初始资金539.004万元（放大倍数10）", "按差额的20%核定补充资金",
                "转由下一分担方承担")),
    ],
)  # fmt: skip
def test_payers_are_told_with_account_top_up_and_what_happens_when_money_runs_out(lang, phrases):
    report = report_of(lang)
    terms = str(rows_of(report, "payers")[0][2])
    assert all(phrase in terms for phrase in phrases)
    [[rule]] = rows_of(report, "breakers")
    assert ("above 5 % at a month end" if lang == "en" else "不良贷款率超过5%") in str(rule)


def test_a_programme_without_breakers_has_no_table_of_them():
    assert rows_of(report_of("en", "breakers.county_npl={remove: true}"), "breakers") == []


def test_an_opening_amount_that_depends_on_unknown_loans_is_left_out():
    scenario = load_scenario("luoping")
    assert "opened with" not in layer_terms(scenario)["county_fund"]
    assert "opened with 100 CNY, one part in 10" in layer_terms(scenario, outstanding=1_000.0)["county_fund"]


def test_pools_that_run_dry_are_told_on_the_terminal_and_in_the_report():
    ds = simulate(load_scenario("village_reserve_pools", ["horizon.months=36"]), 50)
    short = ds["exhausted"].sel(layer="village_pool").values > 0
    text = terminal_summary(ds, "en")
    [line] = [line for line in text.splitlines() if "village pool runs short of money" in line]
    assert f"{100.0 * short.mean():.0f}" in line.split("money")[1].split()[0]
    assert "Mean amount township pool could not pay for want of money" in text
    assert "county fund runs short" not in text  # it is the reported fund, whose ruin is told
    figures = [str(row[0]) for row in rows_of(build_report([ds], "zh"), "key figures")]
    assert "期内风险准备金池 village pool资金不足概率" in figures
    assert "期内风险补偿基金不足概率" in figures  # of several accounts, that of the reported fund is named
    assert "Probability that county fund is ruined within the horizon" in text


@pytest.mark.parametrize(("lang", "found"), [("en", "solvency is met"), ("zh", "达到90 %")])
def test_the_value_that_meets_a_target_has_a_report(tmp_path, lang, found):
    ds = solve(load_scenario("thin_fund", ["horizon.months=12"]), "share", 0.9, n_paths=40, threads=1)
    write_solve(ds, tmp_path, lang)
    [file] = write_report(tmp_path, tmp_path / "report", lang, ["html"])
    assert found in file.read_text(encoding="utf-8")
    report = build_report([ds], lang)
    [summary, solvency] = [own for own in report.sections if own.key in ("summary", "solvency")]
    assert found in str(summary.blocks[0])
    [chart] = [block for block in solvency.blocks if isinstance(block, Figure)]
    assert chart.draw("svg").startswith(b"<?xml")
    [tried] = [block for block in solvency.blocks if isinstance(block, Table)]
    assert [row[0].value for row in tried.rows][:: len(tried.rows) - 1] == [ds.tried.min(), ds.tried.max()]


def test_values_tried_that_give_the_same_solvency_are_shown_by_their_ends():
    ds = solve(load_scenario("thin_fund", ["horizon.months=12"]), "share", 0.9, n_paths=40, threads=1)
    ds = ds.isel(tried=[0] * 6).assign_coords(tried=np.arange(6.0))
    ds["solvency"].transpose("tried", "statistic").loc[{"statistic": "value"}] = [0.5, 0.5, 0.5, 0.5, 0.75, 1.0]
    assert [row[0].value for row in tried_table(ds, "en").rows] == [0.0, 3.0, 4.0, 5.0]
