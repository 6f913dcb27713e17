"""Means, standard deviations, ratios, weights and differences, by hand."""

import math
from functools import partial

import numpy as np
import pytest
from scipy import stats

from fundsim.metrics import (
    Estimate,
    Influence,
    LikelihoodRatios,
    conditional_mean,
    difference,
    effective_sample_size,
    expected_shortfall,
    expected_shortfall_influence,
    influence_estimate,
    mean,
    mean_influence,
    paired_difference,
    probability,
    quantile,
    quantile_influence,
    ratio_influence,
    ratio_of_totals,
    standard_deviation,
    standard_deviation_influence,
    value_at_risk,
)

Z = 1.959963984540054  # 97.5 % point of the normal law


def is_undefined(estimate: Estimate) -> bool:
    return all(math.isnan(number) for number in estimate[:4])


def is_unbounded(estimate: Estimate) -> bool:
    return estimate[1:4] == (math.inf, -math.inf, math.inf)


def test_mean_has_the_textbook_standard_error_and_interval():
    estimate = mean([1.0, 2.0, 4.0, 5.0])
    error = math.sqrt((4 + 1 + 1 + 4) / 3 / 4)
    assert estimate == pytest.approx((3.0, error, 3.0 - Z * error, 3.0 + Z * error, 0.95))


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_bounds_of_a_skew_sample_solve_halls_transformation(confidence):
    """Both bounds leave a studentised mean T with T + γT²/3 + γ²T³/27 + γ/6 at a normal point; γ stands beside √n."""
    sample = np.array([1.0, 2.0, 3.0, 6.0] * 50)
    estimate, point = mean(sample, confidence=confidence), stats.norm.ppf(0.5 + confidence / 2)
    skewness = stats.skew(sample) / math.sqrt(200)
    for bound, score in ((estimate.lower, point), (estimate.upper, -point)):
        t = (estimate.value - bound) / estimate.standard_error
        assert t + skewness * t**2 / 3 + skewness**2 * t**3 / 27 + skewness / 6 == pytest.approx(score)
    assert estimate.upper - estimate.value > estimate.value - estimate.lower
    mirrored = mean(-sample, confidence=confidence)
    assert (mirrored.lower, mirrored.upper) == pytest.approx((-estimate.upper, -estimate.lower))


def test_events_on_few_paths_have_nearly_exact_poisson_bounds():
    """The mean of ten and of thirty events on 10,000 paths beside Garwood's exact interval of a Poisson number."""
    for events in (10, 30):
        counts = np.repeat([0.0, 1.0], [10_000 - events, events])
        found = mean(counts)
        exact = stats.chi2.ppf([0.025, 0.975], [2 * events, 2 * events + 2]) / 2
        assert found.upper * 10_000 == pytest.approx(exact[1], rel=0.02)
        assert found.lower * 10_000 == pytest.approx(exact[0], rel=0.02)


def test_confidence_widens_the_interval_but_not_the_standard_error():
    narrow, wide = mean([1.0, 2.0, 3.0]), mean([1.0, 2.0, 3.0], confidence=0.99)
    assert wide.standard_error == narrow.standard_error
    assert wide.confidence == 0.99
    assert (wide.upper - wide.lower) / (narrow.upper - narrow.lower) == pytest.approx(2.5758293 / Z)


def test_one_path_has_a_mean_of_unbounded_error_and_no_standard_deviation():
    assert mean([7.0]).value == 7.0
    assert is_unbounded(mean([7.0]))
    assert is_undefined(standard_deviation([7.0]))


def test_two_paths_show_no_error_of_their_standard_deviation():
    estimate = standard_deviation([1.0, 3.0])
    assert estimate[:2] == (pytest.approx(math.sqrt(2)), math.inf)
    assert (estimate.lower, estimate.upper) == (0.0, math.inf)


def test_a_constant_has_no_error():
    assert mean([5.0, 5.0, 5.0]) == (5.0, 0.0, 5.0, 5.0, 0.95)
    assert standard_deviation([5.0, 5.0, 5.0]) == (0.0, 0.0, 0.0, 0.0, 0.95)


def test_standard_deviation_takes_its_error_from_the_fourth_moment():
    estimate = standard_deviation([1.0, 2.0, 3.0, 4.0])
    sd = math.sqrt(5 / 3)
    # squared deviations 2.25, 0.25, 0.25, 2.25 with mean 1.25: influences ±1 / 2s
    error = math.sqrt(4 / 3) / (2 * sd) / 2
    assert estimate[:2] == pytest.approx((sd, error))
    assert estimate.upper == pytest.approx(sd + Z * error)


