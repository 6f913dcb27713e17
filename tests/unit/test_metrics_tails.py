"""Quantiles, expected shortfall and tail contributions, by hand."""

import math

import numpy as np
import pytest
from scipy import special, stats

from fundsim.metrics import (
    Estimate,
    LikelihoodRatios,
    expected_shortfall,
    expected_shortfall_influence,
    paths_needed,
    probability,
    quantile,
    quantile_influence,
    required_fund,
    tail_contributions,
    value_at_risk,
)
from fundsim.results.ranks import binomial_quantile

Z = 1.959963984540054


@pytest.mark.parametrize(
    ("level", "expected"), [(0.01, 1), (0.1, 1), (0.11, 2), (0.5, 5), (0.7, 7), (0.9, 9), (0.91, 10)]
)
def test_value_at_risk_is_the_smallest_loss_that_reaches_the_level(level, expected):
    assert value_at_risk([10, 3, 5, 1, 9, 2, 7, 8, 4, 6], level).value == expected


def test_levels_are_met_exactly_despite_rounding():
    # 0.07 · 100 and 0.95 · 20 are not whole numbers in doubles
    for paths in (20, 100, 1000, 20_000):
        x = np.arange(1.0, paths + 1)
        for percent in range(1, 100):
            assert value_at_risk(x, percent / 100).value == -(-paths * percent // 100)


def test_value_at_risk_of_an_atom_is_the_atom():
    x = [0.0] * 95 + [8.0] * 5
    assert value_at_risk(x, 0.95).value == 0.0
    assert value_at_risk(x, 0.951).value == 8.0


def test_the_interval_of_a_median_has_the_ranks_of_the_sign_test():
    # tables of the sign test: ranks 2 and 9 of 10, 6 and 15 of 20
    ten, twenty = quantile(np.arange(1, 11), 0.5), quantile(np.arange(1, 21), 0.5)
    assert (ten.lower, ten.upper) == (2.0, 9.0)
    assert (twenty.lower, twenty.upper) == (6.0, 15.0)
    assert twenty.standard_error == pytest.approx(9.0 / (2 * Z))


@pytest.mark.parametrize("paths", [1, 5, 37, 100, 500, 2000])
@pytest.mark.parametrize("level", [0.05, 0.5, 0.9, 0.95, 0.995])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_ranks_cover_for_any_continuous_law_and_are_the_tightest(paths, level, confidence):
    estimate = quantile(np.arange(1.0, paths + 1), level, confidence=confidence)
    number = stats.binom(paths, level)  # of losses below the quantile
    tail = (1 - confidence) / 2
    if estimate.lower > 0:
        assert number.cdf(estimate.lower - 1) <= tail + 1e-12
    assert number.cdf(max(estimate.lower, 0.0)) > tail - 1e-12
    if math.isfinite(estimate.upper):
        assert number.sf(estimate.upper - 1) <= tail + 1e-12
    assert number.sf(min(estimate.upper, paths + 1) - 2) > tail - 1e-12


@pytest.mark.parametrize("trials", [1, 2, 7, 100])
@pytest.mark.parametrize("success", [0.01, 0.3, 0.995])
def test_binomial_quantile_is_the_smallest_number_that_reaches_the_probability(trials, success):
    reached = special.bdtr(np.arange(trials + 1.0), trials, success)
    jumps = [float(p) for p in reached if 1e-9 < p < 1 - 1e-9]
    for p in (0.001, 0.025, 0.3, 0.5, 0.975, 0.999, *jumps):
        assert binomial_quantile(p, trials, success) == np.flatnonzero(reached >= p)[0]


def test_too_few_paths_bound_a_far_quantile_from_below_only():
    estimate = value_at_risk(np.arange(100.0), 0.995)
    assert estimate.value == 99.0
    assert math.isfinite(estimate.lower)
    assert (estimate.standard_error, estimate.upper) == (math.inf, math.inf)
    assert value_at_risk([4.0], 0.5) == (4.0, math.inf, -math.inf, math.inf, 0.95)


def test_a_constant_loss_is_its_own_value_at_risk_and_shortfall():
    x = np.full(1000, 6.0)
    assert value_at_risk(x, 0.99) == (6.0, 0.0, 6.0, 6.0, 0.95)
    assert expected_shortfall(x, 0.99) == (6.0, 0.0, 6.0, 6.0, 0.95)


def test_required_fund_is_enough_with_the_target_probability():
    capital = np.array([0.0] * 90 + [50.0] * 5 + [80.0] * 5)
    assert required_fund(capital, 0.9).value == 0.0
    assert required_fund(capital, 0.95).value == 50.0
    assert required_fund(capital, 0.96).value == 80.0
    assert required_fund(capital, 0.95, weights=np.where(capital > 50, 2.0, 1.0)).value == 80.0


def test_expected_shortfall_without_atom_is_the_mean_of_the_tail():
    x = np.arange(1.0, 101.0)
    assert expected_shortfall(x, 0.95).value == pytest.approx((96 + 97 + 98 + 99 + 100) / 5)


def test_expected_shortfall_takes_only_the_tail_s_part_of_an_atom():
    # tail of 5 out of 100: one loss of 110 and four of the nine losses of 10
    x = [0.0] * 90 + [10.0] * 9 + [110.0]
    assert expected_shortfall(x, 0.95).value == pytest.approx((110 + 4 * 10) / 5)
    # the naive E[L | L ≥ VaR] would be (110 + 90) / 10 = 20
    assert expected_shortfall(x, 0.9).value == pytest.approx(20.0)


def test_expected_shortfall_splits_a_single_path():
    # worst 15 % of four paths: 0.6 of a path
    assert expected_shortfall([1.0, 2.0, 3.0, 4.0], 0.85).value == pytest.approx(4.0)
    # worst 40 %: 1.6 paths
    assert expected_shortfall([1.0, 2.0, 3.0, 4.0], 0.6).value == pytest.approx((4 + 0.6 * 3) / 1.6)


def test_expected_shortfall_has_the_influence_standard_error():
    x = np.arange(1.0, 101.0)
    estimate = expected_shortfall(x, 0.9)
    excess = np.maximum(x - 90.0, 0.0) / 0.1
    assert estimate.standard_error == pytest.approx(excess.std(ddof=1) / 10)
    assert estimate.upper > estimate.value + Z * estimate.standard_error  # ten paths make it
    assert estimate.value - Z * estimate.standard_error < estimate.lower < estimate.value


def test_expected_shortfall_is_unbounded_where_the_value_at_risk_is():
    assert expected_shortfall(np.arange(100.0), 0.99)[1:4] == (math.inf, -math.inf, math.inf)
    assert expected_shortfall([3.0], 0.99) == (3.0, math.inf, -math.inf, math.inf, 0.95)


def test_likelihood_ratios_read_quantiles_from_the_tail():
    x, ratios = [0.0, 1.0, 2.0, 3.0], LikelihoodRatios([1.0, 1.0, 0.5, 0.5])
    # P(L > 1) = (0.5 + 0.5) / 4; self-normalised it would be 1 / 3
    assert value_at_risk(x, 0.75, weights=ratios).value == 1.0
    assert value_at_risk(x, 0.75, weights=ratios.values).value == 2.0
    assert expected_shortfall(x, 0.75, weights=ratios).value == pytest.approx(1 + (0.5 * 1 + 0.5 * 2) / 4 / 0.25)


def test_a_path_without_weight_is_no_quantile():
    ratios = LikelihoodRatios([0.0, 0.5, 0.25, 0.25])
    assert value_at_risk([1.0, 2.0, 3.0, 4.0], 0.05, weights=ratios).value == 2.0
    assert value_at_risk([1.0, 2.0, 3.0, 4.0], 0.9, weights=[1.0, 1.0, 1.0, 0.0]).value == 3.0


def test_weighted_bounds_hold_the_value_and_widen_with_uneven_weights():
    rng = np.random.default_rng(2)
    x = rng.exponential(size=2000)
    even, uneven = rng.uniform(0.9, 1.1, 2000), rng.exponential(size=2000)
    plain, near, far = (value_at_risk(x, 0.9, weights=w) for w in (None, even, uneven))
    assert near.lower < near.value < near.upper
    assert near.standard_error == pytest.approx(plain.standard_error, rel=0.25)
    assert far.standard_error > 1.2 * plain.standard_error


@pytest.mark.parametrize("kind", [list, LikelihoodRatios])
def test_weighted_bounds_are_where_the_exceedance_band_crosses(kind):
    rng = np.random.default_rng(12)
    x = rng.integers(0, 30, 150).astype(float)
    weights = kind(rng.uniform(0.5, 1.5, 150))
    for level in (0.3, 0.5, 0.8, 0.9):
        estimate = value_at_risk(x, level, weights=weights)
        reached = [p for p in x if probability(x >= p, weights=weights).lower > 1 - level]
        passed = [p for p in x if probability(x > p, weights=weights).upper <= 1 - level]
        assert (estimate.lower, estimate.upper) == (max(reached), min(passed))


def test_paths_beyond_the_quantile_pull_it_up_and_the_others_down():
    x = np.random.default_rng(5).permutation(np.arange(1.0, 101.0))
    values = quantile_influence(x, 0.8).values
    assert ((values > 0) == (x > 80)).all()
    assert np.unique(values.round(9)).size == 2


def test_weighted_bounds_are_infinite_where_nothing_bounds_them():
    rng = np.random.default_rng(2)
    x, weights = np.arange(100.0), rng.uniform(0.5, 1.5, 100)
    high, low = value_at_risk(x, 0.999, weights=weights), value_at_risk(x, 0.001, weights=weights)
    assert math.isfinite(high.lower)
    assert high.upper == math.inf
    assert low.lower == -math.inf
    assert math.isfinite(low.upper)


def test_one_heavy_last_path_bounds_nothing():
    x, weights = np.arange(201.0), np.array([1.0] * 200 + [25.0])
    assert value_at_risk(x, 0.9, weights=weights)[::3] == (200.0, math.inf)
    assert expected_shortfall(x, 0.9, weights=weights)[:2] == (200.0, math.inf)
    assert np.isnan(quantile_influence(x, 0.9, weights=weights).values).all()


def test_contributions_by_hand():
    # totals 1, 2, 4, 6; the worst half are the last two paths
    parts = [[1.0, 0.0], [0.0, 2.0], [3.0, 1.0], [1.0, 5.0]]
    assert tail_contributions(parts, 0.5).value == pytest.approx([2.0, 3.0])


def test_contributions_at_an_atom_take_the_mean_of_its_paths():
    # totals 0, 4, 4, 6; the worst 37.5 % = path 3 and half a path of total 4, whose mean parts are (2, 2)
    parts = [[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [5.0, 1.0]]
    found = tail_contributions(parts, 0.625).value
    assert found == pytest.approx([(5 + 0.5 * 2) / 1.5, (1 + 0.5 * 2) / 1.5])
    assert found.sum() == pytest.approx(expected_shortfall([0.0, 4.0, 4.0, 6.0], 0.625).value)


def test_a_component_that_is_the_total_has_the_errors_of_the_expected_shortfall():
    x = np.random.default_rng(6).exponential(size=800)
    for weights in (None, np.random.default_rng(7).uniform(0.5, 1.5, 800)):
        parts = np.column_stack([x, np.zeros(800)])
        whole, found = (
            expected_shortfall(x, 0.9, weights=weights),
            tail_contributions(parts, 0.9, weights=weights),
        )
        assert [column[0] for column in found[:4]] == pytest.approx(whole[:4])
        assert [column[1] for column in found[:4]] == [0.0, 0.0, 0.0, 0.0]


def test_contributions_have_the_influence_of_the_tail_and_of_its_edge():
    """Two parts L/4 and 3L/4: each has its share of the expected shortfall's own standard error."""
    x = np.random.default_rng(6).exponential(size=800)
    whole, found = expected_shortfall(x, 0.9), tail_contributions(np.outer(x, [0.25, 0.75]), 0.9)
    assert found.standard_error == pytest.approx(np.array([0.25, 0.75]) * whole.standard_error)


def test_contributions_of_no_loss_are_zero():
    found = tail_contributions(np.zeros((1000, 2)), 0.99)
    assert [column.tolist() for column in found[:4]] == [[0.0, 0.0]] * 4


def test_contributions_of_few_paths_are_unbounded():
    found = tail_contributions([[1.0, 2.0]], 0.99)
    assert found.value == pytest.approx([1.0, 2.0])
    assert found.standard_error.tolist() == [math.inf, math.inf]
    assert tail_contributions(np.zeros((10, 0)), 0.9).value.shape == (0,)


def test_expected_shortfall_influence_sums_those_of_value_and_excess():
    x = np.arange(1.0, 101.0)
    influence = expected_shortfall_influence(x, 0.9)
    assert influence.values == pytest.approx(90.0 + np.maximum(x - 90.0, 0.0) / 0.1 - influence.value)


def test_paths_needed_follows_the_square_root_law():
    pilot = Estimate(200.0, 5.0, 190.0, 210.0)
    assert paths_needed(pilot, 1000, 0.05) == 1000.0
    assert paths_needed(pilot, 1000, 0.005) == 100_000.0
    assert paths_needed(pilot._replace(value=-200.0), 1000, 0.05) == 1000.0
    assert paths_needed(pilot._replace(upper=math.inf), 1000, 0.05) == math.inf
    assert paths_needed(pilot._replace(value=0.0), 1000, 0.05) == math.inf
    assert paths_needed(pilot, 1000, 0.05, level=0.9999) > 30_000.0  # fewer would not bound it at all
    assert paths_needed(pilot, 1000, 0.05, level=0.99) == 1000.0
    assert paths_needed(pilot._replace(confidence=0.99), 10, 10.0, level=0.99) == 528.0  # ln 0.005 / ln 0.99


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tail_contributions([1.0, 2.0], 0.9), "components"),
        (lambda: tail_contributions([[1.0, math.nan]], 0.9), "components"),
        (lambda: tail_contributions([[1.0, 2.0]], 1.5), "level"),
        (lambda: paths_needed(Estimate(1.0, 1.0, 0.0, 2.0), 10, 0.0), "relative_error"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
