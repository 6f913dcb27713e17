"""Funds known only by their claims: laws of claims, ruin by exact recursion over the balance, states, factor."""

from __future__ import annotations

import json
from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from scipy import special, stats
from tests.theory.agreement import (
    Floats,
    assert_amounts,
    assert_chances,
    assert_continuous_law,
    assert_law,
    assert_means,
    simulated,
)
from tests.theory.laws import law_of

import fundsim as fs
from fundsim.scenario_file import parse_scenario

pytestmark = pytest.mark.compiled
PATHS = 4_000
YEARS = 4
STEP = 10_000.0
TABLE = {0: 0.3, 1: 0.4, 3: 0.2, 8: 0.1}  # claims of a year in steps


class Rules(NamedTuple):
    """A fund on a lattice: contributions before and after claims, growth before them, in steps."""

    start: int = 2
    end: int = 0
    empty_is_ruin: bool = False


def ruin_by_year(
    rules: Rules, claims: dict[int, float], years: int, initial: int = 3
) -> tuple[Floats, dict[float, float]]:
    """Chance of ruin by year, and law of the closing balance; shortfalls leave an empty fund."""
    law = {(initial, False): 1.0}
    by_year = []
    for _ in range(years):
        following: dict[tuple[int, bool], float] = {}
        for (level, ruined), chance in law.items():
            for claim, weight in claims.items():
                left = level + rules.start - claim
                after = max(left, 0) + rules.end
                now = ruined or left < 0 or (rules.empty_is_ruin and after == 0)
                following[after, now] = following.get((after, now), 0.0) + chance * weight
        law = following
        by_year.append(sum(chance for (_, ruined), chance in law.items() if ruined))
    closing: dict[float, float] = {}
    for (level, _), chance in law.items():
        closing[STEP * level] = closing.get(STEP * level, 0.0) + chance
    return np.array(by_year), closing


CASES = {
    "contribution at the start": (Rules(), ()),
    "contribution at the end": (Rules(start=0, end=2), ("layers.fund.account.inflows.yearly.at=end",)),
    "ruin at zero": (Rules(empty_is_ruin=True), ("report.ruin=empty",)),
    "claims in the first month": (Rules(), ("loans.at=start",)),
}


