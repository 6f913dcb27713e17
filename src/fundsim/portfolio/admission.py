"""Admission (准入) as shares: which true grades get loans, and how many of these are misused, epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fundsim.errors import Fault, ScenarioError
from fundsim.portfolio.loan_book import Floats, Integers, LoanBook
from fundsim.programme.admission import AdmissionRules


def epoch_starts(epochs: list[AdmissionRules]) -> Integers:
    """First month of every epoch but the first. [months after month 0]"""
    return np.array([rules.from_month for rules in epochs[1:]], dtype=np.int64)


def rating_law(grades: int, error: float, too_high: float) -> Floats:
    """Probability of each rated grade for each true grade, the best grade first.

    Parameters
    ----------
    grades : int
        Number of grades.
    error, too_high : float
        Probability of a rating one notch off, share of errors that are too high.

    Returns
    -------
    array (true grade, rated grade)
        At the ends of the scale, where there is no further notch, the rating stays as it is.

    Examples
    --------
    >>> rating_law(3, 0.2, 0.25)[1].tolist()
    [0.05, 0.8, 0.15000000000000002]
    """
    law = (1.0 - error) * np.eye(grades)
    true = np.arange(grades)
    np.add.at(law, (true, np.maximum(true - 1, 0)), error * too_high)
    np.add.at(law, (true, np.minimum(true + 1, grades - 1)), error * (1.0 - too_high))
    return law


def admitted_shares(rules: AdmissionRules, grades: Mapping[str, float], too_high: float) -> Floats:
    """Weights of the true grades among the admitted: applicants' shares times the probability of admission.

    Parameters
    ----------
    rules : AdmissionRules
        Of one epoch.
    grades : mapping
        Shares of the applicants' true grades, best grade first.
    too_high : float
        Share of rating errors that are too high.

    Returns
    -------
    array (grade,)
        Not scaled to 1.

    Raises
    ------
    ScenarioError
        The minimum is no grade, or no applicant can be rated that well.
    """
    names, shares = list(grades), np.array(list(grades.values()))
    key, minimum = f"{rules.key}.minimum_grade", rules.minimum_grade
    if minimum is None:
        return shares
    if minimum not in names:
        raise ScenarioError([Fault(key, f"`{minimum}` is not a grade", allowed=", ".join(names))])
    if rules.rating_error == 0.0:
        admitted = np.where(np.arange(len(names)) <= names.index(minimum), shares, 0.0)
    else:
        admitted = shares * rating_law(len(names), rules.rating_error, too_high)[:, : names.index(minimum) + 1].sum(1)
    if not admitted.any():
        remedy = "lower it, or give `loans.grades` at or above it a share"
        raise ScenarioError([Fault(key, f"no applicant has grade `{minimum}` or better", "", remedy)])
    return admitted


def epoch_of(book: LoanBook, made_in: Integers) -> Integers:
    """Epoch of admission rules in which loans of some months are made."""
    return np.searchsorted(book.epoch_starts, made_in, side="right").astype(np.int64)


def opening_probability(book: LoanBook) -> Floats:
    """Annual probability of each slot's first loan, under the admission rules of its month. [probability per year]"""
    return np.asarray(book.pd_annual[epoch_of(book, book.made_in), np.arange(len(book.made_in)), 0])
