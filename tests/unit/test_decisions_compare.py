"""Comparison of designs: paired on the same random numbers, fund sizes in one pass, honest about noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import fundsim as fs
from fundsim.cli import main
from fundsim.cli.compare import amounts_of, design_names, designs_of, key_and_values
from fundsim.decisions.designs import Design, fund_size, sized_designs
from fundsim.decisions.figures import KEY_FIGURES
from fundsim.decisions.running import shared_passes
from fundsim.metrics import mean, paired_difference
from fundsim.plots.differences import figure_scale
from fundsim.report.choice_tables import design_payers_table
from fundsim.report.decision_tables import comparison_table
from fundsim.report.decision_terminal import comparison_text
from fundsim.scenario_file import changed_scenario

pytestmark = pytest.mark.compiled
PATHS = 300
SIZES = (20_000.0, 30_000.0, 45_000.0)


def yearly_fund(*overrides: str) -> fs.Scenario:
    return fs.load_scenario("theory/yearly_fund", overrides)


@pytest.fixture(scope="module")
def by_size() -> xr.Dataset:
    return fs.compare(sized_designs(yearly_fund(), SIZES), PATHS, seed=3, threads=1)


def test_sizes_in_one_pass_are_what_single_runs_give(by_size):
    for size, design in zip(SIZES, by_size.design.values, strict=True):
        alone = fs.simulate(yearly_fund(f"layers.fund.account.initial={size}"), PATHS, seed=3, threads=1)
        for name in ("shortfall", "government_cost", "lending"):
            np.testing.assert_allclose(by_size[name].sel(design=design), alone[name], rtol=1e-12)
        found = by_size.estimate.sel(design=design, figure="ruin_probability", statistic="value")
        assert float(found) == pytest.approx(float((alone.ruin_month >= 0).mean()))


def test_intervals_of_what_cannot_be_negative_end_at_zero(by_size):
    large = by_size.estimate.isel(design=2).sel(figure="mean_shortfall")
    assert large.sel(statistic=["value", "lower"]).values == pytest.approx(
        [mean(by_size.shortfall[2]).value, max(mean(by_size.shortfall[2]).lower, 0.0)]
    )
    figures = ["mean_shortfall", "expected_loss", "mean_bank_loss", "mean_lending_lost"]
    assert (by_size.estimate.sel(figure=figures, statistic="lower").fillna(0.0) >= 0.0).all()


def test_differences_are_paired(by_size):
    small, large = (by_size.shortfall.isel(design=place) for place in (0, 2))
    expected = paired_difference(large, small)
    found = by_size.difference.isel(design=2).sel(figure="mean_shortfall")
    np.testing.assert_allclose(found, expected[:4])
    unpaired = np.hypot(mean(small).standard_error, mean(large).standard_error)
    assert float(found.sel(statistic="standard_error")) < unpaired


def test_a_difference_to_itself_is_nothing_and_noise_is_marked(by_size):
    assert not by_size.difference.isel(design=0).fillna(0.0).values.any()
    assert by_size.within_noise.sel(figure="expected_loss").all()  # claims do not depend on the fund
    assert not by_size.within_noise.isel(design=2).sel(figure="mean_shortfall")


def test_designs_that_differ_by_size_alone_share_a_pass():
    scenario = yearly_fund()
    larger = yearly_fund("layers.fund.account.initial=90000", "name=Larger fund")
    riskier = yearly_fund("default_probability.annual=0.3")
    designs = [Design("a", scenario), Design("b", riskier), Design("c", larger)]
    assert shared_passes(designs) == [[0, 2], [1]]
    together = fs.compare(designs, 60, threads=1)
    alone = fs.simulate(larger, 60, threads=1)
    np.testing.assert_allclose(together.shortfall.sel(design="c"), alone.shortfall, rtol=1e-12)


def test_where_the_size_acts_back_each_size_has_a_pass_of_its_own():
    scenario = fs.load_scenario("theory/fund_usage")
    assert shared_passes(sized_designs(scenario, [1e4, 2e4])) == [[0], [1]]


def test_funds_that_are_a_share_of_loans_drawn_anew_are_that_on_every_path():
    redrawn = ("loans.redraw_portfolio=true", "loans.size={replace: true, law: uniform, smallest: 1e3, largest: 1e5}")
    account = "layers.fund.account={replace: true, share_of_loans: %s}"
    scenarios = {share: yearly_fund(*redrawn, account % share) for share in ("0.1", "0.2")}
    ds = fs.compare(scenarios, 60, seed=3, threads=1)
    for share, scenario in scenarios.items():
        alone = fs.simulate(scenario, 60, seed=3, threads=1)
        np.testing.assert_array_equal(ds.shortfall.sel(design=share), alone.shortfall)


def test_a_share_of_the_loans_is_a_size_too():
    scenario = fs.load_scenario("luoping")
    leverage = 10.0
    opening = fs.simulate(scenario, 1, threads=1).attrs["opening_outstanding"]
    assert fund_size(scenario, seed=1) == pytest.approx(opening / leverage)
    assert shared_passes(
        [Design("a", scenario), Design("b", changed_scenario(scenario, ["layers.county_fund.account.leverage=20"]))]
    ) == [[0, 1]]


def test_a_scenario_with_several_sizes_becomes_several_designs():
    ds = fs.compare({"sizes": fs.load_scenario("theory/fund_sizes")}, 20, threads=1)
    assert ds.design.values.tolist()[0] == "sizes, fund 80,000"
    assert ds.sizes["design"] == 4


def test_funds_known_by_their_claims_alone_are_compared():
    names = ("mutual_fund", "mutual_fund_gamma")
    ds = fs.compare({name: fs.load_scenario(name, ["horizon.months=24"]) for name in names}, 50)
    assert np.isfinite(ds.estimate.sel(figure="expected_loss")).all()
    assert np.isnan(ds.estimate.sel(figure=["mean_lending", "government_cost_of_lending"])).all()


def test_figures_that_a_design_does_not_have_are_unknown_not_zero():
    ds = fs.compare(
        {"fund": yearly_fund(), "bank alone": changed_scenario(yearly_fund(), ["layers=[]"])}, 50, threads=1
    )
    missing = ds.estimate.sel(design="bank alone", figure=["ruin_probability", "mean_shortfall", "loss_ratio"])
    assert np.isnan(missing).all()
    assert "n/a" in comparison_text(ds)
    table = comparison_table(ds)
    cell = table[(table.design == "bank alone") & (table.figure == "ruin_probability")].within_noise
    assert cell.tolist() == [""]


def test_payers_of_all_designs_are_compared_by_name():
    """The first design has the fund alone; in the second a guarantor pays half of each claim before it."""
    layers = "[{name: surety, kind: guarantee, pays: 0.5}, {name: fund, kind: fund, pays: 1.0, of: remaining}]"
    both = changed_scenario(changed_scenario(yearly_fund(), ["layers=[]"]), [f"layers={layers}"])
    designs = {"fund": yearly_fund(), "both": both}
    ds = fs.compare(designs, 50, threads=1)
    payers = [str(name) for name in ds.figure.values if str(name).startswith("mean_payment:")]
    assert payers == ["mean_payment:fund", "mean_payment:surety", "mean_payment:bank"]
    value = ds.estimate.sel(statistic="value")
    claims = value.sel(figure="expected_loss")
    assert np.isnan(value.sel(design="fund", figure="mean_payment:surety"))
    assert float(value.sel(design="both", figure="mean_payment:surety")) == pytest.approx(float(claims[1]) / 2)
    np.testing.assert_allclose(value.sel(figure=payers).fillna(0.0).sum("figure"), claims)
    assert "Mean payment by surety" in comparison_text(ds)
    assert "银行平均赔付" in comparison_text(ds, "zh")
    shown = [(row[0], row[1]) for row in design_payers_table(ds, "zh").rows]
    paid = {"fund": "风险补偿基金", "surety": "融资担保", "bank": "银行"}
    having = [("fund", "fund"), ("fund", "both"), ("surety", "both"), ("bank", "fund"), ("bank", "both")]
    assert shown == [(f"{paid[payer]}平均赔付", design) for payer, design in having]


@pytest.mark.parametrize(
    ("designs", "message"),
    [
        ([("a", ())], "one design alone"),
        ([("a", ()), ("a", ())], "two designs are called 'a'"),
        ([("a", ()), ("b", ("currency=USD",))], "currency: CNY in 'a' and USD in 'b'"),
        ([("a", ()), ("b", ("horizon.months=36",))], "horizon.months: 48 in 'a' and 36 in 'b'"),
    ],
)
def test_designs_that_cannot_be_compared_are_refused(designs, message):
    with pytest.raises(fs.DataError, match=message):
        fs.compare([Design(name, changed_scenario(yearly_fund(), overrides)) for name, overrides in designs], 10)


@pytest.mark.parametrize("designs", [["luoping", "thin_fund"], {"as it is": "luoping"}, [fs.load_scenario("luoping")]])
def test_names_alone_are_no_designs(designs):
    with pytest.raises(TypeError, match=r"no scenario under a name; give .*load_scenario"):
        fs.compare(designs, 10)


def test_sizes_need_a_fund():
    with pytest.raises(fs.DataError, match="no fund with an account"):
        sized_designs(changed_scenario(yearly_fund(), ["layers=[]"]), SIZES)


@pytest.mark.parametrize("word", ["two", "1e6,,2e6", "-5", "1e6,1e6", "nan", "inf"])
def test_amounts_that_are_none_are_refused(word):
    import click

    with pytest.raises(click.UsageError):
        amounts_of(word)


@pytest.mark.parametrize("text", ["layers.fund.pays", "=1,2", "a.b=1,,2", "a.b="])
def test_a_key_needs_values(text):
    import click

    with pytest.raises(click.UsageError, match="KEY=VALUE"):
        key_and_values(text)


def test_designs_are_named_by_their_files():
    assert design_names(("here/a.yaml", "there/b.yaml")) == {"a": "here/a.yaml", "b": "there/b.yaml"}
    assert design_names(("here/a.yaml", "there/a.yaml")) == {
        f"{place}/a.yaml": f"{place}/a.yaml" for place in ("here", "there")
    }
    with pytest.raises(fs.DataError, match="named twice"):
        design_names(("a.yaml", "a.yaml"))


def test_weighted_paths_count_by_their_weights_and_distributions_are_of_the_usual_ones():
    scenario = fs.load_scenario("theory/one_factor", ["sampling.method=importance"])
    riskier = changed_scenario(scenario, ["default_probability.annual=0.1"])
    ds = fs.compare({"as it is": scenario, "riskier": riskier}, PATHS, seed=3, threads=1)
    run = fs.simulate(scenario, PATHS, seed=3, threads=1)
    weighted = float((run.weight * run.claims).sum() / run.weight.sum())
    assert float(ds.estimate.sel(design="as it is", figure="expected_loss", statistic="value")) == pytest.approx(
        weighted
    )
    assert weighted < 0.9 * float(run.claims.mean())
    np.testing.assert_array_equal(ds.claims.sel(design="as it is"), run.claims[run.usual.values == 1])
    assert ds.path.values.tolist() == run.path.values[run.usual.values == 1].tolist()


def test_designs_on_paths_of_different_kinds_are_not_compared():
    designs = {
        method: fs.load_scenario("theory/one_factor", [f"sampling.method={method}"]) for method in ("plain", "sobol")
    }
    with pytest.raises(
        fs.DataError, match=r"sampling\.method: plain in 'plain' and sobol in 'sobol' cannot be compared"
    ):
        fs.compare(designs, 10)


def test_stops_suspensions_and_empty_accounts_of_any_design_are_compared():
    """Where no design has them, their figures are left out."""
    rule = "exit: {watch: npl_ratio, stop_above: 0.01, action: insurer_exit, layer: guarantee_insurance}"
    stop = "stop: {watch: npl_ratio, stop_above: 0.01, action: stop_new_lending}"
    plain = fs.load_scenario("insurance_heavy", ["horizon.months=24", "breakers={replace: true}"])
    strict = fs.load_scenario("insurance_heavy", ["horizon.months=24", f"breakers={{replace: true, {rule}, {stop}}}"])
    ds = fs.compare({"plain": plain, "strict": strict}, 50, threads=1)
    value = ds.estimate.sel(statistic="value")
    own = fs.simulate(strict, 50, threads=1)
    insurer = "guarantee_insurance"
    left = float((own.suspended_months.sel(layer=insurer) > 0).mean())
    assert value.sel(figure=f"suspended_probability:{insurer}").values.tolist() == [0.0, left]
    assert left > 0.0
    months = value.sel(figure="mean_breaker_months").values
    assert months.tolist() == [0.0, float(own.breaker_months.mean())]
    assert "Probability that guarantee insurance is suspended at some time" in comparison_text(ds)
    assert "曾暂停赔付概率" in comparison_text(ds, "zh")
    assert "Mean months with lending stopped somewhere [months]" in comparison_text(ds)
    assert figure_scale(ds, "mean_breaker_months", 2.0, "zh").unit == "个月"
    alone = fs.compare(
        {"a": plain, "b": changed_scenario(plain, ["layers.guarantee_insurance.pays=0.5"])}, 20, threads=1
    )
    assert not [name for name in alone.figure.values if "suspended" in name]
    assert not alone.estimate.sel(figure="mean_breaker_months", statistic="value").any()
    pools = {name: fs.load_scenario("village_reserve_pools", ["horizon.months=24", change]) for name, change in (
        ("as it is", "loans.scale=1"), ("few", "layers.village_pool.account.share_of_loans=0.001"),
    )}  # fmt: skip
    short = fs.compare(pools, 50, threads=1).estimate.sel(statistic="value")
    found = fs.simulate(pools["few"], 50, threads=1).exhausted.sel(layer="village_pool")
    assert float(short.sel(figure="account_short_probability:village_pool")[1]) == float((found > 0).mean())


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_writes_table_dataset_and_chart(lang, tmp_path: Path, capsys):
    out = tmp_path / "c"
    arguments = ("--fund-size", "20000,45000", "--paths", 40, "--threads", 1, "--out", out, "--lang", lang)
    assert call("compare", "theory/yearly_fund", *arguments) == 0
    assert {file.name for file in out.iterdir()} == {"compare.csv", "compare.nc", "compare.png", "compare.svg"}
    table = pd.read_csv(out / "compare.csv", encoding="utf-8-sig")
    assert len(table) == 2 * (len(KEY_FIGURES) + 2)  # and what the fund and the bank pay
    assert table.columns[0] == "design 方案"
    ds = fs.load(out / "compare.nc")
    assert ds.estimate.dims == ("design", "figure", "statistic")
    said = capsys.readouterr().out
    assert ("all designs alike" in said) == (lang == "en")
    assert ("fund 45,000" if lang == "en" else "基金4.5万元") in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("theory/yearly_fund",),
        ("theory/yearly_fund", "luoping", "--fund-size", "1e6,2e6"),
        ("theory/yearly_fund", "--fund-size", "1e6,2e6", "--vary", "layers.fund.pays=0.5,1"),
        ("theory/yearly_fund", "--vary", "layers.fund.pays=0.5,1.5"),
        ("no_such_scenario", "luoping"),
    ],
)
def test_faulty_arguments_exit_with_2(arguments, capsys):
    assert call("compare", *arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_values_and_files_on_the_command_line(tmp_path: Path, capsys):
    arguments = ("--paths", 20, "--threads", 1)
    assert (
        call("compare", "theory/yearly_fund", "--vary", "layers.fund.pays=0.5,1", *arguments, "--out", tmp_path / "v")
        == 0
    )
    assert call("compare", "theory/yearly_fund", "theory/trigger_and_ceiling", *arguments, "--out", tmp_path / "f") == 0
    said = capsys.readouterr().out
    assert "layers.fund.pays=1" in said
    assert "trigger_and_ceiling" in said


def test_designs_on_other_loans_or_risks_are_compared_with_a_word(tmp_path: Path, capsys):
    heir = tmp_path / "heir.yaml"
    heir.write_text("extends: luoping\nloans: {scale: 2}\ncorrelation: {county: 0.1}\n", encoding="utf-8")
    designs_of(("luoping", "insurance_heavy", str(heir)), None, None, (), "en")
    assert capsys.readouterr().err == (
        "warning: heir: other than in luoping (`loans`, `correlation`): differences are not of the fund's terms alone; "
        "compare on the same loans to see what the terms do\n"
    )
    designs_of(("luoping", str(heir)), None, None, (), "zh")
    assert "警告：heir：`loans`、`correlation`与luoping不同：差异不只来自基金条款" in capsys.readouterr().err


def test_sizes_in_ten_thousands_are_doubted(capsys):
    designs_of(("luoping",), "500,5e6", None, (), "en")
    told = "warning: --fund-size  report.fund_sizes: 500 is less than 0.1 % of the loans at the start, 53,900,400.00; "
    assert capsys.readouterr().err.startswith(told)
    designs_of(("luoping",), "1e5,5e6", None, (), "en")
    assert capsys.readouterr().err == ""


def test_the_interval_of_a_difference_has_a_heading():
    ds = fs.compare(sized_designs(yearly_fund(), SIZES[:2]), 20, threads=1)
    head = comparison_text(ds, "en").splitlines()[3]
    assert head.split("  ")[-1].strip() == "95 % interval"
    assert head.count("95 % interval") == 2


@pytest.mark.parametrize("listed", ["2e6,4e6", "2000000，4000000", "2e6、4e6"])
def test_chinese_commas_part_sizes(listed):
    assert amounts_of(listed) == [2e6, 4e6]


@pytest.mark.parametrize(
    ("listed", "remedy"),
    [
        ("4,500,000", "write 4500000"),
        ("4,000,000", "write 4000000"),
        ("2,000,000，4,000,000", "write 4500000 for 4,500,000"),
    ],
)
def test_commas_part_no_thousands(listed, remedy):
    import click

    with pytest.raises(click.UsageError, match=f"commas separate sizes; {remedy}$"):
        amounts_of(listed)


def test_chinese_commas_part_numbers_of_a_key_but_no_names():
    assert key_and_values("a.b=0.5，0.7、0.9") == ("a.b", ["0.5", "0.7", "0.9"])
    assert key_and_values("a.b=甲、乙,丙") == ("a.b", ["甲、乙", "丙"])


def test_the_chinese_column_names_payers_as_readers_do():
    table = comparison_table(fs.compare(sized_designs(yearly_fund(), SIZES[:2]), 20, threads=1))
    paid = table[table.figure.str.startswith("mean_payment:")].description_zh.unique().tolist()
    assert paid == ["风险补偿基金平均赔付", "银行平均赔付"]
