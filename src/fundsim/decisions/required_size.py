"""The smallest fund for a target solvency: from the required capital of each path, or by replaying sizes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.decisions.capital import capital_of_paths
from fundsim.decisions.designs import loan_stock
from fundsim.decisions.running import Sampling
from fundsim.errors import DataError
from fundsim.metrics import exceedance_curve, probability, required_fund, ruined_within
from fundsim.metrics.estimate import normal_score, statistics_of
from fundsim.portfolio import build_loan_book
from fundsim.programme import Scenario
from fundsim.programme.roles import with_fund_sizes
from fundsim.simulation import simulate

Floats = NDArray[np.float64]
CURVE_POINTS = 61
FIRST_SIZES, MORE_SIZES, ROUNDS = 14, 10, 2
LARGER = (2.0, 4.0, 8.0)  # multiples of the largest size that are tried where it is not enough
MOST_LARGER = 3  # how often
SMALLEST_SHARE = 0.002  # of the loans: first size above 0 that is replayed
BEYOND = 1e16  # [currency] stands for "no amount is enough" where numbers must be finite


class Answers(NamedTuple):
    """What a search for the smallest fund found.

    Parameters
    ----------
    sizes : array (sizes,)
        Opening amounts of the curve, rising. [currency]
    ruin : array (horizons, sizes, 4)
        Ruin probability: value, standard error, lower, upper. [probability]
    needed : array (horizons, targets, 4)
        Smallest fund: value, standard error, lower, upper; infinite where no size is enough, or where the paths
        give no bound. [currency]
    capital : array (paths, horizons) or None
        Required capital of each path, where that is the method. [currency]
    """

    sizes: Floats
    ruin: Floats
    needed: Floats
    capital: Floats | None = None


def answers_from_capital(
    scenario: Scenario, horizons: Sequence[int], targets: Sequence[float], sampling: Sampling
) -> Answers:
    """Smallest funds as order statistics of the paths' required capital.

    Parameters
    ----------
    scenario : Scenario
        Programme for which `why_not_exact` gives no reason.
    horizons : sequence of int
        Months, rising.
    targets : sequence of float
        Probabilities of paying every claim.
    sampling : Sampling
        Paths, seed, threads.

    Returns
    -------
    Answers
        With the binomial interval of the order statistic: it covers with at least 95 % for any law.
    """
    capital = capital_of_paths(scenario, horizons, sampling.n_paths, sampling.seed, sampling.threads, sampling.progress)
    return answers_of(capital, targets)


def answers_of(capital: Floats, targets: Sequence[float]) -> Answers:
    """Smallest funds and curve that follow from required capital (paths, horizons)."""
    finite = np.minimum(capital, BEYOND)
    needed = np.array([[statistics_of(required_fund(own, target)) for target in targets] for own in finite.T])
    needed[..., 2] = np.maximum(needed[..., 2], 0.0)
    needed[needed >= BEYOND] = math.inf
    bounded = np.isfinite(needed[..., 3])
    width = np.where(bounded, needed[..., 3], 0.0) - np.where(bounded, needed[..., 2], 0.0)
    needed[..., 1] = np.where(bounded, width / (2.0 * normal_score(0.95)), math.inf)
    sizes = curve_sizes(needed, finite)
    curves = [exceedance_curve(own, sizes) for own in finite.T]
    ruin = np.array([np.stack(statistics_of(curve), axis=-1) for curve in curves])
    return Answers(sizes, ruin, needed, capital)


def curve_sizes(needed: Floats, capital: Floats) -> Floats:
    """Sizes for the curve: evenly from zero to beyond the largest answer, and the answers themselves.

    Without an answer they go to what is enough on half of the paths that need no infinite amount, and are zero alone
    where all do.
    """
    shown, enough = needed[..., [0, 3]], capital[capital < BEYOND]
    known = shown[np.isfinite(shown)]
    largest = known.max() if known.size else np.median(enough) if enough.size else 0.0
    grid = np.linspace(0.0, 1.2 * float(largest), CURVE_POINTS)
    values = needed[..., 0]
    return np.unique(np.concatenate([grid, values[np.isfinite(values)]]))


def answers_from_replay(
    scenario: Scenario, horizons: Sequence[int], targets: Sequence[float], sampling: Sampling
) -> Answers:
    """Smallest funds among sizes that were simulated, all on the same random numbers.

    Parameters
    ----------
    scenario : Scenario
        Programme with a fund.
    horizons : sequence of int
        Months.
    targets : sequence of float
        Probabilities of no ruin.
    sampling : Sampling
        Paths, seed, threads.

    Returns
    -------
    Answers
        A size counts only if it and every larger one that was tried meet the target: where a larger fund can
        fail and a smaller one survive, the answer is on the safe side. The interval ends at the sizes from
        which on the upper, and the lower, end of the Wilson interval meets it. Sizes up to 512 times the loans are
        tried before an answer is infinite.

    Raises
    ------
    DataError
        There are neither loans nor claims, so that no size is a beginning.
    """
    first = np.geomspace(SMALLEST_SHARE, 1.0, FIRST_SIZES - 1) * _first_scale(scenario, sampling)
    tried = replayed(scenario, _tidy([0.0, *first]), horizons, sampling)
    for _ in range(MOST_LARGER):
        if np.isfinite(_answers_among(tried, targets).needed[..., 0]).all():
            break
        largest = max(tried)
        tried |= replayed(scenario, _tidy([factor * largest for factor in LARGER]), horizons, sampling)
    for _ in range(ROUNDS):
        new = [size for size in _between(_answers_among(tried, targets)) if size not in tried]
        if not new:
            break
        tried |= replayed(scenario, np.array(new), horizons, sampling)
    return _answers_among(tried, targets)


def _first_scale(scenario: Scenario, sampling: Sampling) -> float:
    """Amount around which sizes are sought: the loans at the start, or a year's claims of a fund without loans."""
    if (stock := loan_stock(build_loan_book(scenario, seed=sampling.seed))) > 0.0:
        return stock
    claims = simulate(scenario, sampling.n_paths, sampling.seed, sampling.threads, monthly=False).claims.values
    yearly = float(claims.mean()) * 12.0 / scenario.horizon.months
    if yearly <= 0.0:
        raise DataError(f"{scenario.name}: there are neither loans nor claims, so there is no fund to size")
    return yearly


