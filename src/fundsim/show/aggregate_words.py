"""A fund known only by its claims, in plain words: the law of an interval's claims and what it implies."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.stats
from numpy.typing import NDArray

from fundsim.kernels.aggregate import EMPIRICAL, GAMMA, LOGNORMAL, WEIBULL
from fundsim.portfolio.layout.aggregate import Law, gamma_terms, law_of, lognormal_terms
from fundsim.programme import Scenario
from fundsim.programme.aggregate import (
    AggregateLoans,
    AmountLaw,
    CompoundClaims,
    EmpiricalClaims,
    GammaClaims,
    LognormalClaims,
    WeibullClaims,
)
from fundsim.show.wording import and_list, count_of, money, percent, plain_number, sentences
from fundsim.text_tables import aligned

INTERVALS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}
LEVELS = (0.5, 0.9, 0.99, 0.999)


class AmountFigures(NamedTuple):
    """Mean and standard deviation of an amount; quantiles at `LEVELS`. [currency]"""

    mean: float
    sd: float
    quantiles: NDArray[np.float64]


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


def unit_of(loans: AggregateLoans) -> float:
    """What amounts of the law are counted in. [currency]"""
    return (loans.outstanding or 1.0) if loans.counted_in == "outstanding" else 1.0


def claims_words(scenario: Scenario, loans: AggregateLoans) -> str:
    """What is claimed, how often, and what multiplies it."""
    interval = INTERVALS[loans.every_months]
    compound = loans.claims if isinstance(loans.claims, CompoundClaims) else None
    amounts = loans.claims if not isinstance(loans.claims, CompoundClaims) else loans.claims.severity
    what = _law(amounts, scenario.currency if loans.counted_in == "currency" else "of the outstanding amount")
    drawn = (
        f"The number of claims of each {interval} is drawn from a Poisson law with mean {plain_number(compound.rate)}; "
        f"the amount of each claim {what}."
        if compound is not None
        else f"The claims of each {interval} come as one amount, which {what}."
    )
    month = "first" if loans.at == "start" else "last"
    when = f"They are settled in its {month} month." if loans.every_months > 1 else "They are settled at once."
    stock = (
        f"{money(loans.outstanding, scenario.currency)} are outstanding in every month."
        if loans.outstanding is not None
        else ""
    )
    return sentences("There are no loans: the fund is known only by its claims.", drawn, when, *_scales(loans), stock)


def _law(law: AmountLaw, unit: str) -> str:
    if isinstance(law, EmpiricalClaims):
        return f"repeats one of {count_of(len(law.values), 'past amount')}, all equally likely"
    if isinstance(law, LognormalClaims):
        mu, sigma = lognormal_terms(law)
        return f"follows a lognormal law (mean of the logarithm {mu:.4g}, standard deviation {sigma:.4g}; {unit})"
    if isinstance(law, GammaClaims):
        shape, scale = gamma_terms(law)
        return f"follows a gamma law (shape {shape:.4g}, scale {scale:.6g} {unit})"
    if isinstance(law, WeibullClaims):
        return f"follows a Weibull law (shape {law.shape:.4g}, scale {law.scale:.6g} {unit})"
    rows = zip(law.amounts, law.probabilities, strict=True)
    return f"is {and_list((f'{amount:,.6g} with {percent(chance)}' for amount, chance in rows), 'or')} ({unit})"


def _scales(loans: AggregateLoans) -> list[str]:
    interval, texts = INTERVALS[loans.every_months], []
    if loans.regime is not None:
        states = and_list(f"{name} {plain_number(value)}" for name, value in loans.regime.states.items())
        moves = and_list(
            f"from {state} to {other} {percent(chance)}"
            for state, row in loans.regime.transition.items()
            for other, chance in row.items()
            if other != state and chance > 0.0
        )
        texts.append(f"Amounts are multiplied by the state of the {interval}: {states}.")
        texts.append(f"States change from one {interval} to the next with these probabilities: {moves or 'never'}.")
    if loans.factor is not None:
        texts.append(
            f"Amounts are multiplied by a factor with mean 1, whose logarithm has the standard deviation "
            f"{plain_number(loans.factor.volatility)} and, from one {interval} to the next, the correlation "
            f"{plain_number(loans.factor.autocorrelation)}."
        )
    return texts


def implied_words(scenario: Scenario, loans: AggregateLoans, opening: float) -> list[str]:
    """Expected claims of an interval, their spread, and how likely the opening fund covers them."""
    interval, currency = INTERVALS[loans.every_months], scenario.currency
    compound = loans.claims if isinstance(loans.claims, CompoundClaims) else None
    amounts = loans.claims if not isinstance(loans.claims, CompoundClaims) else loans.claims.severity
    law = law_of(amounts, unit_of(loans))
    found = amount_figures(law)
    if compound is not None:
        sd = np.sqrt(compound.rate * (found.mean**2 + found.sd**2))
        total = money(compound.rate * found.mean, currency)
        return [f"Expected claims of a {interval}: {total}, with a standard deviation of {money(sd, currency)}."]
    scaled = loans.regime is not None or loans.factor is not None
    rows = [["mean", money(found.mean, currency)], ["standard deviation", money(found.sd, currency)]]
    for level, value in zip(LEVELS, found.quantiles, strict=True):
        rows.append([f"not exceeded in {percent(level)} of {interval}s", money(float(value), currency)])
    before = ", before the state and the factor multiply them" if scaled else ""
    texts = [f"Claims of a {interval}{before}:\n\n{aligned(rows, indent='  ')}"]
    if opening > 0.0 and not scaled:
        chance = 100.0 * chance_within(law, opening)
        texts.append(
            f"Claims of one {interval} stay within the fund's opening {money(opening, currency)} with probability "
            f"{chance:.4f} %."
        )
    return texts
