"""Default probability: base by industry or tape, odds of what describes the loan."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundsim.errors import ScenarioError
from fundsim.portfolio.default_probabilities import (
    Described,
    annual_probabilities,
    multiply_odds,
)
from fundsim.programme.borrowers import DefaultProbability

LOANS = Described(
    grade=np.array([[0, 1], [1, 1]]),
    industry=np.array([0, 1]),
    township=np.array([0, 1]),
    village=np.array([0, 2]),
    industries=("crop", "pig"),
    grades=("AA", "A"),
    townships=("East", "West"),
    villages=("East/1", "East/2", "West/1"),
)


def test_all_multipliers_by_hand() -> None:
    terms = DefaultProbability(
        annual=0.2,
        by_industry={"pig": 0.5},
        odds_by_grade={"AA": 0.5},
        odds_by_township={"West": 3.0},
        odds_by_village={"West/1": 2.0, "East/2": 100.0},
    )
    probability = annual_probabilities(terms, LOANS)
    # Slot 0: odds 1/4, halved in generation 0. Slot 1: odds 1 times 3 times 2.
    assert probability == pytest.approx(np.array([[1 / 9, 0.2], [6 / 7, 6 / 7]]))


def test_tape_gives_the_base_and_blanks_take_the_scenarios() -> None:
    terms = DefaultProbability(annual=0.2, from_tape=True, odds_by_grade={"AA": 3.0})
    probability = annual_probabilities(terms, LOANS, np.array([0.25, math.nan]))
    assert probability == pytest.approx(np.array([[0.5, 0.25], [0.2, 0.2]]))


def test_industry_without_probability_is_named() -> None:
    with pytest.raises(ScenarioError, match=r"1 loans of industry `crop` have no default probability"):
        annual_probabilities(DefaultProbability(by_industry={"pig": 0.1}), LOANS)


def test_industry_without_probability_and_without_loans_does_no_harm() -> None:
    loans = LOANS._replace(industry=np.array([1, 1]))
    probability = annual_probabilities(DefaultProbability(by_industry={"pig": 0.1}), loans)
    assert probability == pytest.approx(np.full((2, 2), 0.1))


@settings(deadline=None)
@given(st.floats(0.0, 1.0), st.floats(0.0, 1e6))
def test_odds_stay_within_bounds(probability: float, multiplier: float) -> None:
    result = float(multiply_odds(np.array([probability]), np.array([multiplier]))[0])
    assert 0.0 <= result <= 1.0
    if multiplier >= 1.0:
        assert result >= probability * (1 - 1e-12)


def test_certain_and_impossible_events() -> None:
    ones, multipliers = np.ones(2), np.array([0.5, 0.0])
    assert multiply_odds(ones, multipliers).tolist() == [1.0, 0.0]
    assert multiply_odds(0.0 * ones, multipliers).tolist() == [0.0, 0.0]
