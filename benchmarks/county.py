"""Workload W1 for those who simulate it by hand: its portfolio and terms as numbers, its results, agreement of two."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.special import ndtri

import fundsim as fs
from fundsim.portfolio import build_loan_book

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
W1 = str(Path(__file__).with_name("w1.yaml"))
LOANS = 10_000

# The terms of w1.yaml. A number that differs from the file's shows when results are compared.
MONTHS, INDUSTRIES, TOWNSHIPS = 36, 4, 12
COUNTY, INDUSTRY, TOWNSHIP = (math.sqrt(variance) for variance in (0.04, 0.03, 0.03))
RESIDUAL = math.sqrt(1.0 - 0.04 - 0.03 - 0.03)
COUNTY_KEEPS, INDUSTRY_KEEPS, TOWNSHIP_KEEPS = 0.9, 0.8, 0.7
EVENTS_A_MONTH, HIT, MULTIPLIER, LASTS = 0.24 / 12.0, 0.3, 5.0, 6
WILFUL, EXTENSION = 0.2, 12
WAITING, RECOVERED_AFTER = 3, 12
BETA_A, BETA_B = (share * (0.4 * 0.6 / 0.25**2 - 1.0) for share in (0.4, 0.6))
INSURED, DEDUCTIBLE, PREMIUM, LIMIT = 0.7, 1000.0, 0.015, 1.5
POOL_SHARE, FUND_PAYS, CONTRIBUTION, INTEREST = 0.002, 0.7, 100_000.0, 0.02 / 12.0
INSURER, POOLS, FUND, BANK = range(4)
HALF_FEN = 0.005


class County(NamedTuple):
    """Portfolio: loans with their bucket of equal risk, the score Φ⁻¹(p) of the monthly probability by bucket."""

    principal: Floats
    bucket: Integers
    score: Floats
    industry: Integers
    township: Integers
    loan_township: Integers
    pools: Floats
    fund_sizes: Floats


class Outcome(NamedTuple):
    """What is compared: claims (path), payments (path, layer, fund size), ruin of the fund (path, fund size)."""

    claims: Floats
    payment: Floats
    ruined: NDArray[np.bool_]


def scenario(loans: int = LOANS, *settings: str) -> fs.Scenario:
    """W1 with another number of loans and other settings."""
    return fs.load_scenario(W1, [f"loans.scale={loans / LOANS}", *settings])


def county(loans: int = LOANS, seed: int = 1) -> County:
    """The portfolio that fundsim draws for a seed."""
    terms = scenario(loans)
    book = build_loan_book(terms, seed=seed)
    principal, annual = book.principal[:, 0], book.pd_annual[0, :, 0]
    traits, bucket = np.unique(np.stack([book.industry, book.township, annual]), axis=1, return_inverse=True)
    return County(
        principal=principal,
        bucket=bucket.ravel(),
        score=ndtri(1.0 - (1.0 - traits[2]) ** (1.0 / 12.0)),
        industry=traits[0].astype(np.int64),
        township=traits[1].astype(np.int64),
        loan_township=book.township,
        pools=POOL_SHARE * np.bincount(book.township, principal),
        fund_sizes=np.array(terms.report.fund_sizes),
    )


def outcome(results: xr.Dataset) -> Outcome:
    """The same figures from fundsim's results."""
    payment = results.payment.transpose("path", "layer", "fund_size").values
    return Outcome(results.claims.values, payment, results.ruin_month.transpose("path", "fund_size").values >= 0)


def joined(blocks: list[Outcome]) -> Outcome:
    """Blocks of paths as one outcome."""
    return Outcome(*(np.concatenate(parts) for parts in zip(*blocks, strict=True)))


def furthest(first: Outcome, second: Outcome) -> float:
    """Largest distance between the means of two outcomes. [standard errors of the difference]"""
    apart = 0.0
    for one, other in zip(first, second, strict=True):
        error = np.sqrt(one.var(axis=0) / len(one) + other.var(axis=0) / len(other))
        distance = np.abs(one.mean(axis=0) - other.mean(axis=0))
        certain = np.isclose(error, 0.0)
        assert np.allclose(distance[certain], 0.0)
        apart = max(apart, float(np.max(distance[~certain] / error[~certain], initial=0.0)))
    return apart
