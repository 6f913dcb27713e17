"""Settlement: claims go through the layers in order, the bank pays the rest; recoveries go back."""

from __future__ import annotations

import math

from tests.reference.twin_accounts import (
    area_of,
    give_back,
    government_pays,
    is_absorbed,
    is_covered,
    layer_is_suspended,
    note_cash,
    party_pays,
    ratio_county,
)
from tests.reference.twin_clock import account_year
from tests.reference.twin_state import BANK, HALF_A_FEN, NEARLY, Claim, World

from fundsim.programme.layers import Band, Layer


def settle(world: World, t: int) -> None:
    """Step 7: the queues first, then the claims whose processing time is over."""
    settle_together(world, [claim for claim in world.claims if claim.settlement_month == t], t)


def settle_together(world: World, claims: list[Claim], t: int) -> None:
    """Serve the queues, then claims layer by layer."""
    before = queue_total(world)
    paid = pay_queues(world, t)
    remaining = [claim.amount for claim in claims]
    for number in range(len(world.layers)):
        paid += serve(world, number, claims, remaining, t)
    for claim, rest in zip(claims, remaining, strict=True):
        claim.paid[BANK] += rest
        claim.settled = True
        record_payment(world, BANK, claim, rest, t)
    due = sum(claim.amount for claim in claims)
    settled = paid + sum(remaining) + queue_total(world)
    assert abs(due + before - settled) <= 1e-9 * max(1.0, due + before), "claims + queue = payments + queue"
    record_claims(world, claims, t)


def record_claims(world: World, claims: list[Claim], t: int) -> None:
    """Counts of what was settled."""
    for claim in claims:
        world.out["claims"] += claim.amount
        world.out["township_claims"][claim.loan.place.township] += claim.amount
        world.out["industry_claims"][claim.loan.place.industry] += claim.amount
        world.out["exposure_at_default"] += claim.exposure
        world.out["recovery_at_default"] += claim.before_recovery * claim.recovered_share
        if t < world.clock.months:
            world.out["claims_paid"][t] += claim.amount


def record_payment(world: World, number: int, claim: Claim, amount: float, t: int) -> None:
    """Payment of a layer or the bank on one claim."""
    world.out["payment"][number] += amount
    world.out["layer_year_payment"][account_year(world.clock, t)][number] += amount
    if t < world.clock.months:
        world.out["payment_month"][t][number] += amount
    world.paid_in[number, ratio_county(world, number, claim.loan.place.county), t] += amount
    if number == BANK:
        party_pays(world, "bank", amount, t + 1)
    elif world.layers[number].kind == "budget":
        government_pays(world, amount, t + 1)
        note_cash(world, "claims", amount, t)
    if number == world.fund and number is not None and t < world.clock.months:
        world.out["compensation"][t] += amount


# ---------------------------------------------------------------- one layer


def serve(world: World, number: int, claims: list[Claim], remaining: list[float], t: int) -> float:
    """One layer: per-claim terms, aggregate terms, suspension and tiers, money. Reduces `remaining`."""
    layer = world.layers[number]
    asks = [ask(world, number, layer, c, rest) for c, rest in zip(claims, remaining, strict=True)]
    asks = apply_aggregate_terms(world, number, layer, claims, asks, t)
    asks = [a * cut(world, number, layer, c) for c, a in zip(claims, asks, strict=True)]
    payments = apply_money(world, number, layer, claims, asks)
    for i, (claim, asked, paid) in enumerate(zip(claims, asks, payments, strict=True)):
        claim.paid[number] += paid
        remaining[i] -= paid
        record_payment(world, number, claim, paid, t)
        if layer.unpaid == "queue":
            claim.queued[number] = asked - paid
            if asked - paid > HALF_A_FEN and claim.first_queue is None:
                claim.first_queue = number
            claim.paid[number] += asked - paid
            remaining[i] -= asked - paid
    count_shortfall(world, number, sum(asks) - sum(payments), t)
    return sum(payments)


