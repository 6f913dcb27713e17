"""Accounts: inflows, premiums, interest, top-ups, ceilings, and who paid in what."""

from __future__ import annotations

import math

from fundsim.kernels._jit import kernel
from fundsim.kernels.arrays import (
    APPROPRIATION_LINE, COUNTY, GOVERNMENT, GOVERNMENT_COST, INSPECTION, INTEREST_LINE, PREMIUM_LINE, PROVISION_LINE,
    RECOVERIES_LINE, RETURNED_LINE, SUBSIDY, TOP_UP_LINE, COURT_COST, Model, Outputs,
)  # fmt: skip
from fundsim.kernels.ratios import loans_in, outstanding_of
from fundsim.kernels.state import FORBORNE, NPL, OVERDUE, PERFORMING, State

PREMIUM_UNIT, LENDING_UNIT, OUTSTANDING_UNIT = 1, 2, 3


@kernel
def present_value(model: Model, amount: float, time: float) -> float:
    """Value at the opening of month 0 of an amount paid ``time`` months later."""
    return amount * model.accounts.discount_month**time


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
def pay_in(model: Model, state: State, out: Outputs, row: int, layer: int, account: int, amount: float, party: int,
           line: int, month: int, time: float) -> None:  # fmt: skip
    """Credit a payment by a party to an account for every fund size."""
    for size in range(model.accounts.sizes):
        if not is_frozen(model, state, layer, size):
            pay_in_size(model, state, out, row, layer, account, amount, party, line, month, time, size)


@kernel
def pay_in_size(model: Model, state: State, out: Outputs, row: int, layer: int, account: int, amount: float, party: int,
                line: int, month: int, time: float, size: int) -> None:  # fmt: skip
    """Credit a payment by a party to an account for one fund size."""
    state.balance[account, size] += amount
    state.contributed[account, party, size] += amount
    if size == 0:
        state.usage[layer, 1] += amount
    if party == GOVERNMENT:
        out.fund[row, size, GOVERNMENT_COST] += present_value(model, amount, time)
    if layer == model.accounts.fund:
        out.account_line[row, size, model.clock.year[month], line] += amount


@kernel
def government_share(model: Model, state: State, layer: int, account: int, size: int) -> float:
    """Government's part of all that was ever paid into an account; the opening payer's when nobody paid yet."""
    opened = 1.0 if model.accounts.initial_party[layer] == GOVERNMENT else 0.0
    total = state.contributed[account, 0, size] + state.contributed[account, 1, size] + state.contributed[account, 2, size]
    return state.contributed[account, GOVERNMENT, size] / total if total > 0.0 else opened


@kernel
def give_back(model: Model, state: State, out: Outputs, row: int, layer: int, account: int, size: int, amount: float,
              month: int) -> None:  # fmt: skip
    """Return money to those who paid in, in proportion; the caller has taken it off the balance."""
    back = amount * government_share(model, state, layer, account, size)
    out.fund[row, size, GOVERNMENT_COST] -= present_value(model, back, month + 1.0)
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
                for size in range(accounts.sizes):
                    amount = accounts.initial[account, size]
                    state.balance[account, size] = amount
                    state.contributed[account, party, size] = amount
                    if party == GOVERNMENT:
                        out.fund[row, size, GOVERNMENT_COST] += amount


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
def top_up_amount(model: Model, state: State, layer: int, account: int, size: int, month: int) -> float:
    """Top-up decided now: share of the gap, capped, only below the trigger. [currency]"""
    accounts, balance = model.accounts, state.balance[account, size]
    target = top_up_target(model, state, layer, account, size, month)
    below_amount = balance < part_of(accounts.top_up_trigger[layer], accounts.weight[account])
    if not below_amount or not balance < part_of(accounts.top_up_trigger_share[layer], target):
        return 0.0
    gap = max(0.0, target - balance)
    return min(accounts.top_up_share[layer] * gap, part_of(accounts.top_up_cap[layer], accounts.weight[account]))


