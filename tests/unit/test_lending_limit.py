"""A monthly limit on new lending: who is served when, replayed by hand as a queue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.kernel_runs import events, variables

from fundsim.errors import ScenarioError
from fundsim.kernels.arrays.columns import EV_MADE, EV_REFUSED
from fundsim.kernels.numerics.purposes import REFILL_ORDER
from fundsim.kernels.numerics.random import path_key, purpose_key, uniform
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario

SEED, MONTHS = 7, 12


def scenario_of(limit: float, count: int, **blocks: Any) -> Scenario:
    """Loans of two months that never default, all made in month 0."""
    tree: dict[str, Any] = {
        "name": "limit",
        "horizon": {"months": MONTHS},
        "loans": {
            "source": "synthetic", "townships": {"A": {"loans": count}}, "size": {"law": "fixed", "amount": 100.0},
            "product": {"term_months": 2}, "opening_ages": "new",
        },
        "lending": {"mode": "steady", "max_new_lending": limit},
        "default_probability": {"annual": 0.0},
    }  # fmt: skip
    return Scenario.model_validate(tree | blocks)


def book_of(scenario: Scenario, principals: list[float]) -> LoanBook:
    """Loans of these amounts, the same in all generations."""
    book = build_loan_book(scenario, seed=SEED)
    amounts = np.array(principals)
    return replace(book, principal=np.tile(amounts[:, None], (1, book.principal.shape[1])), first_principal=amounts)


def made(scenario: Scenario, book: LoanBook) -> list[tuple[int, int]]:
    """(month, slot) of every loan made after the opening stock, in order."""
    return [(month, slot) for month, code, slot, generation in events(scenario, book, 0, SEED)
            if code == EV_MADE and generation > 0]  # fmt: skip


def replayed(principals: list[float], limit: float) -> list[tuple[int, int]]:
    """The same by a queue: in the order of vacancy, within a month by draw, until the first that does not fit."""
    key = purpose_key(path_key(SEED, 0), REFILL_ORDER)
    free, generation = [2] * len(principals), [0] * len(principals)
    served = []
    for month in range(2, MONTHS):
        waiting = [slot for slot, vacant in enumerate(free) if vacant <= month]
        turn = sorted((free[slot], uniform(key, slot, generation[slot] + 1, 0), slot) for slot in waiting)
        left = limit
        for _, _, slot in turn:
            if principals[slot] > left:
                break
            left -= principals[slot]
            generation[slot] += 1
            free[slot] = month + 2
            served.append((month, slot))
    return served


def test_three_loans_two_at_a_time() -> None:
    """All fall due in month 1: two are made anew in month 2, the third in month 3, and so on in turns."""
    scenario = scenario_of(200.0, 3)
    out = variables(scenario, build_loan_book(scenario, seed=SEED), 1, SEED)
    assert out["lending_month"][0].tolist() == [0, 0, 200, 100, 200, 100, 200, 100, 200, 100, 200, 100]
    assert out["lending_lost"].tolist() == [0.0]


def test_a_year_between_refills_is_kept() -> None:
    scenario = scenario_of(200.0, 3, lending={"mode": "steady", "max_new_lending": 200.0, "refill_every_months": 12})
    out = variables(scenario, build_loan_book(scenario, seed=SEED), 1, SEED)
    assert not out["lending"].any()


@settings(max_examples=25, deadline=None)
@given(principals=st.lists(st.sampled_from([50.0, 100.0, 150.0, 300.0]), min_size=1, max_size=8))
def test_the_queue_is_served_in_turn(principals: list[float]) -> None:
    scenario = scenario_of(300.0, len(principals))
    assert made(scenario, book_of(scenario, principals)) == replayed(principals, 300.0)


def test_a_wide_limit_changes_nothing() -> None:
    free = scenario_of(1e9, 20, default_probability={"annual": 0.4}, lending={"mode": "steady"})
    wide = scenario_of(1e9, 20, default_probability={"annual": 0.4})
    before, after = (variables(one, build_loan_book(one, seed=SEED), 5, SEED) for one in (free, wide))
    assert all(before[name] == pytest.approx(after[name]) for name in before)


def test_places_where_lending_is_stopped_keep_their_turn() -> None:
    """B's bad loan stops lending there from month 2 to 4; A is served meanwhile, B's other slot in month 5."""
    scenario = scenario_of(
        100.0, 1,
        loans={
            "source": "synthetic", "townships": {"A": {"loans": 1}, "B": {"loans": 2}},
            "size": {"law": "fixed", "amount": 100.0}, "product": {"term_months": 2}, "opening_ages": "new",
            "industries": {"crop": 0.5, "pig": 0.5},
        },
        stress={
            "crash": {
                "month": 1, "industries": ["pig"], "townships": ["B"], "immediate_default_probability": 1.0 - 1e-12,
            },
        },
        claim={"filed_after_days": 0, "paid_after_days": 0},
        breakers={"stop": {"watch": "npl_ratio", "at": "township", "stop_above": 0.05}},
        report={"write_off_after_months": 3},
    )  # fmt: skip
    told = events(scenario, build_loan_book(scenario, seed=SEED), 0, SEED)
    refused = [(month, slot) for month, code, slot, _ in told if code == EV_REFUSED]
    assert {month for month, _ in refused} == {2}
    assert {slot for _, slot in refused} == {1, 2}
    served = [(month, slot) for month, code, slot, generation in told if code == EV_MADE and generation > 0]
    assert served[:2] == [(2, 0), (4, 0)]
    assert {slot for month, slot in served if month in (5, 6)} == {1, 2}


def test_what_a_stop_refuses_is_lost_whatever_turn_it_has_under_the_limit() -> None:
    """Four loans of a stopped township and four of another wait in month 2; the limit is reached by the first."""
    scenario = scenario_of(
        100.0, 1,
        loans={
            "source": "synthetic", "townships": {"A": {"loans": 4}, "B": {"loans": 4}},
            "size": {"law": "fixed", "amount": 100.0}, "product": {"term_months": 2}, "opening_ages": "new",
        },
        stress={"crash": {"month": 1, "townships": ["A"], "immediate_default_probability": 1.0 - 1e-12}},
        claim={"filed_after_days": 0, "paid_after_days": 0},
        breakers={"stop": {"watch": "npl_ratio", "at": "township", "stop_above": 0.05}},
    )  # fmt: skip
    lost = variables(scenario, build_loan_book(scenario, seed=SEED), 50, SEED)["lending_lost"]
    np.testing.assert_array_equal(lost, 400.0)


def test_a_limit_below_the_largest_loan_is_a_fault() -> None:
    with pytest.raises(ScenarioError, match="less than the largest loan, 100"):
        build_loan_book(scenario_of(99.0, 3), seed=SEED)
