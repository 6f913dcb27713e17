"""Labelled measures: Dataset in, Dataset out, against the array functions."""

import math

import numpy as np
import pytest
import xarray as xr

from fundsim import metrics
from fundsim.metrics import MEASURES

LAYERS = ["insurer", "free_cover", "county_fund", "bank"]
MONTHS = 24


def results(paths: int = 500, fund_sizes: tuple[float, ...] = (), seed: int = 1) -> xr.Dataset:
    """Made-up books that balance: claims split by shares; a larger fund pays more, the bank the rest."""
    rng = np.random.default_rng(seed)
    townships = rng.exponential(100.0, (paths, 3))
    claims = townships.sum(axis=1)
    shape = (len(fund_sizes), paths) if fund_sizes else (paths,)
    lead = ["fund_size"] if fund_sizes else []
    size = np.array(fund_sizes or (60.0,)).reshape(-1, 1) if fund_sizes else np.array(60.0)
    fund = np.minimum(0.4 * claims, size) * np.ones(shape)
    insurer, free = 0.2 * claims * np.ones(shape), 0.1 * claims * np.ones(shape)
    payment = np.stack([insurer, free, fund, claims - insurer - free - fund], axis=-1)
    short = 0.4 * claims - fund
    industries = np.column_stack([0.25 * claims, 0.75 * claims])
    premium = np.column_stack([np.full(paths, 90.0), np.zeros((paths, 3))])
    return xr.Dataset(
        {
            "claims": ("path", claims, {"units": "CNY"}),
            "payment": ([*lead, "path", "layer"], payment, {"units": "CNY"}),
            "recovery": ([*lead, "path", "layer"], 0.25 * payment, {"units": "CNY"}),
            "premium": (["path", "layer"], premium, {"units": "CNY"}),
            "defaults": ("path", np.round(claims / 10.0), {"units": "loans"}),
            "ruin_month": ([*lead, "path"], np.where(short > 20.0, (short % 30).astype(int), -1)),
            "shortfall": ([*lead, "path"], short, {"units": "CNY"}),
            "min_balance": ([*lead, "path"], size - 0.1 * claims, {"units": "CNY"}),
            "government_cost": ([*lead, "path"], 0.9 * fund, {"units": "CNY"}),
            "npl_ratio_average": ("path", claims / 1e4, {"units": "1"}),
            "npl_ratio_highest": ("path", claims / 4e3, {"units": "1"}),
            "overdue_ratio_highest": ("path", claims / 2e3, {"units": "1"}),
            "lending": ("path", 1000.0 + claims, {"units": "CNY"}),
            "lending_lost": ("path", claims / 50.0, {"units": "CNY"}),
            "interest_subsidy": ("path", 0.01 * claims, {"units": "CNY"}),
            "bank_cost": ("path", 0.2 * claims, {"units": "CNY"}),
            "account_total_mean": (["layer", "account_total"], [[0.0], [5.0], [60.0], [0.0]]),
            "exhausted": ([*lead, "path", "layer"], np.round(payment / 20.0)),
            "layer_shortfall": ([*lead, "path", "layer"], 0.1 * payment),
            "breaker_months": ("path", np.round(claims / 20.0), {"units": "month"}),
            "lever_cost": ("path", np.full(claims.shape, 60_000.0), {"units": "CNY"}),
            "township_claims": (["path", "township"], townships, {"units": "CNY"}),
            "industry_claims": (["path", "industry"], industries, {"units": "CNY"}),
        },
        coords={
            "path": np.arange(paths),
            "layer": LAYERS,
            "layer_kind": ("layer", ["insurance", "insurance", "fund", "bank"]),
            "township": ["阿岗", "板桥", "九龙"],
            "industry": ["pigs", "tea"],
            "month": np.arange(MONTHS),
            "date": ("month", [f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(MONTHS)]),
        }
        | ({"fund_size": list(fund_sizes)} if fund_sizes else {}),
        attrs={"title": "made up", "currency": "CNY", "months": MONTHS, "fund_layer": "county_fund"},
    )


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return results()


def row(summary: xr.Dataset, name: str) -> np.ndarray:
    return summary["estimate"].sel(measure=name).to_numpy()


