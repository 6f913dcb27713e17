"""The book month by month, on average: how many loans perform, are overdue, extended, in default, and for how long.

A place in the schedule of a group of like loans is held by an expected number of them. In each month a share of those
falls into distress, and passes on as the rules say: cured, in arrears, extended or in default. What is in default is
followed by the month in which its claim is filed, and counted in the months of the horizon. Limits on extensions
(places, a last month) are left out; a loan that performs again goes on where it was in its schedule.
"""

from __future__ import annotations

import numpy as np

from fundsim.programme import Scenario
from fundsim.show.claim_months import ClaimMonths
from fundsim.show.course import Course, Lives, Stock, by_place, replace_loans
from fundsim.show.distress_ahead import end_extensions, fall_into_distress, roll_arrears
from fundsim.show.loan_groups import LoanGroups

MOST_EXTENSIONS = 40  # further ones are as rare as the product of so many grants and failures
NONE_LEFT = 1e-12  # loans that are not worth another month of settling
CELLS = 200_000  # numbers that are worked on at once


def lives_ahead(scenario: Scenario, groups: LoanGroups, claims: ClaimMonths) -> Lives:
    """Expected lives of groups of loans within the horizon, worked out for some groups at a time."""
    many, rest = len(groups.term), _histories(scenario, groups) * groups.ageing.shape[0]
    step = max(1, CELLS // rest)
    parts = [_lives(scenario, _some(groups, slice(at, at + step)), claims) for at in range(0, max(many, 1), step)]
    return Lives(*(np.concatenate(fields, axis=-1) for fields in zip(*parts, strict=True)))


def _histories(scenario: Scenario, groups: LoanGroups) -> int:
    """Renewals and extensions that loans can be told apart by."""
    return _rounds(scenario, groups) * (_most_extensions(scenario) + 1)


def _rounds(scenario: Scenario, groups: LoanGroups) -> int:
    """Lives of a loan within the horizon, renewals included."""
    if scenario.renewal.probability == 0.0 or not groups.bullet.any():
        return 1
    return 1 + min(scenario.renewal.at_most, -(-scenario.horizon.months // int(groups.term[groups.bullet].min())))


def _most_extensions(scenario: Scenario) -> int:
    """Extensions that a loan can have within the horizon."""
    if scenario.extension.granted == 0.0:
        return 0
    return min(scenario.extension.at_most, MOST_EXTENSIONS, scenario.horizon.months)


def _some(groups: LoanGroups, chosen: slice) -> LoanGroups:
    return groups._replace(**{name: field[..., chosen] for name, field in groups._asdict().items()})


def _lives(scenario: Scenario, groups: LoanGroups, claims: ClaimMonths) -> Lives:
    """Expected lives of some groups: from month to month, and while settling until nothing is left."""
    course = Course(scenario, groups, claims, _nothing_counted(groups), _opening_stock(scenario, groups, claims))
    for month in range(claims.end):
        if month >= scenario.horizon.months and _left(course.stock) < NONE_LEFT:
            break
        _lead_month(course, month)
    return course.lives


def _nothing_counted(groups: LoanGroups) -> Lives:
    places, many = groups.ageing.shape
    paying, standing, overdue, waiting, forborne, lent = np.zeros((6, places, many))
    defaults, settled, since = np.zeros((3, 3, places, many))
    distress, renewals = np.zeros((2, many))
    non_performing = np.zeros((2, 3, places, many))
    return Lives(
        paying, standing, overdue, waiting, forborne, non_performing, lent, defaults, settled, since, distress, renewals
    )


def _opening_stock(scenario: Scenario, groups: LoanGroups, claims: ClaimMonths) -> Stock:
    shape = (_rounds(scenario, groups), _most_extensions(scenario) + 1, *groups.ageing.shape)
    ages = claims.wait if scenario.arrears is not None else 0
    slots = (scenario.extension.months or 1) if shape[1] > 1 else 0
    performing = np.zeros(shape)
    performing[0, 0] = groups.opening
    made = np.zeros((scenario.horizon.months, shape[-1])) + groups.later[:-1]
    return Stock(performing, np.zeros((ages, *shape)), np.zeros((ages, *shape)), np.zeros((slots, *shape)), made)


def _left(stock: Stock) -> float:
    """Loans whose fate is open once nobody falls into distress any more."""
    return float(stock.late.sum() + stock.wilful.sum() + stock.extended.sum())


def _lead_month(course: Course, month: int) -> None:
    """A month: new loans, distress, ends of extensions, extensions, arrears, dues."""
    scenario, lives, stock = course.scenario, course.lives, course.stock
    within = month < scenario.horizon.months
    wilful = hardship = cured = np.zeros_like(stock.performing)
    if within:
        stock.performing[0, 0, 0] += stock.made[month]
        lives.lent[0] += stock.made[month]
        wilful, hardship, cured = fall_into_distress(course, month)
    well = end_extensions(course, month)
    paying_again = roll_arrears(course, month, hardship, wilful)
    if not within:
        return
    lives.forborne[:] += by_place(stock.extended.sum(axis=0) + well)
    lives.overdue[:] += by_place(stock.late.sum(axis=0) + stock.wilful.sum(axis=0))
    lives.standing[:] += by_place(cured + paying_again)
    _pay_dues(course, month)
    stock.performing[:] += cured + paying_again + well


def _pay_dues(course: Course, month: int) -> None:
    """Those that perform pay: they move on in their schedules, mature, and are renewed or replaced."""
    scenario, groups, lives, performing = course.scenario, course.groups, course.lives, course.stock.performing
    lives.paying[:] += by_place(performing)
    last, many = groups.term - 1, np.arange(len(groups.term))
    matured = performing[:, :, last, many].sum(axis=1)
    performing[:, :, last, many] = 0.0
    performing[:, :, 1:] = performing[:, :, :-1].copy()
    performing[:, :, 0] = 0.0
    renewed = np.where(groups.bullet, scenario.renewal.probability, 0.0) * matured
    renewed[scenario.renewal.at_most :] = 0.0
    lives.standing[last, many] += renewed.sum(axis=0)
    if month + 1 < scenario.horizon.months:
        lives.lent[1:] += by_place(performing)[1:]
        lives.renewals[:] += renewed.sum(axis=0)
        performing[1:, 0, 0] += renewed[:-1]
        replace_loans(course, (matured - renewed).sum(axis=0), month)
