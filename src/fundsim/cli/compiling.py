"""Compile kernels ahead of their first use, and say so, where a user would otherwise wonder at the silence."""

from __future__ import annotations

from collections.abc import Sequence

import click

from fundsim.cli.telling import in_language
from fundsim.languages import Language

SIMULATION = ("build_baseline", "simulate_block")
EVERYTHING = (*SIMULATION, "required_capital")
"""Kernels that Python calls: those of every command, and with them the one of the search for the fund's size."""


def is_compiled(kernels: Sequence[str] = SIMULATION) -> bool:
    """Whether compiled kernels of this version are in the cache, or none are wanted."""
    import numba

    from fundsim.kernels.compiling.jit import CACHE

    if numba.config.DISABLE_JIT:
        return True
    return CACHE is not None and all(any(CACHE.rglob(f"*.{name}-*.nbc")) for name in kernels)


def compile_first(lang: Language = "en") -> None:
    """Compile what simulates before it is wanted, and say so: progress and time left then are those of paths alone."""
    if not is_compiled():
        say_what_takes_long(lang)
        run_smallest()


def say_what_takes_long(lang: Language) -> None:
    """Tell the user on stderr that kernels are about to be compiled."""
    told = "compiling the simulation; this takes about a minute, and only the first time ..."
    click.echo(in_language(told, lang), err=True)


def run_smallest(*, size: bool = False) -> None:
    """Simulate the smallest programme there is, one loan, one month, one path, and size its fund where asked to."""
    from fundsim.decisions.capital import capital_of_paths
    from fundsim.programme import Scenario
    from fundsim.simulation import simulate

    loans = {
        "source": "synthetic",
        "townships": {"one": {"loans": 1}},
        "size": {"law": "fixed", "amount": 1.0},
        "product": {"term_months": 1},
    }
    tree = {
        "name": "warmup",
        "horizon": {"months": 1},
        "loans": loans,
        "default_probability": {"annual": 0.01},
        "layers": [{"name": "fund", "kind": "fund", "account": {"initial": 1.0}}],
    }
    scenario = Scenario.model_validate(tree)
    simulate(scenario, 1, 1, 1)
    if size:
        capital_of_paths(scenario, (1,), 1, 1, 1)
