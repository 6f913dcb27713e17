"""Warnings of amounts whose unit is probably wrong."""

from __future__ import annotations

from tests.unit.example_scenarios import SMALL

from fundsim.portfolio import build_loan_book
from fundsim.portfolio.doubts import doubts_of
from fundsim.scenario_file import parse_scenario


def doubts(*changes: str) -> list[str]:
    scenario = parse_scenario(SMALL, changes)
    return [str(doubt) for doubt in doubts_of(scenario, build_loan_book(scenario, seed=1))]


def fund_of(amount: float) -> str:
    return f"layers.county_fund.account={{leverage: {{remove: true}}, initial: {amount}}}"


def test_a_fund_in_ten_thousands_is_doubted() -> None:
    assert doubts() == doubts(fund_of(0), "loans.size={law: fixed, amount: 100}") == []
    outstanding = 887_000.0  # of the small example, to the thousand
    assert doubts(fund_of(0.0015 * outstanding)) == []
    [doubt] = doubts(fund_of(88.7))
    assert "layers.county_fund.account.initial: 88.70 is 0.01 % of the loans at the start" in doubt
    assert "check the unit" in doubt


def test_loans_in_ten_thousands_are_doubted() -> None:
    [doubt] = doubts("loans.size={law: fixed, amount: 5}")
    assert doubt.startswith("loans: are of 5.00 on average; check the unit")
