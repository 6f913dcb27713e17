"""Options that several commands share."""

from __future__ import annotations

import click

overrides_option = click.option(
    "--set",
    "overrides",
    metavar="KEY=VALUE",
    multiple=True,
    help="Change one key, for example layers.county_fund.pays=0.5; can be given several times.",
)

seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    help="Seed of all draws: the same seed gives the same numbers.",
)

paths_option = click.option(
    "--paths",
    type=click.IntRange(1, 100_000_000),
    default=20_000,
    show_default=True,
    help="Histories simulated: more paths, smaller errors.",
)

threads_option = click.option("--threads", type=click.IntRange(1, 1024), help="Threads; all processors when absent.")

draws_option = click.option(
    "--parameter-draws",
    "draws",
    type=click.IntRange(2, 100_000),
    help="Draw the scenario's uncertain parameters so many times, each time with --paths of its own.",
)

lang_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the output."
)
