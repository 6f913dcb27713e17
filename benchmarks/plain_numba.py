"""W1 as plain numba loops over paths, months and loans: what compiling alone gives."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from benchmarks import county as w1
from benchmarks.county import County, Floats, Integers, Outcome
from numba import njit
from numpy.random import Generator, default_rng

BLOCK = 64
PERFORMING, EXTENDED, DEFAULTED, CLAIMED = range(4)
compiled = njit(nogil=True)  # no cache: it would not notice new terms in county.py


@compiled
def normal_cdf(x: float) -> float:
    """Φ."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


@compiled
def move_factors(rng: Generator, factor: Floats, keeps: float, month: int) -> None:
    """Draw the first factors, then move them by first-order autoregression."""
    for i in range(factor.size):
        draw = rng.standard_normal()
        factor[i] = draw if month == 0 else keeps * factor[i] + math.sqrt(1.0 - keeps * keeps) * draw


@compiled
def strike(rng: Generator, until: Integers, month: int) -> None:
    """Draw a month's shocks."""
    for industry in range(until.shape[0]):
        for _ in range(rng.poisson(w1.EVENTS_A_MONTH)):
            for township in range(until.shape[1]):
                if rng.random() < w1.HIT:
                    until[industry, township] = month + w1.LASTS


@compiled
def settle(
    rng: Generator, county: County, filed: Integers, month: int, limit: float, insured: float, pools: Floats,
    fund: Floats, pool_recoveries: Floats, fund_recoveries: Floats, payment: Floats, ruined: Floats,
) -> float:  # fmt: skip
    """Claims of a month through all layers; returns the insurer's payments of the year so far."""
    due = month + w1.RECOVERED_AFTER
    asked = 0.0
    for loan in filed:
        asked += w1.INSURED * max(county.principal[loan] - w1.DEDUCTIBLE, 0.0)
    allowed = min(asked, limit - insured)
    share = allowed / asked if asked > 0.0 else 0.0
    payment[w1.INSURER] += allowed

    pool_asked, pool_back = np.zeros(pools.size), np.zeros(pools.size)
    recovered = np.empty(filed.size)
    for i, loan in enumerate(filed):
        claim, township = county.principal[loan], county.loan_township[loan]
        remaining = claim - share * w1.INSURED * max(claim - w1.DEDUCTIBLE, 0.0)
        recovered[i] = rng.beta(w1.BETA_A, w1.BETA_B)
        pool_asked[township] += remaining
        pool_back[township] += recovered[i] * remaining

    left = back = 0.0
    for township in range(pools.size):
        paid = min(pool_asked[township], pools[township])
        part = paid / pool_asked[township] if pool_asked[township] > 0.0 else 0.0
        pools[township] -= paid
        payment[w1.POOLS] += paid
        left += pool_asked[township] - paid
        back += (1.0 - part) * pool_back[township]
        if due < w1.MONTHS:
            pool_recoveries[due, township] = part * pool_back[township]

    for size in range(fund.size):
        paid = min(w1.FUND_PAYS * left, fund[size])
        fund[size] -= paid
        payment[w1.FUND, size] += paid
        payment[w1.BANK, size] += left - paid
        if w1.FUND_PAYS * left - paid > w1.HALF_FEN:
            ruined[size] = True
        if due < w1.MONTHS and left > 0.0:
            fund_recoveries[due, size] = back * paid / left
    return insured + allowed


