"""Standard errors of differences against brute force: many seeds, and how far the differences really scatter."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import SIGMAS

import fundsim as fs
from fundsim.decisions.comparison import differences_to
from fundsim.decisions.designs import Design, sized_designs
from fundsim.decisions.figures import KEY_FIGURES, Paths, quantities_of
from fundsim.decisions.running import run_designs
from fundsim.metrics.resampling import quantile_difference

pytestmark = pytest.mark.compiled
SAMPLES, PATHS = 100, 300
FIGURES = ["expected_loss", "ruin_probability", "mean_shortfall", "years_to_depletion", "mean_government_cost"]


def test_errors_of_differences_are_what_repetition_shows():
    scenario = fs.load_scenario("theory/yearly_fund")
    riskier = fs.load_scenario("theory/yearly_fund", ["default_probability.annual=0.27"])
    designs = [*sized_designs(scenario, [30_000.0, 40_000.0]), Design("riskier", riskier)]
    quantities = [quantities_of(ds) for ds in run_designs(designs, SAMPLES * PATHS, 11, 2)]
    shown = [list(KEY_FIGURES).index(name) for name in FIGURES]
    found = np.zeros((SAMPLES, 2, len(FIGURES), 4))
    for sample in range(SAMPLES):
        part = slice(sample * PATHS, (sample + 1) * PATHS)
        first, *others = [{name: values[part] for name, values in own.items()} for own in quantities]
        found[sample] = [np.array(differences_to(Paths(first), Paths(own)))[shown] for own in others]
    value, error = found[..., 0], found[..., 1]
    scatter, stated = value.std(axis=0, ddof=1), error.mean(axis=0)
    differs = scatter > 0.0
    assert (stated[~differs] == 0.0).all()
    assert differs.sum() == 9  # claims do not depend on the size of the fund
    ratio = stated[differs] / scatter[differs]
    assert (np.abs(ratio - 1.0) < SIGMAS / np.sqrt(2.0 * SAMPLES)).all(), ratio
    covered = (found[..., 2] <= value.mean(axis=0)) & (value.mean(axis=0) <= found[..., 3])
    assert covered[:, differs].mean() > 0.92


SEEDS, FEW_PATHS, COUNTY = 40, 320, 0.15
SAMPLED = {
    "sobol": ("sampling.method=sobol",),
    "stratified": ("sampling.method=stratified",),
    "importance": ("sampling={method: importance, shift: 2}",),
}


def sampled_designs(*sampling: str) -> list[Design]:
    """A year of two hundred loans that share a county factor, with default probabilities of 4 % and 6 %."""
    terms = ("loans.townships.county.loans=200", f"correlation.county={COUNTY}", *sampling)
    return [
        Design(f"{share:g}", fs.load_scenario("theory/vasicek", [*terms, f"default_probability.annual={share}"]))
        for share in (0.04, 0.06)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("method", SAMPLED)
def test_differences_of_sampled_paths_are_true_and_so_are_their_errors(method):
    """Over many seeds they scatter around the exact mean, 2 % of 200 loans, as widely as their errors say."""
    exact = 0.02 * 200 * 10_000.0
    designs, scores, errors = sampled_designs(*SAMPLED[method]), [], []
    for seed in range(SEEDS):
        ds = fs.compare(designs, FEW_PATHS, seed, 2)
        value, error = ds.difference.sel(figure="expected_loss", design="0.06").values[:2]
        scores.append((value - exact) / error)
        errors.append(error)
    assert abs(np.mean(scores)) < SIGMAS * np.std(scores, ddof=1) / np.sqrt(SEEDS)
    assert 0.65 < np.std(scores, ddof=1) < 1.5  # 4 standard errors of a deviation from 40 scores with 15 degrees
    plain = fs.compare(sampled_designs(), FEW_PATHS, 1, 2).difference.sel(figure="expected_loss", design="0.06")
    if method != "importance":  # which is for tails, and may cost up to a factor √2 in means
        assert np.mean(errors) < float(plain.sel(statistic="standard_error")) / 1.5


def test_estimates_of_a_comparison_are_those_of_the_summary():
    for overrides in SAMPLED.values():
        designs = sampled_designs(*overrides)
        ds = fs.compare(designs, FEW_PATHS, 1, 1)
        summary = fs.summary(fs.simulate(designs[1].scenario, FEW_PATHS, 1, 1)).estimate
        np.testing.assert_allclose(
            ds.estimate.sel(figure="expected_loss", design="0.06"), summary.sel(measure="mean_claims"), rtol=1e-12
        )


def test_the_bootstrap_of_a_changed_quantile_covers_the_true_change():
    rng, level, hits = np.random.default_rng(7), 0.9, 0
    # Exponential amounts that become 1.2 times as large: the quantile −log(1 − p) does, too.
    truth = -0.2 * np.log(1.0 - level)
    for _ in range(80):
        before = rng.exponential(1.0, 200)
        change = quantile_difference(1.2 * before, before, level)
        hits += change.lower <= truth <= change.upper
    assert hits >= 68  # 76 of 80 at 95 %, less four standard errors of 1.95


@pytest.mark.parametrize("level", [0.95, 0.99])
def test_differences_of_quantiles_of_few_equal_loans_cover_the_true_change(level):
    """Numbers of defaults of thirty loans with default probabilities of 6 and 5 % on the same draws."""
    rng = np.random.default_rng(5)
    truth = stats.binom.ppf(level, 30, 0.06) - stats.binom.ppf(level, 30, 0.05)
    hits = 0
    for _ in range(100):
        draws = rng.random((1000, 30))
        found = quantile_difference((draws < 0.06).sum(1), (draws < 0.05).sum(1), level)
        hits += found.lower <= truth <= found.upper
    assert hits >= 86  # 95 of 100, less four standard errors of 2.2
