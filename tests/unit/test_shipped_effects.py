"""What a shipped scenario is named for moves a headline figure beyond chance, and luoping's breaker trips now and then.

Each scenario is paired, path by path on the same seed, with the same scenario without the mechanism.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
import xarray as xr

import fundsim as fs

pytestmark = pytest.mark.compiled
PATHS = 500
SIGMAS = 4.0


class Effect(NamedTuple):
    """A scenario, how to switch its mechanism off, the figure that moves, and its direction."""

    scenario: str
    without: tuple[str, ...]
    figure: str
    sign: int


EFFECTS = [
    Effect("capped_guarantee", ("layers.portfolio_guarantee.aggregate_limit=100",), "payment.bank", 1),
    Effect("tiered_npl", ("layers.county_fund.tiers=[{pays: 1}]",), "payment.county_fund", -1),
    Effect("lax_screening", ("admission.misuse=0",), "claims", 1),
    Effect("lax_screening", ("admission.changes={replace: true}",), "claims", -1),
    Effect("credit_village_township", ("credit_villages.odds=1",), "claims", -1),
    Effect("credit_village_township", ("credit_villages.recovery_multiplier=1",), "recovery.county_fund", 1),
    Effect("credit_village_township", ("breakers.credit_village_overdue.stop_above=1",), "lending_lost", 1),
    Effect("drought_prone", ("shocks.drought.probability_per_year=0",), "claims", 1),
    Effect("drought_prone", ("shocks.drought.insured_share=0",), "claims", -1),
    Effect("drought_prone", ("shocks.drought.persistence=0",), "claims", 1),
    Effect("livestock_disease", ("shocks.epidemic.probability_per_year=0",), "claims", 1),
    Effect("livestock_disease", ("shocks.epidemic.insured_share=0",), "claims", -1),
    Effect("livestock_disease", ("price_cycles={replace: true}",), "defaults", 1),
    Effect("village_reserve_pools", ("layers.village_pool.pays=0",), "payment.village_pool", 1),
    Effect("village_reserve_pools", ("contagion.village.strength=0",), "claims", 1),
    Effect("extension_heavy", ("extension.granted=0",), "claims", -1),
    Effect("extension_heavy", ("default_probability.due_at_maturity=0",), "claims", 1),
    Effect("thin_fund", ("layers.county_fund.account.leverage=10",), "shortfall", 1),
    Effect("insurance_heavy", ("layers.guarantee_insurance.aggregate_limit=100",), "payment.guarantee_insurance", -1),
    Effect("luoping", ("breakers.county_npl.stop_above=1",), "lending_lost", 1),
    Effect("province_stop_loss", ("layers.reguarantor.pays=0",), "payment.county_fund", -1),
    Effect("province_pool", ("layers.county_fund.account.level=county",), "shortfall", -1),
    Effect("mutual_fund", ("layers.guaranty_fund.account.top_up.share_of_gap=0",), "closing_balance", 1),
]  # fmt: skip
SLOW_EFFECTS = [
    Effect("village_reserve_pools", ("credit_villages.odds=1",), "claims", -1),
    Effect("village_reserve_pools", ("breakers.village_overdue.stop_above=1",), "lending_lost", 1),
]


@cache
def run(name: str, overrides: tuple[str, ...]) -> xr.Dataset:
    """Paths of a scenario; of those with several mechanisms, the whole is run once."""
    return fs.simulate(fs.load_scenario(name, overrides), n_paths=PATHS, seed=1, monthly=False)


def figure(name: str, overrides: tuple[str, ...], key: str) -> np.ndarray:
    """Figure of every path; a payment or recovery is that of the payer after the dot."""
    ds = run(name, overrides)
    variable, _, layer = key.partition(".")
    return np.asarray(ds[variable].sel(layer=layer) if layer else ds[variable])


@pytest.mark.parametrize(
    "effect",
    [*EFFECTS, *(pytest.param(own, marks=pytest.mark.slow) for own in SLOW_EFFECTS)],
    ids=lambda e: f"{e.scenario}: {e.without[0].partition('=')[0]}",
)
def test_mechanism_moves_a_headline_figure(effect):
    change = figure(effect.scenario, (), effect.figure) - figure(effect.scenario, effect.without, effect.figure)
    assert effect.sign * change.mean() > SIGMAS * change.std(ddof=1) / np.sqrt(PATHS) > 0.0


def test_breaker_of_luoping_trips_now_and_then():
    ds = fs.simulate(fs.load_scenario("luoping"), n_paths=500, seed=1, monthly=False)
    assert 0.01 < float((ds.breaker_months > 0).mean()) < 0.5