def test_the_interval_of_a_standard_deviation_stays_above_zero():
    sample = [0.0] * 50 + [10.0]
    unbounded = influence_estimate(standard_deviation_influence(sample), 0.9999)
    assert unbounded.lower < 0.0
    assert standard_deviation(sample, confidence=0.9999) == unbounded._replace(lower=0.0)


def test_self_normalised_weights_are_known_up_to_a_factor():
    small, large = mean([0.0, 1.0, 5.0], weights=[1, 1, 2]), mean([0.0, 1.0, 5.0], weights=[10, 10, 20])
    assert small.value == pytest.approx(11 / 4)
    assert large == pytest.approx(small)
    # influences r(x − mean) with ratios 3/4, 3/4, 3/2
    influence = np.array([0.75 * -2.75, 0.75 * -1.75, 1.5 * 2.25])
    assert small.standard_error == pytest.approx(influence.std(ddof=1) / math.sqrt(3))


def test_likelihood_ratios_divide_by_the_number_of_paths():
    ratios = LikelihoodRatios([1.0, 1.0, 0.5, 0.5])
    estimate = mean([0.0, 1.0, 2.0, 3.0], weights=ratios)
    assert estimate.value == pytest.approx((1 + 1 + 1.5) / 4)
    weighted = np.array([0.0, 1.0, 1.0, 1.5])
    assert estimate.standard_error == pytest.approx(weighted.std(ddof=1) / 2)


def test_likelihood_ratios_that_are_all_alike_but_not_one_still_count_as_they_are():
    assert mean([1.0, 3.0], weights=LikelihoodRatios([0.5, 0.5])).value == 1.0
    assert mean([1.0, 3.0], weights=[0.5, 0.5]).value == 2.0


def test_weighted_standard_deviation_is_that_of_the_law_the_weights_stand_for():
    rng = np.random.default_rng(5)
    x = rng.normal(1.0, 1.0, 200_000)  # drawn with mean 1 for a standard normal law
    ratios = np.exp(0.5 - x)
    for weights in (ratios, LikelihoodRatios(ratios)):
        estimate = standard_deviation(x, weights=weights)
        assert abs(estimate.value - 1.0) < 4 * estimate.standard_error < 0.1


def test_effective_sample_size():
    assert effective_sample_size(None, 7) == 7.0
    assert effective_sample_size([2.0, 2.0], 2) == 2.0
    assert effective_sample_size([1.0, 0.0, 0.0], 3) == pytest.approx(1.0)
    assert effective_sample_size(LikelihoodRatios([1.0, 3.0]), 2) == pytest.approx(16 / 10)


def test_weight_on_a_single_path_leaves_no_standard_deviation():
    assert is_undefined(standard_deviation([1.0, 2.0, 3.0], weights=[0.0, 1.0, 0.0]))


def test_ratio_of_totals_is_not_the_mean_of_ratios():
    estimate = ratio_of_totals([10.0, 90.0], [100.0, 100.0])
    assert estimate.value == 0.5
    assert ratio_of_totals([10.0, 10.0], [10.0, 90.0]).value == 0.2


def test_ratio_has_the_delta_method_standard_error():
    estimate = ratio_of_totals([30.0, 50.0, 10.0], [100.0, 100.0, 100.0])
    assert estimate[:2] == pytest.approx((0.3, 0.2 / math.sqrt(3)))


def test_ratio_to_nothing_is_undefined():
    assert is_undefined(ratio_of_totals([1.0, 2.0], [0.0, 0.0]))
    assert is_undefined(ratio_of_totals([0.0], [0.0]))


def test_ratio_that_rests_on_one_path_has_unbounded_error():
    estimate = ratio_of_totals([1.0, 2.0], [0.0, 4.0])
    assert estimate.value == 0.75
    assert is_unbounded(estimate)


def test_weighted_ratio():
    weights = [1.0, 3.0]
    for given in (weights, LikelihoodRatios(weights)):
        assert ratio_of_totals([1.0, 2.0], [10.0, 10.0], weights=given).value == pytest.approx(7 / 40)


def test_conditional_mean_looks_at_its_own_paths_only():
    estimate = conditional_mean([100.0, 2.0, 6.0], [False, True, True])
    assert estimate.value == 4.0
    # influences 3/2·(0, −2, 2)
    assert estimate.standard_error == pytest.approx(math.sqrt(18 / 2 / 3))
    assert is_undefined(conditional_mean([1.0, 2.0], [False, False]))
    assert is_unbounded(conditional_mean([1.0, 2.0], [False, True]))


