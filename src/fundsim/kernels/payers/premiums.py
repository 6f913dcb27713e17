"""Premiums, fees and provisions: what is charged on lending and outstanding, and what aggregate terms count in."""

from __future__ import annotations

from fundsim.kernels.arrays import Model, Outputs, State
from fundsim.kernels.arrays.codes import (
    IN_LENDING,
    IN_OUTSTANDING,
    IN_PREMIUM,
    NO_PRICE,
    ON_MONTHLY_BALANCE,
    ON_NEW_LENDING,
)
from fundsim.kernels.arrays.columns import (
    BORROWER,
    CASH_PREMIUM,
    COUNTY,
    GOVERNMENT,
    PARTIES,
    PREMIUM_LINE,
    PROVISION_LINE,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.payers.accounts import account_at, add_cash, first_account, is_frozen, pay_in, present_value
from fundsim.kernels.payers.breakers import ratio_county


@kernel
def pay_provisions(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Bank provisions (计提) on the month's covered new lending."""
    accounts = model.accounts
    for layer in range(model.layers.share.shape[0]):
        if accounts.provision[layer] > 0.0:
            for place in range(state.covered_lending.shape[1]):
                amount = accounts.provision[layer] * state.covered_lending[model.layers.base[layer], place, month]
                if amount > 0.0:
                    account = account_at(model, layer, place)
                    party = accounts.provision_party[layer]
                    pay_in(
                        model,
                        state,
                        out,
                        row,
                        layer,
                        account,
                        amount,
                        party,
                        PROVISION_LINE,
                        month,
                        month,
                    )


@kernel
def premium_base(model: Model, state: State, layer: int, place: int, month: int) -> float:
    """Amount on which a layer's price is charged this month at a place. [currency]"""
    on, row = model.layers.price_on[layer], model.layers.base[layer]
    if on == ON_NEW_LENDING:
        return state.covered_lending[row, place, month] + state.renewed[row, place, month]
    if on == ON_MONTHLY_BALANCE:
        return state.exposure[row, place, month] / 12.0
    return state.exposure[row, place, month] if model.clock.year_start[month] else 0.0


@kernel
def aggregate_year(model: Model, layer: int, year: int) -> int:
    """Column of a layer's aggregate terms: the year, or 0 when they never restart."""
    return 0 if model.layers.aggregate_term[layer] else year


@kernel
def write_premium(
    model: Model, state: State, out: Outputs, row: int, layer: int, place: int, premium: float, month: int
) -> None:
    """Book a premium: who pays it, what it counts for, and the account it goes to."""
    layers = model.layers
    out.premium[row, layer] += premium
    state.premium_month[layer, ratio_county(model, layer, layers.place_area[COUNTY, place]), month] += premium
    if layers.aggregate_in[layer] == IN_PREMIUM:
        area = layers.place_area[layers.aggregate_level[layer], place]
        state.unit[layer, area, aggregate_year(model, layer, model.clock.year[month])] += premium
    for party in range(PARTIES):
        part = premium * layers.price_party[layer, party]
        out.premium_party[row, party] += part
        if part > 0.0 and first_account(model, layer) >= 0:
            account = account_at(model, layer, place)
            pay_in(model, state, out, row, layer, account, part, party, PREMIUM_LINE, month, month)
        elif part > 0.0 and party != BORROWER:
            state.shared_cost[party] += present_value(model, part, month)
            if party == GOVERNMENT:
                add_cash(model, out, row, CASH_PREMIUM, month, part)


@kernel
def collect_premiums(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Premiums and fees of a month; a suspended layer writes none, nor does a fund that ruin has closed."""
    layers = model.layers
    for layer in range(layers.share.shape[0]):
        # A fund with a price that ruin may close is simulated for one size at a time.
        if layers.price_on[layer] != NO_PRICE and not is_frozen(state, layer, 0):
            for place in range(state.standing.shape[0]):
                base = premium_base(model, state, layer, place, month)
                county = layers.place_area[COUNTY, place]
                if base > 0.0 and state.suspended[layer, county] == 0:
                    write_premium(model, state, out, row, layer, place, layers.price_rate[layer] * base, month)


@kernel
def note_units(model: Model, state: State, month: int) -> None:
    """Keep what aggregate terms count in: lending to date, outstanding at the year's start."""
    layers = model.layers
    for layer in range(layers.share.shape[0]):
        kind, level, base = layers.aggregate_in[layer], layers.aggregate_level[layer], layers.base[layer]
        if kind == IN_LENDING:
            for place in range(state.standing.shape[0]):
                area = layers.place_area[level, place]
                opening = model.baseline.opening_cover[base, place] if month == 0 else 0.0
                state.lent[layer, area] += state.covered_lending[base, place, month] + opening
        elif kind == IN_OUTSTANDING and model.clock.year_start[month]:
            column = aggregate_year(model, layer, model.clock.year[month])
            for area in range(state.unit.shape[1]):
                state.unit[layer, area, column] = 0.0
            for place in range(state.standing.shape[0]):
                state.unit[layer, layers.place_area[level, place], column] += state.exposure[base, place, month]
