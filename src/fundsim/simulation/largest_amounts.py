"""Bounds of the amounts of a run, so that sums of them can be kept as whole numbers: the same in any order."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Model
from fundsim.kernels.arrays.codes import LEVERAGE_TARGET, STATED_TARGET


def total_principal(model: Model) -> float:
    """Principals of all loans that can ever be made, each once. [currency]"""
    principal, first = np.abs(model.loans.principal), model.loans.first_principal
    return float(principal.sum() + np.maximum(first - principal[:, 0], 0.0).sum())


def largest_amount(model: Model) -> float:
    """Bound of what is lent, claimed and paid: generous, finite, the same whatever the number of paths. [currency]"""
    principal, interest = total_principal(model), 0.0
    if model.rules.claims_interest:
        interest = float(model.loans.rate.max(initial=0.0)) / 12.0 * model.rules.interest_limit
    lent = principal * max(1.0 + model.clock.months, 1.0 + interest)  # a slot is lent anew each month at most
    money = float(model.accounts.initial.sum() + model.accounts.inflow_start.sum() + model.accounts.inflow_end.sum())
    return 4.0 * (1.0 + lent + money) + model.aggregate.intervals * model.aggregate.largest


def largest_cash(model: Model) -> float:
    """Bound of what the government pays in all years together: into accounts, for claims, and to run it. [currency]"""
    months, rate = float(model.clock.months), float(model.loans.rate.max(initial=0.0)) / 12.0
    lent = total_principal(model) + float(model.baseline.performing.sum(axis=0).max(initial=0.0))
    charged = rate + float(model.cover.premium.sum(axis=0).max(initial=0.0))
    inspected = float(model.rules.inspection_cost) * model.loans.principal.shape[0]
    running = lent * charged + inspected + float(model.rules.lever_cost)
    return float(2.0 * largest_balance(model) + months * running)


def largest_balance(model: Model) -> float:
    """Bound of what an account holds or earns, with all premiums and top-ups at the highest yield. [currency]"""
    accounts, months = model.accounts, model.clock.months
    principal = total_principal(model)
    outstanding = principal + float(model.baseline.performing.sum(axis=0).max(initial=0.0))
    premiums = float(model.layers.price_rate.sum()) * outstanding * months
    by_amount, by_leverage = accounts.top_up_target == STATED_TARGET, accounts.top_up_target == LEVERAGE_TARGET
    targets = float(accounts.initial.sum() + accounts.top_up_amount[by_amount].sum())
    targets += float((outstanding / accounts.top_up_amount[by_leverage]).sum())
    topped_up = months * targets if accounts.top_up.any() else 0.0
    growth = (1.0 + float(accounts.yield_month.max(initial=0.0))) ** model.clock.end
    return (largest_amount(model) + premiums + topped_up) * growth
