"""The command and function ``size``: table, budget, sensitivity, bounds, messages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats
from tests.unit.example_decisions import example_size

import fundsim as fs
from fundsim.cli import main
from fundsim.decisions.designs import with_horizon
from fundsim.decisions.quantile_changes import quantile_change
from fundsim.decisions.required_size import answers_of
from fundsim.decisions.sensitivity import main_level, sensitivity_cases
from fundsim.decisions.sizing import yearly_share
from fundsim.metrics import quantile
from fundsim.metrics.quantiles import paths_for_bounds
from fundsim.plots import caption, draw_chart
from fundsim.programme.levers import Lever
from fundsim.programme.roles import with_fund_sizes
from fundsim.report.choice_tables import cases_table, sizes_table
from fundsim.report.decision_tables import size_table
from fundsim.report.size_terminal import size_text

pytestmark = pytest.mark.compiled
PATHS = 400


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


@pytest.fixture(scope="module")
def answer() -> xr.Dataset:
    return fs.size(fs.load_scenario("theory/yearly_fund"), (0.9, 0.95), (24, 48), PATHS, 3, 1)


def test_answers_rise_with_horizon_and_target(answer):
    needed = answer.fund_size.sel(statistic="value")
    assert (needed.diff("horizon") >= 0.0).all()
    assert (needed.diff("solvency") >= 0.0).all()
    assert (answer.fund_size.sel(statistic="lower") <= needed).all()
    assert (needed <= answer.fund_size.sel(statistic="upper")).all()


def test_the_fund_found_meets_the_target_and_a_fen_less_does_not(answer):
    needed = float(answer.fund_size.sel(horizon=48, solvency=0.95, statistic="value"))
    scenario = with_fund_sizes(fs.load_scenario("theory/yearly_fund"), [needed - 0.5, needed])
    ruined = (fs.simulate(scenario, PATHS, 3, 1, monthly=False).ruin_month >= 0).mean("path").values
    assert ruined[0] > 0.05 >= ruined[1]


def test_a_horizon_ends_before_an_event_that_comes_later():
    flood = "stress.flood={month: 2024-07, hazard_multiplier: 5, lasts_months: 6}"
    scenario = fs.load_scenario("luoping", ["horizon.first_month=2024-01", "horizon.months=36", flood])
    assert [list(with_horizon(scenario, months).stress) for months in (6, 7, 36)] == [[], ["flood"], ["flood"]]
    settings = {"stress.flood.hazard_multiplier": 2, "renewal.probability": 0.1}
    dyke, sluice = (Lever.model_validate({"set": dict(items)}) for items in (settings.items(), [*settings.items()][:1]))
    levered = scenario.model_copy(update={"levers": {"dyke": dyke, "sluice": sluice}})
    shorter = with_horizon(levered, 6).levers
    assert {name: list(lever.changes) for name, lever in shorter.items()} == {"dyke": ["renewal.probability"]}
    calm = fs.load_scenario("luoping", ["horizon.first_month=2024-01", "horizon.months=6"])
    needed = fs.size(scenario, 0.9, (6, 7), 40, threads=1).fund_size.sel(horizon=6, statistic="value")
    assert needed.values == fs.size(calm, 0.9, 6, 40, threads=1).fund_size.sel(statistic="value").values


def test_leverage_and_budget_go_with_the_answer(answer):
    own = answer.sel(horizon=48, solvency=0.95)
    needed = float(own.fund_size.sel(statistic="value"))
    # No opening stock: leverage counts in the lending planned for the first year.
    assert float(own.leverage) == pytest.approx(100_000.0 / needed)
    ds = fs.simulate(with_fund_sizes(fs.load_scenario("theory/yearly_fund"), [needed]), PATHS, 3, 1, monthly=False)
    cost = ds.government_cost.values / 4.0  # no interest: a quarter each year
    budget = own.yearly_budget.sel(statistic="value")
    assert float(budget.sel(budget="mean")) == pytest.approx(cost.mean())
    assert float(budget.sel(budget="quantile_95")) == pytest.approx(np.quantile(cost, 0.95, method="inverted_cdf"))


def test_yearly_share_is_worth_one():
    rate, months = 0.03, 30
    paid = yearly_share(rate, months) / 12.0
    assert sum(paid * 1.03 ** (-month / 12.0) for month in range(months)) == pytest.approx(1.0)


def test_riskier_loans_need_a_larger_fund(answer):
    change = answer.change.sel(statistic="value")
    assert (change.sel(case="PD +20 %") > 0.0).all()
    assert (change.sel(case="PD −20 %") < 0.0).all()
    assert answer.case.values.tolist() == ["PD −20 %", "PD +20 %", "ρ county 0 → 0.02"]


def test_correlation_is_changed_where_it_is_highest_and_stays_allowed():
    scenario = fs.load_scenario("luoping")
    assert main_level(scenario) == "township"
    low, high = sensitivity_cases(scenario, seed=1)[2:]
    assert (low.scenario.correlation.township, high.scenario.correlation.township) == pytest.approx((0.05, 0.09))
    full = fs.load_scenario("luoping", ["correlation.township=0.945"])
    assert [case.name for case in sensitivity_cases(full, seed=1)][2:] == ["ρ township 0.945 → 0.925"]


def test_default_probabilities_of_a_tape_are_scaled_by_their_odds():
    scenario = fs.load_scenario("theory/graded_tape")
    assert scenario.default_probability.from_tape
    higher = sensitivity_cases(scenario, seed=1)[1].scenario
    assert set(higher.default_probability.odds_by_township.values()) == {1.2}
    # A row without a probability of its own takes `annual`, and its odds: not both of them higher.
    blank = scenario.model_copy(
        update={"default_probability": scenario.default_probability.model_copy(update={"annual": 0.1})}
    )
    raised = sensitivity_cases(blank, seed=1)[1].scenario.default_probability
    assert (raised.annual, set(raised.odds_by_township.values())) == (0.1, {1.2})


LAWS = {
    "empirical": "{replace: true, law: empirical, values: [1000, 3000]}",
    "lognormal": "{replace: true, law: lognormal, mu: 9.5, sigma: 1.2}",
    "lognormal by its mean": "{replace: true, law: lognormal, mean: 2000, coefficient_of_variation: 0.5}",
    "gamma": "{replace: true, law: gamma, shape: 2, scale: 1000}",
    "gamma by its mean": "{replace: true, law: gamma, mean: 2000, coefficient_of_variation: 0.5}",
    "weibull": "{replace: true, law: weibull, shape: 0.7, scale: 1000}",
    "table": "{replace: true, law: table, amounts: [0, 1000], probabilities: [0.5, 0.5]}",
    "compound": "{replace: true, law: compound, rate: 3, severity: {law: weibull, shape: 0.7, scale: 1000}}",
}


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
def test_without_loans_the_amounts_of_claims_are_scaled(law):
    scenario = fs.load_scenario("theory/claims_by_law", [f"loans.claims={law}", "horizon.months=12"])
    claims = fs.simulate(scenario, 50, 1, 1, monthly=False).claims.values
    lower, higher = sensitivity_cases(scenario, seed=1)[:2]
    for case, factor in ((lower, 0.8), (higher, 1.2)):
        assert case.name == f"claim amounts {'−' if factor < 1.0 else '+'}20 %"
        np.testing.assert_allclose(fs.simulate(case.scenario, 50, 1, 1, monthly=False).claims, factor * claims)


def test_without_loans_the_number_of_claims_is_scaled_where_it_is_drawn():
    law = LAWS["compound"]
    scenario = fs.load_scenario("theory/claims_by_law", [f"loans.claims={law}"])
    fewer, more = sensitivity_cases(scenario, seed=1)[2:]
    assert (fewer.name, more.name) == ("number of claims −20 %", "number of claims +20 %")
    assert (fewer.scenario.loans.claims.rate, more.scenario.loans.claims.rate) == pytest.approx((2.4, 3.6))


@pytest.mark.parametrize(("lang", "case"), [("en", "claim amounts +20 %"), ("zh", "应代偿金额 +20 %")])
def test_a_fund_without_loans_says_that_claims_are_changed(lang, case, tmp_path: Path, capsys):
    arguments = ("--solvency", 0.9, "--horizon", 24, "--paths", 100, "--threads", 1, "--lang", lang)
    assert call("size", "mutual_fund", *arguments, "--out", tmp_path / "s") == 0
    told = capsys.readouterr().out
    assert case in told
    assert ("PD and correlation do not apply" if lang == "en" else "不适用违约概率与相关性") in told
    sizes = fs.load(tmp_path / "s" / "size.nc").changed_size.sel(statistic="value").values.ravel()
    assert sizes[0] < sizes[1]


def test_too_few_paths_give_no_upper_bound_and_no_amount_gives_infinity():
    capital = np.array([[0.0, 1.0]] * 30 + [[5.0, np.inf]] * 3)
    answers = answers_of(capital, [0.5, 0.95, 0.99])
    assert answers.needed[:, :, 0].tolist() == [[0.0, 5.0, 5.0], [1.0, np.inf, np.inf]]
    assert np.isinf(answers.needed[0, 2, 3])
    assert answers.ruin[1, -1, 0] == pytest.approx(3 / 33)


def below(ratio: float, months: int = 24) -> fs.Scenario:
    """A fund that counts as ruined below a share of the loans, so that sizes are replayed; lending grows fast."""
    lending = "lending={mode: plan, amount_per_month: 2e7}"
    conventions = ["report.ruin=below_ratio", f"report.ruin_ratio={ratio}"]
    return fs.load_scenario("luoping", [*conventions, f"horizon.months={months}", lending])


def test_a_fund_of_many_times_the_loans_is_found_as_narrowly_as_any():
    scenario = below(1.0)
    found = fs.size(scenario, 0.9, n_paths=60, seed=1, threads=1, sensitivity=False)
    needed = found.fund_size.sel(statistic="value").item()
    assert needed > 5.0 * float(found.attrs["opening_outstanding"])
    ruined = fs.simulate(with_fund_sizes(scenario, [0.97 * needed, needed]), 60, 1, 1, monthly=False).ruin_month >= 0
    lower, enough = ruined.mean("path").values
    assert lower > 0.1 >= enough


def test_an_answer_out_of_reach_is_infinite_and_names_the_largest_size_tried(capsys, tmp_path: Path):
    ceiling = "layers.county_fund.account.ceiling=1e6"  # what is above it is paid out
    changes = ("report.ruin=below_ratio", "report.ruin_ratio=0.5", "horizon.months=12", ceiling)
    sets = [word for change in changes for word in ("--set", change)]
    arguments = ("size", "luoping", "--solvency", "0.9", "--paths", "20", "--no-sensitivity", "--out", tmp_path / "o")
    assert call(*arguments, *sets) == 0
    said = capsys.readouterr().out
    assert "∞" in said
    assert "the largest size tried, 27.6 billion CNY, is not enough" in said
    assert "inf" in (tmp_path / "o" / "size.csv").read_text()


def test_where_no_amount_is_enough_on_any_path_there_is_an_answer_and_a_chart(recwarn):
    capital = np.full((50, 1), np.inf)
    found = answers_of(capital, [0.9])
    assert np.isinf(found.needed[0, 0, 0])
    assert found.sizes.tolist() == [0.0]
    assert found.ruin[0, 0, 0] == 1.0
    ceiling = ["layers.fund.account.ceiling=0.5", "layers.fund.account.initial=0.2"]  # the law has yearly claims of 1
    ds = fs.size(fs.load_scenario("theory/yearly_fund", ceiling), 0.9, n_paths=50, threads=1)
    assert np.isinf(ds.fund_size.sel(statistic="value").item())
    assert "No size is enough." in [words.get_text() for words in draw_chart("sizing_curve", ds).axes[0].texts]
    assert not [warning for warning in recwarn if issubclass(warning.category, RuntimeWarning)]


def test_one_infinite_case_of_the_sensitivity_is_shown():
    ds = example_size().assign_attrs(changed="", reasons="")
    ds["changed_size"][1], ds["change"][1] = np.inf, np.nan
    ds["change"].loc[{"statistic": "value"}] = np.where(np.isinf(ds.changed_size[:, :, :, 0]), np.inf, 1.0)
    assert "∞" in size_text(ds.assign_attrs(first_month="2024-01"))
    axes = draw_chart("tornado", ds).axes[0]
    assert "∞" in [words.get_text() for words in axes.texts]
    assert all(np.isfinite(bar.get_width()) for bar in axes.patches)
    assert "to ∞ million CNY" in caption("tornado", ds)


def test_a_fund_without_loans_is_sized_by_its_claims():
    claims = "loans={replace: true, source: aggregate, claims: {law: gamma, shape: 4, scale: 0.25}}"
    account = "layers.guaranty_fund.account={replace: true, initial: 1}"
    scenario = fs.load_scenario("mutual_fund", [claims, account, "report.ruin=empty", "horizon.months=12"])
    found = fs.size(scenario, 0.9, n_paths=2_000, seed=1, threads=1, sensitivity=False)
    assert "empty" in found.attrs["reasons"]
    value, _, lower, upper = found.fund_size.values.ravel()
    assert lower < stats.gamma(4, scale=0.25).ppf(0.9) < upper
    assert upper - lower < 0.15 * value


def test_horizons_of_which_each_has_factors_of_its_own_are_sized_one_by_one():
    whole = fs.load_scenario("theory/yearly_fund", ["correlation={county: 0.1, factor_period: horizon}"])
    with pytest.raises(fs.DataError, match="makes another model of every horizon; ask for one --horizon at a time"):
        fs.size(whole, 0.9, [24, 48], 50)
    assert float(fs.size(whole, 0.9, 24, 200, sensitivity=False).fund_size[0, 0, 0]) > 0.0


def test_the_change_of_a_quantile_has_the_interval_of_the_bootstrap():
    before = np.arange(2000.0)
    assert quantile_change(before, before + 0.5, 0.99)[:4] == (0.5, 0.0, 0.5, 0.5)
    doubled = quantile_change(before, 2.0 * before, 0.99)
    own = quantile(before, 0.99)  # the change is the quantile itself
    assert doubled.value == own.value
    assert (doubled.lower, doubled.upper) == pytest.approx((own.lower, own.upper), abs=3.0)
    assert doubled == quantile_change(before, 2.0 * before, 0.99)
    shuffled = np.random.default_rng(1).permutation(before)
    assert quantile_change(before, shuffled, 0.99).standard_error > 0.0


def test_a_change_of_a_quantile_that_the_paths_do_not_bound_has_no_interval():
    few = np.arange(float(paths_for_bounds(0.99)))
    assert np.isinf(quantile_change(few[1:], few[1:] + 0.5, 0.99).standard_error)
    assert np.isfinite(quantile_change(few, few + 0.5, 0.99).standard_error)


@pytest.mark.parametrize(("solvency", "enough"), [(0.99, "368"), (0.999, "3,688")])
def test_changes_without_an_interval_say_how_many_paths_would_do(solvency, enough):
    scenario = fs.load_scenario("theory/yearly_fund", ["default_probability.annual=0.05"])
    found = fs.size(scenario, solvency, 24, 60, threads=1)
    assert f"at least {enough} are needed" in size_text(found, "en")
    assert f"至少需要{enough}条" in cases_table(found, "zh").caption


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_writes_table_curve_and_chart(lang, tmp_path: Path, capsys):
    out = tmp_path / "s"
    arguments = ("--solvency", "0.9,0.95", "--horizon", "24,48", "--paths", 100, "--threads", 1, "--lang", lang)
    assert call("size", "theory/yearly_fund", *arguments, "--out", out) == 0
    assert {file.name for file in out.iterdir()} == {"size.csv", "sensitivity.csv", "size.nc", "size.png", "size.svg"}
    table = pd.read_csv(out / "size.csv", encoding="utf-8-sig")
    assert [name.split()[0] for name in table.columns[:6]] == [
        "horizon", "solvency", "fund_size", "lower", "upper", "leverage",
    ]  # fmt: skip
    assert len(table) == 4
    ds = fs.load(out / "size.nc")
    assert ds.ruin_probability.dims == ("horizon", "size", "statistic")
    assert ("required capital of each path" in capsys.readouterr().out) == (lang == "en")


def test_without_sensitivity_there_is_one_panel_and_no_table_of_it(tmp_path: Path, capsys):
    arguments = ("--solvency", "0.9", "--paths", 60, "--threads", 1, "--no-sensitivity", "--out", tmp_path / "s")
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "sensitivity.csv").write_text("of an earlier answer")
    assert call("size", "theory/fund_sizes", *arguments) == 0
    assert not (tmp_path / "s" / "sensitivity.csv").exists()
    assert "because the top-up waits for a trigger" in capsys.readouterr().out


@pytest.mark.parametrize(("horizon", "warned"), [("5", True), ("12,24", False)])
def test_a_horizon_in_years_is_doubted(horizon, warned, tmp_path: Path, capsys):
    options = ("--paths", 20, "--no-sensitivity", "--horizon", horizon, "--out", tmp_path / "s")
    assert call("size", "theory/yearly_fund", *options) == 0
    assert ("--horizon: 5 months are less than a year; it counts months" in capsys.readouterr().err) is warned


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("luoping", "--solvency", "1"), "number between 0 and 1"),
        (("luoping", "--solvency", "x"), "number between 0 and 1"),
        (("luoping", "--horizon", "0"), "whole number from 1 to 600"),
        (("luoping", "--horizon", "1.5"), "whole number from 1 to 600"),
        (("theory/one_factor",), "no fund with an account"),
    ],
)
def test_faulty_questions_are_explained(arguments, message, capsys):
    assert call("size", *arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(("solvency", "horizon"), [(1.0, None), (0.0, None), ((), None), (0.9, 0), (0.9, 601)])
def test_python_refuses_the_same(solvency, horizon):
    with pytest.raises(ValueError, match=r"solvency|horizon"):
        fs.size(fs.load_scenario("theory/yearly_fund"), solvency, horizon, 10)


@pytest.fixture(scope="module")
def subsidised() -> xr.Dataset:
    scenario = fs.load_scenario("luoping", ["horizon.months=24"])
    return fs.size(scenario, (0.8, 0.9), n_paths=60, threads=1, sensitivity=False)


def test_the_budget_says_how_much_of_it_are_interest_subsidies(subsidised):
    ds = fs.simulate(fs.load_scenario("luoping", ["horizon.months=24"]), 60, threads=1, monthly=False)
    yearly = ds.interest_subsidy.values.mean() / 2.0  # two years; the size of the fund does not matter
    assert subsidised.yearly_subsidy.sel(statistic="value").values.tolist() == [[pytest.approx(yearly)] * 2]
    text = size_text(subsidised, "en")
    lines = [line for line in text.splitlines() if line.startswith("  of which interest subsidies")]
    assert len(lines) == 2  # one for each target
    assert all(f"{yearly / 1e6:.2f}" in line and line.endswith("million CNY") for line in lines)
    assert max(map(len, text.splitlines()[:16])) < 80
    assert "其中财政贴息" in size_text(subsidised, "zh")
    assert float(size_table(subsidised)["budget_interest_subsidy"][0]) == pytest.approx(yearly)
    [heading] = [own.heading for own in sizes_table(subsidised, "en").columns if "subsidies" in own.heading]
    assert heading == "Of which interest subsidies a year, not discounted"


def test_a_budget_without_interest_subsidies_does_not_mention_them(answer):
    assert "yearly_subsidy" not in answer
    assert "subsidies" not in size_text(answer, "en")
    assert "budget_interest_subsidy" not in size_table(answer)
