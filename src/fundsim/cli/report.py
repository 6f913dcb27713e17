"""``fundsim report``: a report on results for reading, editing and computing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.options import folder_of, lang_option, several

if TYPE_CHECKING:
    from fundsim.languages import Language


FORMATS = ("html", "docx", "xlsx")


@click.command()
@click.argument("results", nargs=-1, required=True, metavar="RESULTS...", type=click.Path(path_type=Path))
@lang_option
@click.option("--format", "formats", default="html", show_default=True, help="html, docx, xlsx; several with commas.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Files without ending; `report` beside the first results."
)
def report(results: tuple[Path, ...], lang: Language, formats: str, out: Path | None) -> None:
    """Write a report on results: HTML, Word, Excel.

    RESULTS are folders of runs, comparisons, searches for the fund's size and values solved for, netCDF files in them,
    or stores of sweeps; what is given together stands in one report.
    """
    wanted = several(FORMATS, [formats], "--format")
    from fundsim.report.writing import write_report

    target = _without_ending(out) if out else folder_of(results[0]) / "report"
    for path in write_report(results, target, lang, wanted):
        click.echo(path)


def _without_ending(path: Path) -> Path:
    """The name that was given, without an ending that names a format."""
    return path.with_suffix("") if path.suffix.removeprefix(".") in FORMATS else path
