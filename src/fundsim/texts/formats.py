"""Amounts and shares as readers write them: 万元 and 亿元, million CNY, per cent, each with its interval."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fundsim.languages import CURRENCIES_ZH, Language
from fundsim.metrics import Estimate
from fundsim.texts import text


class Scale(NamedTuple):
    """A unit that keeps numbers short.

    Parameters
    ----------
    divisor : float
        One such unit in the unit of the results.
    unit : str
        Its name, empty for none.
    gap : str
        What stands between number and unit.
    """

    divisor: float
    unit: str
    gap: str = " "


def money_scale(largest: float, currency: str, lang: Language) -> Scale:
    """Unit for amounts up to a given one.

    Parameters
    ----------
    largest : float
        Largest amount to be shown; its sign does not matter. [currency]
    currency : str
        ISO code.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    Scale
        元, 万元 or 亿元; or the currency itself, thousand, million or billion of it.

    Examples
    --------
    >>> money_scale(5.4e6, "CNY", "zh").unit, money_scale(5.4e6, "CNY", "en").unit
    ('万元', 'million CNY')
    """
    size = abs(largest)
    if lang == "zh":
        name = CURRENCIES_ZH.get(currency, f" {currency}")
        steps = ((1e8, "亿"), (1e4, "万"))
        divisor, word = next(((step, word) for step, word in steps if size >= step), (1.0, ""))
        return Scale(divisor, f"{word}{name}" if word else name.strip(), "")
    starts = ((1e10, 1e9, "billion "), (1e5, 1e6, "million "))
    divisor, word = next(((step, word) for start, step, word in starts if size >= start), (1.0, ""))
    return Scale(divisor, f"{word}{currency}")


def common_scale(amounts: ArrayLike, currency: str, lang: Language) -> Scale:
    """Unit of all amounts of a column: that which suits the largest one that is known.

    Parameters
    ----------
    amounts : array
        Some of them may be infinite or not known. [currency]
    currency : str
        ISO code.
    lang : {"en", "zh"}
        Language.

    Examples
    --------
    >>> common_scale([-2_694.0, 330_000.0, float("inf")], "CNY", "zh").unit
    '万元'
    """
    known = np.abs(np.asarray(amounts, np.float64))
    return money_scale(float(known[np.isfinite(known)].max(initial=0.0)), currency, lang)


def percent_scale(lang: Language) -> Scale:
    """Unit for shares and probabilities."""
    return Scale(0.01, "%", "" if lang == "zh" else " ")


def unit_scale(unit: str, largest: float, currency: str, lang: Language) -> Scale:
    """How numbers of a unit are shown.

    Parameters
    ----------
    unit : str
        ``1``, the currency, ``month``, ``year``, ``years`` or ``loans``.
    largest : float
        Largest amount of money. [currency]
    currency : str
        ISO code.
    lang : {"en", "zh"}
        Language.
    """
    if unit == "1":
        return percent_scale(lang)
    if unit == currency:
        return money_scale(largest, currency, lang)
    key = {"month": "unit_months", "loans": "unit_loans"}.get(unit, "unit_years")
    return Scale(1.0, text(key, lang), "" if lang == "zh" else " ")


def number_text(value: float, scale: Scale, decimals: int | None = None) -> str:
    """A number with its unit.

    Parameters
    ----------
    value : float
        [unit of the results]
    scale : Scale
        Unit to show.
    decimals : int or None
        Digits after the point; None shows three significant ones.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> number_text(5_394_000, money_scale(5.4e6, "CNY", "en"))
    '5.39 million CNY'
    """
    shown = value / scale.divisor
    digits = _three_significant(shown) if decimals is None else decimals
    return f"{_rounded_text(shown, digits)}{scale.gap if scale.unit else ''}{scale.unit}"


def estimate_text(estimate: Estimate, scale: Scale, lang: Language = "en") -> str:
    """An estimate with its unit and its interval, to the digits that the interval justifies.

    Parameters
    ----------
    estimate : Estimate
        [unit of the results]
    scale : Scale
        Unit to show.
    lang : {"en", "zh"}
        Decides on brackets.

    Returns
    -------
    str
        ``99.2 % (98.9–99.4)``, ``−7.0 % (−9.8 to −4.2)``; at most four significant digits. A bound that the paths
        do not give reads ∞,
        an interval without any bound ``?–?``, an undefined estimate ``n/a`` (不适用).

    Examples
    --------
    >>> estimate_text(Estimate(0.992, 0.0012, 0.989, 0.9943), percent_scale("en"))
    '99.2 % (98.9–99.4)'
    """
    value, low, high = estimate_parts(estimate, scale, lang)
    if not low:
        return value
    shown = f"{value}{scale.gap if scale.unit else ''}{scale.unit}".replace("-", "−")
    bounds = f"{low}–{high}"
    if "-" in bounds:  # a dash between negative numbers would read as another minus
        bounds = f"{low} {'至' if lang == 'zh' else 'to'} {high}".replace("-", "−")
    return f"{shown}（{bounds}）" if lang == "zh" else f"{shown} ({bounds})"


def estimate_parts(estimate: Estimate, scale: Scale, lang: Language = "en") -> tuple[str, str, str]:
    """Value and bounds of an estimate as `estimate_text` shows them, without unit.

    Parameters
    ----------
    estimate : Estimate
        [unit of the results]
    scale : Scale
        Unit to show.
    lang : {"en", "zh"}
        Language of what stands for an undefined estimate.

    Returns
    -------
    tuple of str
        Value, lower and upper bound; an undefined estimate has no bounds.

    Examples
    --------
    >>> estimate_parts(Estimate(12_345.0, 120.0, 12_105.0, 12_585.0), Scale(1.0, "CNY"))
    ('12,345', '12,105', '12,585')
    >>> estimate_parts(Estimate(0.227, 1e-6, 0.226998, 0.227002), percent_scale("en"))
    ('22.7000', '22.6998', '22.7002')
    >>> estimate_parts(Estimate(0.9998, 0.0001, 0.9995, 0.9999), percent_scale("en"))
    ('99.98', '99.95', '99.99')
    """
    if math.isnan(estimate.value):
        return "不适用" if lang == "zh" else "n/a", "", ""
    value, *bounds = (part / scale.divisor for part in (estimate.value, estimate.lower, estimate.upper))
    if math.isinf(value):
        low, high = (_bound_text(bound, _three_significant(bound)) for bound in bounds)
        return _bound_text(value, 0), low, high
    finite = [bound for bound in bounds if math.isfinite(bound)]
    width = max((abs(bound - value) for bound in finite), default=0.0)
    most = _digits(_size((value, *finite), scale) / 300.0)
    exact = width <= 1e-9 * abs(value)  # the same on all paths, but for rounding
    digits = _three_significant(value) if exact else max(min(_digits(width), most), _parting_digits(width))
    low, high = (_bound_text(bound, digits) if finite else "?" for bound in bounds)
    return _rounded_text(value, digits), low, high


def _size(parts: tuple[float, ...], scale: Scale) -> float:
    """Size by which an estimate is cut to significant digits; of what is nearly certain, that of the rest to 100 %."""
    nearly_certain = scale.unit == "%" and all(50.0 < part <= 100.0 for part in parts)
    return max(100.0 - part if nearly_certain else abs(part) for part in parts)


def _bound_text(bound: float, digits: int) -> str:
    if math.isnan(bound):
        return "?"
    return _rounded_text(bound, digits)


def _rounded_text(value: float, digits: int) -> str:
    """A number with so many decimals; what rounds to zero has no sign."""
    if math.isinf(value):
        return "∞" if value > 0.0 else "−∞"
    return f"{round(value, digits) or 0.0:,.{digits}f}"


def _three_significant(value: float) -> int:
    """Decimals that show three significant digits."""
    return 0 if value == 0.0 or not math.isfinite(value) else min(max(0, 2 - math.floor(math.log10(abs(value)))), 6)


def _parting_digits(half_width: float) -> int:
    """Fewest decimals with which a bound so far from the value reads otherwise."""
    return min(max(0, -math.floor(math.log10(half_width))), 6) if half_width > 0.0 else 0


def _digits(half_width: float) -> int:
    """Decimals that show a half-width with one or two significant digits."""
    if half_width <= 0.0:
        return 0
    return min(max(0, -math.floor(math.log10(half_width / 3.0))), 6)
