"""What a programme costs the government month by month beside claims: subsidies, cover, inspections, levers."""

from __future__ import annotations

from fundsim.kernels.arrays import Model, Outputs, State
from fundsim.kernels.arrays.columns import (
    CASH_MONITORING,
    CASH_PREMIUM,
    CASH_SUBSIDY,
    FORBORNE,
    GOVERNMENT,
    INSPECTION,
    LEVER_COST,
    OVERDUE,
    PERFORMING,
    SUBSIDY,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ratios import number_of
from fundsim.kernels.payers.accounts import add_cash, present_value


@kernel
def pay_running_costs(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Interest subsidy (财政贴息), part of borrowers' cover, inspections and levers, paid by the government."""
    inspected = number_of(state, PERFORMING) + number_of(state, OVERDUE) + number_of(state, FORBORNE)
    inspection, levers = model.rules.inspection_cost * inspected, model.rules.lever_cost
    state.subsidy_standing[0] += state.subsidy_steps[month]
    subsidy = state.subsidy[month] + state.subsidy_standing[0]
    out.amount[row, SUBSIDY] += subsidy
    out.amount[row, INSPECTION] += inspection
    out.amount[row, LEVER_COST] += levers
    for party in range(state.cover_premium.shape[0]):
        out.cover_premium[row, party] += state.cover_premium[party, month]
    paid = subsidy + state.cover_premium[GOVERNMENT, month] + inspection + levers
    state.shared_cost[GOVERNMENT] += present_value(model, paid, month + 1)
    add_cash(model, out, row, CASH_SUBSIDY, month, subsidy)
    add_cash(model, out, row, CASH_PREMIUM, month, state.cover_premium[GOVERNMENT, month])
    add_cash(model, out, row, CASH_MONITORING, month, inspection + levers)
