"""Say that kernels are being compiled, where a user would otherwise wonder at the silence."""

from __future__ import annotations

import click

ENTRY_POINTS = ("build_baseline", "simulate_block")


def is_compiled() -> bool:
    """Whether compiled kernels of this version are in the cache, or none are wanted."""
    import numba

    from fundsim.kernels._jit import CACHE

    if numba.config.DISABLE_JIT:
        return True
    return CACHE is not None and all(any(CACHE.rglob(f"*{name}*.nbc")) for name in ENTRY_POINTS)


def say_if_compiling() -> None:
    """Tell the user on stderr when kernels are about to be compiled."""
    if not is_compiled():
        click.echo("compiling the simulation; this takes about a minute, and only the first time ...", err=True)
