"""The page of effects: each mechanism off and on, its effect by hand and by simulation.

``python docs/effects_page.py`` writes ``effects.md`` from the cases of ``effects.yaml``. It simulates, so it is not
one of the pages of ``generate.py``, which are checked with the style.
"""

from __future__ import annotations

from math import comb, exp
from pathlib import Path
from typing import NamedTuple

import numpy as np
from markdown_text import code, table
from numpy.typing import NDArray
from ruamel.yaml import YAML

import fundsim as fs
from fundsim.results import VARIABLES

DOCS = Path(__file__).resolve().parent
SCENARIO = "theory/one_period"
BASE = ("loans.townships.county.loans=20", "default_probability.annual=0.2")
PATHS = 2_000
SEED = 1
INTRODUCTION = """\
# What each mechanism does

<!-- Written by docs/effects_page.py; changes made here are lost. -->

Twenty loans, one mechanism at a time: its effect worked out by hand, and as simulated. Unless a line says otherwise
the loans are of 10,000 each, made in month 0 for a year, with a default probability of 0.2, and nothing is recovered;
the scenario is `theory/one_period` with the changes in `docs/effects.yaml`. In a *wave* the only risk is an event of
month 0 in which each loan falls into distress with probability one half. Both runs have the same draws, so the
difference is the work of the mechanism. It must lie within four standard errors of the value by hand.

"""


class Effect(NamedTuple):
    """A case with its result: difference of the figure, on minus off, by hand and simulated [unit of the figure]."""

    mechanism: str
    figure: str
    text: str
    formula: str
    by_hand: float
    simulated: float
    standard_error: float


def effects() -> list[Effect]:
    """Simulate all cases."""
    document = YAML(typ="safe", pure=True).load((DOCS / "effects.yaml").read_text(encoding="utf-8"))
    return [_effect(case, tuple(document["wave"]) if case.get("wave") else ()) for case in document["cases"]]


def effects_page() -> str:
    """The page."""
    head = ("mechanism", "figure", "why", "difference by hand", "simulated", "standard error")
    return f"{INTRODUCTION}{table(head, (cells(item) for item in effects()))}\n"


def cells(effect: Effect) -> tuple[str, ...]:
    """Line of the page: amounts in whole units of the currency, numbers of loans to the thousandth."""
    digits = 0 if VARIABLES[variable_and_layer(effect.figure)[0]].unit == "currency" else 3
    by_hand, simulated, error = (
        f"{number:,.{digits}f}" for number in (effect.by_hand, effect.simulated, effect.standard_error)
    )
    hand = f"{code(effect.formula)} = {by_hand}"
    return effect.mechanism, code(effect.figure), effect.text, hand, simulated, error


def _effect(case: dict[str, object], wave: tuple[str, ...]) -> Effect:
    figure, formula = str(case["figure"]), str(case["hand"])
    common = (*BASE, *wave, *case.get("common", ()))
    change = _figure(figure, (*common, *case["on"])) - _figure(figure, common)
    return Effect(
        mechanism=str(case["mechanism"]),
        figure=figure,
        text=str(case["text"]),
        formula=formula,
        by_hand=float(eval(formula, {"comb": comb, "exp": exp})),  # the formula that the page shows
        simulated=float(change.mean()),
        standard_error=float(change.std(ddof=1) / np.sqrt(PATHS)),
    )


def _figure(name: str, overrides: tuple[str, ...]) -> NDArray[np.float64]:
    ds = fs.simulate(fs.load_scenario(SCENARIO, overrides), n_paths=PATHS, seed=SEED, threads=1, monthly=False)
    variable, layer = variable_and_layer(name)
    return np.asarray(ds[variable].sel(layer=layer) if layer else ds[variable], float)


def variable_and_layer(figure: str) -> tuple[str, str]:
    """Output that a figure is, and the payer after the dot where it is a payment."""
    variable, _, layer = figure.partition(".")
    return variable, layer


if __name__ == "__main__":
    (DOCS / "effects.md").write_text(effects_page(), encoding="utf-8", newline="\n")
