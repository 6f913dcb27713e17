"""Every number that went in, with its source, and what kind of ground it stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from fundsim.languages import Language
from fundsim.report.document import Cell, Column, Marked, Quantity, Table
from fundsim.report.material import Material, scenario_texts
from fundsim.report.report_texts import words
from fundsim.scenario_file import resolved_tree
from fundsim.scenario_file.sources import DEFAULT, OVERRIDDEN, sources_of_resolved, terms_of
from fundsim.texts.formats import Scale
from fundsim.texts.names import one_line

_MOST_DIFFERING = 60
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
Standing = Literal["sourced", "assumed", "from_memory", "by_hand", "default", "no_source"]
_SIGNS: tuple[tuple[str, Standing], ...] = (
    ("from memory", "from_memory"), ("凭记忆", "from_memory"), ("assum", "assumed"), ("假设", "assumed"),
    (OVERRIDDEN, "by_hand"), (DEFAULT, "default"),
)  # fmt: skip


class Assumption(NamedTuple):
    """A number of one or several scenarios.

    Parameters
    ----------
    key, value : str
        Dotted key of the scenario file, and what stands there.
    source : str
        Citation; empty for none, ``DEFAULT`` where the file leaves the number to fundsim.
    scenarios : tuple of str
        Scenarios in which it is so.
    """

    key: str
    value: str
    source: str
    scenarios: tuple[str, ...]


def standing(source: str) -> Standing:
    """What kind of ground a citation gives a number.

    Examples
    --------
    >>> standing("Dazhou city, opinion on microcredit"), standing("assumed, as share_at_cap"), standing("")
    ('sourced', 'assumed', 'no_source')
    """
    if not source:
        return "no_source"
    return next((found for sign, found in _SIGNS if sign in source.lower()), "sourced")


def assumptions_of(scenarios: Mapping[str, str]) -> list[Assumption]:
    """Numbers of scenarios; those that are the same in several stand once.

    Parameters
    ----------
    scenarios : mapping of str to str
        Name → resolved scenario as JSON.

    Returns
    -------
    list of Assumption
        In the order of the first scenario that has them, variants of a key beside each other.
    """
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    for name, scenario in scenarios.items():
        tree = resolved_tree(scenario)
        for item in sources_of_resolved(tree):
            variant = (one_line(str(item.value)), one_line(item.source or ""))
            found.setdefault(one_line(item.key), {}).setdefault(variant, []).append(name)
    return [
        Assumption(key, value, source, tuple(names))
        for key, variants in found.items()
        for (value, source), names in variants.items()
    ]


def all_scenarios(materials: Sequence[Material]) -> dict[str, str]:
    """Scenarios of all results by name; equal ones stand once."""
    found: dict[str, str] = {}
    for material in materials:
        for name, scenario in scenario_texts(material).items():
            if scenario not in found.values():
                found[name if name not in found else f"{name} ({len(found) + 1})"] = scenario
    return found


def assumption_rows(scenarios: Mapping[str, str], lang: Language) -> Table:
    """Table of all numbers with their sources; those without a published source are marked."""
    several = len(scenarios) > 1
    names = ["key", "value", "standing", "source"]
    columns = [Column(words(name, lang)) for name in names] + [Column(words("design_name", lang))] * several
    rows = []
    for own in assumptions_of(scenarios):
        ground = standing(own.source)
        label = words(ground, lang)
        cells: list[Cell] = [own.key, _value(own.value), label if ground == "sourced" else Marked(label)]
        cells.append(_source_words(own.source, lang))
        if several:
            every = len(own.scenarios) == len(scenarios)
            cells.append(words("group_mean", lang) if every else "; ".join(own.scenarios))
        rows.append(tuple(cells))
    return Table(words("assumptions", lang), tuple(columns), tuple(rows), "assumptions")


def _source_words(source: str, lang: Language) -> str:
    """A citation, or what stands where nobody gave one."""
    notes = {OVERRIDDEN: "by_hand_note", DEFAULT: "default_note", "": "no_source_note"}
    return words(notes[source], lang) if source in notes else source


def differing_rows(scenarios: Mapping[str, str], lang: Language) -> Table | None:
    """Table of the terms in which designs differ, a column for each; None where there is nothing to tell apart.

    Parameters
    ----------
    scenarios : mapping of str to str
        Name → resolved scenario as JSON.
    lang : {"en", "zh"}
        Language.
    """
    terms = {name: terms_of(resolved_tree(scenario)) for name, scenario in scenarios.items()}
    keys = dict.fromkeys(key for own in terms.values() for key in own)
    differing = [key for key in keys if len({_term(own, key) for own in terms.values()}) > 1]
    if not differing:
        return None
    columns = (Column(words("key", lang)), *(Column(name) for name in terms))
    rows = tuple((one_line(key), *(_term(own, key) for own in terms.values())) for key in differing)
    return Table(words("differing_terms", lang), columns, rows, "differing terms", most_rows=_MOST_DIFFERING)


def _term(terms: Mapping[str, object], key: str) -> Cell:
    """A term as its file writes it; a dash where it is not given."""
    if key not in terms:
        return "–"
    value = terms[key]
    return _value(one_line(", ".join(map(_written, value)) if isinstance(value, list) else _written(value)))


def _written(value: object) -> str:
    """A plain value as YAML has it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(shown: str) -> Cell:
    """A value of the scenario: a number with all its decimals, or a text."""
    if not _NUMBER.fullmatch(shown):
        return shown
    short = f"{float(shown):.12g}"  # without the last digits of what was computed, such as 0.07 as 0.06999999999999999
    shown = shown if "e" in short else short
    return Quantity(float(shown), Scale(1.0, ""), "number", len(shown.partition(".")[2]))
