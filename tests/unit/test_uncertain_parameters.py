"""Numbers given as distributions: read, drawn, and what they contribute to the variance."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from tests.unit.example_reports import example_run, leave_charts_blank, leave_charts_unrendered

import fundsim as fs
from fundsim.cli import main
from fundsim.decisions.running import Sampling
from fundsim.decisions.uncertainty import (
    drawn_scenarios,
    parameter_study,
    size_under_uncertainty,
    variance_shares,
)
from fundsim.plots import plot_sizing_curve
from fundsim.report.building import build_report
from fundsim.report.document import Report, Table, tables_of
from fundsim.scenario_file import Uncertain, check_scenario, scenario_hash, sources_of
from fundsim.scenario_file.uncertain import drawn_value

PD = "default_probability.annual"
COUNTY = """\
name: A county
horizon: {first_month: 2024-01, months: 12}
loans:
  source: synthetic
  townships: towns.csv
  size: {law: fixed, amount: 1000}
  product: {term_months: 12}
default_probability: {annual: {normal: {mean: 0.05, sd: 0.05}, lower: 0}}
layers:
  - {name: fund, kind: fund, pays: 0.5, account: {initial: 1000}}
sources: {default_probability: a study, layers: a plan}
"""


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


# ---------------------------------------------------------------- reading


def test_a_distribution_stands_at_its_mean_and_is_announced():
    checked = check_scenario("theory/yearly_fund", [f"{PD}={{normal: {{mean: 0.25, sd: 0.02}}, lower: 0, upper: 1}}"])
    assert checked.scenario.default_probability.annual == 0.25
    assert checked.uncertain == (Uncertain(PD, "normal", 0.25, 0.02, 0.0, 1.0),)
    assert [caution.key for caution in checked.cautions] == [PD]
    assert "those at its mean 0.25" in str(checked.cautions[0])


def test_items_of_lists_are_named_by_their_names():
    checked = check_scenario("theory/yearly_fund", ["layers.fund.pays={uniform: {low: 0.5, high: 0.9}}"])
    assert checked.uncertain[0].key == "layers.fund.pays"
    assert checked.scenario.layers[0].pays == pytest.approx(0.7)


def test_free_names_may_be_called_like_a_law():
    shock = "{probability_per_year: 0.1, hazard_multiplier: 2}"
    checked = check_scenario("luoping", [f"shocks.normal={shock}"])
    assert checked.uncertain == ()
    assert checked.scenario.shocks["normal"].hazard_multiplier == 2.0


@pytest.mark.parametrize(
    ("key", "terms", "message"),
    [
        (PD, "{normal: {mean: 0.2}}", "needs `mean` and `sd`"),
        (PD, "{normal: {mean: 0.2, sd: 0}}", "`sd` 0 is not above 0"),
        (PD, "{normal: 0.2}", "needs `mean` and `sd`"),
        (PD, "{normal: {mean: 0.2, sd: wide}}", "are numbers"),
        (PD, "{normal: {mean: 0.2, sd: .inf}}", "finite numbers"),
        (PD, "{uniform: {low: 0.3, high: 0.2}}", "`low` 0.3 is not below `high` 0.2"),
        (PD, "{beta: {mean: 0.2, sd: 0.5}}", "a beta law needs"),
        (PD, "{normal: {mean: 0.2, sd: 0.1}, lower: 0.3}", "is not between"),
        (PD, "{normal: {mean: 0.2, sd: 0.1}, uniform: {low: 0, high: 1}}", "names two laws"),
        ("horizon.months", "{uniform: {low: 12, high: 24}}", "whole number"),
        (PD, "{normal: {mean: 1.2, sd: 0.1}}", "is too large"),
    ],
)
def test_faulty_distributions_are_explained(key, terms, message):
    with pytest.raises(fs.ScenarioError) as error:
        check_scenario("theory/yearly_fund", [f"{key}={terms}"])
    assert message in str(error.value)
    assert key in str(error.value)


def test_a_fault_names_the_line(tmp_path: Path):
    file = tmp_path / "county.yaml"
    file.write_text("extends: theory/yearly_fund\ndefault_probability:\n  annual: {normal: {mean: 0.2}}\n")
    with pytest.raises(fs.ScenarioError, match=r"county.yaml:3:3  default_probability.annual"):
        fs.load_scenario(file)


# ---------------------------------------------------------------- draws


@pytest.mark.parametrize(
    ("parameter", "law"),
    [
        (Uncertain("a", "normal", 2.0, 0.5), stats.norm(2.0, 0.5)),
        (Uncertain("a", "normal", 0.1, 1.0, 0.0, 2.0), stats.truncnorm(-0.1, 1.9, 0.1, 1.0)),
        (Uncertain("a", "uniform", 1.0, 3.0), stats.uniform(1.0, 2.0)),
        (Uncertain("a", "beta", 0.2, 0.1), stats.beta(3.0, 12.0)),
    ],
)
def test_draws_follow_their_law(parameter, law):
    sample = [drawn_value(parameter, 7, draw) for draw in range(1000)]
    assert stats.kstest(sample, law.cdf).pvalue > 1e-4


def test_draws_are_keyed():
    one, other = Uncertain("a", "normal", 0.0, 1.0), Uncertain("b", "normal", 0.0, 1.0)
    assert drawn_value(one, 1, 0) == drawn_value(one, 1, 0)
    assert len({drawn_value(one, 1, 0), drawn_value(one, 1, 1), drawn_value(one, 2, 0), drawn_value(other, 1, 0)}) == 4
    sample = np.array([[drawn_value(item, 1, draw) for item in (one, other)] for draw in range(1000)])
    assert abs(np.corrcoef(sample.T)[0, 1]) < 4.0 / np.sqrt(1000)


def test_every_draw_is_checked_like_a_file():
    scenario = fs.load_scenario("theory/yearly_fund")
    scenarios, values = drawn_scenarios(scenario, [Uncertain(PD, "uniform", 0.1, 0.3)], 3, 1)
    assert [own.default_probability.annual for own in scenarios] == values[:, 0].tolist()
    with pytest.raises(fs.DataError, match="bound the distribution"):
        drawn_scenarios(scenario, [Uncertain(PD, "normal", 0.9, 5.0)], 5, 1)
    with pytest.raises(fs.DataError, match="no parameter is uncertain"):
        drawn_scenarios(scenario, [], 5, 1)
    with pytest.raises(fs.DataError, match="two are needed"):
        drawn_scenarios(scenario, [Uncertain(PD, "uniform", 0.1, 0.3)], 1, 1)


# ---------------------------------------------------------------- shares of the variance


def test_shares_of_a_known_mixture():
    """Draw means of variance 1, chance of variance 3: a quarter belongs to the parameters."""
    generator = np.random.default_rng(5)
    shares = [
        variance_shares(generator.normal(size=(60, 1)) + np.sqrt(3.0) * generator.normal(size=(60, 40)))
        for _ in range(200)
    ]
    found = np.array([[own.share, own.standard_error] for own in shares])
    scatter = found[:, 0].std(ddof=1)
    assert abs(found[:, 0].mean() - 0.25) < 4.0 * scatter / np.sqrt(200) + 0.005  # a ratio is biased by 1/draws
    assert found[:, 1].mean() == pytest.approx(scatter, rel=0.25)


def test_chance_alone_is_no_parameter_uncertainty():
    shares = variance_shares(np.random.default_rng(6).normal(size=(50, 100)))
    assert shares.share < 0.02
    assert shares.chance == pytest.approx(1.0, abs=0.1)


def test_what_never_varies_has_no_shares():
    assert np.isnan(variance_shares(np.ones((3, 4))).share)


def test_variance_of_two_draws_of_two_paths_by_hand():
    # means 2 and 6, variance between them 8; variances within 2 and 8, of which the means have half: 8 − 5/2
    shares = variance_shares(np.array([[1.0, 3.0], [4.0, 8.0]]))
    assert (shares.parameters, shares.chance) == (8.0 - 5.0 / 2.0, 5.0)
    assert shares.share == pytest.approx(5.5 / 10.5)


@pytest.mark.compiled
def test_variance_of_claims_by_parameters_and_chance():
    """Forty binomial loans a draw, of uniform default probability: both variances are known."""
    scenario = fs.load_scenario("theory/yearly_fund")
    low, high, loans, loan = 0.1, 0.4, 40, 10_000.0
    study = parameter_study(scenario, [Uncertain(PD, "uniform", low, high)], 60, 100, 2, 1)
    between = (loans * loan) ** 2 * (high - low) ** 2 / 12.0
    mean_square = (high**3 - low**3) / (3.0 * (high - low))
    within = loan**2 * loans * ((low + high) / 2.0 - mean_square)
    found, error = (float(study[name].sel(quantity="claims")) for name in ("parameter_share", "share_standard_error"))
    assert abs(found - between / (between + within)) < 4.0 * error
    assert error < 0.1


@pytest.mark.compiled
def test_size_has_a_band_for_the_parameters_and_a_pooled_answer():
    scenario = fs.load_scenario("theory/yearly_fund")
    wide = [Uncertain(PD, "uniform", 0.1, 0.4)]
    ds = size_under_uncertainty(scenario, wide, 10, 0.9, None, Sampling(200, 1, 1))
    sizes = ds.drawn_size.values[:, 0, 0]
    assert stats.spearmanr(sizes, ds.parameter.values[:, 0]).statistic > 0.9
    band = ds.parameter_band.values[:, 0, 0]
    assert band[0] < band[1] < band[2]
    assert band[0] < float(ds.pooled_size.squeeze()) <= sizes.max()


@pytest.mark.compiled
def test_the_sizing_chart_shows_the_band_of_the_parameters():
    scenario = fs.load_scenario("theory/yearly_fund")
    wide = [Uncertain(PD, "uniform", 0.1, 0.4)]
    found = fs.size(scenario, 0.9, n_paths=200, sensitivity=False)
    drawn = found.merge(size_under_uncertainty(scenario, wide, 10, 0.9, None, Sampling(200, 1, 1)))
    percent = 100.0 / found.attrs["opening_outstanding"]
    wanted = (percent * drawn.parameter_band.squeeze().values[[0, 2]]).tolist()
    shown = [line.get_xdata().tolist() for line in plot_sizing_curve(drawn).lines]
    assert wanted in shown
    assert wanted not in [line.get_xdata().tolist() for line in plot_sizing_curve(found).lines]


# ---------------------------------------------------------------- reports


def known_study(between: float, within: float) -> xr.Dataset:
    """Three draws of a parameter, whose claims have these variances."""
    shares = {"parameter_variance": between, "chance_variance": within, "parameter_share": between / (between + within)}
    data = {
        name: (("quantity",), [value, np.nan if name == "parameter_share" else 0.0]) for name, value in shares.items()
    }
    data["share_standard_error"] = (("quantity",), [0.1, np.inf])
    data["mean"] = (("draw", "quantity"), [[1e6, 0.0], [2e6, 0.0], [3e6, 0.0]])
    data["parameter"] = (("draw", "key"), [[0.2], [0.3], [0.4]])
    coordinates = {"quantity": ["claims", "shortfall"], "key": [PD], "draw": [0, 1, 2]}
    return xr.Dataset(data, coordinates, {"currency": "CNY", "n_paths": 50})


def table_of(report: Report, sheet: str) -> Table:
    """The table of a report that a sheet of its workbook shows."""
    return next(table for table in tables_of(report) if table.sheet == sheet)


def test_a_report_says_what_not_knowing_the_parameters_contributes():
    study = known_study(between=1e12, within=3e12)
    report = build_report([example_run(), study], "en")
    cautions = [block.text for block in report.sections[0].blocks if getattr(block, "kind", "") == "caution"]
    assert any("contribute 25 % (5–45) of the variance of the claims" in caution for caution in cautions)
    claims, shortfall = table_of(report, "study").rows
    assert claims[1].estimate[:2] == pytest.approx((2e6, 1e6 / np.sqrt(3.0)))  # over three draws of deviation a million
    assert claims[2].value == 2e6  # root of both variances
    assert claims[3].estimate[:2] == (0.25, 0.1)
    assert claims[4].value == 0.75
    assert shortfall[3:] == ("nothing varies", "–")
    drawn = table_of(report, "draws")
    assert [row[1].value for row in drawn.rows] == [0.2, 0.3, 0.4]
    assert [row[2].value for row in drawn.rows] == [1e6, 2e6, 3e6]
    assert drawn.columns[1].heading == PD


def test_a_study_without_its_run_makes_no_report():
    with pytest.raises(fs.DataError):
        build_report([known_study(1.0, 1.0)], "en")


# ---------------------------------------------------------------- commands


@pytest.mark.compiled
def test_run_and_size_draw_parameters(tmp_path: Path, capsys, monkeypatch):
    uncertain = f"{PD}={{beta: {{mean: 0.25, sd: 0.05}}}}"
    common = ("--set", uncertain, "--paths", 30, "--threads", 1, "--parameter-draws", 3)
    assert call("run", "theory/yearly_fund", *common, "--out", tmp_path / "r") == 0
    assert (tmp_path / "r" / "uncertainty.csv").exists()
    assert (
        call("size", "theory/yearly_fund", *common, "--solvency", "0.8", "--no-sensitivity", "--out", tmp_path / "s")
        == 0
    )
    assert fs.load(tmp_path / "s" / "size.nc").sizes["draw"] == 3
    band = fs.load(tmp_path / "s" / "size.nc").parameter_band.values.ravel()
    written = (tmp_path / "s" / "size.csv").read_text("utf-8-sig").splitlines()
    first = next(place for place, head in enumerate(written[0].split(",")) if head.startswith("drawn_5 "))
    assert [float(cell) for cell in written[1].split(",")[first : first + 3]] == pytest.approx(band, abs=0.01)
    assert fs.load(tmp_path / "r" / "uncertainty.nc").parameter.dims == ("draw", "key")
    said = capsys.readouterr()
    assert "those at its mean 0.25" in said.err
    assert "--parameter-draws" not in said.err
    leave_charts_blank(monkeypatch)
    assert call("report", tmp_path / "r", tmp_path / "s") == 0
    page = (tmp_path / "r" / "report.html").read_text("utf-8")
    assert "Of the variance: parameters" in page
    assert "Parameters drawn: middle answer" in page
    assert "share of the variance" in said.out
    assert "enough on average" in said.out
    assert "those at its mean 0.25" in said.err


@pytest.mark.compiled
def test_draws_are_told_in_chinese(tmp_path: Path, capsys):
    common = ("--set", f"{PD}={{beta: {{mean: 0.25, sd: 0.05}}}}", "--paths", 30, "--threads", 1)
    drawn = (*common, "--parameter-draws", 3, "--lang", "zh")
    assert call("run", "theory/yearly_fund", *drawn, "--out", tmp_path / "r") == 0
    shares = capsys.readouterr().out.partition("抽取3次")[2].partition("\n\n")[0]
    assert call("size", "theory/yearly_fund", *drawn, "--no-sensitivity", "--out", tmp_path / "s") == 0
    bands = capsys.readouterr().out.partition("抽取3次")[2].partition("\n\n")[0]
    assert "基金缺口" in shares
    assert "参数区间90%" in bands
    assert not re.search("[A-Za-z]", shares + bands)


@pytest.mark.parametrize(
    "arguments",
    [
        ("size", "theory/yearly_fund", "--solve", "share", "--parameter-draws", "3"),
        ("size", "theory/yearly_fund", "--parameter-draws", "1"),
        ("run", "theory/yearly_fund", "--parameter-draws", "3"),
    ],
)
def test_faulty_arguments_exit_with_2(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call(*arguments) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]  # found before anything is simulated, or written over


@pytest.mark.compiled
def test_the_resolved_scenario_keeps_laws_and_finds_its_data(tmp_path: Path, monkeypatch, capsys):
    leave_charts_unrendered(monkeypatch)
    (tmp_path / "towns.csv").write_text("township,loans\nEast,12\n", encoding="utf-8")
    county = tmp_path / "county.yaml"
    county.write_text(COUNTY, encoding="utf-8")
    assert call("run", county, "--paths", 5, "--threads", 1, "--out", tmp_path / "far" / "away") == 0
    again = check_scenario(tmp_path / "far" / "away" / "scenario.resolved.yaml")
    first = check_scenario(county)
    assert again.uncertain == first.uncertain
    assert scenario_hash(again.scenario) == scenario_hash(first.scenario)
    capsys.readouterr()


# ---------------------------------------------------------------- what they stand for


@pytest.mark.parametrize(
    ("parameter", "law"),
    [
        (Uncertain(PD, "normal", 0.03, 0.05, 0.0), stats.norm(0.03, 0.05)),
        (Uncertain(PD, "normal", 0.03, 0.05, -0.1, 0.04), stats.norm(0.03, 0.05)),
        (Uncertain(PD, "uniform", 0.1, 0.5, 0.2), stats.uniform(0.1, 0.4)),
        (Uncertain(PD, "beta", 0.2, 0.1, 0.1, 0.25), stats.beta(3.0, 12.0)),  # mean 0.2, deviation 0.1
    ],
)
def test_a_law_that_is_cut_off_stands_at_the_mean_of_what_is_drawn(parameter, law):
    low, high = law.cdf(parameter.lower), law.cdf(parameter.upper)
    quantiles = law.ppf(low + (np.arange(100_000) + 0.5) / 100_000 * (high - low))
    assert parameter.mean == pytest.approx(quantiles.mean(), rel=1e-4)
    drawn = np.array([drawn_value(parameter, 1, draw) for draw in range(300)])
    assert abs(drawn.mean() - parameter.mean) < 4.0 * drawn.std() / np.sqrt(drawn.size)
    assert parameter.mean != parameter.stated_mean


def test_a_distribution_does_not_take_the_source_of_the_number_that_it_replaces(tmp_path: Path):
    (tmp_path / "base.yaml").write_text(COUNTY, encoding="utf-8")
    (tmp_path / "towns.csv").write_text("township,loans\nEast,12\n", encoding="utf-8")
    text = "extends: base.yaml\nlayers:\n  - {name: fund, pays: {uniform: {low: 0.2, high: 0.6}}}\n"
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    sources = {key: source for key, _, source in sources_of_file(tmp_path / "own.yaml")}
    assert sources["layers.fund.pays"] is None
    assert sources["default_probability.annual"] == "a study"
    cited = text + "sources: {layers.fund.pays: a decree}\n"
    (tmp_path / "own.yaml").write_text(cited, encoding="utf-8")
    assert {key: source for key, _, source in sources_of_file(tmp_path / "own.yaml")}["layers.fund.pays"] == "a decree"


def sources_of_file(file: Path):
    """Numbers of a scenario with their sources."""
    checked = check_scenario(file)
    return sources_of(checked.document, checked.scenario.sources)
