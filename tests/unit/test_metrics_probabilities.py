"""Probabilities, exceedance curves and ruin, by hand."""

import math

import numpy as np
import pytest

from fundsim.metrics import (
    LikelihoodRatios,
    exceedance_curve,
    exceedance_thresholds,
    mean,
    mean_shortfall,
    mean_shortfall_given_ruin,
    mean_time_to_ruin_given_ruin,
    months_survived,
    probability,
    restricted_mean_time_to_ruin,
    ruin_probability,
    ruined_within,
    survival_curve,
)

Z = 1.959963984540054


def events(happening: int, paths: int) -> np.ndarray:
    return np.arange(paths) < happening


@pytest.mark.parametrize(
    ("happening", "paths", "lower", "upper"),
    [
        (10, 100, 0.0552, 0.1744),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (0, 1, 0.0, 0.7935),
    ],
)
def test_probability_has_the_published_wilson_interval(happening, paths, lower, upper):
    estimate = probability(events(happening, paths))
    assert estimate.value == happening / paths
    assert (estimate.lower, estimate.upper) == pytest.approx((lower, upper), abs=6e-5)
    assert estimate.standard_error == pytest.approx((upper - lower) / (2 * Z), abs=6e-5)


def test_standard_error_of_a_common_event_is_the_textbook_one():
    estimate = probability(events(3000, 10_000))
    assert estimate.standard_error == pytest.approx(math.sqrt(0.3 * 0.7 / 10_000), rel=1e-3)


def test_self_normalised_probability_has_its_design_effect():
    rng = np.random.default_rng(1)
    event, weights = events(4000, 10_000), rng.uniform(0.5, 2.5, 10_000)
    estimate, as_mean = probability(event, weights=weights), mean(event, weights=weights)
    assert estimate.value == pytest.approx(as_mean.value)
    assert estimate.standard_error == pytest.approx(as_mean.standard_error, rel=1e-3)


def test_self_normalised_probability_treats_event_and_complement_alike():
    rng = np.random.default_rng(1)
    event, weights = events(13, 500), rng.uniform(0.0, 3.0, 500)
    estimate, other = probability(event, weights=weights), probability(~event, weights=weights)
    assert (other.value, other.lower, other.upper) == pytest.approx(
        (1 - estimate.value, 1 - estimate.upper, 1 - estimate.lower)
    )


def test_likelihood_ratios_sharpen_a_rare_event():
    # 1 000 of 2 000 paths show an event of probability 0.001: plain paths would know it to ± 0.0014
    event, ratios = events(1000, 2000), LikelihoodRatios(np.where(events(1000, 2000), 0.002, 1.998))
    estimate, as_mean = probability(event, weights=ratios), mean(event, weights=ratios)
    assert estimate.value == pytest.approx(0.001)
    assert estimate.standard_error == pytest.approx(as_mean.standard_error, rel=5e-3)
    assert estimate.upper - estimate.lower < 1e-4


def test_events_that_never_happen_under_weights_fall_back_on_the_whole_sample():
    rng = np.random.default_rng(1)
    weights = rng.uniform(0.5, 1.5, 100)
    step = Z * Z * np.square(weights / weights.mean()).mean() / 100
    never, always = (
        probability(events(0, 100), weights=weights),
        probability(events(100, 100), weights=weights),
    )
    assert (never.value, never.lower, never.upper) == pytest.approx((0.0, 0.0, step / (1 + step)))
    assert (always.value, always.lower, always.upper) == pytest.approx((1.0, 1 / (1 + step), 1.0))
    ratios = LikelihoodRatios(weights)
    unseen = probability(events(0, 100), weights=ratios)
    assert unseen.upper == pytest.approx(Z * Z * np.square(weights).mean() / (100 + Z * Z))


def test_an_unbiased_probability_stays_a_probability():
    estimate = probability(events(3, 3), weights=LikelihoodRatios([1.0, 1.2, 1.1]))
    assert estimate.value == estimate.upper == 1.0
    assert 0.0 <= estimate.lower < 1.0


def test_exceedance_is_strictly_above_the_threshold():
    x = [0.0, 10.0, 20.0, 20.0]
    curve = exceedance_curve(x, [-1.0, 0.0, 10.0, 15.0, 20.0, 99.0])
    assert curve.value.tolist() == [1.0, 0.75, 0.5, 0.5, 0.0, 0.0]


@pytest.mark.parametrize("kind", ["plain", "self-normalised", "likelihood ratios"])
def test_each_point_of_a_curve_is_the_probability_of_its_event(kind):
    rng = np.random.default_rng(1)
    x, values = rng.integers(0, 6, 300).astype(float), rng.uniform(0.5, 1.5, 300)
    weights = {"plain": None, "self-normalised": values, "likelihood ratios": LikelihoodRatios(values)}[kind]
    thresholds = [-1.0, 0.0, 2.5, 4.0, 5.0]
    curve = exceedance_curve(x, thresholds, weights=weights, confidence=0.9)
    for place, threshold in enumerate(thresholds):
        point = probability(x > threshold, weights=weights, confidence=0.9)
        assert [column[place] for column in curve[:4]] == pytest.approx(point[:4], abs=1e-12)


