"""Errors that a user can act on: each names the place, the value, what is allowed and the remedy."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class FundsimError(Exception):
    """Any failure that fundsim explains in words instead of a traceback."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input file.

    Parameters
    ----------
    key : str
        Dotted key, e.g. ``layers.county_fund.pays``; list items are addressed by name.
    message : str
        What is wrong, with the value found.
    allowed : str
        Allowed range or values; empty when there is no range to state.
    remedy : str
        What to do about it; empty when the message says it already.
    file, line, column : str, int, int
        Place; line and column count from 1, 0 means unknown (e.g. given with ``--set``).
    concerns : tuple of str
        Other dotted keys that the fault is about. Not printed: a fault is left out of a report while one of
        these keys is faulty by itself.
    """

    key: str
    message: str
    allowed: str = ""
    remedy: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    concerns: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        text = f"{self.key}: {self.message}" if self.key else self.message
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.remedy:
            text += f"; {self.remedy}"
        return f"{place}  {text}" if place else text


def did_you_mean(word: str, names: Iterable[str], closeness: float = 0.6) -> str:
    """Remedy that names the closest word; empty where none is close.

    Examples
    --------
    >>> did_you_mean("los_share", ["loss_share", "leverage"])
    "did you mean 'loss_share'?"
    """
    close = get_close_matches(word, list(names)[:10_000], n=1, cutoff=closeness)
    return f"did you mean '{close[0]}'?" if close else ""


def install_extra(extra: str) -> str:
    """Command that installs an extra beside this fundsim, whatever `pip` the shell would find.

    Examples
    --------
    >>> install_extra("report").endswith("-m pip install 'fundsim[report]'")
    True
    """
    return f"{sys.executable} -m pip install 'fundsim[{extra}]'"


class ScenarioError(FundsimError):
    """All faults of a scenario, or of another file of its kind, at once.

    Parameters
    ----------
    faults : list of Fault
        Every fault found, in file order.
    where : str
        What they are in.
    """

    def __init__(self, faults: list[Fault] | tuple[Fault, ...], where: str = "the scenario") -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        head = f"1 fault in {where}:" if count == 1 else f"{count} faults in {where}:"
        super().__init__("\n".join([head, *(f"  {fault}" for fault in self.faults)]))


class DataError(FundsimError):
    """What was given (a data file, a programme, results, a choice) does not allow what was asked."""


class OutputError(FundsimError):
    """Results cannot be written where they were asked for."""


class AccountingError(FundsimError):
    """The books of a run do not balance: a defect of the program, never of the input."""
