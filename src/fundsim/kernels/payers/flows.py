"""Flows of the reported fund's accounts, kept month by month where a run asks for them."""

from __future__ import annotations

from fundsim.kernels.arrays import Model, Outputs
from fundsim.kernels.compiling.jit import kernel


@kernel
def note_flow(
    model: Model, out: Outputs, row: int, layer: int, account: int, month: int, column: int, amount: float
) -> None:
    """Add to a flow of the reported fund; a run that keeps no flows has no months for them, and this costs nothing."""
    if layer == model.accounts.fund and month < out.flows.shape[2]:
        out.flows[row, account - model.layers.account_first[layer], month, column] += amount
