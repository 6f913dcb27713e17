"""A report on the store of a real sweep: all formats, with the figures of the store."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from tests.unit.sweep_files import TINY, write_sweep

from fundsim.cli import main

pytestmark = pytest.mark.compiled


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


def test_a_report_on_a_real_store_has_all_its_scenarios(tmp_path: Path) -> None:
    store, report = tmp_path / "store", tmp_path / "report"
    assert call("sweep", write_sweep(tmp_path, TINY), "--out", store, "--jobs", 1) == 0
    assert call("report", store, "--format", "html,docx,xlsx", "--out", report) == 0
    page = report.with_suffix(".html").read_text(encoding="utf-8")
    with ZipFile(report.with_suffix(".docx")) as document:
        text = document.read("word/document.xml").decode("utf-8")
    book = load_workbook(report.with_suffix(".xlsx"), read_only=True)
    cells = {str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "correlation.county" in page
    assert "correlation.county" in text
    assert "correlation.county" in " ".join(cells)
    for value in ("0.1", "0.2"):
        assert f">{value}<" in page
        assert f">{value}<" in text
        assert value in cells
