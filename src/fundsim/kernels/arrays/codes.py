"""Choices as numbers: what words of a scenario become, and what the rules that read them ask for by name."""

from __future__ import annotations

# Risk.persistence
INDEPENDENT, AUTOREGRESSIVE, FROZEN = range(3)
# Shocks.kind, .footprint, .scale
POISSON_EVENTS, ONE_A_SEASON, STRESS_EVENT = range(3)
FIXED_FOOTPRINT, TOWNSHIP_BY_TOWNSHIP, SETS_OF_TOWNSHIPS = range(3)
SCALES_HAZARD, SCALES_PROBABILITY, SCALES_ODDS = range(3)  # of regimes, too
ANY_SCALE = -1
# Aggregate.law
EMPIRICAL, LOGNORMAL, GAMMA, WEIBULL, TABLE = range(5)
# Rules.recovery_kind
FIXED_RECOVERY, RECOVERY_TABLE, RECOVERY_QUANTILES, RECOVERY_OF_TAPE = range(4)
# Layers.aggregate_in, .price_on, .suspend_watch and .suspend_over, which are Breakers.watch and .over, too
IN_CURRENCY, IN_PREMIUM, IN_LENDING, IN_OUTSTANDING = range(4)
NO_PRICE, ON_OUTSTANDING, ON_NEW_LENDING, ON_MONTHLY_BALANCE = range(4)
WATCH_OVERDUE, WATCH_NPL, WATCH_LOSS_RATIO, WATCH_FUND_USAGE = range(4)
WATCH_NOTHING = -1
YEAR_TO_DATE, TWELVE_MONTHS, SINCE_START = range(3)
# Breakers.action
STOP_NEW_LENDING, INSURER_EXIT, STOP_PAYING_EXCESS = range(3)
# Accounts.top_up, .top_up_target, .ruin
NO_TOP_UP, AT_OPENING, AFTER_CLAIMS = range(3)
INITIAL_TARGET, STATED_TARGET, LEVERAGE_TARGET = range(3)
UNPAID_CLAIM, EMPTY_FUND, BELOW_RATIO = range(3)
