"""Contradictions and idle terms in how risk changes with time, age and neighbours."""

from __future__ import annotations

from collections.abc import Iterator

from fundsim.errors import Fault
from fundsim.programme.borrowers import Seasoning
from fundsim.programme.contradictions.lending import can_have
from fundsim.programme.loans import SyntheticLoans, TapeLoans
from fundsim.programme.places import needs_villages
from fundsim.programme.recovery import Recovery, RecoveryTerms
from fundsim.programme.scenario import Scenario
from fundsim.programme.shocks import Effect


def risk_contradictions(scenario: Scenario) -> Iterator[Fault]:
    """A seasoning curve must leave every loan some month in which it can default."""
    loans, seasoning = scenario.loans, scenario.default_probability.seasoning
    if not isinstance(loans, SyntheticLoans) or seasoning is None:
        return
    products = {"product": loans.product} if loans.product is not None else {}
    products |= {f"products.{name}": product for name, product in loans.products.items()}
    for key, product in products.items():
        if product.term_months <= riskless_months(seasoning):
            message = f"is 0 over the whole life of loans of {product.term_months} months (`loans.{key}.term_months`)"
            remedy, concerns = "give a lower age a positive number", (f"loans.{key}.term_months",)
            yield Fault("default_probability.seasoning", message, remedy=remedy, concerns=concerns)


def riskless_months(seasoning: Seasoning) -> int:
    """Months at the start of a loan's life in which a seasoning curve is 0.

    Examples
    --------
    >>> riskless_months(Seasoning(ages=(3, 12), relative=(0.0, 1.0)))
    4
    """
    first = next(place for place, value in enumerate(seasoning.relative) if value > 0.0)
    return seasoning.ages[first - 1] + 1 if first > 0 else 0


def risk_cautions(scenario: Scenario) -> Iterator[Fault]:
    """Terms that find nothing to act on."""
    extension = scenario.extension
    of_bullets = {
        "default_probability.due_at_maturity": scenario.default_probability.due_at_maturity,
        "renewal.probability": scenario.renewal.probability,
    }
    for key in (key for key, value in of_bullets.items() if value > 0.0 and not can_have(scenario, "bullet")):
        yield Fault(key, "has no effect: there are no bullet loans")
    loans = scenario.loans
    if isinstance(loans, TapeLoans) and loans.columns.pd is not None and not scenario.default_probability.from_tape:
        message = "has no effect without `default_probability.from_tape: true`"
        yield Fault("loans.columns.pd", message, remedy="give it, or drop this")
    yield from _idle_events(scenario)
    yield from _idle_neighbours(scenario)
    yield from _idle_persistence(scenario)
    yield from _losses_that_cannot_grow(scenario)
    for name, regime in scenario.regimes.items():
        for label, state in regime.states.items():
            if state.extension_failure != 1.0 and extension.granted == 0.0:
                key = f"regimes.{name}.states.{label}.extension_failure"
                yield Fault(key, "has no effect: no extension is granted")
    if scenario.report.village_failed_at != 1.0 and not needs_villages(scenario):
        message = "has no effect: loans are not counted by village"
        yield Fault("report.village_failed_at", message, remedy="give `contagion`, or drop it")


def _events(scenario: Scenario) -> dict[str, Effect]:
    random = {f"shocks.{name}": event for name, event in scenario.shocks.items()}
    return random | {f"stress.{name}": event for name, event in scenario.stress.items()}


def _idle_events(scenario: Scenario) -> Iterator[Fault]:
    for key, event in _events(scenario).items():
        acts = (
            event.hazard_multiplier != 1.0
            or event.insured_multiplier not in (None, 1.0)
            or event.immediate_default_probability > 0.0
            or event.lgd_addition > 0.0
            or event.insured_share * event.insured_premium > 0.0
        )
        if not acts:
            message = "has no effect: the multiplier is 1, no loan defaults at once, and no loss is added"
            remedy = "give a multiplier, `immediate_default_probability` or `lgd_addition`, or drop the event"
            yield Fault(key, message, remedy=remedy)


def _idle_neighbours(scenario: Scenario) -> Iterator[Fault]:
    contagion = scenario.contagion
    for name in ("village", "township"):
        neighbours = getattr(contagion, name, None)
        if neighbours is not None and neighbours.strength == 0.0:
            yield Fault(
                f"contagion.{name}", "has no effect while `strength` is 0", remedy="drop it, or raise `strength`"
            )


def _idle_persistence(scenario: Scenario) -> Iterator[Fault]:
    """Persistence of factors that nothing depends on."""
    terms, recovery = scenario.correlation, scenario.recovery
    shared = terms.province + terms.county + terms.industry + terms.township + terms.village > 0.0
    used = shared or terms.copula == "t" or recovery.downturn is not None or recovery.systematic_loading != 0.0
    if terms.persistence != "independent" and terms.factor_period != "horizon" and not used:
        yield Fault(
            "correlation.persistence", "has no effect while all correlations are 0", remedy="give one, or drop it"
        )


def _losses_that_cannot_grow(scenario: Scenario) -> Iterator[Fault]:
    """Additions to the loss given default where it is the whole claim already."""
    if is_anything_recovered(scenario.recovery):
        return
    added = {f"{key}.lgd_addition": event.lgd_addition > 0.0 for key, event in _events(scenario).items()}
    for name, regime in scenario.regimes.items():
        for label, state in regime.states.items():
            added[f"regimes.{name}.states.{label}.loss_given_default"] = state.loss_given_default > 1.0
    for key in (key for key, given in added.items() if given):
        message = "has no effect: nothing is ever recovered, so that all is lost already"
        yield Fault(key, message, remedy="give `recovery`, or drop it")


def is_anything_recovered(recovery: Recovery) -> bool:
    """Whether some claim can bring something back."""
    downturn = recovery.downturn is not None and recovery.downturn.share > 0.0
    return downturn or any(_recovers(terms) for terms in (recovery.hardship, recovery.wilful) if terms is not None)


def _recovers(terms: RecoveryTerms) -> bool:
    values = terms.table.values if terms.table is not None else ()
    return terms.share not in (None, 0.0) or terms.beta is not None or any(values)
