"""Cause, monitoring, arrears, extension, renewal, claims, recoveries and lending rules as kernel numbers."""

from __future__ import annotations

import numpy as np
import scipy.special
from numpy.typing import NDArray

from fundsim.kernels.arrays import Rules
from fundsim.kernels.arrays.codes import FIXED_RECOVERY, RECOVERY_OF_TAPE, RECOVERY_QUANTILES, RECOVERY_TABLE
from fundsim.kernels.loans.recovered_shares import LOGIT_BOUND
from fundsim.portfolio.layout.contagion import contagion_strength
from fundsim.portfolio.layout.risk import copula_score
from fundsim.programme import Scenario
from fundsim.programme.distress import Arrears
from fundsim.programme.recovery import BetaLaw, RecoveryTerms
from fundsim.units import months_after, months_from_days

Floats = NDArray[np.float64]
LOGIT_NODES = np.linspace(-LOGIT_BOUND, LOGIT_BOUND, 8001)
NEVER = 100_000  # months, beyond every horizon


def detection_probability(scenario: Scenario) -> float:
    """Probability that one of the inspections in the lead months detects distress, ``1 - (1 - d)^k``."""
    monitoring = scenario.monitoring
    inspections = monitoring.inspections_per_year * monitoring.lead_months / 12.0
    return float(1.0 - (1.0 - monitoring.detects) ** inspections)


def beta_quantiles(law: BetaLaw) -> Floats:
    """Quantiles of a Beta law at the nodes of a logit grid, between which kernels interpolate (error below 1e-5)."""
    precision = law.mean * (1.0 - law.mean) / law.standard_deviation**2 - 1.0
    a, b = law.mean * precision, (1.0 - law.mean) * precision
    low, high = LOGIT_NODES[LOGIT_NODES < 0], LOGIT_NODES[LOGIT_NODES >= 0]
    lower = scipy.special.betaincinv(a, b, scipy.special.expit(low))
    upper = scipy.special.betainccinv(a, b, scipy.special.expit(-high))
    return np.concatenate([lower, upper])


def recovery_law(terms: RecoveryTerms) -> tuple[int, float, Floats, Floats]:
    """Kind, fixed share, values and cumulated probabilities of a recovered share."""
    if terms.beta is not None:
        return RECOVERY_QUANTILES, 0.0, beta_quantiles(terms.beta), np.zeros(1)
    if terms.table is not None:
        return RECOVERY_TABLE, 0.0, np.array(terms.table.values), np.cumsum(terms.table.probabilities)
    if terms.share == "tape":
        return RECOVERY_OF_TAPE, 0.0, np.zeros(1), np.ones(1)
    return FIXED_RECOVERY, float(terms.share or 0.0), np.zeros(1), np.ones(1)


def recovery_parts(terms: RecoveryTerms) -> Floats:
    """Share of a recovery that comes k months after payment."""
    if terms.by_year:
        return np.concatenate([[0.0], np.repeat(np.array(terms.by_year) / 12.0, 12)])
    parts = np.zeros((terms.after_months or 1) + 1)
    parts[-1] = 1.0
    return parts


def stacked(rows: list[Floats]) -> Floats:
    """Rows of different lengths as one array; short rows repeat their last value."""
    width = max(len(row) for row in rows)
    return np.array([np.pad(row, (0, width - len(row)), mode="edge") for row in rows])


def last_month_of_extensions(scenario: Scenario) -> int:
    """Last month in which an extension is granted; beyond every horizon where none is stated."""
    until = scenario.extension.until
    return NEVER if until is None else months_after(scenario.horizon.first_month, until)


def split_ranks(scenario: Scenario) -> NDArray[np.int64]:
    """Rank of every layer and the bank among those who receive recoveries; empty for pro rata."""
    split = scenario.recovery.split
    if split == "pro_rata":
        return np.zeros(0, np.int64)
    names = [layer.name for layer in scenario.layers] + ["bank"]
    return np.array([split.index(name) if name in split else len(split) for name in names], np.int64)


