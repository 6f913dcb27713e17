"""Extensions: who is granted one, within a quota and up to a last month, and how it ends."""

from __future__ import annotations

from tests.reference.twin_clock import month_number
from tests.reference.twin_draws import draw
from tests.reference.twin_factors import conditional_probability
from tests.reference.twin_loans import resume
from tests.reference.twin_regimes import regime_multiplier
from tests.reference.twin_state import Loan, World

from fundsim.kernels.numerics import purposes


def end_extensions(world: World, t: int) -> list[Loan]:
    """Extensions that end in month t: cured loans perform from the next month; the failed ones are returned."""
    failed = []
    for loan in [one for one in world.loans if one.status == "forborne"]:
        end = end_of_month(world, loan, t)
        if end == "cured":
            loan.forborne_until = t
            resume(world, loan, t + 1)
        elif end == "failed":
            world.out["extension_failures"] += 1
            failed.append(loan)
    return failed


def end_of_month(world: World, loan: Loan, t: int) -> str:
    """Whether an extension is cured, fails, or goes on in month t."""
    if t == loan.extension_ends:
        return "failed" if fails_at_end(world, loan, t) else "cured"
    terms = world.scenario.extension
    key = loan.extension_draws * 1024 + t - loan.extended_in
    u = draw(world, purposes.EXTENSION_EXIT, loan.slot, loan.generation, key)
    if u < terms.cure_per_month:
        return "cured"
    return "failed" if u < terms.cure_per_month + terms.default_per_month else "goes on"


def fails_at_end(world: World, loan: Loan, t: int) -> bool:
    """Fails with Phi((Phi^-1(r) + S)/sqrt(1 - rho)) of that period, r changed by the regimes of the month."""
    r = world.scenario.extension.default_at_end
    r = min(1.0, r * regime_multiplier(world, loan.place, t, "extension_failure", "probability"))
    odds = regime_multiplier(world, loan.place, t, "extension_failure", "odds")
    r = r * odds / (1.0 - r + r * odds) if r < 1.0 else 1.0
    u = draw(world, purposes.EXTENSION_END, loan.slot, loan.generation, loan.extension_draws)
    return u < conditional_probability(world, r, loan.place, t)


def grant_extensions(world: World, candidates: list[Loan], occupied: list[Loan], t: int) -> list[Loan]:
    """Candidates that are extended in month t; `occupied` are the loans in extension at its start."""
    wanted = [loan for loan in candidates if decision_falls_well(world, loan, t)]
    quota = world.scenario.extension.at_most_at_once
    if quota is None:
        return wanted
    granted: list[Loan] = []
    for county in range(len(world.book.counties)):
        failed = [loan for loan in candidates if loan in occupied and loan.place.county == county]
        free = quota - sum(loan.place.county == county for loan in occupied) + len(failed)
        here = sorted((loan for loan in wanted if loan.place.county == county), key=lambda one: lot(world, one))
        granted += here[: max(0, free)]
    return granted


def decision_falls_well(world: World, loan: Loan, t: int) -> bool:
    """Fewer than `at_most` since disbursement or renewal, not too late, and the draw falls well."""
    terms = world.scenario.extension
    too_late = terms.until is not None and t > month_number(world.clock, terms.until)
    if loan.extensions >= terms.at_most or too_late:
        return False
    u = draw(world, purposes.EXTENSION, loan.slot, loan.generation, loan.extension_draws)
    loan.extension_draws += 1
    return u < terms.granted


def lot(world: World, loan: Loan) -> float:
    """The lot that decides who gets a free place, by the decision it belongs to."""
    return draw(world, purposes.EXTENSION_ORDER, loan.slot, loan.generation, loan.extension_draws)


def extend(world: World, loan: Loan, t: int) -> None:
    """Schedule frozen, balance constant for some months, or until an exit."""
    months = world.scenario.extension.months
    world.out["extensions"] += 1
    loan.extensions += 1
    loan.status = "forborne"
    loan.extended_in = t
    loan.extension_ends = None if months is None else t + months
