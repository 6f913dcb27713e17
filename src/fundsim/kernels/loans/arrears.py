"""Arrears (逾期): overdue loans roll from month to month until they are cured, extended or in default."""

from __future__ import annotations

import numpy as np

from fundsim.kernels.arrays import Log, Model, Outputs, State
from fundsim.kernels.arrays.columns import ARREARS_CURES, EV_ARREARS_CURED, OVERDUE, PERFORMING
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ledgers import add_state, add_troubled_exposure, course_of, record
from fundsim.kernels.loans.spells import ARREARS_EVENT, push_event, resume
from fundsim.kernels.numerics.purposes import ARREARS
from fundsim.kernels.numerics.random import purpose_key, uniform

STAYS, IS_CURED, DEFAULTS_NOW = range(3)
SPELL_STEP = 256  # months in arrears are fewer


@kernel
def arrears_roll(u: float, at_maturity: float, cure: float, default: float) -> int:
    """What becomes of an overdue loan in a month: default at maturity first, else cure, default, or neither.

    Parameters
    ----------
    u : float
        Uniform draw of the month.
    at_maturity : float
        Probability of default because the last due is missed; 0 in other months.
    cure, default : float
        Monthly probabilities of those that are left; at most 1 together.

    Returns
    -------
    int
        STAYS, IS_CURED or DEFAULTS_NOW.
    """
    left = 1.0 - at_maturity
    if u < at_maturity:
        return DEFAULTS_NOW
    if u < at_maturity + left * cure:
        return IS_CURED
    return DEFAULTS_NOW if u < at_maturity + left * (cure + default) else STAYS


@kernel
def month_in_arrears(model: Model, state: State, key: np.uint64, slot: int, month: int) -> int:
    """Whether an overdue loan stays so in a month, is cured, or defaults, for certain at claim age."""
    rules, age = model.rules, month - state.distress_in[slot]
    if age >= rules.wait:
        return DEFAULTS_NOW
    if age < rules.first_roll:
        return STAYS
    second = state.spell[slot] * SPELL_STEP + age
    u = uniform(purpose_key(key, ARREARS), slot, state.generation[slot], second)
    at_maturity = rules.default_at_maturity if month == state.last[slot] else 0.0
    return arrears_roll(u, at_maturity, rules.arrears_cure, rules.arrears_default)


@kernel
def roll(
    model: Model,
    state: State,
    out: Outputs,
    log: Log,
    row: int,
    key: np.uint64,
    slot: int,
    month: int,
    owed: float,
) -> bool:
    """Let an overdue loan roll: cured, or overdue for another month, unless it defaults; whether it does."""
    outcome = month_in_arrears(model, state, key, slot, month)
    if outcome == IS_CURED:
        out.counts[row, ARREARS_CURES] += 1
        record(log, month, EV_ARREARS_CURED, slot, state.generation[slot], owed)
        add_state(model, state, PERFORMING, slot, owed, month, month)
        resume(model, state, key, slot, month + 1)
    elif outcome == STAYS:
        add_state(model, state, OVERDUE, slot, owed, month, month)
        add_troubled_exposure(model, state, course_of(state, slot), owed, month + 1, month + 1)
        push_event(model, state, slot, month + 1, ARREARS_EVENT)
    return outcome == DEFAULTS_NOW
