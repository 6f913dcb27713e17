"""A scenario file with everything it extends and every override, as one document."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from fundsim.errors import Fault, ScenarioError
from fundsim.scenario_file.left_behind import subsidies_left_behind
from fundsim.scenario_file.levers import with_levers
from fundsim.scenario_file.merging import merge
from fundsim.scenario_file.nodes import Node, child_of
from fundsim.scenario_file.overrides import Overrides, changes_in, with_overrides
from fundsim.scenario_file.reading import close_files, read_document, scenario_path, shown_path
from fundsim.scenario_file.shipped import is_file, shipped_path
from fundsim.scenario_file.sources import with_sources_of_each_file

EXTENDS = "extends"


class Resolution(NamedTuple):
    """A document and what is wrong with its notation.

    Parameters
    ----------
    document : Node or None
        None where a file of the chain cannot be read.
    faults : list of Fault
        Of all files of the chain, of the overrides and of the levers.
    before_levers : Node or None
        The document without what the levers that are on set.
    own : str
        The file that was asked for, as messages show it.
    cautions : tuple of Fault
        What is possible of the way in which files are laid over each other, but seldom meant.
    """

    document: Node | None
    faults: list[Fault]
    before_levers: Node | None = None
    own: str = ""
    cautions: tuple[Fault, ...] = ()


def resolve(source: str | Path, overrides: Overrides = ()) -> Resolution:
    """Document of a scenario file, as far as it can be read.

    Parameters
    ----------
    source : str or Path
        File, or name of a shipped scenario.
    overrides : iterable of str, or mapping
        Changes ``key=value``, or keys with their values.
    """
    if not isinstance(source, str | PathLike):
        raise TypeError(f"source: {source!r:.80} is neither a file nor the name of a scenario")
    path = scenario_path(source)
    root, faults = read_document(path)
    if root is None:
        return Resolution(None, faults)
    return resolve_root(root, path, overrides, faults)


def resolve_root(root: Node, path: Path, overrides: Overrides, faults: list[Fault]) -> Resolution:
    """The same for the tree of a file that was read already.

    Parameters
    ----------
    root : Node
        Tree of the file.
    path : Path
        The file.
    overrides : iterable of str, or mapping
        Changes ``key=value``, or keys with their values.
    faults : list of Fault
        What was found before; receives the rest.
    """
    changes_made = changes_in(overrides)
    chain = _chain(root, path, faults)
    if chain is None:
        return Resolution(None, faults)
    document, *changes = [_without_extends(link) for link in chain]
    for change in changes:
        document = merge(_without_others_description(document, change), change, faults)
    document = with_sources_of_each_file(with_overrides(document, changes_made, faults), chain, changes_made)
    cautions = tuple(subsidies_left_behind(document, chain))
    return Resolution(with_levers(document, faults), faults, document, root.place.file, cautions)


def resolve_document(source: str | Path, overrides: Overrides = ()) -> Node:
    """Document of a scenario file with everything it extends, every override, and the levers that are on.

    Parameters
    ----------
    source : str or Path
        File, or name of a shipped scenario.
    overrides : iterable of str, or mapping
        Changes ``key=value``, or keys with their values.

    Returns
    -------
    Node
        Tree in which every key and value knows its file, line and column; not yet validated.

    Raises
    ------
    ScenarioError
        Everything wrong with files and notation.
    """
    document, faults, *_ = resolve(source, overrides)
    if faults or document is None:
        raise ScenarioError(faults)
    return document


def _chain(root: Node, path: Path, faults: list[Fault]) -> list[Node] | None:
    """Trees from the file that extends nothing to the one asked for; None where one cannot be read."""
    chain, seen = [root], [path]
    while (named := child_of(chain[0], EXTENDS)) is not None:
        above = _extended(named, seen, faults)
        if above is None:
            return None
        root_above, found = read_document(above)
        faults += found
        if root_above is None:
            return None
        chain.insert(0, root_above)
        seen.append(above)
    return chain


def _extended(named: Node, seen: list[Path], faults: list[Fault]) -> Path | None:
    """File that ``extends`` names; None, and a fault, where it cannot be used."""
    message, remedy = "", ""
    if not isinstance(named.value, str) or not named.value:
        message, remedy = (
            "the path of a scenario file must stand here",
            "write for example `extends: county.yaml`",
        )
    else:
        path = Path(named.place.folder) / named.value
        path = path if is_file(path) else shipped_path(named.value) or path
        files = [file.resolve() for file in seen]
        if not is_file(path):
            message = f"there is no scenario file '{named.value}' in {named.place.folder}"
            remedy = close_files(path) or "a path counts from the folder of the file that names it"
        elif path.resolve() in files:
            circle = [*seen[files.index(path.resolve()) :], path]
            message = f"the files extend each other in a circle: {' -> '.join(shown_path(file) for file in circle)}"
            remedy = "one of them must extend no other"
        else:
            return path
    place = named.key_place or named.place
    faults.append(Fault(EXTENDS, message, "", remedy, place.file, place.line, place.column))
    return None


def _without_others_description(base: Node, change: Node) -> Node:
    """What a file inherits: not the description of another programme, where it gives its own a name."""
    own = change.value
    if not isinstance(base.value, dict) or not isinstance(own, dict) or "name" not in own or "description" in own:
        return base
    return replace(base, value={word: node for word, node in base.value.items() if word != "description"})


def _without_extends(root: Node) -> Node:
    assert isinstance(root.value, dict)
    return replace(root, value={key: node for key, node in root.value.items() if key != EXTENDS})
