"""What results will take in memory, said before anything runs, and refused when it is more than there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.errors import FundsimError

if TYPE_CHECKING:
    from fundsim.programme import Scenario

MEMINFO = Path("/proc/meminfo")  # Linux; elsewhere nothing is refused beforehand
BYTES = 8
MONTHLY_FIGURES, FIGURES_BY_SIZE = 7, 2  # outstanding, ratios, claims, lending; balance and compensation


def in_words(octets: float) -> str:
    """A number of bytes as people say it.

    Examples
    --------
    >>> in_words(2_300_000), in_words(4.2e10)
    ('2.3 MB', '42.0 GB')
    """
    return f"{octets / 1e6:,.1f} MB" if octets < 1e9 else f"{octets / 1e9:,.1f} GB"


def monthly_figures(programme: Scenario, paths: int) -> int:
    """Memory for the monthly figures of every path. [bytes]"""
    sizes = max(1, len(programme.report.fund_sizes))
    return BYTES * paths * programme.horizon.months * (MONTHLY_FIGURES + FIGURES_BY_SIZE * sizes)


def available_memory() -> float | None:
    """Memory that a program can still get, None where the system does not say. [bytes]"""
    try:
        found = re.search(r"MemAvailable:\s+(\d+) kB", MEMINFO.read_text(encoding="ascii"))
    except OSError:
        return None
    return float(found[1]) * 1024.0 if found else None


def announce_months(programme: Scenario, paths: int) -> None:
    """Say what keeping the months of every path will take, with as much again for writing them.

    Raises
    ------
    FundsimError
        There is not so much memory.
    """
    needed, there = 2.0 * monthly_figures(programme, paths), available_memory()
    click.echo(f"--keep-months takes about {in_words(needed)} of memory", err=True)
    if there is not None and needed > there:
        fewer = int(paths * there / needed * 0.8)
        raise FundsimError(
            f"--keep-months takes about {in_words(needed)} for {paths:,} paths, and {in_words(there)} are free; "
            f"ask for --paths {fewer} or fewer, or leave out --keep-months"
        )
