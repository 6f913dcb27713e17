"""Figures and months that read alike in all languages."""

from __future__ import annotations

from fundsim.units import months_after, year_month_number


def plain_number(value: float) -> str:
    """A number without needless digits.

    Examples
    --------
    >>> plain_number(4.0), plain_number(1234567.5)
    ('4', '1,234,567.5')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def percent_figure(share: float, digits: int = 3) -> str:
    """Per cent of a share, with so many significant digits and without the sign.

    Examples
    --------
    >>> percent_figure(0.7), percent_figure(0.012345), percent_figure(12.0)
    ('70', '1.23', '1,200')
    """
    return f"{100.0 * share:.{digits}g}" if abs(share) < 9.995 else f"{100.0 * share:,.0f}"


def year_and_month(first_month: str, month: int | str) -> tuple[int, int]:
    """Calendar year and month (1 to 12) of a month of the horizon, or of a ``YYYY-MM`` text.

    Examples
    --------
    >>> year_and_month("2023-11", 2), year_and_month("2023-11", "2024-05")
    ((2024, 1), (2024, 5))
    """
    number = year_month_number(first_month) + months_after(first_month, month)
    return number // 12, number % 12 + 1
