"""How much a year's distress rate varies: pairs of loans, weighted by what they share."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from fundsim.portfolio.admission import opening_probability
from fundsim.portfolio.layout.risk import Floats, industry_cholesky
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.show.copula import AnnualCopula, annual_probability, joint_probability, scores

MOST_PROBABILITIES = 64
RELATIONS = ("village", "township", "county", "province")


class Dispersion(NamedTuple):
    """Spread of the share of loans that fall into distress in a year.

    Parameters
    ----------
    mean : float
        Mean share.
    systematic_sd : float
        Its standard deviation if there were so many loans that only common causes count.
    sd : float
        Its standard deviation with the loans that there are.
    correlations : dict
        Default correlation of two loans with the mean probability, by the closest area they share and whether
        they share the industry.
    coupled : dict
        The same for different industries that `industry_matrix` couples, by area and correlation of their factors.
    """

    mean: float
    systematic_sd: float
    sd: float
    correlations: dict[tuple[str, bool], float]
    coupled: dict[tuple[str, float], float]


def dispersion(scenario: Scenario, book: LoanBook, copula: AnnualCopula) -> Dispersion:
    """Spread of the annual share of loans in distress, before monitoring, extension and shocks.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans; the first loan of each slot counts.
    copula : AnnualCopula
        Annual view of its copula.

    Returns
    -------
    Dispersion
        Exact up to quadrature; with more than 64 different probabilities these are grouped first.
    """
    annual, row = _grouped(opening_probability(book))
    score = scores(scenario, annual)
    single, loans = annual_probability(copula, score), len(row)
    covariance: dict[float, Floats] = {}
    systematic = 0.0
    for shared, weights in _pairs(scenario, book, row, len(annual)):
        key = round(shared, 12)
        if key not in covariance:
            covariance[key] = joint_probability(copula, score, shared) - np.outer(single, single)
        systematic += float((weights * covariance[key]).sum())
    own = np.diag(joint_probability(copula, score, copula.total)) - single**2
    share = np.bincount(row, minlength=len(annual))
    chance = float((share * (single * (1.0 - single) - own)).sum()) / loans**2
    mean, mean_annual = float(single[row].mean()), float(annual[row].mean())
    return Dispersion(
        mean,
        np.sqrt(max(systematic, 0.0)),
        np.sqrt(systematic + chance),
        {
            (area, same): _correlation(scenario, copula, mean_annual, area, float(same))
            for area in RELATIONS
            for same in (True, False)
        },
        {
            (area, between): _correlation(scenario, copula, mean_annual, area, between)
            for area in RELATIONS
            for between in coupled_industries(scenario, book)
        },
    )


def _grouped(values: Floats) -> tuple[Floats, np.ndarray]:
    """Distinct values and the row of each loan; many values are grouped by rank, each group has its mean."""
    distinct, row = np.unique(values, return_inverse=True)
    if len(distinct) > MOST_PROBABILITIES:
        group = np.argsort(np.argsort(values, kind="stable"), kind="stable") * MOST_PROBABILITIES // len(values)
        return np.bincount(group, values) / np.bincount(group), group
    return distinct, row.reshape(-1)


def shared_correlation(scenario: Scenario, area: str, industries: float) -> float:
    """Asset correlation of two loans by the closest area that they share.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    area : {"village", "township", "county", "province"}
        Closest area that both are in.
    industries : float
        Correlation of their industries' factors, 1 for the same industry.
    """
    correlation = scenario.correlation
    shared = correlation.province + correlation.industry * industries
    for level in ("county", "township", "village")[: 3 - RELATIONS.index(area)]:
        shared += float(getattr(correlation, level))
    return shared


def _pairs(scenario: Scenario, book: LoanBook, row: np.ndarray, rows: int) -> Iterator[tuple[float, Floats]]:
    """Correlation and weight of all pairs of loans by what they share: weight (probability, probability)."""
    cholesky = industry_cholesky(scenario.correlation, book.industries)
    between = cholesky @ cholesky.T
    if scenario.correlation.industry == 0.0:
        industry, between = np.zeros_like(book.industry), np.ones((1, 1))
    else:
        industry = book.industry
    county = book.township_county[book.township]
    areas = (book.village, book.township, county, np.zeros_like(county))
    for first in range(len(between)):
        for second in range(len(between)):
            inner = np.zeros((rows, rows))
            for area, name in zip(areas, RELATIONS, strict=True):
                counts = [
                    _counts(area[industry == own], row[industry == own], area.max(initial=0) + 1, rows)
                    for own in (first, second)
                ]
                together = counts[0].T @ counts[1] / len(row) ** 2
                yield shared_correlation(scenario, name, float(between[first, second])), together - inner
                inner = together


def _counts(area: np.ndarray, row: np.ndarray, areas: int, rows: int) -> Floats:
    """Loans by area and probability."""
    return np.bincount(area * rows + row, minlength=areas * rows).reshape(areas, rows).astype(np.float64)


def _correlation(scenario: Scenario, copula: AnnualCopula, annual: float, area: str, industries: float) -> float:
    """Default correlation of two loans with the same annual probability."""
    score = scores(scenario, np.array([annual]))
    single = float(annual_probability(copula, score)[0])
    variance = single * (1.0 - single)
    joint = float(joint_probability(copula, score, shared_correlation(scenario, area, industries))[0, 0])
    return (joint - single**2) / variance if variance > 0.0 else 0.0


def coupled_industries(scenario: Scenario, book: LoanBook) -> dict[float, list[tuple[str, str]]]:
    """Pairs of a book's industries whose factors are correlated, by their correlation, the highest first."""
    cholesky, names = industry_cholesky(scenario.correlation, book.industries), book.industries
    between = np.round(cholesky @ cholesky.T, 12)
    found: dict[float, list[tuple[str, str]]] = {}
    for first, second in itertools.combinations(range(len(names)), 2):
        found.setdefault(float(between[first, second]), []).append((names[first], names[second]))
    return {value: found[value] for value in sorted(found, reverse=True) if value != 0.0}
