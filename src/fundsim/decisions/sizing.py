"""How large must the fund be: the smallest one for a target solvency, with its interval, budget and sensitivity."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.decisions.capital import why_not_exact
from fundsim.decisions.designs import check_one_run, checked_horizons, fund_account, loan_stock, with_horizon
from fundsim.decisions.provenance import provenance_attributes
from fundsim.decisions.quantile_changes import quantile_change
from fundsim.decisions.required_size import BEYOND, Answers, answers_from_capital, answers_from_replay
from fundsim.decisions.running import Sampling, counted_alike
from fundsim.decisions.sensitivity import has_default_probabilities, sensitivity_cases
from fundsim.metrics import mean, quantile
from fundsim.metrics.estimate import STATISTICS, statistics_of, within
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.quality import quality_attributes
from fundsim.programme import Scenario
from fundsim.programme.roles import discount_rate, with_fund_sizes
from fundsim.results import with_conventions
from fundsim.scenario_file.changes import told_title
from fundsim.simulation import simulate
from fundsim.simulation.blocks import Progress
from fundsim.units import check_sampling

Floats = NDArray[np.float64]
CAPITAL, REPLAY = "required capital of each path", "replay of fund sizes"
DEFAULTS, CLAIMS = "default probability and correlation", "claims"
"""What the cases of the sensitivity change."""
BUDGETS = ("mean", "quantile_95")


def size(
    scenario: Scenario,
    solvency: Sequence[float] | float = (0.99,),
    horizon: Sequence[int] | int | None = None,
    n_paths: int = 20_000,
    seed: int = 1,
    threads: int | None = None,
    *,
    sensitivity: bool = True,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Smallest fund whose probability of paying every valid claim over a horizon meets a target.

    Parameters
    ----------
    scenario : Scenario
        Programme with a fund that has an account.
    solvency : sequence of float
        Target probabilities, inside (0, 1).
    horizon : sequence of int, optional
        Months; the scenario's horizon when absent.
    n_paths, seed, threads
        As for ``simulate``.
    sensitivity : bool
        Also answer with default probabilities ± 20 % and correlation ± 0.02, on the same random numbers; for a
        fund known by its claims alone with their amounts and number ± 20 %.
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    Dataset
        ``fund_size(horizon, solvency, statistic)`` and ``leverage(horizon, solvency)``;
        ``ruin_probability(horizon, size, statistic)``, the whole curve; ``yearly_budget(horizon, solvency,
        budget, statistic)`` and, where there are any, the interest subsidies in it, ``yearly_subsidy(horizon, solvency,
        statistic)``, not discounted; ``changed_size(case, horizon, solvency, statistic)`` and
        ``change(case, ...)``; with required capital also ``required_capital(path, horizon)``. The attribute
        ``method`` says how the answer was found, ``reasons`` why not from required capital, ``changed`` what the
        cases change.

    Raises
    ------
    DataError
        There is no fund with an account, or several horizons cannot be read off one run.
    ValueError
        A target is not inside (0, 1), or a horizon is not from 1 to 600 months.

    Notes
    -----
    Where the account alone decides (see `why_not_exact`), one simulation gives the required capital of every
    path; the answer is its order statistic with a binomial interval. Elsewhere sizes are replayed on the same
    random numbers, and the answer is one of them. The yearly budget is the level amount a year whose present
    value is the government's cost with that fund.

    Examples
    --------
    >>> import fundsim as fs
    >>> fs.size(fs.load_scenario("luoping"), 0.99, 120).fund_size  # doctest: +SKIP
    """
    check_sampling(n_paths, seed, threads)
    targets = checked_targets(solvency)
    fund_account(scenario)
    scenario = counted_alike(scenario)
    horizons = checked_horizons(scenario.horizon.months if horizon is None else horizon)
    check_one_run(scenario, horizons)
    sampling = Sampling(n_paths, seed, threads, progress)
    whole = with_horizon(scenario, horizons[-1])
    reasons = why_not_exact(whole)
    answers = find_answers(whole, horizons, targets, sampling)
    book = build_loan_book(scenario, seed=seed)
    stock = loan_stock(book)
    data = _answer_variables(answers, stock)
    data |= _budgets(scenario, horizons, answers, sampling)
    coordinates: dict[str, object] = {
        "horizon": np.array(horizons),
        "solvency": np.array(targets),
        "size": answers.sizes,
        "budget": list(BUDGETS),
        "statistic": list(STATISTICS),
    }
    changed = ""
    if sensitivity:
        changed = DEFAULTS if has_default_probabilities(scenario) else CLAIMS
        cases = sensitivity_cases(whole, seed)
        found = [find_answers(case.scenario, horizons, targets, sampling) for case in cases]
        coordinates["case"] = np.array([case.name for case in cases], dtype=np.str_)
        data |= _sensitivity_variables(answers, found, targets)
    attributes = provenance_attributes(whole, n_paths, seed) | quality_attributes(book)
    attributes |= {
        "title": told_title(scenario),
        "method": REPLAY if reasons else CAPITAL,
        "reasons": "\n".join(reasons),
        "changed": changed,
        "opening_outstanding": round(stock, 2),
        "confidence": 0.95,
    }
    return with_conventions(xr.Dataset(data, coordinates, attributes))


