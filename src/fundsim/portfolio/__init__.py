"""Scenario to arrays: the only bridge between words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundsim.portfolio.loan_book import LoanBook
    from fundsim.portfolio.quality import QualityEntry
    from fundsim.programme.scenario import Scenario

__all__ = ["build_loan_book", "quality_report"]


def build_loan_book(scenario: Scenario, *, seed: int, path: int | None = None) -> LoanBook:
    """Loan book of a scenario, made up or read from its tape.

    Parameters
    ----------
    scenario : Scenario
        Programme; file paths in it are absolute or count from the working directory.
    seed : int
        Seed of the run, 0 to 2^63 - 1.
    path : int, optional
        Path that has a portfolio of its own (``redraw_portfolio``); the one portfolio of all paths when absent.

    Returns
    -------
    LoanBook
        Arrays with names; ``quality`` says in words what was dropped, imputed, rescaled or bounded.

    Raises
    ------
    ScenarioError
        Terms that give no portfolio.
    DataError
        A file that cannot be used as it is.
    TypeError
        Not a Scenario, but perhaps the path of one.
    """
    return _built(scenario, seed, 0 if path is None else path + 1)[0]


def quality_report(scenario: Scenario, *, seed: int) -> tuple[QualityEntry, ...]:
    """Data-quality report of a scenario's portfolio: rule, rows, action, first line of the file.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    seed : int
        Seed of the run, 0 to 2^63 - 1.

    Returns
    -------
    tuple of QualityEntry
        Each rule that was applied, also those that concerned no row; ``pandas.DataFrame`` takes it as it is.
    """
    return _built(scenario, seed, 0)[1]


def _built(scenario: Scenario, seed: int, portfolio: int) -> tuple[LoanBook, tuple[QualityEntry, ...]]:
    # Imported here, so that reading a township table does not wait for numba and scipy.
    from fundsim.portfolio.aggregate import aggregate_book
    from fundsim.portfolio.layer_shares import with_odds_of_bank_share
    from fundsim.portfolio.synthetic import draw_synthetic
    from fundsim.portfolio.tape.reading import read_tape
    from fundsim.programme.aggregate import AggregateLoans
    from fundsim.programme.loans import TapeLoans
    from fundsim.programme.scenario import Scenario

    if not isinstance(scenario, Scenario):
        raise TypeError(f"{scenario!r} is no Scenario; load_scenario makes one of the path or name of a scenario file")
    if isinstance(scenario.loans, AggregateLoans):
        return aggregate_book(scenario.loans, scenario.horizon.months), ()
    if isinstance(scenario.loans, TapeLoans):
        book, entries = read_tape(scenario, scenario.loans, seed)
    else:
        book, entries = draw_synthetic(scenario, scenario.loans, seed, portfolio)
    return with_odds_of_bank_share(scenario, book), entries
