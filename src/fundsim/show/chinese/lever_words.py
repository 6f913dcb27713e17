"""Levers in plain words: which are on, what each changes from what to what, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from fundsim.programme import Scenario
from fundsim.scenario_file import LeverChange
from fundsim.show.chinese.wording import money, sentences
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
    told = "，".join(_change(leaf) for leaf in lever_leaves(scenario, name, changes))
    cost = f"政府每年为此支出{money(lever.cost_per_year, scenario.currency)}。"
    if lever.on:
        return sentences(f"措施{name}已启用：{told}。", cost)
    return sentences(f"措施{name}未启用。启用后{told}；{cost}", f"启用方法：`--set levers.{name}.on=true`。")


def _change(leaf: Leaf) -> str:
    after = value_as_written(leaf.after)
    if leaf.before is None:
        return f"`{leaf.key}`设为{after}"
    return f"`{leaf.key}`由{value_as_written(leaf.before)}改为{after}"
