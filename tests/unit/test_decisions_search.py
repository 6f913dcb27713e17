"""Searches: value of a key for a target, designs of equal cost, frontier of cost and solvency."""

from __future__ import annotations

import math
from pathlib import Path

import click
import numpy as np
import pandas as pd
import pytest

import fundsim as fs
from fundsim.cli import main
from fundsim.cli.equal_cost import scaled_keys
from fundsim.cli.frontier import grid_of
from fundsim.decisions.equal_cost import value_for_budget
from fundsim.decisions.frontier import is_efficient, multiples_of_present
from fundsim.decisions.key_ranges import KeyRange, key_range, value_at, with_value
from fundsim.decisions.running import Sampling
from fundsim.decisions.solving import boundary
from fundsim.decisions.uncertainty import parameter_study
from fundsim.errors import DataError
from fundsim.metrics import Estimate
from fundsim.report.building import build_report
from fundsim.report.document import Paragraph

pytestmark = pytest.mark.compiled
PATHS = 200
FUND = "layers.fund.account"


def yearly_fund(*overrides: str) -> fs.Scenario:
    return fs.load_scenario("theory/yearly_fund", overrides)


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


# ---------------------------------------------------------------- keys and their ranges


def test_short_words_stand_for_keys_of_the_fund():
    assert key_range(yearly_fund(), "share") == KeyRange("layers.fund.pays", 0.0, 1.0)
    assert key_range(yearly_fund(), "topup").key == f"{FUND}.top_up.share_of_gap"
    assert key_range(yearly_fund(), "appropriation") == KeyRange(f"{FUND}.inflows.yearly.amount", 1.0, 100_000.0)


def test_an_appropriation_can_be_a_new_one():
    moved = key_range(fs.load_scenario("luoping"), "appropriation")
    assert moved.key == "layers.county_fund.account.inflows.appropriation.amount"
    given = with_value(fs.load_scenario("luoping"), moved.key, 5e4)
    assert given.layers[0].account.inflows["appropriation"].amount == 5e4


def test_a_multiplier_of_an_event_is_its_hazard_multiplier():
    scenario = fs.load_scenario("theory/stress_wave")
    name = next(iter(scenario.stress))
    moved = key_range(scenario, f"stress.{name}.multiplier")
    assert (moved.key, moved.high) == (f"stress.{name}.hazard_multiplier", 100.0)
    assert moved.low == pytest.approx(1.0, abs=1e-4)  # with 1 itself the event would have no effect, which is a fault


def test_a_range_can_be_given_and_an_excluded_bound_is_kept():
    assert key_range(yearly_fund(), f"{FUND}.initial=1e4..9e4") == KeyRange(f"{FUND}.initial", 1e4, 9e4)
    moved = key_range(yearly_fund(), "correlation.county")
    assert moved.high < 1.0
    assert with_value(yearly_fund(), moved.key, moved.high).correlation.county == pytest.approx(1.0)


def test_ends_of_a_range_that_other_terms_do_not_allow_are_moved_inwards():
    scenario = fs.load_scenario("luoping", ["admission={misuse: 0.1, misuse_odds: 2}"])
    key = "admission.misuse"
    assert value_at(scenario, key) is not None
    with pytest.raises(fs.ScenarioError, match=r"misuse_odds: has no effect"):
        with_value(scenario, key, 0.0)
    moved = key_range(scenario, f"{key}=0..0.5")
    assert 0.0 < moved.low < 1e-5
    assert moved.high == 0.5
    with_value(scenario, key, moved.low)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{FUND}.initial", "too wide to search"),
        ("layers.fund.kind", "no number of that name"),
        ("no.such.key", "no number of that name"),
        ("share=0.9..0.5", "KEY=LOW..HIGH"),
        ("share=0.9", "KEY=LOW..HIGH"),
        ("share=a..b", "KEY=LOW..HIGH"),
    ],
)
def test_keys_that_do_not_exist_are_explained(text, message):
    with pytest.raises(fs.DataError, match=message):
        key_range(yearly_fund(), text)


