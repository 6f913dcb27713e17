"""Accounts: inflows, premiums, interest, top-ups, ceilings, and who paid in what."""

from __future__ import annotations

import math

from fundsim.kernels._jit import kernel
from fundsim.kernels.arrays import (
    APPROPRIATION_LINE,
    BANK_COST,
    BANK_PARTY,
    BORROWER,
    EARNED,
    F3,
    GIVEN_BACK,
    GOVERNMENT,
    GOVERNMENT_COST,
    HALF_FEN,
    INFLOW_END,
    INFLOW_START,
    INSPECTION,
    INTEREST_LINE,
    LEVER_COST,
    PAID_IN,
    RETURNED_LINE,
    SUBSIDY,
    TARGET,
    TOP_UP_LINE,
    Model,
    Outputs,
)
from fundsim.kernels.flows import note_flow
from fundsim.kernels.memory import fill
from fundsim.kernels.ratios import number_of, outstanding_of
from fundsim.kernels.state import FORBORNE, OVERDUE, PERFORMING, State


@kernel
def present_value(model: Model, amount: float, time: int) -> float:
    """Value at the opening of month 0 of an amount paid ``time`` months later."""
    return amount * model.accounts.discount[time]


@kernel
def is_frozen(model: Model, state: State, layer: int, size: int) -> bool:
    """Whether an absorbing ruin has closed the reported fund."""
    return layer == model.accounts.fund and state.alive[size] == 0


@kernel
def first_account(model: Model, layer: int) -> int:
    """First account of a layer."""
    return model.layers.account_first[layer]


@kernel
def past_account(model: Model, layer: int) -> int:
    """One past the last account of a layer."""
    return model.layers.account_first[layer] + model.layers.areas[model.layers.account_level[layer]]


@kernel
def account_at(model: Model, layer: int, place: int) -> int:
    """Account of a layer that serves a place."""
    return first_account(model, layer) + model.layers.place_area[model.layers.account_level[layer], place]


@kernel
def account_sizes(model: Model, layer: int) -> int:
    """Fund sizes for which a layer's money is kept: one before the fund, whose size it never sees, then all."""
    return 1 if layer < model.accounts.common - 1 else model.accounts.sizes


@kernel
def asks_width(model: Model, layer: int) -> int:
    """Fund sizes for which a layer's asks are kept: one up to the fund, whose size they do not depend on, then all."""
    return 1 if layer < model.accounts.common else model.accounts.sizes


@kernel
def add_cost(
    model: Model, state: State, out: Outputs, row: int, layer: int, size: int, party: int, amount: float
) -> None:
    """Count money of the government or the bank: once for all fund sizes before the fund, else for its size."""
    if party == BORROWER:
        return
    if layer < model.accounts.common - 1:
        state.shared_cost[party] += amount
    else:
        out.fund[row, size, GOVERNMENT_COST if party == GOVERNMENT else BANK_COST] += amount


@kernel
def add_total(model: Model, out: Outputs, row: int, layer: int, size: int, total: int, amount: float) -> None:
    """Count what an account takes in or pays, over the whole path; of the reported fund its lines by year say it."""
    if layer != model.accounts.fund:
        out.account_total[row, size, layer, total] += amount


@kernel
def pay_in(
    model: Model,
    state: State,
    out: Outputs,
    row: int,
    layer: int,
    account: int,
    amount: float,
    party: int,
    line: int,
    month: int,
    time: int,
) -> None:
    """Credit a payment by a party to an account for every fund size."""
    note_flow(model, out, row, layer, account, month, INFLOW_START if time == month else INFLOW_END, amount)
    for size in range(account_sizes(model, layer)):
        if not is_frozen(model, state, layer, size):
            pay_in_size(model, state, out, row, layer, account, amount, party, line, month, time, size)


@kernel
def pay_in_size(
    model: Model,
    state: State,
    out: Outputs,
    row: int,
    layer: int,
    account: int,
    amount: float,
    party: int,
    line: int,
    month: int,
    time: int,
    size: int,
) -> None:
    """Credit a payment by a party to an account for one fund size."""
    state.balance[account, size] += amount
    state.contributed[account, party, size] += amount
    add_total(model, out, row, layer, size, PAID_IN, amount)
    if size == 0:
        state.usage[layer, model.accounts.county[account], 1] += amount
    add_cost(model, state, out, row, layer, size, party, present_value(model, amount, time))
    if layer == model.accounts.fund:
        out.account_line[row, size, model.clock.year[month], line] += amount


@kernel
def share_of_party(model: Model, state: State, layer: int, account: int, size: int, party: int) -> float:
    """A party's part of all that was ever paid into an account; the opening payer's when nobody paid yet."""
    opened = 1.0 if model.accounts.initial_party[layer] == party else 0.0
    total = (
        state.contributed[account, 0, size] + state.contributed[account, 1, size] + state.contributed[account, 2, size]
    )
    return state.contributed[account, party, size] / total if total > 0.0 else opened


@kernel
def give_back(
    model: Model, state: State, out: Outputs, row: int, layer: int, account: int, size: int, amount: float, month: int
) -> None:
    """Return money to those who paid in, in proportion; the caller has taken it off the balance."""
    for party in (GOVERNMENT, BANK_PARTY):
        back = amount * share_of_party(model, state, layer, account, size, party)
        add_cost(model, state, out, row, layer, size, party, -present_value(model, back, month + 1))
    if layer == model.accounts.fund:
        out.account_line[row, size, model.clock.year[month], RETURNED_LINE] += amount


