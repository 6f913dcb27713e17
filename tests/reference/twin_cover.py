"""Borrowers' crop or livestock cover against a shock: who has it, and what its premium comes to."""

from __future__ import annotations

from tests.reference.twin_state import Loan, Place, World

from fundsim.programme.shocks import Effect


def effects(world: World) -> list[tuple[int, Effect]]:
    """Random shocks, then stress events, numbered through in file order."""
    return list(enumerate([*world.scenario.shocks.values(), *world.scenario.stress.values()]))


def concerns(world: World, effect: Effect, place: Place) -> bool:
    """Whether an effect can hit an industry."""
    return effect.industries == "all" or world.book.industries[place.industry] in effect.industries


def has_cover(world: World, number: int, loan: Loan) -> bool:
    """Whether the borrower is insured against an effect, as the loan book says."""
    cover = world.book.cover
    return cover is not None and bool(cover[loan.slot, loan.generation % cover.shape[1], number])


def accrue_cover_premiums(world: World, loan: Loan) -> None:
    """A twelfth of the year's premium on the balance before dues of a performing loan; government and borrower pay."""
    for number, effect in effects(world):
        if effect.insured_premium > 0.0 and has_cover(world, number, loan):
            premium = loan.balance * effect.insured_premium / 12.0
            subsidy = premium * effect.insured_premium_subsidy
            world.out["borrower_cover_premium"]["government"] += subsidy
            world.out["borrower_cover_premium"]["borrower"] += premium - subsidy
            world.out["subsidised_cover_month"] += subsidy
