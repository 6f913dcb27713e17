"""Warnings of amounts whose unit is probably wrong."""

from __future__ import annotations

from pathlib import Path

from tests.unit.example_scenarios import SMALL

from fundsim.portfolio import build_loan_book
from fundsim.portfolio.doubts import doubts_of
from fundsim.scenario_file import check_scenario, parse_scenario

TAPE = """\
name: tape
horizon: {first_month: 2024-01, months: 12}
loans:
  source: tape
  file: loans.csv
  columns: {principal: amount, made_on: day}
  amount_unit: 10000
  made_from: 2020-01
  defaults: {term_months: 12}
default_probability: {annual: 0.02}
layers: [{name: fund, kind: fund, pays: 0.8, account: {leverage: 10}}]
"""


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


def test_a_ceiling_that_hands_back_part_of_the_opening_amount_is_doubted() -> None:
    ceiling = "layers.county_fund.account.ceiling="
    assert doubts(f"{ceiling}90000") == []  # a tenth of 887,000 is below it
    [doubt] = doubts(f"{ceiling}80000")
    assert "layers.county_fund.account.ceiling: 80,000.00 is below what the account opens with, 88," in doubt


def test_loans_in_ten_thousands_are_doubted() -> None:
    [doubt] = doubts("loans.size={law: fixed, amount: 5}")
    assert doubt.startswith("loans: are of 5.00 on average; check the unit")


def test_townships_in_ten_thousands_are_doubted_once() -> None:
    rescaled = "loans.size.rescale_to=outstanding"
    towns = ("loans.townships.East.outstanding=35", "loans.townships.West.outstanding=90")
    [doubt] = doubts(rescaled, *towns)
    assert "loans.townships: 2 townships have loans of 3.50 to 4.50 CNY on average; check the unit" in doubt
    [doubt] = doubts(rescaled, towns[0], "loans.townships.West.outstanding=900000")
    assert "loans.townships: East has loans of 3.50 CNY on average; check the unit" in doubt


def test_sizes_of_the_fund_in_ten_thousands_are_doubted() -> None:
    assert doubts("report.fund_sizes=[0, 888, 88700]") == []
    [doubt] = doubts("report.fund_sizes=[8.87, 17.74, 88700]")
    assert "report.fund_sizes: 8.87, 17.74 is less than 0.1 % of the loans at the start, 88" in doubt


def test_a_fund_of_many_times_the_loans_is_doubted() -> None:
    """A leverage of 0.1 is seldom meant: it is loans ÷ fund."""
    assert doubts("layers.county_fund.account.leverage=0.6") == doubts(fund_of(1.9 * 887_000.0)) == []
    [doubt] = doubts("layers.county_fund.account.leverage=0.1")
    assert "layers.county_fund.account.leverage: 0.1 opens the account with 10 times the loans" in doubt
    [doubt] = doubts(fund_of(8.87e9))
    assert "8,870,000,000.00 is 10,000 times the loans at the start" in doubt
    assert "check the unit" in doubt


def doubts_of_tape(folder: Path, rows: list[str]) -> list[str]:
    (folder / "loans.csv").write_text("\n".join(["amount,day", *rows]))
    scenario = parse_scenario(TAPE, [], folder)
    return [str(doubt) for doubt in doubts_of(scenario, build_loan_book(scenario, seed=1))]


def test_one_loan_far_above_the_others_is_doubted(tmp_path: Path) -> None:
    rows = ["5,2023-05"] * 60
    assert doubts_of_tape(tmp_path, [*rows, "200,2023-05"]) == []
    [doubt] = doubts_of_tape(tmp_path, [*rows, "50000,2023-05"])
    assert "line 62 has 500,000,000.00, more than 100 times the median of the others, 50,000.00" in doubt
    assert "look for a row of sums, and for cells in another unit" in doubt
    [doubt] = doubts_of_tape(tmp_path, [*rows, "450,2023-05"])
    assert "one of 4,500,000.00 is 60 % of all loans at the start; look for a row of sums in the tape" in doubt


