"""A whole programme: the tree of instruments that a scenario file describes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from fundsim.programme.borrowers import Admission, CorrelationModel, DefaultProbability
from fundsim.programme.breakers import Breaker
from fundsim.programme.distress import Extension, MissedDues, Monitoring, Renewal, WilfulDefault
from fundsim.programme.instrument import Instrument, convention
from fundsim.programme.layers import Layer
from fundsim.programme.loans import Horizon, Lending, Loans
from fundsim.programme.recovery import Claim, Recovery
from fundsim.programme.report import Report
from fundsim.programme.sampling import Sampling
from fundsim.programme.shocks import Shock, Stress
from fundsim.units import Name, Text

Currency = Annotated[str, Field(strict=True, pattern=r"^[A-Z]{3}$")]


class Scenario(Instrument):
    """A programme: loans, risks, rules and payers.

    Amounts are in ``currency``, shares are fractions, rates are per year, times are months.
    """

    name: Name = Field(description="title shown on charts and reports")
    description: Text = Field("", description="one line or a paragraph on what the scenario is for")
    currency: Currency = Field("CNY", description="ISO code of every amount in the file")
    horizon: Horizon = Field(description="the clock")
    loans: Loans = Field(description="opening stock and what new loans look like")
    lending: Lending = Field(default_factory=Lending, description="new lending")
    admission: Admission = Field(default_factory=Admission, description="who gets a loan (准入)")
    default_probability: DefaultProbability = Field(description="annual probability of distress")
    correlation: CorrelationModel = Field(default_factory=CorrelationModel, description="how defaults hang together")
    shocks: dict[Name, Shock] = Field(default_factory=dict, description="random events")
    stress: dict[Name, Stress] = Field(default_factory=dict, description="events in stated months")
    monitoring: Monitoring = Field(default_factory=Monitoring, description="post-loan monitoring (贷后管理)")
    wilful_default: WilfulDefault = Field(default_factory=WilfulDefault, description="wilful default (恶意拖欠)")
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
    report: Report = Field(default_factory=Report, description="conventions of measures and ratios")
    sampling: Sampling = Field(default_factory=Sampling, description="how histories are sampled")
    sources: dict[str, Text] = Field(
        default_factory=dict,
        description="source of the key and all below it; a deeper key wins; `*` for the rest",
    )
