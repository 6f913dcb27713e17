"""Working memory of one path, reused from path to path."""

from __future__ import annotations

from typing import NamedTuple

from fundsim.kernels.arrays.outputs import Outputs
from fundsim.kernels.arrays.types import B1, B2, B4, F1, F2, F3, F4, FC, FD, I1, I2, I3, JC, JD


class State(NamedTuple):
    """Scratch arrays of a path; every month-by-month array is indexed [.., month]."""

    # risk
    leading: F2  # [row of the block, period] leading factor's draws that were chosen outside; no columns: all are keyed
    factor: F2  # [5 levels, entity] current factors
    weighted: F2  # [5 levels, entity] times their loadings
    county_factor: F2  # [period, county]
    systematic: F2  # [period, cell] systematic index S
    mixing: F1  # [period] Student's mixing variable
    intensity: F2  # [period, bucket] of a whole period
    multiplier: F2  # [month, hit]
    probability_multiplier: F2
    odds_multiplier: F2
    immediate: F2
    lgd_addition: F2
    shocked: B1  # [month] some event is active
    altered: B1  # [month] something multiplies intensities somewhere
    regime: I3  # [regime, unit, step] state of the chain
    cycle_multiplier: F2  # [month, industry] price cycles
    contagion: F3  # [village or township, month, area]
    neighbours: F2  # [overdue or all, area] number of loans
    added: F1  # [bucket] intensity that contagion adds to the next month
    rescaled: F2  # [probability multiplier, odds multiplier, period intensity; bucket] of the last month
    full: F2  # [month, bucket] a whole period's intensity with all that multiplies it; only for ageing loans
    last_event: I1  # [township]
    cumulative: F2  # [month + 1, bucket]
    # loans
    departed: B1  # [slot] no longer on the course that nothing happens
    generation: JC
    spell: JC
    made_in: JC  # origin, shifted by missed dues
    booked_in: JC  # month of disbursement or renewal, never shifted
    last: JC  # month of maturity
    extensions: JC  # granted since disbursement or renewal
    extension_draws: JC  # decisions drawn since disbursement
    disbursed_in: JC
    renewals: JC
    resumed: JC  # month from which the loan performs again; -1 never
    frozen: JC  # schedule position while dues were missed, for catching up; -1 none
    variant: JC  # column of the generation
    bucket: JC  # loans with the same hazard
    principal: FC
    budget: FC  # unit-exponential draw of the spell, which its intensities spend
    distress_in: JC
    cause: JC  # of the last distress
    owed: FC  # before the first due that the loan missed
    refused: JC  # a refill was refused already
    performs_from: JC  # first month of the spell of a departed loan; -1 not performing
    event_code: JC
    event_month: JC  # -1: none is pending
    event_next: JC
    event_previous: JC
    event_head: I1  # [month]
    in_extension: I1  # [county] loans that hold a place, those that leave it at this month's end included
    leaving_extension: I1  # [county]
    candidates: I1  # slots that compete for a place in this month
    candidate_count: I1  # [1]
    lot: F1  # [candidate]
    vacancy_next: JC
    vacancy_head: I1  # [month + 1]
    drawn: I1  # [life] draw of the budget, in units of 2^-53
    next_drawn: I1  # [run] lowest draw that contagion has not reached yet
    met: I1  # lives that may meet distress
    exposed: I1  # departed slots on whose loans contagion may act
    exposed_count: I1  # [1]
    is_exposed: B1  # [slot]
    waiting: I1  # [1] head of the slots that wait for lending
    line_up: I1  # slots that wait for their turn under a monthly limit, the first in front
    lined_up: I1  # [1] how many
    turn: F1  # draws that order those of one month
    performs_until: JC  # last month of the spell, that of distress or maturity; -1 none
    held: FC  # balance of a credit line that a stop of lending holds at or below its schedule
    held_in: JC  # month of that balance; -1 none
    resumes_with: FC  # balance of a credit line before it draws again after an interruption
    # ledgers of loans
    scheduled: F2  # [place, month] at month end, balances of performing loans that their schedule lowers
    steps: F3  # [month + 1, place, LEDGERS] changes of what stays the same for a while
    standing: F2  # [place, LEDGERS] sums of the steps up to the last month end
    exposure: F3  # [base, place, month] covered outstanding at the start of the month
    exposure_steps: F3  # [base, place, month + 1] changes of that part of it that stays the same for a while
    exposure_standing: F2  # [base, place]
    covered_lending: F3
    renewed: F3
    subsidy: F1  # [month]
    subsidy_steps: F1  # [month + 1]
    subsidy_standing: F1  # [1]
    cover_premium: F2  # [party, month]
    lending: F1  # [month]
    made: F1  # [cohort] loans made on the course that nothing happens, or opening stock
    # claims
    claim_head: I1  # [month] settled in this month
    claim_next: JD
    claim_slot: JD
    claim_village: JD  # of the loan, whose own row has left the cache when its claim is settled
    claim_industry: JD
    claim_generation: JD
    claim_cause: JD
    claim_default: JD
    claim_booked: JD
    claim_amount: FD
    claim_gross: FD  # before a net claim takes off the recovered share
    claim_exposure: FD
    claim_recovery: FD  # share recovered
    claim_scale: F1  # [interval] multiplies the amounts of claims without loans
    free: I1  # stack of claim records that are free again
    free_count: I1  # [1]
    claims_begun: I1  # [1] claim records used so far
    settled: I1  # claims settled this month
    recoverable: F1  # [claim of the month] share that its payers get back
    payee: I1  # [claim of the month] who pays for a layer
    group_area: I1  # [claim of the month] under which it counts for a layer's aggregate terms
    group_column: I1
    cut: F1  # [county] what rules leave of a layer's asks
    remaining: F2  # [claim of the month, size]
    ask: F2
    taken: F3  # [claim of the month, account, size] paid or owed, only for recovery in order
    moved: F1  # [size] into or out of an account or a payee
    rest: F1  # [size] what does not move of what was asked or received
    returned: F1  # [size] to one of those who paid in
    fund_balance: F1  # [size] of all accounts of the reported fund
    # money
    balance: F2  # [account, size]
    queue: F2
    queue_exposure: F2  # [layer, place] exposure whose claim is queued, first size
    # of the claims that wait those of each month of settlement, the first size; only where paying them ends their NPL
    wave_owed: F2  # [account, month]
    wave_exposure: F3  # [layer, month, place]
    wave_number: F3  # [layer, month, place] each in the first queue that it came to
    first_wave: I1  # [account] earliest month of which something may wait
    waits: B1  # [claim of the month] it has come to a queue
    accrued: F2
    contributed: F3  # [account, party, size]
    top_up_due: F3  # [month + 1, account, size]
    cohort: F3  # [cause, account + 1, size] recoverable of claims settled this month
    future: F3  # [month + 1, account + 1, size] recoveries to come; the last month collects what comes later
    reopening: F4  # [month + 1, layer, area (and year), size] recoveries that make room under aggregate terms
    future_court: F1  # [month + 1]
    group_ask: F3  # [area, year + 1, size]
    asked: F4  # [layer, area, year + 1, size] to date
    allowed: F4
    unit: F3  # [layer, area, year + 1] premium or outstanding that aggregate terms count in
    lent: F2  # [layer, area] covered lending to date
    payee_share: F2  # [account or layer, size] money asked, then the share of it that is borne
    queued_share: F1  # [account] share of the money asked that has to wait, first size
    premium_month: F3  # [layer, county, month]; of a layer with an account of the province all in county 0
    paid_month: F3  # [layer, county, month] first size
    usage: F3  # [layer, county, 3] opening, inflows, payments of the year, first size
    is_open: F2  # [layer, size] 1, or 0 where an absorbing ruin has closed the reported fund
    shared_cost: F1  # [GOVERNMENT, BANK_PARTY] money that is the same for all sizes
    # ratios and rules
    ratio: F3  # [3 (overdue, npl, npl and forborne), level, area] last month end
    breaker_on: B2  # [breaker, area]
    breaker_metric: F2  # [breaker, area]
    stopped: B1  # [place] no new lending
    suspended: B2  # [layer, county]
    suspend_on: B2  # [layer, county] the suspension rule is in force
    area_sum: F3  # [level, area, LEDGERS]
    emptied: B1  # [size] the reported fund had nothing left once the claims of the month were paid
    ended_in: I1  # [1] month after the last one that was settled
    short_before: F1  # [size] shortfall of the reported fund until the last month end
    exhausted_in: I2  # [layer, size] month after the last one in which an account ran short
    limit_seen: B4  # [layer, area, year + 1, size] a limit was counted
    failed: B1  # [place] a failed village
    provided: Outputs  # one row: what open claims would take from the layers, were they settled at the end
