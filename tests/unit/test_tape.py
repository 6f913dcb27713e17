"""Loan tapes: what is read, dropped, imputed and kept, all of it counted."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.portfolio_scenarios import book_of, opening_balances, tape_scenario, write_tape

from fundsim.errors import DataError, ScenarioError
from fundsim.portfolio import balances, quality_report
from fundsim.portfolio.balances import opening_balances as book_balances
from fundsim.portfolio.files.cells import dated, number
from fundsim.portfolio.loan_book import SCHEDULES
from fundsim.portfolio.quality import QualityEntry
from fundsim.portfolio.tape import reading, rows
from fundsim.portfolio.tape.rules import schedule_named
from fundsim.programme.scenario import Scenario
from fundsim.simulation import simulate

SBA = Path(__file__).parents[2] / "scenarios" / "data" / "sba-7a-loans.csv"
NEW: dict[str, Any] = {"opening_ages": "new"}
PLAIN = {"principal": "amount", "term_months": "months"}


def report_of(scenario: Scenario) -> dict[str, QualityEntry]:
    entries = quality_report(scenario, seed=1)
    rules = {entry.rule: entry for entry in entries}
    assert len(rules) == len(entries)
    return rules


def counts_of(scenario: Scenario) -> dict[str, int]:
    """Rules that concerned any row, without those for absent columns and the totals."""
    rules = report_of(scenario)
    return {rule: entry.rows for rule, entry in rules.items() if entry.rows and "in the tape" not in rule}


def test_every_column_by_hand(tmp_path: Path) -> None:
    file = write_tape(
        tmp_path,
        """id,amt,left,rate,n,day,how,rank,trade,town,hamlet,kind,p,loss,share,secret
        7,5,4,0.04,12,2023-11-15,annuity,A,pig,West,One,micro,0.02,0.4,0.8,x
        8,"1,000.5",,0.05,24,2024-03,bullet,AA,crop,East,Two,,0.1,,0.5,y
        9,2,1,0.03,4,2023/11/01,equal_principal,A,crop,West,One,micro,,0.25,1,z""",
    )
    columns = {
        "loan_id": "id", "principal": "amt", "balance": "left", "interest_rate": "rate", "term_months": "n",
        "made_on": "day", "repayment": "how", "grade": "rank", "industry": "trade", "township": "town",
        "village": "hamlet", "product": "kind", "pd": "p", "lgd": "loss", "guaranteed_share": "share",
    }  # fmt: skip
    scenario = tape_scenario(
        file,
        columns,
        loans={"amount_unit": 10_000.0, "defaults": {"interest_subsidy": 0.3, "interest_every_months": 3}},
        default_probability={"annual": 0.05, "from_tape": True, "odds_by_village": {"West/One": 2.0}},
    )
    book = book_of(scenario)
    assert book.made_in.tolist() == [-2, 2, -2]
    assert book.new_lending.tolist() == [False, True, False]
    assert opening_balances(book) == pytest.approx([40_000.0, 0.0, 10_000.0])
    assert book.principal[1, 0] == 10_005_000.0
    assert book.principal[2, 0] == pytest.approx(20_000.0)
    assert book.rate.tolist() == [0.04, 0.05, 0.03]
    assert book.term.tolist() == [12, 24, 4]
    assert book.schedule.tolist() == [2, 0, 1]
    assert book.subsidy.tolist() == [0.3] * 3
    assert book.interest_every.tolist() == [3] * 3
    assert book.instalment_every.tolist() == [1] * 3
    assert (book.grades, book.grade.tolist()) == (("A", "AA"), [[[0], [1], [0]]])
    assert (book.industries, book.industry.tolist()) == (("crop", "pig"), [1, 0, 0])
    assert (book.townships, book.township.tolist()) == (("East", "West"), [1, 0, 1])
    assert (book.villages, book.village.tolist()) == (("East/Two", "West/One"), [1, 0, 1])
    assert (book.products, book.product.tolist()) == (("all", "micro"), [1, 0, 1])
    assert book.village_township.tolist() == [0, 1]
    assert book.township_county.tolist() == [0, 0]
    assert book.counties == ("county",)
    assert book.pd_annual.ravel() == pytest.approx([0.04 / 1.02, 0.1, 0.1 / 1.05])
    assert book.lgd.tolist() == pytest.approx([0.4, np.nan, 0.25], nan_ok=True)
    assert book.guaranteed_share.tolist() == [0.8, 0.5, 1.0]
    assert counts_of(scenario) == {
        "rows of tape.csv": 3,
        "made after 2024-01": 1,
        "balance is off its schedule by more than 0.5 %": 1,  # the annuity should owe 4.19
        "pd is blank": 1,
        "product is blank": 1,
        "lgd has no effect": 2,
        "guaranteed_share has no effect": 3,
        "loans kept": 3,
    }
    assert "pd is blank: 1 (first on line 4), took `default_probability`" in book.quality


def test_absent_columns_take_the_defaults_and_are_counted(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount\n5\n6")
    defaults = {
        "term_months": 18, "interest_rate": 0.05, "repayment": "annuity", "grade": "B", "industry": "pig",
        "township": "West", "guaranteed_share": 0.5, "instalment_every_months": 6,
    }  # fmt: skip
    scenario = tape_scenario(file, {"principal": "amount"}, loans={**NEW, "defaults": defaults})
    book = book_of(scenario)
    assert book.term.tolist() == [18, 18]
    assert book.rate.tolist() == [0.05, 0.05]
    assert book.schedule.tolist() == [2, 2]
    assert book.instalment_every.tolist() == [6, 6]
    assert book.guaranteed_share.tolist() == [0.5, 0.5]
    assert book.made_in.tolist() == [0, 0]
    assert (book.grades, book.industries, book.townships) == (("B",), ("pig",), ("West",))
    assert (book.products, book.villages) == (("all",), ("West/1",))
    report = report_of(scenario)
    absent = (
        "interest_rate",
        "term_months",
        "repayment",
        "grade",
        "industry",
        "township",
        "village",
        "product",
    )
    for key in (*absent, "guaranteed_share"):
        assert report[f"{key} is not in the tape"].rows == 2
    assert report["`loans.opening_ages: new`"] == QualityEntry("`loans.opening_ages: new`", 2, "made in month 0", 2)


DIRTY = """id,amount,rate,months,day,how,trade,share,p
    1,,0.05,12,2023-12,bullet,pig,0.5,0.1
    2,five,0.05,12,2023-12,bullet,pig,0.5,0.1
    3,0,0.05,12,2023-12,bullet,pig,0.5,0.1
    4,-7,0.05,12,2023-12,bullet,pig,0.5,0.1
    5,100,0.05,12.5,2023-12,bullet,pig,0.5,0.1
    6,100,0.05,0,2023-12,bullet,pig,0.5,0.1
    7,100,0.05,,2023-12,bullet,pig,0.5,0.1
    8,100,0.05,601,2023-12,bullet,pig,0.5,0.1
    9,100,5 p,12,2023-12,bullet,pig,0.5,0.1
    10,100,5,12,2023-12,bullet,pig,0.5,0.1
    11,100,,12,2023-12,bullet,pig,0.5,0.1
    12,100,0.05,12,2023-12,balloon,pig,0.5,0.1
    13,100,0.05,12,2023-12,,pig,0.5,0.1
    14,100,0.05,12,2023-12,Bullet,pig,0.5,1.5
    15,100,0.05,12,2023-12,bullet,pig,0.5,n/a
    16,100,0.05,12,,bullet,pig,0.5,0.1
    17,100,0.05,12,soon,bullet,pig,0.5,0.1
    18,100,0.05,12,2023-01,bullet,pig,0.5,0.1
    19,100,0.05,12,2026-01,bullet,pig,0.5,0.1
    20,100,0.05,12,2023-12,bullet,,1,0.1
    21,100,0.05,12,2023-12,bullet,pig,-0.5,0.1
    22,100,0.05,12,2023-12,bullet,pig,half,0.1
    23,100,0.05,12,2023-12,bullet,pig,,0.1
    20,100,0.05,12,2023-12,bullet,pig,0.5,0.1
    ,100,0.05,12,2023-12,bullet,pig,0.5,0.1
    24,100,0.05,12,2023-12,bullet
    25,100,0.05,12,2024-02,bullet,pig,0.5,0.1"""
DIRTY_COLUMNS = {
    "loan_id": "id", "principal": "amount", "interest_rate": "rate", "term_months": "months",
    "made_on": "day", "repayment": "how", "industry": "trade", "guaranteed_share": "share", "pd": "p",
}  # fmt: skip
GUARANTEE = [{"name": "g", "kind": "guarantee", "pays": "guaranteed_share"}]


def test_each_fault_of_a_dirty_tape_is_counted_once(tmp_path: Path) -> None:
    file = write_tape(tmp_path, DIRTY)
    scenario = tape_scenario(
        file, DIRTY_COLUMNS, default_probability={"annual": None, "from_tape": True}, layers=GUARANTEE
    )
    dropped = {
        "rows with more or fewer fields than the header": 1,
        "principal is blank": 1,
        "principal is not a number": 1,
        "principal is 0 or negative": 2,
        "term_months is not a whole number from 1 to 600": 2,
        "term_months is blank or 0": 2,
        "interest_rate is not a number": 1,
        "interest_rate is outside [0, 1]": 1,
        "repayment is none of bullet, equal_principal, annuity, seasonal, credit_line": 1,
        "pd is outside [0, 1]": 1,
        "pd is blank": 1,
        "guaranteed_share is not a number": 1,
        "guaranteed_share is outside [0, 1]": 1,
        "guaranteed_share is blank": 1,
        "made_on is blank": 1,
        "made_on is not a date": 1,
        "term over before 2024-01, counted from the month made": 1,
        "made after the last month of the horizon": 1,
        "loan_id stands in an earlier row": 1,
    }
    changed = {
        "interest_rate is blank": 1,
        "repayment is blank": 1,
        "made after 2024-01": 1,
        "loan_id is blank": 1,
        "industry is blank": 1,
    }
    counts = counts_of(scenario)
    unusable = "unusable rows whose principal can be read"  # of 22, less 1 misshapen, 4 principals, 3 irrelevant
    kept = {unusable: 14, "loans kept": 27 - sum(dropped.values())}
    assert counts == {"rows of tape.csv": 27, **dropped, **changed, **kept}
    report = report_of(scenario)
    assert report[unusable].action == "1,400 CNY; 73.7 % of the principal of these and the loans kept"
    assert {rule for rule, entry in report.items() if entry.action.startswith("dropped") and entry.rows} == set(dropped)
    assert report["principal is 0 or negative"].first_line == 4
    assert report["loan_id stands in an earlier row"].first_line == 25
    assert report["rows with more or fewer fields than the header"].first_line == 27
    book = book_of(scenario)
    assert len(book.made_in) == counts["loans kept"]
    assert (book.rows_read, book.rows_dropped) == (
        27,
        sum(dropped.values()) - 3,
    )  # two are loans of other times, one stands twice
    assert book.guaranteed_share.tolist() == [0.5, 0.5, 1.0, 0.5, 0.5]
    assert book.industries == ("all", "pig")


def test_defaults_save_rows_that_would_be_dropped(tmp_path: Path) -> None:
    file = write_tape(tmp_path, DIRTY)
    scenario = tape_scenario(
        file,
        DIRTY_COLUMNS,
        loans={"defaults": {"term_months": 36, "guaranteed_share": 0.25}},
        default_probability={"annual": 0.2, "from_tape": True},
        layers=GUARANTEE,
    )
    report = report_of(scenario)
    assert report["term_months is blank or 0"] == QualityEntry("term_months is blank or 0", 2, "took 36 months", 7)
    assert report["guaranteed_share is blank"].action == "took 0.25"
    assert report["pd is blank"].action == "took `default_probability`"
    assert report["loans kept"].rows == 9
    book = book_of(scenario)
    assert np.sum(book.term == 36) == 2
    assert np.sum(book.guaranteed_share == 0.25) == 1
    assert np.sum(book.pd_annual == 0.2) == 1


def test_guaranteed_amount_becomes_a_share(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,months,cover\n100,12,80\n100,12,150\n100,12,")
    scenario = tape_scenario(file, {**PLAIN, "guaranteed_amount": "cover"}, loans={**NEW, "amount_unit": 1000.0})
    assert book_of(scenario).guaranteed_share.tolist() == pytest.approx([0.8, 1.0, np.nan], nan_ok=True)
    assert report_of(scenario)["guaranteed_amount is more than the whole loan"].rows == 1


def test_balances_fix_the_principal_of_opening_loans_only(tmp_path: Path) -> None:
    file = write_tape(
        tmp_path,
        """amount,months,day,left
        1200,12,2023-07,600
        1200,12,2023-07,700
        1200,12,2023-07,
        1200,12,2023-07,0
        1200,12,2023-07,-1
        1200,12,2023-07,much
        1200,12,2024-02,-1""",
    )
    columns = {**PLAIN, "made_on": "day", "balance": "left"}
    scenario = tape_scenario(file, columns, loans={"defaults": {"repayment": "equal_principal"}})
    book = book_of(scenario)
    assert opening_balances(book) == pytest.approx([600.0, 700.0, 600.0, 0.0])
    assert book.first_principal == pytest.approx([1200.0, 1400.0, 1200.0, 1200.0])
    assert book.principal.ravel() == pytest.approx([1200.0] * 4)
    counts = counts_of(scenario)
    for rule in ("not a number", "0", "negative", "off its schedule by more than 0.5 %", "blank"):
        assert counts[f"balance is {rule}"] == 1


def test_days_overdue_become_months_between_disbursement_and_maturity(tmp_path: Path) -> None:
    file = write_tape(
        tmp_path,
        """amount,months,day,late
        1,12,2023-07,0
        2,12,2023-07,
        3,12,2023-07,1
        4,12,2023-07,31
        5,12,2023-07,400
        6,12,2022-07,10
        7,12,2022-07,300
        8,12,2022-07,0
        9,12,2024-01,50
        10,12,2023-07,-3
        11,12,2023-07,long""",
    )
    scenario = tape_scenario(file, {**PLAIN, "made_on": "day", "days_overdue": "late"})
    book = book_of(scenario)
    assert dict(zip(book.principal.ravel(), book.months_overdue, strict=True)) == {
        1.0: 0, 2.0: 0, 3.0: 1, 4.0: 2, 5.0: 6, 6.0: 1, 7.0: 10, 9.0: 0,
    }  # fmt: skip
    # loan 6 was due in June 2023, but has missed a due since December only: extended until then
    assert book.made_in.tolist() == [-6, -6, -6, -6, -6, -12, -18, 0]
    counts = counts_of(scenario)
    assert counts["loans overdue at the start"] == 5
    assert counts["days_overdue are more than since made_on"] == 1
    assert counts["days_overdue are fewer than since maturity"] == 1
    assert counts["days_overdue of a loan made in month 0 or later"] == 1
    assert counts["term over before 2024-01, counted from the month made"] == 1
    assert (counts["days_overdue is negative"], counts["days_overdue is not a number"]) == (1, 1)


def test_balance_of_an_overdue_loan_is_what_it_owed_before_the_first_due_missed(tmp_path: Path) -> None:
    """Made in July 2023 in twelve parts: two dues missed leave 800 of 1,200 owed; the tape may say otherwise."""
    file = write_tape(tmp_path, "amount,months,day,late,left\n1200,12,2023-07,60,800\n1200,12,2023-07,60,400")
    columns = {**PLAIN, "made_on": "day", "days_overdue": "late", "balance": "left"}
    scenario = tape_scenario(file, columns, loans={"defaults": {"repayment": "equal_principal"}})
    book = book_of(scenario)
    assert book.first_principal == pytest.approx([1200.0, 600.0])
    assert book_balances(book) == pytest.approx([800.0, 400.0])


def test_loans_that_replace_one_whose_balance_is_off_its_schedule_are_as_large_as_it_was_when_made(
    tmp_path: Path,
) -> None:
    """One of twelve parts should be left of 1,200, and three are: 300 are repaid in month 0, and 1,200 lent anew."""
    file = write_tape(tmp_path, "amount,months,day,left\n1200,12,2023-02,300\n1200,12,2023-02,1300")
    columns = {**PLAIN, "made_on": "day", "balance": "left"}
    terms = {"defaults": {"repayment": "equal_principal"}}
    scenario = tape_scenario(file, columns, months=3, loans=terms, lending={"mode": "steady"})
    results = simulate(scenario, 1, keep_months=True)
    assert results.attrs["opening_outstanding"] == 1600.0
    assert results["lending_month"].values.ravel() == pytest.approx([0.0, 2400.0, 0.0])
    assert results["outstanding"].values.ravel() == pytest.approx([0.0, 2200.0, 2000.0])
    assert counts_of(scenario)["balance is above the principal"] == 1


def test_opening_ages_new_ignores_dates_but_not_balances(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,months,day,left\n100,12,2001-01,40\n100,12,never,100")
    scenario = tape_scenario(file, {**PLAIN, "made_on": "day", "balance": "left"}, loans=NEW)
    book = book_of(scenario)
    assert book.made_in.tolist() == [0, 0]
    assert book.first_principal.tolist() == [40.0, 100.0]
    assert book.principal.ravel().tolist() == [100.0, 100.0]


@pytest.mark.parametrize(
    ("terms", "months", "rules"),
    [
        (
            {},
            [-10, -1, 0, 1, 23],
            {
                "term over before 2024-01, counted from the month made": 1,
                "made after the last month of the horizon": 1,
                "made after 2024-01": 2,
            },
        ),
        ({"rows": "on_book"}, [-10, -1, 0], {"made after 2024-01": 3}),
        (
            {"made_from": "2023-12", "made_until": "2024-01"},
            [-1, 0],
            {"made before `made_from` 2023-12": 2, "made after `made_until` 2024-01": 3},
        ),
        (
            {**NEW, "made_until": "2023-12"},
            [0, 0, 0],
            {"made after `made_until` 2023-12": 4, "made_on is blank": 1},
        ),
    ],
)
def test_which_dates_are_taken(tmp_path: Path, terms: dict[str, Any], months: list[int], rules: dict[str, int]) -> None:
    days = ["2023-02", "2023-03", "2023-12", "2024-01", "2024-02", "2025-12", "2026-01", ""]
    file = write_tape(tmp_path, "amount,months,day\n" + "\n".join(f"100,11,{day}" for day in days))
    scenario = tape_scenario(file, {**PLAIN, "made_on": "day"}, loans=terms)
    book = book_of(scenario)
    assert book.made_in.tolist() == months
    assert book.new_lending.tolist() == [month > 0 for month in months]
    report = report_of(scenario)
    for rule, count in rules.items():
        assert report[rule].rows == count


def test_of_duplicates_the_first_usable_row_is_kept(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "id,amount,months\nA,,12\nA,5,12\nB,6,12\nA,7,12\n,8,12\n,9,12")
    book = book_of(tape_scenario(file, {**PLAIN, "loan_id": "id"}, loans=NEW))
    assert book.principal.ravel().tolist() == [5.0, 6.0, 8.0, 9.0]


def test_villages_of_one_name_in_two_townships_are_two(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,months,town,hamlet\n1,2,B,Mill\n1,2,A,Mill\n1,2,B,\n1,2,B,Mill")
    book = book_of(tape_scenario(file, {**PLAIN, "township": "town", "village": "hamlet"}, loans=NEW))
    assert book.villages == ("A/Mill", "B/Mill", "B/not stated")
    assert book.village.tolist() == [1, 0, 2, 1]
    assert book.village_township.tolist() == [0, 1, 1]


def test_gbk_tape(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "借款人,金额,期限,乡镇\n张三,5,36,阿岗镇\n李四,3,12,九龙街道", "gbk")
    columns = {"principal": "金额", "term_months": "期限", "township": "乡镇"}
    book = book_of(tape_scenario(file, columns, loans={**NEW, "amount_unit": 10_000.0}))
    assert book.townships == ("九龙街道", "阿岗镇")
    assert book.principal.ravel().tolist() == [50_000.0, 30_000.0]
    assert "rows of tape.csv: 2, read as gb18030" in book.quality


def test_utf8_tape_read_as_gbk_is_noted(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,months,town\n5,36,阿岗镇乡", "utf-8")
    book = book_of(tape_scenario(file, {**PLAIN, "township": "town"}, loans={**NEW, "encoding": "gb18030"}))
    assert "look like utf-8: check the names" in book.quality[0]


def test_columns_that_are_not_mapped_are_never_kept(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,months,name\n5,36,Somebody\n6,36,Someone")
    book = book_of(tape_scenario(file, PLAIN, loans=NEW))
    assert "Some" not in repr(book)


def test_missing_column_lists_those_there_are(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,monthes\n5,36")
    with pytest.raises(DataError) as caught:
        book_of(tape_scenario(file, PLAIN, loans=NEW))
    message = str(caught.value)
    assert "no column `months` (for loans.columns.term_months); did you mean 'monthes'?" in message
    assert "columns of the file: amount, monthes" in message


@pytest.mark.parametrize("rows", ["", "x,12\n,36"])
def test_no_loan_left_is_an_error_with_the_report(tmp_path: Path, rows: str) -> None:
    file = write_tape(tmp_path, f"amount,months\n{rows}")
    with pytest.raises(DataError) as caught:
        book_of(tape_scenario(file, PLAIN, loans=NEW))
    assert "no loan is left" in str(caught.value)
    assert ("principal is not a number: 1 (first on line 2), dropped" in str(caught.value)) == bool(rows)


@pytest.mark.parametrize(
    ("columns", "changes", "faults"),
    [
        (PLAIN, {}, ["made_on: is not given"]),
        (PLAIN, {"loans": {**NEW, "made_from": "2020-01"}}, ["made_on: is not given"]),
        ({"principal": "amount"}, {"loans": NEW}, ["term_months: is not given"]),
        (
            PLAIN,
            {
                "loans": NEW,
                "default_probability": {"annual": 0.1, "from_tape": True},
                "recovery": {"wilful": {"share": "tape"}},
                "layers": GUARANTEE,
            },
            ["pd: is not given", "lgd: is not given", "guaranteed_share: is not given"],
        ),
    ],
)
def test_mapping_that_lacks_columns(
    tmp_path: Path, columns: dict[str, str], changes: dict[str, Any], faults: list[str]
) -> None:
    file = write_tape(tmp_path, "amount,months\n5,36")
    with pytest.raises(ScenarioError) as caught:
        book_of(tape_scenario(file, columns, **changes))
    assert len(caught.value.faults) == len(faults)
    for fault, found in zip(faults, caught.value.faults, strict=True):
        assert str(found).startswith(f"loans.columns.{fault}")


def test_blank_lgd_where_the_recovery_asks_for_it(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,months,loss\n5,36,0.4\n5,36,\n5,36,1.4\n5,36,")
    recovery = {"hardship": {"share": "tape"}}
    with pytest.raises(DataError, match=r"tape.csv:3  lgd: blank here and in 1 more rows"):
        book_of(tape_scenario(file, {**PLAIN, "lgd": "loss"}, loans=NEW, recovery=recovery))
    file = write_tape(tmp_path, "amount,months,loss\n5,36,0.4\n5,36,1.4")
    scenario = tape_scenario(file, {**PLAIN, "lgd": "loss"}, loans=NEW, recovery=recovery)
    assert book_of(scenario).lgd.tolist() == [0.4]
    assert report_of(scenario)["lgd is outside [0, 1]"].rows == 1


def test_pd_column_without_from_tape_is_not_read(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,months,p\n5,36,9")
    book = book_of(tape_scenario(file, {**PLAIN, "pd": "p"}, loans=NEW))
    assert book.pd_annual.tolist() == [[[0.03]]]


def test_names_and_levers_without_effect_are_noted(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,months,trade\n5,36,pig")
    scenario = tape_scenario(
        file,
        {**PLAIN, "industry": "trade"},
        loans=NEW,
        default_probability={"annual": 0.1, "by_industry": {"pigs": 0.2}},
        admission={"minimum_grade": "all"},
    )
    quality = "\n".join(book_of(scenario).quality)
    assert (
        "no loan has: 1, default_probability.by_industry.pigs (there is no industry `pigs`; did you mean 'pig'?)"
        in quality
    )
    assert "`admission.minimum_grade` was not applied: 1, a tape is taken as it is" in quality


def test_places_that_layers_and_events_name_and_no_loan_has_are_noted(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "amount,months,town\n5,36,East")
    scenario = tape_scenario(
        file,
        {**PLAIN, "township": "town"},
        loans=NEW,
        stress={"flood": {"month": "2024-03", "hazard_multiplier": 2, "townships": ["West"]}},
        layers=[{"name": "fund", "kind": "fund", "covers": {"townships": ["Easte"]}, "account": {"initial": 1}}],
    )
    quality = "\n".join(book_of(scenario).quality)
    assert "names in the scenario that no loan has: 2," in quality
    assert "layers.fund.covers.townships (there is no township `Easte`; did you mean 'East'?)" in quality
    assert "stress.flood.townships (there is no township `West`;" in quality


def test_too_large_amounts_townships_and_tapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_tape(tmp_path, "amount,months,town\n1e12,36,A\n1e5,36,B\n1e5,36,C")
    scenario = tape_scenario(file, {**PLAIN, "township": "town"}, loans={**NEW, "amount_unit": 10_000.0})
    assert report_of(scenario)["principal is above 1e+15"].rows == 1
    monkeypatch.setattr(reading, "MAX_TOWNSHIPS", 1)
    with pytest.raises(DataError, match="2 townships, at most 1"):
        book_of(scenario)
    monkeypatch.setattr(rows, "MAX_LOANS", 1)
    with pytest.raises(DataError, match="more than 1 rows"):
        book_of(scenario)


def test_order_of_rows_changes_nothing_but_the_order_of_slots(tmp_path: Path) -> None:
    rows = ["1,12,pig,A", "2,24,crop,B", "3,36,pig,C", "4,6,fish,A"]
    columns = {**PLAIN, "industry": "trade", "township": "town"}
    books = []
    for order in (rows, rows[::-1]):
        file = write_tape(tmp_path, "amount,months,trade,town\n" + "\n".join(order))
        books.append(book_of(tape_scenario(file, columns, loans=NEW)))
    assert books[0].industries == books[1].industries == ("crop", "fish", "pig")
    assert np.array_equal(books[0].industry, books[1].industry[::-1])
    assert np.array_equal(books[0].township, books[1].township[::-1])


cells = st.sampled_from(["", "0", "-3", "12", "36", "700", "1e4", "abc", "nan", "inf", "0.3", "2023-05", "2024-02-30"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[cells] * 7), min_size=1, max_size=25))
def test_rows_read_are_rows_dropped_and_loans_kept(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    text = "id,amount,months,rate,day,left,share\nX,100,36,0.1,2023-06,50,0.5\n"
    file = write_tape(tmp_path_factory.mktemp("tape"), text + "\n".join(",".join(row) for row in rows))
    columns = {
        **PLAIN, "loan_id": "id", "interest_rate": "rate", "made_on": "day", "balance": "left",
        "guaranteed_share": "share",
    }  # fmt: skip
    scenario = tape_scenario(file, columns, loans={"defaults": {"repayment": "annuity"}}, layers=GUARANTEE)
    entries = quality_report(scenario, seed=1)
    dropped = sum(entry.rows for entry in entries if entry.action.startswith("dropped"))
    assert entries[0].rows == len(rows) + 1
    assert entries[0].rows - dropped == entries[-1].rows
    book = book_of(scenario)
    assert len(book.term) == entries[-1].rows
    assert np.all(book.principal > 0.0)
    assert np.all((book.term >= 1) & (book.term <= 600))
    assert np.all((book.rate >= 0.0) & (book.rate <= 1.0))
    assert np.all((book.guaranteed_share >= 0.0) & (book.guaranteed_share <= 1.0))
    assert np.all(book.made_in + book.term > 0)
    assert np.all(book.made_in < 24)


def test_numbers_as_they_are_written() -> None:
    assert [number(text) for text in ("1e3", "1,234,567.8", "-1,000", ".5")] == [
        1000.0,
        1234567.8,
        -1000.0,
        0.5,
    ]
    assert all(np.isnan(number(text)) for text in ("", "NA", "null", "None", "NaN"))
    assert all(np.isinf(number(text)) for text in ("1,5", "12,34,567", "3.45%", "$5", "five"))


def test_guaranteed_shares_in_per_cent_are_no_whole_loans(tmp_path: Path) -> None:
    """80 is nearly always 80 %, and never a guarantee of the whole loan."""
    file = write_tape(tmp_path, "amount,months,share\n100,12,80\n100,12,80%\n100,12,0.7")
    scenario = tape_scenario(file, {**PLAIN, "guaranteed_share": "share"}, loans=NEW, layers=GUARANTEE)
    assert book_of(scenario).guaranteed_share.tolist() == [0.8, 0.7]
    assert report_of(scenario)["guaranteed_share is outside [0, 1]"].action.startswith("dropped; a fraction is needed")


def test_a_loan_due_on_a_day_of_the_first_month_is_kept_while_it_is_owed(tmp_path: Path) -> None:
    """Made on 20 January 2023 for a year: by months its last due was in December, by the ledger it is still to come."""
    rows = ["100,12,2023-01-20,100", "100,12,2023-01-20,", "100,12,2022-12-20,100"]
    file = write_tape(tmp_path, "\n".join(["amount,months,day,left", *rows]))
    scenario = tape_scenario(file, {**PLAIN, "made_on": "day", "balance": "left"})
    assert (book_of(scenario).made_in.tolist(), counts_of(scenario)["loans kept"]) == ([-11], 1)
    assert counts_of(scenario)["term over just before 2024-01, but a balance"] == 1


def test_an_overdue_credit_line_owes_its_balance(tmp_path: Path) -> None:
    rows = ["1000,12,2023-07-10,100,随借随还,90", "1000,12,2023-07-10,100,随借随还,0"]
    file = write_tape(tmp_path, "\n".join(["amount,months,day,left,how,late", *rows]))
    columns = {**PLAIN, "made_on": "day", "balance": "left", "repayment": "how", "days_overdue": "late"}
    scenario = tape_scenario(file, columns, loans={"defaults": {"drawn_share": 0.4}})
    assert book_balances(book_of(scenario)) == pytest.approx([100.0, 400.0])
    assert counts_of(scenario)["balance of a credit line"] == 1


@pytest.mark.parametrize(
    ("name", "schedule"),
    [
        ("等额本息还款法", "annuity"), ("按月 等额本金", "equal_principal"), ("按月结息，到期一次还本", "bullet"),
        ("到期一次性还本付息", "bullet"), ("循环贷款", "credit_line"), ("Annuity", "annuity"),
    ],
)  # fmt: skip
def test_schedules_by_the_words_in_their_names(name: str, schedule: str) -> None:
    assert schedule_named(name) == schedule


def test_units_as_they_are_written(tmp_path: Path) -> None:
    file = write_tape(
        tmp_path,
        """sum,left,term,day,late
        5万元,4,3年,2023-11-05,45天
        50000元,"40,000 元",36个月,45235,
        5,40000元,36,20231105,1 day
        5块,4,三年,2023-11-05,正常
        3千元,0.2,2年6个月,2023年11月,无
        1亿元,5000万,２４期,2023-11,/""",
    )
    columns = {"principal": "sum", "balance": "left", "term_months": "term", "made_on": "day", "days_overdue": "late"}
    scenario = tape_scenario(file, columns, loans={"amount_unit": 10_000.0})
    book = book_of(scenario)
    assert book.principal.ravel() == pytest.approx([50_000.0, 50_000.0, 50_000.0, 3_000.0, 1e8])
    assert book.first_principal == pytest.approx([40_000.0, 40_000.0, 40_000.0, 2_000.0, 5e7])
    assert (book.term.tolist(), book.made_in.tolist()) == ([36, 36, 36, 30, 24], [-2] * 5)
    assert book.months_overdue.tolist() == [2, 0, 1, 0, 0]
    assert counts_of(scenario)["principal is not a number"] == 1


def test_dates_as_they_are_written() -> None:
    november = 2023 * 12 + 10
    chinese, with_time = ["2023年11月5日", "2023年11月"], ["2023-11-05 00:00:00", "2023-11-05T08:00"]
    for text in ["2023-11-05", "2023-11", "2023/11/5", "2023.11.05", "20231105", "202311", *chinese, *with_time]:
        assert np.floor(dated(text)) == november
    assert np.isnan(dated("n/a"))
    assert all(
        np.isinf(dated(text)) for text in ("2023", "2023-13", "2023-02-30", "05/11/2023", "20230230", "2023110", "soon")
    )


MATURITIES = """amount,day,end
    1,2023-11-05,2024-11-05
    2,2023-11-01,2024-10-31
    3,2023-11-30,2024-02-28
    4,2023-11,2024-11-29
    5,2023-11-02,2024年11月
    6,2023-11-05,2023-11-12
    7,2023-11-05,
    8,2023-11-05,soon
    9,,2024-11-05
    10,2023-11-05,2023-10-05
    11,2023-11-05,2123-11-05
    12,2023-13-05,2024-11-05
    13,unknown,2024-11-05"""
MATURING = {"principal": "amount", "made_on": "day", "matures_on": "end"}


def test_terms_from_dates_of_maturity(tmp_path: Path) -> None:
    scenario = tape_scenario(write_tape(tmp_path, MATURITIES), MATURING)
    book = book_of(scenario)
    assert book.principal.ravel().tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert (book.term.tolist(), book.made_in.tolist()) == ([12, 12, 3, 12, 12], [-1, -2, -1, -1, -1])
    counts = counts_of(scenario)
    for fault in (
        "matures_on is before made_on", "matures_on is more than 600 months after made_on", "matures_on is blank",
        "matures_on is not a date", "made_on is blank",
    ):  # fmt: skip
        assert counts[fault] == 1
    assert counts["made_on is not a date"] == 2


def test_loans_on_the_book_fall_due_in_the_month_of_their_date_of_maturity(tmp_path: Path) -> None:
    rows = [
        "2022-09-30,2025-12-07", "2023-01-25,2024-01-03", "2023-01-15,2024-02-03", "2023-03-01,2025-04-26",
        "2023-11-30,2024-11-30", "2023-12-05,2023-12-20", "2024-03-15,2025-03-15",
    ]  # fmt: skip
    text = "\n".join(["amount,day,end", *(f"1,{row}" for row in rows)])
    book = book_of(tape_scenario(write_tape(tmp_path, text), MATURING))
    last_due = book.made_in + book.term - 1
    assert last_due.tolist() == [23, 0, 1, 15, 10, 13]  # the sixth was due before month 0; the last is lent anew
    assert (book.term[:4].tolist(), book.made_in.tolist()) == ([39, 12, 13, 26], [-15, -11, -11, -10, -1, 2])


def test_loans_past_their_maturity_with_a_balance_are_lost_not_over(tmp_path: Path) -> None:
    rows = "1,2022-11-05,2023-11-05,1\n2,2022-11-05,2023-11-05,0\n3,2022-11-05,2023-12-05,3"
    scenario = tape_scenario(write_tape(tmp_path, f"amount,day,end,left\n{rows}"), {**MATURING, "balance": "left"})
    book, counts = book_of(scenario), counts_of(scenario)
    assert (book.principal.ravel().tolist(), (book.made_in + book.term - 1).tolist()) == ([3.0], [0])
    assert counts["term over before 2024-01, but a balance and not overdue"] == 1
    assert counts["term over before 2024-01, counted from the month made"] == 1
    assert (book.rows_read, book.rows_dropped) == (3, 1)


def test_loans_of_one_number_with_other_principals_are_lost_not_duplicates(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "id,amount,months\n7,5,12\n7,5,12\n7,3,12\n8,x,12\n8,4,12")
    scenario = tape_scenario(file, {**PLAIN, "loan_id": "id"}, loans=NEW)
    book, counts = book_of(scenario), counts_of(scenario)
    assert book.principal.ravel().tolist() == [5.0, 4.0]
    assert counts["loan_id stands in an earlier row"] == 1
    assert counts["loan_id stands in an earlier row with another principal or date"] == 1
    assert book.rows_dropped == 2


def test_rows_of_sums_are_no_loans(tmp_path: Path) -> None:
    file = write_tape(tmp_path, "no,amount,months\n1,5,12\n 城关镇小计（元）,5,12\n2,3,12\n,3,12\n合 计：,11,36")
    scenario = tape_scenario(file, PLAIN, loans=NEW)
    book = book_of(scenario)
    assert book.principal.ravel().tolist() == [5.0, 3.0, 3.0]
    assert report_of(scenario)["rows of sums (合计, 小计)"][1:4] == (2, "skipped", 3)
    assert (book.rows_read, book.rows_dropped, book.rows_irrelevant) == (3, 0, 0)


def test_blank_maturities_take_the_default_term(tmp_path: Path) -> None:
    loans = {**NEW, "defaults": {"term_months": 24}}
    scenario = tape_scenario(write_tape(tmp_path, MATURITIES), MATURING, loans=loans)
    book = book_of(scenario)
    assert book.principal.ravel().tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    assert (book.term.tolist(), book.made_in.tolist()) == ([12, 12, 3, 12, 12, 1, 24], [0] * 7)
    assert report_of(scenario)["matures_on is blank"] == QualityEntry("matures_on is blank", 1, "took 24 months", 8)


def test_the_real_tape_is_read_whole(tmp_path: Path) -> None:
    columns = {
        "loan_id": "loan_id", "principal": "principal", "term_months": "term_months",
        "made_on": "disbursement_date", "industry": "industry", "township": "state",
        "guaranteed_amount": "guaranteed",
    }  # fmt: skip
    scenario = tape_scenario(
        SBA,
        columns,
        months=120,
        horizon={"first_month": "2007-01", "months": 120},
        loans={"made_from": "1990-01", "defaults": {"repayment": "annuity", "interest_rate": 0.08}},
        layers=GUARANTEE,
    )
    report = report_of(scenario)
    assert report["rows of sba-7a-loans.csv"].rows == 14_951
    assert report["term_months is blank or 0"].rows == 24
    assert report["principal is 0 or negative"].rows == 12
    dropped = sum(entry.rows for entry in report.values() if entry.action.startswith("dropped"))
    assert report["loans kept"].rows == 14_951 - dropped > 9_000
    assert len(book_of(scenario).industries) == 21


def test_seasonal_loans_and_credit_lines_of_a_tape(tmp_path: Path) -> None:
    """A line's limit stays whatever its balance says; a seasonal loan needs months, and follows them in its balance."""
    file = write_tape(
        tmp_path,
        """
        amount,balance,kind,date
        1000,1,credit_line,2023-10
        1000,0,credit_line,2023-10
        900,300,seasonal,2023-08
        """,
    )
    columns = {"principal": "amount", "balance": "balance", "repayment": "kind", "made_on": "date"}
    defaults = {"term_months": 12, "drawn_share": 0.4, "instalment_months": [11], "credit_conversion_factor": 0.5}
    book = book_of(tape_scenario(file, columns, loans={"defaults": defaults}))
    assert book.first_principal == pytest.approx([1000.0, 1000.0, 600.0])  # half of the principal is owed in January
    assert balances.opening_balances(book) == pytest.approx([400.0, 400.0, 300.0])
    assert book.calendars[0].conversion == 0.5
    counts = counts_of(tape_scenario(file, columns, loans={"defaults": {"term_months": 12}}))
    assert counts["repayment is seasonal"] == 1
    assert counts["balance of a credit line"] == 2


