"""Good and bad times, ages, neighbours and covers of the twin, against numbers worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tests.reference.books import crash, crash_each, tiny_book, tiny_scenario
from tests.reference.twin import make_world, simulate_path
from tests.reference.twin_breakers import measure
from tests.reference.twin_claims import recovered_share
from tests.reference.twin_intensities import intensities
from tests.reference.twin_lending import open_stock
from tests.reference.twin_price_cycles import phase
from tests.reference.twin_regimes import regime_state, stationary_law
from tests.reference.twin_shocks import strike
from tests.reference.twin_state import World

SEED = 3
PLAIN = -math.log(0.9) / 12  # a month's intensity at a probability of 0.1 a year
GOOD, BAD = {}, {"default_probability": 3.0, "extension_failure": 2.0, "loss_given_default": 1.5}
TURNS = {"good": {"bad": 1.0}, "bad": {"good": 1.0}}
TWO_VILLAGES = {"villages": (("A/1", 0), ("A/2", 0), ("B/1", 1)), "townships": (("A", 0), ("B", 0))}


def regime(**terms: Any) -> dict[str, Any]:
    """A chain that alternates every six months, from a good start."""
    whole = {"states": {"good": GOOD, "bad": BAD}, "transition": TURNS, "every_months": 6, "start": "good"} | terms
    return {"regimes": {"times": whole}}


def opened(
    months: int = 24, loans: int = 1, path: int = 0, columns: dict[str, Any] | None = None, **blocks: Any
) -> World:
    """A path with its opening stock on the book and measured."""
    book = tiny_book(loans, **({"pd": 0.1, "term": 36} | (columns or {})))
    world = make_world(tiny_scenario(months, **blocks), book, SEED, path)
    open_stock(world)
    measure(world, -1)
    return world


def over_time(world: World, months: int, loan: int = 0) -> list[float]:
    """A loan's monthly intensities, shocks included, relative to those of a flat year."""
    found = []
    for t in range(months):
        strike(world, t)
        found.append(intensities(world, world.loans[loan], t)[1] / PLAIN)
    return found


# ---------------------------------------------------------------- regimes


def test_regime_multiplies_the_probability_month_by_month() -> None:
    bad = math.log(0.7) / math.log(0.9)
    assert over_time(opened(**regime()), 18) == pytest.approx([1.0] * 6 + [bad] * 6 + [1.0] * 6)


def test_regime_multiplies_odds_on_request() -> None:
    bad = math.log(1 - 0.3 / 1.2) / math.log(0.9)
    assert over_time(opened(**regime(scale="odds")), 7) == pytest.approx([1.0] * 6 + [bad])


def test_regime_and_shock_on_the_probability_multiply_before_the_cap() -> None:
    shock = {"month": 6, "hazard_multiplier": 2.0, "scale": "probability", "lasts_months": 1}
    both = over_time(opened(stress={"bad_year": shock}, **regime()), 7)[6]
    assert both == pytest.approx(math.log(0.4) / math.log(0.9))


def test_regimes_multiply_the_loss_before_shocks_add_to_it() -> None:
    world = opened(
        recovery={"hardship": {"share": 0.6}}, stress={"flood": {"month": 6, "lgd_addition": 0.1}}, **regime()
    )  # fmt: skip
    loan, shares = world.loans[0], []
    for t in range(7):
        strike(world, t)
        shares.append(recovered_share(world, loan, t, wilful=False))
    assert shares == pytest.approx([0.6] * 6 + [1 - 1.5 * 0.4 - 0.1])


def test_regimes_multiply_the_failure_of_extensions() -> None:
    fails = {"granted": 1.0, "months": 6, "default_at_end": 0.5}
    for start, failures in (("bad", 1.0), ("good", 0.0)):
        states = {"good": {"extension_failure": 0.0}, "bad": {"extension_failure": 5.0}}
        still = {name: {name: 1.0} for name in states}
        blocks = regime(states=states, transition=still, start=start)
        scenario = tiny_scenario(8, stress=crash(0), extension=fails, **blocks)
        assert simulate_path(scenario, tiny_book(term=36), SEED, 0)["extension_failures"] == failures


