"""``fundsim show``: a scenario read back in plain words."""

from __future__ import annotations

import click

from fundsim.cli.cautions import tell_cautions
from fundsim.cli.options import lang_option, overrides_option, seed_option
from fundsim.languages import Language


@click.command()
@click.argument("scenario")
@seed_option
@overrides_option
@lang_option
def show(scenario: str, seed: int, overrides: tuple[str, ...], lang: Language) -> None:
    """Read a scenario back in plain words, with what it implies.

    SCENARIO is a scenario file or the name of a shipped scenario. Nothing is simulated: expected stocks and
    claims are worked out from the loans and the terms.
    """
    from fundsim.cli.loans import loans_of
    from fundsim.scenario_file import check_scenario, lever_changes
    from fundsim.show import scenario_text, sourcing_of

    checked = check_scenario(scenario, overrides)
    tell_cautions(checked.cautions, lang)
    programme = checked.scenario
    book = loans_of(checked, seed)
    changes = lever_changes(checked.before_levers, checked.document)
    click.echo(scenario_text(programme, book, sourcing_of(checked), changes, lang))
