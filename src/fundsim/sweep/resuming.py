"""Whether a store belongs to a sweep, and if not, what is different, in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fundsim.errors import OutputError
from fundsim.scenario_file import resolved_tree
from fundsim.scenario_file.nodes import Place, dotted, leaves, plain, tree_of
from fundsim.sweep.blocks import DECISIVE
from fundsim.sweep.plan import Plan
from fundsim.sweep.store import attributes_of

REMEDY = "choose another folder with --out, or throw the old results away with --force"
SHOWN = 3  # changed keys that a message names


def check_same_sweep(folder: Path, plan: Plan) -> None:
    """Refuse to go on in a store with results of anything else.

    Parameters
    ----------
    folder : Path
        The store.
    plan : Plan
        What is to be run.

    Raises
    ------
    OutputError
        Names what has changed since the store was begun.
    """
    attributes = attributes_of(folder)
    begun: dict[str, str] = json.loads(attributes["versions"])
    if attributes["sweep_hash"] != plan.sweep_hash:
        raise OutputError(f"{folder}: {what_changed(attributes, plan)}; {REMEDY}")
    for name in DECISIVE:
        if begun[name] != plan.versions[name]:
            what = "fundsim" if name == "fundsim" else "the rules of the simulation"
            message = f"the store was begun with another version of {what} ({begun[name]}, now {plan.versions[name]})"
            raise OutputError(f"{folder}: {message}; {REMEDY}")


def what_changed(attributes: dict[str, Any], plan: Plan) -> str:
    """What is different between a store's sweep and the one at hand.

    Parameters
    ----------
    attributes : dict
        Of the store.
    plan : Plan
        The sweep at hand.

    Returns
    -------
    str
        One clause.
    """
    if attributes["base_hash"] != plan.base_hash:
        changes = changed_keys(attributes["base"], plan.base)
        return f"the base scenario has changed since this store was begun ({changes})"
    if attributes["paths"] != plan.paths:
        return f"the store was begun with {attributes['paths']:,} paths a point, not {plan.paths:,}"
    if attributes.get("first_seed", plan.points[0].seed) != plan.points[0].seed:
        return f"the store was begun with seed {attributes['first_seed']}, not {plan.points[0].seed}"
    if sorted(json.loads(attributes["keep"])) != sorted(plan.keep):
        return "the store was begun with other variables to `keep`"
    return f"the store holds another sweep, '{attributes['title']}', or other points of this one"


def changed_keys(before: str, after: str) -> str:
    """The first keys in which two scenarios differ, with their values.

    Examples
    --------
    >>> changed_keys('{"a": {"b": 1, "c": 2}}', '{"a": {"b": 1, "c": 3}}')
    'a.c: 2 → 3'
    """
    old, new = _terms(before), _terms(after)
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key) and not key.startswith("sources.")]
    texts = [f"{key}: {old.get(key, 'absent')} → {new.get(key, 'absent')}" for key in keys[:SHOWN]]
    if len(keys) > SHOWN:
        texts.append(f"and {len(keys) - SHOWN} more")
    return "; ".join(texts) or "the contents of its data file"


def _terms(scenario: str) -> dict[str, object]:
    """Terms of a resolved scenario by dotted key."""
    root = tree_of(resolved_tree(scenario), Place())
    return {dotted(root, path): plain(node) for path, node in leaves(root)}
