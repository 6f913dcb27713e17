"""Accounts of the layers: opening amounts, inflows, premiums, interest, top-up, ceiling; government money."""

from __future__ import annotations

from collections.abc import Callable

from tests.reference.twin_clock import (
    account_year,
    begins_interval,
    calendar_month,
    ends_account_year,
    ends_interval,
    month_number,
    starts_account_year,
)  # fmt: skip
from tests.reference.twin_loans import place_of, planned_stock
from tests.reference.twin_state import BANK, HALF_A_FEN, LINES, Account, Loan, Place, World

from fundsim.programme.layers import Account as AccountTerms
from fundsim.programme.layers import Layer, TargetRatio

INFLOW_LINES = ("appropriation", "provision", "premium", "top_up")


def area_of(level: str, place: Place) -> int:
    """Index of a place's area at a level."""
    areas = {"village": place.village, "township": place.township, "county": place.county, "province": 0}
    return areas[level]


def ratio_county(world: World, number: int, county: int) -> int:
    """County in which a layer's loss ratio counts a payment or premium; 0 for all with an account of the province."""
    account = world.layers[number].account if number != BANK else None
    return 0 if account is not None and account.level == "province" else county


def area_count(world: World, level: str) -> int:
    """Number of areas of a level."""
    book = world.book
    lengths = {"village": len(book.villages), "township": len(book.townships), "county": len(book.counties)}
    return lengths.get(level, 1)


def party_pays(world: World, party: str, amount: float, month: float) -> None:
    """Money of the government or the bank at its present value; `month` counts from the start of month 0."""
    if party != "borrower":
        world.out[f"{party}_cost"] += amount * (1.0 + world.discount) ** (-month / 12.0)


def government_pays(world: World, amount: float, month: float) -> None:
    """Government money at its present value."""
    party_pays(world, "government", amount, month)


def note_cash(world: World, line: str, amount: float, t: int) -> None:
    """Cash that the government pays or receives in month t, not discounted."""
    world.out["government_cash"][account_year(world.clock, t)][line] += amount


def is_absorbed(world: World, layer: int) -> bool:
    """Whether the layer is the reported fund after its ruin, if ruin is absorbing."""
    return world.absorbed and layer == world.fund


# ---------------------------------------------------------------- opening


def own_loans(world: World, level: str, stock: Callable[[World, int], float]) -> list[float]:
    """Sum of a measure of the slots by area."""
    totals = [0.0] * area_count(world, level)
    for slot in range(len(world.slots)):
        totals[area_of(level, place_of(world, slot))] += stock(world, slot)
    return totals


def opening_balance(world: World, slot: int) -> float:
    """Balance of a slot's opening loan."""
    loan = world.slots[slot].loan
    return loan.balance if loan is not None else 0.0


def opening_loans(world: World, terms: AccountTerms) -> list[float]:
    """Opening outstanding by area; planned stock if there is none and the fund is sized by leverage."""
    stock = own_loans(world, terms.level, opening_balance)
    if sum(stock) == 0.0 and terms.leverage is not None:
        stock = own_loans(world, terms.level, planned_stock)
    return stock


def open_accounts(world: World, fund_size: float | None) -> None:
    """All accounts with their opening amounts."""
    for number, layer in enumerate(world.layers):
        if layer.account is None:
            continue
        terms = layer.account
        stock = opening_loans(world, terms)
        total = sum(stock)
        for area, own in enumerate(stock):
            weight = own / total if total > 0.0 else 1.0 / len(stock)
            amount = opening_amount(terms, total) * weight
            if fund_size is not None and number == world.fund:
                amount = fund_size * weight
            account = Account(number, area, weight, amount, amount, {terms.initial_paid_by: amount})
            world.accounts[number, area] = account
            party_pays(world, terms.initial_paid_by, amount, 0)
            if terms.initial_paid_by == "government":
                note_cash(world, "opening", amount, 0)