def ask(world: World, number: int, layer: Layer, claim: Claim, remaining: float) -> float:
    """min(remaining, share x min(max(base - deductible, 0), limit))."""
    if is_absorbed(world, number) or not is_covered(world, layer, claim.loan, claim.default_month):
        return 0.0
    share = layer.pays
    if share == "guaranteed_share":
        share = float(world.book.guaranteed_share[claim.loan.slot])
    base = max((claim.amount if layer.of == "claim" else remaining) - layer.deductible, 0.0)
    if layer.limit is not None:
        base = min(base, layer.limit)
    return min(remaining, share * base)


def count_shortfall(world: World, number: int, shortfall: float, t: int) -> None:
    """What the layer's money did not cover."""
    world.out["shortfall_layer"][number] += shortfall
    if t < world.clock.months:
        world.out["exhausted"][number] += int(shortfall > HALF_A_FEN)
    if number == world.fund:
        world.out["shortfall_now"] += shortfall


# ---------------------------------------------------------------- aggregate terms


def bands_of(layer: Layer) -> list[Band]:
    """Aggregate terms as bands of the sum of asks; empty without any."""
    if layer.bands:
        return list(layer.bands)
    deductible, limit = layer.aggregate_deductible, layer.aggregate_limit
    if deductible == 0.0 and limit is None:
        return []
    first = [Band(to=deductible, pays=0.0)] if deductible > 0.0 else []
    if limit is None:
        return [*first, Band(pays=1.0)]
    return [*first, Band(to=deductible + limit, pays=1.0), Band(pays=0.0)]


def paid_by_bands(bands: list[Band], unit: float, asked: float) -> float:
    """G: what the bands pay of a sum of asks; nothing beyond the last closed band."""
    total, lower = 0.0, 0.0
    for band in bands:
        upper = asked if band.to is None else min(asked, band.to * unit)
        total += band.pays * max(0.0, upper - lower)
        lower = max(lower, upper)
    return total


def aggregate_period(world: World, layer: Layer, year: int) -> int:
    """Key of the accumulators: the account year, or one for the whole term."""
    return year if layer.aggregate_over == "year" else 0


def aggregate_unit(world: World, number: int, layer: Layer, area: int, period: int, t: int) -> float:
    """Currency per unit of the bands' ends; premium counts since the start where the sum never restarts."""
    year = account_year(world.clock, t) if layer.aggregate_over == "term" else period
    if layer.aggregate_in == "premium" and layer.aggregate_over == "term":
        return sum(world.premium_by_area[number, area, earlier] for earlier in range(year + 1))
    if layer.aggregate_in == "premium":
        return world.premium_by_area[number, area, year]
    if layer.aggregate_in == "lending":
        return world.lending_by_area[number, area]
    if layer.aggregate_in == "outstanding":
        return world.outstanding_by_area[number, area, year]
    return 1.0


def apply_aggregate_terms(
    world: World, number: int, layer: Layer, claims: list[Claim], asks: list[float], t: int
) -> list[float]:
    """Claims of one area and year share what the bands allow pro rata to their asks."""
    if not bands_of(layer):
        return asks
    groups: dict[tuple[int, int], list[int]] = {}
    for i, claim in enumerate(claims):
        month = t if layer.aggregate_year_of == "payment" else claim.default_month
        period = aggregate_period(world, layer, account_year(world.clock, max(month, 0)))
        key = (area_of(layer.aggregate_level, claim.loan.place), period)
        groups.setdefault(key, []).append(i)
    allowed = list(asks)
    for (area, period), members in groups.items():
        suspended = layer_is_suspended(world, number, claims[members[0]].loan.place.county)
        factor = allow(world, number, layer, area, period, sum(asks[i] for i in members), t, suspended)
        for i in members:
            allowed[i] = asks[i] * factor
    return allowed


