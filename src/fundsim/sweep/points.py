"""The points of a sweep: one validated scenario and one seed each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from fundsim.errors import Fault, ScenarioError
from fundsim.programme import Scenario
from fundsim.results import COORDINATES, VARIABLES
from fundsim.scenario_file.levers import with_levers
from fundsim.scenario_file.merging import merge
from fundsim.scenario_file.nodes import Node, child_of, node_at, plain
from fundsim.scenario_file.overrides import with_change
from fundsim.scenario_file.validation import validate
from fundsim.sweep.design import SweepDesign
from fundsim.sweep.laws import sampled_values
from fundsim.sweep.reading import SWEEP, CheckedSweep, swept_keys

TAKEN = ("scenario", "label", "variant", "replication", "seed", "status", "message", "digest", "estimate")
"""Names in a store that no swept key may have."""
Setting = dict[str, Node]
"""Dotted key of the scenario: value with its place."""


class Point(NamedTuple):
    """One combination of a sweep.

    Parameters
    ----------
    label : str
        What is special about it, in words.
    variant : str
        Name of the named scenario; empty without.
    values : dict
        Value of each swept key, by column name.
    replication, seed : int
        Number of the repetition and the seed of its draws.
    scenario : Scenario or None
        Programme; None where the combination is no valid scenario.
    faults : tuple of Fault
        Why it is not.
    """

    label: str
    variant: str
    values: dict[str, object]
    replication: int
    seed: int
    scenario: Scenario | None
    faults: tuple[Fault, ...] = ()


def column_names(keys: list[str]) -> dict[str, str]:
    """Shortest ends of dotted keys that tell them apart, to name coordinates.

    Parameters
    ----------
    keys : list of str
        Dotted keys of a scenario.

    Returns
    -------
    dict of str
        By dotted key.

    Examples
    --------
    >>> column_names(["layers.pool.pays", "layers.fund.pays", "correlation.county"])
    {'layers.pool.pays': 'pool_pays', 'layers.fund.pays': 'fund_pays', 'correlation.county': 'county'}
    """
    taken = {*TAKEN, *COORDINATES, *VARIABLES}
    names: dict[str, str] = {}
    for key in keys:
        words = key.split(".")
        ends = [".".join(words[-count:]) for count in range(1, len(words) + 1)]
        alone = [end for end in ends if sum(f".{other}".endswith(f".{end}") for other in keys) == 1]
        spelt = [re.sub(r"\W", "_", end) for end in alone]
        names[key] = next((name for name in spelt if name not in taken), f"swept_{spelt[-1]}")
    return names


def points_of(sweep: CheckedSweep) -> list[Point]:
    """All points of a sweep in their order: named scenarios, grid, zip, sample, replications (the fastest).

    Parameters
    ----------
    sweep : CheckedSweep
        Design and base.

    Returns
    -------
    list of Point
        With the faults of combinations that are no valid scenario.
    """
    design, columns = sweep.design, column_names([str(path[-1]) for path in swept_keys(sweep.root)])
    points: list[Point] = []
    for variant, document, faults in variants_of(sweep):
        for setting in settings_of(design, sweep.root):
            scenario, found = scenario_of(document, setting)
            values = {columns[key]: plain(node) for key, node in setting.items()}
            told = [told_where(fault, setting, label_of(variant, values)) for fault in found]
            for replication in range(design.replications):
                label = label_of(variant, values, replication if design.replications > 1 else None)
                seed = design.seed + replication
                points.append(Point(label, variant, values, replication, seed, scenario, (*faults, *told)))
    return points


def variants_of(sweep: CheckedSweep) -> Iterator[tuple[str, Node, list[Fault]]]:
    """Name, document and faults of each named scenario; of the base alone where none is named."""
    if not sweep.design.scenarios:
        yield "", sweep.base, []
    for name in sweep.design.scenarios:
        faults: list[Fault] = []
        yield name, merge(sweep.base, node_at(sweep.root, ("scenarios", name)), faults), faults


def settings_of(design: SweepDesign, root: Node) -> Iterator[Setting]:
    """Values of the swept keys at each combination of grid, zip and sample."""
    grid = [[{key: node} for node in items_of(root, "grid", key)] for key in design.grid]
    lists = [items_of(root, "zip", key) for key in design.zip_]
    zipped: list[Setting] = [dict(zip(design.zip_, row, strict=True)) for row in zip(*lists, strict=True)] or [{}]
    for parts in product(*grid, zipped, sampled_settings(design, root)):
        yield {key: node for part in parts for key, node in part.items()}


def items_of(root: Node, block: str, key: str) -> list[Node]:
    """Values listed for a key."""
    items = node_at(root, (block, key)).value
    assert isinstance(items, list)
    return items


def sampled_settings(design: SweepDesign, root: Node) -> list[Setting]:
    """Sampled values with the place of their law; one empty setting without sampling."""
    if design.sample is None:
        return [{}]
    columns = sampled_values(design.sample, design.seed)
    laws = node_at(root, ("sample", "of"))
    places = {key: (child_of(laws, key) or laws).place for key in columns}
    rows = zip(*columns.values(), strict=True)
    return [{key: Node(value, places[key]) for key, value in zip(columns, row, strict=True)} for row in rows]


def scenario_of(document: Node, setting: Setting) -> tuple[Scenario | None, list[Fault]]:
    """Scenario at a combination, or what is wrong with it."""
    faults: list[Fault] = []
    for key, node in setting.items():
        document = with_change(document, key, node, faults)
    scenario, found, _ = validate(with_levers(document, faults), faults)
    return scenario, [*faults, *found]


def told_where(fault: Fault, setting: Setting, label: str) -> Fault:
    """Fault that says at which point it arises, unless a single swept value is at fault by itself."""
    if fault.key in setting:
        return fault
    return replace(fault, remedy="; ".join(part for part in (fault.remedy, f"so at the point: {label}") if part))


def label_of(variant: str, values: dict[str, object], replication: int | None = None) -> str:
    """What is special about a point, in words.

    Examples
    --------
    >>> label_of("thin", {"leverage": 20, "pays": 0.9}, 1)
    'thin, leverage 20, pays 0.9, replication 1'
    """
    words = [variant] if variant else []
    words += [f"{name} {value_text(value)}" for name, value in values.items()]
    words += [f"replication {replication}"] if replication is not None else []
    return ", ".join(words) or "base"


def value_text(value: object) -> str:
    """A swept value as people write it; long decimal numbers to six digits.

    Examples
    --------
    >>> [value_text(value) for value in (5, 0.3828032352, True, "pro_rata", {"granted": 0})]
    ['5', '0.382803', 'true', 'pro_rata', '{"granted": 0}']
    """
    if isinstance(value, float):
        return f"{value:.6g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def check_points(points: list[Point]) -> None:
    """Refuse a sweep with combinations that are no valid scenario.

    Parameters
    ----------
    points : list of Point
        All points.

    Raises
    ------
    ScenarioError
        Each fault once, with the place of the value that causes it.
    """
    faults: dict[tuple[str, int, int, str, str], Fault] = {}
    for point in points:
        for fault in point.faults:
            faults.setdefault((fault.file, fault.line, fault.column, fault.key, fault.message), fault)
    if faults:
        raise ScenarioError([faults[key] for key in sorted(faults)], SWEEP)