def opening_amount(terms: AccountTerms, stock: float) -> float:
    """Opening amount of all accounts of a layer together."""
    if terms.initial is not None:
        return terms.initial
    if terms.share_of_loans is not None:
        return terms.share_of_loans * stock
    return stock / float(terms.leverage or 1.0)


# ---------------------------------------------------------------- months


def open_month(world: World, t: int) -> None:
    """Empty lines of the month; at the start of an account year also of the year."""
    for account in world.accounts.values():
        account.month = {"opening": account.balance} | dict.fromkeys(LINES, 0.0)
        if starts_account_year(world.clock, t):
            account.year_opening, account.year_inflows, account.year_payments = account.balance, 0.0, 0.0


def receive(world: World, account: Account, line: str, amount: float, payer: str, t: int, at_end: bool = False) -> None:
    """An inflow of month t: money, its payer's contribution, and government cost."""
    account.balance += amount
    account.month[line] += amount
    account.year_inflows += amount
    account.contributions[payer] = account.contributions.get(payer, 0.0) + amount
    party_pays(world, payer, amount, t + int(at_end))
    if payer == "government":
        note_cash(world, "premium" if line == "premium" else "funding", amount, t)


def give_back(world: World, account: Account, amount: float, t: int) -> None:
    """Money returned to those who paid in, in proportion."""
    account.month["returned"] += amount
    account.balance -= amount
    for party in ("government", "bank"):
        party_pays(world, party, -amount * party_share(world, account, party), t + 1)
    note_cash(world, "received", amount * party_share(world, account, "government"), t)


def party_share(world: World, account: Account, party: str) -> float:
    """A party's share of all contributions to an account so far."""
    total = sum(account.contributions.values())
    if total > 0.0:
        return account.contributions.get(party, 0.0) / total
    terms = world.layers[account.layer].account
    return 1.0 if terms is not None and terms.initial_paid_by == party else 0.0


def inflows(world: World, t: int, at: str) -> None:
    """Regular payments at the start of their interval's first, or the end of its last month."""
    for account, terms in open_to_money(world):
        for inflow in terms.inflows.values():
            begins = begins_interval(world.clock, t, inflow.every_months)
            ends = ends_interval(world.clock, t, inflow.every_months)
            if inflow.at == at and (begins if at == "start" else ends):
                amount = inflow.amount * account.weight
                receive(world, account, "appropriation", amount, inflow.paid_by, t, at_end=at == "end")


def open_to_money(world: World) -> list[tuple[Account, AccountTerms]]:
    """Accounts that still receive, with their terms."""
    return [
        (account, terms)
        for account in world.accounts.values()
        if not is_absorbed(world, account.layer) and (terms := world.layers[account.layer].account) is not None
    ]


def provisions(world: World, t: int) -> None:
    """The bank's provision on this month's covered new lending."""
    for number, layer in enumerate(world.layers):
        if layer.account is None or layer.account.provision is None or is_absorbed(world, number):
            continue
        for loan, amount in world.lent:
            if is_covered(world, layer, loan, t):
                account = world.accounts[number, area_of(layer.account.level, loan.place)]
                terms = layer.account.provision
                receive(world, account, "provision", terms.rate * amount, terms.paid_by, t)


def interest(world: World, t: int) -> None:
    """Interest after inflows: credited monthly, or accrued and credited in the year's last month."""
    for account, terms in open_to_money(world):
        account.accrued += max(account.balance, 0.0) * terms.yield_ / 12.0
        if terms.interest == "monthly" or ends_account_year(world.clock, t):
            account.balance += account.accrued
            account.month["interest"] += account.accrued
            account.accrued = 0.0


# ---------------------------------------------------------------- premium