def test_rates_in_per_cent_and_schedules_as_banks_write_them(tmp_path: Path) -> None:
    file = write_tape(
        tmp_path,
        """amt,rate,how
        1000,4.35%,等额本息
        1000,4.35,等额本金
        1000,0.5％,按月付息、到期还本
        1000,130,到期还本
        1000,3,等额还款""",
    )
    columns = {"principal": "amt", "interest_rate": "rate", "repayment": "how"}
    scenario = tape_scenario(file, columns, loans={**NEW, "rate_unit": 0.01, "defaults": {"term_months": 12}})
    book = book_of(scenario)
    assert book.rate == pytest.approx([0.0435, 0.0435, 0.005])
    assert [SCHEDULES[number] for number in book.schedule] == ["annuity", "equal_principal", "bullet"]
    rules = report_of(scenario)
    assert "give `loans.rate_unit`" in rules["interest_rate is outside [0, 1]"].action
    assert counts_of(scenario)[f"repayment is none of {', '.join(SCHEDULES)}"] == 1


@pytest.mark.parametrize(
    ("mapped", "header"),
    [("金额（万元）", "金额(万元)"), ("金额(万元)", "金额（万元）"), ("金额 (万元)", "金额（ 万元 ）")],
)
def test_columns_are_found_by_names_in_any_width(tmp_path: Path, mapped: str, header: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"某县台账,\n{header},期限\n5,12\n", encoding="utf-8")
    columns = {"principal": mapped, "term_months": "期限"}
    book = book_of(tape_scenario(file, columns, loans={**NEW, "amount_unit": 10_000.0}))
    assert book.principal.tolist() == [[50_000.0]]


def test_loans_without_an_industry_are_told_as_such(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("amount,months,what\n5,12,crop\n5,12,\n", encoding="utf-8")
    columns = {"principal": "amount", "term_months": "months", "industry": "what"}
    risk = {"by_industry": {"crop": 0.1}}
    with pytest.raises(ScenarioError, match="1 loans have no default probability: their industry is blank") as caught:
        book_of(tape_scenario(file, columns, loans=NEW, default_probability=risk))
    assert "loans.defaults.industry" in str(caught.value)
