"""Keyed draws: uniform, independent along every part of the key, and nowhere the same twice."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics import purposes
from fundsim.kernels.numerics.random import exponential, path_key, purpose_key, uniform
from fundsim.kernels.numerics.special import normal_quantile

KEYS = ("seed", "path", "purpose", "entity", "first", "second")
PURPOSES = [value for name, value in vars(purposes).items() if name.isupper() and isinstance(value, int)]


@kernel
def fill(keys: NDArray[np.int64], uniforms: NDArray[np.float64], exponentials: NDArray[np.float64]) -> None:
    """Draws of one key a row."""
    for row in range(keys.shape[0]):
        key = purpose_key(path_key(keys[row, 0], keys[row, 1]), keys[row, 2])
        uniforms[row] = uniform(key, keys[row, 3], keys[row, 4], keys[row, 5])
        exponentials[row] = exponential(key, keys[row, 3], keys[row, 4], keys[row, 5])


@kernel
def normal_quantiles(values: NDArray[np.float64], found: NDArray[np.float64]) -> None:
    """Quantiles of many probabilities."""
    for row in range(values.shape[0]):
        found[row] = normal_quantile(values[row])


def draws(**parts: object) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Uniform and exponential draws of all combinations of the key's parts; parts not named are 1."""
    axes = np.meshgrid(*(np.atleast_1d(parts.get(name, 1)) for name in KEYS), indexing="ij")
    keys = np.stack([axis.ravel() for axis in axes], axis=1).astype(np.int64)
    uniforms, exponentials = np.zeros(len(keys)), np.zeros(len(keys))
    fill(keys, uniforms, exponentials)
    return uniforms, exponentials


def assert_mean(values: NDArray[np.float64], mean: float, deviation: float) -> None:
    """The mean of independent values is within four standard errors."""
    assert abs(values.mean() - mean) < 4.0 * deviation / math.sqrt(len(values))


def test_purposes_have_numbers_of_their_own() -> None:
    assert len(set(PURPOSES)) == len(PURPOSES) >= 20


def test_neighbouring_keys_share_no_values() -> None:
    values, _ = draws(seed=range(6), path=range(6), purpose=PURPOSES, entity=range(20), first=range(3), second=range(2))
    assert len(values) == 4_320 * len(PURPOSES)
    assert len(np.unique(values)) == len(values)


@pytest.mark.parametrize("part", KEYS)
def test_large_numbers_are_told_apart(part: str) -> None:
    bits = {"entity": 32, "first": 16, "second": 16, "purpose": 8}.get(part, 62)
    values, _ = draws(**{part: [*(2**k for k in range(bits)), 0, 2**bits - 1]})
    assert len(np.unique(values)) == bits + 2


@pytest.mark.parametrize("part", KEYS)
def test_draws_are_uniform_and_uncorrelated_along_each_part_of_the_key(part: str) -> None:
    values, _ = draws(**{part: range(5000)})
    assert values.min() > 0.0
    assert values.max() < 1.0
    assert_mean(values, 0.5, math.sqrt(1 / 12))
    assert_mean((values - 0.5) ** 2, 1 / 12, math.sqrt(1 / 180))
    assert stats.kstest(values, "uniform").pvalue > 1e-4
    for lag in (1, 2, 3):
        assert_mean((values[lag:] - 0.5) * (values[:-lag] - 0.5), 0.0, 1 / 12)


def test_sums_of_neighbouring_seeds_vary_as_those_of_independent_ones() -> None:
    values, _ = draws(seed=range(2000), entity=range(16))
    means = values.reshape(2000, 16).mean(axis=1)
    variance = 1 / (12 * 16)
    assert abs(means.var() / variance - 1.0) < 4 * math.sqrt(2 / 2000)
    assert abs(np.corrcoef(means[1:], means[:-1])[0, 1]) < 4 / math.sqrt(2000)


def test_same_loan_of_neighbouring_paths_and_purposes_is_uncorrelated() -> None:
    values, _ = draws(path=range(300), purpose=PURPOSES, entity=range(12))
    by_path = values.reshape(300, len(PURPOSES), 12) - 0.5
    for one, other in ((by_path[1:], by_path[:-1]), (by_path[:, 1:], by_path[:, :-1])):
        assert_mean((one * other).ravel(), 0.0, 1 / 12)


def test_exponential_budget_is_the_log_of_the_uniform_draw() -> None:
    values, budgets = draws(path=range(100), entity=range(100))
    np.testing.assert_allclose(budgets, -np.log1p(-values), rtol=1e-14)
    assert_mean(budgets, 1.0, 1.0)
    assert_mean((budgets - 1.0) ** 2, 1.0, math.sqrt(8.0))
    assert_mean((budgets > 3.0).astype(float), math.exp(-3.0), math.sqrt(math.exp(-3.0)))


def test_normal_factors_have_unit_variance() -> None:
    values, _ = draws(seed=7, path=range(10_000), purpose=purposes.COUNTY_FACTOR)
    factors = np.zeros(len(values))
    normal_quantiles(values, factors)
    assert_mean(factors, 0.0, 1.0)
    assert_mean(factors**2, 1.0, math.sqrt(2.0))
    assert_mean(factors**4, 3.0, math.sqrt(96.0))
