"""Shares, steps and sentences about money that waits in queues, flows back, or does not flow at all."""

from __future__ import annotations

from functools import cache

import pytest
import xarray as xr

import fundsim as fs
from fundsim.languages import Language
from fundsim.plots.bad_year import bad_year_steps
from fundsim.plots.who_pays import shares_of_parties
from fundsim.report.document import Measured
from fundsim.report.run_tables import troubled_table

pytestmark = pytest.mark.compiled
QUEUE = (
    "horizon.months=60",
    "layers.county_fund.unpaid=queue",
    "layers.county_fund.account={leverage: 200, top_up: {remove: true}}",
)
COMES_BACK = (
    "horizon.months=72",
    "layers.county_fund.covers={made_until: 2023-12}",
    "recovery.hardship={share: 0.8, by_year: [0.2, 0.4, 0.4]}",
    "stress.late={month: 2028-02, hazard_multiplier: 6, lasts_months: 10}",
)
STILL = (
    "horizon.months=4",
    "layers.county_fund.account={yield: 0, top_up: {remove: true}}",
    "claim.filed_after_days=180",
)


@cache
def run(paths: int, *overrides: str) -> xr.Dataset:
    """Paths of the county with a thin fund."""
    return fs.simulate(fs.load_scenario("thin_fund", overrides), n_paths=paths, seed=1)


def test_what_is_recovered_on_queued_claims_is_the_banks_who_bears_them() -> None:
    ds = run(400, *QUEUE)
    net = (ds["payment"] - ds["recovery"] - ds["recovery_due"]).mean("path")
    assert float(net.sel(layer="county_fund")) < 0.0  # what is due to the fund, beyond what it has paid
    for shares in shares_of_parties(ds, "en"):
        assert sum(share.value for share in shares.values()) == pytest.approx(1.0)
        assert all(0.0 <= share.lower <= share.value <= share.upper <= 1.0 for share in shares.values())
    average, _ = shares_of_parties(ds, "en")
    borne = average["bank"].value + average["county fund"].value
    assert borne == pytest.approx(float(net.sum()) / float(ds["claims"].mean()))


def test_what_is_left_of_a_bad_year_can_be_less_than_nothing() -> None:
    *others, left = bad_year_steps(run(100, *COMES_BACK), "en")
    assert left.kind == "net"
    assert left.amount.lower < left.amount.value < 0.0
    assert left.amount.value - left.amount.lower > left.amount.standard_error
    assert all(step.amount.lower >= 0.0 for step in others)


def test_shares_of_loans_in_trouble_are_at_most_all_of_them() -> None:
    few = run(8, "horizon.months=24", "extension={replace: true, granted: 0.02, months: 3, default_at_end: 0.8}")
    shares = {row[0]: row[2].estimate for row in troubled_table(few, "en").rows if isinstance(row[2], Measured)}
    assert shares["extensions that failed"].upper == 1.0
    assert all(0.0 <= share.lower <= share.upper <= 1.0 for share in shares.values())


@pytest.mark.parametrize(("lang", "words"), [("en", ": nothing comes in or goes out ("), ("zh", "：无收支（")])
def test_an_account_on_which_nothing_happens(lang: Language, words: str) -> None:
    assert words in fs.caption("reconciliation", run(8, *STILL), lang)
