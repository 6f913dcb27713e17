"""Closing of a path: queues fall to the bank, what is due later is counted, the government's money is valued."""

from __future__ import annotations

from fundsim.kernels._jit import kernel
from fundsim.kernels.accounts import (
    account_sizes,
    add_cost,
    first_account,
    fund_balance,
    past_account,
    present_value,
    share_of_party,
)
from fundsim.kernels.arrays import (
    ACCOUNT_TOTALS,
    APPROPRIATION_LINE,
    BANK_COST,
    BANK_LOSS,
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
    Model,
    Outputs,
)
from fundsim.kernels.queues import serve_queue
from fundsim.kernels.recoveries import first_payee, has_account, past_payee
from fundsim.kernels.state import State
from fundsim.kernels.waterfall import collect_claims, pass_through_layers, pay_bank


@kernel
def count_queues(model: Model, state: State, out: Outputs, row: int, layer: int) -> None:
    """What waits in the queues of a layer's accounts."""
    for account in range(first_account(model, layer), past_account(model, layer)):
        for size in range(account_sizes(model, layer)):
            out.queue_unpaid[row, size, layer] += state.queue[account, size]


@kernel
def count_balances(model: Model, state: State, out: Outputs, row: int, layer: int) -> None:
    """What a layer's accounts hold."""
    for account in range(first_account(model, layer), past_account(model, layer)):
        for size in range(account_sizes(model, layer)):
            out.account_total[row, size, layer, HELD] += state.balance[account, size]


@kernel
def total_lines(model: Model, out: Outputs, row: int, size: int) -> None:
    """What the reported fund's accounts took in and paid over the whole path, from their lines by year."""
    lines, total = out.account_line[row, size], out.account_total[row, size, model.accounts.fund]
    total[PAID_IN] = lines[0, OPENING_LINE]
    for year in range(lines.shape[0]):
        paid_in = lines[year, APPROPRIATION_LINE] + lines[year, PROVISION_LINE] + lines[year, PREMIUM_LINE]
        total[PAID_IN] += paid_in + lines[year, TOP_UP_LINE]
        total[EARNED] += lines[year, INTEREST_LINE]
        total[RECOVERED_TOTAL] += lines[year, RECOVERIES_LINE]
        total[PAID_OUT] += lines[year, PAYMENTS_LINE]
        total[GIVEN_BACK] += lines[year, RETURNED_LINE]


@kernel
def count_recoveries_due(model: Model, state: State, out: Outputs, row: int, layer: int, month: int) -> None:
    """Recoveries of a layer (or the bank) that come after the books are closed."""
    for later in range(month, model.clock.end + 1):
        for payee in range(first_payee(model, layer), past_payee(model, layer)):
            for size in range(account_sizes(model, layer)):
                out.recovery_due[row, size, layer] += state.future[later, payee, size]


@kernel
def repeat_for_sizes(model: Model, out: Outputs, row: int, layer: int) -> None:
    """Repeat for every fund size what a layer before the fund has paid, received and owed."""
    for size in range(account_sizes(model, layer), model.accounts.sizes):
        out.payment[row, size, layer] = out.payment[row, 0, layer]
        out.recovery[row, size, layer] = out.recovery[row, 0, layer]
        out.recovery_due[row, size, layer] = out.recovery_due[row, 0, layer]
        out.queue_unpaid[row, size, layer] = out.queue_unpaid[row, 0, layer]
        out.layer_shortfall[row, size, layer] = out.layer_shortfall[row, 0, layer]
        out.exhausted[row, size, layer] = out.exhausted[row, 0, layer]
        out.limit_reached[row, size, layer] = out.limit_reached[row, 0, layer]
        for total in range(ACCOUNT_TOTALS):
            out.account_total[row, size, layer, total] = out.account_total[row, 0, layer, total]
        for year in range(out.layer_year_payment.shape[2]):
            out.limit_year[row, size, year, layer] = out.limit_year[row, 0, year, layer]
            out.layer_year_payment[row, size, year, layer] = out.layer_year_payment[row, 0, year, layer]


@kernel
def close_size(model: Model, state: State, out: Outputs, row: int, size: int, month: int) -> None:
    """Closing for one fund size: queued claims are the bank's, shared costs are everyone's."""
    bank = model.layers.share.shape[0]
    for layer in range(bank):
        out.payment[row, size, bank] += out.queue_unpaid[row, size, layer]
        out.layer_year_payment[row, size, model.clock.year[month - 1], bank] += out.queue_unpaid[row, size, layer]
    out.fund[row, size, CLOSING] = fund_balance(model, state, size)
    out.fund[row, size, BANK_LOSS] = out.payment[row, size, bank] - out.recovery[row, size, bank]


@kernel
def provide_for_open_claims(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Charge layers and bank with what claims still open would take, were they settled together in the last month.

    Balances and queues are those after it; budget layers cost the government, and what is left the bank, what they
    would pay. All else that settling counts goes to results that nobody reads.
    """
    for size in range(model.accounts.sizes):
        state.provided.fund[0, size, GOVERNMENT_COST] = state.provided.fund[0, size, BANK_COST] = 0.0
    n = collect_claims(model, state, model.clock.end)
    if n > 0:
        serve_queue(model, state, state.provided, 0, month - 1)
        pass_through_layers(model, state, state.provided, 0, n, month - 1)
        pay_bank(model, state, state.provided, 0, n, month - 1)
    for size in range(model.accounts.sizes):
        for party in (GOVERNMENT_COST, BANK_COST):
            out.fund[row, size, party] += state.provided.fund[0, size, party]


@kernel
def credit_balances(model: Model, state: State, out: Outputs, row: int, layer: int, month: int) -> None:
    """Credit the parties with what accounts hold beyond their queues; the bank bears the rest of the queues."""
    for account in range(first_account(model, layer), past_account(model, layer)):
        for size in range(account_sizes(model, layer)):
            left = state.balance[account, size] - state.queue[account, size]
            for party in (GOVERNMENT, BANK_PARTY):
                own = max(0.0, left) * share_of_party(model, state, layer, account, size, party)
                add_cost(model, state, out, row, layer, size, party, -present_value(model, own, month))
            add_cost(model, state, out, row, layer, size, BANK_PARTY, present_value(model, max(0.0, -left), month))


@kernel
def close_costs(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Value the parties' parts of closing balances, less what claims still open would take of them."""
    if model.clock.provides:
        provide_for_open_claims(model, state, out, row, month)
    for layer in range(model.layers.share.shape[0]):
        if has_account(model, layer):
            credit_balances(model, state, out, row, layer, month)
    for size in range(model.accounts.sizes):
        out.fund[row, size, GOVERNMENT_COST] += state.shared_cost[GOVERNMENT]
        out.fund[row, size, BANK_COST] += state.shared_cost[BANK_PARTY]


@kernel
def close_books(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Close the books of a path before a month."""
    for layer in range(model.layers.share.shape[0] + 1):
        count_recoveries_due(model, state, out, row, layer, month)
        if has_account(model, layer):
            count_queues(model, state, out, row, layer)
            count_balances(model, state, out, row, layer)
            if layer == model.accounts.fund:
                for size in range(model.accounts.sizes):
                    total_lines(model, out, row, size)
        repeat_for_sizes(model, out, row, layer)
    for size in range(model.accounts.sizes):
        close_size(model, state, out, row, size, month)
    close_costs(model, state, out, row, month)
