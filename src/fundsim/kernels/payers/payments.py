"""Payments of layers and bank, and what their money does not cover, counted in all their places."""

from __future__ import annotations

from fundsim.kernels.arrays import F1, Model, Outputs, State
from fundsim.kernels.arrays.columns import BANK_COST, CASH_CLAIMS, GOVERNMENT, PAYMENTS_LINE, SHORTFALL
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.kernels.compiling.jit import kernel, written_out
from fundsim.kernels.numerics.memory import add_first, add_scaled
from fundsim.kernels.payers.accounts import account_sizes, add_cash_of_layer, add_costs, add_line, discount_factor


@kernel
def note_shortfall(
    model: Model, state: State, out: Outputs, row: int, layer: int, size: int, missing: float, month: int
) -> None:
    """Count what a layer's money did not cover, and the months in which that happened."""
    out.layer_shortfall[row, layer, size] += missing
    if missing > HALF_FEN and month < model.clock.months and state.exhausted_in[layer, size] != month + 1:
        state.exhausted_in[layer, size] = month + 1
        out.exhausted[row, layer, size] += 1
    if layer == model.accounts.fund:
        out.fund[row, SHORTFALL, size] += missing
        if month < model.clock.months:
            out.shortfall_month[row, month, size] += missing


@written_out
def note_payment(model: Model, state: State, out: Outputs, row: int, layer: int, paid: F1, month: int) -> None:
    """Count a payment of a layer (or of the bank) in all its places, for each fund size."""
    sizes, year, value = account_sizes(model, layer), model.clock.year[month], discount_factor(model, month + 1)
    add_first(out.payment[row, layer], sizes, paid)
    add_first(out.layer_year_payment[row, year, layer], sizes, paid)
    if month < out.payment_month.shape[1]:  # a run that keeps none has no months for them
        add_first(out.payment_month[row, month, layer], sizes, paid)
    if layer == model.layers.share.shape[0]:
        add_scaled(out.fund[row, BANK_COST], sizes, paid, value)
        return
    if model.layers.budget[layer]:
        add_costs(model, state, out, row, layer, GOVERNMENT, paid, value)
        add_cash_of_layer(model, out, row, layer, CASH_CLAIMS, month, paid)
    add_line(model, out, row, layer, PAYMENTS_LINE, month, paid)
    if layer == model.accounts.fund and month < model.clock.months:
        add_first(out.compensation[row, month], sizes, paid)


@kernel
def count_for_ratios(state: State, layer: int, county: int, paid: float, month: int) -> None:
    """Count a payment of a layer, for the first fund size, in the ratios of a county."""
    state.paid_month[layer, county, month] += paid
    state.usage[layer, county, 2] += paid
