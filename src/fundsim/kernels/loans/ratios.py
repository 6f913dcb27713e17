"""Ratios of overdue and non-performing loans at month ends, by area."""

from __future__ import annotations

from fundsim.kernels.arrays import F1, Model, Outputs, State
from fundsim.kernels.arrays.columns import (
    AREA_LEVELS,
    FORBORNE,
    LENDING_M,
    NPL,
    NPL_FORBORNE_M,
    NPL_FORBORNE_NUMBER_M,
    NPL_M,
    NPL_NUMBER_M,
    NUMBER,
    OUTSTANDING_M,
    OVERDUE,
    OVERDUE_M,
    OVERDUE_NUMBER_M,
    PERFORMING,
    PROVINCE,
    STATES,
    TOWNSHIP,
)
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ledgers import take_steps
from fundsim.kernels.numerics.memory import add_all, fill

OVERDUE_RATIO, NPL_RATIO, NPL_FORBORNE_RATIO = range(3)


@kernel
def add_queued(model: Model, state: State) -> None:
    """Add the exposure behind queued claims to the NPL of every area."""
    for layer in range(state.queue_exposure.shape[0]):
        for place in range(state.queue_exposure.shape[1]):
            for level in range(AREA_LEVELS):
                if model.breakers.levels[level]:
                    area = model.layers.place_area[level, place]
                    state.area_sum[level, area, NPL] += state.queue_exposure[layer, place]


@kernel
def sum_areas(model: Model, state: State, month: int) -> None:
    """Amounts and numbers of loans by state in every area of the levels that are needed."""
    areas = model.layers.place_area
    take_steps(state, month)
    fill(state.area_sum, 0.0)
    for place in range(areas.shape[1]):
        for level in range(AREA_LEVELS):
            if model.breakers.levels[level]:
                sums = state.area_sum[level, areas[level, place]]
                sums[PERFORMING] += state.scheduled[place, month]
                add_all(sums, state.standing[place])
    if model.rules.npl_until_paid:
        add_queued(model, state)


@kernel
def drop_rounding(sums: F1) -> None:
    """Let balances of which only rounding is left be nothing: a threshold of 0 must see no NPL where there is none."""
    for kind in range(STATES):
        if sums[kind] <= HALF_FEN:
            sums[kind] = 0.0


@kernel
def fill_ratios(state: State, level: int, areas: int) -> None:
    """Overdue, NPL, and NPL with forborne ratio of every area of a level; 0 without loans."""
    for area in range(areas):
        sums = state.area_sum[level, area]
        drop_rounding(sums)
        overdue, npl, forborne = sums[OVERDUE], sums[NPL], sums[FORBORNE]
        total = sums[PERFORMING] + overdue + npl + forborne
        empty = total == 0.0
        state.ratio[OVERDUE_RATIO, level, area] = 0.0 if empty else (overdue + npl) / total
        state.ratio[NPL_RATIO, level, area] = 0.0 if empty else npl / total
        state.ratio[NPL_FORBORNE_RATIO, level, area] = 0.0 if empty else (npl + forborne) / total


@kernel
def outstanding_of(state: State, level: int, area: int) -> float:
    """Outstanding of an area at the last month end: performing, overdue, NPL and forborne. [currency]"""
    total = 0.0
    for kind in range(STATES):
        total += state.area_sum[level, area, kind]
    return total


@kernel
def number_of(state: State, kind: int) -> float:
    """Number of loans of a state in the whole programme at the last month end."""
    return state.area_sum[PROVINCE, 0, NUMBER + kind]


@kernel
def share_of_loans(state: State, number: float) -> float:
    """A number of loans over all on the book at the last month end; 0 without loans."""
    on_book = 0.0
    for kind in range(STATES):
        on_book += number_of(state, kind)
    return number / on_book if on_book > 0.0 else 0.0


@kernel
def queued_exposure(state: State, place: int) -> float:
    """Exposure of a place behind claims that wait in queues. [currency]"""
    total = 0.0
    for layer in range(state.queue_exposure.shape[0]):
        total += state.queue_exposure[layer, place]
    return total


@kernel
def note_townships(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Add what is owed in each township at a month end to its totals, and what of it is overdue or non-performing."""
    townships = model.layers.place_area[TOWNSHIP]
    for place in range(townships.shape[0]):
        standing = state.standing[place]
        late = standing[OVERDUE] + standing[NPL]
        if model.rules.npl_until_paid:
            late += queued_exposure(state, place)
        out.township_overdue[row, townships[place]] += late
        owed = late + standing[PERFORMING] + standing[FORBORNE] + state.scheduled[place, month]
        out.township_outstanding[row, townships[place]] += owed


@kernel
def take_ratios(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Compute the ratios of a month end and keep the county-wide ones, and what the townships' are made of."""
    sum_areas(model, state, month)
    for level in range(AREA_LEVELS):
        if model.breakers.levels[level]:
            fill_ratios(state, level, model.layers.areas[level])
    monthly = out.monthly
    monthly[OUTSTANDING_M, row, month] = outstanding_of(state, PROVINCE, 0)
    monthly[OVERDUE_M, row, month] = state.ratio[OVERDUE_RATIO, PROVINCE, 0]
    monthly[NPL_M, row, month] = state.ratio[NPL_RATIO, PROVINCE, 0]
    monthly[NPL_FORBORNE_M, row, month] = state.ratio[NPL_FORBORNE_RATIO, PROVINCE, 0]
    overdue, npl, forborne = number_of(state, OVERDUE), number_of(state, NPL), number_of(state, FORBORNE)
    monthly[OVERDUE_NUMBER_M, row, month] = share_of_loans(state, overdue + npl)
    monthly[NPL_NUMBER_M, row, month] = share_of_loans(state, npl)
    monthly[NPL_FORBORNE_NUMBER_M, row, month] = share_of_loans(state, npl + forborne)
    monthly[LENDING_M, row, month] = state.lending[month]
    note_townships(model, state, out, row, month)