@kernel
def open_accounts(model: Model, state: State, out: Outputs, row: int) -> None:
    """Opening amounts, paid before month 0."""
    accounts = model.accounts
    for layer in range(model.layers.share.shape[0]):
        if first_account(model, layer) >= 0:
            party = accounts.initial_party[layer]
            for account in range(first_account(model, layer), past_account(model, layer)):
                for size in range(account_sizes(model, layer)):
                    amount = accounts.initial[account, size]
                    state.balance[account, size] = amount
                    state.contributed[account, party, size] = amount
                    add_total(model, out, row, layer, size, PAID_IN, amount)
                    add_cost(model, state, out, row, layer, size, party, amount)


@kernel
def fund_balance(model: Model, state: State, size: int) -> float:
    """Balance of the reported fund over all its accounts. [currency]"""
    total = 0.0
    if model.accounts.fund >= 0:
        for account in range(first_account(model, model.accounts.fund), past_account(model, model.accounts.fund)):
            total += state.balance[account, size]
    return total


@kernel
def top_up_target(model: Model, state: State, layer: int, account: int, size: int, month: int) -> float:
    """Target of a top-up: opening amount, a stated amount, or outstanding over a leverage. [currency]"""
    accounts = model.accounts
    if accounts.top_up_target[layer] == 0:
        return accounts.initial[account, size]
    if accounts.top_up_target[layer] == 1:
        return accounts.top_up_amount[layer] * accounts.weight[account]
    outstanding = accounts.opening_outstanding[account]
    if month > 0:
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
    """Decide top-ups at the opening of a month (1) or after its claims (2); those due at once are due this month."""
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
        if accounts.top_up[layer] > 0:
            for account in range(first_account(model, layer), past_account(model, layer)):
                for size in range(account_sizes(model, layer)):
                    amount = state.top_up_due[month, account, size]
                    state.top_up_due[month, account, size] = 0.0
                    if amount > 0.0 and not is_frozen(model, state, layer, size):
                        party = accounts.top_up_party[layer]
                        pay_in_size(
                            model,
                            state,
                            out,
                            row,
                            layer,
                            account,
                            amount,
                            party,
                            TOP_UP_LINE,
                            month,
                            time,
                            size,
                        )


@kernel
def pay_inflows(model: Model, state: State, out: Outputs, row: int, inflow: F3, month: int, time: int) -> None:
    """Pay the regular inflows of a month, split over a layer's accounts."""
    for layer in range(model.layers.share.shape[0]):
        for party in range(3):
            if inflow[layer, month, party] > 0.0:
                for account in range(first_account(model, layer), past_account(model, layer)):
                    amount = inflow[layer, month, party] * model.accounts.weight[account]
                    pay_in(model, state, out, row, layer, account, amount, party, APPROPRIATION_LINE, month, time)


@kernel
def open_year(model: Model, state: State, month: int) -> None:
    """Opening balance for fund usage, at an account year's opening."""
    if model.clock.year_start[month]:
        for layer in range(model.layers.share.shape[0]):
            fill(state.usage[layer], 0.0)
            if first_account(model, layer) >= 0:
                for account in range(first_account(model, layer), past_account(model, layer)):
                    state.usage[layer, model.accounts.county[account], 0] += state.balance[account, 0]


@kernel
def credit_interest(
    model: Model, state: State, out: Outputs, row: int, layer: int, account: int, size: int, month: int
) -> None:
    """Interest of a month on one account: credited, or accrued until the year's last month."""
    interest = max(state.balance[account, size], 0.0) * model.accounts.yield_month[layer]
    if model.accounts.interest_yearly[layer]:
        state.accrued[account, size] += interest
        interest = 0.0
        if model.clock.year_end[month]:
            interest, state.accrued[account, size] = state.accrued[account, size], 0.0
    state.balance[account, size] += interest
    add_total(model, out, row, layer, size, EARNED, interest)
    if layer == model.accounts.fund:
        out.account_line[row, size, model.clock.year[month], INTEREST_LINE] += interest


@kernel
def accrue_interest(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Interest of a month on all accounts."""
    for layer in range(model.layers.share.shape[0]):
        if first_account(model, layer) >= 0 and model.accounts.yield_month[layer] > 0.0:
            for account in range(first_account(model, layer), past_account(model, layer)):
                for size in range(account_sizes(model, layer)):
                    if not is_frozen(model, state, layer, size):
                        credit_interest(model, state, out, row, layer, account, size, month)


@kernel
def apply_ceilings(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Give back what exceeds an account's ceiling."""
    for layer in range(model.layers.share.shape[0]):
        if first_account(model, layer) >= 0:
            for account in range(first_account(model, layer), past_account(model, layer)):
                for size in range(account_sizes(model, layer)):
                    excess = state.balance[account, size] - model.accounts.ceiling[account, size]
                    if excess > 0.0 and not is_frozen(model, state, layer, size):
                        state.balance[account, size] -= excess
                        add_total(model, out, row, layer, size, GIVEN_BACK, excess)
                        give_back(model, state, out, row, layer, account, size, excess, month)


@kernel
def pay_running_costs(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Interest subsidy (财政贴息), part of borrowers' cover, inspections and levers, paid by the government."""
    inspected = number_of(state, PERFORMING) + number_of(state, OVERDUE) + number_of(state, FORBORNE)
    inspection, levers = model.rules.inspection_cost * inspected, model.rules.lever_cost
    state.subsidy_standing[0] += state.subsidy_steps[month]
    subsidy = state.subsidy[month] + state.subsidy_standing[0]
    out.amount[row, SUBSIDY] += subsidy
    out.amount[row, INSPECTION] += inspection
    out.amount[row, LEVER_COST] += levers
    for party in range(state.cover_premium.shape[0]):
        out.cover_premium[row, party] += state.cover_premium[party, month]
    paid = subsidy + state.cover_premium[GOVERNMENT, month] + inspection + levers
    state.shared_cost[GOVERNMENT] += present_value(model, paid, month + 1)
