"""Reports in Word and Excel, and the command: native parts, sums that add up, clear refusals."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from docx import Document
from openpyxl import load_workbook
from tests.unit.example_dataset import example_dataset
from tests.unit.example_decisions import example_comparison
from tests.unit.example_reports import (
    EMOJI,
    FORMULA,
    LONG,
    RIGHT_TO_LEFT,
    SCENARIO,
    SCRIPT,
    every_result,
    example_run,
    hostile_run,
    leave_charts_blank,
)

import fundsim as fs
from fundsim.cli import main
from fundsim.errors import DataError, OutputError
from fundsim.languages import Language
from fundsim.report.account_table import account_tables
from fundsim.report.assumptions import differing_rows
from fundsim.report.building import build_report
from fundsim.report.choice_tables import designs_table
from fundsim.report.document import Paragraph, Report, Table, cell_text, left_out, tables_of
from fundsim.report.excel import excel
from fundsim.report.report_texts import REPORT_TEXTS
from fundsim.report.word import word
from fundsim.results import save
from fundsim.scenario_file import resolved_json
from fundsim.texts import horizon_text

CELL = re.compile(r"([+-]?)([A-Z]+\d+)")


@pytest.fixture(autouse=True)
def blank_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_charts_blank(monkeypatch)


@cache
def report_of(result: str, lang: Language = "en") -> Report:
    """A report on one of the examples, built once."""
    results = {"every": every_result, "run": lambda: [example_run()], "hostile": lambda: [hostile_run()]}[result]()
    return build_report(results, lang)


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


def computed(sheet: Any, cell: Any) -> float:
    """Value of a cell whose formulas round sums of cells."""
    value = sheet[cell].value if isinstance(cell, str) else cell.value
    if not isinstance(value, str):
        return float(value)
    inner = re.fullmatch(r"=ROUND\((.*),2\)", value)
    assert inner, value
    assert CELL.sub("", inner.group(1)) == ""
    return round(
        sum((-1.0 if sign == "-" else 1.0) * computed(sheet, name) for sign, name in CELL.findall(inner.group(1))), 2
    )


# ---------------------------------------------------------------- Excel


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_account_adds_up_by_formulas(lang: Language) -> None:
    run = example_run()
    sheet = load_workbook(BytesIO(excel(report_of("run", lang))))["基金账户" if lang == "zh" else "account"]
    rows = list(sheet.iter_rows(min_row=4))
    years = [str(start) for start in run.year_start.values]
    assert [row[0].value for row in rows] == [*years, REPORT_TEXTS["total"][lang == "zh"]]
    for place, row in enumerate(rows):
        opening, *flows, closing, simulated, difference = (computed(sheet, cell) for cell in row[1:])
        signs = [-1.0 if place in (5, 7) else 1.0 for place in range(len(flows))]
        expected = opening + sum(sign * flow for sign, flow in zip(signs, flows, strict=True))
        assert closing == pytest.approx(expected, abs=1e-6)
        assert closing == simulated
        assert difference == 0.0
        assert str(row[10].value).startswith("=ROUND(")
        if 0 < place < len(years):
            assert row[1].value == f"=ROUND(K{3 + place},2)"
    mean = run.account_line.mean("path").sel(line="closing").values
    assert [computed(sheet, row[10]) for row in rows[:-1]] == pytest.approx(list(mean), abs=0.02)
    assert all(cell.number_format == "#,##0.00" for row in rows for cell in row[1:])


def test_documents_leave_out_flows_that_are_nothing_in_every_year() -> None:
    lines, widths = account_tables(example_run(), "zh")
    empty = [False, True, True, True, False, False, False, False, True, False]
    assert [column.workbook_only for column in lines.columns[1:11]] == empty
    assert [column.workbook_only for column in widths.columns[1:]] == empty
    assert left_out(lines, "zh") == "各年均为0的项目未列出：财政拨款、银行计提、保费收入、退还出资人（见工作簿）。"
    assert left_out(replace(lines, most_rows=1), "en").endswith("the workbook has all of them.")


def test_a_wrong_flow_shows_in_the_difference() -> None:
    sheet = load_workbook(BytesIO(excel(report_of("run"))))["account"]
    sheet["G5"].value += 1.0
    assert computed(sheet, sheet["M5"]) != 0.0


def test_every_table_is_a_sheet_with_number_formats() -> None:
    report = report_of("every")
    book = load_workbook(BytesIO(excel(report)))
    tables = [block for section in report.sections for block in section.blocks if isinstance(block, Table)]
    assert len(book.sheetnames) == 1 + len(tables)
    assert {"assumptions", "account", "townships", "monthly", "designs", "sizes", "scenarios"} <= set(book.sheetnames)
    for name, table in zip(book.sheetnames[1:], tables, strict=True):
        assert book[name]["A1"].value == table.caption
        assert book[name].max_row == 3 + len(table.rows)
    figures = book["headline figures"]
    assert [cell.value.rpartition(": ")[2] for cell in figures[3]][2:] == [
        "standard error", "95 % lower", "95 % upper", "unit",
    ]  # fmt: skip
    formats = {row[5].value: row[1].number_format for row in figures.iter_rows(min_row=4)}
    assert formats["1"] == "0.00%"
    assert formats["CNY"] == "#,##0.00"
    links = [cell.hyperlink.location for (cell,) in book.worksheets[0].iter_rows() if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_sheets_have_chinese_names_in_a_chinese_workbook() -> None:
    chinese, english = (load_workbook(BytesIO(excel(report_of("every", lang)))).sheetnames for lang in ("zh", "en"))
    assert len(chinese) == len(english)
    assert {"主要指标", "基金账户", "假设与来源", "方案比较", "扫描情景"} <= set(chinese)
    assert not any(name.isascii() for name in chinese)


def test_numbers_that_went_in_are_numbers_in_a_workbook() -> None:
    rows = load_workbook(BytesIO(excel(report_of("run"))))["assumptions"].iter_rows(min_row=4, values_only=True)
    values = {row[0]: row[1] for row in rows}
    assert values["layers.fund.pays"] == 0.7
    assert sum(isinstance(value, int | float) for value in values.values()) >= 0.8 * len(values)


def test_loans_in_trouble_and_ruin_by_year_have_tables() -> None:
    run = example_run()
    tables = {table.sheet: table for table in tables_of(build_report([run], "en"))}
    troubled = {row[0]: row[1:] for row in tables["loans in trouble"].rows}
    number, share, of = troubled["extensions that failed"]
    assert number.estimate.value == float(run.extension_failures.mean())
    assert share.estimate.value == pytest.approx(float(run.extension_failures.sum() / run.extensions.sum()))
    assert of == "extensions granted"
    by_year = tables["ruin by year"].rows
    assert [row[0] for row in by_year][-1] == horizon_text(int(run.attrs["months"]), "en")
    ruined = run.ruin_month.values
    assert by_year[0][1].estimate.value == float(((ruined >= 0) & (ruined < 12)).mean())
    assert by_year[-1][1].estimate.value == float((ruined >= 0).mean())


def test_documents_say_what_each_payer_bears_and_what_cost_means() -> None:
    run = example_run().assign_attrs(scenario=SCENARIO.replace("name: fund", "name: county_fund"))
    tables = tables_of(build_report([run], "en"))
    shown = {table.sheet: [[cell_text(cell, "en") for cell in row] for row in table.rows] for table in tables}
    assert ["county fund", "risk compensation fund", "Pays 70 % of each claim. Its money is never short."] in shown[
        "payers"
    ]
    assert shown["payers"][-1][-1] == "Bears whatever is left."
    assert ["Loans per unit of fund", "10.0"] in shown["terms"]
    summary = report_of("run").sections[0]
    assert any(
        "present value of public money" in block.text for block in summary.blocks if isinstance(block, Paragraph)
    )


def test_terms_in_which_designs_differ_stand_side_by_side() -> None:
    base = fs.load_scenario("luoping")
    other = fs.load_scenario(
        "luoping", ["layers.county_fund.pays=0.5", "horizon.settle=true", "breakers.county_npl.remove=true"]
    )
    found = differing_rows({"as it is": resolved_json(base), "half": resolved_json(other)}, "en")
    assert found is not None
    assert [column.heading for column in found.columns] == ["Key", "as it is", "half"]
    cells = {row[0]: [getattr(cell, "value", cell) for cell in row[1:]] for row in found.rows}
    assert cells["layers.county_fund.pays"] == [0.7, 0.5]
    assert cells["horizon.settle"] == ["–", "true"]
    assert cells["breakers.county_npl.watch"] == ["npl_ratio", "–"]
    assert all(key.startswith(("layers.county_fund.pays", "horizon.settle", "breakers.county_npl.")) for key in cells)
    assert differing_rows({"a": resolved_json(base), "b": resolved_json(base)}, "zh") is None


def test_the_order_of_layers_and_terms_that_are_taken_away_differ() -> None:
    base = fs.load_scenario("insurance_heavy", ["extension={granted: 0.5, months: 6}"])
    turned = base.model_copy(update={"layers": base.layers[::-1]})
    exits = "extension={replace: true, granted: 0.5, months: null, cure_per_month: 0.1, default_per_month: 0.1}"
    open_ended = fs.load_scenario("insurance_heavy", [exits])
    found = differing_rows({name: resolved_json(own) for name, own in (("a", base), ("b", turned))}, "en")
    assert found is not None
    assert [row[0] for row in found.rows] == ["layers"]
    assert found.rows[0][1] == ", ".join(layer.name for layer in base.layers)
    found = differing_rows({name: resolved_json(own) for name, own in (("a", base), ("b", open_ended))}, "en")
    assert found is not None
    cells = {row[0]: [getattr(cell, "value", cell) for cell in row[1:]] for row in found.rows}
    assert cells["extension.months"] == [6, "null"]


def test_differences_of_probabilities_are_points_and_equal_designs_are_named_equal() -> None:
    ds = example_comparison(paths=60)
    table = designs_table(ds, "en", ("ruin_probability",))
    assert cell_text(table.rows[1][3], "en").partition(" (")[0].endswith("percentage points")
    vague = ds.difference.copy()
    vague[:, :, 1:] = [np.inf, -np.inf, np.inf]
    assert designs_table(ds.assign(difference=vague), "en", ("expected_loss",)).rows[1][-1] == "–"
    same = designs_table(ds.assign(difference=0.0 * ds.difference), "zh", ("expected_loss",))
    assert same.rows[1][3:] == ("–", "各路径均相同")


def test_hostile_names_are_texts_in_a_workbook() -> None:
    book = load_workbook(BytesIO(excel(report_of("hostile"))))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    formulas = [cell.value for cell in texts if cell.data_type == "f"]
    assert formulas
    assert all(value.startswith("=ROUND(") for value in formulas)
    assert all(cell.quotePrefix for cell in texts if cell.data_type != "f")
    townships = [row[0].value for row in book["townships"].iter_rows(min_row=4)]
    assert {f"{FORMULA} {SCRIPT}", EMOJI + RIGHT_TO_LEFT + LONG, "+1"} == set(townships)
    sources = [row[3].value for row in book["assumptions"].iter_rows(min_row=4)]
    assert "=a county rule" in sources


# ---------------------------------------------------------------- Word


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_word_has_headings_tables_captions_and_pictures_of_its_own(lang: Language) -> None:
    report = report_of("every", lang)
    document = Document(BytesIO(word(report)))
    headings = [own.text for own in document.paragraphs if own.style.name == "Heading 1"]
    assert headings == [f"{number} {own.heading}" for number, own in enumerate(report.sections, start=1)]
    shown = [own for section in report.sections for own in section.blocks if isinstance(own, Table) and own.most_rows]
    assert len(document.tables) == len(shown)
    for made, table in zip(document.tables, shown, strict=True):
        assert made.cell(0, 0).text == table.columns[0].heading
        assert len(made.rows) == 1 + min(len(table.rows), table.most_rows)
    captions = [own for own in document.paragraphs if own.style.name == "Caption"]
    assert len(captions) == len(shown) + len(document.inline_shapes)
    assert all("SEQ " in own._p.xml for own in captions)
    assert all(own._inline.docPr.get("descr") for own in document.inline_shapes)
    assert 'w:eastAsia="宋体"' in document.styles.element.xml


def test_wide_tables_turn_the_page_and_turn_it_back() -> None:
    run = example_run()
    run["account_line_mean"] = run.account_line_mean + 1.0  # every line of the account has money, and a column
    document = Document(BytesIO(word(build_report([run], "en"))))
    turned = [section.page_width > section.page_height for section in document.sections]
    assert turned == [False, True, False]


def test_hostile_names_are_whole_in_word() -> None:
    document = Document(BytesIO(word(report_of("hostile"))))
    cells = {cell.text for table in document.tables for cell in table.column_cells(0)}
    assert {f"{FORMULA} {SCRIPT}", EMOJI + RIGHT_TO_LEFT + LONG} <= cells
    assert LONG in document.paragraphs[0].text


# ---------------------------------------------------------------- the function and the command


def test_several_results_stand_in_one_report_under_their_names() -> None:
    report = report_of("every")
    summary = [block.text for block in report.sections[0].blocks if getattr(block, "kind", "") == "label"]
    assert [label.partition(":")[0] for label in summary] == [
        "run",
        "comparison",
        "search for the fund's size",
        "sweep",
    ]
    twice = build_report([example_run(), example_run()], "en")
    labels = [block.text for block in twice.sections[0].blocks if getattr(block, "kind", "") == "label"]
    assert len(set(labels)) == 2


def test_fund_sizes_and_programmes_without_fund_or_claims_give_reports() -> None:
    for run in (
        example_run(fund_sizes=(1e6, 5e6)), example_run(layers=("bank",)), example_run(claim_rate=0.0),
        example_run(paths=1),
    ):  # fmt: skip
        report = build_report([run], "zh")
        assert len(report.sections) == 11
        assert excel(report)[:2] == b"PK"


def test_the_command_writes_what_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    save(example_run(), folder / "results.nc")
    save(example_comparison(paths=30), tmp_path / "compare.nc")
    out = tmp_path / "out" / "report"
    assert call("report", folder, tmp_path / "compare.nc", "--lang", "zh", "--format", "html,xlsx", "-o", out) == 0
    assert {path.name for path in out.parent.iterdir()} == {"report.html", "report.xlsx"}
    assert "摘要" in out.with_suffix(".html").read_text("utf-8")
    assert capsys.readouterr().out.split() == [str(out.with_suffix(ending)) for ending in (".html", ".xlsx")]
    assert call("report", folder, "--format", "docx") == 0
    assert (folder / "report.docx").is_file()


def test_the_function_takes_results_and_paths(tmp_path: Path) -> None:
    [path] = fs.write_report(example_run(), tmp_path / "a", formats=["html"])
    save(example_run(), tmp_path / "results.nc")
    [other] = fs.write_report([tmp_path / "results.nc"], tmp_path / "b", formats=["html"])
    assert path.read_bytes() == other.read_bytes()
    with pytest.raises(ValueError, match="did you mean 'html'"):
        fs.write_report(example_run(), tmp_path / "a", formats=["htm"])
    with pytest.raises(DataError, match="at least one"):
        fs.write_report([], tmp_path / "a")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("no.nc", None, "no such file"),
        ("text.nc", b"hello", "not a results file"),
        ("empty", "folder", "holds no results of fundsim"),
    ],
)
def test_what_is_no_result_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | str | None, words: str
) -> None:
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    assert call("report", path, "-o", tmp_path / "r") == 2
    said = capsys.readouterr().err
    assert words in said
    assert name in said
    assert not (tmp_path / "r.html").exists()


def test_faulty_formats_and_datasets_of_another_kind_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(example_run(), tmp_path / "results.nc")
    assert call("report", tmp_path, "--format", "pdf") == 2
    assert "allowed: html, docx, xlsx" in capsys.readouterr().err
    assert call("report", tmp_path, "--format", ",") == 2
    assert "name at least one of: html, docx, xlsx" in capsys.readouterr().err
    save(example_dataset(paths=3, months=13)[["claims"]].rename(path="draw"), tmp_path / "other.nc")
    assert call("report", tmp_path / "other.nc") == 2
    assert "not the results of a run" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "package"), [("html", "jinja2"), ("docx", "docx"), ("xlsx", "openpyxl")])
def test_without_the_extra_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(OutputError, match=r"fundsim\[report\]"):
        fs.write_report(example_run(), tmp_path / "r", formats=[form])
