"""Regimes (状态转换): good and bad times that last, told by Markov chains."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from fundsim.programme.chains import STATIONARY, check_start, check_transition
from fundsim.programme.instrument import Instrument, convention
from fundsim.units import Months, Multiplier, Name, Probability


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
        check_transition(self.states, self.transition)
        check_start(self.start, self.transition)
        return self
