"""Rules that watch ratios: circuit breakers (熔断), and suspensions of layers."""

from __future__ import annotations

import math

from fundsim.kernels.arrays import Model, Outputs, State
from fundsim.kernels.arrays.codes import (
    INSURER_EXIT,
    STOP_NEW_LENDING,
    STOP_PAYING_EXCESS,
    TWELVE_MONTHS,
    WATCH_LOSS_RATIO,
    WATCH_NOTHING,
    WATCH_NPL,
    WATCH_OVERDUE,
    YEAR_TO_DATE,
)
from fundsim.kernels.arrays.columns import (
    BREAKER_MONTHS,
    COUNTY,
    PROVINCE,
    STOP_M,
)
from fundsim.kernels.arrays.types import HALF_FEN, JUST_ABOVE
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ratios import NPL_RATIO, OVERDUE_RATIO


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
    """Claims paid over premium written: year to date, in the last twelve months, or since the start."""
    first = 0
    if over == TWELVE_MONTHS:
        first = max(0, month - 11)
    elif over == YEAR_TO_DATE:
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
    """Metric that a breaker or a suspension watches: overdue or NPL ratio, loss ratio, usage of a fund."""
    if watch == WATCH_OVERDUE:
        return state.ratio[OVERDUE_RATIO, level, area]
    if watch == WATCH_NPL:
        return state.ratio[NPL_RATIO, level, area]
    county = ratio_county(model, layer, area)  # such a breaker watches counties
    if watch == WATCH_LOSS_RATIO:
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
    above = metric > stop * JUST_ABOVE
    return metric * JUST_ABOVE >= resume if on and resume < stop else above


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
            if watch != WATCH_NOTHING:
                metric = watched(model, state, watch, layer, layers.suspend_over[layer], COUNTY, county, month)
                on = state.suspend_on[layer, county] == 1
                if not (on and layers.suspend_for_good[layer]):
                    above, resume = layers.suspend_above[layer], layers.suspend_resume[layer]
                    state.suspend_on[layer, county] = stays_on(metric, on, above, resume)
            state.suspended[layer, county] = state.suspend_on[layer, county]
    for number in range(breakers.watch.shape[0]):
        if breakers.action[number] == INSURER_EXIT:
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
            if model.breakers.action[number] == STOP_NEW_LENDING and state.breaker_on[number, area]:
                state.stopped[place] = 1
    out.monthly[STOP_M, row, month] = stopped_now
    out.counts[row, BREAKER_MONTHS] += stopped_now


@kernel
def excess_cut(model: Model, state: State, layer: int, county: int) -> float:
    """Factor threshold over metric of the breakers that stop a layer from paying the excess, 1 below the threshold."""
    cut, breakers = 1.0, model.breakers
    for number in range(breakers.watch.shape[0]):
        if breakers.action[number] == STOP_PAYING_EXCESS and breakers.target[number] == layer:
            metric = state.breaker_metric[number, county]
            if metric > breakers.stop[number]:
                cut *= breakers.stop[number] / metric
    return cut
