"""What the page answers: a programme simulated, its fund sized, designs compared; the commands that do the same."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import xarray as xr

from fundsim.app.terms import Term
from fundsim.cli.loans import doubts_about, loans_of
from fundsim.cli.telling import in_language
from fundsim.decisions import compare, size
from fundsim.decisions.designs import Design
from fundsim.errors import DataError, Fault
from fundsim.languages import Language
from fundsim.portfolio.loan_book import LoanBook
from fundsim.scenario_file import CheckedScenario, check_scenario, lever_changes
from fundsim.scenario_file.uncertain import laws_json
from fundsim.show import scenario_text, sourcing_of
from fundsim.show.lever_leaves import lever_leaves
from fundsim.simulation import simulate
from fundsim.simulation.blocks import Progress

Value = float | int | bool


class Answer(NamedTuple):
    """A programme that was simulated.

    Parameters
    ----------
    title : str
        Name of the programme.
    overrides : tuple of str
        What was changed, ``key=value``.
    notes : tuple of str
        Cautions, and what was done to the loans: in the language of the page.
    words : str
        The programme read back.
    results : xarray.Dataset
        Of the run.
    """

    title: str
    overrides: tuple[str, ...]
    notes: tuple[str, ...]
    words: str
    results: xr.Dataset


class Sizing(NamedTuple):
    """A programme whose fund was sized.

    Parameters
    ----------
    overrides, notes : tuple of str
        As of an `Answer`.
    results : xarray.Dataset
        Of ``size``.
    """

    overrides: tuple[str, ...]
    notes: tuple[str, ...]
    results: xr.Dataset


def overrides_of(terms: Sequence[Term], values: Mapping[str, Value], further: str = "") -> tuple[str, ...]:
    """Changes that the page asks for.

    Parameters
    ----------
    terms : sequence of Term
        With their values in the file.
    values : mapping of str to number
        Key → value on the page, shares as fractions.
    further : str
        More changes, one ``KEY=VALUE`` a line.

    Returns
    -------
    tuple of str
        Those whose value differs from that of the file, and the further ones.

    Raises
    ------
    DataError
        A key is changed twice.
    """
    changes = [f"{term.key}={written(values[term.key])}" for term in terms if values[term.key] != term.value]
    changes += [line.strip() for line in further.splitlines() if line.strip()]
    keys = [change.partition("=")[0].strip() for change in changes]
    if twice := [key for key in dict.fromkeys(keys) if keys.count(key) > 1]:
        raise DataError(f"changed twice: {', '.join(twice)}; keep one change of a key")
    return tuple(changes)


def written(value: Value) -> str:
    """A value as a scenario file writes it.

    Examples
    --------
    >>> written(True), written(0.7), written(2_000_000.0)
    ('true', '0.7', '2000000')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.15g}"


def answer(
    source: str, overrides: Sequence[str], paths: int, seed: int, lang: Language, progress: Progress | None = None
) -> Answer:
    """Simulate a programme with changes.

    Parameters
    ----------
    source : str
        Scenario file or name.
    overrides : sequence of str
        Changes.
    paths, seed : int
        As for ``simulate``.
    lang : {"en", "zh"}
        Of notes and words.
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    Answer
        The results, and what is to be said of them.

    Raises
    ------
    ScenarioError, DataError
        The programme, or its data, is faulty.
    """
    checked = check_scenario(source, overrides)
    book = loans_of(checked, seed)
    changes = lever_changes(checked.before_levers, checked.document)
    words = scenario_text(checked.scenario, book, sourcing_of(checked), changes, lang)
    results = simulate(checked.scenario, paths, seed, progress=progress, book=book)
    notes, results = _notes(checked, book, overrides, lang), _with_laws(results, checked)
    return Answer(checked.scenario.name, tuple(overrides), notes, words, results)