def by_hand(ds: xr.Dataset) -> dict[str, metrics.Estimate]:
    """Every headline figure, spelled out."""
    claims, ruin = ds["claims"].to_numpy(), ds["ruin_month"].to_numpy()
    payment = {layer: ds["payment"].sel(layer=layer).to_numpy() for layer in LAYERS}
    recovery, short = ds["recovery"].sum("layer").to_numpy(), ds["shortfall"].to_numpy()
    bank, cost = 0.75 * payment["bank"], ds["government_cost"].to_numpy()
    ruined = (ruin >= 0) & (ruin < MONTHS)
    figures = {
        "mean_claims": metrics.mean(claims),
        "standard_deviation_claims": metrics.standard_deviation(claims),
        "value_at_risk_95_claims": metrics.value_at_risk(claims, 0.95),
        "value_at_risk_99_claims": metrics.value_at_risk(claims, 0.99),
        "value_at_risk_99_5_claims": metrics.value_at_risk(claims, 0.995),
        "expected_shortfall_95_claims": metrics.expected_shortfall(claims, 0.95),
        "expected_shortfall_99_claims": metrics.expected_shortfall(claims, 0.99),
        "mean_defaults": metrics.mean(ds["defaults"]),
        "mean_recovery": metrics.mean(recovery),
        "mean_net_loss": metrics.mean(claims - recovery),
        "loss_ratio:insurer": metrics.ratio_of_totals(payment["insurer"], np.full(claims.size, 90.0)),
        "mean_bank_loss": metrics.mean(bank),
        "value_at_risk_99_bank_loss": metrics.value_at_risk(bank, 0.99),
        "ruin_probability": metrics.probability(ruined),
        "restricted_mean_time_to_ruin": metrics.restricted_mean_time_to_ruin(ruin, MONTHS),
        "mean_time_to_ruin_given_ruin": metrics.mean_time_to_ruin_given_ruin(ruin, MONTHS),
        "mean_shortfall": metrics.mean_shortfall(short),
        "mean_shortfall_given_ruin": metrics.mean_shortfall_given_ruin(short, ruin, MONTHS),
        "quantile_5_min_balance": metrics.quantile(ds["min_balance"], 0.05),
        "account_short_probability:free_cover": metrics.probability(payment["free_cover"] > 10.0),
        "mean_account_shortfall:free_cover": metrics.mean(0.1 * payment["free_cover"]),
        "mean_government_cost": metrics.mean(cost),
        "mean_interest_subsidy": metrics.mean(ds["interest_subsidy"]),
        "quantile_95_government_cost": metrics.quantile(cost, 0.95),
        "mean_bank_cost": metrics.mean(ds["bank_cost"]),
        "mean_lever_cost": metrics.mean(ds["lever_cost"]),
        "mean_npl_ratio": metrics.mean(ds["npl_ratio_average"]),
        "mean_highest_npl_ratio": metrics.mean(ds["npl_ratio_highest"]),
        "mean_highest_overdue_ratio": metrics.mean(ds["overdue_ratio_highest"]),
        "mean_lending": metrics.mean(ds["lending"]),
        "mean_lending_lost": metrics.mean(ds["lending_lost"]),
        "mean_breaker_months": metrics.mean(ds["breaker_months"]),
    }
    for layer in LAYERS:
        figures[f"mean_payment:{layer}"] = metrics.mean(payment[layer])
        figures[f"value_at_risk_99_payment:{layer}"] = metrics.value_at_risk(payment[layer], 0.99)
    return figures


def test_summary_holds_every_headline_figure(ds):
    summary, expected = metrics.summarise(ds), by_hand(ds)
    assert set(summary["measure"].to_numpy()) == set(expected)
    assert list(dict.fromkeys(summary["key"].to_numpy())) == list(MEASURES)
    for name, figure in expected.items():
        np.testing.assert_allclose(row(summary, name), figure[:4], rtol=1e-12, err_msg=name)


def test_rows_say_what_they_are(ds):
    summary = metrics.summarise(ds, confidence=0.9)
    claims = summary.sel(measure="mean_claims")
    assert (claims["unit"], claims["label_en"], claims["layer"]) == ("CNY", "Expected claims", "")
    payment = summary.sel(measure="mean_payment:county_fund")
    assert (payment["label_en"], payment["label_zh"]) == (
        "Mean payment by county_fund",
        "county_fund平均赔付",
    )
    assert (payment["key"], payment["layer"]) == ("mean_payment", "county_fund")
    assert summary["unit"].sel(measure="ruin_probability") == "1"
    assert summary.attrs == {
        "title": "made up",
        "confidence": 0.9,
        "n_paths": 500,
        "effective_sample_size": 500.0,
        "sampling": "plain",
    }
    assert summary["estimate"].dims == ("measure", "statistic")


def test_every_measure_has_words_in_both_languages_and_a_unit():
    for key, measure in MEASURES.items():
        assert measure.label_en.isascii(), key
        assert any("一" <= letter <= "鿿" for letter in measure.label_zh), key
        assert measure.unit in {"currency", "1", "month", "loans"}, key
        assert ("{layer}" in measure.label_en) == ("{layer}" in measure.label_zh), key
    labels = [m.label_en for m in MEASURES.values()] + [m.label_zh for m in MEASURES.values()]
    assert len(set(labels)) == len(labels)


