"""Required capital against brute force: simulated at every path's amount and just below it."""

from __future__ import annotations

import numpy as np
import pytest

import fundsim as fs
from fundsim.decisions.capital import capital_of_paths, why_not_exact
from fundsim.programme.roles import with_fund_sizes

pytestmark = pytest.mark.compiled
PATHS = 40
TOLERANCE = 0.5  # [currency] half a fen of shortfall may be spread over many accounts
FUND, COUNTY = "layers.fund.account", "layers.county_fund.account"


def bare_account(terms: str) -> str:
    """Override that gives the fund an account without inflows."""
    return f"{FUND}={{replace: true, initial: 1, {terms}}}"


PROGRAMMES = {
    "inflows at the start": ("theory/yearly_fund", ()),
    "inflows at the end": ("theory/yearly_fund", (f"{FUND}.inflows.yearly.at=end",)),
    "no inflows": ("theory/yearly_fund", (bare_account("yield: 0.03"),)),
    "monthly claims": ("theory/monthly_fund", ()),
    "yearly interest": ("theory/monthly_fund", (f"{FUND}.yield=0.2", f"{FUND}.interest=yearly")),
    "monthly interest": ("theory/monthly_fund", (f"{FUND}.yield=0.2",)),
    "top-up towards an amount": (
        "theory/yearly_fund",
        (bare_account("top_up: {share_of_gap: 0.5, cap: 15000, target: 60000}"),),
    ),
    "top-up after claims": (
        "theory/yearly_fund",
        (bare_account("top_up: {share_of_gap: 0.7, at: after_claims}"),),
    ),
    "late top-up": ("luoping", ("horizon.months=48", f"{COUNTY}.top_up.share_of_gap=0.8")),
    "top-up towards the loans": (
        "luoping",
        ("horizon.months=48", f"{COUNTY}.top_up.target={{outstanding_divided_by: 20}}"),
    ),
    "ceiling": ("theory/yearly_fund", (f"{FUND}.ceiling_share_of_initial=0.8",)),
    "accounts of townships": ("luoping", ("horizon.months=36", f"{COUNTY}.level=township")),
    "a portfolio of its own for every path": (
        "luoping", ("horizon.months=24", "loans.redraw_portfolio=true", "loans.scale=0.1", f"{COUNTY}.level=township"),
    ),
    "absorbing ruin": ("theory/yearly_fund", ("report.after_ruin=absorbing",)),
}  # fmt: skip


def test_amounts_too_large_for_fen_are_found_to_the_last_digit():
    """Beyond 4e12 numbers lie further apart than half a fen; bisection has to end all the same."""
    losses = ["loans.claims.amounts=[1e13, 3e13]", "loans.claims.probabilities=[0.5, 0.5]", "horizon.months=24"]
    fund = fs.load_scenario("theory/claims_by_table", [*losses, bare_account("yield: 0.0")])
    capital = capital_of_paths(fund, [12, 24], PATHS, seed=5, threads=1)
    claims = fs.simulate(fund, PATHS, seed=5, threads=1).claims.values
    np.testing.assert_allclose(capital[:, 1], claims, rtol=1e-15)
    assert set(np.round(capital[:, 0] / 1e13, 9)) == {1.0, 3.0}


@pytest.mark.parametrize("name", PROGRAMMES)
def test_an_amount_is_enough_exactly_from_the_required_capital_on(name):
    source, overrides = PROGRAMMES[name]
    scenario = fs.load_scenario(source, overrides)
    assert why_not_exact(scenario) == ()
    horizons = [scenario.horizon.months // 2, scenario.horizon.months]
    capital = capital_of_paths(scenario, horizons, PATHS, seed=5, threads=1)
    assert (capital[:, 0] <= capital[:, 1]).all()
    assert capital.max() > 0.0
    sizes = np.unique(np.concatenate([capital.ravel(), np.maximum(capital.ravel() - TOLERANCE, 0.0)]))
    ds = fs.simulate(with_fund_sizes(scenario, sizes.tolist()), PATHS, seed=5, threads=1, monthly=False)
    ruin = ds.ruin_month.transpose("path", "fund_size").values
    for column, months in enumerate(horizons):
        ruined = (ruin >= 0) & (ruin < months)
        needed = capital[:, column, None]
        surely_short, surely_enough = sizes <= needed - TOLERANCE, sizes >= needed
        assert ruined[surely_short].all()
        assert not ruined[surely_enough].any()


def test_where_a_ceiling_takes_the_money_away_no_amount_is_enough():
    scenario = fs.load_scenario(
        "theory/yearly_fund", [bare_account("ceiling: 45000, inflows: {yearly: {amount: 10000}}")]
    )
    capital = capital_of_paths(scenario, [48], PATHS, seed=5, threads=1)
    assert np.isinf(capital).any()
    assert np.isfinite(capital).any()
    ds = fs.simulate(with_fund_sizes(scenario, [1e9]), PATHS, seed=5, threads=1, monthly=False)
    np.testing.assert_array_equal(ds.ruin_month.values >= 0, np.isinf(capital[:, 0]))


def test_what_a_ceiling_takes_away_can_leave_its_interest_behind():
    """Month 0 earns F/100 before the ceiling of 8,000 cuts, eleven months 80 each, all credited before the claim."""
    fund = fs.load_scenario(
        "theory/claims_by_table",
        [
            "horizon.months=12", "loans.claims={law: empirical, values: [9500]}",
            bare_account("ceiling: 8000, interest: yearly, yield: 0.12"),
        ],
    )  # fmt: skip
    capital = capital_of_paths(fund, [12], 2, seed=5, threads=1)
    np.testing.assert_allclose(capital, (9500.0 - 8000.0 - 11 * 80.0) / 0.01, atol=0.6)  # half a fen may be unpaid
    ds = fs.simulate(with_fund_sizes(fund, [61_990.0, 62_001.0]), 1, seed=5, threads=1, monthly=False)
    assert ds.ruin_month.values.ravel().tolist() == [11, -1]


def test_capital_does_not_depend_on_the_scenarios_own_size_or_on_the_number_of_paths():
    scenario = fs.load_scenario("theory/yearly_fund")
    found = capital_of_paths(scenario, [48], PATHS, seed=5, threads=1)
    other = fs.load_scenario("theory/yearly_fund", [f"{FUND}.initial=7", "report.fund_sizes=[1, 2]"])
    np.testing.assert_array_equal(found[:7], capital_of_paths(other, [48], 7, seed=5, threads=1))


@pytest.mark.parametrize(
    ("source", "overrides", "reason"),
    [
        ("theory/fund_sizes", (), "waits for a trigger"),
        ("theory/fund_usage", (), "watches the usage of the fund"),
        ("theory/yearly_fund", ("report.ruin=empty",), "`empty`"),
        ("luoping", (f"{COUNTY}.top_up.paid_after_months=12",), "still on its way"),
        ("luoping", (f"{COUNTY}.ceiling=9e6",), "ceiling takes money out"),
        ("luoping", (f"{COUNTY}.top_up.trigger_share_of_target=0.5",), "waits for a trigger"),
    ],
)
def test_reasons_why_the_account_alone_does_not_tell(source, overrides, reason):
    assert reason in " ".join(why_not_exact(fs.load_scenario(source, overrides)))
