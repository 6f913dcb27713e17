"""Numbers, months and lists in plain Chinese."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from fundsim.languages import CURRENCIES_ZH, OWN_NAMES_ZH
from fundsim.portfolio.loan_book import Floats
from fundsim.show.numbers import percent_figure, plain_number, year_and_month

STEPS = ((1e8, "亿"), (1e4, "万"))


def money(amount: float, currency: str) -> str:
    """An amount: whole units below ten thousand, then 万 and 亿; trailing zeros say that it is rounded.

    Examples
    --------
    >>> money(1_000, "CNY"), money(52_000, "CNY"), money(5_390_040.5, "CNY"), money(12.5, "XAF")
    ('1,000元', '5.2万元', '539.00万元', '12.50 XAF')
    """
    divisor, word = _step(amount)
    whole = math.isclose(amount, round(amount), rel_tol=1e-12)
    if not word:
        return f"{amount:,.{0 if whole or abs(amount) >= 1000 else 2}f}{currency_name(currency)}"
    shown = amount / divisor
    exact = whole and math.isclose(shown, round(shown, 4), rel_tol=1e-12)
    return f"{plain_number(round(shown, 4)) if exact else f'{shown:,.2f}'}{word}{currency_name(currency)}"


def money_column(amounts: Sequence[float], currency: str) -> list[str]:
    """Amounts to stand below one another, all in the unit that the largest calls for.

    Examples
    --------
    >>> money_column([1_152_000, 230_418], "CNY")
    ['115.20万元', '23.04万元']
    """
    divisor, word = _step(max((abs(amount) for amount in amounts), default=0.0))
    decimals = {"": 0, "万": 2, "亿": 4}[word]
    return [f"{amount / divisor:,.{decimals}f}{word}{currency_name(currency)}" for amount in amounts]


def _step(amount: float) -> tuple[float, str]:
    """What a unit of the size of an amount holds, and its word; what rounds up to the next step takes it."""
    rounded = round(abs(amount))
    return next(((step, word) for step, word in STEPS if rounded >= step), (1.0, ""))


def currency_name(currency: str) -> str:
    """Name of a currency as it stands behind an amount.

    Examples
    --------
    >>> currency_name("USD"), currency_name("XAF")
    ('美元', ' XAF')
    """
    return CURRENCIES_ZH.get(currency, f" {currency}")


def spread(values: Floats, told: Callable[[float], str]) -> str:
    """Lowest and highest of some values, or the one that all have.

    Examples
    --------
    >>> import numpy as np
    >>> spread(np.array([0.1, 0.3]), percent), spread(np.array([2.0, 2.0]), "{:g}".format)
    ('10%至30%', '2')
    """
    low, high = told(float(values.min())), told(float(values.max()))
    return low if low == high else f"{low}至{high}"


def percent(share: float, digits: int = 3) -> str:
    """A share as per cent with so many significant digits.

    Examples
    --------
    >>> percent(0.7), percent(0.0345), percent(0.012345)
    ('70%', '3.45%', '1.23%')
    """
    return f"{percent_figure(share, digits)}%"


def count_of(number: float, noun: str) -> str:
    """A number with its measure word.

    Examples
    --------
    >>> count_of(1_048, "笔"), count_of(2.5, "次")
    ('1,048笔', '2.5次')
    """
    return f"{plain_number(number)}{noun}"


def times(number: int) -> str:
    """How often."""
    return count_of(number, "次")


def every(months: int) -> str:
    """An interval: 每月, 每3个月, 每年."""
    return {1: "每月", 12: "每年"}.get(months, f"每{months}个月")


def duration(months: int) -> str:
    """Months, as years where they are whole.

    Examples
    --------
    >>> duration(120), duration(18)
    ('120个月（10年）', '18个月')
    """
    whole = months >= 24 and months % 12 == 0
    return f"{count_of(months, '个月')}（{months // 12}年）" if whole else count_of(months, "个月")


def calendar_month(first_month: str, month: int | str) -> str:
    """Calendar month of a month of the horizon, or of a ``YYYY-MM`` text.

    Examples
    --------
    >>> calendar_month("2023-11", 2), calendar_month("2023-11", "2024-05")
    ('2024年1月', '2024年5月')
    """
    year, number = year_and_month(first_month, month)
    return f"{year}年{month_name(number)}"


def month_name(month: int) -> str:
    """Name of a calendar month, 1 to 12."""
    return f"{month}月"


def own_name(name: str) -> str:
    """A name as the file has it; names that fundsim gives by itself in Chinese.

    Examples
    --------
    >>> own_name("all"), own_name("bank"), own_name("pig")
    ('全部', '银行', 'pig')
    """
    return OWN_NAMES_ZH.get(name, name)


def and_list(words: Iterable[str], conjunction: str = "和") -> str:
    """Words as a list.

    Examples
    --------
    >>> and_list(["种植业"]), and_list(["甲", "乙"]), and_list(["甲", "乙", "丙"], "或")
    ('种植业', '甲和乙', '甲、乙或丙')
    """
    every_word = list(words)
    if len(every_word) < 2:
        return "".join(every_word)
    return f"{'、'.join(every_word[:-1])}{conjunction}{every_word[-1]}"


def shares(parts: Mapping[str, float], verb: str = "占") -> str:
    """Names with their shares: ``种植业占40%、养猪占60%``; those with nothing are left out."""
    return "、".join(f"{own_name(name)}{verb}{percent(share)}" for name, share in parts.items() if share > 0.0)


def sentences(*parts: str) -> str:
    """Sentences one after another; empty ones are left out."""
    return "".join(parts)
