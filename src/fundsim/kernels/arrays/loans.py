"""Arrays of the loans: the clock, loan slots, their lives when nothing happens, and what the book then shows."""

from __future__ import annotations

from typing import NamedTuple

from fundsim.kernels.arrays.types import B1, F1, F2, F3, FC, I1, I3, JC, U1


class Clock(NamedTuple):
    """Months, years and settling."""

    months: int
    settle: int  # 1: run the pipeline out after the horizon
    end: int  # months + longest settling time
    stop: int  # month before which settling stops: `end`, or earlier for those who look at a path on its way
    provides: int  # 1: the government's cost provides for claims still open at the end
    year: I1  # [month] account year; settling months count in the last one
    year_start: B1  # [month] first month of an account year
    year_end: B1  # [month] last month of an account year
    period: I1  # [month] factor period


class Loans(NamedTuple):
    """Loan slots."""

    principal: F2  # [slot, variant] the limit of a credit line
    first_principal: F1  # [slot] of generation 0, as its balance in month 0 has it
    bucket: I3  # [epoch, slot, variant]
    epoch_starts: I1  # first month of every epoch of admission rules but the first
    made_in: JC
    overdue: JC  # months since distress when the simulation begins; 0: performs
    opening: JC  # 1 opening stock, 0 new lending of its month
    term: JC
    rate: FC
    profile: JC  # row of `profiles`; the first of twelve with a calendar
    calendar: JC  # 0 none, SEASONAL, LINE: one profile for each calendar month of origin
    first_month: int  # calendar month of month 0, from 0
    interest_every: JC
    subsidy: FC
    renewable: JC
    conversion: FC  # share of a line's undrawn limit that is drawn before default
    township: JC
    industry: JC
    village: JC
    county: JC
    place: JC
    lgd: FC
    recovery_multiplier: FC
    guaranteed: FC
    profiles: F2  # [profile, months since made] share of the principal owed before the month's dues
    month_ends: F2  # [profile, months since made] and after them
    flat: B1  # [profile] 1: the whole principal is owed until the last due


class Lives(NamedTuple):
    """Lives that loans lead when nothing happens to them, in the order of their start: the same on every path."""

    slot: JC
    generation: JC
    made_in: JC
    last: JC  # month of maturity
    following: JC  # the slot's next life; -1 none
    bucket: JC
    principal: FC
    draw: U1  # counter of the budget's draw, ready to be added to the key
    run_first: I1  # [run + 1] lives that start together with the same risk and terms
    run_bucket: I1  # [run]
    run_quiet: B1  # [run] 1: nothing but distress takes these lives off their course
    month_first: I1  # [month + 1] runs that start in a month
    overdue: I1  # slots whose first loan is overdue when the simulation begins, and leads none of these lives


class Ageing(NamedTuple):
    """When in its life a loan defaults: seasoning, and the part due at maturity."""

    active: int  # 0: in every month alike
    curve: F2  # [row, age] relative intensity with mean 1 over the term; flat after the last age
    row: I1  # [slot]
    peak: F1  # [row] highest value of the curve
    at_maturity: F1  # [slot] part of the intensity that falls in the month of maturity
    year: float  # a year's intensity in those of a factor period


class Cover(NamedTuple):
    """Borrowers' crop and livestock cover."""

    premium: F3  # [party, slot, variant] per month, of the balance; no slots: no cover


class Baseline(NamedTuple):
    """What the book shows, month by month, when nothing happens to any loan."""

    performing: F2  # [place, month] at month end
    number_steps: F2  # [month + 1, place] changes of the number of loans
    lending: F1  # [month]
    made: F1  # [cohort] loans
    subsidy: F1  # [month]
    cover_premium: F2  # [party, month]
    exposure: F3  # [base, place, month] covered outstanding at the start
    covered_lending: F3  # [base, place, month]
    renewed: F3  # [base, place, month] principal renewed or, in month 0, opening stock weighted by its remaining term
    opening_cover: F2  # [base, place] covered opening stock
    opening: float  # outstanding of the opening stock
