"""The arrays that kernels read and write: named tuples, which cost nothing in compiled code.

Axes: ``slot`` a loan and its successors, ``variant`` generations of a slot, ``bucket`` loans with the same hazard,
``cell`` industry × township × village with the same factors, ``site`` industry × township, ``hit`` kind of cover ×
site: what shocks can hit and, whatever else multiplies risk by time and place, the borrowers whom it multiplies alike,
``place`` the finest area whose ratios are needed (township or village), ``account`` all accounts of all layers one
after another with the bank's book last, ``size`` fund sizes evaluated side by side.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

# The digit is the number of axes; compiled code needs to know it.
F1: TypeAlias = NDArray[np.float64]
F2: TypeAlias = NDArray[np.float64]
F3: TypeAlias = NDArray[np.float64]
F4: TypeAlias = NDArray[np.float64]
I1: TypeAlias = NDArray[np.int64]
I2: TypeAlias = NDArray[np.int64]
I3: TypeAlias = NDArray[np.int64]
I4: TypeAlias = NDArray[np.int64]
FC: TypeAlias = NDArray[np.float64]  # a column of a table whose rows lie together
JC: TypeAlias = NDArray[np.int32]
FD: TypeAlias = NDArray[np.float64]  # a column of another table
JD: TypeAlias = NDArray[np.int32]
B1: TypeAlias = NDArray[np.uint8]
B2: TypeAlias = NDArray[np.uint8]
B3: TypeAlias = NDArray[np.uint8]
B4: TypeAlias = NDArray[np.uint8]
U1: TypeAlias = NDArray[np.uint64]

HALF_FEN = 0.005  # amounts below are rounding


class Clock(NamedTuple):
    """Months, years and settling."""

    months: int
    settle: int  # 1: run the pipeline out after the horizon
    end: int  # months + longest settling time
    provides: int  # 1: the government's cost provides for claims still open at the end
    year: I1  # [month] account year; settling months count in the last one
    year_start: B1  # [month] first month of an account year
    year_end: B1  # [month] last month of an account year
    period: I1  # [month] factor period


class Loans(NamedTuple):
    """Loan slots."""

    principal: F2  # [slot, variant] the limit of a credit line
    first_principal: F1  # [slot] of generation 0, as its balance in month 0 has it
    bucket: I3  # [epoch, slot, variant]
    epoch_starts: I1  # first month of every epoch of admission rules but the first
    made_in: JC
    overdue: JC  # months since distress when the simulation begins; 0: performs
    opening: JC  # 1 opening stock, 0 new lending of its month
    term: JC
    rate: FC
    profile: JC  # row of `profiles`; the first of twelve with a calendar
    calendar: JC  # 0 none, SEASONAL, LINE: one profile for each calendar month of origin
    first_month: int  # calendar month of month 0, from 0
    interest_every: JC
    subsidy: FC
    renewable: JC
    conversion: FC  # share of a line's undrawn limit that is drawn before default
    township: JC
    industry: JC
    village: JC
    county: JC
    place: JC
    lgd: FC
    recovery_multiplier: FC
    guaranteed: FC
    profiles: F2  # [profile, months since made] share of the principal owed before the month's dues
    month_ends: F2  # [profile, months since made] and after them
    flat: B1  # [profile] 1: the whole principal is owed until the last due


class Lives(NamedTuple):
    """Lives that loans lead when nothing happens to them, in the order of their start: the same on every path."""

    slot: JC
    generation: JC
    made_in: JC
    last: JC  # month of maturity
    following: JC  # the slot's next life; -1 none
    bucket: JC
    principal: FC
    draw: U1  # counter of the budget's draw, ready to be added to the key
    run_first: I1  # [run + 1] lives that start together with the same risk and terms
    run_bucket: I1  # [run]
    run_quiet: B1  # [run] 1: nothing but distress takes these lives off their course
    month_first: I1  # [month + 1] runs that start in a month
    overdue: I1  # slots whose first loan is overdue when the simulation begins, and leads none of these lives


class Risk(NamedTuple):
    """Default probabilities, factors, season."""

    score: F1  # [bucket] quantile of the period probability: normal, or Student
    probability: F1  # [bucket] period probability
    cell: I1  # [bucket]
    hit: I1  # [bucket]
    season: I1  # [bucket] row of `weight`
    weight: F2  # [season, month] share of a period's intensity
    cell_county: I1
    cell_industry: I1
    cell_township: I1
    cell_village: I1
    loading: F1  # [5] square roots of the correlations: province, county, industry, township, village
    autocorrelation: F1  # [5]
    persistence: int  # 0 independent, 1 autoregression, 2 frozen
    cholesky: F2  # [industry, industry]
    residual: float  # 1 / sqrt(1 - sum of correlations)
    degrees: float  # of the t copula; 0 gaussian
    counties: int
    industries: int
    townships: int
    villages: int
    periods: int


class Shocks(NamedTuple):
    """Random events, then stress events."""

    kind: I1  # 0 Poisson, 1 at most one a season, 2 stress
    mean: F1  # events per month of the season, or probability of a season
    persistence: F1  # probability after a season with an event; negative: none
    stress_month: I1
    in_season: B2  # [shock, month]; kind 1: only the season's first month
    footprint: I1  # 0 fixed, 1 townships independently, 2 sets
    hit_probability: F2  # [shock, township]; 1 or 0 for fixed footprints
    set_probability: F2  # [shock, set] cumulated
    set_member: B3  # [shock, set, township]
    industry: B2  # [shock, industry]
    multiplier: F2  # [shock, k] in month k of an event
    insured_multiplier: F2  # [shock, k] the same for borrowers with cover against it
    insured: B2  # [kind of cover, shock] what each kind of cover is against
    lasts: I1
    scale: I1  # 0 hazard, 1 probability, 2 odds
    immediate: F1  # -log(1 - q)
    lgd_addition: F1
    scaled: int  # 1: some shock acts on the probability or its odds
    severe: int  # 1: some shock adds to the loss given default


class Regimes(NamedTuple):
    """Markov chains of good and bad times."""

    every: I1  # months of a step
    units: I1  # independent copies
    unit: I2  # [regime, site]
    start: F2  # [regime, state] cumulated
    transition: F3  # [regime, state, next state] cumulated
    effect: F3  # [effect, regime, state] what states multiply; rows below
    scale: I1  # 0 probability, 1 odds
    extension_failure: float  # before regimes
    acts: B1  # [effect] some state multiplies it


class PriceCycles(NamedTuple):
    """Periodic multipliers of the intensity."""

    multiplier: F2  # [cycle, month of the cycle]
    period: I1
    phase: I1  # month of the cycle in month 0; -1: drawn
    industry: B2  # [cycle, industry]


class Ageing(NamedTuple):
    """When in its life a loan defaults: seasoning, and the part due at maturity."""

    active: int  # 0: in every month alike
    curve: F2  # [row, age] relative intensity with mean 1 over the term; flat after the last age
    row: I1  # [slot]
    peak: F1  # [row] highest value of the curve
    at_maturity: F1  # [slot] part of the intensity that falls in the month of maturity
    year: float  # a year's intensity in those of a factor period


class Contagion(NamedTuple):
    """How overdue loans act on their neighbours."""

    active: int  # 0: none
    strength: F1  # [village, township]; 0: none
    trigger: F1
    failed_at: float  # share overdue at which a village has failed
    villages: int  # 1: places are villages


class Cover(NamedTuple):
    """Borrowers' crop and livestock cover."""

    premium: F3  # [party, slot, variant] per month, of the balance; no slots: no cover


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
    recovery_kind: I1  # [cause] 0 fixed, 1 table, 2 quantile table, 3 tape
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
    aggregate_in: I1  # 0 currency, 1 premium, 2 lending, 3 outstanding
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
    price_on: I1  # 0 none, 1 outstanding, 2 new lending, 3 monthly balance
    price_party: F2  # [layer, party]
    suspend_watch: I1  # -1 none, 0 overdue, 1 npl, 2 loss ratio
    suspend_above: F1
    suspend_resume: F1
    suspend_over: I1  # 0 year to date, 1 twelve months, 2 since start
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
    top_up: I1  # [layer] 0 none, 1 opening, 2 after claims
    top_up_decides: B2  # [layer, month]
    top_up_share: F1
    top_up_lag: I1
    top_up_cap: F1
    top_up_target: I1  # 0 initial, 1 amount, 2 outstanding over leverage
    top_up_amount: F1
    top_up_trigger: F1  # amount; infinite: none
    top_up_trigger_share: F1  # of the target; infinite: none
    top_up_party: I1
    ceiling: F2  # [account, size]; infinite: none
    opening_outstanding: F1  # [account]
    county: I1  # [account] whose ratios of the layer it counts in; 0 for accounts of the province
    fund: int  # reported fund's layer; -1 none
    ruin: int  # 0 unpaid claim, 1 empty, 2 below ratio
    ruin_ratio: float
    absorbing: int
    discount: F1  # [months from month 0] discount factor
    sizes: int
    common: int  # number of first layers whose asks are the same for all sizes
    accounts: int  # without the bank's book


