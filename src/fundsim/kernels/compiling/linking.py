"""How rules are joined to a program: each is compiled once, and only the program is optimised.

numba optimises a compiled function, and makes machine code of it, with all that it calls; whoever calls it does so
again. With hundreds of small rules below one entry, the same code is optimised a dozen times. Here a rule that another
one calls stays what the compiler's front end made of it, in a library of its own; the entry links all of them and is
optimised once, as a whole. A rule that Python calls is an entry, too.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from llvmlite.binding import create_pass_builder, create_pipeline_tuning_options, set_option
from numba.core import codegen as numba_codegen
from numba.core import compiler, typing
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.runtime import rtsys
from numba.core.types import int32, int64
from numba.core.types.abstract import Type
from numba.core.types.misc import unliteral

from fundsim.kernels.compiling.front_end import compile_rule, compiling_rules
from fundsim.kernels.compiling.replacing import replaced


class RuleLibrary(JITCodeLibrary):  # type: ignore[misc]
    """Code of one rule without what it calls, neither optimised nor ready to run."""

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def finalize(self) -> None:
        """Accept no more code."""
        self._raise_if_finalized()
        self._finalize_dynamic_globals()
        self._finalized = True

    @cached_property
    def all_below(self) -> list[Any]:
        """The library and all that it needs, each once; asked for when its own code is complete."""
        found: dict[Any, None] = {self: None}
        for library in self._linking_libraries:
            found |= dict.fromkeys(library.all_below if isinstance(library, RuleLibrary) else [library])
        return list(found)


class ProgramLibrary(JITCodeLibrary):  # type: ignore[misc]
    """Code of an entry with all its rules, which nobody else calls: the optimiser may reshape and merge them."""

    def _optimize_final_module(self) -> None:
        rules = [library for library in self._linking_libraries if isinstance(library, RuleLibrary)]
        names = {function.name for library in rules for function in library.get_defined_functions()}
        for function in self._final_module.functions:
            if function.name in names:
                function.linkage = "internal"
        super()._optimize_final_module()


def tuned_passes(machine: Any, opt: int, *, loop_vectorize: bool, slp_vectorize: bool) -> Any:
    """Passes of the optimiser that leave loops rolled up: most of them are short, and compiling takes less time."""
    options = create_pipeline_tuning_options(opt)
    options.loop_vectorization, options.slp_vectorization = loop_vectorize, slp_vectorize
    options.loop_unrolling = False
    return create_pass_builder(machine, options)


@contextmanager
def no_searches_of_memory() -> Iterator[None]:
    """Let the optimiser not look through all of a program for loads that repeat an earlier one.

    That takes two fifths of its time, and finds none in rules.
    """
    searches = ("enable-pre", "enable-gvn-memdep")
    for name in searches:
        set_option("fundsim", f"--{name}=false")
    try:
        yield
    finally:
        for name in searches:
            set_option("fundsim", f"--{name}=true")


@contextmanager
def short_vector_loops() -> Iterator[None]:
    """Let a vector loop do one vector at a time: rows are short, and what is left over goes number by number."""
    set_option("fundsim", "--force-vector-interleave=1")
    try:
        yield
    finally:
        set_option("fundsim", "--force-vector-interleave=0")


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Keep the collector away from the compiler's many small objects, which it would visit again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def compiling_programs(codegen: Any) -> Iterator[None]:
    """Compile entries as programs in the meantime."""
    with (
        global_compiler_lock,
        no_garbage_collection(),
        no_searches_of_memory(),
        short_vector_loops(),
        replaced(codegen, "_library_class", ProgramLibrary),
        replaced(numba_codegen, "create_pass_builder", tuned_passes),
        compiling_rules(),
    ):
        yield


class Rule:
    """What compiled callers see of a kernel."""

    def __init__(self, dispatcher: Any) -> None:
        self.dispatcher = dispatcher
        self.results: dict[tuple[Type, ...], Any] = {}

    def call_template(self, arguments: tuple[Type, ...], keywords: dict[str, Type]) -> Any:
        """Type of a call; neither constants nor short integers among the arguments make a version of their own."""
        signature, folded = self.dispatcher._compiler.fold_argument_types(arguments, keywords)
        plain = tuple(int64 if kind == int32 else kind for kind in map(unliteral, folded))
        if plain not in self.results:
            self.results[plain] = self._compile(plain)
        name, signatures = self.dispatcher.py_func.__name__, [result.signature for result in self.results.values()]
        template = typing.make_concrete_template(f"Rule({name})", key=name, signatures=signatures)
        return template, signature, plain, {}

    def overload(self, arguments: tuple[Type, ...]) -> Any:
        """Key under which the compiler finds a version."""
        return self.results[arguments].entry_point

    def _compile(self, arguments: tuple[Type, ...]) -> Any:
        description, python = self.dispatcher.targetdescr, self.dispatcher.py_func
        flags = compiler.Flags()
        description.options.parse_as_flags(flags, self.dispatcher.targetoptions)
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        with global_compiler_lock:
            context = description.target_context
            library = RuleLibrary(context.codegen(), python.__qualname__)
            result = compile_rule((description.typing_context, context), python, arguments, flags, library)
            key = (python, arguments)
            context.insert_user_function(key, result.fndesc, library.all_below)
        return result._replace(entry_point=key)


def load_alone(dispatcher: Any) -> None:
    """Load cached code of an entry without numba's own functions: only compiling needs them, and gathers them itself.

    They take most of a second.
    """
    cache, context = dispatcher._cache, dispatcher.targetctx
    load_after_all = cache.load_overload

    def load_overload(signature: Any, target: Any) -> Any:
        with replaced(context, "refresh", lambda: rtsys.initialize(context)):
            return load_after_all(signature, target)

    cache.load_overload = load_overload


def link_late(dispatcher: Any) -> Any:
    """Let compiled callers of a kernel take it as a rule.

    Parameters
    ----------
    dispatcher : numba dispatcher
        What ``numba.njit`` returned.

    Returns
    -------
    numba dispatcher
        The same.
    """
    rule, compile_now = Rule(dispatcher), dispatcher.compile

    def compile_as_entry(signature: Any) -> Any:
        with compiling_programs(dispatcher.targetctx.codegen()):
            return compile_now(signature)

    dispatcher.get_call_template, dispatcher.get_overload = rule.call_template, rule.overload
    dispatcher.compile = compile_as_entry
    return dispatcher
