"""The cases that were worked out by hand for the slow twin, given to the engine."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from tests.reference import test_twin, test_twin_accounts, test_twin_layers, test_twin_risk
from tests.reference.engine import simulate_paths

from fundsim.portfolio.layout import lay_out
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario

MODULES = (test_twin, test_twin_accounts, test_twin_layers, test_twin_risk)
ONLY_OF_THE_TWIN = {"test_settling_runs_the_pipeline_out"}  # counts the months it walked


def engine_path(
    scenario: Scenario, book: LoanBook, seed: int, path: int, fund_size: float | None = None
) -> dict[str, Any]:
    """One path of the engine, in place of the twin's ``simulate_path``."""
    if fund_size is not None:
        report = scenario.report.model_copy(update={"fund_sizes": (fund_size,)})
        scenario = scenario.model_copy(update={"report": report})
    model = lay_out(scenario, book)
    first, level = (model.layers.account_first, model.layers.account_level) if model.accounts.fund >= 0 else ([-1], [0])
    fund = max(model.accounts.fund, 0)
    accounts = slice(first[fund], first[fund] + model.layers.areas[level[fund]]) if first[fund] >= 0 else slice(0, 0)
    results = simulate_paths(scenario, book, seed, path + 1)[path]
    results["opening_outstanding"] = model.baseline.opening
    results["fund_initial"] = float(model.accounts.initial[accounts, 0].sum())
    plain = {name: values.tolist() if hasattr(values, "tolist") else values for name, values in results.items()}
    for name in ("exhausted", "limit_reached", "suspended_months", "premium"):
        plain[name] = plain[name]
    return plain


def cases_of(module: ModuleType) -> Iterator[Any]:
    """Tests of a module that run whole paths, once for each set of parameters."""
    for name, test in vars(module).items():
        if not name.startswith("test_") or name in ONLY_OF_THE_TWIN or "World" in inspect.getsource(test):
            continue
        sets: list[dict[str, Any]] = [{}]
        for mark in getattr(test, "pytestmark", []):
            names = mark.args[0] if not isinstance(mark.args[0], str) else mark.args[0].split(",")
            sets = [dict(zip(names, values if len(names) > 1 else [values], strict=True)) for values in mark.args[1]]
        yield from (pytest.param(module, test, given, id=f"{name}-{i}") for i, given in enumerate(sets))


@pytest.mark.parametrize(("module", "test", "given"), [case for module in MODULES for case in cases_of(module)])
def test_engine_gives_the_numbers_worked_out_by_hand(
    module: ModuleType, test: Callable[..., None], given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in MODULES:
        monkeypatch.setattr(one, "simulate_path", engine_path)
    test(**given)
