"""Contagion: overdue neighbours raise next month's intensity; villages that failed."""

from __future__ import annotations

import math

from tests.reference.twin_state import Place, World


def contagion_multiplier(world: World, place: Place) -> float:
    """exp(strength * max(0, share overdue - trigger)) by last month end, village times township."""
    terms = world.scenario.contagion
    if terms is None:
        return 1.0
    product = 1.0
    for level, area, own in (
        ("village", place.village, terms.village),
        ("township", place.township, terms.township),
    ):
        if own is not None:
            share = world.ratios[level, area]["overdue_ratio_number"]
            product *= math.exp(own.strength * max(0.0, share - own.trigger))
    return product


def note_failed_villages(world: World) -> None:
    """Remember the villages in which at this month end at least the stated share of the loans is overdue."""
    for village in range(len(world.book.villages)):
        ratios = world.ratios["village", village]
        if ratios["number"] > 0 and ratios["overdue_ratio_number"] >= world.scenario.report.village_failed_at:
            world.failed_villages.add(village)
