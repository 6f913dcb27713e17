"""Distribution functions and quantiles of the engine against SciPy, far into the tails."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special as reference
from scipy.stats import poisson

from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.special import (
    LARGEST_INTENSITY,
    TABLE_END,
    TABLE_START,
    beta_cdf,
    chi_square_quantile,
    gamma_cdf,
    intensity_at,
    intensity_of,
    normal_cdf,
    normal_quantile,
    poisson_quantile,
    student_quantile,
)

Floats = NDArray[np.float64]
TAILS = 10.0 ** np.linspace(-12, -1, 40)
PROBABILITIES = np.concatenate([TAILS, np.linspace(0.1, 0.9, 81), 1.0 - TAILS])


@kernel
def fill(
    normal: Floats,
    chances: Floats,
    chi: Floats,
    student: Floats,
    pairs: Floats,
    triples: Floats,
    counts: Floats,
    found: Floats,
) -> None:
    """All functions at once, since each compilation takes its time: one row of ``found`` for each."""
    for i in range(normal.shape[0]):
        found[0, i], found[1, i] = normal_cdf(normal[i]), intensity_of(normal[i])
    for i in range(chances.shape[0]):
        found[2, i] = normal_quantile(chances[i])
    for i in range(chi.shape[0]):
        found[3, i] = chi_square_quantile(chi[i, 0], chi[i, 1])
    for i in range(student.shape[0]):
        found[4, i] = student_quantile(student[i, 0], student[i, 1])
    for i in range(pairs.shape[0]):
        found[5, i] = gamma_cdf(pairs[i, 0], pairs[i, 1])
    for i in range(triples.shape[0]):
        found[6, i] = beta_cdf(triples[i, 0], triples[i, 1], triples[i, 2])
    for i in range(counts.shape[0]):
        found[7, i] = poisson_quantile(counts[i, 0], counts[i, 1])


def values(row: int, **given: Floats) -> Floats:
    """Row of ``fill``, for arguments of one of its functions."""
    shapes = {
        "normal": 0, "chances": 0, "chi": (0, 2), "student": (0, 2), "pairs": (0, 2), "triples": (0, 3),
        "counts": (0, 2),
    }  # fmt: skip
    arguments = [np.ascontiguousarray(given.get(name, np.zeros(shape)), float) for name, shape in shapes.items()]
    longest = max(len(argument) for argument in arguments)
    found = np.zeros((8, longest))
    fill(*arguments, found)
    return found[row]


@cache
def shapes(smallest: float, largest: float) -> Floats:
    """Some hundred shape parameters, evenly spread in their logarithm."""
    return np.exp(np.random.default_rng(5).uniform(math.log(smallest), math.log(largest), 161))


def test_normal_distribution_to_the_end_of_the_lower_tail() -> None:
    x = np.concatenate([np.linspace(-37, 8, 2001), [-math.inf, math.inf, 0.0]])
    np.testing.assert_allclose(values(0, normal=x), reference.ndtr(x), rtol=1e-12)


def test_normal_quantile_in_both_tails() -> None:
    p = np.concatenate([10.0 ** np.linspace(-307, -1, 500), PROBABILITIES, [0.075, 0.925, math.exp(-25.0)]])
    found = values(2, chances=p)
    np.testing.assert_allclose(found, reference.ndtri(p), rtol=1e-14, atol=1e-15)
    ends = np.array([0.0, 1.0, 0.5])
    assert values(2, chances=ends).tolist() == [-math.inf, math.inf, 0.0]


def test_normal_quantile_inverts_the_distribution() -> None:
    x = np.linspace(-37, 5, 1000)
    p = values(0, normal=x)
    np.testing.assert_allclose(values(2, chances=p), x, rtol=1e-9, atol=1e-10)


def test_intensity_keeps_small_and_large_probabilities() -> None:
    x = np.concatenate([np.linspace(-37, 37.2, 3001), np.linspace(29.9, 30.1, 101), np.geomspace(38, 4e4, 100)])
    exact = -reference.log_ndtr(-x)
    np.testing.assert_allclose([intensity_at(one) for one in x.tolist()], exact, rtol=1e-12)
    np.testing.assert_allclose(values(1, normal=x), exact, rtol=1e-8)
    outside = (x < TABLE_START) | (x >= TABLE_END)
    np.testing.assert_allclose(values(1, normal=x[outside]), exact[outside], rtol=1e-12)
    certain = values(1, normal=np.array([4.5e4, 1e150, 1e300, math.inf, -40.0, -math.inf]))
    assert certain.tolist() == [LARGEST_INTENSITY] * 4 + [0.0, 0.0]


def test_gamma_distribution_from_small_to_large_shapes() -> None:
    a = shapes(0.01, 1e5)
    for factor in (0.03, 0.5, 0.99, 1.01, 2.0, 30.0):
        found = values(5, pairs=np.column_stack([a, factor * a + 0.01 * factor]))
        expected = reference.gammainc(a, factor * a + 0.01 * factor)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-290)
    assert values(5, pairs=np.array([[2.0, 0.0], [2.0, -1.0]])).tolist() == [0.0, 0.0]


def test_chi_square_quantile_has_its_probability() -> None:
    degrees = shapes(0.5, 1e4)
    x = values(3, chi=np.column_stack([PROBABILITIES, degrees]))
    np.testing.assert_allclose(reference.gammainc(degrees / 2, x / 2), PROBABILITIES, rtol=1e-9, atol=1e-13)
    middle = np.abs(PROBABILITIES - 0.5) < 0.45
    expected = 2 * reference.gammaincinv(degrees / 2, PROBABILITIES)
    np.testing.assert_allclose(x[middle], expected[middle], rtol=1e-9)


def test_beta_distribution_of_even_and_uneven_shapes() -> None:
    a, b = shapes(0.05, 5000.0), shapes(0.05, 5000.0)[::-1]
    for x in (1e-6, 0.02, 0.3, 0.5, 0.9, 0.9999):
        found = values(6, triples=np.column_stack([a, b, np.full_like(a, x)]))
        np.testing.assert_allclose(found, reference.betainc(a, b, x), rtol=1e-9, atol=1e-200)
    ends = [[2.0, 3.0, 0.0], [2.0, 3.0, 1.0], [2.0, 3.0, -1.0], [2.0, 3.0, 2.0]]
    assert values(6, triples=np.array(ends)).tolist() == [0.0, 1.0, 0.0, 1.0]


def test_student_quantile_from_heavy_tails_to_the_normal_law() -> None:
    degrees = shapes(0.2, 1e5)
    found = values(4, student=np.column_stack([PROBABILITIES, degrees]))
    np.testing.assert_allclose(found, reference.stdtrit(degrees, PROBABILITIES), rtol=1e-9, atol=1e-12)
    ends = values(4, student=np.array([[0.0, 4.0], [1.0, 4.0], [0.5, 4.0]]))
    assert ends[:2].tolist() == [-math.inf, math.inf]
    assert abs(ends[2]) < 1e-14
    nearly_normal = values(4, student=np.column_stack([PROBABILITIES, np.full_like(PROBABILITIES, 1e7)]))
    np.testing.assert_allclose(nearly_normal, reference.ndtri(PROBABILITIES), rtol=2e-5, atol=1e-6)


def test_poisson_quantile_from_rare_events_to_thousands() -> None:
    """Means below and above that up to which probabilities are added up, and above what exp(-mean) holds."""
    means = np.array([0.0, 1e-3, 0.3, 2.0, 20.0, 499.0, 501.0, 744.0, 750.0, 1000.0, 50_000.0])
    chances = np.array([1e-6, 0.1, 0.5, 0.9, 1.0 - 1e-6, 1.0 - 2.0**-53])
    chance, mean = (table.ravel() for table in np.meshgrid(chances[:-1], means))
    assert values(7, counts=np.column_stack([chance, mean])).tolist() == poisson.ppf(chance, mean).tolist()
    # At the largest draw rounding decides, but the number stays one that can be.
    largest = values(7, counts=np.column_stack([np.full_like(means, chances[-1]), means]))
    assert np.all(poisson.sf(largest, means) < 1e-12)
    assert np.all(largest < means + 14.0 * np.sqrt(means) + 61.0)
