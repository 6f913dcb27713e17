"""Step 1: the opening stock, planned loans, refills of vacant slots."""

from __future__ import annotations

from tests.reference.twin_loans import make_loan, place_of
from tests.reference.twin_state import Loan, Place, Slot, World


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