def test_value_at_a_key():
    assert value_at(yearly_fund(), f"{FUND}.initial") == 30_000.0
    assert value_at(yearly_fund(), f"{FUND}.leverage") is None
    assert value_at(yearly_fund(), "layers.fund.kind") is None


# ---------------------------------------------------------------- solve


def estimated(value: float) -> Estimate:
    """A solvency that rises with the key, known to 0.05."""
    return Estimate(value, 0.025, value - 0.05, value + 0.05)


def test_boundary_of_a_rising_solvency_and_its_interval():
    (value, lower, upper), meets = boundary(estimated, KeyRange("x", 0.0, 1.0), 0.6)
    assert meets == "from"
    assert (value, lower, upper) == pytest.approx((0.6, 0.55, 0.65), abs=2e-4)
    assert value >= 0.6


def test_boundary_of_a_falling_solvency():
    (value, lower, upper), meets = boundary(lambda x: estimated(1.0 - x), KeyRange("x", 0.0, 1.0), 0.6)
    assert meets == "up to"
    assert (value, lower, upper) == pytest.approx((0.4, 0.35, 0.45), abs=2e-4)
    assert value <= 0.4


@pytest.mark.parametrize(("low", "high"), [(1.0, 1e9), (0.0, 1e6), (1500.0, 1600.0)])
def test_boundary_is_known_to_a_part_of_itself_whatever_the_range(low: float, high: float):
    certain = [Estimate(float(met), 0.0, float(met), float(met)) for met in (False, True)]
    (value, lower, upper), _ = boundary(lambda x: certain[x >= 1549.81], KeyRange("x", low, high), 0.99)
    assert lower < 1549.81 <= value == upper
    assert upper - lower <= 1.6e-4 * value


def test_bounds_beyond_the_range_are_infinite():
    (_, lower, upper), _ = boundary(estimated, KeyRange("x", 0.58, 0.63), 0.6)
    assert (lower, upper) == (-math.inf, math.inf)
    (_, lower, upper), _ = boundary(lambda x: estimated(1.0 - x), KeyRange("x", 0.38, 0.42), 0.6)
    assert (lower, upper) == (-math.inf, math.inf)


@pytest.mark.parametrize(("low", "high", "meets"), [(0.0, 0.5, "nowhere"), (0.7, 1.0, "everywhere")])
def test_a_target_met_everywhere_or_nowhere_has_no_boundary(low, high, meets):
    answer, found = boundary(estimated, KeyRange("x", low, high), 0.6)
    assert found == meets
    assert all(math.isnan(part) for part in answer)


def test_the_largest_share_is_on_the_good_side_of_the_target():
    ds = fs.solve(yearly_fund(), "share", 0.9, None, PATHS, 3, 1)
    answer = float(ds.answer.sel(statistic="value"))
    assert ds.attrs["meets"] == "up to"
    assert ds.attrs["consistent"] == 1
    own = fs.simulate(with_value(yearly_fund(), "layers.fund.pays", answer), PATHS, 3, 1)
    assert (own.ruin_month < 0).mean() >= 0.9
    more = fs.simulate(with_value(yearly_fund(), "layers.fund.pays", answer + 0.01), PATHS, 3, 1)
    assert (more.ruin_month < 0).mean() < 0.9


def test_a_key_without_its_blocks_is_completed() -> None:
    with pytest.raises(DataError, match=rf"no number of that name .*; did you mean {FUND}\.initial\?"):
        fs.solve(yearly_fund(), "initial", 0.9, None, PATHS, 3, 1)


def test_a_whole_number_is_not_searched() -> None:
    with pytest.raises(DataError, match=r"report\.write_off_after_months: is a whole number, which a search cannot"):
        fs.solve(yearly_fund(), "report.write_off_after_months=1..36", 0.9, None, PATHS, 3, 1)


