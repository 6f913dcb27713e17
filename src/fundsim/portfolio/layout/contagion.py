"""Contagion as kernel arrays."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Contagion
from fundsim.programme import Scenario
from fundsim.programme.places import needs_villages


def contagion_strength(scenario: Scenario) -> np.ndarray:
    """Strength of contagion in villages and townships; 0 for none. [1]"""
    terms = scenario.contagion
    levels = [None, None] if terms is None else [terms.village, terms.township]
    return np.array([0.0 if level is None else level.strength for level in levels])


def lay_out_contagion(scenario: Scenario) -> Contagion:
    """Terms of villages and townships."""
    terms = scenario.contagion
    levels = [None, None] if terms is None else [terms.village, terms.township]
    strength = contagion_strength(scenario)
    return Contagion(
        active=int(strength.any()),
        strength=strength,
        trigger=np.array([0.0 if level is None else level.trigger for level in levels]),
        failed_at=scenario.report.village_failed_at,
        villages=int(needs_villages(scenario)),
    )
