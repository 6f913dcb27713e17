"""Townships written out or read from a CSV file."""

import math
from pathlib import Path

import numpy as np
import pytest
from tests.unit.portfolio_scenarios import synthetic_scenario

from fundsim.errors import DataError, ScenarioError
from fundsim.portfolio.townships import Townships, read_townships
from fundsim.programme.loans import SyntheticLoans

LUOPING = Path(__file__).parents[2] / "scenarios" / "data" / "luoping-2023-10.csv"


def townships_of(townships: object, **changes: object) -> Townships:
    loans = synthetic_scenario(townships=townships, **changes).loans
    assert isinstance(loans, SyntheticLoans)
    return read_townships(loans)


def read_file(folder: Path, text: str, **changes: object) -> Townships:
    file = folder / "townships.csv"
    file.write_text(text, encoding="utf-8")
    return townships_of(str(file), **changes)


def test_inline_townships() -> None:
    read = townships_of(
        {
            "East": {"loans": 3, "outstanding": 9000.0, "villages": 5, "county": "Upper"},
            "West": {"loans": 0},
            "North": {"loans": 4, "county": "Lower"},
        }
    )
    assert read.names == ("East", "West", "North")
    assert read.loans.tolist() == [3, 0, 4]
    assert read.villages.tolist() == [5, 3, 3]
    assert read.outstanding.tolist() == pytest.approx([9000.0, math.nan, math.nan], nan_ok=True)
    assert read.counties == ("Upper", "county", "Lower")
    assert read.county.tolist() == [0, 1, 2]
    assert read.places[2] == "loans.townships.North"


def test_shipped_county_adds_up_to_its_published_totals() -> None:
    read = townships_of(str(LUOPING))
    assert len(read.names) == 13
    assert read.loans.sum() == 1048
    assert read.outstanding.sum() == pytest.approx(53_900_400.0)


def test_file_with_all_columns(tmp_path: Path) -> None:
    read = read_file(
        tmp_path,
        "# a comment\n\ncounty,township,loans,outstanding,villages,note\n,East,3,9000.5,2,x\nUpper,West,0,,,y\n",
    )
    assert read.names == ("East", "West")
    assert read.loans.tolist() == [3, 0]
    assert read.villages.tolist() == [2, 3]
    assert read.outstanding[0] == 9000.5
    assert read.counties == ("county", "Upper")
    assert read.places[1].endswith("townships.csv:5")


def test_chinese_names_stand_beside_those_of_the_scenario(tmp_path: Path) -> None:
    read = read_file(tmp_path, "township,township_zh,loans\nEast,东乡,3\nWest,,2\n")
    assert read.names == ("East", "West")
    assert read.names_zh == ("东乡", "West")


@pytest.mark.parametrize("heading", ["overdue", "overdue_10k", "逾期金额（万元）", "逾期余额"])
def test_reported_overdue_amounts_give_ratios_where_both_are_known(tmp_path: Path, heading: str) -> None:
    unit = 1e4 if "10k" in heading or "万" in heading else 1.0
    rows = f"A,3,200000,{50_000 / unit}\nB,2,100000,\nC,2,,{5_000 / unit}\nD,1,8000,0\n"
    text = f"township,loans,outstanding,{heading}\n{rows}"
    np.testing.assert_array_equal(read_file(tmp_path, text).overdue_ratio, [0.25, np.nan, np.nan, 0.0])


def test_more_overdue_than_outstanding_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r":2  overdue_10k: `21`; an amount from 0 to 20 is needed"):
        read_file(tmp_path, "township,loans,outstanding_10k,overdue_10k\nA,3,20,21\n")
    with pytest.raises(DataError, match="has both `overdue` and `overdue_10k`"):
        read_file(tmp_path, "township,loans,outstanding,overdue,overdue_10k\nA,3,20,1,1\n")


def test_a_missing_column_of_amounts_is_one_fault(tmp_path: Path) -> None:
    rescaled = {"size": {"law": "fixed", "amount": 1000.0, "rescale_to": "outstanding"}}
    towns = {"East": {"loans": 3}, "West": {"loans": 2}}
    with pytest.raises(ScenarioError, match=r"1 fault in the scenario:\n  loans.townships: no township has an amount"):
        read_townships(synthetic_scenario(townships=towns, **rescaled).loans)
    towns["West"]["outstanding"] = 2000
    with pytest.raises(ScenarioError, match=r"loans.townships.East: has no `outstanding` to rescale to"):
        read_townships(synthetic_scenario(townships=towns, **rescaled).loans)


