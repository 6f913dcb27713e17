"""The clock: calendar months, account years, intervals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fundsim.programme.loans import Horizon
from fundsim.units import year_month_number


@dataclass(frozen=True)
class Clock:
    """Months of the horizon; ``year_starts`` is a calendar month."""

    months: int
    first: int  # months since year 0
    year_starts: int


def make_clock(horizon: Horizon) -> Clock:
    """Clock of a horizon; years from `first_month` start in the calendar month of month 0."""
    first = year_month_number(horizon.first_month)
    starts = first % 12 + 1 if horizon.year_starts == "first_month" else horizon.year_starts
    return Clock(horizon.months, first, starts)


def calendar_month(clock: Clock, t: int) -> int:
    """1 (January) to 12."""
    return (clock.first + t) % 12 + 1


def month_number(clock: Clock, value: int | str) -> int:
    """Months after month 0 of a YYYY-MM text or a number of months."""
    return year_month_number(value) - clock.first if isinstance(value, str) else value


def starts_account_year(clock: Clock, t: int) -> bool:
    """Month 0 and every month of the calendar month in which years start."""
    return t == 0 or calendar_month(clock, t) == clock.year_starts


def ends_account_year(clock: Clock, t: int) -> bool:
    """Last month of an account year."""
    return starts_account_year(clock, t + 1)


@cache
def account_year(clock: Clock, t: int) -> int:
    """Number of the account year of month t, 0 for the first (which may be short); settling months are in the last."""
    return sum(starts_account_year(clock, s) for s in range(min(t, clock.months - 1) + 1)) - 1


def begins_interval(clock: Clock, t: int, every: int) -> bool:
    """First month of an interval of `every` months; each account year begins an interval."""
    return t == 0 or (calendar_month(clock, t) - clock.year_starts) % every == 0


def ends_interval(clock: Clock, t: int, every: int) -> bool:
    """Last month of an interval."""
    return begins_interval(clock, t + 1, every)


def last_month_of_account_year(clock: Clock, t: int) -> int:
    """Last month of the account year that month t lies in."""
    while not ends_account_year(clock, t):
        t += 1
    return t
