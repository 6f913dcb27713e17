"""Named tuples of arrays as references inside compiled code.

A named tuple is passed by value: every call of a small rule would copy hundreds of array descriptors, and compiling
would take minutes. Python therefore packs a named tuple into a table of words (addresses, shapes, numbers), entry
kernels receive the table, and rules read it by the same dotted names: a reference is one pointer, its arrays carry no
reference counts, and one compilation serves all scenarios. Without compilation, packing changes nothing.

The class's annotations fix the types: ``F2`` is a float64 array of two axes, ``I1`` int64, ``B1`` uint8, ``U1`` uint64;
``int`` and ``float`` are numbers; ``FC`` and ``JC`` (int32) are columns of a table whose rows lie together in memory
(see ``side_by_side``), ``FD`` and ``JD`` those of a second table; any other name is a named tuple packed below.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce
from typing import Any, TypeVar

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models, register_default
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic
from numba.np.numpy_support import as_dtype
from numpy.typing import NDArray

T = TypeVar("T")
Words = NDArray[np.int64]
DTYPES = {
    "F": (np.float64, types.float64),
    "I": (np.int64, types.int64),
    "J": (np.int32, types.int32),
    "B": (np.uint8, types.uint8),
    "U": (np.uint64, types.uint64),
}
WORD = ir.IntType(64)
TABLES = "CD"  # second letter of columns
CACHE_LINE = 64  # bytes


class Reference(types.Type):
    """Compiled type of a packed named tuple."""

    def __init__(self, record: type, *, constant: bool) -> None:
        self.offsets: dict[str, int] = {}
        self.kinds: dict[str, types.Type] = {}
        self.strides: dict[str, int] = {}
        first_stride: dict[str, int] = {}
        used = 0
        for name, annotation in annotations_of(record).items():
            self.offsets[name] = used
            self.kinds[name], size = _kind_of(annotation, constant=constant)
            used += size
            if is_column(annotation):  # one word for the whole table, so that a row's place is computed once
                self.strides[name] = first_stride.setdefault(annotation[1], used - 1)
        super().__init__(name=f"Reference({record.__name__})")


REFERENCES: dict[str, Reference] = {}


@cache
def annotations_of(record: type) -> dict[str, str]:
    """Annotations of a NamedTuple class as they are written; kept, as some runs pack every path anew."""
    return {name: getattr(kind, "__forward_arg__", str(kind)) for name, kind in record.__annotations__.items()}


@cache
def is_column(annotation: str) -> bool:
    """Whether a field is a column of a table."""
    return len(annotation) == 2 and annotation[0] in DTYPES and annotation[1] in TABLES


def _kind_of(annotation: str, *, constant: bool) -> tuple[types.Type, int]:
    """Compiled type of a field and the words it takes."""
    if annotation == "int":
        return types.int64, 1
    if annotation == "float":
        return types.float64, 1
    if annotation in REFERENCES:
        return REFERENCES[annotation], 1
    if is_column(annotation):
        return types.Array(DTYPES[annotation[0]][1], 1, "A", readonly=constant), 3
    axes = int(annotation[1])
    return types.Array(DTYPES[annotation[0]][1], axes, "C", readonly=constant), 1 + axes


@register_default(Reference)
class ReferenceModel(models.PrimitiveModel):  # type: ignore[misc]
    """A reference is the address of words, as a number.

    Of a pointer the optimiser would pass on what a rule reads there first, and forget that no rule changes it.
    """

    def __init__(self, manager: Any, kind: Reference) -> None:
        super().__init__(manager, kind, WORD)


@infer_getattr
class ReferenceAttributes(AttributeTemplate):  # type: ignore[misc]
    """Types of the fields."""

    key = Reference

    def generic_resolve(self, kind: Reference, name: str) -> types.Type | None:
        """Type of a field, None for an unknown name."""
        return kind.kinds.get(name)


@lower_getattr_generic(Reference)  # type: ignore[untyped-decorator]
def read_field(context: Any, builder: Any, kind: Reference, address: Any, name: str) -> Any:
    """Load a number, a nested reference, or an array view of a field."""
    field, offset, pointer = kind.kinds[name], kind.offsets[name], builder.inttoptr(address, WORD.as_pointer())
    if isinstance(field, types.Array):
        return _array_view(context, builder, field, pointer, offset, kind.strides.get(name))
    place = cgutils.gep_inbounds(builder, pointer, offset)
    if field == types.float64:
        return _constant_word(builder, builder.bitcast(place, ir.DoubleType().as_pointer()))
    return _constant_word(builder, place)


def _constant_word(builder: Any, place: Any) -> Any:
    """Load a word that no kernel changes: the optimiser may keep it whatever is written in between."""
    word = builder.load(place)
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


def _array_view(context: Any, builder: Any, field: types.Array, pointer: Any, offset: int, stride: int | None) -> Any:
    """An array that owns nothing, from its address and shape; of a column, also from the length of a row."""

    def word(at: int) -> Any:
        return _constant_word(builder, cgutils.gep_inbounds(builder, pointer, at))

    words = [word(offset + k) for k in range(1 + field.ndim)]
    item = as_dtype(field.dtype).itemsize
    strides = [reduce(builder.mul, words[axis + 2 :], WORD(item)) for axis in range(field.ndim)]
    if stride is not None:
        strides = [word(stride)]
    array = context.make_array(field)(context, builder)
    context.populate_array(
        array,
        data=builder.inttoptr(words[0], context.get_data_type(field.dtype).as_pointer()),
        shape=words[1:],
        strides=strides,
        itemsize=WORD(item),
        meminfo=None,
    )
    return array._getvalue()


def reader(record: type[T], *, constant: bool = False) -> Callable[[Any], T]:
    """Make the function by which an entry kernel reads packed words as a named tuple.

    Parameters
    ----------
    record : type
        A NamedTuple class; readers of the classes nested in it must have been made before.
    constant : bool
        No rule may write its arrays, so that the optimiser can keep what it has read of them.

    Returns
    -------
    callable
        Takes what ``pack`` returned.
    """
    if numba.config.DISABLE_JIT:
        return lambda packed: packed
    reference = REFERENCES.setdefault(record.__name__, Reference(record, constant=constant))

    def read(typing_context: Any, words: Any) -> Any:  # noqa: ARG001 (numba passes it)
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, value=arguments[0])
            return builder.ptrtoint(array.data, WORD)

        return reference(words), generate

    return intrinsic(read)


def pack(record: Any) -> Any:
    """Pack a named tuple of contiguous arrays and numbers into words.

    Parameters
    ----------
    record : NamedTuple
        It must stay alive, and its arrays in place, while the words are used.

    Returns
    -------
    array of int64, or the record itself without compilation
        For an entry kernel.

    Raises
    ------
    TypeError
        An array has not the type, the number of axes or the layout that the class declares.
    """
    if numba.config.DISABLE_JIT:
        return record
    words: list[int] = []
    kept: list[Words] = []
    strides: dict[str, tuple[int, ...]] = {}
    own: type = type(record)
    for name, annotation in annotations_of(own).items():
        value = getattr(record, name)
        if isinstance(value, tuple):
            nested = pack(value)
            kept.append(nested)
            words.append(nested.ctypes.data)
        elif annotation in ("int", "float"):
            words.append(int(np.array(value, np.float64 if annotation == "float" else np.int64).view(np.int64)))
        else:
            _check_array(type(record).__name__, name, annotation, value)
            words += [value.ctypes.data, *value.shape]
            if is_column(annotation):
                words += value.strides
                _check_stride(type(record).__name__, name, value, strides.setdefault(annotation[1], value.strides))
    packed = np.array(words, np.int64).view(PackedWords)
    packed.kept = (record, kept)
    return packed


class PackedWords(np.ndarray):
    """Words that keep alive what they point to."""

    kept: tuple[Any, list[Words]]


def _check_array(record: str, name: str, annotation: str, value: NDArray[Any]) -> None:
    column = is_column(annotation)
    dtype, axes = DTYPES[annotation[0]][0], 1 if column else int(annotation[1])
    if value.dtype != dtype or value.ndim != axes or not (column or value.flags.c_contiguous):
        wanted = f"column of {np.dtype(dtype)}" if column else f"contiguous {annotation} array"
        raise TypeError(f"{record}.{name} is {value.dtype}{value.shape}, not a {wanted}")


def _check_stride(record: str, name: str, value: NDArray[Any], of_table: tuple[int, ...]) -> None:
    if value.strides != of_table:
        raise TypeError(f"{record}.{name} has rows of {value.strides[0]} bytes, its table of {of_table[0]}")


def side_by_side(rows: int, *, shared: bool = False, **columns: type | NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Lay columns out as a table: what is known of one row lies together, so that reading it misses the cache once.

    Parameters
    ----------
    rows : int
        Number of rows.
    shared : bool
        All rows are one and the same, which stays in the cache.
    **columns : array (rows,) or type
        Values of each column, integers or floats; or int or float for a column of zeros.

    Returns
    -------
    dict of arrays (rows,)
        Columns of int32 and float64 by name.
    """
    formats = []
    for given in columns.values():
        kind = given if isinstance(given, type) else given.dtype
        formats.append(np.dtype(np.float64 if np.issubdtype(kind, np.floating) else np.int32))
    offsets = np.cumsum([0, *(form.itemsize for form in formats)]).tolist()
    width = 8
    while width < min(offsets[-1], CACHE_LINE):  # a row must not lie across two lines of the cache without need
        width *= 2
    width *= -(-offsets[-1] // width)
    row = np.dtype({"names": list(columns), "formats": formats, "offsets": offsets[:-1], "itemsize": width})
    kept = 1 if shared else rows
    memory = np.zeros(kept * width + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    table = memory[start : start + kept * width].view(row)
    for name, given in columns.items():
        if not isinstance(given, type):
            table[name] = given
    if shared:
        return {name: np.lib.stride_tricks.as_strided(table[name], (rows,), (0,)) for name in columns}
    return {name: table[name] for name in columns}