@pytest.mark.parametrize("name", CASES)
def test_ruin_by_recursion_over_the_balance(name: str) -> None:
    rules, overrides = CASES[name]
    ds = simulated("claims_by_table", PATHS, *overrides)
    by_year, closing = ruin_by_year(rules, TABLE, YEARS)
    ruin = ds.ruin_month.values
    month = 0 if "loans.at=start" in overrides else 11
    assert set(np.unique(ruin[ruin >= 0]) % 12) == {month}
    assert_law(np.where(ruin < 0, YEARS, ruin // 12), np.diff([0.0, *by_year, 1.0]))
    assert_amounts(ds.closing_balance, closing)


@pytest.mark.parametrize("every", [1, 3])
def test_monthly_and_quarterly_claims(every: int) -> None:
    """The same law a month or a quarter; the contribution of 20,000 comes as often, at the start."""
    years = 10
    overrides = (
        f"horizon.months={every * years}", f"loans.every_months={every}",
        f"layers.fund.account.inflows.yearly.every_months={every}",
    )  # fmt: skip
    ds = simulated("claims_by_table", PATHS, *overrides)
    by_step, closing = ruin_by_year(Rules(), TABLE, years)
    ruin = ds.ruin_month.values
    assert_law(np.where(ruin < 0, years, ruin // every), np.diff([0.0, *by_step, 1.0]))
    assert_amounts(ds.closing_balance, closing)


def histories(chances: dict[float, float]) -> tuple[Floats, Floats]:
    """All histories of yearly amounts with their chances."""
    amounts = np.array(list(product(chances, repeat=YEARS)))
    weights = np.array([np.prod(row) for row in product(chances.values(), repeat=YEARS)])
    return amounts, weights


@pytest.mark.parametrize(("interest", "growth"), [("yearly", 1.06), ("monthly", 1.005**12)])
def test_interest_is_credited_before_the_claims_of_the_year(interest: str, growth: float) -> None:
    ds = simulated(
        "claims_by_table", PATHS, "layers.fund.account.yield=0.06", f"layers.fund.account.interest={interest}"
    )
    claims, weights = histories({STEP * step: chance for step, chance in TABLE.items()})
    balance, short = np.full(len(claims), 30_000.0), np.zeros(len(claims))
    for year in range(YEARS):
        balance = (balance + 20_000.0) * growth - claims[:, year]
        short += np.maximum(-balance, 0.0)
        balance = np.maximum(balance, 0.0)
    assert_amounts(ds.closing_balance, law_of(balance, weights))
    assert_amounts(ds.shortfall, law_of(short, weights))


def test_trigger_top_up_and_ceiling() -> None:
    ds = simulated("top_up_of_claims", PATHS)
    claims, weights = histories({10_000.0: 0.5, 40_000.0: 0.3, 90_000.0: 0.2})
    cases = len(claims)
    balance, filled, returned, short = np.full(cases, 100_000.0), np.zeros(cases), np.zeros(cases), np.zeros(cases)
    for year in range(YEARS):
        top_up = np.where(balance < 40_000.0, 100_000.0 - balance, 0.0)
        before = balance + top_up + 20_000.0
        back = np.maximum(before - 115_000.0, 0.0)
        balance = before - back - claims[:, year]
        filled, returned, short = filled + top_up, returned + back, short + np.maximum(-balance, 0.0)
        balance = np.maximum(balance, 0.0)
    lines = ds.account_line.sum("year")
    for sample, values in (
        (ds.closing_balance, balance), (lines.sel(line="top_up"), filled),
        (lines.sel(line="returned"), returned), (ds.shortfall, short),
    ):  # fmt: skip
        assert_amounts(sample, law_of(values, weights))


LAWS = {
    "lognormal": ("{law: lognormal, mu: 9.5, sigma: 1.2}", stats.lognorm(1.2, scale=np.exp(9.5))),
    "lognormal by mean": (
        "{law: lognormal, mean: 20000, coefficient_of_variation: 0.5}",
        stats.lognorm(np.sqrt(np.log(1.25)), scale=20_000.0 / np.sqrt(1.25)),
    ),
    "gamma": ("{law: gamma, shape: 0.527, scale: 30000}", stats.gamma(0.527, scale=30_000.0)),
    "gamma by mean": (
        "{law: gamma, mean: 20000, coefficient_of_variation: 0.4}", stats.gamma(6.25, scale=20_000.0 / 6.25)
    ),
    "Weibull": ("{law: weibull, shape: 0.742, scale: 15000}", stats.weibull_min(0.742, scale=15_000.0)),
}  # fmt: skip


@pytest.mark.parametrize("name", LAWS)
def test_claims_of_each_year_follow_their_law(name: str) -> None:
    """Each year's claims, as the bank and the fund paid them; years are independent."""
    written, law = LAWS[name]
    ds = simulated("claims_by_law", PATHS, f"loans.claims={{replace: true, {written[1:]}")
    yearly = ds.layer_year_payment.sum("layer").values
    for year in range(YEARS):
        assert_continuous_law(yearly[:, year], law.cdf)
    ranks = law.cdf(yearly)
    assert_means((ranks[:, 0] - 0.5) * (ranks[:, 1] - 0.5), 0.0)
    short = np.maximum(yearly.sum(axis=1) - 100_000.0, 0.0)  # one amount, without contributions
    np.testing.assert_allclose(ds.shortfall, short, atol=0.01)


def test_amounts_can_be_shares_of_what_is_outstanding() -> None:
    money = simulated("claims_by_law", 500)
    shares = simulated(
        "claims_by_law", 500, "loans.counted_in=outstanding", f"loans.claims.mu={9.5 - np.log(1e6):.17g}"
    )
    np.testing.assert_allclose(shares.claims, money.claims, rtol=1e-12)
    assert float(money.outstanding_mean.min()) == float(money.outstanding_mean.max()) == 1e6
    assert money.attrs["opening_outstanding"] == 1e6


def test_past_years_are_resampled() -> None:
    values = [0.0, 5_000.0, 20_000.0, 70_000.0]
    ds = simulated("claims_by_law", PATHS, f"loans.claims={{replace: true, law: empirical, values: {values}}}")
    yearly = ds.layer_year_payment.sum("layer").values
    assert_amounts(yearly.ravel(), dict.fromkeys(values, 0.25))


def test_ruin_in_two_states_by_recursion_over_balance_and_state() -> None:
    ds = simulated("claims_in_regimes", PATHS)
    transition = np.array([[0.8, 0.2], [0.5, 0.5]])
    start = np.array([5.0, 2.0]) / 7.0
    multipliers, claims = (1, 3), {0: 0.3, 1: 0.5, 2: 0.2}
    law = {(3, state, False): start[state] for state in (0, 1)}
    by_year = []
    for _ in range(YEARS):
        following: dict[tuple[int, int, bool], float] = {}
        for (level, state, ruined), chance in law.items():
            for (claim, weight), after in product(claims.items(), (0, 1)):
                left = level + 2 - multipliers[state] * claim
                key = (max(left, 0), after, ruined or left < 0)
                following[key] = following.get(key, 0.0) + chance * weight * transition[state, after]
        law = following
        by_year.append(sum(chance for (_, _, ruined), chance in law.items() if ruined))
    ruin = ds.ruin_month.values
    assert_law(np.where(ruin < 0, YEARS, ruin // 12), np.diff([0.0, *by_year, 1.0]))
    closing: dict[float, float] = {}
    for (level, _, _), chance in law.items():
        closing[STEP * level] = closing.get(STEP * level, 0.0) + chance
    assert_amounts(ds.closing_balance, closing)


@pytest.mark.parametrize(
    ("start", "first"),
    [("good", (1.0, 0.0)), ("{good: 0.25, bad: 0.75}", (0.25, 0.75)), ("stationary", (5 / 7, 2 / 7))],
)
def test_a_chain_starts_where_it_is_told(start: str, first: tuple[float, float]) -> None:
    overrides = ("loans.claims.amounts=[10000]", "loans.claims.probabilities=[1]", f"loans.regime.start={start}")
    ds = simulated("claims_in_regimes", PATHS, *overrides)
    bad = ds.layer_year_payment.sum("layer").values == 30_000.0
    chance = np.array(first)
    for year in range(YEARS):
        assert_chances(bad[:, year], chance[1])
        chance = chance @ np.array([[0.8, 0.2], [0.5, 0.5]])


def test_ruin_under_a_persistent_factor_by_recursion_over_balance_and_factor() -> None:
    """Chance to survive two years: the second year's claims given the first year's, integrated over its factor."""
    ds = simulated("claims_with_factor", PATHS)
    phi, sigma, mean = 0.6, 0.8, 20_000.0
    yearly = ds.layer_year_payment.sum("layer").values
    factor = (np.log(yearly / mean) + 0.5 * sigma**2) / sigma
    for year in range(YEARS):
        assert_continuous_law(factor[:, year], stats.norm.cdf)
    assert_means(factor[:, 0] * factor[:, 1], phi)
    assert_means(factor[:, 0] * factor[:, 3], phi**3)
    nodes, weights = special.roots_legendre(2_000)
    limit = (np.log(50_000.0 / mean) + 0.5 * sigma**2) / sigma  # the first year leaves the fund solvent
    x = -9.0 + (nodes + 1.0) * (limit + 9.0) / 2.0
    density = weights * (limit + 9.0) / 2.0 * stats.norm.pdf(x)
    left = 50_000.0 - mean * np.exp(sigma * x - 0.5 * sigma**2) + 20_000.0
    second = (np.log(left / mean) + 0.5 * sigma**2) / sigma
    both = density @ stats.norm.cdf((second - phi * x) / np.sqrt(1.0 - phi**2))
    ruin = ds.ruin_month.values
    assert_law(
        np.where(ruin < 0, 2, np.minimum(ruin // 12, 2)),
        [1.0 - stats.norm.cdf(limit), stats.norm.cdf(limit) - both, both],
    )


def compound_law(rate: float, severity: dict[int, float], top: int) -> Floats:
    """Law of a compound Poisson sum of whole numbers, by Panjer's recursion."""
    law = np.zeros(top + 1)
    law[0] = np.exp(-rate * (1.0 - severity.get(0, 0.0)))
    for total in range(1, top + 1):
        law[total] = (
            rate
            / total
            * sum(size * chance * law[total - size] for size, chance in severity.items() if 0 < size <= total)
        )
    return law


def test_compound_claims_with_a_deductible_per_claim() -> None:
    """Yearly sums by Panjer's recursion: of all claims, and of the insurer's excess over 1,500 up to 2,000 each."""
    ds = simulated("compound_claims", PATHS)
    yearly = ds.layer_year_payment
    total = yearly.sum("layer").values.ravel()
    assert_law(np.rint(total / 1_000.0), compound_law(6.0, {1: 0.5, 2: 0.3, 4: 0.2}, 60))
    insurer = yearly.sel(layer="insurer").values.ravel()
    assert_law(np.rint(insurer / 500.0), compound_law(6.0, {0: 0.5, 1: 0.3, 4: 0.2}, 120))
    np.testing.assert_allclose(insurer % 500.0, 0.0, atol=1e-6)


@pytest.mark.parametrize("rate", [0.4, 2_000.0])
def test_number_of_claims_is_poisson_even_where_it_is_large(rate: float) -> None:
    overrides = (
        f"loans.claims.rate={rate}", "loans.claims.severity={replace: true, law: empirical, values: [1000]}",
        "layers.insurer={remove: true}", "horizon.months=12",
    )  # fmt: skip
    ds = simulated("compound_claims", 1_000, *overrides)
    count = np.rint(ds.claims / 1_000.0)
    assert_law(count, stats.poisson.pmf(np.arange(int(rate + 12 * np.sqrt(rate) + 20)), rate))


def test_recoveries_of_claims_without_loans() -> None:
    """R of each claim comes back to the fund, drawn claim by claim."""
    recovery = "recovery={hardship: {table: {values: [0, 1], probabilities: [0.5, 0.5]}, after_months: 6}}"
    ds = simulated("compound_claims", PATHS, recovery, "layers.insurer={remove: true}", "horizon.settle=true")
    recovered = ds.recovery.sum("layer").values
    assert_means(ds.claims.values, 12.0 * 1_900.0)
    assert_means(recovered, 6.0 * 1_900.0)
    second_moment = 0.5 * 1_000.0**2 + 0.3 * 2_000.0**2 + 0.2 * 4_000.0**2
    assert_means((recovered - 6.0 * 1_900.0) ** 2, 6.0 * second_moment)  # a thinned compound Poisson sum


def test_leverage_premium_and_terms_count_on_what_is_outstanding() -> None:
    overrides = (
        "layers.fund.account={replace: true, leverage: 10}",
        "layers.insurer={kind: insurance, pays: 0.5, price: {rate: 0.01}, aggregate_limit: 0.02, "
        "aggregate_in: outstanding}",
        "layers.order=[insurer, fund]",
    )
    ds = simulated("claims_by_law", 2_000, *overrides)
    assert ds.attrs["fund_initial"] == 100_000.0
    np.testing.assert_allclose(ds.premium.sel(layer="insurer"), YEARS * 0.01 * 1e6)
    yearly = ds.layer_year_payment
    asked = 0.5 * yearly.sum("layer").values
    np.testing.assert_allclose(yearly.sel(layer="insurer"), np.minimum(asked, 20_000.0))


@pytest.mark.parametrize("law", ["table", "empirical", "gamma"])
def test_claims_of_many_intervals_add_up(law: str) -> None:
    """No bound of what a run may reach is below the sum of all its intervals, however certain their claims are."""
    claims = {
        "table": {"law": "table", "amounts": [0.0, 50.0], "probabilities": [1e-12, 1.0 - 1e-12]},
        "empirical": {"law": "empirical", "values": [50.0, 50.0]},
        "gamma": {"law": "gamma", "shape": 1e4, "scale": 0.005},
    }[law]
    tree = {
        "name": "a claim every year",
        "horizon": {"months": 360},
        "loans": {"source": "aggregate", "claims": claims},
        "sources": {"*": "assumed"},
    }
    ds = fs.simulate(parse_scenario(json.dumps(tree)), n_paths=20)
    np.testing.assert_allclose(ds.claims, 30 * 50.0, rtol=0.02)
    np.testing.assert_allclose(ds.claims_paid_mean.sum(), 30 * 50.0, rtol=0.02)


def test_three_years_without_claims() -> None:
    claims = {"law": "table", "amounts": [0.0, 50.0], "probabilities": [0.7, 0.3]}
    tree = {"name": "0 or 50", "horizon": {"months": 36}, "loans": {"source": "aggregate", "claims": claims}}
    ds = fs.simulate(parse_scenario(json.dumps(tree)), n_paths=PATHS)
    assert_law(np.rint(ds.claims.values / 50.0), stats.binom.pmf(range(4), 3, 0.3))
