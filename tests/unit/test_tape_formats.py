"""Loan tapes in Parquet and Excel: the same loans and the same report as in CSV."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.unit.portfolio_scenarios import book_of, tape_scenario

from fundsim.errors import DataError
from fundsim.portfolio import quality_report
from fundsim.portfolio.files.tables import open_table
from fundsim.portfolio.loan_book import LoanBook
from fundsim.portfolio.quality import QualityEntry
from fundsim.programme.loans import TapeLoans

HEADER = ("id", "amount", "rate", "months", "day", "how", "trade", "town", "secret")
ROWS: tuple[tuple[Any, ...], ...] = (
    (1, 50_000, 0.0345, 12, dt.date(2023, 9, 30), "bullet", "粮食", "阿岗镇", "x"),
    (2, 30_000.5, None, 24, dt.date(2024, 2, 1), "annuity", "生猪", "九龙街道", "x"),
    (3, -1, 0.04, 12, dt.date(2024, 2, 1), "bullet", "粮食", "阿岗镇", "x"),
    (4, 20_000, 0.04, 0, dt.date(2023, 12, 1), "yearly", "粮食", "阿岗镇", "x"),
    (1, 50_000, 0.0345, 12, dt.date(2023, 9, 30), "bullet", "粮食", "阿岗镇", "x"),
    (5, 10_000, 3.45, 12, None, "bullet", None, "阿岗镇", "x"),
    *(
        (number, 1_000 * number, 0.05, 12, dt.date(2024, 1, 1), "bullet", "粮食", "板桥镇", "x")
        for number in range(6, 40)
    ),
)
COLUMNS = {
    "loan_id": "id", "principal": "amount", "interest_rate": "rate", "term_months": "months", "made_on": "day",
    "repayment": "how", "industry": "trade", "township": "town",
}  # fmt: skip


def write_csv(file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *ROWS])


def write_excel(file: Path, sheet: str = "台账", rows: tuple[tuple[Any, ...], ...] = ROWS) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in (HEADER, *rows):
        page.append(row)
    book.create_sheet("notes").append(["nothing"])
    book.save(file)


def write_parquet(file: Path) -> None:
    columns = dict(zip(HEADER, zip(*ROWS, strict=True), strict=True))
    parquet.write_table(pa.table({name: list(values) for name, values in columns.items()}), file)


WRITERS = {"tape.csv": write_csv, "tape.xlsx": write_excel, "tape.parquet": write_parquet}


def book_and_report(folder: Path, name: str, **loans: Any) -> tuple[LoanBook, list[QualityEntry]]:
    WRITERS[name](folder / name)
    scenario = tape_scenario(str(folder / name), COLUMNS, loans=loans)
    return book_of(scenario), list(quality_report(scenario, seed=1))


@pytest.mark.parametrize("name", ["tape.xlsx", "tape.parquet"])
def test_same_loans_and_same_report_as_in_csv(tmp_path: Path, name: str) -> None:
    book, report = book_and_report(tmp_path, name)
    expected, as_csv = book_and_report(tmp_path, "tape.csv")
    for field in LoanBook.__dataclass_fields__:
        if field != "quality":
            found, wanted = getattr(book, field), getattr(expected, field)
            equal = (
                np.array_equal(found, wanted, equal_nan=found.dtype.kind == "f")
                if isinstance(wanted, np.ndarray)
                else found == wanted
            )
            assert equal, field
    assert report[0] == QualityEntry(
        f"rows of {name}", 40, f"read as {'Excel' if name.endswith('xlsx') else 'Parquet'}"
    )
    assert report[1:] == as_csv[1:]
    assert (book.rows_read, book.rows_dropped) == (40, 3)


def test_rows_of_sums_in_a_parquet_file_are_no_loans(tmp_path: Path) -> None:
    rows = [("1", 50_000.0, "阿岗镇"), ("合计", 50_000.0, None), ("2", 30_000.0, "九龙街道"), ("3", 80_000.0, "小计")]
    columns = dict(zip(("id", "amount", "town"), map(list, zip(*rows, strict=True)), strict=True))
    parquet.write_table(pa.table(columns), tmp_path / "tape.parquet")
    names = {"loan_id": "id", "principal": "amount", "township": "town"}
    loans = TapeLoans(source="tape", file=str(tmp_path / "tape.parquet"), columns=names)
    with open_table(loans, names) as table:
        (piece,) = table.pieces
    assert piece.columns["loan_id"] == ["1", "2"]
    assert piece.lines == [2, 4]
    assert table.totals == [3, 5]


def test_a_sheet_by_name(tmp_path: Path) -> None:
    write_excel(tmp_path / "tape.xlsx")
    file = str(tmp_path / "tape.xlsx")
    assert len(book_of(tape_scenario(file, COLUMNS, loans={"sheet": "台账"})).made_in) == 36
    with pytest.raises(DataError, match="has none of the columns `id`, `amount`"):
        book_of(tape_scenario(file, COLUMNS, loans={"sheet": "notes"}))
    with pytest.raises(DataError, match=r"no sheet `note`.*did you mean 'notes'"):
        book_of(tape_scenario(file, COLUMNS, loans={"sheet": "note"}))


def test_notes_and_blank_rows_in_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["# 2023 tape"], [], ["amount"], [5], [], [7]):
        book.active.append(row)
    book.save(tmp_path / "tape.xlsx")
    loans = TapeLoans(source="tape", file=str(tmp_path / "tape.xlsx"), columns={"principal": "amount"})
    with open_table(loans, {"principal": "amount"}) as table:
        assert [(piece.lines, piece.columns) for piece in table.pieces] == [([4, 6], {"principal": ["5", "7"]})]


TITLED = [
    ["罗平县贷款台账", None, None],
    ["单位：万元", None, None],
    ["编号", "金额\n（万元）", "期限"],
    [1, 5, 12],
    [2, 3, 24],
]


@pytest.mark.parametrize("name", ["tape.csv", "tape.xlsx"])
def test_titles_above_the_column_names_and_names_on_two_lines(tmp_path: Path, name: str) -> None:
    if name == "tape.csv":
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(TITLED)
    else:
        workbook = openpyxl.Workbook()
        for row in TITLED:
            workbook.active.append(row)
        workbook.save(tmp_path / name)
    columns = {"loan_id": "编号", "principal": "金额（万元）", "term_months": "期限"}
    loans = {"opening_ages": "new", "amount_unit": 10_000.0}
    scenario = tape_scenario(str(tmp_path / name), columns, loans=loans)
    book = book_of(scenario)
    assert (book.principal.ravel().tolist(), book.term.tolist()) == ([50_000.0, 30_000.0], [12, 24])
    assert "rows above the column names: 2, skipped" in book.quality
    assert book.rows_read == 2
    with pytest.raises(
        DataError, match=r"(?s)no column `期` .*columns of the file: 编号, 金额（万元）, 期限"
    ) as caught:
        book_of(tape_scenario(str(tmp_path / name), columns | {"term_months": "期"}, loans=loans))
    assert "罗平县" not in str(caught.value)


@pytest.mark.parametrize("name", ["tape.xlsx", "tape.parquet"])
@pytest.mark.parametrize(
    ("content", "message"),
    [(b"amount\n1\n", "cannot be read as"), (None, "no such file"), ("folder", "is a directory|cannot be read as")],
)
def test_what_cannot_be_read_is_said_in_words(tmp_path: Path, name: str, content: Any, message: str) -> None:
    file = tmp_path / name
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content == "folder":
        file.mkdir()
    with pytest.raises(DataError, match=message):
        book_of(tape_scenario(str(file), COLUMNS))


@pytest.mark.parametrize(("name", "library"), [("tape.xlsx", "openpyxl"), ("tape.parquet", "pyarrow")])
def test_missing_library_is_named(tmp_path: Path, name: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    WRITERS[name](tmp_path / name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(DataError, match=rf"read with {library}; install it with `pip install fundsim\[tape\]`"):
        book_of(tape_scenario(str(tmp_path / name), COLUMNS))


def test_missing_columns_are_named_in_every_format(tmp_path: Path) -> None:
    for name, write in WRITERS.items():
        write(tmp_path / name)
        with pytest.raises(DataError, match=r"no column `amout` .*did you mean 'amount'"):
            book_of(tape_scenario(str(tmp_path / name), COLUMNS | {"principal": "amout"}))
