"""Independent defaults: the number is Poisson-binomial, the loss a convolution of two-point laws."""

import csv

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import assert_amounts, assert_joint_law, assert_law, assert_means, simulated
from tests.theory.laws import poisson_binomial, with_odds

from fundsim.scenario_file.shipped import shipped_path

pytestmark = pytest.mark.compiled
PATHS = 15_000


def test_equal_loans_have_a_binomial_number_of_defaults():
    ds = simulated("one_period", PATHS)
    assert_law(ds.defaults, stats.binom.pmf(np.arange(41), 40, 0.05))
    np.testing.assert_allclose(ds.claims, 10_000.0 * ds.defaults)


TOWNSHIPS = {"North": (4, 3.0), "South": (8, 1.0), "West": (12, 0.5)}  # loans, odds multiplier
INDUSTRIES = {"crop": 0.05, "pig": 0.12}  # half of the loans each


def chances(loans: int, odds: float, industries: tuple[str, ...] = ("crop", "pig")) -> list[float]:
    return [with_odds(INDUSTRIES[name], odds) for name in industries for _ in range(loans // 2)]


def test_loans_of_different_probability_have_a_poisson_binomial_number_of_defaults():
    ds = simulated("poisson_binomial", PATHS)
    every = [chance for loans, odds in TOWNSHIPS.values() for chance in chances(loans, odds)]
    assert_law(ds.defaults, poisson_binomial(every))
    for name, (loans, odds) in TOWNSHIPS.items():
        assert_law(ds.township_defaults.sel(township=name), poisson_binomial(chances(loans, odds)))


def test_townships_and_industries_default_independently():
    ds = simulated("poisson_binomial", PATHS)
    marginal = [poisson_binomial(chances(*TOWNSHIPS[name])) for name in ("North", "South")]
    counts = tuple(ds.township_defaults.sel(township=name) for name in ("North", "South"))
    assert_joint_law(counts, np.outer(*marginal))
    by_industry = [
        poisson_binomial([chance for loans, odds in TOWNSHIPS.values() for chance in chances(loans, odds, (name,))])
        for name in INDUSTRIES
    ]
    defaults = tuple(np.rint(ds.industry_claims.sel(industry=name) / 6_000.0) for name in INDUSTRIES)
    assert_joint_law(defaults, np.outer(*by_industry))


def test_a_net_claim_is_exposure_times_loss_given_default():
    ds = simulated("poisson_binomial", PATHS)
    np.testing.assert_allclose(ds.claims, 0.6 * 10_000.0 * ds.defaults)
    np.testing.assert_allclose(ds.exposure_at_default, 10_000.0 * ds.defaults)
    np.testing.assert_allclose(ds.recovery_at_default, 0.4 * ds.exposure_at_default)


ODDS = {"AAA": 0.4, "AA": 0.7, "A": 1.0}
BASE = {"crop": 0.04, "pig": 0.1}


def tape() -> list[tuple[float, float]]:
    """Loss and probability of every loan of the tape."""
    path = shipped_path("theory/graded_tape")
    assert path is not None
    with path.with_suffix(".csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        (
            float(row["principal"]) * float(row["lgd"]),
            with_odds(float(row["pd"]) if row["pd"] else BASE[row["industry"]], ODDS[row["grade"]]),
        )
        for row in rows
    ]


def test_loss_of_a_graded_tape_is_a_convolution_of_two_point_laws():
    ds = simulated("graded_tape", PATHS)
    law = {0.0: 1.0}
    for loss, chance in tape():
        longer: dict[float, float] = {}
        for total, weight in law.items():
            for amount, share in ((total, 1.0 - chance), (round(total + loss, 2), chance)):
                longer[amount] = longer.get(amount, 0.0) + weight * share
        law = longer
    assert_amounts(ds.claims, law)
    assert_law(ds.defaults, poisson_binomial(chance for _, chance in tape()))
    assert_means(ds.claims, sum(loss * chance for loss, chance in tape()))
