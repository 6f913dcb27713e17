"""Systematic factors: the part of every borrower's fate that is shared."""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.arrays import Risk, State
from fundsim.kernels.arrays.codes import FROZEN, INDEPENDENT
from fundsim.kernels.arrays.columns import (
    COUNTY_ROW,
    FACTOR_LEVELS,
    INDUSTRY_ROW,
    PROVINCE_ROW,
    TOWNSHIP_ROW,
    VILLAGE_ROW,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.purposes import CHI_SQUARE, PROVINCE_FACTOR
from fundsim.kernels.numerics.random import purpose_key, uniform
from fundsim.kernels.numerics.special import chi_square_quantile, normal_quantile


@kernel
def next_factor(previous: float, draw: float, period: int, persistence: int, autocorrelation: float) -> float:
    """Factor of a period after the last one's: independent, first-order autoregression, or frozen."""
    if period == 0 or persistence == INDEPENDENT:
        return draw
    if persistence == FROZEN:
        return previous
    return autocorrelation * previous + math.sqrt(1.0 - autocorrelation * autocorrelation) * draw


@kernel
def leading_level(risk: Risk) -> int:
    """Level of the factor whose draws sampling methods choose: the county's, or the province's if that weighs more."""
    return PROVINCE_ROW if risk.loading[PROVINCE_ROW] > risk.loading[COUNTY_ROW] else COUNTY_ROW


@kernel
def draw_level(key: np.uint64, risk: Risk, state: State, row: int, level: int, entities: int, period: int) -> None:
    """Move the factors of one level (province, county, industry, township, village) to a period."""
    level_key = purpose_key(key, PROVINCE_FACTOR + level)
    given = period < state.leading.shape[1] and level == leading_level(risk)
    for entity in range(entities):
        draw = normal_quantile(uniform(level_key, entity, period, 0))
        if given and entity == 0:
            draw = state.leading[row, period]
        state.factor[level, entity] = next_factor(
            state.factor[level, entity], draw, period, risk.persistence, risk.autocorrelation[level]
        )


@kernel
def industry_factor(risk: Risk, state: State, industry: int) -> float:
    """Factor of an industry, correlated with the others through the Cholesky matrix."""
    value = 0.0
    for other in range(industry + 1):
        value += risk.cholesky[industry, other] * state.factor[INDUSTRY_ROW, other]
    return value


@kernel
def mixing_variable(key: np.uint64, degrees: float, period: int) -> float:
    """Student's mixing variable of a period, ``√(χ²_ν/ν)``, one for all loans; 1 under a Gaussian copula."""
    if degrees <= 0.0:
        return 1.0
    draw = uniform(purpose_key(key, CHI_SQUARE), 0, period, 0)
    return math.sqrt(chi_square_quantile(draw, degrees) / degrees)


@kernel
def weigh_factors(risk: Risk, state: State, sizes: tuple[int, int, int, int, int]) -> None:
    """Multiply the factors by the loadings of their levels; the industries' are correlated before."""
    for level in range(FACTOR_LEVELS):
        for entity in range(sizes[level]):
            factor = industry_factor(risk, state, entity) if level == INDUSTRY_ROW else state.factor[level, entity]
            state.weighted[level, entity] = risk.loading[level] * factor


@kernel
def cell_index(risk: Risk, state: State, cell: int) -> float:
    """Systematic index S of a cell: the weighted sum of its factors; high is bad."""
    weighted = state.weighted
    value = weighted[PROVINCE_ROW, 0] + weighted[COUNTY_ROW, risk.cell_county[cell]]
    value += weighted[INDUSTRY_ROW, risk.cell_industry[cell]]
    return value + weighted[TOWNSHIP_ROW, risk.cell_township[cell]] + weighted[VILLAGE_ROW, risk.cell_village[cell]]


@kernel
def draw_factors(key: np.uint64, risk: Risk, state: State, row: int) -> None:
    """Fill the systematic index of every period and cell of a path, which is a row of its block."""
    sizes = (1, risk.counties, risk.industries, risk.townships, risk.villages)
    for period in range(risk.periods):
        for level in range(FACTOR_LEVELS):
            if risk.loading[level] > 0.0 or level == COUNTY_ROW:  # recoveries may follow the county factor
                draw_level(key, risk, state, row, level, sizes[level], period)
        for county in range(risk.counties):
            state.county_factor[period, county] = state.factor[COUNTY_ROW, county]
        frozen = risk.persistence == FROZEN and period > 0
        state.mixing[period] = state.mixing[0] if frozen else mixing_variable(key, risk.degrees, period)
        weigh_factors(risk, state, sizes)
        for cell in range(risk.cell_county.shape[0]):
            state.systematic[period, cell] = cell_index(risk, state, cell)
