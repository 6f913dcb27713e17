"""Regimes: Markov chains of good and bad times, one copy for each county, township or industry."""

from __future__ import annotations

import numpy as np
from tests.reference.twin_draws import named_draw
from tests.reference.twin_state import Place, World

from fundsim.kernels.numerics import purposes
from fundsim.programme.aggregate import ClaimsRegime
from fundsim.programme.regimes import Regime


def regime_multiplier(world: World, place: Place, t: int, what: str, scale: str | None = None) -> float:
    """Product over the regimes of what their states of month t multiply; of one scale only, if one is named."""
    product = 1.0
    for number, regime in enumerate(world.scenario.regimes.values()):
        if scale is None or regime.scale == scale:
            units = {"county": place.county, "township": place.township, "industry": place.industry}
            state = regime_state(world, number, regime, units[regime.level], t // regime.every_months)
            product *= getattr(regime.states[state], what)
    return product


def regime_state(world: World, number: int, regime: Regime, unit: int, step: int) -> str:
    """State of one copy of a chain in a step: drawn by the start law, then by the row of the state before."""
    key, name = (number, unit, step), list(world.scenario.regimes)[number]
    if key not in world.regime_states:
        if step == 0:
            law = start_law(regime)
        else:
            law = regime.transition[regime_state(world, number, regime, unit, step - 1)]
        world.regime_states[key] = drawn_state(
            regime, law, named_draw(world, purposes.REGIME, f"regimes.{name}", unit, step, 0)
        )
    return world.regime_states[key]


def drawn_state(regime: Regime | ClaimsRegime, law: dict[str, float], u: float) -> str:
    """First state, in the order of the file, whose cumulative probability exceeds u."""
    cumulative, possible = 0.0, [name for name in regime.states if law.get(name, 0.0) > 0.0]
    for name in possible:
        cumulative += law[name]
        if u < cumulative:
            return name
    return possible[-1]  # probabilities may add up to a little less than 1


def start_law(regime: Regime | ClaimsRegime) -> dict[str, float]:
    """Probabilities of the states in step 0."""
    if isinstance(regime.start, dict):
        return regime.start
    return stationary_law(regime) if regime.start == "stationary" else {regime.start: 1.0}


def stationary_law(regime: Regime | ClaimsRegime) -> dict[str, float]:
    """Probabilities that a step of the chain leaves as they are: pi P = pi, sum of pi = 1."""
    names = list(regime.states)
    matrix = np.array([[regime.transition[one].get(other, 0.0) for other in names] for one in names])
    equations = np.vstack([matrix.T - np.eye(len(names)), np.ones(len(names))])
    law = np.linalg.lstsq(equations, np.append(np.zeros(len(names)), 1.0), rcond=None)[0]
    return {name: float(p) if p > 1e-12 else 0.0 for name, p in zip(names, law, strict=True)}
