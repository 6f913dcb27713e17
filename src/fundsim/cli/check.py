"""``fundsim check``: whether scenario files are in order."""

from __future__ import annotations

import click

from fundsim.cli.options import lang_option, overrides_option
from fundsim.cli.telling import in_language
from fundsim.errors import Fault, FundsimError
from fundsim.languages import Language

SEED = 1  # of made-up loans, as for `fundsim run` without --seed


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@overrides_option
@lang_option
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], overrides: tuple[str, ...], lang: Language) -> None:
    """Check scenario files and report all faults at once.

    FILE is a scenario file or the name of a shipped scenario. Its loans are made up, or its loan tape is read, as for a
    run, so that nothing is left that a run would refuse.
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
    from fundsim.cli.loans import doubts_about, loans_of
    from fundsim.scenario_file import check_scenario

    checked = check_scenario(file, overrides)
    book = loans_of(checked, SEED)
    warnings = [*checked.cautions, *doubts_about(checked, book)]
    notes = len(warnings)
    verdict = f"{file}: ok" + (f", with {notes} warning{'s' if notes > 1 else ''}:" if notes else "")
    click.echo(in_language(verdict, lang))
    told = book.quality if checked.scenario.loans.source == "tape" else ()
    lines: list[Fault | str] = [*warnings, *told]
    for line in lines:
        click.echo(f"  {in_language(line, lang)}")
