"""Zeroed results of a block of paths, for the kernels to write to."""

from __future__ import annotations

import numpy as np

from fundsim.kernels import columns
from fundsim.kernels.arrays import F4, I3, Log, Model, Outputs


def age_quarters(model: Model) -> int:
    """Quarters since disbursement that a loan can live to see."""
    return -(-model.clock.end // 3)


def fund_accounts(model: Model) -> int:
    """Number of accounts of the reported fund; 0 without a fund that has money of its own."""
    fund, layers = model.accounts.fund, model.layers
    held = fund >= 0 and layers.account_first[fund] >= 0
    return int(layers.areas[layers.account_level[fund]]) if held else 0


def new_outputs(model: Model, paths: int, *, flows: bool = False) -> Outputs:
    """Zeroed results of so many paths; ``flows`` makes room for the monthly flows of the reported fund."""
    layers, sizes, months = model.layers.share.shape[0], model.accounts.sizes, model.clock.months
    years = int(model.clock.year[-1]) + 1
    townships, industries = model.risk.townships, model.risk.industries

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
        premium_party=floats(3),
        limit_reached=integers(layers, sizes),
        limit_year=integers(years, layers, sizes),
        exhausted=integers(layers, sizes),
        suspended=integers(layers),
        cover_premium=floats(3),
        failed_villages=np.zeros(paths if model.contagion.villages else 0, np.int64),
        township_claims=floats(townships),
        township_defaults=integers(townships),
        industry_claims=floats(industries),
        cohort_defaults=integers(years + 1),
        cohort_loans=integers(years + 1),
        cohort_age_defaults=integers(years + 1, age_quarters(model)),
        account_line=floats(columns.LINES, years, sizes),
        account_total=floats(layers, columns.ACCOUNT_TOTALS, sizes),
        layer_year_payment=floats(years, layers + 1, sizes),
        balance=floats(months, sizes),
        compensation=floats(months, sizes),
        shortfall_month=floats(months, sizes),
        monthly=np.zeros((columns.MONTHLY, paths, months)),
        flows=floats(fund_accounts(model) if flows else 0, months if flows else 0, columns.FLOWS),
    )


def new_log(capacity: int) -> Log:
    """Event log with room for so many events."""
    month, code, slot, generation = np.zeros((4, capacity), np.int64)
    return Log(month, code, slot, generation, np.zeros(capacity), np.zeros(1, np.int64))
