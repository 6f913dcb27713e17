"""What the buttons of the page do: open a scenario, simulate, keep a design, compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import panel as pn

from fundsim.app.answers import Answer, answer, comparison
from fundsim.app.desk import TABS, Desk, changes_asked, draws_of, faults_shown, progress_of, told, working
from fundsim.app.moving import field_of
from fundsim.app.panes import WIDE, plain_text
from fundsim.app.results_shown import chart_names, chart_shown, comparison_shown, figures_shown
from fundsim.app.searching import ask_for_size
from fundsim.app.taking_away import files_of
from fundsim.app.terms import terms_of
from fundsim.app.words import word
from fundsim.cli.compiling import is_compiled
from fundsim.languages import Language
from fundsim.scenario_file import check_scenario

CHAPTERS = ("money", "payers", "risk", "rules")
UNFOLDED = ("money", "payers")
"""Chapters of terms that are unfolded at first."""


def open_scenario(desk: Desk, source: str) -> None:
    """Lay out the terms of a scenario; what was simulated and kept of another one is put away.

    Parameters
    ----------
    desk : Desk
        Of the reader.
    source : str
        Scenario file or name.
    """
    with faults_shown(desk):
        desk.source, desk.last, desk.kept = source, None, {}
        for name in TABS:
            desk.parts.tabs[name].objects = [pn.pane.Markdown(word("nothing_yet", desk.lang))]
        ask_for_size(desk)
        title = _lay_out_terms(desk)
        desk.parts.state.object = f"**{title}**\n\n{word('welcome', desk.lang)}"


def reset_terms(desk: Desk) -> None:
    """Move all terms back to what the file says."""
    with faults_shown(desk):
        _lay_out_terms(desk)
        tell_moved(desk)


def _lay_out_terms(desk: Desk) -> str:
    """Fields of all terms with the values of the file; its title."""
    desk.terms, desk.fields, desk.parts.terms.objects, desk.parts.further.value = [], [], [], ""
    checked = check_scenario(desk.source)
    desk.terms = terms_of(checked, desk.lang)
    desk.fields = [field_of(term, checked.scenario.currency, desk.lang) for term in desk.terms]
    for moved in desk.fields:
        moved.param.watch(lambda _: tell_moved(desk), "value")
    desk.parts.terms.objects = _cards(desk)
    return checked.scenario.name


def _cards(desk: Desk) -> list[pn.Card]:
    """A card for each chapter that has terms."""
    cards = []
    for chapter in CHAPTERS:
        own = [moved for term, moved in zip(desk.terms, desk.fields, strict=True) if term.chapter == chapter]
        if own:
            folded = chapter not in UNFOLDED
            cards.append(pn.Card(*own, title=word(chapter, desk.lang), collapsed=folded, **WIDE))
    return cards


def tell_moved(desk: Desk) -> None:
    """Tell that what is shown is no longer what the terms say."""
    if desk.last is not None:
        desk.parts.state.object = f"{told(desk, desk.last.overrides)}\n\n{word('moved_since', desk.lang)}"


def simulate_design(desk: Desk) -> None:
    """Simulate what the terms say, and show it.

    Parameters
    ----------
    desk : Desk
        Of the reader.
    """
    if desk.parts.go.disabled:  # something goes on already
        return
    with faults_shown(desk), working(desk, word("working" if is_compiled() else "compiling", desk.lang)):
        paths, seed = draws_of(desk)
        desk.last = answer(desk.source, changes_asked(desk), paths, seed, desk.lang, progress_of(desk, paths))
        _show(desk, desk.last, seed)


def _show(desk: Desk, last: Answer, seed: int) -> None:
    lang, tabs = desk.lang, desk.parts.tabs
    tabs["figures"].objects = figures_shown(last.results, lang)
    tabs["charts"].objects = _charts(last, lang)
    tabs["words"].objects = [plain_text(last.words)]
    tabs["take"].objects = files_of(desk.source, last, seed, lang)
    _show_kept(desk)
    desk.parts.state.object = told(desk, last.overrides, last.notes)


def _charts(last: Answer, lang: Language) -> list[Any]:
    """The choice of a chart, and the chart."""
    names = chart_names(last.results, lang)
    chosen = pn.widgets.Select(label=word("chart", lang), options=names)
    drawn = pn.Column(*chart_shown(chosen.value, last.results, lang), **WIDE)

    def draw(event: Any) -> None:
        drawn.objects = chart_shown(event.new, last.results, lang)

    chosen.param.watch(draw, "value")
    return [chosen, drawn]


def _show_kept(desk: Desk) -> None:
    """Name and keep the last design, compare those that were kept."""
    lang = desk.lang
    name = pn.widgets.TextInput(label=word("keep_name", lang), value=word("design", lang, n=len(desk.kept) + 1))
    keep = pn.widgets.Button(label=word("keep", lang), align="end")
    compare = pn.widgets.Button(label=word("compare_now", lang), color="primary", disabled=not desk.kept)
    forget = pn.widgets.Button(label=word("forget", lang), disabled=not desk.kept)
    designs = "".join(f"\n- **{own}**: {told(desk, changes)}" for own, changes in desk.kept.items())
    said = word("kept", lang, designs=designs) if desk.kept else word("none_kept", lang)
    found = pn.Column(**WIDE)
    keep.on_click(lambda _: keep_design(desk, name.value))
    forget.on_click(lambda _: forget_designs(desk))
    compare.on_click(lambda _: _compare(desk, found))
    desk.parts.tabs["compare"].objects = [pn.Row(name, keep), pn.pane.Markdown(said), pn.Row(compare, forget), found]


def keep_design(desk: Desk, name: str) -> None:
    """Keep the design that was simulated last under a name; one of that name is replaced."""
    if desk.last is not None:
        desk.kept[name.strip() or word("design", desk.lang, n=len(desk.kept) + 1)] = desk.last.overrides
        _show_kept(desk)


def forget_designs(desk: Desk) -> None:
    """Put away all designs that were kept."""
    desk.kept.clear()
    _show_kept(desk)


def _compare(desk: Desk, found: pn.Column) -> None:
    """Compare the programme of the file with the designs that were kept."""
    if desk.parts.go.disabled:
        return
    with faults_shown(desk), working(desk, word("working", desk.lang)):
        paths, seed = draws_of(desk)
        designs: dict[str, Sequence[str]] = {word("in_file", desk.lang): (), **desk.kept}
        compared = comparison(desk.source, designs, paths, seed, progress_of(desk, paths * len(designs)))
        found.objects = comparison_shown(compared, desk.lang)
        desk.parts.state.object = ""
