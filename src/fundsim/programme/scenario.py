"""A whole programme: the tree of instruments that a scenario file describes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from fundsim.programme.admission import Admission
from fundsim.programme.borrowers import CorrelationModel, DefaultProbability
from fundsim.programme.breakers import Breaker
from fundsim.programme.contagion import Contagion
from fundsim.programme.credit_villages import CreditVillages
from fundsim.programme.distress import Arrears, Extension, MissedDues, Monitoring, Renewal, WilfulDefault
from fundsim.programme.instrument import Instrument, contradiction, convention
from fundsim.programme.layers import Layer
from fundsim.programme.lending import Lending
from fundsim.programme.levers import Levers
from fundsim.programme.loans import Horizon, Loans
from fundsim.programme.price_cycles import PriceCycle
from fundsim.programme.recovery import Claim, Recovery
from fundsim.programme.regimes import Regime
from fundsim.programme.report import Report
from fundsim.programme.sampling import Sampling
from fundsim.programme.shocks import Shock, Stress
from fundsim.units import Name, Text

Currency = Annotated[str, Field(strict=True, pattern=r"^[A-Z]{3}$")]

NEEDS_DEFAULT_PROBABILITY: dict[str, Any] = {
    "if": {
        "properties": {"loans": {"properties": {"source": {"const": "aggregate"}}, "required": ["source"]}},
        "required": ["loans"],
    },
    "else": {"required": ["default_probability"]},
}


def _nobody_defaults() -> DefaultProbability:
    return DefaultProbability(annual=0.0)


class Scenario(Instrument):
    """A programme: loans, risks, rules and payers.

    Amounts are in ``currency``, shares are fractions, rates are per year, times are months.
    """

    model_config = ConfigDict(json_schema_extra=NEEDS_DEFAULT_PROBABILITY)

    name: Name = Field(description="title shown on charts and reports")
    description: Text = Field("", description="one line or a paragraph on what the scenario is for")
    currency: Currency = Field("CNY", description="ISO code of every amount in the file")
    horizon: Horizon = Field(description="the clock")
    loans: Loans = Field(description="opening stock and what new loans look like")
    lending: Lending = Field(default_factory=Lending, description="new lending")
    admission: Admission = Field(default_factory=Admission, description="who gets a loan (准入)")
    credit_villages: CreditVillages = Field(default_factory=CreditVillages, description="credit villages (信用村)")
    default_probability: DefaultProbability = Field(
        default_factory=_nobody_defaults,
        description="annual probability of distress; required unless `loans.source` is aggregate",
    )
    correlation: CorrelationModel = Field(default_factory=CorrelationModel, description="how defaults hang together")
    shocks: dict[Name, Shock] = Field(default_factory=dict, description="random events")
    stress: dict[Name, Stress] = Field(default_factory=dict, description="events in stated months")
    regimes: dict[Name, Regime] = Field(default_factory=dict, description="good and bad times that last (状态转换)")
    price_cycles: dict[Name, PriceCycle] = Field(
        default_factory=dict, description="risk that follows a price (价格周期)"
    )
    contagion: Contagion | None = Field(
        None, description="overdue loans that make neighbours' more likely; none if absent"
    )
    monitoring: Monitoring = Field(default_factory=Monitoring, description="post-loan monitoring (贷后管理)")
    wilful_default: WilfulDefault = Field(default_factory=WilfulDefault, description="wilful default (恶意拖欠)")
    arrears: Arrears | None = Field(None, description="overdue loans that roll from month to month (逾期滚动)")
    extension: Extension = Field(default_factory=Extension, description="extension of hardship loans (展期)")
    renewal: Renewal = Field(default_factory=Renewal, description="renewal of performing loans (续贷)")
    missed_dues: MissedDues = convention(
        "shift",
        "a loan that performs again shifts its schedule by the months missed, or pays missed dues at once",
    )
    claim: Claim = Field(default_factory=Claim, description="the lender's claim after a default")
    recovery: Recovery = Field(default_factory=Recovery, description="what comes back of a claim (追偿)")
    layers: tuple[Layer, ...] = Field((), description="payers in order; the bank pays whatever is left")
    breakers: dict[Name, Breaker] = Field(default_factory=dict, description="circuit breakers (熔断)")
    levers: Levers = Field(default_factory=dict, description="named bundles of changes that can be switched on")
    report: Report = Field(default_factory=Report, description="conventions of measures and ratios")
    sampling: Sampling = Field(default_factory=Sampling, description="how histories are sampled")
    sources: dict[str, Text] = Field(
        default_factory=dict,
        description="source of the key and all below it; a deeper key wins; `*` for the rest",
    )

    @model_validator(mode="before")
    @classmethod
    def _claims_by_year_from_the_first_month(cls, data: Any) -> Any:
        """Years of a fund known only by its claims start in month 0 unless the file says otherwise."""
        if not isinstance(data, dict):
            return data
        loans, horizon = data.get("loans"), data.get("horizon")
        aggregate = isinstance(loans, dict) and loans.get("source") == "aggregate"
        if aggregate and isinstance(horizon, dict) and "year_starts" not in horizon:
            return {**data, "horizon": {**horizon, "year_starts": "first_month"}}
        return data

    @model_validator(mode="after")
    def _loans_can_default(self) -> Scenario:
        if self.loans.source != "aggregate" and "default_probability" not in self.model_fields_set:
            remedy = "add `default_probability:` with `annual`, `by_industry` or `from_tape`"
            raise contradiction("default_probability", "is missing: loans need one", remedy)
        return self
