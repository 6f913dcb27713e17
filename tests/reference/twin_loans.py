"""Life of loans: lending, distress, monitoring, extension, dues, renewal."""

from __future__ import annotations

from tests.reference.twin_claims import open_claim
from tests.reference.twin_clock import account_year
from tests.reference.twin_factors import conditional_probability, draw, exponential_draw, intensities
from tests.reference.twin_state import Loan, Place, Slot, World

from fundsim.kernels import random as keyed
from fundsim.portfolio.loan_book import SCHEDULES
from fundsim.portfolio.schedules import balance_profile


def place_of(world: World, slot: int) -> Place:
    """Where the loans of a slot belong."""
    book = world.book
    township = int(book.township[slot])
    return Place(
        int(book.village[slot]), township, int(book.township_county[township]),
        int(book.product[slot]), int(book.industry[slot]),
    )  # fmt: skip


def owed_share(loan: Loan, k: int) -> float:
    """Share of the principal owed after k months of the schedule, 0 from maturity on."""
    profile = balance_profile(loan.schedule, loan.term, loan.instalment_every, loan.rate)
    return float(profile[min(k, loan.term)])


def make_loan(world: World, slot: int, generation: int, made: int, opening: bool) -> Loan:
    """Loan of a slot's generation, disbursed in month `made`, performing from that month or month 0."""
    book = world.book
    column = generation % book.principal.shape[1]
    loan = Loan(
        slot, generation, place_of(world, slot), float(book.principal[slot, column]),
        float(book.pd_annual[slot, column]), int(book.term[slot]), float(book.rate[slot]),
        int(book.schedule[slot]), int(book.interest_every[slot]), int(book.instalment_every[slot]),
        float(book.subsidy[slot]), opening, 0 if opening else 1 + account_year(world.clock, made),
        made, made, made, max(made, 0), 0.0,
    )  # fmt: skip
    loan.balance = loan.principal * owed_share(loan, max(made, 0) - made)
    start_spell(world, loan, 0, loan.performs_from)
    world.out["cohort_loans"][loan.cohort] += 1
    return loan


def start_spell(world: World, loan: Loan, spell: int, month: int) -> None:
    """A loan performs (again) from a month on, with a fresh distress budget."""
    loan.status = "performing"
    loan.spell = spell
    loan.performs_from = month
    loan.spent = 0.0
    loan.budget = exponential_draw(world, keyed.DISTRESS, loan.slot, loan.generation, spell)


# ---------------------------------------------------------------- step 1: lending


def open_stock(world: World) -> None:
    """Loans on the book at the start of month 0."""
    book = world.book
    for slot in range(len(book.term)):
        world.slots.append(Slot())
        if not book.new_lending[slot]:
            made = int(book.made_in[slot])
            assert made <= 0 < made + int(book.term[slot]), "opening stock is on the book in month 0"
            put_on_book(world, slot, make_loan(world, slot, 0, made, opening=True))


def put_on_book(world: World, slot: int, loan: Loan) -> None:
    """The loan becomes its slot's loan."""
    world.slots[slot] = Slot(loan, loan.generation + 1)
    world.loans.append(loan)


def lending_stopped(world: World, place: Place) -> bool:
    """Whether a breaker that stops new lending is in force in the village, township or county."""
    areas = {"village": place.village, "township": place.township, "county": place.county}
    return any(
        breaker.action == "stop_new_lending" and world.breaker_on.get((name, areas[breaker.at]), False)
        for name, breaker in world.scenario.breakers.items()
    )


def lend(world: World, t: int) -> None:
    """New lending of month t: planned loans, and refills of vacant slots in steady lending."""
    world.new_loans = []
    for slot, state in enumerate(world.slots):
        if world.book.new_lending[slot] and int(world.book.made_in[slot]) == t:
            lend_planned(world, slot, t)
        elif may_refill(world, state, t):
            refill(world, slot, t)


def lend_planned(world: World, slot: int, t: int) -> None:
    """A planned loan starts, or is refused; in steady lending it waits until the stop ends."""
    if not lending_stopped(world, place_of(world, slot)):
        disburse(world, slot, 0, t)
        return
    world.out["lending_lost"] += float(world.book.principal[slot, 0])
    world.slots[slot] = Slot(None, 0, t + 1, refused=True)


def may_refill(world: World, state: Slot, t: int) -> bool:
    """Whether a vacant slot is due for a refill in month t."""
    lending = world.scenario.lending
    if lending.mode != "steady" or state.vacant_from is None or t < state.vacant_from:
        return False
    return lending.refill_every_months == 1 or t % 12 == 0


def refill(world: World, slot: int, t: int) -> None:
    """The next generation of a slot, unless lending is stopped; a refusal is counted once."""
    state = world.slots[slot]
    if not lending_stopped(world, place_of(world, slot)):
        disburse(world, slot, state.next_generation, t)
    elif not state.refused:
        columns = world.book.principal.shape[1]
        world.out["lending_lost"] += float(world.book.principal[slot, state.next_generation % columns])
        state.refused = True


def disburse(world: World, slot: int, generation: int, t: int) -> None:
    """A new loan is made in month t."""
    loan = make_loan(world, slot, generation, t, opening=False)
    put_on_book(world, slot, loan)
    world.new_loans.append(loan)
    world.out["lending"] += loan.principal
    world.out["lending_month"][t] += loan.principal


def vacate(world: World, loan: Loan, refill_from: int) -> None:
    """The slot is free; steady lending refills it from a month on."""
    state = world.slots[loan.slot]
    state.loan, state.vacant_from, state.refused = None, refill_from, False


