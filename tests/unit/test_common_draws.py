"""Draws of shocks, regimes and price cycles that stay when others come, go or change places."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import fundsim as fs
from fundsim.scenario_file import parse_scenario

EAST = {"rate": 2, "townships": ["East"], "townships_hit": 0.6, "immediate_default_probability": 0.4, "lasts_months": 1}
WEST = {**EAST, "townships": ["West"]}
TWO_SETS = [{"townships": ["West"], "probability": 0.5}, {"townships": ["North"], "probability": 0.3}]
MOVING = {"start": {"good": 1}, "transition": {"good": {"good": 0.5, "bad": 0.5}, "bad": {"bad": 1}}, "every_months": 1}
LEVEL_OF_PD = {"states": {"good": {}, "bad": {"default_probability": 30}}, **MOVING}
LEVEL_OF_LOSS = {"states": {"good": {}, "bad": {"loss_given_default": 0.5}}, **MOVING}
CROP_CYCLE = {"period_months": 36, "highest": 30, "lowest": 0.1, "industries": ["crop"]}
PIG_CYCLE = {**CROP_CYCLE, "industries": ["pig"]}


def scenario(**blocks: Any) -> fs.Scenario:
    """Three townships of crop and pig loans over two years, with the blocks that differ."""
    townships = {name: {"loans": 20} for name in ("East", "West", "North")}
    industries = blocks.pop("industries", {"crop": 1})
    loans = {
        "source": "synthetic",
        "townships": townships,
        "size": {"law": "fixed", "amount": 10_000},
        "product": {"term_months": 24, "interest_rate": 0.04},
        "opening_ages": "new",
        "industries": industries,
        "grades": {"A": 1},
    }
    whole = {
        "name": "Three townships",
        "horizon": {"months": 24},
        "loans": loans,
        "default_probability": {"annual": 0.02},
        "sources": {"*": "assumed"},
        **blocks,
    }
    return parse_scenario(json.dumps(whole))  # JSON is YAML


def defaults_in(township: str, **blocks: Any) -> NDArray[np.int64]:
    """Defaults of a township on each of forty paths."""
    ds = fs.simulate(scenario(**blocks), n_paths=40, seed=3, keep_townships=True)
    return np.asarray(ds["township_defaults"].sel(township=township))


@pytest.mark.parametrize(
    "west", [WEST, {**WEST, "rate": None, "probability_per_year": 0.6}, {**WEST, "townships_hit": None}]
)
def test_a_shock_elsewhere_leaves_the_events_of_another_as_they_were(west: dict[str, Any]) -> None:
    west = {key: value for key, value in west.items() if value is not None}
    alone = defaults_in("West", shocks={"flood": west})
    assert len(np.unique(alone)) > 3
    assert (defaults_in("West", shocks={"drought": EAST, "flood": west}) == alone).all()
    assert (defaults_in("West", shocks={"flood": west, "drought": EAST}) == alone).all()


def test_sets_of_townships_stay_when_a_shock_is_added_before_them() -> None:
    flood = {"rate": 2, "sets": TWO_SETS, "immediate_default_probability": 0.4, "lasts_months": 1}
    alone = defaults_in("North", shocks={"flood": flood})
    assert len(np.unique(alone)) > 3
    assert (defaults_in("North", shocks={"drought": EAST, "flood": flood}) == alone).all()


def test_a_random_shock_leaves_where_a_stated_event_hits_as_it_was() -> None:
    stated = {**WEST, "month": 5, "townships": ["West", "North"]}
    del stated["rate"]
    alone = defaults_in("North", stress={"flood": stated})
    assert len(np.unique(alone)) > 3
    assert (defaults_in("North", shocks={"drought": EAST}, stress={"flood": stated}) == alone).all()


def test_events_of_one_name_in_both_blocks_have_draws_of_their_own() -> None:
    stated = {**WEST, "month": 5, "townships_hit": 0.5}
    del stated["rate"]
    with_random = {**WEST, "rate": 1e-9}
    alone = defaults_in("West", stress={"flood": stated})
    assert (defaults_in("West", shocks={"flood": with_random}, stress={"flood": stated}) == alone).all()
    renamed = defaults_in("West", stress={"high_water": stated})
    assert (renamed != alone).any()


def test_a_regime_of_losses_leaves_the_states_of_another_as_they_were() -> None:
    alone = defaults_in("East", regimes={"times": LEVEL_OF_PD})
    assert len(np.unique(alone)) > 3
    assert (defaults_in("East", regimes={"courts": LEVEL_OF_LOSS, "times": LEVEL_OF_PD}) == alone).all()


def test_a_price_cycle_of_another_industry_leaves_a_random_phase_as_it_was() -> None:
    industries = {"crop": 0.999999, "pig": 0.000001}
    alone = defaults_in("East", industries=industries, price_cycles={"crop_price": CROP_CYCLE})
    both = {"pig_price": PIG_CYCLE, "crop_price": CROP_CYCLE}
    assert len(np.unique(alone)) > 3
    assert (defaults_in("East", industries=industries, price_cycles=both) == alone).all()


def test_cover_against_one_shock_stays_when_another_is_added_before_it() -> None:
    cover = {"insured_share": 0.5, "insured_multiplier": 1, "hazard_multiplier": 60, "lasts_months": 12}
    flood = {"rate": 2, "townships": ["West"], **cover}
    alone = defaults_in("West", shocks={"flood": flood})
    assert len(np.unique(alone)) > 3
    drought = {"rate": 2, "townships": ["East"], **cover}
    assert (defaults_in("West", shocks={"drought": drought, "flood": flood}) == alone).all()
