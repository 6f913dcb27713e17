"""What is possible of a portfolio and its money, but most of the time a mistake of the unit."""

from __future__ import annotations

from collections.abc import Iterator

from fundsim.errors import Fault
from fundsim.portfolio.balances import opening_balances
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario

SMALL_FUND = 0.001  # of the loans at the start
SMALL_LOAN = 100.0  # mean principal [currency]
UNIT = "check the unit: amounts are in whole units of the currency, 1 万元 is 10,000"


def doubts_of(scenario: Scenario, book: LoanBook) -> tuple[Fault, ...]:
    """Amounts that are so small beside the loans that their unit is probably wrong.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans.

    Returns
    -------
    tuple of Fault
        For a warning each; without a place.
    """
    return (*small_accounts(scenario, float(opening_balances(book).sum())), *_small_loans(book))


def small_accounts(scenario: Scenario, outstanding: float) -> Iterator[Fault]:
    """A doubt for each account whose opening amount is tiny beside the loans.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    outstanding : float
        Loans at the start; 0 where they are not known. [currency]

    Yields
    ------
    Fault
        Without a place.
    """
    for layer in scenario.layers:
        if layer.account is not None and layer.account.initial is not None:
            amount = layer.account.initial
            if 0.0 < amount < SMALL_FUND * outstanding:
                share = f"{100.0 * amount / outstanding:.2g} % of the loans at the start, {outstanding:,.2f}"
                yield Fault(f"layers.{layer.name}.account.initial", f"{amount:,.2f} is {share}", remedy=UNIT)


def _small_loans(book: LoanBook) -> Iterator[Fault]:
    if book.principal.size and 0.0 < (mean := float(book.principal.mean())) < SMALL_LOAN:
        yield Fault("loans", f"are of {mean:,.2f} on average", remedy=UNIT)
