"""Factors, shocks, intensities and recovered shares of the twin, against formulas written out here."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import beta, chi2
from scipy.stats import t as student
from tests.reference import twin_factors as factors
from tests.reference.books import crash, tiny_book, tiny_scenario
from tests.reference.twin import make_world, simulate_path
from tests.reference.twin_claims import recovered_share
from tests.reference.twin_intensities import intensities, month_weight
from tests.reference.twin_lending import open_stock
from tests.reference.twin_loans import make_loan, place_of
from tests.reference.twin_shocks import strike
from tests.reference.twin_state import Loan, World

from fundsim.kernels.numerics import purposes
from fundsim.kernels.numerics import random as keyed

TWO = {"villages": (("A/1", 0), ("B/1", 1)), "townships": (("A", 0), ("B", 0))}
SEED = 7


def world_of(
    months: int = 24, loans: int = 1, path: int = 0, columns: dict[str, Any] | None = None, **blocks: Any
) -> World:
    """State of a path before month 0."""
    return make_world(tiny_scenario(months, **blocks), tiny_book(loans, **(columns or {})), SEED, path)


def uniform(purpose: int, entity: int, first: int, path: int = 0) -> float:
    """A keyed draw; uncompiled, its 64-bit arithmetic wraps with a warning."""
    with np.errstate(over="ignore"):
        key = np.uint64(keyed.purpose_key(np.uint64(keyed.path_key(SEED, path)), purpose))
        return float(keyed.uniform(key, entity, first, 0))


def normal(purpose: int, entity: int, period: int, path: int = 0) -> float:
    """The keyed standard normal draw behind a factor."""
    return float(ndtri(uniform(purpose, entity, period, path)))


def first_loan(world: World, pd: float) -> Loan:
    """The loan of slot 0, made in month 0, with an annual probability."""
    loan = make_loan(world, 0, 0, 0, opening=True)
    loan.pd = pd
    return loan


def year_of_intensity(world: World, pd: float, start: int = 0, months: int = 12) -> float:
    """Sum of a first loan's intensities over a factor period."""
    loan = first_loan(world, pd)
    return sum(intensities(world, loan, t)[1] for t in range(start, start + months))


# ---------------------------------------------------------------- factors


def test_without_correlation_the_year_has_the_annual_probability() -> None:
    assert 1 - math.exp(-year_of_intensity(world_of(), 0.1)) == pytest.approx(0.1, rel=1e-12)


def test_one_factor_gaussian_probability() -> None:
    world = world_of(correlation={"county": 0.2})
    for period in (0, 1):
        c = normal(purposes.COUNTY_FACTOR, 0, period)
        p = ndtr((ndtri(0.1) + math.sqrt(0.2) * c) / math.sqrt(0.8))
        assert 1 - math.exp(-year_of_intensity(world, 0.1, 12 * period)) == pytest.approx(p, rel=1e-9)


def test_all_levels_add_up_in_the_index() -> None:
    rho = {"province": 0.1, "county": 0.05, "industry": 0.04, "township": 0.03, "village": 0.02}
    columns = TWO | {"village": [0, 1], "industry": [0, 1], "industries": ("a", "b")}
    world = world_of(loans=2, columns=columns, correlation=rho)
    expected = sum(
        math.sqrt(rho[level]) * normal(purpose, entity, 1)
        for level, purpose, entity in [
            ("province", purposes.PROVINCE_FACTOR, 0), ("county", purposes.COUNTY_FACTOR, 0),
            ("industry", purposes.INDUSTRY_FACTOR, 1), ("township", purposes.TOWNSHIP_FACTOR, 1),
            ("village", purposes.VILLAGE_FACTOR, 1),
        ]
    )  # fmt: skip
    assert factors.systematic_index(world, place_of(world, 1), 12) == pytest.approx(expected, rel=1e-12)


def test_student_t_probability_shares_one_chi_square() -> None:
    world = world_of(correlation={"county": 0.2, "copula": "t", "degrees_of_freedom": 4.0})
    w = math.sqrt(chi2.ppf(uniform(purposes.CHI_SQUARE, 0, 0), 4) / 4)
    score = (student.ppf(0.1, 4) * w + math.sqrt(0.2) * normal(purposes.COUNTY_FACTOR, 0, 0)) / math.sqrt(0.8)
    assert 1 - math.exp(-year_of_intensity(world, 0.1)) == pytest.approx(ndtr(score), rel=1e-9)


