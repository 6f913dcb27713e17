"""Quota, last month and monthly exits of the twin's extensions, against numbers worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.reference.books import crash, crash_each, tiny_book, tiny_scenario
from tests.reference.twin import simulate_path

GRANTED = {"granted": 1.0, "months": 6, "default_at_end": 0.0}


def run(months: int, book: Any = None, path: int = 0, **blocks: Any) -> dict[str, Any]:
    """One path of loans that miss their due in month 2."""
    scenario = tiny_scenario(months, **({"stress": crash(2)} | blocks))
    return simulate_path(scenario, tiny_book(term=36) if book is None else book, 1, path)


def months_of(values: list[float]) -> list[int]:
    """Months in which something happens."""
    return [t for t, value in enumerate(values) if value]


# ---------------------------------------------------------------- last month


@pytest.mark.parametrize(("until", "granted"), [(1, 0), (2, 1), ("2024-02", 0), ("2024-03", 1)])
def test_no_extension_after_the_last_month(until: Any, granted: int) -> None:
    out = run(4, extension=GRANTED | {"until": until})
    assert (out["extensions"], out["defaults"]) == (granted, 1 - granted)


# ---------------------------------------------------------------- quota


def test_quota_is_granted_to_some_of_the_candidates() -> None:
    out = run(4, tiny_book(10, term=36), extension=GRANTED | {"at_most_at_once": 3})
    assert (out["extensions"], out["defaults"]) == (3, 7)
    assert out["npl_forborne_ratio"][2] == pytest.approx(1.0)


def test_lot_decides_fairly_who_gets_a_place() -> None:
    n, paths = 4, 400
    book = tiny_book(n, term=36, village=[0, 1, 2, 3], villages=tuple((f"A/{i}", i) for i in range(n)),
                     townships=tuple((f"T{i}", 0) for i in range(n)))  # fmt: skip
    refused = [0] * n
    for path in range(paths):
        out = run(3, book, path, extension=GRANTED | {"at_most_at_once": 1})
        assert out["extensions"] == 1
        refused = [before + now for before, now in zip(refused, out["township_defaults"], strict=True)]
    for count in refused:
        assert abs(count / paths - 0.75) < 4 * math.sqrt(0.75 * 0.25 / paths)


def test_each_county_has_its_quota() -> None:
    book = tiny_book(
        6, term=36, village=[0, 0, 0, 0, 1, 1], villages=(("A/1", 0), ("B/1", 1)),
        townships=(("A", 0), ("B", 1)), counties=("one", "two"),
    )  # fmt: skip
    out = run(3, book, extension=GRANTED | {"at_most_at_once": 1})
    assert (out["extensions"], out["township_defaults"]) == (2, [3, 1])


def test_place_is_free_in_the_month_after_an_extension_ended_well() -> None:
    book = tiny_book(2, term=36, industry=[0, 1], industries=("a", "b"))
    for second, granted in ((3, 1), (8, 1), (9, 2)):  # the first is in extension at the start of months 3-8
        stress = crash_each([2, second], ("a", "b"))
        out = run(12, book, stress=stress, extension=GRANTED | {"at_most_at_once": 1})
        assert out["extensions"] == granted


def test_failed_extension_frees_its_place_at_once() -> None:
    book = tiny_book(2, term=36, industry=[0, 1], industries=("a", "b"))
    terms = GRANTED | {"at_most_at_once": 1, "default_at_end": 1.0}
    out = run(10, book, stress=crash_each([2, 8], ("a", "b")), extension=terms)
    assert (out["extensions"], out["extension_failures"], out["defaults"]) == (2, 1, 1)


def test_loan_that_failed_draws_lots_with_the_others() -> None:
    book = tiny_book(2, term=36, industry=[0, 1], industries=("a", "b"))
    terms = GRANTED | {"at_most_at_once": 1, "default_at_end": 1.0, "at_most": 2}
    again = 0
    for path in range(100):
        out = run(10, book, path, stress=crash_each([2, 8], ("a", "b")), extension=terms)
        assert (out["extensions"], out["defaults"]) == (2, 1)
        again += out["cohort_defaults"][0]
    assert again == 100
    winners = [run(15, book, path, stress=crash_each([2, 8], ("a", "b")), extension=terms) for path in range(100)]
    twice = sum(out["extensions"] == 2 for out in winners)  # the first loan won: its second failure is final
    assert 30 < twice < 70


# ---------------------------------------------------------------- exits


def test_early_cure_counts_as_forborne_once_more_and_shifts_the_schedule() -> None:
    book = tiny_book(schedule="equal_principal")
    out = run(8, book, extension=GRANTED | {"cure_per_month": 1.0})
    assert months_of(out["npl_forborne_ratio"]) == [2, 3]
    assert out["outstanding"] == pytest.approx([1000 * k / 12 for k in [11, 10, 10, 10, 9, 8, 7, 6]])
    assert (out["defaults"], out["extension_failures"]) == (0, 0)


def test_early_failure_is_decided_again() -> None:
    terms = GRANTED | {"default_per_month": 1.0}
    out = run(8, extension=terms)
    assert (out["extensions"], out["extension_failures"], out["defaults"]) == (1, 1, 1)
    assert months_of(out["claims_paid"]) == [3]
    out = run(8, extension=terms | {"at_most": 2})
    assert (out["extensions"], out["extension_failures"], out["defaults"]) == (2, 2, 1)
    assert months_of(out["claims_paid"]) == [4]


def test_end_rule_replaces_the_exit_in_the_last_month() -> None:
    out = run(9, extension={"granted": 1.0, "months": 2, "default_per_month": 1e-12, "default_at_end": 1.0})
    assert months_of(out["claims_paid"]) == [4]
    n, c = 3000, 0.5
    terms = {"granted": 1.0, "months": 3, "cure_per_month": c, "default_at_end": 1.0}
    out = run(6, tiny_book(n, term=36), extension=terms)
    p = (1 - c) ** 2  # no cure in months 3 and 4, the end rule in month 5
    assert abs(out["defaults"] / n - p) < 4 * math.sqrt(p * (1 - p) / n)


def test_extension_without_a_length_ends_by_exits_only() -> None:
    n, c, d = 3000, 0.2, 0.1
    terms = {"granted": 1.0, "months": None, "cure_per_month": c, "default_per_month": d}
    out = run(6, tiny_book(n, term=36), extension=terms)
    stay = 1 - c - d
    p = d * (1 + stay + stay**2)
    assert abs(out["defaults"] / n - p) < 4 * math.sqrt(p * (1 - p) / n)
    out = run(6, tiny_book(n, term=36), horizon={"settle": True}, extension=terms)
    p = d / (c + d)
    assert abs(out["defaults"] / n - p) < 4 * math.sqrt(p * (1 - p) / n)