def sizing(
    source: str,
    overrides: Sequence[str],
    solvency: Sequence[float],
    paths: int,
    seed: int,
    lang: Language,
    progress: Progress | None = None,
    *,
    sensitivity: bool = False,
) -> Sizing:
    """Find the smallest fund of a programme with changes.

    Parameters
    ----------
    source, overrides, paths, seed, lang, progress
        As of `answer`.
    solvency : sequence of float
        Target probabilities.
    sensitivity : bool
        As for ``size``.

    Returns
    -------
    Sizing
        The sizes, and what is to be said of the programme.

    Raises
    ------
    ScenarioError, DataError
        The programme, or its data, is faulty, or it has no fund with money of its own.
    """
    checked = check_scenario(source, overrides)
    notes = _notes(checked, loans_of(checked, seed), overrides, lang)
    results = size(checked.scenario, solvency, None, paths, seed, sensitivity=sensitivity, progress=progress)
    return Sizing(tuple(overrides), notes, _with_laws(results, checked))


def _notes(checked: CheckedScenario, book: LoanBook, overrides: Sequence[str], lang: Language) -> tuple[str, ...]:
    """Cautions about a programme, and what was done to its loans."""
    cautions = (*checked.cautions, *doubts_about(checked, book), *_set_by_levers(checked, overrides))
    said: list[Fault | str] = [*cautions, *book.quality]
    return tuple(in_language(one, lang) for one in said)


def _with_laws(results: xr.Dataset, checked: CheckedScenario) -> xr.Dataset:
    """Results that name the laws of uncertain parameters, which count with their means."""
    return results.assign_attrs(uncertain=laws_json(checked.uncertain)) if checked.uncertain else results


def _set_by_levers(checked: CheckedScenario, overrides: Sequence[str]) -> list[Fault]:
    """Changes that do not count because a lever that is on sets the same key."""
    changed = {change.partition("=")[0].strip() for change in overrides}
    changes = lever_changes(checked.before_levers, checked.document)
    leaves = [
        (name, leaf.key)
        for name in dict.fromkeys(change.lever for change in changes)
        for leaf in lever_leaves(checked.scenario, name, changes)
    ]
    return [
        Fault(key, f"the lever `{name}`, which is on, sets this key", remedy="switch the lever off")
        for name, key in leaves
        if key in changed and checked.scenario.levers[name].on
    ]


def comparison(
    source: str, designs: Mapping[str, Sequence[str]], paths: int, seed: int, progress: Progress | None = None
) -> xr.Dataset:
    """Compare designs of one scenario on the same random numbers.

    Parameters
    ----------
    source : str
        Scenario file or name.
    designs : mapping of str to sequence of str
        Name → changes, the first of them the one that the others are compared with.
    paths, seed : int
        As for ``compare``.
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    xarray.Dataset
        As of ``compare``.

    Raises
    ------
    ScenarioError, DataError
        A design is faulty, or they cannot be compared.
    """
    named = [Design(name, check_scenario(source, changes).scenario) for name, changes in designs.items()]
    return compare(named, paths, seed, progress=progress)


def as_command(
    source: str, overrides: Sequence[str], paths: int, seed: int, lang: Language, command: Sequence[str] = ("run",)
) -> str:
    """The command that gives the same numbers on the command line.

    Parameters
    ----------
    source, overrides, paths, seed, lang
        As of ``answer``.
    command : sequence of str
        Its name, and options of its own.

    Returns
    -------
    str
        One line for a shell.

    Examples
    --------
    >>> as_command("luoping", ["layers.county_fund.pays=0.8"], 5_000, 1, "en")
    'fundsim run luoping --set layers.county_fund.pays=0.8 --paths 5000 --seed 1'
    """
    name, *options = command
    words = ["fundsim", name, str(Path(source)), *options]
    for change in overrides:
        words += ["--set", change]
    words += ["--paths", str(paths), "--seed", str(seed)]
    return shlex.join([*words, *(["--lang", "zh"] if lang == "zh" else [])])
