"""Uncertain parameters: numbers of a scenario that are given as distributions, and the draws from them."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from fundsim.errors import Fault
from fundsim.scenario_file.allowed import options_at
from fundsim.scenario_file.nodes import KeyPath, Node, dotted, plain

LAWS = {"normal": ("mean", "sd"), "uniform": ("low", "high"), "beta": ("mean", "sd")}
BOUNDS = ("lower", "upper")


class Uncertain(NamedTuple):
    """An uncertain parameter.

    Parameters
    ----------
    key : str
        Dotted key.
    law : {"normal", "uniform", "beta"}
        Kind of distribution.
    first, second : float
        Mean and standard deviation, or low and high end of a uniform law. [unit of the key]
    lower, upper : float
        Values outside are not drawn: the law is cut there and scaled up; infinite for no bound. [unit of the key]
    """

    key: str
    law: str
    first: float
    second: float
    lower: float = -math.inf
    upper: float = math.inf

    @property
    def stated_mean(self) -> float:
        """Mean before the law is cut off at its bounds. [unit of the key]"""
        return 0.5 * (self.first + self.second) if self.law == "uniform" else self.first

    @property
    def mean(self) -> float:
        """Mean of what is drawn: of the law that is cut off at its bounds. [unit of the key]"""
        return self.stated_mean if math.isinf(self.lower) and math.isinf(self.upper) else mean_between(self)

    @property
    def block(self) -> dict[str, object]:
        """The distribution as a scenario file has it."""
        terms = dict(zip(LAWS[self.law], (self.first, self.second), strict=True))
        bounds = zip(BOUNDS, (self.lower, self.upper), strict=True)
        return {self.law: terms, **{word: bound for word, bound in bounds if math.isfinite(bound)}}


def mean_between(parameter: Uncertain) -> float:
    """Mean of a law between its bounds. [unit of the key]

    Parameters
    ----------
    parameter : Uncertain
        Distribution.

    Returns
    -------
    float
        Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, chapters 13, 25 and 26.

    Examples
    --------
    >>> round(mean_between(Uncertain("", "normal", 0.0, 1.0, 0.0)), 6)  # √(2/π)
    0.797885
    """
    law, lower, upper = parameter.law, parameter.lower, parameter.upper
    if law == "uniform":
        return 0.5 * (max(lower, parameter.first) + min(upper, parameter.second))
    own = _law_of(parameter)
    kept = own.cdf(upper) - own.cdf(lower)
    if law == "normal":
        return float(parameter.first + parameter.second**2 * (own.pdf(lower) - own.pdf(upper)) / kept)
    alpha, beta = own.args
    higher = own.dist(alpha + 1.0, beta)  # x·f(x; α, β) = mean · f(x; α + 1, β)
    return float(parameter.first * (higher.cdf(upper) - higher.cdf(lower)) / kept)


def laws_json(uncertain: Sequence[Uncertain]) -> str:
    """Key → distribution of uncertain parameters, as JSON: an attribute of results that stand at their means."""
    return json.dumps({parameter.key: parameter.block for parameter in uncertain}, ensure_ascii=False)


def with_means(document: Node, faults: list[Fault]) -> tuple[Node, tuple[Uncertain, ...]]:
    """Document in which every distribution is replaced by its mean, and the distributions.

    Parameters
    ----------
    document : Node
        Scenario with everything it extends and every override.
    faults : list of Fault
        Receives what is wrong with a distribution.

    Returns
    -------
    Node, tuple of Uncertain
        In the order of the document.
    """
    found: list[Uncertain] = []
    replaced = _replaced(document, document, (), found, faults)
    return _with_sources_of_laws(replaced, found), tuple(found)


def _with_sources_of_laws(document: Node, found: Sequence[Uncertain]) -> Node:
    """Document in which what is said of the terms of a law, such as that they have no source, is said of its number."""
    if not isinstance(document.value, dict) or "sources" not in document.value or not found:
        return document
    cited = document.value["sources"]
    if not isinstance(cited.value, dict):
        return document
    entries = dict(cited.value)
    for parameter in found:
        terms = [f"{parameter.key}.{parameter.law}.{word}" for word in LAWS[parameter.law]]
        own = [entries.pop(key) for key in (*terms, *(f"{parameter.key}.{word}" for word in BOUNDS)) if key in entries]
        if own:
            entries[parameter.key] = own[0]
    return replace(document, value={**document.value, "sources": replace(cited, value=entries)})


def _replaced(root: Node, node: Node, path: KeyPath, found: list[Uncertain], faults: list[Fault]) -> Node:
    if isinstance(node.value, dict) and _is_distribution(root, node, path):
        uncertain = _read(root, node, path, faults)
        if uncertain is None:
            return replace(node, value=0.0)
        found.append(uncertain)
        return replace(node, value=uncertain.mean)
    if isinstance(node.value, dict):
        children = {key: _replaced(root, child, (*path, key), found, faults) for key, child in node.value.items()}
        return replace(node, value=children)
    if isinstance(node.value, list):
        items = [_replaced(root, item, (*path, index), found, faults) for index, item in enumerate(node.value)]
        return replace(node, value=items)
    return node


def _is_distribution(root: Node, node: Node, path: KeyPath) -> bool:
    """Whether a block stands where a number could, and names a law."""
    assert isinstance(node.value, dict)
    if not set(node.value) & set(LAWS) or not set(node.value) <= {*LAWS, *BOUNDS}:
        return False
    return any(option.get("type") in ("number", "integer") for option in options_at(plain(root), path))


def _read(root: Node, node: Node, path: KeyPath, faults: list[Fault]) -> Uncertain | None:
    """Distribution of a block; None, and a fault, where it is none."""
    assert isinstance(node.value, dict)
    key, message = dotted(root, path), ""
    laws = [law for law in node.value if law in LAWS]
    content = node.value[laws[0]].value
    terms = {word: child.value for word, child in content.items()} if isinstance(content, dict) else {}
    bounds = {word: node.value[word].value for word in BOUNDS if word in node.value}
    numbers = [*terms.values(), *bounds.values()]
    wanted = LAWS[laws[0]]
    if all(option.get("type") != "number" for option in options_at(plain(root), path)):
        message = "is a whole number, which cannot be uncertain"
    elif len(laws) > 1:
        message = f"names two laws, {laws[0]} and {laws[1]}"
    elif set(terms) != set(wanted):
        message = f"`{laws[0]}` needs `{wanted[0]}` and `{wanted[1]}`, and nothing else"
    elif not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers):
        message = "the terms of a distribution are numbers"
    else:
        first, second = (float(str(terms[word])) for word in wanted)
        lower, upper = (
            float(str(bounds.get(word, default))) for word, default in zip(BOUNDS, (-math.inf, math.inf), strict=True)
        )
        uncertain = Uncertain(key, laws[0], first, second, lower, upper)
        message = _what_is_wrong(uncertain)
        if not message:
            return uncertain
    remedy = "write for example {normal: {mean: 0.03, sd: 0.005}, lower: 0}"
    place = node.key_place or node.place
    faults.append(Fault(key, message, remedy=remedy, file=place.file, line=place.line, column=place.column))
    return None


def _what_is_wrong(uncertain: Uncertain) -> str:
    law, first, second = uncertain.law, uncertain.first, uncertain.second
    if not math.isfinite(first) or not math.isfinite(second):
        return "the terms of a distribution are finite numbers"
    if law == "uniform" and not first < second:
        return f"`low` {first:g} is not below `high` {second:g}"
    if law == "normal" and not second > 0.0:
        return f"`sd` {second:g} is not above 0"
    if law == "beta" and not (0.0 < first < 1.0 and 0.0 < second < math.sqrt(first * (1.0 - first))):
        return "a beta law needs a mean between 0 and 1 and an sd between 0 and √(mean·(1 − mean))"
    if not uncertain.lower < uncertain.stated_mean < uncertain.upper:
        mean, lower, upper = uncertain.stated_mean, uncertain.lower, uncertain.upper
        return f"its mean {mean:g} is not between `lower` {lower:g} and `upper` {upper:g}"
    return ""


def cautions_of(document: Node, uncertain: tuple[Uncertain, ...]) -> Iterator[Fault]:
    """One note for each uncertain parameter, so that nobody takes its mean for certain."""
    for parameter in uncertain:
        message = f"is uncertain ({parameter.law}); all figures are those at its mean {parameter.mean:g}"
        remedy = "`run` and `size` with --parameter-draws say beside them what drawing it adds"
        yield Fault(parameter.key, message, remedy=remedy, file=document.place.file)


def drawn_value(parameter: Uncertain, seed: int, draw: int) -> float:
    """Value of a parameter in one draw.

    Parameters
    ----------
    parameter : Uncertain
        Distribution.
    seed, draw : int
        Seed of the study, number of the draw.

    Returns
    -------
    float
        By inversion of the law at a uniform number keyed by seed, draw and key: parameters are independent, and
        one that is added or left out does not move the others. [unit of the key]
    """
    name = f"{seed}/parameters/{draw}/{parameter.key}"
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:7], "big")
    uniform = (number + 0.5) / 2.0**56
    law = _law_of(parameter)
    low, high = law.cdf(parameter.lower), law.cdf(parameter.upper)
    return float(law.ppf(low + uniform * (high - low)))


@cache
def _law_of(parameter: Uncertain) -> Any:
    """Distribution of a parameter, before it is cut off at its bounds."""
    from scipy import stats

    if parameter.law == "normal":
        return stats.norm(parameter.first, parameter.second)
    if parameter.law == "uniform":
        return stats.uniform(parameter.first, parameter.second - parameter.first)
    size = parameter.first * (1.0 - parameter.first) / parameter.second**2 - 1.0
    return stats.beta(parameter.first * size, (1.0 - parameter.first) * size)
