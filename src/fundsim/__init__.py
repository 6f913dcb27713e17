"""fundsim: Monte Carlo simulation of risk-sharing funds for small loans.

Examples
--------
>>> import fundsim as fs
>>> scenario = fs.load_scenario("luoping")  # doctest: +SKIP
>>> results = fs.simulate(scenario, n_paths=20_000, seed=1)  # doctest: +SKIP
>>> fs.summary(results)  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fundsim.decisions import calibrate, compare, equal_cost, frontier, size, solve
    from fundsim.errors import AccountingError, DataError, FundsimError, OutputError, ScenarioError
    from fundsim.metrics import summarise as summary
    from fundsim.plots import (
        caption,
        plot_bad_year,
        plot_balance_fan,
        plot_breakers,
        plot_convergence,
        plot_differences,
        plot_exceedance,
        plot_frontier,
        plot_heat_map,
        plot_loss_distribution,
        plot_overdue,
        plot_reconciliation,
        plot_sizing_curve,
        plot_stress,
        plot_survival,
        plot_sweep_panels,
        plot_tornado,
        plot_township_overdue,
        plot_townships,
        plot_vintages,
        plot_who_pays,
        plot_yearly_outlay,
    )
    from fundsim.programme import Scenario
    from fundsim.report.result_text import summary_text
    from fundsim.report.writing import write_report
    from fundsim.results import load, save
    from fundsim.scenario_file import load_scenario
    from fundsim.simulation import simulate
    from fundsim.sweep import plan_sweep, run_sweep

CHARTS = (
    "plot_bad_year", "plot_balance_fan", "plot_breakers", "plot_convergence", "plot_differences", "plot_exceedance",
    "plot_frontier", "plot_heat_map", "plot_loss_distribution", "plot_overdue", "plot_reconciliation",
    "plot_sizing_curve", "plot_stress", "plot_survival", "plot_sweep_panels", "plot_tornado",
    "plot_township_overdue", "plot_townships", "plot_vintages", "plot_who_pays", "plot_yearly_outlay",
)  # fmt: skip

# Names are imported when they are first used, so that the command line starts without numba and xarray.
PUBLIC = {
    "AccountingError": ("fundsim.errors", "AccountingError"),
    "DataError": ("fundsim.errors", "DataError"),
    "FundsimError": ("fundsim.errors", "FundsimError"),
    "OutputError": ("fundsim.errors", "OutputError"),
    "ScenarioError": ("fundsim.errors", "ScenarioError"),
    "Scenario": ("fundsim.programme", "Scenario"),
    "calibrate": ("fundsim.decisions", "calibrate"),
    "caption": ("fundsim.plots", "caption"),
    "compare": ("fundsim.decisions", "compare"),
    "equal_cost": ("fundsim.decisions", "equal_cost"),
    "frontier": ("fundsim.decisions", "frontier"),
    "load": ("fundsim.results", "load"),
    "load_scenario": ("fundsim.scenario_file", "load_scenario"),
    **{name: ("fundsim.plots", name) for name in CHARTS},
    "plan_sweep": ("fundsim.sweep", "plan_sweep"),
    "run_sweep": ("fundsim.sweep", "run_sweep"),
    "save": ("fundsim.results", "save"),
    "size": ("fundsim.decisions", "size"),
    "solve": ("fundsim.decisions", "solve"),
    "simulate": ("fundsim.simulation", "simulate"),
    "summary": ("fundsim.metrics", "summarise"),
    "write_report": ("fundsim.report.writing", "write_report"),
    "summary_text": ("fundsim.report.result_text", "summary_text"),
}

__all__ = [
    "AccountingError", "DataError", "FundsimError", "OutputError", "Scenario", "ScenarioError", "calibrate", "caption",
    "compare", "equal_cost", "frontier", "load", "load_scenario", "plan_sweep",
    "plot_bad_year", "plot_balance_fan", "plot_breakers", "plot_convergence", "plot_differences", "plot_exceedance",
    "plot_frontier", "plot_heat_map", "plot_loss_distribution", "plot_overdue", "plot_reconciliation",
    "plot_sizing_curve", "plot_stress", "plot_survival", "plot_sweep_panels", "plot_tornado",
    "plot_township_overdue", "plot_townships", "plot_vintages", "plot_who_pays", "plot_yearly_outlay",
    "run_sweep", "save", "simulate", "size", "solve", "summary", "summary_text", "write_report",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("fundsim")
    if name not in PUBLIC:
        raise AttributeError(f"module 'fundsim' has no attribute {name!r}")
    module, attribute = PUBLIC[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
