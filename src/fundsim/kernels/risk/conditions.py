"""Conditions of a path: what regimes, price cycles and shocks multiply in each month and place."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Model, State
from fundsim.kernels.arrays.codes import SCALES_ODDS, SCALES_PROBABILITY
from fundsim.kernels.arrays.columns import ON_DEFAULT_PROBABILITY
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import fill
from fundsim.kernels.risk.price_cycles import run_price_cycles
from fundsim.kernels.risk.regimes import draw_regimes, regime_multiplier
from fundsim.kernels.risk.shocks import run_shocks


@kernel
def reset_conditions(state: State) -> None:
    """Nothing multiplies anything."""
    fill(state.multiplier, 1.0)
    fill(state.probability_multiplier, 1.0)
    fill(state.odds_multiplier, 1.0)
    fill(state.immediate, 0.0)
    fill(state.lgd_addition, 0.0)
    fill(state.shocked, 0)
    fill(state.altered, 0)


@kernel
def apply_regimes(model: Model, state: State) -> None:
    """Let the regimes multiply the probabilities, or their odds, of all months and places."""
    sites = model.risk.industries * model.risk.townships
    fill(state.altered, 1)
    for month in range(model.clock.months):
        for site in range(sites):
            times = regime_multiplier(model.regimes, state, ON_DEFAULT_PROBABILITY, SCALES_PROBABILITY, month, site)
            odds = regime_multiplier(model.regimes, state, ON_DEFAULT_PROBABILITY, SCALES_ODDS, month, site)
            for hit in range(site, state.multiplier.shape[1], sites):
                state.probability_multiplier[month, hit] *= times
                state.odds_multiplier[month, hit] *= odds


@kernel
def apply_price_cycles(model: Model, state: State) -> None:
    """Let the price cycles multiply the intensities of all months and places."""
    townships, industries = model.risk.townships, model.risk.industries
    fill(state.altered, 1)
    for month in range(model.clock.months):
        for hit in range(state.multiplier.shape[1]):
            state.multiplier[month, hit] *= state.cycle_multiplier[month, hit // townships % industries]


@kernel
def run_conditions(key: np.uint64, model: Model, state: State) -> None:
    """Fill the multipliers and immediate intensities of every month and place of a path."""
    regimes, cycles, shocks = model.regimes, model.price_cycles, model.shocks
    if regimes.every.shape[0] + cycles.period.shape[0] + shocks.kind.shape[0] == 0:
        return
    reset_conditions(state)
    draw_regimes(key, model.clock, regimes, state)
    if regimes.acts[ON_DEFAULT_PROBABILITY]:
        apply_regimes(model, state)
    run_price_cycles(key, model.clock, cycles, state)
    if cycles.period.shape[0] > 0:
        apply_price_cycles(model, state)
    run_shocks(key, model.clock, shocks, model.risk, state)
