"""Small changes of what nobody knows exactly: default probability and correlation, or the law of claims."""

from __future__ import annotations

import math

from fundsim.decisions.designs import Design
from fundsim.portfolio import build_loan_book
from fundsim.programme import Scenario
from fundsim.programme.aggregate import AggregateLoans, AmountLaw, CompoundClaims

PD_CHANGE = 0.2  # as a share of the probability; likewise of claims, where there are no loans
CORRELATION_CHANGE = 0.02
LEVELS = ("county", "township", "industry", "province", "village")
HIGHEST_PROBABILITY = 0.999


def sensitivity_cases(scenario: Scenario, seed: int) -> list[Design]:
    """The programme with what drives its losses a little lower and higher.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    seed : int
        Seed of the loans, which a tape's townships are taken from.

    Returns
    -------
    list of Design
        Named by what is changed: default probabilities 20 % lower and higher, correlation 0.02 lower and higher;
        of a fund known by its claims alone, which has neither, the claims' amounts (and their number, where it is
        drawn) 20 % lower and higher. Correlation is changed at the level where it is highest, and not below 0; a
        correlation that would leave nothing to chance of the single loan is left out.
    """
    if isinstance(scenario.loans, AggregateLoans):
        return _claim_cases(scenario, scenario.loans)
    cases = [Design(f"PD {sign}20 %", with_default_probability(scenario, factor, seed)) for sign, factor in _factors()]
    level = main_level(scenario)
    here = float(getattr(scenario.correlation, level))
    for change in (-CORRELATION_CHANGE, CORRELATION_CHANGE):
        there = max(0.0, here + change)
        if there != here and total_correlation(scenario) + there - here < 1.0:
            correlation = scenario.correlation.model_copy(update={level: there})
            name = f"ρ {level} {here:g} → {there:.3g}"
            cases.append(Design(name, scenario.model_copy(update={"correlation": correlation})))
    return cases


def has_default_probabilities(scenario: Scenario) -> bool:
    """Whether there are loans, whose default probability and correlation can be changed."""
    return not isinstance(scenario.loans, AggregateLoans)


def _claim_cases(scenario: Scenario, loans: AggregateLoans) -> list[Design]:
    changes = [("claim amounts", sign, {"claims": with_amounts(loans.claims, factor)}) for sign, factor in _factors()]
    if isinstance(loans.claims, CompoundClaims):
        rate = loans.claims.rate
        changes += [
            ("number of claims", sign, {"claims": loans.claims.model_copy(update={"rate": factor * rate})})
            for sign, factor in _factors()
        ]
    return [
        Design(f"{name} {sign}20 %", scenario.model_copy(update={"loans": loans.model_copy(update=update)}))
        for name, sign, update in changes
    ]


def with_amounts(law: AmountLaw | CompoundClaims, factor: float) -> AmountLaw | CompoundClaims:
    """Law of claims whose amounts are a multiple of what they were.

    Parameters
    ----------
    law : AmountLaw or CompoundClaims
        Law of an interval's claims.
    factor : float
        Above 0. [1]

    Returns
    -------
    AmountLaw or CompoundClaims
        The same kind of law; its shape, and the number of claims, stay.

    Examples
    --------
    >>> from fundsim.programme.aggregate import WeibullClaims
    >>> with_amounts(WeibullClaims(law="weibull", shape=0.7, scale=100.0), 1.2).scale
    120.0
    """
    if isinstance(law, CompoundClaims):
        return law.model_copy(update={"severity": with_amounts(law.severity, factor)})
    update: dict[str, object] = {}
    for key in ("values", "amounts", "mean", "scale", "mu"):
        value = getattr(law, key, None)
        if isinstance(value, tuple):
            update[key] = tuple(factor * amount for amount in value)
        elif value is not None:
            update[key] = value + math.log(factor) if key == "mu" else factor * value
    return law.model_copy(update=update)


def _factors() -> tuple[tuple[str, float], tuple[str, float]]:
    return ("−", 1.0 - PD_CHANGE), ("+", 1.0 + PD_CHANGE)


def total_correlation(scenario: Scenario) -> float:
    """Sum of the correlations of all levels: that of two borrowers of one village and industry. [asset correlation]"""
    return float(sum(getattr(scenario.correlation, level) for level in LEVELS))


def main_level(scenario: Scenario) -> str:
    """Level at which correlation is highest; the county where there is none."""
    return max(LEVELS, key=lambda level: float(getattr(scenario.correlation, level)))


def with_default_probability(scenario: Scenario, factor: float, seed: int) -> Scenario:
    """The programme with all annual default probabilities times a factor; with a tape's own ones, all odds instead.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    factor : float
        Above 0. [1]
    seed : int
        Seed of the loans.

    Returns
    -------
    Scenario
        Probabilities stay below 1.
    """
    terms = scenario.default_probability
    if terms.from_tape:
        towns = build_loan_book(scenario, seed=seed).townships
        odds = {name: factor * terms.odds_by_township.get(name, 1.0) for name in towns}
        chances = terms.model_copy(update={"odds_by_township": odds})
        return scenario.model_copy(update={"default_probability": chances})
    scaled = {name: min(factor * value, HIGHEST_PROBABILITY) for name, value in terms.by_industry.items()}
    update: dict[str, object] = {"by_industry": scaled}
    if terms.annual is not None:
        update["annual"] = min(factor * terms.annual, HIGHEST_PROBABILITY)
    return scenario.model_copy(update={"default_probability": terms.model_copy(update=update)})
