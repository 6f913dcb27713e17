"""Markov chains as scenario files write them: states, transitions, where they start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fundsim.programme.instrument import check_shares, contradiction

STATIONARY = "stationary"
Transition = Mapping[str, Mapping[str, float]]


def check_transition(states: Iterable[str], transition: Transition) -> None:
    """Each state needs a row of probabilities that add up to 1, and rows name states only."""
    names = list(states)
    if STATIONARY in names:
        raise contradiction("states", "`stationary` cannot be the name of a state", "choose another name")
    for state in (state for state in names if state not in transition):
        raise contradiction("transition", f"there is no row for state `{state}`", f"add `{state}`")
    for state, row in transition.items():
        for name in (name for name in (state, *row) if name not in names):
            raise contradiction("transition", f"`{name}` is not one of the `states`", "correct the name")
        check_shares(row, f"transition.{state}")


def check_start(start: str | Mapping[str, float], transition: Transition) -> None:
    """A chain starts in a state, by probabilities of states, or by its stationary law if it has one only."""
    if not isinstance(start, str):
        check_shares(start, "start")
    for name in (name for name in ([start] if isinstance(start, str) else start) if name not in transition):
        if name != STATIONARY:
            raise contradiction("start", f"`{name}` is not one of the `states`", "name a state, or `stationary`")
        if not isinstance(start, str):
            raise contradiction("start", "`stationary` has no probability of its own", "write `start: stationary`")
    if start == STATIONARY and not has_one_stationary_law(transition):
        message = "the chain has several stationary laws: where it ends depends on where it starts"
        raise contradiction("start", message, "name a state, or give probabilities")


def has_one_stationary_law(transition: Transition) -> bool:
    """Whether some state can be reached from every state.

    Examples
    --------
    >>> has_one_stationary_law({"good": {"bad": 1.0}, "bad": {"bad": 1.0}})
    True
    >>> has_one_stationary_law({"good": {"good": 1.0}, "bad": {"bad": 1.0}})
    False
    """
    common = set(transition)
    for start in transition:
        reached, fresh = {start}, [start]
        while fresh:
            nexts = [name for name, p in transition[fresh.pop()].items() if p > 0.0 and name not in reached]
            reached.update(nexts)
            fresh += nexts
        common &= reached
    return bool(common)