@compiled
def run_path(rng: Generator, county: County, payment: Floats, ruined: Floats) -> float:
    """One path; returns its claims."""
    loans, buckets = county.principal.size, county.score.size
    state, until = np.zeros(loans, np.int8), np.zeros(loans, np.int64)
    extended, filed = np.zeros(loans, np.bool_), np.empty(loans, np.int64)
    shock_until = np.zeros((w1.INDUSTRIES, w1.TOWNSHIPS), np.int64)
    nation, industries, townships = np.empty(1), np.empty(w1.INDUSTRIES), np.empty(w1.TOWNSHIPS)
    quiet, hazard, failure = np.empty(buckets), np.empty(buckets), np.empty(buckets)
    pools, fund = county.pools.copy(), county.fund_sizes.copy()
    pool_recoveries = np.zeros((w1.MONTHS, pools.size))
    fund_recoveries = np.zeros((w1.MONTHS, fund.size))
    claims = insured = limit = 0.0
    total = county.principal.sum()
    for month in range(w1.MONTHS):
        move_factors(rng, nation, w1.COUNTY_KEEPS, month)
        move_factors(rng, industries, w1.INDUSTRY_KEEPS, month)
        move_factors(rng, townships, w1.TOWNSHIP_KEEPS, month)
        strike(rng, shock_until, month)
        for b in range(buckets):
            industry, township = county.industry[b], county.township[b]
            index = w1.COUNTY * nation[0] + w1.INDUSTRY * industries[industry] + w1.TOWNSHIP * townships[township]
            quiet[b] = normal_cdf((county.score[b] + index) / w1.RESIDUAL)
            shocked = shock_until[industry, township] > month
            hazard[b] = 1.0 - (1.0 - quiet[b]) ** w1.MULTIPLIER if shocked else quiet[b]
            failure[b] = normal_cdf(index / w1.RESIDUAL)

        fund[:] = (fund + w1.CONTRIBUTION) * (1.0 + w1.INTEREST)
        if month % 12 == 0:
            limit, insured = w1.LIMIT * w1.PREMIUM * (total - claims), 0.0
        count = 0
        for loan in range(loans):
            bucket = county.bucket[loan]
            if state[loan] == PERFORMING:
                u = rng.random()
                if u < hazard[bucket]:
                    wilful = u < quiet[bucket] and rng.random() < w1.WILFUL
                    if wilful or extended[loan]:
                        state[loan], until[loan] = DEFAULTED, month + w1.WAITING
                    else:
                        state[loan], until[loan], extended[loan] = EXTENDED, month + w1.EXTENSION, True
            elif state[loan] == EXTENDED and until[loan] == month:
                if rng.random() < failure[bucket]:
                    state[loan], until[loan] = DEFAULTED, month + w1.WAITING
                else:
                    state[loan] = PERFORMING
            elif state[loan] == DEFAULTED and until[loan] == month:
                state[loan] = CLAIMED
                claims += county.principal[loan]
                filed[count] = loan
                count += 1
        insured = settle(
            rng,
            county,
            filed[:count],
            month,
            limit,
            insured,
            pools,
            fund,
            pool_recoveries,
            fund_recoveries,
            payment,
            ruined,
        )
        pools += pool_recoveries[month]
        fund += fund_recoveries[month]
    return claims


@compiled
def run_block(rng: Generator, county: County, claims: Floats, payment: Floats, ruined: Floats) -> None:
    """Simulate consecutive paths into the rows given."""
    for path in range(claims.size):
        claims[path] = run_path(rng, county, payment[path], ruined[path])


def simulate(county: County, paths: int, seed: int = 1, threads: int = 2, block: int = BLOCK) -> Outcome:
    """Simulate W1, blocks of paths on several threads.

    Parameters
    ----------
    county : County
        Portfolio.
    paths, seed, threads, block : int
        Paths in all, seed, threads, paths of a block.

    Returns
    -------
    Outcome
        Claims, payments and ruin of every path.
    """
    sizes = county.fund_sizes.size
    found = Outcome(np.zeros(paths), np.zeros((paths, 4, sizes)), np.zeros((paths, sizes), np.bool_))
    with ThreadPoolExecutor(threads) as pool:
        runs = [
            pool.submit(run_block, default_rng([seed, start]), county, *(part[start : start + block] for part in found))
            for start in range(0, paths, block)
        ]
        for run in runs:
            run.result()
    return found
