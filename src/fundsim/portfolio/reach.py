"""Terms that reach no loans, or count others than they reach: possible, but most of the time a mistake."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fundsim.errors import Fault
from fundsim.portfolio.balances import opening_balances
from fundsim.portfolio.layer_shares import covered_slots
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.shocks import Effect

NEARLY_ALL = 0.99  # of the opening loans
MOST_NAMED = 5


def doubts_about_reach(scenario: Scenario, book: LoanBook) -> Iterator[Fault]:
    """Doubts about events and probabilities that reach no loan, and funds that open by loans which they do not cover.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans.

    Yields
    ------
    Fault
        For a warning each; without a place.
    """
    for kind, events in (("shocks", scenario.shocks), ("stress", scenario.stress)):
        for name, event in events.items():
            yield from _event_without_loans(f"{kind}.{name}", event, book)
    yield from _opened_by_loans_of_others(scenario, book)
    terms = scenario.default_probability
    if terms.annual is not None and not terms.from_tape and _with_loans(book, "industry") <= set(terms.by_industry):
        message = "has no effect: `by_industry` names every industry that has loans"
        remedy = "change that, or drop it with `by_industry: {remove: true}`"
        yield Fault("default_probability.annual", message, remedy=remedy)


def _with_loans(book: LoanBook, kind: str) -> set[str]:
    """Industries, or townships, that have loans."""
    names = book.industries if kind == "industry" else book.townships
    return {names[number] for number in np.unique(getattr(book, kind))}


def _event_without_loans(key: str, event: Effect, book: LoanBook) -> Iterator[Fault]:
    """A doubt where none of the industries, or townships, that an event can hit has a loan."""
    for names, place in (("industries", "industry"), ("townships", "township")):
        listed, lent = getattr(event, names), _with_loans(book, place)
        if listed != "all" and not lent & set(listed):
            message = f"the event hits no loan: none is of {', '.join(f'`{name}`' for name in listed)}"
            some = [f"`{name}`" for name in getattr(book, names) if name in lent]
            more = [f"and {len(some) - MOST_NAMED} more"] if len(some) > MOST_NAMED else []
            yield Fault(
                f"{key}.{names}", message, remedy=f"name those that have some: {', '.join(some[:MOST_NAMED] + more)}"
            )


def _opened_by_loans_of_others(scenario: Scenario, book: LoanBook) -> Iterator[Fault]:
    """A doubt where an account opens with a part of all loans, and its layer serves only some of them."""
    balances = opening_balances(book)
    for layer in scenario.layers:
        account = layer.account
        if account is None or account.initial is not None or not balances.any():
            continue
        share = float(balances[covered_slots(layer, book)].sum() / balances.sum())
        if share < NEARLY_ALL:
            key = "leverage" if account.leverage is not None else "share_of_loans"
            message = f"counts all loans, of which the layer covers {100.0 * share:.3g} %"
            yield Fault(f"layers.{layer.name}.account.{key}", message, remedy="give `initial` if only those are meant")