def test_solve_agrees_with_the_size_that_is_exact():
    size = float(fs.size(yearly_fund(), 0.9, None, PATHS, 3, 1, sensitivity=False).fund_size.squeeze()[0])
    found = fs.solve(yearly_fund(), f"{FUND}.initial=0..200000", 0.9, None, PATHS, 3, 1)
    assert float(found.answer.sel(statistic="value")) == pytest.approx(size, abs=200_000 / 2**14 + 0.01)


# ---------------------------------------------------------------- equal cost


def test_designs_are_scaled_to_the_same_cost():
    designs = {"appropriation": yearly_fund(), "larger fund": yearly_fund(f"{FUND}.inflows.yearly.amount=1000")}
    ds = fs.equal_cost(designs, {"larger fund": f"{FUND}.initial=0..500000"}, None, PATHS, 3, 1)
    cost = ds.estimate.sel(figure="mean_government_cost", statistic="value")
    np.testing.assert_allclose(cost, ds.attrs["budget"], rtol=2e-4)
    assert np.isnan(ds.scaled_to[0])
    assert float(ds.scaled_to[1]) > 30_000.0
    assert ds.key.values.tolist() == ["", f"{FUND}.initial"]
    summary = next(section for section in build_report([ds], "en").sections if section.key == "summary")
    said = [block.text for block in summary.blocks if isinstance(block, Paragraph)]
    assert any(text.startswith("Budget (mean present value)") for text in said)
    assert any(text.startswith(f"larger fund: {FUND}.initial = ") for text in said)
    assert not any("cheapest" in text for text in said)  # all cost the same


@pytest.mark.parametrize("step", [0.1, 1 / 3, 0.6180339, 0.999])
def test_a_key_that_works_in_steps_ends_next_to_the_step(step: float, monkeypatch: pytest.MonkeyPatch):
    """Costs below and above the budget, and none that meets it."""
    scenario, key = yearly_fund(), "layers.fund.pays"
    jumps = np.array([0.05, step, step + 5e-5])

    def stepped(programme: fs.Scenario, _: object) -> float:
        return 900.0 + 60.0 * float(np.searchsorted(jumps, value_at(programme, key), side="right"))

    monkeypatch.setitem(value_for_budget.__globals__, "mean_cost", stepped)
    found = value_for_budget("a", scenario, KeyRange(key, 0.0, 1.0), 990.0, Sampling())
    assert found == pytest.approx(step, abs=1e-6)


def test_a_key_for_a_design_that_does_not_exist_is_refused():
    designs = {"fund": yearly_fund(), "insurance": yearly_fund()}
    with pytest.raises(fs.DataError, match=r"no design 'insurence'; did you mean 'insurance'"):
        fs.equal_cost(designs, {"insurence": f"{FUND}.initial=0..10"}, None, PATHS, 3, 1)


def test_a_key_of_the_design_that_sets_the_budget_is_refused():
    designs = {"a": yearly_fund(), "b": yearly_fund()}
    keys = dict.fromkeys(designs, f"{FUND}.initial=0..10")
    with pytest.raises(fs.DataError, match=r"a: sets the budget and is taken as it is, so that .* has no effect"):
        fs.equal_cost(designs, keys, None, PATHS, 3, 1)
    with pytest.raises(ValueError, match="budget is nan"):
        fs.equal_cost(designs, keys, np.nan, PATHS, 3, 1)


TWO_SIZES = "report.fund_sizes=[10000, 20000]"
ONE_SIZE_ONLY = {
    "equal cost": lambda two: fs.equal_cost({"a": two, "b": yearly_fund()}, {"b": f"{FUND}.initial=0..10"}, n_paths=9),
    "solve": lambda two: fs.solve(two, f"{FUND}.initial=0..200000", n_paths=9),
    "frontier": lambda two: fs.frontier(two, {"layers.fund.pays": [0.5, 0.6]}, n_paths=9),
    "calibrate": lambda two: fs.calibrate(two, "default_probability.annual", "claims", 1e5, n_paths=9),
    "parameter study": lambda two: parameter_study(two, (), 2, n_paths=9),
}