class Breakers(NamedTuple):
    """Circuit breakers."""

    watch: I1  # 0 overdue, 1 npl, 2 loss ratio, 3 fund usage
    level: I1
    area: B2  # [breaker, area] in force there
    layer: I1  # watched layer
    target: I1  # layer acted on
    stop: F1
    resume: F1
    action: I1  # 0 stop new lending, 1 insurer exit, 2 stop paying excess
    over: I1
    levels: B1  # [level] ratios are needed there


class Aggregate(NamedTuple):
    """Law of the claims of a fund without loans; nothing is due where there are loans."""

    due: B1  # [month] claims of an interval are settled in this month
    interval: I1  # [month]
    intervals: int
    law: int  # 0 equally likely amounts, 1 lognormal, 2 gamma, 3 Weibull, 4 table
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


class Baseline(NamedTuple):
    """What the book shows, month by month, when nothing happens to any loan."""

    performing: F2  # [place, month] at month end
    number_steps: F2  # [month + 1, place] changes of the number of loans
    lending: F1  # [month]
    made: F1  # [cohort] loans
    subsidy: F1  # [month]
    cover_premium: F2  # [party, month]
    exposure: F3  # [base, place, month] covered outstanding at the start
    covered_lending: F3  # [base, place, month]
    renewed: F3  # [base, place, month] principal renewed or, in month 0, opening stock weighted by its remaining term
    opening_cover: F2  # [base, place] covered opening stock
    opening: float  # outstanding of the opening stock


