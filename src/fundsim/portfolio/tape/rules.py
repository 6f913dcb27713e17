"""Rules that rows of a loan tape must pass, in the order in which they are applied and reported."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.errors import DataError
from fundsim.portfolio.balances import Seasons, share_owed
from fundsim.portfolio.loan_book import SCHEDULES, Floats, Integers
from fundsim.portfolio.quality import QualityEntry, Screening, change, drop, report
from fundsim.portfolio.schedules import repayment_calendar
from fundsim.portfolio.tape.dates import days_overdue_of, is_owed, month_made, months_overdue, term_of
from fundsim.portfolio.tape.mapping import Needs
from fundsim.portfolio.tape.rows import BLANK_CODE, TapeRows, no_numbers
from fundsim.programme.loans import Horizon, TapeDefaults, TapeLoans
from fundsim.units import MAX_MONEY, year_month_number

RESTATED = 0.005  # relative difference from which a balance counts as off its schedule
FRACTION = "a fraction is needed, 3.45 % is written 0.0345"
RATE = f"{FRACTION}, or give `loans.rate_unit`"
# As banks write them (还款方式): the first of these words in a name decides. When interest of bullet loans is due the
# model's terms say, not the name.
CHINESE_SCHEDULES = {
    "等额本息": "annuity", "等额本金": "equal_principal",
    "利随本清": "bullet", "到期": "bullet", "一次性还本": "bullet", "一次还本": "bullet", "先息后本": "bullet",
    "随借随还": "credit_line", "循环": "credit_line", "授信": "credit_line",
}  # fmt: skip
MOST_NAMED = 5  # wordings that a message lists


class Screened(NamedTuple):
    """Rows of a tape after all rules, arrays (row,); only rows in ``keep`` have meaning.

    Parameters
    ----------
    keep : array, bool
        Rows that become loans.
    principal : array
        Disbursed. [currency]
    first_principal : array
        As in ``LoanBook``. [currency]
    rate, pd, lgd, guaranteed_share : array
        As in ``LoanBook``; NaN where not given.
    term, made_in, months_overdue, schedule : array
        As in ``LoanBook``.
    unusable : array, bool
        Rows with a principal that were dropped, though they may be loans of the programme.
    entries : list of QualityEntry
        What was dropped and changed.
    """

    keep: NDArray[np.bool_]
    principal: Floats
    first_principal: Floats
    rate: Floats
    pd: Floats
    lgd: Floats
    guaranteed_share: Floats
    term: Integers
    made_in: Integers
    months_overdue: Integers
    schedule: Integers
    unusable: NDArray[np.bool_]
    entries: list[QualityEntry]


def screened(rows: TapeRows, loans: TapeLoans, horizon: Horizon, needs: Needs, pd_elsewhere: bool) -> Screened:
    """Apply all rules.

    Parameters
    ----------
    rows : TapeRows
        As read.
    loans : TapeLoans
        The scenario's ``loans``.
    horizon : Horizon
        The clock.
    needs : Needs
        What the rest of the scenario asks for.
    pd_elsewhere : bool
        The scenario gives a default probability for loans whose own is blank.

    Returns
    -------
    Screened
        With a report that counts each dropped row once: rows read less rows dropped are the rows kept.

    Raises
    ------
    DataError
        A kept loan has no loss given default, but the recovery asks for it.
    """
    screening = Screening(rows.lines, np.ones(len(rows.lines), dtype=np.bool_))
    paid_out = _principal(rows, screening)
    term = term_of(rows, screening, loans.defaults)
    rate = _rate(rows, screening, loans.defaults)
    schedule = _schedule(rows, screening, loans.defaults)
    probability = _own_probability(rows, screening, pd_elsewhere)
    lgd = _optional(rows, screening, "lgd")
    guaranteed = _guaranteed(rows, screening, loans.defaults, paid_out, needs.guaranteed_share)
    days_overdue = days_overdue_of(rows, screening)
    made_in = month_made(rows, screening, loans, horizon, term, days_overdue)
    overdue, made_in = months_overdue(screening, days_overdue, made_in, term)
    owed = _share_owed(schedule, term, rate, made_in, overdue, loans.defaults, horizon)
    line = schedule == SCHEDULES.index("credit_line")
    principal = loans.amount_unit * paid_out
    takes_balance = (made_in <= 0) & (~line | (overdue > 0))
    restated = loans.amount_unit * _restated(rows, screening, paid_out, owed, line & (made_in <= 0), takes_balance)
    _drop_too_large(screening, np.maximum(principal, restated))
    _duplicates(rows, screening)
    _check_lgd(rows, screening, needs, lgd, loans.file)
    return Screened(
        screening.keep,
        principal,
        restated,
        rate,
        probability,
        lgd,
        guaranteed,
        term,
        made_in,
        overdue,
        schedule,
        screening.unusable & np.isfinite(rows.numbers["principal"]) & (rows.numbers["principal"] > 0.0),
        report(screening),
    )


def _principal(rows: TapeRows, screening: Screening) -> Floats:
    principal = rows.numbers["principal"]
    drop(screening, "principal is blank", np.isnan(principal))
    drop(screening, "principal is not a number", np.isinf(principal))
    drop(screening, "principal is 0 or negative", principal <= 0.0)
    return np.where(np.isfinite(principal) & (principal > 0.0), principal, 1.0)


def _rate(rows: TapeRows, screening: Screening, defaults: TapeDefaults) -> Floats:
    rate = _optional(rows, screening, "interest_rate")
    absent = "is blank" if "interest_rate" in rows.numbers else "is not in the tape"
    change(screening, f"interest_rate {absent}", np.isnan(rate), f"took {defaults.interest_rate:g}")
    return np.where(np.isnan(rate), defaults.interest_rate, rate)


def _optional(rows: TapeRows, screening: Screening, key: str) -> Floats:
    """Fraction between 0 and 1, or blank."""
    if key not in rows.numbers:
        return no_numbers(rows)
    value = rows.numbers[key]
    drop(screening, f"{key} is not a number", np.isinf(value), RATE if key == "interest_rate" else FRACTION)
    outside = (value < 0.0) | (value > 1.0)
    drop(screening, f"{key} is outside [0, 1]", outside, RATE if key == "interest_rate" else FRACTION)
    return np.where(outside, np.nan, value)


def _schedule(rows: TapeRows, screening: Screening, defaults: TapeDefaults) -> Integers:
    otherwise = SCHEDULES.index(defaults.repayment)
    if "repayment" not in rows.codes:
        change(screening, "repayment is not in the tape", screening.keep.copy(), f"took {defaults.repayment}")
        return np.full(len(rows.lines), otherwise, dtype=np.int64)
    code = rows.codes["repayment"]
    names = [schedule_named(name) for name in rows.names["repayment"]]
    known = np.array(
        [SCHEDULES.index(name) if name in SCHEDULES else -1 for name in names] + [otherwise], dtype=np.int64
    )
    schedule = known[code]  # a blank has code -1, the last of them
    unknown = [name for name, place in zip(rows.names["repayment"], known[:-1], strict=True) if place < 0]
    listed = ", ".join(unknown[:MOST_NAMED]) + (", ..." if len(unknown) > MOST_NAMED else "")
    rule = f"repayment is none of {', '.join(SCHEDULES)}"
    drop(screening, rule, schedule < 0, f"it is {listed}; write 到期还本, 等额本金, 等额本息 or 授信额度")
    change(screening, "repayment is blank", code == BLANK_CODE, f"took {defaults.repayment}")
    no_months = (schedule == SCHEDULES.index("seasonal")) & (defaults.instalment_months is None)
    drop(screening, "repayment is seasonal", no_months, "`loans.defaults.instalment_months` names no months")
    return np.where(schedule < 0, otherwise, schedule)


def schedule_named(text: str) -> str:
    """Name of a schedule as the model has it, from its own name or that of Chinese banks.

    Examples
    --------
    >>> schedule_named("按月付息，到期还本"), schedule_named("Annuity")
    ('bullet', 'annuity')
    """
    name = "".join(text.lower().split())
    return next((schedule for words, schedule in CHINESE_SCHEDULES.items() if words in name), name)


def _own_probability(rows: TapeRows, screening: Screening, elsewhere: bool) -> Floats:
    probability = _optional(rows, screening, "pd")
    if "pd" in rows.numbers and elsewhere:
        change(screening, "pd is blank", np.isnan(probability), "took `default_probability`")
    elif "pd" in rows.numbers:
        drop(screening, "pd is blank", np.isnan(probability), "`default_probability` gives no other")
    return probability


def _guaranteed(
    rows: TapeRows, screening: Screening, defaults: TapeDefaults, principal: Floats, needed: bool
) -> Floats:
    key = next((key for key in ("guaranteed_share", "guaranteed_amount") if key in rows.numbers), "guaranteed_share")
    share = _optional(rows, screening, "guaranteed_share")
    if key == "guaranteed_amount":
        share = _share_of_amount(rows, screening, principal)
    if not needed:
        change(screening, f"{key} has no effect", ~np.isnan(share), "no layer pays by it")
    absent = f"{key} is blank" if key in rows.numbers else "guaranteed_share is not in the tape"
    if defaults.guaranteed_share is not None:
        change(screening, absent, np.isnan(share), f"took {defaults.guaranteed_share:g}")
        return np.where(np.isnan(share), defaults.guaranteed_share, share)
    if needed:
        drop(screening, absent, np.isnan(share), "`loans.defaults.guaranteed_share` gives none")
    return share


def _share_of_amount(rows: TapeRows, screening: Screening, principal: Floats) -> Floats:
    """Guaranteed share of the principal from a guaranteed amount."""
    given = rows.numbers["guaranteed_amount"]
    drop(screening, "guaranteed_amount is not a number", np.isinf(given))
    drop(screening, "guaranteed_amount is negative", given < 0.0)
    share = given / principal
    change(screening, "guaranteed_amount is more than the whole loan", share > 1.0, "bounded at the whole loan")
    return np.clip(share, 0.0, 1.0)


def _share_owed(
    schedule: Integers, term: Integers, rate: Floats, made_in: Integers, overdue: Integers, defaults: TapeDefaults,
    horizon: Horizon,
) -> Floats:  # fmt: skip
    """Share of the principal that each loan owes in month 0 by its schedule, or by that of its first missed due."""
    month = (year_month_number(horizon.first_month) + made_in) % 12 + 1
    seasons = Seasons((repayment_calendar(defaults),), np.zeros_like(term), month)
    every, age = np.full_like(term, defaults.instalment_every_months), np.clip(-made_in - overdue, 0, term - 1)
    return share_owed(schedule, term, every, rate, age, seasons)


def _restated(
    rows: TapeRows, screening: Screening, principal: Floats, owed: Floats,
    line: NDArray[np.bool_], opening: NDArray[np.bool_],
) -> Floats:  # fmt: skip
    """Principal that makes the balance of opening loans in month 0 the tape's; lines on the book have others."""
    if "balance" not in rows.numbers:
        return principal
    balance = rows.numbers["balance"]
    drop(screening, "balance is not a number", opening & np.isinf(balance))
    drop(screening, "balance is negative", opening & (balance < 0.0))
    drop(screening, "balance is 0", opening & (balance == 0.0), "nothing is owed in month 0", irrelevant=True)
    change(screening, "balance is blank", opening & np.isnan(balance), "follows from principal and schedule")
    drawn = line & ~opening & ~np.isnan(balance)
    change(screening, "balance of a credit line", drawn, "has no effect: limit and `drawn_share` give it")
    above = opening & (balance > (1.0 + RESTATED) * principal)
    change(screening, "balance is above the principal", above, "kept it: check that both are of the same loan")
    usable = opening & is_owed(rows) & (owed > 0.0)
    from_balance = np.where(usable, balance, principal) / np.where(usable, owed, 1.0)
    off = usable & (np.abs(from_balance - principal) > RESTATED * principal)
    change(
        screening,
        "balance is off its schedule by more than 0.5 %",
        off,
        "kept it, and restated the principal",
    )
    return np.where(usable, from_balance, principal)


