"""Payments of layers and bank, and what their money does not cover, counted in all their places."""

from __future__ import annotations

from fundsim.kernels._jit import kernel, written_out
from fundsim.kernels.accounts import add_cost, present_value
from fundsim.kernels.arrays import BANK_COST, GOVERNMENT, HALF_FEN, PAYMENTS_LINE, SHORTFALL, Model, Outputs
from fundsim.kernels.state import State


@kernel
def note_shortfall(
    model: Model, state: State, out: Outputs, row: int, layer: int, size: int, missing: float, month: int
) -> None:
    """Count what a layer's money did not cover, and the months in which that happened."""
    out.layer_shortfall[row, size, layer] += missing
    if missing > HALF_FEN and month < model.clock.months and state.exhausted_in[layer, size] != month + 1:
        state.exhausted_in[layer, size] = month + 1
        out.exhausted[row, size, layer] += 1
    if layer == model.accounts.fund:
        out.fund[row, size, SHORTFALL] += missing
        if month < model.clock.months:
            out.shortfall_month[row, size, month] += missing


@written_out
def note_payment(
    model: Model, state: State, out: Outputs, row: int, layer: int, size: int, paid: float, month: int
) -> None:
    """Count a payment of a layer (or of the bank) in all its places."""
    out.payment[row, size, layer] += paid
    out.layer_year_payment[row, size, model.clock.year[month], layer] += paid
    if layer == model.layers.share.shape[0]:
        out.fund[row, size, BANK_COST] += present_value(model, paid, month + 1)
        return
    if model.layers.budget[layer]:
        add_cost(model, state, out, row, layer, size, GOVERNMENT, present_value(model, paid, month + 1))
    if layer == model.accounts.fund:
        out.account_line[row, size, model.clock.year[month], PAYMENTS_LINE] += paid
        if month < model.clock.months:
            out.compensation[row, size, month] += paid


@kernel
def note_paid_in(state: State, layer: int, county: int, paid: float, month: int) -> None:
    """Count a payment of a layer, for the first fund size, in the ratios of a county."""
    state.paid_month[layer, county, month] += paid
    state.usage[layer, county, 2] += paid
