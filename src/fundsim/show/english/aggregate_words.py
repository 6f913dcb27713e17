"""A fund known only by its claims, in plain words: the law of an interval's claims and what it implies."""

from __future__ import annotations

from fundsim.portfolio.layout.aggregate import gamma_terms, lognormal_terms
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
from fundsim.show.claims_law import LEVELS, amounts_of, chance_covered, interval_figures, is_scaled, moves_of
from fundsim.show.english.wording import and_list, count_of, money, percent, sentences
from fundsim.show.numbers import plain_number
from fundsim.text_tables import aligned

INTERVALS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}


def claims_words(scenario: Scenario, loans: AggregateLoans) -> str:
    """What is claimed, how often, and what multiplies it."""
    interval = INTERVALS[loans.every_months]
    compound = loans.claims if isinstance(loans.claims, CompoundClaims) else None
    what = _law(amounts_of(loans), scenario.currency if loans.counted_in == "currency" else "of the outstanding amount")
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
            f"from {state} to {other} {percent(chance)}" for state, other, chance in moves_of(loans.regime)
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
    found = interval_figures(loans)
    if isinstance(loans.claims, CompoundClaims):
        mean, sd = money(found.mean, currency), money(found.sd, currency)
        return [f"Expected claims of a {interval}: {mean}, with a standard deviation of {sd}."]
    rows = [["mean", money(found.mean, currency)], ["standard deviation", money(found.sd, currency)]]
    for level, value in zip(LEVELS, found.quantiles, strict=True):
        rows.append([f"not exceeded in {percent(level)} of {interval}s", money(float(value), currency)])
    before = ", before the state and the factor multiply them" if is_scaled(loans) else ""
    texts = [f"Claims of a {interval}{before}:\n\n{aligned(rows, indent='  ')}"]
    covered = chance_covered(loans, opening)
    if covered is not None:
        texts.append(
            f"Claims of one {interval} stay within the fund's opening {money(opening, currency)} with probability "
            f"{100.0 * covered:.4f} %."
        )
    return texts
