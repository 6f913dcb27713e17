"""W1 as an analyst who knows NumPy well writes it: arrays (path, loan), one Bernoulli draw per loan and month.

Blocks of paths go to threads, for NumPy lets go of the interpreter while it works. What happens to a loan after its
distress is handled by short lists of the few loans concerned.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from benchmarks import county as w1
from benchmarks.county import County, Floats, Integers, Outcome
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from scipy.special import ndtr

BLOCK = 16  # paths; about what the caches hold


class Factors(NamedTuple):
    """Factors of the county (path, 1), the industries (path, industry) and the townships (path, township)."""

    county: Floats
    industry: Floats
    township: Floats


class Money(NamedTuple):
    """Accounts and sums of a block; the last axis of most is the fund size."""

    pools: Floats  # (path, township)
    fund: Floats  # (path, size)
    pool_recoveries: Floats  # (month, path, township)
    fund_recoveries: Floats  # (month, path, size)
    insured: Floats  # (path,), of the year
    claims: Floats  # (path,)
    payment: Floats  # (path, layer, size)
    ruined: NDArray[np.bool_]  # (path, size)


def first_factors(rng: Generator, paths: int) -> Factors:
    """Stationary start."""
    return Factors(*(rng.standard_normal((paths, n)) for n in (1, w1.INDUSTRIES, w1.TOWNSHIPS)))


def next_factors(rng: Generator, last: Factors) -> Factors:
    """One month of first-order autoregression."""
    keeps = (w1.COUNTY_KEEPS, w1.INDUSTRY_KEEPS, w1.TOWNSHIP_KEEPS)
    return Factors(
        *(k * x + np.sqrt(1.0 - k * k) * rng.standard_normal(x.shape) for k, x in zip(keeps, last, strict=True))
    )


def systematic(factors: Factors) -> Floats:
    """Systematic index S (path, industry, township)."""
    by_township = w1.COUNTY * factors.county + w1.TOWNSHIP * factors.township
    return by_township[:, None, :] + w1.INDUSTRY * factors.industry[:, :, None]


def strike(rng: Generator, until: Integers, month: int) -> None:
    """Draw a month's shocks; ``until`` (path, industry, township) is the month in which the last one is over."""
    for path, industry in np.argwhere(rng.poisson(w1.EVENTS_A_MONTH, until.shape[:2]) > 0):
        until[path, industry, rng.random(w1.TOWNSHIPS) < w1.HIT] = month + w1.LASTS


def gathered(lists: list[Integers]) -> Integers:
    """Lists of loans as one."""
    return np.concatenate(lists) if lists else np.empty(0, np.int64)


def settle(money: Money, county: County, rng: Generator, filed: Integers, limit: Floats, month: int) -> None:
    """Claims of a month through insurance, pools, fund and bank; recoveries are put down for a year later."""
    paths, townships = money.pools.shape
    path, loan = np.divmod(filed, county.principal.size)
    claim, pool = county.principal[loan], path * townships + county.loan_township[loan]
    money.claims[:] += np.bincount(path, claim, paths)

    ask = np.minimum(claim, w1.INSURED * np.maximum(claim - w1.DEDUCTIBLE, 0.0))
    asked = np.bincount(path, ask, paths)
    allowed = np.minimum(asked, limit - money.insured)
    money.insured[:] += allowed
    remaining = claim - ask * (allowed / np.maximum(asked, w1.HALF_FEN))[path]

    asked = np.bincount(pool, remaining, paths * townships).reshape(paths, townships)
    pooled = np.minimum(asked, money.pools)
    money.pools[:] -= pooled
    share = pooled / np.maximum(asked, w1.HALF_FEN)
    behind = remaining * (1.0 - share.ravel()[pool])

    left = np.bincount(path, behind, paths)
    asked = w1.FUND_PAYS * left[:, None]
    paid = np.minimum(asked, money.fund)
    money.fund[:] -= paid
    money.ruined[:] |= asked - paid > w1.HALF_FEN
    money.payment[:, w1.INSURER] += allowed[:, None]
    money.payment[:, w1.POOLS] += pooled.sum(axis=1)[:, None]
    money.payment[:, w1.FUND] += paid
    money.payment[:, w1.BANK] += left[:, None] - paid

    due = month + w1.RECOVERED_AFTER
    if due < w1.MONTHS:
        recovered = rng.beta(w1.BETA_A, w1.BETA_B, claim.size)
        back = np.bincount(pool, recovered * remaining, paths * townships).reshape(paths, townships)
        money.pool_recoveries[due] = back * share
        back = np.bincount(path, recovered * behind, paths)
        money.fund_recoveries[due] = (back / np.maximum(left, w1.HALF_FEN))[:, None] * paid


