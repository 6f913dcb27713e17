"""``fundsim check``: whether scenario files are in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fundsim.cli.options import lang_option, overrides_option
from fundsim.cli.telling import in_language
from fundsim.errors import Fault, FundsimError, ScenarioError
from fundsim.languages import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundsim.programme.loans import SyntheticLoans
    from fundsim.programme.scenario import Scenario


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@overrides_option
@lang_option
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], overrides: tuple[str, ...], lang: Language) -> None:
    """Check scenario files and report all faults at once.

    FILE is a scenario file or the name of a shipped scenario. The table of townships or the loan tape that it names
    is read, too.
    """
    faulty = 0
    for file in files:
        try:
            _report(file, overrides, lang)
        except FundsimError as error:
            faulty += 1
            click.echo(f"{file}{'：' if lang == 'zh' else ': '}{in_language(error, lang)}", err=True)
    if faulty:
        ctx.exit(2)


def _report(file: str, overrides: tuple[str, ...], lang: Language) -> None:
    from fundsim.scenario_file import check_scenario, placed_faults

    checked = check_scenario(file, overrides)
    try:
        doubts, told = _check_data(checked.scenario)
    except ScenarioError as error:
        raise ScenarioError(placed_faults(checked.document, list(error.faults))) from error
    warnings = [*checked.cautions, *placed_faults(checked.document, list(doubts))]
    notes = len(warnings)
    verdict = f"{file}: ok" + (f", with {notes} warning{'s' if notes > 1 else ''}:" if notes else "")
    click.echo(in_language(verdict, lang))
    lines: list[Fault | str] = [*warnings, *told]
    for line in lines:
        click.echo(f"  {in_language(line, lang)}")


def _check_data(scenario: Scenario) -> tuple[Sequence[Fault], Sequence[str]]:
    """Read a scenario's data file, which may not go with it: doubts, and what there is to say of its quality."""
    if scenario.loans.source == "tape":
        from fundsim.portfolio import build_loan_book
        from fundsim.portfolio.doubts import doubts_of

        book = build_loan_book(scenario, seed=1)
        return doubts_of(scenario, book), book.quality
    if scenario.loans.source == "synthetic":
        return _doubts_of_townships(scenario, scenario.loans), ()
    return (), ()


def _doubts_of_townships(scenario: Scenario, loans: SyntheticLoans) -> Sequence[Fault]:
    """What is strange of the amounts that townships report; those that the scenario mentions must be there.

    The loans are not made up for that: it would need the compiler and the statistics library, which take longer.
    """
    from fundsim.portfolio.doubts import strange_accounts, strange_townships
    from fundsim.portfolio.townships import read_townships, village_names
    from fundsim.programme.names import unknown_among

    towns = read_townships(loans)
    if faults := unknown_among(scenario, {"township": towns.names, "village": village_names(towns)}):
        raise ScenarioError(faults)
    reported = float(towns.outstanding[towns.outstanding > 0.0].sum())
    return (*strange_accounts(scenario, reported), *strange_townships(towns))
