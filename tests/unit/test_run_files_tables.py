"""The tables of a run equal the results and add up; the printed summary shows them."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from tests.unit.example_dataset import ALL_KINDS, example_dataset

from fundsim.metrics import MEASURES, mean, probability, value_at_risk
from fundsim.report import monthly_report, reconciliation, summary_table, terminal_summary
from fundsim.report.headings import rounded
from fundsim.report.terminal import SHOWN
from fundsim.results import LINES
from fundsim.text_tables import display_width
from fundsim.texts.formats import estimate_parts, money_scale, percent_scale

SIGNS = {line: -1.0 if line in ("payments", "returned") else 1.0 for line in LINES[1:-1]}


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return example_dataset(paths=300, claim_rate=0.03, layers=("insurer", "county_fund", "bank"))


def test_summary_equals_the_measures(ds: xr.Dataset) -> None:
    table = summary_table(ds).set_index("measure")
    risk = value_at_risk(ds.claims.values, 0.99)
    row = table.loc["value_at_risk_99_claims"]
    assert tuple(row[["estimate", "standard_error", "lower_95", "upper_95"]]) == risk[:4]
    assert row["unit"] == "CNY"
    assert row["description_zh"] == "应代偿总额的99%风险价值"
    ruin = probability(ds.ruin_month.values >= 0)
    assert table.loc["ruin_probability", "estimate"] == ruin.value
    assert table.loc["mean_payment:county_fund", "estimate"] == pytest.approx(float(ds.payment[:, 1].mean()))


def test_summary_repeats_for_each_size() -> None:
    ds = example_dataset(paths=60, months=30, fund_sizes=(1e6, 5e6))
    table = summary_table(ds)
    assert list(table.columns[:2]) == ["fund_size", "measure"]
    assert list(table["fund_size"].unique()) == [1e6, 5e6]
    by_size = table[table["measure"] == "mean_shortfall"].set_index("fund_size")["estimate"]
    np.testing.assert_allclose(by_size, ds.shortfall.mean("path"))


def test_monthly_report_equals_the_results(ds: xr.Dataset) -> None:
    table = monthly_report(ds)
    assert list(table["date"][:3]) == ["2023-11", "2023-12", "2024-01"]
    assert len(table) == 120
    columns_of = {
        "lending": "lending_month",
        "stock": "outstanding",
        "claims": "claims_paid",
        "overdue_ratio": "overdue_ratio",
        "overdue_ratio_number": "overdue_ratio_number",
        "npl_ratio": "npl_ratio",
        "npl_ratio_number": "npl_ratio_number",
        "npl_forborne_ratio": "npl_forborne_ratio",
        "npl_forborne_ratio_number": "npl_forborne_ratio_number",
        "compensation": "compensation",
        "balance": "balance",
    }
    for column, name in columns_of.items():
        np.testing.assert_array_equal(table[f"{column}_mean"], ds[f"{name}_mean"])
        error = ds[f"{name}_deviation"] / np.sqrt(ds.sizes["path"] - 1)
        np.testing.assert_allclose(table[f"{column}_standard_error"], error)
        for suffix, level in (("p05", 0.05), ("median", 0.5), ("p95", 0.95)):
            np.testing.assert_allclose(table[f"{column}_{suffix}"], ds[name].sel(quantile=level), rtol=5e-4)
    assert len(table.columns) == 2 + 5 * len(columns_of)


def test_paths_that_differ_by_less_than_bands_tell_are_told_by_their_mean() -> None:
    ds = example_dataset(paths=60, months=30)
    mean = float(ds["outstanding_mean"][4])
    near, apart, skewed = mean * 1.0008, mean * np.array([0.99, 1.0008, 1.0008]), mean * 1.02
    stated = {4: near, 5: skewed}
    for month, value in stated.items():
        ds["outstanding"][:, month] = value
        ds["outstanding_mean"][month] = mean
    ds["outstanding"][[1, 3, 5], 6] = apart
    ds["outstanding_mean"][6] = mean
    table = monthly_report(ds)[["stock_mean", "stock_p05", "stock_median", "stock_p95"]]
    assert table.loc[4].tolist() == [mean] * 4
    assert table.loc[5].tolist()[1:] == [float(f"{skewed:.4g}")] * 3  # a few paths far below
    assert table.loc[6].tolist()[1:] == [float(f"{value:.4g}") for value in apart]


def test_monthly_report_of_kept_months_is_the_same() -> None:
    bands, kept = (monthly_report(example_dataset(paths=60, months=30, keep_months=keep)) for keep in (False, True))
    assert bands.equals(kept)


def test_monthly_report_has_a_part_for_each_size() -> None:
    ds = example_dataset(paths=60, months=30, fund_sizes=(1e6, 5e6))
    table = monthly_report(ds)
    assert len(table) == 60
    second = table[table["fund_size"] == 5e6]
    np.testing.assert_allclose(second["balance_median"], ds.balance.sel(quantile=0.5, fund_size=5e6), rtol=5e-4)
    np.testing.assert_array_equal(second["stock_mean"], ds.outstanding_mean)


@pytest.mark.parametrize("factor", [1.0, 1 / 3, 1e-4])
def test_reconciliation_adds_up_to_the_fen(ds: xr.Dataset, factor: float) -> None:
    table = reconciliation(ds.assign(account_line=ds.account_line * factor))
    fen = {line: np.rint(table[f"{line}_mean"].to_numpy() * 100).astype(int) for line in LINES}
    for line in LINES:
        np.testing.assert_allclose(table[f"{line}_mean"] * 100, fen[line], atol=1e-4)
    flows = sum(int(sign) * fen[line] for line, sign in SIGNS.items())
    np.testing.assert_array_equal(fen["opening"] + flows, fen["closing"])
    np.testing.assert_array_equal(fen["opening"][1:-1], fen["closing"][:-2])
    assert fen["opening"][-1] == fen["opening"][0]
    assert fen["closing"][-1] == fen["closing"][-2]


def test_reconciliation_equals_the_account(ds: xr.Dataset) -> None:
    table = reconciliation(ds)
    assert list(table["year_start"]) == [*ds.year_start.values, "total"]
    for line in LINES:
        amounts = ds.account_line.sel(line=line)
        expected = mean(amounts.isel(year=2).values)
        assert table[f"{line}_mean"][2] == pytest.approx(expected.value, abs=0.06)
        assert table[f"{line}_standard_error"][2] == pytest.approx(expected.standard_error)
    totals = ds.account_line.sel(line="payments").sum("year").values
    assert table["payments_mean"].iloc[-1] == pytest.approx(totals.mean(), abs=0.6)
    assert table["payments_standard_error"].iloc[-1] == pytest.approx(mean(totals).standard_error)
    closing = ds.closing_balance.values
    assert table["closing_standard_error"].iloc[-1] == pytest.approx(mean(closing).standard_error)
    assert table["opening_standard_error"].iloc[-1] == 0.0


def test_reconciliation_of_sizes_and_of_one_path() -> None:
    table = reconciliation(example_dataset(paths=1, months=30, fund_sizes=(1e6, 5e6)))
    assert list(table["fund_size"]) == [1e6] * 5 + [5e6] * 5
    assert list(table["opening_mean"][[0, 5]]) == [1e6, 5e6]
    assert np.isinf(table["payments_standard_error"]).all()


def test_rounding_by_unit(ds: xr.Dataset) -> None:
    summary = rounded(summary_table(ds)).set_index("measure")["estimate"]
    exact = summary_table(ds).set_index("measure")["estimate"]
    assert summary["mean_claims"] == round(exact["mean_claims"], 2)
    assert summary["loss_ratio:insurer"] == round(exact["loss_ratio:insurer"], 6)
    assert rounded(monthly_report(ds))["npl_ratio_mean"][3] == round(monthly_report(ds)["npl_ratio_mean"][3], 6)
    assert rounded(monthly_report(ds))["stock_mean"][3] == round(monthly_report(ds)["stock_mean"][3], 2)


def test_shown_figures_exist() -> None:
    assert set(SHOWN) <= set(MEASURES)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_printed_summary_shows_estimates_and_intervals(ds: xr.Dataset, lang: str) -> None:
    lines = terminal_summary(ds, lang).split("\n")  # type: ignore[arg-type]
    assert lines[0] == ds.attrs["title"]
    assert "300" in lines[1]
    claims = mean(ds.claims.values)
    scale = money_scale(claims.value, "CNY", lang)  # type: ignore[arg-type]
    value, low, high = estimate_parts(claims, scale)
    (line,) = [line for line in lines if line.startswith(("Expected claims", "预期应代偿总额"))]
    assert [part.strip() for part in line.split("  ") if part][-3:] == [value, f"{low} – {high}", scale.unit]
    ruin = estimate_parts(probability(ds.ruin_month.values >= 0), percent_scale(lang))  # type: ignore[arg-type]
    assert any(f"{ruin[0]}  " in line and line.endswith("%") for line in lines)
    assert any("county fund" in line or "风险补偿基金" in line for line in lines)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"layers": tuple(ALL_KINDS)},
        {"fund_sizes": (1e6, 5e6)},
        {"paths": 1},
        {"claim_rate": 0.0},
        {"layers": ("bank",)},
    ],
)
def test_printed_columns_are_aligned(options: dict[str, object], lang: str) -> None:
    ds = example_dataset(**{"paths": 40, "months": 30, **options})  # type: ignore[arg-type]
    lines = terminal_summary(ds, lang).split("\n")  # type: ignore[arg-type]
    rows = [line for line in lines[4:] if " – " in line]
    assert len(rows) >= 10
    ends = {display_width(line[: line.rindex("  ")].rstrip()) for line in rows}
    assert len(ends) == 1
    assert max(display_width(line) for line in lines) <= 132


def test_printed_summary_has_a_part_for_each_size() -> None:
    text = terminal_summary(example_dataset(paths=60, months=30, fund_sizes=(1e6, 5e6)))
    general, first, second = (
        text.replace("Fund of 5.00 million CNY", "|").replace("Fund of 1.00 million CNY", "|").split("|")
    )
    assert "Expected claims" in general
    assert "ruined" not in general
    assert "Expected recovery" in general  # equal but for rounding
    assert "ruined" in first
    assert "ruined" in second
    assert "Expected claims" not in first


def test_names_cannot_steer_the_terminal() -> None:
    ds = example_dataset(paths=20, months=14, title="a\x1b[31m\nb")
    ds = ds.assign_coords(layer=("layer", ["\x1b[2Jfund", "bank"])).assign_attrs(fund_layer="\x1b[2Jfund")
    text = terminal_summary(ds)
    assert "\x1b" not in text
    assert text.startswith("a [31m b\n")
