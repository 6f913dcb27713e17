"""``fundsim schema``: the JSON schema of scenario and sweep files."""

from __future__ import annotations

from importlib.resources import files

import click


@click.command()
@click.option("--sweep", is_flag=True, help="Print the schema of sweep files instead.")
def schema(sweep: bool) -> None:
    """Print the JSON schema of scenario or sweep files.

    Saved beside your scenarios it lets an editor complete keys and mark faults while you write, when the
    first line of a scenario is:  # yaml-language-server: $schema=scenario.schema.json
    """
    # The file itself: it is shipped up to date, and reading it needs none of the models.
    place = ("sweep", "sweep.schema.json") if sweep else ("scenario_file", "scenario.schema.json")
    shipped = files("fundsim").joinpath(*place)
    click.echo(shipped.read_text(encoding="utf-8"), nl=False)
