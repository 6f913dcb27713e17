"""Regimes: Markov chains of good and bad times, and what their states multiply."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Clock, Regimes, State
from fundsim.kernels.arrays.codes import ANY_SCALE
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.purposes import REGIME
from fundsim.kernels.numerics.random import named_key, uniform
from fundsim.kernels.numerics.special import first_above


@kernel
def draw_regimes(key: np.uint64, clock: Clock, regimes: Regimes, state: State) -> None:
    """Draw the state of every copy of every chain, step by step, up to the end of a path."""
    for regime in range(regimes.every.shape[0]):
        regime_key = named_key(key, REGIME, regimes.name[regime])
        for unit in range(regimes.units[regime]):
            law = regimes.start[regime]
            for step in range((clock.end - 1) // regimes.every[regime] + 1):
                u = uniform(regime_key, unit, step, 0)
                current = first_above(law, u)
                state.regime[regime, unit, step] = current
                law = regimes.transition[regime, current]


@kernel
def regime_multiplier(regimes: Regimes, state: State, effect: int, scale: int, month: int, site: int) -> float:
    """Product of what the regimes of a scale multiply at a site in a month.

    Parameters
    ----------
    regimes : Regimes
    state : State
        With the states of the path.
    effect : int
        ``ON_DEFAULT_PROBABILITY``, ``ON_EXTENSION_FAILURE`` or ``ON_LOSS_GIVEN_DEFAULT``.
    scale : int
        ``SCALES_PROBABILITY``, ``SCALES_ODDS`` or ``ANY_SCALE``.
    month, site : int

    Returns
    -------
    float
        1 without regimes.
    """
    product = 1.0
    for regime in range(regimes.every.shape[0]):
        if scale == ANY_SCALE or regimes.scale[regime] == scale:
            current = state.regime[regime, regimes.unit[regime, site], month // regimes.every[regime]]
            product *= regimes.effect[effect, regime, current]
    return product
