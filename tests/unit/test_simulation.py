"""From a scenario to results: fund sizes in one pass or replayed, months kept or not, prefixes of paths."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
import pytest
import xarray as xr

import fundsim as fs
from fundsim.machine import available_threads
from fundsim.portfolio import build_loan_book
from fundsim.scenario_file import parse_scenario
from fundsim.simulation.feedback import fund_feeds_back
from fundsim.units import year_month

SIZES = [0.0, 20_000.0, 60_000.0]


def county(**blocks: Any) -> fs.Scenario:
    """Sixty loans in two townships, an insurer, a township pool and a county fund."""
    tree: dict[str, Any] = {
        "name": "a small county",
        "horizon": {"months": 30, "first_month": "2024-03"},
        "loans": {
            "source": "synthetic",
            "townships": {"A": {"loans": 40}, "B": {"loans": 20}},
            "size": {"law": "uniform", "smallest": 10_000.0, "largest": 50_000.0},
            "product": {"term_months": 12, "interest_rate": 0.04},
        },
        "lending": {"mode": "steady"},
        "default_probability": {"annual": 0.08},
        "correlation": {"county": 0.1},
        "claim": {"filed_after_days": 30, "paid_after_days": 30},
        "recovery": {"hardship": {"share": 0.3, "by_year": [0.6, 0.4]}},
        "layers": [
            {"name": "insurer", "kind": "insurance", "pays": 0.4, "price": {"rate": 0.02}},
            {"name": "pool", "kind": "pool", "pays": 0.2, "account": {"level": "township", "initial": 20_000.0}},
            {"name": "fund", "kind": "fund", "pays": 0.3, "account": {"initial": 40_000.0, "yield": 0.02}},
        ],
    }
    return fs.Scenario.model_validate(tree | blocks)


def with_sizes(sizes: list[float], **blocks: Any) -> fs.Scenario:
    """The county with several fund sizes."""
    return county(report={"fund_sizes": sizes}, **blocks)


def one_by_one(**blocks: Any) -> list[xr.Dataset]:
    """The same sizes, each simulated alone."""
    return [fs.simulate(with_sizes([size], **blocks), 40, seed=3) for size in SIZES]


def test_all_fund_sizes_of_one_pass_equal_single_runs() -> None:
    together = fs.simulate(with_sizes(SIZES), 40, seed=3)
    for size, alone in zip(SIZES, one_by_one(), strict=True):
        own = together.sel(fund_size=size, drop=True)
        assert "fund_size" not in alone.dims
        for name in alone.data_vars:
            np.testing.assert_array_equal(own[name], alone[name], err_msg=name)


def test_layers_behind_the_fund_see_of_each_size_what_it_leaves() -> None:
    layers = [
        {"name": "fund", "kind": "fund", "pays": 0.5, "of": "remaining", "account": {"initial": 1.0, "yield": 0.02}},
        {"name": "limited", "kind": "insurance", "pays": 0.5, "of": "remaining", "aggregate_limit": 30_000.0},
        {"name": "pools", "kind": "pool", "pays": 0.5, "of": "remaining", "account": {"level": "township"}},
    ]
    layers[2]["account"]["initial"] = 9_000.0
    sizes = [20_000.0, 60_000.0, 900_000.0, 1_000_000.0]  # at first all pay alike; the last two are never short
    together = fs.simulate(with_sizes(sizes, layers=layers), 40, seed=3)
    for size in sizes:
        own, alone = together.sel(fund_size=size, drop=True), fs.simulate(with_sizes([size], layers=layers), 40, seed=3)
        for name in alone.data_vars:
            np.testing.assert_array_equal(own[name], alone[name], err_msg=name)
    shortfall, limited = together.layer_shortfall.sel(layer="fund"), together.limit_reached.sel(layer="limited")
    assert not shortfall.sel(fund_size=sizes[2:]).any()
    assert shortfall.sel(fund_size=20_000.0).any()
    assert limited.sel(fund_size=20_000.0).sum() > limited.sel(fund_size=900_000.0).sum() > 0


def test_a_larger_fund_never_leaves_more_unpaid_without_top_ups() -> None:
    ds = fs.simulate(with_sizes(SIZES), 40, seed=3)
    assert (ds.shortfall.diff("fund_size") <= 1e-9).all()
    assert ds.shortfall.isel(fund_size=0).mean() > ds.shortfall.isel(fund_size=-1).mean()


USAGE = {"usage": {"watch": "fund_usage", "stop_above": 0.3}}


def test_sizes_are_replayed_where_the_fund_acts_back_on_lending() -> None:
    assert fund_feeds_back(with_sizes(SIZES, breakers=USAGE))
    together = fs.simulate(with_sizes(SIZES, breakers=USAGE), 40, seed=3)
    for size, alone in zip(SIZES, one_by_one(breakers=USAGE), strict=True):
        for name in ("shortfall", "claims", "lending", "outstanding_mean"):
            np.testing.assert_array_equal(together[name].sel(fund_size=size), alone[name], err_msg=name)
    estimates = fs.summary(together).estimate.sel(measure="mean_lending", statistic="value")
    assert estimates.dims == ("fund_size",)
    assert len(set(estimates.values)) > 1


def test_premiums_of_a_fund_that_ruin_closes_differ_by_its_size() -> None:
    fund = {"name": "fund", "kind": "fund", "pays": 0.9, "price": {"rate": 0.01}, "account": {"initial": 0.0}}
    blocks = {"layers": [fund], "report": {"fund_sizes": [50_000.0, 5e6], "after_ruin": "absorbing"}}
    small, large = fs.simulate(county(**blocks), 40, seed=3).premium.sel(layer="fund").transpose("fund_size", "path")
    assert (small <= large).all()
    assert small.mean() < large.mean()
    blocks["report"] = {"fund_sizes": [50_000.0], "after_ruin": "absorbing"}
    np.testing.assert_array_equal(small, fs.simulate(county(**blocks), 40, seed=3).premium.sel(layer="fund"))


ORDERED = """
name: recoveries in an order
horizon: {first_month: 2024-01, months: 20}
loans:
  source: synthetic
  townships: {T0: {loans: 2}, T1: {loans: 2}, T2: {loans: 2}}
  size: {law: fixed, amount: 10000}
  opening_ages: new
  product: {term_months: 24}