@kernel
def decide_top_ups(model: Model, state: State, month: int, occasion: int) -> None:
    """Decide top-ups at the opening of a month (1) or after its claims (2); those due at once are due this month."""
    accounts = model.accounts
    for layer in range(accounts.top_up.shape[0]):
        if accounts.top_up[layer] == occasion and accounts.top_up_decides[layer, month]:
            due = month + accounts.top_up_lag[layer]
            if due < model.clock.months:
                for account in range(first_account(model, layer), past_account(model, layer)):
                    for size in range(accounts.sizes):
                        state.top_up_due[due, account, size] += top_up_amount(model, state, layer, account, size, month)


@kernel
def pay_top_ups(model: Model, state: State, out: Outputs, row: int, month: int, time: float) -> None:
    """Pay the top-ups that are due."""
    accounts = model.accounts
    for layer in range(accounts.top_up.shape[0]):
        if accounts.top_up[layer] > 0:
            for account in range(first_account(model, layer), past_account(model, layer)):
                for size in range(accounts.sizes):
                    amount = state.top_up_due[month, account, size]
                    state.top_up_due[month, account, size] = 0.0
                    if amount > 0.0 and not is_frozen(model, state, layer, size):
                        party = accounts.top_up_party[layer]
                        pay_in_size(model, state, out, row, layer, account, amount, party, TOP_UP_LINE, month, time, size)


@kernel
def pay_inflows(model: Model, state: State, out: Outputs, row: int, inflow, month: int, time: float) -> None:
    """Pay the regular inflows of a month, split over a layer's accounts."""
    for layer in range(model.layers.share.shape[0]):
        for party in range(3):
            if inflow[layer, month, party] > 0.0:
                for account in range(first_account(model, layer), past_account(model, layer)):
                    amount = inflow[layer, month, party] * model.accounts.weight[account]
                    pay_in(model, state, out, row, layer, account, amount, party, APPROPRIATION_LINE, month, time)


@kernel
def account_at(model: Model, layer: int, place: int) -> int:
    """Account of a layer that serves a place."""
    return first_account(model, layer) + model.layers.place_area[model.layers.account_level[layer], place]