def is_covered(world: World, layer: Layer, loan: Loan, t: int) -> bool:
    """Whether a layer serves a loan in month t (month of default, or of premium)."""
    covers, book, place = layer.covers, world.book, loan.place
    if covers.products is not None and book.products[place.product] not in covers.products:
        return False
    if covers.industries is not None and book.industries[place.industry] not in covers.industries:
        return False
    if covers.townships is not None and book.townships[place.township] not in covers.townships:
        return False
    if covers.made_from is not None and loan.made < month_number(world.clock, covers.made_from):
        return False
    if covers.made_until is not None and loan.made > month_number(world.clock, covers.made_until):
        return False
    return covers.months is None or t - loan.made < covers.months


def covered_balances(world: World, layer: Layer, t: int) -> list[tuple[Loan, float]]:
    """Covered loans at the start of month t with balances: performing, forborne, overdue but not NPL."""
    overdue = [(c.loan, c.exposure) for c in world.claims if t <= c.filed_month]
    found = [(loan, loan.balance) for loan in world.loans] + overdue
    return [(loan, balance) for loan, balance in found if is_covered(world, layer, loan, t)]


def premium_bases(world: World, layer: Layer, t: int) -> list[tuple[Loan, float]]:
    """Loans with the amounts that this month's premium is charged on."""
    assert layer.price is not None
    if layer.price.on == "monthly_balance":
        return [(loan, balance / 12.0) for loan, balance in covered_balances(world, layer, t)]
    if layer.price.on == "outstanding":
        return covered_balances(world, layer, t) if starts_account_year(world.clock, t) else []
    bases = [*world.lent, *((loan, loan.principal) for loan in world.renewed)]
    if t == 0:
        opening = [loan for loan in world.loans if loan.opening]
        bases += [(loan, loan.balance * max(loan.made + loan.term, 0) / loan.term) for loan in opening]
    return [(loan, base) for loan, base in bases if is_covered(world, layer, loan, t)]


def premiums(world: World, t: int) -> None:
    """Premiums written in month t by layers neither suspended nor closed; credited to their accounts if any."""
    for number, layer in enumerate(world.layers):
        if layer.price is None or is_absorbed(world, number):
            continue
        for loan, base in premium_bases(world, layer, t):
            if not layer_is_suspended(world, number, loan.place.county):
                write_premium(world, number, loan.place, layer.price.rate * base, t)


def write_premium(world: World, number: int, place: Place, amount: float, t: int) -> None:
    """One premium: counted by area, paid by its payers in shares."""
    layer = world.layers[number]
    assert layer.price is not None
    world.out["premium"][number] += amount
    world.premium_in[number, ratio_county(world, number, place.county), t] += amount
    area = area_of(layer.aggregate_level, place)
    world.premium_by_area[number, area, account_year(world.clock, t)] += amount
    for payer, share in layer.price.paid_by.items():
        world.out["premium_paid"][payer] += amount * share
        if layer.account is not None:
            account = world.accounts[number, area_of(layer.account.level, place)]
            receive(world, account, "premium", amount * share, payer, t)
        else:
            party_pays(world, payer, amount * share, t)
            if payer == "government":
                note_cash(world, "premium", amount * share, t)


def layer_is_suspended(world: World, number: int, county: int) -> bool:
    """Whether a layer's own suspension, or a breaker that takes the insurer out, is in force."""
    exits = any(
        breaker.action == "insurer_exit"
        and world.breaker_on.get((name, county), False)
        and world.out["acted_layer"][name] == number
        for name, breaker in world.scenario.breakers.items()
    )
    return exits or world.suspended.get((number, county), False)


def count_for_aggregate_terms(world: World, t: int) -> None:
    """Units of aggregate terms: lending to date, and outstanding at the account year's start."""
    for number, layer in enumerate(world.layers):
        opening = [(loan, loan.balance) for loan in world.loans if t == 0 and loan.opening]
        for loan, amount in [*opening, *world.lent]:
            if is_covered(world, layer, loan, t):
                world.lending_by_area[number, area_of(layer.aggregate_level, loan.place)] += amount
        if starts_account_year(world.clock, t):
            year = account_year(world.clock, t)
            for loan, balance in covered_balances(world, layer, t):
                area = area_of(layer.aggregate_level, loan.place)
                world.outstanding_by_area[number, area, year] += balance


