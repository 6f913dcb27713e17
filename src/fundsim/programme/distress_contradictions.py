"""Terms of arrears and extensions that leave each other, or the horizon, no room."""

from __future__ import annotations

from collections.abc import Iterator

from fundsim.errors import Fault
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
    """Terms of extensions that change nothing.

    Parameters
    ----------
    scenario : Scenario
        Without contradictions.

    Yields
    ------
    Fault
        Without place in a file.
    """
    terms, months = scenario.extension, scenario.horizon.months
    if terms.granted == 0.0:
        for name in TERMS_OF_GRANTED:
            if getattr(terms, name):
                yield Fault(f"extension.{name}", "has no effect while `granted` is 0")
    elif terms.until is not None and months_after(scenario.horizon.first_month, terms.until) >= months:
        message = f"{terms.until} is not within the {months} months of the horizon"
        yield Fault("extension.until", message)