@kernel
def pay_provisions(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Bank provisions (计提) on the month's covered new lending."""
    accounts = model.accounts
    for layer in range(model.layers.share.shape[0]):
        if accounts.provision[layer] > 0.0:
            for place in range(state.covered_lending.shape[1]):
                amount = accounts.provision[layer] * state.covered_lending[model.layers.base[layer], place, month]
                if amount > 0.0:
                    account = account_at(model, layer, place)
                    party = accounts.provision_party[layer]
                    pay_in(model, state, out, row, layer, account, amount, party, PROVISION_LINE, month, float(month))


@kernel
def premium_base(model: Model, state: State, layer: int, place: int, month: int) -> float:
    """Amount on which a layer's price is charged this month at a place. [currency]"""
    on, row = model.layers.price_on[layer], model.layers.base[layer]
    if on == 2:
        return state.covered_lending[row, place, month] + state.renewed[row, place, month]
    if on == 3:
        return state.exposure[row, place, month] / 12.0
    return state.exposure[row, place, month] if model.clock.year_start[month] else 0.0


@kernel
def aggregate_year(model: Model, layer: int, year: int) -> int:
    """Column of a layer's aggregate terms: the year, or 0 when they never restart."""
    return 0 if model.layers.aggregate_term[layer] else year


@kernel
def write_premium(model: Model, state: State, out: Outputs, row: int, layer: int, place: int, premium: float, month: int) -> None:
    """Book a premium: who pays it, what it counts for, and the account it goes to."""
    layers = model.layers
    out.premium[row, layer] += premium
    state.premium_month[layer, month] += premium
    if layers.aggregate_in[layer] == PREMIUM_UNIT:
        area = layers.place_area[layers.aggregate_level[layer], place]
        state.unit[layer, area, aggregate_year(model, layer, model.clock.year[month])] += premium
    for party in range(3):
        part = premium * layers.price_party[layer, party]
        out.premium_party[row, party] += part
        if part > 0.0 and first_account(model, layer) >= 0:
            account = account_at(model, layer, place)
            pay_in(model, state, out, row, layer, account, part, party, PREMIUM_LINE, month, float(month))
        elif part > 0.0 and party == GOVERNMENT:
            for size in range(model.accounts.sizes):
                out.fund[row, size, GOVERNMENT_COST] += present_value(model, part, float(month))


@kernel
def collect_premiums(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Premiums and fees of a month; a suspended layer writes none."""
    layers = model.layers
    for layer in range(layers.share.shape[0]):
        if layers.price_on[layer] > 0:
            for place in range(state.amount.shape[1]):
                base = premium_base(model, state, layer, place, month)
                county = layers.place_area[COUNTY, place]
                if base > 0.0 and state.suspended[layer, county] == 0:
                    write_premium(model, state, out, row, layer, place, layers.price_rate[layer] * base, month)


@kernel
def note_units(model: Model, state: State, month: int) -> None:
    """Keep what aggregate terms count in: lending to date, outstanding at the year's start."""
    layers = model.layers
    for layer in range(layers.share.shape[0]):
        kind, level, base = layers.aggregate_in[layer], layers.aggregate_level[layer], layers.base[layer]
        if kind == LENDING_UNIT:
            for place in range(state.amount.shape[1]):
                area = layers.place_area[level, place]
                opening = model.baseline.opening_cover[base, place] if month == 0 else 0.0
                state.lent[layer, area] += state.covered_lending[base, place, month] + opening
        elif kind == OUTSTANDING_UNIT and model.clock.year_start[month]:
            column = aggregate_year(model, layer, model.clock.year[month])
            state.unit[layer, :, column] = 0.0
            for place in range(state.amount.shape[1]):
                state.unit[layer, layers.place_area[level, place], column] += state.exposure[base, place, month]


@kernel
def open_year(model: Model, state: State, month: int) -> None:
    """Opening balance for fund usage, at an account year's opening."""
    if model.clock.year_start[month]:
        for layer in range(model.layers.share.shape[0]):
            state.usage[layer, :] = 0.0
            if first_account(model, layer) >= 0:
                for account in range(first_account(model, layer), past_account(model, layer)):
                    state.usage[layer, 0] += state.balance[account, 0]


@kernel
def flows_at_start(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Inflows at the start of a month: appropriations, provisions, premiums, top-ups that are due."""
    pay_inflows(model, state, out, row, model.accounts.inflow_start, month, float(month))
    pay_provisions(model, state, out, row, month)
    collect_premiums(model, state, out, row, month)
    pay_top_ups(model, state, out, row, month, float(month))
    note_units(model, state, month)


@kernel
def credit_interest(model: Model, state: State, out: Outputs, row: int, layer: int, account: int, size: int, month: int) -> None:
    """Interest of a month on one account: credited, or accrued until the year's last month."""
    interest = max(state.balance[account, size], 0.0) * model.accounts.yield_month[layer]
    if model.accounts.interest_yearly[layer]:
        state.accrued[account, size] += interest
        interest = 0.0
        if model.clock.year_end[month]:
            interest, state.accrued[account, size] = state.accrued[account, size], 0.0
    state.balance[account, size] += interest
    if layer == model.accounts.fund:
        out.account_line[row, size, model.clock.year[month], INTEREST_LINE] += interest


@kernel
def accrue_interest(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Interest of a month on all accounts."""
    for layer in range(model.layers.share.shape[0]):
        if first_account(model, layer) >= 0 and model.accounts.yield_month[layer] > 0.0:
            for account in range(first_account(model, layer), past_account(model, layer)):
                for size in range(model.accounts.sizes):
                    if not is_frozen(model, state, layer, size):
                        credit_interest(model, state, out, row, layer, account, size, month)


@kernel
def reopen_limits(model: Model, state: State, layer: int, size: int, amount: float, month: int) -> None:
    """Recoveries make room again under county-wide aggregate terms that are net of them."""
    if model.layers.aggregate_net[layer]:
        column = aggregate_year(model, layer, model.clock.year[month])
        state.asked[layer, 0, column, size] = max(0.0, state.asked[layer, 0, column, size] - amount)
        state.allowed[layer, 0, column, size] = max(0.0, state.allowed[layer, 0, column, size] - amount)


@kernel
def credit_recovery(model: Model, state: State, out: Outputs, row: int, layer: int, account: int, size: int, amount: float,
                    month: int) -> None:  # fmt: skip
    """Recoveries of an account: its share stays, the rest goes back to those who paid in."""
    kept = 0.0 if is_frozen(model, state, layer, size) else amount * model.accounts.keeps_recoveries[layer]
    state.balance[account, size] += kept
    if layer == model.accounts.fund:
        out.account_line[row, size, model.clock.year[month], RECOVERIES_LINE] += amount
    if amount > kept:
        give_back(model, state, out, row, layer, account, size, amount - kept, month)


@kernel
def receive_recoveries(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Recoveries of a month, to accounts, to layers without one, and to the bank."""
    n_layers, n_accounts = model.layers.share.shape[0], model.accounts.accounts
    out.amount[row, COURT_COST] += state.future_court[month]
    for size in range(model.accounts.sizes):
        for layer in range(n_layers):
            if first_account(model, layer) >= 0:
                for account in range(first_account(model, layer), past_account(model, layer)):
                    amount = state.future[month, account, size]
                    if amount > 0.0:
                        out.recovery[row, size, layer] += amount
                        reopen_limits(model, state, layer, size, amount, month)
                        credit_recovery(model, state, out, row, layer, account, size, amount, month)
            else:
                amount = state.future[month, n_accounts + layer, size]
                out.recovery[row, size, layer] += amount
                reopen_limits(model, state, layer, size, amount, month)
                if model.layers.budget[layer]:
                    out.fund[row, size, GOVERNMENT_COST] -= present_value(model, amount, month + 1.0)
        out.recovery[row, size, n_layers] += state.future[month, n_accounts + n_layers, size]


@kernel
def apply_ceilings(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Give back what exceeds an account's ceiling."""
    for layer in range(model.layers.share.shape[0]):
        if first_account(model, layer) >= 0:
            for account in range(first_account(model, layer), past_account(model, layer)):
                for size in range(model.accounts.sizes):
                    excess = state.balance[account, size] - model.accounts.ceiling[account, size]
                    if excess > 0.0 and not is_frozen(model, state, layer, size):
                        state.balance[account, size] -= excess
                        give_back(model, state, out, row, layer, account, size, excess, month)


@kernel
def pay_running_costs(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Interest subsidy (财政贴息) and inspections, paid by the government at month end."""
    inspected = loans_in(state, PERFORMING, month) + loans_in(state, OVERDUE, month) + loans_in(state, FORBORNE, month)
    inspection = model.rules.inspection_cost * inspected
    out.amount[row, SUBSIDY] += state.subsidy[month]
    out.amount[row, INSPECTION] += inspection
    cost = present_value(model, state.subsidy[month] + inspection, month + 1.0)
    for size in range(model.accounts.sizes):
        out.fund[row, size, GOVERNMENT_COST] += cost


@kernel
def flows_at_end(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Inflows at the end of a month, after-claims top-ups, ceilings, running costs."""
    pay_inflows(model, state, out, row, model.accounts.inflow_end, month, month + 1.0)
    decide_top_ups(model, state, month, 2)
    pay_top_ups(model, state, out, row, month, month + 1.0)
    apply_ceilings(model, state, out, row, month)
    pay_running_costs(model, state, out, row, month)