default_probability: {annual: 0}
stress:
  s0: {month: 2, townships: [T0], immediate_default_probability: 0.9999999999999999}
  s1: {month: 7, townships: [T1], immediate_default_probability: 0.9999999999999999}
  s2: {month: 13, townships: [T2], immediate_default_probability: 0.9999999999999999}
claim: {filed_after_days: 0, paid_after_days: 0}
recovery: {hardship: {share: 0.5, after_months: 3}, split: [fund, pool]}
layers:
  - name: pool
    kind: pool
    pays: 0.5
    price: {rate: 0.05}
    suspend_when: {watch: loss_ratio, above: 3, over: since_start}
    account: {initial: 1000, inflows: {county: {amount: 500, every_months: 1}}}
  - {name: fund, kind: fund, of: remaining, account: {initial: 0}}
report: {fund: fund, fund_sizes: [0, 100000]}
"""


def test_a_layer_before_the_fund_sees_its_size_where_recoveries_go_back_in_an_order() -> None:
    """The larger fund is repaid first, so the pool pays less and keeps a loss ratio of 8,000 / 3,000 in month 7.

    It pays 5,500, 2,500 and, with the second year's premium of 1,000, 4,000. Without a fund it gets 5,500 back in month
    5, pays 8,000 in month 7, has a ratio of 13,500 / 3,000 and is suspended from then on.
    """
    scenario = parse_scenario(ORDERED)
    assert fund_feeds_back(scenario)
    assert not fund_feeds_back(parse_scenario(ORDERED, ["recovery.split=pro_rata"]))
    ds = fs.simulate(scenario, 1, seed=1)
    pool = ds.payment.sel(layer="pool").isel(path=0)
    assert pool.values.tolist() == pytest.approx([13_500.0, 12_000.0])
    assert ds.suspended_months.sel(layer="pool").isel(path=0).values.tolist() == [12, 0]
    assert ds.premium.sel(layer="pool").isel(path=0).values.tolist() == pytest.approx([3_000.0, 4_000.0])


def test_no_feedback_where_only_ratios_of_loans_are_watched() -> None:
    npl = {"npl": {"watch": "npl_ratio", "stop_above": 0.05}}
    assert not fund_feeds_back(with_sizes(SIZES, breakers=npl))
    assert not fund_feeds_back(county(layers=[]))


def test_kept_months_agree_with_bands_and_means() -> None:
    kept, bands = (fs.simulate(county(), 50, seed=2, keep_months=keep) for keep in (True, False))
    assert kept.balance.dims == ("path", "month")
    assert bands.balance.dims == ("quantile", "month")
    np.testing.assert_allclose(kept.balance.mean("path"), bands.balance_mean, rtol=1e-9)
    exact = np.quantile(kept.outstanding, 0.5, axis=0, method="inverted_cdf")
    np.testing.assert_allclose(bands.outstanding.sel(quantile=0.5), exact, rtol=1 / 128)


def test_ratios_of_a_path_sum_up_its_month_ends() -> None:
    scenario = county(arrears={"cure_per_month": 0.3, "default_per_month": 0.2}, claim={"filed_after_days": 90})
    kept = fs.simulate(scenario, 50, seed=2, keep_months=True)
    np.testing.assert_array_equal(kept.npl_ratio_highest, kept.npl_ratio.max("month"))
    np.testing.assert_array_equal(kept.overdue_ratio_highest, kept.overdue_ratio.max("month"))
    npl = (kept.npl_ratio * kept.outstanding).sum("month")
    np.testing.assert_allclose(kept.npl_ratio_average, npl / kept.outstanding.sum("month"), rtol=1e-12)
    assert (kept.overdue_ratio_highest > kept.npl_ratio_highest).any()
    figures = fs.summary(kept).estimate.sel(statistic="value")
    assert float(figures.sel(measure="mean_npl_ratio")) == pytest.approx(float(kept.npl_ratio_average.mean()))
    assert float(figures.sel(measure="mean_highest_overdue_ratio")) == pytest.approx(
        float(kept.overdue_ratio_highest.mean())
    )


def test_progress_counts_every_path_once() -> None:
    seen: list[int] = []
    fs.simulate(county(), 300, seed=2, threads=2, progress=seen.append)
    assert sum(seen) == 300


def test_loans_that_were_made_before_are_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = county()
    book, made_anew = build_loan_book(scenario, seed=3), fs.simulate(scenario, 40, seed=3)
    monkeypatch.setattr("fundsim.simulation.simulating.build_loan_book", None)
    xr.testing.assert_identical(fs.simulate(scenario, 40, seed=3, book=book), made_anew)


def test_no_paths_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least 1 is needed"):
        fs.simulate(county(), 0)


@pytest.mark.parametrize(("paths", "seed", "name"), [(1.5, 1, "n_paths"), ("10", 1, "n_paths"), (10, "a", "seed")])
def test_what_is_no_whole_number_is_named(paths: Any, seed: Any, name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} is .*; it must be a whole number"):
        fs.simulate(county(), paths, seed)


def test_a_path_in_place_of_results_is_named() -> None:
    with pytest.raises(TypeError, match=r"'results\.nc' is no Dataset; fundsim\.load reads one"):
        fs.summary("results.nc")  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_range_is_an_error(seed: int) -> None:
    with pytest.raises(ValueError, match=r"seed is -?\d+; at (least 0|most 9223372036854775807) is"):
        fs.simulate(county(), 1, seed)


def test_no_threads_are_an_error() -> None:
    with pytest.raises(ValueError, match="threads is -2; at least 1"):
        fs.simulate(county(), 1, 1, -2)


def test_the_path_of_a_scenario_is_no_scenario() -> None:
    with pytest.raises(TypeError, match=r"'luoping\.yaml' is no Scenario; load_scenario makes one"):
        fs.simulate("luoping.yaml", 10)  # type: ignore[arg-type]


def test_attributes_say_where_the_results_come_from() -> None:
    ds = fs.simulate(county(), 5, seed=7)
    assert ds.attrs["seed"] == 7
    assert ds.attrs["fund_layer"] == "fund"
    assert ds.attrs["fund_initial"] == pytest.approx(40_000.0)
    assert list(ds.date.values[:2]) == ["2024-03", "2024-04"]
    assert list(ds.year_start.values) == ["2024-03", "2025-01", "2026-01"]
    assert list(ds.layer.values) == ["insurer", "pool", "fund", "bank"]


def test_year_month_counts_on_over_years() -> None:
    assert year_month("2023-11", 14) == "2025-01"


def test_at_least_one_thread_is_available() -> None:
    assert available_threads() >= 1


def test_the_version_is_that_of_the_package() -> None:
    assert fs.__version__ == version("fundsim")


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        fs.simulat  # noqa: B018
    assert "simulate" in dir(fs)


def test_bands_of_ratios_do_not_pass_1() -> None:
    ds = fs.simulate(county(default_probability={"annual": 0.999}, lending={"mode": "run_off"}), 20, seed=1)
    assert float(ds.overdue_ratio.max()) == 1.0
