"""Price cycles as kernel arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import PriceCycles
from fundsim.portfolio.draws import name_number
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.price_cycles import PriceCycle

RANDOM_PHASE = -1


def months_of_cycle(cycle: PriceCycle) -> NDArray[np.float64]:
    """Multiplier of each month of a cycle; the logarithm of a smooth one is a cosine from highest to lowest.

    Examples
    --------
    >>> smooth = PriceCycle(period_months=4, highest=4.0, lowest=0.25)
    >>> months_of_cycle(smooth).round(12).tolist()
    [4.0, 1.0, 0.25, 1.0]
    """
    if cycle.multipliers is not None:
        return np.array(cycle.multipliers)
    assert cycle.period_months is not None
    high, low = np.log(cycle.highest or 1.0), np.log(cycle.lowest or 1.0)
    swing = np.cos(2.0 * np.pi * np.arange(cycle.period_months) / cycle.period_months)
    return np.asarray(np.exp((high + low) / 2.0 + (high - low) / 2.0 * swing))


def lay_out_price_cycles(scenario: Scenario, book: LoanBook) -> PriceCycles:
    """Price cycles in file order."""
    cycles = list(scenario.price_cycles.values())
    months = [months_of_cycle(cycle) for cycle in cycles]
    longest = max((len(own) for own in months), default=1)
    concerned = [
        [cycle.industries == "all" or name in cycle.industries for name in book.industries] for cycle in cycles
    ]
    return PriceCycles(
        name=np.array([name_number(f"price_cycles.{name}") for name in scenario.price_cycles], np.int64),
        multiplier=np.array([np.pad(own, (0, longest - len(own))) for own in months]).reshape(len(cycles), longest),
        period=np.array([len(own) for own in months], np.int64),
        phase=np.array(
            [RANDOM_PHASE if cycle.phase_months == "random" else cycle.phase_months for cycle in cycles], np.int64
        ),
        industry=np.array(concerned, np.uint8).reshape(len(cycles), len(book.industries)),
    )
