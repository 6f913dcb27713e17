"""``fundsim schema``: the JSON schema of scenario files."""

from __future__ import annotations

from importlib.resources import files

import click


@click.command()
def schema() -> None:
    """Print the JSON schema of scenario files.

    Saved beside your scenarios it lets an editor complete keys and mark faults while you write, when the
    first line of a scenario is:  # yaml-language-server: $schema=scenario.schema.json
    """
    # The file itself: it is shipped up to date, and reading it needs none of the models.
    shipped = files("fundsim") / "scenario_file" / "scenario.schema.json"
    click.echo(shipped.read_text(encoding="utf-8"), nl=False)
