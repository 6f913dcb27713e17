"""Programmes drawn at random over most options of the schema, to compare the engine with its twin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from tests.reference.books import tiny_book, tiny_scenario
from tests.reference.choices import MECHANISMS, Choices
from tests.reference.random_mechanisms import (
    random_arrears,
    random_calendar,
    random_contagion,
    random_cover_terms,
    random_credit_villages,
    random_exits,
    random_levers,
    random_places,
    random_price_cycles,
    random_probabilities,
    random_regimes,
    random_seasoning,
)

from fundsim.portfolio.loan_book import SCHEDULES, LoanBook
from fundsim.programme.scenario import Scenario

INDUSTRIES, TOWNSHIPS = ("crop", "pig"), ("A", "B", "C")


def random_book(
    draw: Choices, months: int, first_month: int, shares_with_cover: list[float], counties: int
) -> LoanBook:
    """A few dozen loans of mixed terms, schedules and ages."""
    loans = draw.one(8, 25)
    term = draw.random.integers(3, 30, loans)
    planned = draw.random.random(loans) < 0.2
    age = (draw.random.random(loans) * term).astype(int)
    epochs = draw.mechanism("epochs", {"epoch_starts": (-4, 9)}, 0.5)
    generations = draw.one(1, 3)
    cover = draw.random.random((loans, generations, len(shares_with_cover))) < shares_with_cover
    return tiny_book(
        loans,
        principal=draw.random.uniform(1000.0, 50000.0, (loans, generations)).round(2),
        pd=random_probabilities(draw, loans, 3 if epochs else 1),
        made_in=np.where(planned, draw.random.integers(0, months, loans), -age),
        new_lending=planned,
        term=term,
        rate=draw.one(0.0, 0.06),
        schedule=random_schedules(draw, loans),
        interest_every=draw.random.choice([1, 3], loans),
        instalment_every=draw.random.choice([1, 3, 6, 12], loans),
        subsidy=draw.one(0.0, 0.7),
        product=draw.random.integers(0, 2, loans),
        products=("short", "long"),
        industry=draw.random.integers(0, 2, loans),
        industries=INDUSTRIES,
        village=draw.random.integers(0, 4, loans),
        villages=(("A/1", 0), ("A/2", 0), ("B/1", 1), ("C/1", 2)),
        townships=tuple((name, place % counties) for place, name in enumerate(TOWNSHIPS)),
        counties=("county", "neighbour")[:counties],
        lgd=draw.random.uniform(0.2, 0.9, loans),
        guaranteed_share=draw.random.uniform(0.3, 0.9, loans),
        first_month=first_month,
        calendars=(random_calendar(draw), random_calendar(draw)),
        credit_villages=(1, 3),
        cover=cover if any(shares_with_cover) else None,
        **epochs,
    )


def random_schedules(draw: Choices, loans: int) -> list[str]:
    """Schedules of the loans; those whose mechanism is off become bullet loans."""
    drawn = draw.random.choice(SCHEDULES, loans)
    off = {"seasonal", "credit_line"} - set(draw.mechanisms)
    return ["bullet" if name in off else str(name) for name in drawn]


def random_effect(draw: Choices) -> dict[str, Any]:
    """What a shock does, and where."""
    footprint = draw.one(
        {},
        {"townships": ["A", "C"]},
        {"townships_hit": 0.6},
        {"townships_hit": {"A": 0.3, "B": 0.9}},
        {"sets": [{"townships": ["A", "B"], "probability": 0.4}, {"townships": ["C"], "probability": 0.5}]},
    )
    return footprint | {
        "industries": draw.one("all", ["crop"]),
        "hazard_multiplier": draw.between(2.0, 6.0),
        "lasts_months": draw.one(1, 6, 12),
        "decay": draw.one(1.0, 0.8),
        "scale": draw.one("hazard", "probability", "odds"),
        "immediate_default_probability": draw.one(0.0, 0.2),
        "lgd_addition": draw.one(0.0, 0.1),
        **draw.mechanism("cover", random_cover_terms(draw)),
    }


def random_shocks(draw: Choices) -> dict[str, Any]:
    """Up to three events."""
    yearly = {"probability_per_year": 0.5, "months": [4, 5], **draw.maybe("persistence", 0.8)}
    return {
        "shocks": draw.maybe("drought", random_effect(draw) | yearly)
        | draw.maybe("flood", random_effect(draw) | {"rate": 1.0}),
        "stress": draw.maybe("crisis", random_effect(draw) | {"month": draw.one(3, 14)}),
    }


def random_correlation(draw: Choices) -> dict[str, Any]:
    """Factors of several levels, copulas, periods and memories."""
    persistence = draw.one("independent", "ar1", "frozen")
    return {
        **{level: draw.one(0.0, 0.05, 0.1) for level in ("province", "county", "township", "village")},
        "industry": 0.1,
        "industry_matrix": {"crop": {"pig": draw.one(-0.3, 0.5)}},
        "factor_period": draw.one(12, 12, 1, 3, 24, "horizon"),
        "persistence": persistence,
        **({"autocorrelation": draw.one(0.7, {"county": 0.9, "township": 0.4})} if persistence == "ar1" else {}),
        **draw.one({}, {"copula": "t", "degrees_of_freedom": 4.5}),
    }


def random_recovery(draw: Choices) -> dict[str, Any]:
    """Recovery laws, schedules and splits."""
    law = draw.one(
        {"share": 0.4},
        {"share": "tape"},
        {"beta": {"mean": 0.4, "standard_deviation": 0.3}},
        {"table": {"values": [0.0, 0.5, 1.0], "probabilities": [0.3, 0.4, 0.3]}},
    )
    timing = draw.one({}, {"by_year": [0.5, 0.3, 0.2]}, {"after_months": 5})
    return {
        "hardship": law | timing,
        **draw.maybe("wilful", {"share": 0.2, "court_cost": 0.1, "by_year": [1.0]}),
        **draw.one({}, {"split": ["bank", "fund"]}, {"split": ["fund"]}),
        **draw.maybe("systematic_loading", 0.2),
        **draw.maybe("downturn", {"county_factor_above": 1.0, "share": 0.1}, 0.3),
    }


def random_aggregate(draw: Choices, priced: bool) -> dict[str, Any]:
    """Aggregate terms of a layer, in some unit."""
    unit = draw.one("currency", "lending", "outstanding", *(["premium"] if priced else []))
    size = {"currency": 50_000.0, "lending": 0.05, "outstanding": 0.1, "premium": 1.5}[unit]
    terms = draw.one(
        {"aggregate_limit": size},
        {"aggregate_deductible": 0.3 * size, "aggregate_limit": size},
        {"bands": [{"to": 0.2 * size, "pays": 1.0}, {"to": 0.5 * size, "pays": 0.5}, {"pays": 0.1}]},
    )
    return terms | {
        "aggregate_in": unit,
        "aggregate_over": draw.one("year", "term"),
        "aggregate_year_of": draw.one("payment", "default"),
        "aggregate_level": draw.one("county", "township", "village"),
        "aggregate_net_of_recoveries": draw.one(False, True),
    }


def random_price(draw: Choices) -> dict[str, Any]:
    """Premium terms."""
    payers = draw.one({"borrower": 1.0}, {"government": 0.5, "borrower": 0.3, "bank": 0.2})
    return {"rate": 0.03, "on": draw.one("outstanding", "new_lending", "monthly_balance"), "paid_by": payers}


def random_cover(draw: Choices) -> dict[str, Any]:
    """Which loans a layer serves."""
    return {
        **draw.maybe("products", ["long"], 0.2),
        **draw.maybe("industries", ["crop"], 0.2),
        **draw.maybe("townships", ["A", "B"], 0.2),
        **draw.maybe("made_from", -6, 0.2),
        **draw.maybe("made_until", "2024-08", 0.2),
        **draw.maybe("months", 10, 0.2),
    }


def random_top_up(draw: Choices) -> dict[str, Any]:
    """Top-up terms."""
    at = draw.one({"at": "after_claims"}, {"decided_in": draw.one(1, 6)})
    return at | {
        "share_of_gap": draw.one(0.3, 1.0),
        "paid_after_months": draw.one(0, 4),
        **draw.maybe("cap", 20_000.0),
        "target": draw.one("initial", 90_000.0, {"outstanding_divided_by": 8.0}),
        **draw.one({}, {"trigger": 40_000.0}, {"trigger_share_of_target": 0.7}),
        "paid_by": draw.one("government", "bank"),
    }


def random_account(draw: Choices, money: float) -> dict[str, Any]:
    """Account terms."""
    return {
        "level": draw.one("village", "township", "county", "province"),
        **draw.one({"initial": 60_000.0 * money}, {"leverage": 8.0 / money}, {"share_of_loans": 0.1 * money}),
        "initial_paid_by": draw.one("government", "bank"),
        "inflows": draw.maybe(
            "budget",
            {"amount": 6000.0 * money, "every_months": draw.one(1, 3, 6, 12), "at": draw.one("start", "end")},
        ),
        **draw.maybe("provision", {"rate": 0.01}),
        "yield": draw.one(0.0, 0.05),
        "interest": draw.one("monthly", "yearly"),
        "recoveries": draw.one(1.0, 0.6),
        **draw.maybe("top_up", random_top_up(draw)),
        **draw.one({}, {"ceiling": 70_000.0}, {"ceiling_share_of_initial": 1.1}),
    }


def random_layers(draw: Choices, money: float) -> list[dict[str, Any]]:
    """An insurer, a fund, a government layer."""
    insurer = {
        "name": "insurer",
        "kind": "insurance",
        "pays": draw.one(0.5, "guaranteed_share"),
        "deductible": draw.one(0.0, 500.0),
        **draw.maybe("limit", 20_000.0),
        "price": random_price(draw),
        "covers": random_cover(draw),
        **draw.maybe("suspend_when", random_suspension(draw)),
    }
    fund = {
        "name": "fund",
        "kind": "fund",
        "pays": draw.one(0.7, 1.0),
        "of": draw.one("claim", "remaining"),
        "account": random_account(draw, money),
        "unpaid": draw.one("next", "queue"),
        "covers": random_cover(draw),
        **draw.maybe("price", random_price(draw), 0.3),
    }
    budget = {"name": "county", "kind": "budget", "pays": 0.5, "of": "remaining"}
    tiers = {
        "tiers": [
            {"npl_to": 0.02, "pays": 0.2},
            {"npl_to": 0.1, "pays": 0.6},
            draw.one({"pays": 1.0}, {"npl_to": 0.5, "pays": 1.0}),
        ],
        "tiers_apply": draw.one("whole", "marginal"),
    }
    return [
        layer | draw.one({}, random_aggregate(draw, "price" in layer)) | draw.one({}, {}, tiers)
        for layer in (insurer, fund, budget)
    ]


def random_suspension(draw: Choices) -> dict[str, Any]:
    """Suspension terms."""
    return draw.one(
        {"watch": "npl_ratio", "above": 0.1, "resume_below": 0.05},
        {"watch": "overdue_ratio", "above": 0.15, "for_good": True},
        {"watch": "loss_ratio", "above": 1.4, "over": draw.one("year_to_date", "12_months", "since_start")},
    )


def random_breakers(draw: Choices) -> dict[str, Any]:
    """Breakers of several kinds."""
    ratio = draw.one("npl_ratio", "overdue_ratio")
    lending = {"watch": ratio, "at": draw.one("village", "township", "county"), "stop_above": draw.between(0.05, 0.2)}
    of_villages = lending | {"at": "village", "villages": draw.one("credit", "other")}
    return {
        **draw.mechanism("credit_villages", {"of_villages": of_villages}),
        **draw.maybe("lending", lending | draw.maybe("resume_below", 0.04)),
        **draw.maybe("usage", {"watch": "fund_usage", "stop_above": 0.5}, 0.3),
        **draw.maybe(
            "leave",
            {
                "watch": "loss_ratio",
                "layer": "insurer",
                "stop_above": 1.2,
                "action": "insurer_exit",
                "over": draw.one("year_to_date", "12_months", "since_start"),
            },
            0.3,
        ),
        **draw.maybe("excess", {"watch": ratio, "stop_above": 0.03, "action": "stop_paying_excess"}, 0.3),
    }


def random_report(draw: Choices) -> dict[str, Any]:
    """Reporting conventions."""
    return {
        **draw.one({}, {"ruin": "empty"}, {"ruin": "below_ratio", "ruin_ratio": 0.05}),
        "after_ruin": draw.one("reflecting", "absorbing"),
        **draw.maybe("discount_rate", 0.03),
        **draw.one({"npl_until": "paid"}, {"write_off_after_months": draw.one(3, 12)}),
        **draw.maybe("village_failed_at", 0.5),
    }


def random_lending(draw: Choices) -> dict[str, Any]:
    """New lending, with or without a cap and frozen lines."""
    mode = draw.one("run_off", "steady", "steady")
    cap = draw.mechanism("max_new_lending", {"max_new_lending": draw.between(20_000.0, 120_000.0)})
    refills = {
        "refill_every_months": draw.one(1, 12),
        "refill_defaulted": draw.one("after_payment", "after_default"),
    }
    return {
        "mode": mode,
        **(refills | cap if mode == "steady" else {}),
        **draw.mechanism("freeze_lines", {"freeze_lines": True}),
    }


def random_default_probability(draw: Choices) -> dict[str, Any]:
    """When in a year and in its life a loan defaults; how often is said by the book."""
    return {
        "annual": 0.1,
        **draw.maybe("season", [0.0, 0.0, 0.1, 0.1, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.0, 0.0]),
        **draw.mechanism("seasoning", {"seasoning": random_seasoning(draw)}),
        **draw.mechanism("due_at_maturity", {"due_at_maturity": draw.one(0.3, 1.0)}),
    }


def random_extension(draw: Choices) -> dict[str, Any]:
    """Extensions, with or without places, a last month and exits."""
    return {
        "granted": draw.one(0.0, 0.6),
        "months": draw.one(1, 6),
        "at_most": draw.one(1, 2),
        "default_at_end": 0.4,
        **draw.mechanism("exits", random_exits(draw)),
        **draw.mechanism("places", random_places(draw)),
    }


def random_claim(draw: Choices) -> dict[str, Any]:
    """Claims."""
    return {
        "filed_after_days": draw.one(0, 30, 90),
        "paid_after_days": draw.one(0, 60),
        "interest_days": draw.one(45, 90),
        "covers": draw.one("principal", "principal_and_interest"),
        "method": draw.one("gross", "gross", "net"),
        "settled": draw.one("monthly", "monthly", "yearly"),
    }


def random_programme(
    number: int, mechanisms: tuple[str, ...] = MECHANISMS, money: float = 1.0, counties: int = 1
) -> tuple[Scenario, LoanBook]:
    """A programme and its loans, the same for the same number; without the mechanisms that are not named.

    With little ``money`` most funds run dry. Of two ``counties`` every other township lies in the second.
    """
    draw = Choices(number, mechanisms)
    months, first_month = draw.one(18, 40), draw.one("2023-11", "2024-01")
    shocks = random_shocks(draw)
    effects = [*shocks["shocks"].values(), *shocks["stress"].values()]
    covered = [effect.get("insured_share", 0.0) for effect in effects]
    book = random_book(draw, months, int(first_month[-2:]), covered, counties)
    scenario = tiny_scenario(
        months,
        horizon={
            "settle": draw.one(True, False),
            "first_month": first_month,
            "year_starts": draw.one(1, 7, "first_month"),
        },
        lending=random_lending(draw),
        default_probability=random_default_probability(draw),
        correlation=random_correlation(draw),
        **shocks,
        **draw.mechanism("regimes", {"regimes": random_regimes(draw)}),
        **draw.mechanism("price_cycles", {"price_cycles": random_price_cycles(draw)}),
        **draw.mechanism("contagion", {"contagion": random_contagion(draw)}),
        monitoring={
            "detects": draw.one(0.0, 0.4),
            "cures_detected": 0.6,
            "cost_per_inspection": 10.0,
            "lead_months": draw.one(3, 5),
        },
        wilful_default={"share": draw.one(0.0, 0.2)},
        **draw.mechanism("arrears", {"arrears": random_arrears(draw)}, 0.5),
        extension=random_extension(draw),
        renewal={"probability": draw.one(0.0, 0.5), "at_most": draw.one(1, 2)},
        missed_dues=draw.one("shift", "catch_up"),
        claim=random_claim(draw),
        recovery=random_recovery(draw),
        layers=random_layers(draw, money),
        **draw.mechanism("credit_villages", {"credit_villages": random_credit_villages(draw)}),
        breakers=random_breakers(draw),
        **draw.mechanism("levers", {"levers": random_levers(draw)}),
        report=random_report(draw),
    )
    return scenario, book


def with_overdue_loans(number: int, book: LoanBook) -> LoanBook:
    """The same loans, half of those on the book at the start overdue, some past maturity, balances off schedule."""
    random = np.random.default_rng([number, 1])
    made_in = np.where(book.new_lending, book.made_in, book.made_in - random.integers(1, 12, len(book.term)))
    first = np.maximum(1 - made_in - book.term, 1)  # of those past maturity, the months since
    overdue = np.minimum(first + random.geometric(0.3, len(book.term)) - 1, -made_in)
    matured = made_in + book.term <= 0
    chosen = ~book.new_lending & (matured | (random.random(len(book.term)) < 0.4))
    restated = np.where(book.new_lending, 1.0, random.uniform(0.5, 2.0, len(book.term))) * book.principal[:, 0]
    return replace(book, made_in=made_in, months_overdue=np.where(chosen, overdue, 0), first_principal=restated)
