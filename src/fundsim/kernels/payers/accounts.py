"""Accounts: opening amounts, regular inflows, interest, ceilings, and who paid in what."""

from __future__ import annotations

from fundsim.kernels.arrays import F1, F3, Model, Outputs, State
from fundsim.kernels.arrays.columns import (
    APPROPRIATION_LINE,
    BANK_COST,
    BANK_PARTY,
    BORROWER,
    CASH_FUNDING,
    CASH_OPENING,
    CASH_PREMIUM,
    CASH_RECEIVED,
    EARNED,
    GIVEN_BACK,
    GOVERNMENT,
    GOVERNMENT_COST,
    INFLOW_END,
    INFLOW_START,
    INTEREST_LINE,
    PAID_IN,
    PARTIES,
    PREMIUM_LINE,
    RETURNED_LINE,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import (
    add_all,
    add_first,
    add_scaled,
    copy_first,
    fill,
    fill_first,
    is_any,
    take_off,
)
from fundsim.kernels.payers.flows import note_flow


@kernel
def discount_factor(model: Model, time: int) -> float:
    """Value at the opening of month 0 of one unit paid ``time`` months later."""
    return model.accounts.discount[time]


@kernel
def present_value(model: Model, amount: float, time: int) -> float:
    """Value at the opening of month 0 of an amount paid ``time`` months later."""
    return amount * discount_factor(model, time)


@kernel
def is_frozen(state: State, layer: int, size: int) -> bool:
    """Whether an absorbing ruin has closed the reported fund."""
    return state.is_open[layer, size] == 0.0


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
    """Fund sizes for which a layer's asks are remembered: one up to the fund, of whose size they are free, then all."""
    return 1 if layer < model.accounts.common else model.accounts.sizes


@kernel
def add_costs(
    model: Model, state: State, out: Outputs, row: int, layer: int, party: int, amounts: F1, value: float
) -> None:
    """Count money of the government or the bank at its value: once for all fund sizes before the fund, else for each.

    ``value`` is that of one unit, negative for money that comes back.
    """
    if party == BORROWER:
        return
    if layer < model.accounts.common - 1:
        state.shared_cost[party] += amounts[0] * value
    else:
        figure = GOVERNMENT_COST if party == GOVERNMENT else BANK_COST
        add_scaled(out.fund[row, figure], model.accounts.sizes, amounts, value)


@kernel
def add_cash(model: Model, out: Outputs, row: int, line: int, month: int, amount: float) -> None:
    """Count cash that the government pays or receives in a month, the same for all fund sizes, in its account year."""
    cash = out.government_cash[row, line, model.clock.year[month]]
    for size in range(model.accounts.sizes):
        cash[size] += amount


@kernel
def add_cash_of_layer(model: Model, out: Outputs, row: int, layer: int, line: int, month: int, amounts: F1) -> None:
    """Count what a layer costs or returns to the government as cash, for each fund size."""
    if account_sizes(model, layer) < model.accounts.sizes:
        add_cash(model, out, row, line, month, amounts[0])
    else:
        add_first(out.government_cash[row, line, model.clock.year[month]], model.accounts.sizes, amounts)


@kernel
def add_totals(model: Model, out: Outputs, row: int, layer: int, total: int, amounts: F1) -> None:
    """Count what an account takes in or pays, over the whole path; of the reported fund its lines by year say it."""
    if layer != model.accounts.fund:
        add_first(out.account_total[row, layer, total], account_sizes(model, layer), amounts)


@kernel
def add_line(model: Model, out: Outputs, row: int, layer: int, line: int, month: int, amounts: F1) -> None:
    """Count what the reported fund takes in or pays in a line of its account year."""
    if layer == model.accounts.fund:
        add_first(out.account_line[row, model.clock.year[month], line], model.accounts.sizes, amounts)


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
    """Credit a payment by a party to an account for every fund size that is open."""
    note_flow(model, out, row, layer, account, month, INFLOW_START if time == month else INFLOW_END, amount)
    is_open = state.is_open[layer]
    for size in range(account_sizes(model, layer)):
        state.moved[size] = amount * is_open[size]
    credit(model, state, out, row, layer, account, state.moved, party, line, month, time)


@kernel
def credit(
    model: Model,
    state: State,
    out: Outputs,
    row: int,
    layer: int,
    account: int,
    amounts: F1,
    party: int,
    line: int,
    month: int,
    time: int,
) -> None:
    """Credit what a party pays for each fund size to an account."""
    sizes = account_sizes(model, layer)
    add_first(state.balance[account], sizes, amounts)
    add_first(state.contributed[account, party], sizes, amounts)
    add_totals(model, out, row, layer, PAID_IN, amounts)
    state.usage[layer, model.accounts.county[account], 1] += amounts[0]
    add_costs(model, state, out, row, layer, party, amounts, discount_factor(model, time))
    if party == GOVERNMENT:
        cash = CASH_PREMIUM if line == PREMIUM_LINE else CASH_FUNDING
        add_cash_of_layer(model, out, row, layer, cash, month, amounts)
    add_line(model, out, row, layer, line, month, amounts)


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
    model: Model, state: State, out: Outputs, row: int, layer: int, account: int, amounts: F1, month: int
) -> None:
    """Return money to those who paid in, in proportion; the caller has taken it off the balance."""
    for party in (GOVERNMENT, BANK_PARTY):
        for size in range(account_sizes(model, layer)):
            share = share_of_party(model, state, layer, account, size, party)
            state.returned[size] = amounts[size] * share
        add_costs(model, state, out, row, layer, party, state.returned, -discount_factor(model, month + 1))
        if party == GOVERNMENT:
            add_cash_of_layer(model, out, row, layer, CASH_RECEIVED, month, state.returned)
    add_line(model, out, row, layer, RETURNED_LINE, month, amounts)


