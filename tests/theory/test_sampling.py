"""Sampling methods against exact laws: means and tails down to 1e-4 are met, errors are true, variances fall."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import assert_means, assert_within, sigmas, simulated
from tests.theory.laws import conditional, normal_nodes

import fundsim as fs
from fundsim.metrics import effective_sample_size, exceedance_curve

pytestmark = pytest.mark.compiled
PATHS = 40_000
LOANS, PROBABILITY, CORRELATION = 40, 0.05, 0.2
METHODS = {
    "sobol": ["sampling.method=sobol"],
    "stratified": ["sampling.method=stratified"],
    "importance": ["sampling={method: importance, shift: 3}"],
}


def exact_law() -> np.ndarray:
    """Chances of 0, 1, ... defaults by quadrature over the county factor."""
    nodes, weights = normal_nodes(400)
    given = conditional(PROBABILITY, np.sqrt(CORRELATION) * nodes, CORRELATION)
    return np.asarray(weights @ stats.binom.pmf(np.arange(LOANS + 1), LOANS, given[:, None]))


def tail_thresholds(law: np.ndarray) -> np.ndarray:
    """Numbers of defaults that are exceeded with chances next below 1e-1, 1e-2, 1e-3 and 1e-4."""
    beyond = law[::-1].cumsum()[::-1] - law
    return np.array([np.argmax(beyond < chance) for chance in (1e-1, 1e-2, 1e-3, 1e-4)])


@pytest.mark.parametrize("method", METHODS)
def test_tails_are_met_down_to_one_in_ten_thousand(method):
    law = exact_law()
    thresholds = tail_thresholds(law)
    exact = np.array([law[threshold + 1 :].sum() for threshold in thresholds])
    assert exact[-1] < 1e-4
    ds = simulated("one_factor", PATHS, *METHODS[method])
    weights = ds.weight.values if "weight" in ds else None
    curve = exceedance_curve(ds.defaults.values, thresholds, weights=weights)
    plain = np.sqrt(exact * (1.0 - exact) / PATHS)
    assert_within(curve.value, exact, plain if weights is None else curve.standard_error)
    if weights is not None:  # at one in ten thousand the error is several times smaller than that of plain paths
        assert curve.standard_error[-1] < plain[-1] / 4.0


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_means_and_their_errors_are_true(method):
    """Over many seeds the estimates scatter as widely as their standard errors say, around the exact mean."""
    exact, scores = LOANS * PROBABILITY, []
    for seed in range(40):
        summary = fs.summary(simulated("one_factor", 640, *METHODS[method], seed=seed)).estimate
        value, error = (
            float(summary.sel(measure="mean_defaults", statistic=name)) for name in ("value", "standard_error")
        )
        scores.append((value - exact) / error)
    assert abs(np.mean(scores)) < sigmas(1) * np.std(scores, ddof=1) / np.sqrt(len(scores))
    assert 0.65 < np.std(scores, ddof=1) < 1.5  # 4 standard errors of a deviation from 40 scores with 15 degrees


@pytest.mark.parametrize("method", ["sobol", "stratified"])
def test_even_samples_have_smaller_errors_of_means(method):
    errors = {}
    for name in ("plain", method):
        summary = fs.summary(simulated("vasicek", 2_000, f"sampling.method={name}")).estimate
        errors[name] = float(summary.sel(measure="mean_claims", statistic="standard_error"))
    assert errors[method] < errors["plain"] / 3.0


def test_no_weight_exceeds_two_and_their_mean_is_one():
    weight = simulated("one_factor", PATHS, *METHODS["importance"]).weight.values
    assert weight.min() > 0.0
    assert weight.max() <= 2.0
    assert_means(weight, 1.0)
    assert effective_sample_size(weight, PATHS) > PATHS / 2.5


def test_no_mean_has_more_than_twice_the_variance_of_plain_paths():
    """Also of what is nearly the same on all paths, such as lending, and of what worse times do not touch."""
    tables = []
    for method in ("plain", "importance"):
        scenario = fs.load_scenario("luoping", ["horizon.months=24", f"sampling={{method: {method}}}"])
        tables.append(fs.summary(fs.simulate(scenario, n_paths=1_000, seed=1, threads=2)).estimate)
    means = [name for name in tables[0].measure.values if name.startswith("mean_") and "ruin" not in name]
    plain, weighted = (table.sel(measure=means, statistic="standard_error").values for table in tables)
    value = tables[0].sel(measure=means, statistic="value").values
    seen = (plain > 0.0) & (value > 0.0)
    assert seen.sum() >= 6
    assert (weighted[seen] <= 1.1 * np.sqrt(2.0) * plain[seen]).all()  # a tenth for the errors of the errors


def test_months_are_those_of_usual_times():
    """Bands and means by month take no weights: they come from the paths that need none."""
    ds = simulated("one_factor", PATHS, *METHODS["importance"])
    assert ds.usual.values.mean() == 0.5
    usual = ds.claims.values[ds.usual.values == 1]
    assert float(ds.claims_paid_mean.sum()) == pytest.approx(usual.mean(), rel=1e-9)
    assert_means(ds.defaults.values[ds.usual.values == 1], LOANS * PROBABILITY)
