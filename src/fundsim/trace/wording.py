"""Amounts, months and events in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fundsim.programme.distress import Extension
from fundsim.trace.snapshots import PathRunner
from fundsim.units import year_month

MOST_LISTED = 12


def money(amount: float) -> str:
    """An amount to the fen: ``12,345.60``."""
    return f"{amount + 0.0:,.2f}"


def percent(share: float) -> str:
    """A share with two decimals: ``4.36 %``."""
    return f"{100.0 * share:.2f} %"


def date_of(runner: PathRunner, month: int) -> str:
    """Calendar month of a month of the path."""
    return year_month(runner.scenario.horizon.first_month, month)


def loan_name(loan: int, generation: int) -> str:
    """Name of a loan: its slot, and after a point which of the loans that replaced one another there it is.

    Examples
    --------
    >>> loan_name(23, 0), loan_name(23, 2)
    ('23', '23.2')
    """
    return str(loan) if generation == 0 else f"{loan}.{generation}"


def listed(names: Iterable[str], most: int = MOST_LISTED) -> str:
    """Names one after another, the first so many of them.

    Examples
    --------
    >>> listed(["1", "2", "3"], most=2)
    '1, 2 and 1 more'
    """
    every = list(names)
    shown = ", ".join(every[:most])
    return shown if len(every) <= most else f"{shown} and {len(every) - most:,} more"


def _extension_text(terms: Extension) -> str:
    if terms.months is None:
        return "extended until it can pay, or fails"
    early = terms.cure_per_month + terms.default_per_month > 0.0
    return f"extended by {'up to ' if early else ''}{terms.months} month{'s' if terms.months > 1 else ''}"


def _distress_text(runner: PathRunner, event: Mapping[str, Any]) -> str:
    causes = {"hardship": "hardship", "wilful": "wilful", "shock": "hardship, in a shock", "": "cause not known"}
    first = event["generation"] == 0 and event["month"] == 0
    months = int(runner.model.loans.overdue[event["loan"]]) if first else 0
    since = f"overdue for {months} month{'s' if months > 1 else ''}" if months else "missed a due"
    return f"{since} ({causes[event['cause']]})"


def event_text(runner: PathRunner, event: Mapping[str, Any]) -> str:
    """What happened to a loan, in words, without the amount."""
    texts = {
        "on_book": "on the book at the start",
        "made": "made",
        "refused": "not made: lending was stopped",
        "distress": _distress_text(runner, event),
        "cured": "put right at once by monitoring",
        "arrears_cured": "arrears put right, pays again",
        "extended": _extension_text(runner.scenario.extension),
        "extension_ended": "extension ended, pays again",
        "extension_failed": "extension ended, still cannot pay",
        "default": "default",
        "claim_filed": "claim filed, now non-performing",
        "claim_settled": "claim settled",
        "repaid": "repaid",
        "renewed": "renewed for another term",
    }
    return texts[event["event"]]
