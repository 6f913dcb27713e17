"""What holds for every sample: order, scale, weights, additivity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundsim.metrics import (
    LikelihoodRatios,
    conditional_mean,
    exceedance_curve,
    expected_shortfall,
    mean,
    probability,
    ratio_of_totals,
    restricted_mean_time_to_ruin,
    ruin_probability,
    standard_deviation,
    tail_contributions,
    value_at_risk,
)

# Whole numbers make ties and atoms likely; fen-exact money has no more digits than that.
amounts = st.lists(st.integers(0, 20), min_size=1, max_size=40).map(lambda x: np.array(x, dtype=float))
levels = st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]) | st.floats(0.01, 0.99)
MEASURES = [
    lambda x, level, **k: mean(x, **k),
    lambda x, level, **k: standard_deviation(x, **k),
    value_at_risk,
    expected_shortfall,
    lambda x, level, **k: probability(x > 5, **k),
    lambda x, level, **k: conditional_mean(x, x > 5, **k),
    lambda x, level, **k: ratio_of_totals(x, x + 1, **k),
    lambda x, level, **k: restricted_mean_time_to_ruin(x - 1, 12, **k),
]


@st.composite
def weighted(draw):
    x = draw(amounts)
    weights = draw(st.lists(st.integers(1, 4), min_size=x.size, max_size=x.size))
    return x, np.array(weights)


@st.composite
def components(draw):
    paths, parts = draw(st.integers(1, 30)), draw(st.integers(1, 4))
    numbers = draw(st.lists(st.integers(0, 6), min_size=paths * parts, max_size=paths * parts))
    weights = draw(st.none() | st.lists(st.integers(1, 4), min_size=paths, max_size=paths))
    return np.array(numbers, dtype=float).reshape(paths, parts), weights


@pytest.mark.parametrize("measure", MEASURES)
@given(x=amounts, level=levels, weight=st.floats(0.1, 10.0))
def test_equal_weights_give_the_same_answer_as_none(measure, x, level, weight):
    plain = measure(x, level)
    for weights in (np.full(x.size, weight), np.ones(x.size), LikelihoodRatios(np.ones(x.size))):
        np.testing.assert_array_equal(measure(x, level, weights=weights), plain)


@pytest.mark.parametrize("measure", MEASURES)
@given(sample=weighted(), level=levels)
def test_a_whole_weight_counts_its_path_that_often(measure, sample, level):
    x, weights = sample
    repeated, once = measure(np.repeat(x, weights), level), measure(x, level, weights=weights)
    if measure is MEASURES[1]:  # its divisor knows how many paths were drawn
        effective = weights.sum() ** 2 / np.square(weights).sum()
        if effective > 1 and weights.sum() > 1:
            shrink = np.sqrt((1 - 1 / effective) / (1 - 1 / weights.sum()))
            assert once.value * shrink == pytest.approx(repeated.value, abs=1e-9)
    else:
        assert once.value == pytest.approx(repeated.value, nan_ok=True)


@pytest.mark.parametrize("measure", MEASURES)
@given(sample=weighted(), level=levels, kind=st.sampled_from(["plain", "self-normalised", "likelihood ratios"]))
def test_the_interval_holds_the_value(measure, sample, level, kind):
    x, values = sample
    weights = {"plain": None, "self-normalised": values, "likelihood ratios": LikelihoodRatios(values)}[kind]
    value, error, lower, upper, _ = measure(x, level, weights=weights)
    assert np.isnan(value) or (lower <= value <= upper and error >= 0.0)


@pytest.mark.parametrize("measure", MEASURES[:4])
@given(sample=weighted(), level=levels, factor=st.sampled_from([0.5, 7.0, 1e6]), given_weights=st.booleans())
def test_money_times_a_factor_scales_every_number(measure, sample, level, factor, given_weights):
    x, values = sample
    weights = values if given_weights else None
    once, scaled = measure(x, level, weights=weights), measure(factor * x, level, weights=weights)
    expected = [factor * number for number in once[:4]]
    np.testing.assert_allclose(scaled[:4], expected, rtol=1e-9, atol=1e-9 * factor)


@given(sample=weighted(), level=levels, shift=st.integers(-50, 50))
def test_a_certain_loss_moves_the_tail_measures_by_itself(sample, level, shift):
    x, weights = sample
    for measure in MEASURES[2:4]:
        once, moved = measure(x, level, weights=weights), measure(x + shift, level, weights=weights)
        assert moved.value == pytest.approx(once.value + shift)
        assert moved.standard_error == pytest.approx(once.standard_error, abs=1e-9)


@given(sample=weighted(), level=levels)
def test_expected_shortfall_lies_between_value_at_risk_and_maximum(sample, level):
    x, values = sample
    for weights in (None, values):
        shortfall = expected_shortfall(x, level, weights=weights).value
        assert value_at_risk(x, level, weights=weights).value <= shortfall <= x.max() + 1e-9
        assert shortfall >= mean(x, weights=weights).value - 1e-9


@given(sample=weighted(), level=levels)
def test_value_at_risk_is_the_smallest_loss_with_its_probability(sample, level):
    x, values = sample
    weights = values / values.sum()
    found = value_at_risk(x, level, weights=values).value
    assert found in x
    assert weights[x <= found].sum() >= level - 1e-9
    assert weights[x < found].sum() < level


@given(parts=components(), level=levels)
def test_contributions_add_up_to_the_expected_shortfall(parts, level):
    losses, weights = parts
    found = tail_contributions(losses, level, weights=weights)
    whole = expected_shortfall(losses.sum(axis=1), level, weights=weights)
    assert found.value.sum() == pytest.approx(whole.value)
    assert (found.value >= -1e-12).all()
    assert found.standard_error.sum() >= whole.standard_error - 1e-9  # triangle inequality


@given(parts=components(), level=levels)
def test_contributions_under_likelihood_ratios_add_up_too(parts, level):
    losses, weights = parts
    ratios = None if weights is None else LikelihoodRatios(np.array(weights) / np.mean(weights))
    found = tail_contributions(losses, level, weights=ratios)
    whole = expected_shortfall(losses.sum(axis=1), level, weights=ratios)
    assert found.value.sum() == pytest.approx(whole.value)


@given(sample=weighted(), points=st.lists(st.integers(-2, 22), min_size=1, max_size=10))
def test_exceedance_falls_with_the_threshold(sample, points):
    x, weights = sample
    curve = exceedance_curve(x, np.sort(points), weights=weights)
    for column in (curve.value, curve.lower, curve.upper):
        assert ((column >= 0.0) & (column <= 1.0)).all()
    assert (np.diff(curve.value) <= 0.0).all()


@given(months=st.lists(st.integers(-1, 30), min_size=1, max_size=40), horizon=st.integers(1, 24))
def test_ruin_probability_rises_to_the_share_of_ruined_paths(months, horizon):
    ruin = ruin_probability(months, horizon)
    ruined = [0 <= month < horizon for month in months]
    assert ruin.value.shape == (horizon,)
    assert (np.diff(ruin.value) >= -1e-12).all()
    assert ruin.value[-1] == pytest.approx(np.mean(ruined))