def goes_in_step(scenario: Scenario) -> bool:
    """Whether what happens to a loan may depend on what happens to others: neighbours, few places, frozen lines."""
    few_places = scenario.extension.at_most_at_once is not None
    return few_places or scenario.lending.freeze_lines or bool(contagion_strength(scenario).any())


def lay_out_rules(scenario: Scenario) -> Rules:
    """Numbers of all rules that are not layers, accounts or breakers."""
    claim, recovery, extension = scenario.claim, scenario.recovery, scenario.extension
    arrears = scenario.arrears or Arrears(cure_per_month=0.0, default_per_month=1.0)
    causes = [recovery.hardship, recovery.wilful or recovery.hardship]
    laws = [recovery_law(terms) for terms in causes]
    parts = [recovery_parts(terms) for terms in causes]
    width = max(len(part) for part in parts)
    downturn = recovery.downturn
    return Rules(
        wilful=scenario.wilful_default.share,
        detected=detection_probability(scenario),
        cured=scenario.monitoring.cures_detected,
        rolls=int(scenario.arrears is not None),
        arrears_cure=arrears.cure_per_month,
        arrears_default=arrears.default_per_month,
        default_at_maturity=arrears.default_at_maturity,
        first_roll=int(arrears.first_roll == "next_month"),
        claim_waits_from_default=int(arrears.claim_waits_from == "default"),
        extension_granted=extension.granted,
        extension_months=NEVER if extension.months is None else extension.months,
        extension_at_most=extension.at_most if extension.granted > 0.0 else 0,
        extension_places=-1 if extension.at_most_at_once is None else extension.at_most_at_once,
        extension_until=last_month_of_extensions(scenario),
        extension_cure=extension.cure_per_month,
        extension_default=extension.default_per_month,
        extension_score=copula_score(scenario.correlation, np.array([extension.default_at_end])),
        renewal=scenario.renewal.probability,
        renewal_at_most=scenario.renewal.at_most,
        catch_up=int(scenario.missed_dues == "catch_up"),
        wait=months_from_days(claim.filed_after_days),
        processing=months_from_days(claim.paid_after_days),
        yearly_settlement=int(claim.settled == "yearly"),
        claims_interest=int(claim.covers == "principal_and_interest"),
        interest_limit=claim.interest_days / 30.0,
        net=int(claim.method == "net"),
        recovery_kind=np.array([law[0] for law in laws], np.int64),
        recovery_share=np.array([law[1] for law in laws]),
        recovery_value=stacked([law[2] for law in laws]),
        recovery_cumulated=stacked([law[3] for law in laws]),
        recovery_part=np.array([np.pad(part, (0, width - len(part))) for part in parts]),
        first_part=np.array([np.flatnonzero(part)[0] for part in parts], np.int64),
        last_part=np.array([np.flatnonzero(part)[-1] for part in parts], np.int64),
        court_cost=np.array([terms.court_cost for terms in causes]),
        systematic_loading=recovery.systematic_loading,
        downturn_threshold=downturn.county_factor_above if downturn is not None else np.inf,
        downturn_share=downturn.share if downturn is not None else 0.0,
        split_rank=split_ranks(scenario),
        most_lent=np.inf if scenario.lending.max_new_lending is None else scenario.lending.max_new_lending,
        freeze_lines=int(scenario.lending.freeze_lines),
        in_step=int(goes_in_step(scenario)),
        steady=int(scenario.lending.mode == "steady"),
        refill_every=scenario.lending.refill_every_months,
        refill_after_payment=int(scenario.lending.refill_defaulted == "after_payment"),
        npl_until_paid=int(scenario.report.npl_until == "paid"),
        write_off_after=scenario.report.write_off_after_months,
        inspection_cost=scenario.monitoring.cost_per_inspection * scenario.monitoring.inspections_per_year / 12.0,
        lever_cost=sum(lever.cost_per_year for lever in scenario.levers.values() if lever.on) / 12.0,
    )
