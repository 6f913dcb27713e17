"""Contradictions between the parts of a programme, each of which is fine by itself."""

from __future__ import annotations

from collections.abc import Iterator

from fundsim.errors import Fault
from fundsim.programme.contradictions.aggregate import aggregate_contradictions
from fundsim.programme.contradictions.distress import distress_cautions, distress_contradictions
from fundsim.programme.contradictions.layer_cautions import layer_cautions
from fundsim.programme.contradictions.layers import layer_contradictions
from fundsim.programme.contradictions.lending import lending_contradictions
from fundsim.programme.contradictions.risk import risk_cautions, risk_contradictions
from fundsim.programme.industry_matrix import matrix_contradictions
from fundsim.programme.loans import SyntheticLoans, TapeLoans
from fundsim.programme.names import unknown_among
from fundsim.programme.roles import reported_fund
from fundsim.programme.scenario import Scenario
from fundsim.units import months_after


def contradictions(scenario: Scenario) -> list[Fault]:
    """Everything in a scenario that cannot hold together.

    Parameters
    ----------
    scenario : Scenario
        Valid block by block.

    Returns
    -------
    list of Fault
        Without places in a file; ``concerns`` names the other keys that each is about. Names of townships are
        checked only where the townships are written out, other names of loans only where the loans are made
        up: see ``unknown_names`` for data files.
    """
    checks = (
        layer_contradictions,
        aggregate_contradictions,
        _loans,
        _default_probabilities,
        _tape_columns,
        matrix_contradictions,
        risk_contradictions,
        _sampling,
        _stress_months,
        distress_contradictions,
        lending_contradictions,
        _names,
    )
    return [fault for check in checks for fault in check(scenario)]


def cautions(scenario: Scenario) -> list[Fault]:
    """What is possible, but seldom meant.

    Parameters
    ----------
    scenario : Scenario
        Without contradictions.

    Returns
    -------
    list of Fault
        Without places in a file.
    """
    found = [
        *risk_cautions(scenario),
        *_levers_that_overlap(scenario),
        *layer_cautions(scenario),
        *_amounts_without_use(scenario),
        *_rules_after_the_end(scenario),
    ]
    months, amounts = scenario.horizon.months, scenario.lending.amount_per_month
    if months < 12:
        found.append(
            Fault("horizon.months", f"{months} months are less than a year", remedy="rates and PDs are per year")
        )
    if isinstance(amounts, tuple) and len(amounts) > months:
        rest = len(amounts) - months
        message = f"{len(amounts)} amounts are given for {months} months; the last {rest} are not used"
        found.append(Fault("lending.amount_per_month", message))
    if isinstance(scenario.loans, TapeLoans) and scenario.admission.minimum_grade is not None:
        found.append(
            Fault("admission.minimum_grade", "has no effect on the loans of a tape, which are taken as they are")
        )
    if scenario.claim.method == "net" and any(_terms_after_payment(scenario)):
        message = "when, and at which cost, recoveries come has no effect with `claim.method: net`"
        found.append(Fault("recovery", message))
    if scenario.correlation.factor_period == "horizon" and scenario.correlation.persistence != "independent":
        found.append(Fault("correlation.persistence", "has no effect with one factor draw for the whole horizon"))
    moneyed = any(layer.kind == "budget" or layer.account is not None for layer in scenario.layers)
    if moneyed and scenario.report.discount_rate is None and reported_fund(scenario) is None:
        message = "no rate is given and there is no fund whose yield could be taken: money is not discounted"
        found.append(Fault("report.discount_rate", message, remedy="give `discount_rate`, if only 0"))
    return [*found, *distress_cautions(scenario)]


def _levers_that_overlap(scenario: Scenario) -> Iterator[Fault]:
    set_by: dict[str, str] = {}
    for name, lever in scenario.levers.items():
        for key in lever.changes if lever.on else ():
            if key in set_by:
                message = f"is set by lever `{set_by[key]}` too, which comes first: this value holds"
                yield Fault(f"levers.{name}.set.{key}", message)
            set_by[key] = name


def _amounts_without_use(scenario: Scenario) -> Iterator[Fault]:
    loans = scenario.loans
    if not isinstance(loans, SyntheticLoans) or not isinstance(loans.townships, dict) or loans.size.rescale_to:
        return
    if any(town.outstanding is not None for town in loans.townships.values()):
        message = "the `outstanding` amounts are not used: what loans owe follows from `loans.size` alone"
        remedy = "add `rescale_to: outstanding` under `loans.size`, or drop the amounts"
        yield Fault("loans.townships", message, remedy=remedy, concerns=("loans.size.rescale_to",))


