"""Settlement: the claims of a month pass through the layers, and the bank pays what is left."""

from __future__ import annotations

import math

from fundsim.kernels._jit import kernel
from fundsim.kernels.accounts import first_account, is_frozen, past_account, present_value
from fundsim.kernels.arrays import (
    ASKED,
    CLAIMS,
    CLAIMS_PAID_M,
    COUNTY,
    EV_PAID,
    EXPOSURE_AT_DEFAULT,
    GOVERNMENT_COST,
    PAYMENTS_LINE,
    RECOVERY_AT_DEFAULT,
    SHORTFALL,
    Log,
    Model,
    Outputs,
)
from fundsim.kernels.flows import note_flow
from fundsim.kernels.ledgers import is_covered, record
from fundsim.kernels.premiums import aggregate_year
from fundsim.kernels.ratios import HALF_FEN, NPL_RATIO, excess_cut, tier_share
from fundsim.kernels.recoveries import account_of_claim, note_recoverable, schedule_recoveries
from fundsim.kernels.state import State


@kernel
def claim_ask(share: float, base: float, remaining: float, deductible: float, limit: float) -> float:
    """Ask of a claim: ``min(remaining, share × min(max(base − deductible, 0), limit))``. [currency]"""
    return min(remaining, share * min(max(base - deductible, 0.0), limit))


@kernel
def band_end(model: Model, layer: int, band: int, unit: float) -> float:
    """Upper end of a band; an open band stays open whatever the unit. [currency]"""
    end = model.layers.band_to[layer, band]
    return end if math.isinf(end) else end * unit


@kernel
def banded(model: Model, layer: int, asks: float, unit: float) -> float:
    """Part of the sum of asks that a layer's bands pay; nothing beyond the last band. [currency]"""
    paid, start = 0.0, 0.0
    for band in range(model.layers.bands[layer]):
        end = band_end(model, layer, band, unit)
        paid += model.layers.band_pays[layer, band] * max(min(asks, end) - start, 0.0)
        start = max(start, end)
    return paid


@kernel
def paying_end(model: Model, layer: int, unit: float) -> float:
    """Upper end of the last band that pays: asks above it have reached the limit. [currency]"""
    end = 0.0
    for band in range(model.layers.bands[layer]):
        if model.layers.band_pays[layer, band] > 0.0:
            end = band_end(model, layer, band, unit)
    return end


@kernel
def aggregate_unit(model: Model, state: State, layer: int, area: int, column: int) -> float:
    """What aggregate terms of a layer count in: 1, premium, lending to date, or outstanding. [currency or 1]"""
    kind = model.layers.aggregate_in[layer]
    if kind == 0:
        return 1.0
    return state.lent[layer, area] if kind == 2 else state.unit[layer, area, column]


@kernel
def collect_claims(model: Model, state: State, out: Outputs, log: Log, row: int, month: int) -> int:
    """List the claims settled this month and count them by township, industry and exposure."""
    claim, n = state.claim_head[month], 0
    total = 0.0
    while claim >= 0:
        state.settled[n] = claim
        slot, amount = state.claim_slot[claim], state.claim_amount[claim]
        for size in range(model.accounts.sizes):
            state.remaining[n, size] = amount
        total += amount
        out.township_claims[row, model.loans.township[slot]] += amount
        out.industry_claims[row, model.loans.industry[slot]] += amount
        out.amount[row, EXPOSURE_AT_DEFAULT] += state.claim_exposure[claim]
        out.amount[row, RECOVERY_AT_DEFAULT] += state.claim_recovery[claim] * state.claim_gross[claim]
        record(log, month, EV_PAID, slot, state.claim_generation[claim], amount)
        n += 1
        claim = state.claim_next[claim]
    out.amount[row, CLAIMS] += total
    if month < model.clock.months:
        out.monthly[CLAIMS_PAID_M, row, month] = total
    return n


@kernel
def fill_asks(model: Model, state: State, layer: int, n: int) -> None:
    """Per-claim terms: what every claim of the month asks of a layer."""
    layers = model.layers
    for i in range(n):
        claim = state.settled[i]
        slot = state.claim_slot[claim]
        covered = is_covered(model, layer, slot, state.claim_booked[claim], state.claim_default[claim])
        share = layers.share[layer] if layers.share_from_tape[layer] == 0 else model.loans.guaranteed[slot]
        for size in range(model.accounts.sizes):
            remaining = state.remaining[i, size]
            base = remaining if layers.of_remaining[layer] else state.claim_amount[claim]
            asked = covered and not is_frozen(model, state, layer, size)
            state.ask[i, size] = (
                claim_ask(share, base, remaining, layers.deductible[layer], layers.limit[layer]) if asked else 0.0
            )


