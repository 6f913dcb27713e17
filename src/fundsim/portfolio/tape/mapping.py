"""Which columns of a loan tape a scenario needs, and whether its mapping names them."""

from __future__ import annotations

from typing import NamedTuple

from fundsim.errors import Fault, ScenarioError
from fundsim.programme.loans import TapeLoans
from fundsim.programme.scenario import Scenario


class Needs(NamedTuple):
    """What the rest of a scenario asks of each loan: own values that only a tape can give."""

    pd: bool
    lgd: bool
    guaranteed_share: bool


def needs_of(scenario: Scenario) -> Needs:
    """Values by loan that the default probability, the recovery and the layers ask for."""
    recovery = scenario.recovery
    terms = [recovery.hardship] if recovery.wilful is None else [recovery.hardship, recovery.wilful]
    return Needs(
        pd=scenario.default_probability.from_tape,
        lgd=any(term.share == "tape" for term in terms),
        guaranteed_share=any(layer.pays == "guaranteed_share" for layer in scenario.layers),
    )


def check_needs_no_tape(needs: Needs) -> None:
    """Raise a ScenarioError if made-up loans are asked for values that only a tape can give."""
    asked = {
        "default_probability.from_tape": (needs.pd, "give `annual` or `by_industry` instead"),
        "recovery": (needs.lgd, "give the recovered share as a number, `beta` or `table`"),
        "layers": (needs.guaranteed_share, "give `pays` as a number"),
    }
    faults = [Fault(key, "asks for a column of a tape, but `loans.source` is synthetic", "", remedy)
              for key, (needed, remedy) in asked.items() if needed]  # fmt: skip
    if faults:
        raise ScenarioError(faults)


def mapped_columns(loans: TapeLoans, needs: Needs) -> dict[str, str]:
    """Columns to read.

    Parameters
    ----------
    loans : TapeLoans
        The scenario's ``loans``.
    needs : Needs
        What the rest of the scenario asks for.

    Returns
    -------
    dict
        Attribute -> column name; a ``pd`` column is left out where the scenario does not use it.

    Raises
    ------
    ScenarioError
        Columns that are needed but not mapped; all at once.
    """
    columns = {key: name for key, name in loans.columns.model_dump().items() if name is not None}
    as_dated = loans.opening_ages == "as_dated"
    filtered = loans.made_from is not None or loans.made_until is not None
    guaranteed = {"guaranteed_share", "guaranteed_amount"} & set(columns)
    unguaranteed = needs.guaranteed_share and not guaranteed and loans.defaults.guaranteed_share is None
    missing = {
        "made_on": ((as_dated or filtered) and "made_on" not in columns, "loans are taken by their date",
                    "or set `loans.opening_ages: new` without `made_from` and `made_until`"),
        "term_months": (not {"term_months", "matures_on"} & set(columns) and loans.defaults.term_months is None,
                        "every loan needs a term", "or that of `matures_on`, or give `loans.defaults.term_months`"),
        "pd": (needs.pd and "pd" not in columns, "`default_probability.from_tape` asks for it",
               "or give `annual` or `by_industry` instead"),
        "lgd": (needs.lgd and "lgd" not in columns, "`recovery` asks for it",
                "or give the recovered share as a number"),
        "guaranteed_share": (unguaranteed, "a layer pays by it", "or give `loans.defaults.guaranteed_share`"),
    }  # fmt: skip
    faults = [
        Fault(f"loans.columns.{key}", f"is not given, but {why}", remedy=f"name the column, {remedy}")
        for key, (fault, why, remedy) in missing.items()
        if fault
    ]
    if faults:
        raise ScenarioError(faults)
    if not needs.pd:
        columns.pop("pd", None)
    return columns
