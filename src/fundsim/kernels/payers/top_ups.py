"""Top-ups of accounts: targets, triggers, caps, and what is decided now and paid later."""

from __future__ import annotations

import math

from fundsim.kernels.arrays import Model, Outputs, State
from fundsim.kernels.arrays.codes import AFTER_CLAIMS, INITIAL_TARGET, NO_TOP_UP, STATED_TARGET
from fundsim.kernels.arrays.columns import TARGET, TOP_UP_LINE
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ratios import outstanding_of
from fundsim.kernels.numerics.memory import fill_first, is_any
from fundsim.kernels.payers.accounts import account_sizes, credit, first_account, past_account
from fundsim.kernels.payers.flows import note_flow


@kernel
def top_up_target(model: Model, state: State, layer: int, account: int, size: int, month: int) -> float:
    """Target of a top-up: opening amount, a stated amount, or outstanding over a leverage. [currency]

    Outstanding is that of the last month end; after claims, when this month's dues are known, of this one.
    """
    accounts = model.accounts
    if accounts.top_up_target[layer] == INITIAL_TARGET:
        return accounts.initial[account, size]
    if accounts.top_up_target[layer] == STATED_TARGET:
        return accounts.top_up_amount[layer] * accounts.weight[account]
    outstanding = accounts.opening_outstanding[account]
    if month > 0 or accounts.top_up[layer] == AFTER_CLAIMS:
        level = model.layers.account_level[layer]
        outstanding = outstanding_of(state, level, account - first_account(model, layer))
    return outstanding / accounts.top_up_amount[layer]


@kernel
def part_of(bound: float, weight: float) -> float:
    """An account's part of a bound on all accounts of its layer; no bound stays no bound. [currency]"""
    return bound if math.isinf(bound) else bound * weight


@kernel
def refill(share: float, cap: float, target: float, balance: float) -> float:
    """Share of the gap between target and balance, at most the cap. [currency]"""
    return min(share * max(0.0, target - balance), cap)


@kernel
def top_up_amount(model: Model, state: State, layer: int, account: int, size: int, month: int) -> float:
    """Top-up decided now: share of the gap, capped, only below the trigger. [currency]"""
    accounts, balance = model.accounts, state.balance[account, size]
    target = top_up_target(model, state, layer, account, size, month)
    nearly = balance + HALF_FEN  # a balance at the trigger is not below it, whichever way it was rounded
    below_amount = nearly < part_of(accounts.top_up_trigger[layer], accounts.weight[account])
    if not below_amount or not nearly < part_of(accounts.top_up_trigger_share[layer], target):
        return 0.0
    cap = part_of(accounts.top_up_cap[layer], accounts.weight[account])
    return refill(accounts.top_up_share[layer], cap, target, balance)


@kernel
def decide_top_ups(model: Model, state: State, out: Outputs, row: int, month: int, occasion: int) -> None:
    """Decide the top-ups of an occasion, ``AT_OPENING`` or ``AFTER_CLAIMS``; those due at once are due this month."""
    accounts = model.accounts
    for layer in range(accounts.top_up.shape[0]):
        if accounts.top_up[layer] == occasion and accounts.top_up_decides[layer, month]:
            due = month + accounts.top_up_lag[layer]
            if due < model.clock.months:
                for account in range(first_account(model, layer), past_account(model, layer)):
                    target = top_up_target(model, state, layer, account, 0, month)
                    note_flow(model, out, row, layer, account, month, TARGET, target)
                    for size in range(account_sizes(model, layer)):
                        state.top_up_due[due, account, size] += top_up_amount(model, state, layer, account, size, month)


@kernel
def pay_top_ups(model: Model, state: State, out: Outputs, row: int, month: int, time: int) -> None:
    """Pay the top-ups that are due."""
    accounts = model.accounts
    for layer in range(accounts.top_up.shape[0]):
        if accounts.top_up[layer] != NO_TOP_UP:
            party, sizes, is_open = accounts.top_up_party[layer], account_sizes(model, layer), state.is_open[layer]
            for account in range(first_account(model, layer), past_account(model, layer)):
                due = state.top_up_due[month, account]
                if is_any(due, sizes):
                    for size in range(sizes):
                        state.moved[size] = due[size] * is_open[size]
                    fill_first(due, sizes, 0.0)
                    credit(model, state, out, row, layer, account, state.moved, party, TOP_UP_LINE, month, time)
