"""``fundsim app``: the page in the browser."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import click

from fundsim.cli.options import lang_option
from fundsim.cli.telling import in_language
from fundsim.errors import DataError, OutputError, install_extra
from fundsim.languages import Language

if TYPE_CHECKING:
    from bokeh.server.server import Server


@click.command()
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the page; any free one when absent.")
@click.option("--no-browser", is_flag=True, help="Print the address only, and open no browser.")
@lang_option
def app(scenarios: tuple[str, ...], port: int, no_browser: bool, lang: Language) -> None:
    """Open a page in the browser: move terms, simulate, compare.

    SCENARIO is a scenario file or the name of a shipped scenario; the shipped ones can be chosen on the page as
    well. The page is served on this computer alone; Ctrl-C ends it.
    """
    from fundsim.scenario_file import check_scenario

    for scenario in scenarios:
        check_scenario(scenario)
    server = _server(scenarios, lang, port)
    address = f"http://localhost:{server.port}/"
    click.echo(in_language(f"the page is at {address} until Ctrl-C ends it", lang))
    if not no_browser:
        server.io_loop.add_callback(webbrowser.open, address)
    server.run_until_shutdown()


def _server(scenarios: tuple[str, ...], lang: Language, port: int) -> Server:
    try:
        from fundsim.app.serving import server_of
    except ImportError as error:
        raise DataError(f"the page needs panel; install it with `{install_extra('app')}`") from error
    try:
        return server_of(scenarios, lang, port)
    except OSError as error:
        raise OutputError(f"port {port} is taken; choose another with --port, or leave it out") from error