@kernel
def group_of(model: Model, state: State, layer: int, claim: int, month: int) -> tuple[int, int]:
    """Area and year column under which a claim counts for aggregate terms."""
    layers = model.layers
    area = layers.area[layers.aggregate_level[layer], model.loans.village[state.claim_slot[claim]]]
    counted = state.claim_default[claim] if layers.aggregate_default_year[layer] else month
    return area, aggregate_year(model, layer, model.clock.year[counted])


@kernel
def group_factor(
    model: Model, state: State, out: Outputs, row: int, layer: int, area: int, column: int, size: int
) -> float:
    """Share of a group's asks that aggregate terms allow, after counting them."""
    asks = state.group_ask[area, column, size]
    if asks <= 0.0:
        return 1.0
    unit = aggregate_unit(model, state, layer, area, column)
    state.asked[layer, area, column, size] += asks
    asked = state.asked[layer, area, column, size]
    room = banded(model, layer, asked, unit) - state.allowed[layer, area, column, size]
    allowed = min(max(room, 0.0), asks)
    state.allowed[layer, area, column, size] += allowed
    if size == 0 and asked > paying_end(model, layer, unit) + HALF_FEN and state.limit_seen[layer, area, column] == 0:
        state.limit_seen[layer, area, column] = 1
        out.limit_reached[row, layer] += 1
    return allowed / asks


@kernel
def apply_aggregate_terms(model: Model, state: State, out: Outputs, row: int, layer: int, n: int, month: int) -> None:
    """Cut the asks of the month to what aggregate terms allow, pro rata within each group."""
    if model.layers.bands[layer] == 0:
        return
    state.group_ask[:] = 0.0
    for i in range(n):
        area, column = group_of(model, state, layer, state.settled[i], month)
        for size in range(model.accounts.sizes):
            state.group_ask[area, column, size] += state.ask[i, size]
    for area in range(state.group_ask.shape[0]):
        for column in range(state.group_ask.shape[1] - 1):
            for size in range(model.accounts.sizes):
                state.group_ask[area, column, size] = group_factor(model, state, out, row, layer, area, column, size)
    for i in range(n):
        area, column = group_of(model, state, layer, state.settled[i], month)
        for size in range(model.accounts.sizes):
            state.ask[i, size] *= state.group_ask[area, column, size]


@kernel
def apply_cuts(model: Model, state: State, layer: int, n: int) -> None:
    """Suspension, excess and tiers, by the county's ratios of the last month end."""
    for i in range(n):
        county = model.loans.county[state.claim_slot[state.settled[i]]]
        cut = 0.0 if state.suspended[layer, county] else excess_cut(model, state, layer, county)
        cut *= tier_share(model, layer, state.ratio[NPL_RATIO, COUNTY, county])
        if cut != 1.0:
            for size in range(model.accounts.sizes):
                state.ask[i, size] *= cut


@kernel
def note_shortfall(
    model: Model, state: State, out: Outputs, row: int, layer: int, size: int, missing: float, month: int
) -> None:
    """Count what a layer's money did not cover, and the months in which that happened."""
    out.layer_shortfall[row, size, layer] += missing
    if missing > HALF_FEN and month < model.clock.months and state.exhausted_in[layer, size] != month + 1:
        state.exhausted_in[layer, size] = month + 1
        out.exhausted[row, size, layer] += 1
    if layer == model.accounts.fund:
        out.fund[row, size, SHORTFALL] += missing
        if month < model.clock.months:
            out.shortfall_month[row, size, month] += missing


@kernel
def draw_on_accounts(model: Model, state: State, out: Outputs, row: int, layer: int, month: int) -> None:
    """Turn ``account_sum`` from the money asked of each account into the share of it that is paid."""
    for account in range(first_account(model, layer), past_account(model, layer)):
        for size in range(model.accounts.sizes):
            asked = state.account_sum[account, size]
            if size == 0:
                note_flow(model, out, row, layer, account, month, ASKED, asked)
            money = max(state.balance[account, size], 0.0)
            paid = min(asked, money)
            state.balance[account, size] -= paid
            if asked > paid:
                note_shortfall(model, state, out, row, layer, size, asked - paid, month)
            state.account_sum[account, size] = paid / asked if asked > 0.0 else 1.0


@kernel
def sum_by_account(model: Model, state: State, layer: int, n: int) -> None:
    """Money asked of each account of a layer."""
    for account in range(first_account(model, layer), past_account(model, layer)):
        state.account_sum[account, :] = 0.0
    for i in range(n):
        account = account_of_claim(model, state, layer, state.settled[i])
        for size in range(model.accounts.sizes):
            state.account_sum[account, size] += state.ask[i, size]


