"""Say that kernels are being compiled, where a user would otherwise wonder at the silence."""

from __future__ import annotations

from collections.abc import Sequence

import click

SIMULATION = ("build_baseline", "simulate_block")
EVERYTHING = (*SIMULATION, "required_capital")
"""Kernels that Python calls: those of every command, and with them the one of the search for the fund's size."""


def is_compiled(kernels: Sequence[str] = SIMULATION) -> bool:
    """Whether compiled kernels of this version are in the cache, or none are wanted."""
    import numba

    from fundsim.kernels._jit import CACHE

    if numba.config.DISABLE_JIT:
        return True
    return CACHE is not None and all(any(CACHE.rglob(f"*.{name}-*.nbc")) for name in kernels)


def say_if_compiling() -> None:
    """Tell the user on stderr when kernels are about to be compiled."""
    if not is_compiled():
        click.echo("compiling the simulation; this takes about a minute, and only the first time ...", err=True)
