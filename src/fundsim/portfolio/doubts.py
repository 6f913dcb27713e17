"""What is possible of a portfolio and its money, but most of the time a mistake, above all of the unit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fundsim.errors import Fault
from fundsim.portfolio.balances import opening_balances
from fundsim.portfolio.layout.accounts import opening_amount
from fundsim.portfolio.loan_book import Floats, LoanBook
from fundsim.programme import Scenario

SMALL_FUND, LARGE_FUND = 0.001, 2.0  # of the loans at the start
LARGE_LOAN = 0.1  # of all loans at the start
FAR_ABOVE = 50.0  # times the median loan
MUCH_LOST = 0.1  # of a tape's rows
SMALL_LOAN = 100.0  # mean principal [currency]
UNIT = "check the unit: amounts are in whole units of the currency, 1 万元 is 10,000"


def doubts_of(scenario: Scenario, book: LoanBook) -> tuple[Fault, ...]:
    """Amounts that are so small or large beside the loans that their unit is probably wrong; rows that are lost.

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
    balances = opening_balances(book)
    return (*strange_accounts(scenario, float(balances.sum())), *_strange_loans(book, balances), *_lost_rows(book))


def strange_accounts(scenario: Scenario, outstanding: float) -> Iterator[Fault]:
    """A doubt for each account whose opening amount is tiny or huge beside the loans.

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
    grows = scenario.lending.mode == "plan"  # its loans are yet to come
    for layer in scenario.layers:
        account = layer.account
        if account is None or outstanding <= 0.0:
            continue
        amount, key = opening_amount(account, outstanding), f"layers.{layer.name}.account"
        share = amount / outstanding
        if account.leverage is not None and share > LARGE_FUND:
            message = f"{account.leverage:g} opens the account with {share:.3g} times the loans"
            yield Fault(f"{key}.leverage", message, remedy="write 10 for a tenth of the loans")
        elif account.initial is not None and 0.0 < share < SMALL_FUND:
            message = f"{amount:,.2f} is {100.0 * share:.2g} % of the loans at the start, {outstanding:,.2f}"
            yield Fault(f"{key}.initial", message, remedy=UNIT)
        elif account.initial is not None and share > LARGE_FUND and not grows:
            message = f"{amount:,.2f} is {share:.3g} times the loans at the start, {outstanding:,.2f}"
            yield Fault(f"{key}.initial", message, remedy=UNIT)


def _strange_loans(book: LoanBook, balances: Floats) -> Iterator[Fault]:
    if book.principal.size and 0.0 < (mean := float(book.principal.mean())) < SMALL_LOAN:
        yield Fault("loans", f"are of {mean:,.2f} on average", remedy=UNIT)
    owed = balances[balances > 0.0]
    if owed.size and (largest := float(owed.max())) > max(LARGE_LOAN * owed.sum(), FAR_ABOVE * float(np.median(owed))):
        share = 100.0 * largest / owed.sum()
        yield Fault("loans", f"one of {largest:,.2f} is {share:.3g} % of all loans at the start", remedy=UNIT)


def _lost_rows(book: LoanBook) -> Iterator[Fault]:
    if book.rows_dropped > MUCH_LOST * book.rows_read:
        message = f"{book.rows_dropped:,} of {book.rows_read:,} rows of the tape could not be used"
        yield Fault("loans", message, remedy="the figures are those of the others alone; see what reading it showed")
