"""Arrears: overdue loans that each month are cured, default, or stay overdue, up to the claim age."""

from __future__ import annotations

from tests.reference.twin_draws import draw
from tests.reference.twin_loans import default, resume
from tests.reference.twin_seasoning import matures_in
from tests.reference.twin_state import Loan, World

from fundsim.kernels.numerics import purposes
from fundsim.programme.distress import Arrears
from fundsim.units import months_from_days


def claim_age(world: World) -> int:
    """Months after distress in which an overdue loan defaults for certain."""
    return months_from_days(world.scenario.claim.filed_after_days)


def is_young(world: World, loan: Loan, t: int) -> bool:
    """Whether a loan in arrears is younger than the claim age."""
    return t - loan.distress_month < claim_age(world)


def roll_is_on(world: World) -> bool:
    """Whether loans in distress fall into arrears rather than default; not where claims wait for nothing."""
    return world.scenario.arrears is not None and claim_age(world) > 0


def roll_at_once(world: World) -> bool:
    """Whether the first roll comes in the month of distress."""
    return terms_of(world).first_roll == "distress_month"


def terms_of(world: World) -> Arrears:
    """Terms of a scenario with arrears."""
    assert world.scenario.arrears is not None
    return world.scenario.arrears


def roll(world: World, loan: Loan, t: int) -> None:
    """One month of a loan in arrears: default at claim age or maturity, cure, default, or neither."""
    terms = terms_of(world)
    waits_from = loan.distress_month if terms.claim_waits_from == "distress" else t
    age = t - loan.distress_month
    u = draw(world, purposes.ARREARS, loan.slot, loan.generation, loan.spell * 256 + age)
    at_maturity = terms.default_at_maturity if matures_in(loan, t) else 0.0
    if not is_young(world, loan, t) or u < at_maturity:
        default(world, loan, t, waits_from)
        return
    u = (u - at_maturity) / (1.0 - at_maturity)  # again uniform for the loans that are left
    if u < terms.cure_per_month:
        world.out["arrears_cures"] += 1
        resume(world, loan, t + 1)
    elif u < terms.cure_per_month + terms.default_per_month:
        default(world, loan, t, waits_from)