def test_insurers_without_premium_have_no_loss_ratio(ds):
    assert "loss_ratio:free_cover" not in metrics.summarise(ds)["measure"]
    no_premium = ds.assign(premium=0.0 * ds["premium"])
    assert "loss_ratio" not in metrics.summarise(no_premium)["key"]


def test_fund_sizes_lead_and_each_equals_its_own_run():
    sizes = (40.0, 60.0, 90.0)
    several = metrics.summarise(results(fund_sizes=sizes))
    assert several["estimate"].dims == ("fund_size", "measure", "statistic")
    assert several["fund_size"].to_numpy().tolist() == list(sizes)
    alone = metrics.summarise(results())
    xr.testing.assert_allclose(several.sel(fund_size=60.0, drop=True), alone)
    claims = several["estimate"].sel(measure="mean_claims", statistic="value").to_numpy()
    assert (claims == claims[0]).all()
    ruin = several["estimate"].sel(measure="ruin_probability", statistic="value").to_numpy()
    assert ruin[0] > ruin[1] > ruin[2]


def test_one_path_is_enough_for_values():
    summary = metrics.summarise(results(paths=1, fund_sizes=(50.0,)))
    values = summary["estimate"].sel(statistic="value", measure=["mean_claims", "value_at_risk_99_claims"])
    assert np.unique(values).size == 1
    assert row(summary, "mean_claims")[0, 1] == math.inf
    for table in (metrics.ruin_by_month, metrics.exceedance, metrics.township_contributions):
        assert table(results(paths=1)).sizes["statistic"] == 4


def test_the_interval_of_what_cannot_be_negative_ends_at_zero(ds):
    rare = xr.where(ds["path"] == 3, 500.0, 0.0)
    summary = metrics.summarise(ds.assign(shortfall=rare, government_cost=rare))
    value, error, lower, upper = row(summary, "mean_shortfall")
    assert (value, lower) == (1.0, 0.0)
    assert upper > value + 1.96 * error  # one path of 500 makes all of it
    assert value - 1.96 * error < row(summary, "mean_government_cost")[2] < 0.0  # may be a gain


def test_missing_variables_leave_out_their_figures(ds):
    summary = metrics.summarise(ds[["claims", "shortfall"]])
    keys = set(summary["key"].to_numpy())
    assert {"mean_claims", "mean_shortfall"} <= keys
    assert not keys & {"ruin_probability", "mean_payment", "mean_recovery", "loss_ratio", "mean_lending"}


def test_without_a_fund_there_are_no_fund_figures(ds):
    alone = ds.assign_attrs(fund_layer="")
    keys = set(metrics.summarise(alone)["key"].to_numpy())
    assert not keys & {"ruin_probability", "mean_shortfall", "quantile_5_min_balance"}
    assert "mean_government_cost" in keys
    with pytest.raises(ValueError, match="no fund"):
        metrics.ruin_by_month(alone)


def test_path_weights_reach_every_figure(ds):
    weights = np.random.default_rng(2).uniform(0.5, 1.5, ds.sizes["path"])
    weighted = ds.assign(weight=("path", weights))
    summary = metrics.summarise(weighted)
    claims = ds["claims"].to_numpy()
    for name, figure in {
        "mean_claims": metrics.mean(claims, weights=weights),
        "value_at_risk_95_claims": metrics.value_at_risk(claims, 0.95, weights=weights),
        "ruin_probability": metrics.probability((ds["ruin_month"] >= 0) & (ds["ruin_month"] < MONTHS), weights=weights),
    }.items():
        np.testing.assert_allclose(row(summary, name), figure[:4])
    assert summary.attrs["effective_sample_size"] == metrics.effective_sample_size(weights, claims.size) < 500
    tails = metrics.township_contributions(weighted, level=0.9)["tail_contribution"]
    expected = metrics.tail_contributions(ds["township_claims"], 0.9, weights=weights)
    np.testing.assert_allclose(tails.sel(statistic="upper"), expected.upper)
    curve = metrics.exceedance(weighted, thresholds=np.array([200.0]))["exceedance_probability"]
    np.testing.assert_allclose(curve[0], metrics.probability(claims > 200.0, weights=weights)[:4])
    ruin = metrics.ruin_by_month(weighted)["ruin_probability"].isel(month=3)
    expected_ruin = metrics.ruin_probability(ds["ruin_month"], MONTHS, weights=weights)
    np.testing.assert_allclose(ruin, [column[3] for column in expected_ruin[:4]])


def test_ruin_by_month_ends_at_the_horizon(ds):
    table = metrics.ruin_by_month(ds, confidence=0.9)
    ruin, survival = table["ruin_probability"], table["survival"]
    assert ruin.dims == ("month", "statistic")
    assert table.sizes["month"] == MONTHS
    assert table["date"].to_numpy()[-1] == "2025-12"
    expected = metrics.ruin_probability(ds["ruin_month"], MONTHS, confidence=0.9)
    np.testing.assert_allclose(ruin.sel(statistic="lower"), expected.lower)
    np.testing.assert_allclose(survival.sel(statistic="value"), 1.0 - expected.value)
    assert ruin.attrs["units"] == "1"


