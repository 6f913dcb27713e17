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
        ``YYYY-MM-DD`` or ``YYYY-MM``; also with ``/``, ``.``, 年月日 or nothing between the parts, or a time after it.

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
    if match is None:
        return np.inf
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        dt.date(year, month, day)
    except ValueError:
        return np.inf
    return float(year * 12 + month - 1)