@pytest.mark.parametrize("name", ["合计", "Total"])
def test_a_row_of_sums_is_no_township(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=f"`{name}` looks like the sum of the other rows; drop the row"):
        read_file(tmp_path, f"township,loans\nEast,1\nWest,2\n{name},3\n")


def test_numbers_of_a_file_as_they_are_written(tmp_path: Path) -> None:
    read = read_file(tmp_path, 'township,loans,outstanding\nEast,"1,200","3,426,745.5"\nWest,30.0,9e5\n')
    assert read.loans.tolist() == [1200, 30]
    assert read.outstanding.tolist() == [3_426_745.5, 900_000.0]


def test_scale_rounds_half_up_and_keeps_at_least_one_loan() -> None:
    towns = {
        "A": {"loans": 10, "outstanding": 100.0},
        "B": {"loans": 1},
        "C": {"loans": 0},
        "D": {"loans": 6},
    }
    read = townships_of(towns, scale=0.25)
    assert read.loans.tolist() == [3, 1, 0, 2]
    assert read.outstanding[0] == 25.0


def test_all_faults_of_a_file_come_at_once_with_their_lines(tmp_path: Path) -> None:
    text = (
        "township,households,outstanding_10k,villages\n"
        "East,3.5,10,1\n"  # line 2: no whole number
        "East,3,10,1\n"  # line 3: twice
        ",3,ten,1\n"  # line 4: no name, no amount
        "West,3,-1,0\n"  # line 5: negative amount, no village
        "North,3,10\n"  # line 6: a field is missing
        "South,3,0,1\n"  # line 7: nothing outstanding
        "Middle,0,0,1\n"  # fine
    )
    with pytest.raises(DataError) as caught:
        read_file(tmp_path, text)
    lines = str(caught.value).splitlines()
    expected = [
        ":2  households: `3.5`",
        ":3  township: `East` stands on line 2",
        ":4  township: ``",
        ":4  outstanding_10k: `ten`",
        ":5  villages: `0`",
        ":5  outstanding_10k: `-1`",
        ":6: 3 fields",
        ":7: 0 outstanding with 3 loans",
    ]
    assert len(lines) == len(expected)
    for line, fault in zip(lines, expected, strict=True):
        assert f"townships.csv{fault}" in line


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("township,loans,households", "both `loans` and `households`"),
        ("township,loans,outstanding,outstanding_10k", "both `outstanding` and `outstanding_10k`"),
        ("town_ship,loans", "no column `township` .for township.; did you mean 'town_ship'"),
        ("township,household", "no column `households` .for loans.; did you mean 'household'"),
        ("township,number", "no column `loans`"),
        ("township,loans,vilages", "column `vilages` is none of a township's; did you mean 'villages'"),
        ("township,loans,Outstanding_10k", "column `Outstanding_10k` is none .*; did you mean 'outstanding_10k'"),
    ],
)
def test_wrong_columns(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_file(tmp_path, f"{header}\nEast,3\n")


def test_headings_may_be_chinese(tmp_path: Path) -> None:
    towns = read_file(tmp_path, "乡镇,贷款笔数,贷款余额（万元）,行政村数,逾期笔数\n东乡,3,2,4,1\n")
    assert (towns.names, towns.loans.tolist(), towns.outstanding.tolist()) == (("东乡",), [3], [20_000.0])
    assert towns.villages.tolist() == [4]


def test_columns_for_others_are_passed_over(tmp_path: Path) -> None:
    towns = read_file(tmp_path, "township,households,outstanding_10k,county_zh,overdue_households\nEast,3,2,东,1\n")
    assert towns.loans.tolist() == [3]
    assert towns.outstanding.tolist() == [20_000.0]


RESCALED = {"law": "fixed", "amount": 10_000.0, "rescale_to": "outstanding"}


@pytest.mark.parametrize(
    ("townships", "changes", "message"),
    [
        ({}, {}, "there is no township"),
        ({"East": {"loans": 9_000_000}, "West": {"loans": 9_000_000}}, {}, "18,000,000 loans"),
        ({"East": {"loans": 2}}, {"scale": 1e8}, "200,000,000 loans"),
        ({"East": {"loans": 2, "villages": 2_000_000}}, {}, "2,000,000 villages"),
        ({f"T{index}": {"loans": 0} for index in range(65_537)}, {}, "65,537 townships"),
        ({"East": {"loans": 2}}, {"size": RESCALED}, r"townships.East: has no `outstanding`"),
        ({"East": {"loans": 0, "outstanding": 7.0}}, {"size": RESCALED}, "7.00 outstanding, but no loans"),
    ],
)
def test_townships_that_cannot_be(townships: object, changes: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        townships_of(townships, **changes)