def test_period_probability_of_a_quarter() -> None:
    world = world_of(correlation={"factor_period": 3})
    assert 1 - math.exp(-year_of_intensity(world, 0.1, months=3)) == pytest.approx(1 - 0.9**0.25, rel=1e-12)


def test_horizon_is_one_period() -> None:
    world = world_of(30, correlation={"county": 0.2, "factor_period": "horizon"})
    p = ndtr((ndtri(1 - 0.9**2.5) + math.sqrt(0.2) * normal(purposes.COUNTY_FACTOR, 0, 0)) / math.sqrt(0.8))
    assert 1 - math.exp(-year_of_intensity(world, 0.1, months=30)) == pytest.approx(p, rel=1e-9)


def test_autoregression_keeps_unit_variance() -> None:
    world = world_of(36, correlation={"county": 0.2, "persistence": "ar1", "autocorrelation": 0.6})
    n = [normal(purposes.COUNTY_FACTOR, 0, period) for period in range(3)]
    x1 = 0.6 * n[0] + 0.8 * n[1]
    assert factors.factor(world, "county", 0, 2) == pytest.approx(0.6 * x1 + 0.8 * n[2], rel=1e-12)


def test_frozen_factors_never_change() -> None:
    world = world_of(36, correlation={"county": 0.2, "persistence": "frozen"})
    assert factors.factor(world, "county", 0, 2) == normal(purposes.COUNTY_FACTOR, 0, 0)


def test_correlated_industries() -> None:
    world = world_of(
        loans=2, columns={"industry": [0, 1], "industries": ("a", "b")},
        correlation={"industry": 0.1, "industry_matrix": {"b": {"a": 0.6}}},
    )  # fmt: skip
    one, two = normal(purposes.INDUSTRY_FACTOR, 0, 0), normal(purposes.INDUSTRY_FACTOR, 1, 0)
    assert factors.factor(world, "industry", 0, 0) == pytest.approx(one, rel=1e-12)
    assert factors.factor(world, "industry", 1, 0) == pytest.approx(0.6 * one + 0.8 * two, rel=1e-12)


# ---------------------------------------------------------------- seasons


def test_season_moves_a_year_s_intensity_between_months() -> None:
    season = [0.0] * 6 + [0.5, 0.5] + [0.0] * 4
    world = world_of(default_probability={"annual": 0.0, "season": season})
    loan = first_loan(world, 0.1)
    whole = -math.log(0.9)
    monthly = [intensities(world, loan, t)[0] for t in range(12)]
    assert monthly == pytest.approx([0.0] * 6 + [whole / 2] * 2 + [0.0] * 4)


def test_season_multiplies_the_flat_weight_of_short_periods() -> None:
    season = [2 / 12, 0.0] + [1 / 12] * 10
    world = world_of(default_probability={"annual": 0.0, "season": season}, correlation={"factor_period": 1})
    loan, month = first_loan(world, 0.1), -math.log(0.9) / 12
    monthly = [intensities(world, loan, t)[0] for t in range(3)]
    assert monthly == pytest.approx([2 * month, 0.0, month])


def test_season_over_the_horizon_adds_up_to_one() -> None:
    season = [0.4, 0.3, 0.3] + [0.0] * 9
    seasonal = {"annual": 0.0, "season": season}
    world = world_of(14, default_probability=seasonal, correlation={"factor_period": "horizon"})
    assert sum(month_weight(world, 0, t) for t in range(14)) == pytest.approx(1.0)
    assert month_weight(world, 0, 12) == pytest.approx(0.4 / 1.7)


# ---------------------------------------------------------------- shocks


def stressed(effect: dict[str, Any], months: int, pd: float = 0.1) -> list[tuple[float, float]]:
    """Intensities of a loan in township A, industry a, with an event in month 1."""
    columns = TWO | {"village": [0, 1], "industries": ("a", "b")}
    world = world_of(loans=2, columns=columns, stress={"event": {"month": 1, **effect}})
    found, loan = [], first_loan(world, pd)
    for t in range(months):
        strike(world, t)
        found.append(intensities(world, loan, t))
    return found


