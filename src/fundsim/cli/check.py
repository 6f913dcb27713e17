"""``fundsim check``: whether scenario files are in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fundsim.cli.options import overrides_option
from fundsim.errors import Fault, FundsimError, ScenarioError

if TYPE_CHECKING:
    from fundsim.programme.loans import TapeLoans
    from fundsim.programme.scenario import Scenario


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@overrides_option
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], overrides: tuple[str, ...]) -> None:
    """Check scenario files and report all faults at once.

    FILE is a scenario file or the name of a shipped scenario. A table of townships is read too; of a loan tape
    only the header.
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
    from fundsim.scenario_file import check_scenario, placed_faults

    checked = check_scenario(file, overrides)
    if faults := _data_faults(checked.scenario):
        raise ScenarioError(placed_faults(checked.document, faults))
    notes = len(checked.cautions)
    click.echo(f"{file}: ok" + (f", with {notes} warning{'s' if notes > 1 else ''}:" if notes else ""))
    for caution in checked.cautions:
        click.echo(f"  {caution}")


def _data_faults(scenario: Scenario) -> list[Fault]:
    """Faults between a scenario and its data file."""
    loans = scenario.loans
    try:
        if loans.source == "tape":
            _read_header(scenario, loans)
        elif loans.source == "synthetic":
            return _township_faults(scenario)
    except ScenarioError as error:
        return list(error.faults)
    return []


def _read_header(scenario: Scenario, loans: TapeLoans) -> None:
    """Mapped columns must be in the tape; its rows are left to the run, which reports on their quality."""
    from fundsim.portfolio.tables import open_table
    from fundsim.portfolio.tape_mapping import mapped_columns, needs_of

    with open_table(loans, mapped_columns(loans, needs_of(scenario))):
        return


def _township_faults(scenario: Scenario) -> list[Fault]:
    """Townships and villages that the scenario mentions and does not have; amounts of theirs that cannot be."""
    from fundsim.portfolio.townships import read_townships, village_names
    from fundsim.programme.loans import SyntheticLoans
    from fundsim.programme.names import unknown_among

    assert isinstance(scenario.loans, SyntheticLoans)
    towns = read_townships(scenario.loans)
    return unknown_among(scenario, {"township": towns.names, "village": village_names(towns)})
