"""What a cell of a table of loans holds: a number, or a month."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

import numpy as np

from fundsim.languages import MULTIPLES_ZH

SUM = re.compile(r"(?:.*(?:合计|小计|总计|共计|subtotal)|(?:grand)?totals?|sum)(?:数|金额|笔数)?[:：]?(?:\(.*\))?")
LONGEST_SUM = 20  # letters
BLANKS = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "--", "—", "/", "无"})
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})?日?)?(?:[ T][0-9:.]*)?")
DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")  # as bank systems export dates
SERIAL = re.compile(r"[3-6][0-9]{4}(?:\.[0-9]+)?")  # as Excel counts days, 1982 to 2091
FIRST_DAY = dt.date(1899, 12, 30)  # of these days
TERM = re.compile(
    r"(?:(?P<years>[0-9.]+|[一二两三四五六七八九十])(?:年期?|years?))?(?:(?P<months>[0-9.]+)(?:个?月|期|months?)?)?"
)
CHINESE_NUMBERS = {sign: float(value) for value, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2.0}
DAYS = re.compile(r"(?:已?逾期)?(?P<days>[0-9.]+)(?:天|日|days?)?")
NOT_OVERDUE = frozenset({"正常", "未逾期", "否"})
AMOUNT = re.compile(r"[¥￥]?(?P<amount>[0-9.,]+)(?P<unit>千|万|亿)?(?:元整?|人民币)?")


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


def plain(text: str) -> str:
    """A cell without spaces and in narrow letters, as units are looked for.

    Examples
    --------
    >>> plain("５０，０００ 元")
    '50,000元'
    """
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def is_sum(cell: object) -> bool:
    """Whether a cell says that its row is a sum of others.

    Examples
    --------
    >>> [is_sum(cell) for cell in ("合 计：", "城关镇小计（元）", "Total", "合计村", 12)]
    [True, True, True, False, False]
    """
    return isinstance(cell, str) and len(cell) <= LONGEST_SUM and _says_sum(cell)


@lru_cache(maxsize=65_536)
def _says_sum(text: str) -> bool:
    return SUM.fullmatch(plain(text)) is not None


@lru_cache(maxsize=65_536)
def months_of_term(text: str) -> float:
    """Months of a term, with or without its unit: NaN where blank, infinity where it is none.

    Examples
    --------
    >>> months_of_term("36"), months_of_term("36个月"), months_of_term("3年"), months_of_term("2年6个月")
    (36.0, 36.0, 36.0, 30.0)
    """
    match = TERM.fullmatch(plain(text))
    if match is None or match["years"] is None:
        return number(match["months"] if match and match["months"] else text)
    years = CHINESE_NUMBERS.get(match["years"]) or number(match["years"])
    return 12.0 * years + (number(match["months"]) if match["months"] else 0.0)


@lru_cache(maxsize=65_536)
def days_late(text: str) -> float:
    """Days overdue, with or without their unit: NaN where blank, 正常, 未逾期 or 否, infinity where it is no number.

    Examples
    --------
    >>> days_late("45"), days_late("逾期90天"), days_late("正常")
    (45.0, 90.0, nan)
    """
    match = DAYS.fullmatch(plain(text))
    return np.nan if text in NOT_OVERDUE else number(match["days"] if match else text)


@lru_cache(maxsize=65_536)
def amount(text: str, unit: float = 1.0) -> float:
    """Amount that a cell holds, with or without its currency: NaN where blank, infinity where it is none.

    Parameters
    ----------
    text : str
        ``5万元`` is understood whatever the unit.
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
    match = AMOUNT.fullmatch(plain(text))
    if match is None or plain(text) == match["amount"]:
        return number(match["amount"] if match else text)
    return number(match["amount"]) * MULTIPLES_ZH.get(match["unit"] or "", 1.0) / unit


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
def dated(text: str) -> float:
    """Months from year 0 to a date: NaN where blank, infinity where it is no date.

    Parameters
    ----------
    text : str
        ``YYYY-MM-DD`` or ``YYYY-MM``; also with ``/``, ``.``, 年月日 or nothing between the parts, or a time after it;
        or a day as Excel counts them.

    Returns
    -------
    float
        With the part of its month that is over before the day; a month without a day is taken at its middle, so that
        the months between two dates are right within half a month whichever of them has a day. [months]

    Examples
    --------
    >>> round(dated("2024-10-31") - dated("2023-11-01"), 2), dated("2023-11") % 1.0, dated("2023-02-30")
    (11.97, 0.5, inf)
    """
    if text.lower() in BLANKS:
        return np.nan
    text = plain(text) if not text.isascii() else text
    match = DATE.fullmatch(text) or DIGITS.fullmatch(text)
    if SERIAL.fullmatch(text):
        day_counted = FIRST_DAY + dt.timedelta(days=int(float(text)))
        return _months_to(day_counted.year, day_counted.month, day_counted.day)
    if match is None:
        return np.inf
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return np.inf
    return _months_to(year, month, day)


def _months_to(year: int, month: int, day: int) -> float:
    return float(year * 12 + month - 1) + ((day - 1) / 31.0 if day else 0.5)
