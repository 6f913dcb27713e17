"""Aggregate terms of a layer: deductible, limit and bands of all its asks of a year or a term, by area."""

from __future__ import annotations

import math

from fundsim.kernels.arrays import Model, Outputs, State
from fundsim.kernels.arrays.codes import IN_CURRENCY, IN_LENDING
from fundsim.kernels.arrays.columns import COUNTY
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.memory import fill
from fundsim.kernels.payers.accounts import account_sizes, asks_width, is_frozen
from fundsim.kernels.payers.premiums import aggregate_year


@kernel
def band_end(model: Model, layer: int, band: int, unit: float) -> float:
    """Upper end of a band; an open band stays open whatever the unit. [currency]"""
    end = model.layers.band_to[layer, band]
    return end if math.isinf(end) else end * unit


@kernel
def banded(model: Model, layer: int, asks: float, unit: float) -> float:
    """Part of the sum of asks that a layer's bands pay; nothing beyond the last band. [currency]"""
    paid, start = 0.0, 0.0
    for band in range(model.layers.bands[layer]):
        end = band_end(model, layer, band, unit)
        paid += model.layers.band_pays[layer, band] * max(min(asks, end) - start, 0.0)
        start = max(start, end)
    return paid


@kernel
def paying_end(model: Model, layer: int, unit: float) -> float:
    """Upper end of the last band that pays: asks above it have reached the limit. [currency]"""
    end = 0.0
    for band in range(model.layers.bands[layer]):
        if model.layers.band_pays[layer, band] > 0.0:
            end = band_end(model, layer, band, unit)
    return end


@kernel
def aggregate_unit(model: Model, state: State, layer: int, area: int, column: int) -> float:
    """What aggregate terms of a layer count in: 1, premium, lending to date, or outstanding. [currency or 1]"""
    kind = model.layers.aggregate_in[layer]
    if kind == IN_CURRENCY:
        return 1.0
    return state.lent[layer, area] if kind == IN_LENDING else state.unit[layer, area, column]


@kernel
def find_groups(model: Model, state: State, layer: int, n: int, month: int) -> None:
    """Area and year column under which each claim of the month counts for aggregate terms."""
    layers = model.layers
    area, column = layers.area[layers.aggregate_level[layer]], aggregate_year(model, layer, model.clock.year[month])
    for i in range(n):
        claim = state.settled[i]
        state.group_area[i] = area[state.claim_village[claim]]
        state.group_column[i] = column
        if layers.aggregate_default_year[layer]:
            state.group_column[i] = aggregate_year(model, layer, model.clock.year[max(state.claim_default[claim], 0)])


@kernel
def is_suspended_at(model: Model, state: State, layer: int, area: int) -> bool:
    """Whether a layer is suspended in the county of an area of its aggregate terms."""
    layers = model.layers
    own = layers.area[layers.aggregate_level[layer]]
    for village in range(own.shape[0]):
        if own[village] == area:
            return state.suspended[layer, layers.area[COUNTY, village]] == 1
    return False


@kernel
def count_limit(
    model: Model, state: State, out: Outputs, row: int, layer: int, area: int, column: int, size: int, month: int
) -> None:
    """Count an aggregate limit that the asks pass, once in its year (or term), for the sizes that share the asks."""
    past = size + 1 if size > 0 or asks_width(model, layer) > 1 else account_sizes(model, layer)
    for own in range(size, past):
        if state.limit_seen[layer, area, column, own] == 0 and not is_frozen(state, layer, own):
            state.limit_seen[layer, area, column, own] = 1
            out.limit_reached[row, layer, own] += 1
            out.limit_year[row, model.clock.year[month], layer, own] = 1


@kernel
def group_factor(
    model: Model, state: State, out: Outputs, row: int, layer: int, area: int, column: int, size: int, month: int
) -> float:
    """Share of a group's asks that aggregate terms allow, after counting them."""
    asks = state.group_ask[area, column, size]
    if asks <= 0.0:
        return 1.0
    unit = aggregate_unit(model, state, layer, area, column)
    state.asked[layer, area, column, size] += asks
    asked = state.asked[layer, area, column, size]
    room = banded(model, layer, asked, unit) - state.allowed[layer, area, column, size]
    allowed = min(max(room, 0.0), asks)
    state.allowed[layer, area, column, size] += allowed
    # An insurer that has left writes no premium: a limit in premium would always be reached.
    if asked > paying_end(model, layer, unit) + HALF_FEN and not is_suspended_at(model, state, layer, area):
        count_limit(model, state, out, row, layer, area, column, size, month)
    return allowed / asks


@kernel
def apply_aggregate_terms(
    model: Model, state: State, out: Outputs, row: int, layer: int, n: int, month: int, width: int
) -> None:
    """Cut the asks of the month to what aggregate terms allow, pro rata within each group."""
    if model.layers.bands[layer] == 0:
        return
    areas = model.layers.areas[model.layers.aggregate_level[layer]]
    find_groups(model, state, layer, n, month)
    for area in range(areas):
        fill(state.group_ask[area], 0.0)
    for i in range(n):
        sums, ask = state.group_ask[state.group_area[i], state.group_column[i]], state.ask[i]
        for size in range(width):
            sums[size] += ask[size]
    for area in range(areas):
        for column in range(state.group_ask.shape[1] - 1):
            for size in range(width):
                factor = group_factor(model, state, out, row, layer, area, column, size, month)
                state.group_ask[area, column, size] = factor
    for i in range(n):
        factors, ask = state.group_ask[state.group_area[i], state.group_column[i]], state.ask[i]
        for size in range(width):
            ask[size] *= factors[size]