def find_answers(scenario: Scenario, horizons: Sequence[int], targets: Sequence[float], sampling: Sampling) -> Answers:
    """Smallest funds by the method that the programme allows."""
    find = answers_from_replay if why_not_exact(scenario) else answers_from_capital
    return find(scenario, horizons, targets, sampling)


def checked_targets(solvency: Sequence[float] | float) -> list[float]:
    """Targets in rising order, each once.

    Raises
    ------
    ValueError
        One is not inside (0, 1).
    """
    targets = sorted({float(target) for target in np.atleast_1d(np.asarray(solvency, np.float64))})
    if not targets or not 0.0 < targets[0] <= targets[-1] < 1.0:
        raise ValueError(f"solvency: {targets} are not probabilities inside (0, 1)")
    return targets


def _answer_variables(answers: Answers, stock: float) -> dict[str, tuple[tuple[str, ...], Floats]]:
    with np.errstate(divide="ignore", invalid="ignore"):
        leverage = stock / answers.needed[..., 0]
    variables: dict[str, tuple[tuple[str, ...], Floats]] = {
        "fund_size": (("horizon", "solvency", "statistic"), answers.needed),
        "leverage": (("horizon", "solvency"), leverage),
        "ruin_probability": (("horizon", "size", "statistic"), answers.ruin),
    }
    if answers.capital is not None:
        variables["required_capital"] = (("path", "horizon"), answers.capital)
    return variables


def _budgets(
    scenario: Scenario, horizons: Sequence[int], answers: Answers, sampling: Sampling
) -> dict[str, tuple[tuple[str, ...], Floats]]:
    """Level yearly budgets of the answers, and the interest subsidies in them; unknown where no size is enough."""
    budgets = np.full((*answers.needed.shape[:2], len(BUDGETS), len(STATISTICS)), np.nan)
    subsidies = budgets[:, :, 0].copy()
    for row, months in enumerate(horizons):
        sizes = [float(amount) for amount in np.unique(answers.needed[row, :, 0]) if math.isfinite(amount)]
        if not sizes:
            continue
        own = with_fund_sizes(with_horizon(scenario, months), sizes)
        ds = simulate(own, sampling.n_paths, sampling.seed, sampling.threads, monthly=False, progress=sampling.progress)
        costs = _by_size(ds.government_cost, len(sizes)) * yearly_share(discount_rate(scenario), months)
        subsidy = _by_size(ds.interest_subsidy, len(sizes)) * (12.0 / months)
        for column, amount in enumerate(answers.needed[row, :, 0]):
            if math.isfinite(amount):
                place = sizes.index(float(amount))
                budgets[row, column] = [statistics_of(mean(costs[place])), statistics_of(quantile(costs[place], 0.95))]
                subsidies[row, column] = statistics_of(within(mean(subsidy[place]), 0.0))
    dims = ("horizon", "solvency")
    found = {"yearly_budget": ((*dims, "budget", "statistic"), budgets)}
    return found | ({"yearly_subsidy": ((*dims, "statistic"), subsidies)} if np.nansum(subsidies) > 0.0 else {})


def _by_size(values: xr.DataArray, sizes: int) -> Floats:
    """Values (sizes, paths); repeated where they do not depend on the size."""
    rows = values.transpose(..., "path").values
    return np.broadcast_to(rows, (sizes, rows.shape[-1]))


def yearly_share(rate: float, months: int) -> float:
    """Level amount a year, paid month by month from the start, that is worth 1 over so many months. [1/year]

    Examples
    --------
    >>> yearly_share(0.0, 24)
    0.5
    """
    return float(12.0 / ((1.0 + rate) ** (-np.arange(months) / 12.0)).sum())


def _sensitivity_variables(
    base: Answers, cases: Sequence[Answers], targets: Sequence[float]
) -> dict[str, tuple[tuple[str, ...], Floats]]:
    dims = ("case", "horizon", "solvency", "statistic")
    needed = np.array([case.needed for case in cases]).reshape(len(cases), *base.needed.shape)
    changes = np.array([_changes(base, case, targets) for case in cases]).reshape(needed.shape)
    return {"changed_size": (dims, needed), "change": (dims, changes)}


def _changes(base: Answers, case: Answers, targets: Sequence[float]) -> Floats:
    """Change of every answer; with an interval where there is required capital to pair."""
    changes = np.full(base.needed.shape, np.nan)
    known = np.isfinite(base.needed[..., 0])
    changes[known, 0] = case.needed[known, 0] - base.needed[known, 0]
    if base.capital is None or case.capital is None:
        return changes
    for row, column in np.ndindex(changes.shape[:2]):
        before, after = (np.minimum(capital[:, row], BEYOND) for capital in (base.capital, case.capital))
        if np.isfinite(changes[row, column, 0]):
            changes[row, column] = statistics_of(quantile_change(before, after, targets[column]))
    return changes
