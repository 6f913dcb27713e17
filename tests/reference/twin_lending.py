"""Step 1: the opening stock, draws on credit lines, planned loans, refills of vacant slots."""

from __future__ import annotations

from tests.reference.twin_distress import is_wilful
from tests.reference.twin_draws import draw
from tests.reference.twin_loans import make_loan, performs, place_of
from tests.reference.twin_schedules import balance_at_start, schedule_of
from tests.reference.twin_state import Loan, Place, Slot, World

from fundsim.kernels.numerics import purposes


def open_stock(world: World) -> None:
    """Loans on the book at the start of month 0."""
    book = world.book
    for slot in range(len(book.term)):
        world.slots.append(Slot())
        if not book.new_lending[slot]:
            made = int(book.made_in[slot])
            loan = make_loan(world, slot, 0, made, opening=True)
            missed = months_overdue(world, slot)
            if missed > 0:
                loan.balance = balance_at_start(world, loan, -missed)
            assert missed > 0 or made <= 0 < made + int(book.term[slot]), "opening stock is on the book in month 0"
            put_on_book(world, loan)


def months_overdue(world: World, slot: int) -> int:
    """Months since the first missed due of an opening loan, 0 if it performs."""
    return int(world.book.months_overdue[slot])


def begin_arrears(world: World) -> None:
    """Opening loans that are overdue have been in distress for some months."""
    for loan in world.loans:
        missed = months_overdue(world, loan.slot)
        if missed > 0:
            loan.status = "arrears"
            loan.distress_month, loan.performs_from = -missed, loan.made
            loan.wilful = is_wilful(world, loan)
            world.out["distress"] += 1


def put_on_book(world: World, loan: Loan) -> None:
    """The loan becomes its slot's loan."""
    world.slots[loan.slot] = Slot(loan, loan.generation + 1)
    world.loans.append(loan)
    world.out["cohort_loans"][loan.cohort] += 1


def lending_stopped(world: World, place: Place) -> bool:
    """Whether a breaker that stops new lending is in force in the village, township or county."""
    areas = {"village": place.village, "township": place.township, "county": place.county}
    return any(
        breaker.action == "stop_new_lending" and world.breaker_on.get((name, areas[breaker.at]), False)
        for name, breaker in world.scenario.breakers.items()
    )


def lend(world: World, t: int) -> None:
    """New lending of month t: further draws on lines, planned loans, refills of vacant slots in steady lending."""
    world.lent = []
    draw_on_lines(world, t)
    for slot in range(len(world.slots)):
        if world.book.new_lending[slot] and int(world.book.made_in[slot]) == t:
            lend_planned(world, slot, t)
    full = False
    for slot in waiting_slots(world, t):
        full = refill(world, slot, t, full=full)


def draw_on_lines(world: World, t: int) -> None:
    """Performing lines owe what their schedule says; what they draw more is new lending, unless a stop freezes them."""
    for loan in world.loans:
        if not performs(loan, t) or schedule_of(loan) != "credit_line" or catches_up(world, loan, t):
            continue
        more = balance_at_start(world, loan, t) - loan.balance
        if more <= 0.0:
            loan.balance += more  # less than 0 only for a line that performs again by a shifted schedule
        elif not (world.scenario.lending.freeze_lines and lending_stopped(world, loan.place)):
            loan.balance += more
            note_lending(world, loan, more, t)


def catches_up(world: World, loan: Loan, t: int) -> bool:
    """Whether a line performs again and still owes what it owed before, until the end of the month."""
    return world.scenario.missed_dues == "catch_up" and loan.spell > 0 and loan.performs_from == t


def lend_planned(world: World, slot: int, t: int) -> None:
    """A planned loan starts, or is refused; in steady lending it waits until the stop ends."""
    if not lending_stopped(world, place_of(world, slot)):
        disburse(world, new_loan(world, slot, 0, t), t)
        return
    world.out["lending_lost"] += new_loan(world, slot, 0, t).balance
    world.slots[slot] = Slot(None, 0, t, refused=True)


def waiting_slots(world: World, t: int) -> list[int]:
    """Vacant slots that are due for a refill in month t; with a cap in the order in which they fell vacant."""
    lending = world.scenario.lending
    if lending.mode != "steady" or (lending.refill_every_months == 12 and t % 12 != 0):
        return []
    waiting = [i for i, state in enumerate(world.slots) if state.vacant_from is not None and state.vacant_from <= t]
    return waiting if lending.max_new_lending is None else sorted(waiting, key=lambda slot: turn(world, slot))


def turn(world: World, slot: int) -> tuple[int, float]:
    """Order of waiting slots: the month in which they fell vacant, then a lot."""
    state = world.slots[slot]
    assert state.vacant_from is not None
    return state.vacant_from, draw(world, purposes.REFILL_ORDER, slot, state.next_generation, 0)


def refill(world: World, slot: int, t: int, *, full: bool) -> bool:
    """The next generation of a slot, unless lending is stopped or the month's cap is reached; whether it is then.

    What a stop refuses counts as lost once; what waits for the cap does not.
    """
    state = world.slots[slot]
    loan = new_loan(world, slot, state.next_generation, t)
    if lending_stopped(world, loan.place):
        world.out["lending_lost"] += 0.0 if state.refused else loan.balance
        state.refused = True
        return full
    cap = world.scenario.lending.max_new_lending
    if full or (cap is not None and world.out["lending_month"][t] + loan.balance > cap):
        return True
    disburse(world, loan, t)
    return False


def new_loan(world: World, slot: int, generation: int, t: int) -> Loan:
    """Loan that a slot would get in month t."""
    return make_loan(world, slot, generation, t, opening=False)


def disburse(world: World, loan: Loan, t: int) -> None:
    """A new loan is made in month t."""
    put_on_book(world, loan)
    note_lending(world, loan, loan.balance, t)


def note_lending(world: World, loan: Loan, amount: float, t: int) -> None:
    """Money that goes out as new lending."""
    world.lent.append((loan, amount))
    world.out["lending"] += amount
    world.out["lending_month"][t] += amount