def test_thresholds_reach_from_the_bulk_to_the_last_path():
    x = np.arange(1.0, 1001.0)
    thresholds = exceedance_thresholds(np.random.default_rng(1).permutation(x), points=4)
    # exceedance probabilities 1, 0.1, 0.01, 0.001
    assert thresholds.tolist() == [1.0, 900.0, 990.0, 999.0]
    assert exceedance_curve(x, thresholds).value == pytest.approx([0.999, 0.1, 0.01, 0.001])


def test_thresholds_of_ties_and_single_paths_are_distinct_losses():
    assert exceedance_thresholds([3.0]).tolist() == [3.0]
    assert exceedance_thresholds([3.0, 3.0, 3.0]).tolist() == [3.0]
    assert exceedance_thresholds([0.0] * 50 + [7.0] * 50).tolist() == [0.0, 7.0]


def test_weighted_thresholds_follow_the_weights():
    weights = [1.0, 1.0, 1.0, 1e-3]
    assert exceedance_thresholds([1.0, 2.0, 3.0, 4.0], points=2, weights=weights).tolist() == [1.0, 3.0]


def test_ruin_counts_months_of_the_horizon_only():
    assert ruined_within([-1, 0, 11, 12, 30], 12).tolist() == [False, True, True, False, False]
    assert months_survived([-1, 0, 11, 12, 30], 12).tolist() == [12.0, 1.0, 12.0, 12.0, 12.0]


def test_ruin_probability_accumulates_by_month():
    ruin = ruin_probability([2, -1, 0, 2, 9], months=4)
    assert ruin.value == pytest.approx([0.2, 0.2, 0.6, 0.6])
    last = probability([True, False, True, True, False])
    assert [column[-1] for column in ruin[:4]] == pytest.approx(last[:4])


def test_survival_is_the_complement_of_ruin():
    months = [2, -1, 0, 2, 9]
    ruin, survival = ruin_probability(months, 4, confidence=0.9), survival_curve(months, 4, confidence=0.9)
    assert survival.value == pytest.approx(1 - ruin.value)
    assert survival.lower == pytest.approx(1 - ruin.upper)
    assert survival.upper == pytest.approx(1 - ruin.lower)
    assert survival.standard_error.tolist() == ruin.standard_error.tolist()
    assert survival.confidence == 0.9


def test_without_ruin_the_fund_lives_to_the_horizon():
    months = [-1, -1, -1]
    assert ruin_probability(months, 6).value.tolist() == [0.0] * 6
    assert restricted_mean_time_to_ruin(months, 6).value == 6.0
    assert math.isnan(mean_time_to_ruin_given_ruin(months, 6).value)
    assert math.isnan(mean_shortfall_given_ruin([0.0, 0.0, 0.0], months, 6).value)


def test_restricted_mean_is_the_sum_of_the_survival_curve():
    months, weights = np.array([3, 7, -1, 0, 7, 20]), np.array([1.0, 2.0, 1.0, 0.5, 3.0, 1.0])
    for given in (None, weights):
        survival = survival_curve(months, 12, weights=given).value
        # E min(τ, T) = Σ P(τ > m) over m = 0 ... T − 1, and P(τ > 0) = 1
        expected = 1.0 + survival[:-1].sum()
        assert restricted_mean_time_to_ruin(months, 12, weights=given).value == pytest.approx(expected)


def test_time_and_shortfall_given_ruin_look_at_ruined_paths_only():
    months = [3, -1, 7, 15]
    assert mean_time_to_ruin_given_ruin(months, 12).value == 6.0
    assert mean_shortfall_given_ruin([10.0, 0.0, 30.0, 99.0], months, 12).value == 20.0
    assert mean_shortfall([10.0, 0.0, 30.0, 0.0]).value == 10.0


def test_what_no_path_shows_has_an_interval_that_is_not_empty():
    time, short = restricted_mean_time_to_ruin([-1] * 100, 12), mean_shortfall([0.0] * 100, [500.0] * 100)
    unseen = probability(np.zeros(100)).upper
    assert (time.value, time.upper) == (12.0, 12.0)
    assert time.lower == pytest.approx(12.0 - 12.0 * unseen)
    assert (short.value, short.lower) == (0.0, 0.0)
    assert short.upper == pytest.approx(500.0 * unseen)
    assert mean_shortfall([0.0] * 100)[:4] == (0.0, math.inf, 0.0, math.inf)


def test_single_path():
    assert ruin_probability([0], 1).value.tolist() == [1.0]
    assert restricted_mean_time_to_ruin([0], 12)[:2] == (1.0, math.inf)
    assert mean_time_to_ruin_given_ruin([4], 12)[:2] == (5.0, math.inf)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ruin_probability([1], 0), "months"),
        (lambda: exceedance_thresholds([1.0], points=1), "points"),
        (lambda: exceedance_curve([1.0], [math.nan]), "thresholds"),
        (lambda: ruined_within([], 12), "ruin_month"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