def allow(
    world: World, number: int, layer: Layer, area: int, period: int, asked: float, t: int, suspended: bool
) -> float:
    """Share of the asks of one group that the bands allow: y/A with y = clip(G(X + A) - Y, 0, A)."""
    key = (number, area, period)
    unit = aggregate_unit(world, number, layer, area, period, t)
    to_date = paid_by_bands(bands_of(layer), unit, world.asked[key] + asked)
    allowed = min(max(to_date - world.allowed[key], 0.0), asked)
    world.asked[key] += asked
    world.allowed[key] += allowed
    ends = [math.inf if band.to is None else unit * band.to for band in bands_of(layer) if band.pays > 0.0]
    last_paying = max(ends, default=0.0)
    if asked > 0.0 and world.asked[key] > last_paying + HALF_A_FEN and not suspended:
        world.limit_years.add(key)
    return allowed / asked if asked > 0.0 else 0.0


def make_room(world: World, number: int, claim: Claim, amount: float, t: int) -> None:
    """Recoveries of a layer take asks and payments off the sums of the current year, or of the year of the default."""
    layer = world.layers[number]
    if layer.aggregate_net_of_recoveries:
        area = area_of(layer.aggregate_level, claim.loan.place)
        month = t if layer.aggregate_year_of == "payment" else claim.default_month
        key = (number, area, aggregate_period(world, layer, account_year(world.clock, max(month, 0))))
        world.asked[key] = max(0.0, world.asked[key] - amount)
        world.allowed[key] = max(0.0, world.allowed[key] - amount)


# ---------------------------------------------------------------- cuts


def cut(world: World, number: int, layer: Layer, claim: Claim) -> float:
    """Share of an ask left by suspension, by breakers that stop paying the excess, and by tiers."""
    county = claim.loan.place.county
    if layer_is_suspended(world, number, county):
        return 0.0
    share = tier_share(layer, world.ratios["county", county]["npl_ratio"]) if layer.tiers else 1.0
    for name, breaker in world.scenario.breakers.items():
        if breaker.action == "stop_paying_excess" and world.out["acted_layer"][name] == number:
            metric = world.breaker_metric.get((name, county), 0.0)
            share *= min(1.0, breaker.stop_above / metric) if metric > 0.0 else 1.0
    return share


def tier_share(layer: Layer, npl_ratio: float) -> float:
    """Share of the band that last month end's ratio lies in, or the mean over the ratio's parts."""
    if layer.tiers_apply == "whole" or npl_ratio == 0.0:
        for tier in layer.tiers:
            if tier.npl_to is None or npl_ratio <= tier.npl_to * (1.0 + NEARLY):
                return tier.pays
        return 0.0
    total, lower = 0.0, 0.0
    for tier in layer.tiers:
        upper = npl_ratio if tier.npl_to is None else min(npl_ratio, tier.npl_to)
        total += tier.pays * max(0.0, upper - lower)
        lower = max(lower, upper)
    return total / npl_ratio


# ---------------------------------------------------------------- money and queue


def apply_money(world: World, number: int, layer: Layer, claims: list[Claim], asks: list[float]) -> list[float]:
    """What the accounts can pay: claims of one area share its balance pro rata."""
    if layer.account is None:
        return list(asks)
    areas = [area_of(layer.account.level, claim.loan.place) for claim in claims]
    payable: dict[int, float] = {}
    for area, asked in zip(areas, asks, strict=True):
        payable[area] = payable.get(area, 0.0) + asked
    factors = {area: draw_on(world, number, area, total) for area, total in payable.items()}
    return [asked * factors[area] for area, asked in zip(areas, asks, strict=True)]


def draw_on(world: World, number: int, area: int, wanted: float) -> float:
    """Take money out of an account; the share of what was wanted that it could pay."""
    account = world.accounts[number, area]
    paid = min(wanted, max(account.balance, 0.0))
    account.balance -= paid
    account.month["payments"] += paid
    account.year_payments += paid
    return paid / wanted if wanted > 0.0 else 0.0


def queue_total(world: World) -> float:
    """All that layers still owe."""
    return sum(sum(claim.queued) for claim in world.claims)


def can_pay_queues(world: World) -> bool:
    """Whether an account that is not closed has money for claims in its queue."""
    for (number, area), account in world.accounts.items():
        layer = world.layers[number]
        if layer.unpaid == "queue" and layer.account is not None and not is_absorbed(world, number):
            level = layer.account.level
            owed = sum(claim.queued[number] for claim in world.claims if area_of(level, claim.loan.place) == area)
            if min(owed, account.balance) > HALF_A_FEN:
                return True
    return False


