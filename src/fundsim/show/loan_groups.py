"""Groups of loans that share their fate, whatever they owe: what the course of the book is worked out for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.layout.ageing import seasoning_curve
from fundsim.portfolio.layout.risk import Floats
from fundsim.programme import Scenario
from fundsim.show.loan_classes import LoanClasses
from fundsim.show.risk_ahead import Integers


class LoanGroups(NamedTuple):
    """Groups of loans, arrays (..., group).

    Parameters
    ----------
    term : array (group,)
        [months]
    bullet : array (group,), bool
        Repaid in one sum, so that it can be renewed.
    failure : array (group,)
        Probability that an extension fails at its end.
    intensity, plain, immediate : array (month, group)
        As those of `Risks`.
    ageing : array (place, group)
        Intensity of each month of a loan's life relative to the mean one.
    opening : array (age, group)
        Share of the loans that are so many months old when the simulation begins.
    later : array (month, group)
        Share that is made in each month.
    """

    term: Integers
    bullet: NDArray[np.bool_]
    failure: Floats
    intensity: Floats
    plain: Floats
    immediate: Floats
    ageing: Floats
    opening: Floats
    later: Floats


def loan_groups(scenario: Scenario, classes: LoanClasses) -> tuple[LoanGroups, Integers]:
    """Groups of the classes, and the group of each class; under steady lending loans of all ages are one group."""
    apart = np.zeros_like(classes.made_in) if scenario.lending.mode == "steady" else classes.made_in
    keys = np.column_stack([classes.risk, classes.term, classes.bullet, apart])
    distinct, group = np.unique(keys, axis=0, return_inverse=True)
    group, (risk, term, bullet, _) = group.reshape(-1), distinct.T
    weight = classes.number / np.bincount(group, classes.number, minlength=len(distinct))[group]
    opening, later = (
        _summed(part * weight[:, None], group, len(distinct)) for part in (classes.opening, classes.later)
    )
    found = classes.risks
    ageing = _ageing(scenario, term, bullet.astype(bool))
    return LoanGroups(
        term, bullet.astype(bool), found.failure[risk], found.intensity[:, risk], found.plain[:, risk],
        found.immediate[:, risk], ageing, opening[: len(ageing)], later,
    ), group  # fmt: skip


def _summed(parts: Floats, group: Integers, groups: int) -> Floats:
    """Sums of rows by group: (column, group)."""
    total = np.zeros((groups, parts.shape[1]))
    np.add.at(total, group, parts)
    return total.T


def _ageing(scenario: Scenario, term: Integers, bullet: NDArray[np.bool_]) -> Floats:
    """Relative intensity by months since the loan was made: seasoning, and what falls due at maturity."""
    chances, last = scenario.default_probability, int(term.max(initial=1)) - 1
    part = np.where(bullet, chances.due_at_maturity, 0.0)
    ageing = np.ones((last + 1, len(term)))
    for months in np.unique(term).tolist():
        curve, own = seasoning_curve(chances.seasoning, months), np.flatnonzero(term == months)
        ageing[:, own] = curve[np.minimum(np.arange(last + 1), len(curve) - 1)][:, None] * (1.0 - part[own])
        ageing[months - 1, own] += part[own] * months
    return ageing
