"""What is not known of the parameters, beside chance: an outer loop of parameter draws, each with paths of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.decisions.designs import check_one_run, check_one_size, checked_horizons, with_horizon
from fundsim.decisions.figures import quantities_of
from fundsim.decisions.provenance import provenance_attributes
from fundsim.decisions.required_size import BEYOND
from fundsim.decisions.running import Sampling, counted_alike, with_plain_paths
from fundsim.decisions.sizing import checked_targets, find_answers
from fundsim.errors import DataError, ScenarioError
from fundsim.metrics import quantile
from fundsim.programme import Scenario
from fundsim.results import with_conventions
from fundsim.scenario_file import changed_scenario
from fundsim.scenario_file.uncertain import Uncertain, drawn_value
from fundsim.simulation import simulate
from fundsim.simulation.blocks import Progress

Floats = NDArray[np.float64]
DECOMPOSED = ("claims", "shortfall", "government_cost", "bank_loss", "ruined", "lending_lost")
BAND = (0.05, 0.5, 0.95)  # quantiles over draws


class Shares(NamedTuple):
    """Variance of a quantity, split into what the parameters and what chance contribute.

    Parameters
    ----------
    parameters, chance : float
        Variances. [square of the unit]
    share : float
        Parameters over both; nan where nothing varies. [1]
    standard_error : float
        Of the share, by the jackknife over draws. [1]
    """

    parameters: float
    chance: float
    share: float
    standard_error: float


def variance_shares(samples: Floats) -> Shares:
    """Nested analysis of variance: between draws of the parameters, and within them.

    Parameters
    ----------
    samples : array (draws, paths)
        Two draws and two paths at least; paths of different draws are independent. [any unit]

    Returns
    -------
    Shares
        The variance between the draws' means less what chance alone would give them, at least 0.

    Notes
    -----
    With n paths a draw: chance = mean variance within draws; parameters = variance of the draws' means −
    chance / n. Source: Searle, Casella and McCulloch (1992), Variance Components, section 3.6.
    """
    means, within = samples.mean(axis=1), samples.var(axis=1, ddof=1)
    parameters, chance, share = _split(means, within, samples.shape[1])
    draws = means.size
    left_out = [_split(np.delete(means, d), np.delete(within, d), samples.shape[1])[2] for d in range(draws)]
    known = draws > 2 and np.isfinite(left_out).all()
    spread = np.square(np.array(left_out) - np.mean(left_out)).sum() if known else np.inf
    return Shares(parameters, chance, share, float(np.sqrt((draws - 1.0) / draws * spread)))


def _split(means: Floats, within: Floats, paths: int) -> tuple[float, float, float]:
    chance = float(within.mean())
    between = float(means.var(ddof=1)) if means.size > 1 else 0.0
    parameters = max(0.0, between - chance / paths)
    total = parameters + chance
    return parameters, chance, parameters / total if total > 0.0 else np.nan


def check_drawable(scenario: Scenario, uncertain: Sequence[Uncertain], draws: int) -> None:
    """Find out before anything is simulated that there is nothing to draw.

    Raises
    ------
    DataError
        There is no uncertain parameter, or there are fewer than two draws.
    """
    if not uncertain:
        example = "write one as a distribution, for example {normal: {mean: 0.03, sd: 0.005}, lower: 0}"
        raise DataError(f"{scenario.name}: no parameter is uncertain; {example}")
    if draws < 2:
        raise DataError(f"{draws} draws of the parameters show no variance; two are needed at least")


def drawn_scenarios(
    scenario: Scenario, uncertain: Sequence[Uncertain], draws: int, seed: int
) -> tuple[list[Scenario], Floats]:
    """Programmes with drawn parameters, each checked like a file, and the values (draws, parameters).

    Raises
    ------
    DataError
        There is no uncertain parameter, there are fewer than two draws, or a drawn value cannot stand at its key.
    """
    check_drawable(scenario, uncertain, draws)
    values = np.array([[drawn_value(parameter, seed, draw) for parameter in uncertain] for draw in range(draws)])
    return [_drawn(scenario, uncertain, own, draw) for draw, own in enumerate(values)], values


def _drawn(scenario: Scenario, uncertain: Sequence[Uncertain], values: Floats, draw: int) -> Scenario:
    try:
        return changed_scenario(
            scenario, [f"{item.key}={value!r}" for item, value in zip(uncertain, values.tolist(), strict=True)]
        )
    except ScenarioError as error:
        remedy = "bound the distribution with `lower` and `upper`"
        raise DataError(f"draw {draw} of the uncertain parameters is not allowed; {remedy}\n{error}") from error


def seed_of_draw(seed: int, draw: int) -> int:
    """Seed of a draw's paths: those of different draws are independent, as the analysis of variance needs."""
    return int.from_bytes(hashlib.sha256(f"{seed}/draw/{draw}".encode()).digest()[:7], "big")


