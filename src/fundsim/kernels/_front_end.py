"""How rules go through numba's front end: only by the passes that they need, and without what they have no use for.

Rules own no memory, so nothing counts who holds an array. Arrays are values: numba would write each one into memory and
read it back, field by field. Calls of numba's own functions get their types once. The optimiser makes the same machine
code of all that, but has less to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite.ir import Constant
from numba.core import compiler, typed_passes, untyped_passes
from numba.core.compiler_machinery import PassManager
from numba.core.types import BaseFunction, intp, uintp
from numba.np import arrayobj


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Replace an attribute in the meantime; the compiler's lock is held."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


class RuleCompiler(compiler.CompilerBase):  # type: ignore[misc]
    """The passes of the front end that a rule needs: none for closures, inlining of source, or literal arguments."""

    PASSES = (
        untyped_passes.TranslateByteCode, untyped_passes.FixupArgs, untyped_passes.IRProcessing,
        untyped_passes.GenericRewrites, untyped_passes.ReconstructSSA, typed_passes.NopythonTypeInference,
        typed_passes.PreLowerStripPhis, typed_passes.IRLegalization, typed_passes.NativeLowering,
        typed_passes.NoPythonBackend,
    )  # fmt: skip

    def define_pipelines(self) -> list[PassManager]:
        """One list of passes."""
        manager = PassManager("rule")
        for step in self.PASSES:
            manager.add_pass(step, step.__name__)
        manager.finalize()
        return [manager]


def plain_index(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:  # noqa: ARG001 (numba's form)
    """An index as it is, without the comparison for negative ones: rules never count from the end of an array.

    The comparison would be a fifth of all that a path computes.
    """
    return context.cast(builder, index, kind, intp if kind.signed else uintp)


def remembering_calls() -> Any:
    """Types of calls to numba's own functions, each found once: a sum of two numbers has the same type everywhere."""
    find, known = BaseFunction.get_call_type, dict[Any, Any]()

    def get_call_type(function: Any, context: Any, arguments: Any, keywords: Any) -> Any:
        key = function, tuple(arguments), tuple(keywords.items())
        if key not in known:
            known[key] = find(function, context, arguments, keywords)
        return known[key]

    return get_call_type


_in_memory = arrayobj.make_array


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


@contextmanager
def compiling_rules() -> Iterator[None]:
    """Change numba's front end in the meantime as rules need it; the compiler's lock is held."""
    with (
        replaced(arrayobj, "fix_integer_index", plain_index),
        replaced(BaseFunction, "get_call_type", remembering_calls()),
    ):
        yield


def compile_rule(context: Any, python: Any, arguments: Any, flags: Any, library: Any) -> Any:
    """Let a rule's code be written into a library.

    Parameters
    ----------
    context : pair of numba contexts
        For types, and for the processor.
    python : function
        The rule.
    arguments : tuple of numba types
        Types of its arguments.
    flags : numba.core.compiler.Flags
        Options.
    library : numba code library
        Filled.

    Returns
    -------
    numba compile result
        With the signature.
    """
    flags.nrt = False  # an array that is made in a rule is an error
    with replaced(arrayobj, "make_array", make_array):
        return compiler.compile_extra(*context, python, arguments, None, flags, {}, library, RuleCompiler)
