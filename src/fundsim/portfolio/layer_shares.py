"""What layers leave to the bank by their shares alone, and how much more risk a bank takes that bears less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.default_probabilities import multiply_odds
from fundsim.portfolio.loan_book import Floats, Integers, LoanBook
from fundsim.programme.borrowers import BankShare
from fundsim.programme.layers import Layer
from fundsim.programme.scenario import Scenario


def served(
    layer: Layer, book: LoanBook, product: Integers, industry: Integers, township: Integers
) -> NDArray[np.bool_]:
    """Loans whose product, industry and township, numbered as those of the book, a layer serves."""
    covers = np.ones(len(product), bool)
    for chosen, names, index in (
        (layer.covers.products, book.products, product),
        (layer.covers.industries, book.industries, industry),
        (layer.covers.townships, book.townships, township),
    ):
        if chosen is not None:
            covers &= np.isin(index, [names.index(name) for name in chosen if name in names])
    return covers


def covered_slots(layer: Layer, book: LoanBook) -> NDArray[np.bool_]:
    """Slots whose product, industry and township a layer serves."""
    return served(layer, book, book.product, book.industry, book.township)


def usual_part(layer: Layer) -> float:
    """Part of its asks that a layer pays while losses are low: by the first band that is wider than nothing, and tier.

    Examples
    --------
    >>> usual_part(Layer(name="excess", kind="budget", aggregate_deductible=1000.0))
    0.0
    """
    bands = [band.pays for band in layer.bands if band.to is None or band.to > 0.0][:1]
    part = bands[0] if bands else float(layer.aggregate_deductible == 0.0)
    return part * layer.tiers[0].pays if layer.tiers else part


def share_left_to_bank(layers: Iterable[Layer], book: LoanBook) -> Floats:
    """Share of a claim on each loan that is the bank's by what is agreed for times of low losses.

    Parameters
    ----------
    layers : iterable of Layer
        In the order in which they pay.
    book : LoanBook
        Loans.

    Returns
    -------
    array (slot,)
        Shares of layers, of aggregate terms and tiers the first band; deductibles and limits of single claims,
        origination windows and empty accounts are left out. [fraction]
    """
    left = np.ones(len(book.made_in))
    for layer in layers:
        share = book.guaranteed_share if isinstance(layer.pays, str) else layer.pays
        asked = (share * left if layer.of == "remaining" else share) * usual_part(layer)
        left = np.where(covered_slots(layer, book), left - np.minimum(asked, left), left)
    return left


def odds_by_bank_share(terms: BankShare, share: Floats) -> Floats:
    """Odds multiplier of a bank's share of a claim: ``exp(elasticity·(1 − share ÷ reference))``.

    Parameters
    ----------
    terms : BankShare
        The scenario's ``default_probability.bank_share``.
    share : array
        The bank's share of a claim. [fraction]

    Returns
    -------
    array of the same shape
        1 at the reference, where 1 % less of a share makes ``elasticity`` % higher odds; ``exp(elasticity)`` if the
        bank bears nothing. [odds multiplier]

    Examples
    --------
    >>> odds_by_bank_share(BankShare(reference=0.3, elasticity=0.5), np.array([0.3, 0.0])).round(3).tolist()
    [1.0, 1.649]
    """
    return np.exp(terms.elasticity * (1.0 - share / terms.reference))


def with_odds_of_bank_share(scenario: Scenario, book: LoanBook) -> LoanBook:
    """Loan book whose default probabilities follow what the layers leave to the bank, where the scenario says so."""
    terms = scenario.default_probability.bank_share
    if terms is None:
        return book
    odds = odds_by_bank_share(terms, share_left_to_bank(scenario.layers, book))
    return replace(book, pd_annual=multiply_odds(book.pd_annual, odds[:, None]))