def pay_queues(world: World, t: int) -> float:
    """Accounts pay what waits before new claims, what was settled earlier first."""
    total = 0.0
    for number, area in world.accounts:
        layer = world.layers[number]
        assert layer.account is not None
        if layer.unpaid != "queue" or is_absorbed(world, number):
            continue
        waiting = [
            claim for claim in world.claims
            if claim.queued[number] > 0.0 and area_of(layer.account.level, claim.loan.place) == area
        ]  # fmt: skip
        owed = sum(claim.queued[number] for claim in waiting)
        share = draw_on(world, number, area, owed)
        money = owed if share == 1.0 else owed * share
        for month in sorted({claim.settlement_month for claim in waiting}):
            together = [claim for claim in waiting if claim.settlement_month == month]
            owed = sum(claim.queued[number] for claim in together)
            part = 1.0 if share == 1.0 else min(1.0, max(money, 0.0) / owed)
            money -= owed * part
            for claim in together:
                paid = claim.queued[number] * part
                claim.queued[number] = claim.queued[number] - paid if part < 1.0 else 0.0
                record_payment(world, number, claim, paid, t)
                total += paid
    return total


# ---------------------------------------------------------------- recoveries


def split(world: World, claim: Claim, amount: float) -> list[float]:
    """Parts of a recovery by layer, the bank last: pro rata to payments, or in a stated order per claim."""
    order = world.scenario.recovery.split
    if order == "pro_rata":
        return [amount * paid / claim.amount for paid in claim.paid]
    names = [*(layer.name for layer in world.layers), "bank"]
    parts, rest = [0.0] * len(names), amount
    for name in order:
        i = names.index(name)
        parts[i] = min(rest, max(0.0, claim.paid[i] - claim.repaid[i]))
        rest -= parts[i]
    others = [i for i, name in enumerate(names) if name not in order]
    total = sum(claim.paid[i] for i in others)
    for i in others:
        parts[i] = rest * claim.paid[i] / total if total > 0.0 else 0.0
    return parts


def recover(world: World, t: int) -> None:
    """Step 8: recoveries of month t, split among those who paid."""
    for claim in world.claims:
        if not claim.settled or not claim.recoveries or claim.recoveries[-1][0] < t:
            continue
        for month, gross in claim.recoveries:
            if month == t:
                world.out["court_cost"] += gross * claim.court_cost
                distribute(world, claim, gross * (1.0 - claim.court_cost), t)


def distribute(world: World, claim: Claim, amount: float, t: int) -> None:
    """Parts of a recovery go to the layers and the bank."""
    parts = split(world, claim, amount)
    for number, layer in enumerate(world.layers):
        credit_recovery(world, number, claim, parts[number], t)
        if layer.kind == "budget":
            government_pays(world, -parts[number], t + 1)
            note_cash(world, "received", parts[number], t)
    party_pays(world, "bank", -parts[BANK], t + 1)
    for i, part in enumerate(parts):
        claim.repaid[i] += part
        world.out["recovery"][i] += part


def credit_recovery(world: World, number: int, claim: Claim, part: float, t: int) -> None:
    """A layer's recovery: the account keeps its share, the rest goes back to those who paid it in."""
    make_room(world, number, claim, part, t)
    terms = world.layers[number].account
    if terms is None:
        return
    account = world.accounts[number, area_of(terms.level, claim.loan.place)]
    account.balance += part
    account.month["recoveries"] += part
    kept = 0.0 if is_absorbed(world, number) else terms.recoveries
    give_back(world, account, part * (1.0 - kept), t)


def recovery_still_due(world: World, end: int) -> list[float]:
    """Recoveries of settled claims that come after the last month, by layer and bank."""
    due = [0.0] * (len(world.layers) + 1)
    for claim in world.claims:
        for month, gross in sorted(claim.recoveries):
            if claim.settled and month >= end:
                for i, part in enumerate(split(world, claim, gross * (1.0 - claim.court_cost))):
                    claim.repaid[i] += part
                    due[i] += part
    return due
