"""Annual default probability of every loan: base by industry or tape, then odds of what describes it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.errors import Fault, ScenarioError
from fundsim.portfolio.loan_book import Floats, Integers
from fundsim.programme.borrowers import DefaultProbability


class Described(NamedTuple):
    """What describes the loans, as indices into names.

    Parameters
    ----------
    grade : array (epoch, slot, generation)
        Index into ``grades``.
    industry, township, village : array (slot,)
        Indices into ``industries``, ``townships``, ``villages``.
    industries, grades, townships, villages : tuple of str
        Names; a village is written ``township/number`` or, on a tape, ``township/name``.
    blank_industry : str
        Industry that stands for the blanks of a tape; empty where there are none.
    """

    grade: Integers
    industry: Integers
    township: Integers
    village: Integers
    industries: tuple[str, ...]
    grades: tuple[str, ...]
    townships: tuple[str, ...]
    villages: tuple[str, ...]
    blank_industry: str = ""


def annual_probabilities(
    terms: DefaultProbability, loans: Described, from_tape: Floats | None = None, further_odds: Floats | float = 1.0
) -> Floats:
    """Annual probability of distress of each loan and generation.

    Parameters
    ----------
    terms : DefaultProbability
        The scenario's ``default_probability``.
    loans : Described
        Loans.
    from_tape : array (slot,), optional
        Probabilities of the tape, NaN where blank. [probability per year]
    further_odds : array, optional
        Odds multipliers of misuse and of credit villages, of the grades' shape or broadcast to it.

    Returns
    -------
    array of the grades' shape
        Base probability, its odds multiplied by those of grade, industry, township, village and further ones.
        [probability per year]

    Raises
    ------
    ScenarioError
        Industries with loans that have no probability.
    """
    base = _by_name(terms.by_industry, loans.industries, np.nan if terms.annual is None else terms.annual)
    probability = base[loans.industry]
    if from_tape is not None:
        probability = np.where(np.isnan(from_tape), probability, from_tape)
    _check_base(probability, loans)
    odds = _by_name(terms.odds_by_township, loans.townships, 1.0)[loans.township]
    odds = odds * _by_name(terms.odds_by_village, loans.villages, 1.0)[loans.village]
    odds = odds * _odds_of_industries(terms, loans.industries)[loans.industry]
    odds_by_grade = _by_name(terms.odds_by_grade, loans.grades, 1.0)
    return multiply_odds(probability[:, None], odds[:, None] * odds_by_grade[loans.grade] * further_odds)


def multiply_odds(probability: Floats, multiplier: Floats) -> Floats:
    """Probability whose odds are multiplied: ``pm / (1 - p + pm)``.

    Parameters
    ----------
    probability, multiplier : array
        Of one shape or broadcast. [probability, odds multiplier]

    Returns
    -------
    array
        A certain event stays certain unless its odds are multiplied by 0.

    Examples
    --------
    >>> multiply_odds(np.array([0.5]), np.array([3.0])).tolist()
    [0.75]
    """
    multiplied = probability * multiplier
    whole = 1.0 - probability + multiplied
    return np.divide(multiplied, whole, out=np.zeros_like(multiplied), where=whole > 0.0)


def _odds_of_industries(terms: DefaultProbability, industries: tuple[str, ...]) -> Floats:
    """Odds multiplier by industry: 1 for the county's leading industries, and for all where none is named."""
    leading = terms.leading_industries or industries
    return np.array([1.0 if name in leading else terms.odds_outside_leading for name in industries])


def _by_name(given: dict[str, float], names: tuple[str, ...], otherwise: float) -> Floats:
    return np.array([given.get(name, otherwise) for name in names], dtype=np.float64)


def _check_base(probability: Floats, loans: Described) -> None:
    missing = np.bincount(loans.industry[np.isnan(probability)], minlength=len(loans.industries))
    faults = [_without_base(loans, int(index), int(missing[index])) for index in np.flatnonzero(missing)]
    if faults:
        raise ScenarioError(faults)


def _without_base(loans: Described, industry: int, count: int) -> Fault:
    """Fault for an industry that no default probability is given for; for loans without one, where that is why."""
    key, name = "default_probability.by_industry", loans.industries[industry]
    if name == loans.blank_industry:
        message = f"{count:,} loans have no default probability: their industry is blank, or `{name}`"
        remedy = "name it in `loans.defaults.industry`, or give `annual` for all that are not listed"
        return Fault(key, message, remedy=remedy)
    message = f"{count:,} loans of industry `{name}` have no default probability"
    return Fault(key, message, remedy=f"add `{name}`, or give `annual` for all that are not listed")
