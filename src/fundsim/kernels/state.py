"""Working memory of one path, reused from path to path."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.kernels.arrays import B1, B2, B3, F1, F2, F3, F4, I1, I2, Model

PERFORMING, OVERDUE, NPL, FORBORNE, STATES = range(5)  # rows of the ledgers `amount` and `number`


class State(NamedTuple):
    """Scratch arrays of a path; every month-by-month array is indexed [.., month]."""

    # risk
    leading: F2  # [row of the block, period] leading factor's draws that were chosen outside; no columns: all are keyed
    factor: F2  # [5 levels, entity] current factors
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
    last_event: I1  # [township]
    cumulative: F2  # [month + 1, bucket]
    # loans
    departed: B1  # [slot] no longer on the course that nothing happens
    generation: I1
    spell: I1
    made_in: I1  # origin, shifted by missed dues
    booked_in: I1  # month of disbursement or renewal, never shifted
    last: I1  # month of maturity
    extensions: I1  # granted since disbursement or renewal
    extension_draws: I1  # granted since disbursement
    disbursed_in: I1
    renewals: I1
    resumed: I1  # month from which the loan performs again; -1 never
    frozen: I1  # schedule position while dues were missed, for catching up; -1 none
    threshold: F1  # cumulated intensity at which the budget is spent
    distress_in: I1
    refused: B1  # a refill was refused already
    event_code: I1
    event_next: I1
    event_head: I1  # [month]
    vacancy_next: I1
    vacancy_head: I1  # [month + 1]
    waiting: I1  # [1] head of the slots that wait for lending
    # ledgers of loans
    amount: F3  # [state, place, month] at month end
    number: F3
    exposure: F3  # [base, place, month] covered outstanding at the start of the month
    covered_lending: F3
    renewed: F3
    subsidy: F1  # [month]
    lending: F1  # [month]
    # claims
    claim_head: I1  # [month] settled in this month
    claim_next: I1
    claim_slot: I1
    claim_generation: I1
    claim_cause: I1
    claim_default: I1
    claim_booked: I1
    claim_amount: F1
    claim_gross: F1  # before a net claim takes off the recovered share
    claim_exposure: F1
    claim_recovery: F1  # share recovered
    free: I1  # stack of free claim records
    free_count: I1  # [1]
    settled: I1  # claims settled this month
    remaining: F2  # [claim of the month, size]
    ask: F2
    taken: F3  # [claim of the month, account, size] paid or owed, only for recovery in order
    # money
    balance: F2  # [account, size]
    queue: F2
    queue_exposure: F2  # [account, place] exposure whose claim is queued, first size
    accrued: F2
    contributed: F3  # [account, party, size]
    top_up_due: F3  # [month + 1, account, size]
    cohort: F3  # [cause, account + 1, size] recoverable of claims settled this month
    future: F3  # [month + 1, account + 1, size] recoveries to come; the last month collects what comes later
    reopening: F4  # [month + 1, layer, area, size] recoveries that make room under aggregate terms
    future_court: F1  # [month + 1]
    group_ask: F3  # [area, year + 1, size]
    asked: F4  # [layer, area, year + 1, size] to date
    allowed: F4
    unit: F3  # [layer, area, year + 1] premium or outstanding that aggregate terms count in
    lent: F2  # [layer, area] covered lending to date
    account_sum: F2  # [account, size]
    premium_month: F2  # [layer, month]
    paid_month: F2  # [layer, month] first size
    usage: F2  # [layer, 3] opening, inflows, payments of the year, first size
    alive: B1  # [size]
    # ratios and rules
    ratio: F3  # [3 (overdue, npl, npl and forborne), level, area] last month end
    breaker_on: B2  # [breaker, area]
    breaker_metric: F2  # [breaker, area]
    stopped: B1  # [place] no new lending
    suspended: B2  # [layer, county]
    suspend_on: B2  # [layer, county] the suspension rule is in force
    loans: F1  # [STATES] number of loans at the last month end
    area_sum: F3  # [STATES, level, area]
    exhausted_in: I2  # [layer, size] month after the last one in which an account ran short
    limit_seen: B3  # [layer, area, year + 1] a limit was counted


def new_state(model: Model, rows: int = 1, given_draws: int = 0) -> State:
    """Allocate the working memory of one thread.

    Parameters
    ----------
    model : Model
        Arrays of the scenario.
    rows, given_draws : int
        Paths of a block, and factor periods for which the leading factor's draws are given.

    Returns
    -------
    State
        Zeroed arrays; the system commits memory only where it is touched.
    """
    clock, loans, risk, layers, accounts, rules = (
        model.clock,
        model.loans,
        model.risk,
        model.layers,
        model.accounts,
        model.rules,
    )
    months, end, slots, sizes = clock.months, clock.end, loans.made_in.shape[0], accounts.sizes
    places, n_layers, n_accounts = (
        model.baseline.performing.shape[0],
        layers.share.shape[0],
        accounts.accounts,
    )
    hits, buckets, cells = risk.industries * risk.townships, risk.score.shape[0], risk.cell_county.shape[0]
    years, bases, areas = (
        int(clock.year[end - 1]) + 1,
        model.baseline.exposure.shape[0],
        int(layers.areas.max()),
    )
    pending = rules.wait + rules.processing + 13 if rules.steady and not rules.refill_after_payment else 1
    claims = slots * pending
    ordered = claims if rules.split_rank.shape[0] else 1
    entities = max(risk.counties, risk.industries, risk.townships, risk.villages)
    scaled, severe = (end if model.shocks.scaled else 1), (end if model.shocks.severe else 1)

    def floats(*shape: int) -> F1:
        return np.zeros(shape)

    def integers(*shape: int) -> I1:
        return np.zeros(shape, np.int64)

    def flags(*shape: int) -> B1:
        return np.zeros(shape, np.uint8)

    return State(
        leading=floats(rows, given_draws),
        factor=floats(5, entities),
        county_factor=floats(risk.periods, risk.counties),
        systematic=floats(risk.periods, cells),
        mixing=np.ones(risk.periods),
        intensity=floats(risk.periods, buckets),
        multiplier=floats(end, hits),
        probability_multiplier=floats(scaled, hits),
        odds_multiplier=floats(scaled, hits),
        immediate=floats(end, hits),
        lgd_addition=floats(severe, hits),
        shocked=flags(end),
        last_event=integers(risk.townships),
        cumulative=floats(months + 1, buckets),
        departed=flags(slots),
        generation=integers(slots),
        spell=integers(slots),
        made_in=integers(slots),
        booked_in=integers(slots),
        last=integers(slots),
        extensions=integers(slots),
        extension_draws=integers(slots),
        disbursed_in=integers(slots),
        renewals=integers(slots),
        resumed=integers(slots),
        frozen=integers(slots),
        threshold=floats(slots),
        distress_in=integers(slots),
        refused=flags(slots),
        event_code=integers(slots),
        event_next=integers(slots),
        event_head=integers(end + 1),
        vacancy_next=integers(slots),
        vacancy_head=integers(end + 2),
        waiting=integers(1),
        amount=floats(4, places, months),
        number=floats(4, places, months),
        exposure=floats(bases, places, months),
        covered_lending=floats(bases, places, months),
        renewed=floats(bases, places, months),
        subsidy=floats(months),
        lending=floats(months),
        claim_head=integers(end + 1),
        claim_next=integers(claims),
        claim_slot=integers(claims),
        claim_generation=integers(claims),
        claim_cause=integers(claims),
        claim_default=integers(claims),
        claim_booked=integers(claims),
        claim_amount=floats(claims),
        claim_gross=floats(claims),
        claim_exposure=floats(claims),
        claim_recovery=floats(claims),
        free=integers(claims),
        free_count=integers(1),
        settled=integers(claims),
        remaining=floats(claims, sizes),
        ask=floats(claims, sizes),
        taken=floats(ordered, n_layers + 1, sizes),
        balance=floats(n_accounts, sizes),
        queue=floats(n_accounts, sizes),
        queue_exposure=floats(n_accounts, places),
        accrued=floats(n_accounts, sizes),
        contributed=floats(n_accounts, 3, sizes),
        top_up_due=floats(months + 1, n_accounts, sizes),
        cohort=floats(2, n_accounts + n_layers + 1, sizes),
        future=floats(end + 1, n_accounts + n_layers + 1, sizes),
        reopening=floats(end + 1 if layers.aggregate_net.any() else 1, n_layers, areas, sizes),
        future_court=floats(end + 1),
        group_ask=floats(areas, years + 1, sizes),
        asked=floats(n_layers, areas, years + 1, sizes),
        allowed=floats(n_layers, areas, years + 1, sizes),
        unit=floats(n_layers, areas, years + 1),
        lent=floats(n_layers, areas),
        account_sum=floats(n_accounts, sizes),
        premium_month=floats(n_layers, end),
        paid_month=floats(n_layers, end),
        usage=floats(n_layers, 3),
        alive=flags(sizes),
        ratio=floats(3, 4, areas),
        breaker_on=flags(model.breakers.watch.shape[0], areas),
        breaker_metric=floats(model.breakers.watch.shape[0], areas),
        stopped=flags(places),
        suspended=flags(n_layers, risk.counties),
        suspend_on=flags(n_layers, risk.counties),
        loans=floats(STATES),
        area_sum=floats(STATES, 4, areas),
        exhausted_in=integers(n_layers, sizes),
        limit_seen=flags(n_layers, areas, years + 1),
    )
