"""The slow, obvious twin of the month loop: one path, loan by loan, month by month.

``simulate_path`` follows the ten steps of the model in order and shares nothing with the compiled engine but
the keyed draws, the scenario models and the loan book. Everything else lives in the small modules twin_*.
"""

from __future__ import annotations

import copy
from typing import Any

import tests.reference.twin_accounts as accounts
import tests.reference.twin_aggregate as aggregate
import tests.reference.twin_breakers as breakers
import tests.reference.twin_contagion as contagion
import tests.reference.twin_distress as distress
import tests.reference.twin_layers as layers
import tests.reference.twin_lending as lending
import tests.reference.twin_loans as loans
import tests.reference.twin_shocks as shocks
from tests.reference.twin_clock import account_year, make_clock
from tests.reference.twin_state import BANK, HALF_A_FEN, LINES, Claim, World

from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme.scenario import Scenario

LONGEST_SETTLING = 120
MONTHLY = (
    "balance", "outstanding", "overdue_ratio", "npl_ratio", "npl_forborne_ratio", "overdue_ratio_number",
    "npl_ratio_number", "npl_forborne_ratio_number", "claims_paid", "compensation", "lending_month", "stop",
    "shortfall_month",
)  # fmt: skip
CASH_LINES = ("opening", "funding", "premium", "interest_subsidy", "claims", "monitoring", "received")
COUNTERS = (
    "claims", "court_cost", "defaults", "distress", "cures", "extensions", "extension_failures", "renewals",
    "arrears_cures", "wilful", "exposure_at_default", "recovery_at_default", "shortfall", "government_cost",
    "bank_cost", "lending", "lending_lost", "breaker_months", "interest_subsidy", "inspection_cost", "lever_cost",
    "subsidy_month", "subsidised_cover_month", "shortfall_now",
)  # fmt: skip


def simulate_path(
    scenario: Scenario, book: LoanBook, seed: int, path: int, fund_size: float | None = None
) -> dict[str, Any]:
    """One path of a scenario.

    Parameters
    ----------
    scenario : Scenario
    book : LoanBook
        Loans of the scenario, whatever the scenario's `loans` block says.
    seed, path : int
    fund_size : float, optional
        Opening amount of the reported fund instead of the scenario's. [currency]

    Returns
    -------
    dict
        Scalars and lists of the path by the names of the results Dataset; lists by layer end with the bank.
    """
    world = make_world(scenario, book, seed, path)
    if aggregate.is_aggregate(world):
        aggregate.hold_outstanding(world)
    else:
        lending.open_stock(world)
    accounts.open_accounts(world, fund_size)
    breakers.measure(world, -1)
    world.out["opening_outstanding"] = sum(loan.balance for loan in world.loans)
    world.out["fund_initial"] = fund_balance(world)
    world.out["account_line"][0]["opening"] = fund_balance(world)
    lending.begin_arrears(world)
    for t in range(world.clock.months):
        live_month(world, t)
    end = settling_months(world) if scenario.horizon.settle else world.clock.months
    close(world, end)
    return world.out


def make_world(scenario: Scenario, book: LoanBook, seed: int, path: int) -> World:
    """Empty state of a path."""
    fund = reported_fund(scenario)
    discount = discount_rate(scenario, fund)
    world = World(scenario, book, make_clock(scenario.horizon), seed, path, scenario.layers, fund, discount)
    world.out = empty_results(world)
    world.out["acted_layer"] = {name: breakers.acted_layer(world, name) for name in scenario.breakers}
    return world


def reported_fund(scenario: Scenario) -> int | None:
    """The layer named in the report, or the first fund with an account."""
    names = [layer.name for layer in scenario.layers]
    if scenario.report.fund is not None:
        return names.index(scenario.report.fund)
    funds = [i for i, layer in enumerate(scenario.layers) if layer.kind == "fund" and layer.account is not None]
    return funds[0] if funds else None


def discount_rate(scenario: Scenario, fund: int | None) -> float:
    """Stated rate, or the fund's yield."""
    if scenario.report.discount_rate is not None:
        return scenario.report.discount_rate
    account = scenario.layers[fund].account if fund is not None else None
    return account.yield_ if account is not None else 0.0