WRONG_SAMPLES = [
    ({"n_paths": 0}, ValueError, "n_paths is 0; at least 1"),
    ({"n_paths": 20.0}, TypeError, r"n_paths is 20\.0; it must be a whole number"),
    ({"seed": -1}, ValueError, "seed is -1; at least 0"),
    ({"seed": 2**63}, ValueError, "seed is 9223372036854775808; at most"),
    ({"threads": 0}, ValueError, "threads is 0; at least 1"),
]
SEARCHES = {
    "size": lambda **own: fs.size(yearly_fund(), **own),
    "solve": lambda **own: fs.solve(yearly_fund(), "share", **own),
    "frontier": lambda **own: fs.frontier(yearly_fund(), {"layers.fund.pays": [0.5, 0.6]}, **own),
    "compare": lambda **own: fs.compare({"a": yearly_fund(), "b": yearly_fund("layers.fund.pays=0.5")}, **own),
    "calibrate": lambda **own: fs.calibrate(yearly_fund(), "layers.fund.pays", "claims", 1e5, **own),
}


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize(("own", "kind", "message"), WRONG_SAMPLES)
def test_a_sample_that_cannot_be_drawn_is_refused_at_once(search, own, kind, message):
    with pytest.raises(kind, match=message):
        SEARCHES[search](**own)


def test_a_grid_has_the_errors_of_even_paths():
    even = fs.load_scenario("luoping", ["sampling.method=sobol", "horizon.months=24"])
    grid = fs.frontier(even, {"layers.county_fund.pays": [0.5, 0.9]}, 512, 3, 1)
    designs = {share: fs.load_scenario("luoping", [
        "sampling.method=sobol", "horizon.months=24", f"layers.county_fund.pays={share}",
    ]) for share in ("0.5", "0.9")}  # fmt: skip
    table = fs.compare(designs, 512, 3, 1).estimate
    np.testing.assert_array_equal(grid.cost, table.sel(figure="mean_government_cost"))
    np.testing.assert_array_equal(grid.ruin_probability, table.sel(figure="ruin_probability"))


@pytest.mark.parametrize("search", ONE_SIZE_ONLY)
def test_searches_take_one_fund_size(search):
    with pytest.raises(fs.DataError, match=r"lists 2 fund sizes, and this takes one; keep one, .*fund_sizes=\[10000\]"):
        ONE_SIZE_ONLY[search](yearly_fund(TWO_SIZES))


@pytest.mark.parametrize("horizon", [0, -3, 601])
def test_horizons_of_a_search_are_checked(horizon):
    with pytest.raises(ValueError, match="are not months from 1 to 600"):
        fs.solve(yearly_fund(), f"{FUND}.initial=0..200000", 0.9, horizon, PATHS)


def test_a_budget_that_cannot_be_reached_is_explained():
    designs = {"a": yearly_fund(), "b": yearly_fund("default_probability.annual=0.3")}
    for budget, side in ((9e9, "below the budget 9,000,000,000"), (-9e9, "above the budget -9,000,000,000")):
        with pytest.raises(fs.FundsimError, match=rf"b: the mean cost is .* both {side}; give another range"):
            fs.equal_cost(designs, {"b": f"{FUND}.initial=0..10"}, budget, PATHS, 3, 1)


# ---------------------------------------------------------------- frontier


def test_a_design_is_beaten_by_one_that_is_cheaper_and_as_safe():
    cost, ruin = np.array([1.0, 2.0, 2.0, 3.0, 1.0]), np.array([0.5, 0.1, 0.2, 0.1, 0.5])
    assert is_efficient(cost, ruin).tolist() == [True, True, False, False, True]


def test_a_grid_around_the_present_values_keeps_to_what_is_allowed():
    assert multiples_of_present(yearly_fund("layers.fund.pays=0.8"), "layers.fund.pays") == pytest.approx(
        [0.4, 0.6, 0.8, 1.0]
    )
    with pytest.raises(fs.DataError, match="is no number of this scenario"):
        multiples_of_present(yearly_fund(), "layers.fund.limit")


