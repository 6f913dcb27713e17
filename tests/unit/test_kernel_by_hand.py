"""The cases that were worked out by hand for the slow twin, given to the engine."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from tests.reference import (
    test_twin,
    test_twin_accounts,
    test_twin_aggregate,
    test_twin_arrears,
    test_twin_extensions,
    test_twin_layers,
    test_twin_lending,
    test_twin_overdue,
    test_twin_risk,
    test_twin_times,
)
from tests.reference.engine import laid_out, simulate_paths

from fundsim.kernels.arrays import Model
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario

MODULES = (
    test_twin, test_twin_accounts, test_twin_aggregate, test_twin_arrears, test_twin_extensions, test_twin_layers,
    test_twin_lending, test_twin_overdue,
    test_twin_risk, test_twin_times,
)  # fmt: skip
ONLY_OF_THE_TWIN = {"test_settling_runs_the_pipeline_out"}  # counts the months it walked
MANY_PATHS = {  # take long as plain Python, and reach no line that others do not
    "test_lot_decides_fairly_who_gets_a_place", "test_single_claims_of_a_compound_law_have_terms_of_their_own",
    "test_loan_that_failed_draws_lots_with_the_others", "test_loans_in_arrears_are_offered_extensions_every_month",
}  # fmt: skip


def engine_path(
    scenario: Scenario, book: LoanBook, seed: int, path: int, fund_size: float | None = None
) -> dict[str, Any]:
    """One path of the engine, in place of the twin's ``simulate_path``."""
    if fund_size is not None:
        report = scenario.report.model_copy(update={"fund_sizes": (fund_size,)})
        scenario = scenario.model_copy(update={"report": report})
    model, _ = laid_out(scenario, book)
    results = simulate_paths(scenario, book, seed, 1, path)[0]
    own = {"opening_outstanding": model.baseline.opening, "fund_initial": opening_amount(model)}
    return own | {
        name: values.tolist() if isinstance(values, np.ndarray) else values for name, values in results.items()
    }


def opening_amount(model: Model) -> float:
    """Opening amount of the reported fund, all its accounts together."""
    fund, layers = model.accounts.fund, model.layers
    if fund < 0 or layers.account_first[fund] < 0:
        return 0.0
    first, accounts = layers.account_first[fund], layers.areas[layers.account_level[fund]]
    return float(model.accounts.initial[first : first + accounts, 0].sum())


def runs_paths(module: ModuleType, function: Callable[..., Any]) -> bool:
    """Whether a test, or a helper of its module that it calls, simulates a path; others test parts of the twin."""
    names = set(re.findall(r"\w+", inspect.getsource(function))) - {function.__name__}
    helpers = (vars(module)[name] for name in names & set(vars(module)) if not name.startswith("test_"))
    own = (helper for helper in helpers if getattr(helper, "__module__", "") == module.__name__ and callable(helper))
    return "simulate_path" in names or any(runs_paths(module, helper) for helper in own)


def cases_of(module: ModuleType) -> Iterator[Any]:
    """Tests of a module that run whole paths, once for each set of parameters."""
    for name, test in vars(module).items():
        if not name.startswith("test_") or name in ONLY_OF_THE_TWIN or not runs_paths(module, test):
            continue
        sets: list[dict[str, Any]] = [{}]
        for mark in getattr(test, "pytestmark", []):
            names = mark.args[0] if not isinstance(mark.args[0], str) else mark.args[0].split(",")
            sets = [dict(zip(names, values if len(names) > 1 else [values], strict=True)) for values in mark.args[1]]
        marks = [pytest.mark.compiled] if name in MANY_PATHS else []
        yield from (pytest.param(module, test, given, id=f"{name}-{i}", marks=marks) for i, given in enumerate(sets))


@pytest.mark.parametrize(("module", "test", "given"), [case for module in MODULES for case in cases_of(module)])
def test_engine_gives_the_numbers_worked_out_by_hand(
    module: ModuleType, test: Callable[..., None], given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Mock(side_effect=engine_path)
    for one in MODULES:
        monkeypatch.setattr(one, "simulate_path", engine)
    test(**given)
    engine.assert_called()
