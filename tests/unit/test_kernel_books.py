"""Claims, accounts and government money add up on every path of programmes drawn at random, to the fen."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.reference.random_programmes import random_programme
from tests.unit.example_scenarios import SMALL
from tests.unit.kernel_runs import Arrays, all_outputs, variables

from fundsim.portfolio import build_loan_book
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.results.coordinates import ADDING_LINES, LINES, PARTIES, TAKING_LINES
from fundsim.scenario_file import parse_scenario
from fundsim.simulation.block_variables import RATIOS

FEN = 0.01
INSURER, FUND, BUDGET, BANK = range(4)
# As many as a test tries: all laws are asked of the same programmes, each of which is simulated once.
programmes = st.integers(0, settings.default.max_examples - 1)


@cache
def run(number: int, **replaced: Any) -> Arrays:
    """Two paths of a random programme; monthly variables per path, the fund size dropped."""
    scenario, book = programme(number, **replaced)
    found = variables(scenario, book, 2, number)
    by_size = {name for name, values in found.items() if values.shape[0] == 1}
    return {name: values[0] if name in by_size else values for name, values in found.items()}


def programme(number: int, **replaced: Any) -> tuple[Scenario, LoanBook]:
    """A random programme in whose blocks some keys are replaced wherever they stand."""
    scenario, book = random_programme(number)
    return Scenario.model_validate(with_replaced(scenario.model_dump(by_alias=True), replaced)), book


def with_replaced(tree: Any, replaced: dict[str, Any]) -> Any:
    """Data with the values of some keys replaced; shares of payers go to one payer."""
    if isinstance(tree, dict):
        found = {}
        for key, value in tree.items():
            new = {replaced[key]: 1.0} if key in replaced and isinstance(value, dict) else replaced.get(key)
            found[key] = new if key in replaced else with_replaced(value, replaced)
        return found
    return [with_replaced(item, replaced) for item in tree] if isinstance(tree, list | tuple) else tree


def line(found: Arrays, *names: str) -> NDArray[np.float64]:
    """Sum of some lines of the fund's account: (path, year)."""
    return sum((found["account_line"][:, :, LINES.index(name)] for name in names), np.zeros(1))


def assert_equal(left: NDArray[np.float64], right: NDArray[np.float64]) -> None:
    """Equal to the fen."""
    np.testing.assert_allclose(left, right, rtol=0.0, atol=FEN / 2)


@given(programmes)
def test_payments_of_all_layers_add_up_to_claims(number: int) -> None:
    found = run(number)
    assert (found["payment"] >= 0.0).all()
    assert_equal(found["payment"].sum(axis=1), found["claims"])
    assert_equal(found["layer_year_payment"].sum(axis=1), found["payment"])
    for part in ("overdue", "outstanding"):
        assert_equal(found[f"township_{part}_average"].sum(axis=1), found[f"{part}_average"])
    for part in ("township_claims", "industry_claims"):
        assert_equal(found[part].sum(axis=1), found["claims"])
    for part in ("township_defaults", "cohort_defaults"):
        assert (found[part].sum(axis=1) == found["defaults"]).all()
    recovered = found["recovery"] + found["recovery_due"]
    borne = found["payment"] + found["queue_unpaid"]
    assert (recovered <= borne + FEN).all()  # what a layer owes counts as its own, also when it cannot pay
    assert (recovered.sum(axis=1) <= found["recovery_at_default"] + FEN).all()


@given(programmes)
def test_the_fund_s_account_reconciles_year_by_year(number: int) -> None:
    found = run(number)
    moved = line(found, *ADDING_LINES) - line(found, *TAKING_LINES)
    assert_equal(line(found, "opening") + moved, line(found, "closing"))
    assert_equal(line(found, "opening")[:, 1:], line(found, "closing")[:, :-1])
    assert_equal(line(found, "closing")[:, -1], found["closing_balance"])
    assert_equal(line(found, "payments"), found["layer_year_payment"][:, :, FUND])
    assert (found["account_line"] >= 0.0).all()


@given(programmes)
def test_every_layer_s_accounts_add_up(number: int) -> None:
    assert_accounts_add_up(*programme(number), 2, number)


def test_pools_pay_out_of_their_own_money() -> None:
    pool = "layers.pool={kind: pool, pays: 0.1, account: {level: township, initial: 1000}}"  # not the reported fund
    scenario = parse_scenario(SMALL, [pool, "default_probability.by_industry={crop: 0.5, pig: 0.5}"])
    payments = assert_accounts_add_up(scenario, build_loan_book(scenario, seed=1), 3, 1)
    assert [layer.name for layer in scenario.layers][2] == "pool"
    assert (payments[:, 2] > 0.0).all()


