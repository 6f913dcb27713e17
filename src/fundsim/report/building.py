"""A report from results: all chapters in order."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from fundsim.languages import Language
from fundsim.report.back_chapters import glossary_section, method_section, provenance_section
from fundsim.report.chapters import CHAPTERS, chapter_section
from fundsim.report.document import Report
from fundsim.report.front_chapters import design_section, summary_section
from fundsim.report.material import materials_of, title_of
from fundsim.report.report_texts import words


def build_report(results: Sequence[xr.Dataset], lang: Language = "en") -> Report:
    """The content of a report, which `fundsim.report.html`, `word` and `excel` write.

    Parameters
    ----------
    results : sequence of xarray.Dataset
        Results of runs, comparisons, searches for the fund's size and sweeps.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    Report
        Charts in it are drawn when a writer asks for them.

    Raises
    ------
    DataError
        There is no result, or one of another kind.
    """
    materials = materials_of(results, lang)
    titles = dict.fromkeys(part for material in materials for part in title_of(material.ds).split(" / "))
    title = words("labelled", lang, label=words("report", lang), words=" / ".join(titles))
    sections = (
        summary_section(materials, lang),
        design_section(materials, lang),
        *(chapter_section(chapter, materials, lang) for chapter in CHAPTERS),
        method_section(materials, lang),
        glossary_section(lang),
        provenance_section(materials, lang),
    )
    return Report(title, words("subtitle", lang), lang, sections)
