"""Progress of commands that simulate, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from fundsim.cli.telling import in_language
from fundsim.errors import FundsimError
from fundsim.languages import Language

if TYPE_CHECKING:
    from fundsim.programme import Scenario
    from fundsim.simulation.blocks import Progress

SHORTAGE = "there is not enough memory; ask for fewer --paths or fewer designs"


@contextmanager
def with_progress(total: int | None, doing: str, lang: Language, shortage: str = SHORTAGE) -> Iterator[Progress]:
    """Show progress while a block runs: a bar on a terminal, a line now and then in a log.

    Parameters
    ----------
    total : int or None
        Paths that all passes together run; None where nobody knows beforehand.
    doing : str
        Key of the text that says what is being done.
    lang : {"en", "zh"}
        Language.
    shortage : str
        What is said, with a remedy, where memory runs out.

    Yields
    ------
    callable
        To be called with the number of paths just finished.

    Raises
    ------
    FundsimError
        Memory runs out.
    """
    from tqdm import tqdm

    from fundsim.texts import text

    on_terminal = sys.stderr.isatty()
    pace = {"mininterval": 0.1 if on_terminal else 10.0, "leave": not on_terminal}
    try:
        with tqdm(total=total, unit=text("paths_done", lang), desc=text(doing, lang), **pace) as bar:
            yield bar.update
    except MemoryError as error:
        raise FundsimError(shortage) from error


def say_if_plain(*scenarios: Scenario, lang: Language) -> None:
    """Tell on stderr where a search takes plain paths instead of those of importance sampling."""
    if any(scenario.sampling.method == "importance" for scenario in scenarios):
        note = "sampling.method: searches count every path the same, so importance gives way to plain paths here"
        click.echo(in_language(f"note: {note}", lang), err=True)
