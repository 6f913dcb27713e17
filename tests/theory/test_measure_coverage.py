"""Intervals of the measures cover the exact value as often as they say, on laws with known answers."""

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import pytest
from scipy import stats

from fundsim.metrics import (
    Estimate,
    LikelihoodRatios,
    conditional_mean,
    expected_shortfall,
    expected_shortfall_influence,
    mean,
    paired_difference,
    probability,
    quantile_influence,
    ratio_of_totals,
    restricted_mean_time_to_ruin,
    ruin_probability,
    standard_deviation,
    tail_contributions,
    value_at_risk,
)

Draw = Callable[[np.random.Generator, int], Estimate]


class Case(NamedTuple):
    """A measure on fresh draws of a known law, and its exact value."""

    estimate: Draw
    exact: float


def losses(rng: np.random.Generator, paths: int) -> np.ndarray:
    """Lognormal losses, as skew as claims of a county: mean 1, standard deviation 0.5."""
    return rng.lognormal(-0.5 * math.log(1.25), math.sqrt(math.log(1.25)), paths)


LAW = stats.lognorm(math.sqrt(math.log(1.25)), scale=1.25**-0.5)
MONTHS, HAZARD = 60, 0.002  # a ruin month that is geometric


def ruin_months(rng: np.random.Generator, paths: int) -> np.ndarray:
    return rng.geometric(HAZARD, paths) - 1


def last_month(rng: np.random.Generator, paths: int) -> Estimate:
    curve = ruin_probability(ruin_months(rng, paths), MONTHS)
    return Estimate(*(float(column[-1]) for column in curve[:4]))


def tail_mean(level: float) -> float:
    """Expected shortfall of the lognormal law: partial expectation beyond the quantile."""
    sigma = math.sqrt(math.log(1.25))
    return float(stats.norm.cdf(sigma - stats.norm.ppf(level))) / (1 - level)


HEADLINE = {
    "mean": Case(lambda rng, n: mean(losses(rng, n)), 1.0),
    "value at risk 95": Case(lambda rng, n: value_at_risk(losses(rng, n), 0.95), float(LAW.ppf(0.95))),
    "value at risk 99": Case(lambda rng, n: value_at_risk(losses(rng, n), 0.99), float(LAW.ppf(0.99))),
    "probability": Case(lambda rng, n: probability(losses(rng, n) > 1.5), float(LAW.sf(1.5))),
    "ruin probability": Case(last_month, 1 - (1 - HAZARD) ** MONTHS),
}


