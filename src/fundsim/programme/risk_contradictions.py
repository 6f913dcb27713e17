"""Contradictions and idle terms in how risk changes with time, age and neighbours."""

from __future__ import annotations

from collections.abc import Iterator

from fundsim.errors import Fault
from fundsim.programme.borrowers import Seasoning
from fundsim.programme.loans import SyntheticLoans
from fundsim.programme.places import needs_villages
from fundsim.programme.scenario import Scenario


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
    loans, extension = scenario.loans, scenario.extension
    bullets = not isinstance(loans, SyntheticLoans) or dict(loans.repayment.items()).get("bullet", 0.0) > 0.0
    if scenario.default_probability.due_at_maturity > 0.0 and not bullets:
        yield Fault("default_probability.due_at_maturity", "has no effect: there are no bullet loans")
    for name, regime in scenario.regimes.items():
        for label, state in regime.states.items():
            if state.extension_failure != 1.0 and extension.granted == 0.0:
                key = f"regimes.{name}.states.{label}.extension_failure"
                yield Fault(key, "has no effect: no extension is granted")
    if scenario.report.village_failed_at != 1.0 and not needs_villages(scenario):
        message = "has no effect: loans are not counted by village"
        yield Fault("report.village_failed_at", message, remedy="give `contagion`, or drop it")
