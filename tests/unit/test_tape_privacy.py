"""Personal columns of a loan tape are never kept, and nothing of them is ever written."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.unit.portfolio_scenarios import book_of, tape_scenario

import fundsim as fs
from fundsim.cli import main
from fundsim.portfolio import quality_report
from fundsim.portfolio.files.tables import open_table
from fundsim.programme.loans import TapeLoans
from fundsim.report import run_files
from fundsim.scenario_file import resolved_yaml

POISON = "王秘密530324199001011234"
MAPPED = {"loan_id": "编号", "principal": "amount", "term_months": "months", "township": "town"}
LOANS = 60
ID = "合同-秘密-"


def columns_of(poison: str = POISON, loans: int = LOANS) -> dict[str, list[Any]]:
    """A tape with names and identity cards beside what is mapped; every tenth loan stands twice."""
    numbers = [number - number % 10 if number % 10 == 1 else number for number in range(loans)]
    return {
        "姓名": [poison] * loans,
        "编号": [f"{ID}{number}" for number in numbers],
        "amount": [10_000 + number for number in numbers],
        "身份证": [poison] * loans,
        "months": [12] * loans,
        "town": ["A"] * loans,
    }


def write(file: Path, columns: dict[str, list[Any]]) -> str:
    rows = list(zip(*columns.values(), strict=True))
    if file.suffix == ".parquet":
        parquet.write_table(pa.table(columns), file, use_dictionary=False, compression="none", write_statistics=False)
    elif file.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in (list(columns), *rows):
            book.active.append(row)
        book.save(file)
    else:
        lines = [",".join(str(cell) for cell in row) for row in (list(columns), *rows)]
        file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("name", ["tape.csv", "tape.xlsx", "tape.parquet"])
def test_rows_hold_the_mapped_columns_only(tmp_path: Path, name: str) -> None:
    loans = TapeLoans(source="tape", file=write(tmp_path / name, columns_of()), columns=MAPPED)
    with open_table(loans, MAPPED) as table:
        pieces = list(table.pieces)
    assert {key for piece in pieces for key in piece.columns} == set(MAPPED)
    assert POISON not in repr(pieces)


def test_csv_reader_keeps_nothing_of_other_columns(tmp_path: Path) -> None:
    """5,000 names of 5,000 letters, 25 million bytes, pass through a few million."""
    rows, long = 5_000, "x" * 5_000
    lines = ["name,amount,months", *(f"{long},{10_000 + number},12" for number in range(rows))]
    (tmp_path / "tape.csv").write_text("\n".join(lines))
    loans = TapeLoans(source="tape", file=str(tmp_path / "tape.csv"), encoding="ascii", columns={"principal": "amount"})
    with open_table(loans, {"principal": "amount"}) as table:
        tracemalloc.start()
        try:
            kept = list(table.pieces)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert sum(len(piece.lines) for piece in kept) == rows
    assert peak < 4e6


def test_parquet_does_not_even_read_other_columns(tmp_path: Path) -> None:
    """The bytes of the personal columns are destroyed: whoever touches them fails."""
    file = Path(write(tmp_path / "tape.parquet", columns_of()))
    whole = book_of(tape_scenario(str(file), MAPPED, loans={"opening_ages": "new"}))
    content, group = bytearray(file.read_bytes()), parquet.ParquetFile(file).metadata.row_group(0)
    for place in (
        place for place in range(group.num_columns) if group.column(place).path_in_schema in ("姓名", "身份证")
    ):
        column = group.column(place)
        end = column.data_page_offset + column.total_compressed_size
        content[column.data_page_offset : end] = b"\xff" * column.total_compressed_size
    file.write_bytes(content)
    with pytest.raises((OSError, pa.ArrowException)):
        parquet.read_table(file)
    book = book_of(tape_scenario(str(file), MAPPED, loans={"opening_ages": "new"}))
    np.testing.assert_array_equal(book.principal, whole.principal)


@pytest.mark.parametrize("name", ["tape.csv", "tape.xlsx", "tape.parquet"])
def test_scenario_book_and_report_hold_neither_persons_nor_loan_numbers(tmp_path: Path, name: str) -> None:
    scenario = tape_scenario(write(tmp_path / name, columns_of()), MAPPED, loans={"opening_ages": "new"})
    report = quality_report(scenario, seed=1)
    assert sum(entry.rows for entry in report if "loan_id" in entry.rule) == LOANS // 10
    said = "\n".join([resolved_yaml(scenario), repr(report), repr(book_of(scenario))])
    assert POISON not in said
    assert ID not in said


@pytest.mark.compiled
def test_no_file_of_a_run_and_no_command_says_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    charts = dict(list(run_files.CHARTS.items())[:1])  # each takes a second
    monkeypatch.setattr(run_files, "CHARTS", charts)
    write(tmp_path / "tape.csv", columns_of())
    (tmp_path / "bank.yaml").write_text(
        "name: tape\nhorizon: {months: 12}\nloans:\n  source: tape\n  file: tape.csv\n  opening_ages: new\n"
        "  columns: {loan_id: 编号, principal: amount, term_months: months, township: town}\n"
        "default_probability: {annual: 0.3}\nlayers: [{name: fund, kind: fund, account: {initial: 1000}}]\n",
        encoding="utf-8",
    )
    scenario, out = str(tmp_path / "bank.yaml"), tmp_path / "out"
    commands = (
        ("run", scenario, "--paths", "8", "--threads", "1", "--out", str(out)),
        ("check", scenario), ("show", scenario), ("trace", scenario, "--path", "1"),
    )  # fmt: skip
    for command in commands:
        with pytest.raises(SystemExit) as stop:
            main(list(command))
        assert not stop.value.code, command
    said = capsys.readouterr()
    everything = [said.out, said.err, repr(fs.load(out / "results.nc").attrs)]
    everything += [file.read_bytes().decode("latin-1") for file in out.iterdir()]
    assert len(everything) > 8
    for secret in (POISON, ID):
        for form in (secret, secret.encode().decode("latin-1")):
            assert not any(form in text for text in everything), secret
