"""Price cycles: multipliers of the intensity that come back after every period."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Clock, PriceCycles, State
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import fill
from fundsim.kernels.numerics.purposes import CYCLE_PHASE
from fundsim.kernels.numerics.random import named_key, uniform


@kernel
def drawn_phase(key: np.uint64, cycles: PriceCycles, cycle: int) -> int:
    """Month of a cycle in month 0: stated, or any of its months with the same probability."""
    if cycles.phase[cycle] >= 0:
        return cycles.phase[cycle]
    return int(uniform(named_key(key, CYCLE_PHASE, cycles.name[cycle]), 0, 0, 0) * cycles.period[cycle])


@kernel
def run_price_cycles(key: np.uint64, clock: Clock, cycles: PriceCycles, state: State) -> None:
    """Fill the product of the cycles of every month and industry of a path."""
    fill(state.cycle_multiplier, 1.0)
    for cycle in range(cycles.period.shape[0]):
        phase, period = drawn_phase(key, cycles, cycle), cycles.period[cycle]
        for month in range(clock.months):
            multiplier = cycles.multiplier[cycle, (month + phase) % period]
            for industry in range(cycles.industry.shape[1]):
                if cycles.industry[cycle, industry]:
                    state.cycle_multiplier[month, industry] *= multiplier