# ---------------------------------------------------------------- top-up and ceiling


def target(world: World, account: Account, terms: AccountTerms) -> float:
    """What a top-up refills towards."""
    assert terms.top_up is not None
    goal = terms.top_up.target
    if goal == "initial":
        return account.initial
    if isinstance(goal, TargetRatio):
        outstanding = world.ratios[terms.level, account.area]["outstanding"]
        return outstanding / goal.outstanding_divided_by
    return float(goal) * account.weight


def top_up_amount(world: World, account: Account, terms: AccountTerms) -> float:
    """min(share of the gap, cap), only below the trigger."""
    top_up = terms.top_up
    assert top_up is not None
    goal = target(world, account, terms)
    trigger = float("inf") if top_up.trigger is None else top_up.trigger * account.weight
    if top_up.trigger_share_of_target is not None:
        trigger = top_up.trigger_share_of_target * goal
    if account.balance + HALF_A_FEN >= trigger:
        return 0.0
    amount = top_up.share_of_gap * max(0.0, goal - account.balance)
    return min(amount, top_up.cap * account.weight) if top_up.cap is not None else amount


def decide_top_ups(world: World, t: int, at: str) -> None:
    """Decisions at the opening of a calendar month, or after claims of the account year's last month."""
    for account, terms in open_to_money(world):
        top_up = terms.top_up
        if top_up is None or top_up.at != at:
            continue
        opening = calendar_month(world.clock, t) == top_up.decided_in
        if opening if at == "opening" else ends_account_year(world.clock, t):
            due = t + top_up.paid_after_months
            account.top_ups_due.append((due, top_up_amount(world, account, terms)))


def pay_top_ups(world: World, t: int, month: float) -> None:
    """Top-ups due in month t."""
    for account, terms in open_to_money(world):
        for due, amount in account.top_ups_due:
            if due == t and terms.top_up is not None:
                receive(world, account, "top_up", amount, terms.top_up.paid_by, t, at_end=month > t)
        account.top_ups_due = [(due, amount) for due, amount in account.top_ups_due if due > t]


def ceiling_amount(account: Account, terms: AccountTerms) -> float | None:
    """What an account may hold."""
    if terms.ceiling is not None:
        return terms.ceiling * account.weight
    if terms.ceiling_share_of_initial is not None:
        return terms.ceiling_share_of_initial * account.initial
    return None


def apply_ceilings(world: World, t: int) -> None:
    """What exceeds the ceiling goes back."""
    for account, terms in open_to_money(world):
        ceiling = ceiling_amount(account, terms)
        if ceiling is not None and account.balance > ceiling:
            give_back(world, account, account.balance - ceiling, t)


def close_month(world: World) -> None:
    """Opening + interest + inflows + recoveries - payments - returned = closing, for every account."""
    for account in world.accounts.values():
        lines = account.month
        plus = lines["opening"] + lines["interest"] + sum(lines[line] for line in INFLOW_LINES)
        closing = plus + lines["recoveries"] - lines["payments"] - lines["returned"]
        scale = max(1.0, *(abs(value) for value in lines.values()))
        assert abs(closing - account.balance) <= 1e-9 * scale, (account, closing)
        assert account.balance >= -1e-9 * scale, account


def credit_balances(world: World, end: int) -> None:
    """Each party's share of what is left when open queues are paid; what is not falls to the bank."""
    for account in world.accounts.values():
        number, level = account.layer, world.layers[account.layer].account.level  # type: ignore[union-attr]
        queue = sum(c.queued[number] for c in world.claims if area_of(level, c.loan.place) == account.area)
        left = max(0.0, account.balance - queue)
        for party in ("government", "bank"):
            party_pays(world, party, -left * party_share(world, account, party), end)
        party_pays(world, "bank", max(0.0, queue - account.balance), end)