def _rules_after_the_end(scenario: Scenario) -> Iterator[Fault]:
    months, first = scenario.horizon.months, scenario.horizon.first_month
    for name, change in scenario.admission.changes.items():
        if months_after(first, change.from_month) >= months:
            message = f"{change.from_month} is not within the {months} months of the horizon"
            yield Fault(f"admission.changes.{name}.from_month", message)


def _terms_after_payment(scenario: Scenario) -> Iterator[bool]:
    for terms in (scenario.recovery.hardship, scenario.recovery.wilful):
        yield terms is not None and bool(terms.by_year or terms.after_months or terms.court_cost)


def _loans(scenario: Scenario) -> Iterator[Fault]:
    loans = scenario.loans
    if not isinstance(loans, SyntheticLoans):
        return
    if loans.size.rescale_to is not None and isinstance(loans.townships, dict):
        for name in (name for name, town in loans.townships.items() if town.outstanding is None and town.loans):
            message = "has no `outstanding` amount to rescale its loans to (`loans.size.rescale_to`)"
            concerns = ("loans.size.rescale_to",)
            yield Fault(f"loans.townships.{name}", message, remedy="add `outstanding`", concerns=concerns)
    cap = getattr(loans.size, "cap", None)
    if cap is not None and loans.add_on_cap is not None and loans.add_on_cap < cap:
        message = f"{loans.add_on_cap:g} is below `size.cap` {cap:g}"
        yield Fault("loans.add_on_cap", message, remedy="raise it, or drop it", concerns=("loans.size.cap",))


def _default_probabilities(scenario: Scenario) -> Iterator[Fault]:
    terms, loans = scenario.default_probability, scenario.loans
    if isinstance(loans, SyntheticLoans) and terms.from_tape:
        message = "there is no tape: `loans.source` is synthetic"
        remedy = "drop it, and give `annual` or `by_industry`"
        yield Fault("default_probability.from_tape", message, remedy=remedy, concerns=("loans.source",))
    if isinstance(loans, TapeLoans) and terms.from_tape and loans.columns.pd is None:
        message = "the tape has no column for it: `loans.columns.pd` is missing"
        remedy = "add `loans.columns.pd`, or drop `from_tape`"
        yield Fault("default_probability.from_tape", message, remedy=remedy, concerns=("loans.columns",))
    if isinstance(loans, SyntheticLoans) and terms.annual is None and not terms.from_tape:
        missing = [name for name, share in loans.industries.items() if share and name not in terms.by_industry]
        for name in missing:
            message = f"industry `{name}` has loans and no default probability"
            remedy = f"add `{name}`, or give `default_probability.annual` for all that are not listed"
            concerns = ("loans.industries", "default_probability.annual")
            yield Fault("default_probability.by_industry", message, remedy=remedy, concerns=concerns)


def _tape_columns(scenario: Scenario) -> Iterator[Fault]:
    loans = scenario.loans
    if isinstance(loans, TapeLoans) and loans.columns.lgd is not None:
        return
    for cause, terms in (("hardship", scenario.recovery.hardship), ("wilful", scenario.recovery.wilful)):
        if terms is not None and terms.share == "tape":
            message = "`tape` means 1 minus the tape's column `lgd`, and `loans.columns.lgd` is missing"
            remedy = "map the column, or write a number"
            yield Fault(f"recovery.{cause}.share", message, remedy=remedy, concerns=("loans",))


def _sampling(scenario: Scenario) -> Iterator[Fault]:
    if scenario.sampling.method not in ("plain", "auto") and getattr(scenario.loans, "redraw_portfolio", False):
        message = "works on portfolios that all paths share, and `loans.redraw_portfolio` draws one a path"
        concerns = ("loans.redraw_portfolio",)
        yield Fault("sampling.method", message, remedy="write `plain`, or drop `redraw_portfolio`", concerns=concerns)


def _stress_months(scenario: Scenario) -> Iterator[Fault]:
    months, first = scenario.horizon.months, scenario.horizon.first_month
    for name, stress in scenario.stress.items():
        if not 0 <= months_after(first, stress.month) < months:
            message = f"{stress.month} is outside the horizon of {months} months from {first}"
            concerns = ("horizon.months", "horizon.first_month")
            yield Fault(f"stress.{name}.month", message, remedy="move it, or lengthen the horizon", concerns=concerns)


def _names(scenario: Scenario) -> Iterator[Fault]:
    loans = scenario.loans
    if not isinstance(loans, SyntheticLoans):
        return
    products = loans.products or ["all"]
    yield from unknown_among(scenario, {"industry": loans.industries, "grade": loans.grades, "product": products})
    if isinstance(loans.townships, dict):
        counts = {name: town.villages or loans.villages_per_township for name, town in loans.townships.items()}
        villages = (f"{name}/{number + 1}" for name, count in counts.items() for number in range(count))
        yield from unknown_among(scenario, {"township": loans.townships, "village": villages})
