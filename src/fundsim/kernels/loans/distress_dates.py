"""When distress comes: the month in which the intensities of a performing loan have spent its budget."""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.arrays import Model, State
from fundsim.kernels.compiling.jit import kernel, written_out
from fundsim.kernels.loans.ledgers import Course
from fundsim.kernels.numerics.purposes import S11, TWO_POW_MINUS_53
from fundsim.kernels.numerics.random import mix64
from fundsim.kernels.risk.hazards import first_month_above, unshocked_intensity

NEVER = -1  # no distress within the months looked at
HIGHEST_DRAW = 1 << 53


@kernel
def bucket_of(model: Model, slot: int, variant: int, disbursed_in: int) -> int:
    """Loans with the same hazard as one disbursed in a month, whose admission rules hold for it."""
    loans, epoch = model.loans, 0
    while epoch < loans.epoch_starts.shape[0] and disbursed_in >= loans.epoch_starts[epoch]:
        epoch += 1
    return loans.bucket[epoch, slot, variant]


@kernel
def seasoning(model: Model, slot: int, age: int) -> float:
    """Relative intensity of a loan at an age in months, with mean 1 over its term."""
    curve = model.ageing.curve[model.ageing.row[slot]]
    return curve[min(age, curve.shape[0] - 1)]


@kernel
def part_of_period(model: Model, course: Course, month: int, bucket: int) -> float:
    """Part of a whole factor period's intensity that falls in a month of a loan's life.

    A part 1 - c is spread by season and age; c·(term/12) of a year's falls in the month of maturity.
    """
    ageing, risk, slot = model.ageing, model.risk, course.slot
    part = risk.weight[risk.season[bucket], month]
    if not ageing.active:
        return part
    part *= (1.0 - ageing.at_maturity[slot]) * seasoning(model, slot, month - course.booked_in)
    return part + maturity_part(model, slot) if month == course.last else part


@kernel
def maturity_part(model: Model, slot: int) -> float:
    """Part of a whole factor period's intensity that falls due at maturity, ``c·(term/12)·(12/n)``."""
    return model.ageing.at_maturity[slot] * model.loans.term[slot] / 12.0 * model.ageing.year


@kernel
def intensity_bound(model: Model, state: State, course: Course, first: int, until: int) -> float:
    """Intensity of the months ``first`` to ``until`` of a loan's life, or somewhat more where it depends on age."""
    bucket = course.bucket
    whole = state.cumulative[until + 1, bucket] - state.cumulative[first, bucket]
    if not model.ageing.active:
        return whole
    ageing, slot = model.ageing, course.slot
    bound = whole * max(1.0, (1.0 - ageing.at_maturity[slot]) * ageing.peak[ageing.row[slot]])
    if course.last <= until:
        bound += maturity_part(model, slot) * state.full[course.last, bucket]
    return bound


@kernel
def spent_at_age(model: Model, state: State, course: Course, month: int, bucket: int) -> float:
    """What a month spends of the budget of a loan whose intensity depends on its age."""
    whole = state.full[month, bucket] * part_of_period(model, course, month, bucket)
    return whole + state.immediate[month, model.risk.hit[bucket]]


@kernel
def month_spent_at_age(model: Model, state: State, course: Course, first: int, until: int, budget: float) -> int:
    """Month in which a budget is spent by intensities that depend on the loan's age."""
    bucket = course.bucket
    for month in range(first, until + 1):
        spent = spent_at_age(model, state, course, month, bucket)
        if spent >= budget:
            return month
        budget -= spent
    return NEVER


@written_out
def distress_month(model: Model, state: State, course: Course, first: int, until: int, budget: float) -> int:
    """Month in which a performing loan has spent its exponential budget: distress.

    Parameters
    ----------
    model : Model
    state : State
        With the intensities of the path.
    course : Course
        The loan.
    first, until : int
        Months of the spell, both included.
    budget : float
        Unit-exponential draw of the spell.

    Returns
    -------
    int
        Month; ``NEVER`` when the budget outlasts the spell.
    """
    if model.ageing.active:
        return month_spent_at_age(model, state, course, first, until, budget)
    bucket = course.bucket
    threshold = state.cumulative[first, bucket] + budget
    if state.cumulative[until + 1, bucket] < threshold:
        return NEVER
    return first_month_above(state.cumulative, bucket, threshold, first, until)


@kernel
def left_of_budget(model: Model, state: State, course: Course, first: int, month: int, budget: float) -> float:
    """What the months from ``first`` to before ``month`` have left of a budget."""
    bucket = course.bucket
    if not model.ageing.active:
        return state.cumulative[first, bucket] + budget - state.cumulative[month, bucket]
    for earlier in range(first, month):
        budget -= spent_at_age(model, state, course, earlier, bucket)
    return budget


@kernel
def draw_lives(model: Model, state: State, distress_key: np.uint64) -> None:
    """Draw the budgets of all lives on their course, as whole numbers of 2^-53."""
    for life in range(model.lives.draw.shape[0]):
        state.drawn[life] = np.int64(mix64(distress_key + model.lives.draw[life]) >> S11)


@kernel
def threshold_of(bound: float) -> int:
    """Draw, a whole number of 2^-53, below which lie all whose budget a bound of the intensity may spend."""
    return int(-math.expm1(-bound) / TWO_POW_MINUS_53) + 4  # more than rounding can be off


@kernel
def next_above(state: State, threshold: int, first: int, past: int) -> int:
    """Lowest draw of the lives from ``first`` to before ``past`` that is not below a threshold."""
    lowest = HIGHEST_DRAW
    for life in range(first, past):
        drawn = state.drawn[life]
        lowest = min(lowest, drawn if drawn >= threshold else HIGHEST_DRAW)
    return lowest


@kernel
def drawn_below(state: State, threshold: int, first: int, past: int, listed: int) -> int:
    """List the lives from ``first`` to before ``past`` whose draw is below a threshold; the length of the list then.

    They come behind those listed already. Every position is written and kept or written over: a branch would be guessed
    wrong once for each loan in trouble.
    """
    count = listed
    for life in range(first, past):
        state.met[count] = life
        count += int(state.drawn[life] < threshold)
    return count


@kernel
def is_shock_default(model: Model, state: State, course: Course, first: int, month: int, budget: float) -> bool:
    """Whether the budget of a spell from ``first`` on would have outlasted the month of distress without shocks."""
    if state.shocked[month] == 0:
        return False
    bucket, left = course.bucket, left_of_budget(model, state, course, first, month, budget)
    plain = unshocked_intensity(model, state, month, bucket) * part_of_period(model, course, month, bucket)
    return left > plain
