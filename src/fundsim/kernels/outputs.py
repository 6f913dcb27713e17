"""Zeroed results of a block of paths, for the kernels to write to."""

from __future__ import annotations

import numpy as np

from fundsim.kernels import arrays as columns
from fundsim.kernels.arrays import Log, Model, Outputs


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

    def floats(*shape: int) -> columns.F4:
        return np.zeros((paths, *shape))

    def integers(*shape: int) -> columns.I3:
        return np.zeros((paths, *shape), np.int64)

    return Outputs(
        counts=integers(columns.COUNTS),
        amount=floats(columns.AMOUNTS),
        fund=floats(sizes, columns.FUND_FIGURES),
        ruin=integers(sizes, 2),
        payment=floats(sizes, layers + 1),
        recovery=floats(sizes, layers + 1),
        recovery_due=floats(sizes, layers + 1),
        queue_unpaid=floats(sizes, layers),
        layer_shortfall=floats(sizes, layers),
        premium=floats(layers),
        premium_party=floats(3),
        limit_reached=integers(sizes, layers),
        limit_year=integers(sizes, years, layers),
        exhausted=integers(sizes, layers),
        suspended=integers(layers),
        cover_premium=floats(3),
        failed_villages=np.zeros(paths if model.contagion.villages else 0, np.int64),
        township_claims=floats(townships),
        township_defaults=integers(townships),
        industry_claims=floats(industries),
        cohort_defaults=integers(years + 1),
        cohort_loans=integers(years + 1),
        cohort_age_defaults=integers(years + 1, age_quarters(model)),
        account_line=floats(sizes, years, columns.LINES),
        account_total=floats(sizes, layers, columns.ACCOUNT_TOTALS),
        layer_year_payment=floats(sizes, years, layers + 1),
        balance=floats(sizes, months),
        compensation=floats(sizes, months),
        shortfall_month=floats(sizes, months),
        monthly=np.zeros((columns.MONTHLY, paths, months)),
        flows=floats(fund_accounts(model) if flows else 0, months if flows else 0, columns.FLOWS),
    )


def new_log(capacity: int) -> Log:
    """Event log with room for so many events."""
    month, code, slot, generation = np.zeros((4, capacity), np.int64)
    return Log(month, code, slot, generation, np.zeros(capacity), np.zeros(1, np.int64))
