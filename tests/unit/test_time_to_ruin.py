"""Time until shares of the paths are ruined: order statistics of a censored time, and the tables that tell it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom
from tests.unit.example_dataset import example_dataset
from tests.unit.example_reports import example_run, leave_charts_blank

from fundsim.metrics import quantile, time_to_ruin_quantile
from fundsim.report import TABLE_KINDS, write_table
from fundsim.report.ruin_tables import SHARES, ruin_times_table
from fundsim.report.table_kinds import why_no_table
from fundsim.report.writing import write_report
from fundsim.results import save


def test_uncensored_times_have_the_quantile_of_their_sample() -> None:
    month = np.random.default_rng(5).integers(0, 60, 500)
    for level in SHARES:
        assert time_to_ruin_quantile(month, 60, level) == quantile(month + 1.0, level)


def test_what_lies_beyond_the_horizon_leaves_earlier_times_alone() -> None:
    month = np.random.default_rng(6).integers(0, 100, 500)
    whole, cut = (time_to_ruin_quantile(month, months, 0.25) for months in (100, 50))
    assert whole == cut
    assert whole.upper < 50.0
    hidden = np.where(month < 50, month, -1)
    assert time_to_ruin_quantile(hidden, 50, 0.25) == whole
    beyond = time_to_ruin_quantile(hidden, 50, 0.75)
    assert (beyond.value, beyond.lower, beyond.upper, beyond.standard_error) == (math.inf, 50.0, math.inf, math.inf)


def test_a_bound_can_lie_beyond_the_horizon_where_the_value_does_not() -> None:
    month = np.concatenate([np.arange(52) % 12, np.full(48, -1)])  # 52 % of 100 paths
    found = time_to_ruin_quantile(month, 12, 0.5)
    below = int(binom.ppf(0.025, 100, 0.5)) - 1  # rank, from 0
    assert found.value <= 12.0
    assert found.lower == np.sort(month[:52])[below] + 1.0
    assert found.upper == found.standard_error == math.inf


def test_few_paths_bound_a_small_share_by_the_first_month() -> None:
    found = time_to_ruin_quantile([4, 7, -1, -1], 12, 0.05)
    assert (found.value, found.lower) == (5.0, 1.0)


def test_intervals_cover_the_true_time() -> None:
    """Geometric times with the month's hazard h: P(τ ≤ m) = 1 − (1 − h)^m."""
    rng, hazard, level = np.random.default_rng(7), 0.01, 0.25
    truth = math.ceil(math.log(1.0 - level) / math.log(1.0 - hazard))
    covered = 0
    for _ in range(400):
        month = rng.geometric(hazard, 200) - 1
        found = time_to_ruin_quantile(np.where(month < 36, month, -1), 36, level)
        covered += found.lower <= truth <= found.upper
    assert covered / 400 >= 0.95 - 3.0 * math.sqrt(0.95 * 0.05 / 400)


def test_weights_count() -> None:
    month, ratios = np.array([2, 5, 8, -1]), np.array([2.0, 1.0, 0.5, 0.5])
    assert time_to_ruin_quantile(month, 12, 0.5, weights=ratios).value == 3.0
    assert time_to_ruin_quantile(month, 12, 0.75, weights=ratios).value == 6.0


def test_table_tells_months_and_when_they_end() -> None:
    ds = example_dataset(paths=300, months=60, fund_sizes=(5e5, 1e6, 2e7))
    table = TABLE_KINDS["time_to_ruin"].table(ds).set_index(["fund_size", "share"])
    assert len(table) == 9
    for size in (5e5, 1e6):
        month = ds.ruin_month.sel(fund_size=size).values
        reached = np.sort(np.where(month < 0, 10**6, month))[math.ceil(0.25 * 300) - 1]
        row = table.loc[(size, 0.25)]
        assert row["estimate"] == reached + 1.0
        assert row["date"] == str(ds.date.values[reached])
        assert row["lower_95"] <= row["estimate"] <= row["upper_95"]
    assert table.loc[(2e7, 0.5), "estimate"] == math.inf
    assert table.loc[(2e7, 0.5), "date"] == ""
    one = TABLE_KINDS["time_to_ruin"].table(ds.isel(fund_size=0, drop=True))
    assert one.columns.tolist()[:3] == ["share", "date", "unit"]


def test_documents_say_what_is_not_reached() -> None:
    ds = example_dataset(paths=300, months=60, fund_sizes=(1e6, 2e7))
    shown = ruin_times_table(ds, "en")
    assert [column.heading for column in shown.columns] == ["Fund", "Paths ruined", "After (95 % interval)", "In"]
    assert shown.rows[-1][-1] == "not within the horizon"
    assert ruin_times_table(ds, "zh").rows[-1][-1] == "模拟期内未达到"
    assert why_no_table("time_to_ruin", example_dataset(paths=10, months=24, layers=("bank",)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_open_times_are_written_in_every_form(tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_charts_blank(monkeypatch)
    ds = example_run(paths=100, months=36, fund_sizes=(1e6, 2e7))
    save(ds, tmp_path / "results.nc")
    made = write_report(tmp_path / "results.nc", tmp_path / "report", lang=lang, formats=["html", "docx", "xlsx"])  # type: ignore[arg-type]
    assert len(made) == 3
    html = (tmp_path / "report.html").read_text("utf-8")
    assert ("Months until so many paths are ruined" if lang == "en" else "各比例路径发生基金不足所需月数") in html
    assert "∞" in html
    for form in ("csv", "md", "latex", "xlsx"):
        write_table(TABLE_KINDS["time_to_ruin"].table(ds), tmp_path / f"table.{form}", form, "CNY", lang)  # type: ignore[arg-type]
