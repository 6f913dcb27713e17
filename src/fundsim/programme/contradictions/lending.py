"""Contradictions of new lending, admission, credit villages and maturities with the rest of a programme."""

from __future__ import annotations

from collections.abc import Iterator

from fundsim.errors import Fault
from fundsim.programme.admission import AdmissionRules, admission_epochs
from fundsim.programme.credit_villages import CreditVillages
from fundsim.programme.loans import SyntheticLoans, TapeLoans, products_of
from fundsim.programme.products import Schedule
from fundsim.programme.scenario import Scenario
from fundsim.units import months_after, year_month_number


def lending_contradictions(scenario: Scenario) -> Iterator[Fault]:
    """What cannot hold together in products, lending, admission and credit villages.

    Parameters
    ----------
    scenario : Scenario
        Valid block by block.

    Yields
    ------
    Fault
        Without a place in a file.
    """
    yield from _no_loans(scenario)
    yield from _freezing(scenario)
    yield from _admission(scenario)
    yield from _credit_villages(scenario)
    yield from _maturities(scenario)


def has_credit_villages(terms: CreditVillages) -> bool:
    """Whether there can be credit villages."""
    return terms.share > 0.0 or bool(terms.villages)


def can_have(scenario: Scenario, schedule: Schedule) -> bool:
    """Whether some loan can be repaid on a schedule, such as a credit line."""
    loans = scenario.loans
    if isinstance(loans, SyntheticLoans):
        return loans.repayment.get(schedule, 0.0) > 0.0
    if isinstance(loans, TapeLoans):
        return loans.columns.repayment is not None or loans.defaults.repayment == schedule
    return False


def _no_loans(scenario: Scenario) -> Iterator[Fault]:
    loans = scenario.loans
    townships = loans.townships if isinstance(loans, SyntheticLoans) else ""
    empty = isinstance(townships, dict) and not any(each.loans for each in townships.values())
    if empty and scenario.lending.mode != "plan":
        remedy = "give numbers of loans, or plan lending with `lending.mode: plan`"
        yield Fault("loans.townships", "there are no loans, and none are made later", remedy=remedy)


def _freezing(scenario: Scenario) -> Iterator[Fault]:
    if not scenario.lending.freeze_lines:
        return
    if not can_have(scenario, "credit_line"):
        message = "has no effect: no loan is a credit_line"
        yield Fault("lending.freeze_lines", message, remedy="drop it", concerns=("loans.repayment",))
    if all(breaker.action != "stop_new_lending" for breaker in scenario.breakers.values()):
        message = "has no effect: no breaker stops new lending"
        yield Fault("lending.freeze_lines", message, remedy="add one, or drop it", concerns=("breakers",))


def _admission(scenario: Scenario) -> Iterator[Fault]:
    admission, first_month = scenario.admission, scenario.horizon.first_month
    if isinstance(scenario.loans, TapeLoans):
        given = {"rating_error": admission.rating_error, "misuse": admission.misuse, "changes": admission.changes}
        for key in (key for key, value in given.items() if value):
            message = "has no effect on the loans of a tape, which are taken as they are"
            yield Fault(f"admission.{key}", message, remedy="drop it", concerns=("loans.source",))
    elif isinstance(scenario.loans, SyntheticLoans):
        yield from _nobody_admitted(scenario, scenario.loans)
    names_by_month: dict[int, str] = {}
    for name, change in admission.changes.items():
        other = names_by_month.setdefault(months_after(first_month, change.from_month), name)
        if other != name:
            message = f"begins in the same month as `{other}`"
            yield Fault(f"admission.changes.{name}.from_month", message, remedy="merge the two, or move one")


def _nobody_admitted(scenario: Scenario, loans: SyntheticLoans) -> Iterator[Fault]:
    """Epochs of admission rules under which no applicant is rated well enough."""
    admission, grades = scenario.admission, list(loans.grades)
    present = [place for place, share in enumerate(loans.grades.values()) if share > 0.0]
    for rules in admission_epochs(admission, scenario.horizon.first_month):
        if rules.minimum_grade not in grades:  # every grade is admitted, or the name is unknown
            continue
        lowest = grades.index(rules.minimum_grade)
        if not any(_can_be_rated(place, lowest, len(grades), rules, admission.rated_too_high) for place in present):
            message = f"no applicant has grade `{rules.minimum_grade}` or better, so nobody gets a loan"
            key, concerns = f"{rules.key}.minimum_grade", ("loans.grades",)
            yield Fault(key, message, remedy="name a lower grade", concerns=concerns)


def _can_be_rated(place: int, lowest: int, grades: int, rules: AdmissionRules, too_high: float) -> bool:
    """Whether an applicant whose grade has some place, the best 0, can be rated as good as the lowest admitted one."""
    rated = {place} if rules.rating_error < 1.0 else set()
    if rules.rating_error > 0.0:
        rated |= {max(place - 1, 0)} if too_high > 0.0 else set()
        rated |= {min(place + 1, grades - 1)} if too_high < 1.0 else set()
    return min(rated) <= lowest


def _credit_villages(scenario: Scenario) -> Iterator[Fault]:
    terms = scenario.credit_villages
    told_apart = {name: breaker for name, breaker in scenario.breakers.items() if breaker.villages != "all"}
    if has_credit_villages(terms):
        if terms.odds == 1.0 and terms.recovery_multiplier == 1.0 and not told_apart:
            message = "nothing sets credit villages apart"
            remedy = "give `odds`, `recovery_multiplier`, or a breaker with `villages: credit` or `other`"
            yield Fault("credit_villages", message, remedy=remedy)
        return
    for name, breaker in told_apart.items():
        message = f"is {breaker.villages}, but there are no credit villages"
        concerns = ("credit_villages",)
        yield Fault(
            f"breakers.{name}.villages", message, remedy="give `credit_villages`, or drop it", concerns=concerns
        )


def _maturities(scenario: Scenario) -> Iterator[Fault]:
    loans, first = scenario.loans, year_month_number(scenario.horizon.first_month)
    if not isinstance(loans, SyntheticLoans):
        return
    longest = max(product.term_months for product in products_of(loans).values())
    years = range(first // 12, (first + longest - 1) // 12 + 1)
    for year in (year for year in loans.maturities if int(year) not in years):
        message = "no loan of the opening stock can mature in this year"
        allowed, remedy = f"{years[0]} to {years[-1]}", "drop it, or change the term"
        yield Fault(f"loans.maturities.{year}", message, allowed, remedy, concerns=("horizon.first_month",))
    if set(map(str, years)) <= loans.maturities.keys() and sum(loans.maturities.values()) < 1.0 - 1e-9:
        message = f"shares add up to {sum(loans.maturities.values()):g}, and there is no other year for the rest"
        yield Fault("loans.maturities", message, remedy="raise them to 1, or leave a year out")
