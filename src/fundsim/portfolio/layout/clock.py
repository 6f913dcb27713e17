"""Calendar of a run: account years, factor periods, and which month is which."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Clock
from fundsim.programme import Scenario
from fundsim.units import year_month_number

LONGEST_SETTLING = 120


def calendar_months(scenario: Scenario, months: int) -> NDArray[np.int64]:
    """Calendar month (1-12) of months 0 ... months - 1."""
    return (year_month_number(scenario.horizon.first_month) + np.arange(months)) % 12 + 1


def interval_starts(scenario: Scenario, months: int, every: int) -> NDArray[np.bool_]:
    """Months in which an interval of the account year begins; month 0 begins a (possibly short) one."""
    if scenario.horizon.year_starts == "first_month":
        starts = np.arange(months) % every == 0
    else:
        starts = (calendar_months(scenario, months) - scenario.horizon.year_starts) % every == 0
    starts[:1] = True
    return np.asarray(starts, np.bool_)


def period_length(scenario: Scenario) -> int:
    """Months of a factor period."""
    period = scenario.correlation.factor_period
    return scenario.horizon.months if period == "horizon" else period


def lay_out_clock(scenario: Scenario) -> Clock:
    """Account years and factor periods of every month."""
    months = scenario.horizon.months
    end = months + LONGEST_SETTLING if scenario.horizon.settle else months
    starts = interval_starts(scenario, end + 1, 12)
    periods = np.arange(end) // period_length(scenario)
    if scenario.correlation.factor_period == "horizon":
        periods[:] = 0
    year = np.cumsum(starts[:end]) - 1
    return Clock(
        months=months,
        settle=int(scenario.horizon.settle),
        end=end,
        stop=end,
        provides=1,
        year=np.minimum(year, year[months - 1]),
        year_start=starts[:end].astype(np.uint8),
        year_end=starts[1:].astype(np.uint8),
        period=periods,
    )
