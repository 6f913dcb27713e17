"""``fundsim scenarios``: what comes with the program."""

from __future__ import annotations

import click


@click.command()
def scenarios() -> None:
    """List the scenarios that come with fundsim.

    Each name can stand wherever a scenario file is asked for; those of sweeps are for `fundsim sweep`.
    """
    from fundsim.scenario_file.shipped import shipped_scenarios, shipped_sweeps

    shipped, sweeps = shipped_scenarios(), shipped_sweeps()
    if not shipped:
        click.echo("no scenarios come with this installation", err=True)
    width = max((len(scenario.name) for scenario in (*shipped, *sweeps)), default=0)
    for scenario in shipped:
        click.echo(f"{scenario.name:{width}}  {scenario.description}")
    if sweeps:
        click.echo("\nSweeps:")
    for sweep in sweeps:
        click.echo(f"{sweep.name:{width}}  {sweep.description}")