def test_ruin_by_month_of_each_fund_size_and_without_dates():
    several = results(fund_sizes=(40.0, 60.0)).drop_vars("date")
    table = metrics.ruin_by_month(several)
    assert table["survival"].dims == ("fund_size", "month", "statistic")
    xr.testing.assert_allclose(
        table["survival"].sel(fund_size=60.0, drop=True),
        metrics.ruin_by_month(results())["survival"].drop_vars("date"),
    )


def test_exceedance_of_claims(ds):
    table = metrics.exceedance(ds, points=10)
    assert table["exceedance_probability"].dims == ("threshold", "statistic")
    assert table["threshold"].attrs["units"] == "CNY"
    np.testing.assert_array_equal(table["threshold"], metrics.exceedance_thresholds(ds["claims"], 10))
    expected = metrics.exceedance_curve(ds["claims"], table["threshold"])
    np.testing.assert_allclose(table["exceedance_probability"].sel(statistic="value"), expected.value)


def test_exceedance_of_layers_shares_its_thresholds():
    several = results(fund_sizes=(40.0, 60.0))
    table = metrics.exceedance(several, "payment")["exceedance_probability"]
    assert table.dims == ("fund_size", "layer", "threshold", "statistic")
    fund = table.sel(fund_size=40.0, layer="county_fund", statistic="value")
    payment = several["payment"].sel(fund_size=40.0, layer="county_fund").to_numpy()
    expected = [(payment > threshold).mean() for threshold in fund["threshold"].to_numpy()]
    np.testing.assert_allclose(fund, expected)


@pytest.mark.parametrize(
    ("table", "variable", "dim"),
    [
        (metrics.township_contributions, "township_claims", "township"),
        (metrics.industry_contributions, "industry_claims", "industry"),
        (metrics.layer_contributions, "payment", "layer"),
    ],
)
def test_contributions_add_up_and_carry_their_names(ds, table, variable, dim):
    found = table(ds, level=0.95)
    assert found["tail_contribution"].dims == found["mean_contribution"].dims == (dim, "statistic")
    assert found[dim].to_numpy().tolist() == ds[dim].to_numpy().tolist()
    values = found.sel(statistic="value")
    assert values["tail_contribution"].sum() == pytest.approx(float(values["expected_shortfall"]))
    assert values["mean_contribution"].sum() == pytest.approx(float(ds["claims"].mean()))
    expected = metrics.expected_shortfall(ds["claims"], 0.95)
    np.testing.assert_allclose(found["expected_shortfall"], expected[:4])
    assert (found.attrs["level"], found["tail_contribution"].attrs["units"]) == (0.95, "CNY")


def test_who_pays_in_the_tail_by_fund_size():
    several = results(fund_sizes=(40.0, 60.0))
    table = metrics.layer_contributions(several, level=0.9)
    assert table["tail_contribution"].dims == ("fund_size", "layer", "statistic")
    alone = metrics.layer_contributions(results(), level=0.9)
    xr.testing.assert_allclose(table.sel(fund_size=60.0, drop=True), alone)
    # in the worst tenth of the paths the fund is always empty
    fund = table["tail_contribution"].sel(layer="county_fund", statistic="value")
    assert fund.to_numpy() == pytest.approx([40.0, 60.0])


def test_tables_survive_being_written_to_a_file(ds, tmp_path):
    for number, table in enumerate([metrics.summarise(ds), metrics.ruin_by_month(ds), metrics.exceedance(ds)]):
        path = tmp_path / f"{number}.nc"
        table.to_netcdf(path, engine="netcdf4")
        with xr.open_dataset(path, engine="netcdf4") as read:
            xr.testing.assert_equal(read.load(), table)


def test_variables_that_are_not_there_are_named(ds):
    with pytest.raises(ValueError, match="industry_claims"):
        metrics.industry_contributions(ds.drop_vars("industry_claims"))
    with pytest.raises(ValueError, match="ruin_month"):
        metrics.ruin_by_month(ds.drop_vars("ruin_month"))
    with pytest.raises(ValueError, match="layer_kind"):
        metrics.exceedance(ds, "layer_kind")


def test_nothing_is_said_about_loans_and_levers_that_are_not_there(ds):
    bare = ds.assign(cohort_loans=(("path", "cohort"), np.zeros((ds.sizes["path"], 2))), lever_cost=0.0 * ds.lever_cost)
    keys = set(metrics.summarise(bare)["key"].to_numpy())
    assert not keys & {"mean_defaults", "mean_lending", "mean_lending_lost", "mean_lever_cost"}
    assert "mean_claims" in keys
