"""Life of loans: made, in dues, renewed, performing again after a distress, defaulted."""

from __future__ import annotations

from tests.reference.twin_claims import open_claim
from tests.reference.twin_clock import account_year
from tests.reference.twin_cover import accrue_cover_premiums
from tests.reference.twin_draws import draw, exponential_draw
from tests.reference.twin_schedules import balance_at_start
from tests.reference.twin_state import Loan, Place, World

from fundsim.kernels.numerics import purposes
from fundsim.portfolio.loan_book import SCHEDULES


def place_of(world: World, slot: int) -> Place:
    """Where the loans of a slot belong."""
    book = world.book
    township = int(book.township[slot])
    return Place(
        int(book.village[slot]), township, int(book.township_county[township]),
        int(book.product[slot]), int(book.industry[slot]),
    )  # fmt: skip


def admission_rules(world: World, made: int) -> int:
    """Number of the admission rules that hold for loans made in a month: changes take effect in their month."""
    return sum(int(start) <= made for start in world.book.epoch_starts)


def make_loan(world: World, slot: int, generation: int, made: int, opening: bool) -> Loan:
    """Loan of a slot's generation, disbursed in month `made`, performing from that month or month 0."""
    book = world.book
    column, rules = generation % book.principal.shape[1], admission_rules(world, made)
    principal = book.first_principal[slot] if opening else book.principal[slot, column]
    loan = Loan(
        slot, generation, place_of(world, slot), float(principal),
        float(book.pd_annual[rules, slot, column]), int(book.term[slot]), float(book.rate[slot]),
        int(book.schedule[slot]), int(book.interest_every[slot]), int(book.instalment_every[slot]),
        float(book.subsidy[slot]), opening, 0 if opening else 1 + account_year(world.clock, made),
        made, made, made, max(made, 0), 0.0,
    )  # fmt: skip
    loan.balance = balance_at_start(world, loan, max(made, 0))
    start_spell(world, loan, 0, loan.performs_from)
    return loan


def start_spell(world: World, loan: Loan, spell: int, month: int) -> None:
    """A loan performs (again) from a month on, with a fresh distress budget."""
    loan.status = "performing"
    loan.spell = spell
    loan.performs_from = month
    loan.spent = 0.0
    loan.budget = exponential_draw(world, purposes.DISTRESS, loan.slot, loan.generation, spell)


# ---------------------------------------------------------------- step 5: performing again, or default


def resume(world: World, loan: Loan, month: int) -> None:
    """The loan performs again from a month on; its schedule shifts by the dues missed, or is caught up."""
    if world.scenario.missed_dues == "shift":
        loan.origin += month - loan.distress_month
    loan.interest_paid_to = month - 1
    start_spell(world, loan, loan.spell + 1, month)


def default(world: World, loan: Loan, t: int, waits_from: int) -> None:
    """The loan defaults in month t: a claim will be filed, waiting from a stated month, and the slot refilled."""
    loan.status = "defaulted"
    claim = open_claim(world, loan, t, waits_from)
    world.claims.append(claim)
    world.loans.remove(loan)
    world.out["defaults"] += 1
    world.out["wilful"] += int(loan.wilful)
    world.out["township_defaults"][loan.place.township] += 1
    world.out["cohort_defaults"][loan.cohort] += 1
    world.out["cohort_age_defaults"][loan.cohort][(t - max(loan.disbursed, 0)) // 3] += 1
    after_default = world.scenario.lending.refill_defaulted == "after_default"
    vacate(world, loan, (t if after_default else claim.settlement_month) + 1)


def vacate(world: World, loan: Loan, refill_from: int) -> None:
    """The slot is free; steady lending refills it from a month on."""
    state = world.slots[loan.slot]
    state.loan, state.vacant_from, state.refused = None, refill_from, False


# ---------------------------------------------------------------- step 6: dues


def pay_dues(world: World, t: int) -> None:
    """Dues, maturities and renewals of all loans that perform in month t."""
    world.renewed = []
    for loan in [one for one in world.loans if performs(one, t)]:
        world.out["subsidy_month"] += loan.balance * loan.rate / 12.0 * loan.subsidy
        accrue_cover_premiums(world, loan)
        k = t - loan.origin + 1
        if k < loan.term:
            loan.balance = min(loan.balance, balance_at_start(world, loan, t + 1))
        elif is_renewed(world, loan):
            renew(world, loan, t + 1)
        else:
            loan.balance, loan.status = 0.0, "repaid"
            world.loans.remove(loan)
            vacate(world, loan, t + 1)


def performs(loan: Loan, t: int) -> bool:
    """On the book, performing, and not in distress this month."""
    return loan.status == "performing" and loan.performs_from <= t and loan.distress_month != t


def is_renewed(world: World, loan: Loan) -> bool:
    """Bullet loans at maturity, a limited number of times."""
    terms = world.scenario.renewal
    if SCHEDULES[loan.schedule] != "bullet" or loan.renewals >= terms.at_most:
        return False
    return draw(world, purposes.RENEWAL, loan.slot, loan.generation, loan.renewals) < terms.probability


def renew(world: World, loan: Loan, month: int) -> None:
    """Same balance, rate and length from a month on."""
    world.out["renewals"] += 1
    loan.renewals += 1
    loan.extensions = 0
    loan.made = loan.origin = month
    loan.balance = loan.principal
    world.renewed.append(loan)
    start_spell(world, loan, loan.spell + 1, month)


def inspections_made(world: World) -> float:
    """Inspections a month of one loan."""
    return world.scenario.monitoring.inspections_per_year / 12.0


def planned_stock(world: World, slot: int) -> float:
    """First balance of a loan planned in the first twelve months, else 0."""
    made = int(world.book.made_in[slot])
    planned = bool(world.book.new_lending[slot]) and made < 12
    return make_loan(world, slot, 0, made, opening=False).balance if planned else 0.0