def parameter_study(
    scenario: Scenario,
    uncertain: Sequence[Uncertain],
    draws: int,
    n_paths: int = 1_000,
    seed: int = 1,
    threads: int | None = None,
    *,
    progress: Progress | None = None,
) -> xr.Dataset:
    """How much of the uncertainty comes from the parameters, and how much from chance.

    Parameters
    ----------
    scenario : Scenario
        Programme with uncertain parameters at their means.
    uncertain : sequence of Uncertain
        Parameters that are drawn.
    draws, n_paths : int
        Draws of the parameters, and paths of each.
    seed, threads
        As for ``simulate``.
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    Dataset
        ``mean(draw, quantity)``; ``parameter_variance``, ``chance_variance``, ``parameter_share`` and
        ``share_standard_error`` by quantity; ``parameter(draw, key)``.

    Raises
    ------
    DataError
        As `drawn_scenarios`, or the programme lists several fund sizes.
    """
    check_one_size(scenario)
    scenarios, values = drawn_scenarios(with_plain_paths(scenario), uncertain, draws, seed)
    samples: dict[str, list[Floats]] = {}
    for draw, own in enumerate(scenarios):
        ds = simulate(own, n_paths, seed_of_draw(seed, draw), threads, monthly=False, progress=progress)
        known = quantities_of(ds)
        for name in (name for name in DECOMPOSED if name in known):
            samples.setdefault(name, []).append(known[name])
    tables = {name: np.array(own) for name, own in samples.items()}
    shares = [variance_shares(table) for table in tables.values()]
    columns = np.array(shares).T
    names = ("parameter_variance", "chance_variance", "parameter_share", "share_standard_error")
    data: dict[str, tuple[tuple[str, ...], Floats]] = {
        name: (("quantity",), column) for name, column in zip(names, columns, strict=True)
    }
    data["mean"] = (("draw", "quantity"), np.array([table.mean(axis=1) for table in tables.values()]).T)
    data["parameter"] = (("draw", "key"), values)
    coordinates = {"quantity": list(tables), "key": [item.key for item in uncertain], "draw": np.arange(draws)}
    return with_conventions(xr.Dataset(data, coordinates, provenance_attributes(scenario, n_paths, seed)))


def size_under_uncertainty(
    scenario: Scenario,
    uncertain: Sequence[Uncertain],
    draws: int,
    solvency: Sequence[float] | float = (0.99,),
    horizon: Sequence[int] | int | None = None,
    sampling: Sampling | None = None,
) -> xr.Dataset:
    """Smallest fund for each draw of the parameters, and the one that is enough on average over them.

    Parameters
    ----------
    scenario : Scenario
        Programme with uncertain parameters at their means.
    uncertain : sequence of Uncertain
        Parameters that are drawn.
    draws : int
        Draws; each has paths of its own.
    solvency, horizon
        As for ``size``.
    sampling : Sampling, optional
        Paths of each draw, seed, threads.

    Returns
    -------
    Dataset
        ``drawn_size(draw, horizon, solvency)``; ``parameter_band(band, horizon, solvency)``, its 5 %, 50 % and
        95 % quantiles over draws; ``pooled_size(horizon, solvency)``, the fund whose solvency averaged over draws
        and paths meets the target, where there is required capital; ``parameter(draw, key)``.

    Raises
    ------
    DataError
        As `drawn_scenarios`.
    """
    sampling = sampling or Sampling()
    targets = checked_targets(solvency)
    horizons = checked_horizons(scenario.horizon.months if horizon is None else horizon)
    check_one_run(scenario, horizons)
    whole = with_horizon(counted_alike(scenario), horizons[-1])
    scenarios, values = drawn_scenarios(whole, uncertain, draws, sampling.seed)
    found = [
        find_answers(own, horizons, targets, sampling._replace(seed=seed_of_draw(sampling.seed, draw)))
        for draw, own in enumerate(scenarios)
    ]
    sizes = np.array([answers.needed[..., 0] for answers in found])
    band = np.quantile(sizes, BAND, axis=0, method="inverted_cdf")
    dims = ("horizon", "solvency")
    data = {
        "drawn_size": (("draw", *dims), sizes),
        "parameter_band": (("band", *dims), band),
        "parameter": (("draw", "key"), values),
    }
    capitals = [answers.capital for answers in found if answers.capital is not None]
    if len(capitals) == draws:
        pooled = np.concatenate(capitals)
        exact = np.array([[quantile(np.minimum(own, BEYOND), target).value for target in targets] for own in pooled.T])
        data["pooled_size"] = (dims, np.where(exact >= BEYOND, np.inf, exact))
    coordinates = {
        "horizon": horizons, "solvency": targets, "band": list(BAND), "key": [item.key for item in uncertain],
        "draw": np.arange(draws),
    }  # fmt: skip
    attributes = provenance_attributes(whole, sampling.n_paths, sampling.seed)
    return with_conventions(xr.Dataset(data, coordinates, attributes))
