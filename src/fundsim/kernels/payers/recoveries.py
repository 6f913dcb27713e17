"""Recoveries (追偿): when what is recovered of a claim comes back, and to whom."""

from __future__ import annotations

from fundsim.kernels.arrays import F1, Model, Outputs, State
from fundsim.kernels.arrays.columns import (
    BANK_PARTY,
    CASH_RECEIVED,
    CAUSES,
    COURT_COST,
    GIVEN_BACK,
    GOVERNMENT,
    RECOVERED,
    RECOVERED_TOTAL,
    RECOVERIES_LINE,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import add_first, fill_first, is_any
from fundsim.kernels.payers.accounts import (
    account_sizes,
    add_cash_of_layer,
    add_costs,
    add_line,
    add_totals,
    discount_factor,
    first_account,
    give_back,
    past_account,
)
from fundsim.kernels.payers.flows import note_flow
from fundsim.kernels.payers.premiums import aggregate_year


@kernel
def has_account(model: Model, layer: int) -> bool:
    """Whether a layer holds money of its own; the bank (one past the last layer) does not."""
    return layer < model.layers.share.shape[0] and first_account(model, layer) >= 0


@kernel
def first_payee(model: Model, layer: int) -> int:
    """First row of payees that belongs to a layer (or the bank): its first account, or the layer itself."""
    return first_account(model, layer) if has_account(model, layer) else model.accounts.accounts + layer


@kernel
def past_payee(model: Model, layer: int) -> int:
    """One past the last row of payees that belongs to a layer."""
    return past_account(model, layer) if has_account(model, layer) else model.accounts.accounts + layer + 1


@kernel
def account_of_claim(model: Model, state: State, layer: int, claim: int) -> int:
    """Account of a layer that serves a claim's loan."""
    level = model.layers.account_level[layer]
    return first_account(model, layer) + model.layers.area[level, state.claim_village[claim]]


@kernel
def payee_of(model: Model, state: State, layer: int, claim: int) -> int:
    """Row of ``future`` that belongs to a layer (or the bank) for a claim."""
    if has_account(model, layer):
        return account_of_claim(model, state, layer, claim)
    return model.accounts.accounts + layer


@kernel
def years_of_reopenings(state: State) -> int:
    """Years that recoveries are told apart by: one, unless some layer counts claims by the year of their default."""
    return state.reopening.shape[2] // state.asked.shape[1]


@kernel
def note_reopening(model: Model, state: State, layer: int, claim: int, size: int, amount: float, at: int) -> None:
    """Keep a coming recovery of a layer whose aggregate terms are net of recoveries, by the area and year it opens."""
    layers = model.layers
    if layer < layers.share.shape[0] and layers.aggregate_net[layer]:
        area = layers.area[layers.aggregate_level[layer], state.claim_village[claim]]
        year = model.clock.year[max(state.claim_default[claim], 0)] if layers.aggregate_default_year[layer] else 0
        group = area * years_of_reopenings(state) + aggregate_year(model, layer, year)
        state.reopening[at, layer, group, size] += amount


@kernel
def net_recovered_share(model: Model, state: State, claim: int) -> float:
    """Share of a claim that its payers get back, after court cost."""
    return state.claim_recovery[claim] * (1.0 - model.rules.court_cost[state.claim_cause[claim]])


@kernel
def note_borne(model: Model, state: State, layer: int, n: int, width: int, month: int) -> None:
    """Keep claim by claim what a layer bears: for recoveries in order, or for the room that they make under limits."""
    ordered = model.rules.split_rank.shape[0] > 0
    for i in range(n):
        claim = state.settled[i]
        for size in range(model.accounts.sizes):
            borne = state.ask[i, min(size, width - 1)] * state.payee_share[state.payee[i], size]
            if ordered:
                state.taken[i, layer, size] = borne
            elif not model.rules.net:
                note_reopenings(model, state, layer, claim, size, borne, month)


@kernel
def note_reopenings(model: Model, state: State, layer: int, claim: int, size: int, borne: float, month: int) -> None:
    """Keep the recoveries to come of what a layer bears of a claim, where they make room under its limits."""
    parts = model.rules.recovery_part[state.claim_cause[claim]]
    whole = net_recovered_share(model, state, claim) * borne
    for delay in range(1, parts.shape[0]):
        at = min(month + delay, model.clock.end)
        note_reopening(model, state, layer, claim, size, whole * parts[delay], at)


@kernel
def schedule_court_cost(model: Model, state: State, n: int, month: int) -> None:
    """Court cost of the month's claims, taken off their recoveries as they come in."""
    rules = model.rules
    for i in range(n):
        claim = state.settled[i]
        cause = state.claim_cause[claim]
        cost = state.claim_recovery[claim] * rules.court_cost[cause] * state.claim_amount[claim]
        if cost > 0.0:
            for delay in range(1, rules.recovery_part.shape[1]):
                at = min(month + delay, model.clock.end)
                state.future_court[at] += cost * rules.recovery_part[cause, delay]


@kernel
def spread_recovery(model: Model, state: State, cause: int, payee: int, width: int, month: int) -> None:
    """Spread what a payee recovers of a month's claims over the months after payment."""
    cohort, parts = state.cohort[cause, payee], model.rules.recovery_part[cause]
    total = 0.0
    for size in range(width):
        total += cohort[size]
    if total == 0.0:
        return
    for delay in range(model.rules.first_part[cause], model.rules.last_part[cause] + 1):
        future, part = state.future[min(month + delay, model.clock.end), payee], parts[delay]
        for size in range(width):
            future[size] += cohort[size] * part
    fill_first(cohort, width, 0.0)


@kernel
def schedule_cohort(model: Model, state: State, layer: int, payee: int, month: int) -> None:
    """Schedule what a payee recovers of a month's claims, pro rata to what it bore, where no order says otherwise."""
    if not model.rules.net and model.rules.split_rank.shape[0] == 0:
        for cause in range(CAUSES):
            spread_recovery(model, state, cause, payee, account_sizes(model, layer), month)


@kernel
def spread_in_order(
    model: Model, state: State, i: int, size: int, at: int, before: float, after: float, payers: int
) -> None:
    """Give the recoveries between two cumulative amounts of a claim to payers by rank, equal ranks pro rata."""
    start = 0.0
    for rank in range(payers + 1):
        borne = 0.0
        for layer in range(payers):
            if model.rules.split_rank[layer] == rank:
                borne += state.taken[i, layer, size]
        got = max(min(after, start + borne) - max(before, start), 0.0)
        if got > 0.0:
            for layer in range(payers):
                if model.rules.split_rank[layer] == rank:
                    payee = payee_of(model, state, layer, state.settled[i])
                    part = got * state.taken[i, layer, size] / borne
                    state.future[at, payee, size] += part
                    note_reopening(model, state, layer, state.settled[i], size, part, at)
        start += borne


@kernel
def schedule_in_order(model: Model, state: State, i: int, size: int, month: int) -> None:
    """Spread one claim's recoveries: the first-ranked payers are repaid first, the unnamed share the rest."""
    rules, claim = model.rules, state.settled[i]
    cause, payers = state.claim_cause[claim], rules.split_rank.shape[0]
    whole = state.claim_recovery[claim] * (1.0 - rules.court_cost[cause]) * state.claim_amount[claim]
    received = 0.0
    for delay in range(1, rules.recovery_part.shape[1]):
        part = whole * rules.recovery_part[cause, delay]
        if part > 0.0:
            spread_in_order(
                model, state, i, size, min(month + delay, model.clock.end), received, received + part, payers
            )
            received += part


@kernel
def schedule_claims(model: Model, state: State, n: int, month: int) -> None:
    """Schedule what is told claim by claim of the recoveries of the month's claims: court cost, and parts in order."""
    if model.rules.net:
        return
    schedule_court_cost(model, state, n, month)
    if model.rules.split_rank.shape[0] > 0:
        for i in range(n):
            for size in range(model.accounts.sizes):
                schedule_in_order(model, state, i, size, month)


@kernel
def reopen_limits(model: Model, state: State, month: int) -> None:
    """Recoveries of a month make room again under aggregate terms that are net of them, area by area."""
    years, layers = years_of_reopenings(state), model.layers
    for layer in range(layers.share.shape[0]):
        if layers.aggregate_net[layer]:
            for group in range(state.reopening.shape[2]):
                area, year = group // years, group % years
                counted = year if layers.aggregate_default_year[layer] else model.clock.year[month]
                column, amounts = aggregate_year(model, layer, counted), state.reopening[month, layer, group]
                reopen(model, state, layer, area, column, amounts)


@kernel
def reopen(model: Model, state: State, layer: int, area: int, column: int, amounts: F1) -> None:
    """Take recoveries off what a layer was asked for and allowed, down to 0."""
    asked, allowed = state.asked[layer, area, column], state.allowed[layer, area, column]
    for size in range(model.accounts.sizes):
        asked[size] = max(0.0, asked[size] - amounts[size])
        allowed[size] = max(0.0, allowed[size] - amounts[size])


@kernel
def credit_recovery(
    model: Model, state: State, out: Outputs, row: int, layer: int, account: int, amounts: F1, month: int
) -> None:
    """Recoveries of an account: its share stays, the rest goes back to those who paid in."""
    sizes, keeps, is_open = account_sizes(model, layer), model.accounts.keeps_recoveries[layer], state.is_open[layer]
    kept, rest = state.moved, state.rest
    for size in range(sizes):
        kept[size] = amounts[size] * keeps * is_open[size]
        rest[size] = amounts[size] - kept[size]
    add_first(state.balance[account], sizes, kept)
    add_totals(model, out, row, layer, RECOVERED_TOTAL, amounts)
    add_totals(model, out, row, layer, GIVEN_BACK, rest)
    note_flow(model, out, row, layer, account, month, RECOVERED, kept[0])
    add_line(model, out, row, layer, RECOVERIES_LINE, month, amounts)
    if is_any(rest, sizes):
        give_back(model, state, out, row, layer, account, rest, month)


@kernel
def receive_layer(model: Model, state: State, out: Outputs, row: int, layer: int, month: int) -> None:
    """Recoveries of a month that belong to one layer (or the bank)."""
    sizes, bank, value = account_sizes(model, layer), model.layers.share.shape[0], -discount_factor(model, month + 1)
    for payee in range(first_payee(model, layer), past_payee(model, layer)):
        amounts = state.future[month, payee]
        if is_any(amounts, sizes):
            add_first(out.recovery[row, layer], sizes, amounts)
            if has_account(model, layer):
                credit_recovery(model, state, out, row, layer, payee, amounts, month)
            elif layer == bank:
                add_costs(model, state, out, row, layer, BANK_PARTY, amounts, value)
            elif model.layers.budget[layer]:
                add_costs(model, state, out, row, layer, GOVERNMENT, amounts, value)
                add_cash_of_layer(model, out, row, layer, CASH_RECEIVED, month, amounts)


@kernel
def receive_recoveries(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Recoveries of a month, to accounts, to layers without one, and to the bank."""
    out.amount[row, COURT_COST] += state.future_court[month]
    reopen_limits(model, state, month)
    for layer in range(model.layers.share.shape[0] + 1):
        receive_layer(model, state, out, row, layer, month)