def test_an_event_that_hits_no_loan_is_doubted(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("amount,day,use,town\n5,2023-05,pig,East\n", encoding="utf-8")
    columns = "loans.columns={principal: amount, made_on: day, industry: use, township: town}"

    def told(*changes: str) -> list[str]:
        scenario = parse_scenario(TAPE, [columns, *changes], tmp_path)
        return [str(doubt) for doubt in doubts_of(scenario, build_loan_book(scenario, seed=1))]

    event = "hazard_multiplier: 3, probability_per_year: 0.1"
    assert told(f"shocks={{drought: {{industries: [crop, pig], {event}}}}}") == []
    [doubt] = told(f"shocks={{drought: {{industries: [crop], {event}}}}}")
    assert doubt == (
        "shocks.drought.industries: the event hits no loan: none is of `crop`; name those that have some: `pig`"
    )
    [doubt] = told("stress={flood: {townships: [West], month: 3, hazard_multiplier: 3}}")
    assert doubt.startswith("stress.flood.townships: the event hits no loan: none is of `West`")


def test_a_probability_that_no_loan_takes_is_doubted() -> None:
    assert doubts("default_probability.by_industry={replace: true, crop: 0.03}", "default_probability.annual=0.1") == []
    [doubt] = doubts("default_probability.annual=0.1")
    assert doubt.startswith("default_probability.annual: has no effect: `by_industry` names every industry that has")


def test_a_fund_that_opens_by_loans_which_it_does_not_cover_is_doubted() -> None:
    fund = "layers.county_fund"
    assert doubts(f"{fund}.covers={{townships: [East, West]}}") == []
    [doubt] = doubts(f"{fund}.covers={{townships: [East]}}")
    assert f"{fund}.account.leverage: counts all loans, of which the layer covers" in doubt
    assert doubts(f"{fund}.covers={{townships: [East]}}", fund_of(88_700.0)) == []


def test_rows_that_the_scenario_does_not_ask_for_are_not_lost(tmp_path: Path) -> None:
    rows = ["5,2019-05"] * 8 + ["5,2023-05"] * 8
    assert doubts_of_tape(tmp_path, [*rows, "x,2023-05"]) == []
    [doubt] = doubts_of_tape(tmp_path, [*rows, "x,2023-05", "y,2023-05"])
    assert "2 of 18 rows of the tape could not be used" in doubt


def test_payments_in_ten_thousands_are_doubted() -> None:
    account = "layers.county_fund.account"
    assert doubts(f"{account}.inflows={{yearly: {{amount: 3000}}}}") == []
    [doubt] = doubts(f"{account}.inflows={{yearly: {{amount: 3}}}}")
    assert f"{account}.inflows.yearly.amount: 3.00 is 0.000338 % of the loans at the start" in doubt
    [doubt] = doubts(f"{account}.top_up={{share_of_gap: 0.5, cap: 4}}")
    assert f"{account}.top_up.cap: 4.00 is" in doubt


def test_rescaling_beyond_the_cap_of_the_law_is_doubted_unless_it_is_bounded() -> None:
    law = "{replace: true, law: mostly_at_cap, smallest: 10000, cap: 30000, share_at_cap: 0.5, rescale_to: outstanding}"
    towns = [f"loans.townships.{name}.outstanding=400000" for name in ("East", "West")]
    [doubt] = doubts(f"loans.size={law}", *towns)
    assert "loans.size.cap: loans rescaled to the reported amounts reach" in doubt
    assert "above 30,000.00" in doubt
    assert doubts(f"loans.size={law}", *towns, "loans.add_on_cap=90000") == []


def test_a_principal_far_above_its_balance_is_doubted(tmp_path: Path) -> None:
    rows = ["5,4,2023-05"] * 8
    header = "amount,left,day"
    assert tape_with_balances(tmp_path, [header, *rows, "5,0.06,2023-05"]) == []
    [doubt] = tape_with_balances(tmp_path, [header, *rows, "5,0.04,2023-05"])
    assert "line 10 has 50,000.00, more than 100 times its own balance (such loans: 1)" in doubt


def tape_with_balances(folder: Path, lines: list[str]) -> list[str]:
    (folder / "loans.csv").write_text("\n".join(lines))
    columns = "loans.columns={principal: amount, balance: left, made_on: day}"
    scenario = parse_scenario(TAPE, [columns], folder)
    return [str(doubt) for doubt in doubts_of(scenario, build_loan_book(scenario, seed=1))]


def test_rates_that_were_per_cent_already_are_doubted(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("\n".join(["amount,day,rate", *["5,2023-05,0.0435"] * 4]))
    columns = "loans.columns={principal: amount, made_on: day, interest_rate: rate}"
    plain = parse_scenario(TAPE, [columns], tmp_path)
    assert doubts_of(plain, build_loan_book(plain, seed=1)) == ()
    scaled = parse_scenario(TAPE, [columns, "loans.rate_unit=0.01"], tmp_path)
    [doubt] = doubts_of(scaled, build_loan_book(scaled, seed=1))
    assert str(doubt).startswith("loans.rate_unit: the median interest rate is 0.0435 % a year")


def test_a_column_of_probabilities_that_nobody_asks_for_is_told(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("amount,day,risk\n5,2023-05,0.02\n", encoding="utf-8")
    columns = "loans.columns={principal: amount, made_on: day, pd: risk}"
    (tmp_path / "tape.yaml").write_text(TAPE, encoding="utf-8")
    [told] = [str(own) for own in check_scenario(tmp_path / "tape.yaml", [columns]).cautions]
    assert (
        "loans.columns.pd: has no effect without `default_probability.from_tape: true`; give it, or drop this" in told
    )
    assert check_scenario(tmp_path / "tape.yaml", [columns, "default_probability={from_tape: true}"]).cautions == ()
