"""What results will take in memory, said before anything runs, and refused when it is more than there is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.telling import in_language
from fundsim.errors import FundsimError
from fundsim.languages import Language

if TYPE_CHECKING:
    from fundsim.programme import Scenario

MEMINFO = Path("/proc/meminfo")  # Linux; elsewhere nothing is refused beforehand
BYTES = 8
BYTES_OF_A_COUNT = 4
TOWNSHIP_FIGURES = 4  # claims, overdue and outstanding loans, their ratio


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
    from fundsim.results import MONTHLY, VARIABLES
    from fundsim.simulation.feedback import passes_of

    by_size = sum(VARIABLES[name].by_fund_size for name in MONTHLY)
    payers = len(programme.layers) + 1  # what each of them pays, the bank among them
    figures = (len(MONTHLY) - by_size) * passes_of(programme) + (by_size + payers) * sizes_of(programme)
    return BYTES * paths * programme.horizon.months * figures


def township_figures(programme: Scenario, paths: int, townships: int) -> int:
    """Memory for claims, defaults, overdue and outstanding loans by township of every path. [bytes]"""
    from fundsim.simulation.feedback import passes_of

    return (TOWNSHIP_FIGURES * BYTES + BYTES_OF_A_COUNT) * paths * townships * passes_of(programme)


def yearly_figures(programme: Scenario, paths: int) -> int:
    """Memory for the fund's account, payments and cash of the government by account year of every path. [bytes]"""
    from fundsim.portfolio.layout.clock import lay_out_clock
    from fundsim.results import CASH_LINES, LINES

    years = int(lay_out_clock(programme).year[-1]) + 1
    numbers = len(LINES) + len(CASH_LINES) + len(programme.layers) + 1
    return BYTES * paths * years * numbers * sizes_of(programme)


def sizes_of(programme: Scenario) -> int:
    """Fund sizes that a run compares, at least one."""
    return max(1, len(programme.report.fund_sizes))


def available_memory() -> float | None:
    """Memory that a program can still get, None where the system does not say. [bytes]"""
    try:
        found = re.search(r"MemAvailable:\s+(\d+) kB", MEMINFO.read_text(encoding="ascii"))
    except OSError:
        return None
    return float(found[1]) * 1024.0 if found else None


def announce_memory(needed: Mapping[str, float], paths: int, lang: Language = "en") -> None:
    """Say what options that keep every path will take, with as much again for writing it.

    Parameters
    ----------
    needed : mapping of str to float
        Memory of the figures by option. [bytes]
    paths : int
        Number of paths.
    lang : {"en", "zh"}
        Language.

    Raises
    ------
    FundsimError
        There is not so much memory.
    """
    for option, octets in needed.items():
        click.echo(in_language(f"{option} takes about {in_words(2.0 * octets)} of memory", lang), err=True)
    total, there = 2.0 * sum(needed.values()), available_memory()
    if there is not None and total > there:
        fewer = int(paths * there / total * 0.8)
        options, take = " and ".join(needed), "takes" if len(needed) == 1 else "take"
        raise FundsimError(
            f"{options} {take} about {in_words(total)} for {paths:,} paths, and {in_words(there)} are free; "
            f"ask for --paths {fewer} or fewer, or leave out {options}"
        )
