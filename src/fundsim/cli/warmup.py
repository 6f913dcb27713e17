"""``fundsim warmup``: compile the simulation ahead of the first run."""

from __future__ import annotations

import time

import click

from fundsim.cli.telling import in_language, usual_language


@click.command()
def warmup() -> None:
    """Compile the simulation ahead of the first run."""
    from fundsim.cli.compiling import EVERYTHING, is_compiled, run_smallest, say_what_takes_long

    if is_compiled(EVERYTHING):
        click.echo(in_language("the simulation is compiled already", usual_language()))
        return
    say_what_takes_long(usual_language())
    start = time.perf_counter()
    run_smallest(size=True)
    click.echo(in_language(f"compiled in {time.perf_counter() - start:.0f} seconds", usual_language()))