@kernel
def open_accounts(model: Model, state: State, out: Outputs, row: int) -> None:
    """Opening amounts, paid before month 0."""
    accounts = model.accounts
    for layer in range(model.layers.share.shape[0]):
        if first_account(model, layer) >= 0:
            party, sizes = accounts.initial_party[layer], account_sizes(model, layer)
            for account in range(first_account(model, layer), past_account(model, layer)):
                amounts = accounts.initial[account]
                copy_first(state.balance[account], sizes, amounts)
                copy_first(state.contributed[account, party], sizes, amounts)
                add_totals(model, out, row, layer, PAID_IN, amounts)
                add_costs(model, state, out, row, layer, party, amounts, 1.0)
                if party == GOVERNMENT:
                    add_cash_of_layer(model, out, row, layer, CASH_OPENING, 0, amounts)


@kernel
def take_fund_balances(model: Model, state: State) -> None:
    """Take the balances of the reported fund over all its accounts."""
    fill(state.fund_balance, 0.0)
    if model.accounts.fund >= 0:
        for account in range(first_account(model, model.accounts.fund), past_account(model, model.accounts.fund)):
            add_all(state.fund_balance, state.balance[account])


@kernel
def pay_inflows(model: Model, state: State, out: Outputs, row: int, inflow: F3, month: int, time: int) -> None:
    """Pay the regular inflows of a month, split over a layer's accounts."""
    for layer in range(model.layers.share.shape[0]):
        for party in range(PARTIES):
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
def credit_interest(model: Model, state: State, out: Outputs, row: int, layer: int, account: int, month: int) -> None:
    """Interest of a month on one account: credited, or accrued until the year's last month."""
    sizes, earned, interest = account_sizes(model, layer), model.accounts.yield_month[layer], state.moved
    balance, is_open = state.balance[account], state.is_open[layer]
    for size in range(sizes):
        interest[size] = max(balance[size], 0.0) * earned * is_open[size]
    if model.accounts.interest_yearly[layer]:
        accrued = state.accrued[account]
        add_first(accrued, sizes, interest)
        if not model.clock.year_end[month]:
            return
        for size in range(sizes):
            interest[size] = accrued[size] * is_open[size]
        fill_first(accrued, sizes, 0.0)
    add_first(balance, sizes, interest)
    add_totals(model, out, row, layer, EARNED, interest)
    add_line(model, out, row, layer, INTEREST_LINE, month, interest)


@kernel
def accrue_interest(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Interest of a month on all accounts."""
    for layer in range(model.layers.share.shape[0]):
        if first_account(model, layer) >= 0 and model.accounts.yield_month[layer] > 0.0:
            for account in range(first_account(model, layer), past_account(model, layer)):
                credit_interest(model, state, out, row, layer, account, month)


@kernel
def apply_ceilings(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Give back what exceeds an account's ceiling."""
    for layer in range(model.layers.share.shape[0]):
        if first_account(model, layer) >= 0:
            sizes, is_open, excess = account_sizes(model, layer), state.is_open[layer], state.moved
            for account in range(first_account(model, layer), past_account(model, layer)):
                balance, ceiling = state.balance[account], model.accounts.ceiling[account]
                for size in range(sizes):
                    excess[size] = max(balance[size] - ceiling[size], 0.0) * is_open[size]
                if is_any(excess, sizes):
                    take_off(balance, sizes, excess)
                    add_totals(model, out, row, layer, GIVEN_BACK, excess)
                    give_back(model, state, out, row, layer, account, excess, month)
