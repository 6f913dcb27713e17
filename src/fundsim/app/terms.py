"""The terms of a programme that the page lets its readers move: those that the scenario file states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from fundsim.languages import Language, usual_name
from fundsim.plots.who_pays import names_of_payers
from fundsim.programme.layers import Layer
from fundsim.scenario_file import CheckedScenario
from fundsim.scenario_file.nodes import dotted, leaves
from fundsim.scenario_file.overrides import steps_of
from fundsim.texts.key_names import KEY_NAMES, name_in, readable

Unit = Literal["percent", "months", "days", "times", "currency", "switch"]
Chapter = Literal["money", "payers", "risk", "rules"]


class KnownTerm(NamedTuple):
    """What the page knows of a key.

    Parameters
    ----------
    chapter : str
        Where it stands on the page.
    unit : str
        In which it is shown; ``percent`` for what the file writes as a fraction.
    """

    chapter: Chapter
    unit: Unit


PAYS, AGGREGATE_LIMIT = "layers.*.pays", "layers.*.aggregate_limit"
OF_REMAINING = (" of what is left", "（余额部分）")
MULTIPLES = {
    "premium": (", times the year's premium", "（保费的倍数）"),
    "lending": (", times lending to date", "（累计放款的倍数）"),
    "outstanding": (", times loans at the year's start", "（年初贷款余额的倍数）"),
}
"""What an aggregate limit is a multiple of, where it is no amount: by ``aggregate_in``."""
KNOWN: dict[str, KnownTerm] = {
    "layers.*.account.initial": KnownTerm("money", "currency"),
    "layers.*.account.leverage": KnownTerm("money", "times"),
    "layers.*.account.share_of_loans": KnownTerm("money", "percent"),
    "layers.*.account.top_up.share_of_gap": KnownTerm("money", "percent"),
    "layers.*.account.yield": KnownTerm("money", "percent"),
    PAYS: KnownTerm("payers", "percent"),
    "layers.*.deductible": KnownTerm("payers", "currency"),
    "layers.*.limit": KnownTerm("payers", "currency"),
    AGGREGATE_LIMIT: KnownTerm("payers", "times"),
    "layers.*.price.rate": KnownTerm("payers", "percent"),
    "default_probability.annual": KnownTerm("risk", "percent"),
    "default_probability.by_industry.*": KnownTerm("risk", "percent"),
    "correlation.province": KnownTerm("risk", "percent"),
    "correlation.county": KnownTerm("risk", "percent"),
    "correlation.industry": KnownTerm("risk", "percent"),
    "correlation.township": KnownTerm("risk", "percent"),
    "correlation.village": KnownTerm("risk", "percent"),
    "shocks.*.probability_per_year": KnownTerm("risk", "percent"),
    "shocks.*.rate": KnownTerm("risk", "times"),
    "shocks.*.hazard_multiplier": KnownTerm("risk", "times"),
    "wilful_default.share": KnownTerm("risk", "percent"),
    "extension.granted": KnownTerm("rules", "percent"),
    "extension.default_at_end": KnownTerm("rules", "percent"),
    "renewal.probability": KnownTerm("rules", "percent"),
    "monitoring.detects": KnownTerm("rules", "percent"),
    "breakers.*.stop_above": KnownTerm("rules", "percent"),
    "breakers.*.resume_below": KnownTerm("rules", "percent"),
    "claim.filed_after_days": KnownTerm("rules", "days"),
    "claim.paid_after_days": KnownTerm("rules", "days"),
    "recovery.hardship.share": KnownTerm("rules", "percent"),
    "recovery.wilful.share": KnownTerm("rules", "percent"),
    "levers.*.on": KnownTerm("rules", "switch"),
    "horizon.months": KnownTerm("rules", "months"),
}
"""Keys of a scenario file, ``*`` for a name, in the order of the page; ``KEY_NAMES`` has their labels."""


class Term(NamedTuple):
    """A term with its value in the file.

    Parameters
    ----------
    key : str
        Dotted key.
    chapter, unit : str
        As in ``KNOWN``.
    label : str
        In the language of the page.
    value : float, int or bool
        As the file states it: shares as fractions.
    """

    key: str
    chapter: Chapter
    unit: Unit
    label: str
    value: float | int | bool


class _Found(NamedTuple):
    """A term with the pattern that it fits, and the name in it."""

    pattern: str
    name: str
    term: Term


def terms_of(checked: CheckedScenario, lang: Language = "en") -> list[Term]:
    """Terms that a scenario states and the page can move.

    Parameters
    ----------
    checked : CheckedScenario
        Scenario with its file; what the file leaves to its default is not listed.
    lang : {"en", "zh"}
        Language of the labels.

    Returns
    -------
    list of Term
        Blocks in the order of ``KNOWN``; in each the names in the order of the file.
    """
    layers = checked.scenario.layers
    payers = names_of_payers([layer.name for layer in layers], [layer.kind for layer in layers], lang)
    known = dict(zip((layer.name for layer in layers), payers, strict=True))
    by_name = {layer.name: layer for layer in layers}
    document = checked.before_levers
    written = [(dotted(document, path), node.value) for path, node in leaves(document)]
    stated = [(key, value) for key, value in written if not key.startswith("levers.")]
    stated += [(f"levers.{name}.on", lever.on) for name, lever in checked.scenario.levers.items()]
    found = []
    for key, value in stated:
        words = steps_of(document, key)
        for pattern, term in KNOWN.items():
            name = name_in(words, pattern.split("."))
            if name is not None and isinstance(value, bool | int | float) and _is_moved_by(term.unit, value):
                shown = known.get(name) or usual_name(readable(name), lang)
                unit, basis = _counted_in(pattern, term.unit, by_name.get(name), lang)
                label = f"{KEY_NAMES[pattern][lang == 'zh'].format(name=shown)}{basis}"
                label = label[:1].upper() + label[1:]
                found.append(_Found(pattern, name, Term(key, term.chapter, unit, label, value)))
    return [own.term for own in sorted(found, key=_order(found))]


def _counted_in(pattern: str, unit: Unit, layer: Layer | None, lang: Language) -> tuple[Unit, str]:
    """Unit of a term, and what its label adds: of what a layer's share is one, and its aggregate limit a multiple."""
    if layer is not None and pattern == PAYS and layer.of == "remaining":
        return unit, OF_REMAINING[lang == "zh"]
    if layer is None or pattern != AGGREGATE_LIMIT:
        return unit, ""
    return ("currency", "") if layer.aggregate_in == "currency" else (unit, MULTIPLES[layer.aggregate_in][lang == "zh"])


def _order(found: Sequence[_Found]) -> Callable[[_Found], tuple[int, int, int]]:
    """Blocks as in the table, in each the names as in the file, of each name the terms as in the table."""
    patterns = list(KNOWN)
    blocks = list(dict.fromkeys(pattern.partition(".")[0] for pattern in patterns))
    names = list(dict.fromkeys((own.pattern.partition(".")[0], own.name) for own in found))
    return lambda own: (
        blocks.index(own.pattern.partition(".")[0]),
        names.index((own.pattern.partition(".")[0], own.name)),
        patterns.index(own.pattern),
    )


def _is_moved_by(unit: Unit, value: object) -> bool:
    """Whether a value is of the kind that its field moves: a switch where the table has one, else a number."""
    return isinstance(value, bool) == (unit == "switch")
