"""Chinese tables and workbooks have Chinese words and units in their cells."""

from __future__ import annotations

import math

import pandas as pd
import xarray as xr

from fundsim.decisions.figures import KEY_FIGURES
from fundsim.metrics import MEASURES, Estimate
from fundsim.report.assumptions import assumption_rows
from fundsim.report.cell_words import with_names, with_words
from fundsim.report.exports import write_table
from fundsim.scenario_file import load_scenario, resolved_json
from fundsim.texts import horizon_text
from fundsim.texts.formats import estimate_parts, estimate_text, percent_scale

TABLE = pd.DataFrame(
    {
        "group": ["all", "worst_1_percent", "worst_10"],
        "payer": ["bank", "recovered from borrowers", "recoveries still due"],
        "unit": ["CNY", "1", "loans"],
        "source": ["default of fundsim", "given with --set", "[7]"],
        "year_start": ["2024-01", "2025-01", "total"],
        "within_noise": ["yes", "no", ""],
    }
)


def test_words_of_cells_are_chinese_and_names_stay():
    found = with_words(TABLE, "zh")
    assert found["group"].tolist() == ["全部", "最差1%", "最差10%"]
    assert found["payer"].tolist() == ["银行", "已向借款人追回", "尚待追回"]
    assert found["unit"].tolist() == ["元", "比例", "笔"]
    assert found["source"].tolist() == ["程序默认值", "由--set给定", "[7]"]
    assert found["year_start"].tolist() == ["2024-01", "2025-01", "合计"]
    assert found["within_noise"].tolist() == ["是", "否", ""]
    assert with_words(TABLE, "en") is TABLE


def test_townships_have_their_chinese_names_where_results_know_them():
    known = {"township": ["Agang", "Majie"], "township_zh": ("township", ["阿岗镇", "马街镇"])}
    table = pd.DataFrame({"township": ["Majie", "Agang"], "estimate": [0.02, 0.01]})
    assert with_names(table, xr.Dataset(coords=known), "zh")["township"].tolist() == ["马街镇", "阿岗镇"]
    assert with_names(table, xr.Dataset(coords=known), "en") is table
    assert with_names(table, xr.Dataset(coords={"township": known["township"]}), "zh") is table
    assert with_names(TABLE, xr.Dataset(coords=known), "zh") is TABLE


def test_markdown_takes_them(tmp_path):
    path = write_table(TABLE, tmp_path / "t.md", "md", "CNY", "zh", "表")
    assert "最差1%" in path.read_text(encoding="utf-8")


def test_what_was_set_beside_the_file_has_chinese_words_as_its_source():
    scenario = resolved_json(load_scenario("luoping", ["layers.county_fund.pays=0.9"]))
    told = {str(row[0]): str(row[3]) for row in assumption_rows({"": scenario}, "zh").rows}
    assert told["layers.county_fund.pays"] == "由--set给定"


def test_chinese_names_of_figures_are_plain():
    assert MEASURES["expected_shortfall_99_claims"].label_zh == "预期尾部损失（最差1%情形的平均应代偿额）"
    assert KEY_FIGURES["government_cost_of_lending"].label_zh == "政府成本占放款额的比重"  # shown in per cent


def test_whole_years_are_years_in_chinese():
    assert [horizon_text(months, "zh") for months in (6, 12, 24)] == ["6个月", "1年", "2年"]


def test_bounds_that_differ_from_the_value_read_otherwise():
    close = Estimate(0.227, 2e-6, 0.226996, 0.227004)
    assert estimate_text(close, percent_scale("zh"), "zh") == "22.7000%（22.6996–22.7004）"
    assert estimate_text(Estimate(0.227, 0.0, 0.227, 0.227), percent_scale("zh"), "zh") == "22.7%（22.7–22.7）"
    noise = Estimate(0.227, math.ulp(0.227), 0.227 - math.ulp(0.227), 0.227 + math.ulp(0.227))  # of rounding
    assert estimate_text(noise, percent_scale("zh"), "zh") == "22.7%（22.7–22.7）"


def test_csv_files_have_chinese_cells_and_units(tmp_path):
    table = pd.DataFrame({"case": ["PD −20 %"], "horizon": [120], "fund_size": [1.0], "meets": ["up to"]})
    path = write_table(table, tmp_path / "t.csv", "csv", "CNY", "zh")
    heading, row = path.read_text(encoding="utf-8-sig").splitlines()
    assert heading == "case 情形,horizon 期限 [月],fund_size 基金初始规模 [元],meets 达标范围"
    assert row == "违约概率 −20 %,120,1.0,不超过"
    english = write_table(table, tmp_path / "e.csv", "csv", "CNY").read_text(encoding="utf-8-sig")
    assert "[CNY]" in english
    assert "up to" in english


def test_undefined_estimates_are_said_in_the_language():
    nothing = Estimate(math.nan, math.nan, math.nan, math.nan)
    assert [estimate_parts(nothing, percent_scale(lang), lang)[0] for lang in ("en", "zh")] == ["n/a", "不适用"]
