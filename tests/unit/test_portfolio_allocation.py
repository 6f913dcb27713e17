"""Shares are met as closely as whole loans allow, and roundings favour no category."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fundsim.portfolio.allocation import category, dealt_ages, ranks_in_group, systematic_points
from fundsim.portfolio.draws import portfolio_key, uniforms


def draws(count: int, stream: int, seed: int = 1) -> np.ndarray:
    return uniforms(portfolio_key(seed), np.arange(count), 0, stream)


def test_ranks_within_groups_by_hand() -> None:
    group = np.array([1, 0, 1, 1, 0])
    rank, size = ranks_in_group(group, np.array([0.9, 0.2, 0.1, 0.5, 0.1]))
    assert rank.tolist() == [2, 1, 0, 1, 0]
    assert size.tolist() == [3, 2, 3, 3, 2]


def test_points_by_hand() -> None:
    points = systematic_points(np.array([0, 0, 2]), np.array([0.7, 0.3, 0.5]), np.array([0.5, 0.9, 0.25]))
    assert points.tolist() == [0.75, 0.25, 0.25]  # group 1 has no loan


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(0, 40), min_size=1, max_size=8).filter(any),
    weights=st.lists(st.integers(0, 20), min_size=1, max_size=6).filter(any),
    seed=st.integers(0, 2**64 - 1),
)
def test_each_category_is_rounded_down_or_up_in_each_group(sizes: list[int], weights: list[int], seed: int) -> None:
    group = np.repeat(np.arange(len(sizes)), sizes)
    shares = np.array(weights) / sum(weights)
    points = systematic_points(group, draws(len(group), 0, seed), draws(len(sizes), 16, seed))
    assert np.all((points >= 0.0) & (points < 1.0))
    chosen = category(points, shares)
    for index, size in enumerate(sizes):
        counts = np.bincount(chosen[group == index], minlength=len(shares))
        exact = size * shares
        assert np.all(counts >= np.floor(exact - 1e-9))
        assert np.all(counts <= np.ceil(exact + 1e-9))


def test_over_many_townships_of_one_loan_shares_are_met_on_average() -> None:
    townships = 20_000
    points = systematic_points(np.arange(townships), draws(townships, 0), draws(townships, 16))
    counts = np.bincount(category(points, np.array([0.7, 0.2, 0.1])))
    standard_error = np.sqrt(townships * np.array([0.21, 0.16, 0.09]))
    assert np.all(np.abs(counts - townships * np.array([0.7, 0.2, 0.1])) < 4.0 * standard_error)


def test_category_never_takes_one_without_share() -> None:
    points = np.array([0.0, np.nextafter(1.0, 0.0)])
    assert category(points, np.array([0.0, 0.3, 0.1, 0.0])).tolist() == [1, 2]
    tenths = np.full(10, 0.1)  # they do not add up to 1 exactly
    assert category(points, np.append(tenths, 0.0)).tolist() == [0, 9]


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(any),
    terms=st.lists(st.integers(1, 40), min_size=1, max_size=3),
    seed=st.integers(0, 1000),
)
def test_ages_are_even_in_each_township_and_in_the_county(sizes: list[int], terms: list[int], seed: int) -> None:
    township = np.repeat(np.arange(len(sizes)), sizes)
    count = len(township)
    product = (draws(count, 3, seed) * len(terms)).astype(np.int64)
    ages = dealt_ages(product, township, draws(count, 1, seed), draws(len(terms), 2, seed), np.array(terms))
    for number, term in enumerate(terms):
        for where in [np.ones(count, dtype=bool), *(township == index for index in range(len(sizes)))]:
            counts = np.bincount(ages[(product == number) & where], minlength=term)
            assert len(counts) == term
            assert counts.max() - counts.min() <= math.ceil(counts.sum() / term) - counts.sum() // term


def test_which_loan_has_which_age_is_random() -> None:
    township = np.zeros(1200, dtype=np.int64)
    ages = dealt_ages(township, township, draws(1200, 1), draws(1, 2), np.array([12]))
    assert abs(np.corrcoef(ages, np.arange(1200))[0, 1]) < 4.0 / np.sqrt(1200)
