"""Regimes as kernel arrays: cumulative laws of their chains, and what their states multiply."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Regimes
from fundsim.kernels.arrays.codes import SCALES_ODDS, SCALES_PROBABILITY
from fundsim.kernels.arrays.columns import EFFECTS
from fundsim.portfolio.draws import name_number
from fundsim.portfolio.layout.chains import cumulated, start_law, transition_matrix
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
SCALE = {"probability": SCALES_PROBABILITY, "odds": SCALES_ODDS}
MULTIPLIERS = ("default_probability", "extension_failure", "loss_given_default")  # rows of Regimes.effect


def units_of_sites(scenario: Scenario, book: LoanBook) -> tuple[Integers, Integers]:
    """Number of copies of each regime, and which copy rules each site: [regime], [regime, site]."""
    industry, township = np.divmod(np.arange(len(book.industries) * len(book.townships)), len(book.townships))
    unit = {"county": book.township_county[township], "township": township, "industry": industry}
    units = {"county": len(book.counties), "township": len(book.townships), "industry": len(book.industries)}
    levels = [regime.level for regime in scenario.regimes.values()]
    by_site = np.array([unit[level] for level in levels], np.int64).reshape(len(levels), len(township))
    return np.array([units[level] for level in levels], np.int64), by_site


def lay_out_regimes(scenario: Scenario, book: LoanBook) -> Regimes:
    """Regimes in file order; states that a regime does not have are never reached."""
    regimes = list(scenario.regimes.values())
    most = max((len(regime.states) for regime in regimes), default=0)
    start = np.ones((len(regimes), most))
    transition = np.ones((len(regimes), most, most))
    effect = np.ones((EFFECTS, len(regimes), most))
    for row, regime in enumerate(regimes):
        states = len(regime.states)
        start[row, :states] = cumulated(start_law(regime.start, regime.transition, list(regime.states)))
        transition[row, :states, :states] = [
            cumulated(law) for law in transition_matrix(regime.transition, list(regime.states))
        ]
        for number, name in enumerate(MULTIPLIERS):
            effect[number, row, :states] = [getattr(state, name) for state in regime.states.values()]
    units, unit = units_of_sites(scenario, book)
    return Regimes(
        name=np.array([name_number(f"regimes.{name}") for name in scenario.regimes], np.int64),
        every=np.array([regime.every_months for regime in regimes], np.int64),
        units=units,
        unit=unit,
        start=start,
        transition=transition,
        effect=effect,
        scale=np.array([SCALE[regime.scale] for regime in regimes], np.int64),
        extension_failure=scenario.extension.default_at_end,
        acts=(effect != 1.0).any(axis=(1, 2)).astype(np.uint8),
    )