def _drop_too_large(screening: Screening, principal: Floats) -> None:
    drop(screening, f"principal is above {MAX_MONEY:g}", principal > MAX_MONEY, "check `loans.amount_unit`")


def _duplicates(rows: TapeRows, screening: Screening) -> None:
    """Drop all but the first usable row of a loan; rows without an identifier are no duplicates."""
    if "loan_id" not in rows.codes:
        return
    code = rows.codes["loan_id"]
    candidates = np.flatnonzero(screening.keep & (code != BLANK_CODE))
    found, places = np.unique(code[candidates], return_index=True)
    first_row = np.full(int(code.max(initial=0)) + 1, -1)
    first_row[found] = candidates[places]
    first = first_row[code]
    again = screening.keep & (code != BLANK_CODE) & (first != np.arange(len(code)))
    compared = [rows.numbers[key] for key in ("principal", "made_on") if key in rows.numbers]
    differs = np.any([values[first] != values for values in compared], axis=0)
    drop(
        screening,
        "loan_id stands in an earlier row with another principal or date",
        again & differs,
        "map no `loan_id` if they are loans of their own; of numbers Excel keeps 15 digits",
    )
    drop(screening, "loan_id stands in an earlier row", again, "the first usable row is kept", irrelevant=True)
    change(screening, "loan_id is blank", code == BLANK_CODE, "kept; duplicates among them cannot be seen")


def _check_lgd(rows: TapeRows, screening: Screening, needs: Needs, lgd: Floats, file: str) -> None:
    blank = screening.keep & np.isnan(lgd)
    if needs.lgd and blank.any():
        line, others = rows.lines[np.argmax(blank)], int(blank.sum()) - 1
        told = (
            f"lgd: blank here and in {others:,} more rows, but `recovery` asks for it"
            if others
            else "lgd: blank here, but `recovery` asks for it"
        )
        raise DataError(f"{file}:{line}  {told}; fill the column, or give the recovered share as a number")
    if "lgd" in rows.numbers and not needs.lgd:
        change(screening, "lgd has no effect", ~np.isnan(lgd), "`recovery` does not ask for `share: tape`")
