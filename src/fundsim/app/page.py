"""The page: terms on the left; figures, charts, words, comparison and files on the right."""

from __future__ import annotations

from collections.abc import Mapping

import panel as pn

from fundsim.app.acting import open_scenario, reset_terms, simulate_design, tell_moved
from fundsim.app.desk import TABS, Desk, parts_of_page
from fundsim.app.panes import WIDE
from fundsim.app.words import word
from fundsim.languages import Language

BLUE = "#0072B2"
SIDEBAR = 380  # pixels


def page(sources: Mapping[str, str], lang: Language) -> pn.template.BaseTemplate:
    """The page of one reader.

    Parameters
    ----------
    sources : mapping of str to str
        What is shown → scenario file or name, to choose from; the first is opened.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    Template
        For a server.
    """
    desk = Desk(lang, next(iter(sources.values())), parts_of_page(lang))
    open_scenario(desk, desk.source)
    return _laid_out(desk, sources)


def _laid_out(desk: Desk, sources: Mapping[str, str]) -> pn.template.BaseTemplate:
    parts, lang = desk.parts, desk.lang
    chosen = pn.widgets.Select(label=word("programme", lang), options=dict(sources), value=desk.source, **WIDE)
    reset = pn.widgets.Button(label=word("reset", lang))
    chosen.param.watch(lambda event: open_scenario(desk, event.new), "value")
    reset.on_click(lambda _: reset_terms(desk))
    parts.go.on_click(lambda _: simulate_design(desk))
    parts.stop.on_click(lambda _: desk.stopping.set())
    parts.further.param.watch(lambda _: tell_moved(desk), "value")
    # Of the templates that come with panel this one asks for no fonts from elsewhere: the page works without a network.
    template = pn.template.BootstrapTemplate(
        title=word("title", lang), sidebar_width=SIDEBAR, header_background=BLUE, busy_indicator=None
    )
    template.header.append(_language_link(lang))
    buttons = pn.Row(parts.go, parts.stop, reset)
    template.sidebar.extend([chosen, buttons, parts.bar, parts.terms, parts.further, pn.Row(parts.paths, parts.seed)])
    tabs = [(word(name, lang), parts.tabs[name]) for name in TABS]
    template.main.extend([parts.state, parts.fault, pn.Tabs(*tabs, dynamic=True, **WIDE)])
    return template


def _language_link(lang: Language) -> pn.pane.HTML:
    other = "en" if lang == "zh" else "zh"
    return pn.pane.HTML(f'<a href="?lang={other}" style="color: white">{word("other_language", lang)}</a>')
