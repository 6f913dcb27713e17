"""Extensions with few places, a last month, and monthly exits, against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reference.books import crash, crash_each, tiny_book, tiny_scenario
from tests.reference.engine import simulate_paths
from tests.unit.kernel_runs import variables

CLAIM = {"filed_after_days": 90, "paid_after_days": 60}
EXTENDED = {"granted": 1.0, "months": 3}
LONG = tiny_book(term=36)


def run(months: int, book: Any, extension: dict[str, Any], **blocks: Any) -> dict[str, Any]:
    """One path; extensions are always granted, for three months, and end well unless said otherwise."""
    scenario = tiny_scenario(months, **{"claim": CLAIM} | blocks, extension=EXTENDED | extension)
    return simulate_paths(scenario, book, 1, 1)[0]


def forborne_months(out: dict[str, Any]) -> list[int]:
    """Months at whose end some loan is forborne."""
    return [int(t) for t in np.flatnonzero(np.array(out["npl_forborne_ratio"]) - np.array(out["npl_ratio"]) > 1e-12)]


def overdue_months(out: dict[str, Any]) -> list[int]:
    """Months at whose end some loan is overdue or non-performing."""
    return [int(t) for t in np.flatnonzero(np.array(out["overdue_ratio"]) > 1e-12)]


def two_loans(*industries: int) -> Any:
    """Long loans of industries that distress strikes in different months."""
    return tiny_book(len(industries), term=36, industry=list(industries), industries=("first", "second"))


def struck(first: int, second: int) -> dict[str, Any]:
    """Distress of the first and of the second industry in these months."""
    return crash_each([first, second], ("first", "second"))


@pytest.mark.parametrize(("until", "extensions"), [(1, 0), (2, 1), ("2024-02", 0), ("2024-03", 1)])
def test_no_extension_is_granted_after_the_last_month(until: int | str, extensions: int) -> None:
    out = run(12, LONG, {"until": until}, stress=crash(2))
    assert (out["extensions"], out["defaults"]) == (extensions, 1 - extensions)


def test_a_failed_extension_is_not_granted_again_after_the_last_month() -> None:
    failing = {"default_at_end": 1.0, "at_most": 5}
    assert run(20, LONG, failing | {"until": 5}, stress=crash(2))["extensions"] == 2  # months 2 and 5
    assert run(20, LONG, failing | {"until": 4}, stress=crash(2))["extensions"] == 1


def test_an_early_cure_is_forborne_in_its_month_and_performs_from_the_next() -> None:
    out = run(12, tiny_book(term=4), {"months": 6, "cure_per_month": 1.0}, stress=crash(2))
    assert (out["extensions"], out["extension_failures"], out["defaults"]) == (1, 0, 0)
    assert forborne_months(out) == [2, 3]
    assert [t for t, amount in enumerate(out["outstanding"]) if amount] == list(range(5))  # two dues shifted


def test_an_early_failure_may_be_extended_again_and_defaults_in_the_end() -> None:
    out = run(14, LONG, {"months": 6, "at_most": 2, "default_per_month": 1.0}, stress=crash(2))
    assert (out["extensions"], out["extension_failures"], out["defaults"]) == (2, 2, 1)
    assert forborne_months(out) == [2, 3]
    assert overdue_months(out) == list(range(4, 14))
    assert [t for t, amount in enumerate(out["claims_paid"]) if amount] == [9]  # filed three months after the failure


def test_in_the_last_month_the_end_decides_and_no_monthly_exit() -> None:
    out = run(12, LONG, {"months": 2, "cure_per_month": 0.0, "default_per_month": 1e-12}, stress=crash(2))
    assert (out["extension_failures"], forborne_months(out)) == (0, [2, 3, 4])


def test_an_extension_without_a_fixed_length_lasts_to_the_horizon_while_no_exit_comes() -> None:
    out = run(12, LONG, {"months": None, "cure_per_month": 1e-12}, stress=crash(2))
    assert (out["extensions"], out["extension_failures"], forborne_months(out)) == (1, 0, list(range(2, 12)))


def test_only_so_many_loans_are_in_extension_at_once() -> None:
    out = run(12, tiny_book(5, term=36), {"at_most_at_once": 2}, stress=crash(2))
    assert (out["extensions"], out["defaults"]) == (2, 3)
    assert run(12, tiny_book(5, term=36), {"at_most_at_once": 0}, stress=crash(2))["defaults"] == 5


def test_places_are_counted_by_county() -> None:
    book = tiny_book(
        6, term=36, village=[0, 0, 0, 1, 1, 1], villages=(("A/1", 0), ("B/1", 1)), townships=(("A", 0), ("B", 1)),
        counties=("west", "east"),
    )  # fmt: skip
    out = run(12, book, {"at_most_at_once": 1}, stress=crash(2))
    assert out["extensions"] == 2
    assert out["township_defaults"].tolist() == [2, 2]


@pytest.mark.parametrize(("second", "extensions"), [(3, 1), (4, 1), (5, 2)])
def test_an_extension_that_ends_well_holds_its_place_in_its_last_month(second: int, extensions: int) -> None:
    """The first is extended in month 1, ends well in month 4, and performs from month 5."""
    assert run(12, two_loans(0, 1), {"at_most_at_once": 1}, stress=struck(1, second))["extensions"] == extensions


def test_an_extension_that_fails_frees_its_place_for_that_month() -> None:
    out = run(12, two_loans(0, 1), {"at_most_at_once": 1, "default_at_end": 1.0}, stress=struck(1, 4))
    assert (out["extensions"], out["defaults"]) == (2, 2)


def test_a_failed_extension_competes_for_the_place_that_it_leaves() -> None:
    """In month 4 the failed loan and the new one draw lots for one place; each wins on about half of the paths."""
    scenario = tiny_scenario(
        5, claim=CLAIM, stress=struck(1, 4),
        extension=EXTENDED | {"at_most_at_once": 1, "default_at_end": 1.0, "at_most": 2},
    )  # fmt: skip
    found = variables(scenario, two_loans(0, 1), 64)
    assert (found["extensions"] == 2).all()
    assert (found["defaults"] == 1).all()
    book = tiny_book(
        2, term=36, industry=[0, 1], industries=("first", "second"), village=[0, 1],
        villages=(("A/1", 0), ("B/1", 1)), townships=(("A", 0), ("B", 0)),
    )  # fmt: skip
    wins = variables(scenario, book, 64)["township_defaults"][:, 1].sum()
    assert 16 < wins < 48


def test_a_refused_loan_in_arrears_gets_the_place_when_it_falls_free() -> None:
    """Month 2: no place; months 3 and 4 overdue; the first leaves at the end of month 4; extended in month 5."""
    arrears = {"cure_per_month": 0.0, "default_per_month": 0.0}
    out = run(
        16, two_loans(0, 1), {"at_most_at_once": 1}, stress=struck(1, 2), arrears=arrears,
        claim={"filed_after_days": 150, "paid_after_days": 60},
    )  # fmt: skip
    assert (out["extensions"], out["defaults"]) == (2, 0)
    assert overdue_months(out) == [2, 3, 4]
    assert forborne_months(out) == list(range(1, 9))


def test_at_claim_age_no_extension_is_granted_any_more() -> None:
    arrears = {"cure_per_month": 0.0, "default_per_month": 0.0}
    out = run(16, two_loans(0, 1), {"at_most_at_once": 1}, stress=struck(1, 2), arrears=arrears)
    assert (out["extensions"], out["defaults"]) == (1, 1)


def test_refused_decisions_are_drawn_anew_each_month_in_arrears() -> None:
    """With three decisions at one half, seven of eight loans are extended before their claim falls due."""
    scenario = tiny_scenario(
        6, claim=CLAIM, stress=crash(1), extension={"granted": 0.5, "months": 12},
        arrears={"cure_per_month": 0.0, "default_per_month": 0.0},
    )  # fmt: skip
    extended = variables(scenario, tiny_book(100, term=36), 4)["extensions"]
    assert ((extended > 75) & (extended < 97)).all()


@given(places=st.integers(0, 6), granted=st.floats(0.1, 1.0), seed=st.integers(0, 1000), cure=st.floats(0.0, 0.5))
def test_never_more_loans_are_forborne_than_there_are_places(
    places: int, granted: float, seed: int, cure: float
) -> None:
    scenario = tiny_scenario(
        24, claim=CLAIM, arrears={"cure_per_month": 0.1, "default_per_month": 0.1},
        extension={
            "granted": granted, "months": 4, "at_most": 3, "default_at_end": 0.5, "at_most_at_once": places,
            "cure_per_month": cure, "default_per_month": 0.1,
        },
    )  # fmt: skip
    found = variables(scenario, tiny_book(12, pd=0.9, term=36), 3, seed)
    forborne = (found["npl_forborne_ratio"] - found["npl_ratio"]) * found["outstanding"] / 1000.0
    assert forborne.max() < places + 1e-9
