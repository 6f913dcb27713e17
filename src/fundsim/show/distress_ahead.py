"""What becomes of loans in distress, on average: cured, in arrears, extended, in default."""

from __future__ import annotations

import numpy as np

from fundsim.portfolio.layout.risk import Floats
from fundsim.portfolio.layout.rules import detection_probability
from fundsim.programme import Scenario
from fundsim.programme.distress import Arrears
from fundsim.show.course import Course, by_place, replace_loans

WILFUL, AT_ONCE, AFTER_EXTENSION = range(3)
DEFAULT_AT_ONCE = Arrears(cure_per_month=0.0, default_per_month=1.0)  # what holds without the block


def mean_stay(scenario: Scenario) -> float:
    """Mean length of an extension, ``P(length > k) = (1 − cure − default)^k`` before its end. [months]"""
    terms = scenario.extension
    exits = terms.cure_per_month + terms.default_per_month
    if exits == 0.0:
        return float(terms.months or 0)
    return 1.0 / exits if terms.months is None else (1.0 - (1.0 - exits) ** terms.months) / exits


def fall_into_distress(course: Course, month: int) -> tuple[Floats, Floats, Floats]:
    """Wilful distress, hardship that is not cured by monitoring, and hardship that is; none of it by shocks wilful."""
    scenario, groups, performing = course.scenario, course.groups, course.stock.performing
    intensity = groups.intensity[month] * groups.ageing + groups.immediate[month]
    distress = performing * -np.expm1(-intensity)
    performing[:] -= distress
    course.lives.distress[:] += distress.sum(axis=(0, 1, 2))
    risk = -np.expm1(-groups.intensity[month] - groups.immediate[month])
    plain = np.divide(-np.expm1(-groups.plain[month]), risk, out=np.ones_like(risk), where=risk > 0.0)
    wilful = distress * (scenario.wilful_default.share * np.minimum(plain, 1.0))
    cured = (distress - wilful) * (detection_probability(scenario) * scenario.monitoring.cures_detected)
    return wilful, distress - wilful - cured, cured


def end_extensions(course: Course, month: int) -> Floats:
    """Ends of extensions: who performs again; what fails is extended again, or in default."""
    terms, extended, claims = course.scenario.extension, course.stock.extended, course.claims
    if not len(extended):
        return np.zeros(())
    ending = np.zeros_like(extended[0])
    if terms.months is not None:
        ending[:], extended[month % terms.months] = extended[month % terms.months], 0.0
    well, failed = ending * (1.0 - course.groups.failure), ending * course.groups.failure
    if terms.cure_per_month + terms.default_per_month > 0.0:
        before = extended.sum(axis=0)
        well, failed = well + terms.cure_per_month * before, failed + terms.default_per_month * before
        extended[:] *= 1.0 - terms.cure_per_month - terms.default_per_month
    failed -= _extend(course, month, failed)
    since = claims.wait + mean_stay(course.scenario)
    _default(course, AFTER_EXTENSION, failed, month, month + claims.wait, since)
    return np.asarray(well)


def _extend(course: Course, month: int, asking: Floats) -> Floats:
    """Loans that are extended, of those that ask for it and may be extended once more."""
    extended = course.stock.extended
    if not len(extended):
        return np.zeros(())
    granted = asking * course.scenario.extension.granted
    granted[:, -1] = 0.0
    extended[month % len(extended), :, 1:] += granted[:, :-1]
    return granted


def roll_arrears(course: Course, month: int, hardship: Floats, wilful: Floats) -> Floats:
    """Overdue loans, the oldest first: extended, in default, cured or a month older; returns those that are cured."""
    cured = np.zeros_like(course.stock.performing)
    ages = len(course.stock.late)
    for age in range(ages, -1, -1):
        for kind, fresh, older in ((AT_ONCE, hardship, course.stock.late), (WILFUL, wilful, course.stock.wilful)):
            standing = fresh if age == 0 else older[age - 1].copy()
            if kind == AT_ONCE and age < max(course.claims.wait, 1):
                standing = standing - _extend(course, month, standing)
            failing, healing = _roll(course, age)
            _default(course, kind, standing * failing, month, *_filing(course, month, age))
            cured += standing * healing
            if age < ages:
                older[age] = standing * (1.0 - failing - healing)
            if age > 0:
                older[age - 1] = 0.0
    return cured


def _roll(course: Course, age: int) -> tuple[Floats, Floats]:
    """Probabilities of default and of cure of what is so many months overdue: (place, group)."""
    terms, groups = course.scenario.arrears or DEFAULT_AT_ONCE, course.groups
    if age == len(course.stock.late):  # the claim falls due
        return np.ones_like(groups.ageing), np.zeros_like(groups.ageing)
    rolls = float(age > 0 or terms.first_roll == "distress_month")
    last_due = np.arange(len(groups.ageing))[:, None] + age == groups.term - 1
    at_maturity = np.where(last_due, terms.default_at_maturity, 0.0)
    failing = rolls * (at_maturity + (1.0 - at_maturity) * terms.default_per_month)
    return failing, rolls * (1.0 - at_maturity) * terms.cure_per_month


def _filing(course: Course, month: int, age: int) -> tuple[int, float]:
    """Month in which the claim of a default is filed, and months since the missed due by then."""
    terms, wait = course.scenario.arrears or DEFAULT_AT_ONCE, course.claims.wait
    left = wait if terms.claim_waits_from == "default" else wait - age
    return month + left, float(age + left)


def _default(course: Course, kind: int, loans: Floats, month: int, filed: int, since: float) -> None:
    """Defaults of a month, counted in all months that they are known by."""
    if not loans.any():
        return
    scenario, claims, lives, number = course.scenario, course.claims, course.lives, by_place(loans)
    lives.defaults[kind] += number
    lives.waiting[:] += number * max(min(filed, scenario.horizon.months) - month, 0)
    lives.non_performing[:, kind] += number * claims.non_performing[:, kind, filed, None, None]
    lives.settled[kind] += number * claims.counts[filed]
    lives.since[kind] += number * claims.counts[filed] * since
    after_payment = scenario.lending.refill_defaulted == "after_payment"
    replace_loans(course, number.sum(axis=0), int(claims.settled[filed]) if after_payment else month)
