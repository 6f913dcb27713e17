"""What a command says of a scenario before it goes on: what is possible, but seldom meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from fundsim.cli.telling import in_language
from fundsim.errors import Fault
from fundsim.languages import Language

if TYPE_CHECKING:
    from fundsim.scenario_file import CheckedScenario


def cautions_of(checked: CheckedScenario, draws: int | None) -> list[Fault]:
    """Cautions of a scenario; those of uncertain parameters advise to draw them only where they are not drawn.

    Parameters
    ----------
    checked : CheckedScenario
        Scenario with its cautions.
    draws : int or None
        Draws of its uncertain parameters; None for none.

    Returns
    -------
    list of Fault
        In their order.
    """
    drawn = {uncertain.key for uncertain in checked.uncertain} if draws else set()
    return [replace(caution, remedy="") if caution.key in drawn else caution for caution in checked.cautions]


def tell_cautions(cautions: Iterable[Fault], lang: Language, design: str = "") -> None:
    """Print cautions to stderr, a line each.

    Parameters
    ----------
    cautions : iterable of Fault
        Of a checked scenario or sweep.
    lang : {"en", "zh"}
        Language.
    design : str
        Scenario that they are about, where a command takes several.
    """
    warning, colon = ("警告：", "：") if lang == "zh" else ("warning: ", ": ")
    for caution in cautions:
        click.echo(f"{warning}{design}{colon if design else ''}{in_language(caution, lang)}", err=True)
