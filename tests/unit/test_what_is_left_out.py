"""Charts and texts say what they leave out, and what they cannot bound."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.example_dataset import example_dataset
from tests.unit.example_decisions import example_grid, example_size
from tests.unit.example_reports import example_run

import fundsim as fs
from fundsim.plots import caption, draw_chart, plot_bad_year
from fundsim.report.size_terminal import size_text


@pytest.mark.parametrize(("lang", "said"), [("en", "so left out (1): "), ("zh", "未列入的方案有1个：")])
def test_a_design_without_a_fund_is_named_as_left_out_of_the_frontier(lang: str, said: str) -> None:
    ds = example_grid()
    assert said not in caption("frontier", ds, lang)  # type: ignore[arg-type]
    ds["ruin_probability"][2] = np.nan
    found = caption("frontier", ds, lang)  # type: ignore[arg-type]
    assert said + str(ds["design"].values[2]) in found


def test_parts_of_account_years_are_not_called_a_year() -> None:
    whole = example_run()
    parts = example_dataset(months=8)
    for ds, is_whole in ((whole, True), (parts, False)):
        assert ("none has all twelve months" in plot_bad_year(ds).get_title(loc="left")) is not is_whole
        assert ("parts of years" in caption("bad_year", ds)) is not is_whole
    assert "各年度所含月份" in caption("bad_year", parts, "zh")


def test_twelve_months_over_two_account_years_are_no_whole_year() -> None:
    ds = fs.simulate(fs.load_scenario("luoping", ["horizon.months=14"]), 20)
    assert "parts of years" not in caption("bad_year", ds)  # November and December 2023, all of 2024
    ds = fs.simulate(fs.load_scenario("luoping", ["horizon.months=12"]), 20)
    assert "parts of years" in caption("bad_year", ds)


def test_an_end_of_the_tornado_without_bounds_has_no_whisker_and_a_question_mark() -> None:
    ds = example_size().assign_attrs(changed="", reasons="", first_month="2024-01")
    before = draw_chart("tornado", ds).axes[0]
    ds["changed_size"].loc[{"case": ds["case"][0], "statistic": ["lower", "upper"]}] = [-np.inf, np.inf]
    after = draw_chart("tornado", ds).axes[0]
    assert len(after.lines) == len(before.lines) - 1
    assert sum("(?)" in words.get_text() for words in after.texts) == 1


def test_a_difference_without_bounds_is_explained() -> None:
    ds = example_size().assign_attrs(changed="", reasons="", first_month="2024-01")
    assert "? and ∞" not in size_text(ds)
    ds["change"].loc[{"case": ds["case"][0], "statistic": ["lower", "upper"]}] = [-np.inf, np.inf]
    assert "? – ?" in size_text(ds)
    assert "? and ∞: " in size_text(ds)