def test_hazard_multiplier_decays_while_the_event_lasts() -> None:
    plain = -math.log(0.9) / 12
    found = stressed({"hazard_multiplier": 5.0, "decay": 0.5, "lasts_months": 3, "townships": ["A"]}, 5)
    assert [total / plain for _, total in found] == pytest.approx([1, 5, 3, 2, 1])
    assert [base for base, _ in found] == pytest.approx([plain] * 5)


def test_event_elsewhere_changes_nothing() -> None:
    plain = -math.log(0.9) / 12
    for place in ({"townships": ["B"]}, {"industries": ["b"]}, {"townships_hit": {"B": 1.0}}):
        found = stressed({"hazard_multiplier": 5.0, "immediate_default_probability": 0.5} | place, 3)
        assert [total for _, total in found] == pytest.approx([plain] * 3)


def test_immediate_default_adds_to_the_event_s_month_only() -> None:
    plain = -math.log(0.9) / 12
    found = stressed({"immediate_default_probability": 0.3}, 3)
    assert [total - plain for _, total in found] == pytest.approx([0, -math.log(0.7), 0])


def test_multiplier_on_probability_and_on_odds() -> None:
    found = stressed({"hazard_multiplier": 3.0, "scale": "probability"}, 2)
    assert found[1][1] == pytest.approx(-math.log(0.7) / 12)
    found = stressed({"hazard_multiplier": 3.0, "scale": "odds"}, 2)
    assert found[1][1] == pytest.approx(-math.log(1 - 0.3 / 1.2) / 12)
    found = stressed({"hazard_multiplier": 30.0, "scale": "probability"}, 2)
    assert found[1][1] > 40.0  # certain in this month: no draw has so large a budget


def test_capped_probability_leaves_nobody_to_the_next_month() -> None:
    book = tiny_book(50, term=36, pd=0.5)
    stress = {"doom": {"month": 3, "hazard_multiplier": 2.0, "scale": "probability", "lasts_months": 1}}
    out = simulate_path(tiny_scenario(6, stress=stress), book, 1, 0)
    assert [share == 1.0 for share in out["overdue_ratio_number"]] == [False] * 3 + [True] * 3


def test_another_event_restarts_the_clock_and_other_types_multiply() -> None:
    effect = {"hazard_multiplier": 3.0, "lasts_months": 2, "decay": 0.5}
    shocks = {"often": {"probability_per_year": 1.0, "months": [2], **effect}}
    event = {"month": 2, "hazard_multiplier": 2.0, "lasts_months": 1}
    world = world_of(shocks=shocks, stress={"event": event})
    plain, loan = -math.log(0.9) / 12, first_loan(world, 0.1)
    ratios = []
    for t in range(5):
        strike(world, t)
        ratios.append(intensities(world, loan, t)[1] / plain)
    assert ratios == pytest.approx([1, 3, 2 * 2, 1, 1])


def test_yearly_shock_with_persistence_zero_alternates() -> None:
    shock = {"probability_per_year": 1.0, "months": [4, 5], "persistence": 0.0, "lasts_months": 1}
    world = world_of(shocks={"drought": shock})
    struck = []
    for t in range(60):
        strike(world, t)
        struck += [t] if world.shock_now else []
    assert struck == [3, 27, 51]


def test_poisson_events_fall_in_the_season_only() -> None:
    world = world_of(shocks={"hail": {"rate": 24.0, "months": [6, 7], "lasts_months": 1}})
    counts = []
    for t in range(240):
        strike(world, t)
        counts.append(world.shock_now.get((0, 0), 0))
    in_season = [c for t, c in enumerate(counts) if t % 12 in (5, 6)]
    assert sum(counts) == sum(in_season)
    assert abs(np.mean(in_season) - 12.0) < 4 * math.sqrt(12.0 / len(in_season))


