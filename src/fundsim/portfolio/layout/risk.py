"""Default probabilities, correlations, seasons and shocks as kernel arrays."""

from __future__ import annotations

import numpy as np
import scipy.special
from numpy.typing import NDArray

from fundsim.errors import Fault, ScenarioError
from fundsim.kernels.arrays import Clock, Risk, Shocks
from fundsim.portfolio.cover import events_of
from fundsim.portfolio.kinds import kinds_of_rows
from fundsim.portfolio.layout.clock import calendar_months, period_length
from fundsim.portfolio.layout.cover import KindsOfCover
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.borrowers import CorrelationModel, PersistenceByLevel
from fundsim.programme.shocks import Effect, Shock, Stress
from fundsim.units import months_after

LEVELS = ("province", "county", "industry", "township", "village")
LARGEST_PROBABILITY = 1.0 - 1e-12
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
LEAST_PROBABILITY = 1e-290  # below it SciPy's quantile of Student's law is wrong: plus infinity at 0


def cells_of(scenario: Scenario, book: LoanBook) -> tuple[Integers, Integers]:
    """Distinct (industry, township, village) with the same factors and neighbours: columns, and each slot's cell."""
    contagious = scenario.contagion is not None and scenario.contagion.village is not None
    by_village = scenario.correlation.village > 0.0 or contagious
    village = book.village if by_village else np.zeros_like(book.village)
    distinct, cell = kinds_of_rows(book.industry, book.township, village)
    return distinct.astype(np.int64), cell


