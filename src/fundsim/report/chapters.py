"""The chapters of a report that show results: which charts and tables stand in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import xarray as xr

from fundsim.languages import Language
from fundsim.plots import KINDS, chart_style, draw_chart, new_figure
from fundsim.plots.files import chart_bytes
from fundsim.plots.solvency import plot_solvency
from fundsim.plots.titles import named_by_size
from fundsim.report.account_table import account_tables
from fundsim.report.assumptions import differing_rows
from fundsim.report.choice_tables import (
    cases_table,
    design_payers_table,
    designs_table,
    sizes_table,
    swept_table,
    tried_table,
)
from fundsim.report.decision_terminal import solve_sentences
from fundsim.report.document import Block, Figure, Paragraph, PictureFormat, Section, Table
from fundsim.report.material import Material, charts_of, scenario_texts
from fundsim.report.outlay_tables import yearly_outlay_table
from fundsim.report.report_texts import chart_title, words
from fundsim.report.ruin_tables import ruin_times_table
from fundsim.report.run_tables import (
    accounts_table,
    bad_outcomes_table,
    headline_table,
    monthly_table,
    payers_table,
    ruin_table,
    townships_table,
    troubled_table,
)
from fundsim.report.study_tables import study_tables
from fundsim.report.table_kinds import why_no_table
from fundsim.results import at_fund_size
from fundsim.texts import text
from fundsim.texts.names import one_line, shorten

_LABEL_COLUMNS = 100


class Chapter(NamedTuple):
    """A chapter that shows results.

    Parameters
    ----------
    key : str
        Anchor, and key of the heading.
    charts : tuple of str
        Kinds of charts.
    tables : callable
        (Material, language) → its tables.
    remedy : str
        Key of the text that says which results would fill the chapter.
    """

    key: str
    charts: tuple[str, ...]
    tables: Callable[[Material, Language], list[Table]]
    remedy: str = "remedy_run"


def _loss_tables(material: Material, lang: Language) -> list[Table]:
    if not material.is_run:
        return []
    troubled = [troubled_table(material.usual, lang)] if float(material.usual["distress"].max()) > 0.0 else []
    return [headline_table(material.ds, lang), *troubled, monthly_table(material.usual, lang)]


def _payer_tables(material: Material, lang: Language) -> list[Table]:
    if material.kind == "compare":
        table = design_payers_table(material.ds, lang)
        return [table] if table.rows else []
    return [*_claims_tables(material, lang), *_outlay_tables(material, lang)]


def _claims_tables(material: Material, lang: Language) -> list[Table]:
    if not _can_be_made("who_pays", material):
        return []
    ds = material.usual
    several = "account_total_mean" in ds and int((ds["layer_kind"] != "bank").sum()) > 1
    made = [payers_table(ds, lang), *([accounts_table(ds, lang)] if several and _holds_money(ds) else [])]
    return _at_first_size(made, ds, lang)


def _outlay_tables(material: Material, lang: Language) -> list[Table]:
    """What the government pays by year, where it pays anything."""
    if not _can_be_made("yearly_outlay", material) or not bool((material.usual["government_cash_mean"] > 0.0).any()):
        return []
    return _at_first_size([yearly_outlay_table(material.usual, lang)], material.usual, lang)


def _at_first_size(tables: Iterable[Table], ds: xr.Dataset, lang: Language) -> list[Table]:
    """Tables of one fund size, whose captions name it where the run compares several."""
    own = at_fund_size(ds)
    return [replace(table, caption=named_by_size(own, table.caption, lang)) for table in tables]


def _holds_money(ds: xr.Dataset) -> bool:
    return bool((ds["account_total_mean"] > 0.0).any())


def _solvency_tables(material: Material, lang: Language) -> list[Table]:
    if material.kind == "size":
        return [sizes_table(material.ds, lang)]
    if material.kind == "solve":
        return [tried_table(material.ds, lang)]
    if not _can_be_made("reconciliation", material):
        return []
    times = [ruin_times_table(material.ds, lang)] if bool((material.ds["ruin_month"] >= 0).any()) else []
    of_one = [ruin_table(material.usual, lang), *account_tables(material.usual, lang)]
    by_year, *accounts = _at_first_size(of_one, material.usual, lang)
    return [by_year, *times, *accounts]


def _stress_tables(material: Material, lang: Language) -> list[Table]:
    return [bad_outcomes_table(material.usual, lang)] if material.is_run else []


def _township_tables(material: Material, lang: Language) -> list[Table]:
    return [townships_table(material.usual, lang)] if material.is_run else []


def _alternative_tables(material: Material, lang: Language) -> list[Table]:
    if material.study is not None:
        return study_tables(material.study, lang)
    if material.kind == "compare":
        terms = differing_rows(scenario_texts(material), lang)
        return [designs_table(material.ds, lang), *([terms] if terms is not None else [])]
    if material.kind == "sweep":
        return [swept_table(material.ds, lang)]
    return [cases_table(material.ds, lang)] if "case" in material.ds.dims else []


def _can_be_made(table: str, material: Material) -> bool:
    return material.kind != "solve" and not why_no_table(table, material.ds)


CHAPTERS = (
    Chapter("losses", ("loss_distribution", "exceedance", "overdue", "vintages"), _loss_tables),
    Chapter("who_pays", ("who_pays", "bad_year", "yearly_outlay"), _payer_tables),
    Chapter("solvency", ("balance_fan", "survival", "sizing_curve", "breakers"), _solvency_tables),
    Chapter("stress", (), _stress_tables),
    Chapter("townships", ("townships", "township_overdue"), _township_tables),
    Chapter(
        "sensitivity",
        ("differences", "tornado", "heat_map", "sweep_panels", "frontier"),
        _alternative_tables,
        "remedy_sensitivity",
    ),
)
"""Chapters in order; every kind of chart stands in one of them, those that are tables stand as tables."""


def chapter_section(chapter: Chapter, materials: Sequence[Material], lang: Language) -> Section:
    """A chapter filled from all results; says what would fill it where none does."""
    blocks = [block for material in materials for block in _blocks(chapter, material, lang)]
    if not blocks:
        blocks = [Paragraph(words("no_chapter", lang, remedy=words(chapter.remedy, lang)))]
    return Section(chapter.key, words(chapter.key, lang), tuple(blocks))


def _blocks(chapter: Chapter, material: Material, lang: Language) -> Iterator[Block]:
    available = charts_of(material)
    if material.kind == "solve" and chapter.key == "solvency":
        yield _solvency_figure(material, lang)
    yield from (figure(kind, material, lang) for kind in chapter.charts if kind in available)
    for table in chapter.tables(material, lang):
        yield labelled_table(table, material, lang)


def figure(kind: str, material: Material, lang: Language) -> Figure:
    """A chart of a result, drawn when a writer asks for it."""
    caption = KINDS[kind].caption(material.ds, lang)
    return Figure(chart_title(kind, lang), _labelled(caption, material, lang), partial(_picture, kind, material, lang))


def labelled_table(table: Table, material: Material, lang: Language) -> Table:
    """A table whose caption says which result it shows, where the report has several."""
    return replace(table, caption=_labelled(table.caption, material, lang))


def _labelled(caption: str, material: Material, lang: Language) -> str:
    if not material.label:
        return caption
    return words("labelled", lang, label=shorten(material.label, _LABEL_COLUMNS), words=caption)


def _solvency_figure(material: Material, lang: Language) -> Figure:
    """What was tried to meet a target, and the answer."""

    def draw(form: PictureFormat) -> bytes:
        with chart_style("report"):
            picture = new_figure()
            plot_solvency(material.ds, picture.add_subplot(), lang)
            return chart_bytes(picture, form)

    title = text("solve_title", lang, moved=one_line(str(material.ds.attrs["key"])))
    caption = " ".join(solve_sentences(material.ds, lang)[:1])
    return Figure(title, _labelled(caption, material, lang), draw)


def _picture(kind: str, material: Material, lang: Language, form: PictureFormat) -> bytes:
    with chart_style("report"):
        return chart_bytes(draw_chart(kind, material.ds, lang), form)
