"""Price cycles: a multiplier of the default intensity that comes back after every period."""

from __future__ import annotations

import math

from tests.reference.twin_draws import named_draw
from tests.reference.twin_state import Place, World

from fundsim.kernels.numerics import purposes
from fundsim.programme.price_cycles import PriceCycle


def cycle_multiplier(world: World, place: Place, t: int) -> float:
    """Product of the cycles of an industry in month t."""
    product = 1.0
    for number, cycle in enumerate(world.scenario.price_cycles.values()):
        if cycle.industries == "all" or world.book.industries[place.industry] in cycle.industries:
            period = cycle_months(cycle)
            product *= multiplier_at(cycle, (t + phase(world, number, cycle)) % period)
    return product


def cycle_months(cycle: PriceCycle) -> int:
    """Months after which a cycle begins again."""
    return len(cycle.multipliers) if cycle.multipliers is not None else int(cycle.period_months or 0)


def phase(world: World, number: int, cycle: PriceCycle) -> int:
    """Month of the cycle in month 0: stated, or any month of it with the same probability."""
    if cycle.phase_months != "random":
        return cycle.phase_months
    key = f"price_cycles.{list(world.scenario.price_cycles)[number]}"
    return int(named_draw(world, purposes.CYCLE_PHASE, key, 0, 0, 0) * cycle_months(cycle))


def multiplier_at(cycle: PriceCycle, position: int) -> float:
    """Multiplier of a month of the cycle; the logarithm of a smooth one is a cosine from highest to lowest."""
    if cycle.multipliers is not None:
        return cycle.multipliers[position]
    high, low = math.log(cycle.highest or 0.0), math.log(cycle.lowest or 0.0)
    swing = math.cos(2.0 * math.pi * position / cycle_months(cycle))
    return math.exp((high + low) / 2.0 + (high - low) / 2.0 * swing)
