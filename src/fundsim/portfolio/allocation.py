"""Allocation of attributes to loans so that shares are met as closely as whole loans allow.

Independent draws would leave a township of a dozen loans far from its shares by chance. Instead the loans of
a township are put in keyed random order and sampled systematically (Madow 1949): each category gets its exact
number of loans rounded down or up, and which way it is rounded is drawn, so that no category is favoured over
many small townships.
"""

from __future__ import annotations

import numpy as np

from fundsim.portfolio.loan_book import Floats, Integers


def ranks_in_group(group: Integers, order: Floats) -> tuple[Integers, Integers]:
    """Rank of each loan within its group, and the size of its group.

    Parameters
    ----------
    group : array (loan,)
        Group of each loan.
    order : array (loan,)
        Draws that put the loans of a group in random order.

    Returns
    -------
    rank, size : array (loan,)
        Rank from 0, number of loans of the group.
    """
    sequence = np.lexsort((order, group))
    counts = np.bincount(group)
    firsts = np.cumsum(counts) - counts
    rank = np.empty(len(group), dtype=np.int64)
    rank[sequence] = np.arange(len(group)) - firsts[group[sequence]]
    return rank, counts[group]


def systematic_points(group: Integers, order: Floats, start: Floats) -> Floats:
    """Evenly spaced points in [0, 1), one for each loan of a group.

    Parameters
    ----------
    group : array (loan,)
        Group of each loan, for example its township.
    order : array (loan,)
        Draws that decide which loan gets which point.
    start : array (group,)
        Draw that shifts the points of a group.

    Returns
    -------
    array (loan,)
        ``(rank + start) / size``: any interval of length s holds s·size points, rounded down or up.
    """
    rank, size = ranks_in_group(group, order)
    return np.minimum((rank + start[group]) / np.maximum(size, 1), np.nextafter(1.0, 0.0))


def category(points: Floats, shares: Floats) -> Integers:
    """Category of each point by cumulative shares (inverse cdf).

    Parameters
    ----------
    points : array
        In [0, 1).
    shares : array (category,)
        Non-negative, not all 0.

    Returns
    -------
    array
        Index of the category; one with share 0 is never taken.

    Examples
    --------
    >>> category(np.array([0.1, 0.5, 0.9]), np.array([0.5, 0.0, 0.5])).tolist()
    [0, 2, 2]
    """
    cumulative = np.cumsum(shares) / np.sum(shares)
    cumulative[np.flatnonzero(shares)[-1] :] = 1.0
    return np.searchsorted(cumulative, points, side="right").astype(np.int64)


def dealt_ages(product: Integers, township: Integers, order: Floats, start: Floats, terms: Integers) -> Integers:
    """Ages of the opening stock, dealt out like cards: 0, 1 ... term - 1, 0, 1 ...

    Dealing goes on from township to township, so that the same number of loans, or one more or less, falls
    due in every month, within each product of a township as well as in the whole county.

    Parameters
    ----------
    product, township : array (loan,)
        Indices.
    order : array (loan,)
        Draws that put the loans of a township in random order.
    start : array (product,)
        Draw of the first age dealt.
    terms : array (product,)
        Terms. [months]

    Returns
    -------
    array (loan,)
        Months since the loan was made. [months]
    """
    sequence = np.lexsort((order, township, product))
    counts = np.bincount(product, minlength=len(terms))
    firsts = np.cumsum(counts) - counts
    card = np.empty(len(product), dtype=np.int64)
    card[sequence] = np.arange(len(product)) - firsts[product[sequence]]
    return (card + (start * terms).astype(np.int64)[product]) % terms[product]
