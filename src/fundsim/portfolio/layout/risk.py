"""Default probabilities, correlations and seasons as kernel arrays."""

from __future__ import annotations

import numpy as np
import scipy.special
from numpy.typing import NDArray

from fundsim.errors import Fault, ScenarioError
from fundsim.kernels.arrays import Clock, Risk
from fundsim.kernels.arrays.codes import AUTOREGRESSIVE, FROZEN, INDEPENDENT
from fundsim.kernels.risk.hazards import CERTAIN_SCORE, LARGEST_PROBABILITY
from fundsim.portfolio.kinds import kinds_of_rows
from fundsim.portfolio.layout.clock import calendar_months, period_length
from fundsim.portfolio.layout.cover import KindsOfCover
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.borrowers import CorrelationModel, PersistenceByLevel

LEVELS = ("province", "county", "industry", "township", "village")
PERSISTENCE = {"independent": INDEPENDENT, "ar1": AUTOREGRESSIVE, "frozen": FROZEN}
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
    """Probability of distress within one factor period, ``1 - (1 - PD)^(n/12)``; at most a little less than 1."""
    uncertain = np.minimum(annual, LARGEST_PROBABILITY)
    probability = -np.expm1(period_length(scenario) / 12.0 * np.log1p(-uncertain))
    return np.asarray(np.where(annual < 1.0, np.minimum(probability, LARGEST_PROBABILITY), LARGEST_PROBABILITY))


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
    return np.full(len(LEVELS), 0.0 if given is None else given)


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
        score=np.where(annual < 1.0, copula_score(correlation, probability), CERTAIN_SCORE),
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
        persistence=PERSISTENCE[correlation.persistence],
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
