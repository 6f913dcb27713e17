"""Shocks and stress events as kernel arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Shocks
from fundsim.kernels.arrays.codes import (
    FIXED_FOOTPRINT,
    ONE_A_SEASON,
    POISSON_EVENTS,
    SCALES_HAZARD,
    SCALES_ODDS,
    SCALES_PROBABILITY,
    SETS_OF_TOWNSHIPS,
    STRESS_EVENT,
    TOWNSHIP_BY_TOWNSHIP,
)
from fundsim.portfolio.cover import events_of
from fundsim.portfolio.draws import name_number
from fundsim.portfolio.layout.clock import calendar_months
from fundsim.portfolio.layout.cover import KindsOfCover
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.shocks import Effect, Shock, Stress
from fundsim.units import months_after

Floats = NDArray[np.float64]
SCALE = {"hazard": SCALES_HAZARD, "probability": SCALES_PROBABILITY, "odds": SCALES_ODDS}
NEVER = -1


class Occurrence(NamedTuple):
    """When the events of a shock come."""

    kind: int
    mean: float = 0.0  # events per month of the season, or probability of a season
    persistence: float = -1.0  # probability after a season with an event; negative: none
    stress_month: int = NEVER


def occurrence_of(shock: Effect, first_month: str) -> Occurrence:
    """When the events of a shock come."""
    if isinstance(shock, Stress):
        return Occurrence(STRESS_EVENT, stress_month=months_after(first_month, shock.month))
    assert isinstance(shock, Shock)
    if shock.rate is not None:
        return Occurrence(POISSON_EVENTS, shock.rate / len(shock.months))
    persistence = -1.0 if shock.persistence is None else shock.persistence
    return Occurrence(ONE_A_SEASON, shock.probability_per_year or 0.0, persistence)


def footprint_of(shock: Effect) -> int:
    """How the townships are chosen that an event hits."""
    if shock.sets:
        return SETS_OF_TOWNSHIPS
    return FIXED_FOOTPRINT if shock.townships_hit is None else TOWNSHIP_BY_TOWNSHIP


def in_season(scenario: Scenario, shock: Effect) -> NDArray[np.uint8]:
    """Months in which a shock can come; only the first of its season for yearly events."""
    months = scenario.horizon.months
    if isinstance(shock, Stress):
        return np.zeros(months, np.uint8)
    assert isinstance(shock, Shock)
    season = shock.months if shock.rate is not None else shock.months[:1]
    return np.isin(calendar_months(scenario, months), season).astype(np.uint8)


def township_hits(shock: Effect, townships: tuple[str, ...]) -> Floats:
    """Probability that an event hits each township, sets apart."""
    able = np.array([shock.townships == "all" or name in shock.townships for name in townships], float)
    if isinstance(shock.townships_hit, dict):
        return np.asarray(able * np.array([shock.townships_hit.get(name, 0.0) for name in townships]))
    return np.asarray(able if shock.townships_hit is None else able * shock.townships_hit)


def multipliers(shocks: list[Effect], at_once: list[float]) -> Floats:
    """Multiplier in each month of an event, ``1 + (M - 1)·decay^k``, M the one of its first month: [shock, k]."""
    longest = max((shock.lasts_months for shock in shocks), default=1)
    months = [
        1.0 + (first - 1.0) * shock.decay ** np.arange(longest) for shock, first in zip(shocks, at_once, strict=True)
    ]
    return np.array(months).reshape(len(shocks), longest)


def set_tables(shocks: list[Effect], townships: tuple[str, ...]) -> tuple[Floats, NDArray[np.uint8]]:
    """Cumulated probabilities of the sets of townships, [shock, set], and who is in them, [shock, set, township]."""
    sets = max((len(shock.sets or ()) for shock in shocks), default=0)
    probability = np.ones((len(shocks), max(sets, 1)))
    member = np.zeros((len(shocks), max(sets, 1), len(townships)), np.uint8)
    for row, shock in enumerate(shocks):
        cumulated = np.cumsum([item.probability for item in shock.sets]) if shock.sets else np.zeros(1)
        probability[row] = cumulated[-1]
        probability[row, : len(cumulated)] = cumulated
        for column, item in enumerate(shock.sets or ()):
            member[row, column] = [name in item.townships for name in townships]
    return probability, member


def lay_out_shocks(scenario: Scenario, book: LoanBook, kinds: KindsOfCover) -> Shocks:
    """Random shocks in file order, then stress events."""
    events = events_of(scenario)
    shocks = list(events.values())
    set_probability, member = set_tables(shocks, book.townships)
    occurrences = [occurrence_of(shock, scenario.horizon.first_month) for shock in shocks]
    return Shocks(
        name=np.array([name_number(key) for key in events], np.int64),
        kind=np.array([item.kind for item in occurrences], np.int64),
        mean=np.array([item.mean for item in occurrences], float),
        persistence=np.array([item.persistence for item in occurrences], float),
        stress_month=np.array([item.stress_month for item in occurrences], np.int64),
        in_season=np.array([in_season(scenario, shock) for shock in shocks], np.uint8).reshape(
            len(shocks), scenario.horizon.months
        ),
        footprint=np.array([footprint_of(shock) for shock in shocks], np.int64),
        hit_probability=np.array([township_hits(shock, book.townships) for shock in shocks]).reshape(
            len(shocks), len(book.townships)
        ),
        set_probability=set_probability,
        set_member=member,
        industry=np.array(
            [[shock.industries == "all" or name in shock.industries for name in book.industries] for shock in shocks],
            np.uint8,
        ).reshape(len(shocks), len(book.industries)),
        multiplier=multipliers(shocks, [shock.hazard_multiplier for shock in shocks]),
        insured_multiplier=multipliers(
            shocks,
            [
                shock.hazard_multiplier if shock.insured_multiplier is None else shock.insured_multiplier
                for shock in shocks
            ],
        ),
        insured=kinds.insured,
        lasts=np.array([shock.lasts_months for shock in shocks], np.int64),
        scale=np.array([SCALE[shock.scale] for shock in shocks], np.int64),
        immediate=np.array([-np.log1p(-shock.immediate_default_probability) for shock in shocks], float),
        lgd_addition=np.array([shock.lgd_addition for shock in shocks], float),
        scaled=int(any(shock.scale != "hazard" for shock in shocks)),
        severe=int(any(shock.lgd_addition > 0.0 for shock in shocks)),
    )
