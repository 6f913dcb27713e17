"""Seasonal loans, credit lines, the cap on lending, admission rules and credit villages of the twin, by hand."""

from __future__ import annotations

from typing import Any

import pytest
from tests.reference.books import crash, crash_each, fund, tiny_book, tiny_scenario
from tests.reference.twin import simulate_path

from fundsim.portfolio.loan_book import RepaymentCalendar

STEADY = {"mode": "steady"}
LINE = RepaymentCalendar(drawn_share=(0.2, 0.2, 0.5, 0.5, 0.8, 0.8, *(0.4,) * 6), run_down_months=2, conversion=0.5)
CURED = {"monitoring": {"detects": 1.0, "cures_detected": 1.0}}


def run(months: int, book: Any, **blocks: Any) -> dict[str, Any]:
    """One path of a small scenario."""
    return simulate_path(tiny_scenario(months, **blocks), book, 1, 0)


def line(loans: int = 1, **columns: Any) -> Any:
    """Credit lines of 1,000 over a year."""
    return tiny_book(loans, schedule="credit_line", calendars=(LINE,), **columns)


def test_seasonal_loan_repays_in_its_months_and_at_maturity() -> None:
    book = tiny_book(schedule="seasonal", term=8, calendars=(RepaymentCalendar(instalment_months=(3, 6)),))
    assert run(8, book)["outstanding"] == pytest.approx([1000 * part / 3 for part in (3, 3, 2, 2, 2, 1, 1, 0)])
    out = run(9, book, stress=crash(1), **CURED)  # shifted by a month: April, July, September
    assert out["outstanding"] == pytest.approx([1000 * part / 3 for part in (3, 3, 3, 2, 2, 2, 1, 1, 0)])


def test_seasonal_interest_is_due_with_the_instalments() -> None:
    book = tiny_book(schedule="seasonal", rate=0.12, calendars=(RepaymentCalendar(instalment_months=(3,)),))
    claim = {"covers": "principal_and_interest", "filed_after_days": 0, "paid_after_days": 0, "interest_days": 3000}
    assert run(5, book, stress=crash(4), claim=claim)["claims"] == pytest.approx(500 * (1 + 0.01 * 2))


def test_line_follows_the_calendar_and_runs_down() -> None:
    out = run(12, line())
    assert out["outstanding"] == pytest.approx([200, 200, 500, 500, 800, 400, 400, 400, 400, 400, 200, 0])
    assert out["lending_month"] == pytest.approx([0, 0, 300, 0, 300, 0, 0, 0, 0, 0, 0, 0])


def test_first_draw_of_a_new_line_is_new_lending() -> None:
    terms = {"provision": {"rate": 0.1}}
    out = run(4, line(made_in=1, new_lending=True), layers=[fund(0.0, pays=0.0, **terms)])
    assert out["lending_month"] == pytest.approx([0, 200, 300, 0])
    assert out["account_line"][0]["provision"] == pytest.approx(50.0)


def test_default_draws_part_of_what_is_undrawn() -> None:
    assert run(6, line(), stress=crash(2))["claims"] == pytest.approx(500 + 0.5 * 500)


def test_line_that_performs_again() -> None:
    shifted = run(14, line(), stress=crash(3), extension={"granted": 1.0, "months": 2}, missed_dues="shift")
    assert shifted["lending_month"] == pytest.approx([0, 0, 300, *[0] * 11])  # July's 400 is below the 500 it owed
    assert shifted["outstanding"][3:7] == pytest.approx([500, 500, 500, 400])
    caught_up = run(7, line(), stress=crash(3), missed_dues="catch_up", **CURED)
    assert caught_up["lending_month"] == pytest.approx([0, 0, 300, 0, 0, 300, 0])  # May's rise comes in June


def test_stop_of_lending_freezes_lines_on_request() -> None:
    book = line(2, industry=[0, 1], industries=("a", "b"))
    stop = {"stop": {"watch": "overdue_ratio", "stop_above": 0.1}}
    blocks = {"stress": crash_each([1], ("a",)), "breakers": stop, "report": {"write_off_after_months": 2}}
    assert run(6, book, **blocks)["lending_month"] == pytest.approx([0, 0, 300, 0, 300, 0])
    out = run(6, book, lending={"freeze_lines": True}, **blocks)  # stopped in months 2 and 3
    assert out["lending_month"] == pytest.approx([0, 0, 0, 0, 600, 0])


def test_cap_makes_loans_wait_their_turn() -> None:
    book = tiny_book(3, term=[2, 3, 2], principal=[600.0, 300.0, 600.0])
    out = run(6, book, lending=STEADY | {"max_new_lending": 1000.0})
    # months 2: two of 600 wait, one is made; 3: the other, and 300 fits no more after 600 + 300 = 900 <= 1000
    assert out["lending_month"][2:5] == pytest.approx([600, 900, 600])
    assert out["lending_lost"] == 0.0


def test_rules_of_admission_hold_for_loans_made_from_their_month() -> None:
    certain = 1.0 - 1e-14
    january = {"annual": 0.0, "season": [1.0] + [0.0] * 11}
    pd = [[[0.0]], [[certain]]]
    for start, defaults in ((12, 1), (13, 0)):
        book = tiny_book(term=12, pd=pd, epoch_starts=(start,))
        assert run(13, book, lending=STEADY, default_probability=january)["defaults"] == defaults


def test_credit_villages_recover_more_and_have_breakers_of_their_own() -> None:
    book = tiny_book(2, term=36, village=[0, 1], villages=(("A/1", 0), ("A/2", 0)), credit_villages=(1,))
    terms = {"villages": ["A/2"], "recovery_multiplier": 1.5}
    out = run(3, book, stress=crash(0), credit_villages=terms, recovery={"hardship": {"share": 0.4}})
    assert out["recovery"] == pytest.approx([400 + 600])
    for villages, months in (("credit", 3), ("other", 3), ("all", 3)):
        breaker = {"watch": "overdue_ratio", "at": "village", "stop_above": 0.1, "villages": villages}
        out = run(4, book, stress=crash(0), credit_villages=terms, breakers={"stop": breaker})
        assert out["breaker_months"] == months
    lent = []
    for villages in ("credit", "other"):
        refilled = tiny_book(2, village=[0, 1], villages=(("A/1", 0), ("A/2", 0)), credit_villages=(1,),
                             principal=[100.0, 1000.0])  # fmt: skip
        breaker = {"watch": "overdue_ratio", "at": "village", "stop_above": 0.1, "villages": villages}
        lent.append(run(3, refilled, stress=crash(0), lending=STEADY, breakers={"stop": breaker})["lending"])
    assert lent == pytest.approx([100.0, 1000.0])


def test_levers_that_are_on_cost_the_government() -> None:
    levers = {
        "training": {"on": True, "set": {"renewal.probability": 0.5}, "cost_per_year": 1200.0},
        "visits": {"set": {"renewal.probability": 0.5}, "cost_per_year": 1200.0},
    }
    out = run(6, tiny_book(), levers=levers, report={"discount_rate": 0.0})
    assert (out["lever_cost"], out["government_cost"]) == pytest.approx((600.0, 600.0))
