"""The search for the fund's size on the page: what it needs to know, and what it finds."""

from __future__ import annotations

from collections.abc import Sequence

import panel as pn

from fundsim.app.answers import as_command, sizing
from fundsim.app.desk import Desk, changes_asked, draws_of, faults_shown, progress_of, told, working
from fundsim.app.panes import WIDE, code
from fundsim.app.results_shown import sizes_shown
from fundsim.app.words import word
from fundsim.cli.compiling import EVERYTHING, is_compiled

SOLVENCIES = ["90", "95", "99", "99.5", "99.9"]
USUAL_SOLVENCY = "99"
"""Target probabilities of a search. [%]"""


def ask_for_size(desk: Desk) -> None:
    """Lay out what a search needs to know.

    Parameters
    ----------
    desk : Desk
        Of the reader.
    """
    lang = desk.lang
    note, asked = (pn.pane.Markdown(word(name, lang), **WIDE) for name in ("size_note", "solvency"))
    solvency = pn.widgets.CheckButtonGroup(options=SOLVENCIES, value=[USUAL_SOLVENCY])
    sensitivity = pn.widgets.Checkbox(label=word("off_a_little", lang), value=False)
    find, found = pn.widgets.Button(label=word("find_size", lang), color="primary"), pn.Column(**WIDE)
    find.on_click(lambda _: find_size(desk, solvency.value, found, sensitivity=sensitivity.value))
    desk.parts.tabs["size"].objects = [note, asked, solvency, sensitivity, find, found]


def find_size(desk: Desk, solvency: Sequence[str], found: pn.Column, *, sensitivity: bool = False) -> None:
    """Find the smallest fund with the terms of the page, and show it.

    Parameters
    ----------
    desk : Desk
        Of the reader.
    solvency : sequence of str
        Target probabilities, of ``SOLVENCIES``; the usual one where there is none. [%]
    found : Column
        Where to show it.
    sensitivity : bool
        As for ``size``.
    """
    if desk.parts.go.disabled:  # something goes on already
        return
    lang = desk.lang
    with faults_shown(desk), working(desk, word("sizing" if is_compiled(EVERYTHING) else "compiling", lang)):
        (paths, seed), overrides = draws_of(desk), changes_asked(desk)
        targets = [float(target) / 100.0 for target in solvency or [USUAL_SOLVENCY]]
        own = sizing(desk.source, overrides, targets, paths, seed, lang, progress_of(desk), sensitivity=sensitivity)
        options = [f"--solvency={','.join(f'{target:.10g}' for target in targets)}"]
        options += [] if sensitivity else ["--no-sensitivity"]
        found.objects = [
            pn.pane.Markdown(told(desk, own.overrides, own.notes), **WIDE),
            *sizes_shown(own.results, lang),
            pn.pane.Markdown(word("same_command", lang), **WIDE),
            code(as_command(desk.source, overrides, paths, seed, lang, ("size", *options))),
        ]
        desk.parts.state.object = ""
