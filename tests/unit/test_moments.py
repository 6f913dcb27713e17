"""Means and covariances of amounts over paths: exact, the same in any order and in any blocks."""

from __future__ import annotations

import numpy as np
import pytest

from fundsim.errors import AccountingError
from fundsim.simulation.moments import Moments, Sums


def amounts(paths: int = 200) -> np.ndarray:
    """Three years and four lines, of which the years hang together."""
    rng = np.random.default_rng(7)
    return rng.lognormal(12.0, 1.0, (paths, 1, 4)) * rng.lognormal(0.0, 0.5, (paths, 3, 4))


def test_three_paths_by_hand() -> None:
    moments = Moments(2, 1, 1e6, 3)
    moments.add(np.array([[1.0, 10.0], [2.0, 20.0], [6.0, 0.0]])[:, :, None])
    assert moments.mean().ravel().tolist() == pytest.approx([3.0, 10.0])
    expected = [[14.0 / 3.0, -40.0 / 3.0], [-40.0 / 3.0, 200.0 / 3.0]]
    np.testing.assert_allclose(moments.covariance()[:, :, 0], expected, rtol=1e-6)
    assert moments.deviation().ravel().tolist() == pytest.approx([np.sqrt(14.0 / 3.0), np.sqrt(200.0 / 3.0)])


def test_moments_are_those_of_the_paths() -> None:
    values = amounts()
    moments = Moments(3, 4, 1e9, len(values))
    moments.add(values)
    np.testing.assert_allclose(moments.mean(), values.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(moments.deviation(), values.std(axis=0), rtol=1e-9)
    centred = values - values.mean(axis=0)
    expected = np.einsum("pyk,pzk->yzk", centred, centred) / len(values)
    np.testing.assert_allclose(moments.covariance(), expected, rtol=1e-8)


def test_order_and_blocks_do_not_matter() -> None:
    values = amounts(700)  # more than products of which doubles hold the sum
    whole, parts = Moments(3, 4, 1e9, len(values)), Moments(3, 4, 1e9, len(values))
    whole.add(values)
    for part in [*np.array_split(values[::-1], 7), values[:0]]:
        parts.add(part)
    assert np.array_equal(whole.mean(), parts.mean())
    assert np.array_equal(whole.covariance(), parts.covariance())


def test_amounts_that_all_paths_share_have_no_deviation() -> None:
    moments = Moments(1, 1, 1e12, 50)
    moments.add(np.full((50, 1, 1), 123_456_789_012.34))
    assert moments.deviation().item() == 0.0
    assert moments.mean().item() == pytest.approx(123_456_789_012.34, rel=1e-15)


def test_a_deviation_far_narrower_than_the_amounts_is_found() -> None:
    values = np.full((2_000, 1, 1), 5e7)
    values[7] -= 10_000.0  # one path of them lost a loan
    moments = Moments(1, 1, 4e10, 2_000)
    moments.add(values)
    assert moments.deviation().item() == pytest.approx(10_000.0 / np.sqrt(2_000) * np.sqrt(1.0 - 1.0 / 2_000), rel=1e-6)


def test_amounts_may_be_negative_and_reach_the_bound_but_not_pass_it() -> None:
    moments = Moments(1, 1, 100.0, 2)
    moments.add(np.array([-50.0, 100.0])[:, None, None])
    assert moments.mean().item() == pytest.approx(25.0)
    assert moments.deviation().item() == pytest.approx(75.0)
    with pytest.raises(AccountingError, match=r"100\.01 is above 100\.00"):
        moments.add(np.full((1, 1, 1), 100.01))


@pytest.mark.compiled
def test_a_million_paths_do_not_overflow() -> None:
    moments = Moments(1, 1, 1e9, 2**20)
    block = np.full((2**14, 1, 1), 9.9e8)
    block[::2] = 0.0
    for _ in range(2**6):
        moments.add(block)
    assert moments.mean().item() == pytest.approx(4.95e8, rel=1e-12)
    assert moments.deviation().item() == pytest.approx(4.95e8, rel=1e-9)


@pytest.mark.parametrize("largest", [1e10, 1e16, 1e20])
def test_means_keep_their_digits_however_far_the_bound_lies_above_them(largest: float) -> None:
    values = amounts()
    whole, parts = Sums((3, 4), largest, 200), Sums((3, 4), largest, 200)
    whole.add(values)
    for part in np.array_split(values[::-1], 7):
        parts.add(part)
    np.testing.assert_allclose(whole.mean(), values.mean(axis=0), rtol=1e-9)
    assert np.array_equal(whole.mean(), parts.mean())
