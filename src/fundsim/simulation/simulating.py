"""Scenario to results: lay out, run, collect, label, check the books."""

from __future__ import annotations

from importlib.metadata import version

import numpy as np
import xarray as xr

from fundsim.kernels.arrays import Model
from fundsim.kernels.arrays.outputs import age_quarters
from fundsim.machine import available_threads
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.balances import opening_balances
from fundsim.portfolio.layout import lay_out
from fundsim.portfolio.loan_book import LoanBook
from fundsim.portfolio.quality import quality_attributes
from fundsim.programme import Scenario
from fundsim.programme.roles import banks_pay_in, discount_rate, with_fund_sizes
from fundsim.results import (
    VARIABLES,
    Provenance,
    ResultAxes,
    check_finite,
    coordinate_attributes,
    label,
    variable_attributes,
)
from fundsim.scenario_file import resolved_json, scenario_hash
from fundsim.scenario_file.changes import told_title
from fundsim.simulation.blocks import Progress, run_blocks
from fundsim.simulation.collecting import Collector, Kept, details_of
from fundsim.simulation.feedback import passes_of
from fundsim.simulation.redrawing import Opening, opening_of, redraws_portfolio, run_redrawn
from fundsim.simulation.rows import Arrays
from fundsim.simulation.sample_paths import sample_numbers
from fundsim.simulation.sampling import Draws, drawn
from fundsim.units import check_sampling, year_month


def axes_of(scenario: Scenario, book: LoanBook, model: Model, n_paths: int) -> ResultAxes:
    """Names along the dimensions of a run's results."""
    first, clock = scenario.horizon.first_month, model.clock
    years = int(clock.year[-1]) + 1
    starts = [int(np.argmax(clock.year == year)) for year in range(years)]
    sizes = scenario.report.fund_sizes
    return ResultAxes(
        paths=range(n_paths),
        layers=[*(layer.name for layer in scenario.layers), "bank"],
        layer_kinds=[*(layer.kind for layer in scenario.layers), "bank"],
        townships=book.townships,
        township_outstanding=np.bincount(book.township, opening_balances(book), len(book.townships)).tolist(),
        industries=book.industries,
        dates=[year_month(first, month) for month in range(clock.months)],
        year_starts=[year_month(first, start) for start in starts],
        cohorts=years + 1,
        age_quarters=age_quarters(model),
        fund_sizes=sizes if len(sizes) > 1 else (),
        townships_zh=book.townships_zh,
        township_overdue_reported=book.township_overdue_reported.tolist(),
        township_counties=[book.counties[county] for county in book.township_county] if len(book.counties) > 1 else (),
    )


def provenance_of(scenario: Scenario, model: Model, seed: int, opening: Opening) -> Provenance:
    """Where a run's results come from."""
    fund = model.accounts.fund
    return Provenance(
        title=told_title(scenario),
        currency=scenario.currency,
        first_month=scenario.horizon.first_month,
        seed=seed,
        fund_layer=scenario.layers[fund].name if fund >= 0 else "",
        scenario=resolved_json(scenario),
        scenario_hash=scenario_hash(scenario),
        fundsim_version=version("fundsim"),
        discount_rate=discount_rate(scenario),
        opening_outstanding=round(opening.outstanding, 2),  # sums in another order print the same
        fund_initial=opening.fund,
        ruin=scenario.report.ruin,
        banks_pay_in=int(banks_pay_in(scenario)),
    )


def run_arrays(
    model: Model,
    draws: Draws,
    seed: int,
    threads: int,
    kept: Kept,
    progress: Progress,
) -> Arrays:
    """Run all paths of one model and gather their arrays."""
    n_paths = draws.leading.shape[0]
    usual = draws.usual if draws.weight.size else None
    collector = Collector(model, n_paths, kept, usual=usual)
    details, leading = details_of(kept), draws.leading
    for block in run_blocks(
        model, n_paths, seed, threads, progress, details=details, leading=leading, check=collector.check
    ):
        collector.add(block)
    return collector.arrays()


def run_scenario(
    scenario: Scenario,
    model: Model,
    draws: Draws,
    seed: int,
    threads: int,
    kept: Kept,
    progress: Progress,
) -> tuple[Arrays, Opening]:
    """Run all paths on the portfolio that they share, or each on its own."""
    if redraws_portfolio(scenario):
        return run_redrawn(scenario, model, draws.leading.shape[0], seed, threads, kept, progress)
    return run_arrays(model, draws, seed, threads, kept, progress), opening_of(model)


