"""Arrays of what makes loans fall into distress."""

from __future__ import annotations

from typing import NamedTuple

from fundsim.kernels.arrays.types import B1, B2, B3, F1, F2, F3, I1, I2


class Risk(NamedTuple):
    """Default probabilities, factors, season."""

    score: F1  # [bucket] quantile of the period probability: normal, or Student
    probability: F1  # [bucket] period probability
    cell: I1  # [bucket]
    hit: I1  # [bucket]
    season: I1  # [bucket] row of `weight`
    weight: F2  # [season, month] share of a period's intensity
    cell_county: I1
    cell_industry: I1
    cell_township: I1
    cell_village: I1
    loading: F1  # [5] square roots of the correlations: province, county, industry, township, village
    autocorrelation: F1  # [5]
    persistence: int  # INDEPENDENT, AUTOREGRESSIVE or FROZEN
    cholesky: F2  # [industry, industry]
    residual: float  # 1 / sqrt(1 - sum of correlations)
    degrees: float  # of the t copula; 0 gaussian
    counties: int
    industries: int
    townships: int
    villages: int
    periods: int


class Shocks(NamedTuple):
    """Random events, then stress events."""

    name: I1  # number of its name, by which its draws are keyed
    kind: I1  # POISSON_EVENTS, ONE_A_SEASON or STRESS_EVENT
    mean: F1  # events per month of the season, or probability of a season
    persistence: F1  # probability after a season with an event; negative: none
    stress_month: I1
    in_season: B2  # [shock, month]; ONE_A_SEASON: only the season's first month
    footprint: I1  # FIXED_FOOTPRINT, TOWNSHIP_BY_TOWNSHIP or SETS_OF_TOWNSHIPS
    hit_probability: F2  # [shock, township]; 1 or 0 for fixed footprints
    set_probability: F2  # [shock, set] cumulated
    set_member: B3  # [shock, set, township]
    industry: B2  # [shock, industry]
    multiplier: F2  # [shock, k] in month k of an event
    insured_multiplier: F2  # [shock, k] the same for borrowers with cover against it
    insured: B2  # [kind of cover, shock] what each kind of cover is against
    lasts: I1
    scale: I1  # SCALES_HAZARD, SCALES_PROBABILITY or SCALES_ODDS
    immediate: F1  # -log(1 - q)
    lgd_addition: F1
    scaled: int  # 1: some shock acts on the probability or its odds
    severe: int  # 1: some shock adds to the loss given default


class Regimes(NamedTuple):
    """Markov chains of good and bad times."""

    name: I1  # number of its name, by which its draws are keyed
    every: I1  # months of a step
    units: I1  # independent copies
    unit: I2  # [regime, site]
    start: F2  # [regime, state] cumulated
    transition: F3  # [regime, state, next state] cumulated
    effect: F3  # [effect, regime, state] what states multiply; rows below
    scale: I1  # SCALES_PROBABILITY or SCALES_ODDS
    extension_failure: float  # before regimes
    acts: B1  # [effect] some state multiplies it


class PriceCycles(NamedTuple):
    """Periodic multipliers of the intensity."""

    name: I1  # number of its name, by which its draws are keyed
    multiplier: F2  # [cycle, month of the cycle]
    period: I1
    phase: I1  # month of the cycle in month 0; -1: drawn
    industry: B2  # [cycle, industry]


class Contagion(NamedTuple):
    """How overdue loans act on their neighbours."""

    active: int  # 0: none
    strength: F1  # [village, township]; 0: none
    trigger: F1
    failed_at: float  # share overdue at which a village has failed
    villages: int  # 1: places are villages
