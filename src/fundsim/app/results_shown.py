"""Results as the page shows them: tables of figures, charts with their captions."""

from __future__ import annotations

from typing import Any

import panel as pn
import xarray as xr

from fundsim.app.panes import WIDE, table
from fundsim.app.words import word
from fundsim.languages import Language
from fundsim.plots import KINDS, available_kinds, chart_style, draw_chart
from fundsim.plots.files import chart_bytes, laid_out
from fundsim.report.choice_tables import cases_table, sizes_table
from fundsim.report.decision_terminal import comparison_rows
from fundsim.report.document import Table, cell_text
from fundsim.report.report_texts import chart_title
from fundsim.report.size_terminal import how_found
from fundsim.report.terminal import has_unbounded, headline_figures
from fundsim.texts import text

WIDTH_OF_CHARTS = 860  # pixels
COMPARED = ("differences", "survival", "exceedance")
"""Charts of a comparison that the page draws at once."""


def figures_shown(results: xr.Dataset, lang: Language) -> list[Any]:
    """Headline figures of a run, a table for each fund size.

    Parameters
    ----------
    results : xarray.Dataset
        Of a run.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list
        Panes.
    """
    blocks = headline_figures(results, lang)
    head = [word(name, lang) for name in ("figure", "value", "interval", "unit")]
    shown: list[Any] = []
    for title, rows in blocks:
        shown += [pn.pane.Markdown(f"**{title}**", **WIDE)] if title else []
        shown.append(table(rows, head))
    if has_unbounded(blocks):
        shown.append(pn.pane.Markdown(text("unbounded", lang, paths=f"{int(results.attrs['n_paths']):,}"), **WIDE))
    return shown


def comparison_shown(compared: xr.Dataset, lang: Language) -> list[Any]:
    """Designs side by side, and what they differ by.

    Parameters
    ----------
    compared : xarray.Dataset
        Result of ``compare``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list
        Panes.
    """
    interval = word("interval", lang)
    head = [
        word("figure", lang),
        word("value", lang),
        interval,
        word("difference", lang),
        interval,
        word("remark", lang),
    ]
    charts = [name for name in COMPARED if name in available_kinds(compared)]
    parts = [part for name in charts for part in chart_shown(name, compared, lang)]
    return [table(comparison_rows(compared, lang)[1:], head), *parts]


def sizes_shown(found: xr.Dataset, lang: Language) -> list[Any]:
    """Smallest funds, a column for each target, how they were found, and the whole curve.

    Parameters
    ----------
    found : xarray.Dataset
        Result of ``size``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list
        Panes.
    """
    sizes = sizes_table(found, lang)
    turned = list(zip(*([column.heading for column in sizes.columns], *_cells(sizes, lang)), strict=True))
    shown = [_caption(sizes), table(turned[1:], turned[0], ends_in_words=False)]
    if "case" in found.dims:
        cases = cases_table(found, lang)
        head = [column.heading for column in cases.columns]
        shown += [_caption(cases), table(_cells(cases, lang), head, ends_in_words=False)]
    how = pn.pane.Markdown(" ".join(how_found(found, lang)), **WIDE)
    return [*shown, how, *chart_shown("sizing_curve", found, lang)]


def _cells(own: Table, lang: Language) -> list[list[str]]:
    """Cells of a table of a report."""
    return [[cell_text(cell, lang) for cell in row] for row in own.rows]


def _caption(own: Table) -> pn.pane.Markdown:
    return pn.pane.Markdown(f"**{own.caption}**", **WIDE)


def chart_names(results: xr.Dataset, lang: Language) -> dict[str, str]:
    """Kinds of charts that can be drawn, by their names in a language."""
    return {chart_title(kind, lang): kind for kind in available_kinds(results)}


def chart_shown(kind: str, results: xr.Dataset, lang: Language) -> list[Any]:
    """A chart with its caption.

    Parameters
    ----------
    kind : str
        A key of ``KINDS`` that these results allow.
    results : xarray.Dataset
        Results of any kind.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list
        Picture and caption.
    """
    with chart_style("report"):
        figure = draw_chart(kind, results, lang)
        with laid_out(figure):
            picture = chart_bytes(figure, "png")
    caption = KINDS[kind].caption(results, lang)
    return [pn.pane.PNG(picture, width=WIDTH_OF_CHARTS, alt_text=caption), pn.pane.Markdown(caption, **WIDE)]
