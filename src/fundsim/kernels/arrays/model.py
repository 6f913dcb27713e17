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


def accounts_of(model: Model, layer: int) -> slice:
    """Rows of a layer's accounts; none for one without money of its own, and for -1, no layer."""
    first = int(model.layers.account_first[layer]) if layer >= 0 else -1
    return slice(first, first + int(model.layers.areas[model.layers.account_level[layer]])) if first >= 0 else slice(0)


def opening_amount(model: Model, layer: int) -> float:
    """What a layer's accounts open with, with the first of several fund sizes. [currency]"""
    return float(model.accounts.initial[accounts_of(model, layer), 0].sum())
