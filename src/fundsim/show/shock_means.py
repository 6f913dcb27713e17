"""What seasons, random shocks, regimes and price cycles do on average: means of the intensity by month and place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.portfolio.admission import opening_probability
from fundsim.portfolio.layout.clock import calendar_months, period_length
from fundsim.portfolio.layout.risk import season_weights
from fundsim.portfolio.layout.shocks import Floats, township_hits
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.shocks import Shock
from fundsim.show.time_means import cycle_means, intensity_change, regime_means


class ShockMeans(NamedTuple):
    """Means of each month of the horizon.

    Parameters
    ----------
    multiplier : array (month, industry, township)
        Mean multiplier of an average month's default intensity by season, shocks, regimes and price cycles.
    unshocked : array (month, industry)
        The same without shocks.
    immediate : array (month, industry, township)
        Intensity that stands for the mean probability of immediate default. [per month]
    """

    multiplier: Floats
    unshocked: Floats
    immediate: Floats


def shock_means(scenario: Scenario, book: LoanBook) -> ShockMeans:
    """Mean effect of the random shocks, regimes and price cycles; stress events and contagion are left out.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans.

    Returns
    -------
    ShockMeans
        Exact for the marginal law of each shock in each place. Multipliers of a probability or of odds are taken
        as the change of the intensity that they make for the mean loan (model assumption).
    """
    shape = (scenario.horizon.months, len(book.industries), len(book.townships))
    annual = float(opening_probability(book).mean())
    times = regime_means(scenario, annual).intensity[:, None] * cycle_means(scenario, book) * seasons(scenario, book)
    multiplier, immediate = np.ones(shape) * times[:, :, None], np.zeros(shape)
    for shock in scenario.shocks.values():
        able = [shock.industries == "all" or name in shock.industries for name in book.industries]
        effects = effect_by_age(scenario, shock, annual)
        for township, hit in enumerate(hit_probabilities(shock, book)):
            ages = age_probabilities(scenario, shock, float(hit))
            mean = 1.0 + ages @ (effects - 1.0)
            struck = -np.log1p(-shock.immediate_default_probability * ages[:, 0])
            multiplier[:, able, township] *= mean[:, None]
            immediate[:, able, township] += struck[:, None]
    return ShockMeans(multiplier, times, immediate)


def seasons(scenario: Scenario, book: LoanBook) -> Floats:
    """Intensity of each month over that of an average one: (month, industry)."""
    chances = scenario.default_probability
    own = [season_weights(scenario, chances.season_by_industry.get(name, chances.season)) for name in book.industries]
    return np.asarray(period_length(scenario) * np.array(own).T)


def hit_probabilities(shock: Shock, book: LoanBook) -> Floats:
    """Probability that an event hits each township."""
    if shock.sets:
        return np.array(
            [sum(item.probability for item in shock.sets if name in item.townships) for name in book.townships]
        )
    return township_hits(shock, book.townships)


def effect_by_age(scenario: Scenario, shock: Shock, annual: float) -> Floats:
    """Mean multiplier of the intensity in month k of an event, over borrowers with cover against it and without."""

    def effect(first: float) -> Floats:
        multiplier = 1.0 + (first - 1.0) * shock.decay ** np.arange(shock.lasts_months)
        return intensity_change(scenario, np.asarray(multiplier), shock.scale, annual)

    if shock.insured_multiplier is None:
        return effect(shock.hazard_multiplier)
    share = shock.insured_share
    return (1.0 - share) * effect(shock.hazard_multiplier) + share * effect(shock.insured_multiplier)


def age_probabilities(scenario: Scenario, shock: Shock, hit: float) -> Floats:
    """Probability that a place was last hit k months ago, while the event lasts: (month, k)."""
    months = calendar_months(scenario, scenario.horizon.months)
    # rows: whether the last season had an event; columns: months since the last hit
    state, idle = np.zeros((2, shock.lasts_months)), np.array([1.0, 0.0])
    found = np.zeros((len(months), shock.lasts_months))
    for month, calendar in enumerate(months):
        state, idle = _older(state, idle)
        state, idle = _struck(shock, hit, int(calendar), state, idle)
        found[month] = state.sum(axis=0)
    return found


def _older(state: Floats, idle: Floats) -> tuple[Floats, Floats]:
    """A month later: every event is a month older, the oldest are over."""
    older = np.zeros_like(state)
    older[:, 1:] = state[:, :-1]
    return older, idle + state[:, -1]


def _struck(shock: Shock, hit: float, calendar: int, state: Floats, idle: Floats) -> tuple[Floats, Floats]:
    """Events of a month restart the clock of the places they hit."""
    if shock.rate is not None:
        if calendar not in shock.months:
            return state, idle
        struck = -np.expm1(-shock.rate / len(shock.months) * hit)
        fresh = struck * (state.sum(axis=1) + idle)
        state, idle = state * (1.0 - struck), idle * (1.0 - struck)
        state[:, 0] += fresh
        return state, idle
    if calendar != shock.months[0]:
        return state, idle
    base = shock.probability_per_year or 0.0
    chance = np.array([base, base if shock.persistence is None else shock.persistence])
    spared = chance * (1.0 - hit)
    after_event = (state * spared[:, None]).sum(axis=0), float(idle @ spared)
    without = (state * (1.0 - chance)[:, None]).sum(axis=0), float(idle @ (1.0 - chance))
    fresh = float((chance * hit) @ (state.sum(axis=1) + idle))
    state = np.stack([without[0], after_event[0]])
    state[1, 0] += fresh
    return state, np.array([without[1], after_event[1]])
