"""Quantile bands from counts: exact to the grid, the same in any order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fundsim.simulation.bands import Bands

LEVELS = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


@given(arrays(np.float64, st.tuples(st.integers(1, 60), st.just(2)), elements=st.floats(0.001, 1e9)))
def test_quantiles_are_order_statistics_to_within_the_grid(values: np.ndarray) -> None:
    bands = Bands((2,), 2e9)
    bands.add(values)
    exact = np.quantile(values, LEVELS, axis=0, method="inverted_cdf")
    np.testing.assert_allclose(bands.quantiles(LEVELS), exact, rtol=1 / 512)


def test_coarse_bands_take_a_quarter_and_are_exact_to_their_grid() -> None:
    fine, coarse = Bands((120,), 1e9), Bands((120,), 1e9, coarse=True)
    assert fine.cells > 3.9 * coarse.cells
    coarse.add(np.full((10, 120), 12345.0))
    np.testing.assert_allclose(coarse.quantiles((0.5,)), 12345.0, rtol=1 / 128)


def test_quantiles_of_nothing_but_zeros_are_zero() -> None:
    bands = Bands((3,), 1e6)
    bands.add(np.zeros((10, 3)))
    assert not bands.quantiles(LEVELS).any()


def test_counts_do_not_depend_on_the_order_or_the_blocks() -> None:
    values = np.random.default_rng(3).lognormal(5.0, 2.0, (200, 4))
    whole, parts = Bands((4,), 1e9), Bands((4,), 1e9)
    whole.add(values)
    for part in np.array_split(values[::-1], 7):
        parts.add(part)
    assert np.array_equal(whole.shared, parts.shared)


def test_what_all_members_share_on_some_paths_counts_for_each() -> None:
    values = np.random.default_rng(5).lognormal(5.0, 2.0, (200, 3, 4))
    values[::3] = values[::3, :, :1]
    bands = Bands((3, 4), 1e9)
    bands.add(values)
    assert (bands.shared.sum(axis=1) >= 67).all()
    assert (bands.shared.sum(axis=1)[:, None] + bands.counts.sum(axis=2) == 200).all()
    exact = np.moveaxis(np.quantile(values, LEVELS, axis=0, method="inverted_cdf"), 0, 1)
    np.testing.assert_allclose(bands.quantiles(LEVELS), exact, rtol=1 / 512)


def test_quantities_keep_their_shape_with_levels_before_the_last_dimension() -> None:
    values = np.random.default_rng(4).lognormal(5.0, 1.0, (50, 2, 3))
    bands = Bands((2, 3), 1e6)
    bands.add(values)
    exact = np.moveaxis(np.quantile(values, LEVELS, axis=0, method="inverted_cdf"), 0, 1)
    np.testing.assert_allclose(bands.quantiles(LEVELS), exact, rtol=1 / 512)


def test_bands_can_be_read_between_blocks() -> None:
    bands = Bands((1,), 1e6)
    for value in (10.0, 10.0, 1000.0, 1000.0):
        bands.add(np.array([[value]]))
        bands.quantiles((0.5,))
    assert bands.quantiles((0.75,))[0, 0] == pytest.approx(1000.0, rel=1 / 512)
