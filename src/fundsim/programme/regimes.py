"""Regimes (状态转换): good and bad times that last, told by Markov chains."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, check_shares, contradiction, convention
from fundsim.units import Months, Multiplier, Name, Probability

STATIONARY = "stationary"


class RegimeState(Instrument):
    """What a state of a regime multiplies while it lasts."""

    default_probability: Multiplier = Field(1.0, description="multiplies the default probability")
    extension_failure: Multiplier = Field(1.0, description="multiplies the probability that an extension fails")
    loss_given_default: Multiplier = Field(1.0, description="multiplies the loss given default, which stays below 1")


class Regime(Instrument):
    """A Markov chain of states; each county, township or industry has an independent copy of it."""

    level: Literal["county", "township", "industry"] = Field("county", description="what has a chain of its own")
    states: dict[Name, RegimeState] = Field(description="what each state multiplies", min_length=1)
    transition: dict[Name, dict[Name, Probability]] = Field(
        description="by state: probability of each state in the next step; pairs not given are 0"
    )
    every_months: Months = Field(12, description="months from one step of the chain to the next")
    start: Name | dict[Name, Probability] = Field(
        STATIONARY, description="state of the first step: `stationary` law of the chain, a state, or probabilities"
    )
    scale: Literal["probability", "odds"] = convention(
        "probability", "what the multipliers of probabilities act on: the probability (capped at 1) or its odds"
    )

    @model_validator(mode="after")
    def _is_a_chain(self) -> Regime:
        if STATIONARY in self.states:
            raise contradiction("states", "`stationary` cannot be the name of a state", "choose another name")
        for state in (state for state in self.states if state not in self.transition):
            raise contradiction("transition", f"there is no row for state `{state}`", f"add `{state}`")
        for state, row in self.transition.items():
            for name in (name for name in (state, *row) if name not in self.states):
                raise contradiction("transition", f"`{name}` is not one of the `states`", "correct the name")
            check_shares(row, f"transition.{state}")
        return self

    @model_validator(mode="after")
    def _starts_somewhere(self) -> Regime:
        if isinstance(self.start, dict):
            check_shares(self.start, "start")
        named = self.start if isinstance(self.start, dict) else [self.start]
        for name in (name for name in named if name not in self.states and name != STATIONARY):
            raise contradiction("start", f"`{name}` is not one of the `states`", "name a state, or `stationary`")
        if isinstance(self.start, dict) and STATIONARY in self.start:
            raise contradiction("start", "`stationary` has no probability of its own", "write `start: stationary`")
        if self.start == STATIONARY and not self._has_one_stationary_law():
            message = "the chain has several stationary laws: where it ends depends on where it starts"
            raise contradiction("start", message, "name a state, or give probabilities")
        return self

    def _has_one_stationary_law(self) -> bool:
        """Whether some state can be reached from every state."""
        common = set(self.states)
        for start in self.states:
            reached, fresh = {start}, [start]
            while fresh:
                nexts = [name for name, p in self.transition[fresh.pop()].items() if p > 0.0 and name not in reached]
                reached.update(nexts)
                fresh += nexts
            common &= reached
        return bool(common)
