"""A scenario read back: every number in words, and implied figures against independent sums."""

from __future__ import annotations

import copy
import itertools
import math
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats
from pydantic import ValidationError
from tests.unit.example_scenarios import RICH, SMALL, TAPE
from tests.unit.portfolio_scenarios import STEADY, book_of, synthetic_scenario

from fundsim.cli import main
from fundsim.errors import FundsimError
from fundsim.languages import Language
from fundsim.portfolio import build_loan_book
from fundsim.programme import Scenario
from fundsim.programme.shocks import Shock
from fundsim.scenario_file import Sourced, check_scenario, load_scenario, parse_scenario, scenario_data
from fundsim.scenario_file.shipped import description_in, shipped_scenarios
from fundsim.show import describe, implied_figures, layer_terms, scenario_text, sourcing_of
from fundsim.show.conventions import other_conventions
from fundsim.show.copula import AnnualCopula, annual_copula, annual_probability, joint_probability, mean_hazard
from fundsim.show.dispersion import dispersion
from fundsim.show.english.frame_words import sources_text
from fundsim.show.payers_ahead import gamma_quantiles
from fundsim.show.shock_means import age_probabilities, shock_means
from fundsim.show.sourcing import Sourcing


def implied_of(scenario: Scenario) -> Any:
    """Implied figures of a scenario."""
    return implied_figures(scenario, book_of(scenario))


# ---------------------------------------------------------------- copula


@pytest.mark.parametrize(("shared", "total"), [(0.05, 0.12), (0.12, 0.12), (0.3, 0.5), (-0.05, 0.2), (0.0, 0.12)])
def test_joint_probability_is_the_bivariate_normal_one(shared: float, total: float) -> None:
    copula = AnnualCopula(total, 0.0, 1.0, 1.0, 12)
    score = scipy.stats.norm.ppf([0.01, 0.2])
    law = scipy.stats.multivariate_normal(cov=[[1.0, shared], [shared, 1.0]])
    exact = [[law.cdf([first, second]) for second in score] for first in score]
    np.testing.assert_allclose(joint_probability(copula, score, shared), exact, rtol=1e-6)
    np.testing.assert_allclose(annual_probability(copula, score), [0.01, 0.2], rtol=1e-10)


@pytest.mark.parametrize("degrees", [2.0, 4.5, 1000.0])
def test_joint_probability_is_the_bivariate_student_one(degrees: float) -> None:
    copula, shared = AnnualCopula(0.2, degrees, 1.0, 1.0, 12), 0.1
    score = scipy.stats.t.ppf([0.03, 0.2], degrees)
    law = scipy.stats.multivariate_normal(cov=[[1.0, shared], [shared, 1.0]])
    middle = (np.arange(4000) + 0.5) / 4000
    mixing = np.sqrt(scipy.stats.chi2.ppf(middle, degrees) / degrees)
    exact = [[law.cdf(np.outer(mixing, [first, second])).mean() for second in score] for first in score]
    np.testing.assert_allclose(joint_probability(copula, score, shared), exact, rtol=1e-3)
    np.testing.assert_allclose(annual_probability(copula, score), [0.03, 0.2], rtol=1e-6)


def test_joint_probability_with_other_loans_holds_no_more_than_their_pairs() -> None:
    """Loans of many different probabilities beside one: the same as all of them beside each other."""
    copula, score = AnnualCopula(0.2, 0.0, 1.0, 1.0, 12), scipy.stats.norm.ppf([0.01, 0.05, 0.4])
    beside = joint_probability(copula, score[:2], 0.1, score[2:])
    np.testing.assert_allclose(beside, joint_probability(copula, score, 0.1)[:2, 2:])


def test_extensions_of_many_different_loans_need_little_memory() -> None:
    odds = {f"T{number}": 0.5 + number / 3000 for number in range(3000)}
    scenario = synthetic_scenario(
        townships={name: {"loans": 1} for name in odds}, industries={"a": 1.0}, grades={"A": 1.0},
        default_probability={"annual": 0.05, "odds_by_township": odds}, correlation={"county": 0.1},
        extension={"granted": 0.5, "months": 6, "default_at_end": 0.4}, months=6,
    )  # fmt: skip
    book = book_of(scenario)
    tracemalloc.start()
    implied_figures(scenario, book)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6  # a table of all pairs would take 72 million bytes


def brute_force(period: int, persistence: str, total: float, shared: float, annual: float) -> tuple[float, float]:
    """Annual probability of one and of both of two loans, from many draws of factors."""
    chance = np.random.default_rng(1)
    draws, periods = 400_000, 1 if period >= 12 or persistence == "frozen" else 12 // period
    common, own = chance.standard_normal((draws, periods)), chance.standard_normal((2, draws, periods))
    index = np.sqrt(shared) * common + np.sqrt(total - shared) * own
    score = scipy.stats.norm.ppf(1.0 - (1.0 - annual) ** (period / 12))
    survival = 1.0 - scipy.stats.norm.cdf((score + index) / np.sqrt(1.0 - total))
    exponent = 12 / period if periods == 1 else 1
    alive = (survival**exponent).prod(axis=2)
    return float(1.0 - alive[0].mean()), float(((1.0 - alive[0]) * (1.0 - alive[1])).mean())


