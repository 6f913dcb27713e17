"""Admission by epochs, credit villages and maturities of made-up portfolios."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.kernel_runs import events, variables
from tests.unit.portfolio_scenarios import book_of, synthetic_scenario

from fundsim.errors import ScenarioError
from fundsim.kernels.arrays.columns import EV_DISTRESS
from fundsim.portfolio.admission import admitted_shares, rating_law
from fundsim.portfolio.maturities import maturity_weights
from fundsim.programme.admission import Admission, admission_epochs

GRADES = {"A": 0.5, "B": 0.3, "C": 0.2}


def epochs_of(**terms: object) -> list[np.ndarray]:
    """Admitted grades of every epoch, scaled to 1."""
    admission = Admission.model_validate(terms)
    epochs = admission_epochs(admission, "2024-01")
    found = (admitted_shares(rules, GRADES, admission.rated_too_high) for rules in epochs)
    return [weights / weights.sum() for weights in found]


def test_rating_law_keeps_the_ends_of_the_scale() -> None:
    law = rating_law(3, 0.2, 0.25)
    assert law == pytest.approx(np.array([[0.85, 0.15, 0.0], [0.05, 0.8, 0.15], [0.0, 0.05, 0.95]]))
    assert rating_law(1, 0.2, 0.25) == pytest.approx(np.ones((1, 1)))


def test_grades_of_those_admitted_by_hand() -> None:
    """Minimum A: A unless rated B, B if rated A; minimum C: everybody."""
    (found,) = epochs_of(minimum_grade="A", rating_error=0.2, rated_too_high=0.25)
    admitted = np.array([0.5 * 0.85, 0.3 * 0.05, 0.0])
    assert found == pytest.approx(admitted / admitted.sum())
    (everybody,) = epochs_of(minimum_grade="C", rating_error=0.2)
    assert everybody == pytest.approx(np.array([0.5, 0.3, 0.2]))


def test_changes_hold_in_the_order_of_time_and_leave_the_rest_as_before() -> None:
    changes = {
        "later": {"from_month": "2024-07", "rating_error": 0.5},
        "sooner": {"from_month": -3, "minimum_grade": "B"},
    }
    first, second, third = epochs_of(minimum_grade="A", changes=changes)
    assert first.tolist() == [1.0, 0.0, 0.0]
    assert second == pytest.approx(np.array([0.625, 0.375, 0.0]))
    assert third == pytest.approx(np.array([0.5, 0.3 * 0.75, 0.2 * 0.25]) / 0.775)


def test_epochs_share_their_draws() -> None:
    """A better grade under stricter rules is the same loan's: grades move one way only, and so does misuse."""
    changes = {"stricter": {"from_month": 6, "minimum_grade": "A", "misuse": 0.1}}
    book = book_of(
        synthetic_scenario(
            townships={"East": {"loans": 500}}, grades=GRADES,
            admission={"minimum_grade": "B", "misuse": 0.3, "misuse_odds": 2.0, "changes": changes},
        )
    )  # fmt: skip
    assert book.epoch_starts.tolist() == [6]
    assert np.all(book.grade[1] <= book.grade[0])
    assert set(np.unique(book.grade[1])) == {0}
    misused = book.pd_annual > np.min(book.pd_annual)
    assert np.all(misused[1] <= misused[0])
    assert 100 < misused[0].sum() / book.grade.shape[2] < 200


def test_loans_default_under_the_rules_of_the_month_in_which_they_were_made() -> None:
    """All loans made before month 6 are misused in a way that never fails; later ones are not misused."""
    admission = {"misuse": 1.0, "misuse_odds": 0.0, "changes": {"supervised": {"from_month": 6, "misuse": 0.0}}}
    scenario = synthetic_scenario(
        townships={"East": {"loans": 60}}, admission=admission, default_probability={"annual": 0.5},
        lending={"mode": "steady"}, horizon={"months": 30},
    )  # fmt: skip
    book = book_of(scenario)
    told = [event for path in range(5) for event in events(scenario, book, path)]
    made = {}
    for month, code, slot, generation in told:
        made.setdefault((slot, generation), month if generation else int(book.made_in[slot]))
        assert code != EV_DISTRESS or made[slot, generation] >= 6
    assert sum(code == EV_DISTRESS for _, code, _, _ in told) > 50


# ---------------------------------------------------------------- credit villages


