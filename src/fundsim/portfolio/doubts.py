"""What is possible of a portfolio and its money, but most of the time a mistake, above all of the unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from fundsim.errors import Fault
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.portfolio.balances import opening_balances
from fundsim.portfolio.loan_book import Floats, LoanBook
from fundsim.portfolio.reach import doubts_about_reach
from fundsim.portfolio.tape.strange_cells import PRINCIPAL
from fundsim.portfolio.townships import read_townships
from fundsim.programme import Scenario
from fundsim.programme.layers import Account, opening_amount
from fundsim.programme.loans import SyntheticLoans, TapeLoans
from fundsim.programme.roles import fund_layer

SMALL_FUND, LARGE_FUND = 0.001, 2.0  # of the loans at the start
SMALL_FLOW = 2e-5  # of them
LARGE_LOAN = 0.1  # of all loans at the start
FAR_ABOVE = 50.0  # times the median loan
MUCH_LOST = 0.1  # of a tape's rows
SMALL_LOAN = 100.0  # mean principal [currency]
UNIT = "check the unit: amounts are in whole units of the currency, 1 万元 is 10,000"


def doubts_of(scenario: Scenario, book: LoanBook) -> tuple[Fault, ...]:
    """Amounts whose unit is probably wrong beside the loans; rows that are lost; terms that reach no loans.

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
    balances, comes_later = opening_balances(book), bool(book.new_lending.any())
    accounts = _strange_accounts(scenario, float(balances.sum()), comes_later)
    units = _units_of_columns(scenario.loans) if isinstance(scenario.loans, TapeLoans) else ()
    small = _small_townships(scenario) or [*_small_loans(book)]
    sizes = small_fund_sizes(scenario.report.fund_sizes, float(balances.sum()))
    flows = [*_low_ceilings(scenario, float(balances.sum())), *_small_flows(scenario, float(balances.sum()))]
    told = any(doubt.key == PRINCIPAL for doubt in book.doubts)  # by its line
    dominant = () if told else _dominant_loan(scenario, balances)
    loans = [*book.doubts, *dominant, *_above_cap(scenario, book), *_lost_rows(book)]
    return (*accounts, *flows, *sizes, *units, *small, *loans, *doubts_about_reach(scenario, book))


def _strange_accounts(scenario: Scenario, outstanding: float, comes_later: bool) -> Iterator[Fault]:
    """A doubt for each account whose opening amount is tiny or huge beside the loans; later loans may need it."""
    comes_later = comes_later or scenario.lending.mode == "plan"
    compared = fund_layer(scenario) if scenario.report.fund_sizes else -1  # sizes take the place of its amount
    for number, layer in enumerate(scenario.layers):
        if layer.account is not None and outstanding > 0.0 and number != compared:
            yield from _strange_account(layer.name, layer.account, outstanding, comes_later)


def _strange_account(name: str, account: Account, outstanding: float, comes_later: bool) -> Iterator[Fault]:
    amount, key = opening_amount(account, outstanding), f"layers.{name}.account"
    share = amount / outstanding
    if account.leverage is not None and share > LARGE_FUND:
        message = f"{account.leverage:g} opens the account with {_figures(share)} times the loans"
        yield Fault(f"{key}.leverage", message, remedy="write 10 for a tenth of the loans")
    if account.initial is not None and 0.0 < share < SMALL_FUND:
        message = f"{amount:,.2f} is {_figures(100.0 * share)} % of the loans at the start, {outstanding:,.2f}"
        yield Fault(f"{key}.initial", message, remedy=UNIT)
    if account.initial is not None and share > LARGE_FUND and not comes_later:
        message = f"{amount:,.2f} is {_figures(share)} times the loans at the start, {outstanding:,.2f}"
        yield Fault(f"{key}.initial", message, remedy=UNIT)


