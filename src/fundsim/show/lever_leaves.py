"""What a lever sets, leaf by leaf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fundsim.programme import Scenario
from fundsim.programme.levers import Lever
from fundsim.scenario_file import LeverChange


class Leaf(NamedTuple):
    """A key that a lever sets, with what stood there; None where nothing did."""

    key: str
    before: object
    after: object


def lever_leaves(scenario: Scenario, name: str, changes: Sequence[LeverChange]) -> list[Leaf]:
    """Leaves of a lever.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    name : str
        Name of the lever.
    changes : sequence of LeverChange
        What the levers of the scenario's file change.

    Returns
    -------
    list of Leaf
        In the order of the file.
    """
    own = [change for change in changes if change.lever == name] or _without_before(name, scenario.levers[name])
    return [leaf for change in own for leaf in _leaves(change.key, change.before, change.after)]


def _without_before(name: str, lever: Lever) -> list[LeverChange]:
    return [LeverChange(name, key, None, value) for key, value in lever.changes.items()]


def _leaves(key: str, before: object, after: object) -> Iterator[Leaf]:
    if not isinstance(after, dict):
        yield Leaf(key, before, after)
        return
    for word, value in after.items():
        yield from _leaves(f"{key}.{word}", before.get(word) if isinstance(before, dict) else None, value)


def value_as_written(value: object) -> str:
    """A value as it stands in a file, large whole numbers with separators.

    Examples
    --------
    >>> value_as_written(True), value_as_written([0.5, 250_000])
    ('true', '[0.5, 250,000]')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(value_as_written(item) for item in value)}]"
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 100_000 else str(value)
