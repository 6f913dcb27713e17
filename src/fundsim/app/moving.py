"""Fields that move terms, one for each, shares in per cent; what was moved, in the words of the page."""

from __future__ import annotations

from collections.abc import Sequence

import panel as pn

from fundsim.app.answers import Value
from fundsim.app.panes import WIDE
from fundsim.app.terms import Term
from fundsim.app.words import word
from fundsim.languages import Language
from fundsim.scenario_file.scalars import scalar_of

STEPS = {"percent": 1.0, "times": 1.0, "currency": 100_000.0}


def field_of(term: Term, currency: str, lang: Language) -> pn.widgets.Widget:
    """Widget that shows the value of a term and lets it be moved.

    Parameters
    ----------
    term : Term
        With its value in the file.
    currency : str
        Of amounts.
    lang : {"en", "zh"}
        Language of the unit.

    Returns
    -------
    Widget
        A box to tick for a lever, a field for a number.
    """
    if term.unit == "switch":
        return pn.widgets.Checkbox(label=term.label, value=bool(term.value))
    unit = currency if term.unit == "currency" else word(term.unit, lang)
    label = f"{term.label} [{unit}]" if unit else term.label
    if term.unit in ("months", "days"):
        return pn.widgets.IntInput(label=label, value=int(term.value), start=0, **WIDE)
    step = STEPS[term.unit]
    return pn.widgets.FloatInput(label=label, value=shown(term, term.value), start=0.0, step=step, **WIDE)


def shown(term: Term, value: Value) -> Value:
    """A value of a term as its field shows it.

    Examples
    --------
    >>> shown(Term("layers.fund.pays", "payers", "percent", "Fund: share paid", 0.07), 0.07)
    7.0
    """
    return round(100.0 * value, 10) if term.unit == "percent" else value


def value_of(term: Term, seen: Value | None) -> Value:
    """Value of a term that its field shows, as the file writes it; that of the file where the field is empty.

    Examples
    --------
    >>> value_of(Term("layers.fund.pays", "payers", "percent", "Fund: share paid", 0.07), 7.5)
    0.075
    """
    if seen is None or seen == shown(term, term.value):
        return term.value
    return round(seen / 100.0, 12) if term.unit == "percent" else seen


def changes_told(terms: Sequence[Term], overrides: Sequence[str], lang: Language) -> list[str]:
    """What a design changes: terms of the page by their labels, other keys as they are written.

    Parameters
    ----------
    terms : sequence of Term
        Of the page.
    overrides : sequence of str
        Changes ``key=value``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of str
        One for each change.

    Examples
    --------
    >>> term = Term("layers.fund.pays", "payers", "percent", "Fund: share paid", 0.7)
    >>> changes_told([term], ["layers.fund.pays=0.8", "horizon.settle=true"], "en")
    ['Fund: share paid 70 → 80 %', '`horizon.settle=true`']
    """
    known = {term.key: term for term in terms}
    told = []
    for change in overrides:
        key, _, written = change.partition("=")
        term = known.get(key.strip())
        value = scalar_of(written.strip())
        if term is None or not isinstance(value, bool | int | float):
            told.append(f"`{change}`")
        elif term.unit == "switch":
            told.append(f"{term.label}{word('switched_on' if value else 'switched_off', lang)}")
        else:
            unit = "" if term.unit == "currency" else word(term.unit, lang)
            before, after = (f"{shown(term, one):,.10g}" for one in (term.value, value))
            told.append(f"{term.label} {before} → {after} {unit}".rstrip())
    return told
