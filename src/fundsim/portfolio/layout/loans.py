"""Loan book to kernel arrays: schedules, areas, and the course that nothing happens."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Ageing, Lives, Loans
from fundsim.kernels.arrays.columns import COUNTY, LINE, PROVINCE, SEASONAL, TOWNSHIP, VILLAGE
from fundsim.kernels.compiling.references import side_by_side
from fundsim.kernels.numerics.purposes import GOLDEN, S32
from fundsim.portfolio.admission import epoch_of
from fundsim.portfolio.balances import seasons_of
from fundsim.portfolio.kinds import kinds_of_rows
from fundsim.portfolio.loan_book import SCHEDULES, LoanBook
from fundsim.portfolio.schedules import balance_profile
from fundsim.programme import Scenario
from fundsim.programme.places import needs_villages

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
QUIET, BUCKET = 0, 1  # rows of `terms_of_lives`


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


def schedule_rows(book: LoanBook) -> tuple[Floats, NDArray[np.uint8], Integers]:
    """Balance profiles of all distinct schedules, whether each owes all until its last due, and each slot's first row.

    Seasonal loans and credit lines have twelve rows, one for each calendar month of disbursement from January on.
    """
    by_calendar = book.schedule >= SCHEDULES.index("seasonal")
    calendar = np.where(by_calendar, seasons_of(book).row, 0)
    distinct, kind = kinds_of_rows(book.schedule, book.term, book.instalment_every, book.rate, calendar)
    profiles: list[Floats] = []
    firsts, flat = [], []
    for schedule, term, every, rate, row in distinct.tolist():
        firsts.append(len(profiles))
        months = range(1, 13) if schedule >= SCHEDULES.index("seasonal") else range(1, 2)
        plain = (int(schedule), int(term), int(every), rate, book.calendars[int(row)])
        profiles += [balance_profile(*plain, month) for month in months]
        flat += [schedule == SCHEDULES.index("bullet")] * len(months)
    longest = int(book.term.max(initial=1))
    table = np.array([np.pad(profile, (0, longest + 1 - len(profile))) for profile in profiles])
    return table.reshape(-1, longest + 1), np.array(flat, np.uint8), np.array(firsts, np.int64)[kind]


def balances_at_month_end(profiles: Floats) -> Floats:
    """Share of the principal owed after the dues of each month: what rises only later is drawn in the next month."""
    return np.minimum(profiles[:, :-1], profiles[:, 1:])


def lay_out_loans(scenario: Scenario, book: LoanBook, bucket: Integers) -> Loans:
    """Arrays of the loan slots."""
    profiles, flat, rows = schedule_rows(book)
    bullet, seasonal, line = (book.schedule == SCHEDULES.index(name) for name in ("bullet", "seasonal", "credit_line"))
    renewable = bullet & (scenario.renewal.probability > 0.0)
    conversion = np.array([calendar.conversion for calendar in book.calendars])[seasons_of(book).row]
    credit = np.isin(book.village, book.credit_villages)
    loan_by_loan = side_by_side(
        len(book.made_in),
        # a line of the cache: what every loan in distress needs
        township=book.township,
        village=book.village,
        industry=book.industry,
        county=book.township_county[book.township],
        place=places_of(scenario, book)[0],
        opening=~book.new_lending,
        term=book.term,
        profile=rows,
        calendar=np.where(line, LINE, np.where(seasonal, SEASONAL, 0)),
        renewable=renewable,
        rate=book.rate,
        subsidy=book.subsidy,
        recovery_multiplier=np.where(credit, scenario.credit_villages.recovery_multiplier, 1.0),
        # and what few need
        conversion=np.where(line, conversion, 0.0),
        lgd=np.asarray(book.lgd, float),
        guaranteed=np.asarray(book.guaranteed_share, float),
        made_in=book.made_in,
        overdue=book.months_overdue,
        interest_every=np.where(bullet, book.interest_every, np.where(line, 1, book.instalment_every)),
    )
    return Loans(
        **loan_by_loan,
        principal=np.ascontiguousarray(book.principal),
        first_principal=np.ascontiguousarray(book.first_principal),
        bucket=bucket,
        epoch_starts=book.epoch_starts.astype(np.int64),
        first_month=book.first_month - 1,
        profiles=profiles,
        month_ends=balances_at_month_end(profiles),
        flat=flat,
    )


def next_refill(month: Integers, every: int) -> Integers:
    """First refill month at or after a month."""
    return -(-month // every) * every


def lay_out_lives(scenario: Scenario, book: LoanBook, bucket: Integers, ageing: Ageing) -> Lives:
    """Lives of every slot when nothing happens: one after another in steady lending, else (or with a cap) the first."""
    months, slots = scenario.horizon.months, len(book.made_in)
    lending, every = scenario.lending, scenario.lending.refill_every_months
    successive = lending.mode == "steady" and lending.max_new_lending is None
    overdue = np.flatnonzero(book.months_overdue)
    slot = np.setdiff1d(np.arange(slots), overdue)
    made_in, generation = book.made_in[slot].astype(np.int64), 0
    columns: list[Integers] = []
    while True:
        alive = made_in < months
        slot, made_in = slot[alive], made_in[alive]
        if not len(slot):
            break
        last = made_in + book.term[slot] - 1
        columns.append(np.array([slot, np.full(len(slot), generation), made_in, last]))
        if not successive:
            break
        made_in, generation = next_refill(last + 1, every), generation + 1
    lives = np.concatenate(columns, axis=1) if columns else np.zeros((4, 0), np.int64)
    start, alike = np.maximum(lives[2], 0), terms_of_lives(scenario, book, bucket, ageing, lives)
    order = np.lexsort((lives[0], *alike, start))
    lives, start, alike = np.ascontiguousarray(lives[:, order]), start[order], alike[:, order]
    changes = np.any(np.diff(np.vstack([start, alike])), axis=0)
    first = np.concatenate([np.flatnonzero(np.concatenate([[len(start) > 0], changes])), [len(start)]])
    later = book.principal[lives[0], lives[1] % book.principal.shape[1]]
    return Lives(
        **rows_of_lives(lives, alike[BUCKET], np.where(lives[1] == 0, book.first_principal[lives[0]], later)),
        draw=counters(lives[0], lives[1]),
        run_first=first.astype(np.int64),
        run_bucket=alike[BUCKET, first[:-1]],
        run_quiet=alike[QUIET, first[:-1]].astype(np.uint8),
        month_first=np.searchsorted(start[first[:-1]], np.arange(months + 1)).astype(np.int64),
        overdue=overdue,
    )


def rows_of_lives(lives: Integers, bucket: Integers, principal: Floats) -> dict[str, NDArray[Any]]:
    """What is known of each life, side by side."""
    slot, generation, made_in, last = lives
    return side_by_side(
        len(slot),
        slot=slot,
        generation=generation,
        made_in=made_in,
        last=last,
        following=following_lives(slot, generation),
        bucket=bucket,
        principal=principal.astype(float),
    )


def terms_of_lives(scenario: Scenario, book: LoanBook, bucket: Integers, ageing: Ageing, lives: Integers) -> Integers:
    """What lives must have in common to be screened together; row ``QUIET`` is 1 where only distress can end them."""
    slot, generation, made_in, last = lives
    lines = book.schedule[slot] == SCHEDULES.index("credit_line")
    renewable = (book.schedule[slot] == SCHEDULES.index("bullet")) & (scenario.renewal.probability > 0.0)
    ends = last < scenario.horizon.months
    quiet = ~(renewable & ends) & ~(lines & scenario.lending.freeze_lines)
    if scenario.lending.max_new_lending is not None:
        quiet &= ~ends
    risk = bucket[epoch_of(book, made_in), slot, generation % bucket.shape[2]]
    parts = np.unique(ageing.at_maturity, return_inverse=True)[1].reshape(-1)
    return np.array([quiet, risk, made_in, last, ageing.row[slot], parts[slot]], np.int64)


def counters(slot: Integers, generation: Integers) -> NDArray[np.uint64]:
    """Counter of the draw of each life's budget, as ``uniform`` makes it."""
    with np.errstate(over="ignore"):
        return np.asarray((slot.astype(np.uint64) + (generation.astype(np.uint64) << S32)) * GOLDEN)


def following_lives(slot: Integers, generation: Integers) -> Integers:
    """Position of the next generation of the same slot among the lives; -1 where there is none."""
    order = np.lexsort((generation, slot))
    following = np.full(len(slot), -1)
    same = slot[order[1:]] == slot[order[:-1]]
    following[order[:-1][same]] = order[1:][same]
    return following
