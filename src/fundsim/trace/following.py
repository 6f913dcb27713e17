"""One path followed to its causes."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from fundsim.programme import Scenario
from fundsim.trace.books import keep_books
from fundsim.trace.events import events_table
from fundsim.trace.snapshots import PathRunner, logged_events, path_runner


class FollowedPath(NamedTuple):
    """One path with everything that happened on it.

    Parameters
    ----------
    runner : PathRunner
        Scenario, loans and arrays behind it.
    events : DataFrame
        What happened to the loans, in order.
    books : DataFrame
        The books, a row a month.
    claims : DataFrame
        The claims: loan, generation, cause, default_month, settled_month, principal, gross (with interest),
        claim [currency], recovered_share.
    """

    runner: PathRunner
    events: pd.DataFrame
    books: pd.DataFrame
    claims: pd.DataFrame


def has_loans(followed: FollowedPath) -> bool:
    """Whether the path has loans; a fund known only by its claims has none."""
    return followed.runner.scenario.loans.source != "aggregate"


def follow_path(scenario: Scenario, path: int, seed: int = 1) -> FollowedPath:
    """Follow one path of a run, loan by loan and month by month.

    Parameters
    ----------
    scenario : Scenario
        Programme; where it compares fund sizes, the first is followed.
    path : int
        Path number, from 0, as in the results of a run.
    seed : int
        Seed of the run.

    Returns
    -------
    FollowedPath
        Events, books and claims.

    Raises
    ------
    ScenarioError, DataError
        The scenario or its data cannot be simulated.
    """
    runner = path_runner(scenario, path, seed)
    books = keep_books(runner)
    events = events_table(runner, logged_events(runner))
    return FollowedPath(runner, events, books.table, books.claims)


def trace_path(scenario: Scenario, path: int, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events and books of one path, so that any figure of a run can be followed to its causes.

    Parameters
    ----------
    scenario : Scenario
        Programme; where it compares fund sizes, the first is followed.
    path : int
        Path number, from 0, as in the results of a run.
    seed : int
        Seed of the run.

    Returns
    -------
    events : DataFrame
        month, date, loan, generation, event, cause, amount [currency], township, village, industry, grade.
        A loan is named by its slot, counted from 0; loans that replace it have generation 1, 2, ...
    books : DataFrame
        By month: date; lending, lending_refused, claims (settled), court_cost, interest_subsidy,
        inspection_cost, lever_cost; ``cover_premium.PARTY`` and failed_villages (in this month) where there are any;
        ``payment.LAYER``, ``recovery.LAYER`` (the bank's too), ``premium.LAYER``,
        ``shortfall.LAYER``; ``suspended.LAYER`` (1 in force); queue (unpaid at month end); of layers with aggregate
        terms ``asked.LAYER``, ``allowed.LAYER`` (to date, in the account year or, as their terms say, ever) and
        ``unit.LAYER`` (premium, lending or outstanding in which the terms count);
        ``regime.NAME.PLACE`` (state in force); ``breaker.NAME`` (tripped at month end);
        ``account.LAYER.LINE`` for each line of an account, opening to closing; outstanding, performing,
        overdue, npl, forborne [currency]; the four ratios;
        stop (lending was stopped somewhere in this month).

    Raises
    ------
    ScenarioError, DataError
        The scenario or its data cannot be simulated.

    Examples
    --------
    >>> import fundsim as fs
    >>> events, books = trace_path(fs.load_scenario("luoping"), path=17)  # doctest: +SKIP
    """
    followed = follow_path(scenario, path, seed)
    return followed.events, followed.books