def coverage(case: Case, repetitions: int, paths: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    found = np.array([case.estimate(rng, paths)[2:4] for _ in range(repetitions)])
    return float(np.mean((found[:, 0] <= case.exact) & (case.exact <= found[:, 1])))


@pytest.mark.slow
@pytest.mark.parametrize("name", HEADLINE)
def test_intervals_cover_as_often_as_they_say(name):
    """4,000 repetitions know the coverage to ± 0.35 %; 400 would leave ± 1.1 % to luck."""
    assert 0.93 <= coverage(HEADLINE[name], repetitions=4000, paths=2500, seed=11) <= 0.97


@pytest.mark.parametrize("name", HEADLINE)
def test_intervals_cover_about_as_often_as_they_say(name):
    """Of 400 intervals as many miss as four standard errors around 5 % allow: 3 to 38."""
    error = math.sqrt(0.05 * 0.95 / 400)
    assert abs(coverage(HEADLINE[name], repetitions=400, paths=2000, seed=7) - 0.95) < 4 * error


def two_components(rng: np.random.Generator, paths: int) -> np.ndarray:
    """Two unit exponentials: their total is a gamma law, its tail is shared evenly."""
    return rng.exponential(size=(paths, 2))


def contribution(rng: np.random.Generator, paths: int) -> Estimate:
    found = tail_contributions(two_components(rng, paths), 0.95)
    return Estimate(*(float(column[0]) for column in found[:4]))


def mean_beyond_one(rng: np.random.Generator, paths: int) -> Estimate:
    x = rng.exponential(size=paths)
    return conditional_mean(x, x > 1.0)


def gamma_tail_mean(level: float) -> float:
    return 2 * float(stats.gamma(3).sf(stats.gamma(2).ppf(level))) / (1 - level)


def shifted(rng: np.random.Generator, paths: int) -> tuple[np.ndarray, np.ndarray]:
    """Half of the standard normal paths are drawn with mean 3.5; ratios never exceed 2."""
    x = rng.standard_normal(paths) + np.where(rng.random(paths) < 0.5, 3.5, 0.0)
    return x, 2.0 / (1.0 + np.exp(3.5 * x - 3.5**2 / 2))


def weighted(measure: Callable[..., Estimate], kind: type | None) -> Draw:
    def draw(rng: np.random.Generator, paths: int) -> Estimate:
        x, ratios = shifted(rng, paths)
        return measure(x, weights=ratios if kind is None else kind(ratios))

    return draw


def correlated(rng: np.random.Generator, paths: int) -> tuple[np.ndarray, np.ndarray]:
    """Two designs on the same paths: standard normal losses with correlation 0.9, one 0.3 worse."""
    shared, own = rng.standard_normal((2, paths))
    return 0.9 * shared + math.sqrt(0.19) * own + 0.3, shared


FAR, POINT = 3.0902323061678132, 3.719016485455709  # 99.9 % and 99.99 % points of the normal law
OTHERS = {
    "standard deviation": Case(lambda rng, n: standard_deviation(losses(rng, n)), 0.5),
    "expected shortfall": Case(lambda rng, n: expected_shortfall(losses(rng, n), 0.9), tail_mean(0.9)),
    "tail contribution": Case(contribution, gamma_tail_mean(0.95) / 2),
    "ratio of totals": Case(lambda rng, n: ratio_of_totals(losses(rng, n), 4 * losses(rng, n)), 0.25),
    "conditional mean": Case(mean_beyond_one, 2.0),
    "restricted mean time to ruin": Case(
        lambda rng, n: restricted_mean_time_to_ruin(ruin_months(rng, n), MONTHS),
        (1 - (1 - HAZARD) ** MONTHS) / HAZARD,
    ),
    "paired mean": Case(lambda rng, n: paired_difference(*correlated(rng, n)), 0.3),
    "paired value at risk": Case(
        lambda rng, n: paired_difference(*correlated(rng, n), partial(quantile_influence, level=0.9)), 0.3
    ),
    "paired expected shortfall": Case(
        lambda rng, n: paired_difference(*correlated(rng, n), partial(expected_shortfall_influence, level=0.9)),
        0.3,
    ),
}
for word, kind in {"self-normalised": None, "likelihood ratios": LikelihoodRatios}.items():
    OTHERS |= {
        f"mean, {word}": Case(weighted(mean, kind), 0.0),
        f"standard deviation, {word}": Case(weighted(standard_deviation, kind), 1.0),
        f"value at risk 99.9, {word}": Case(weighted(partial(value_at_risk, level=0.999), kind), FAR),
        f"expected shortfall 99.9, {word}": Case(
            weighted(partial(expected_shortfall, level=0.999), kind), float(stats.norm.pdf(FAR)) / 0.001
        ),
        f"probability 1e-4, {word}": Case(
            weighted(lambda x, weights: probability(x > POINT, weights=weights), kind), 1e-4
        ),
    }


@pytest.mark.parametrize("name", OTHERS)
def test_estimates_centre_on_the_exact_value_with_the_stated_error(name):
    """300 repetitions: no bias beyond noise, standard errors right within 15 %, coverage within noise."""
    rng, case = np.random.default_rng(21), OTHERS[name]
    value, error, lower, upper, _ = np.array([case.estimate(rng, 2000) for _ in range(300)]).T
    spread = value.std(ddof=1)
    bias_allowed = 0.1 * spread  # of order 1/n
    assert abs(value.mean() - case.exact) < 4 * spread / math.sqrt(300) + bias_allowed
    assert error.mean() == pytest.approx(spread, rel=0.15)
    covered = np.mean((lower <= case.exact) & (case.exact <= upper))
    assert abs(covered - 0.95) < 4 * math.sqrt(0.05 * 0.95 / 300)


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_other_intervals_cover_too(name):
    """Ratios and tails bend: a per cent more leeway below than for the headline measures."""
    assert 0.92 <= coverage(OTHERS[name], repetitions=2000, paths=5000, seed=12) <= 0.975


def skew_losses(rng: np.random.Generator, paths: int) -> np.ndarray:
    """Lognormal losses with mean and standard deviation 1."""
    return rng.lognormal(-0.5 * math.log(2.0), math.sqrt(math.log(2.0)), paths)


def losses_in_bad_years(rng: np.random.Generator, paths: int) -> np.ndarray:
    """Such losses in one year of a hundred, none in the others."""
    return skew_losses(rng, paths) * (rng.random(paths) < 0.01)


FEW = {
    "expected shortfall of ten paths": Case(
        lambda rng, n: expected_shortfall(skew_losses(rng, n), 0.99),
        float(stats.norm.cdf(math.sqrt(math.log(2.0)) - stats.norm.ppf(0.99))) / 0.01,
    ),
    "mean that ten paths make": Case(lambda rng, n: mean(losses_in_bad_years(rng, n)), 0.01),
    "difference that ten paths make": Case(
        lambda rng, n: paired_difference(losses_in_bad_years(rng, n), np.zeros(n)), 0.01
    ),
}


def test_the_interval_of_a_mean_over_few_ruined_paths_is_students():
    """Some ten skew losses: intervals of 95 % cover 89 %, normal ones 82 %."""

    def mean_of_bad_years(rng: np.random.Generator, paths: int) -> Estimate:
        bad = rng.random(paths) < 0.01
        return conditional_mean(skew_losses(rng, paths), bad)

    assert 0.87 <= coverage(Case(mean_of_bad_years, 1.0), repetitions=1000, paths=1000, seed=6) <= 0.96


@pytest.mark.parametrize("name", FEW)
def test_intervals_of_what_few_paths_make_cover(name):
    """Normal intervals cover 85 to 88 %."""
    assert 0.92 <= coverage(FEW[name], repetitions=1000, paths=1000, seed=5) <= 0.97


@pytest.mark.parametrize("kind", [None, LikelihoodRatios])
def test_importance_sampling_knows_a_far_tail_better_than_plain_paths(kind):
    estimate = weighted(lambda x, weights: probability(x > POINT, weights=weights), kind)
    plain_error = math.sqrt(1e-4 / 2000)
    assert estimate(np.random.default_rng(3), 2000).standard_error < plain_error / 5