@kernel
def note_payment(
    model: Model, state: State, out: Outputs, row: int, layer: int, size: int, paid: float, month: int
) -> None:
    """Count a payment of a layer (or of the bank) in all its places."""
    out.payment[row, size, layer] += paid
    out.layer_year_payment[row, size, model.clock.year[month], layer] += paid
    if layer == model.layers.share.shape[0]:
        return
    if size == 0:
        state.paid_month[layer, month] += paid
        state.usage[layer, 2] += paid
    if model.layers.budget[layer]:
        out.fund[row, size, GOVERNMENT_COST] += present_value(model, paid, month + 1)
    if layer == model.accounts.fund:
        out.account_line[row, size, model.clock.year[month], PAYMENTS_LINE] += paid
        if month < model.clock.months:
            out.compensation[row, size, month] += paid


@kernel
def queue_up(model: Model, state: State, i: int, account: int, size: int, owed: float) -> None:
    """Let the unpaid part of a claim wait in an account's queue; its exposure stays non-performing."""
    claim = state.settled[i]
    state.queue[account, size] += owed
    if size == 0 and state.claim_amount[claim] > 0.0:
        place = model.loans.place[state.claim_slot[claim]]
        state.queue_exposure[account, place] += state.claim_exposure[claim] * owed / state.claim_amount[claim]


@kernel
def note_payments(model: Model, state: State, out: Outputs, row: int, layer: int, month: int) -> None:
    """Count what a layer (or the bank) paid on the claims of a month."""
    for size in range(model.accounts.sizes):
        note_payment(model, state, out, row, layer, size, state.paid[size], month)


@kernel
def pay_claim(model: Model, state: State, layer: int, i: int, account: int) -> None:
    """A layer pays its ask on one claim, as far as its money goes; what it bears is left in ``borne``."""
    for size in range(model.accounts.sizes):
        ask = state.ask[i, size]
        paid = ask * state.account_sum[account, size] if account >= 0 else ask
        state.paid[size] += paid
        state.borne[size] = paid
        if model.layers.queue[layer] and ask > paid:
            state.borne[size] = ask
            queue_up(model, state, i, account, size, ask - paid)
        state.remaining[i, size] -= state.borne[size]


@kernel
def pay_claims(model: Model, state: State, out: Outputs, row: int, layer: int, n: int, month: int) -> None:
    """A layer pays its asks, as far as its money goes."""
    has_account = first_account(model, layer) >= 0
    state.paid[:] = 0.0
    for i in range(n):
        account = account_of_claim(model, state, layer, state.settled[i]) if has_account else -1
        pay_claim(model, state, layer, i, account)
        payee = account if has_account else model.accounts.accounts + layer
        note_recoverable(model, state, i, layer, payee, month)
    note_payments(model, state, out, row, layer, month)


@kernel
def pay_bank(model: Model, state: State, out: Outputs, row: int, n: int, month: int) -> None:
    """The bank bears what is left of every claim."""
    bank = model.layers.share.shape[0]
    state.paid[:] = 0.0
    for i in range(n):
        for size in range(model.accounts.sizes):
            state.borne[size] = state.remaining[i, size]
            state.paid[size] += state.borne[size]
        note_recoverable(model, state, i, bank, model.accounts.accounts + bank, month)
    note_payments(model, state, out, row, bank, month)


@kernel
def serve_queue(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Pay queued claims before new ones, as far as the money goes."""
    for layer in range(model.layers.share.shape[0]):
        if model.layers.queue[layer]:
            for account in range(first_account(model, layer), past_account(model, layer)):
                for size in range(model.accounts.sizes):
                    owed = state.queue[account, size]
                    if owed > 0.0 and not is_frozen(model, state, layer, size):
                        paid = min(owed, max(state.balance[account, size], 0.0))
                        state.balance[account, size] -= paid
                        state.queue[account, size] -= paid
                        note_payment(model, state, out, row, layer, size, paid, month)
                        if size == 0:
                            state.queue_exposure[account, :] *= 1.0 - paid / owed


@kernel
def settle_claims(model: Model, state: State, out: Outputs, log: Log, row: int, month: int) -> None:
    """Settle the claims of a month through all layers; claims settled together share limits and money pro rata."""
    serve_queue(model, state, out, row, month)
    n = collect_claims(model, state, out, log, row, month)
    if n == 0:
        return
    for layer in range(model.layers.share.shape[0]):
        fill_asks(model, state, layer, n)
        apply_aggregate_terms(model, state, out, row, layer, n, month)
        apply_cuts(model, state, layer, n)
        if first_account(model, layer) >= 0:
            sum_by_account(model, state, layer, n)
            draw_on_accounts(model, state, out, row, layer, month)
        pay_claims(model, state, out, row, layer, n, month)
    pay_bank(model, state, out, row, n, month)
    schedule_recoveries(model, state, n, month)
    for i in range(n):
        state.free[state.free_count[0]] = state.settled[i]
        state.free_count[0] += 1
