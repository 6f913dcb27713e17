"""What a command says of a scenario before it goes on: what is possible, but seldom meant."""

from __future__ import annotations

from collections.abc import Iterable

import click

from fundsim.cli.telling import in_language
from fundsim.errors import Fault
from fundsim.languages import Language


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