def test_what_two_designs_share_cancels_in_their_difference():
    rng = np.random.default_rng(3)
    shared = rng.normal(0.0, 1000.0, 500)
    own = rng.normal(2.0, 1.0, 500)
    estimate = paired_difference(shared + own, shared)
    assert estimate[:4] == pytest.approx(mean(own)[:4])


def test_difference_of_a_design_to_itself_is_exactly_zero():
    x = np.random.default_rng(8).exponential(size=1000)
    for measure in (
        mean_influence,
        standard_deviation_influence,
        partial(quantile_influence, level=0.95),
        partial(expected_shortfall_influence, level=0.95),
    ):
        assert paired_difference(x, x, measure) == (0.0, 0.0, 0.0, 0.0, 0.95)


def test_difference_has_the_sign_of_first_minus_second():
    assert paired_difference([5.0, 6.0], [1.0, 1.0]).value == 4.5
    assert difference(Influence(1.0, np.zeros(2)), Influence(3.0, np.zeros(2))).value == -2.0


def test_difference_of_tails_shifts_with_the_loss():
    x = np.random.default_rng(9).exponential(size=1000)
    for measure in (quantile_influence, expected_shortfall_influence):
        estimate = paired_difference(x + 3.0, x, partial(measure, level=0.9), confidence=0.9)
        assert estimate[:4] == pytest.approx((3.0, 0.0, 3.0, 3.0), abs=1e-9)
        assert estimate.confidence == 0.9


def test_difference_is_unbounded_where_a_tail_is():
    x = np.arange(50.0)
    for measure in (quantile_influence, expected_shortfall_influence):
        assert is_unbounded(paired_difference(x + 1.0, x, partial(measure, level=0.99)))


@pytest.mark.parametrize("weights", [None, "self-normalised", "likelihood ratios"])
def test_influence_values_carry_the_standard_error_of_their_measure(weights):
    rng = np.random.default_rng(4)
    x = rng.exponential(2.0, 3000)
    ratios = 2.0 * np.exp(-0.5 * x)  # exponential of mean 2, weighted to mean 1
    given = {None: None, "self-normalised": ratios, "likelihood ratios": LikelihoodRatios(ratios)}[weights]
    pairs = [
        (mean, mean_influence),
        (standard_deviation, standard_deviation_influence),
        (partial(quantile, level=0.9), partial(quantile_influence, level=0.9)),
        (partial(expected_shortfall, level=0.9), partial(expected_shortfall_influence, level=0.9)),
    ]
    for measure, influence in pairs:
        values = influence(x, weights=given)
        assert influence_estimate(values)[:2] == pytest.approx(measure(x, weights=given)[:2])
        assert abs(values.values.mean()) < 1e-9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mean([]), "at least one path"),
        (lambda: mean([[1.0, 2.0]]), "shape"),
        (lambda: mean([1.0, math.nan, math.inf]), "2 values are not finite"),
        (lambda: mean([1.0, 2.0], confidence=1.0), "confidence"),
        (lambda: mean([1.0, 2.0], weights=[1.0]), "1 weights for 2 paths"),
        (lambda: mean([1.0, 2.0], weights=[1.0, -1.0]), "0 or above"),
        (lambda: mean([1.0, 2.0], weights=[0.0, 0.0]), "above 0 for some path"),
        (lambda: mean([1.0, 2.0], weights=LikelihoodRatios([1.0, math.nan])), "weights: 1 values"),
        (lambda: ratio_of_totals([1.0], [1.0, 2.0]), "2 values for 1"),
        (lambda: ratio_influence([1.0, 2.0], [1.0, math.nan]), "denominator"),
        (lambda: conditional_mean([1.0], [True, False]), "condition"),
        (lambda: paired_difference([1.0], [1.0, 2.0]), "cannot be paired"),
        (lambda: value_at_risk([1.0], 1.0), "level"),
        (lambda: expected_shortfall([1.0], 0.0), "level"),
        (lambda: probability([True, False], confidence=0.0), "confidence"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_mean_under_a_condition_has_students_interval():
    """Four paths of a hundred, evenly about their mean: three degrees of freedom."""
    x, shown = np.zeros(100), np.zeros(100, bool)
    x[:4], shown[:4] = [1.0, 2.0, 4.0, 5.0], True
    found = conditional_mean(x, shown)
    assert (found.upper - found.value) / found.standard_error == pytest.approx(stats.t.ppf(0.975, 3))
    assert found.value - found.lower == pytest.approx(found.upper - found.value)
