"""Required capital of a path: the smallest opening amount with which the reported fund pays every claim on it.

Only the accounts are played again, on the flows that a run kept while the fund never ran short. The flows do not
depend on the opening amount, and neither does whether a larger amount is better: balances rise with it, as long as
no top-up waits for a trigger, overlaps with the next or meets a ceiling on its way.
"""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.arrays import F1, F2, F4, I1, Model
from fundsim.kernels.arrays.codes import AFTER_CLAIMS, AT_OPENING, INITIAL_TARGET
from fundsim.kernels.arrays.columns import ASKED, INFLOW_END, INFLOW_START, RECOVERED, TARGET
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.kernels.compiling.jit import entry_kernel, kernel
from fundsim.kernels.compiling.references import Words
from fundsim.kernels.numerics.memory import fill
from fundsim.kernels.paths import read_model
from fundsim.kernels.payers.accounts import first_account, past_account
from fundsim.kernels.payers.top_ups import part_of, refill

PRECISION = HALF_FEN / 10.0
MOST = 1e15  # [currency] beyond any opening amount


@kernel
def first_short_month(
    model: Model, flows: F2, due: F1, account: int, initial: float, ceiling: float, months: int, unpaid: float
) -> int:
    """First month in which an account leaves more than ``unpaid`` of what is asked of it; ``months`` if none.

    ``due`` is scratch for the top-ups decided and not yet paid, [month].
    """
    accounts, clock, layer = model.accounts, model.clock, model.accounts.fund
    share, lag = accounts.top_up_share[layer], accounts.top_up_lag[layer]
    cap = part_of(accounts.top_up_cap[layer], accounts.weight[account])
    balance, accrued = initial, 0.0
    fill(due, 0.0)
    for month in range(months):
        decides = accounts.top_up_decides[layer, month] == 1 and month + lag < months
        target = initial if accounts.top_up_target[layer] == INITIAL_TARGET else flows[month, TARGET]
        if decides and accounts.top_up[layer] == AT_OPENING:
            due[month + lag] += refill(share, cap, target, balance)
        balance += flows[month, INFLOW_START] + due[month]
        due[month] = 0.0
        accrued += balance * accounts.yield_month[layer]
        if accounts.interest_yearly[layer] == 0 or clock.year_end[month] == 1:
            balance, accrued = balance + accrued, 0.0
        if flows[month, ASKED] > balance + unpaid:
            return month
        balance = max(balance - flows[month, ASKED], 0.0) + flows[month, RECOVERED] + flows[month, INFLOW_END]
        if decides and accounts.top_up[layer] == AFTER_CLAIMS:
            due[month + lag] += refill(share, cap, target, balance)
        balance = min(balance + due[month], ceiling)
        due[month] = 0.0
    return months


@kernel
def is_enough(
    model: Model,
    flows: F2,
    due: F1,
    account: int,
    amount: float,
    months: int,
    unpaid: float,
    ceiling: float,
    ceiling_share: float,
) -> bool:
    """Whether one account never runs short within some months, when the whole fund opens with an amount."""
    weight = model.accounts.weight[account]
    own = amount * weight
    limit = min(part_of(ceiling, weight), part_of(ceiling_share, own))
    return first_short_month(model, flows, due, account, own, limit, months, unpaid) == months


@kernel
def leaves_interest(model: Model, ceiling: float) -> bool:
    """Whether money beyond a ceiling leaves something behind: the interest of its first month, credited later."""
    accounts, layer = model.accounts, model.accounts.fund
    return ceiling < math.inf and accounts.interest_yearly[layer] == 1 and accounts.yield_month[layer] > 0.0


@kernel
def required_of_account(
    model: Model,
    flows: F2,
    due: F1,
    account: int,
    least: float,
    months: int,
    unpaid: float,
    ceiling: float,
    ceiling_share: float,
) -> float:
    """Smallest opening amount of the whole fund, at least ``least``, with which one account pays all; may be inf."""
    largest = flows[:months, ASKED].sum() / model.accounts.weight[account] / min(1.0, ceiling_share)
    if is_enough(model, flows, due, account, least, months, unpaid, ceiling, ceiling_share):
        return least
    if not largest < math.inf:
        return math.inf
    while not is_enough(model, flows, due, account, largest, months, unpaid, ceiling, ceiling_share):
        if not leaves_interest(model, ceiling) or largest > MOST:
            return math.inf
        largest *= 2.0
    low, high = least, largest
    while high - low > PRECISION:
        middle = 0.5 * (low + high)
        if not low < middle < high:  # of amounts so large there is no number in between
            break
        if is_enough(model, flows, due, account, middle, months, unpaid, ceiling, ceiling_share):
            high = middle
        else:
            low = middle
    return high


@entry_kernel
def required_capital(
    arrays: Words, flows: F4, horizons: I1, ceiling: float, ceiling_share: float, required: F2
) -> None:
    """Smallest opening amounts with which paths have no shortfall within each horizon.

    Parameters
    ----------
    arrays : packed Model
        Arrays of the scenario.
    flows : array (paths, accounts, months, FLOWS)
        Flows of the reported fund's accounts while it never ran short. [currency]
    horizons : array (horizons,) of int
        Months, rising.
    ceiling, ceiling_share : float
        Ceiling of the whole fund and as a multiple of its opening amount; infinite for none. [currency, 1]
    required : array (paths, horizons)
        Filled: opening amount of all accounts together; infinite where none is enough. [currency]
    """
    model = read_model(arrays)
    layer = model.accounts.fund
    first, past = first_account(model, layer), past_account(model, layer)
    due = np.zeros(flows.shape[2])
    for row in range(flows.shape[0]):
        least = 0.0
        for place in range(horizons.shape[0]):
            for account in range(first, past):
                own = flows[row, account - first]
                if least < math.inf:
                    least = required_of_account(
                        model, own, due, account, least, horizons[place], HALF_FEN / (past - first), ceiling,
                        ceiling_share,
                    )  # fmt: skip
            required[row, place] = least