def stack_sizes(runs: list[Arrays]) -> Arrays:
    """Join runs of one fund size each; with feedback every variable depends on the size."""
    sized = [
        {name: values if VARIABLES[name].by_fund_size else values[None] for name, values in run.items()} for run in runs
    ]
    return {name: np.concatenate([run[name] for run in sized]) for name in sized[0]}


def drop_size_axis(arrays: Arrays) -> Arrays:
    """Take the single fund size's arrays."""
    return {name: values[0] if VARIABLES[name].by_fund_size else values for name, values in arrays.items()}


def with_sampling(results: xr.Dataset, draws: Draws) -> xr.Dataset:
    """Results that say how their paths were sampled, which measures need to know."""
    results = results.assign_attrs(sampling=draws.method)
    if draws.replicate.size:
        results = results.assign_coords(replicate=("path", draws.replicate, coordinate_attributes("replicate", "")))
    if draws.weight.size:
        # Measures divide by the sum of the weights: what is nearly the same on all paths then has next to no error.
        results = results.assign(weight=("path", draws.weight, variable_attributes(VARIABLES["weight"], "")))
        usual = draws.usual.astype(np.int8)
        results = results.assign_coords(usual=("path", usual, coordinate_attributes("usual", "")))
    return results


def simulate(
    scenario: Scenario,
    n_paths: int = 20_000,
    seed: int = 1,
    threads: int | None = None,
    *,
    keep_months: bool = False,
    keep_townships: bool = False,
    keep_years: bool = False,
    monthly: bool = True,
    progress: Progress | None = None,
    book: LoanBook | None = None,
) -> xr.Dataset:
    """Simulate a programme.

    Parameters
    ----------
    scenario : Scenario
        Validated programme, as ``load_scenario`` returns it.
    n_paths : int
        Number of simulated histories.
    seed : int
        Seed of all draws; path ``i`` of a seed is the same whatever the number of threads and, but for
        ``sampling.method: stratified``, of paths.
    threads : int, optional
        Threads; all available processors when absent.
    keep_months : bool
        Keep monthly variables of every path, (path, month), instead of quantile bands, and beside them what each
        payer pays, (path, month, layer).
    keep_townships : bool
        Keep variables by township of every path, (path, township), instead of quantile bands.
    keep_years : bool
        Keep the fund's account, the payments and the government's cash by account year of every path, beside means and
        deviations.
    monthly : bool
        False leaves monthly variables out: quicker where many fund sizes are compared.
    progress : callable, optional
        Called with the number of paths just finished.
    book : LoanBook, optional
        Loans of this scenario and seed, where they have been made already; made when absent.

    Returns
    -------
    xarray.Dataset
        Losses, payments, solvency and ratios; the output reference lists all variables.

    Raises
    ------
    ScenarioError, DataError
        The scenario or its data cannot be simulated.
    AccountingError
        The books do not balance: a defect of the program.
    TypeError, ValueError
        Paths, seed or threads are no whole numbers, or out of range.

    Examples
    --------
    >>> import fundsim as fs
    >>> ds = fs.simulate(fs.load_scenario("luoping"), n_paths=100, seed=1)  # doctest: +SKIP
    """
    check_sampling(n_paths, seed, threads)
    threads = threads or available_threads()
    tell = progress or (lambda _: None)
    kept = Kept(keep_months, keep_townships, keep_years, monthly)
    book = book or build_loan_book(scenario, seed=seed)
    model = lay_out(scenario, book)
    sizes = scenario.report.fund_sizes
    draws = drawn(scenario, model.risk, n_paths, seed)
    feedback = passes_of(scenario) > 1
    own = [with_fund_sizes(scenario, [size]) for size in sizes] if feedback else [scenario]
    runs = [
        run_scenario(one, lay_out(one, book) if feedback else model, draws, seed, threads, kept, tell) for one in own
    ]
    arrays = stack_sizes([found for found, _ in runs]) if feedback else runs[0][0]
    if len(sizes) <= 1:
        arrays = drop_size_axis(arrays)
    axes = axes_of(scenario, book, model, n_paths)._replace(
        feedback=feedback,
        bad_years=arrays["bad_year_path"].shape[-1],
        sample_paths=sample_numbers(n_paths, draws.usual).tolist() if monthly else (),
    )
    options = {"keep_months": keep_months, "keep_townships": keep_townships}
    results = label(arrays, axes, provenance_of(scenario, model, seed, runs[0][1]), **options)
    results.attrs |= quality_attributes(book)
    check_finite(results)
    return with_sampling(results, draws)
