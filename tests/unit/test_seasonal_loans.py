"""Seasonal instalments by hand: dues, missed dues, interest claimed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.test_credit_lines import MONITORED, crash, run

from fundsim.portfolio.loan_book import SCHEDULES, RepaymentCalendar
from fundsim.portfolio.schedules import balance_profile, seasonal_dues

SEASONAL = {"drawn_share": 1.0, "instalment_months": [6, 11]}
LOANS = {"loans": {"repayment": {"seasonal": 1.0}}}
THIRD = 1000.0 / 3.0


def test_equal_parts_fall_due_in_named_months_and_at_maturity() -> None:
    """Made in January for 12 months: June, November, December."""
    out = run(SEASONAL, **LOANS)
    assert out["outstanding"] == pytest.approx([1000] * 5 + [2 * THIRD] * 5 + [THIRD] + [0] * 3)
    assert not out["lending_month"].any()


def test_missed_dues_move_the_schedule_but_not_its_seasons() -> None:
    """After one missed month the dues of June and November come in July and December, the last in January."""
    out = run(SEASONAL, **LOANS, stress=crash(3), monitoring=MONITORED)
    assert out["outstanding"] == pytest.approx([1000] * 6 + [2 * THIRD] * 5 + [THIRD] + [0] * 2)


def test_a_due_that_was_missed_is_caught_up_in_the_next_month() -> None:
    out = run(SEASONAL, **LOANS, stress=crash(5), monitoring=MONITORED, missed_dues="catch_up")
    assert out["outstanding"] == pytest.approx([1000] * 6 + [2 * THIRD] * 4 + [THIRD] + [0] * 3)


@pytest.mark.parametrize(("month", "owed", "months"), [(2, 1000.0, 3), (8, 2 * THIRD, 3), (10, 2 * THIRD, 5)])
def test_interest_is_claimed_from_the_last_instalment(month: int, owed: float, months: int) -> None:
    """At 1 % a month: from disbursement, or from the end of June, to the month of the claim."""
    claim = {"covers": "principal_and_interest", "interest_days": 600, "filed_after_days": 0, "paid_after_days": 0}
    out = run(SEASONAL, **LOANS, stress=crash(month), claim=claim)
    assert out["claims"] == pytest.approx(owed * (1.0 + 0.01 * months))


@given(term=st.integers(1, 60), months=st.sets(st.integers(1, 12), max_size=5), made_in=st.integers(1, 12))
def test_a_seasonal_profile_falls_in_equal_steps_at_its_dues(term: int, months: set[int], made_in: int) -> None:
    calendar = RepaymentCalendar(instalment_months=tuple(sorted(months)))
    owed = balance_profile(SCHEDULES.index("seasonal"), term, 1, 0.05, calendar, made_in)
    dues = seasonal_dues(term, calendar.instalment_months, made_in)
    assert np.flatnonzero(np.diff(owed)).tolist() == [due - 1 for due in dues]
    assert -np.diff(owed)[np.array(dues) - 1] == pytest.approx(1.0 / len(dues))
    assert all((made_in - 1 + due - 1) % 12 + 1 in months for due in dues[:-1])