def _tidy(sizes: Sequence[float]) -> Floats:
    """Different sizes in rising order, in whole amounts or, where a unit of currency is much, to a millionth."""
    largest = max(sizes)
    step = min(1.0, 10.0 ** math.floor(math.log10(largest) - 6.0))
    return np.unique(np.round(np.asarray(sizes) / step) * step)


def replayed(scenario: Scenario, sizes: Floats, horizons: Sequence[int], sampling: Sampling) -> dict[float, Floats]:
    """Ruin probability (horizons, 4) of each size."""
    ds = simulate(
        with_fund_sizes(scenario, [float(size) for size in sizes]), sampling.n_paths, sampling.seed, sampling.threads,
        monthly=False, progress=sampling.progress,
    )  # fmt: skip
    months = ds.ruin_month.transpose(..., "path").values.reshape(len(sizes), -1)
    return {
        float(size): np.array([statistics_of(probability(ruined_within(own, horizon))) for horizon in horizons])
        for size, own in zip(sizes, months, strict=True)
    }


def _answers_among(tried: dict[float, Floats], targets: Sequence[float]) -> Answers:
    sizes = np.array(sorted(tried))
    ruin = np.array([tried[float(size)] for size in sizes]).swapaxes(0, 1)
    needed = np.array([[_smallest(sizes, own, target) for target in targets] for own in ruin])
    return Answers(sizes, ruin, needed)


def _smallest(sizes: Floats, ruin: Floats, target: float) -> tuple[float, float, float, float]:
    """Size from which on ruin is rare enough, and its bounds; infinite where the largest size is not enough."""
    value, upper, lower = (_from_there_on(sizes, ruin[:, column], 1.0 - target) for column in (0, 3, 2))
    error = (upper - lower) / (2.0 * normal_score(0.95)) if math.isfinite(lower) else math.inf
    return value, error, lower, upper


def _from_there_on(sizes: Floats, ruin: Floats, allowed: float) -> float:
    too_high = np.flatnonzero(ruin > allowed + 1e-12)
    place = int(too_high[-1]) + 1 if too_high.size else 0
    return float(sizes[place]) if place < sizes.size else math.inf


def _between(answers: Answers) -> list[float]:
    """Sizes between the neighbours of each answer and of its bounds, to narrow them down."""
    found: list[float] = []
    for size in np.unique(answers.needed[..., [0, 2, 3]]):
        place = int(np.searchsorted(answers.sizes, size))
        if 0 < place < answers.sizes.size:
            found += np.linspace(answers.sizes[place - 1], size, MORE_SIZES + 2)[1:-1].tolist()
    return _tidy(found).tolist() if found else []
