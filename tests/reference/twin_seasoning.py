"""When in its life a loan defaults: the curve over its age, and the part that falls in its maturity month."""

from __future__ import annotations

import numpy as np
from tests.reference.twin_state import Loan, World

from fundsim.portfolio.loan_book import SCHEDULES


def seasoning(world: World, loan: Loan, t: int) -> float:
    """Relative intensity by months since disbursement or renewal, with mean 1 over the term."""
    if world.scenario.default_probability.seasoning is None:
        return 1.0
    mean = sum(curve(world, age) for age in range(loan.term)) / loan.term
    return curve(world, t - loan.made) / mean


def curve(world: World, age: int) -> float:
    """The curve at an age: linear between the stated ages, flat beyond."""
    terms = world.scenario.default_probability.seasoning
    assert terms is not None
    return float(np.interp(age, terms.ages, terms.relative))


def part_at_maturity(world: World, loan: Loan) -> float:
    """Part of a loan's intensity that falls in its maturity month: none unless it is a bullet loan."""
    is_bullet = SCHEDULES[loan.schedule] == "bullet"
    return world.scenario.default_probability.due_at_maturity if is_bullet else 0.0


def matures_in(loan: Loan, t: int) -> bool:
    """Whether the last due falls at the end of month t: a due that was missed is caught up in the first month."""
    return t == max(loan.origin + loan.term - 1, loan.performs_from)
