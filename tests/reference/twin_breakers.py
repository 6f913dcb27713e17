"""Month end: ratios, breakers, suspensions."""

from __future__ import annotations

from collections import defaultdict

from tests.reference.twin_accounts import area_count, area_of, ratio_county
from tests.reference.twin_claims import counts_as_npl, npl_share
from tests.reference.twin_clock import account_year
from tests.reference.twin_state import HALF_A_FEN, NEARLY, Loan, Place, World

from fundsim.programme.breakers import Breaker

LEVELS = ("village", "township", "county", "province")
Stock = tuple[str, Place, float, int]
COUNTS = ("performing", "forborne", "overdue", "npl")


def measure(world: World, t: int) -> None:
    """Ratios of every area at the end of month t (t = -1: the opening stock)."""
    amounts: dict[tuple[str, int], dict[str, float]] = {
        (level, area): defaultdict(float) for level in LEVELS for area in range(area_count(world, level))
    }
    for state, place, amount, number in states(world, t):
        for level in LEVELS:
            sums = amounts[level, area_of(level, place)]
            sums[state] += amount
            sums["number_" + state] += number
    world.ratios = {key: ratios(sums) for key, sums in amounts.items()}


def state_of(loan: Loan, t: int) -> str:
    """Performing, forborne or overdue; an extension that ends well still counts at that month end."""
    if loan.status == "arrears":
        return "overdue"
    return "forborne" if loan.status == "forborne" or loan.forborne_until >= t else "performing"


def states(world: World, t: int) -> list[Stock]:
    """State, place, balance and number of everything that stands in the books at the end of month t."""
    found: list[Stock] = [(state_of(loan, t), loan.place, loan.balance, 1) for loan in world.loans]
    for claim in world.claims:
        place = claim.loan.place
        if claim.default_month <= t < claim.filed_month:
            found.append(("overdue", place, claim.exposure, 1))
        if npl_share(world, claim, t) > 0.0 or counts_as_npl(world, claim, t):
            found.append(
                ("npl", place, claim.exposure * npl_share(world, claim, t), int(counts_as_npl(world, claim, t)))
            )
    return found


def ratios(sums: dict[str, float]) -> dict[str, float]:
    """Ratios by balance and by number; 0 without loans."""
    outstanding = sum(sums[state] for state in COUNTS)
    number = sum(sums["number_" + state] for state in COUNTS)
    overdue, npl = sums["overdue"], sums["npl"]
    return {
        "outstanding": outstanding,
        "overdue": overdue + npl,
        "overdue_ratio": share(overdue + npl, outstanding),
        "npl_ratio": share(npl, outstanding),
        "npl_forborne_ratio": share(npl + sums["forborne"], outstanding),
        "overdue_ratio_number": share(sums["number_overdue"] + sums["number_npl"], number),
        "npl_ratio_number": share(sums["number_npl"], number),
        "npl_forborne_ratio_number": share(sums["number_npl"] + sums["number_forborne"], number),
        "number": number,
        "inspected": sums["number_performing"] + sums["number_forborne"] + sums["number_overdue"],
    }


def share(part: float, whole: float) -> float:
    """part / whole; 0 of nothing, infinite if nothing bears something."""
    if whole > 0.0:
        return part / whole
    return float("inf") if part > 0.0 else 0.0


# ---------------------------------------------------------------- metrics of layers


def part_paid(paid: float, available: float) -> float:
    """Paid over available; a payment below half a fen is a rounding error of a balance of 0."""
    return share(paid, available) if paid > HALF_A_FEN else 0.0


def watched_months(world: World, over: str, t: int) -> list[int]:
    """Months that a loss ratio at the end of month t looks at."""
    if over == "since_start":
        return list(range(t + 1))
    if over == "12_months":
        return list(range(max(0, t - 11), t + 1))
    return [s for s in range(t + 1) if account_year(world.clock, s) == account_year(world.clock, t)]


def loss_ratio(world: World, number: int, county: int, over: str, t: int) -> float:
    """Claims paid by the layer over premium written, in a county."""
    months, where = watched_months(world, over, t), ratio_county(world, number, county)
    paid = sum(world.paid_in[number, where, s] for s in months)
    return part_paid(paid, sum(world.premium_in[number, where, s] for s in months))


