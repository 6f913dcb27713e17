"""Shocks and stress events: when and where they strike, and what they do there."""

from __future__ import annotations

import math

from scipy.stats import poisson
from tests.reference.twin_clock import calendar_month, month_number
from tests.reference.twin_cover import concerns, effects, has_cover
from tests.reference.twin_draws import named_draw
from tests.reference.twin_state import Loan, Place, World

from fundsim.kernels.numerics import purposes
from fundsim.programme.shocks import Effect, Shock


def key_of(world: World, number: int) -> str:
    """Dotted key of an effect in the scenario file."""
    random, stated = (getattr(world.scenario, block) for block in ("shocks", "stress"))
    return [*(f"shocks.{name}" for name in random), *(f"stress.{name}" for name in stated)][number]


def events_of_month(world: World, number: int, effect: Effect, t: int) -> int:
    """How often an effect strikes in month t."""
    if not isinstance(effect, Shock):
        return int(month_number(world.clock, effect.month) == t)  # type: ignore[attr-defined]
    month = calendar_month(world.clock, t)
    if effect.rate is not None:
        if month not in effect.months:
            return 0
        mean = effect.rate / len(effect.months)
        return poisson_quantile(mean, named_draw(world, purposes.SHOCK_EVENTS, key_of(world, number), 0, t, 0))
    if month != effect.months[0]:
        return 0
    probability = float(effect.probability_per_year or 0.0)
    if effect.persistence is not None and world.shock_last_season.get(number, False):
        probability = effect.persistence
    happens = named_draw(world, purposes.SHOCK_EVENTS, key_of(world, number), 0, t, 0) < probability
    world.shock_last_season[number] = happens
    return int(happens)


def poisson_quantile(mean: float, u: float) -> int:
    """Smallest count whose cumulative probability reaches u."""
    return int(poisson.ppf(u, mean))


def hit_townships(world: World, number: int, effect: Effect, t: int, event: int) -> list[int]:
    """Townships that one event hits."""
    names = world.book.townships
    if effect.sets:
        u, cumulative = named_draw(world, purposes.SHOCK_SET, key_of(world, number), 0, t, event), 0.0
        for one in effect.sets:
            cumulative += one.probability
            if u < cumulative:
                return [i for i, name in enumerate(names) if name in one.townships]
        return []
    listed = [i for i, name in enumerate(names) if effect.townships == "all" or name in effect.townships]
    if effect.townships_hit is None:
        return listed
    return [i for i in listed if township_is_hit(world, number, effect, t, event, i)]


def township_is_hit(world: World, number: int, effect: Effect, t: int, event: int, township: int) -> bool:
    """Whether an event with hit probabilities hits a township; no entry in a mapping means never."""
    hit = effect.townships_hit
    probability = hit.get(world.book.townships[township], 0.0) if isinstance(hit, dict) else float(hit or 0.0)
    return named_draw(world, purposes.SHOCK_TOWNSHIP, key_of(world, number), township, t, event) < probability


def strike(world: World, t: int) -> None:
    """Shock events of month t: restart the clocks of the townships they hit."""
    world.shock_now = {}
    for number, effect in effects(world):
        for event in range(events_of_month(world, number, effect, t)):
            for township in hit_townships(world, number, effect, t, event):
                world.shock_hits[number, township] = t
                world.shock_now[number, township] = world.shock_now.get((number, township), 0) + 1


def active_effects(world: World, place: Place, t: int) -> list[tuple[int, Effect, int]]:
    """Shocks active on a place: number, effect, months since the event."""
    found = []
    for number, effect in effects(world):
        since = t - world.shock_hits.get((number, place.township), -(10**6))
        if since < effect.lasts_months and concerns(world, effect, place):
            found.append((number, effect, since))
    return found


def multiplier_now(world: World, number: int, effect: Effect, since: int, loan: Loan) -> float:
    """1 + (M - 1) decay^k in month k of an event, M the insured one for a loan with cover against it."""
    multiplier = effect.hazard_multiplier
    if has_cover(world, number, loan):
        multiplier = float(effect.insured_multiplier or 0.0)
    return 1.0 + (multiplier - 1.0) * effect.decay**since


def shock_multiplier(world: World, loan: Loan, t: int, scale: str) -> float:
    """Product of the active shocks that act on the intensity, on the probability or on its odds."""
    product = 1.0
    for number, effect, since in active_effects(world, loan.place, t):
        if effect.scale == scale:
            product *= multiplier_now(world, number, effect, since, loan)
    return product


def immediate_intensity(world: World, place: Place, t: int) -> float:
    """-log(1 - q) for every event of the month."""
    total = 0.0
    for number, effect, _ in active_effects(world, place, t):
        events = world.shock_now.get((number, place.township), 0)
        total += events * -math.log1p(-effect.immediate_default_probability)
    return total


def lgd_addition(world: World, place: Place, t: int) -> float:
    """What active shocks add to the loss given default."""
    return sum(effect.lgd_addition for _, effect, _ in active_effects(world, place, t))
