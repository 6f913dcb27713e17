"""Arrays of the layers and their accounts."""

from __future__ import annotations

from typing import NamedTuple

from fundsim.kernels.arrays.types import B1, B2, F1, F2, F3, I1, I2


class Layers(NamedTuple):
    """Terms of the layers in order."""

    share: F1
    share_from_tape: B1
    of_remaining: B1
    deductible: F1
    limit: F1
    bands: I1  # number of bands; 0: no aggregate terms
    band_to: F2  # [layer, band]
    band_pays: F2
    aggregate_in: I1  # IN_CURRENCY, IN_PREMIUM, IN_LENDING or IN_OUTSTANDING
    aggregate_term: B1  # 1: never restarts
    aggregate_level: I1
    aggregate_default_year: B1
    aggregate_net: B1
    tiers: I1
    tier_to: F2
    tier_pays: F2
    tier_marginal: B1
    budget: B1
    queue: B1
    covered: B2  # [layer, slot]
    covers_all: B1  # all loans, whenever they were made
    made_from: I1
    made_until: I1
    cover_months: I1
    base: I1  # row of the exposure ledgers; -1: not needed
    with_base: I1  # [row of the exposure ledgers] its layer
    account_first: I1  # -1 no account
    account_level: I1
    price_rate: F1
    price_on: I1  # NO_PRICE, ON_OUTSTANDING, ON_NEW_LENDING or ON_MONTHLY_BALANCE
    price_party: F2  # [layer, party]
    suspend_watch: I1  # WATCH_NOTHING, or as `Breakers.watch`
    suspend_above: F1
    suspend_resume: F1
    suspend_over: I1  # YEAR_TO_DATE, TWELVE_MONTHS or SINCE_START
    suspend_for_good: B1
    area: I2  # [level, village]
    place_area: I2  # [level, place]
    areas: I1  # [level] number of areas


class Accounts(NamedTuple):
    """Terms of the layers' accounts."""

    initial: F2  # [account, size]
    weight: F1  # [account] share of the layer's amounts
    initial_party: I1  # [layer]
    yield_month: F1  # [layer]
    interest_yearly: B1
    keeps_recoveries: F1
    inflow_start: F3  # [layer, month, party]
    inflow_end: F3
    provision: F1
    provision_party: I1
    top_up: I1  # [layer] NO_TOP_UP, AT_OPENING or AFTER_CLAIMS
    top_up_decides: B2  # [layer, month]
    top_up_share: F1
    top_up_lag: I1
    top_up_cap: F1
    top_up_target: I1  # INITIAL_TARGET, STATED_TARGET or LEVERAGE_TARGET
    top_up_amount: F1  # stated target, or the leverage
    top_up_trigger: F1  # amount; infinite: none
    top_up_trigger_share: F1  # of the target; infinite: none
    top_up_party: I1
    ceiling: F2  # [account, size]; infinite: none
    opening_outstanding: F1  # [account]
    county: I1  # [account] whose ratios of the layer it counts in; 0 for accounts of the province
    fund: int  # reported fund's layer; -1 none
    ruin: int  # UNPAID_CLAIM, EMPTY_FUND or BELOW_RATIO
    ruin_ratio: float
    absorbing: int
    discount: F1  # [months from month 0] discount factor
    sizes: int
    common: int  # number of first layers whose asks are the same for all sizes
    accounts: int  # without the bank's book
