"""Numbers of a scenario that a search may move, named by dotted key or by a short word, and their ranges."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from fundsim.decisions.designs import fund_account, loan_stock
from fundsim.errors import DataError, ScenarioError, did_you_mean
from fundsim.portfolio import build_loan_book
from fundsim.programme import Scenario
from fundsim.programme.roles import fund_layer
from fundsim.scenario_file import changed_scenario
from fundsim.scenario_file.allowed import options_at
from fundsim.scenario_file.loading import document_of
from fundsim.scenario_file.nodes import dotted, leaves, node_at, path_of, plain

SHORT = ("topup", "appropriation", "share")
MULTIPLIERS = (1.0, 100.0)  # range of a hazard multiplier that is searched when none is given
JUST_BELOW = 1.0 - 1e-9  # of a bound that is excluded
VALUES_TRIED = 11  # where an end of the range is no valid value
HALVINGS = 20


class KeyRange(NamedTuple):
    """A number of a scenario and the range in which it may be moved.

    Parameters
    ----------
    key : str
        Dotted key.
    low, high : float
        Range. [unit of the key]
    """

    key: str
    low: float
    high: float


def key_range(scenario: Scenario, text: str, seed: int = 1) -> KeyRange:
    """Key and range that a text names: ``KEY``, or ``KEY=LOW..HIGH``.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    text : str
        Dotted key, with a range where the key's own bounds are too wide to search. Short words for the reported
        fund: ``topup`` (share of the gap that is refilled), ``appropriation`` (amount of its government inflow),
        ``share`` (share of the claim that it pays). ``stress.NAME.multiplier`` is its ``hazard_multiplier``.
    seed : int
        Seed of the loans, whose outstanding bounds an appropriation.

    Returns
    -------
    KeyRange
        With the bounds of the key where no range is given, and without the ends that other terms do not allow.

    Raises
    ------
    DataError
        There is no such number, it has no range to search, or the range is empty.
    ScenarioError
        No value of the range is valid.
    """
    name, equals, span = (part.strip() for part in text.partition("="))
    key = long_key(scenario, name)
    check_can_be_halved(scenario, key)
    between = _range(text, span) if equals else _own_range(scenario, name, key, seed)
    return KeyRange(key, *valid_range(scenario, key, between))


def check_can_be_halved(scenario: Scenario, key: str) -> None:
    """Refuse keys of whole numbers, between which a search would try others.

    Raises
    ------
    DataError
        Names the remedy.
    """
    if {option["type"] for option in _numbers_at(scenario, key)} == {"integer"}:
        raise DataError(f"{key}: is a whole number, which a search cannot halve; compare values with --vary")


def long_key(scenario: Scenario, name: str) -> str:
    """Dotted key that a name stands for."""
    if name in SHORT:
        fund_account(scenario)  # says so where there is none
        fund = f"layers.{scenario.layers[fund_layer(scenario)].name}"
        if name == "appropriation":
            return f"{fund}.account.inflows.{_appropriation(scenario)}.amount"
        return f"{fund}.account.top_up.share_of_gap" if name == "topup" else f"{fund}.pays"
    words = name.split(".")
    if words[0] in ("stress", "shocks") and words[-1] == "multiplier":
        return ".".join([*words[:-1], "hazard_multiplier"])
    return name


def _appropriation(scenario: Scenario) -> str:
    """Name of the fund's first inflow that the government pays; a new one where there is none."""
    inflows = fund_account(scenario).inflows
    paid = [name for name, inflow in inflows.items() if inflow.paid_by == "government"]
    return paid[0] if paid else "appropriation"


def value_at(scenario: Scenario, key: str) -> float | None:
    """Number at a key; None where there is none."""
    document = document_of(scenario)
    path = path_of(document, key)
    if dotted(document, path) != key:
        return None
    value = node_at(document, path).value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def with_value(scenario: Scenario, key: str, value: float) -> Scenario:
    """Scenario with another number at a key, checked like a file.

    Raises
    ------
    ScenarioError
        The number cannot stand there.
    """
    return changed_scenario(scenario, [change_of(key, value)])


def is_allowed(scenario: Scenario, key: str, value: float) -> bool:
    """Whether a value can stand at a key."""
    try:
        with_value(scenario, key, value)
    except ScenarioError:
        return False
    return True


