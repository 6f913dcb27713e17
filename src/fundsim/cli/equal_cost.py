"""``fundsim equal-cost``: the same money spent in different ways."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.options import Number, lang_option, overrides_option, paths_option, seed_option, threads_option

if TYPE_CHECKING:
    from fundsim.languages import Language


@click.command("equal-cost")
@click.argument("files", metavar="SCENARIO...", nargs=-1, required=True)
@click.option(
    "--scale",
    "keys",
    metavar="KEY[=LOW..HIGH]",
    multiple=True,
    required=True,
    help="Number by which a design is scaled: one for all designs, or one for each in their order. The first design "
    "is taken as it is, and needs none, unless --budget is given.",
)
@click.option(
    "--budget",
    type=Number(0.0, 1e15, min_open=True),
    help="Mean present value of government cost that every design is scaled to; that of the first design when absent.",
)
@paths_option
@seed_option
@threads_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for table, chart and Dataset; results/NAMES-equal-cost, after the first three scenarios, when absent.",
)
@overrides_option
@lang_option
def equal_cost(
    files: tuple[str, ...],
    keys: tuple[str, ...],
    budget: float | None,
    paths: int,
    seed: int,
    threads: int | None,
    out: Path | None,
    overrides: tuple[str, ...],
    lang: Language,
) -> None:
    """Compare designs that cost the government the same.

    SCENARIO is a scenario file or the name of a shipped scenario; differences are to the first design.
    """
    from fundsim.cli.compare import designs_of, folder_after
    from fundsim.cli.compiling import compile_first
    from fundsim.cli.folders import check_writable, say_where

    designs = designs_of(files, None, None, overrides, lang)
    scaled = scaled_keys([design.name for design in designs], keys, budget is not None)
    folder = out or folder_after(files, "equal-cost")
    check_writable(folder)
    compile_first(lang)
    from fundsim.cli.progress import say_if_plain, with_progress
    from fundsim.decisions import equal_cost as at_equal_cost
    from fundsim.report.decision_files import write_comparison
    from fundsim.report.decision_terminal import equal_cost_text

    named = {design.name: design.scenario for design in designs}
    say_if_plain(*named.values(), lang=lang)
    with with_progress(None, "doing_equal_cost", lang) as progress:
        ds = at_equal_cost(named, scaled, budget, paths, seed, threads, progress=progress)
    click.echo(equal_cost_text(ds, lang))
    write_comparison(ds, folder, lang, "equal_cost")
    say_where("decision_files", folder, lang)


def scaled_keys(names: list[str], keys: tuple[str, ...], first_too: bool) -> dict[str, str]:
    """Key of each design that is scaled.

    Raises
    ------
    click.UsageError
        There are neither one nor as many keys as designs that are scaled.

    Examples
    --------
    >>> scaled_keys(["a", "b"], ("share",), False)
    {'b': 'share'}
    """
    scaled = names if first_too else names[1:]
    if len(keys) not in (1, len(scaled)):
        which = "every design" if first_too else "every design but the first"
        remedy = "give it once" + (f", or {len(scaled)} times, once for {which}" if len(scaled) > 1 else "")
        raise click.UsageError(f"--scale is given {len(keys)} times; {remedy}")
    return dict(zip(scaled, keys * len(scaled) if len(keys) == 1 else keys, strict=True))
