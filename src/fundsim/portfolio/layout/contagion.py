"""Contagion as kernel arrays: its strength, and the loans of each place."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Contagion
from fundsim.portfolio.layout.loans import places_of
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.places import needs_villages


def contagion_strength(scenario: Scenario) -> np.ndarray:
    """Strength of contagion in villages and townships; 0 for none. [1]"""
    terms = scenario.contagion
    levels = [None, None] if terms is None else [terms.village, terms.township]
    return np.array([0.0 if level is None else level.strength for level in levels])


def lay_out_contagion(scenario: Scenario, book: LoanBook) -> Contagion:
    """Terms of villages and townships, and the slots of each place one after another."""
    terms = scenario.contagion
    levels = [None, None] if terms is None else [terms.village, terms.township]
    place, areas = places_of(scenario, book)
    strength = contagion_strength(scenario)
    return Contagion(
        active=int(strength.any()),
        strength=strength,
        trigger=np.array([0.0 if level is None else level.trigger for level in levels]),
        slot_first=np.searchsorted(np.sort(place), np.arange(areas.shape[1] + 1)).astype(np.int64),
        slot=np.argsort(place, kind="stable").astype(np.int64),
        failed_at=scenario.report.village_failed_at,
        villages=int(needs_villages(scenario)),
    )
