"""Results of a block of paths, and the events of one, for the kernels to write to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fundsim.kernels.arrays import columns
from fundsim.kernels.arrays.model import Model, accounts_of
from fundsim.kernels.arrays.types import F1, F2, F3, F4, I1, I2, I3, I4


class Details(NamedTuple):
    """What a run keeps by month beyond what every run does: flows of the reported fund, payments of every payer."""

    flows: bool = False
    payments: bool = False


NO_DETAILS = Details()


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
    township_overdue: F2  # overdue and NPL, added up over all month ends
    township_outstanding: F2  # added up over all month ends
    industry_claims: F2
    cohort_defaults: I2
    cohort_loans: I2
    cohort_age_defaults: I3  # [path, cohort, quarter since disbursement; opening stock: since month 0]
    account_line: F4  # [path, year, LINES, size]
    account_total: F4  # [path, layer, ACCOUNT_TOTALS, size] of layers with money of their own, over the whole path
    government_cash: F4  # [path, CASH_LINES, year, size] not discounted
    layer_year_payment: F4  # [path, year, layer + 1, size]
    balance: F3  # [path, month, size]
    compensation: F3  # [path, month, size]
    payment_month: F4  # [path, month, layer + 1, size]; no months: not kept
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


def age_quarters(model: Model) -> int:
    """Quarters since disbursement that a loan can live to see."""
    return -(-model.clock.end // 3)


def new_outputs(model: Model, paths: int, details: Details = NO_DETAILS) -> Outputs:
    """Zeroed results of so many paths, with room for what is to be kept by month."""
    layers, sizes, months = model.layers.share.shape[0], model.accounts.sizes, model.clock.months
    years = int(model.clock.year[-1]) + 1
    townships, industries = model.risk.townships, model.risk.industries
    fund_accounts = model.accounts.initial[accounts_of(model, model.accounts.fund)].shape[0]

    def floats(*shape: int) -> F4:
        return np.zeros((paths, *shape))

    def integers(*shape: int) -> I3:
        return np.zeros((paths, *shape), np.int64)

    return Outputs(
        counts=integers(columns.COUNTS),
        amount=floats(columns.AMOUNTS),
        fund=floats(columns.FUND_FIGURES, sizes),
        ruin=integers(2, sizes),
        payment=floats(layers + 1, sizes),
        recovery=floats(layers + 1, sizes),
        recovery_due=floats(layers + 1, sizes),
        queue_unpaid=floats(layers, sizes),
        layer_shortfall=floats(layers, sizes),
        premium=floats(layers),
        premium_party=floats(columns.PARTIES),
        limit_reached=integers(layers, sizes),
        limit_year=integers(years, layers, sizes),
        exhausted=integers(layers, sizes),
        suspended=integers(layers),
        cover_premium=floats(columns.PARTIES),
        failed_villages=np.zeros(paths if model.contagion.villages else 0, np.int64),
        township_claims=floats(townships),
        township_defaults=integers(townships),
        township_overdue=floats(townships),
        township_outstanding=floats(townships),
        industry_claims=floats(industries),
        cohort_defaults=integers(years + 1),
        cohort_loans=integers(years + 1),
        cohort_age_defaults=integers(years + 1, age_quarters(model)),
        account_line=floats(years, columns.LINES, sizes),
        account_total=floats(layers, columns.ACCOUNT_TOTALS, sizes),
        government_cash=floats(columns.CASH_LINES, years, sizes),
        layer_year_payment=floats(years, layers + 1, sizes),
        balance=floats(months, sizes),
        compensation=floats(months, sizes),
        payment_month=floats(months if details.payments else 0, layers + 1, sizes),
        shortfall_month=floats(months, sizes),
        monthly=np.zeros((columns.MONTHLY, paths, months)),
        flows=floats(fund_accounts if details.flows else 0, months if details.flows else 0, columns.FLOWS),
    )


def new_log(capacity: int) -> Log:
    """Event log with room for so many events."""
    month, code, slot, generation = np.zeros((4, capacity), np.int64)
    return Log(month, code, slot, generation, np.zeros(capacity), np.zeros(1, np.int64))