@pytest.mark.parametrize(
    ("period", "persistence"), [(12, "ar1"), (3, "independent"), (3, "frozen"), (36, "independent")]
)
def test_other_factor_periods_agree_with_many_draws(period: int, persistence: str) -> None:
    correlation: dict[str, Any] = {"county": 0.1, "township": 0.2, "factor_period": period, "persistence": persistence}
    if persistence == "ar1":
        correlation["autocorrelation"] = 0.7
    scenario = synthetic_scenario(correlation=correlation, default_probability={"annual": 0.1})
    copula = annual_copula(scenario)
    assert copula is not None
    score = scipy.stats.norm.ppf([1.0 - 0.9 ** (period / 12)])
    single, both = brute_force(period, persistence, 0.3, 0.1, 0.1)
    assert annual_probability(copula, score)[0] == pytest.approx(single, rel=0.01)
    assert joint_probability(copula, score, 0.1)[0, 0] == pytest.approx(both, rel=0.02)


def test_autoregression_within_the_year_is_left_to_simulation() -> None:
    correlation = {"county": 0.1, "factor_period": 3, "persistence": "ar1", "autocorrelation": 0.5}
    scenario = synthetic_scenario(correlation=correlation)
    assert annual_copula(scenario) is None
    assert "`fundsim run` shows it" in scenario_text(scenario, book_of(scenario))


def test_mean_hazard_without_correlation_is_the_plain_one() -> None:
    copula, score = AnnualCopula(0.0, 0.0, 1.0, 1.0, 12), scipy.stats.norm.ppf([0.03, 0.3])
    hazard = mean_hazard(copula, score, np.array([1.0, 2.0]), 12)
    np.testing.assert_allclose(hazard, [1.0 - 0.97 ** (1 / 12), 1.0 - 0.7 ** (2 / 12)])


def test_spread_is_the_sum_over_all_pairs_of_loans() -> None:
    scenario = synthetic_scenario(
        townships={"A": {"loans": 5}, "B": {"loans": 4}},
        correlation={
            "province": 0.02, "county": 0.05, "industry": 0.1, "township": 0.07, "village": 0.1,
            "industry_matrix": {"crop": {"pig": 0.4}},
        },
        default_probability={"by_industry": {"crop": 0.1, "pig": 0.2}, "odds_by_grade": {"AA": 0.5}},
    )  # fmt: skip
    book = book_of(scenario)
    copula = annual_copula(scenario)
    assert copula is not None
    spread, chances, total = dispersion(scenario, book, copula), book.pd_annual[0, :, 0], 0.0
    for first, second in itertools.product(range(9), repeat=2):
        pair = chances[first], chances[second]
        shared = 0.07 + 0.1 * (1.0 if book.industry[first] == book.industry[second] else 0.4)
        shared += 0.07 * (book.township[first] == book.township[second])
        shared += 0.1 * (book.village[first] == book.village[second])
        law = scipy.stats.multivariate_normal(cov=[[1.0, shared], [shared, 1.0]])
        both = pair[0] if first == second else float(law.cdf(scipy.stats.norm.ppf(pair)))
        total += both - pair[0] * pair[1]
    assert spread.mean == pytest.approx(chances.mean())
    assert spread.sd == pytest.approx(math.sqrt(total) / 9, rel=1e-5)
    assert spread.systematic_sd < spread.sd


def test_many_probabilities_are_grouped_without_moving_the_mean() -> None:
    towns = {f"T{number}": {"loans": 1} for number in range(200)}
    odds = {name: 0.5 + number / 200 for number, name in enumerate(towns)}
    scenario = synthetic_scenario(
        townships=towns, correlation={"county": 0.1}, default_probability={"annual": 0.05, "odds_by_township": odds}
    )
    book, copula = book_of(scenario), annual_copula(scenario)
    assert copula is not None
    spread = dispersion(scenario, book, copula)
    assert spread.mean == pytest.approx(book.pd_annual[0, :, 0].mean())
    alike = synthetic_scenario(
        townships=towns, correlation={"county": 0.1}, default_probability={"annual": spread.mean}
    )
    assert spread.sd == pytest.approx(dispersion(alike, book_of(alike), copula).sd, rel=0.05)


# ---------------------------------------------------------------- shocks


def ages_by_enumeration(shock: Shock, hit: float, years: int) -> np.ndarray:
    """Probability of each age of an event in every month, summed over all histories of events and hits."""
    found = np.zeros((12 * years, shock.lasts_months))
    base = shock.probability_per_year or 0.0
    again = base if shock.persistence is None else shock.persistence
    for history in itertools.product((0, 1, 2), repeat=years):  # no event; an event elsewhere; an event here
        weight, had = 1.0, False
        for event in history:
            chance = again if had else base
            weight *= (1.0 - chance, chance * (1.0 - hit), chance * hit)[event]
            had = event > 0
        for month in range(12 * years):
            hits = [12 * year + shock.months[0] - 1 for year, event in enumerate(history) if event == 2]
            ages = [month - start for start in hits if month - start >= 0]
            if ages and min(ages) < shock.lasts_months:
                found[month, min(ages)] += weight
    return found


