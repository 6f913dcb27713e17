"""Everything a path needs that is the same on all paths."""

from __future__ import annotations

from typing import NamedTuple

from fundsim.kernels.arrays.loans import Ageing, Baseline, Clock, Cover, Lives, Loans
from fundsim.kernels.arrays.payers import Accounts, Layers
from fundsim.kernels.arrays.risk import Contagion, PriceCycles, Regimes, Risk, Shocks
from fundsim.kernels.arrays.rules import Aggregate, Breakers, Rules


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