def assert_accounts_add_up(scenario: Scenario, book: LoanBook, paths: int, seed: int) -> NDArray[np.float64]:
    """Check what each layer's accounts took in, paid and hold, and return what they paid (path, layer, size)."""
    found = all_outputs(scenario, book, paths, seed)
    totals = found["account_total"]
    paid_in, interest, recovered, payments, returned, held = np.moveaxis(totals, 2, 0)
    assert_equal(paid_in + interest + recovered - payments - returned, held)
    assert (totals >= 0.0).all()
    for place, layer in enumerate(scenario.layers):
        if layer.account is None:
            assert not totals[:, place].any()
        else:
            assert_equal(payments[:, place], found["payment"][:, place])
    return payments


@given(programmes)
def test_balances_are_never_negative_and_claims_are_paid_shorted_or_queued(number: int) -> None:
    found = run(number)
    assert (found["balance"] >= 0.0).all()
    assert (found["min_balance"] == found["balance"].min(axis=1)).all()
    assert (found["shortfall"] >= 0.0).all()
    assert_equal(found["shortfall"], found["layer_shortfall"][:, FUND])
    assert ((found["queue_unpaid"] >= 0.0) & (found["queue_unpaid"] <= found["layer_shortfall"] + FEN)).all()
    assert (found["queue_unpaid"].sum(axis=1) <= found["payment"][:, BANK] + FEN).all()


@given(programmes)
def test_premiums_written_are_paid_by_somebody(number: int) -> None:
    found = run(number)
    assert (found["premium"] >= 0.0).all()
    assert_equal(found["premium_paid"].sum(axis=1), found["premium"].sum(axis=1))


def running_costs(found: Arrays) -> NDArray[np.float64]:
    """What the government pays beside layers: interest, inspections, levers, its part of borrowers' cover."""
    costs = found["interest_subsidy"] + found["inspection_cost"] + found["lever_cost"]
    return np.asarray(costs + found["borrower_cover_premium"][:, PARTIES.index("government")])


def assert_provides_for_open_claims(found: Arrays, spent: NDArray[np.float64]) -> None:
    """The cost is what was spent, and more by at most the claims still open: without any, by nothing."""
    provided = found["government_cost"] - spent
    assert (provided >= -FEN / 2).all()
    assert (provided <= found["claims_open"] + FEN / 2).all()


@given(programmes)
def test_cost_of_a_government_that_pays_everything(number: int) -> None:
    found = run(number, paid_by="government", initial_paid_by="government", discount_rate=0.0, unpaid="next")
    # what the fund ever received from outside and did not give back or keep, and what was paid beside it
    into_fund = line(found, "opening")[:, 0] + line(found, "appropriation", "provision", "premium", "top_up").sum(
        axis=1
    )
    out_of_fund = line(found, "returned").sum(axis=1) + found["closing_balance"]
    budget = found["payment"][:, BUDGET] - found["recovery"][:, BUDGET]
    beside = found["premium"][:, INSURER] + running_costs(found) + budget
    assert_provides_for_open_claims(found, into_fund - out_of_fund + beside)


@given(programmes)
def test_a_government_that_pays_nothing_into_accounts_bears_the_rest(number: int) -> None:
    found = run(number, paid_by="bank", initial_paid_by="bank", discount_rate=0.0)
    budget = found["payment"][:, BUDGET] - found["recovery"][:, BUDGET]
    assert_provides_for_open_claims(found, running_costs(found) + budget)


@given(programmes)
def test_months_add_up_to_the_path(number: int) -> None:
    found = run(number)
    assert_equal(found["lending_month"].sum(axis=1), found["lending"])
    settled = found["claims_paid"].sum(axis=1)
    assert (settled <= found["claims"] + FEN).all()
    assert (found["compensation"].sum(axis=1) <= found["payment"][:, FUND] + FEN).all()
    for name in RATIOS:
        assert ((found[name] >= -1e-9) & (found[name] <= 1.0 + 1e-9)).all(), name
    for suffix in ("", "_number"):
        npl = found[f"npl_ratio{suffix}"] - 1e-9
        assert (npl <= found[f"overdue_ratio{suffix}"]).all()
        assert (npl <= found[f"npl_forborne_ratio{suffix}"]).all()
    assert (found["cures"] + found["extensions"] - found["extension_failures"] <= found["distress"]).all()
    assert (found["wilful"] <= found["defaults"]).all()
