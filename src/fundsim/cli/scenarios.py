"""``fundsim scenarios``: what comes with the program."""

from __future__ import annotations

import click

from fundsim.cli.options import lang_option
from fundsim.languages import Language

WORDS = {"en": ("no scenarios come with this installation", "Sweeps:"), "zh": ("此安装未附带情景文件", "参数扫描：")}


@click.command()
@lang_option
def scenarios(lang: Language) -> None:
    """List the scenarios that come with fundsim.

    Each name can stand wherever a scenario file is asked for; those of sweeps are for `fundsim sweep`.
    """
    from fundsim.scenario_file.shipped import shipped_scenarios, shipped_sweeps

    shipped, sweeps = shipped_scenarios(lang), shipped_sweeps(lang)
    none, heading = WORDS[lang]
    if not shipped:
        click.echo(none, err=True)
    width = max((len(scenario.name) for scenario in (*shipped, *sweeps)), default=0)
    for scenario in shipped:
        click.echo(f"{scenario.name:{width}}  {scenario.description}")
    if sweeps:
        click.echo(f"\n{heading}")
    for sweep in sweeps:
        click.echo(f"{sweep.name:{width}}  {sweep.description}")
