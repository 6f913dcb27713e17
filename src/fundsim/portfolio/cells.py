"""What a cell of a table of loans holds: a number, or a month."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import numpy as np

BLANKS = frozenset({"", "na", "n/a", "nan", "null", "none"})
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})?日?)?(?:[ T][0-9:.]*)?")
DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")  # as bank systems export dates
SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?")  # as Excel counts days, 1954 to 2091
FIRST_DAY = dt.date(1899, 12, 30)  # of these days
UNITS = {
    "term_months": {"个月": 1.0, "月": 1.0, "months": 1.0, "month": 1.0, "年": 12.0, "years": 12.0, "year": 12.0},
    "days_overdue": {"天": 1.0, "日": 1.0, "days": 1.0, "day": 1.0},
}
TEN_THOUSANDS = 1e4


def number(text: str) -> float:
    """Number that a cell holds: NaN where blank, infinity where it is none.

    Parameters
    ----------
    text : str
        Without spaces around it.

    Returns
    -------
    float
        Commas between thousands are understood.

    Examples
    --------
    >>> number("50,000.00"), number("n/a"), number("five")
    (50000.0, nan, inf)
    """
    if text.lower() in BLANKS:
        return np.nan
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    try:
        return float(text)
    except ValueError:
        return np.inf


@lru_cache(maxsize=65_536)
def counted(text: str, key: str) -> float:
    """Number that a cell holds, with or without its unit: NaN where blank, infinity where it is none.

    Parameters
    ----------
    text : str
        Without spaces around it.
    key : str
        Attribute, one of ``UNITS``.

    Returns
    -------
    float
        In the unit of the attribute.

    Examples
    --------
    >>> counted("36个月", "term_months"), counted("3年", "term_months"), counted("90 days", "days_overdue")
    (36.0, 36.0, 90.0)
    """
    for name, size in UNITS[key].items():
        if text.endswith(name):
            return number(text.removesuffix(name).rstrip()) * size
    return number(text)


def amount(text: str, unit: float = 1.0) -> float:
    """Amount that a cell holds, with or without its currency: NaN where blank, infinity where it is none.

    Parameters
    ----------
    text : str
        Without spaces around it; ``5万元`` is understood whatever the unit.
    unit : float
        Currency units of numbers without one.

    Returns
    -------
    float
        [`unit` currency units]

    Examples
    --------
    >>> amount("50,000元"), amount("5万元"), amount("5万", 10_000.0), amount("5", 10_000.0)
    (50000.0, 50000.0, 5.0, 5.0)
    """
    plain = text.removesuffix("元")
    if plain.endswith("万"):
        return number(plain[:-1].rstrip()) * TEN_THOUSANDS / unit
    return number(plain.rstrip()) / unit if plain != text else number(text)


@lru_cache(maxsize=65_536)
def share(text: str, unit: float = 1.0) -> float:
    """Share or rate that a cell holds: NaN where blank, infinity where it is none.

    Parameters
    ----------
    text : str
        Without spaces around it; ``4.35%`` is understood whatever the unit.
    unit : float
        Of numbers without a sign.

    Returns
    -------
    float
        [1]

    Examples
    --------
    >>> share("4.35%"), share("0.0435"), share("50", 0.01)
    (0.0435, 0.0435, 0.5)
    """
    if text.endswith(("%", "％")):
        return number(text[:-1].rstrip()) / 100.0
    return number(text) * unit


@lru_cache(maxsize=65_536)
def month_number(text: str) -> float:
    """Months since year 0 of a date: NaN where blank, infinity where it is no date.

    Parameters
    ----------
    text : str
        ``YYYY-MM-DD`` or ``YYYY-MM``; also with ``/``, ``.``, 年月日 or nothing between the parts, or a time after it;
        or a day as Excel counts them.

    Returns
    -------
    float
        [months]

    Examples
    --------
    >>> month_number("2023-11-30") - month_number("2023-01"), month_number("2023-02-30")
    (10.0, inf)
    """
    if text.lower() in BLANKS:
        return np.nan
    match = DATE.fullmatch(text) or DIGITS.fullmatch(text)
    if SERIAL.fullmatch(text):
        day_counted = FIRST_DAY + dt.timedelta(days=int(float(text)))
        return float(day_counted.year * 12 + day_counted.month - 1)
    if match is None:
        return np.inf
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        dt.date(year, month, day)
    except ValueError:
        return np.inf
    return float(year * 12 + month - 1)