def test_a_share_of_credit_villages_is_met_in_every_township() -> None:
    towns = {"East": {"loans": 10, "villages": 4}, "West": {"loans": 9, "villages": 3}}
    book = book_of(synthetic_scenario(townships=towns, credit_villages={"share": 0.5, "odds": 0.5}))
    counts = np.bincount(book.village_township[book.credit_villages], minlength=2)
    assert counts[0] == 2
    assert counts[1] in (1, 2)
    credit = np.isin(book.village, book.credit_villages)
    assert len(np.unique(book.pd_annual[0, credit])) == len(np.unique(book.pd_annual[0, ~credit])) == 1
    assert book.pd_annual[0, credit].max() < book.pd_annual[0, ~credit].min()


def test_an_unknown_credit_village_is_a_fault() -> None:
    terms = {"villages": ["East/1", "Eats/2"], "odds": 0.5}
    scenario = synthetic_scenario(townships={"East": {"loans": 4}}, credit_villages=terms)
    with pytest.raises(ScenarioError, match=r"no village `Eats/2`.*did you mean 'East/2'"):
        book_of(scenario)


@pytest.mark.parametrize(("share", "recovered"), [(0.4, 0.6), (0.8, 1.0)])
def test_more_is_recovered_in_credit_villages_up_to_all(share: float, recovered: float) -> None:
    scenario = synthetic_scenario(
        townships={"East": {"loans": 2, "villages": 2}}, opening_ages="new",
        stress={"crash": {"month": 0, "immediate_default_probability": 1.0 - 1e-12}},
        claim={"filed_after_days": 0, "paid_after_days": 0}, recovery={"hardship": {"share": share}},
        credit_villages={"villages": ["East/2"], "recovery_multiplier": 1.5},
    )  # fmt: skip
    book = book_of(scenario)
    in_credit = np.isin(book.village, book.credit_villages)
    wanted = book.principal[:, 0] @ np.where(in_credit, recovered, share)
    assert variables(scenario, book, 1)["recovery_at_default"][0] == pytest.approx(wanted)


@pytest.mark.parametrize(("villages", "stopped"), [("all", {0, 1}), ("credit", {0}), ("other", {1})])
def test_breakers_of_credit_villages_alone(villages: str, stopped: set[int]) -> None:
    """Every loan of both villages fails in month 0; only where the breaker is in force is nothing lent anew."""
    scenario = synthetic_scenario(
        townships={"East": {"loans": 4, "villages": 2}}, opening_ages="new",
        default_probability={"annual": 0.01}, lending={"mode": "steady", "refill_defaulted": "after_default"},
        stress={"crash": {"month": 0, "immediate_default_probability": 1.0 - 1e-12}},
        claim={"filed_after_days": 0, "paid_after_days": 0},
        credit_villages={"villages": ["East/1"], "odds": 0.5},
        breakers={"stop": {"watch": "npl_ratio", "at": "village", "stop_above": 0.05, "villages": villages}},
    )  # fmt: skip
    book = book_of(scenario)
    lost = variables(scenario, book, 1)["lending_lost"][0]
    hit = np.isin(book.village, list(stopped))
    assert lost == pytest.approx(book.principal[hit, 1].sum())


# ---------------------------------------------------------------- maturities


def test_maturity_weights_by_hand() -> None:
    assert maturity_weights({"2025": 0.8}, "2024-11", 4) == pytest.approx(np.array([0.1, 0.1, 0.4, 0.4]))
    assert maturity_weights({"2024": 1.0}, "2024-11", 4) == pytest.approx(np.array([0.5, 0.5, 0.0, 0.0]))
    # 2027 is out of reach of this term: its share belongs to the rest
    assert maturity_weights({"2024": 0.5, "2027": 0.3}, "2024-11", 4) == pytest.approx(np.full(4, 0.25))
    assert maturity_weights({"2024": 0.5, "2027": 0.5}, "2024-11", 2) == pytest.approx(np.full(2, 0.5))


def test_several_products_have_their_own_walls() -> None:
    products = {"short": {"share": 0.5, "term_months": 12}, "long": {"share": 0.5, "term_months": 24}}
    scenario = synthetic_scenario(
        townships={"East": {"loans": 480}}, product=None, products=products, maturities={"2025": 0.75},
        horizon={"first_month": "2024-07", "months": 12},
    )  # fmt: skip
    book = book_of(scenario)
    matured = [np.bincount((book.made_in + book.term - 1)[book.product == number], minlength=24) for number in (0, 1)]
    assert matured[0][:12].tolist() == [10] * 6 + [30] * 6
    assert matured[1].tolist() == [5] * 6 + [15] * 12 + [5] * 6
