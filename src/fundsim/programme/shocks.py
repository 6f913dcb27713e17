"""Shocks (旱、涝、疫、价): events that hit many borrowers at once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, Names, contradiction, convention
from fundsim.units import (
    CalendarMonth,
    Count,
    Frequency,
    Months,
    Multiplier,
    Name,
    Probability,
    Rate,
    Share,
    YearMonth,
)

ByTownship = Annotated[dict[Name, Probability], Field(min_length=1)]


class TownshipSet(Instrument):
    """A set of townships that an event hits together."""

    townships: Names = Field(description="townships of the set")
    probability: Probability = Field(description="probability that an event hits this set")


class Effect(Instrument):
    """Where an event hits and what it does there."""

    industries: Literal["all"] | Names = Field("all", description="industries that can be hit")
    townships: Literal["all"] | Names = Field("all", description="townships that can be hit")
    townships_hit: Probability | ByTownship | None = Field(
        None, description="probability that a township is hit, independently; one for all or by township"
    )
    sets: tuple[TownshipSet, ...] | None = Field(
        None,
        description="sets of townships hit together, at most one per event; probabilities add up to at most 1",
        min_length=1,
    )
    hazard_multiplier: Multiplier = Field(1.0, description="multiplies the default intensity while the event lasts")
    lasts_months: Months = Field(12, description="months from the event's month on")
    decay: Share = Field(1.0, description="month k of the event multiplies by 1 + (multiplier - 1) decay^k")
    scale: Literal["hazard", "probability", "odds"] = convention(
        "hazard",
        "what the multiplier acts on: the intensity, or the period probability (capped at 1) or its "
        "odds before factors",
    )
    immediate_default_probability: Probability = Field(
        0.0, description="probability that a loan in a hit place defaults in the event's month", lt=1.0
    )
    lgd_addition: Share = Field(0.0, description="added to the loss given default of loans that default while it lasts")
    insured_share: Share = Field(
        0.0, description="share of borrowers in those industries with crop or livestock cover (农业保险) against it"
    )
    insured_multiplier: Multiplier | None = Field(
        None, description="multiplies their default intensity instead of `hazard_multiplier`"
    )
    insured_premium: Rate = Field(
        0.0, description="premium of the cover, on the performing balance of loans that have it"
    )
    insured_premium_subsidy: Share = Field(0.0, description="part of that premium that the government pays")

    @model_validator(mode="after")
    def _one_footprint(self) -> Effect:
        if self.sets and self.townships_hit is not None:
            raise contradiction("sets", "cannot go with `townships_hit`", "keep one of them")
        if self.sets and self.townships != "all":
            raise contradiction("sets", "cannot go with `townships`", "keep one of them")
        total = sum(item.probability for item in self.sets or ())
        if total > 1.0 + 1e-9:
            raise contradiction("sets", f"probabilities add up to {total:g}", "keep the sum at or below 1")
        self._hit_map_is_within_the_footprint()
        return self

    def _hit_map_is_within_the_footprint(self) -> None:
        if isinstance(self.townships_hit, dict) and self.townships != "all":
            for name in (name for name in self.townships_hit if name not in self.townships):
                message = f"has no effect: `{name}` is not among the `townships` that can be hit"
                raise contradiction(f"townships_hit.{name}", message, "add it to `townships`, or drop it")

    @model_validator(mode="after")
    def _multiplier_is_given(self) -> Effect:
        given = {"decay": self.decay < 1.0, "scale": self.scale != "hazard"}
        if self.hazard_multiplier == 1.0 and self.insured_multiplier in (None, 1.0):
            for key in (key for key, value in given.items() if value):
                message, remedy = "has no effect while `hazard_multiplier` is 1", "drop it or give a multiplier"
                raise contradiction(key, message, remedy)
        return self

    @model_validator(mode="after")
    def _cover_is_complete(self) -> Effect:
        terms = ("insured_multiplier", "insured_premium", "insured_premium_subsidy")
        for key in (
            key for key in terms if key in self.model_fields_set and "insured_share" not in self.model_fields_set
        ):
            raise contradiction(key, "has no effect without `insured_share`", "give `insured_share`, or drop it")
        if self.insured_share > 0.0 and self.insured_multiplier is None:
            raise contradiction("insured_share", "needs `insured_multiplier`", "say what the cover leaves of the shock")
        if "insured_premium_subsidy" in self.model_fields_set and "insured_premium" not in self.model_fields_set:
            message = "has no effect without `insured_premium`"
            raise contradiction("insured_premium_subsidy", message, "give the premium, or drop it")
        return self


class Shock(Effect):
    """An event that comes at random."""

    rate: Frequency | None = Field(None, description="Poisson events a year, spread over the months of the season")
    probability_per_year: Probability | None = Field(
        None, description="probability of at most one event a year, in the first month of the season"
    )
    months: tuple[CalendarMonth, ...] = Field(
        tuple(range(1, 13)), description="calendar months of the season, its first month first", min_length=1
    )
    persistence: Probability | None = Field(
        None,
        description="probability that the season after an event has one again; the yearly probability when absent",
    )

    @model_validator(mode="after")
    def _one_frequency(self) -> Shock:
        if (self.rate is None) == (self.probability_per_year is None):
            found = "neither" if self.rate is None else "both"
            raise contradiction("", f"{found} of `rate` and `probability_per_year` given", "give exactly one of them")
        if self.persistence is not None and self.probability_per_year is None:
            raise contradiction("persistence", "goes with `probability_per_year` only, not with `rate`", "drop it")
        if len(set(self.months)) != len(self.months):
            raise contradiction("months", "names a month twice", "list each month once")
        return self


class Stress(Effect):
    """An event that comes for certain, in a stated month (压力测试)."""

    month: Count | YearMonth = Field(description="month of the event: YYYY-MM, or months after month 0")
