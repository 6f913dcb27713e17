"""What one reader has in front of them: what they chose, and the parts of the page that change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event

import panel as pn

from fundsim.app.answers import Answer, overrides_of
from fundsim.app.moving import changes_told, value_of
from fundsim.app.panes import WIDE
from fundsim.app.terms import Term
from fundsim.app.words import word
from fundsim.cli.telling import in_language
from fundsim.errors import FundsimError, ScenarioError
from fundsim.languages import Language
from fundsim.scenario_file.overrides import SHOWN
from fundsim.simulation.blocks import Progress

PATHS, MOST_PATHS = 5_000, 1_000_000
STEPS_OF_BAR, MOVES = 50, -1
"""Of the bar: where it is full, and what shows that something goes on."""
TABS = ("figures", "charts", "words", "size", "compare", "take")


class StoppedError(FundsimError):
    """The reader has pressed the button that stops a run."""


@dataclass
class Parts:
    """Widgets and panes that do more than show, by what they are for.

    Parameters
    ----------
    terms : Column
        Fields of the terms, a card for each chapter.
    further, paths, seed : widgets
        Further changes, number of paths, seed.
    go, stop : Button
        Simulate; stop what is going on.
    bar : Progress
        Share of the paths that is finished.
    state, fault : panes
        What is going on, and what is wrong.
    tabs : dict of Column
        Their contents, by the names of ``TABS``.
    """

    terms: pn.Column
    further: pn.widgets.TextAreaInput
    paths: pn.widgets.IntInput
    seed: pn.widgets.IntInput
    go: pn.widgets.Button
    stop: pn.widgets.Button
    bar: pn.indicators.Progress
    state: pn.pane.Markdown
    fault: pn.pane.Alert
    tabs: dict[str, pn.Column]


@dataclass
class Desk:
    """What one reader chose, and what came of it.

    Parameters
    ----------
    lang : {"en", "zh"}
        Language of the page.
    source : str
        Scenario file or name.
    parts : Parts
        Of the page.
    terms, fields : list
        Terms of the scenario, and the fields that move them.
    last : Answer or None
        What was simulated last.
    kept : dict
        Designs to compare: name → changes.
    stopping : Event
        Set when the reader wants a run to stop.
    """

    lang: Language
    source: str
    parts: Parts
    terms: list[Term] = field(default_factory=list)
    fields: list[pn.widgets.Widget] = field(default_factory=list)
    last: Answer | None = None
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stopping: Event = field(default_factory=Event)


def parts_of_page(lang: Language) -> Parts:
    """Widgets and panes of a page, without what depends on the scenario."""
    return Parts(
        terms=pn.Column(**WIDE),
        further=pn.widgets.TextAreaInput(
            label=word("further", lang), placeholder="layers.county_fund.account.ceiling=20000000", **WIDE
        ),
        paths=pn.widgets.IntInput(
            label=word("paths", lang), value=PATHS, start=1, end=MOST_PATHS, step=PATHS, width=170
        ),
        seed=pn.widgets.IntInput(label=word("seed", lang), value=1, start=0, width=150),
        go=pn.widgets.Button(label=word("simulate", lang), color="primary"),
        stop=pn.widgets.Button(label=word("stop", lang), disabled=True),
        bar=pn.indicators.Progress(value=0, max=STEPS_OF_BAR, active=False, **WIDE),
        state=pn.pane.Markdown("", **WIDE),
        fault=pn.pane.Alert("", alert_type="danger", visible=False, **WIDE),
        tabs={name: pn.Column(**WIDE) for name in TABS},
    )


def draws_of(desk: Desk) -> tuple[int, int]:
    """Number of paths and seed; the usual ones where a field is empty."""
    paths, seed = desk.parts.paths.value, desk.parts.seed.value
    return PATHS if paths is None else paths, 1 if seed is None else seed


def changes_asked(desk: Desk) -> tuple[str, ...]:
    """Changes that the fields of the page ask for."""
    values = {term.key: value_of(term, moved.value) for term, moved in zip(desk.terms, desk.fields, strict=True)}
    return overrides_of(desk.terms, values, desk.parts.further.value)


def told(desk: Desk, overrides: Sequence[str], notes: Sequence[str] = ()) -> str:
    """Changes of a design in the words of the page, and notes on it."""
    changes = changes_told(desk.terms, overrides, desk.lang)
    changed = word("changed", desk.lang, changes="; ".join(changes)) if changes else word("unchanged", desk.lang)
    return "\n\n".join([changed, *(["\n".join(f"- {note}" for note in notes)] if notes else [])])


@contextmanager
def working(desk: Desk, said: str) -> Iterator[None]:
    """While something goes on it can be stopped, and nothing else can be started."""
    parts = desk.parts
    desk.stopping.clear()
    parts.go.disabled, parts.stop.disabled, parts.state.object = True, False, said
    try:
        yield
    finally:
        parts.go.disabled, parts.stop.disabled, parts.bar.value = False, True, 0


@contextmanager
def faults_shown(desk: Desk) -> Iterator[None]:
    """Faults are shown on the page in the reader's language, with place, allowed range and remedy."""
    desk.parts.fault.visible = False
    try:
        yield
    except StoppedError:
        desk.parts.state.object = word("stopped", desk.lang)
    except FundsimError as error:
        _show_fault(desk, in_language(_without_option(error), desk.lang))
    except Exception as error:
        _show_fault(desk, word("defect", desk.lang, error=f"{type(error).__name__}: {error}"))
        raise


def _without_option(error: FundsimError) -> FundsimError:
    """The same faults, those of changes without the name of an option, which the page does not have."""
    if not isinstance(error, ScenarioError):
        return error
    return ScenarioError([replace(own, file="") if own.file == SHOWN else own for own in error.faults])


def _show_fault(desk: Desk, said: str) -> None:
    """Show a fault, and which design the figures below are of."""
    last = desk.last
    desk.parts.state.object = "" if last is None else f"{word('before', desk.lang)} {told(desk, last.overrides)}"
    desk.parts.fault.param.update(object=said.replace("\n", "\n\n"), visible=True)


def progress_of(desk: Desk, paths: int | None = None) -> Progress:
    """What moves the bar while paths are finished, and ends the run when the reader asks for it.

    Parameters
    ----------
    desk : Desk
        Of the reader.
    paths : int or None
        How many there are; None where that is not known beforehand.

    Returns
    -------
    callable
        Takes the number of paths just finished.
    """
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        if desk.stopping.is_set():
            raise StoppedError("stopped")
        done += more
        desk.parts.bar.value = min(STEPS_OF_BAR * done // paths, STEPS_OF_BAR) if paths else MOVES

    return tell
