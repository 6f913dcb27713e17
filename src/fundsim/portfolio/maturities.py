"""Maturities of the opening stock by calendar year: walls of loans that fall due together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fundsim.portfolio.allocation import category, systematic_points
from fundsim.portfolio.loan_book import Floats, Integers
from fundsim.units import year_month_number


def maturity_weights(maturities: Mapping[str, float], first_month: str, term: int) -> Floats:
    """Share of a product's opening loans that mature in each month.

    Parameters
    ----------
    maturities : mapping
        Calendar year -> share of the stock that matures in it.
    first_month : str
        Calendar month of month 0, YYYY-MM.
    term : int
        Loans on the book in month 0 mature in months 0 ... term - 1. [months]

    Returns
    -------
    array (term,)
        A year's share is spread evenly over its months that are possible, the rest evenly over those of years
        not named. Shares of years in which none of these loans can mature belong to the rest; without other
        months the named ones are scaled up.

    Examples
    --------
    >>> maturity_weights({"2025": 0.8}, "2024-11", 4).round(6).tolist()
    [0.1, 0.1, 0.4, 0.4]
    """
    years = (year_month_number(first_month) + np.arange(term)) // 12
    weights, named = np.zeros(term), np.zeros(term, dtype=np.bool_)
    for year, share in maturities.items():
        months = years == int(year)
        named |= months
        weights[months] = share / max(int(months.sum()), 1)
    if not named.all():
        weights[~named] = (1.0 - weights.sum()) / int((~named).sum())
    return weights / weights.sum() if weights.sum() > 0.0 else np.full(term, 1.0 / term)


def matured_ages(product: Integers, order: Floats, start: Floats, weights: list[Floats]) -> Integers:
    """Ages of the opening stock that make it mature as the weights say.

    Parameters
    ----------
    product : array (loan,)
        Indices.
    order : array (loan,)
        Draws that put the loans of a product in random order.
    start : array (product,)
        Draw that shifts the points of a product.
    weights : list of array (term,)
        Share of each product's loans that mature in months 0 ... term - 1.

    Returns
    -------
    array (loan,)
        Months since the loan was made. Each month gets its number of a product's loans rounded down or up. [months]
    """
    points, age = systematic_points(product, order, start), np.zeros_like(product)
    for number, weight in enumerate(weights):
        own = product == number
        age[own] = len(weight) - 1 - category(points[own], weight)
    return age
