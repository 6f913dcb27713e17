"""Levers in plain words: which are on, what each changes from what to what, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from fundsim.programme import Scenario
from fundsim.scenario_file import LeverChange
from fundsim.show.english.wording import and_list, money, sentences
from fundsim.show.lever_leaves import Leaf, lever_leaves, value_as_written


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
    told = and_list(_change(leaf) for leaf in lever_leaves(scenario, name, changes))
    cost = money(lever.cost_per_year, scenario.currency)
    if lever.on:
        return sentences(f"Lever {name} is on. It sets {told}.", f"It costs the government {cost} a year.")
    return sentences(
        f"Lever {name} is off. It would set {told}, and cost the government {cost} a year.",
        f"`--set levers.{name}.on=true` switches it on.",
    )


def _change(leaf: Leaf) -> str:
    before = "" if leaf.before is None else f" from {value_as_written(leaf.before)}"
    return f"`{leaf.key}`{before} to {value_as_written(leaf.after)}"
