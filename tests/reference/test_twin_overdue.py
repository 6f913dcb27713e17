"""Loans that are overdue when the simulation begins, against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from tests.reference.books import tiny_book, tiny_scenario
from tests.reference.twin import simulate_path

WAITS = {"filed_after_days": 90, "paid_after_days": 60}
STAYS = {"cure_per_month": 0.0, "default_per_month": 0.0}
CURES = {"cure_per_month": 1.0, "default_per_month": 0.0}
EXTENDED = {"granted": 1.0, "months": 4, "default_at_end": 0.0}


def run(months: int, book: Any, **blocks: Any) -> dict[str, Any]:
    """One path without risk; claims wait for three months and are paid after two more."""
    return simulate_path(tiny_scenario(months, **{"claim": WAITS} | blocks), book, 1, 0)


def months_of(values: list[float]) -> list[int]:
    """Months in which something happens."""
    return [t for t, value in enumerate(values) if abs(value) > 1e-9]


@pytest.mark.parametrize(("made_in", "overdue", "npl_from"), [(-13, 2, 1), (-5, 1, 2), (-5, 5, 0), (-30, 20, 0)])
def test_without_roll_rates_it_has_defaulted_and_its_claim_has_waited(
    made_in: int, overdue: int, npl_from: int
) -> None:
    """Due in month -overdue, non-performing three months later or, had that been before, from month 0 on."""
    out = run(20, tiny_book(made_in=made_in, term=12, overdue=[overdue]))
    assert (out["distress"], out["defaults"], out["opening_outstanding"]) == (1, 1, 1000.0)
    assert (sum(out["cohort_loans"]), out["cohort_defaults"][0], out["cohort_age_defaults"][0][0]) == (1, 1, 1)
    assert months_of(out["npl_ratio"]) == list(range(npl_from, npl_from + 12))
    assert months_of(out["overdue_ratio"]) == list(range(npl_from + 12))
    assert months_of(out["claims_paid"]) == [npl_from + 2]
    assert out["claims"] == 1000.0


def test_it_owes_what_it_owed_before_the_first_due_that_it_missed() -> None:
    """Four of twelve instalments were paid before month -2."""
    out = run(10, tiny_book(principal=1200.0, made_in=-6, schedule="equal_principal", overdue=[2]))
    assert (out["opening_outstanding"], out["outstanding"][0], out["claims"]) == pytest.approx((800.0, 800.0, 800.0))


@pytest.mark.parametrize(("days", "claim"), [(90, 1030.0), (150, 1040.0)])
def test_interest_counts_from_the_last_due_that_was_paid(days: int, claim: float) -> None:
    """Paid until the end of month -2, filed in month 2: four months at 1 % a month, up to the limit."""
    terms = WAITS | {"covers": "principal_and_interest", "interest_days": days}
    assert run(8, tiny_book(made_in=-3, rate=0.12, overdue=[1]), claim=terms)["claims"] == pytest.approx(claim)


def test_with_roll_rates_its_arrears_go_on_at_their_age() -> None:
    out = run(8, tiny_book(made_in=-6, term=36, overdue=[1]), arrears=STAYS)
    assert months_of(out["npl_ratio"]) == [2, 3, 4, 5, 6, 7]
    assert months_of(out["claims_paid"]) == [4]
    older = run(8, tiny_book(made_in=-6, term=36, overdue=[3]), arrears=STAYS)
    assert months_of(older["npl_ratio"]) == list(range(8))


@pytest.mark.parametrize(("missed_dues", "repaid_in"), [("shift", 9), ("catch_up", 6)])
def test_cured_it_performs_from_month_1_on(missed_dues: str, repaid_in: int) -> None:
    """Made in month -5 for 12 months, so due in month 6; three months were missed."""
    out = run(12, tiny_book(made_in=-5, overdue=[2]), arrears=CURES, missed_dues=missed_dues)
    assert (out["arrears_cures"], out["defaults"], months_of(out["overdue_ratio"])) == (1, 0, [])
    assert months_of(out["outstanding"]) == list(range(repaid_in))


@pytest.mark.parametrize("missed_dues", ["shift", "catch_up"])
def test_past_its_maturity_it_is_due_in_the_month_in_which_it_performs_again(missed_dues: str) -> None:
    """Due in month -3, the only due that it missed; cured in month 0, so due in month 1."""
    arrears, late = CURES | {"default_at_maturity": 1.0}, WAITS | {"filed_after_days": 150}
    out = run(6, tiny_book(made_in=-14, overdue=[3]), arrears=arrears, claim=late, missed_dues=missed_dues)
    assert (out["arrears_cures"], out["defaults"], months_of(out["outstanding"])) == (1, 0, [0])


def test_only_with_roll_rates_it_may_still_be_extended_and_never_where_it_is_wilful() -> None:
    book = tiny_book(made_in=-6, term=36, overdue=[1])
    rolls = run(8, book, arrears=STAYS, extension=EXTENDED)
    assert (rolls["extensions"], rolls["defaults"]) == (1, 0)
    assert months_of(rolls["npl_forborne_ratio"]) == [0, 1, 2, 3, 4]
    wilful = run(8, book, arrears=STAYS, extension=EXTENDED, wilful_default={"share": 1.0})
    assert (wilful["extensions"], wilful["defaults"], wilful["wilful"]) == (0, 1, 1)
    defaulted = run(8, book, extension=EXTENDED)
    assert (defaulted["extensions"], defaulted["defaults"]) == (0, 1)


@pytest.mark.parametrize(
    ("base", "made_in", "overdue", "premium"),
    [
        ("outstanding", -6, 2, 100.0),
        ("new_lending", -6, 2, 50.0),
        ("new_lending", -14, 3, 0.0),
        ("monthly_balance", -6, 4, 100.0 / 12),
    ],
)
def test_premiums_of_month_0_count_it(base: str, made_in: int, overdue: int, premium: float) -> None:
    """10 % of its balance; a single premium by the part of its term that is left, after maturity none."""
    insurer = {"name": "insurer", "kind": "insurance", "pays": 0.5, "price": {"rate": 0.1, "on": base}}
    out = run(1, tiny_book(made_in=made_in, overdue=[overdue]), layers=[insurer])
    assert out["premium"][0] == pytest.approx(premium)


@pytest.mark.parametrize(("months", "arrears", "paid"), [(12, None, 1000.0), (11, None, 0.0), (12, STAYS, 0.0)])
def test_cover_asks_for_the_month_of_the_default(months: int, arrears: Any, paid: float) -> None:
    """Made in month -13, in default at an age of 11 months; with roll rates at claim age, in month 1."""
    guarantor = {"name": "guarantor", "kind": "guarantee", "covers": {"months": months}}
    blocks = {} if arrears is None else {"arrears": arrears}
    out = run(8, tiny_book(made_in=-13, term=36, overdue=[2]), layers=[guarantor], **blocks)
    assert out["payment"] == [paid, 1000.0 - paid]


@pytest.mark.parametrize(("refilled", "month"), [("after_default", 1), ("after_payment", 5)])
def test_its_place_is_lent_again_in_steady_lending(refilled: str, month: int) -> None:
    """In default in month 0; its claim is filed in month 2 and paid in month 4."""
    lending = {"mode": "steady", "refill_defaulted": refilled}
    out = run(7, tiny_book(made_in=-6, overdue=[1]), lending=lending)
    assert months_of(out["lending_month"]) == [month]
