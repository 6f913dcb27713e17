"""Terms of arrears and extensions that leave each other, or the horizon, no room."""

from __future__ import annotations

from collections.abc import Iterator

from fundsim.errors import Fault
from fundsim.programme.recovery import Claim
from fundsim.programme.scenario import Scenario
from fundsim.units import months_after, months_from_days

TERMS_OF_GRANTED = ("at_most_at_once", "until", "cure_per_month", "default_per_month")


def distress_contradictions(scenario: Scenario) -> Iterator[Fault]:
    """Arrears that never roll, and extensions that end before they begin.

    Parameters
    ----------
    scenario : Scenario
        Valid block by block.

    Yields
    ------
    Fault
        Without place in a file.
    """
    yield from _rolls(scenario)
    until = scenario.extension.until
    if until is not None and months_after(scenario.horizon.first_month, until) < 0:
        message = f"{until} is before the first month {scenario.horizon.first_month}, so no loan is ever extended"
        remedy = "move it, or write `granted: 0`"
        yield Fault("extension.until", message, remedy=remedy, concerns=("horizon.first_month",))


def _rolls(scenario: Scenario) -> Iterator[Fault]:
    if scenario.arrears is None:
        return
    first = int(scenario.arrears.first_roll == "next_month")
    if months_from_days(scenario.claim.filed_after_days) > first:
        return
    days = scenario.claim.filed_after_days
    message = f"no overdue loan can be cured before its claim is filed (`claim.filed_after_days` {days})"
    remedy = f"make `filed_after_days` at least {30 * first + 1}, or drop `arrears`"
    yield Fault("arrears", message, remedy=remedy, concerns=("claim.filed_after_days",))


def distress_cautions(scenario: Scenario) -> Iterator[Fault]:
    """Terms of monitoring, extension, claims and recovery that change nothing.

    Parameters
    ----------
    scenario : Scenario
        Without contradictions.

    Yields
    ------
    Fault
        Without place in a file.
    """
    yield from _idle_extensions(scenario)
    yield from _idle_monitoring(scenario)
    yield from _idle_claims_and_recoveries(scenario)


def _idle_monitoring(scenario: Scenario) -> Iterator[Fault]:
    terms = scenario.monitoring
    if terms.detects > 0.0:
        for name in ("cures_detected", "inspections_per_year"):
            if getattr(terms, name) == 0:
                yield Fault("monitoring.detects", f"has no effect while `{name}` is 0")


def _idle_claims_and_recoveries(scenario: Scenario) -> Iterator[Fault]:
    claim, recovery = scenario.claim, scenario.recovery
    if claim.covers == "principal" and claim.interest_days != Claim.model_fields["interest_days"].default:
        yield Fault("claim.interest_days", "has no effect while `covers` is principal")
    if recovery.wilful is not None and scenario.wilful_default.share == 0.0:
        yield Fault("recovery.wilful", "has no effect while `wilful_default.share` is 0")
    terms, downturn = recovery.hardship, recovery.downturn
    usual = 0.0 if terms.share is None and terms.beta is None and terms.table is None else terms.share
    if downturn is not None and isinstance(usual, float) and downturn.share > usual:
        message = f"{downturn.share:g} is above the share of other times, {usual:g}: more is recovered in bad periods"
        yield Fault("recovery.downturn.share", message)


def _idle_extensions(scenario: Scenario) -> Iterator[Fault]:
    terms, months = scenario.extension, scenario.horizon.months
    for name in ("at_most", "at_most_at_once"):
        if terms.granted > 0.0 and getattr(terms, name) == 0:
            yield Fault("extension.granted", f"has no effect while `{name}` is 0")
    if terms.granted == 0.0:
        for name in TERMS_OF_GRANTED:
            if getattr(terms, name):
                yield Fault(f"extension.{name}", "has no effect while `granted` is 0")
    elif terms.until is not None and months_after(scenario.horizon.first_month, terms.until) >= months:
        message = f"{terms.until} is not within the {months} months of the horizon"
        yield Fault("extension.until", message)
