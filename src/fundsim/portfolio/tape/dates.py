"""Rules on the dates of a loan tape's rows: their term, the month made, and since when they are overdue."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.loan_book import Floats, Integers
from fundsim.portfolio.quality import Screening, change, drop
from fundsim.portfolio.tape.rows import TapeRows, no_numbers
from fundsim.programme.loans import Horizon, TapeDefaults, TapeLoans
from fundsim.units import year_month_number

MAX_TERM = 600  # [months]
DATES = "write YYYY-MM-DD or YYYY-MM"


def term_of(rows: TapeRows, screening: Screening, defaults: TapeDefaults) -> Integers:
    """Term of each loan (期限), from its months or from its date of maturity.

    Parameters
    ----------
    rows : TapeRows
        As read.
    screening : Screening
        Takes note of rows that are dropped and changed.
    defaults : TapeDefaults
        Term of loans without one.

    Returns
    -------
    array (row,)
        Of dropped rows any. [months]
    """
    if "matures_on" in rows.numbers:
        return _term_from_dates(rows, screening, defaults)
    given = rows.numbers.get("term_months")
    otherwise = defaults.term_months
    if given is None:
        change(screening, "term_months is not in the tape", screening.keep.copy(), f"took {otherwise} months")
        return np.full(len(rows.lines), otherwise, dtype=np.int64)
    with np.errstate(invalid="ignore"):  # infinity marks what is not a number
        whole = given % 1.0 == 0.0
    wrong = ~np.isnan(given) & ~(whole & (given >= 0.0) & (given <= MAX_TERM))
    drop(screening, f"term_months is not a whole number from 1 to {MAX_TERM}", wrong)
    blank = np.isnan(given) | (given == 0.0)
    _without_term(screening, "term_months is blank or 0", blank, otherwise)
    return np.where(wrong | blank, otherwise or 1, given).astype(np.int64)


def _term_from_dates(rows: TapeRows, screening: Screening, defaults: TapeDefaults) -> Integers:
    """Whole months from the date made to that of the last due."""
    end, otherwise = rows.numbers["matures_on"], defaults.term_months
    drop(screening, "matures_on is not a date", np.isinf(end), DATES)
    blank = np.isnan(end)
    _without_term(screening, "matures_on is blank", blank, otherwise)
    start = rows.numbers["made_on"]
    _drop_undated(rows, screening)
    with np.errstate(invalid="ignore"):  # infinity marks what is no date
        calendar_months = np.floor(end) - np.floor(start)
        months = np.maximum(np.maximum(np.rint(end - start), calendar_months), 1.0)
        before, long = np.isfinite(months) & (end < start), np.isfinite(months) & (months > MAX_TERM)
    drop(screening, "matures_on is before made_on", before, "are the columns exchanged?")
    drop(screening, f"matures_on is more than {MAX_TERM} months after made_on", long)
    return np.where(before | long | ~np.isfinite(months), otherwise or 1, months).astype(np.int64)


def _drop_undated(rows: TapeRows, screening: Screening) -> None:
    made_on = rows.numbers["made_on"]
    drop(screening, "made_on is blank", np.isnan(made_on))
    drop(screening, "made_on is not a date", np.isinf(made_on), DATES)


def _without_term(screening: Screening, rule: str, blank: NDArray[np.bool_], otherwise: int | None) -> None:
    if otherwise is None:
        drop(screening, rule, blank, "`loans.defaults.term_months` gives none")
    else:
        change(screening, rule, blank, f"took {otherwise} months")


def days_overdue_of(rows: TapeRows, screening: Screening) -> Floats:
    """Days since the first missed due, 0 where none is missed."""
    if "days_overdue" not in rows.numbers:
        return np.zeros(len(rows.lines))
    days = rows.numbers["days_overdue"]
    drop(screening, "days_overdue is not a number", np.isinf(days), "write the number of days, 0 where none is missed")
    drop(screening, "days_overdue is negative", days < 0.0, "write 0 or leave it blank where nothing is due")
    return np.where(np.isfinite(days) & (days > 0.0), days, 0.0)


def months_overdue(screening: Screening, days: Floats, made_in: Integers, term: Integers) -> tuple[Integers, Integers]:
    """Months since the first missed due, and the month made as it fits them.

    A due can be missed from the month made on. Where the days say that it was missed after the last due of the term,
    the loan must have been extended: its term then ends with that due.
    """
    asked, age = _months_asked(days), np.maximum(-made_in, 0)
    change(screening, "days_overdue of a loan made in month 0 or later", (asked > 0) & (age == 0), "have no effect")
    longer = (asked > age) & (age > 0)
    change(screening, "days_overdue are more than since made_on", longer, "counted from the month made")
    overdue = np.minimum(asked, age)
    extended_by = np.where(overdue > 0, np.maximum(age - term + 1 - overdue, 0), 0)
    change(screening, "days_overdue are fewer than since maturity", extended_by > 0, "taken for extended until then")
    return overdue, made_in + extended_by


def _months_asked(days_overdue: Floats) -> Integers:
    return np.asarray(np.ceil(days_overdue / 30.0), np.int64)


def month_made(
    rows: TapeRows, screening: Screening, loans: TapeLoans, horizon: Horizon, term: Integers,
    days_overdue: Floats,
) -> Integers:  # fmt: skip
    """Month in which each loan was made (放款月份), counted from the first of the horizon.

    Parameters
    ----------
    rows : TapeRows
        As read.
    screening : Screening
        Takes note of rows that are dropped and changed.
    loans : TapeLoans
        Which loans are taken.
    horizon : Horizon
        The clock.
    term : array (row,)
        [months]
    days_overdue : array (row,)
        Since the first missed due. [days]

    Returns
    -------
    array (row,)
        0 or below for loans on the book; of dropped rows any. [months]
    """
    as_dated = loans.opening_ages == "as_dated"
    filtered = loans.made_from is not None or loans.made_until is not None
    if not (as_dated or filtered or "matures_on" in rows.numbers):
        change(screening, "`loans.opening_ages: new`", screening.keep.copy(), "made in month 0")
        return np.zeros_like(term)
    date = np.floor(rows.numbers["made_on"])
    if "matures_on" not in rows.numbers:
        _drop_undated(rows, screening)
    if start := loans.made_from:
        drop(screening, f"made before `made_from` {start}", date < year_month_number(start), irrelevant=True)
    if end := loans.made_until:
        drop(screening, f"made after `made_until` {end}", date > year_month_number(end), irrelevant=True)
    if not as_dated:
        change(screening, "`loans.opening_ages: new`", screening.keep.copy(), "made in month 0")
        return np.zeros_like(term)
    first_month = year_month_number(horizon.first_month)
    month = np.where(np.isfinite(date), date, 0.0).astype(np.int64) - first_month
    month = _made_as_it_matures(rows, month, term, days_overdue, first_month)
    overdue = days_overdue > 0.0
    due_now = (month + term == 0) & ~overdue & is_owed(rows)
    change(screening, f"term over just before {horizon.first_month}, but a balance", due_now, "due in month 0")
    month = np.where(due_now, month + 1, month)
    over = (month + term <= 0) & ~overdue
    rule = f"term over before {horizon.first_month}, but a balance and not overdue"
    drop(screening, rule, over & is_owed(rows), "give `days_overdue`, or the date to which it was extended")
    rule = f"term over before {horizon.first_month}, counted from the month made"
    drop(screening, rule, over, irrelevant=True)
    if loans.rows == "on_book":
        drop(screening, f"made after {horizon.first_month}", month > 0, "`loans.rows` is on_book", irrelevant=True)
    else:
        drop(screening, "made after the last month of the horizon", month >= horizon.months, irrelevant=True)
        change(screening, f"made after {horizon.first_month}", month > 0, "new lending of their month")
    return np.asarray(month, np.int64)


def _made_as_it_matures(
    rows: TapeRows, made: Integers, term: Integers, days_overdue: Floats, first_month: int
) -> Integers:
    """Month made of loans on the book, such that the last due falls in the calendar month of the date of maturity.

    The model counts a loan's months from the first day of the month made, and most are made later in it. Loans that
    have been overdue ever since stay where they are.
    """
    end = rows.numbers.get("matures_on", no_numbers(rows))
    matures = np.where(np.isfinite(end), end, 0.0).astype(np.int64) - first_month
    moved = np.isfinite(end) & (made + _months_asked(days_overdue) < 0)
    return np.where(moved, np.clip(matures - term + 1, made, made + 1), made)


def is_owed(rows: TapeRows) -> NDArray[np.bool_]:
    """Whether the tape says that something is still owed."""
    balance = rows.numbers.get("balance", no_numbers(rows))
    return np.asarray(np.isfinite(balance) & (balance > 0.0))