def buckets_of(book: LoanBook, cell: Integers, cover: Integers) -> tuple[Floats, Integers, Integers, Integers]:
    """Distinct (annual PD, cell, kind of cover): the three of each bucket, and the bucket of each loan."""
    values, pd_row = np.unique(book.pd_annual, return_inverse=True)
    cells, kinds = int(cell.max(initial=0)) + 1, int(cover.max(initial=0)) + 1
    keys = (pd_row.reshape(book.pd_annual.shape) * cells + cell[:, None]) * kinds + cover
    keys, bucket = np.unique(keys, return_inverse=True)
    return (
        values[keys // kinds // cells],
        (keys // kinds % cells).astype(np.int64),
        (keys % kinds).astype(np.int64),
        bucket.reshape(book.pd_annual.shape).astype(np.int64),
    )


def period_probability(scenario: Scenario, annual: Floats) -> Floats:
    """Probability of distress within one factor period, ``1 - (1 - PD)^(n/12)``."""
    probability = -np.expm1(period_length(scenario) / 12.0 * np.log1p(-annual))
    return np.asarray(np.minimum(probability, LARGEST_PROBABILITY))


def copula_score(correlation: CorrelationModel, probability: Floats) -> Floats:
    """Quantile of a probability under the copula's margin: normal, or Student."""
    if correlation.copula == "t":
        score = scipy.special.stdtrit(correlation.degrees_of_freedom, probability)
        return np.where(np.asarray(probability) > LEAST_PROBABILITY, score, -np.inf)
    return np.asarray(scipy.special.ndtri(probability))


def season_weights(scenario: Scenario, season: tuple[float, ...] | None) -> Floats:
    """Share of a factor period's intensity in every month of the horizon."""
    months = scenario.horizon.months
    shares = np.full(12, 1.0 / 12.0) if season is None else np.array(season)
    monthly: Floats = shares[calendar_months(scenario, months) - 1]
    if scenario.correlation.factor_period == "horizon":
        return monthly / monthly.sum() if monthly.sum() > 0.0 else monthly
    return 12.0 * monthly / period_length(scenario)


def industry_cholesky(correlation: CorrelationModel, industries: tuple[str, ...]) -> Floats:
    """Lower Cholesky factor of the industries' correlation matrix; the identity without one."""
    matrix = np.eye(len(industries))
    for first, row in (correlation.industry_matrix or {}).items():
        for second, value in row.items():
            if first in industries and second in industries:
                i, j = industries.index(first), industries.index(second)
                matrix[i, j] = matrix[j, i] = 1.0 if i == j else value
    try:
        return np.asarray(np.linalg.cholesky(matrix))
    except np.linalg.LinAlgError:
        fault = Fault("correlation.industry_matrix", "is not positive definite", remedy="use smaller correlations")
        raise ScenarioError([fault]) from None


def autocorrelations(correlation: CorrelationModel) -> Floats:
    """Autoregression coefficient of the five levels' factors."""
    given = correlation.autocorrelation
    if isinstance(given, PersistenceByLevel):
        return np.array([getattr(given, level) for level in LEVELS])
    return np.full(5, 0.0 if given is None else given)


def lay_out_risk(scenario: Scenario, book: LoanBook, clock: Clock, kinds: KindsOfCover) -> tuple[Risk, Integers]:
    """Risk arrays, and the bucket of each (slot, generation)."""
    correlation, chances = scenario.correlation, scenario.default_probability
    cells, cell = cells_of(scenario, book)
    annual, bucket_cell, bucket_cover, bucket = buckets_of(book, cell, kinds.kind)
    probability = period_probability(scenario, annual)
    rho = np.array([getattr(correlation, level) for level in LEVELS])
    seasons = [
        season_weights(scenario, chances.season_by_industry.get(name, chances.season)) for name in book.industries
    ]
    industry, township = cells[bucket_cell, 0], cells[bucket_cell, 1]
    risk = Risk(
        score=copula_score(correlation, probability),
        probability=probability,
        cell=bucket_cell,
        hit=(bucket_cover * len(book.industries) + industry) * len(book.townships) + township,
        season=industry,
        weight=np.array(seasons),
        cell_county=book.township_county[cells[:, 1]].astype(np.int64),
        cell_industry=cells[:, 0].copy(),
        cell_township=cells[:, 1].copy(),
        cell_village=cells[:, 2].copy(),
        loading=np.sqrt(rho),
        autocorrelation=autocorrelations(correlation),
        persistence=("independent", "ar1", "frozen").index(correlation.persistence),
        cholesky=industry_cholesky(correlation, book.industries),
        residual=float(1.0 / np.sqrt(1.0 - rho.sum())),
        degrees=float(correlation.degrees_of_freedom or 0.0),
        counties=len(book.counties),
        industries=len(book.industries),
        townships=len(book.townships),
        villages=len(book.villages),
        periods=int(clock.period[-1]) + 1,
    )
    return risk, bucket


def in_season(scenario: Scenario, shock: Effect) -> NDArray[np.uint8]:
    """Months in which a shock can come; only the first of its season for yearly events."""
    months = scenario.horizon.months
    if isinstance(shock, Stress):
        return np.zeros(months, np.uint8)
    assert isinstance(shock, Shock)
    season = shock.months if shock.rate is not None else shock.months[:1]
    return np.isin(calendar_months(scenario, months), season).astype(np.uint8)


def township_hits(shock: Effect, townships: tuple[str, ...]) -> Floats:
    """Probability that an event hits each township, sets apart."""
    able = np.array([shock.townships == "all" or name in shock.townships for name in townships], float)
    if isinstance(shock.townships_hit, dict):
        return np.asarray(able * np.array([shock.townships_hit.get(name, 0.0) for name in townships]))
    return np.asarray(able if shock.townships_hit is None else able * shock.townships_hit)


def multipliers(shocks: list[Effect], at_once: list[float]) -> Floats:
    """Multiplier in each month of an event, ``1 + (M - 1)·decay^k``, M the one of its first month: [shock, k]."""
    longest = max((shock.lasts_months for shock in shocks), default=1)
    months = [
        1.0 + (first - 1.0) * shock.decay ** np.arange(longest) for shock, first in zip(shocks, at_once, strict=True)
    ]
    return np.array(months).reshape(len(shocks), longest)


def lay_out_shocks(scenario: Scenario, book: LoanBook, kinds: KindsOfCover) -> Shocks:
    """Random shocks in file order, then stress events."""
    shocks = events_of(scenario)
    sets = max((len(shock.sets) for shock in shocks), default=0)
    set_probability = np.ones((len(shocks), max(sets, 1)))
    member = np.zeros((len(shocks), max(sets, 1), len(book.townships)), np.uint8)
    for row, shock in enumerate(shocks):
        cumulated = np.cumsum([item.probability for item in shock.sets]) if shock.sets else np.zeros(1)
        set_probability[row] = cumulated[-1]
        set_probability[row, : len(cumulated)] = cumulated
        for column, item in enumerate(shock.sets):
            member[row, column] = [name in item.townships for name in book.townships]
    random = [shock if isinstance(shock, Shock) else None for shock in shocks]
    return Shocks(
        kind=np.array([2 if shock is None else int(shock.rate is None) for shock in random], np.int64),
        mean=np.array(
            [
                0.0
                if shock is None
                else shock.rate / len(shock.months)
                if shock.rate is not None
                else shock.probability_per_year or 0.0
                for shock in random
            ]
        ),
        persistence=np.array(
            [-1.0 if shock is None or shock.persistence is None else shock.persistence for shock in random]
        ),
        stress_month=np.array(
            [
                months_after(scenario.horizon.first_month, shock.month) if isinstance(shock, Stress) else -1
                for shock in shocks
            ],
            np.int64,
        ),
        in_season=np.array([in_season(scenario, shock) for shock in shocks], np.uint8).reshape(
            len(shocks), scenario.horizon.months
        ),
        footprint=np.array([2 if shock.sets else int(shock.townships_hit is not None) for shock in shocks], np.int64),
        hit_probability=np.array([township_hits(shock, book.townships) for shock in shocks]).reshape(
            len(shocks), len(book.townships)
        ),
        set_probability=set_probability,
        set_member=member,
        industry=np.array(
            [[shock.industries == "all" or name in shock.industries for name in book.industries] for shock in shocks],
            np.uint8,
        ).reshape(len(shocks), len(book.industries)),
        multiplier=multipliers(shocks, [shock.hazard_multiplier for shock in shocks]),
        insured_multiplier=multipliers(
            shocks,
            [
                shock.hazard_multiplier if shock.insured_multiplier is None else shock.insured_multiplier
                for shock in shocks
            ],
        ),
        insured=kinds.insured,
        lasts=np.array([shock.lasts_months for shock in shocks], np.int64),
        scale=np.array([("hazard", "probability", "odds").index(shock.scale) for shock in shocks], np.int64),
        immediate=np.array([-np.log1p(-shock.immediate_default_probability) for shock in shocks], float),
        lgd_addition=np.array([shock.lgd_addition for shock in shocks], float),
        scaled=int(any(shock.scale != "hazard" for shock in shocks)),
        severe=int(any(shock.lgd_addition > 0.0 for shock in shocks)),
    )
