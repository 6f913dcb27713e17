"""Seven times the money is seven times every amount, and not another loan, month or ratio."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.reference.books import everything
from tests.reference.random_programmes import random_programme
from tests.unit.kernel_runs import variables

from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.results import VARIABLES

FACTOR = 7.0
MONEY_KEYS = (
    "initial", "amount", "cap", "target", "trigger", "ceiling", "deductible", "limit", "cost_per_inspection",
    "fund_sizes", "cost_per_year", "max_new_lending", "amount_per_month",
)  # fmt: skip
MONEY_IF_IN_CURRENCY = ("aggregate_deductible", "aggregate_limit")


def multiplied(tree: Any, key: str = "") -> Any:
    """A scenario's data with every amount of money multiplied; the trigger of contagion is a share."""
    if isinstance(tree, dict):
        found = {name: value if name == "contagion" else multiplied(value, name) for name, value in tree.items()}
        if tree.get("aggregate_in") == "currency":
            found |= {name: times(tree[name]) for name in MONEY_IF_IN_CURRENCY}
            found["bands"] = [band | {"to": times(band["to"])} for band in tree["bands"]]
        return found
    if isinstance(tree, list | tuple):
        return [multiplied(value, key) for value in tree]
    return times(tree) if key in MONEY_KEYS else tree


def times(value: Any) -> Any:
    """Seven times a number; what is no number stays."""
    return value * FACTOR if isinstance(value, float) else value


def richer(scenario: Scenario, book: LoanBook) -> tuple[Scenario, LoanBook]:
    """The same programme with seven times the money."""
    data = multiplied(scenario.model_dump(by_alias=True))
    return Scenario.model_validate(data), replace(
        book, principal=book.principal * FACTOR, first_principal=book.first_principal * FACTOR
    )


def assert_scales(scenario: Scenario, book: LoanBook, paths: int, seed: int) -> None:
    """Money scales and nothing else moves; ruin is left out where half a fen decides."""
    plain, rich = variables(scenario, book, paths, seed), variables(*richer(scenario, book), paths, seed)
    for name, values in plain.items():
        unit = VARIABLES[name].unit
        if unit == "currency":
            np.testing.assert_allclose(rich[name], FACTOR * values, rtol=1e-9, atol=1e-5, err_msg=name)
        elif unit == "1" and values.dtype.kind == "f":
            np.testing.assert_allclose(rich[name], values, rtol=1e-9, atol=1e-9, err_msg=name)
        else:
            np.testing.assert_array_equal(rich[name], values, err_msg=name)


def test_money_scales_with_most_rules_at_once() -> None:
    scenario, book = everything(settle=True, loans=20)
    assert richer(scenario, book)[0] != scenario
    assert_scales(scenario, book, 8, 3)


@pytest.mark.parametrize("number", range(1000, 1012))
def test_money_scales_in_random_programmes(number: int) -> None:
    assert_scales(*random_programme(number), 3, number)


def test_every_amount_of_a_scenario_is_scaled() -> None:
    schema = Scenario.model_json_schema(by_alias=True)
    blocks = {
        "Account",
        "Band",
        "Inflow",
        "Layer",
        "Lending",
        "Lever",
        "Monitoring",
        "Report",
        "TopUp",
    }  # money below `loans` is in the book
    found = {
        key
        for name in blocks
        for key, terms in schema["$defs"][name]["properties"].items()
        if "'unit': 'currency" in str(terms)
    }
    assert found == {*MONEY_KEYS, *MONEY_IF_IN_CURRENCY, "to"}
