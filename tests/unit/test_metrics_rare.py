"""Intervals of what few paths show, or none."""

import numpy as np
import pytest

from fundsim.metrics import mean
from fundsim.metrics.rare import paired_probability, rare_mean

Z = 1.959963984540054


def test_what_is_seen_has_the_interval_of_a_mean():
    amounts, reach = np.array([0.0, 0.0, 5.0, 0.0]), np.full(4, 100.0)
    assert rare_mean(amounts, reach) == mean(amounts)


def test_what_no_path_shows_may_still_happen_as_wilson_has_it():
    # Wilson's upper bound for none of n is z²/(n + z²).
    n = 2000
    found = rare_mean(np.zeros(n), np.linspace(0.0, 300.0, n))
    assert (found.value, found.lower) == (0.0, 0.0)
    assert found.upper == pytest.approx(300.0 * Z**2 / (n + Z**2))
    assert found.standard_error == pytest.approx(found.upper / (2.0 * Z))
    times = rare_mean(np.full(n, 120.0), np.full(n, -120.0))
    assert (times.value, times.upper) == (120.0, 120.0)
    assert times.lower == pytest.approx(120.0 * (1.0 - Z**2 / (n + Z**2)))


def test_one_path_bounds_nothing():
    assert rare_mean([0.0], [9.0]).standard_error == np.inf


def test_difference_of_two_events_by_hand():
    # 3 and 1 of 98 paths tell them apart; with one more of each kind 4 and 2 of 100.
    first, second = np.zeros((2, 98), bool)
    first[:13], second[3:14] = True, True
    found = paired_probability(first, second)
    assert found.value == pytest.approx(2 / 98)
    error = np.sqrt((0.06 - 0.02**2) / 100)
    assert (found.standard_error, found.lower, found.upper) == pytest.approx(
        (error, 0.02 - Z * error, 0.02 + Z * error)
    )


def test_events_that_no_path_tells_apart_may_still_differ():
    found = paired_probability(np.zeros(998, bool), np.zeros(998, bool))
    assert found.value == 0.0
    assert found.upper == -found.lower == pytest.approx(Z * np.sqrt(2.0) / 1000)


def test_paths_must_be_paired():
    with pytest.raises(ValueError, match="3 and 2 paths cannot be paired"):
        paired_probability([True, False, True], [True, False])


@pytest.mark.parametrize(
    ("only_first", "only_second", "both"), [(7e-4, 1e-4, 0.0), (0.004, 0.001, 0.05), (0.1, 0.1, 0.3)]
)
def test_differences_of_rare_events_are_covered(only_first: float, only_second: float, both: float):
    rng, paths, runs = np.random.default_rng(11), 1000, 2000
    shares = [only_first, only_second, both, 1.0 - only_first - only_second - both]
    inside = 0
    for a, b, c, _ in rng.multinomial(paths, shares, runs):
        first, second = np.zeros((2, paths), bool)
        first[: a + c] = True
        second[a : a + c + b] = True
        found = paired_probability(first, second)
        inside += found.lower <= only_first - only_second <= found.upper
    assert inside / runs > 0.94


def test_means_of_rare_amounts_are_covered():
    # An amount of up to 1,000, on one path of 1,500: half of the runs of 1,000 paths do not see it.
    rng, paths, runs = np.random.default_rng(12), 1000, 2000
    amounts = np.where(rng.random((runs, paths)) < 1 / 1500, rng.random((runs, paths)) * 1000.0, 0.0)
    found = [rare_mean(own, np.full(paths, 1000.0)) for own in amounts]
    inside = [one.lower <= 500.0 / 1500 <= one.upper for one in found]
    plain = [mean(own) for own in amounts]
    covered = [one.lower <= 500.0 / 1500 <= one.upper for one in plain]
    assert np.mean(covered) < 0.55
    assert np.mean(inside) > 0.9