@pytest.mark.parametrize("persistence", [None, 0.6])
@pytest.mark.parametrize("lasts", [5, 12, 20])
def test_ages_of_yearly_events_are_those_of_all_histories(persistence: float | None, lasts: int) -> None:
    scenario = synthetic_scenario(months=48)
    shock = Shock(
        probability_per_year=0.3, months=(4, 5), persistence=persistence, lasts_months=lasts, townships_hit=0.5
    )
    np.testing.assert_allclose(age_probabilities(scenario, shock, 0.5), ages_by_enumeration(shock, 0.5, 4), atol=1e-12)


def test_ages_of_poisson_events() -> None:
    shock = Shock(rate=2.0, months=(1, 2), lasts_months=2)
    ages = age_probabilities(synthetic_scenario(months=4), shock, 0.5)
    struck = 1.0 - math.exp(-0.5)
    np.testing.assert_allclose(ages, [[struck, 0], [struck, (1 - struck) * struck], [0, struck], [0, 0]])


def test_mean_multiplier_by_place_and_industry() -> None:
    shocks = {
        "drought": {
            "probability_per_year": 0.2, "months": [1], "industries": ["crop"], "townships_hit": {"East": 0.5},
            "hazard_multiplier": 5.0, "immediate_default_probability": 0.1,
        },
        "flood": {"rate": 0.0, "sets": [{"townships": ["West"], "probability": 1.0}], "hazard_multiplier": 9.0},
    }  # fmt: skip
    scenario = synthetic_scenario(months=36, shocks=shocks)
    means = shock_means(scenario, book_of(scenario))
    np.testing.assert_allclose(means.multiplier.mean(axis=0), [[1.0 + 4.0 * 0.1, 1.0], [1.0, 1.0]])
    struck = -math.log(1.0 - 0.2 * 0.5 * 0.1)  # in January an event comes, hits East, and a tenth default
    np.testing.assert_allclose(means.immediate[[0, 1, 12]], [[[x, 0.0], [0.0, 0.0]] for x in (struck, 0.0, struck)])


@pytest.mark.parametrize(("scale", "intensity"), [("probability", -math.log(0.8)), ("odds", math.log1p(2.0 / 9.0))])
def test_multipliers_of_probability_and_odds_act_on_the_intensity(scale: str, intensity: float) -> None:
    shock = {"probability_per_year": 1.0, "months": [1], "hazard_multiplier": 2.0, "scale": scale}
    scenario = synthetic_scenario(months=12, shocks={"price": shock}, default_probability={"annual": 0.1})
    assert shock_means(scenario, book_of(scenario)).multiplier.mean(axis=0)[0, 0] == pytest.approx(
        intensity / -math.log(0.9)
    )


# ---------------------------------------------------------------- payers


def payments(*layers: dict[str, Any], **changes: Any) -> list[float]:
    """Shares of the expected claims by payer, the bank last."""
    implied = implied_of(synthetic_scenario(**{**STEADY, "correlation": {}, "layers": list(layers), **changes}))
    return [payer.payment / implied.claims for payer in implied.payers]


def test_shares_of_claim_and_of_remainder() -> None:
    layers = (
        {"name": "a", "kind": "guarantee", "pays": 0.4},
        {"name": "b", "kind": "budget", "pays": 0.5, "of": "remaining"},
    )
    assert payments(*layers) == pytest.approx([0.4, 0.3, 0.3])


def test_terms_of_a_layer_are_told_with_its_limits_and_its_price() -> None:
    insured = load_scenario("insurance_heavy")
    assert "In sum it pays at most 1.2 times the premium" in layer_terms(insured)["guarantee_insurance"]
    assert "It charges 2.7 % a year" in layer_terms(insured)["guarantee_insurance"]
    assert "合计最多赔付保费的1.2倍" in layer_terms(insured, "zh")["guarantee_insurance"]


def test_cover_by_industry_township_product_and_age() -> None:
    whole = {"name": "a", "kind": "guarantee"}
    assert payments({**whole, "covers": {"industries": ["crop"]}})[0] == pytest.approx(0.6, abs=0.03)
    assert payments({**whole, "covers": {"townships": ["A"]}})[0] == pytest.approx(0.4, abs=0.03)
    assert payments({**whole, "covers": {"products": ["all"]}})[0] == 1.0
    assert 0.2 < payments({**whole, "covers": {"months": 12}})[0] < 0.5
    planned = {"mode": "plan", "amount_per_month": 60_000.0}
    window = {**whole, "covers": {"made_from": 0, "made_until": 11}}
    early = payments(window, lending=planned, opening_ages="spread")[0]
    assert 0.02 < early < 0.2


