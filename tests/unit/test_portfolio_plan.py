"""Planned lending: each month's amount is met exactly."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.portfolio_scenarios import book_of, synthetic_scenario, tape_scenario, write_tape

from fundsim.errors import ScenarioError
from fundsim.portfolio import lending_plan
from fundsim.portfolio.lending_plan import planned_loans
from fundsim.portfolio.loan_book import LoanBook


def lent(book: LoanBook, months: int) -> list[float]:
    new = book.new_lending
    return np.bincount(book.made_in[new], weights=book.principal[new, 0], minlength=months).tolist()


def test_principals_by_hand() -> None:
    def draw(month: int, number: np.ndarray) -> np.ndarray:
        return 10.0 * (month + 1) + number

    plan = planned_loans(np.array([25.0, 0.0, 30.5, 5.0]), draw, 15.0)
    assert plan.month.tolist() == [0, 0, 0, 2, 3]
    assert plan.number.tolist() == [0, 1, 2, 0, 0]
    # 10, 11 and the rest of 25; a rest of 0.5 goes to the loan before; the only loan is trimmed to 5.
    assert plan.principal.tolist() == [10.0, 11.0, 4.0, 30.5, 5.0]


def test_first_guess_of_the_number_of_loans_may_be_too_small() -> None:
    plan = planned_loans(np.array([1000.0]), lambda month, number: np.full(len(number), 2.0), 400.0)
    assert plan.principal.tolist() == [2.0] * 500


@settings(max_examples=30, deadline=None)
@given(
    amounts=st.lists(st.sampled_from([0.0, 0.5, 9_999.99, 50_000.0, 1_234_567.89]), min_size=1, max_size=6),
    seed=st.integers(0, 2**64 - 1),
)
def test_amounts_are_met_to_the_fen(amounts: list[float], seed: int) -> None:
    book = book_of(synthetic_scenario(months=6, lending={"mode": "plan", "amount_per_month": amounts}), seed)
    assert lent(book, 6) == pytest.approx(amounts + [0.0] * (6 - len(amounts)), abs=0.005)
    assert book.principal.min() >= min([1.0, *(amount for amount in amounts if amount)])
    assert book.principal.max() <= 50_001.0
    assert np.sum(~book.new_lending) == 37
    assert book.principal.shape[1] == 1


def test_one_amount_for_every_month() -> None:
    book = book_of(synthetic_scenario(months=5, lending={"mode": "plan", "amount_per_month": 70_000.0}))
    assert lent(book, 5) == pytest.approx([70_000.0] * 5)


def test_amounts_after_the_horizon_are_reported() -> None:
    lending = {"mode": "plan", "amount_per_month": [0.0, 0.0, 5.0, 0.0, 6.0]}
    book = book_of(synthetic_scenario(months=2, lending=lending))
    assert not book.new_lending.any()
    assert book.quality == ("months of `lending.amount_per_month` after the horizon: 2, left out",)


def test_planned_loans_follow_the_shares_of_the_opening_stock() -> None:
    scenario = synthetic_scenario(
        months=3,
        townships={"East": {"loans": 30}, "West": {"loans": 10}, "North": {"loans": 0}},
        lending={"mode": "plan", "amount_per_month": 60_000_000.0},
    )
    book = book_of(scenario)
    new = book.new_lending
    count = new.sum()
    assert count > 5000
    assert np.bincount(book.industry[new]) / count == pytest.approx([0.6, 0.4], abs=0.001)
    east = np.mean(book.township[new] == 0)
    assert abs(east - 0.75) < 4.0 * np.sqrt(0.75 * 0.25 / count)
    assert not np.any(book.township[new] == 2)
    assert np.array_equal(book.village_township[book.village], book.township)


def test_plan_without_opening_stock_spreads_over_all_townships() -> None:
    townships = {"East": {"loans": 0}, "West": {"loans": 0}}
    lending = {"mode": "plan", "amount_per_month": [30_000_000.0]}
    size = {"law": "fixed", "amount": 30_000.0, "rescale_to": "outstanding"}  # nothing to rescale
    book = book_of(synthetic_scenario(townships=townships, lending=lending, size=size))
    assert np.all(book.principal == 30_000.0)
    assert book.new_lending.all()
    assert np.mean(book.township) == pytest.approx(0.5, abs=0.07)


def test_planned_principals_are_rescaled_like_their_townships() -> None:
    size = {"law": "fixed", "amount": 10_000.0, "rescale_to": "outstanding"}
    townships = {
        "East": {"loans": 10, "outstanding": 200_000.0},
        "West": {"loans": 10, "outstanding": 500_000.0},
    }
    lending = {"mode": "plan", "amount_per_month": [1_000_000.0]}
    book = book_of(synthetic_scenario(townships=townships, size=size, add_on_cap=45_000.0 + 5_000.0, lending=lending))
    new = np.flatnonzero(book.new_lending)[:-1]  # the last one is trimmed
    assert np.all(book.principal[new, 0] == np.where(book.township[new] == 0, 20_000.0, 50_000.0))


def test_months_do_not_disturb_each_other() -> None:
    books = [
        book_of(synthetic_scenario(months=months, lending={"mode": "plan", "amount_per_month": amounts}))
        for months, amounts in ((2, [100_000.0, 300_000.0]), (9, [900_000.0, 300_000.0, 5_000.0]))
    ]
    first, second = (
        [values[book.made_in == 1].tolist() for values in (book.principal, book.industry, book.village, book.grade[0])]
        for book in books
    )
    assert first == second


def test_plan_too_large_for_memory_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    lending = {"mode": "plan", "amount_per_month": 1e15}
    with pytest.raises(ScenarioError, match=r"lending.amount_per_month: needs about .* loans of 30,000.00"):
        book_of(synthetic_scenario(lending=lending))
    monkeypatch.setattr(lending_plan, "MAX_LOANS", 100)
    with pytest.raises(ScenarioError, match="more than 100 loans in month 0"):
        planned_loans(np.array([1000.0]), lambda month, number: np.full(len(number), 1.0), 50.0)


def test_a_tape_plans_copies_of_its_rows(tmp_path: Path) -> None:
    file = write_tape(
        tmp_path,
        """amount,months,kind
        30000,12,pig
        10000,36,crop""",
    )
    scenario = tape_scenario(
        file,
        {"principal": "amount", "term_months": "months", "industry": "kind"},
        loans={"opening_ages": "new"},
        lending={"mode": "plan", "amount_per_month": [0.0, 200_000.0]},
    )
    book = book_of(scenario)
    assert book.new_lending.tolist() == [False, False] + [True] * (len(book.made_in) - 2)
    assert lent(book, 2) == pytest.approx([0.0, 200_000.0])
    rows = set(zip(book.principal[2:-1, 0], book.term[2:-1], book.industry[2:-1], strict=True))
    assert rows == {(30_000.0, 12, 1), (10_000.0, 36, 0)}
    assert not np.array_equal(book.industry, book_of(scenario, 2).industry)
