"""The reported fund: what its account year opens and closes with, its lowest balance, its ruin."""

from __future__ import annotations

from fundsim.kernels.arrays import (
    Model,
    Outputs,
    State,
)
from fundsim.kernels.arrays.codes import BELOW_RATIO, EMPTY_FUND, UNPAID_CLAIM
from fundsim.kernels.arrays.columns import CLOSING_LINE, MIN_BALANCE, OPENING_LINE, PROVINCE, SHORTFALL
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ratios import outstanding_of
from fundsim.kernels.numerics.memory import copy_first, is_any, take_off
from fundsim.kernels.payers.accounts import (
    take_fund_balances,
)


@kernel
def has_fund_account(model: Model) -> bool:
    """Whether the reported fund exists and holds money of its own."""
    return model.accounts.fund >= 0 and model.layers.account_first[model.accounts.fund] >= 0


@kernel
def note_emptiness(model: Model, state: State) -> None:
    """Whether the reported fund is empty once the month's claims are paid, before anything else comes in."""
    if model.accounts.ruin == EMPTY_FUND and has_fund_account(model):
        take_fund_balances(model, state)
        for size in range(model.accounts.sizes):
            state.emptied[size] = state.fund_balance[size] <= HALF_FEN


@kernel
def is_ruin_by_shortfall(model: Model) -> bool:
    """Whether unpaid claims alone ruin the reported fund, by the scenario's definition or as it holds no money."""
    return model.accounts.ruin == UNPAID_CLAIM or not has_fund_account(model)


@kernel
def is_ruined(model: Model, shortfall: float, emptied: int, balance: float, outstanding: float) -> bool:
    """Ruin of the reported fund at a month end, by the scenario's definition."""
    if is_ruin_by_shortfall(model):
        return shortfall > HALF_FEN
    if model.accounts.ruin == EMPTY_FUND:
        return emptied == 1 or balance <= HALF_FEN
    return outstanding > HALF_FEN and balance < model.accounts.ruin_ratio * outstanding


@kernel
def check_ruin(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Ruin of the reported fund at a month end; ``rest`` has the shortfall of the month for each size."""
    settling = month >= model.clock.months
    if settling and model.accounts.ruin == BELOW_RATIO:  # no outstanding is kept while settling
        return
    if is_ruin_by_shortfall(model) and not is_any(state.rest, model.accounts.sizes):  # as in most months
        return
    outstanding, balance, ruin = outstanding_of(state, PROVINCE, 0), state.fund_balance, out.ruin[row]
    phase = 1 if settling else 0
    for size in range(model.accounts.sizes):
        intact = ruin[0, size] < 0 and ruin[phase, size] < 0
        if intact and is_ruined(model, state.rest[size], state.emptied[size], balance[size], outstanding):
            ruin[phase, size] = month
            if model.accounts.absorbing:
                state.is_open[model.accounts.fund, size] = 0.0


@kernel
def close_month(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """The reported fund at a month end: its balance, the closing line of its year, its minimum, its ruin."""
    sizes, balance, shortfall = model.accounts.sizes, state.fund_balance, out.fund[row, SHORTFALL]
    take_fund_balances(model, state)
    copy_first(out.account_line[row, model.clock.year[month], CLOSING_LINE], sizes, balance)
    if month < model.clock.months:
        lowest = out.fund[row, MIN_BALANCE]
        copy_first(out.balance[row, month], sizes, balance)
        for size in range(sizes):
            lowest[size] = min(lowest[size], balance[size])
    copy_first(state.rest, sizes, shortfall)
    take_off(state.rest, sizes, state.short_before)
    copy_first(state.short_before, sizes, shortfall)
    check_ruin(model, state, out, row, month)


@kernel
def note_openings(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Opening line of the reported fund's account year."""
    if model.clock.year_start[month] and month < model.clock.months:
        take_fund_balances(model, state)
        copy_first(
            out.account_line[row, model.clock.year[month], OPENING_LINE], model.accounts.sizes, state.fund_balance
        )