def test_every_design_of_the_grid_is_simulated_as_it_would_be_alone():
    ds = fs.frontier(yearly_fund(), {"share": [0.5, 1.0], f"{FUND}.initial": [2e4, 4e4]}, PATHS, 3, 1)
    assert ds.sizes["design"] == 4
    for design in range(4):
        pays, initial = ds.value.isel(design=design).values
        alone = fs.simulate(yearly_fund(f"layers.fund.pays={pays}", f"{FUND}.initial={initial}"), PATHS, 3, 1)
        assert float(ds.cost[design, 0]) == pytest.approx(float(alone.government_cost.mean()))
        assert float(ds.ruin_probability[design, 0]) == pytest.approx(float((alone.ruin_month >= 0).mean()))


def test_a_grid_of_one_design_is_refused():
    with pytest.raises(fs.DataError, match="the grid has 1 designs"):
        fs.frontier(yearly_fund(), {"share": [0.5]}, 10)
    with pytest.raises(DataError, match="share: a value is given twice"):
        fs.frontier(yearly_fund(), {"share": [0.5, 0.5]}, 10)
    with pytest.raises(DataError, match="is varied twice"):
        fs.frontier(yearly_fund(), {"share": [0.5, 1.0], f"{FUND.rpartition('.')[0]}.pays": [0.6, 0.7]}, 10)
    close = fs.frontier(yearly_fund(), {f"{FUND}.initial": [1234567.0, 1234568.0]}, 4, 3, 1)
    assert len(set(close["design"].values)) == 2


# ---------------------------------------------------------------- commands


def test_the_commands_write_their_files(tmp_path: Path, capsys):
    common = ("--paths", 40, "--threads", 1)
    solve = ("size", "theory/yearly_fund", "--solve", "share", "--solvency", "0.8", "--out", tmp_path / "solve")
    scale = ("--scale", f"{FUND}.initial=0..900000", "--budget", 95_000, "--out", tmp_path / "equal")
    cost = ("equal-cost", "theory/yearly_fund", "theory/trigger_and_ceiling", *scale)
    front = ("frontier", "theory/yearly_fund", "--values", "share=0.5,1", "--out", tmp_path / "frontier")
    for arguments, lang in ((solve, "zh"), (cost, "en"), (front, "zh")):
        assert call(*arguments, *common, "--lang", lang) == 0
    for folder, name in (("solve", "solve"), ("equal", "equal_cost"), ("frontier", "frontier")):
        files = {file.name for file in (tmp_path / folder).iterdir()}
        assert files == {f"{name}.{kind}" for kind in ("csv", "nc", "png", "svg")}
        assert len(pd.read_csv(tmp_path / folder / f"{name}.csv", encoding="utf-8-sig")) > 1
    assert "layers.fund.pays" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("size", "theory/yearly_fund", "--solve", "share", "--solvency", "0.8,0.9"),
        ("size", "theory/yearly_fund", "--solve", "nothing.like.it"),
        ("equal-cost", "luoping", "thin_fund", "--scale", "share", "--scale", "topup"),
        ("frontier", "luoping"),
        ("frontier", "luoping", "--values", "share=half"),
    ],
)
def test_faulty_arguments_exit_with_2(arguments, capsys):
    assert call(*arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_one_key_serves_all_and_the_first_needs_none():
    assert scaled_keys(["a", "b", "c"], ("share",), False) == {"b": "share", "c": "share"}
    assert scaled_keys(["a", "b"], ("share", "topup"), True) == {"a": "share", "b": "topup"}
    with pytest.raises(click.UsageError, match=r"2 times.* or 3 times"):
        scaled_keys(["a", "b", "c", "d"], ("share", "topup"), False)
    with pytest.raises(click.UsageError, match=r"give it once$"):
        scaled_keys(["a", "b"], ("share", "topup"), False)
    assert grid_of("a", ("b=1,2",)) == {"a": [], "b": [1.0, 2.0]}
    with pytest.raises(click.UsageError, match="b is given values twice"):
        grid_of("", ("b=1,2", "b=3"))
    with pytest.raises(click.UsageError, match="names a key twice"):
        grid_of("b, b", ())
