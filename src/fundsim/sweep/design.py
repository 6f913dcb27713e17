"""What a sweep file may say: which keys of a scenario take which values."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema, model_validator

from fundsim.programme.instrument import Instrument, contradiction
from fundsim.units import Name, NoFlag, PositiveCount, Text

Value = Annotated[Any, WithJsonSchema({"type": "string", "unit": "value"})]
Values = Annotated[tuple[Value, ...], Field(min_length=1)]
Number = Annotated[float, NoFlag, Field(strict=True)]
Changes = Annotated[Any, WithJsonSchema({"type": "object"})]
Seed = Annotated[int, Field(strict=True, ge=0, le=2**63 - 1)]


class Uniform(Instrument):
    """Every number between two bounds is equally likely."""

    law: Literal["uniform"]
    low: Number = Field(description="smallest value")
    high: Number = Field(description="largest value")

    @model_validator(mode="after")
    def _terms_fit(self) -> Uniform:
        if self.low >= self.high:
            raise contradiction("high", f"{self.high:g} is not above `low`", "give a larger one")
        return self


class LogUniform(Instrument):
    """Every order of magnitude between two bounds is equally likely."""

    law: Literal["log_uniform"]
    low: Annotated[Number, Field(gt=0.0)] = Field(description="smallest value")
    high: Number = Field(description="largest value")

    @model_validator(mode="after")
    def _terms_fit(self) -> LogUniform:
        if self.low >= self.high:
            raise contradiction("high", f"{self.high:g} is not above `low`", "give a larger one")
        return self


class WholeNumbers(Instrument):
    """Every whole number from one bound to the other is equally likely."""

    law: Literal["whole_numbers"]
    low: Annotated[int, Field(strict=True)] = Field(description="smallest value")
    high: Annotated[int, Field(strict=True)] = Field(description="largest value")

    @model_validator(mode="after")
    def _terms_fit(self) -> WholeNumbers:
        if self.low >= self.high:
            raise contradiction("high", f"{self.high} is not above `low`", "give a larger one")
        return self


class Triangular(Instrument):
    """Two bounds and the likeliest value between them."""

    law: Literal["triangular"]
    low: Number = Field(description="smallest value")
    mode: Number = Field(description="likeliest value")
    high: Number = Field(description="largest value")

    @model_validator(mode="after")
    def _terms_fit(self) -> Triangular:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            message = f"{self.mode:g} does not lie between `low` and `high`"
            raise contradiction("mode", message, "order the three: low, mode, high")
        return self


class Normal(Instrument):
    """Bell curve."""

    law: Literal["normal"]
    mean: Number = Field(description="mean")
    standard_deviation: Annotated[Number, Field(gt=0.0)] = Field(description="standard deviation")


class Lognormal(Instrument):
    """Positive and skewed to the right; mean and standard deviation are those of the value, not of its logarithm."""

    law: Literal["lognormal"]
    mean: Annotated[Number, Field(gt=0.0)] = Field(description="mean")
    standard_deviation: Annotated[Number, Field(gt=0.0)] = Field(description="standard deviation")


class Beta(Instrument):
    """Between 0 and 1."""

    law: Literal["beta"]
    mean: Annotated[Number, Field(gt=0.0, lt=1.0)] = Field(description="mean")
    standard_deviation: Annotated[Number, Field(gt=0.0)] = Field(description="standard deviation")

    @model_validator(mode="after")
    def _terms_fit(self) -> Beta:
        if self.standard_deviation**2 >= self.mean * (1.0 - self.mean):
            message = f"{self.standard_deviation:g} is more than a share with this `mean` can have"
            raise contradiction("standard_deviation", message, "give a smaller one")
        return self


Law = Annotated[
    Uniform | LogUniform | WholeNumbers | Triangular | Normal | Lognormal | Beta, Field(discriminator="law")
]


class Sample(Instrument):
    """Points spread over ranges and distributions."""

    method: Literal["latin_hypercube", "sobol"] = Field("latin_hypercube", description="how points are spread")
    points: PositiveCount = Field(description="number of points; a power of two with sobol")
    of: Annotated[dict[str, Law], Field(min_length=1)] = Field(description="dotted key: law of its values")

    @model_validator(mode="after")
    def _terms_fit(self) -> Sample:
        if self.method == "sobol" and self.points & (self.points - 1):
            below = 1 << (self.points.bit_length() - 1)
            remedy = f"use {below} or {2 * below} with `method: sobol`, or `latin_hypercube`"
            raise contradiction("points", f"{self.points} is not a power of two", remedy)
        return self


class SweepDesign(Instrument):
    """Contents of a sweep file.

    The points are all combinations of: named scenarios × grid × rows of zip × sampled points × replications.
    """

    name: Name = Field(description="title")
    description: Text = Field("", description="what the sweep is for")
    base: Annotated[str, Field(strict=True, min_length=1, max_length=1000)] = Field(
        description="scenario that every point starts from: a path from here, or the name of a shipped scenario"
    )
    paths: PositiveCount = Field(2000, description="simulated histories of each point")
    seed: Seed = Field(1, description="seed of all draws, the same for every point: differences are paired")
    replications: PositiveCount = Field(1, description="how often each point is run, with seeds seed, seed + 1, ...")
    grid: dict[str, Values] = Field(default_factory=dict, description="dotted key: values; all combinations are run")
    zip_: dict[str, Values] = Field(
        default_factory=dict, alias="zip", description="dotted key: values; the lists are walked side by side"
    )
    sample: Sample | None = Field(None, description="points spread over ranges and distributions")
    scenarios: dict[Name, Changes] = Field(
        default_factory=dict,
        description="name: changes to the base, written like a file that extends it; `{}` is the base itself",
    )
    keep: tuple[Annotated[str, Field(strict=True)], ...] = Field(
        (), description="variables to keep for every path, such as claims or payment"
    )
    block: PositiveCount | None = Field(
        None, description="points that are run and written together, one chunk of the store; chosen when absent"
    )
