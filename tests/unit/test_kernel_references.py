"""Named tuples packed into words: what comes out is what went in, and what does not fit is refused."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from numba.core.errors import TypingError
from numpy.typing import NDArray

from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.compiling.references import pack, reader, side_by_side

F1 = F2 = F3 = F4 = FC = I1 = I2 = JC = B1 = B2 = NDArray[Any]


class Twig(NamedTuple):
    """Two arrays and a number, nested below a branch."""

    leaves: I1
    weight: float
    green: B2


class Branch(NamedTuple):
    """Every kind of field."""

    count: int
    length: float
    ring: F1
    bark: F2
    cube: F3
    deep: F4
    grid: I2
    flags: B1
    twig: Twig


class Kernels(NamedTuple):
    """Compiled functions of a packed branch."""

    visit: Callable[[Any, NDArray[np.float64]], None]
    misread: Callable[[Any], int]


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compilation, also in a run that interprets the kernels."""
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)


@pytest.fixture(scope="module")
def kernels() -> Kernels:
    """Kernels that read a branch, compiled in every run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numba.config, "DISABLE_JIT", 0)
        reader(Twig)
        read_branch = reader(Branch)

        @kernel
        def visit(words: Any, seen: NDArray[np.float64]) -> None:
            branch = read_branch(words)
            seen[0], seen[1] = branch.count, branch.length
            seen[2], seen[3] = branch.ring[1], branch.ring.shape[0]
            seen[4], seen[5], seen[6] = branch.bark[1, 2], branch.bark.shape[0], branch.bark.shape[1]
            seen[7], seen[8] = branch.cube[1, 0, 2], branch.cube[1, 2].sum()
            seen[9], seen[10] = branch.deep[1, 2, 0, 1], branch.deep.shape[3]
            seen[11], seen[12] = branch.grid[2, 1], branch.flags[3]
            seen[13], seen[14], seen[15] = branch.twig.leaves[2], branch.twig.weight, branch.twig.green[1, 1]
            branch.bark[0, 1] = -5.0

        @kernel
        def misread(words: Any) -> int:
            return read_branch(words).thorns

        return Kernels(visit, misread)


def a_branch() -> Branch:
    """A branch whose elements can be told apart."""
    return Branch(
        count=-7,
        length=2.5,
        ring=np.array([0.0, 11.0, 12.0]),
        bark=np.arange(6.0).reshape(2, 3),
        cube=np.arange(18.0).reshape(2, 3, 3),
        deep=np.arange(24.0).reshape(2, 3, 1, 4),
        grid=np.arange(6, dtype=np.int64).reshape(3, 2),
        flags=np.array([0, 0, 0, 1], np.uint8),
        twig=Twig(np.array([4, 5, 6]), 0.125, np.array([[0, 1], [2, 3]], np.uint8)),
    )


EXPECTED = [-7, 2.5, 11, 3, 5, 2, 3, 11, 48, 21, 4, 5, 1, 6, 0.125, 3]


def test_kernels_see_numbers_arrays_shapes_and_nested_tuples(kernels: Kernels, compiling: None) -> None:
    branch, seen = a_branch(), np.zeros(16)
    kernels.visit(pack(branch), seen)
    assert seen.tolist() == EXPECTED
    assert branch.bark[0, 1] == -5.0  # the arrays themselves, not copies


def test_packed_words_keep_their_arrays_alive(kernels: Kernels, compiling: None) -> None:
    words, seen = pack(a_branch()), np.zeros(16)
    gc.collect()
    litter = [np.full(6, 99.0) for _ in range(1000)]
    kernels.visit(words, seen)
    assert seen.tolist() == EXPECTED
    assert len(litter) == 1000


def test_without_compilation_kernels_take_the_named_tuple_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    branch = a_branch()
    assert pack(branch) is branch
    assert reader(Branch)(branch) is branch


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ring", np.zeros(3, np.float32)),
        ("ring", np.zeros(3, np.int64)),
        ("ring", np.zeros((3, 1))),
        ("ring", np.zeros(6)[::2]),
        ("bark", np.zeros((3, 2)).T),
        ("bark", np.asfortranarray(np.ones((2, 3)))),
        ("grid", np.zeros((2, 2), np.int32)),
        ("grid", np.zeros((2, 2), np.uint64)),
        ("flags", np.zeros(4, np.bool_)),
        ("deep", np.zeros((2, 2, 2))),
    ],
)
def test_an_array_of_another_type_shape_or_layout_is_refused(field: str, value: NDArray[Any], compiling: None) -> None:
    with pytest.raises(TypeError, match=rf"Branch\.{field} is {value.dtype}.*not a contiguous") as error:
        pack(a_branch()._replace(**{field: value}))
    assert str(value.shape) in str(error.value)


def test_a_faulty_array_of_a_nested_tuple_is_named(compiling: None) -> None:
    twig = a_branch().twig._replace(leaves=np.zeros(3))
    with pytest.raises(TypeError, match=r"Twig\.leaves is float64\(3,\), not a contiguous I1 array"):
        pack(a_branch()._replace(twig=twig))


def test_a_field_that_the_class_does_not_have_is_unknown_to_the_compiler(kernels: Kernels, compiling: None) -> None:
    with pytest.raises(TypingError, match="thorns"):
        kernels.misread(pack(a_branch()))


class Row(NamedTuple):
    """Columns of a table whose rows lie together."""

    age: JC
    weight: FC


def test_columns_of_a_table_lie_side_by_side_and_kernels_read_and_write_them(compiling: None) -> None:
    read_row = reader(Row)

    @kernel
    def grow(words: Any) -> float:
        row = read_row(words)
        row.age[2] += 1
        row.weight[0] = 2.5
        return row.weight[1] * row.age.shape[0]

    columns = side_by_side(3, age=np.array([4, 5, 6]), weight=float)
    row = Row(**columns)
    row.weight[1] = 0.5
    assert grow(pack(row)) == 1.5
    assert row.age.tolist() == [4, 5, 7]
    assert row.weight.tolist() == [2.5, 0.5, 0.0]
    assert row.age.strides == row.weight.strides == (16,)  # no row lies across two lines of the cache
    assert row.age.ctypes.data % 64 == 0


class Terms(NamedTuple):
    """What rules may only read."""

    rates: F1


def test_an_array_of_a_constant_tuple_is_read_but_not_written(compiling: None) -> None:
    read_terms = reader(Terms, constant=True)

    @kernel
    def read(words: Any) -> float:
        return read_terms(words).rates[1]

    @kernel
    def write(words: Any) -> None:
        read_terms(words).rates[1] = 0.0

    terms = Terms(np.array([0.25, 0.5]))
    assert read(pack(terms)) == 0.5
    with pytest.raises(TypingError, match="readonly array"):
        write(pack(terms))
    assert terms.rates.tolist() == [0.25, 0.5]


@pytest.mark.parametrize("value", [np.zeros(3), np.zeros(3, np.int64), np.zeros((3, 1), np.int32)])
def test_a_column_of_another_type_is_refused(value: NDArray[Any], compiling: None) -> None:
    with pytest.raises(TypeError, match=rf"Row\.age is {value.dtype}.*not a column of int32"):
        pack(Row(value, np.zeros(3)))


def test_rows_that_are_shared_are_one_row_for_all(compiling: None) -> None:
    read_row = reader(Row)

    @kernel
    def pass_on(words: Any) -> float:
        row = read_row(words)
        row.weight[0] = 2.5
        row.age[1] = 7
        return row.weight[2] + row.age[0]

    assert pass_on(pack(Row(**side_by_side(3, shared=True, age=int, weight=float)))) == 9.5


def test_columns_of_tables_of_different_rows_are_refused(compiling: None) -> None:
    narrow, wide = side_by_side(3, age=int, weight=float), side_by_side(3, age=int, weight=float, length=float)
    with pytest.raises(TypeError, match=r"Row\.weight has rows of 32 bytes, its table of 16"):
        pack(Row(narrow["age"], wide["weight"]))
