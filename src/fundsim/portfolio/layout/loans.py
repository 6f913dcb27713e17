"""Loan book to kernel arrays: schedules, areas, and the course that nothing happens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import COUNTY, PROVINCE, TOWNSHIP, VILLAGE, Lives, Loans
from fundsim.portfolio.loan_book import SCHEDULES, LoanBook
from fundsim.portfolio.schedules import balance_profile
from fundsim.programme import Scenario
from fundsim.programme.places import needs_villages

Integers = NDArray[np.int64]


def places_of(scenario: Scenario, book: LoanBook) -> tuple[Integers, Integers]:
    """Place of every slot, and area of every place by level: [level, place]."""
    by_village = needs_villages(scenario)
    township = book.village_township if by_village else np.arange(len(book.townships))
    areas = np.zeros((4, len(township)), np.int64)
    areas[VILLAGE] = np.arange(len(township)) if by_village else 0
    areas[TOWNSHIP] = township
    areas[COUNTY] = book.township_county[township]
    areas[PROVINCE] = 0
    return (book.village if by_village else book.township), areas


def areas_of_villages(book: LoanBook) -> Integers:
    """Area of every village by level: [level, village]."""
    areas = np.zeros((4, len(book.villages)), np.int64)
    areas[VILLAGE] = np.arange(len(book.villages))
    areas[TOWNSHIP] = book.village_township
    areas[COUNTY] = book.township_county[book.village_township]
    return areas


def schedule_rows(book: LoanBook) -> tuple[NDArray[np.float64], Integers]:
    """Balance profiles of all distinct schedules, and each slot's row."""
    keys = np.column_stack([book.schedule, book.term, book.instalment_every, book.rate])
    distinct, rows = np.unique(keys, axis=0, return_inverse=True)
    longest = int(book.term.max(initial=1))
    profiles = np.zeros((len(distinct), longest + 1))
    for row, (schedule, term, every, rate) in enumerate(distinct):
        profiles[row, : int(term) + 1] = balance_profile(int(schedule), int(term), int(every), float(rate))
    return profiles, rows.reshape(-1).astype(np.int64)


def lay_out_loans(scenario: Scenario, book: LoanBook, bucket: Integers) -> Loans:
    """Arrays of the loan slots."""
    profiles, rows = schedule_rows(book)
    bullet = book.schedule == SCHEDULES.index("bullet")
    renewable = bullet & (scenario.renewal.probability > 0.0)
    return Loans(
        principal=np.ascontiguousarray(book.principal),
        bucket=bucket,
        made_in=book.made_in.astype(np.int64),
        opening=(~book.new_lending).astype(np.uint8),
        term=book.term.astype(np.int64),
        rate=book.rate,
        profile=rows,
        interest_every=np.where(bullet, book.interest_every, book.instalment_every).astype(np.int64),
        subsidy=book.subsidy,
        renewable=renewable.astype(np.uint8),
        township=book.township.astype(np.int64),
        industry=book.industry.astype(np.int64),
        village=book.village.astype(np.int64),
        county=book.township_county[book.township].astype(np.int64),
        place=places_of(scenario, book)[0].astype(np.int64),
        lgd=book.lgd,
        guaranteed=book.guaranteed_share,
        profiles=profiles,
    )


def next_refill(month: Integers, every: int) -> Integers:
    """First refill month at or after a month."""
    return -(-month // every) * every


def lay_out_lives(scenario: Scenario, book: LoanBook, bucket: Integers) -> Lives:
    """Lives of every slot when nothing happens: one after another in steady lending, one otherwise."""
    months, slots = scenario.horizon.months, len(book.made_in)
    steady, every = scenario.lending.mode == "steady", scenario.lending.refill_every_months
    slot, made_in, generation = np.arange(slots), book.made_in.astype(np.int64), 0
    columns: list[Integers] = []
    while True:
        alive = made_in < months
        slot, made_in = slot[alive], made_in[alive]
        if not len(slot):
            break
        last = made_in + book.term[slot] - 1
        columns.append(np.array([slot, np.full(len(slot), generation), made_in, last]))
        if not steady:
            break
        made_in, generation = next_refill(last + 1, every), generation + 1
    lives = np.concatenate(columns, axis=1) if columns else np.zeros((4, 0), np.int64)
    start = np.maximum(lives[2], 0)
    order = np.lexsort((lives[0], start))
    lives, start = np.ascontiguousarray(lives[:, order]), start[order]
    return Lives(
        slot=lives[0],
        generation=lives[1],
        made_in=lives[2],
        last=lives[3],
        bucket=bucket[lives[0], lives[1] % bucket.shape[1]],
        following=following_lives(lives[0], lives[1]),
        start_first=np.searchsorted(start, np.arange(months + 1)).astype(np.int64),
    )


def following_lives(slot: Integers, generation: Integers) -> Integers:
    """Position of the next generation of the same slot among the lives; -1 where there is none."""
    order = np.lexsort((generation, slot))
    following = np.full(len(slot), -1)
    same = slot[order[1:]] == slot[order[:-1]]
    following[order[:-1][same]] = order[1:][same]
    return following
