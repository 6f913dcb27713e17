"""Borrowers: their default probability, and how their fates hang together."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from fundsim.programme.instrument import Instrument, contradiction, convention
from fundsim.units import (
    AnnualProbability,
    Correlation,
    Elasticity,
    FactorCorrelation,
    Flag,
    MonthsOrNone,
    Multiplier,
    Name,
    Odds,
    PositiveNumber,
    PositiveShare,
    Share,
    WholeNumber,
)


class Seasoning(Instrument):
    """How the risk of a loan changes with its age: a curve over the months since disbursement or renewal.

    It says when in its life a loan defaults, not how often: for each loan the curve is divided by its mean over
    the loan's term.
    """

    ages: tuple[MonthsOrNone, ...] = Field(description="months since disbursement or renewal", min_length=1)
    relative: tuple[Multiplier, ...] = Field(
        description="relative default intensity at each of the `ages`; linear between them, flat beyond", min_length=1
    )

    @model_validator(mode="after")
    def _is_a_curve(self) -> Seasoning:
        if len(self.ages) != len(self.relative):
            message = f"has {len(self.relative)} values for {len(self.ages)} `ages`"
            raise contradiction("relative", message, "give one for each age")
        if any(later <= earlier for earlier, later in zip(self.ages, self.ages[1:], strict=False)):
            raise contradiction("ages", "do not rise", "list the ages from low to high, each once")
        if not any(self.relative):
            raise contradiction("relative", "is 0 at every age", "give some age a positive number")
        return self


class BankShare(Instrument):
    """How much riskier a bank lends that bears less of a loss (moral hazard, 道德风险).

    The odds are multiplied by ``exp(elasticity·(1 − share ÷ reference))``, where the share is what the layers leave to
    the bank of a claim while losses are low.
    """

    reference: PositiveShare = Field(
        description="the bank's share of a claim under which the default probabilities hold"
    )
    elasticity: Elasticity = Field(
        description="by how many % the odds rise for each % that the bank bears less, seen from the reference"
    )


class DefaultProbability(Instrument):
    """Annual probability of distress (first missed due) before monitoring and extension act.

    What describes a loan multiplies the odds of the annual probability: ``odds_by_*``.
    """

    annual: AnnualProbability | None = Field(None, description="one probability for every industry")
    by_industry: dict[Name, AnnualProbability] = Field(
        default_factory=dict, description="probability by industry; an industry not listed takes `annual`"
    )
    from_tape: Flag = Field(False, description="use the tape's `pd` column; blanks take `annual` or `by_industry`")
    odds_by_grade: dict[Name, Odds] = Field(default_factory=dict, description="odds multiplier by true grade")
    odds_by_township: dict[Name, Odds] = Field(default_factory=dict, description="odds multiplier by township")
    odds_by_village: dict[Name, Odds] = Field(
        default_factory=dict, description="odds multiplier by village, written `township/number`"
    )
    leading_industries: tuple[Name, ...] = Field((), description="the county's leading industries (主导产业)")
    odds_outside_leading: Odds = Field(1.0, description="odds multiplier of loans outside the leading industries")
    bank_share: BankShare | None = Field(
        None, description="how the risk depends on what the layers leave to the bank; not at all if absent"
    )
    season: tuple[Share, ...] | None = Field(
        None, description="share of a year's default intensity in January ... December; flat when absent"
    )
    season_by_industry: dict[Name, tuple[Share, ...]] = Field(
        default_factory=dict, description="the same by industry; an industry not listed takes `season`"
    )
    seasoning: Seasoning | None = Field(
        None, description="how the risk changes with a loan's age; not at all if absent"
    )
    due_at_maturity: Share = Field(
        0.0, description="part of a bullet loan's default intensity that falls in the month of its maturity"
    )

    @model_validator(mode="after")
    def _seasons_are_years(self) -> DefaultProbability:
        seasons = dict(self.season_by_industry)
        if self.season is not None:
            seasons[""] = self.season
        for industry, season in seasons.items():
            key = f"season_by_industry.{industry}" if industry else "season"
            if len(season) != 12:
                raise contradiction(key, f"has {len(season)} values", "give twelve, January to December")
            if abs(sum(season) - 1.0) > 1e-6:
                raise contradiction(key, f"weights add up to {sum(season):g}, not 1", "divide each by their sum")
        if self.annual is None and not self.by_industry and not self.from_tape:
            raise contradiction(
                "", "no default probability is given", "give `annual`, `by_industry` or `from_tape: true`"
            )
        return self

    @model_validator(mode="after")
    def _leading_industries_have_odds(self) -> DefaultProbability:
        given = self.model_fields_set & {"leading_industries", "odds_outside_leading"}
        if len(given) == 1:
            other = "odds_outside_leading" if "leading_industries" in given else "leading_industries"
            raise contradiction(given.pop(), f"has no effect without `{other}`", "give both or neither")
        return self


class PersistenceByLevel(Instrument):
    """Correlation of a factor with itself one factor period earlier, by level."""

    province: Share = Field(0.0, description="of the province factor")
    county: Share = Field(0.0, description="of the county factor")
    industry: Share = Field(0.0, description="of the industry factors")
    township: Share = Field(0.0, description="of the township factors")
    village: Share = Field(0.0, description="of the village factors")


class CorrelationModel(Instrument):
    """Asset correlation by level: how much of a borrower's fate is shared (资产相关系数)."""

    province: Correlation = Field(0.0, description="shared by the whole province")
    county: Correlation = Field(0.0, description="shared by the county")
    industry: Correlation = Field(0.0, description="shared by an industry")
    township: Correlation = Field(0.0, description="shared by a township")
    village: Correlation = Field(0.0, description="shared by a village")
    industry_matrix: dict[Name, dict[Name, FactorCorrelation]] | None = Field(
        None, description="correlation between the factors of two industries; pairs not given are 0"
    )
    copula: Literal["gaussian", "t"] = convention("gaussian", "law that joins the borrowers")
    degrees_of_freedom: PositiveNumber | None = Field(None, description="of the t copula; needed when copula is t")
    factor_period: WholeNumber | Literal["horizon"] = convention(
        12,
        "months between new factor draws: 1, 3, 6, 12, a multiple of 12 up to 600, or `horizon`; "
        "only 12 keeps the textbook meaning of annual PD and correlation",
    )
    persistence: Literal["independent", "ar1", "frozen"] = convention(
        "independent",
        "how a period's factors follow from the last: independent draws, first-order autoregression, one draw",
    )
    autocorrelation: Share | PersistenceByLevel | None = Field(
        None,
        description="autoregression coefficient per factor period, one number or by level; needed with ar1",
    )

    @model_validator(mode="after")
    def _terms_fit(self) -> CorrelationModel:
        total = self.province + self.county + self.industry + self.township + self.village
        if total >= 1.0:
            levels = "`province`, `county`, `industry`, `township`, `village`"
            raise contradiction("", f"{levels} add up to {total:g}", "keep the sum below 1")
        if (self.copula == "t") != (self.degrees_of_freedom is not None):
            raise contradiction("degrees_of_freedom", "goes with `copula: t`, and only with it", "give both or neither")
        if (self.persistence == "ar1") != (self.autocorrelation is not None):
            raise contradiction(
                "autocorrelation", "goes with `persistence: ar1`, and only with it", "give both or neither"
            )
        period = self.factor_period
        if period != "horizon" and not (period in (1, 3, 6) or (period > 0 and period % 12 == 0 and period <= 600)):
            remedy = "use 1, 3, 6, 12, a multiple of 12 up to 600, or `horizon`"
            raise contradiction("factor_period", f"is {period}", remedy)
        if self.industry_matrix is not None and self.industry == 0.0:
            raise contradiction(
                "industry_matrix", "has no effect while `industry` is 0", "give `industry` or drop the matrix"
            )
        return self
