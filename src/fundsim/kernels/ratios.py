"""Month-end ratios, and the rules that watch them: breakers (熔断) and suspensions."""

from __future__ import annotations

import math

from fundsim.kernels._jit import kernel
from fundsim.kernels.arrays import HALF_FEN, Model, Outputs
from fundsim.kernels.columns import (
    BREAKER_MONTHS,
    COUNTY,
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
    STOP_M,
)
from fundsim.kernels.ledgers import take_steps
from fundsim.kernels.memory import add_all, fill
from fundsim.kernels.state import State

OVERDUE_RATIO, NPL_RATIO, NPL_FORBORNE_RATIO = range(3)


@kernel
def add_queued(model: Model, state: State) -> None:
    """Add the exposure behind queued claims to the NPL of every area."""
    for layer in range(state.queue_exposure.shape[0]):
        for place in range(state.queue_exposure.shape[1]):
            for level in range(4):
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
        for level in range(4):
            if model.breakers.levels[level]:
                sums = state.area_sum[level, areas[level, place]]
                sums[PERFORMING] += state.scheduled[place, month]
                add_all(sums, state.standing[place])
    if model.rules.npl_until_paid:
        add_queued(model, state)


@kernel
def fill_ratios(state: State, level: int, areas: int) -> None:
    """Overdue, NPL, and NPL with forborne ratio of every area of a level; 0 without loans."""
    for area in range(areas):
        sums = state.area_sum[level, area]
        overdue, npl, forborne = sums[OVERDUE], sums[NPL], sums[FORBORNE]
        total = sums[PERFORMING] + overdue + npl + forborne
        empty = total <= HALF_FEN  # only rounding is left
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
def take_ratios(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Compute the ratios of a month end and keep the county-wide ones."""
    sum_areas(model, state, month)
    for level in range(4):
        if model.breakers.levels[level]:
            fill_ratios(state, level, model.layers.areas[level])
    monthly = out.monthly
    monthly[OUTSTANDING_M, row, month] = max(outstanding_of(state, PROVINCE, 0), 0.0)
    monthly[OVERDUE_M, row, month] = state.ratio[OVERDUE_RATIO, PROVINCE, 0]
    monthly[NPL_M, row, month] = state.ratio[NPL_RATIO, PROVINCE, 0]
    monthly[NPL_FORBORNE_M, row, month] = state.ratio[NPL_FORBORNE_RATIO, PROVINCE, 0]
    overdue, npl, forborne = number_of(state, OVERDUE), number_of(state, NPL), number_of(state, FORBORNE)
    monthly[OVERDUE_NUMBER_M, row, month] = share_of_loans(state, overdue + npl)
    monthly[NPL_NUMBER_M, row, month] = share_of_loans(state, npl)
    monthly[NPL_FORBORNE_NUMBER_M, row, month] = share_of_loans(state, npl + forborne)
    monthly[LENDING_M, row, month] = state.lending[month]


@kernel
def part_paid(paid: float, available: float) -> float:
    """Paid ÷ available: 0 where nothing but rounding is paid, infinite where something is paid out of nothing."""
    if paid <= HALF_FEN:
        return 0.0
    return paid / available if available > 0.0 else math.inf


@kernel
def ratio_county(model: Model, layer: int, county: int) -> int:
    """County in which a layer's loss ratio and usage are kept; 0 for all where the province has its account."""
    together = model.layers.account_first[layer] >= 0 and model.layers.account_level[layer] == PROVINCE
    return 0 if together else county


@kernel
def loss_ratio(model: Model, state: State, layer: int, county: int, over: int, month: int) -> float:
    """Claims paid over premium written: year to date (0), last twelve months (1), since the start (2)."""
    first = 0
    if over == 1:
        first = max(0, month - 11)
    elif over == 0:
        first = month
        while first > 0 and model.clock.year[first - 1] == model.clock.year[month]:
            first -= 1
    premium, paid = 0.0, 0.0
    for t in range(first, month + 1):
        premium += state.premium_month[layer, county, t]
        paid += state.paid_month[layer, county, t]
    return part_paid(paid, premium)


@kernel
def watched(model: Model, state: State, watch: int, layer: int, over: int, level: int, area: int, month: int) -> float:
    """Metric that a breaker watches: overdue (0), NPL (1), loss ratio (2), fund usage (3)."""
    if watch == 0:
        return state.ratio[OVERDUE_RATIO, level, area]
    if watch == 1:
        return state.ratio[NPL_RATIO, level, area]
    county = ratio_county(model, layer, area)  # such a breaker watches counties
    if watch == 2:
        return loss_ratio(model, state, layer, county, over, month)
    opening, inflows, payments = (
        state.usage[layer, county, 0],
        state.usage[layer, county, 1],
        state.usage[layer, county, 2],
    )
    return part_paid(payments, opening + inflows)


@kernel
def stays_on(metric: float, on: bool, stop: float, resume: float) -> bool:
    """Hysteresis: on above ``stop``, off again below ``resume`` (at or below ``stop`` where they are equal)."""
    if not on:
        return metric > stop
    return metric >= resume if resume < stop else metric > stop


@kernel
def run_breakers(model: Model, state: State, month: int) -> None:
    """Evaluate the breakers at a month end, for the next month."""
    breakers = model.breakers
    for number in range(breakers.watch.shape[0]):
        level = breakers.level[number]
        for area in range(model.layers.areas[level]):
            if breakers.area[number, area] == 0:
                continue
            metric = watched(
                model,
                state,
                breakers.watch[number],
                breakers.layer[number],
                breakers.over[number],
                level,
                area,
                month,
            )
            on = state.breaker_on[number, area] == 1
            state.breaker_on[number, area] = stays_on(metric, on, breakers.stop[number], breakers.resume[number])
            state.breaker_metric[number, area] = metric


@kernel
def count_suspensions(state: State, out: Outputs, row: int) -> None:
    """Count the month for every layer that was suspended in it in some county."""
    for layer in range(state.suspended.shape[0]):
        for county in range(state.suspended.shape[1]):
            if state.suspended[layer, county]:
                out.suspended[row, layer] += 1
                break


@kernel
def run_suspensions(model: Model, state: State, month: int) -> None:
    """Evaluate the layers' own suspension rules, and join breakers that make an insurer leave."""
    layers, breakers = model.layers, model.breakers
    for layer in range(layers.share.shape[0]):
        for county in range(state.suspended.shape[1]):
            watch = layers.suspend_watch[layer]
            if watch >= 0:
                metric = watched(model, state, watch, layer, layers.suspend_over[layer], COUNTY, county, month)
                on = state.suspend_on[layer, county] == 1
                if not (on and layers.suspend_for_good[layer]):
                    above, resume = layers.suspend_above[layer], layers.suspend_resume[layer]
                    state.suspend_on[layer, county] = stays_on(metric, on, above, resume)
            state.suspended[layer, county] = state.suspend_on[layer, county]
    for number in range(breakers.watch.shape[0]):
        if breakers.action[number] == 1:
            for county in range(state.suspended.shape[1]):
                if state.breaker_on[number, county]:
                    state.suspended[breakers.target[number], county] = 1


@kernel
def run_stops(model: Model, state: State, out: Outputs, row: int, month: int) -> None:
    """Where lending is stopped in the next month, and whether it was stopped in this one."""
    stopped_now = 0
    for place in range(state.stopped.shape[0]):
        stopped_now = max(stopped_now, state.stopped[place])
        state.stopped[place] = 0
        for number in range(model.breakers.watch.shape[0]):
            area = model.layers.place_area[model.breakers.level[number], place]
            if model.breakers.action[number] == 0 and state.breaker_on[number, area]:
                state.stopped[place] = 1
    out.monthly[STOP_M, row, month] = stopped_now
    out.counts[row, BREAKER_MONTHS] += stopped_now


@kernel
def excess_cut(model: Model, state: State, layer: int, county: int) -> float:
    """Factor threshold over metric of the breakers that stop a layer from paying the excess, 1 below the threshold."""
    cut, breakers = 1.0, model.breakers
    for number in range(breakers.watch.shape[0]):
        if breakers.action[number] == 2 and breakers.target[number] == layer:
            metric = state.breaker_metric[number, county]
            if metric > breakers.stop[number]:
                cut *= breakers.stop[number] / metric
    return cut


@kernel
def tier_share(model: Model, layer: int, npl: float) -> float:
    """Share of a tiered layer at an NPL ratio: the band's, or each band's for its part of the ratio (marginal)."""
    layers = model.layers
    bands = layers.tiers[layer]
    if bands == 0:
        return 1.0
    paid, start = 0.0, 0.0
    for band in range(bands):
        end = layers.tier_to[layer, band]
        if layers.tier_marginal[layer] and npl > 0.0:
            paid += layers.tier_pays[layer, band] * max(min(npl, end) - start, 0.0) / npl
        elif start <= npl <= end or (npl <= 0.0 and band == 0):
            return layers.tier_pays[layer, band]
        start = end
    return paid