# ---------------------------------------------------------------- steps 4 and 5: distress and its end


def fall_into_distress(world: World, t: int) -> list[tuple[Loan, bool]]:
    """Loans whose intensities have used up their budget in month t; whether a shock did it."""
    fallen = []
    cache: dict[tuple[float, int, int], tuple[float, float]] = {}
    for loan in world.loans:
        if loan.status != "performing" or t < loan.performs_from:
            continue
        key = (loan.pd, loan.place.industry, loan.place.village)
        if key not in cache:
            cache[key] = intensities(world, loan.pd, loan.place, t)
        plain, total = cache[key]
        if loan.spent + total >= loan.budget:
            fallen.append((loan, loan.budget - loan.spent > plain))
        loan.spent += total
    return fallen


def enter_distress(world: World, loan: Loan, by_shock: bool, t: int) -> None:
    """Cause, monitoring, extension, default of a loan that misses its due of month t."""
    world.out["distress"] += 1
    loan.distress_month = t
    if not by_shock and is_wilful(world, loan):
        default(world, loan, t, wilful=True)
    elif is_cured_by_monitoring(world, loan):
        world.out["cures"] += 1
        resume(world, loan, t + 1)
    elif extension_granted(world, loan):
        extend(world, loan, t)
    else:
        default(world, loan, t, wilful=False)


def is_wilful(world: World, loan: Loan) -> bool:
    """Wilful with probability omega, else hardship."""
    u = draw(world, keyed.CAUSE, loan.slot, loan.generation, loan.spell)
    return u < world.scenario.wilful_default.share


def is_cured_by_monitoring(world: World, loan: Loan) -> bool:
    """Detected with D = 1 - (1 - d)^k, then cured with probability e."""
    terms = world.scenario.monitoring
    inspections = terms.inspections_per_year * terms.lead_months / 12.0
    detection = 1.0 - (1.0 - terms.detects) ** inspections
    detected = draw(world, keyed.DETECTION, loan.slot, loan.generation, loan.spell) < detection
    return detected and draw(world, keyed.CURE, loan.slot, loan.generation, loan.spell) < terms.cures_detected


def extension_granted(world: World, loan: Loan) -> bool:
    """Fewer than `at_most` since disbursement or renewal, and the decision falls well."""
    terms = world.scenario.extension
    if loan.extensions >= terms.at_most:
        return False
    return draw(world, keyed.EXTENSION, loan.slot, loan.generation, loan.extensions_ever) < terms.granted


def extend(world: World, loan: Loan, t: int) -> None:
    """Schedule frozen, balance constant for some months."""
    world.out["extensions"] += 1
    loan.extensions += 1
    loan.extensions_ever += 1
    loan.status = "forborne"
    loan.extension_ends = t + world.scenario.extension.months


def end_extensions(world: World, t: int) -> None:
    """Extensions ending in month t fail, with another decision, or the loan performs from the next month."""
    for loan in [one for one in world.loans if one.status == "forborne" and one.extension_ends == t]:
        if not extension_fails(world, loan, t):
            resume(world, loan, t + 1)
            continue
        world.out["extension_failures"] += 1
        if extension_granted(world, loan):
            extend(world, loan, t)
        else:
            default(world, loan, t, wilful=False)


def extension_fails(world: World, loan: Loan, t: int) -> bool:
    """Fails with Phi((Phi^-1(r) + S)/sqrt(1 - rho)) of that period."""
    r = world.scenario.extension.default_at_end
    u = draw(world, keyed.EXTENSION_END, loan.slot, loan.generation, loan.extensions_ever)
    return u < conditional_probability(world, r, loan.place, t)


def resume(world: World, loan: Loan, month: int) -> None:
    """The loan performs again from a month on; its schedule shifts by the dues missed, or is caught up."""
    if world.scenario.missed_dues == "shift":
        loan.origin += month - loan.distress_month
    loan.interest_paid_to = month - 1
    start_spell(world, loan, loan.spell + 1, month)


def default(world: World, loan: Loan, t: int, wilful: bool) -> None:
    """The loan defaults: exposure is its balance, a claim will be filed, the slot will be refilled."""
    loan.status = "defaulted"
    claim = open_claim(world, loan, t, wilful)
    world.claims.append(claim)
    world.loans.remove(loan)
    world.out["defaults"] += 1
    world.out["wilful"] += int(wilful)
    world.out["township_defaults"][loan.place.township] += 1
    world.out["cohort_defaults"][loan.cohort] += 1
    world.out["cohort_age_defaults"][loan.cohort][(t - max(loan.disbursed, 0)) // 3] += 1
    after_default = world.scenario.lending.refill_defaulted == "after_default"
    vacate(world, loan, (t if after_default else claim.settlement_month) + 1)


# ---------------------------------------------------------------- step 6: dues


def pay_dues(world: World, t: int) -> None:
    """Dues, maturities and renewals of all loans that perform in month t."""
    world.renewed = []
    for loan in [one for one in world.loans if performs(one, t)]:
        world.out["subsidy_month"] += loan.balance * loan.rate / 12.0 * loan.subsidy
        k = t - loan.origin + 1
        if k < loan.term:
            loan.balance = loan.principal * owed_share(loan, k)
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
    return draw(world, keyed.RENEWAL, loan.slot, loan.generation, loan.renewals) < terms.probability


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
    """Principal of a loan planned in the first twelve months, else 0."""
    book = world.book
    planned = bool(book.new_lending[slot]) and int(book.made_in[slot]) < 12
    return float(book.principal[slot, 0]) if planned else 0.0
