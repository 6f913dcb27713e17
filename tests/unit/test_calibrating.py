"""Terms fitted to published figures: the root, its error, and what is said where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray as xr
from tests.unit.portfolio_scenarios import book_of, synthetic_scenario

import fundsim as fs
from fundsim.cli import main
from fundsim.cli.calibrate import MEASURES, calibration_text
from fundsim.decisions.calibrating import Calibration
from fundsim.decisions.calibration_measures import CALIBRATION_MEASURES, layer_of
from fundsim.decisions.key_ranges import valid_range, with_value
from fundsim.errors import DataError, FundsimError, ScenarioError
from fundsim.metrics import Estimate
from fundsim.programme import Scenario

PLAIN = {"opening_ages": "new", "claim": {"filed_after_days": 90}, "grades": {"A": 1.0}}
ROLLS = {"arrears": {"cure_per_month": 0.2, "default_per_month": 0.3}}


def plain_scenario(**changes: object) -> Scenario:
    """A year of loans of one class."""
    return synthetic_scenario(months=12, **{**PLAIN, **changes})


@pytest.mark.compiled
def test_an_annual_probability_is_found_from_the_default_rate_that_it_makes() -> None:
    found = fs.calibrate(plain_scenario(), "default_probability.annual", "default_rate", 0.2, n_paths=1000, threads=1)
    binomial = math.sqrt(0.2 * 0.8 / (37 * 1000))
    assert abs(found.value.value - 0.2) < 4 * binomial + found.tolerance
    assert found.value.standard_error == pytest.approx(binomial, rel=0.15)  # the slope is 1
    assert abs(found.achieved.value - 0.2) < 2 * found.tolerance
    assert found.value.lower < found.value.value < found.value.upper
    assert found.scenario.default_probability.annual == found.value.value
    assert found.tolerance == pytest.approx(1e-3 * found.value.value + 1e-6, rel=0.01)  # of the value, of the range
    again = fs.simulate(found.scenario, n_paths=1000, seed=1, threads=1)
    assert found.achieved.value == float(again.defaults.sum() / again.cohort_loans.sum())


@pytest.mark.compiled
@pytest.mark.parametrize("measure", ["overdue_ratio", "npl_ratio", "claims"])
def test_the_value_that_made_a_figure_is_found_again(measure: str) -> None:
    scenario = plain_scenario(default_probability={"annual": 0.3}, **ROLLS)
    truth = fs.simulate(with_value(scenario, "arrears.cure_per_month", 0.4), 200, 1, 1, keep_months=True)
    owed = truth.outstanding[:, -12:]
    ratio = (truth[measure] * owed).sum() / owed.sum() if measure != "claims" else None
    wanted = float(truth.claims.mean() if ratio is None else ratio)
    found = fs.calibrate(scenario, "arrears.cure_per_month", measure, wanted, (0.0, 0.7), 200, threads=1)
    assert abs(found.value.value - 0.4) < 5 * found.tolerance
    assert 0.0 < found.value.standard_error < 0.2


@pytest.mark.compiled
@pytest.mark.slow
def test_the_overdue_stock_that_luoping_published_is_met_by_arrears() -> None:
    """4.36 % of the amount outstanding in October 2023: claims a year after distress, written off after three."""
    luoping = fs.load_scenario(
        "luoping",
        [
            "arrears={cure_per_month: 0.1, default_per_month: 0.05}", "claim.filed_after_days=360",
            "report.write_off_after_months=36", "breakers.county_npl.remove=true",
        ],
    )  # fmt: skip
    found = fs.calibrate(luoping, "arrears.cure_per_month", "overdue_ratio", 0.0436, n_paths=300)
    assert 0.02 < found.value.value < 0.15
    assert found.achieved.value == pytest.approx(0.0436, abs=2e-4)
    other = fs.simulate(found.scenario, n_paths=600, seed=7, keep_months=True).overdue_ratio[:, -12:].mean("month")
    error = math.hypot(float(other.std(ddof=1)) / math.sqrt(600), found.achieved.standard_error)
    assert abs(float(other.mean()) - 0.0436) < 4 * error


def test_ends_of_the_range_that_other_terms_forbid_move_inwards() -> None:
    lower, upper = valid_range(plain_scenario(**ROLLS), "arrears.cure_per_month", (-1.0, 1.0))
    assert lower == pytest.approx(0.0, abs=1e-6)
    assert upper == pytest.approx(0.7, abs=1e-6)
    assert valid_range(plain_scenario(**ROLLS), "arrears.cure_per_month", (0.1, 0.5)) == (0.1, 0.5)


@pytest.mark.parametrize("key", ["arrears.cure_per_moth", "missed_dues"])
def test_a_key_that_holds_no_such_number_is_a_fault_of_the_scenario(key: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        fs.calibrate(plain_scenario(**ROLLS), key, "claims", 1.0)
    assert {fault.key for fault in caught.value.faults} == {key}


def test_what_cannot_be_asked() -> None:
    with pytest.raises(DataError, match=r"claim\.filed_after_days: is a whole number"):
        fs.calibrate(plain_scenario(), "claim.filed_after_days", "claims", 1.0, (0.0, 360.0))
    scenario = plain_scenario()
    with pytest.raises(DataError, match=r"no measure `claim`; did you mean 'claims'"):
        fs.calibrate(scenario, "default_probability.annual", "claim", 1.0)
    key = "default_probability.annual"
    with pytest.raises(DataError, match=r"nothing between 0\.5 and 0\.5$"):
        fs.calibrate(scenario, key, "claims", 1.0, (0.5, 0.5))
    with pytest.raises(DataError, match=r"nothing between 0\.9 and 0\.1; write the lower end first: 0\.1 0\.9"):
        fs.calibrate(scenario, key, "claims", 1.0, (0.9, 0.1))
    with pytest.raises(DataError, match="nan is no target for claims, which is an amount from 0 up"):
        fs.calibrate(scenario, key, "claims", math.nan)
    with pytest.raises(DataError, match="inf is no target for claims"):
        fs.calibrate(scenario, key, "claims", math.inf)
    with pytest.raises(DataError, match=r"3 is no target for npl_ratio, .* from 0 to 1; write 0\.03 for 3 %"):
        fs.calibrate(scenario, key, "npl_ratio", 3.0)


@pytest.mark.compiled
def test_a_target_out_of_reach_names_what_can_be_reached() -> None:
    with pytest.raises(FundsimError, match=r"default_rate is 0 with default_probability.annual 0 and 0\.\d+ with 0.1"):
        fs.calibrate(plain_scenario(), "default_probability.annual", "default_rate", 0.5, (0.0, 0.1), 50, threads=1)


def test_failed_villages_are_a_share_of_the_villages_with_loans() -> None:
    book = book_of(plain_scenario())
    villages = len(set(book.village.tolist()))
    measure = CALIBRATION_MEASURES["failed_villages"]
    failed = xr.Dataset({"failed_villages": ("path", np.array([0, 1, 2, 1]))})
    assert measure.influence(failed, book, "").value == pytest.approx(1.0 / villages)
    with pytest.raises(DataError, match="does not follow single villages"):
        measure.influence(xr.Dataset(), book, "")


def test_the_command_line_knows_all_measures() -> None:
    assert set(MEASURES) == set(CALIBRATION_MEASURES)


def test_the_answer_is_told_in_both_languages() -> None:
    value, achieved = Estimate(0.1, 0.01, 0.08, 0.12), Estimate(0.05, 0.002, 0.046, 0.054)
    found = Calibration("arrears.cure_per_month", "overdue_ratio", 0.05, value, achieved, 0.001, 17, plain_scenario())
    english, chinese = (calibration_text(found, 2000, lang) for lang in ("en", "zh"))
    for text in (english, chinese):
        assert text.startswith("arrears.cure_per_month = 0.1")
        assert text.endswith("--set arrears.cure_per_month=0.1")
        assert "2,000" in text
    assert "standard error 0.01, 95 % interval 0.08 to 0.12" in english
    assert "the value of arrears.cure_per_month was found to within 0.001" in english
    missed = found._replace(achieved=achieved._replace(value=0.0482))
    assert "the target is 0.05, missed by 0.0018." in calibration_text(missed, 2000, "en")
    assert "目标为0.05，相差0.0018" in calibration_text(missed, 2000, "zh")
    assert "标准误0.01，95%区间0.08至0.12" in chinese


@pytest.mark.compiled
def test_the_command_prints_the_value_and_its_use(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["calibrate", "theory/one_period", "--key", "default_probability.annual", "--measure", "default_rate"]
    with pytest.raises(SystemExit) as done:
        main([*words, "--target", "0.1", "--paths", "500", "--threads", "1"])
    out = capsys.readouterr().out
    assert done.value.code == 0
    value = float(out.split(" = ")[1].split()[0])
    assert value == pytest.approx(0.1, abs=0.02)
    assert f"--set default_probability.annual={value:.6g}" in out
    assert "standard error" in out
    with pytest.raises(SystemExit) as failed:
        main([*words, "--target", "0.9", "--between", "0", "0.2", "--paths", "50", "--threads", "1"])
    assert failed.value.code == 1
    assert "does not lie between" in capsys.readouterr().err


INSURED = {
    "layers": [
        {"name": "insurer", "kind": "insurance", "pays": 0.5, "price": {"rate": 0.02}},
        {"name": "guarantor", "kind": "guarantee", "pays": 0.2, "price": {"rate": 0.01}},
    ]
}


@pytest.mark.compiled
def test_the_break_even_premium_of_an_insurer_is_found() -> None:
    scenario = plain_scenario(default_probability={"annual": 0.1}, **INSURED)
    found = fs.calibrate(scenario, "layers.insurer.price.rate", "loss_ratio", 1.0, n_paths=400, threads=1)
    ds = fs.simulate(scenario, 400, 1, 1).sel(layer="insurer")
    # Premiums are proportional to their rate, and nothing else depends on it.
    fair = 0.02 * float(ds.payment.sum() / ds.premium.sum())
    assert found.value.value == pytest.approx(fair, rel=1e-6)
    assert found.achieved.value == pytest.approx(1.0, rel=1e-6)
    # value and figure are reciprocal, so their relative errors are alike
    assert found.value.standard_error / fair == pytest.approx(found.achieved.standard_error, rel=0.01)


def test_the_loss_ratio_is_that_of_the_layer_whose_term_is_fitted() -> None:
    amounts = {"payment": [[6.0, 1.0], [2.0, 1.0]], "premium": [[3.0, 4.0], [1.0, 4.0]]}
    ds = xr.Dataset({name: (("path", "layer"), np.array(own)) for name, own in amounts.items()}, {"layer": ["a", "b"]})
    measure = CALIBRATION_MEASURES["loss_ratio"]
    book = book_of(plain_scenario())
    assert measure.influence(ds, book, "a").value == 2.0
    assert measure.influence(ds, book, "b").value == 0.25
    assert measure.influence(ds.assign(premium=0.0 * ds.premium), book, "a").value == math.inf
    insured = plain_scenario(**INSURED)
    assert layer_of(measure, insured, "layers.insurer.pays") == "insurer"
    assert layer_of(CALIBRATION_MEASURES["claims"], insured, "layers.insurer.pays") == ""


@pytest.mark.compiled
def test_a_layer_that_never_pays_has_no_break_even_premium() -> None:
    scenario = plain_scenario(default_probability={"annual": 0.0}, **INSURED)
    with pytest.raises(FundsimError, match="insurer pays nothing on these paths, so that no loss_ratio can be met"):
        fs.calibrate(scenario, "layers.insurer.price.rate", "loss_ratio", 1.0, (0.0, 0.5), 20, threads=1)


@pytest.mark.compiled
def test_the_share_at_which_a_layer_breaks_even_is_found() -> None:
    """Payments are proportional to the share, premiums do not depend on it; at a share of 0 nothing is paid."""
    scenario = plain_scenario(default_probability={"annual": 0.1}, **INSURED)
    ds = fs.simulate(scenario, 400, 1, 1).sel(layer="insurer")
    ratio = float(ds.payment.sum() / ds.premium.sum())
    found = fs.calibrate(scenario, "layers.insurer.pays", "loss_ratio", 0.6 * ratio, n_paths=400, threads=1)
    assert found.value.value == pytest.approx(0.6 * 0.5, rel=1e-3)


def test_ratios_of_loans_are_weighted_by_balances() -> None:
    """One path has 100 all year, 3 % of it overdue; on the other, where lending stopped, 1 is left, all overdue."""
    ratio, owed = np.array([[0.03] * 12, [1.0] * 12]), np.array([[100.0] * 12, [1.0] * 12])
    ds = xr.Dataset({"overdue_ratio": (("path", "month"), ratio), "outstanding": (("path", "month"), owed)})
    found = CALIBRATION_MEASURES["overdue_ratio"].influence(ds, book_of(plain_scenario()), "")
    assert found.value == pytest.approx(4.0 / 101.0)


@pytest.mark.parametrize(
    ("key", "target", "message"),
    [
        ("extension.granted", 1.0, "layer whose term is fitted, and extension.granted belongs to none"),
        ("layers.fund.pays", 1.0, "fund charges no premium"),
        ("layers.insurer.price.rate", 100.0, "a ratio of payments to premiums; write 1 for 100 %"),
    ],
)
def test_a_loss_ratio_that_is_nobodys_or_out_of_reach_is_refused(key: str, target: float, message: str) -> None:
    layers = [*INSURED["layers"], {"name": "fund", "kind": "fund", "account": {"initial": 1e6}}]
    scenario = plain_scenario(**INSURED | {"layers": layers}, extension={"granted": 0.1, "months": 3})
    with pytest.raises(DataError, match=message):
        fs.calibrate(scenario, key, "loss_ratio", target, n_paths=20, threads=1)


@pytest.mark.compiled
def test_a_term_that_changes_nothing_is_told() -> None:
    scenario = fs.load_scenario("luoping", ["default_probability.annual=0.1", "horizon.months=12"])
    with pytest.raises(fs.FundsimError, match=r"default_probability[.]annual changes nothing: default_rate is"):
        fs.calibrate(scenario, "default_probability.annual", "default_rate", 0.05, n_paths=10, threads=1)
