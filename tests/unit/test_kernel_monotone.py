"""What must be ordered: fewer defaults at lower risk, less unpaid from a larger fund; and where that does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.reference.books import crash_each, fund, tiny_book, tiny_scenario
from tests.reference.random_programmes import random_programme
from tests.unit.kernel_runs import events, variables

from fundsim.kernels.arrays.columns import EV_DISTRESS, EV_SHOCK_DEFAULT, EV_WILFUL
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.simulation.feedback import fund_feeds_back

NEVER = 10_000


def first_distress(scenario: Scenario, book: LoanBook, path: int) -> np.ndarray:
    """Month of the first distress of every slot's first loan."""
    months = np.full(len(book.made_in), NEVER)
    for month, code, slot, generation in events(scenario, book, path):
        if code in (EV_DISTRESS, EV_SHOCK_DEFAULT, EV_WILFUL) and generation == 0:
            months[slot] = min(months[slot], month)
    return months


def without_feedback(number: int) -> tuple[Scenario, LoanBook]:
    """A random programme in which nothing that happens to one loan changes another."""
    scenario, book = random_programme(number)
    lending = scenario.lending.model_copy(update={"max_new_lending": None})
    return scenario.model_copy(update={"breakers": {}, "contagion": None, "lending": lending}), book


@given(st.integers(0, 5000), st.integers(0, 50), st.sampled_from([0.3, 0.9, 0.999]))
def test_lower_probabilities_never_bring_an_earlier_first_distress(number: int, path: int, factor: float) -> None:
    scenario, book = without_feedback(number)
    safer = replace(book, pd_annual=book.pd_annual * factor)
    assert (first_distress(scenario, safer, path) >= first_distress(scenario, book, path)).all()


def halved(events: dict[str, Any]) -> dict[str, Any]:
    """The same events with multipliers half as far above 1."""
    return {
        name: event.model_copy(update={"hazard_multiplier": 1.0 + (event.hazard_multiplier - 1.0) / 2})
        for name, event in events.items()
    }


@given(st.integers(0, 5000), st.integers(0, 50))
def test_weaker_shocks_never_bring_an_earlier_first_distress(number: int, path: int) -> None:
    scenario, book = without_feedback(number)
    assume(scenario.shocks)
    weaker = scenario.model_copy(update={"shocks": halved(scenario.shocks), "stress": halved(scenario.stress)})
    assert (first_distress(weaker, book, path) >= first_distress(scenario, book, path)).all()


def test_lower_probabilities_save_loans_one_by_one() -> None:
    book = tiny_book(200, pd=0.2, term=24)
    scenario = tiny_scenario(24, correlation={"county": 0.2})
    months = first_distress(scenario, book, 0)
    safer = first_distress(scenario, replace(book, pd_annual=book.pd_annual * 0.5), 0)
    assert (months < NEVER).sum() > (safer < NEVER).sum() > 0


# ---------------------------------------------------------------- larger funds


def ordered_sizes(number: int, sizes: tuple[float, ...]) -> tuple[Scenario, LoanBook]:
    """A random programme with several fund sizes, where the fund's account is monotone in its size.

    Top-ups without trigger and lag: a top-up decided earlier is larger for the smaller fund, and may find both empty.
    """
    scenario, book = random_programme(number)
    report = scenario.report.model_copy(update={"fund_sizes": sizes, "after_ruin": "reflecting"})
    layers = []
    for layer in scenario.layers:
        account = layer.account
        if account is not None and account.top_up is not None:
            plain = {"trigger": None, "trigger_share_of_target": None, "paid_after_months": 0}
            account = account.model_copy(update={"top_up": account.top_up.model_copy(update=plain)})
        layers.append(layer.model_copy(update={"account": account}))
    return scenario.model_copy(update={"report": report, "layers": tuple(layers)}), book


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # in most programmes the fund acts back on something
@given(st.integers(0, 5000))
def test_a_larger_fund_never_leaves_more_unpaid(number: int) -> None:
    scenario, book = ordered_sizes(number, (0.0, 5_000.0, 40_000.0, 41_000.0, 300_000.0))
    assume(not fund_feeds_back(scenario))
    found = variables(scenario, book, 2)
    fund_number = [layer.kind for layer in scenario.layers].index("fund")
    assert (np.diff(found["shortfall"], axis=0) <= 1e-6).all()
    assert (np.diff(found["payment"][:, :, fund_number], axis=0) >= -1e-6).all()
    assert (np.diff(found["balance"], axis=0) >= -1e-6).all()


def claimed(sizes: tuple[float, ...], top_up: dict[str, Any]) -> np.ndarray:
    """Shortfall by fund size: claims of 45 in the first year, 70 in the second."""
    book = tiny_book(2, principal=[45.0, 70.0], term=36, industry=[0, 1], industries=("a", "b"))
    layers, report = [fund(100.0, top_up=top_up)], {"fund_sizes": list(sizes)}
    scenario = tiny_scenario(24, layers=layers, stress=crash_each([5, 17], ("a", "b")), report=report)
    return variables(scenario, book, 1)["shortfall"][:, 0]


def test_with_a_trigger_the_smaller_fund_may_last_longer() -> None:
    rule = {"share_of_gap": 1.0, "target": 100.0}
    # 100 - 45 = 55 is below 60 and filled to 100, enough for 70; 110 - 45 = 65 is not, and falls short by 5
    assert claimed((100.0, 110.0), rule | {"trigger": 60.0}).tolist() == pytest.approx([0.0, 5.0])
    assert claimed((100.0, 110.0), rule).tolist() == pytest.approx([0.0, 0.0])
