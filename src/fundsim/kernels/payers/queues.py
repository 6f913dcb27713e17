"""Queues: claims that an account's money does not cover wait, and are paid before new ones, earlier ones first."""

from __future__ import annotations

from fundsim.kernels.arrays import Model, Outputs, State
from fundsim.kernels.arrays.columns import NPL, NUMBER, PAID_OUT, VILLAGE
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import is_any, take_off
from fundsim.kernels.payers.accounts import account_at, account_sizes, add_totals, first_account, past_account
from fundsim.kernels.payers.payments import count_for_ratios, note_payment


@kernel
def count_waiting(model: Model, state: State, place: int, number: float, month: int) -> None:
    """Count claims that begin to wait in a queue, or cease to, as NPL from a month on."""
    if month < model.clock.months:
        state.steps[month, place, NUMBER + NPL] += number


@kernel
def queue_exposures(model: Model, state: State, layer: int, n: int, month: int) -> None:
    """Keep the exposures whose claims wait in a layer's queues, and their number: they stay non-performing."""
    for i in range(n):
        claim = state.settled[i]
        payee = state.payee[i]
        waiting = state.ask[i, 0] * state.queued_share[payee]
        if waiting > HALF_FEN:
            place = model.loans.place[state.claim_slot[claim]]
            exposure = state.claim_exposure[claim] * (waiting / state.claim_amount[claim])
            state.queue_exposure[layer, place] += exposure
            state.wave_exposure[layer, month, place] += exposure
            state.wave_owed[payee, month] += waiting
            if state.waits[i] == 0:
                state.waits[i] = 1
                state.wave_number[layer, month, place] += 1.0
                count_waiting(model, state, place, 1.0, month)


@kernel
def release_place(model: Model, state: State, layer: int, place: int, wave: int, part: float, month: int) -> None:
    """Let a part of a place's claims that were settled in a month, and wait, be non-performing no longer."""
    freed = state.wave_exposure[layer, wave, place] * part
    state.wave_exposure[layer, wave, place] -= freed
    state.queue_exposure[layer, place] -= freed
    number = state.wave_number[layer, wave, place]
    if part == 1.0 and number > 0.0:
        state.wave_number[layer, wave, place] = 0.0
        count_waiting(model, state, place, -number, month)


@kernel
def release_wave(model: Model, state: State, layer: int, account: int, wave: int, paid: float, month: int) -> None:
    """Let what an account pays of claims that were settled in a month be non-performing no longer, all pro rata."""
    part, area = paid / state.wave_owed[account, wave], account - first_account(model, layer)
    state.wave_owed[account, wave] -= paid
    if model.layers.account_level[layer] == VILLAGE:  # a village with an account of its own is a place
        release_place(model, state, layer, area, wave, part, month)
        return
    for place in range(state.queue_exposure.shape[1]):
        if account_at(model, layer, place) == account:
            release_place(model, state, layer, place, wave, part, month)


@kernel
def release_queued(model: Model, state: State, layer: int, account: int, paid: float, month: int) -> None:
    """Let queued claims that have been paid be non-performing no longer, those that were settled earlier first."""
    cleared, wave = state.queue[account, 0] == 0.0, state.first_wave[account]
    while wave < month and (cleared or paid >= state.wave_owed[account, wave] - HALF_FEN):
        owed = state.wave_owed[account, wave]
        if owed > 0.0:
            paid = max(paid - owed, 0.0)
            release_wave(model, state, layer, account, wave, owed, month)
        wave += 1
    state.first_wave[account] = wave
    if wave < month and paid > 0.0:
        release_wave(model, state, layer, account, wave, paid, month)


@kernel
def pay_queued(model: Model, state: State, out: Outputs, row: int, layer: int, account: int, month: int) -> None:
    """Pay what waits in the queue of an account, as far as its money goes."""
    sizes, balance, is_open = account_sizes(model, layer), state.balance[account], state.is_open[layer]
    owed, paid = state.queue[account], state.moved
    for size in range(sizes):
        paid[size] = min(owed[size], max(balance[size], 0.0)) * is_open[size]
    if is_any(paid, sizes):
        take_off(balance, sizes, paid)
        take_off(owed, sizes, paid)
        add_totals(model, out, row, layer, PAID_OUT, paid)
        note_payment(model, state, out, row, layer, paid, month)
        count_for_ratios(state, layer, model.accounts.county[account], paid[0], month)
        if paid[0] > 0.0 and model.rules.npl_until_paid:
            release_queued(model, state, layer, account, paid[0], month)


@kernel
def can_pay_queued(model: Model, state: State) -> bool:
    """Whether some account has money for claims that wait in its queue: it came in after this month's claims."""
    for layer in range(model.layers.share.shape[0]):
        if model.layers.queue[layer]:
            is_open = state.is_open[layer]
            for account in range(first_account(model, layer), past_account(model, layer)):
                for size in range(account_sizes(model, layer)):
                    payable = min(state.queue[account, size], state.balance[account, size]) * is_open[size]
                    if payable > HALF_FEN:
                        return True
    return False


@kernel
def serve_queue(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Pay queued claims before new ones, as far as the money goes."""
    for layer in range(model.layers.share.shape[0]):
        if model.layers.queue[layer]:
            for account in range(first_account(model, layer), past_account(model, layer)):
                pay_queued(model, state, out, row, layer, account, month)
