"""Calibration: the value of one term with which a simulated figure meets a published one.

All runs use the same random numbers, so that the simulated figure moves smoothly with the term and a root can be
bracketed and found (Brent 1973, Algorithms for Minimization without Derivatives).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import xarray as xr

from fundsim.decisions.calibration_measures import CALIBRATION_MEASURES, CalibrationMeasure, layer_of
from fundsim.decisions.designs import check_one_size
from fundsim.decisions.key_ranges import check_can_be_halved, long_key, valid_range, with_value
from fundsim.decisions.running import counted_alike
from fundsim.errors import DataError, FundsimError, did_you_mean
from fundsim.metrics.estimate import Estimate, influence_estimate, normal_score, within
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.simulation import simulate
from fundsim.simulation.blocks import Progress
from fundsim.units import check_sampling

LEAST_PART = 1e-6  # of the range that is searched
HIGHEST_RATIO = 10.0  # of payments to premiums; above it per cent are meant
SLOPE_STEP = 10.0  # tolerances to each side
SLOPE_PART = 0.05  # of the answer


class Calibration(NamedTuple):
    """A term fitted to a figure.

    Parameters
    ----------
    key, measure : str
        Dotted key of the term, and the figure.
    target : float
        Figure that was asked for. [unit of the measure]
    value : Estimate
        Value of the term. Its standard error is that of the figure over the slope of the figure in the term: it
        says how far the value is from that of infinitely many paths. [unit of the key]
    achieved : Estimate
        Figure with this value. [unit of the measure]
    tolerance : float
        The root was found to within this. [unit of the key]
    runs : int
        Simulations.
    scenario : Scenario
        Programme with this value.
    """

    key: str
    measure: str
    target: float
    value: Estimate
    achieved: Estimate
    tolerance: float
    runs: int
    scenario: Scenario


class Trials(NamedTuple):
    """Figures of the values tried so far.

    Parameters
    ----------
    scenario : Scenario
        Programme whose term is varied.
    key : str
        Dotted key of the term.
    measure : CalibrationMeasure
        Figure.
    layer : str
        Layer that it is a figure of; empty for none.
    simulated : callable
        Results of a scenario and its loans.
    seed : int
        Seed of all runs.
    found : dict of float to Estimate
        By value.
    inverse : bool
        Whether the root is sought of the figure's reciprocal.
    """

    scenario: Scenario
    key: str
    measure: CalibrationMeasure
    layer: str
    simulated: Callable[[Scenario, LoanBook], xr.Dataset]
    seed: int
    found: dict[float, Estimate]
    inverse: bool = False


def calibrate(
    scenario: Scenario,
    key: str,
    measure: str,
    target: float,
    between: tuple[float, float] = (0.0, 1.0),
    n_paths: int = 2_000,
    seed: int = 1,
    threads: int | None = None,
    *,
    tolerance: float = 1e-3,
    progress: Progress | None = None,
) -> Calibration:
    """Find the value of one term with which a simulated figure meets a target.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    key : str
        Dotted key of a number, for example ``arrears.cure_per_month``, or a short word as for ``solve``.
    measure : {"overdue_ratio", "npl_ratio", "default_rate", "failed_villages", "claims", "loss_ratio"}
        Figure: ratio of the last twelve months (balances of all paths together), share of all loans that default,
        share of villages that failed, mean claims over the horizon, payments over premiums of the layer that the key
        belongs to.
    target : float
        What it shall be. [1, or currency for claims]
    between : tuple of float
        Range that is searched; ends at which the scenario is not valid are moved inwards. [unit of the key]
    n_paths, seed, threads
        As for ``simulate``, for every run.
    tolerance : float
        The root is found to within this share of itself, or a millionth of the range where it is nearly 0. [fraction]
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    Calibration
        Value and figure, each with its standard error.

    Raises
    ------
    ScenarioError
        The key does not exist, or no value in the range can stand there.
    DataError
        The measure does not exist, or the range is empty.
    FundsimError
        The target is out of reach within the range.

    Examples
    --------
    >>> import fundsim as fs
    >>> rolls = ["arrears={cure_per_month: 0.1, default_per_month: 0.05}", "claim.filed_after_days=360"]
    >>> luoping = fs.load_scenario("luoping", rolls)  # doctest: +SKIP
    >>> fs.calibrate(luoping, "arrears.cure_per_month", "overdue_ratio", 0.02).value.value  # doctest: +SKIP
    """
    from scipy.optimize import brentq  # takes a sixth of a second to import, which every command would wait for

    check_sampling(n_paths, seed, threads)
    scenario, figure, key = counted_alike(scenario), _measure(measure), long_key(scenario, key)
    _check_asked(figure, measure, target, between)
    check_can_be_halved(scenario, key)
    check_one_size(scenario)
    layer = layer_of(figure, scenario, key)
    lower, upper = valid_range(scenario, key, between)

    def simulated(programme: Scenario, book: LoanBook) -> xr.Dataset:
        return simulate(programme, n_paths, seed, threads, keep_months=figure.by_month, progress=progress, book=book)

    trials = Trials(scenario, key, figure, layer, simulated, seed, {})
    ends = _checked_bracket(trials, measure, target, lower, upper)
    # Not where nothing is paid at an end: the reciprocal of 0 is no number.
    trials = trials._replace(inverse=figure.is_inverse and 0.0 not in ends)
    aim, least = _searched(trials, target), LEAST_PART * (upper - lower)
    root = brentq(
        lambda value: _searched(trials, _figure(trials, value).value) - aim, lower, upper, xtol=least, rtol=tolerance
    )
    width, achieved = tolerance * abs(root) + least, _figure(trials, root)
    value = _with_error(trials, root, achieved, (lower, upper), width)
    return Calibration(key, measure, target, value, achieved, width, len(trials.found), with_value(scenario, key, root))


def _check_asked(figure: CalibrationMeasure, measure: str, target: float, between: tuple[float, float]) -> None:
    low, high = between
    if not low < high:
        remedy = f"; write the lower end first: {high:g} {low:g}" if low > high else ""
        raise DataError(f"there is nothing between {low:g} and {high:g}{remedy}")
    if not (math.isfinite(target) and 0.0 <= target <= (1.0 if figure.is_share else math.inf)):
        remedy = f"; write {target / 100:g} for {target:g} %" if figure.is_share and 1.0 < target <= 100.0 else ""
        allowed = "a share from 0 to 1" if figure.is_share else "an amount from 0 up"
        raise DataError(f"{target:g} is no target for {measure}, which is {allowed}{remedy}")
    if figure.is_inverse and target > HIGHEST_RATIO:
        remedy = f"write {target / 100:g} for {target:g} %"
        raise DataError(f"{target:g} is no target for {measure}, which is a ratio of payments to premiums; {remedy}")


def _measure(name: str) -> CalibrationMeasure:
    if name not in CALIBRATION_MEASURES:
        remedy = did_you_mean(name, CALIBRATION_MEASURES) or f"known: {', '.join(CALIBRATION_MEASURES)}"
        raise DataError(f"there is no measure `{name}`; {remedy}")
    return CALIBRATION_MEASURES[name]


def _figure(trials: Trials, value: float) -> Estimate:
    """Figure of a value; simulated once."""
    if value not in trials.found:
        programme = with_value(trials.scenario, trials.key, value)
        book = build_loan_book(programme, seed=trials.seed)
        estimate = influence_estimate(trials.measure.influence(trials.simulated(programme, book), book, trials.layer))
        trials.found[value] = within(estimate, 0.0, 1.0 if trials.measure.is_share else math.inf)
    return trials.found[value]


def _searched(trials: Trials, figure: float) -> float:
    """What the root is sought of: the figure, or its reciprocal, negative so that both rise together."""
    return -1.0 / figure if trials.inverse else figure


def _checked_bracket(trials: Trials, measure: str, target: float, lower: float, upper: float) -> tuple[float, float]:
    """Figures at the ends of the range, between which the target lies."""
    first, last = (_figure(trials, value).value for value in (lower, upper))
    if {first, last} == {0.0, math.inf}:
        remedy = "simulate more --paths, or a scenario in which it pays"
        raise FundsimError(f"{trials.layer} pays nothing on these paths, so that no {measure} can be met; {remedy}")
    if first == last:
        message = f"{trials.key} changes nothing: {measure} is {first:.4g} with {lower:.4g} and with {upper:.4g}"
        raise FundsimError(f"{message}; choose a term that acts on it")
    if (first - target) * (last - target) > 0.0:
        found = f"{measure} is {first:.4g} with {trials.key} {lower:.4g} and {last:.4g} with {upper:.4g}"
        remedy = "search a wider range (--between LOWEST HIGHEST), or change another term first"
        raise FundsimError(f"{found}: the target {target:.4g} does not lie between; {remedy}")
    return first, last


def _with_error(trials: Trials, root: float, achieved: Estimate, limits: tuple[float, float], width: float) -> Estimate:
    """The root with the standard error that the figure's implies: over the slope, from two runs close by."""
    step = max(SLOPE_STEP * width, SLOPE_PART * abs(root))  # wide enough for the figure to move
    below, above = max(limits[0], root - step), min(limits[1], root + step)
    ends = [_searched(trials, _figure(trials, end).value) for end in (below, above)]
    slope = (ends[1] - ends[0]) / (above - below)
    noise = achieved.standard_error / (achieved.value**2 if trials.inverse else 1.0)
    error = noise / abs(slope) if slope != 0.0 else math.inf
    reach = normal_score(achieved.confidence) * error
    return Estimate(root, error, root - reach, root + reach, achieved.confidence)