def valid_range(scenario: Scenario, key: str, between: tuple[float, float]) -> tuple[float, float]:
    """Part of a range at whose ends a scenario is valid.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    key : str
        Dotted key.
    between : tuple of float
        Range asked for.

    Returns
    -------
    tuple of float
        The range, or, where other terms allow less, what is left of it up to a millionth.

    Raises
    ------
    ScenarioError
        No value tried is valid; tells what is wrong with the one in the middle.
    """
    lower, upper = between
    values = np.linspace(lower, upper, VALUES_TRIED).tolist()
    if is_allowed(scenario, key, lower) and is_allowed(scenario, key, upper):
        return lower, upper
    valid = [value for value in values if is_allowed(scenario, key, value)]
    if not valid:
        with_value(scenario, key, values[VALUES_TRIED // 2])
    return _last_valid(scenario, key, valid[0], lower), _last_valid(scenario, key, valid[-1], upper)


def _last_valid(scenario: Scenario, key: str, inside: float, end: float) -> float:
    """The end itself, or the valid value closest to it, by bisection from a valid one."""
    if is_allowed(scenario, key, end):
        return end
    for _ in range(HALVINGS):
        middle = 0.5 * (inside + end)
        inside, end = (middle, end) if is_allowed(scenario, key, middle) else (inside, middle)
    return inside


def change_of(key: str, value: float) -> str:
    """Change ``KEY=VALUE``; an inflow is written as a block, so that it may be a new one.

    Examples
    --------
    >>> change_of("layers.fund.pays", 0.5)
    'layers.fund.pays=0.5'
    >>> change_of("layers.fund.account.inflows.appropriation.amount", 1e5)
    'layers.fund.account.inflows={appropriation: {amount: 100000}}'
    """
    before, inflow, rest = key.partition(".inflows.")
    if inflow and rest.endswith(".amount"):
        return f"{before}.inflows={{{rest.removesuffix('.amount')}: {{amount: {_written(value)}}}}}"
    return f"{key}={_written(value)}"


def _written(value: float) -> str:
    """A number that reads back as itself; whole ones without a point."""
    short = f"{value:.15g}"
    return short if float(short) == value else repr(float(value))


def _range(text: str, span: str) -> tuple[float, float]:
    low, dots, high = span.partition("..")
    try:
        bounds = (float(low), float(high))
    except ValueError:
        dots = ""
        bounds = (0.0, 0.0)
    if not dots or not all(map(math.isfinite, bounds)) or not bounds[0] < bounds[1]:
        raise DataError(f"{text!r} is not of the form KEY=LOW..HIGH with LOW below HIGH")
    return bounds


def _own_range(scenario: Scenario, name: str, key: str, seed: int) -> tuple[float, float]:
    if name == "appropriation" and (stock := loan_stock(build_loan_book(scenario, seed=seed))) > 1.0:
        return 1.0, stock
    if key.endswith(".hazard_multiplier"):
        return MULTIPLIERS
    bounds = [_bounds(option) for option in _numbers_at(scenario, key)]
    if not bounds:
        remedy = _meant(scenario, key) or "a key is written with its blocks, as in layers.county_fund.pays"
        raise DataError(f"{key}: there is no number of that name in {scenario.name}; {remedy}")
    low, high = bounds[0]
    if not high <= 1.0:
        raise DataError(f"{key}: no range is given and its own is too wide to search; write {key}=LOW..HIGH")
    return low, high


def _meant(scenario: Scenario, key: str) -> str:
    """Remedy with keys of the scenario that end like the one asked for."""
    document = document_of(scenario)
    keys = [dotted(document, path) for path, node in leaves(document) if isinstance(node.value, int | float)]
    ending = [known for known in keys if known.endswith(f".{key}")]
    return f"did you mean {' or '.join(ending[:3])}?" if ending else did_you_mean(key, keys)


def _numbers_at(scenario: Scenario, key: str) -> list[dict[str, object]]:
    """Schemas of the numbers that may stand at a key; none where there is no such key."""
    document = document_of(scenario)
    path = path_of(document, key)
    rest = key.removeprefix(dotted(document, path)).removeprefix(".")
    whole = (*path, *rest.split(".")) if rest else path
    options = options_at(plain(document), whole)
    return [option for option in options if option.get("type") in ("number", "integer")]


def _bounds(option: dict[str, object]) -> tuple[float, float]:
    low, high = option.get("minimum"), option.get("maximum")
    above, below = option.get("exclusiveMinimum", -math.inf), option.get("exclusiveMaximum", math.inf)
    lowest = float(str(low)) if low is not None else float(str(above)) + 1e-9
    highest = float(str(high)) if high is not None else float(str(below)) * JUST_BELOW
    return lowest, highest
