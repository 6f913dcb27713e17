"""Steps 4 and 5: distress, its cause, monitoring, extension, arrears, default."""

from __future__ import annotations

from tests.reference.twin_arrears import is_young, roll, roll_at_once, roll_is_on
from tests.reference.twin_draws import draw
from tests.reference.twin_extensions import end_extensions, extend, grant_extensions
from tests.reference.twin_intensities import intensities
from tests.reference.twin_loans import default, resume
from tests.reference.twin_state import Loan, World

from fundsim.kernels.numerics import purposes


def fall_into_distress(world: World, t: int) -> list[tuple[Loan, bool]]:
    """Loans whose intensities have used up their budget in month t; whether a shock did it."""
    fallen = []
    for loan in world.loans:
        if loan.status != "performing" or t < loan.performs_from:
            continue
        plain, total = intensities(world, loan, t)
        if loan.spent + total >= loan.budget:
            fallen.append((loan, loan.budget - loan.spent > plain))
        loan.spent += total
    return fallen


def decide_fates(world: World, fallen: list[tuple[Loan, bool]], t: int) -> None:
    """What becomes in month t of loans in extension, of loans in arrears, and of loans new in distress."""
    rolling = [loan for loan in world.loans if loan.status == "arrears"]
    occupied = [loan for loan in world.loans if loan.status == "forborne"]
    failed = end_extensions(world, t)
    missed = [loan for loan, by_shock in fallen if stays_in_distress(world, loan, by_shock, t)]
    may_ask = [loan for loan in missed if not loan.wilful]
    may_ask += [loan for loan in rolling if not loan.wilful and roll_is_on(world) and is_young(world, loan, t)]
    granted = grant_extensions(world, [*failed, *may_ask], occupied, t)
    for loan in granted:
        extend(world, loan, t)
    for loan in failed:
        if loan not in granted:
            default(world, loan, t, waits_from=t)
    for loan in missed:
        if loan not in granted:
            miss_due(world, loan, t)
    for loan in rolling:
        if loan not in granted and roll_is_on(world):
            roll(world, loan, t)
        elif loan not in granted:  # overdue since before month 0
            default(world, loan, t, waits_from=loan.distress_month)


def stays_in_distress(world: World, loan: Loan, by_shock: bool, t: int) -> bool:
    """Cause and monitoring of a loan that misses its due of month t; False if monitoring cures it."""
    world.out["distress"] += 1
    loan.distress_month = t
    loan.wilful = not by_shock and is_wilful(world, loan)
    if loan.wilful or not is_cured_by_monitoring(world, loan):
        return True
    world.out["cures"] += 1
    resume(world, loan, t + 1)
    return False


def miss_due(world: World, loan: Loan, t: int) -> None:
    """A loan in distress that is not extended defaults at once, or falls into arrears."""
    if not roll_is_on(world):
        default(world, loan, t, waits_from=t)
        return
    loan.status = "arrears"
    if roll_at_once(world):
        roll(world, loan, t)


def is_wilful(world: World, loan: Loan) -> bool:
    """Wilful with probability omega, else hardship."""
    u = draw(world, purposes.CAUSE, loan.slot, loan.generation, loan.spell)
    return u < world.scenario.wilful_default.share


def is_cured_by_monitoring(world: World, loan: Loan) -> bool:
    """Detected with D = 1 - (1 - d)^k, then cured with probability e."""
    terms = world.scenario.monitoring
    inspections = terms.inspections_per_year * terms.lead_months / 12.0
    detection = 1.0 - (1.0 - terms.detects) ** inspections
    detected = draw(world, purposes.DETECTION, loan.slot, loan.generation, loan.spell) < detection
    return detected and draw(world, purposes.CURE, loan.slot, loan.generation, loan.spell) < terms.cures_detected
