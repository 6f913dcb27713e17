"""Names of industries, grades, products and places that a scenario mentions: does any loan have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from fundsim.errors import Fault, did_you_mean
from fundsim.programme.scenario import Scenario
from fundsim.programme.shocks import Effect

NameKind = Literal["industry", "grade", "product", "township", "village"]
KINDS: tuple[NameKind, ...] = ("industry", "grade", "product", "township", "village")
DEFINED_IN = {
    "industry": "loans.industries",
    "grade": "loans.grades",
    "product": "loans.products",
    "township": "loans.townships",
    "village": "loans.townships",
}
MOST_LISTED = 8  # names that a message lists


def unknown_names(scenario: Scenario, kind: NameKind, known: Iterable[str]) -> list[Fault]:
    """Mentioned names that do not exist: slips of the pen.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    kind : str
        What the names are of.
    known : iterable of str
        Names that exist: from the scenario, or from a township table or tape once it is read. Villages are
        written ``township/number``.

    Returns
    -------
    list of Fault
        One for each name and place, without place in a file, with the closest name that exists.
    """
    names = list(dict.fromkeys(known))
    existing = set(names)
    faults = []
    for key, name in _mentioned(scenario, kind):
        if name not in existing:
            listed = ", ".join(names[:MOST_LISTED]) + (" ..." if len(names) > MOST_LISTED else "")
            remedy = did_you_mean(name, names) or f"known: {listed or 'none'}"
            message = f"there is no {kind} `{name}`"
            faults.append(Fault(key, message, remedy=remedy, concerns=(DEFINED_IN[kind],)))
    return faults


def unknown_among(scenario: Scenario, known: Mapping[NameKind, Iterable[str]]) -> list[Fault]:
    """Mentioned names of several kinds that do not exist; as `unknown_names` for each kind."""
    return [fault for kind, names in known.items() for fault in unknown_names(scenario, kind, names)]


def _mentioned(scenario: Scenario, kind: NameKind) -> Iterator[tuple[str, str]]:
    """Dotted key and name of every mention."""
    if kind == "grade" and scenario.admission.minimum_grade is not None:
        yield "admission.minimum_grade", scenario.admission.minimum_grade
    if kind == "grade":
        for name, change in scenario.admission.changes.items():
            if change.minimum_grade is not None:
                yield f"admission.changes.{name}.minimum_grade", change.minimum_grade
    if kind == "village":
        yield from (("credit_villages.villages", name) for name in scenario.credit_villages.villages)
    if kind == "industry":
        yield from _in_matrix(scenario)
    yield from _in_default_probability(scenario, kind)
    yield from _in_events(scenario, kind)
    if kind == "industry":
        for cycle, terms in scenario.price_cycles.items():
            listed = () if terms.industries == "all" else terms.industries
            yield from ((f"price_cycles.{cycle}.industries", name) for name in listed)
    for layer in scenario.layers:
        covered = {
            "product": layer.covers.products,
            "industry": layer.covers.industries,
            "township": layer.covers.townships,
        }
        plural = {"product": "products", "industry": "industries", "township": "townships"}
        for name in covered.get(kind) or ():
            yield f"layers.{layer.name}.covers.{plural[kind]}", name


def _in_matrix(scenario: Scenario) -> Iterator[tuple[str, str]]:
    key = "correlation.industry_matrix"
    for name, row in (scenario.correlation.industry_matrix or {}).items():
        yield f"{key}.{name}", name
        yield from ((f"{key}.{name}.{other}", other) for other in row)


def _in_default_probability(scenario: Scenario, kind: NameKind) -> Iterator[tuple[str, str]]:
    terms = scenario.default_probability
    by_kind: dict[NameKind, dict[str, Mapping[str, object]]] = {
        "industry": {"by_industry": terms.by_industry, "season_by_industry": terms.season_by_industry},
        "grade": {"odds_by_grade": terms.odds_by_grade},
        "township": {"odds_by_township": terms.odds_by_township},
        "village": {"odds_by_village": terms.odds_by_village},
        "product": {},
    }
    for block, entries in by_kind[kind].items():
        yield from ((f"default_probability.{block}.{name}", name) for name in entries)
    if kind == "industry":
        yield from (("default_probability.leading_industries", name) for name in terms.leading_industries)


def _in_events(scenario: Scenario, kind: NameKind) -> Iterator[tuple[str, str]]:
    events: list[tuple[str, Effect]] = [(f"shocks.{name}", shock) for name, shock in scenario.shocks.items()]
    events += [(f"stress.{name}", stress) for name, stress in scenario.stress.items()]
    for key, event in events:
        if kind == "industry" and event.industries != "all":
            yield from ((f"{key}.industries", name) for name in event.industries)
        if kind == "township":
            listed = () if event.townships == "all" else event.townships
            yield from ((f"{key}.townships", name) for name in listed)
            if isinstance(event.townships_hit, dict):
                yield from ((f"{key}.townships_hit.{name}", name) for name in event.townships_hit)
            for position, group in enumerate(event.sets or (), start=1):
                yield from ((f"{key}.sets.{position}.townships", name) for name in group.townships)
