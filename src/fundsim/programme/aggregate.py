"""A fund known only by its claims: no loans, but a law of what is claimed in a year or a month."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from fundsim.programme.chains import STATIONARY, check_start, check_transition
from fundsim.programme.instrument import Instrument, contradiction, convention
from fundsim.units import (
    ClaimAmount,
    FactorCorrelation,
    LogAmount,
    Multiplier,
    Name,
    NoFlag,
    PositiveClaimAmount,
    PositiveMoney,
    Probability,
    Spread,
)

ClaimNumber = Annotated[float, Field(strict=True, gt=0.0, le=10_000.0)]
WeibullShape = Annotated[float, Field(strict=True, ge=0.05, le=100.0)]
GammaShape = Annotated[float, Field(strict=True, ge=0.01, le=10_000.0)]
MEAN_TERMS = ("mean", "coefficient_of_variation")


def _one_pair(law: Instrument, own: tuple[str, str]) -> None:
    """Either a law's own two parameters, or mean and coefficient of variation."""
    given = [key for key in (*own, *MEAN_TERMS) if getattr(law, key) is not None]
    if given not in (list(own), list(MEAN_TERMS)):
        found = " and ".join(f"`{key}`" for key in given) or "no parameter"
        pairs = f"`{own[0]}` and `{own[1]}`, or `mean` and `coefficient_of_variation`"
        raise contradiction("", f"{found} given for this `law`", f"give {pairs}")


class EmpiricalClaims(Instrument):
    """Amounts of past intervals; each future one repeats one of them, all equally likely."""

    law: Literal["empirical"]
    values: tuple[ClaimAmount, ...] = Field(description="amounts seen", min_length=1)


class LognormalClaims(Instrument):
    """Lognormal amount."""

    law: Literal["lognormal"]
    mu: LogAmount | None = Field(None, description="mean of the logarithm")
    sigma: Spread | None = Field(None, description="standard deviation of the logarithm")
    mean: PositiveClaimAmount | None = Field(None, description="mean, instead of `mu`")
    coefficient_of_variation: Spread | None = Field(
        None, description="standard deviation over mean, instead of `sigma`"
    )

    @model_validator(mode="after")
    def _is_determined(self) -> LognormalClaims:
        _one_pair(self, ("mu", "sigma"))
        return self


class GammaClaims(Instrument):
    """Gamma-distributed amount."""

    law: Literal["gamma"]
    shape: GammaShape | None = Field(None, description="shape")
    scale: PositiveClaimAmount | None = Field(None, description="scale: the mean is shape times scale")
    mean: PositiveClaimAmount | None = Field(None, description="mean, instead of `scale`")
    coefficient_of_variation: Annotated[float, Field(strict=True, ge=0.01, le=10.0)] | None = Field(
        None, description="standard deviation over mean, instead of `shape`"
    )

    @model_validator(mode="after")
    def _is_determined(self) -> GammaClaims:
        _one_pair(self, ("shape", "scale"))
        return self


class WeibullClaims(Instrument):
    """Weibull-distributed amount: beyond x with probability ``exp(−(x/scale)^shape)``."""

    law: Literal["weibull"]
    shape: WeibullShape = Field(description="shape; below 1 the tail is heavier than exponential")
    scale: PositiveClaimAmount = Field(description="scale: exceeded with probability 1/e")


class TableClaims(Instrument):
    """Amounts with their probabilities."""

    law: Literal["table"]
    amounts: tuple[ClaimAmount, ...] = Field(description="possible amounts", min_length=1)
    probabilities: tuple[Probability, ...] = Field(description="their probabilities, adding up to 1", min_length=1)

    @model_validator(mode="after")
    def _is_a_law(self) -> TableClaims:
        if len(self.amounts) != len(self.probabilities):
            message = f"are {len(self.probabilities)} for {len(self.amounts)} `amounts`"
            raise contradiction("probabilities", message, "give one for each amount")
        if abs(sum(self.probabilities) - 1.0) > 1e-6:
            message = f"add up to {sum(self.probabilities):g}, not 1"
            raise contradiction("probabilities", message, "divide each by their sum")
        return self


AmountLaw = EmpiricalClaims | LognormalClaims | GammaClaims | WeibullClaims | TableClaims


class CompoundClaims(Instrument):
    """A Poisson number of claims, each with an amount of its own, so that terms per claim act."""

    law: Literal["compound"]
    rate: ClaimNumber = Field(description="expected number of claims in an interval")
    severity: Annotated[AmountLaw, Field(discriminator="law")] = Field(description="law of a claim's amount")


ClaimsLaw = Annotated[AmountLaw | CompoundClaims, Field(discriminator="law")]


class ClaimsRegime(Instrument):
    """Good and bad times that last: a Markov chain with one step per interval."""

    states: dict[Name, Multiplier] = Field(description="what each state multiplies amounts by", min_length=1)
    transition: dict[Name, dict[Name, Probability]] = Field(
        description="by state: probability of each state in the next interval; pairs not given are 0"
    )
    start: Name | dict[Name, Probability] = Field(
        STATIONARY, description="state of the first interval: `stationary` law of the chain, a state, or probabilities"
    )

    @model_validator(mode="after")
    def _is_a_chain(self) -> ClaimsRegime:
        check_transition(self.states, self.transition)
        check_start(self.start, self.transition)
        return self


class ClaimsFactor(Instrument):
    """A factor that moves all amounts: they are multiplied by ``exp(σX − σ²/2)``, whose mean is 1."""

    autocorrelation: FactorCorrelation = Field(description="correlation φ of X with itself one interval earlier")
    volatility: Spread = Field(description="standard deviation σ of the multiplier's logarithm")


class AggregateLoans(Instrument):
    """No loans, but a law of claims per interval (a fund known only by its claims)."""

    source: Literal["aggregate"]
    outstanding: PositiveMoney | None = Field(
        None, description="amount guaranteed or outstanding, the same in every month; terms and ratios count on it"
    )
    every_months: Annotated[Literal[1, 3, 6, 12], NoFlag] = Field(
        12, description="months of an interval, counted from the start of the account year"
    )
    at: Literal["start", "end"] = convention(
        "end", "claims are settled in the first month of their interval, or in its last one"
    )
    counted_in: Literal["currency", "outstanding"] = convention(
        "currency", "amounts of the law are money, or shares of `outstanding`"
    )
    claims: ClaimsLaw = Field(description="law of an interval's claims")
    regime: ClaimsRegime | None = Field(None, description="states that multiply amounts; none if absent")
    factor: ClaimsFactor | None = Field(None, description="factor that multiplies amounts; none if absent")

    @model_validator(mode="after")
    def _outstanding_is_known(self) -> AggregateLoans:
        if self.counted_in == "outstanding" and self.outstanding is None:
            raise contradiction("counted_in", "needs `outstanding`", "give it, or write amounts in money")
        return self
