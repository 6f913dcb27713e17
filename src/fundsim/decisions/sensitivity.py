"""Small changes of what nobody knows exactly: default probability and correlation."""

from __future__ import annotations

from fundsim.decisions.designs import Design
from fundsim.portfolio import build_loan_book
from fundsim.programme import Scenario

PD_CHANGE = 0.2  # as a share of the probability
CORRELATION_CHANGE = 0.02
LEVELS = ("county", "township", "industry", "province", "village")
HIGHEST_PROBABILITY = 0.999


def sensitivity_cases(scenario: Scenario, seed: int) -> list[Design]:
    """The programme with default probabilities 20 % lower and higher, and correlation 0.02 lower and higher.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    seed : int
        Seed of the loans, which a tape's townships are taken from.

    Returns
    -------
    list of Design
        Named by what is changed. Correlation is changed at the level where it is highest, and not below 0; a
        correlation that would leave nothing to chance of the single loan is left out.
    """
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


def _factors() -> tuple[tuple[str, float], tuple[str, float]]:
    return ("−", 1.0 - PD_CHANGE), ("+", 1.0 + PD_CHANGE)


def total_correlation(scenario: Scenario) -> float:
    """Sum of the correlations of all levels: that of two borrowers of one village and industry. [asset correlation]"""
    return float(sum(getattr(scenario.correlation, level) for level in LEVELS))


def main_level(scenario: Scenario) -> str:
    """Level at which correlation is highest; the county where there is none."""
    return max(LEVELS, key=lambda level: float(getattr(scenario.correlation, level)))


def with_default_probability(scenario: Scenario, factor: float, seed: int) -> Scenario:
    """The programme with all annual default probabilities times a factor; of a tape's own ones, the odds.

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
    scaled = {name: min(factor * value, HIGHEST_PROBABILITY) for name, value in terms.by_industry.items()}
    update: dict[str, object] = {"by_industry": scaled}
    if terms.annual is not None:
        update["annual"] = min(factor * terms.annual, HIGHEST_PROBABILITY)
    if terms.from_tape:
        towns = build_loan_book(scenario, seed=seed).townships
        update["odds_by_township"] = {name: factor * terms.odds_by_township.get(name, 1.0) for name in towns}
    return scenario.model_copy(update={"default_probability": terms.model_copy(update=update)})
