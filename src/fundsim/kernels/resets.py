"""A path begins: all loans on their course, all accounts empty, all rules at rest."""

from __future__ import annotations

from fundsim.kernels.arrays import F2, F3, Model, State
from fundsim.kernels.arrays.codes import NO_TOP_UP
from fundsim.kernels.arrays.columns import NUMBER, PERFORMING
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import fill, fill_first
from fundsim.kernels.payers.accounts import account_sizes, asks_width
from fundsim.kernels.payers.recoveries import first_payee, has_account, past_payee


@kernel
def copy_rows(target: F2, source: F2) -> None:
    """Copy a table; assigning slices would compile the text of an error about shapes that cannot occur."""
    for row in range(source.shape[0]):
        for column in range(source.shape[1]):
            target[row, column] = source[row, column]


@kernel
def reset_loans(model: Model, state: State) -> None:
    """Put all loans back on the course that nothing happens."""
    baseline = model.baseline
    fill(state.departed, 0)
    fill(state.event_head, -1)
    fill(state.vacancy_head, -1)
    state.waiting[0] = -1
    fill(state.in_extension, 0)
    fill(state.leaving_extension, 0)
    state.candidate_count[0] = 0
    state.lined_up[0] = 0
    fill(state.claim_head, -1)
    state.free_count[0] = state.claims_begun[0] = 0
    fill(state.steps, 0.0)
    fill(state.standing, 0.0)
    fill(state.exposure_steps, 0.0)
    fill(state.exposure_standing, 0.0)
    fill(state.subsidy_steps, 0.0)
    fill(state.subsidy_standing, 0.0)
    copy_rows(state.scheduled, baseline.performing)
    for month in range(baseline.number_steps.shape[0]):
        for place in range(baseline.number_steps.shape[1]):
            state.steps[month, place, NUMBER + PERFORMING] = baseline.number_steps[month, place]
    for base in range(baseline.exposure.shape[0]):
        copy_rows(state.exposure[base], baseline.exposure[base])
        copy_rows(state.covered_lending[base], baseline.covered_lending[base])
        copy_rows(state.renewed[base], baseline.renewed[base])
    copy_rows(state.cover_premium, baseline.cover_premium)
    for cohort in range(state.made.shape[0]):
        state.made[cohort] = baseline.made[cohort]
    for month in range(model.clock.months):
        state.subsidy[month] = baseline.subsidy[month]
        state.lending[month] = baseline.lending[month]


@kernel
def clear_column(table: F3, column: int, sizes: int) -> None:
    """Empty one column of a table (row, column, fund size), for as many fund sizes as it is kept for."""
    for row in range(table.shape[0]):
        fill_first(table[row, column], sizes, 0.0)


@kernel
def reset_account(state: State, account: int, sizes: int, tops_up: bool) -> None:
    """Empty an account and its queue, and forget who paid in."""
    fill_first(state.balance[account], sizes, 0.0)
    fill_first(state.queue[account], sizes, 0.0)
    fill_first(state.accrued[account], sizes, 0.0)
    for party in range(state.contributed.shape[1]):
        fill_first(state.contributed[account, party], sizes, 0.0)
    if tops_up:
        clear_column(state.top_up_due, account, sizes)


@kernel
def reset_layer(model: Model, state: State, layer: int) -> None:
    """Forget all money of a layer (or the bank), for as many fund sizes as it is kept for."""
    sizes, limited = account_sizes(model, layer), state.asked.shape[0] > 0
    for payee in range(first_payee(model, layer), past_payee(model, layer)):
        clear_column(state.cohort, payee, sizes)
        clear_column(state.future, payee, sizes)
        if has_account(model, layer):
            reset_account(state, payee, sizes, model.accounts.top_up[layer] != NO_TOP_UP)
    if limited and layer < model.layers.share.shape[0] and model.layers.bands[layer] > 0:
        areas = model.layers.areas[model.layers.aggregate_level[layer]]
        for area in range(areas):
            for column in range(state.asked.shape[2]):
                fill_first(state.asked[layer, area, column], asks_width(model, layer), 0.0)
                fill_first(state.allowed[layer, area, column], asks_width(model, layer), 0.0)


@kernel
def reset_waves(state: State) -> None:
    """Forget the claims that wait in queues."""
    fill(state.first_wave, 0)
    fill(state.wave_owed, 0.0)
    fill(state.wave_exposure, 0.0)
    fill(state.wave_number, 0.0)


@kernel
def reset_money(model: Model, state: State) -> None:
    """Empty all accounts, queues, and memories of rules."""
    for layer in range(model.layers.share.shape[0] + 1):
        reset_layer(model, state, layer)
    fill(state.queue_exposure, 0.0)
    reset_waves(state)
    fill(state.reopening, 0.0)
    fill(state.future_court, 0.0)
    fill(state.unit, 0.0)
    fill(state.lent, 0.0)
    fill(state.premium_month, 0.0)
    fill(state.paid_month, 0.0)
    fill(state.usage, 0.0)
    fill(state.is_open, 1.0)
    fill(state.shared_cost, 0.0)
    fill(state.ratio, 0.0)
    fill(state.area_sum, 0.0)
    fill(state.breaker_on, 0)
    fill(state.breaker_metric, 0.0)
    fill(state.stopped, 0)
    fill(state.suspended, 0)
    fill(state.suspend_on, 0)
    fill(state.emptied, 0)
    fill(state.short_before, 0.0)
    fill(state.exhausted_in, 0)
    fill(state.limit_seen, 0)
