"""A scenario file that is another one with a few changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fundsim.errors import ScenarioError
from fundsim.scenario_file.composing import compose
from fundsim.scenario_file.nodes import Node, plain
from fundsim.scenario_file.overrides import SHOWN, Overrides, changes_in, steps_of
from fundsim.scenario_file.resolving import resolve
from fundsim.scenario_file.shipped import shipped_path
from fundsim.scenario_file.writing import yaml_of


def extending_yaml(source: str | Path, overrides: Overrides, name: str, basis: str) -> str:
    """A scenario file that extends another one, with changes of it.

    Parameters
    ----------
    source : str or Path
        File, or name of a shipped scenario. A file is extended by its name alone: what is written has to be saved
        beside it.
    overrides : iterable of str, or mapping
        Changes, as of ``check_scenario``.
    name : str
        Name of the new scenario.
    basis : str
        What stands under ``sources`` of every key that is changed.

    Returns
    -------
    str
        YAML 1.2 that is read as the other scenario with these changes.

    Raises
    ------
    ScenarioError
        The other scenario, or a change, cannot be read.

    Examples
    --------
    >>> print(extending_yaml("luoping", ["layers.county_fund.pays=0.8"], "Luoping 8:2", "assumed"), end="")
    name: Luoping 8:2
    extends: luoping
    layers:
      county_fund:
        pays: 0.8
    sources:
      layers.county_fund.pays: assumed
    """
    document, faults, *_ = resolve(source, ())
    if document is None:
        raise ScenarioError(faults)
    shipped = not Path(source).is_file() and shipped_path(str(source)) is not None
    tree: dict[str, Any] = {"name": name, "extends": str(source) if shipped else Path(source).name}
    sources = {}
    for change in changes_in(overrides):
        key, _, text = change.partition("=")
        _put(tree, steps_of(document, key.strip()), _value(text))
        sources[key.strip()] = basis
    return yaml_of(tree | ({"sources": sources} if sources else {}))


def _value(text: str) -> object:
    """Value of a change, as YAML reads it."""
    node, faults = compose(text, SHOWN)
    if faults:
        raise ScenarioError(faults)
    return plain(node) if isinstance(node, Node) else None


def _put(tree: dict[str, Any], words: list[str], value: object) -> None:
    """Write a value at its steps; blocks on the way are made where they are missing."""
    for word in words[:-1]:
        tree = tree.setdefault(word, {})
    tree[words[-1]] = value
