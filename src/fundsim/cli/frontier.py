"""``fundsim frontier``: cost and solvency over a grid of designs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.cautions import tell_cautions
from fundsim.cli.options import lang_option, overrides_option, parts_of, paths_option, seed_option, threads_option

if TYPE_CHECKING:
    from fundsim.languages import Language


@click.command()
@click.argument("scenario")
@click.option("--keys", metavar="KEY,...", default="", help="Keys to vary from half to one and a half of their values.")
@click.option(
    "--values",
    metavar="KEY=VALUE,...",
    multiple=True,
    help="Values of a key, for example topup=0.2,0.5,1; can be given several times.",
)
@paths_option
@seed_option
@threads_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for table, chart and Dataset; results/NAME-frontier when absent.",
)
@overrides_option
@lang_option
def frontier(
    scenario: str,
    keys: str,
    values: tuple[str, ...],
    paths: int,
    seed: int,
    threads: int | None,
    out: Path | None,
    overrides: tuple[str, ...],
    lang: Language,
) -> None:
    """Cost and solvency over a grid of designs.

    Marks the designs that no other one beats on both.

    SCENARIO is a scenario file or the name of a shipped scenario.
    """
    from fundsim.cli.compiling import compile_first
    from fundsim.cli.folders import check_writable, say_where
    from fundsim.scenario_file import check_scenario

    grid = grid_of(keys, values)
    checked = check_scenario(scenario, overrides)
    folder = out or Path("results") / f"{Path(scenario).stem}-frontier"
    check_writable(folder)
    tell_cautions(checked.cautions, lang)
    compile_first(lang)
    from fundsim.cli.progress import say_if_plain, with_progress
    from fundsim.decisions import frontier as find_frontier
    from fundsim.report.decision_files import write_frontier
    from fundsim.report.decision_terminal import frontier_text

    say_if_plain(checked.scenario, lang=lang)
    with with_progress(None, "doing_frontier", lang) as progress:
        ds = find_frontier(checked.scenario, grid, paths, seed, threads, progress=progress)
    click.echo(frontier_text(ds, lang))
    write_frontier(ds, folder, lang)
    say_where("decision_files", folder, lang)


def grid_of(keys: str, values: tuple[str, ...]) -> dict[str, list[float]]:
    """Keys with their values; no values for those that are varied around their present ones.

    Raises
    ------
    click.UsageError
        No key is given, or a value is no number.

    Examples
    --------
    >>> grid_of("topup, share", ("share=0.5,0.7",))
    {'topup': [], 'share': [0.5, 0.7]}
    """
    from fundsim.cli.compare import key_and_values

    named = [key for key in parts_of(keys) if key]
    grid: dict[str, list[float]] = {key: [] for key in named}
    if len(grid) < len(named):
        raise click.UsageError(f"--keys names a key twice: {keys}")
    for text in values:
        key, words = key_and_values(text)
        if grid.get(key):
            raise click.UsageError(f"{key} is given values twice; list all of them once")
        try:
            grid[key] = [float(word) for word in words]
        except ValueError:
            raise click.UsageError(f"{text!r}: the values of a grid are numbers") from None
    if not grid:
        raise click.UsageError("name keys to vary with --keys, or their values with --values")
    return grid