def _figures(number: float) -> str:
    """A number with three figures, never in powers of ten.

    Examples
    --------
    >>> _figures(2153.4), _figures(0.0000912), _figures(2.5)
    ('2,150', '0.0000912', '2.5')
    """
    rounded = float(f"{number:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100.0 else f"{rounded:.9f}".rstrip("0").rstrip(".")


def _low_ceilings(scenario: Scenario, outstanding: float) -> Iterator[Fault]:
    """A doubt for each account that opens above its ceiling."""
    for layer in scenario.layers:
        if layer.account is not None and layer.account.ceiling is not None:
            opening = opening_amount(layer.account, outstanding)
            if layer.account.ceiling < opening:
                message = f"{layer.account.ceiling:,.2f} is below what the account opens with, {opening:,.2f}"
                yield Fault(f"layers.{layer.name}.account.ceiling", message, remedy="raise it, or open with less")


def _small_flows(scenario: Scenario, outstanding: float) -> Iterator[Fault]:
    """A doubt for each payment into a county's or the province's account that is next to nothing beside the loans."""
    for layer in scenario.layers:
        if layer.account is None or layer.account.level in ("village", "township"):
            continue
        key, top_up = f"layers.{layer.name}.account", layer.account.top_up
        flows = {f"{key}.inflows.{name}.amount": own.amount for name, own in layer.account.inflows.items()}
        if top_up is not None and top_up.cap is not None:
            flows[f"{key}.top_up.cap"] = top_up.cap
        for place, amount in flows.items():
            if 0.0 < amount < SMALL_FLOW * outstanding:
                share = 100.0 * amount / outstanding
                message = f"{amount:,.2f} is {_figures(share)} % of the loans at the start, {outstanding:,.2f}"
                yield Fault(place, message, remedy=UNIT)


def small_fund_sizes(sizes: Iterable[float], outstanding: float) -> Iterator[Fault]:
    """A doubt for sizes of the fund that are tiny beside the loans.

    Parameters
    ----------
    sizes : iterable of float
        Opening amounts; 0 is no fund, and meant. [currency]
    outstanding : float
        Loans at the start. [currency]

    Yields
    ------
    Fault
        Without a place.
    """
    small = [size for size in sizes if 0.0 < size < SMALL_FUND * outstanding]
    if small:
        listed = ", ".join(f"{size:,.15g}" for size in small)
        message = f"{listed} is less than 0.1 % of the loans at the start, {outstanding:,.2f}"
        yield Fault("report.fund_sizes", message, remedy=UNIT)


def _small_townships(scenario: Scenario) -> list[Fault]:
    """A doubt for each township whose reported amount makes tiny loans; one for all where it is so in all."""
    if not isinstance(scenario.loans, SyntheticLoans):
        return []
    towns, currency = read_townships(scenario.loans), scenario.currency
    reporting = (towns.loans > 0) & (towns.outstanding > 0.0)
    mean = towns.outstanding[reporting] / towns.loans[reporting]
    small = mean < SMALL_LOAN
    if small.sum() > 1 and small.all():
        message = f"{small.sum()} townships have loans of {mean.min():,.2f} to {mean.max():,.2f} {currency} on average"
        return [Fault("loans.townships", message, remedy=UNIT)]
    names = np.array(towns.names)[reporting]
    return [
        Fault("loans.townships", f"{name} has loans of {owed:,.2f} {currency} on average", remedy=UNIT)
        for name, owed in zip(names[small], mean[small], strict=True)
    ]


def _units_of_columns(loans: TapeLoans) -> Iterator[Fault]:
    """A doubt where a column says that its amounts are in 万元, and the scenario that they are not."""
    for key in ("principal", "balance"):
        name = getattr(loans.columns, key)
        if name is not None and "万" in name and loans.amount_unit == 1.0:
            yield Fault(f"loans.columns.{key}", f"`{name}` looks like 10,000 yuan", remedy="set `amount_unit: 10000`")


def _small_loans(book: LoanBook) -> Iterator[Fault]:
    if book.principal.size and 0.0 < (mean := float(book.principal.mean())) < SMALL_LOAN:
        yield Fault("loans", f"are of {mean:,.2f} on average", remedy=UNIT)


def _dominant_loan(scenario: Scenario, balances: Floats) -> Iterator[Fault]:
    owed = balances[balances > 0.0]
    if owed.size and (largest := float(owed.max())) > max(LARGE_LOAN * owed.sum(), FAR_ABOVE * float(np.median(owed))):
        share = 100.0 * largest / owed.sum()
        message = f"one of {largest:,.2f} is {share:.3g} % of all loans at the start"
        sums = "look for a row of sums in the tape; " if isinstance(scenario.loans, TapeLoans) else ""
        yield Fault("loans", message, remedy=f"{sums}{UNIT}")


def _above_cap(scenario: Scenario, book: LoanBook) -> Iterator[Fault]:
    """A doubt where rescaling to reported amounts takes loans beyond the cap of their law, and nothing bounds them."""
    loans = scenario.loans
    if not isinstance(loans, SyntheticLoans) or loans.size.rescale_to is None or loans.add_on_cap is not None:
        return
    cap, largest = getattr(loans.size, "cap", None), float(book.principal.max(initial=0.0))
    if cap is not None and largest > cap + HALF_FEN:
        message = f"loans rescaled to the reported amounts reach {largest:,.2f}, above {cap:,.2f}"
        yield Fault(
            "loans.size.cap", message, remedy="bound them with `loans.add_on_cap`, or let the law have larger ones"
        )


def _lost_rows(book: LoanBook) -> Iterator[Fault]:
    if book.rows_dropped > MUCH_LOST * book.rows_read:
        message = f"{book.rows_dropped:,} of {book.rows_read:,} rows of the tape could not be used"
        yield Fault("loans", message, remedy="all figures are those of the others alone; see what reading it showed")
