"""The last chapters of a report: method and errors, glossary, provenance."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fundsim.languages import Language
from fundsim.report.chapters import figure
from fundsim.report.document import Block, Cell, Paragraph, Section, Table
from fundsim.report.glossary import terms
from fundsim.report.material import Material, attributes_of, title_of
from fundsim.report.report_texts import words
from fundsim.report.run_tables import columns_of
from fundsim.texts.names import one_line


def method_section(materials: Sequence[Material], lang: Language) -> Section:
    """How the numbers come about, how sure they are, and how the tail estimate settles."""
    keys = ["method_paths", "method_error", "method_books"]
    if any(material.kind in ("compare", "sizes", "sweep") for material in materials):
        keys.append("method_paired")
    settling = [figure("convergence", material, lang) for material in materials if material.is_run]
    blocks: list[Block] = [Paragraph(words(key, lang)) for key in keys]
    return Section("method", words("method", lang), (*blocks, *settling))


def glossary_section(lang: Language) -> Section:
    """Terms that have a meaning written in the language of the report."""
    meanings = ((term.zh, term.en, term.meaning_zh if lang == "zh" else term.meaning) for term in terms())
    rows = tuple((zh, en, meaning.replace("`", "")) for zh, en, meaning in meanings if meaning)
    note = words("glossary_note", lang)
    table = Table(note, columns_of(("chinese", "english", "meaning"), lang), rows, "glossary")
    return Section("glossary", words("glossary", lang), (table,))


def provenance_section(materials: Sequence[Material], lang: Language) -> Section:
    """What makes the same numbers again."""
    names = ("result", "result_kind", "number_of_paths", "seed", "version", "hash")
    rows = tuple(_origin(material, lang) for material in materials)
    table = Table(words("provenance", lang), columns_of(names, lang), rows, "provenance")
    return Section("provenance", words("provenance", lang), (Paragraph(words("provenance_note", lang)), table))


def _origin(material: Material, lang: Language) -> tuple[Cell, ...]:
    found = attributes_of(material)
    digests = found.get("scenario_hash") or found.get("sweep_hash") or ""
    if "designs" in found:
        hashes = json.loads(str(found["designs"]))
        digests = "; ".join(f"{one_line(name)}: {digest}" for name, digest in hashes.items())
    return (
        title_of(material.ds), words(f"kind_{material.kind}", lang), f"{int(str(found['n_paths'])):,}",
        one_line(str(found.get("seed", "–"))), one_line(str(found.get("fundsim_version", "–"))), str(digests) or "–",
    )  # fmt: skip
