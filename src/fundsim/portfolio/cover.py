"""Borrowers' crop or livestock cover (农业保险) against shocks: who has it, drawn once for all paths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.draws import Stream, Words, named_key, uniforms
from fundsim.portfolio.loan_book import Integers
from fundsim.programme.scenario import Scenario
from fundsim.programme.shocks import Effect


def events_of(scenario: Scenario) -> dict[str, Effect]:
    """All shocks of a scenario by their dotted keys: random events, then stress events, in file order."""
    return {
        **{f"shocks.{name}": shock for name, shock in scenario.shocks.items()},
        **{f"stress.{name}": event for name, event in scenario.stress.items()},
    }


def drawn_cover(
    scenario: Scenario, industries: tuple[str, ...], industry: Integers, generations: int, key: Words
) -> NDArray[np.bool_] | None:
    """Which borrowers are insured against which shocks.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    industries : tuple of str
        Names of industries.
    industry : array (slot,)
        Index into them.
    generations : int
        Number of generations of a slot.
    key : array (1,)
        From ``portfolio_key``.

    Returns
    -------
    array (slot, generation, shock) or None
        Only borrowers of industries that a shock can hit have cover against it; None when nobody has any.
    """
    events = events_of(scenario)
    if not any(event.insured_share for event in events.values()):
        return None
    slot, generation = np.arange(len(industry))[:, None], np.arange(generations)
    cover = np.zeros((len(industry), generations, len(events)), np.bool_)
    for number, (name, event) in enumerate(events.items()):
        able = np.array([event.industries == "all" or name in event.industries for name in industries])
        draws = uniforms(named_key(key, name), slot, generation, Stream.COVER)
        cover[:, :, number] = able[industry][:, None] & (draws < event.insured_share)
    return cover
