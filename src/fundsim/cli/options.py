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
