"""Cash of the government by year: what it is for, what it adds up to, its range over paths with bounds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.unit.example_dataset import example_dataset
from tests.unit.test_simulation import SIZES, county, with_sizes

import fundsim as fs
from fundsim import metrics
from fundsim.plots import draw_chart
from fundsim.report import TABLE_KINDS
from fundsim.report.outlay_tables import yearly_outlay_table
from fundsim.report.table_kinds import why_no_table
from fundsim.results import OUTLAYS, QUANTILES, usual_paths
from fundsim.simulation.block_variables import outlay_over_years

PUBLIC: dict[str, Any] = {
    "loans": {
        "source": "synthetic",
        "townships": {"A": {"loans": 40}, "B": {"loans": 20}},
        "size": {"law": "uniform", "smallest": 10_000.0, "largest": 50_000.0},
        "product": {"term_months": 12, "interest_rate": 0.04, "interest_subsidy": 0.7},
    },
    "report": {"discount_rate": 0.0},
    "monitoring": {"cost_per_inspection": 20.0, "inspections_per_year": 2},
    "levers": {"visits": {"on": True, "cost_per_year": 600.0, "set": {"report.ruin": "empty"}}},
    "stress": {"hail": {"month": 9, "industries": "all", "hazard_multiplier": 2.0, "insured_multiplier": 1.2,
                        "insured_share": 0.5, "insured_premium": 0.01, "insured_premium_subsidy": 0.6}},
    "layers": [
        {"name": "insurer", "kind": "insurance", "pays": 0.3,
         "price": {"rate": 0.02, "paid_by": {"government": 0.5, "borrower": 0.5}}},
        {"name": "fund", "kind": "fund", "pays": 0.4, "account": {
            "initial": 10_000.0, "yield": 0.02, "inflows": {"a": {"amount": 3_000.0}}, "recoveries": 0.5,
            "top_up": {"share_of_gap": 0.5}, "ceiling": 30_000.0}},
        {"name": "county", "kind": "budget", "pays": 0.2},
    ],
}  # fmt: skip


def public_county(**blocks: Any) -> fs.Scenario:
    """A county whose government pays for everything it can pay for."""
    return county(**(PUBLIC | blocks))


def kept(**blocks: Any) -> xr.Dataset:
    """Its account years on every path."""
    return fs.simulate(public_county(**blocks), 80, seed=4, threads=1, keep_years=True)


def test_each_purpose_has_the_money_of_its_own_results() -> None:
    ds = kept()
    by_line = {str(line): ds.government_cash.sel(cash_line=line).sum("year").values for line in ds.cash_line.values}
    assert all(float(values.max()) > 0.0 for values in by_line.values())  # every line is reached
    lines = ds.account_line.sum("year")
    public = ds.premium_paid + ds.borrower_cover_premium
    expected = {
        "opening": np.full(80, 10_000.0),
        "funding": lines.sel(line=["appropriation", "top_up"]).sum("line"),
        "premium": public.sel(party="government"),
        "interest_subsidy": ds.interest_subsidy,
        "claims": ds.payment.sel(layer="county"),
        "monitoring": ds.inspection_cost + ds.lever_cost,
        "received": lines.sel(line="returned") + ds.recovery.sel(layer="county"),
    }
    expected["outlay"] = sum(expected[line] for line in OUTLAYS[1:])
    for line, values in expected.items():
        np.testing.assert_allclose(by_line[line], values, rtol=1e-9, atol=1e-6, err_msg=line)


@pytest.mark.parametrize("settle", [False, True])
def test_without_discounting_cash_is_the_cost_but_for_what_is_left(settle: bool) -> None:
    """Closing balances, all paid in by the government, come back at the end; no claims stay open after settling."""
    ds = kept(horizon={"months": 30, "first_month": "2024-03", "settle": settle})
    cash = ds.government_cash.sum("year")
    spent = cash.sel(cash_line=["opening", "outlay"]).sum("cash_line") - cash.sel(cash_line="received")
    left = spent - ds.closing_balance
    closed = ds.claims_open.values < 0.005
    assert closed.all() if settle else 0 < closed.sum() < 80
    np.testing.assert_allclose(ds.government_cost[closed], left[closed], rtol=1e-9)
    assert (ds.government_cost.values[~closed] > left.values[~closed]).all()  # open claims are provided for


def test_years_are_account_years() -> None:
    inflow = {"initial": 1_000.0, "inflows": {"a": {"amount": 100.0, "every_months": 1}}}
    ds = kept(layers=[{"name": "fund", "kind": "fund", "pays": 0.0, "account": inflow}])
    funding = ds.government_cash.sel(cash_line="funding").values
    assert ds.year_start.values.tolist() == ["2024-03", "2025-01", "2026-01"]
    np.testing.assert_allclose(funding, np.tile([1_000.0, 1_200.0, 800.0], (80, 1)))


def test_every_fund_size_has_its_own_cash() -> None:
    together = fs.simulate(with_sizes(SIZES), 40, seed=3)
    opening = together.government_cash_mean.sel(cash_line="opening", year=0)
    np.testing.assert_allclose(opening - opening[0], np.array(SIZES) - SIZES[0])
    layers = [*PUBLIC["layers"][:2], {"name": "first", "kind": "budget", "pays": 0.1}]
    for order in (layers, layers[::-1]):  # a budget before the fund pays the same whatever the fund's size
        sized = public_county(report={"fund_sizes": SIZES, "discount_rate": 0.0}, layers=order)
        many = fs.simulate(sized, 40, seed=3, keep_years=True)
        claims = many.government_cash.sel(cash_line="claims").sum("year")
        np.testing.assert_allclose(claims, many.payment.sel(layer="first"), rtol=1e-12)


def test_bands_are_those_of_the_paths_and_bounds_lie_on_the_safe_side() -> None:
    ds = kept()
    outlay = ds.government_cash.sel(cash_line="outlay").values
    spans = outlay_over_years(outlay[..., None], 30)[..., 0]
    np.testing.assert_allclose(spans, np.stack([outlay.sum(1) / 2.5, outlay.max(1)], axis=1), rtol=1e-12)
    for name, values, found in (
        ("outlay_quantile", outlay, metrics.outlay_quantiles),
        ("outlay_span_quantile", spans, metrics.outlay_span_quantiles),
    ):
        exact = np.quantile(values, QUANTILES, axis=0, method="inverted_cdf")
        np.testing.assert_allclose(ds[name], exact, rtol=1 / 512)
        estimates = found(ds, 0.95)
        for place, own in enumerate(values.T):
            expected = metrics.quantile(own, 0.95)
            assert estimates.lower[place] <= expected.lower <= estimates.lower[place] * (1.0 + 1 / 256)
            assert math.isinf(expected.upper) == math.isinf(estimates.upper[place])
    np.testing.assert_allclose(ds.outlay_span_mean, spans.mean(0), rtol=1e-12)
    np.testing.assert_allclose(ds.outlay_span_deviation, spans.std(0), rtol=1e-6)
    np.testing.assert_allclose(ds.government_cash_mean.sel(cash_line="outlay"), outlay.mean(0), rtol=1e-12)


def test_bounds_of_quantiles_are_open_where_paths_are_too_few() -> None:
    few, many = kept().isel(path=slice(None)), fs.simulate(public_county(), 200, seed=4, threads=1)
    assert np.isinf(metrics.outlay_quantiles(few, 0.99).upper).all()  # 368 paths would bound it
    found = metrics.outlay_quantiles(many, 0.95)
    assert (found.lower <= found.value).all()
    assert (found.value <= found.upper).all()
    assert np.isfinite(found.upper).all()
    assert (found.standard_error > 0.0).all()
    assert metrics.outlay_quantiles(few, 0.01).lower.tolist() == [-np.inf] * 3
    with pytest.raises(ValueError, match=r"level: 0\.9 is not one of the quantiles"):
        metrics.outlay_quantiles(many, 0.9)


def test_paths_from_worse_times_do_not_count() -> None:
    ds = fs.simulate(public_county(sampling={"method": "importance"}), 61, seed=4, threads=1, keep_years=True)
    outlay = usual_paths(ds).government_cash.sel(cash_line="outlay").values
    exact = np.quantile(outlay, QUANTILES, axis=0, method="inverted_cdf")
    np.testing.assert_allclose(ds.outlay_quantile, exact, rtol=1 / 512)


def test_table_has_a_row_for_each_year_and_measure() -> None:
    ds = example_dataset(paths=200, months=30, layers=("province", "county_fund", "bank"))
    table = TABLE_KINDS["yearly_outlay"].table(ds).set_index(["year_start", "measure"])
    assert table.loc["2023-11", "months"].iloc[0] == 2
    for start, year in (("2024-01", 1), ("2025-01", 2)):
        own = ds.government_cash.isel(year=year)
        for line in ("funding", "claims", "outlay", "received"):
            expected = metrics.mean(own.sel(cash_line=line).values)
            assert table.loc[(start, line), "estimate"] == pytest.approx(expected.value)
            assert table.loc[(start, line), "standard_error"] == pytest.approx(expected.standard_error)
        worst = metrics.quantile(own.sel(cash_line="outlay").values, 0.95)
        row = table.loc[(start, "outlay_p95"), ["estimate", "lower_95", "upper_95"]]
        assert row.tolist() == pytest.approx([worst.value, worst.lower, worst.upper])
    assert table.loc[("highest", "outlay"), "estimate"] == pytest.approx(float(ds.outlay_span_mean[1]))
    assert table.loc[("average", "outlay_median"), "estimate"] == float(ds.outlay_span_quantile.sel(quantile=0.5)[0])
    assert ("average", "opening") not in table.index


def test_results_of_earlier_versions_say_what_they_lack() -> None:
    ds = example_dataset(paths=60, months=24).drop_vars(["government_cash_mean"])
    said = why_no_table("yearly_outlay", ds)
    assert (
        said == "yearly_outlay needs government_cash_mean, which these results do not hold; simulate the scenario again"
    )


def test_reports_list_purposes_that_cost_something() -> None:
    ds = example_dataset(paths=100, months=30)
    table = yearly_outlay_table(ds, "en")
    headings = [column.heading for column in table.columns]
    assert "interest subsidy" in headings
    assert not {"premiums and fees", "claims paid from the budget", "received back"} & set(headings)
    assert [row[0] for row in table.rows][-2:] == ["average year of a path", "highest year of a path"]
    assert table.note == "Opening amounts of 5.40 million CNY (mean), paid once before the first month, come on top."
    assert "期初资金540万元" in yearly_outlay_table(ds, "zh").note


def test_chart_stacks_means_and_shows_the_range_of_paths() -> None:
    ds = example_dataset(paths=200, months=60, layers=("province", "county_fund", "bank"))
    ax = draw_chart("yearly_outlay", ds).axes[0]
    tops = {}
    for bar in ax.patches:
        place = round(bar.get_x() + bar.get_width() / 2.0, 6)
        tops[place] = tops.get(place, 0.0) + bar.get_height()
    mean = ds.government_cash.sel(cash_line="outlay").mean("path").values / 1e6
    np.testing.assert_allclose([tops[float(year)] for year in range(6)], mean, rtol=1e-9)
    (ranges,) = (one for one in ax.collections if len(one.get_segments()) == 8)
    ends = np.array([segment[:, 1] for segment in ranges.get_segments()]) * 1e6
    expected = np.append(
        ds.outlay_quantile.sel(quantile=[0.05, 0.95]), ds.outlay_span_quantile.sel(quantile=[0.05, 0.95]), 1
    )
    np.testing.assert_allclose(ends.T, expected, rtol=1e-9)
    legend = ax.get_legend()
    assert legend is not None
    assert legend.get_title().get_text().startswith("Not drawn: opening amounts of 5.40 million CNY (mean)")
    words = [one.get_text() for one in legend.get_texts()]
    assert words[-4:] == [
        "interest subsidy",
        "inspections and levers",
        "paid into funds and pools",
        "claims paid from the budget",
    ]


def test_chart_says_that_nothing_is_paid() -> None:
    ds = example_dataset(paths=60, months=24)
    ds["government_cash_mean"] = 0.0 * ds["government_cash_mean"]
    ds = ds.drop_vars("government_cash")
    ax = draw_chart("yearly_outlay", ds).axes[0]
    assert [one.get_text() for one in ax.texts] == [
        "On no path does the government pay anything after the opening amounts."
    ]
    assert fs.caption("yearly_outlay", ds, "zh") == "所有路径上，除期初资金外均无财政支出。"
    assert draw_chart("yearly_outlay", example_dataset(paths=20, months=24, layers=("bank",))).axes[0].patches
