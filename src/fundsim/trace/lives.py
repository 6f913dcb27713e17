"""A loan's life month by month, told from its events: status, balance and dues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from fundsim.kernels.arrays import Loans
from fundsim.trace.claims import CAUSES
from fundsim.trace.schedule import LoanMonth, Schedule
from fundsim.trace.snapshots import PathRunner

Claim = Mapping[str, Any]
LAST_STATUS = {"cured": "missed", "arrears_cured": "missed", "extension_ended": "forborne"}
"""Status in the month after which a loan performs again, by the event that lets it."""


class Step(NamedTuple):
    """An event of one loan.

    Parameters
    ----------
    month : int
        Month of the path.
    event : str
        One of `fundsim.trace.events.EVENTS`.
    """

    month: int
    event: str


def principal_of(loans: Loans, slot: int, generation: int) -> float:
    """Principal of a loan; that of the first fits its balance in month 0. [currency]"""
    column = generation % loans.principal.shape[1]
    return float(loans.principal[slot, column] if generation else loans.first_principal[slot])


def new_schedule(runner: PathRunner, slot: int, generation: int, made_in: int) -> Schedule:
    """Schedule of a loan at its start."""
    loans, rules = runner.model.loans, runner.model.rules
    principal = principal_of(loans, slot, generation)
    last = made_in + int(loans.term[slot]) - 1
    held = {month: balance for (own, month), balance in runner.held.items() if own == slot}
    return Schedule(loans, slot, principal, made_in, last, bool(rules.catch_up), held)


def loan_months(
    runner: PathRunner, slot: int, generation: int, steps: Sequence[Step], claim: Claim | None = None
) -> list[LoanMonth]:
    """A loan month by month, from its start (or month 0) to its end (or that of the horizon).

    Parameters
    ----------
    runner : PathRunner
        The path.
    slot, generation : int
        The loan.
    steps : sequence of Step
        Its events in order, the first of which is that it is on the book or made.
    claim : mapping, optional
        Its claim, a row of the claims that `follow_path` lists.

    Returns
    -------
    list of LoanMonth
        Consecutive months.
    """
    opening = steps[0].event == "on_book"
    made_in = int(runner.model.loans.made_in[slot]) if opening else steps[0].month
    schedule = new_schedule(runner, slot, generation, made_in)
    overdue = int(runner.model.loans.overdue[slot]) if opening else 0
    if opening:  # interest due before month 0, or before the first missed due, is paid
        schedule.interest_until += schedule.last_due(-made_in - overdue)
    months = runner.model.clock.months
    return [row for row in _life(runner, schedule, max(made_in, 0), overdue, steps[1:], claim) if row.month < months]


def _life(
    runner: PathRunner, schedule: Schedule, first: int, overdue: int, steps: Sequence[Step], claim: Claim | None
) -> Iterator[LoanMonth]:
    performs, owed, waits_from = True, 0.0, 0
    for month, event in steps:
        if event in ("distress", "renewed", "repaid"):
            until = month - 1 if event == "distress" else month
            paid = [schedule.pay(t) for t in range(first, until + 1)]
            performs = False
            if event == "renewed":
                schedule.renew(month)
                paid[-1] = paid[-1]._replace(principal_paid=0.0, owed=schedule.principal)
                performs, first = True, month + 1
            yield from paid
        if event == "distress":
            missed = -overdue if overdue else month  # the first due that was missed
            owed, first, waits_from, overdue = schedule.interrupt(missed), month, missed, 0
        elif event in LAST_STATUS:
            status = LAST_STATUS[event]
            yield from _troubled("overdue" if status == "missed" else status, owed, first, month - 1)
            yield from _troubled(status, owed, month, month)
            schedule.resume(month + 1)
            performs, first = True, month + 1
        elif event == "extension_failed":
            yield from _troubled("forborne", owed, first, month - 1)
            first = waits_from = month
        elif event == "extended":
            yield from _troubled("overdue", owed, first, month - 1)
            first = month
        elif event == "default":
            yield from _troubled("overdue", owed, first, month - 1)
            yield from _defaulted(runner, schedule.exposure(owed), month, _npl_from(runner, month, waits_from), claim)
    if performs:
        yield from (schedule.pay(t) for t in range(first, min(schedule.last, runner.model.clock.months - 1) + 1))
    elif steps[-1].event in ("distress", "extended"):
        status = "forborne" if steps[-1].event == "extended" else "overdue"
        yield from _troubled(status, owed, first, runner.model.clock.months - 1)


def _troubled(status: str, owed: float, first: int, until: int) -> Iterator[LoanMonth]:
    return (LoanMonth(month, status, owed, 0.0, 0.0, owed) for month in range(first, until + 1))


def _npl_from(runner: PathRunner, default_month: int, waits_from: int) -> int:
    """Month in which the claim is filed: so long after the distress or failed extension, or after the default."""
    rules = runner.model.rules
    return max((default_month if rules.claim_waits_from_default else waits_from) + rules.wait, default_month)


def _defaulted(runner: PathRunner, owed: float, month: int, npl_from: int, claim: Claim | None) -> Iterator[LoanMonth]:
    yield from _troubled("overdue", owed, month, npl_from - 1)
    yield from _troubled("non-performing", owed, npl_from, _last_npl_month(runner, npl_from, claim))


def _last_npl_month(runner: PathRunner, npl_from: int, claim: Claim | None) -> int:
    """Last month end at which a defaulted loan counts as non-performing; claims that wait in a queue apart."""
    rules = runner.model.rules
    written_off = npl_from + rules.write_off_after - 1
    if claim is None:
        return runner.model.clock.months if rules.npl_until_paid else written_off
    if rules.npl_until_paid:
        return int(claim["settled_month"]) - 1
    cause = CAUSES.index(claim["cause"])
    if rules.net or claim["recovered_share"] * claim["principal"] * (1.0 - rules.court_cost[cause]) <= 0.0:
        return written_off
    parts = rules.recovery_part[cause]
    return min(written_off, int(claim["settled_month"]) + int(np.flatnonzero(parts).max(initial=0)))
