"""Plain scalars by the core schema of YAML 1.2: no `yes` for true, no dates, no thousands separators."""

from __future__ import annotations

import math
import re

from fundsim.scenario_file.nodes import Scalar

NULL = ("", "~", "null", "Null", "NULL")
TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WHOLE = re.compile(r"[-+]?[0-9]+")
BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)")
NOT_A_NUMBER = (".nan", ".NaN", ".NAN")
LONGEST_WHOLE = 300  # digits; more would be infinite as a decimal number


def scalar_of(text: str) -> Scalar:
    """Value of a scalar written without quotes.

    Examples
    --------
    >>> [scalar_of(text) for text in ("1e6", "010", "0x1F", "no", "2023-11", "~", "TRUE")]
    [1000000.0, 10, 31, 'no', '2023-11', None, True]
    """
    if text in NULL:
        return None
    if text in TRUTH:
        return TRUTH[text]
    return _number_of(text)


def _number_of(text: str) -> int | float | str:
    if WHOLE.fullmatch(text):
        return int(text) if len(text) <= LONGEST_WHOLE else float(text)
    if BASED.fullmatch(text):
        return int(text[2:], 8 if text[1] == "o" else 16)
    if DECIMAL.fullmatch(text):
        return float(text)
    if match := INFINITE.fullmatch(text):
        return -math.inf if match[1] == "-" else math.inf
    return math.nan if text in NOT_A_NUMBER else text