def empty_results(world: World) -> dict[str, Any]:
    """Results before month 0."""
    months, book, payers = world.clock.months, world.book, len(world.layers) + 1
    years = account_year(world.clock, months - 1) + 1
    out: dict[str, Any] = dict.fromkeys(COUNTERS, 0.0)
    out |= {name: [0.0] * months for name in MONTHLY}
    out |= {name: [0.0] * payers for name in ("payment", "recovery", "premium", "shortfall_layer")}
    out |= {name: [0] * payers for name in ("exhausted", "limit_reached", "suspended_months")}
    out |= {"township_claims": [0.0] * len(book.townships), "township_defaults": [0] * len(book.townships)}
    out |= {"industry_claims": [0.0] * len(book.industries)}
    out |= {f"township_{name}_average": [0.0] * len(book.townships) for name in ("overdue", "outstanding")}
    out |= {"overdue_average": 0.0, "outstanding_average": 0.0}
    out |= {"cohort_defaults": [0] * (years + 1), "cohort_loans": [0] * (years + 1)}
    parties = {"government": 0.0, "bank": 0.0, "borrower": 0.0}
    out |= {"premium_paid": dict(parties), "borrower_cover_premium": dict(parties)}
    quarters = -(-(months + (LONGEST_SETTLING if world.scenario.horizon.settle else 0)) // 3)
    out |= {"cohort_age_defaults": [[0] * quarters for _ in range(years + 1)]}
    out |= {"account_line": [dict.fromkeys(("opening", *LINES, "closing"), 0.0) for _ in range(years)]}
    out |= {"government_cash": [dict.fromkeys(CASH_LINES, 0.0) for _ in range(years)]}
    out |= {"layer_year_payment": [[0.0] * payers for _ in range(years)]}
    out |= {"payment_month": [[0.0] * payers for _ in range(months)]}
    out |= {"ruin_month": -1, "ruin_month_settle": -1}
    return out


# ---------------------------------------------------------------- months


def live_month(world: World, t: int) -> None:
    """The ten steps of a month of the horizon."""
    accounts.open_month(world, t)
    count_stops(world, t)
    accounts.decide_top_ups(world, t, at="opening")
    lending.lend(world, t)  # 1
    accounts.inflows(world, t, at="start")  # 2
    accounts.provisions(world, t)
    accounts.premiums(world, t)
    accounts.count_for_aggregate_terms(world, t)
    accounts.pay_top_ups(world, t, month=t)
    accounts.interest(world, t)  # 3
    shocks.strike(world, t)  # 4
    fallen = distress.fall_into_distress(world, t)
    distress.decide_fates(world, fallen, t)  # 5
    if aggregate.is_aggregate(world):
        aggregate.file_claims(world, t)
    world.out["subsidy_month"] = world.out["subsidised_cover_month"] = 0.0
    loans.pay_dues(world, t)  # 6
    layers.settle(world, t)  # 7
    world.emptied = fund_balance(world) <= HALF_A_FEN
    layers.recover(world, t)  # 8
    breakers.measure(world, t)  # 10, of which the top-up after claims needs the outstanding
    accounts.inflows(world, t, at="end")  # 9
    accounts.decide_top_ups(world, t, at="after_claims")
    accounts.pay_top_ups(world, t, month=t + 1)
    accounts.apply_ceilings(world, t)
    accounts.close_month(world)
    contagion.note_failed_villages(world)
    record_month(world, t)
    pay_running_costs(world, t)
    breakers.update_breakers(world, t)
    breakers.update_suspensions(world, t)
    check_solvency(world, t)


def settling_months(world: World) -> int:
    """Months after the horizon until nothing is open; returns the number of months simulated."""
    t = world.clock.months
    world.loans = [loan for loan in world.loans if loan.status != "performing"]
    while is_open(world, t) and t < world.clock.months + LONGEST_SETTLING:
        accounts.open_month(world, t)
        accounts.interest(world, t)
        distress.decide_fates(world, [], t)
        world.loans = [loan for loan in world.loans if loan.status != "performing"]
        layers.settle(world, t)
        world.emptied = fund_balance(world) <= HALF_A_FEN
        layers.recover(world, t)
        accounts.close_month(world)
        book_account_lines(world, t)
        check_solvency(world, t)
        t += 1
    return t


def is_open(world: World, t: int) -> bool:
    """Whether ends of arrears or extensions, claims, recoveries or money for a queue are to come from month t on."""
    claims = any(not claim.settled for claim in world.claims)
    recoveries = any(month >= t for claim in world.claims for month, _ in claim.recoveries)
    return bool(world.loans) or claims or recoveries or layers.can_pay_queues(world)


# ---------------------------------------------------------------- records


def fund_accounts(world: World) -> list[accounts.Account]:
    """Accounts of the reported fund, one by area."""
    return [account for (layer, _), account in world.accounts.items() if layer == world.fund]


def fund_balance(world: World) -> float:
    """Balance of the reported fund, all areas."""
    return sum(account.balance for account in fund_accounts(world))


def count_stops(world: World, t: int) -> None:
    """Stops and suspensions in force in month t."""
    stop = breakers.lending_stop_in_force(world)
    world.out["stop"][t] = float(stop)
    world.out["breaker_months"] += int(stop)
    for number in range(len(world.layers)):
        counties = range(len(world.book.counties))
        suspended = any(accounts.layer_is_suspended(world, number, county) for county in counties)
        world.out["suspended_months"][number] += int(suspended)


def record_month(world: World, t: int) -> None:
    """Month-end ratios of the whole portfolio, and the fund's lines."""
    for name in ("outstanding", *(name for name in MONTHLY if "ratio" in name)):
        world.out[name][t] = world.ratios["province", 0][name]
    world.out["balance"][t] = fund_balance(world)
    average_overdue(world)
    book_account_lines(world, t)


def average_overdue(world: World) -> None:
    """Add what is overdue and outstanding at a month end to the averages of all, everywhere and by township."""
    months = world.clock.months
    for name in ("overdue", "outstanding"):
        world.out[f"{name}_average"] += world.ratios["province", 0][name] / months
        for township in range(len(world.book.townships)):
            world.out[f"township_{name}_average"][township] += world.ratios["township", township][name] / months


def book_account_lines(world: World, t: int) -> None:
    """Add a month's lines to the account year."""
    for account in fund_accounts(world):
        for line in LINES:
            world.out["account_line"][account_year(world.clock, t)][line] += account.month[line]


def pay_running_costs(world: World, t: int) -> None:
    """Government pays subsidised interest and covers, inspections and levers at the end of the month."""
    inspected = world.ratios["province", 0]["inspected"]
    inspections = world.scenario.monitoring.cost_per_inspection * loans.inspections_made(world) * inspected
    subsidies = world.out["subsidy_month"] + world.out["subsidised_cover_month"]
    world.out["interest_subsidy"] += world.out["subsidy_month"]
    world.out["inspection_cost"] += inspections
    levers = sum(lever.cost_per_year for lever in world.scenario.levers.values() if lever.on) / 12.0
    world.out["lever_cost"] += levers
    accounts.government_pays(world, subsidies + inspections + levers, t + 1)
    accounts.note_cash(world, "interest_subsidy", world.out["subsidy_month"], t)
    accounts.note_cash(world, "premium", world.out["subsidised_cover_month"], t)
    accounts.note_cash(world, "monitoring", inspections + levers, t)


def check_solvency(world: World, t: int) -> None:
    """First ruin of the reported fund; from the next step on it may be absorbing."""
    shortfall = world.out["shortfall_now"]
    world.out["shortfall"] += shortfall
    world.out["shortfall_now"] = 0.0
    if t < world.clock.months:
        world.out["shortfall_month"][t] = shortfall
    already = world.out["ruin_month"] >= 0 or world.out["ruin_month_settle"] >= 0
    if already or not is_ruined(world, shortfall, t):
        return
    world.out["ruin_month" if t < world.clock.months else "ruin_month_settle"] = t
    world.absorbed = world.scenario.report.after_ruin == "absorbing"


def is_ruined(world: World, shortfall: float, t: int) -> bool:
    """Ruin by the report's definition; below_ratio only while loans are followed."""
    if not fund_accounts(world):
        return False
    report = world.scenario.report
    if report.ruin == "unpaid_claim":
        return shortfall > HALF_A_FEN
    if report.ruin == "empty":
        return world.emptied or fund_balance(world) <= HALF_A_FEN
    outstanding = world.ratios["province", 0]["outstanding"]
    low = fund_balance(world) < float(report.ruin_ratio or 0.0) * outstanding
    return t < world.clock.months and outstanding > HALF_A_FEN and low


def close(world: World, end: int) -> None:
    """The end: queues fall to the bank, the government gets its share of the balances."""
    out = world.out
    out |= costs_after_closing(world, end)
    out["queue_unpaid"] = layers.queue_total(world)
    out["payment"][BANK] += out["queue_unpaid"]
    out["layer_year_payment"][-1][BANK] += out["queue_unpaid"]
    if end <= world.clock.months:
        out["payment_month"][end - 1][BANK] += out["queue_unpaid"]
    out["recovery_due"] = layers.recovery_still_due(world, end)
    out["claims_open"] = sum(claim.amount for claim in open_claims(world, end))
    out["failed_villages"] = len(world.failed_villages)
    out["closing_balance"] = fund_balance(world)
    out["min_balance"] = min(out["balance"])
    out["months_simulated"] = end
    for number, _, _ in world.limit_years:
        out["limit_reached"][number] += 1
    parts = zip(out["township_overdue_average"], out["township_outstanding_average"], strict=True)
    out["township_overdue_ratio"] = [breakers.share(late, owed) for late, owed in parts]
    close_account_lines(out["account_line"])
    total = sum(out["payment"])
    assert abs(out["claims"] - total) <= 1e-6 * max(1.0, total), "claims = payments of layers and bank"


def open_claims(world: World, end: int) -> list[Claim]:
    """Claims filed and not settled."""
    return [claim for claim in world.claims if not claim.settled and claim.filed_month < end]


def costs_after_closing(world: World, end: int) -> dict[str, float]:
    """Costs once open claims have been provided for, in a copy of the world that settles them at once."""
    later = copy.deepcopy(world)
    layers.settle_together(later, open_claims(later, end), end - 1)
    accounts.credit_balances(later, end)
    return {name: float(later.out[name]) for name in ("government_cost", "bank_cost")}


def close_account_lines(years: list[dict[str, float]]) -> None:
    """Closing of every year, and opening of the next."""
    for number, year in enumerate(years):
        if number > 0:
            year["opening"] = years[number - 1]["closing"]
        plus = ("opening", "appropriation", "provision", "premium", "top_up", "interest", "recoveries")
        year["closing"] = sum(year[line] for line in plus) - year["payments"] - year["returned"]