def test_each_place_has_a_chain_of_its_own() -> None:
    columns = TWO_VILLAGES | {"village": [0, 2], "industry": [0, 1], "industries": ("a", "b")}
    coin = {"good": {"good": 0.5, "bad": 0.5}, "bad": {"good": 0.5, "bad": 0.5}}
    for level, copies in (("county", 1), ("township", 2), ("industry", 2)):
        blocks = regime(level=level, transition=coin, every_months=1, start="stationary")
        world = opened(36, 2, columns=columns, **blocks)
        one, two = over_time(world, 36, 0), over_time(world, 36, 1)
        assert (one == two) == (copies == 1)
        assert len(set(np.round(one, 6))) == 2


def test_chain_visits_its_states_as_often_as_its_law_says() -> None:
    transition = {"good": {"good": 0.9, "bad": 0.1}, "bad": {"good": 0.3, "bad": 0.7}}
    blocks = regime(transition=transition, every_months=1, start="stationary")
    starts, ends = [], []
    for path in range(400):
        world = opened(path=path, **blocks)
        terms = world.scenario.regimes["times"]
        assert stationary_law(terms) == pytest.approx({"good": 0.75, "bad": 0.25})
        starts.append(regime_state(world, 0, terms, 0, 0) == "bad")
        ends.append(regime_state(world, 0, terms, 0, 5) == "bad")
    for bad in (starts, ends):
        assert abs(np.mean(bad) - 0.25) < 4 * math.sqrt(0.25 * 0.75 / 400)


# ---------------------------------------------------------------- price cycles


def test_cycle_comes_back_and_begins_at_its_phase() -> None:
    cycle = {"multipliers": [1.0, 2.0, 4.0], "phase_months": 1}
    assert over_time(opened(price_cycles={"pig": cycle}), 5) == pytest.approx([2, 4, 1, 2, 4])


def test_smooth_cycle_is_a_cosine_of_the_logarithm() -> None:
    cycle = {"period_months": 4, "highest": 4.0, "lowest": 0.25}
    assert over_time(opened(price_cycles={"pig": cycle}), 5) == pytest.approx([4, 1, 0.25, 1, 4])


def test_cycle_of_another_industry_changes_nothing() -> None:
    cycle = {"multipliers": [3.0], "industries": ["b"]}
    world = opened(columns={"industries": ("a", "b")}, price_cycles={"pig": cycle})
    assert over_time(world, 2) == pytest.approx([1, 1])


def test_random_phase_takes_every_month_of_the_cycle_equally_often() -> None:
    cycles = {"pig": {"multipliers": [1.0, 2.0, 3.0], "phase_months": "random"}}
    worlds = [opened(path=path, price_cycles=cycles) for path in range(600)]
    phases = [phase(world, 0, world.scenario.price_cycles["pig"]) for world in worlds]
    for month in range(3):
        assert abs(phases.count(month) / 600 - 1 / 3) < 4 * math.sqrt(2 / 9 / 600)
    assert over_time(worlds[0], 1) == pytest.approx([1 + phases[0]])


# ---------------------------------------------------------------- age


def aged(columns: dict[str, Any], **terms: Any) -> World:
    """A loan of a year whose risk depends on its age."""
    return opened(columns={"term": 12} | columns, default_probability={"annual": 0.0} | terms)


def test_seasoning_has_mean_one_over_the_term_and_follows_the_age() -> None:
    curve = {"seasoning": {"ages": [2, 4], "relative": [1.0, 3.0]}}
    shape = np.array([1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3])
    monthly = over_time(aged({}, **curve), 12)
    assert monthly == pytest.approx(list(shape / shape.mean()))
    assert over_time(aged({"made_in": -2}, **curve), 10) == pytest.approx(list(shape[2:] / shape.mean()))


def test_part_of_a_bullet_loan_s_risk_falls_in_its_maturity_month() -> None:
    assert over_time(aged({}, due_at_maturity=0.25), 12) == pytest.approx([0.75] * 11 + [0.75 + 0.25 * 12])
    assert over_time(aged({"term": 6}, due_at_maturity=0.25), 6) == pytest.approx([0.75] * 5 + [0.75 + 0.25 * 6])
    assert over_time(aged({"schedule": "annuity"}, due_at_maturity=0.25), 12) == pytest.approx([1.0] * 12)


def test_maturity_part_knows_no_season_and_no_seasoning() -> None:
    season = [0.5, 0.5] + [0.0] * 10
    curve = {"ages": [0, 1], "relative": [2.0, 0.0]}
    monthly = over_time(aged({}, due_at_maturity=0.5, season=season, seasoning=curve), 12)
    assert monthly == pytest.approx([0.5 * 6 * 12] + [0.0] * 10 + [0.5 * 12])


