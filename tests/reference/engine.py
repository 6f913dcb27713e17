"""The compiled engine on a given loan book, path by path, in the twin's terms."""

from __future__ import annotations

from typing import Any

import numpy as np

from fundsim.kernels.arrays import Model, State
from fundsim.kernels.arrays.allocating import new_state
from fundsim.kernels.arrays.outputs import Details, new_log, new_outputs
from fundsim.kernels.compiling.references import pack
from fundsim.kernels.paths import simulate_block
from fundsim.portfolio.layout import lay_out
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme.scenario import Scenario
from fundsim.results import CASH_LINES, LINES, PARTIES, VARIABLES
from fundsim.simulation.block_variables import by_township, by_year, per_month, per_path

_last: list[tuple[Scenario, LoanBook, Model, State]] = []


def laid_out(scenario: Scenario, book: LoanBook) -> tuple[Model, State]:
    """Arrays and working memory of a scenario; those of the last one are kept, as tests ask for one path at a time."""
    if not (_last and book is _last[0][1] and scenario == _last[0][0]):
        model = lay_out(scenario, book)
        _last[:] = [(scenario, book, model, new_state(model))]
    return _last[0][2:]


def simulate_paths(scenario: Scenario, book: LoanBook, seed: int, paths: int, first: int = 0) -> list[dict[str, Any]]:
    """Engine results of consecutive paths, one dictionary each, for a scenario with one fund size."""
    model, state = laid_out(scenario, book)
    outputs = new_outputs(model, paths, Details(payments=True))
    simulate_block(pack(model), pack(state), pack(outputs), pack(new_log(0)), seed, first, paths)
    rows = (
        per_path(outputs) | by_township(outputs) | by_year(outputs) | per_month(outputs) | {"stop": outputs.monthly[-1]}
    )
    rows["cohort_age_defaults"] = outputs.cohort_age_defaults
    by_size = {name for name in rows if name in VARIABLES and VARIABLES[name].by_fund_size}
    results = []
    for path in range(paths):
        own = {name: values[0, path] if name in by_size else values[path] for name, values in rows.items()}
        own["government_cash"] = [dict(zip(CASH_LINES, year, strict=True)) for year in own["government_cash"]]
        own["account_line"] = [dict(zip(LINES, year, strict=True)) for year in own["account_line"]]
        for name in ("premium_paid", "borrower_cover_premium"):
            own[name] = dict(zip(PARTIES, own[name], strict=True))
        own["queue_unpaid"] = float(np.sum(own["queue_unpaid"]))
        results.append(own)
    return results
