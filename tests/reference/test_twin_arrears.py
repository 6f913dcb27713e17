"""Arrears of the twin: cures, defaults, claim age and maturity, against numbers worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.reference.books import crash, tiny_book, tiny_scenario
from tests.reference.twin import simulate_path

SURE = 1.0 - 1e-14
STAYS = {"cure_per_month": 0.0, "default_per_month": 0.0}
CURES = {"cure_per_month": 1.0, "default_per_month": 0.0}
FAILS = {"cure_per_month": 0.0, "default_per_month": 1.0}
WAITS = {"filed_after_days": 90, "paid_after_days": 0}


def run(months: int, arrears: dict[str, Any], book: Any = None, **blocks: Any) -> dict[str, Any]:
    """One path of loans that miss their due in month 2; claims wait for three months."""
    terms = {"stress": crash(2), "claim": WAITS} | blocks
    scenario = tiny_scenario(months, arrears=arrears, **terms)
    return simulate_path(scenario, tiny_book(term=36) if book is None else book, 1, 0)


def months_of(values: list[float]) -> list[int]:
    """Months in which something happens."""
    return [t for t, value in enumerate(values) if value]


def test_overdue_loan_defaults_at_claim_age() -> None:
    assert run(5, STAYS)["defaults"] == 0
    out = run(8, STAYS)
    assert (out["defaults"], out["arrears_cures"]) == (1, 0)
    assert months_of(out["overdue_ratio"]) == [2, 3, 4, 5, 6, 7]
    assert months_of(out["npl_ratio"]) == [5, 6, 7]
    assert months_of(out["claims_paid"]) == [5]


def test_loan_in_arrears_is_overdue_by_number_and_balance() -> None:
    out = run(4, STAYS, tiny_book(2, term=36, principal=[1000.0, 3000.0]))
    assert out["overdue_ratio"] == out["overdue_ratio_number"] == [0.0, 0.0, 1.0, 1.0]
    assert out["npl_forborne_ratio"] == [0.0] * 4
    assert out["outstanding"] == [4000.0] * 4


@pytest.mark.parametrize(("first_roll", "overdue"), [("distress_month", []), ("next_month", [2])])
def test_cure_in_the_first_roll(first_roll: str, overdue: list[int]) -> None:
    out = run(6, CURES | {"first_roll": first_roll})
    assert (out["arrears_cures"], out["cures"], out["defaults"], out["distress"]) == (1, 0, 0, 1)
    assert months_of(out["overdue_ratio"]) == overdue


def test_cured_loan_moves_its_schedule_by_the_dues_missed() -> None:
    book = tiny_book(schedule="equal_principal")
    out = run(16, CURES | {"first_roll": "next_month"}, book)
    owed = [11, 10, 10, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]
    assert out["outstanding"] == pytest.approx([1000 * k / 12 for k in owed])
    out = run(16, CURES | {"first_roll": "next_month"}, book, missed_dues="catch_up")
    owed = [11, 10, 10, 10, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0]
    assert out["outstanding"] == pytest.approx([1000 * k / 12 for k in owed])


def test_cured_loan_has_a_fresh_budget() -> None:
    out = run(12, CURES, stress=crash(2, 6))
    assert (out["distress"], out["arrears_cures"], out["defaults"]) == (2, 2, 0)


@pytest.mark.parametrize(
    ("terms", "filed"),
    [({}, 5), ({"first_roll": "next_month"}, 5), ({"claim_waits_from": "default"}, 5),
     ({"first_roll": "next_month", "claim_waits_from": "default"}, 6)],
)  # fmt: skip
def test_claim_waits_from_distress_or_from_default(terms: dict[str, Any], filed: int) -> None:
    out = run(8, FAILS | terms)
    assert months_of(out["claims_paid"]) == [filed]
    assert months_of(out["overdue_ratio"]) == [2, 3, 4, 5, 6, 7]
    assert months_of(out["npl_ratio"]) == list(range(filed, 8))


def test_claimed_interest_runs_from_the_first_missed_due() -> None:
    waits = WAITS | {"covers": "principal_and_interest", "interest_days": 3000}
    out = run(9, STAYS | {"claim_waits_from": "default"}, tiny_book(term=36, rate=0.12), claim=waits)
    assert months_of(out["claims_paid"]) == [8]
    assert out["claims"] == pytest.approx(1000 * (1 + 0.01 * 7))


def test_overdue_loan_defaults_at_maturity() -> None:
    waits = {"filed_after_days": 180, "paid_after_days": 0}
    matures_in_4 = tiny_book(term=5)
    out = run(12, STAYS | {"claim_waits_from": "default"}, matures_in_4, claim=waits)
    assert months_of(out["claims_paid"]) == [10]
    out = run(12, STAYS | {"claim_waits_from": "default", "default_at_maturity": 0.0}, matures_in_4, claim=waits)
    assert (out["defaults"], out["claims"]) == (1, 0.0)  # at claim age, month 8
    out = run(12, CURES | {"first_roll": "next_month"}, tiny_book(term=4), claim=waits)
    assert (out["defaults"], out["arrears_cures"]) == (1, 0)  # maturity comes before the cure


def test_share_that_defaults_at_maturity() -> None:
    n, m, c = 3000, 0.6, 0.5
    out = run(4, {"cure_per_month": c, "default_per_month": 0.0, "default_at_maturity": m}, tiny_book(n, term=3))
    assert abs(out["defaults"] / n - m) < 4 * math.sqrt(m * (1 - m) / n)
    cured = (1 - m) * c + (1 - m) * (1 - c) * c  # in months 2 and 3
    assert abs(out["arrears_cures"] / n - cured) < 4 * math.sqrt(cured * (1 - cured) / n)


def test_months_in_arrears_are_a_chain() -> None:
    n, c, d = 4000, 0.3, 0.2
    out = run(5, {"cure_per_month": c, "default_per_month": d}, tiny_book(n, term=36))
    stay = 1 - c - d
    for count, p in ((out["arrears_cures"], c), (out["defaults"], d)):
        expected = p * (1 + stay + stay**2)  # months 2, 3, 4; claim age comes in month 5
        assert abs(count / n - expected) < 4 * math.sqrt(expected * (1 - expected) / n)


def test_loans_in_arrears_are_offered_extensions_every_month() -> None:
    terms = {"granted": 0.4, "months": 6}
    n = 3000
    out = run(5, STAYS, tiny_book(n, term=36), extension=terms)
    p = 1 - 0.6**3
    assert abs(out["extensions"] / n - p) < 4 * math.sqrt(p * (1 - p) / n)
    later = run(6, STAYS, tiny_book(n, term=36), extension=terms)  # claim age comes before a fourth decision
    assert later["extensions"] == out["extensions"]
    assert later["defaults"] == n - out["extensions"]


def test_wilful_loans_roll_but_are_not_extended() -> None:
    january = {"annual": 0.0, "season": [1.0] + [0.0] * 11}
    blocks = {"default_probability": january, "wilful_default": {"share": 1.0}, "stress": {}}
    book = tiny_book(pd=SURE, term=36)
    out = run(6, STAYS, book, extension={"granted": 1.0, "months": 2}, **blocks)
    assert (out["extensions"], out["wilful"], out["defaults"]) == (0, 1, 1)
    assert months_of(out["overdue_ratio"]) == [0, 1, 2, 3, 4, 5]
    out = run(6, CURES, book, **blocks)
    assert (out["wilful"], out["defaults"], out["arrears_cures"]) == (0, 0, 1)


def test_failed_extension_defaults_at_once_and_waits_from_its_failure() -> None:
    terms = {"granted": 1.0, "months": 2, "default_at_end": 1.0}
    out = run(9, CURES, extension=terms)
    assert (out["extensions"], out["extension_failures"], out["defaults"], out["arrears_cures"]) == (1, 1, 1, 0)
    assert months_of(out["claims_paid"]) == [4 + 3]


def test_without_waiting_loans_in_distress_default_at_once() -> None:
    out = run(4, CURES, claim={"filed_after_days": 0, "paid_after_days": 0})
    assert (out["defaults"], out["arrears_cures"]) == (1, 0)
    assert months_of(out["claims_paid"]) == [2]


def test_settling_rolls_loans_in_arrears_to_their_end() -> None:
    assert run(3, STAYS)["defaults"] == 0
    out = run(3, STAYS, horizon={"settle": True})
    assert (out["defaults"], out["claims"]) == (1, 1000.0)
    out = run(3, CURES | {"first_roll": "next_month"}, horizon={"settle": True})
    assert (out["defaults"], out["arrears_cures"]) == (0, 1)


def test_overdue_loans_are_inspected_and_pay_no_subsidised_interest() -> None:
    out = run(
        4, STAYS, tiny_book(term=36, rate=0.12, subsidy=0.5),
        monitoring={"cost_per_inspection": 20.0, "inspections_per_year": 6},
    )  # fmt: skip
    assert out["interest_subsidy"] == pytest.approx(5.0 * 2)
    assert out["inspection_cost"] == pytest.approx(10.0 * 4)
