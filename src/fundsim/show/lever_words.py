"""Levers in plain words: which are on, what each changes from what to what, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fundsim.programme import Scenario
from fundsim.programme.levers import Lever
from fundsim.scenario_file import LeverChange
from fundsim.show.wording import and_list, money, sentences

Leaves = Iterator[tuple[str, object, object]]


def lever_words(scenario: Scenario, name: str, changes: Sequence[LeverChange]) -> str:
    """One lever.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    name : str
        Name of the lever.
    changes : sequence of LeverChange
        What the levers of the scenario's file change.
    """
    lever = scenario.levers[name]
    own = [change for change in changes if change.lever == name] or _without_before(name, lever)
    leaves = [leaf for change in own for leaf in _leaves(change.key, change.before, change.after)]
    told = and_list(_change(*leaf) for leaf in leaves)
    cost = money(lever.cost_per_year, scenario.currency)
    if lever.on:
        return sentences(f"Lever {name} is on. It sets {told}.", f"It costs the government {cost} a year.")
    return sentences(
        f"Lever {name} is off. It would set {told}, and cost the government {cost} a year.",
        f"`--set levers.{name}.on=true` switches it on.",
    )


def _without_before(name: str, lever: Lever) -> list[LeverChange]:
    return [LeverChange(name, key, None, value) for key, value in lever.changes.items()]


def _leaves(key: str, before: object, after: object) -> Leaves:
    """What is set leaf by leaf, with what stood there."""
    if not isinstance(after, dict):
        yield key, before, after
        return
    for word, value in after.items():
        yield from _leaves(f"{key}.{word}", before.get(word) if isinstance(before, dict) else None, value)


def _change(key: str, before: object, after: object) -> str:
    return f"`{key}` to {_said(after)}" if before is None else f"`{key}` from {_said(before)} to {_said(after)}"


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_said(item) for item in value)}]"
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 100_000 else str(value)