@pytest.mark.parametrize(
    ("terms", "low", "high"),
    [
        ({"aggregate_limit": 1e9}, 1.0, 1.0),
        ({"aggregate_limit": 1e-6}, 0.0, 1e-6),
        ({"aggregate_deductible": 1e9}, 0.0, 1e-9),
        ({"bands": [{"to": 1e9, "pays": 0.25}]}, 0.25, 0.25),
        ({"aggregate_limit": 1e9, "aggregate_over": "term", "aggregate_level": "village"}, 1.0, 1.0),
        ({"aggregate_limit": 0.01, "aggregate_in": "outstanding", "aggregate_level": "township"}, 0.2, 0.6),
        ({"aggregate_limit": 0.001, "aggregate_in": "lending"}, 0.05, 0.4),
        ({"aggregate_limit": 0.5, "aggregate_in": "premium", "price": {"rate": 0.02, "on": "new_lending"}}, 0.05, 0.5),
        ({"tiers": [{"npl_to": 0.0, "pays": 0.0}, {"pays": 0.5}]}, 0.5, 0.5),
        ({"tiers": [{"npl_to": 1.0, "pays": 0.7}], "tiers_apply": "marginal"}, 0.7, 0.7),
    ],
)
def test_aggregate_terms_and_tiers_cut_the_share(terms: dict[str, Any], low: float, high: float) -> None:
    assert low - 1e-9 <= payments({"name": "a", "kind": "guarantee", **terms})[0] <= high + 1e-9


def test_yearly_sums_are_gamma() -> None:
    values = gamma_quantiles(0.6)
    assert (values.mean(), values.std()) == (pytest.approx(1.0), pytest.approx(0.6, rel=0.01))
    assert gamma_quantiles(0.0).tolist() == [1.0]


def test_relations_of_two_borrowers_are_named_by_what_they_share() -> None:
    towns = {"A": {"loans": 9, "county": "north"}, "B": {"loans": 9, "county": "south"}}
    everywhere = {"province": 0.02, "county": 0.05, "industry": 0.05, "township": 0.07, "village": 0.1}
    scenario = synthetic_scenario(townships=towns, correlation=everywhere)
    text = scenario_text(scenario, book_of(scenario))
    found = [
        float(line.split()[-1]) for line in text.splitlines() if line.startswith(("  same", "  other")) and "," in line
    ]
    names = ("same village, same industry", "other village, same township and industry", "other county, other industry")
    assert all(name in text for name in names)
    assert len(found) == 8
    assert found[0] == max(found)
    assert found[-1] == min(found) > 0.0


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (
            {"crop": {"pig": 0.9}, "pig": {"tea": -0.4}},
            {"industries crop and pig": 0.18, "industries pig and tea": -0.08},
        ),
        ({"crop": {"pig": 0.5, "tea": 0.5}}, {"industries crop and pig, crop and tea": 0.1}),
    ],
)
def test_industries_that_the_matrix_couples_are_told_with_their_correlation(
    matrix: dict[str, Any], said: dict[str, float]
) -> None:
    scenario = synthetic_scenario(
        correlation={"industry": 0.2, "industry_matrix": matrix}, industries={"crop": 0.4, "pig": 0.3, "tea": 0.3},
        default_probability={"annual": 0.1},
    )  # fmt: skip
    lines = scenario_text(scenario, book_of(scenario)).splitlines()
    for name, shared in {**said, "other industry": 0.0}.items():
        line = next(line for line in lines if line.startswith(f"  other township, same county, {name} "))
        law = scipy.stats.multivariate_normal(cov=[[1.0, shared], [shared, 1.0]])
        expected = (float(law.cdf([scipy.stats.norm.ppf(0.1)] * 2)) - 0.01) / 0.09
        assert float(line.split()[-1]) == pytest.approx(expected, abs=6e-5), name


def test_a_matrix_that_couples_all_industries_leaves_no_other_ones() -> None:
    scenario = synthetic_scenario(
        correlation={"industry": 0.2, "industry_matrix": {"crop": {"pig": 0.9}}}, default_probability={"annual": 0.1}
    )
    text = scenario_text(scenario, book_of(scenario))
    assert "industries crop and pig" in text
    assert ", other industry" not in text


def pools(inflow: float, provision: float = 0.0) -> tuple[Any, str]:
    """Township pools that pay 10 % before a fund, 30,000 of them at the start: implied figures, and what is told."""
    account = {"level": "township", "initial": 30_000.0, "inflows": {"yearly": {"amount": inflow, "every_months": 6}}}
    account |= {"provision": {"rate": provision}} if provision else {}
    layers = [
        {"name": "pools", "kind": "pool", "pays": 0.1, "account": account},
        {"name": "fund", "kind": "fund", "account": {"initial": 1e6}},
    ]
    scenario = synthetic_scenario(**{**STEADY, "layers": layers})
    return implied_of(scenario), " ".join(scenario_text(scenario, book_of(scenario)).split())


def test_pools_are_told_with_what_comes_in_and_how_long_they_last() -> None:
    implied, text = pools(inflow=250.0)
    paid = implied.payers[0].payment
    assert implied.payers[0].inflow == pytest.approx(500.0)
    assert "its township accounts open with 30,000 CNY. 500 CNY a year come in" in text
    assert f"would last {30_000 / (paid - 500):.1f} years" in text
    assert "no less comes in than is paid" in pools(inflow=paid)[1]


