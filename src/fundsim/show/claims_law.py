"""A fund known only by its claims: figures of the law of an interval's claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import scipy.stats
from numpy.typing import NDArray

from fundsim.kernels.arrays.codes import EMPIRICAL, GAMMA, LOGNORMAL, WEIBULL
from fundsim.portfolio.layout.aggregate import Law, law_of
from fundsim.programme.aggregate import AggregateLoans, AmountLaw, ClaimsRegime, CompoundClaims

LEVELS = (0.5, 0.9, 0.99, 0.999)


class AmountFigures(NamedTuple):
    """Mean and standard deviation of an amount; quantiles at `LEVELS`, none where they are not known. [currency]"""

    mean: float
    sd: float
    quantiles: NDArray[np.float64]


def amounts_of(loans: AggregateLoans) -> AmountLaw:
    """Law of an amount: of an interval's claims, or of each claim where their number is drawn."""
    return loans.claims.severity if isinstance(loans.claims, CompoundClaims) else loans.claims


def is_scaled(loans: AggregateLoans) -> bool:
    """Whether a state or a factor multiplies the amounts."""
    return loans.regime is not None or loans.factor is not None


def interval_figures(loans: AggregateLoans) -> AmountFigures:
    """Claims of an interval, before state and factor; without quantiles where the number of claims is drawn."""
    found = amount_figures(law_of(amounts_of(loans), _unit(loans)))
    if not isinstance(loans.claims, CompoundClaims):
        return found
    rate = loans.claims.rate
    return AmountFigures(rate * found.mean, float(np.sqrt(rate * (found.mean**2 + found.sd**2))), np.empty(0))


def chance_covered(loans: AggregateLoans, opening: float) -> float | None:
    """Probability that an interval's claims stay within an opening amount; None where that is no plain figure."""
    if opening <= 0.0 or is_scaled(loans) or isinstance(loans.claims, CompoundClaims):
        return None
    return chance_within(law_of(loans.claims, _unit(loans)), opening)


def moves_of(regime: ClaimsRegime) -> Iterator[tuple[str, str, float]]:
    """Changes from one state to another, with their probabilities."""
    for state, row in regime.transition.items():
        for other, chance in row.items():
            if other != state and chance > 0.0:
                yield state, other, chance


def amount_figures(law: Law) -> AmountFigures:
    """Figures of an amount by its law, before regime and factor."""
    if law.kind in (LOGNORMAL, GAMMA, WEIBULL):
        found = frozen(law)
        return AmountFigures(float(found.mean()), float(found.std()), np.asarray(found.ppf(LEVELS)))
    chances = np.diff(cumulated_of(law), prepend=0.0)
    mean = float(chances @ law.amounts)
    sd = float(np.sqrt(chances @ (law.amounts - mean) ** 2))
    order = np.argsort(law.amounts)
    rows = np.searchsorted(np.cumsum(chances[order]) + 1e-12, LEVELS).clip(max=len(order) - 1)
    return AmountFigures(mean, sd, law.amounts[order][rows])


def frozen(law: Law) -> scipy.stats.rv_continuous:
    """The law as scipy knows it."""
    if law.kind == LOGNORMAL:
        return scipy.stats.lognorm(law.scale, scale=np.exp(law.shape))
    if law.kind == GAMMA:
        return scipy.stats.gamma(law.shape, scale=law.scale)
    return scipy.stats.weibull_min(law.shape, scale=law.scale)


def cumulated_of(law: Law) -> NDArray[np.float64]:
    """Cumulated probabilities of the amounts of a table, or of past intervals."""
    if law.kind == EMPIRICAL:
        return np.arange(1, len(law.amounts) + 1) / len(law.amounts)
    return law.cumulated


def chance_within(law: Law, amount: float) -> float:
    """Probability that an interval's claims do not exceed an amount."""
    if law.kind in (LOGNORMAL, GAMMA, WEIBULL):
        return float(frozen(law).cdf(amount))
    return float(np.diff(cumulated_of(law), prepend=0.0)[law.amounts <= amount].sum())


def _unit(loans: AggregateLoans) -> float:
    """What amounts of the law are counted in. [currency]"""
    return (loans.outstanding or 1.0) if loans.counted_in == "outstanding" else 1.0
