"""Tables behind the charts, and their files: right numbers, and texts that stay texts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from tests.unit.example_dataset import OPENING, TOWNSHIPS, example_dataset
from tests.unit.example_decisions import (
    DESIGNS,
    FIGURES,
    example_comparison,
    example_grid,
    example_size,
    example_sweep,
)

from fundsim.errors import OutputError
from fundsim.metrics import mean, ratio_of_totals
from fundsim.report import TABLE_KINDS, available_tables, write_table
from fundsim.report.choice_tables import swept_table
from fundsim.report.document import Measured
from fundsim.report.exports import latex, markdown
from fundsim.report.headings import column_heading, rounded
from fundsim.report.run_tables import townships_table
from fundsim.report.table_kinds import why_no_table

HOSTILE = ["=cmd()", "+1", "-1", "@sum", "a|b & 50 % _x_ <script>\\ $y$ #1 {z} ~^", "长" * 60, "العربية\u202e😀\x1b"]
SCENARIO = """\
name: a
horizon: {months: 14}
loans: {source: synthetic, townships: {A: {loans: 20}}, size: {law: fixed, amount: 30000}, product: {term_months: 12}}
default_probability: {annual: 0.03}
layers:
  - {name: fund, kind: fund, pays: 0.7}
sources: {layers.fund.pays: '=a county rule'}
"""


def test_who_pays_adds_up_in_both_groups() -> None:
    ds = example_dataset(paths=300, months=60)
    table = TABLE_KINDS["who_pays"].table(ds)
    assert table.groupby("group")["estimate"].sum().to_numpy() == pytest.approx([1.0, 1.0])
    net = (ds.payment - ds.recovery - ds.recovery_due).sel(layer="county_fund").values
    own = table[(table["group"] == "all") & (table["payer"] == "county fund")].iloc[0]
    expected = ratio_of_totals(net, ds.claims.values)
    assert (own["estimate"], own["lower_95"]) == pytest.approx((expected.value, expected.lower))


def test_townships_are_ranked_with_their_loans() -> None:
    ds = example_dataset(paths=100, months=60)
    table = TABLE_KINDS["townships"].table(ds).set_index("township")
    assert set(table.index) == set(TOWNSHIPS)
    assert (np.diff(table["estimate"]) <= 0).all()
    assert table.loc["阿岗", "outstanding"] == 0.5 * OPENING
    expected = mean(ds.township_claims.sel(township="阿岗").values / (0.5 * OPENING) / 5)
    assert table.loc["阿岗", "standard_error"] == pytest.approx(expected.standard_error)
    money = TABLE_KINDS["townships"].table(ds.drop_vars("township_outstanding"))
    assert set(money["unit"]) == {"CNY"}


def test_townships_have_their_overdue_loans_beside_their_claims() -> None:
    ds = example_dataset(paths=100, months=60)
    table = TABLE_KINDS["townships"].table(ds).set_index("township")
    late, owed = (ds[f"township_{name}_average"].sel(township="阿岗").values for name in ("overdue", "outstanding"))
    ratio, balance = ratio_of_totals(late, owed), mean(late)
    own = table.loc["阿岗"]
    assert own["average_overdue_ratio"] == pytest.approx(ratio.value)
    assert own["average_overdue_ratio_standard_error"] == pytest.approx(ratio.standard_error)
    assert own["average_overdue_balance"] == pytest.approx(balance.value)
    assert own["average_overdue_balance_standard_error"] == pytest.approx(balance.standard_error)
    assert own["average_overdue_balance_lower_95"] < balance.value < own["average_overdue_balance_upper_95"]
    shown = rounded(table.reset_index()).set_index("township").loc["阿岗"]
    assert shown["average_overdue_ratio_upper_95"] == round(own["average_overdue_ratio_upper_95"], 6)
    assert shown["average_overdue_balance_standard_error"] == round(own["average_overdue_balance_standard_error"], 2)
    heading = column_heading("average_overdue_balance_lower_95", "CNY")
    assert heading == "average_overdue_balance_lower_95 逾期及不良贷款月均余额_95%置信下限 [CNY]"
    before = TABLE_KINDS["townships"].table(ds.drop_vars("township_overdue_ratio"))  # of an earlier version
    assert list(before) == ["township", "outstanding", "unit", "estimate", "standard_error", "lower_95", "upper_95"]


def test_townships_have_reported_ratios_beside_simulated_ones() -> None:
    ds = example_dataset(paths=100, months=24)
    told = ds.assign_coords(township_overdue_reported=("township", [0.12, np.nan, 0.03]))
    table = TABLE_KINDS["townships"].table(told).set_index("township")["reported_overdue_ratio"]
    names = [str(name) for name in ds.township.values]
    assert table[names].tolist() == pytest.approx([0.12, np.nan, 0.03], nan_ok=True)
    assert "reported_overdue_ratio" not in TABLE_KINDS["townships"].table(ds)
    shown = townships_table(told, "zh")
    assert shown.columns[-1].heading == "期初上报逾期率"
    assert sorted(str(row[-1]) == "–" for row in shown.rows) == [False, False, True]
    assert townships_table(ds, "en").columns[-1].heading == "Overdue on average"


def test_reports_show_overdue_loans_of_townships_where_there_are_loans() -> None:
    ds = example_dataset(paths=100, months=60)
    for name in ("overdue_average", "outstanding_average", "overdue_ratio"):
        ds[f"township_{name}"][:, 2] = 0.0
    table = townships_table(ds, "zh")
    assert [column.heading for column in table.columns][-2:] == ["平均逾期率", "逾期及不良贷款月均余额"]
    cells = {row[0]: row for row in table.rows}
    assert cells["Laochang"][3] == "–"  # never any loans
    ratio = cells["阿岗"][3]
    late, owed = (ds[f"township_{name}_average"].sel(township="阿岗").values for name in ("overdue", "outstanding"))
    assert isinstance(ratio, Measured)
    assert ratio.estimate.value == pytest.approx(late.sum() / owed.sum())
    without = ds.assign_attrs(scenario='{"loans": {"source": "aggregate"}}')
    assert len(townships_table(without, "en").columns) == 3
    assert "average_overdue_ratio" not in TABLE_KINDS["townships"].table(without)


def test_stress_table_has_all_groups_and_figures() -> None:
    table = TABLE_KINDS["stress"].table(
        example_dataset(paths=300, months=60, layers=("insurer", "county_fund", "bank"))
    )
    assert list(dict.fromkeys(table["group"])) == ["mean", "worst_10", "worst_1"]
    assert set(table["measure"]) == {
        "default_rate", "claims_a_year", "fund_left", "years_below", "bank_loss", "loss_ratio",
    }  # fmt: skip
    claims = table[table["measure"] == "claims_a_year"]["estimate"].to_numpy()
    assert (np.diff(claims) > 0).all()


def test_comparison_has_a_row_for_each_design_and_figure() -> None:
    ds = example_comparison(paths=50)
    table = TABLE_KINDS["compare"].table(ds)
    assert len(table) == len(DESIGNS) * len(FIGURES)
    row = table[(table["design"] == DESIGNS[1]) & (table["figure"] == "mean_bank_loss")].iloc[0]
    change = ds.difference.sel(design=DESIGNS[1], figure="mean_bank_loss").values
    statistics = ("difference", *(f"difference_{name}" for name in ("standard_error", "lower_95", "upper_95")))
    assert list(row[list(statistics)]) == list(change)
    assert set(table[table["design"] == DESIGNS[0]]["within_noise"]) == {""}
    ds.difference[:, :, 1] = np.inf
    assert set(TABLE_KINDS["compare"].table(ds)["within_noise"]) == {""}
    assert row["within_noise"] == ("no" if change[2] > 0 or change[3] < 0 else "yes")


def test_scenarios_of_a_sweep_stand_with_their_parameters() -> None:
    ds = example_sweep()
    ds["estimate"][{"scenario": 2}] = np.nan
    table = TABLE_KINDS["scenarios"].table(ds)
    assert len(table) == (ds.sizes["scenario"] - 1) * ds.sizes["measure"]
    keys = ["layers.county_fund.account.leverage", "layers.county_fund.pays"]
    row = table[(table[keys[0]] == 10) & (table[keys[1]] == 0.7) & (table["measure"] == "ruin_probability")].iloc[0]
    own = ds["estimate"].sel(measure="ruin_probability").isel(scenario=int(row["scenario"]))
    assert (row["estimate"], row["lower_95"]) == (own[0], own[2])
    assert set(table["unit"]) == {"1", "CNY"}


def test_repeated_scenarios_of_a_sweep_are_told_apart() -> None:
    ds = example_sweep()
    assert "replication" not in TABLE_KINDS["scenarios"].table(ds.assign_coords(replication=ds["scenario"] * 0))
    repeated = ds.assign_coords(replication=ds["scenario"] % 2)
    table = TABLE_KINDS["scenarios"].table(repeated)
    assert (table["replication"] == table["scenario"] % 2).all()
    report = swept_table(repeated, "zh")
    column = [own.heading for own in report.columns].index("重复")
    assert [row[column] for row in report.rows] == [str(number % 2) for number in range(ds.sizes["scenario"])]


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ("cost_upper_95", "cost_upper_95 政府平均成本_95%置信上限 [CNY]"),
        ("budget_mean", "budget_mean 年度预算均值 [CNY/year]"),
        ("change_lower", "change_lower 变化_95%置信下限 [CNY]"),
        ("payments_mean", "payments_mean 代偿支出（减）_均值 [CNY]"),
        ("layers.fund.top_up.of_mean", "layers.fund.top_up.of_mean"),
    ],
)
def test_headings_name_both_languages_and_the_unit(column: str, shown: str) -> None:
    assert column_heading(column, "CNY") == shown


def test_assumptions_carry_their_sources() -> None:
    ds = example_dataset(paths=4, months=14).assign_attrs(scenario=SCENARIO)
    table = TABLE_KINDS["assumptions"].table(ds).set_index("key")
    assert table.loc["layers.fund.pays", "source"] == "=a county rule"
    assert table.loc["layers.fund.pays", "value"] == "0.7"
    assert "no source" in table.loc["default_probability.annual", "source"]


def test_tables_that_cannot_be_made_say_why() -> None:
    run, none = example_dataset(paths=4, months=14), example_dataset(paths=4, months=14, claim_rate=0.0)
    assert "fundsim compare" in why_no_table("compare", run)
    assert "fund" in why_no_table("reconciliation", example_dataset(paths=4, months=14, layers=("bank",)))
    assert "no" in why_no_table("who_pays", none)
    assert available_tables(example_comparison(paths=20)) == ["compare"]
    assert available_tables(example_size()) == ["sizes", "sensitivity"]
    assert "--sensitivity" in why_no_table("sensitivity", example_size(sensitivity=False))
    assert available_tables(example_sweep()) == ["scenarios"]
    assert available_tables(example_grid()) == ["frontier"]
    for name in TABLE_KINDS:
        assert "需" in why_no_table(name, example_comparison(paths=20), "zh") or name == "compare"
    assert "compare" not in available_tables(run)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "latex", "md"])
def test_every_table_is_written_in_every_format(tmp_path: Path, form: str, lang: str) -> None:
    run = example_dataset(paths=20, months=14).assign_attrs(scenario=SCENARIO)
    for ds in (run, example_comparison(paths=20), example_size(), example_sweep(), example_grid()):
        for name in available_tables(ds):
            table = TABLE_KINDS[name].table(ds)
            path = write_table(table, tmp_path / f"{name}.{form}", form, "CNY", lang, name)  # type: ignore[arg-type]
            assert path.stat().st_size > 100


def hostile_table() -> pd.DataFrame:
    return pd.DataFrame({"township": HOSTILE, "unit": "1", "estimate": [np.inf, np.nan, *range(len(HOSTILE) - 2)]})


def test_workbooks_hold_texts_whole_and_never_formulas(tmp_path: Path) -> None:
    path = write_table(hostile_table(), tmp_path / "t.xlsx", "xlsx", "CNY", title="=title()")
    sheet = load_workbook(path).active
    cells = [sheet.cell(row, 1) for row in range(3, 3 + len(HOSTILE))]
    assert [cell.data_type for cell in [sheet.cell(1, 1), *cells]] == ["s"] * (1 + len(HOSTILE))
    assert all(cell.quotePrefix for cell in cells)
    assert [cell.value for cell in cells][:6] == HOSTILE[:6]
    assert "\x1b" not in cells[-1].value
    assert [sheet.cell(row, 3).value for row in (3, 4, 5)] == [None, None, 0]
    assert sheet.cell(2, 1).value == "township"


def test_what_is_beyond_all_bounds_is_told_apart_from_what_is_not_known() -> None:
    row = ["5 %", np.inf, float("-inf"), np.nan, 1.5]
    assert markdown(["a"] * 5, [row], "t").splitlines()[-1] == "| 5 % | ∞ | -∞ |  | 1.5 |"
    assert r"5 \% & $\infty$ & -$\infty$ &  & 1.5 \\" in latex(["a"] * 5, [row], "t")


def test_csv_and_text_formats_escape(tmp_path: Path) -> None:
    path = write_table(hostile_table(), tmp_path / "t.csv", "csv", "CNY")
    lines = path.read_text("utf-8-sig").splitlines()
    assert [line[:2] for line in lines[1:5]] == ["'=", "'+", "'-", "'@"]
    rows: list[list[object]] = [[HOSTILE[4], 1.5]]
    tex = latex(["a_b", "n"], rows, "50 %")
    assert r"a|b \& 50 \% \_x\_ \textless{}script\textgreater{}\textbackslash{} \$y\$ \#1 \{z\}" in tex
    assert r"\caption{50 \%}" in tex
    assert r"\begin{tabular}{lr}" in tex
    text = markdown(["a", "n"], rows, "<b>")
    assert r"a\|b &amp; 50 % \_x\_ &lt;script&gt;\\ $y$ \#1 {z} \~^" in text
    assert "**&lt;b&gt;**" in text
    assert all(line.count("|") - line.count(r"\|") == 3 for line in text.splitlines()[2:] if line)


def test_excel_without_its_package_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(OutputError, match=r"fundsim\[report\]"):
        write_table(hostile_table(), tmp_path / "t.xlsx", "xlsx", "CNY")