def test_provisions_come_in_with_new_lending() -> None:
    plain, provided = pools(inflow=1.0)[0].payers[0].inflow, pools(inflow=1.0, provision=0.01)[0].payers[0].inflow
    # 100 loans of some 28,500 on average and 36 months
    assert provided - plain == pytest.approx(0.01 * 100 * 28_500 / 3, rel=0.1)


def test_what_is_left_of_a_shock_is_told_as_it_is_meant() -> None:
    shock = {"probability_per_year": 0.5, "hazard_multiplier": 5.0, "decay": 0.9, "lasts_months": 6}
    scenario = synthetic_scenario(shocks={"drought": shock})
    text = " ".join(scenario_text(scenario, book_of(scenario)).split())
    assert "multiplied by 5, of whose excess 90 % is left from month to month" in text


def test_without_common_causes_the_spread_is_said_to_vanish() -> None:
    apart, together = (synthetic_scenario(correlation=terms) for terms in ({}, {"county": 0.1}))
    vanishing, staying = (" ".join(scenario_text(one, book_of(one)).split()) for one in (apart, together))
    assert "With ever so many loans it would vanish" in vanishing
    assert "bad years hit" not in vanishing
    assert "because bad years hit many borrowers at once" in staying


def test_what_yearly_figures_leave_out_is_said_with_them() -> None:
    scenario = synthetic_scenario(stress={"frost": {"month": 3, "hazard_multiplier": 2.0}})
    text = " ".join(scenario_text(scenario, book_of(scenario)).split())
    assert "a simulation may differ by some per cent; stress events are left out)" in text


def test_a_cap_is_said_to_hold_before_rescaling() -> None:
    size = {"law": "mostly_at_cap", "cap": 20_000, "share_at_cap": 0.67, "smallest": 5_000, "rescale_to": "outstanding"}
    scenario = synthetic_scenario(townships={"A": {"loans": 100, "outstanding": 2.1e6}}, size=size)
    text = " ".join(scenario_text(scenario, book_of(scenario)).split())
    assert "Before rescaling: 67 % of the loans are at the cap of 20,000 CNY" in text
    assert "No loan is overdue at the start" in text


def test_loans_of_a_month_leave_no_stock_and_a_fund_may_open_empty() -> None:
    terms = {**STEADY, "product": {"term_months": 1}, "default_probability": {"annual": 0.0}}
    short = synthetic_scenario(**terms)
    assert "Published overdue ratios" not in scenario_text(short, book_of(short))
    empty = [{"name": "fund", "kind": "fund", "account": {"initial": 0.0}}]
    scenario = synthetic_scenario(**{**STEADY, "layers": empty})
    text = scenario_text(scenario, book_of(scenario))
    assert "Expected yearly claim on the fund fund" in text
    assert "it would last" not in text


def test_a_programme_without_risk_or_without_loans_is_described() -> None:
    safe = synthetic_scenario(default_probability={"annual": 0.0}, lending={"mode": "steady"})
    assert "claims of 0 CNY are settled" in scenario_text(safe, book_of(safe))
    planned = {"mode": "plan", "amount_per_month": 40_000.0}
    empty = synthetic_scenario(townships={"East": {"loans": 0}, "West": {"loans": 0}}, lending=planned)
    assert "The book is empty at the start." in scenario_text(empty, book_of(empty))


# ---------------------------------------------------------------- words


def words_of(scenario: Scenario, lang: Language = "en") -> str:
    """Description of a scenario on its own loans."""
    sections = describe(scenario, build_loan_book(scenario, seed=1), lang=lang)
    return "\n".join(text for section in sections for text in section.paragraphs)


