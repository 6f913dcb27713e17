"""``fundsim check``: whether scenario files are in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fundsim.cli.options import overrides_option
from fundsim.errors import Fault, FundsimError, ScenarioError

if TYPE_CHECKING:
    from fundsim.scenario_file import CheckedScenario


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@overrides_option
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], overrides: tuple[str, ...]) -> None:
    """Check scenario files and report all faults at once.

    FILE is a scenario file or the name of a shipped scenario.
    """
    faulty = 0
    for file in files:
        try:
            _report(file, overrides)
        except FundsimError as error:
            faulty += 1
            click.echo(f"{file}: {error}", err=True)
    if faulty:
        ctx.exit(2)


def _report(file: str, overrides: tuple[str, ...]) -> None:
    from fundsim.scenario_file import check_scenario

    checked = check_scenario(file, overrides)
    _check_township_table(checked)
    notes = len(checked.cautions)
    click.echo(f"{file}: ok" + (f", with {notes} warning{'s' if notes > 1 else ''}:" if notes else ""))
    for caution in checked.cautions:
        click.echo(f"  {caution}")


def _check_township_table(checked: CheckedScenario) -> None:
    """Read the table of townships, if there is one: its names must be those that the scenario mentions."""
    from fundsim.programme.data_file import DataFile
    from fundsim.scenario_file import placed_faults

    loans = checked.scenario.loans
    if isinstance(getattr(loans, "townships", None), DataFile):
        try:
            faults = _unknown_places(checked)
        except ScenarioError as error:
            faults = list(error.faults)
        if faults:
            raise ScenarioError(placed_faults(checked.document, faults))


def _unknown_places(checked: CheckedScenario) -> list[Fault]:
    from fundsim.portfolio.townships import read_townships
    from fundsim.programme.loans import SyntheticLoans
    from fundsim.programme.names import unknown_names

    assert isinstance(checked.scenario.loans, SyntheticLoans)
    towns = read_townships(checked.scenario.loans)
    counts = zip(towns.names, towns.villages.tolist(), strict=True)
    villages = [f"{name}/{number + 1}" for name, count in counts for number in range(count)]
    return [
        *unknown_names(checked.scenario, "township", towns.names),
        *unknown_names(checked.scenario, "village", villages),
    ]
