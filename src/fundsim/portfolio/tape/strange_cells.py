"""Cells of a tape that can be read, but are probably in another unit than the rest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fundsim.errors import Fault
from fundsim.portfolio.loan_book import SCHEDULES, Floats
from fundsim.portfolio.tape.rows import TapeRows, no_numbers
from fundsim.portfolio.tape.rules import Screened
from fundsim.programme.loans import TapeLoans

FAR = 100.0  # times the median of the others, or a loan's own balance
LOW_RATE = 0.002  # median [per year]
PRINCIPAL = "loans.columns.principal"
FEWEST = 3  # loans of which one can stand out
UNIT = "look for a row of sums, and for cells in another unit than the others: see `loans.amount_unit`"


def strange_cells(rows: TapeRows, kept: Screened, loans: TapeLoans) -> tuple[Fault, ...]:
    """Principals far above those of other loans or above the balance, and rates that are next to nothing.

    Parameters
    ----------
    rows : TapeRows
        The tape.
    kept : Screened
        Its loans.
    loans : TapeLoans
        How it is read.

    Returns
    -------
    tuple of Fault
        For a warning each; without a place. The first line is named.
    """
    return (*_large_principals(rows, kept), *_above_balances(rows, kept, loans), *_low_rates(kept, loans))


def _large_principals(rows: TapeRows, kept: Screened) -> Iterator[Fault]:
    principal = kept.principal[kept.keep]
    if len(principal) < FEWEST:
        return
    median = float(np.median(np.sort(principal)[:-1]))  # without the largest, which may be what is wrong
    far = principal > FAR * median
    if far.any():
        line, amount, count = _first(rows, kept, far)
        message = (
            f"line {line} has {amount}, more than {FAR:g} times the median of the others, {median:,.2f} "
            f"(such loans: {count})"
        )
        yield Fault(PRINCIPAL, message, remedy=UNIT)


def _above_balances(rows: TapeRows, kept: Screened, loans: TapeLoans) -> Iterator[Fault]:
    """Credit lines may be drawn as little as anyone likes."""
    balance = loans.amount_unit * rows.numbers.get("balance", no_numbers(rows))[kept.keep]
    line = kept.schedule[kept.keep] == SCHEDULES.index("credit_line")
    far = (balance > 0.0) & (kept.principal[kept.keep] > FAR * balance) & ~line
    if far.any():
        line, amount, count = _first(rows, kept, far)
        message = f"line {line} has {amount}, more than {FAR:g} times its own balance (such loans: {count})"
        yield Fault(PRINCIPAL, message, remedy=UNIT)


def _first(rows: TapeRows, kept: Screened, far: NDArray[np.bool_]) -> tuple[int, str, str]:
    """Line and principal of the first of some loans, and how many they are."""
    first = int(np.argmax(far))
    line, principal = rows.lines[kept.keep][first], kept.principal[kept.keep][first]
    return int(line), f"{principal:,.2f}", f"{far.sum():,}"


def _low_rates(kept: Screened, loans: TapeLoans) -> Iterator[Fault]:
    """A rate unit that is applied to cells which are fractions already."""
    rates: Floats = kept.rate[kept.keep]
    median = float(np.median(rates)) if loans.columns.interest_rate is not None else 0.0
    if 0.0 < median < LOW_RATE:
        message = f"the median interest rate is {100.0 * median:.3g} % a year"
        remedy = "check the unit: 4.35 % is written 0.0435, or 4.35 with `rate_unit: 0.01`"
        yield Fault("loans.rate_unit", message, remedy=remedy)
