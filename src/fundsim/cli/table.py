"""``fundsim table``: tables from results, in four formats."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.options import folder_of, lang_option, several
from fundsim.errors import DataError, OutputError, install_extra

if TYPE_CHECKING:
    from fundsim.languages import Language

FORMATS = ("csv", "xlsx", "latex", "md")


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Table to write; several with commas.")
@click.option(
    "--format", "formats", default="csv", show_default=True, help="csv, xlsx, latex, md; several with commas."
)
@lang_option
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder; `tables` beside the results.")
def table(results: Path, kinds: tuple[str, ...], formats: str, lang: Language, out: Path | None) -> None:
    """Write tables from results: CSV, Excel, LaTeX, Markdown.

    RESULTS is the folder of a run, of a comparison, of a frontier or of a search for the fund's size, the netCDF
    file in it, or the store of a sweep. Kinds of a run: summary, who_pays, yearly_outlay, reconciliation,
    time_to_ruin, monthly_report, townships, stress, assumptions; of decisions: compare, frontier, sizes, sensitivity,
    scenarios. Without --kind all that these results give.
    """
    from fundsim.report.cell_words import with_names
    from fundsim.report.exports import ENDINGS, write_table
    from fundsim.report.table_kinds import TABLE_KINDS, available_tables, why_no_table
    from fundsim.results import find_results, make_folder
    from fundsim.texts import text

    wanted, asked = several(FORMATS, [formats], "--format"), several(list(TABLE_KINDS), kinds, "--kind")
    ds = find_results(results)
    if reasons := [reason for name in asked if (reason := why_no_table(name, ds, lang))]:
        names = ", ".join(available_tables(ds)) or text("no_tables", lang)
        raise DataError("\n  ".join([*reasons, text("tables_given", lang, names=names)]))
    if "xlsx" in wanted and find_spec("openpyxl") is None:
        raise OutputError(f"Excel files need openpyxl: {install_extra('report')}")
    folder = out or folder_of(results) / "tables"
    make_folder(folder)
    for name in asked or available_tables(ds):
        kind = TABLE_KINDS[name]
        made, title = with_names(kind.table(ds), ds, lang), kind.title_zh if lang == "zh" else kind.title
        for form in wanted:
            path = folder / f"{name}.{ENDINGS[form]}"
            click.echo(write_table(made, path, form, ds.attrs["currency"], lang, title))
