"""Working memory of one thread, as large as a scenario needs it."""

from __future__ import annotations

from typing import Any

import numpy as np

from fundsim.kernels.arrays.columns import (
    AREA_LEVELS,
    CAUSES,
    FACTOR_LEVELS,
    LEDGERS,
    ON_DEFAULT_PROBABILITY,
    PARTIES,
)
from fundsim.kernels.arrays.model import Model
from fundsim.kernels.arrays.outputs import new_outputs
from fundsim.kernels.arrays.state import State
from fundsim.kernels.arrays.types import B1, F1, I1
from fundsim.kernels.compiling.references import side_by_side


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
    return State(
        leading=floats(rows, given_draws),
        **_of_risk(model),
        **_of_loans(model),
        **_of_ledgers(model),
        **_of_claims(model),
        **_of_money(model),
        **_of_rules(model),
        provided=new_outputs(model, 1),
    )


def floats(*shape: int) -> F1:
    """Zeroed numbers."""
    return np.zeros(shape)


def integers(*shape: int) -> I1:
    """Zeroed whole numbers."""
    return np.zeros(shape, np.int64)


def flags(*shape: int) -> B1:
    """Truth values, all false."""
    return np.zeros(shape, np.uint8)


def claims_at_once(model: Model) -> int:
    """Most claims that can be in the pipeline at a time."""
    rules, slots = model.rules, model.loans.made_in.shape[0]
    pending = rules.wait + rules.processing + 13 if rules.steady and not rules.refill_after_payment else 1
    return int(max(slots * pending, model.aggregate.capacity))


def _of_risk(model: Model) -> dict[str, Any]:
    """Factors, conditions, hazards."""
    clock, risk, shocks, regimes = model.clock, model.risk, model.shocks, model.regimes
    months, end = clock.months, clock.end
    hits = regimes.unit.shape[1] * shocks.insured.shape[0]
    buckets, cells = risk.score.shape[0], risk.cell_county.shape[0]
    entities = max(risk.counties, risk.industries, risk.townships, risk.villages)
    scaled = end if shocks.scaled or regimes.acts[ON_DEFAULT_PROBABILITY] else 1
    severe, contagious = (end if shocks.severe else 1), (months if model.contagion.active else 1)
    chains = (len(regimes.every), int(regimes.units.max(initial=0)))
    steps = (end - 1) // int(regimes.every.min(initial=end)) + 1
    return {
        "factor": floats(FACTOR_LEVELS, entities),
        "weighted": floats(FACTOR_LEVELS, entities),
        "county_factor": floats(risk.periods, risk.counties),
        "systematic": floats(risk.periods, cells),
        "mixing": np.ones(risk.periods),
        "intensity": floats(risk.periods, buckets),
        "multiplier": floats(end, hits),
        "probability_multiplier": floats(scaled, hits),
        "odds_multiplier": floats(scaled, hits),
        "immediate": floats(end, hits),
        "lgd_addition": floats(severe, hits),
        "shocked": flags(end),
        "altered": flags(end),
        "regime": integers(*chains, steps),
        "cycle_multiplier": floats(months, risk.industries),
        "contagion": np.ones((2, contagious, max(risk.villages, risk.townships))),
        "neighbours": floats(2, max(risk.villages, risk.townships)),
        "added": floats(buckets),
        "rescaled": floats(3, buckets),
        "full": floats(months if model.ageing.active else 1, buckets),
        "last_event": integers(risk.townships),
        "cumulative": floats(months + 1, buckets),
    }


def _of_loans(model: Model) -> dict[str, Any]:
    """What is known of each loan, and lists of loans."""
    rules, end, slots = model.rules, model.clock.end, model.loans.made_in.shape[0]
    exposed = slots if model.contagion.active else 0
    queued = slots if np.isfinite(rules.most_lent) else 1
    remembered = rules.in_step or rules.steady
    loan_by_loan = side_by_side(
        slots,
        shared=not remembered,  # a life that is told at once leaves nothing that the next one has to go round
        generation=int,
        variant=int,
        bucket=int,
        spell=int,
        made_in=int,
        booked_in=int,
        disbursed_in=int,
        last=int,
        resumed=int,
        frozen=int,
        distress_in=int,
        cause=int,
        event_code=int,
        event_month=int,
        principal=float,
        budget=float,
        owed=float,
        extensions=int,
        extension_draws=int,
        renewals=int,
        refused=int,
        vacancy_next=int,
        event_next=int,
        event_previous=int,
        performs_from=int,
        performs_until=int,
        held_in=int,
        held=float,
        resumes_with=float,
    )
    return loan_by_loan | {
        "departed": flags(slots),
        "event_head": integers(end + 1),
        "in_extension": integers(model.risk.counties),
        "leaving_extension": integers(model.risk.counties),
        "candidates": integers(slots),
        "candidate_count": integers(1),
        "lot": floats(slots),
        "vacancy_head": integers(end + 2),
        "drawn": integers(model.lives.draw.shape[0]),
        "next_drawn": integers(model.lives.run_quiet.shape[0] if model.contagion.active else 0),
        "exposed": integers(exposed),
        "exposed_count": integers(1),
        "is_exposed": flags(exposed),
        "met": integers(model.lives.draw.shape[0] + 1),
        "waiting": integers(1),
        "line_up": integers(queued),
        "lined_up": integers(1),
        "turn": floats(queued),
    }