def numbers_in(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Places of all numbers and flags of a tree."""
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from numbers_in(value, (*path, key))
    elif isinstance(tree, bool | int | float):
        yield path, tree


def changed(tree: dict[str, Any], path: tuple[Any, ...], value: object) -> dict[str, Any]:
    """The tree with another value in one place."""
    tree = copy.deepcopy(tree)
    block = tree
    for key in path[:-1]:
        block = block[key]
    block[path[-1]] = value
    return tree


def with_one_change(tree: dict[str, Any], path: tuple[Any, ...], value: Any) -> Scenario | None:
    """A valid scenario with another number in one place; None where the number follows from others."""
    candidates = [not value] if isinstance(value, bool) else [2 * value, value / 2, value + 1, value - 1, 3]
    for candidate in candidates:
        try:
            scenario = Scenario.model_validate(changed(tree, path, candidate))
            build_loan_book(scenario, seed=1)
        except (ValidationError, FundsimError):
            continue
        if candidate != value:
            return scenario
    return None


UNINSURED = (("shocks", "epidemic"), ("shocks", "flood"), ("stress", "frost"), ("stress", "price"))
# What changes nothing in a run either: later months of a yearly event's season, an industry's correlation with
# itself, the premium of cover that nobody has. Amounts too small to show beside millions stand last.
SILENT = {
    *((*event, key) for event in UNINSURED for key in ("insured_premium", "insured_premium_subsidy")),
    ("shocks", "drought", "months", 1), ("shocks", "drought", "months", 2),
    ("correlation", "industry_matrix", "pig", "pig"), ("lending", "amount_per_month", 1),
}  # fmt: skip


# Both languages tell the same numbers, see test_show_chinese.py: a sample will do in the second.
@pytest.mark.parametrize(("lang", "step"), [("en", 1), ("zh", 5)])
def test_every_number_is_said(lang: Language, step: int) -> None:
    base = parse_scenario(RICH)
    tree, words, found = scenario_data(base), words_of(base, lang), 0
    for path, value in list(numbers_in(tree))[::step]:
        scenario = with_one_change(tree, path, value)
        if scenario is not None and path not in SILENT:
            assert words_of(scenario, lang) != words, path
            found += 1
    assert found > 100 // step


ALTERNATIVES = """\
loans.size={law: fixed, amount: 40000}
    Every loan is 40,000 CNY
loans.size={law: lognormal, mean: 30000, coefficient_of_variation: 0.5, cap: 50000}
    0.5 times the mean, and none
loans.size={law: uniform, smallest: 1000, largest: 2000}
    anywhere from 1,000 CNY to 2,000 CNY
loans.opening_ages=new
    All opening loans are made in month 0
lending.mode=steady
    A repaid loan is replaced by a like one in the next month
correlation={county: 0.1, persistence: frozen}
    Common causes are drawn once
correlation={county: 0.1, factor_period: horizon}
    drawn anew once for the whole horizon
correlation={county: 0.1, persistence: ar1, autocorrelation: 0.3}
    each correlated with the last by 0.3
shocks.fire={rate: 2, months: [july], hazard_multiplier: 2, scale: probability}
    2 events a year on average in July
shocks.fire={rate: 1, townships: [East], lgd_addition: 0.5}
    It hits all loans in East
stress.frost={month: 3, hazard_multiplier: 2}
    comes for certain in April 2024
monitoring={cost_per_inspection: 5}
    Each loan is inspected 4 times a year at 5 CNY each. Monitoring prevents no
wilful_default.share=0.25
    25 % of missed dues are wilful
arrears={cure_per_month: 0.3, default_per_month: 0.1}
    From the month of the missed due on, an overdue loan pays again with probability 30 % a month and defaults
arrears={cure_per_month: 0.3, default_per_month: 0.1}
    90 days after the missed due, or after its extension failed (3 months), a defaulted loan counts as
extension={granted: 0.5, at_most_at_once: 1}
    A county has 1 place for loans in extension
extension={granted: 0.5, until: 3}
    The last extensions are granted in April 2024
extension={granted: 0.5, months: null, cure_per_month: 0.1}
    In each month an extended loan pays again with probability 10 % and fails with probability 0 %
claim.settled=yearly
    in the last month of the account year
claim.method=net
    nothing is recovered later
recovery.hardship={share: 0.3, court_cost: 0.1}
    30 % is recovered, of which the court takes 10 %, 1 month after
layers.county_fund.account={top_up: {share_of_gap: 1, at: after_claims, trigger: 500000}}
    after claims, 100 %
layers.county_fund.account={leverage: {remove: true}, share_of_loans: 0.1, ceiling: 2000000}
    What exceeds 2.00 million CNY
layers.insurance.suspend_when={watch: npl_ratio, above: 0.1, for_good: true}
    is above 10 %, for good
layers.insurance.suspend_when={watch: loss_ratio, above: 1.5}
    until it is no more
layers.insurance={aggregate_deductible: 5000}
    It pays only what the sum exceeds 5,000 CNY by
layers.insurance={aggregate_deductible: 0.5, aggregate_limit: 2, aggregate_in: premium}
    2 times the premium above 0.5
breakers.stop={watch: overdue_ratio, at: township, stop_above: 0.1}
    the overdue ratio in a township is above 10 %
breakers.stop={watch: loss_ratio, stop_above: 1.2, action: insurer_exit}
    insurance pays nothing
report.ruin=empty
    claims leave its account empty
report.fund=county_fund
    Reported is county_fund
""".splitlines()  # what is set, and what the words then say


@pytest.mark.parametrize(("change", "wanted"), [*zip(ALTERNATIVES[::2], ALTERNATIVES[1::2], strict=True)])
def test_alternatives_are_said(change: str, wanted: str) -> None:
    assert wanted.strip() in words_of(parse_scenario(SMALL, [change]))


def test_limits_on_extensions_are_said_to_be_left_out_of_what_is_implied() -> None:
    limited = parse_scenario(SMALL, ["extension={granted: 0.5, at_most_at_once: 1}"])
    assert "(limits on extensions are left out)" in scenario_text(limited, build_loan_book(limited, seed=1))
    never = parse_scenario(SMALL, ["extension={granted: 0, at_most_at_once: 1}"])
    assert "left out" not in scenario_text(never, build_loan_book(never, seed=1))


def test_layers_without_a_fund() -> None:
    scenario = parse_scenario(SMALL, ["layers.county_fund.remove=true", "layers.insurance.covers={months: 6}"])
    text = scenario_text(scenario, build_loan_book(scenario, seed=1))
    assert "There is no fund to report." in text
    assert "Expected yearly claim on the fund" not in text
    budget = parse_scenario(SMALL, ["layers.county_fund={kind: budget, account: {remove: true}}"])
    assert "county_fund (government budget)" in words_of(budget)


DATED = ["loans.columns.made_on=made"]


def test_a_tape_is_described_with_what_reading_it_showed(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("amount,made,pd,lgd,cover\n5,2023-12,0.02,0.4,0.8\n6,2023-12,,0.3,0.7\n")
    scenario = parse_scenario(TAPE, [*DATED, "default_probability.annual=0.05", "loans.encoding=utf-8"], tmp_path)
    text = " ".join(scenario_text(scenario, build_loan_book(scenario, seed=1)).split())
    assert "Loans are read from loans.csv, encoding utf-8, amounts times 10,000: principal from `amount`" in " ".join(
        text.split()
    )
    assert "What reading it showed" in text
    assert "pays the share that the loan tape gives of each claim" in text
    assert "that of the loan tape" in text
    assert "made from January 2020" in text


def test_loans_overdue_at_the_start_are_told_apart(tmp_path: Path) -> None:
    """Three loans of 50,000, of 60,000 and of 90,000; what is expected of the others does not change with them."""
    rows = ["amount,made,pd,lgd,cover,late", "5,2023-12,0.02,0.4,0.8,", "6,2023-12,0.03,0.4,0.7,0"]
    (tmp_path / "loans.csv").write_text("\n".join(rows))
    scenario = parse_scenario(TAPE, [*DATED, "loans.columns.days_overdue=late"], tmp_path)
    plain = implied_figures(scenario, build_loan_book(scenario, seed=1))
    assert "overdue already" not in words_of(scenario)
    (tmp_path / "loans.csv").write_text("\n".join([*rows, "9,2023-11,0.03,0.4,0.7,20"]))
    implied = implied_figures(scenario, build_loan_book(scenario, seed=1))
    assert (implied.claims, implied.stocks.outstanding) == pytest.approx((plain.claims, plain.stocks.outstanding))
    assert implied.overdue == pytest.approx(90_000.0)
    told = " ".join(scenario_text(scenario, build_loan_book(scenario, seed=1)).split())
    assert "Of these 1 loan with 90,000 CNY (45 %) is overdue already." in told
    assert "loans overdue at the start are left out" in told
    assert "Claims on the 90,000 CNY that are overdue at the start come on top." in told


def test_recovery_shares_of_a_tape_are_used(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("amount,made,pd,lgd,cover\n5,2023-12,0.02,0.4,0.8\n6,2023-12,0.03,0.4,0.7\n")
    scenario = parse_scenario(TAPE, DATED, tmp_path)
    implied = implied_figures(scenario, build_loan_book(scenario, seed=1))
    guarantee, bank = implied.payers
    assert guarantee.recovery == pytest.approx(0.6 * guarantee.payment)
    assert 0.7 < guarantee.payment / (guarantee.payment + bank.payment) < 0.8
    assert "the share that the loan tape gives is recovered" in words_of(scenario)


# ---------------------------------------------------------------- sources and conventions


def test_sources_stand_behind_each_block() -> None:
    numbers = (Sourced("a.x", 1, "[1]"), Sourced("a.y", 2, "[1]"), Sourced("ab", 3, "[2]"), Sourced("b", 4, None))
    sourcing = Sourcing(numbers, {"c": None, "d": "assumed"})
    assert sources_text(sourcing, "a") == " [source: [1]]"
    assert sources_text(sourcing, "a", "b") == " [sources: [1]; no source given]"
    assert sources_text(sourcing, "d") == " [source: assumed]"
    assert sources_text(sourcing, "c") == ""
    assert sources_text(sourcing, "e") == " [fundsim's defaults]"
    many = Sourcing(tuple(Sourced(f"a.{number}", number, f"[{number}]") for number in range(9)))
    assert sources_text(many, "a").endswith("[5]; and 3 more]")


def test_conventions_that_differ_are_listed_with_their_default() -> None:
    assert other_conventions(parse_scenario(SMALL)) == []
    found = {item.key: (item.value, item.default) for item in other_conventions(parse_scenario(RICH))}
    for key, pair in {
        "horizon.settle": (True, False),
        "layers.pool.account.interest": ("yearly", "monthly"),
        "layers.pool.account.inflows.yearly.at": ("end", "start"),
        "shocks.drought.scale": ("odds", "hazard"),
        "layers.insurance.price.on": ("new_lending", "outstanding"),
        "report.npl_until": ("paid", "written_off"),
        "recovery.split": (("county_fund", "bank"), "pro_rata"),
        "missed_dues": ("catch_up", "shift"),
    }.items():
        assert found[key] == pair
    text = scenario_text(parse_scenario(RICH), build_loan_book(parse_scenario(RICH), seed=1))
    assert "recovery.split: county_fund and bank instead of pro_rata" in text
    assert "horizon.settle: true instead of false" in text
    assert "report.discount_rate: 0.02 instead of none given" in text


# ---------------------------------------------------------------- command


def call(*arguments: object) -> int:
    """Exit code of a command."""
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


def test_command_reads_luoping_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("show", "luoping") == 0
    said = capsys.readouterr().out
    for part in (
        "53.90 million CNY outstanding",
        "Expected on average over the 120 months",
        "0.26 % (Chongqing, June 2019) to 4.36 % (Luoping",
        "is within that range",
        "Expected yearly claim on the fund county_fund",
        "[source",
    ):
        assert part in said
    assert max(len(line) for line in said.splitlines()) <= 110


def test_command_says_where_an_override_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("show", "luoping", "--set", "wilful_default.share=0.5") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "50 % of missed dues are wilful" in said
    assert "never count as wilful. [source: given with --set]" in said


def test_command_reports_faults(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("show", "no_such_county") == 2
    assert "no_such_county" in capsys.readouterr().err


def test_sources_of_a_shipped_scenario() -> None:
    sourcing = sourcing_of(check_scenario("luoping"))
    assert sourcing.numbers
    assert "lending" in sourcing.blocks


@pytest.mark.parametrize(("annual", "verdict"), [(0.0005, "below"), (0.25, "above")])
def test_the_published_range_is_compared(annual: float, verdict: str) -> None:
    scenario = synthetic_scenario(**{**STEADY, "default_probability": {"annual": annual}})
    assert f"is {verdict} that range" in " ".join(scenario_text(scenario, book_of(scenario)).split())


def test_terms_by_village_are_worked_out_where_an_area_has_no_loans() -> None:
    empty = ["loans.townships.North={loans: 0}"]
    layer = ["layers.insurance={aggregate_limit: 1e9, aggregate_level: village}"]
    said = [
        scenario_text(scenario, build_loan_book(scenario, seed=1))
        for scenario in (parse_scenario(SMALL, own) for own in ([*empty, *layer], empty))
    ]
    told = [next(line for line in text.splitlines() if line.startswith("  insurance")) for text in said]
    assert told[0] == told[1]


def test_loans_without_risk_are_said_to_have_none_under_a_copula_of_hardly_any_freedom() -> None:
    scenario = parse_scenario(
        SMALL,
        ["default_probability.by_industry={crop: 0, pig: 0}", "correlation={copula: t, degrees_of_freedom: 0.001}"],
    )
    assert "nan" not in scenario_text(scenario, build_loan_book(scenario, seed=1))


def test_a_fund_whose_sizes_are_compared_opens_with_none_of_its_own() -> None:
    scenario = load_scenario("luoping", ["report.fund_sizes=[1500000, 3000000]"])
    book = build_loan_book(scenario, seed=1)
    text = " ".join(scenario_text(scenario, book).split())
    assert (
        "opened with one of the sizes that are compared (1.50 million CNY and 3.00 million CNY) instead of 5.39" in text
    )
    chinese = scenario_text(scenario, book, lang="zh").replace("\n", "").replace(" ", "")
    assert "初始资金为所比较的规模之一（150万元和300万元），不采用文件中的539" in chinese


def test_claims_of_which_nothing_is_recovered_stay_longer_in_the_expected_stock() -> None:
    """With R = 0 a loan is non-performing for twelve month ends, with R > 0 for two; half of them each."""
    table = "{hardship: {table: {values: [0, 0.9], probabilities: [%g, %g]}, after_months: 1}}"
    claims = "claim={replace: true, filed_after_days: 0, paid_after_days: 0}"

    def npl(nothing: float) -> float:
        law = f"recovery={{replace: true, {(table % (nothing, 1.0 - nothing))[1:]}"
        return float(implied_of(load_scenario("luoping", [law, claims])).stocks.npl)

    assert npl(0.5) == pytest.approx(0.5 * (npl(0.0) + npl(1.0)))
    assert npl(1.0) > 3.0 * npl(0.0) > 0.0


def test_covers_that_payments_leave_out_are_named() -> None:
    guarantor = (
        "layers={order: [g, county_fund], g: {kind: guarantee, pays: 0.5, covers: {made_until: -1, months: 12}, "
    )
    scenario = load_scenario("luoping", [guarantor + "price: {rate: 0.01}}}"])
    text = " ".join(scenario_text(scenario, build_loan_book(scenario, seed=1)).split())
    assert "breakers, the windows of months that layers cover and the months of cover in premiums are left out" in text


def test_shipped_scenarios_are_described_in_chinese() -> None:
    for name in ("luoping", "drought_prone"):
        scenario = load_scenario(name)
        chinese = next(own.description for own in shipped_scenarios("zh") if own.name == name)
        text = scenario_text(scenario, build_loan_book(scenario, seed=1), lang="zh").replace("\n", "")
        assert chinese.replace(" ", "") in text.replace(" ", "")
    assert description_in("Our own county.", "zh") == "Our own county."
