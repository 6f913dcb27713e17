"""The compiled engine equals the slow twin on every path and every number, as far as floating point allows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.reference.books import everything, tiny_book, tiny_scenario
from tests.reference.engine import simulate_paths
from tests.reference.random_aggregate_programmes import random_aggregate_programme
from tests.reference.random_programmes import random_programme, with_overdue_loans
from tests.reference.twin import simulate_path

SCALARS = (
    "claims", "claims_open", "court_cost", "defaults", "distress", "cures", "arrears_cures", "extensions",
    "extension_failures", "renewals", "wilful", "exposure_at_default", "recovery_at_default", "ruin_month",
    "ruin_month_settle", "shortfall", "min_balance", "closing_balance", "government_cost", "bank_cost", "lending",
    "lending_lost", "breaker_months", "interest_subsidy", "inspection_cost", "lever_cost", "queue_unpaid",
    "overdue_average", "outstanding_average",
)  # fmt: skip
LISTS = (
    "payment", "recovery", "recovery_due", "premium", "limit_reached", "exhausted", "suspended_months",
    "township_claims", "township_defaults", "cohort_defaults", "cohort_loans", "balance", "outstanding",
    "overdue_ratio", "npl_ratio", "npl_forborne_ratio", "overdue_ratio_number",
    "npl_ratio_number", "npl_forborne_ratio_number", "claims_paid", "compensation",
    "lending_month", "stop", "layer_year_payment", "payment_month", "industry_claims", "cohort_age_defaults",
    "township_overdue_average", "township_outstanding_average", "township_overdue_ratio",
)  # fmt: skip


def differences(engine: dict[str, Any], twin: dict[str, Any]) -> list[str]:
    """What differs beyond rounding, in words."""
    found = []
    for name in (*SCALARS, *LISTS):
        left, right = np.asarray(engine[name], float), np.asarray(twin[name], float)
        if right.shape != left.shape and right.ndim == left.ndim == 1:
            right = np.append(right, np.zeros(left.size - right.size))  # the bank, for which nothing is counted
        if left.shape != right.shape or not np.allclose(left, right, rtol=1e-7, atol=1e-6):
            found.append(f"{name}: engine {left}, twin {right}")
    for name in ("account_line", "government_cash"):
        for year, (own, other) in enumerate(zip(engine[name], twin[name], strict=True)):
            for line, value in other.items():
                if not np.isclose(own[line], value, rtol=1e-7, atol=1e-6):
                    found.append(f"{name}[{year}][{line}]: engine {own[line]}, twin {value}")
    for name in ("premium_paid", "borrower_cover_premium"):
        for party, value in engine[name].items():
            if not np.isclose(value, twin[name][party], rtol=1e-7, atol=1e-6):
                found.append(f"{name}[{party}]: engine {value}, twin {twin[name][party]}")
    if engine.get("failed_villages", twin["failed_villages"]) != twin["failed_villages"]:  # kept for village rules only
        found.append(f"failed_villages: engine {engine['failed_villages']}, twin {twin['failed_villages']}")
    return found


@pytest.mark.parametrize("settle", [pytest.param(False, marks=pytest.mark.thorough), True])
def test_engine_equals_twin_with_most_rules_at_once(settle: bool) -> None:
    scenario, book = everything(settle)
    for path, engine in enumerate(simulate_paths(scenario, book, 5, 6)):
        assert differences(engine, simulate_path(scenario, book, 5, path)) == [], f"path {path}"


def test_neighbours_reach_loans_that_a_bound_alone_had_reached_before() -> None:
    """Risk that rises with age: a bound over all ages often reaches a loan long before its neighbours do."""
    curve = {"annual": 0.2, "seasoning": {"ages": [0, 6, 24], "relative": [0.1, 0.2, 4.0]}}
    scenario = tiny_scenario(
        24,
        contagion={"township": {"strength": 6.0}},
        default_probability=curve,
        correlation={"county": 0.2},
        claim={"filed_after_days": 90, "paid_after_days": 30},
    )
    book = tiny_book(12, pd=0.2, term=24)
    for path, engine in enumerate(simulate_paths(scenario, book, 3, 6)):
        assert differences(engine, simulate_path(scenario, book, 3, path)) == [], f"path {path}"


def test_neighbours_reach_loans_at_maturity_out_of_season() -> None:
    """What falls due at maturity has no season: neighbours raise it in a month in which nothing else could."""
    risk = {"annual": 0.2, "due_at_maturity": 0.5, "season": [1 / 11] * 11 + [0]}
    scenario = tiny_scenario(
        14,
        contagion={"township": {"strength": 6.0}},
        default_probability=risk,
        claim={"filed_after_days": 90, "paid_after_days": 30},
    )
    book, at_maturity = tiny_book(20, pd=0.2, term=12), 0.0
    for path, engine in enumerate(simulate_paths(scenario, book, 3, 6)):
        assert differences(engine, simulate_path(scenario, book, 3, path)) == [], f"path {path}"
        before, after = (engine["overdue_ratio"][month] * engine["outstanding"][month] for month in (10, 11))
        at_maturity += after - before
    assert at_maturity > 0.0


# These reach nearly every line of the kernels; the others are for compiled kernels, and for mutants.
REACHING = (*range(10), 15, 16, 21, 23, 24, 30, 37, 42, 47)


@pytest.mark.parametrize(
    "number", [pytest.param(n, marks=[pytest.mark.thorough] * (n not in REACHING)) for n in range(60)]
)
def test_engine_equals_twin_on_random_programmes(number: int) -> None:
    scenario, book = random_programme(number)
    for path, engine in enumerate(simulate_paths(scenario, book, number, 2)):
        assert differences(engine, simulate_path(scenario, book, number, path)) == [], f"path {path} of {scenario}"


# As plain Python the first ones reach loans with and without roll rates, under and past maturity.
@pytest.mark.parametrize("number", [pytest.param(n, marks=[pytest.mark.compiled] * (n > 5)) for n in range(60)])
def test_engine_equals_twin_where_loans_are_overdue_at_the_start(number: int) -> None:
    scenario, book = random_programme(number, money=(1.0, 0.05)[number % 2])
    book = with_overdue_loans(number, book)
    assert book.months_overdue.any()
    for path, engine in enumerate(simulate_paths(scenario, book, number, 2)):
        assert differences(engine, simulate_path(scenario, book, number, path)) == [], f"path {path} of {scenario}"


@pytest.mark.thorough
@pytest.mark.parametrize("number", range(20))
def test_engine_equals_twin_in_two_counties_whose_funds_run_dry(number: int) -> None:
    scenario, book = random_programme(number, money=0.02, counties=2)
    for path, engine in enumerate(simulate_paths(scenario, book, number, 2)):
        assert differences(engine, simulate_path(scenario, book, number, path)) == [], f"path {path} of {scenario}"


# They told of lines held back in their month of distress, of neighbours at maturity out of season, of balances exactly
# at a trigger, and of empty funds that rounding left something in.
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("number", "money"),
    [(163, 0.02), (168, 0.02), (261, 0.02), (908, 0.02), (4331, 0.02), (1783, 0.05), (2043, 0.05), (2148, 0.05)],
)
def test_engine_equals_twin_where_it_did_not(number: int, money: float) -> None:
    scenario, book = random_programme(number, money=money)
    for path, engine in enumerate(simulate_paths(scenario, book, number, 3)):
        assert differences(engine, simulate_path(scenario, book, number, path)) == [], f"path {path} of {scenario}"


# As plain Python the first funds reach every line of their kernels.
@pytest.mark.parametrize("number", [*range(10), *(pytest.param(n, marks=pytest.mark.compiled) for n in range(10, 40))])
def test_engine_equals_twin_on_random_funds_without_loans(number: int) -> None:
    scenario, book = random_aggregate_programme(number)
    for path, engine in enumerate(simulate_paths(scenario, book, number, 3)):
        assert differences(engine, simulate_path(scenario, book, number, path)) == [], f"path {path} of {scenario}"