def _of_ledgers(model: Model) -> dict[str, Any]:
    """Balances and numbers of loans by month and place, and what premiums count on."""
    months, places = model.clock.months, model.baseline.performing.shape[0]
    bases = model.baseline.exposure.shape[0]
    return {
        "scheduled": floats(places, months),
        "steps": floats(months + 1, places, LEDGERS),
        "standing": floats(places, LEDGERS),
        "exposure": floats(bases, places, months),
        "exposure_steps": floats(bases, places, months + 1),
        "exposure_standing": floats(bases, places),
        "covered_lending": floats(bases, places, months),
        "renewed": floats(bases, places, months),
        "subsidy": floats(months),
        "subsidy_steps": floats(months + 1),
        "subsidy_standing": floats(1),
        "cover_premium": floats(3, months),
        "lending": floats(months),
        "made": floats(int(model.clock.year[months - 1]) + 2),
    }


def _of_claims(model: Model) -> dict[str, Any]:
    """Claims in the pipeline, and those of a month on their way through the layers."""
    end, sizes, n_layers = model.clock.end, model.accounts.sizes, model.layers.share.shape[0]
    claims = claims_at_once(model)
    ordered = claims if model.rules.split_rank.shape[0] else 1
    claim_by_claim = side_by_side(
        claims,
        claim_next=int,
        claim_slot=int,
        claim_village=int,
        claim_industry=int,
        claim_generation=int,
        claim_cause=int,
        claim_default=int,
        claim_booked=int,
        claim_amount=float,
        claim_gross=float,
        claim_exposure=float,
        claim_recovery=float,
    )
    return claim_by_claim | {
        "claim_head": integers(end + 1),
        "claim_scale": floats(model.aggregate.intervals),
        "free": integers(claims),
        "free_count": integers(1),
        "claims_begun": integers(1),
        "settled": integers(claims),
        "recoverable": floats(claims),
        "payee": integers(claims),
        "group_area": integers(claims),
        "group_column": integers(claims),
        "cut": floats(model.risk.counties),
        "remaining": floats(claims, sizes),
        "ask": floats(claims, sizes),
        "taken": floats(ordered, n_layers + 1, sizes),
        "waits": flags(claims),
    }


def _of_money(model: Model) -> dict[str, Any]:
    """Accounts, queues, recoveries to come, aggregate terms."""
    clock, layers, sizes, n_accounts = model.clock, model.layers, model.accounts.sizes, model.accounts.accounts
    months, end, counties = clock.months, clock.end, model.risk.counties
    n_layers, areas, places = layers.share.shape[0], int(layers.areas.max()), model.baseline.performing.shape[0]
    payees, years = n_accounts + n_layers + 1, int(clock.year[end - 1]) + 1
    limited = n_layers if layers.bands.any() else 0
    reopened = end + 1 if layers.aggregate_net.any() else 1
    years_told = years + 1 if (layers.aggregate_net & layers.aggregate_default_year).any() else 1
    waves = end if model.rules.npl_until_paid and layers.queue.any() else 0
    return {
        "moved": floats(sizes),
        "rest": floats(sizes),
        "returned": floats(sizes),
        "fund_balance": floats(sizes),
        "balance": floats(n_accounts, sizes),
        "queue": floats(n_accounts, sizes),
        "queue_exposure": floats(n_layers, places),
        "wave_owed": floats(n_accounts, waves),
        "wave_exposure": floats(n_layers, waves, places),
        "wave_number": floats(n_layers, waves, places),
        "first_wave": integers(n_accounts),
        "accrued": floats(n_accounts, sizes),
        "contributed": floats(n_accounts, PARTIES, sizes),
        "top_up_due": floats(months + 1, n_accounts, sizes),
        "cohort": floats(CAUSES, payees, sizes),
        "future": floats(end + 1, payees, sizes),
        "reopening": floats(reopened, n_layers, areas * years_told, sizes),
        "future_court": floats(end + 1),
        "group_ask": floats(areas, years + 1, sizes),
        "asked": floats(limited, areas, years + 1, sizes),
        "allowed": floats(limited, areas, years + 1, sizes),
        "unit": floats(n_layers, areas, years + 1),
        "lent": floats(n_layers, areas),
        "payee_share": floats(payees, sizes),
        "queued_share": floats(n_accounts),
        "premium_month": floats(n_layers, counties, end),
        "paid_month": floats(n_layers, counties, end),
        "usage": floats(n_layers, counties, 3),
        "is_open": floats(n_layers, sizes),
        "shared_cost": floats(2),
        "limit_seen": flags(limited, areas, years + 1, sizes),
    }


def _of_rules(model: Model) -> dict[str, Any]:
    """Ratios, breakers, suspensions."""
    areas, n_layers = int(model.layers.areas.max()), model.layers.share.shape[0]
    places, breakers, sizes = model.baseline.performing.shape[0], model.breakers.watch.shape[0], model.accounts.sizes
    return {
        "ratio": floats(3, AREA_LEVELS, areas),
        "breaker_on": flags(breakers, areas),
        "breaker_metric": floats(breakers, areas),
        "stopped": flags(places),
        "suspended": flags(n_layers, model.risk.counties),
        "suspend_on": flags(n_layers, model.risk.counties),
        "area_sum": floats(AREA_LEVELS, areas, LEDGERS),
        "emptied": flags(sizes),
        "ended_in": integers(1),
        "short_before": floats(sizes),
        "exhausted_in": integers(n_layers, sizes),
        "failed": flags(places),
    }
