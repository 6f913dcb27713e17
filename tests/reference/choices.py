"""Draws of options, one after another, with some mechanisms switched off on request."""

from __future__ import annotations

from typing import Any

import numpy as np

MECHANISMS = (
    "regimes", "price_cycles", "contagion", "seasoning", "due_at_maturity", "cover", "arrears", "exits", "places",
    "seasonal", "credit_line", "freeze_lines", "max_new_lending", "epochs", "credit_villages", "levers",
)  # fmt: skip


class Choices:
    """Draws of options; what is drawn for the rest does not depend on which mechanisms are switched off."""

    def __init__(self, number: int, mechanisms: tuple[str, ...] = MECHANISMS) -> None:
        self.random = np.random.default_rng(number)
        self.mechanisms = mechanisms

    def one(self, *options: Any) -> Any:
        """One of the options."""
        return options[self.random.integers(len(options))]

    def between(self, low: float, high: float) -> float:
        """A number between two bounds, rounded to three digits."""
        return round(float(self.random.uniform(low, high)), 3)

    def maybe(self, key: str, value: Any, probability: float = 0.5) -> dict[str, Any]:
        """A key with its value, or nothing."""
        return {key: value} if self.random.random() < probability else {}

    def mechanism(self, name: str, terms: dict[str, Any], probability: float = 0.35) -> dict[str, Any]:
        """The terms of a mechanism, or nothing."""
        return terms if self.random.random() < probability and name in self.mechanisms else {}
