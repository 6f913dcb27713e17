"""Who pays the claims to be expected in a year, if every account has the money."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import scipy.special

from fundsim.portfolio.layer_shares import served
from fundsim.portfolio.layout.layers import FOREVER, bands_of, tiers_of, window_end
from fundsim.portfolio.layout.risk import Floats
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.layers import Layer
from fundsim.show.claims_ahead import ClaimsAhead
from fundsim.show.loan_classes import LoanClasses

QUANTILES = 400


class YearlyBase(NamedTuple):
    """What premiums and aggregate terms count in, arrays (class,).

    Parameters
    ----------
    outstanding : array
        Mean outstanding of each class. [currency]
    lending : array
        New lending of each class in a year. [currency]
    charged_once : array
        Lending on which single premiums are charged in a year: new loans, and the opening loans' remaining terms
        spread over the horizon. [currency]
    npl_ratio : float
        Expected NPL ratio.
    variation : float
        Standard deviation of a year's claims over their mean.
    """

    outstanding: Floats
    lending: Floats
    charged_once: Floats
    npl_ratio: float
    variation: float


class YearlyPayer(NamedTuple):
    """What a payer is to expect in a year. [currency]

    Parameters
    ----------
    name : str
        Layer, or ``bank``.
    payment, recovery, premium : float
        Paid on claims; recovered later, pro rata; premium or fee earned.
    inflow : float
        Appropriations and provisions into its accounts.
    """

    name: str
    payment: float
    recovery: float
    premium: float
    inflow: float = 0.0


def yearly_payers(
    scenario: Scenario, book: LoanBook, classes: LoanClasses, claims: ClaimsAhead, base: YearlyBase
) -> list[YearlyPayer]:
    """What each layer and the bank are to expect in a year.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        For its names.
    classes : LoanClasses
        Loans.
    claims : ClaimsAhead
        Claims of a year.
    base : YearlyBase
        Outstanding, lending, NPL ratio.

    Returns
    -------
    list of YearlyPayer
        In the order of the layers, the bank last.

    Notes
    -----
    Per-claim terms are applied claim by claim. Model assumptions: the yearly sums that aggregate terms act on have a
    gamma law and vary as the annual share of loans in distress does; tiers act on the expected NPL ratio;
    suspensions, breakers and empty accounts are neglected; recoveries are split pro rata.
    """
    remaining, payers = claims.amount.copy(), []
    for layer in scenario.layers:
        covered = covered_claims(scenario, book, classes, claims, layer)
        asks = np.where(covered, per_claim_asks(layer, classes, claims, remaining), 0.0)
        paid = asks * allowed_share(scenario, book, classes, claims, base, layer, asks)
        paid *= tier_share(layer, base.npl_ratio)
        remaining = np.maximum(remaining - paid, 0.0)  # not less by rounding
        premium = yearly_premium(scenario, book, classes, base, layer).sum()
        payer = _payer(layer.name, claims, paid, premium)
        payers.append(payer._replace(inflow=yearly_inflow(scenario, book, classes, base, layer)))
    payers.append(_payer("bank", claims, remaining, 0.0))
    return payers


def _payer(name: str, claims: ClaimsAhead, paid: Floats, premium: float) -> YearlyPayer:
    return YearlyPayer(
        name, float(claims.number @ paid), float(claims.number @ (paid * claims.recovered)), float(premium)
    )


def covered_classes(scenario: Scenario, book: LoanBook, classes: LoanClasses, layer: Layer) -> np.ndarray:
    """Classes whose product, industry and township a layer serves, and that were made in its window."""
    covers = served(layer, book, classes.product, classes.industry, classes.township)
    if scenario.lending.mode != "steady":  # under steady lending a class stands for loans of all months
        covers &= classes.made_in >= window_end(scenario, layer.covers.made_from, -FOREVER)
        covers &= classes.made_in <= window_end(scenario, layer.covers.made_until, FOREVER)
    return covers


def covered_claims(
    scenario: Scenario, book: LoanBook, classes: LoanClasses, claims: ClaimsAhead, layer: Layer
) -> np.ndarray:
    """Claims that a layer serves."""
    covered = covered_classes(scenario, book, classes, layer)[claims.loan_class]
    return np.asarray(covered & (claims.place < (layer.covers.months or FOREVER)))


def per_claim_asks(layer: Layer, classes: LoanClasses, claims: ClaimsAhead, remaining: Floats) -> Floats:
    """Ask of each claim: ``min(remaining, share × min(max(base − deductible, 0), limit))``. [currency]"""
    share = classes.guaranteed[claims.loan_class] if isinstance(layer.pays, str) else layer.pays
    base = remaining if layer.of == "remaining" else claims.amount
    limit = math.inf if layer.limit is None else layer.limit
    return np.asarray(np.minimum(remaining, share * np.minimum(np.maximum(base - layer.deductible, 0.0), limit)))


def allowed_share(
    scenario: Scenario,
    book: LoanBook,
    classes: LoanClasses,
    claims: ClaimsAhead,
    base: YearlyBase,
    layer: Layer,
    asks: Floats,
) -> Floats:
    """Mean share of the asks that the aggregate terms allow, their sums being gamma."""
    bands = bands_of(layer)
    if not bands:
        return np.ones_like(asks)
    by_township = layer.aggregate_level != "county"
    area = classes.township if by_township else book.township_county[classes.township]
    areas = len(book.townships if by_township else book.counties)
    horizon = scenario.horizon.months / 12.0
    years = horizon if layer.aggregate_over == "term" else min(horizon, 1.0)
    total = years * np.bincount(area[claims.loan_class], claims.number * asks, minlength=areas)
    unit = _units(scenario, book, classes, base, layer, area, areas, years)
    sums = total[:, None] * gamma_quantiles(base.variation / math.sqrt(years))
    allowed, start = np.zeros_like(sums), np.zeros((areas, 1))
    for end, pays in bands:
        upper = np.full((areas, 1), math.inf) if math.isinf(end) else end * unit[:, None]
        allowed += pays * np.maximum(np.minimum(sums, upper) - start, 0.0)
        start = np.maximum(start, upper)
    share = np.divide(allowed.mean(axis=1), total, out=np.ones(areas), where=total > 0.0)
    return np.asarray(share[area[claims.loan_class]])


def gamma_quantiles(variation: float) -> Floats:
    """Equally likely values of a gamma law with mean 1 and a coefficient of variation."""
    if variation <= 0.0:
        return np.ones(1)
    shape = variation**-2.0
    values = scipy.special.gammaincinv(shape, (np.arange(QUANTILES) + 0.5) / QUANTILES) / shape
    return np.asarray(values / values.mean())


def _units(
    scenario: Scenario,
    book: LoanBook,
    classes: LoanClasses,
    base: YearlyBase,
    layer: Layer,
    area: np.ndarray,
    areas: int,
    years: float,
) -> Floats:
    """What the aggregate terms of a layer count in, by area. [currency, or 1]"""
    covered = covered_classes(scenario, book, classes, layer)
    if layer.aggregate_in == "currency":
        villages = np.bincount(book.village_township, minlength=areas).astype(np.float64)
        return villages if layer.aggregate_level == "village" else np.ones(areas)
    if layer.aggregate_in == "premium":
        amount = years * yearly_premium(scenario, book, classes, base, layer)
    elif layer.aggregate_in == "outstanding":
        amount = covered * base.outstanding
    else:  # lending to date grows: half of the horizon's stands for its mean, all of it where terms never restart
        elapsed = years if layer.aggregate_over == "term" else scenario.horizon.months / 24.0
        amount = covered * (base.outstanding + elapsed * base.lending)
    return np.asarray(np.bincount(area, amount, minlength=areas), np.float64)


def yearly_premium(scenario: Scenario, book: LoanBook, classes: LoanClasses, base: YearlyBase, layer: Layer) -> Floats:
    """Premium of a layer in a year by class. [currency]"""
    if layer.price is None:
        return np.zeros(len(classes.number))
    amount = base.charged_once if layer.price.on == "new_lending" else base.outstanding
    return np.asarray(layer.price.rate * amount * covered_classes(scenario, book, classes, layer))


def yearly_inflow(scenario: Scenario, book: LoanBook, classes: LoanClasses, base: YearlyBase, layer: Layer) -> float:
    """Appropriations and provisions into a layer's accounts in a year. [currency]"""
    if layer.account is None:
        return 0.0
    inflows, provision = layer.account.inflows.values(), layer.account.provision
    appropriated = sum(inflow.amount * 12.0 / inflow.every_months for inflow in inflows)
    lending = float(base.lending @ covered_classes(scenario, book, classes, layer))
    return appropriated + (provision.rate * lending if provision is not None else 0.0)


def tier_share(layer: Layer, npl_ratio: float) -> float:
    """Share of a tiered layer at the expected NPL ratio."""
    paid, start = 0.0, 0.0
    tiers = tiers_of(layer)
    for end, pays in tiers:
        if layer.tiers_apply == "marginal" and npl_ratio > 0.0:
            paid += pays * max(min(npl_ratio, end) - start, 0.0) / npl_ratio
        elif start <= npl_ratio <= end:
            return pays
        start = end
    return paid if tiers else 1.0
