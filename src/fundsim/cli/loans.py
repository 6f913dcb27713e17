"""Loans of a scenario that a command has read: faults and doubts about them stand where the file says the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundsim.errors import Fault, ScenarioError

if TYPE_CHECKING:
    from fundsim.portfolio.loan_book import LoanBook
    from fundsim.scenario_file import CheckedScenario


def loans_of(checked: CheckedScenario, seed: int) -> LoanBook:
    """Make the loans of a scenario, or read them.

    Parameters
    ----------
    checked : CheckedScenario
        Scenario and the document behind it.
    seed : int
        Seed of the run.

    Returns
    -------
    LoanBook
        Loans of the run.

    Raises
    ------
    ScenarioError
        Terms that give no portfolio, each with its place.
    DataError
        A file that cannot be used as it is.
    """
    from fundsim.portfolio import build_loan_book
    from fundsim.scenario_file import placed_faults

    try:
        return build_loan_book(checked.scenario, seed=seed)
    except ScenarioError as error:
        raise ScenarioError(placed_faults(checked.document, error.faults)) from error


def doubts_about(checked: CheckedScenario, book: LoanBook) -> list[Fault]:
    """Doubts about the loans and the money beside them, each with its place.

    Parameters
    ----------
    checked : CheckedScenario
        Scenario and the document behind it.
    book : LoanBook
        Its loans.

    Returns
    -------
    list of Fault
        For a warning each.
    """
    from fundsim.portfolio.doubts import doubts_of
    from fundsim.scenario_file import placed_faults

    return placed_faults(checked.document, doubts_of(checked.scenario, book))
