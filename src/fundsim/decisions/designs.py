"""Designs: programmes with names, made from files, from one file by changing a key, or by sizing its fund."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from fundsim.errors import DataError, Fault
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.layout.accounts import stock_by_area, stock_by_loan
from fundsim.portfolio.layout.layers import LEVEL
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.layers import Account, opening_amount
from fundsim.programme.roles import fund_layer, with_fund_sizes
from fundsim.scenario_file import changed_scenario
from fundsim.units import months_after


class Design(NamedTuple):
    """A programme under a name.

    Parameters
    ----------
    name : str
        Unique among the designs that are compared.
    scenario : Scenario
        Programme.
    """

    name: str
    scenario: Scenario


def checked_horizons(horizon: Sequence[int] | int) -> list[int]:
    """Horizons in rising order, each once.

    Raises
    ------
    ValueError
        One is below one month, or above 600.
    """
    asked = np.atleast_1d(np.asarray(horizon))
    if not np.issubdtype(asked.dtype, np.integer):
        raise ValueError(f"horizon: {horizon} are not whole months")
    horizons = sorted({int(months) for months in asked})
    if not horizons or not 1 <= horizons[0] <= horizons[-1] <= 600:
        raise ValueError(f"horizon: {horizons} are not months from 1 to 600")
    return horizons


def with_horizon(scenario: Scenario, months: int) -> Scenario:
    """Scenario over another number of months, checked like a file; events that come later are left out."""
    if scenario.horizon.months == months:
        return scenario
    return changed_scenario(_without_later_events(scenario, months), [f"horizon.months={months}"])


def _without_later_events(scenario: Scenario, months: int) -> Scenario:
    """Scenario without stress events after some months, and without what its levers would change of them."""
    first = scenario.horizon.first_month
    stress = {name: own for name, own in scenario.stress.items() if months_after(first, own.month) < months}
    gone = tuple(f"stress.{name}." for name in scenario.stress if name not in stress)
    levers = {
        name: lever.model_copy(update={"changes": {k: v for k, v in lever.changes.items() if not k.startswith(gone)}})
        for name, lever in scenario.levers.items()
    }
    kept = {name: lever for name, lever in levers.items() if lever.changes}
    return scenario.model_copy(update={"stress": stress, "levers": kept})


def fund_account(scenario: Scenario) -> Account:
    """Account of the reported fund.

    Raises
    ------
    DataError
        No layer of the scenario is a fund with an account of its own.
    """
    fund = fund_layer(scenario)
    account = scenario.layers[fund].account if fund >= 0 else None
    if account is None:
        remedy = "add a layer of `kind: fund` with an `account`, or name one with `report.fund`"
        raise DataError(f"{scenario.name}: there is no fund with an account whose size could be asked for; {remedy}")
    return account


def fund_size(scenario: Scenario, seed: int) -> float:
    """Opening amount of the reported fund: as stated, or what share or leverage makes of the loans. [currency]"""
    account = fund_account(scenario)
    if scenario.report.fund_sizes:
        return scenario.report.fund_sizes[0]
    if account.initial is not None:
        return account.initial
    return opening_amount(account, loan_stock(build_loan_book(scenario, seed=seed)))


def check_one_size(scenario: Scenario) -> None:
    """Refuse a programme that compares fund sizes where one programme is searched, scaled or drawn.

    Raises
    ------
    DataError
        It lists more than one size.
    """
    sizes = scenario.report.fund_sizes
    if len(sizes) > 1:
        remedy = f"keep one, for example --set report.fund_sizes=[{sizes[0]:.15g}]"
        raise DataError(f"{scenario.name}: lists {len(sizes)} fund sizes, and this takes one; {remedy}")


def check_one_run(scenario: Scenario, horizons: Sequence[int]) -> None:
    """Refuse to read several horizons off one run where the beginning of a longer one is another programme.

    Raises
    ------
    DataError
        One draw of the factors stands for the whole horizon, however long.
    """
    if len(horizons) > 1 and scenario.correlation.factor_period == "horizon":
        message = "`correlation.factor_period: horizon` makes another model of every horizon"
        raise DataError(f"{scenario.name}: {message}; ask for one --horizon at a time")


def loan_stock(book: LoanBook) -> float:
    """Opening outstanding that leverage counts in; planned lending of the first year without any. [currency]"""
    return float(stock_by_area(book, stock_by_loan(book), LEVEL["county"]).sum())


def size_name(amount: float) -> str:
    """Name of a design after the size of its fund.

    Examples
    --------
    >>> size_name(2e6)
    'fund 2,000,000'
    """
    return f"fund {amount:,.15g}"


def sized_designs(
    scenario: Scenario, amounts: Sequence[float], prefix: str = "", name_of: Callable[[float], str] = size_name
) -> list[Design]:
    """One design for each size of the reported fund.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    amounts : sequence of float
        Opening amounts. [currency]
    prefix : str
        Beginning of the designs' names.
    name_of : callable
        Name of an amount.

    Returns
    -------
    list of Design
        Named by their amounts.

    Raises
    ------
    DataError
        There is no fund.
    """
    fund_account(scenario)
    start = f"{prefix}, " if prefix else ""
    return [Design(start + name_of(amount), with_fund_sizes(scenario, [amount])) for amount in amounts]


def expanded(designs: Iterable[Design], name_of: Callable[[float], str] = size_name) -> list[Design]:
    """Designs in which a scenario that compares fund sizes has become one design for each size."""
    found: list[Design] = []
    for design in designs:
        sizes = design.scenario.report.fund_sizes
        found += sized_designs(design.scenario, sizes, design.name, name_of) if len(sizes) > 1 else [design]
    return found


RISKS = ("loans", "default_probability", "correlation", "shocks", "stress", "regimes", "price_cycles")
"""Blocks that say what loans there are and how they default, whatever the terms of the fund."""


def other_risks(designs: Sequence[Design]) -> Iterator[Fault]:
    """Designs that are compared with the first, and whose loans or risks are others.

    Parameters
    ----------
    designs : sequence of Design
        The first is what others are compared with.

    Yields
    ------
    Fault
        For a warning each; without a place.
    """
    first = designs[0]
    for design in designs[1:]:
        blocks = [key for key in RISKS if getattr(design.scenario, key) != getattr(first.scenario, key)]
        if blocks:
            listed = ", ".join(f"`{key}`" for key in blocks)
            message = f"other than in {first.name} ({listed}): differences are not of the fund's terms alone"
            yield Fault(design.name, message, remedy="compare on the same loans to see what the terms do")


def check_comparable(designs: Sequence[Design]) -> None:
    """Designs can be compared if their names differ, and amounts, times and paths mean the same in all of them.

    Raises
    ------
    DataError
        Names a design that does not fit the first.
    """
    if len(designs) < 2:
        raise DataError("one design alone compares with nothing; name a second one, or sizes or values to compare")
    names = [design.name for design in designs]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise DataError(f"two designs are called {twice!r}; give each a name of its own")
    first = designs[0]
    for design in designs[1:]:
        for key, one, other in (
            ("currency", first.scenario.currency, design.scenario.currency),
            ("horizon.months", first.scenario.horizon.months, design.scenario.horizon.months),
            ("sampling.method", first.scenario.sampling.method, design.scenario.sampling.method),
        ):
            if one != other:
                both = f"{one} in {first.name!r} and {other} in {design.name!r}"
                raise DataError(f"{key}: {both} cannot be compared; make them equal, for example with --set")
