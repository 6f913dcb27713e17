"""The public functions that turn a scenario file into a scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from fundsim.errors import Fault, ScenarioError
from fundsim.programme.scenario import Scenario
from fundsim.scenario_file.composing import compose
from fundsim.scenario_file.data_files import shipped_data_read
from fundsim.scenario_file.levers import faults_of_levers_at_rest
from fundsim.scenario_file.nodes import Node, Place, tree_of
from fundsim.scenario_file.overrides import SHOWN, Overrides
from fundsim.scenario_file.resolving import Resolution, resolve, resolve_root
from fundsim.scenario_file.shipped import is_shipped
from fundsim.scenario_file.sources import sources_of_nothing, with_defaults_told
from fundsim.scenario_file.uncertain import Uncertain, cautions_of, with_means
from fundsim.scenario_file.validation import placed, validate
from fundsim.scenario_file.writing import resolved_data


class CheckedScenario(NamedTuple):
    """A valid scenario.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    cautions : tuple of Fault
        What is possible, but seldom meant.
    document : Node
        The file with everything it extends, every override, and the levers that are on; knows where each key is
        written. Uncertain parameters stand at their means.
    before_levers : Node
        The same without what the levers set.
    uncertain : tuple of Uncertain
        Parameters that the file gives as distributions.
    """

    scenario: Scenario
    cautions: tuple[Fault, ...]
    document: Node
    before_levers: Node
    uncertain: tuple[Uncertain, ...] = ()


def check_scenario(source: str | Path, overrides: Overrides = ()) -> CheckedScenario:
    """Scenario of a file, and what deserves a second look.

    Parameters
    ----------
    source : str or Path
        File, or name of a shipped scenario such as ``luoping``.
    overrides : iterable of str, or mapping
        Changes ``key=value``, for example ``layers.county_fund.pays=0.5``; or keys with their values.

    Returns
    -------
    CheckedScenario
        Scenario, cautions, and the document behind it.

    Raises
    ------
    ScenarioError
        All faults of the file, of what it extends and of the overrides.
    TypeError
        The overrides are one text instead of several, or no texts.
    """
    return _checked(resolve(source, overrides))


def load_scenario(source: str | Path, overrides: Overrides = ()) -> Scenario:
    """Scenario of a file.

    Parameters
    ----------
    source : str or Path
        File, or name of a shipped scenario such as ``luoping``.
    overrides : iterable of str, or mapping
        Changes ``key=value``, for example ``layers.county_fund.pays=0.5``; or keys with their values.

    Returns
    -------
    Scenario
        Frozen; data files that it names are found from wherever it is used. Uncertain parameters stand at their
        means.

    Raises
    ------
    ScenarioError
        All faults of the file, of what it extends and of the overrides.
    TypeError
        The overrides are one text instead of several, or no texts.
    """
    return check_scenario(source, overrides).scenario


def parse_scenario(text: str, overrides: Overrides = (), folder: str | Path = ".") -> Scenario:
    """Scenario of a YAML text.

    Parameters
    ----------
    text : str
        What a scenario file would hold.
    overrides : iterable of str, or mapping
        Changes ``key=value``, or keys with their values.
    folder : str or Path
        Folder that paths in the text count from.

    Returns
    -------
    Scenario
        Frozen.

    Raises
    ------
    ScenarioError
        All faults of the text; they call it ``scenario``.
    """
    file = "scenario"
    root, faults = compose(text, file, str(Path(folder).absolute()))
    if root is None or not isinstance(root.value, dict):
        found = Fault("", "the text holds no keys and values", remedy="begin with `name: ...`", file=file)
        raise ScenarioError(faults or [found])
    return _checked(resolve_root(root, Path(folder) / file, overrides, faults)).scenario


def changed_scenario(scenario: Scenario, overrides: Overrides) -> Scenario:
    """Scenario with changes, checked like a file.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    overrides : iterable of str, or mapping
        Changes ``key=value``; paths count from the current folder.

    Returns
    -------
    Scenario
        Frozen.

    Raises
    ------
    ScenarioError
        All faults, by their keys: a scenario that has been read has no lines.
    """
    root = document_of(scenario)
    return _checked(resolve_root(root, Path(root.place.file), overrides, [])).scenario


def document_of(scenario: Scenario) -> Node:
    """Document of a scenario, every key written out: what reading its `resolved_json` would give, without lines."""
    folder = Path.cwd()
    return tree_of(resolved_data(scenario, folder), Place("scenario", folder=str(folder)))


def placed_faults(document: Node, faults: Iterable[Fault]) -> list[Fault]:
    """Faults found after loading, with the places of their keys in the files.

    Parameters
    ----------
    document : Node
        Of the scenario, as ``check_scenario`` gives it.
    faults : iterable of Fault
        With dotted keys; those that have a file keep it.

    Returns
    -------
    list of Fault
        In the same order.
    """
    own = document.place.file
    return [fault if fault.file else _to_change_in_ones_own(placed(document, fault), own) for fault in faults]


def _checked(resolution: Resolution) -> CheckedScenario:
    document, faults, before_levers, own, cautioned = resolution
    if document is None or before_levers is None:
        raise ScenarioError(faults)
    if _is_sweep(document):
        message, remedy = "this is a sweep, not a scenario", "run it with `fundsim sweep`"
        raise ScenarioError([Fault("", message, remedy=remedy, file=document.place.file)])
    document, uncertain = with_means(document, faults)
    scenario, found, cautions = validate(document, faults)
    found += [] if scenario is None else faults_of_levers_at_rest(document)
    if scenario is None or found:
        raise ScenarioError(_in_order([*faults, *found], document.place.file, own))
    notes = [*cautioned, *(placed(document, note) for note in cautions_of(document, uncertain))]
    notes += [placed(document, note) for note in shipped_data_read(document, scenario)]
    notes += sources_of_nothing(document)
    scenario = with_defaults_told(scenario, document)
    told = tuple(_to_change_in_ones_own(note, own) for note in (*cautions, *notes))
    return CheckedScenario(scenario, told, document, with_means(before_levers, [])[0], uncertain)


def _is_sweep(document: Node) -> bool:
    """Whether a document has the keys of a sweep file, and none that every scenario has."""
    keys = document.value.keys() if isinstance(document.value, dict) else set()
    return "base" in keys and not keys & {"horizon", "loans"} and bool(keys & {"grid", "zip", "sample", "scenarios"})


def _where_to_change(fault: Fault, first: str, own: str) -> Fault:
    """Fault of what a file inherits, with the files in which that can be changed: both, if none is shipped."""
    if is_shipped(fault.file):
        return _to_change_in_ones_own(fault, own)
    if fault.file in ("", first) or SHOWN in (fault.file, first):
        return fault
    where = f"there, or in {first}, which inherits it"
    return replace(fault, remedy=f"{fault.remedy} ({where})" if fault.remedy else f"mend it {where}")


def _to_change_in_ones_own(fault: Fault, own: str) -> Fault:
    """Fault or caution about what a shipped scenario says, with one's own file as the place to change it."""
    if fault.file in ("", own) or own == SHOWN or is_shipped(own) or not is_shipped(fault.file):
        return fault
    where = f"in {own}, which inherits it"
    return replace(fault, remedy=f"{fault.remedy} ({where})" if fault.remedy else f"change it {where}")


def _in_order(faults: Iterable[Fault], first: str, own: str) -> list[Fault]:
    """By file, the one asked for first, then by line; what has no line comes last; nothing twice."""
    faults = [_where_to_change(fault, first, own) for fault in faults]
    different = {(fault.file, fault.line, fault.column, fault.key, fault.message): fault for fault in faults}
    return sorted(
        different.values(),
        key=lambda fault: (fault.line == 0, fault.file != first, fault.file, fault.line, fault.column),
    )
