"""How rules go through numba's front end: only by the passes that they need, and without what they have no use for.

Rules own no memory, so nothing counts who holds an array, and variables that are no longer needed are not cleared.
Calls of numba's own functions get their types once. The optimiser makes the same machine code of all that, but has less
to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import compiler, typed_passes, untyped_passes
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.lowering import Lower
from numba.core.typed_passes import BaseNativeLowering
from numba.core.types import BaseFunction
from numba.np import arrayobj

from fundsim.kernels.compiling.array_values import arrays_as_values, plain_index
from fundsim.kernels.compiling.replacing import replaced


class RuleLower(Lower):  # type: ignore[misc]
    """Write variables as they are: numba would also clear them and read what they held, for counts of who holds it."""

    def storevar(self, value: Any, name: str, argidx: int | None = None) -> None:  # noqa: ARG002 (numba's form)
        """Write a variable; one that is written once and read in the same block needs no memory."""
        self._alloca_var(name, self.typeof(name))
        if name in self._singly_assigned_vars:
            self._blk_local_varmap[name] = value
        else:
            self.builder.store(value, self.getvar(name))

    def delvar(self, name: str) -> None:
        """Forget a variable; one that comes to its end before its beginning, in a loop, does need memory."""
        if name not in self._blk_local_varmap:
            self._singly_assigned_vars.discard(name)
        self._alloca_var(name, self.typeof(name))

    def alloca_lltype(self, name: str, lltype: Any, datamodel: Any = None) -> Any:  # noqa: ARG002 (numba's form)
        """Memory of a variable, not cleared: that none is read before it is written is checked with the types."""
        with self.builder.goto_entry_block():
            return self.builder.alloca(lltype, name=name)


@register_pass(mutates_CFG=True, analysis_only=False)
class RuleLowering(BaseNativeLowering):  # type: ignore[misc]
    """The pass that writes a rule's instructions."""

    _name = "rule_lowering"

    @property
    def lowering_class(self) -> type[Lower]:
        """Who writes them."""
        return RuleLower


class RuleCompiler(compiler.CompilerBase):  # type: ignore[misc]
    """The passes of the front end that a rule needs: none for closures, inlining of source, or literal arguments."""

    PASSES = (
        untyped_passes.TranslateByteCode, untyped_passes.FixupArgs, untyped_passes.IRProcessing,
        untyped_passes.GenericRewrites, untyped_passes.ReconstructSSA, typed_passes.NopythonTypeInference,
        typed_passes.PreLowerStripPhis, typed_passes.IRLegalization, RuleLowering,
        typed_passes.NoPythonBackend,
    )  # fmt: skip

    def define_pipelines(self) -> list[PassManager]:
        """One list of passes."""
        manager = PassManager("rule")
        for step in self.PASSES:
            manager.add_pass(step, step.__name__)
        manager.finalize()
        return [manager]


def remembering_calls() -> Any:
    """Types of calls to numba's own functions, each found once: a sum of two numbers has the same type everywhere."""
    find, known = BaseFunction.get_call_type, dict[Any, Any]()

    def get_call_type(function: Any, context: Any, arguments: Any, keywords: Any) -> Any:
        key = function, tuple(arguments), tuple(keywords.items())
        if key not in known:
            known[key] = find(function, context, arguments, keywords)
        return known[key]

    return get_call_type


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
    with arrays_as_values():
        return compiler.compile_extra(*context, python, arguments, None, flags, {}, library, RuleCompiler)
