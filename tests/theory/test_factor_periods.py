"""Factor periods of other lengths than a year, loans present in part of one, and season weights."""

import numpy as np
import pytest
from tests.theory.agreement import Floats, assert_counts, assert_law, assert_means, simulated
from tests.theory.laws import binomials, conditional, normal_nodes, within

import fundsim as fs

pytestmark = pytest.mark.compiled
PATHS = 10_000
LOANS, ANNUAL, CORRELATION = 20, 0.2, 0.3


def mixed(loans: int, months: int, share: float = 1.0) -> Floats:
    """Law of the defaults in a factor period of so many months; ``share`` of its intensity is faced."""
    nodes, weights = normal_nodes()
    given = conditional(within(ANNUAL, months), np.sqrt(CORRELATION) * nodes, CORRELATION)
    return np.asarray(weights @ binomials(loans, 1.0 - (1.0 - given) ** share))


def survivors_chain(months: int, periods: int) -> Floats:
    """Law of the number of defaults after some periods with a factor draw each."""
    law = np.zeros(LOANS + 1)
    law[0] = 1.0
    for _ in range(periods):
        following = np.zeros_like(law)
        for defaults, chance in enumerate(law):
            following[defaults:] += chance * mixed(LOANS - defaults, months)
        law = following
    return law


@pytest.mark.parametrize("months", [1, 3, 6, 12, 24])
def test_number_of_defaults_in_a_year_of_factor_periods(months):
    ds = simulated("factor_periods", PATHS, f"correlation.factor_period={months}")
    law = survivors_chain(months, 12 // months) if months <= 12 else mixed(LOANS, months, 12 / months)
    if months <= 12:
        assert law @ np.arange(LOANS + 1) == pytest.approx(LOANS * ANNUAL)
    assert_law(ds.defaults, law)


def test_defaults_of_a_period_come_evenly_in_its_months():
    """A quarter's intensity is spent in three equal parts; mean defaults by month are exact by quadrature."""
    ds = simulated("factor_periods", PATHS, keep_months=True)
    nodes, weights = normal_nodes()
    given = conditional(within(ANNUAL, 3), np.sqrt(CORRELATION) * nodes, CORRELATION)
    in_quarter = [float(weights @ ((1.0 - given) ** (k / 3.0) - (1.0 - given) ** ((k + 1.0) / 3.0))) for k in range(3)]
    mean = [LOANS * (1.0 - ANNUAL) ** (quarter / 4.0) * share for quarter in range(4) for share in in_quarter]
    assert_means(ds.claims_paid.values / 10_000.0, mean)


def test_persistent_factor_over_quarters():
    """Quarterly autoregression: survival of one loan over two quarters by quadrature over both factors."""
    phi = 0.8
    overrides = ("correlation.persistence=ar1", f"correlation.autocorrelation={phi}")
    ds = simulated("factor_periods", PATHS, *overrides, keep_months=True)
    nodes, weights = normal_nodes(60)
    following = phi * nodes[:, None] + np.sqrt(1.0 - phi**2) * nodes
    first, second = (
        1.0 - conditional(within(ANNUAL, 3), np.sqrt(CORRELATION) * factor, CORRELATION)
        for factor in (nodes, following)
    )
    alive = [float(weights @ first), float(weights @ (first * (second @ weights)))]
    quarters = ds.claims_paid.values.reshape(PATHS, 4, 3).sum(axis=2) / 10_000.0
    assert_means(quarters[:, :2], LOANS * np.array([1.0 - alive[0], alive[0] - alive[1]]))


def test_one_draw_for_the_whole_horizon():
    ds = simulated("long_factor_period", PATHS)
    nodes, weights = normal_nodes()
    given = conditional(within(0.15, 30), np.sqrt(0.3) * nodes, 0.3)
    assert_law(ds.defaults, weights @ binomials(20, 1.0 - (1.0 - given) ** (20.0 / 30.0)))


SEASON = [0.02, 0, 0.03, 0.05, 0.1, 0.05, 0.05, 0.1, 0.3, 0.2, 0.1, 0]
PIG_SEASON = [0.1, 0.3, 0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.5]


def monthly_shares(weights: list[float], annual: float) -> Floats:
    """Chance of default in each of twelve months from April on, and last of none."""
    survival = (1.0 - annual) ** np.concatenate([[0.0], np.cumsum(np.roll(weights, -3))])
    return np.append(-np.diff(survival), survival[-1])


def test_season_shares_out_the_year_by_calendar_month():
    ds = simulated("season", PATHS, keep_months=True)
    by_month = ds.claims_paid.values.sum(axis=0) / 10_000.0
    alive = 40 * PATHS - by_month.sum()
    law = (monthly_shares(SEASON, 0.3) + monthly_shares(PIG_SEASON, 0.3)) / 2.0
    assert_counts(np.append(by_month, alive), law)


@pytest.mark.parametrize("months", [1, 3, 6])
def test_season_multiplies_the_flat_hazard_of_shorter_periods(months):
    """With periods below a year the weights no longer add up to one in each: a month spends 12 s_m/n of p_n."""
    ds = simulated("season", PATHS, f"correlation.factor_period={months}", keep_months=True)
    by_month = ds.claims_paid.values.sum(axis=0) / 10_000.0
    # At a constant hazard −log(1 − p_n)/n does not depend on n, so that the shares are those of the year.
    law = (monthly_shares(SEASON, 0.3) + monthly_shares(PIG_SEASON, 0.3)) / 2.0
    assert_counts(np.append(by_month, 40 * PATHS - by_month.sum()), law)


def test_season_over_a_horizon_is_scaled_to_add_up_to_one():
    """Twelve months of one draw: the same as a year; eight months: what they hold is scaled to the whole."""
    ds = simulated("season", PATHS, "correlation.factor_period=horizon", "horizon.months=8", keep_months=True)
    by_month = ds.claims_paid.values.sum(axis=0) / 10_000.0
    chance = within(0.3, 8)
    laws = []
    for season in (SEASON, PIG_SEASON):
        present = np.roll(season, -3)[:8]
        survival = (1.0 - chance) ** np.concatenate([[0.0], np.cumsum(present / present.sum())])
        laws.append(np.append(-np.diff(survival), survival[-1]))
    assert_counts(np.append(by_month, 40 * PATHS - by_month.sum()), (laws[0] + laws[1]) / 2.0)


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"correlation.factor_period": 1}, {"correlation.factor_period": 24}, {"correlation.county": 0.3},
        {"correlation.county": 0.2, "correlation.copula": "t", "correlation.degrees_of_freedom": 2},
        {"default_probability.season": [0.01, *[0.09] * 11]},
    ],
)  # fmt: skip
def test_a_probability_of_1_is_certain_in_the_first_month(changes):
    scenario = fs.load_scenario("theory/one_period", {"default_probability.annual": 1.0, **changes})
    ds = fs.simulate(scenario, 50, seed=3, threads=1, keep_months=True)
    assert (ds.npl_ratio_number[:, 0] == 1.0).all()
    assert (ds.distress == 40).all()
