"""The first chapters of a report: the summary on a page, then the design and its assumptions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isnan
from typing import Any

from fundsim.languages import Language
from fundsim.plots import KINDS
from fundsim.plots.needs import ResultKind
from fundsim.plots.sweeps import level_text, parameters_of, prepared
from fundsim.plots.who_pays import payer_names
from fundsim.portfolio.quality import ROWS
from fundsim.portfolio.quality_chinese import note_in
from fundsim.programme import Scenario
from fundsim.programme.roles import is_reguarantor
from fundsim.report.assumptions import all_scenarios, assumption_rows, assumptions_of, standing
from fundsim.report.chapters import labelled_table
from fundsim.report.choice_tables import KEY_FIGURES as DESIGN_FIGURES
from fundsim.report.choice_tables import answer_table, designs_table, sizes_table, swept_table
from fundsim.report.decision_terminal import equal_cost_sentences, solve_sentences
from fundsim.report.document import Block, Cell, Paragraph, Quantity, Section, Table
from fundsim.report.material import Material, attributes_of, charts_of, scenario_texts, title_of
from fundsim.report.report_texts import words
from fundsim.report.run_tables import KEY_FIGURES, columns_of, headline_table, money
from fundsim.report.study_tables import laws_table, share_of_parameters, size_of
from fundsim.scenario_file import resolved_tree
from fundsim.scenario_file.changes import changes_of, title_with, told_title
from fundsim.scenario_file.shipped import description_in
from fundsim.show import breaker_terms, layer_terms
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import Scale, estimate_text, percent_scale
from fundsim.texts.names import one_line

# Charts whose captions answer the question that results of a kind were made for.
_ANSWERS: dict[ResultKind, tuple[str, ...]] = {
    "run": ("survival", "who_pays", "bad_year", "loss_distribution", "breakers"),
    "sizes": ("sizing_curve", "who_pays", "loss_distribution", "breakers"),
    "compare": ("differences", "exceedance", "frontier"),
    "grid": ("frontier",),
    "size": ("sizing_curve", "tornado"),
    "sweep": ("sweep_panels", "heat_map"),
}
_FEW_PATHS = 5_000
_MOST_SHOWN = 12  # rows of a table of the summary
_MOST_OF_DESIGNS = 30  # of a table that compares them
_MOST_LEVELS = 12


def summary_section(materials: Sequence[Material], lang: Language) -> Section:
    """The answer, the key figures, the cautions: one page."""
    blocks: list[Block] = []
    for material in materials:
        blocks += _answers(material, lang)
        blocks.append(labelled_table(_key_figures(material, lang), material, lang))
    blocks.append(Paragraph(words("cost_note", lang)))
    blocks += [Paragraph(caution, "caution") for caution in _cautions(materials, lang)]
    return Section("summary", words("summary", lang), tuple(blocks))


def _answers(material: Material, lang: Language) -> list[Block]:
    if material.kind == "solve":
        return [*_head(material), *(Paragraph(sentence, "answer") for sentence in solve_sentences(material.ds, lang))]
    available = charts_of(material)
    sentences = equal_cost_sentences(material.ds, lang) if material.has_equal_cost else []
    sentences += [KINDS[kind].caption(material.ds, lang) for kind in _ANSWERS[material.kind] if kind in available]
    sentences = [sentence for sentence in sentences if sentence != text("no_breakers", lang)]
    return [*_head(material), *(Paragraph(sentence, "answer") for sentence in dict.fromkeys(sentences))]


def _head(material: Material) -> list[Paragraph]:
    return [Paragraph(material.label, "label")] if material.label else []


def _key_figures(material: Material, lang: Language) -> Table:
    ds = material.ds
    if material.kind == "compare":
        made = designs_table(ds, lang, DESIGN_FIGURES)
    elif material.kind == "size":
        made = sizes_table(ds, lang)
    elif material.kind == "solve":
        made = answer_table(ds, lang)
    elif material.kind == "sweep":
        made = swept_table(ds, lang)
    else:
        made = headline_table(ds, lang, KEY_FIGURES)
    most = _MOST_OF_DESIGNS if material.kind == "compare" else 2 * _MOST_SHOWN if material.is_run else _MOST_SHOWN
    return replace(made, caption=words("key_figures", lang), sheet="key figures", most_rows=most)


def _cautions(materials: Sequence[Material], lang: Language) -> Iterator[str]:
    yield words("caution_model", lang)
    found = assumptions_of(all_scenarios(materials))
    grounds = Counter(standing(own.source) for own in found)
    if found:
        none = grounds["no_source"] + grounds["default"]
        weak = len(found) - grounds["sourced"] - none
        yield words("caution_assumed", lang, weak=weak, none=none, all=len(found))
    yield from dict.fromkeys(_dropped_rows(materials, lang))
    yield from dict.fromkeys(_other_sampling(materials, lang))
    yield from dict.fromkeys(_drawn_parameters(materials, lang))
    counts = {int(str(attributes_of(material)["n_paths"])) for material in materials}
    paths = min(counts)
    yield words("caution_interval", lang, paths="–".join(f"{count:,}" for count in sorted({paths, max(counts)})))
    if any(_is_made_up_once(scenario) for scenario in all_scenarios(materials).values()):
        yield words("caution_portfolio", lang)
    if paths < _FEW_PATHS:
        yield words("caution_few", lang, paths=f"{paths:,}")


def _is_made_up_once(scenario: str) -> bool:
    """Whether the loans of a resolved scenario are drawn once for all paths."""
    loans = resolved_tree(scenario)["loans"]
    return loans["source"] == "synthetic" and not loans.get("redraw_portfolio", False)


def _dropped_rows(materials: Sequence[Material], lang: Language) -> Iterator[str]:
    """A caution for each tape of which rows could not be used."""
    for material in materials:
        found = attributes_of(material)
        read, dropped, irrelevant = (int(str(found.get(name, 0))) for name in ROWS)
        others = words("caution_others", lang, others=f"{irrelevant:,}") if irrelevant else ""
        if dropped:
            yield words("caution_dropped", lang, dropped=f"{dropped:,}", all=f"{read:,}", others=others)


def _other_sampling(materials: Sequence[Material], lang: Language) -> Iterator[str]:
    """How paths were drawn, where not plainly."""
    for material in materials:
        ds = material.ds
        if "weight" in ds and "usual" in ds.coords:
            yield words("caution_importance", lang, usual=f"{int(ds['usual'].sum()):,}")
        elif "replicate" in ds.coords:
            yield words("caution_repeated", lang, method=str(ds.attrs["sampling"]))


def _drawn_parameters(materials: Sequence[Material], lang: Language) -> Iterator[str]:
    """What uncertain parameters contribute beside chance, where they were drawn."""
    for study in (material.study for material in materials if material.study is not None):
        share = share_of_parameters(study, "claims")
        shown = "–" if isnan(share.value) else estimate_text(share, percent_scale(lang), lang)
        yield words("caution_study", lang, **size_of(study), share=shown)


def design_section(materials: Sequence[Material], lang: Language) -> Section:
    """What was simulated, and every number that went in with its source."""
    blocks: list[Block] = []
    for material in materials:
        blocks += [Paragraph(paragraph) for paragraph in _descriptions(material, lang)]
        blocks += [labelled_table(table, material, lang) for table in _design_tables(material, lang)]
        if not scenario_texts(material):
            blocks.append(Paragraph(words("caution_scenarios", lang, kind=words(f"kind_{material.kind}", lang))))
    scenarios = all_scenarios(materials)
    if scenarios:
        blocks += [Paragraph(words("assumptions_note", lang)), assumption_rows(scenarios, lang)]
    return Section("design", words("design", lang), tuple(dict.fromkeys(blocks)))


def _descriptions(material: Material, lang: Language) -> Iterator[str]:
    """What authors say of their scenarios, and of their sweep."""
    if material.kind == "sweep" and str(material.ds.attrs.get("description", "")).strip():
        yield one_line(str(material.ds.attrs["description"]))
    for name, scenario in scenario_texts(material).items():
        said = _description(resolved_tree(scenario), lang)
        if said:
            yield f"{name}: {said}" if material.kind == "compare" else said


def _description(tree: dict[str, Any], lang: Language) -> str:
    """What the author says of a scenario, followed by what was changed in it since."""
    said = one_line(description_in(str(tree.get("description") or ""), lang))
    return one_line(title_with(said, changes_of(Scenario.model_validate(tree)), most=None)) if said else ""


def _design_tables(material: Material, lang: Language) -> Iterator[Table]:
    yield _terms_table(material, lang)
    if laws := json.loads(str(attributes_of(material).get("uncertain", "{}"))):
        yield laws_table(laws, lang)
    ds = material.ds
    if material.is_run:
        yield _payers_table(material, lang)
        yield from _breakers_table(material, lang)
        yield from _quality_table(material, lang)
    elif material.kind == "compare":
        yield Table(
            words("designs", lang),
            columns_of(("design_name", "result"), lang),
            tuple(_titles(material)),
            "design names",
        )
    elif material.kind == "sweep":
        swept = tuple((own.key, _levels(own.levels.tolist(), lang)) for own in parameters_of(prepared(ds)))
        yield Table(words("swept", lang), columns_of(("key", "values"), lang), swept, "parameters")


def _titles(material: Material) -> Iterator[tuple[Cell, ...]]:
    """Designs and the titles of their scenarios, with what was changed in them."""
    scenarios = scenario_texts(material)
    for name in (str(name) for name in material.ds["design"].values):
        known = name in scenarios
        title = told_title(Scenario.model_validate(resolved_tree(scenarios[name]))) if known else "–"
        yield one_line(name), one_line(title)


def _levels(levels: list[object], lang: Language) -> str:
    shown = [level_text(level, lang) for level in levels]
    if len(shown) <= _MOST_LEVELS:
        return ", ".join(shown)
    return f"{shown[0]} … {shown[-1]} ({len(shown)})"


def _terms_table(material: Material, lang: Language) -> Table:
    """Terms that results carry with them: time, loans, fund, conventions."""
    found, currency = attributes_of(material), str(material.ds.attrs["currency"])
    months = horizon_text(int(str(found["months"])), lang)
    start = found.get("first_month")
    period = words("horizon_from", lang, horizon=months, start=start) if start else months
    rows: list[tuple[Cell, ...]] = [(words("result", lang), title_of(material.ds)), (words("horizon", lang), period)]
    for name, key in (("opening_outstanding", "opening_loans"), ("fund_initial", "opening_fund")):
        if float(str(found.get(name, 0.0))) > 0.0:
            rows.append((words(key, lang), money(float(str(found[name])), currency, lang)))
    rows += _leverage(found, lang)
    if "discount_rate" in found:
        rate = Quantity(float(str(found["discount_rate"])), percent_scale(lang), "1")
        rows.append((words("discount_rate", lang), rate))
    if found.get("fund_layer") and "ruin" in found:
        rows.append((words("ruin", lang), words(f"ruin_{found['ruin']}", lang)))
    return Table(words("terms", lang), columns_of(("term", "value"), lang), tuple(rows), "terms")


def _leverage(found: Mapping[str, object], lang: Language) -> list[tuple[Cell, ...]]:
    """Loans at the start as a multiple of the fund; nothing where the fund exceeds them."""
    loans, fund = (float(str(found.get(name, 0.0))) for name in ("opening_outstanding", "fund_initial"))
    if not 0.0 < fund <= loans:
        return []
    return [(words("leverage", lang), Quantity(loans / fund, Scale(1.0, ""), "ratio", 1))]


def _payers_table(material: Material, lang: Language) -> Table:
    """Who pays in which order, and on which terms; the bank bears what is left."""
    ds, terms = material.ds, {"bank": words("the_rest", lang)}
    outstanding = float(str(attributes_of(material).get("opening_outstanding", 0.0)))
    for scenario in _scenarios(material):
        terms |= layer_terms(scenario, lang, outstanding)
    rows = tuple(
        (name, _kind_word(str(layer), str(kind), lang), _as_sentence(terms.get(str(layer), "")))
        for name, kind, layer in zip(payer_names(ds, lang), ds.layer_kind.values, ds.layer.values, strict=True)
    )
    return Table(words("payers", lang), columns_of(("payer", "kind", "layer_terms"), lang), rows, "payers")


def _kind_word(layer: str, kind: str, lang: Language) -> str:
    return text("reguarantor" if is_reguarantor(layer, kind) else kind, lang)


def _breakers_table(material: Material, lang: Language) -> Iterator[Table]:
    """What watches the loans, or a payer, and what it stops, where anything does."""
    rules = [rule for scenario in _scenarios(material) for rule in breaker_terms(scenario, lang)]
    if rules:
        rows = tuple((one_line(rule),) for rule in rules)
        yield Table(words("breaker_rules", lang), columns_of(("layer_terms",), lang), rows, "breakers")


def _scenarios(material: Material) -> list[Scenario]:
    return [Scenario.model_validate(resolved_tree(scenario)) for scenario in scenario_texts(material).values()]


def _as_sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _quality_table(material: Material, lang: Language) -> Iterator[Table]:
    """What was dropped, imputed, rescaled or bounded among the loans, where anything was."""
    noted = str(attributes_of(material).get("data_quality", "")).splitlines()
    notes = tuple((note_in(note, lang),) for note in noted)
    if notes:
        yield Table(words("data_quality", lang), columns_of(("note",), lang), notes, "data quality")
