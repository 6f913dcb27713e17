"""The portfolio's draws on arrays are the kernels' draws one by one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fundsim.kernels.numerics import purposes, random
from fundsim.portfolio.draws import mix64, portfolio_key, uniforms

words = st.integers(0, 2**64 - 1)


@settings(deadline=None)
@given(st.lists(words, min_size=1, max_size=20))
def test_mixing_is_that_of_the_kernels(numbers: list[int]) -> None:
    mixed = mix64(np.array(numbers, dtype=np.uint64))
    assert mixed.tolist() == [int(random.mix64(np.uint64(number))) for number in numbers]


@settings(deadline=None)
@given(
    seed=words,
    path=st.integers(0, 2**32),
    entities=st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=10),
    first=st.integers(0, 2**16 - 1),
    second=st.integers(0, 2**16 - 1),
)
def test_uniforms_are_those_of_the_kernels(seed: int, path: int, entities: list[int], first: int, second: int) -> None:
    # Compiled functions hand Python plain integers back, which must become words again.
    path_key = np.uint64(random.path_key(np.uint64(seed), np.uint64(path)))
    key = np.uint64(random.purpose_key(path_key, np.uint64(purposes.PORTFOLIO)))
    expected = [random.uniform(key, np.uint64(entity), first, second) for entity in entities]
    assert uniforms(portfolio_key(seed, path), entities, first, second).tolist() == expected


def unmixed(word: int) -> int:
    """The word that ``mix64`` turns into another: its shifts and products undone, the last first."""
    last, whole = 31, 2**64
    for multiplier, shift in ((purposes.MIX_2, 27), (purposes.MIX_1, 30), (None, 0)):
        word ^= word >> last ^ word >> 2 * last ^ word >> 3 * last
        if multiplier is not None:
            word, last = word * pow(int(multiplier), -1, whole) % whole, shift
    return word


def test_the_last_draw_is_below_1_as_that_of_the_kernels() -> None:
    key = np.array([unmixed(2**64 - 1)], np.uint64)
    assert mix64(key).tolist() == [2**64 - 1]
    assert uniforms(key, 0, 0, 0).tolist() == [random.uniform(key[0], 0, 0, 0)] == [purposes.LARGEST_UNIFORM]


def test_uniforms_broadcast_entities_and_generations() -> None:
    key = portfolio_key(5)
    table = uniforms(key, np.arange(4)[:, None], np.arange(3), 6)
    assert table.shape == (4, 3)
    assert table[2, 1] == uniforms(key, 2, 1, 6)[0]


def test_uniforms_are_uniform_and_streams_unrelated() -> None:
    key = portfolio_key(1)
    one, other = (uniforms(key, np.arange(100_000), 0, stream) for stream in (0, 1))
    histogram = np.histogram(one, bins=50, range=(0.0, 1.0))[0]
    assert np.sum((histogram - 2000.0) ** 2 / 2000.0) < 100.0  # chi-square with 49 degrees of freedom
    assert abs(np.corrcoef(one, other)[0, 1]) < 4.0 / np.sqrt(100_000)
