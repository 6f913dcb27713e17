"""``fundsim plot``: charts from results, each with a caption."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.options import folder_of, lang_option, several
from fundsim.errors import DataError

if TYPE_CHECKING:
    import xarray as xr

    from fundsim.languages import Language

FORMATS = ("png", "svg", "pdf")
STYLES = ("report", "slide", "journal")


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Chart to draw; several with commas.")
@click.option("--list", "listing", is_flag=True, help="List the kinds of charts, and what these results lack for them.")
@lang_option
@click.option("--format", "formats", default="png,svg", show_default=True, help="png, svg, pdf; several with commas.")
@click.option("--style", type=click.Choice(STYLES), default="report", show_default=True, help="Where it will be read.")
@click.option("--fund-size", type=float, help="Of a run with several fund sizes: the one to draw.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder; `charts` beside the results.")
def plot(
    results: Path,
    kinds: tuple[str, ...],
    listing: bool,
    lang: Language,
    formats: str,
    style: str,
    fund_size: float | None,
    out: Path | None,
) -> None:
    """Draw charts from results, with captions.

    RESULTS is the folder of a run, of a comparison or of a search for the fund's size, the netCDF file in it, or
    the store of a sweep. Without --kind all charts are drawn that these results allow.
    """
    from fundsim.plots import KINDS
    from fundsim.results import find_results

    wanted = several(FORMATS, [formats], "--format")
    asked = several(list(KINDS), kinds, "--kind")
    ds = _at_size(find_results(results), fund_size)
    if listing:
        _list_kinds(ds, lang)
        return
    _draw(ds, asked, wanted, lang, style, out or folder_of(results) / "charts")


def _at_size(ds: xr.Dataset, fund_size: float | None) -> xr.Dataset:
    from fundsim.results import at_fund_size

    if fund_size is None:
        return ds
    if "fund_initial" not in ds.attrs:
        raise click.BadParameter("only runs have fund sizes to choose from", param_hint="--fund-size")
    try:
        return at_fund_size(ds, fund_size)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--fund-size") from error


def _list_kinds(ds: xr.Dataset, lang: Language) -> None:
    from fundsim.plots import KINDS, why_not
    from fundsim.texts import text

    for name in KINDS:
        click.echo(f"{name:<18} {why_not(name, ds, lang) or text('can_be_drawn', lang)}")


def _draw(ds: xr.Dataset, asked: list[str], formats: list[str], lang: Language, style: str, folder: Path) -> None:
    from fundsim.plots import KINDS, available_kinds, chart_style, draw_chart, save_chart, why_not
    from fundsim.results import make_folder
    from fundsim.texts import text

    if reasons := [reason for name in asked if (reason := why_not(name, ds, lang))]:
        given = text("charts_given", lang, names=", ".join(available_kinds(ds)))
        raise DataError("\n  ".join([*reasons, given]))
    make_folder(folder)
    for name in asked or available_kinds(ds):
        caption = KINDS[name].caption(ds, lang)
        with chart_style(style):  # type: ignore[arg-type]
            figure = draw_chart(name, ds, lang)
            paths = save_chart(figure, folder, name, formats, caption=caption)
        click.echo(f"{', '.join(str(path) for path in paths)}\n  {caption}")
