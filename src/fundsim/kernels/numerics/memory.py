"""What rules do with whole stretches of memory: fetch it ahead, fill it, add it to another."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.errors import TypingError
from numba.core.types.misc import unliteral
from numba.extending import intrinsic
from numpy.typing import NDArray

from fundsim.kernels.arrays import F1
from fundsim.kernels.compiling.jit import kernel


def _no_prefetch(array: NDArray[Any], index: int) -> None:
    """Without compilation there is nothing to wait for."""


def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:  # noqa: ARG001 (numba passes it)
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, value=arguments[0])
        stride = cgutils.unpack_tuple(builder, view.strides)[0]
        start = builder.bitcast(view.data, cgutils.voidptr_t)
        place = builder.gep(start, [builder.mul(stride, arguments[1])])
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t] + 3 * [cgutils.int32_t])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(fetch, [place, *(cgutils.int32_t(option) for option in (0, 3, 1))])  # to read, to keep, data
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


def _plain_fill(array: NDArray[Any], value: float) -> None:
    """Without compilation, numpy fills an array."""
    array[...] = value


def _fill(typing_context: Any, array: Any, value: Any) -> Any:  # noqa: ARG001 (numba passes it)
    if not (isinstance(array, types.Array) and array.layout == "C"):
        raise TypingError(f"fill takes arrays that lie in one piece, not {array}")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, value=arguments[0])
        item = context.cast(builder, arguments[1], signature.args[1], array.dtype)
        items = reduce(builder.mul, cgutils.unpack_tuple(builder, view.shape))
        with cgutils.for_range(builder, items) as loop:
            builder.store(item, builder.gep(view.data, [loop.index]))
        return context.get_dummy_value()

    return types.void(array, unliteral(value)), generate


def _plain_add(target: NDArray[Any], source: NDArray[Any]) -> None:
    """Without compilation, numpy adds arrays."""
    target += source


def _add(typing_context: Any, target: Any, source: Any) -> Any:  # noqa: ARG001 (numba passes it)
    if not (isinstance(target, types.Array) and target.layout == "C" and source == target):
        raise TypingError(f"add_all takes two arrays of one type that lie in one piece, not {target} and {source}")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
        sums, added = (context.make_array(target)(context, builder, value=array) for array in arguments)
        items = reduce(builder.mul, cgutils.unpack_tuple(builder, sums.shape))
        with cgutils.for_range(builder, items) as loop:
            place = builder.gep(sums.data, [loop.index])
            item = builder.load(builder.gep(added.data, [loop.index]))
            builder.store(builder.fadd(builder.load(place), item), place)
        return context.get_dummy_value()

    return types.void(target, source), generate


prefetch = _no_prefetch if numba.config.DISABLE_JIT else intrinsic(_prefetch)
# Assigning to `array[:]` would do the same, but compiles to hundreds of instructions about shapes.
fill = _plain_fill if numba.config.DISABLE_JIT else intrinsic(_fill)
add_all = _plain_add if numba.config.DISABLE_JIT else intrinsic(_add)


@kernel
def fill_first(row: F1, count: int, value: float) -> None:
    """Fill the first places of a row."""
    for place in range(count):
        row[place] = value


@kernel
def copy_first(row: F1, count: int, amounts: F1) -> None:
    """Copy the first places of a row from another."""
    for place in range(count):
        row[place] = amounts[place]


@kernel
def add_first(row: F1, count: int, amounts: F1) -> None:
    """Add to the first places of a row."""
    for place in range(count):
        row[place] += amounts[place]


@kernel
def add_scaled(row: F1, count: int, amounts: F1, factor: float) -> None:
    """Add multiples to the first places of a row."""
    for place in range(count):
        row[place] += amounts[place] * factor


@kernel
def take_off(row: F1, count: int, amounts: F1) -> None:
    """Subtract from the first places of a row."""
    for place in range(count):
        row[place] -= amounts[place]


@kernel
def repeat_first(row: F1, count: int) -> None:
    """Repeat the first place of a row in the others of so many."""
    for place in range(1, count):
        row[place] = row[0]


@kernel
def are_alike(row: NDArray[Any], count: int) -> bool:
    """Whether the first places of a row hold one and the same number."""
    others = 0
    for place in range(1, count):
        others += row[place] != row[0]
    return others == 0


@kernel
def is_any(row: F1, count: int) -> bool:
    """Whether any of the first places of a row, none of them negative, is above zero."""
    total = 0.0
    for place in range(count):
        total += row[place]
    return total > 0.0