def test_maturity_part_moves_with_the_schedule() -> None:
    world = aged({}, due_at_maturity=1.0)
    world.loans[0].origin += 2
    assert over_time(world, 14) == pytest.approx([0.0] * 13 + [12.0])


# ---------------------------------------------------------------- contagion


def test_overdue_neighbours_raise_next_month_s_intensity() -> None:
    columns = TWO_VILLAGES | {
        "village": [0, 0, 1, 2], "industry": [0, 1, 1, 1], "industries": ("a", "b"), "pd": 0.0, "term": 36,
    }  # fmt: skip
    terms = {"village": {"strength": 2.0, "trigger": 0.1}, "township": {"strength": 3.0}}
    scenario = tiny_scenario(3, stress=crash_each([0], ("a",)), contagion=terms, claim={"filed_after_days": 90})
    world = make_world(scenario, tiny_book(4, **columns), SEED, 0)
    open_stock(world)
    measure(world, -1)
    for loan in world.loans:
        loan.pd = 0.1
    assert [over_time(world, 1, loan)[0] for loan in (1, 2, 3)] == pytest.approx([1.0] * 3)
    world.loans[0].status = "arrears"  # one of two in village A/1, one of three in township A
    measure(world, 0)
    monthly = [intensities(world, loan, 1)[1] / PLAIN for loan in world.loans[1:]]
    assert monthly == pytest.approx([math.exp(2 * 0.4 + 3 / 3), math.exp(3 / 3), 1.0])


def test_villages_fail_once_all_their_loans_are_overdue() -> None:
    book = tiny_book(
        4, term=36, village=[0, 0, 1, 1], industry=[0, 0, 0, 1], industries=("a", "b"),
        **TWO_VILLAGES,
    )  # fmt: skip
    blocks = {"stress": crash_each([1], ("a",)), "contagion": {"village": {"strength": 0.0}}}
    assert simulate_path(tiny_scenario(4, **blocks), book, SEED, 0)["failed_villages"] == 1
    half = blocks | {"report": {"village_failed_at": 0.5}}
    assert simulate_path(tiny_scenario(4, **half), book, SEED, 0)["failed_villages"] == 2
    assert simulate_path(tiny_scenario(1, **half), book, SEED, 0)["failed_villages"] == 0


# ---------------------------------------------------------------- borrowers' cover


def covered(**effect: Any) -> dict[str, Any]:
    """A frost in month 1 that spares the insured."""
    terms = {"month": 1, "hazard_multiplier": 5.0, "lasts_months": 2, "insured_share": 0.5, "insured_multiplier": 2.0}
    return {"stress": {"frost": terms | effect}}


def test_insured_loans_have_a_multiplier_of_their_own() -> None:
    columns = {"cover": [[[True]], [[False]]]}
    world = opened(loans=2, columns=columns, **covered(decay=0.5))
    assert over_time(world, 4, 0) == pytest.approx([1.0, 2.0, 1.5, 1.0])
    world = opened(loans=2, columns=columns, **covered(decay=0.5))
    assert over_time(world, 4, 1) == pytest.approx([1.0, 5.0, 3.0, 1.0])


def test_premium_of_the_cover_is_paid_on_performing_balances() -> None:
    book = tiny_book(
        3, term=36, principal=[1000.0, 2000.0, 2000.0], cover=[[[False, False]], [[True, False]], [[True, False]]]
    )  # fmt: skip
    blocks = covered(insured_premium=0.06, insured_premium_subsidy=0.75)
    blocks = {"stress": blocks["stress"] | crash(9)}
    out = simulate_path(tiny_scenario(5, report={"discount_rate": 0.0}, **blocks), book, SEED, 0)
    assert out["borrower_cover_premium"] == pytest.approx({"government": 75.0, "borrower": 25.0, "bank": 0.0})
    assert out["government_cost"] == pytest.approx(75.0)
    blocks = {"stress": {**covered(insured_premium=0.06, insured_premium_subsidy=0.75)["stress"], **crash(2)}}
    out = simulate_path(tiny_scenario(5, report={"discount_rate": 0.0}, **blocks), book, SEED, 0)
    assert out["borrower_cover_premium"]["government"] == pytest.approx(30.0)
