"""Credit villages (信用村): which villages they are, and what that does to the odds of their loans."""

from __future__ import annotations

import numpy as np

from fundsim.errors import Fault, ScenarioError, did_you_mean
from fundsim.portfolio.allocation import systematic_points
from fundsim.portfolio.draws import STARTS, Stream, Words, uniforms
from fundsim.portfolio.loan_book import Floats, Integers
from fundsim.programme.credit_villages import CreditVillages


def credit_villages(terms: CreditVillages, villages: tuple[str, ...], township: Integers, key: Words) -> Integers:
    """Credit villages of a portfolio.

    Parameters
    ----------
    terms : CreditVillages
        The scenario's ``credit_villages``.
    villages : tuple of str
        Names of all villages.
    township : array (village,)
        Their townships.
    key : array (1,)
        From ``portfolio_key``.

    Returns
    -------
    array
        Indices of the credit villages. A share is met in every township as closely as whole villages allow.

    Raises
    ------
    ScenarioError
        A village that is named does not exist.
    """
    if terms.villages:
        return _named(terms, villages)
    if terms.share == 0.0:
        return np.zeros(0, dtype=np.int64)
    order = uniforms(key, np.arange(len(villages)), 0, Stream.CREDIT_VILLAGE)
    start = uniforms(key, np.arange(int(township.max()) + 1), 0, STARTS + Stream.CREDIT_VILLAGE)
    return np.flatnonzero(systematic_points(township, order, start) < terms.share).astype(np.int64)


def _named(terms: CreditVillages, villages: tuple[str, ...]) -> Integers:
    place = {name: number for number, name in enumerate(villages)}
    faults = []
    for name in (name for name in terms.villages if name not in place):
        remedy = did_you_mean(name, villages)
        faults.append(Fault("credit_villages.villages", f"there is no village `{name}`", remedy=remedy))
    if faults:
        raise ScenarioError(faults)
    return np.array(sorted(place[name] for name in terms.villages), dtype=np.int64)


def credit_odds(terms: CreditVillages, credit: Integers, village: Integers) -> Floats:
    """Odds multiplier of each loan: that of credit villages, else 1.

    Parameters
    ----------
    terms : CreditVillages
        The scenario's ``credit_villages``.
    credit : array
        Indices of the credit villages.
    village : array (slot,)
        Village of each loan.
    """
    return np.where(np.isin(village, credit), terms.odds, 1.0)
