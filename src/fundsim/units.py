"""Annotated number types: each carries its unit, its bounds and how to say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from numbers import Integral
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MAX_SEED = 2**63 - 1
MAX_MONEY = 1e15  # a quadrillion: sums of a million loans stay exact to the fen in a double


@dataclass(frozen=True, slots=True)
class Unit:
    """Unit of a number, for documents, axis labels and error messages."""

    name: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "unit": self.name}


def _no_flag(value: object) -> object:
    if isinstance(value, bool):  # Python takes true for 1
        raise ValueError("a number is needed")
    return value


def _calendar_month(value: object) -> object:
    if isinstance(value, str) and value.lower() in MONTH_NAMES:
        return MONTH_NAMES.index(value.lower()) + 1
    return value


def _year_month(value: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value):
        raise ValueError("a month is written YYYY-MM, for example 2023-11")
    return value


def year_month_number(value: str) -> int:
    """Count of months since year 0 of a ``YYYY-MM`` text.

    Examples
    --------
    >>> year_month_number("2023-11") - year_month_number("2023-01")
    10
    """
    year, month = value.split("-")
    return int(year) * 12 + int(month) - 1


def year_month(first_month: str, offset: int) -> str:
    """Calendar month ``YYYY-MM`` some months after another.

    Examples
    --------
    >>> year_month("2023-11", 2)
    '2024-01'
    """
    number = year_month_number(first_month) + offset
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_after(first_month: str, month: int | str) -> int:
    """Months after month 0 of a month written ``YYYY-MM`` or counted already.

    Examples
    --------
    >>> months_after("2023-11", "2024-02"), months_after("2023-11", -5)
    (3, -5)
    """
    return month if isinstance(month, int) else year_month_number(month) - year_month_number(first_month)


def check_whole(name: str, value: object, least: int = 1, most: int = MAX_SEED) -> None:
    """Refuse an argument that is no whole number, or out of range.

    Parameters
    ----------
    name : str
        Of the argument.
    value : object
        What was given; truth values are no numbers.
    least, most : int
        Range, both included.

    Raises
    ------
    TypeError, ValueError
        Names the argument, what was given, and what is needed.

    Examples
    --------
    >>> check_whole("n_paths", 0)
    Traceback (most recent call last):
    ValueError: n_paths is 0; at least 1 is needed
    """
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; it must be a whole number")
    if int(value) < least:
        raise ValueError(f"{name} is {value}; at least {least} is needed")
    if int(value) > most:
        raise ValueError(f"{name} is {value}; at most {most} is allowed")


def check_sampling(n_paths: object, seed: object, threads: object = None) -> None:
    """Refuse numbers of paths, seeds and numbers of threads with which nothing can be simulated.

    Raises
    ------
    TypeError, ValueError
        As `check_whole`.
    """
    check_whole("n_paths", n_paths)
    check_whole("seed", seed, 0)
    check_whole("threads", 1 if threads is None else threads)


Share = Annotated[float, Field(strict=True, ge=0.0, le=1.0), Unit("fraction")]
PositiveShare = Annotated[float, Field(strict=True, gt=0.0, le=1.0), Unit("fraction")]
Probability = Annotated[float, Field(strict=True, ge=0.0, le=1.0), Unit("probability")]
AnnualProbability = Annotated[float, Field(strict=True, ge=0.0, le=1.0), Unit("probability per year")]
Correlation = Annotated[float, Field(strict=True, ge=0.0, lt=1.0), Unit("asset correlation")]
FactorCorrelation = Annotated[float, Field(strict=True, gt=-1.0, lt=1.0), Unit("correlation")]
Rate = Annotated[float, Field(strict=True, ge=0.0, le=1.0), Unit("per year")]
DiscountRate = Annotated[float, Field(strict=True, gt=-0.5, le=1.0), Unit("per year")]
Money = Annotated[float, Field(strict=True, ge=0.0, le=MAX_MONEY), Unit("currency")]
PositiveMoney = Annotated[float, Field(strict=True, gt=0.0, le=MAX_MONEY), Unit("currency")]
AggregateAmount = Annotated[
    float,
    Field(strict=True, ge=0.0, le=MAX_MONEY),
    Unit("currency, or a multiple of what `aggregate_in` says"),
]
ClaimAmount = Annotated[float, Field(strict=True, ge=0.0, le=MAX_MONEY), Unit("currency, or a share of `outstanding`")]
PositiveClaimAmount = Annotated[
    float, Field(strict=True, gt=0.0, le=MAX_MONEY), Unit("currency, or a share of `outstanding`")
]
LogAmount = Annotated[float, Field(strict=True, ge=-100.0, le=35.0), Unit("logarithm of an amount")]
Spread = Annotated[float, Field(strict=True, gt=0.0, le=10.0), Unit("number")]
Multiplier = Annotated[float, Field(strict=True, ge=0.0, le=1e6), Unit("multiplier")]
Ratio = Annotated[float, Field(strict=True, ge=0.0, le=1e6), Unit("ratio")]
Odds = Annotated[float, Field(strict=True, ge=0.0, le=1e6), Unit("odds multiplier")]
Elasticity = Annotated[float, Field(strict=True, gt=0.0, le=10.0), Unit("elasticity")]
ContagionStrength = Annotated[float, Field(strict=True, ge=0.0, le=100.0), Unit("per overdue share")]
Leverage = Annotated[float, Field(strict=True, ge=1e-3, le=1e9), Unit("loans ÷ fund")]
PositiveNumber = Annotated[float, Field(strict=True, gt=0.0, le=1e9), Unit("number")]
Frequency = Annotated[float, Field(strict=True, ge=0.0, le=1000.0), Unit("events per year")]
Months = Annotated[int, Field(strict=True, ge=1, le=600), Unit("months")]
MonthsOrNone = Annotated[int, Field(strict=True, ge=0, le=600), Unit("months")]
Days = Annotated[int, Field(strict=True, ge=0, le=3600), Unit("days")]
Count = Annotated[int, Field(strict=True, ge=0, le=10_000_000), Unit("number")]
PositiveCount = Annotated[int, Field(strict=True, ge=1, le=10_000_000), Unit("number")]
CalendarMonth = Annotated[
    int,
    Field(strict=True, ge=1, le=12),
    BeforeValidator(_calendar_month),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 12, "unit": "calendar month"},
                {"enum": [*MONTH_NAMES]},
            ]
        }
    ),
]
YearMonth = Annotated[
    str,
    Field(strict=True),
    AfterValidator(_year_month),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "unit": "YYYY-MM"}),
]
WholeNumber = Annotated[int, Field(strict=True)]
NoFlag = BeforeValidator(_no_flag)
Flag = Annotated[bool, Field(strict=True)]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=80)]
Text = Annotated[str, Field(strict=True, max_length=4000)]


def months_from_days(days: int) -> int:
    """Days as whole months of thirty days, rounded up; 0 is the same month.

    Parameters
    ----------
    days : int
        [days]

    Returns
    -------
    int
        [months]

    Examples
    --------
    >>> months_from_days(90), months_from_days(91), months_from_days(0)
    (3, 4, 0)
    """
    return -(-days // 30)
