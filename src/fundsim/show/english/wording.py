"""Numbers, months and lists in plain English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from fundsim.portfolio.loan_book import Floats
from fundsim.show.numbers import percent_figure, plain_number, year_and_month
from fundsim.units import MONTH_NAMES

COUNTS = {1: "once", 2: "twice", 3: "three times"}


def money(amount: float, currency: str) -> str:
    """An amount: whole units below a million, then millions.

    Examples
    --------
    >>> money(50_000, "CNY"), money(5_390_040, "CNY"), money(12.5, "CNY")
    ('50,000 CNY', '5.39 million CNY', '12.50 CNY')
    """
    if abs(amount) >= 999_999.5:
        return f"{amount / 1e6:,.{2 if abs(amount) < 1e8 else 1}f} million {currency}"
    return f"{amount:,.{0 if float(amount).is_integer() or abs(amount) >= 1000 else 2}f} {currency}"


def money_column(amounts: Sequence[float], currency: str) -> list[str]:
    """Amounts to stand below one another, all in the unit that the largest calls for.

    Examples
    --------
    >>> money_column([1_152_000, 230_418], "CNY")
    ['1.152 million CNY', '0.230 million CNY']
    """
    largest = max((abs(amount) for amount in amounts), default=0.0)
    if largest >= 999_999.5:
        return [f"{amount / 1e6:,.{3 if largest < 1e9 else 1}f} million {currency}" for amount in amounts]
    return [f"{amount:,.0f} {currency}" for amount in amounts]


def spread(values: Floats, told: Callable[[float], str]) -> str:
    """Lowest and highest of some values, or the one that all have.

    Examples
    --------
    >>> import numpy as np
    >>> spread(np.array([0.1, 0.3]), percent), spread(np.array([2.0, 2.0]), "{:g}".format)
    ('10 % to 30 %', '2')
    """
    low, high = told(float(values.min())), told(float(values.max()))
    return low if low == high else f"{low} to {high}"


def percent(share: float, digits: int = 3) -> str:
    """A share as per cent with so many significant digits.

    Examples
    --------
    >>> percent(0.7), percent(0.0345), percent(0.012345)
    ('70 %', '3.45 %', '1.23 %')
    """
    return f"{percent_figure(share, digits)} %"


def count_of(number: float, noun: str) -> str:
    """A number with its noun, plural where it is not one.

    Examples
    --------
    >>> count_of(1, "month"), count_of(90, "day"), count_of(2, "county")
    ('1 month', '90 days', '2 counties')
    """
    plural = f"{noun[:-1]}ies" if noun.endswith("ty") else f"{noun}s"
    return f"{plain_number(number)} {noun if number == 1 else plural}"


def times(number: int) -> str:
    """How often: once, twice, three times, 4 times."""
    return COUNTS.get(number, f"{number:,} times")


def every(months: int) -> str:
    """An interval: every month, every 3 months, every year."""
    return {1: "every month", 12: "every year"}.get(months, f"every {months} months")


def duration(months: int) -> str:
    """Months, as years where they are whole.

    Examples
    --------
    >>> duration(120), duration(18)
    ('120 months (10 years)', '18 months')
    """
    whole = months >= 24 and months % 12 == 0
    return f"{count_of(months, 'month')} ({months // 12} years)" if whole else count_of(months, "month")


def calendar_month(first_month: str, month: int | str) -> str:
    """Calendar month of a month of the horizon, or of a ``YYYY-MM`` text.

    Examples
    --------
    >>> calendar_month("2023-11", 2), calendar_month("2023-11", "2024-05")
    ('January 2024', 'May 2024')
    """
    year, number = year_and_month(first_month, month)
    return f"{month_name(number)} {year}"


def month_name(month: int) -> str:
    """Name of a calendar month, 1 to 12."""
    return MONTH_NAMES[month - 1].capitalize()


def and_list(words: Iterable[str], conjunction: str = "and") -> str:
    """Words as a list.

    Examples
    --------
    >>> and_list(["crop"]), and_list(["crop", "pig"]), and_list(["a", "b", "c"], "or")
    ('crop', 'crop and pig', 'a, b or c')
    """
    every_word = list(words)
    if len(every_word) < 2:
        return "".join(every_word)
    return f"{', '.join(every_word[:-1])} {conjunction} {every_word[-1]}"


def shares(parts: Mapping[str, float]) -> str:
    """Names with their shares: ``crop 40 %, pig 60 %``; those with nothing are left out."""
    return ", ".join(f"{name} {percent(share)}" for name, share in parts.items() if share > 0.0)


def sentences(*parts: str) -> str:
    """Sentences one after another; empty ones are left out."""
    return " ".join(part for part in parts if part)
