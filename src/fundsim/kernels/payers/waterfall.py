"""Settlement: the claims of a month pass through the layers, and the bank pays what is left."""

from __future__ import annotations

from fundsim.kernels.arrays import F1, Log, Model, Outputs, State
from fundsim.kernels.arrays.columns import (
    ASKED,
    CAUSES,
    CLAIMS,
    CLAIMS_PAID_M,
    COUNTY,
    EV_PAID,
    EXPOSURE_AT_DEFAULT,
    PAID_OUT,
    RECOVERY_AT_DEFAULT,
    TOWNSHIP,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ledgers import is_covered, record
from fundsim.kernels.numerics.memory import (
    add_first,
    are_alike,
    copy_first,
    fill,
    fill_first,
    is_any,
    repeat_first,
    take_off,
)
from fundsim.kernels.payers.accounts import account_sizes, add_totals, asks_width
from fundsim.kernels.payers.aggregate_terms import apply_aggregate_terms
from fundsim.kernels.payers.cuts import apply_cuts
from fundsim.kernels.payers.flows import note_flow
from fundsim.kernels.payers.payments import count_for_ratios, note_payment, note_shortfall
from fundsim.kernels.payers.queues import queue_exposures, serve_queue
from fundsim.kernels.payers.recoveries import (
    first_payee,
    has_account,
    net_recovered_share,
    note_borne,
    past_payee,
    payee_of,
    schedule_claims,
    schedule_cohort,
)


@kernel
def claim_ask(share: float, base: float, remaining: float, deductible: float, limit: float) -> float:
    """Ask of a claim: ``min(remaining, share × min(max(base − deductible, 0), limit))``. [currency]"""
    return min(remaining, share * min(max(base - deductible, 0.0), limit))


@kernel
def collect_claims(model: Model, state: State, due: int) -> int:
    """List the claims due for settlement in a month; those still open at the end are due in ``clock.end``."""
    claim, n, width = state.claim_head[due], 0, asks_width(model, 0)
    while claim >= 0:
        state.settled[n] = claim
        state.recoverable[n] = net_recovered_share(model, state, claim)
        state.waits[n] = 0
        fill_first(state.remaining[n], width, state.claim_amount[claim])
        n += 1
        claim = state.claim_next[claim]
    return n


@kernel
def count_claims(model: Model, state: State, out: Outputs, log: Log, row: int, n: int, month: int) -> None:
    """Count the claims settled this month by township, industry and exposure."""
    total, township = 0.0, model.layers.area[TOWNSHIP]
    for i in range(n):
        claim = state.settled[i]
        slot, amount = state.claim_slot[claim], state.claim_amount[claim]
        total += amount
        out.township_claims[row, township[state.claim_village[claim]]] += amount
        out.industry_claims[row, state.claim_industry[claim]] += amount
        out.amount[row, EXPOSURE_AT_DEFAULT] += state.claim_exposure[claim]
        out.amount[row, RECOVERY_AT_DEFAULT] += state.claim_recovery[claim] * state.claim_gross[claim]
        record(log, month, EV_PAID, slot, state.claim_generation[claim], amount)
    out.amount[row, CLAIMS] += total
    if month < model.clock.months:
        out.monthly[CLAIMS_PAID_M, row, month] = total


@kernel
def fill_asks(model: Model, state: State, layer: int, n: int, width: int) -> None:
    """Per-claim terms: what every claim of the month asks of a layer."""
    layers = model.layers
    of_remaining, deductible, limit = layers.of_remaining[layer], layers.deductible[layer], layers.limit[layer]
    from_tape, same_share = layers.share_from_tape[layer], layers.share[layer]
    for i in range(n):
        claim, remaining, ask = state.settled[i], state.remaining[i], state.ask[i]
        slot, amount = state.claim_slot[claim], state.claim_amount[claim]
        if not is_covered(model, layer, slot, state.claim_booked[claim], state.claim_default[claim]):
            fill_first(ask, width, 0.0)
            continue
        share = model.loans.guaranteed[slot] if from_tape else same_share
        for size in range(width):
            base = remaining[size] if of_remaining else amount
            ask[size] = claim_ask(share, base, remaining[size], deductible, limit)


@kernel
def find_payees(model: Model, state: State, layer: int, n: int) -> None:
    """Payee of a layer that serves each claim of the month: the account of its area, or the layer itself."""
    for i in range(n):
        state.payee[i] = payee_of(model, state, layer, state.settled[i])


@kernel
def note_paid_by_county(model: Model, state: State, layer: int, n: int, month: int) -> None:
    """Count what a layer without money of its own pays, claim by claim, in the ratios of their counties."""
    county = model.layers.area[COUNTY]
    for i in range(n):
        paid = state.ask[i, 0] * state.payee_share[state.payee[i], 0]
        count_for_ratios(state, layer, county[state.claim_village[state.settled[i]]], paid, month)


@kernel
def sum_by_payee(model: Model, state: State, layer: int, n: int, width: int) -> None:
    """Sums of a layer's asks, and of what can be recovered of them, by the account that serves them."""
    for payee in range(first_payee(model, layer), past_payee(model, layer)):
        fill(state.payee_share[payee], 0.0)
    fill(state.queued_share, 0.0)
    for i in range(n):
        payee, recoverable, ask = state.payee[i], state.recoverable[i], state.ask[i]
        asked, cohort = state.payee_share[payee], state.cohort[state.claim_cause[state.settled[i]], payee]
        for size in range(width):
            asked[size] += ask[size]
            cohort[size] += recoverable * ask[size]


@kernel
def widen_sums(state: State, payee: int, width: int, sizes: int) -> None:
    """Let all fund sizes of a payee share the sums of the first, where asks do not depend on the size."""
    if width < sizes:
        repeat_first(state.payee_share[payee], sizes)
        for cause in range(CAUSES):
            repeat_first(state.cohort[cause, payee], sizes)


@kernel
def pay_from_account(
    model: Model, state: State, out: Outputs, row: int, layer: int, payee: int, asked: F1, month: int
) -> None:
    """Take what is asked of an account off its balance as far as the money goes; ``rest`` is what is missing."""
    sizes, balance, is_open = account_sizes(model, layer), state.balance[payee], state.is_open[layer]
    paid, missing = state.moved, state.rest
    for size in range(sizes):
        paid[size] = min(asked[size], max(balance[size], 0.0)) * is_open[size]
        missing[size] = (asked[size] - paid[size]) * is_open[size]
    take_off(balance, sizes, paid)
    add_totals(model, out, row, layer, PAID_OUT, paid)
    note_flow(model, out, row, layer, payee, month, ASKED, asked[0])
    count_for_ratios(state, layer, model.accounts.county[payee], paid[0], month)
    if is_any(missing, sizes):
        for size in range(sizes):
            if missing[size] > 0.0:
                note_shortfall(model, state, out, row, layer, size, missing[size], month)


@kernel
def put_in_queue(state: State, layer: int, payee: int, asked: F1, sizes: int) -> None:
    """Let what is missing wait: an account that is open bears all that was asked of it, now or later."""
    add_first(state.queue[payee], sizes, state.rest)
    if asked[0] > 0.0:
        state.queued_share[payee] = state.rest[0] / asked[0]
    for size in range(sizes):
        asked[size] = state.is_open[layer, size] if asked[size] > 0.0 else 0.0


@kernel
def pay_from(model: Model, state: State, out: Outputs, row: int, layer: int, payee: int, month: int) -> None:
    """Pay what is asked of a payee as far as its money goes; sums in ``payee_share`` become shares that it bears."""
    sizes, asked = account_sizes(model, layer), state.payee_share[payee]
    if has_account(model, layer):
        pay_from_account(model, state, out, row, layer, payee, asked, month)
    else:
        copy_first(state.moved, sizes, asked)
    note_payment(model, state, out, row, layer, state.moved, month)
    if model.layers.queue[layer]:
        put_in_queue(state, layer, payee, asked, sizes)
    else:
        for size in range(sizes):
            asked[size] = state.moved[size] / asked[size] if asked[size] > 0.0 else 0.0


@kernel
def pay_asks(model: Model, state: State, out: Outputs, row: int, layer: int, month: int, width: int) -> None:
    """Pay the sums in ``payee_share``, which become the shares of them that the layer's payees bear."""
    sizes = account_sizes(model, layer)
    for payee in range(first_payee(model, layer), past_payee(model, layer)):
        if is_any(state.payee_share[payee], width):
            widen_sums(state, payee, width, sizes)
            pay_from(model, state, out, row, layer, payee, month)
            borne = state.payee_share[payee]
            for cause in range(CAUSES):
                cohort = state.cohort[cause, payee]
                for size in range(sizes):
                    cohort[size] *= borne[size]
            schedule_cohort(model, state, layer, payee, month)


@kernel
def width_behind(model: Model, state: State, layer: int, width: int) -> int:
    """Fund sizes for which claims are kept behind a layer: all, as soon as it bears other shares of them for some."""
    sizes = account_sizes(model, layer)
    if width < sizes:
        for payee in range(first_payee(model, layer), past_payee(model, layer)):
            if not are_alike(state.payee_share[payee], sizes):
                return sizes
    return width


@kernel
def reduce_remaining(state: State, n: int, width: int, wider: int) -> None:
    """Take what a layer bears off the claims; where that depends on the fund's size, what remains does, too."""
    for i in range(n):
        borne, remaining, ask = state.payee_share[state.payee[i]], state.remaining[i], state.ask[i]
        if wider == width:
            for size in range(width):
                remaining[size] -= ask[size] * borne[size]
        else:
            before, asked = remaining[0], ask[0]
            for size in range(wider):
                remaining[size] = before - asked * borne[size]


@kernel
def pay_claims(model: Model, state: State, out: Outputs, row: int, layer: int, n: int, month: int, width: int) -> int:
    """A layer pays its asks, as far as its money goes; fund sizes for which claims are kept behind it."""
    find_payees(model, state, layer, n)
    sum_by_payee(model, state, layer, n, width)
    pay_asks(model, state, out, row, layer, month, width)
    if not has_account(model, layer):
        note_paid_by_county(model, state, layer, n, month)
    if model.layers.queue[layer] and model.rules.npl_until_paid:
        queue_exposures(model, state, layer, n, month)
    if model.rules.split_rank.shape[0] > 0 or model.layers.aggregate_net[layer]:
        note_borne(model, state, layer, n, width, month)
    wider = width_behind(model, state, layer, width)
    reduce_remaining(state, n, width, wider)
    return wider


@kernel
def pay_bank(model: Model, state: State, out: Outputs, row: int, n: int, month: int, width: int) -> None:
    """The bank bears what is left of every claim."""
    bank, sizes = model.layers.share.shape[0], model.accounts.sizes
    payee = model.accounts.accounts + bank
    left = state.payee_share[payee]
    fill(left, 0.0)
    for i in range(n):
        recoverable, remaining = state.recoverable[i], state.remaining[i]
        cohort = state.cohort[state.claim_cause[state.settled[i]], payee]
        for size in range(width):
            left[size] += remaining[size]
            cohort[size] += recoverable * remaining[size]
        if model.rules.split_rank.shape[0] > 0:
            for size in range(sizes):
                state.taken[i, bank, size] = remaining[min(size, width - 1)]
    widen_sums(state, payee, width, sizes)
    note_payment(model, state, out, row, bank, left, month)
    schedule_cohort(model, state, bank, payee, month)


@kernel
def widen_claims(model: Model, state: State, layer: int, n: int, width: int) -> int:
    """Keep claims for as many fund sizes as the aggregate terms of a layer, if it has any, remember asks."""
    wider = asks_width(model, layer)
    if model.layers.bands[layer] == 0 or width == wider:
        return width
    for i in range(n):
        repeat_first(state.remaining[i], wider)
    return wider


@kernel
def pass_through_layers(model: Model, state: State, out: Outputs, row: int, n: int, month: int) -> int:
    """Pass collected claims through all layers; claims settled together share limits and money pro rata.

    Claims are kept for one fund size as long as they do not depend on it, which the layers' payments decide; returned
    is for how many they are kept in the end.
    """
    width = asks_width(model, 0)
    for layer in range(model.layers.share.shape[0]):
        width = widen_claims(model, state, layer, n, width)
        fill_asks(model, state, layer, n, width)
        apply_aggregate_terms(model, state, out, row, layer, n, month, width)
        apply_cuts(model, state, layer, n, width)
        width = pay_claims(model, state, out, row, layer, n, month, width)
    return width


@kernel
def settle_claims(model: Model, state: State, out: Outputs, log: Log, row: int, month: int) -> None:
    """Settle the claims of a month: queued ones first, then those that are due."""
    serve_queue(model, state, out, row, month)
    n = collect_claims(model, state, month)
    if n == 0:
        return
    count_claims(model, state, out, log, row, n, month)
    width = pass_through_layers(model, state, out, row, n, month)
    pay_bank(model, state, out, row, n, month, width)
    schedule_claims(model, state, n, month)
    for i in range(n):
        state.free[state.free_count[0]] = state.settled[i]
        state.free_count[0] += 1
