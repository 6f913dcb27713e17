"""Claims of a fund without loans, worked out draw by draw from the table of purposes and scipy's quantiles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from tests.unit.kernel_runs import Arrays, events, variables

from fundsim.kernels.arrays.columns import EV_FILED, EV_PAID
from fundsim.kernels.numerics.purposes import AGGREGATE_CLAIMS, AGGREGATE_FACTOR, AGGREGATE_REGIME, RECOVERY
from fundsim.kernels.numerics.random import path_key, uniform
from fundsim.kernels.numerics.random import purpose_key as key_of_purpose
from fundsim.portfolio import build_loan_book, quality_report
from fundsim.portfolio.layout.aggregate import chain_of
from fundsim.portfolio.layout.chains import stationary_law
from fundsim.programme import Scenario
from fundsim.programme.aggregate import ClaimsRegime
from fundsim.programme.contradictions import contradictions

PATHS, SEED, YEARS = 6, 1, 3
Floats = NDArray[np.float64]


def fund(claims: dict[str, Any], horizon: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """A fund of 1,000,000 that pays all claims of three years."""
    loans = {"source": "aggregate", "claims": claims} | {
        key: more.pop(key)
        for key in ("outstanding", "every_months", "at", "counted_in", "regime", "factor")
        if key in more
    }
    layers = [{"name": "fund", "kind": "fund", "account": {"initial": 1_000_000}}]
    tree = {"name": "claims", "horizon": {"months": 12 * YEARS} | (horizon or {}), "loans": loans, "layers": layers}
    scenario = Scenario.model_validate(tree | more)
    assert contradictions(scenario) == []
    return scenario


def results(scenario: Scenario) -> Arrays:
    return variables(scenario, build_loan_book(scenario, seed=SEED), PATHS, SEED)


def draw(path: int, purpose: int, entity: int, interval: int) -> float:
    key = np.uint64(key_of_purpose(np.uint64(path_key(SEED, path)), purpose))  # compiled kernels return plain integers
    return float(uniform(key, entity, interval, 0))


def amounts(law: Any, entity: int = 1) -> Floats:
    """Quantiles of a law at the draws of every path and year."""
    draws = [[draw(path, AGGREGATE_CLAIMS, entity, year) for year in range(YEARS)] for path in range(PATHS)]
    return np.asarray(law.ppf(draws))


def paid(scenario: Scenario) -> Floats:
    """Claims settled by path and month."""
    return np.asarray(results(scenario)["claims_paid"])


LAWS = [
    ({"law": "lognormal", "mu": 9.0, "sigma": 1.3}, stats.lognorm(1.3, scale=np.exp(9.0))),
    (
        {"law": "lognormal", "mean": 8_000.0, "coefficient_of_variation": 2.0},
        stats.lognorm(np.sqrt(np.log(5.0)), scale=8_000.0 / np.sqrt(5.0)),
    ),
    ({"law": "gamma", "shape": 0.3, "scale": 9_000.0}, stats.gamma(0.3, scale=9_000.0)),
    (
        {"law": "gamma", "mean": 8_000.0, "coefficient_of_variation": 0.5},
        stats.gamma(4.0, scale=2_000.0),
    ),
    ({"law": "weibull", "shape": 0.7, "scale": 5_000.0}, stats.weibull_min(0.7, scale=5_000.0)),
]


@pytest.mark.parametrize(("claims", "law"), LAWS)
def test_amounts_are_quantiles_of_their_law(claims: dict[str, Any], law: Any) -> None:
    months = paid(fund(claims))
    np.testing.assert_allclose(months[:, 11::12], amounts(law), rtol=1e-9)
    assert np.count_nonzero(months) == PATHS * YEARS


def test_tables_and_past_years_by_cumulated_probability() -> None:
    uniforms = amounts(stats.uniform())
    table = paid(fund({"law": "table", "amounts": [5_000.0, 0.0, 7_000.0], "probabilities": [0.2, 0.5, 0.3]}))
    expected = np.select([uniforms < 0.2, uniforms < 0.7], [5_000.0, 0.0], 7_000.0)
    np.testing.assert_array_equal(table[:, 11::12], expected)
    past = paid(fund({"law": "empirical", "values": [1.0, 2.0, 3.0, 4.0]}))
    np.testing.assert_array_equal(past[:, 11::12], np.floor(4.0 * uniforms) + 1.0)


def test_shares_of_what_is_outstanding() -> None:
    law = {"law": "weibull", "shape": 0.7, "scale": 0.01}
    months = paid(fund(law, outstanding=500_000.0, counted_in="outstanding"))
    np.testing.assert_allclose(months[:, 11::12], amounts(stats.weibull_min(0.7, scale=5_000.0)), rtol=1e-12)


@pytest.mark.parametrize(
    ("horizon", "every", "at", "months"),
    [
        ({}, 12, "end", [11, 23, 35]),
        ({}, 12, "start", [0, 12, 24]),
        ({}, 3, "end", list(range(2, 36, 3))),
        ({}, 1, "end", list(range(36))),
        ({"months": 30}, 12, "end", [11, 23]),
        ({"months": 30}, 12, "start", [0, 12, 24]),
        ({"first_month": "2024-03", "year_starts": 1}, 12, "end", [9, 21, 33]),  # December; the last year is not over
        ({"first_month": "2024-03", "year_starts": 1}, 12, "start", [0, 10, 22, 34]),
        ({"first_month": "2024-03"}, 12, "end", [11, 23, 35]),  # years count from the first month
        ({"first_month": "2024-03", "year_starts": 1}, 6, "start", [0, 4, 10, 16, 22, 28, 34]),
    ],
)
def test_months_in_which_claims_are_settled(horizon: dict[str, Any], every: int, at: str, months: list[int]) -> None:
    found = paid(fund({"law": "table", "amounts": [1.0], "probabilities": [1.0]}, horizon, every_months=every, at=at))
    for path in found:
        assert np.flatnonzero(path).tolist() == months


def test_a_poisson_number_of_claims_each_with_its_own_draw() -> None:
    severity = {"law": "lognormal", "mu": 7.0, "sigma": 0.5}
    scenario = fund({"law": "compound", "rate": 2.5, "severity": severity})
    found = paid(scenario)[:, 11::12]
    law = stats.lognorm(0.5, scale=np.exp(7.0))
    for path in range(PATHS):
        for year in range(YEARS):
            number = int(stats.poisson.ppf(draw(path, AGGREGATE_CLAIMS, 0, year), 2.5))
            draws = [draw(path, AGGREGATE_CLAIMS, 1 + n, year) for n in range(number)]
            assert found[path, year] == pytest.approx(law.ppf(draws).sum() if draws else 0.0, rel=1e-9)
    log = events(scenario, build_loan_book(scenario, seed=SEED), path=0, seed=SEED)
    number = sum(int(stats.poisson.ppf(draw(0, AGGREGATE_CLAIMS, 0, year), 2.5)) for year in range(YEARS))
    assert [code for _, code, _, _ in log].count(EV_FILED) == [code for _, code, _, _ in log].count(EV_PAID) == number


def test_states_and_factor_multiply_amounts() -> None:
    regime = {
        "states": {"good": 1.0, "bad": 4.0},
        "transition": {"good": {"good": 0.7, "bad": 0.3}, "bad": {"good": 0.6, "bad": 0.4}},
    }
    factor = {"autocorrelation": 0.5, "volatility": 0.3}
    found = paid(fund({"law": "empirical", "values": [1_000.0]}, regime=regime, factor=factor))[:, 11::12]
    for path in range(PATHS):
        bad, x = False, 0.0
        for year in range(YEARS):
            stay_good = 2.0 / 3.0 if year == 0 else 0.6 if bad else 0.7
            bad = draw(path, AGGREGATE_REGIME, 0, year) >= stay_good
            z = stats.norm.ppf(draw(path, AGGREGATE_FACTOR, 0, year))
            x = z if year == 0 else 0.5 * x + np.sqrt(0.75) * z
            expected = 1_000.0 * (4.0 if bad else 1.0) * np.exp(0.3 * x - 0.045)
            assert found[path, year] == pytest.approx(expected, rel=1e-9)


def test_recoveries_are_drawn_claim_by_claim() -> None:
    recovery = {"hardship": {"table": {"values": [0.2, 0.8], "probabilities": [0.5, 0.5]}, "after_months": 2}}
    claims = {"law": "compound", "rate": 2.0, "severity": {"law": "empirical", "values": [1_000.0]}}
    found = results(fund(claims, {"months": 14}, recovery=recovery))["recovery"]
    for path in range(PATHS):
        number = int(stats.poisson.ppf(draw(path, AGGREGATE_CLAIMS, 0, 0), 2.0))
        shares = [0.2 if draw(path, RECOVERY, n, 0) < 0.5 else 0.8 for n in range(number)]
        assert found[0, path].sum() == pytest.approx(1_000.0 * sum(shares))


def test_nothing_is_counted_as_a_loan() -> None:
    scenario = fund({"law": "empirical", "values": [1_000.0]}, outstanding=70_000.0)
    found = results(scenario)
    for name in ("defaults", "distress", "cohort_loans", "lending", "overdue_ratio", "npl_ratio"):
        assert not found[name].any(), name
    assert np.unique(found["outstanding"]).tolist() == [70_000.0]
    assert quality_report(scenario, seed=SEED) == ()


def test_stationary_law_of_a_chain() -> None:
    matrix = np.array([[0.5, 0.5, 0.0], [0.2, 0.5, 0.3], [0.0, 1.0, 0.0]])
    law = stationary_law(matrix)
    np.testing.assert_allclose(law @ matrix, law)
    assert law.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(stationary_law(np.array([[0.0, 1.0], [0.0, 1.0]])), [0.0, 1.0], atol=1e-12)
    transition = {"good": {"good": 0.7, "bad": 0.3}, "bad": {"good": 0.6, "bad": 0.4}}
    regime = ClaimsRegime(states={"good": 1.0, "bad": 4.0}, transition=transition)
    np.testing.assert_allclose(chain_of(regime)[1], [2.0 / 3.0, 1.0])
