"""Closing of a path: queues fall to the bank, what is due later is counted, the government's money is valued."""

from __future__ import annotations

from fundsim.kernels.arrays import Model, Outputs, State
from fundsim.kernels.arrays.columns import (
    ACCOUNT_TOTALS,
    APPROPRIATION_LINE,
    BANK_COST,
    BANK_PARTY,
    CLOSING,
    EARNED,
    GIVEN_BACK,
    GOVERNMENT,
    GOVERNMENT_COST,
    HELD,
    INTEREST_LINE,
    OPENING_LINE,
    PAID_IN,
    PAID_OUT,
    PAYMENTS_LINE,
    PREMIUM_LINE,
    PROVISION_LINE,
    RECOVERED_TOTAL,
    RECOVERIES_LINE,
    RETURNED_LINE,
    TOP_UP_LINE,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import add_all, add_first, copy_first, fill, repeat_first
from fundsim.kernels.payers.accounts import (
    account_sizes,
    add_costs,
    discount_factor,
    first_account,
    past_account,
    share_of_party,
    take_fund_balances,
)
from fundsim.kernels.payers.queues import serve_queue
from fundsim.kernels.payers.recoveries import first_payee, has_account, past_payee
from fundsim.kernels.payers.waterfall import collect_claims, pass_through_layers, pay_bank


@kernel
def count_queues(model: Model, state: State, out: Outputs, row: int, layer: int) -> None:
    """What waits in the queues of a layer's accounts."""
    for account in range(first_account(model, layer), past_account(model, layer)):
        add_first(out.queue_unpaid[row, layer], account_sizes(model, layer), state.queue[account])


@kernel
def count_balances(model: Model, state: State, out: Outputs, row: int, layer: int) -> None:
    """What a layer's accounts hold."""
    for account in range(first_account(model, layer), past_account(model, layer)):
        add_first(out.account_total[row, layer, HELD], account_sizes(model, layer), state.balance[account])


@kernel
def total_lines(model: Model, out: Outputs, row: int) -> None:
    """What the reported fund's accounts took in and paid over the whole path, from their lines by year."""
    total, sizes = out.account_total[row, model.accounts.fund], model.accounts.sizes
    copy_first(total[PAID_IN], sizes, out.account_line[row, 0, OPENING_LINE])
    for year in range(out.account_line.shape[1]):
        lines = out.account_line[row, year]
        for size in range(sizes):
            paid_in = lines[APPROPRIATION_LINE, size] + lines[PROVISION_LINE, size] + lines[PREMIUM_LINE, size]
            total[PAID_IN, size] += paid_in + lines[TOP_UP_LINE, size]
        add_first(total[EARNED], sizes, lines[INTEREST_LINE])
        add_first(total[RECOVERED_TOTAL], sizes, lines[RECOVERIES_LINE])
        add_first(total[PAID_OUT], sizes, lines[PAYMENTS_LINE])
        add_first(total[GIVEN_BACK], sizes, lines[RETURNED_LINE])


@kernel
def count_recoveries_due(model: Model, state: State, out: Outputs, row: int, layer: int, month: int) -> None:
    """Recoveries of a layer (or the bank) that come after the books are closed."""
    for later in range(month, model.clock.end + 1):
        for payee in range(first_payee(model, layer), past_payee(model, layer)):
            add_first(out.recovery_due[row, layer], account_sizes(model, layer), state.future[later, payee])


@kernel
def repeat_for_sizes(model: Model, out: Outputs, row: int, layer: int) -> None:
    """Repeat for every fund size what a layer before the fund has paid, received and owed."""
    sizes = model.accounts.sizes
    if account_sizes(model, layer) == sizes:
        return
    repeat_first(out.payment[row, layer], sizes)
    repeat_first(out.recovery[row, layer], sizes)
    repeat_first(out.recovery_due[row, layer], sizes)
    repeat_first(out.queue_unpaid[row, layer], sizes)
    repeat_first(out.layer_shortfall[row, layer], sizes)
    repeat_first(out.exhausted[row, layer], sizes)
    repeat_first(out.limit_reached[row, layer], sizes)
    for total in range(ACCOUNT_TOTALS):
        repeat_first(out.account_total[row, layer, total], sizes)
    for year in range(out.layer_year_payment.shape[1]):
        repeat_first(out.limit_year[row, year, layer], sizes)
        repeat_first(out.layer_year_payment[row, year, layer], sizes)
    for month in range(out.payment_month.shape[1]):
        repeat_first(out.payment_month[row, month, layer], sizes)


@kernel
def close_bank(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Queued claims are the bank's in the end; what the fund holds."""
    bank, sizes, year = model.layers.share.shape[0], model.accounts.sizes, model.clock.year[month - 1]
    for layer in range(bank):
        add_first(out.payment[row, bank], sizes, out.queue_unpaid[row, layer])
        add_first(out.layer_year_payment[row, year, bank], sizes, out.queue_unpaid[row, layer])
        if month <= out.payment_month.shape[1]:
            add_first(out.payment_month[row, month - 1, bank], sizes, out.queue_unpaid[row, layer])
    take_fund_balances(model, state)
    copy_first(out.fund[row, CLOSING], sizes, state.fund_balance)


@kernel
def provide_for_open_claims(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Charge layers and bank with what claims still open would take, were they settled together in the last month.

    Balances and queues are those after it; budget layers cost the government, and what is left the bank, what they
    would pay. All else that settling counts goes to results that nobody reads.
    """
    for party in (GOVERNMENT_COST, BANK_COST):
        fill(state.provided.fund[0, party], 0.0)
    n = collect_claims(model, state, model.clock.end)
    if n > 0:
        serve_queue(model, state, state.provided, 0, month - 1)
        width = pass_through_layers(model, state, state.provided, 0, n, month - 1)
        pay_bank(model, state, state.provided, 0, n, month - 1, width)
    for party in (GOVERNMENT_COST, BANK_COST):
        add_all(out.fund[row, party], state.provided.fund[0, party])


@kernel
def credit_balances(model: Model, state: State, out: Outputs, row: int, layer: int, month: int) -> None:
    """Credit the parties with what accounts hold beyond their queues; the bank bears the rest of the queues."""
    sizes, value = account_sizes(model, layer), discount_factor(model, month)
    for account in range(first_account(model, layer), past_account(model, layer)):
        balance, queue = state.balance[account], state.queue[account]
        for party in (GOVERNMENT, BANK_PARTY):
            for size in range(sizes):
                share = share_of_party(model, state, layer, account, size, party)
                state.returned[size] = max(0.0, balance[size] - queue[size]) * share
            add_costs(model, state, out, row, layer, party, state.returned, -value)
        for size in range(sizes):
            state.rest[size] = max(0.0, queue[size] - balance[size])
        add_costs(model, state, out, row, layer, BANK_PARTY, state.rest, value)


@kernel
def close_costs(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Value the parties' parts of closing balances, less what claims still open would take of them."""
    if model.clock.provides:
        provide_for_open_claims(model, state, out, row, month)
    for layer in range(model.layers.share.shape[0]):
        if has_account(model, layer):
            credit_balances(model, state, out, row, layer, month)
    for size in range(model.accounts.sizes):
        out.fund[row, GOVERNMENT_COST, size] += state.shared_cost[GOVERNMENT]
        out.fund[row, BANK_COST, size] += state.shared_cost[BANK_PARTY]


@kernel
def close_books(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Close the books of a path before a month."""
    for layer in range(model.layers.share.shape[0] + 1):
        count_recoveries_due(model, state, out, row, layer, month)
        if has_account(model, layer):
            count_queues(model, state, out, row, layer)
            count_balances(model, state, out, row, layer)
            if layer == model.accounts.fund:
                total_lines(model, out, row)
        repeat_for_sizes(model, out, row, layer)
    close_bank(model, state, out, row, month)
    close_costs(model, state, out, row, month)
