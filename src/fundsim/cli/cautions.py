"""What a command says of a scenario before it goes on: what is possible, but seldom meant."""

from __future__ import annotations

from collections.abc import Iterable

import click

from fundsim.errors import Fault


def tell_cautions(cautions: Iterable[Fault], design: str = "") -> None:
    """Print cautions to stderr, a line each.

    Parameters
    ----------
    cautions : iterable of Fault
        Of a checked scenario or sweep.
    design : str
        Scenario that they are about, where a command takes several.
    """
    for caution in cautions:
        click.echo(f"warning: {design}: {caution}" if design else f"warning: {caution}", err=True)