def county_of_account(world: World, number: int, area: int) -> int:
    """County of a layer's account; 0 of the province's."""
    account, book = world.layers[number].account, world.book
    assert account is not None
    if account.level == "village":
        return int(book.township_county[book.village_township[area]])
    if account.level == "township":
        return int(book.township_county[area])
    return area if account.level == "county" else 0


def fund_usage(world: World, number: int, county: int) -> float:
    """Payments of the account year over opening balance and inflows, of the layer's accounts in a county."""
    where = ratio_county(world, number, county)
    accounts = [
        account for (layer, area), account in world.accounts.items()
        if layer == number and county_of_account(world, number, area) == where
    ]  # fmt: skip
    money = sum(account.year_opening + account.year_inflows for account in accounts)
    return part_paid(sum(account.year_payments for account in accounts), money)


# ---------------------------------------------------------------- breakers


def layer_number(world: World, name: str) -> int:
    """Index of a layer."""
    return [layer.name for layer in world.layers].index(name)


def watched_layer(world: World, name: str) -> int | None:
    """Layer whose loss ratio or usage a breaker watches."""
    breaker = world.scenario.breakers[name]
    if breaker.layer is not None:
        return layer_number(world, breaker.layer)
    if breaker.watch == "fund_usage":
        return world.fund
    priced = [i for i, layer in enumerate(world.layers) if layer.price is not None]
    return priced[0] if breaker.watch == "loss_ratio" else None


def acted_layer(world: World, name: str) -> int | None:
    """Layer on which a breaker's action falls."""
    breaker = world.scenario.breakers[name]
    if breaker.action == "stop_new_lending":
        return None
    if breaker.layer is not None:
        return layer_number(world, breaker.layer)
    if breaker.action == "stop_paying_excess":
        return world.fund
    if breaker.watch == "loss_ratio":
        return watched_layer(world, name)
    return next(i for i, layer in enumerate(world.layers) if layer.kind == "insurance")


def metric(world: World, name: str, area: int, t: int) -> float:
    """What a breaker watches in an area at the end of month t."""
    breaker = world.scenario.breakers[name]
    if breaker.watch in ("overdue_ratio", "npl_ratio"):
        return world.ratios[breaker.at, area][breaker.watch]
    number = watched_layer(world, name)
    assert number is not None
    if breaker.watch == "loss_ratio":
        return loss_ratio(world, number, area, breaker.over, t)
    return fund_usage(world, number, area)


def watched_areas(world: World, breaker: Breaker) -> list[int]:
    """Areas in which a breaker watches and acts: of villages all, or only credit villages, or only the others."""
    areas = list(range(area_count(world, breaker.at)))
    if breaker.villages == "all":
        return areas
    return [area for area in areas if (area in world.book.credit_villages) == (breaker.villages == "credit")]


def stays_on(on: bool, value: float, above: float, resume_below: float | None) -> bool:
    """Hysteresis: on above the threshold; off below `resume_below`, or no longer above the threshold."""
    if not on or resume_below is None:
        return value > above * (1.0 + NEARLY)
    return value * (1.0 + NEARLY) >= resume_below


def update_breakers(world: World, t: int) -> None:
    """Step 10: breakers for the next month."""
    for name, breaker in world.scenario.breakers.items():
        for area in watched_areas(world, breaker):
            on = world.breaker_on.get((name, area), False)
            value = metric(world, name, area, t)
            world.breaker_metric[name, area] = value
            if breaker.action == "insurer_exit" and breaker.resume_below is None:
                world.breaker_on[name, area] = on or stays_on(on, value, breaker.stop_above, None)
            else:
                world.breaker_on[name, area] = stays_on(on, value, breaker.stop_above, breaker.resume_below)


def update_suspensions(world: World, t: int) -> None:
    """Step 10: suspensions of layers for the next month."""
    for number, layer in enumerate(world.layers):
        terms = layer.suspend_when
        if terms is None:
            continue
        for county in range(len(world.book.counties)):
            on = world.suspended.get((number, county), False)
            if terms.watch == "loss_ratio":
                value = loss_ratio(world, number, county, terms.over, t)
            else:
                value = world.ratios["county", county][terms.watch]
            world.suspended[number, county] = (on and terms.for_good) or stays_on(
                on, value, terms.above, terms.resume_below
            )


def lending_stop_in_force(world: World) -> bool:
    """Whether any breaker stops new lending anywhere."""
    return any(
        on and world.scenario.breakers[name].action == "stop_new_lending" for (name, _), on in world.breaker_on.items()
    )
