"""Arrays in rules as plain values: an address, a shape and strides, and no more than that to read an element.

numba would write each array into memory and read it back, field by field, and look at all axes for each element. The
optimiser makes the same machine code of both, but has a fraction of the instructions to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import reduce
from typing import Any

from llvmlite.ir import Constant
from numba.core import cgutils
from numba.core.types import Integer, intp, uintp
from numba.np import arrayobj

from fundsim.kernels.compiling.replacing import replaced

_in_memory = arrayobj.make_array
_any_indexing = arrayobj.basic_indexing


class ArrayValue:
    """Fields of an array (data, shape, strides, ...), to be read and set like those of numba's own helper."""

    def __init__(self, context: Any, builder: Any, kind: Any, value: Any = None) -> None:
        self._context, self._builder, self._fe_type = context, builder, kind
        self._datamodel = context.data_model_manager[kind]
        self._value = Constant(context.get_value_type(kind), None) if value is None else value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._builder.extract_value(self._value, self._datamodel.get_field_position(name))

    def __setattr__(self, name: str, field: Any) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, field)
        else:
            position = self._datamodel.get_field_position(name)
            self._value = self._builder.insert_value(self._value, field, position)

    def _getvalue(self) -> Any:
        return self._value


def make_array(kind: Any) -> Callable[..., Any]:
    """Helper class for arrays of a type, as numba asks for it."""

    def helper(context: Any, builder: Any, value: Any = None, ref: Any = None) -> Any:
        if ref is not None or kind is not kind.as_array:
            return _in_memory(kind)(context, builder, value, ref)
        return ArrayValue(context, builder, kind, value)

    return helper


def populate_array(array: Any, data: Any, shape: Any, strides: Any, **unused: Any) -> Any:  # noqa: ARG001 (numba's form)
    """Set the fields that rules read: neither the number of elements, nor who owns them, nor their size."""
    array.data = data
    for name, parts in (("shape", shape), ("strides", strides)):
        packed = cgutils.pack_array(array._builder, parts) if isinstance(parts, list | tuple) else parts
        setattr(array, name, packed)
    return array


def plain_index(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:  # noqa: ARG001 (numba's form)
    """An index as it is, without the comparison for negative ones: rules never count from the end of an array.

    The comparison would be a fifth of all that a path computes.
    """
    return context.cast(builder, index, kind, intp if kind.signed else uintp)


def plain_indexing(
    context: Any, builder: Any, kind: Any, array: Any, index_types: Any, indices: Any, boundscheck: Any = None
) -> tuple[Any, list[Any], list[Any]]:
    """Address, shape and strides of an element or a row by whole numbers; other indices are left to numba."""
    given, axes = len(indices), kind.ndim
    if (kind.layout != "C" and given < axes) or not all(isinstance(index, Integer) for index in index_types):
        found: tuple[Any, list[Any], list[Any]] = _any_indexing(
            context, builder, kind, array, index_types, indices, boundscheck
        )
        return found
    whole = [plain_index(context, builder, *pair, None) for pair in zip(index_types, indices, strict=True)]

    def parts(field: Any, first: int) -> list[Any]:
        return [builder.extract_value(field, axis) for axis in range(first, axes)]

    if kind.layout != "C":
        offset = reduce(builder.add, map(builder.mul, parts(array.strides, 0), whole))
        return cgutils.pointer_add(builder, array.data, offset), [], []
    lengths = parts(array.shape, 1) if axes > 1 else []
    steps = [reduce(builder.mul, lengths[axis:]) for axis in range(min(given, len(lengths)))]
    offsets = [*map(builder.mul, whole, steps), *whole[len(steps) :]]
    address = builder.gep(array.data, [reduce(builder.add, offsets)])
    if given == axes:
        return address, [], []
    return address, lengths[given - 1 :], parts(array.strides, given)


def load_item(context: Any, builder: Any, kind: Any, pointer: Any) -> Any:
    """Load an element; one of an array that no rule may write stays what it is, whatever is written in between."""
    item = builder.load(pointer)
    if not kind.mutable:
        item.set_metadata("invariant.load", builder.module.add_metadata([]))
    return context.data_model_manager[kind.dtype].from_data(builder, item)


@contextmanager
def arrays_as_values() -> Iterator[None]:
    """Let numba make arrays so in the meantime; the compiler's lock is held."""
    with ExitStack() as stack:
        for own in (make_array, populate_array, load_item):
            stack.enter_context(replaced(arrayobj, own.__name__, own))
        stack.enter_context(replaced(arrayobj, "basic_indexing", plain_indexing))
        yield