def test_sets_hit_together_and_at_most_one() -> None:
    sets = [{"townships": ["A"], "probability": 0.5}, {"townships": ["A", "B"], "probability": 0.3}]
    found = []
    for path in range(600):
        event = {"event": {"month": 0, "sets": sets}}
        world = world_of(loans=2, columns=TWO | {"village": [0, 1]}, path=path, stress=event)
        strike(world, 0)
        found.append(tuple(sorted(township for _, township in world.shock_now)))
    for outcome, p in [((0,), 0.5), ((0, 1), 0.3), ((), 0.2)]:
        assert abs(found.count(outcome) / 600 - p) < 4 * math.sqrt(p * (1 - p) / 600)


def test_calendar_month_of_a_stress() -> None:
    stress = crash(0)["crash_0"] | {"month": "2024-03"}
    out = simulate_path(tiny_scenario(6, stress={"event": stress}), tiny_book(), SEED, 0)
    assert [t for t, amount in enumerate(out["claims_paid"]) if amount] == [2]


# ---------------------------------------------------------------- recovered share


def share_of(path: int = 0, wilful: bool = False, recovery: dict[str, Any] | None = None, **blocks: Any) -> float:
    """Recovered share of one loan that defaults in month 0."""
    world = world_of(path=path, recovery=recovery or {}, columns={"lgd": 0.7}, **blocks)
    strike(world, 0)
    loan = make_loan(world, 0, 0, 0, opening=True)
    return recovered_share(world, loan, 0, wilful)


def test_laws_of_the_recovered_share() -> None:
    assert share_of() == 0.0
    assert share_of(recovery={"hardship": {"share": 0.4}}) == 0.4
    assert share_of(recovery={"hardship": {"share": "tape"}}) == pytest.approx(0.3)
    assert share_of(wilful=True, recovery={"hardship": {"share": 0.4}}) == 0.4
    assert share_of(wilful=True, recovery={"hardship": {"share": 0.4}, "wilful": {"share": 0.1}}) == 0.1


def test_beta_law_has_the_stated_mean_and_deviation() -> None:
    law = {"beta": {"mean": 0.25, "standard_deviation": 0.25}}  # alpha 0.5, beta 1.5
    for path in range(5):
        assert share_of(path, recovery={"hardship": law}) == pytest.approx(
            beta.ppf(uniform(purposes.RECOVERY, 0, 0, path), 0.5, 1.5)
        )


def test_table_law_takes_values_in_file_order() -> None:
    law = {"table": {"values": [0.9, 0.1, 0.5], "probabilities": [0.2, 0.5, 0.3]}}
    for path in range(20):
        u = uniform(purposes.RECOVERY, 0, 0, path)
        expected = 0.9 if u < 0.2 else 0.1 if u < 0.7 else 0.5
        assert share_of(path, recovery={"hardship": law}) == expected


def test_systematic_loading_and_downturn() -> None:
    seen = set()
    for path in range(20):
        c = normal(purposes.COUNTY_FACTOR, 0, 0, path)
        loaded = float(ndtr((ndtri(0.4) - math.sqrt(0.3) * c) / math.sqrt(0.7)))
        terms = {
            "hardship": {"share": 0.4}, "systematic_loading": 0.3,
            "downturn": {"county_factor_above": 0.5, "share": 0.05},
        }  # fmt: skip
        assert share_of(path, recovery=terms) == pytest.approx(0.05 if c > 0.5 else loaded)
        seen.add(c > 0.5)
    assert seen == {True, False}


def test_shocks_add_to_the_loss() -> None:
    recovery = {"hardship": {"share": 0.5}}
    one, two = crash(0, lgd_addition=0.2)["crash_0"], crash(0, lgd_addition=0.4)["crash_0"]
    assert share_of(recovery=recovery, stress={"one": one}) == pytest.approx(0.3)
    assert share_of(recovery=recovery, stress={"one": one, "two": two}) == 0.0


# ---------------------------------------------------------------- keys


def test_first_distress_is_exponential_in_the_keyed_budget() -> None:
    world = world_of(12, 40, columns={"pd": 0.3})
    open_stock(world)
    out = simulate_path(world.scenario, world.book, SEED, 0)
    budgets = [-math.log1p(-uniform(purposes.DISTRESS, slot, 0)) for slot in range(40)]
    assert out["defaults"] == sum(budget <= -math.log(0.7) for budget in budgets)