def open_money(county: County, paths: int) -> Money:
    """Accounts before month 0."""
    sizes = county.fund_sizes.size
    return Money(
        pools=np.tile(county.pools, (paths, 1)),
        fund=np.tile(county.fund_sizes, (paths, 1)),
        pool_recoveries=np.zeros((w1.MONTHS, paths, w1.TOWNSHIPS)),
        fund_recoveries=np.zeros((w1.MONTHS, paths, sizes)),
        insured=np.zeros(paths),
        claims=np.zeros(paths),
        payment=np.zeros((paths, 4, sizes)),
        ruined=np.zeros((paths, sizes), bool),
    )


def run_block(county: County, paths: int, rng: Generator) -> Outcome:
    """Simulate so many paths side by side."""
    loans = county.principal.size
    cell = county.industry * w1.TOWNSHIPS + county.township
    total, money = county.principal.sum(), open_money(county, paths)
    performing, extended = np.ones(paths * loans, bool), np.zeros(paths * loans, bool)
    until = np.zeros((paths, w1.INDUSTRIES, w1.TOWNSHIPS), np.int64)
    ending: list[list[Integers]] = [[] for _ in range(w1.MONTHS + w1.EXTENSION)]
    filing: list[list[Integers]] = [[] for _ in range(w1.MONTHS + w1.WAITING)]
    draws, chance = np.empty((2, paths, loans), np.float32)
    factors = first_factors(rng, paths)
    for month in range(w1.MONTHS):
        factors = next_factors(rng, factors) if month > 0 else factors
        index = systematic(factors).reshape(paths, -1)
        strike(rng, until, month)
        quiet = ndtr((county.score + index[:, cell]) / w1.RESIDUAL)
        shocked = until.reshape(paths, -1)[:, cell] > month
        hazard = np.where(shocked, 1.0 - (1.0 - quiet) ** w1.MULTIPLIER, quiet).astype(np.float32)

        rng.random(out=draws, dtype=np.float32)
        np.take(hazard, county.bucket, axis=1, out=chance)
        distressed = np.flatnonzero((draws < chance).ravel() & performing)
        path, loan = np.divmod(distressed, loans)
        ordinary = draws.ravel()[distressed] < quiet[path, county.bucket[loan]]
        wilful = ordinary & (rng.random(distressed.size) < w1.WILFUL)
        granted = ~wilful & ~extended[distressed]
        performing[distressed] = False
        extended[distressed[granted]] = True
        ending[month + w1.EXTENSION].append(distressed[granted])
        filing[month + w1.WAITING].append(distressed[~granted])

        over = gathered(ending[month])
        path, loan = np.divmod(over, loans)
        fails = rng.random(over.size) < ndtr(index[path, cell[county.bucket[loan]]] / w1.RESIDUAL)
        performing[over[~fails]] = True
        filing[month + w1.WAITING].append(over[fails])

        money.fund[:] = (money.fund + w1.CONTRIBUTION) * (1.0 + w1.INTEREST)
        if month % 12 == 0:
            limit = w1.LIMIT * w1.PREMIUM * (total - money.claims)
            money.insured[:] = 0.0
        settle(money, county, rng, gathered(filing[month]), limit, month)
        money.pools[:] += money.pool_recoveries[month]
        money.fund[:] += money.fund_recoveries[month]
    return Outcome(money.claims, money.payment, money.ruined)


def simulate(county: County, paths: int, seed: int = 1, threads: int = 2, block: int = BLOCK) -> Outcome:
    """Simulate W1, blocks of paths on several threads.

    Parameters
    ----------
    county : County
        Portfolio.
    paths, seed, threads, block : int
        Paths in all, seed, threads, paths side by side.

    Returns
    -------
    Outcome
        Claims, payments and ruin of every path.
    """
    starts = range(0, paths, block)
    with ThreadPoolExecutor(threads) as pool:
        runs = [
            pool.submit(run_block, county, min(block, paths - start), default_rng([seed, start])) for start in starts
        ]
        return w1.joined([run.result() for run in runs])
