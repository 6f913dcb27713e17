"""Regimes, price cycles, contagion and the age of loans in plain words."""

from __future__ import annotations

from fundsim.programme import Scenario
from fundsim.programme.borrowers import DefaultProbability
from fundsim.programme.chains import STATIONARY
from fundsim.programme.contagion import Neighbours
from fundsim.programme.price_cycles import PriceCycle
from fundsim.programme.regimes import Regime, RegimeState
from fundsim.show.english.wording import and_list, count_of, every, percent, sentences, shares
from fundsim.show.numbers import plain_number


def age_words(terms: DefaultProbability) -> list[str]:
    """How the risk of a loan changes with its age, and what falls due at maturity."""
    found = []
    if terms.seasoning is not None:
        curve = [
            f"{plain_number(value)} at {count_of(age, 'month')}"
            for age, value in zip(terms.seasoning.ages, terms.seasoning.relative, strict=True)
        ]
        found.append(f"A loan's risk changes with its age, in proportion to {', '.join(curve)}, its mean kept.")
    if terms.due_at_maturity > 0.0:
        found.append(f"Of a bullet loan's risk {percent(terms.due_at_maturity)} falls in the month of its maturity.")
    return found


def regime_words(name: str, regime: Regime) -> str:
    """A chain of good and bad times."""
    whole = f"The {regime.level}" if regime.level == "county" else f"Each {regime.level}, for itself,"
    moves = [f"from {state} to {shares(row)}" for state, row in regime.transition.items()]
    return sentences(
        f"Regime {name}: {whole} is in one of the states {and_list(regime.states, 'or')}.",
        f"It moves {every(regime.every_months)}: {'; '.join(moves)}.",
        _start(regime),
        *(_state(label, state, regime.scale) for label, state in regime.states.items()),
    )


def _start(regime: Regime) -> str:
    if isinstance(regime.start, dict):
        return f"It starts in {shares(regime.start)}."
    return "It starts as it is in the long run." if regime.start == STATIONARY else f"It starts in {regime.start}."


def _state(label: str, state: RegimeState, scale: str) -> str:
    odds = "odds of default" if scale == "odds" else "default probability"
    failing = "odds that an extension fails" if scale == "odds" else "probability that an extension fails"
    parts = {
        f"the {odds}": state.default_probability, f"the {failing}": state.extension_failure,
        "the loss given default": state.loss_given_default,
    }  # fmt: skip
    said = [f"{what} by {plain_number(value)}" for what, value in parts.items() if value != 1.0]
    return f"In state {label} it multiplies {and_list(said)}." if said else f"In state {label} it changes nothing."


def cycle_words(name: str, cycle: PriceCycle) -> str:
    """A periodic multiplier of the risk."""
    who = "all loans" if cycle.industries == "all" else f"loans of {and_list(cycle.industries)}"
    if cycle.multipliers is not None:
        shape = f"by {', '.join(map(plain_number, cycle.multipliers))}, month by month and then again"
    else:
        shape = (
            f"smoothly between {plain_number(cycle.highest or 0.0)} and {plain_number(cycle.lowest or 0.0)} "
            f"over {count_of(cycle.period_months or 0, 'month')}"
        )
    phase = (
        "where in the cycle month 0 is, is drawn on each path"
        if cycle.phase_months == "random"
        else f"month 0 is month {cycle.phase_months} of the cycle"
    )
    return f"Price cycle {name}: the risk of default of {who} is multiplied {shape}; {phase}."


def contagion_words(scenario: Scenario) -> str:
    """How overdue neighbours act, and what counts as a failed village."""
    terms = scenario.contagion
    if terms is None:
        return ""
    places = {"village": terms.village, "township": terms.township}
    return sentences(
        *(_neighbours(place, own) for place, own in places.items() if own is not None),
        "A village has failed once at a month end at least "
        f"{percent(scenario.report.village_failed_at)} of its loans are overdue.",
    )


def _neighbours(place: str, terms: Neighbours) -> str:
    above = f"each percentage point of a {place}'s loans that is overdue"
    if terms.trigger > 0.0:
        above += f" beyond {percent(terms.trigger)}"
    return (
        f"Contagion: {above} multiplies the other loans' risk in the next month by "
        f"exp({plain_number(terms.strength / 100.0)})."
    )