class Model(NamedTuple):
    """Everything a path needs that is the same on all paths."""

    clock: Clock
    loans: Loans
    lives: Lives
    risk: Risk
    shocks: Shocks
    regimes: Regimes
    price_cycles: PriceCycles
    ageing: Ageing
    contagion: Contagion
    cover: Cover
    rules: Rules
    layers: Layers
    accounts: Accounts
    breakers: Breakers
    aggregate: Aggregate
    baseline: Baseline


class Outputs(NamedTuple):
    """Results per path; kernels write rows ``path - first``. Fund sizes come last, so that one rule serves them all."""

    counts: I2  # [path, COUNTS]
    amount: F2  # [path, AMOUNTS]
    fund: F3  # [path, FUND_FIGURES, size]
    ruin: I3  # [path, 2, size] in the horizon, while settling
    payment: F3  # [path, layer + 1, size]
    recovery: F3
    recovery_due: F3
    queue_unpaid: F3  # [path, layer, size]
    layer_shortfall: F3  # [path, layer, size]
    premium: F2  # [path, layer]
    premium_party: F2  # [path, party]
    limit_reached: I3  # [path, layer, size]
    limit_year: I4  # [path, year, layer, size] 1: reached in that year
    exhausted: I3  # [path, layer, size]
    suspended: I2  # [path, layer]
    cover_premium: F2  # [path, party]
    failed_villages: I1  # [path]; empty where places are no villages
    township_claims: F2
    township_defaults: I2
    industry_claims: F2
    cohort_defaults: I2
    cohort_loans: I2
    cohort_age_defaults: I3  # [path, cohort, quarter since disbursement; opening stock: since month 0]
    account_line: F4  # [path, LINES, year, size]
    account_total: F4  # [path, layer, ACCOUNT_TOTALS, size] of layers with money of their own, over the whole path
    layer_year_payment: F4  # [path, year, layer + 1, size]
    balance: F3  # [path, month, size]
    compensation: F3  # [path, month, size]
    shortfall_month: F3  # [path, month, size]
    monthly: F3  # [MONTHLY, path, month]
    flows: F4  # [path, account of the reported fund, month, FLOWS] of the first size; no months: not kept


class Log(NamedTuple):
    """Events of one path, for following a figure to its causes; capacity 0 switches it off."""

    month: I1
    code: I1
    slot: I1
    generation: I1
    amount: F1
    used: I1  # [1]
