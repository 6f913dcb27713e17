"""Shock events: when they come, where they hit, what they multiply."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Clock, Risk, Shocks, State
from fundsim.kernels.arrays.codes import (
    FIXED_FOOTPRINT,
    POISSON_EVENTS,
    SCALES_HAZARD,
    SCALES_PROBABILITY,
    SETS_OF_TOWNSHIPS,
    STRESS_EVENT,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import fill
from fundsim.kernels.numerics.purposes import SHOCK_EVENTS, SHOCK_SET, SHOCK_TOWNSHIP
from fundsim.kernels.numerics.random import named_key, uniform
from fundsim.kernels.numerics.special import poisson_quantile

NEVER = -1_000_000


@kernel
def events_of_month(key: np.uint64, shocks: Shocks, shock: int, month: int, had_one: bool) -> int:
    """Number of events of a shock in a month."""
    if shocks.kind[shock] == STRESS_EVENT:
        return 1 if shocks.stress_month[shock] == month else 0
    if not shocks.in_season[shock, month]:
        return 0
    u = uniform(named_key(key, SHOCK_EVENTS, shocks.name[shock]), 0, month, 0)
    if shocks.kind[shock] == POISSON_EVENTS:
        return poisson_quantile(u, shocks.mean[shock])
    again = had_one and shocks.persistence[shock] >= 0.0
    return 1 if u < (shocks.persistence[shock] if again else shocks.mean[shock]) else 0


@kernel
def hit_set(key: np.uint64, shocks: Shocks, shock: int, month: int, event: int) -> int:
    """Set of townships that an event hits; minus one when it hits none."""
    u = uniform(named_key(key, SHOCK_SET, shocks.name[shock]), 0, month, event)
    for number in range(shocks.set_probability.shape[1]):
        if u < shocks.set_probability[shock, number]:
            return number
    return -1


@kernel
def is_hit(key: np.uint64, shocks: Shocks, shock: int, month: int, event: int, chosen: int, township: int) -> bool:
    """Whether an event hits a township, by its footprint."""
    if shocks.footprint[shock] == SETS_OF_TOWNSHIPS:
        return chosen >= 0 and shocks.set_member[shock, chosen, township] == 1
    probability = shocks.hit_probability[shock, township]
    if shocks.footprint[shock] == FIXED_FOOTPRINT or probability <= 0.0:
        return probability > 0.0
    return uniform(named_key(key, SHOCK_TOWNSHIP, shocks.name[shock]), township, month, event) < probability


@kernel
def apply_effect(shocks: Shocks, risk: Risk, state: State, shock: int, month: int, township: int) -> None:
    """Let an active event act in one month and township on all its industries, as the borrowers' cover has it."""
    age = month - state.last_event[township]
    for kind in range(shocks.insured.shape[0]):
        multiplier = shocks.insured_multiplier if shocks.insured[kind, shock] else shocks.multiplier
        effect = multiplier[shock, age]
        for industry in range(risk.industries):
            if shocks.industry[shock, industry]:
                hit = (kind * risk.industries + industry) * risk.townships + township
                if shocks.scale[shock] == SCALES_HAZARD:
                    state.multiplier[month, hit] *= effect
                elif shocks.scale[shock] == SCALES_PROBABILITY:
                    state.probability_multiplier[month, hit] *= effect
                else:
                    state.odds_multiplier[month, hit] *= effect
                if shocks.lgd_addition[shock] > 0.0:
                    state.lgd_addition[month, hit] += shocks.lgd_addition[shock]


@kernel
def strike(shocks: Shocks, risk: Risk, state: State, shock: int, month: int, township: int) -> None:
    """Start (or restart) an event in a township, with its immediate defaults."""
    state.last_event[township] = month
    if shocks.immediate[shock] > 0.0:
        for row in range(shocks.insured.shape[0] * risk.industries):
            if shocks.industry[shock, row % risk.industries]:
                state.immediate[month, row * risk.townships + township] += shocks.immediate[shock]


@kernel
def run_shock(key: np.uint64, shock: int, clock: Clock, shocks: Shocks, risk: Risk, state: State) -> None:
    """Simulate one shock over the horizon."""
    fill(state.last_event, NEVER)
    had_one, active_until = False, NEVER
    for month in range(clock.end):
        events = events_of_month(key, shocks, shock, month, had_one) if month < clock.months else 0
        if month < clock.months and shocks.in_season[shock, month]:
            had_one = events > 0
        for event in range(events):
            chosen = hit_set(key, shocks, shock, month, event) if shocks.footprint[shock] == SETS_OF_TOWNSHIPS else 0
            for township in range(risk.townships):
                if is_hit(key, shocks, shock, month, event, chosen, township):
                    strike(shocks, risk, state, shock, month, township)
                    active_until = month + shocks.lasts[shock]
        if month < active_until:
            state.shocked[month] = state.altered[month] = 1
            for township in range(risk.townships):
                if month - state.last_event[township] < shocks.lasts[shock]:
                    apply_effect(shocks, risk, state, shock, month, township)


@kernel
def run_shocks(key: np.uint64, clock: Clock, shocks: Shocks, risk: Risk, state: State) -> None:
    """Let the events of a path act on all months and places."""
    for shock in range(shocks.kind.shape[0]):
        run_shock(key, shock, clock, shocks, risk, state)
