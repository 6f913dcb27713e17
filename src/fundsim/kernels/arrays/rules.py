"""Arrays of the rules for loans in trouble, of circuit breakers, and of claims without loans."""

from __future__ import annotations

from typing import NamedTuple

from fundsim.kernels.arrays.types import B1, B2, F1, F2, I1


class Rules(NamedTuple):
    """Cause, monitoring, arrears, extension, renewal, claims, recovery, lending, ratios."""

    wilful: float
    detected: float
    cured: float
    rolls: int  # 1: overdue loans roll from month to month; 0: they default at once
    arrears_cure: float  # of an overdue loan, a month
    arrears_default: float  # 1 without arrears: every loan in distress defaults at once
    default_at_maturity: float
    first_roll: int  # months from distress to the first month in which arrears roll
    claim_waits_from_default: int
    extension_granted: float
    extension_months: int  # without a fixed length beyond every horizon
    extension_at_most: int
    extension_places: int  # loans of a county in extension at once; -1 any number
    extension_until: int  # last month in which one is granted
    extension_cure: float  # monthly exits
    extension_default: float
    extension_score: F1  # [1] quantile of the failure probability
    renewal: float
    renewal_at_most: int
    catch_up: int
    wait: int
    processing: int
    yearly_settlement: int
    claims_interest: int
    interest_limit: float  # [months]
    net: int
    recovery_kind: I1  # [cause] FIXED_RECOVERY, RECOVERY_TABLE, RECOVERY_QUANTILES or RECOVERY_OF_TAPE
    recovery_share: F1  # [cause]
    recovery_value: F2  # [cause, row]
    recovery_cumulated: F2  # [cause, row]
    recovery_part: F2  # [cause, months after payment]
    first_part: I1  # [cause] months after payment in which a part is due first, and last
    last_part: I1
    court_cost: F1  # [cause]
    systematic_loading: float
    downturn_threshold: float
    downturn_share: float
    split_rank: I1  # [layer + 1]; empty: pro rata
    most_lent: float  # per month; infinite: no cap
    freeze_lines: int
    in_step: int  # 1: what happens to a loan may depend on other loans, so all go through the months together
    steady: int
    refill_every: int
    refill_after_payment: int
    npl_until_paid: int
    write_off_after: int
    inspection_cost: float  # per loan and month
    lever_cost: float  # per month, of all levers that are on


class Breakers(NamedTuple):
    """Circuit breakers."""

    watch: I1  # WATCH_OVERDUE, WATCH_NPL, WATCH_LOSS_RATIO or WATCH_FUND_USAGE
    level: I1
    area: B2  # [breaker, area] in force there
    layer: I1  # watched layer
    target: I1  # layer acted on
    stop: F1
    resume: F1
    action: I1  # STOP_NEW_LENDING, INSURER_EXIT or STOP_PAYING_EXCESS
    over: I1  # YEAR_TO_DATE, TWELVE_MONTHS or SINCE_START
    levels: B1  # [level] ratios are needed there


class Aggregate(NamedTuple):
    """Law of the claims of a fund without loans; nothing is due where there are loans."""

    due: B1  # [month] claims of an interval are settled in this month
    interval: I1  # [month]
    intervals: int
    law: int  # EMPIRICAL (equally likely amounts), LOGNORMAL, GAMMA, WEIBULL or TABLE
    shape: float  # mean of the logarithm; shape
    scale: float  # standard deviation of the logarithm; scale [currency]
    amounts: F1  # [row] [currency]
    cumulated: F1  # [row] cumulated probabilities
    rate: float  # expected number of claims; 0: one claim, whatever its amount
    capacity: int  # most claims of an interval
    multiplier: F1  # [state]
    start: F1  # [state] cumulated
    transition: F2  # [state, state] cumulated
    autocorrelation: float
    volatility: float  # 0: no factor
    largest: float  # bound of an interval's claims [currency]
