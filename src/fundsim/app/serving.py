"""The server of the page, for this computer alone."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Callable, Sequence

import panel as pn
from bokeh.server.server import Server
from panel.io.server import get_server

from fundsim.app.page import page
from fundsim.app.words import word
from fundsim.languages import Language
from fundsim.scenario_file import shipped_scenarios

HERE = "127.0.0.1"
THREADS = 4
"""Of the server: while a run goes on, another one reads the button that stops it."""
FIRST = "luoping"
"""Shipped scenario that stands before the others."""


def server_of(scenarios: Sequence[str], lang: Language, port: int = 0) -> Server:
    """A server that has not been started.

    Parameters
    ----------
    scenarios : sequence of str
        Scenario files and names that stand before the shipped ones; the first is opened.
    lang : {"en", "zh"}
        Language of the page; ``?lang=zh`` in the address chooses the other one.
    port : int
        0 for any that is free.

    Returns
    -------
    Server
        Whose ``port`` is the one that was taken.

    Raises
    ------
    OSError
        The port is taken.
    """
    _check_free(port)
    pn.config.nthreads = THREADS
    # Bokeh says so of every button that the browser names in full once more; nothing is wrong then.
    warnings.filterwarnings("ignore", message="reference already known")
    pages = {"/": page_in_language(scenarios, lang)}
    return get_server(pages, port=port, address=HERE, title=word("title", lang), show=False, start=False)


def _check_free(port: int) -> None:
    """Fail where a port is taken; Bokeh would leave its own socket open then."""
    with socket.socket() as tried:
        tried.bind((HERE, port))


def page_in_language(scenarios: Sequence[str], usual: Language) -> Callable[[], pn.template.BaseTemplate]:
    """What makes a page for each reader, in the language that the address asks for."""

    def made() -> pn.template.BaseTemplate:
        asked = [text.decode() for text in pn.state.session_args.get("lang", [])]
        lang: Language = "zh" if "zh" in asked else "en" if "en" in asked else usual
        return page(choice_of(scenarios, lang), lang)

    return made


def choice_of(scenarios: Sequence[str], lang: Language) -> dict[str, str]:
    """Scenarios to choose from, by what is shown of them.

    Parameters
    ----------
    scenarios : sequence of str
        Files and names given by the reader.
    lang : {"en", "zh"}
        Of the descriptions.

    Returns
    -------
    dict
        The given ones, then the shipped ones of counties with their descriptions.
    """
    shipped = {own.name: f"{own.name}: {own.description}" for own in shipped_scenarios(lang) if "/" not in own.name}
    names = dict.fromkeys([*scenarios, *([FIRST] if FIRST in shipped else []), *shipped])
    return {shipped.get(name, name): name for name in names}
